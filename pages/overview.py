"""``/`` – what changed, in sentences; six offences; a map; the highest and the fastest-changing."""

from __future__ import annotations

from components.areas.maps import map_card
from components.filters.view import PEOPLE_ONLY
from components.layout import FILL, Group, Page, Section, Slot, answerable, register_page
from components.overview.headline import headline
from components.overview.lists import changing, highest
from components.overview.multiples import multiple
from data.model.catalogue import SNA_SIX
from data.model.selection import Defaults

PAGE = Page(
    key="overview",
    path="/",
    name="Overview",
    order=0,
    description="What changed in serious violence in London, where, and by how much.",
    defaults=Defaults(
        level="ward",
        levels=("ward", "borough"),
        levels_why="The level is the map’s; the cards are London, or the areas chosen.",
        topics=("offences",),
        topics_why=PEOPLE_ONLY,
    ),
    headline=headline,
    sections=(
        Group("multiples", tuple(multiple(offence) for offence in SNA_SIX)),
        Section(
            "overview-map",
            answerable(lambda question: map_card("overview-map", question)),
            graph=FILL,
            after=(Slot("legend"),),
            label="map",
            class_name="map-card",
            main=True,
        ),
        Group(
            "lists",
            (
                Section(
                    "overview-highest",
                    highest,
                    before=(Slot("list"),),
                    label="highest boroughs",
                    class_name="list-card",
                ),
                Section(
                    "overview-changing",
                    changing,
                    before=(Slot("list"),),
                    label="fastest-changing boroughs",
                    class_name="list-card",
                ),
            ),
        ),
    ),
)
register_page(__name__, PAGE)

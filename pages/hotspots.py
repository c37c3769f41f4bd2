"""``/hotspots`` – where: the ward map, the ranked wards, and one ward's own panel."""

from __future__ import annotations

from components.filters.view import PEOPLE_ONLY
from components.hotspots.cards import panel, ranked, the_map, tools
from components.hotspots.headline import headline
from components.layout import FILL, Group, Page, Section, Slot, answerable, register_page
from data.model.selection import Defaults

PAGE = Page(
    key="hotspots",
    path="/hotspots",
    name="Hot spots",
    order=1,
    description="Where serious violence is recorded: London ward by ward.",
    defaults=Defaults(
        level="ward",
        levels=("ward", "borough"),
        topics=("offences",),
        topics_why=PEOPLE_ONLY,
        levels_why="Hot spots are wards or boroughs.",
    ),
    headline=answerable(headline),
    sections=(
        Section(
            "hotspots-map",
            the_map,
            graph=FILL,
            controls=tools,
            after=(Slot("legend"),),
            label="map",
            class_name="map-card tall map-box",
            picks="focus",
            keys="Arrow keys move the map, + and - zoom, 0 shows everything",
        ),
        Group(
            "side",
            (
                Section("hotspots-panel", panel),
                Section(
                    "hotspots-ranked",
                    answerable(ranked),
                    before=(Slot("list"),),
                    label="ranked areas",
                    class_name="ranked-card",
                    main=True,
                ),
            ),
        ),
    ),
)
register_page(__name__, PAGE)

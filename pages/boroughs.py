"""``/boroughs`` – how boroughs compare: every offence a column, ranks beneath the numbers."""

from __future__ import annotations

from components.boroughs.cards import bars, ranking
from components.boroughs.headline import headline
from components.filters import PEOPLE_ONLY
from components.layout import Page, Section, answerable, register_page
from data.selection import Defaults

PAGE = Page(
    key="boroughs",
    path="/boroughs",
    name="Boroughs",
    order=4,
    description="London boroughs ranked by every offence, with intervals.",
    defaults=Defaults(
        levels=("borough",),
        levels_why="This page ranks boroughs; wards are ranked on Hot spots.",
        topics=("offences",),
        topics_why=PEOPLE_ONLY,
    ),
    headline=answerable(headline),
    sections=(
        Section(
            "boroughs-bars",
            answerable(bars),
            graph={"height": "62rem"},
            label="ranked bars",
            class_name="bars-card",
        ),
        Section("boroughs-ranking", ranking),
    ),
)
register_page(__name__, PAGE)

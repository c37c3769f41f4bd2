"""``/when`` – is it really up or down; which months, hours and seasons."""

from __future__ import annotations

from functools import partial

from components.layout import FILL, Page, Section, Slot, added_up, register_page
from components.when import charts as when_cards
from components.when.headline import headline
from data.model.selection import Defaults

PATH = "/when"
KEYS = "Arrow keys move the chart where it is wider than the screen."

PAGE = Page(
    key="when",
    path=PATH,
    name="When",
    order=2,
    description="Whether violence is really up or down, in which months, at which hours.",
    defaults=Defaults(
        narrows=False,
        narrows_why="hours and weekdays are not counted by month.",
        level="borough",
        levels=("ward", "borough"),
        levels_why="This page adds up London, or the areas chosen.",
        measures=("count",),
        measures_why="This page counts: the change stands in the headline, rates and costs on the "
        "other pages.",
        topics=("offences",),
        topics_why="counts people, not offences by time; see the page People.",
    ),
    headline=added_up(headline),
    sections=(
        Section(
            "when-trend",
            added_up(when_cards.trend),
            graph=FILL,
            label="trend and limits",
            class_name="trend-card",
        ),
        Section(
            "when-hours",
            added_up(partial(when_cards.hours, path=PATH)),
            graph=FILL,
            before=(Slot("why"),),
            after=(Slot("legend"),),
            label="hours and weekdays",
            class_name="heat-card hours-card",
            keys=KEYS,
        ),
        Section(
            "when-months",
            added_up(when_cards.months),
            graph=FILL,
            after=(Slot("legend"),),
            label="months and years",
            class_name="heat-card months-card",
            keys=KEYS,
        ),
        Section("when-season", added_up(when_cards.season), graph=FILL, label="season"),
        Section("when-rolling", added_up(when_cards.rolling), graph=FILL, label="12-month sums"),
    ),
)
register_page(__name__, PAGE)

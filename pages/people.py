"""``/people`` – who is harmed and who is suspected: age, sex, ethnicity; the unknown shown."""

from __future__ import annotations

from components.layout import Page, Section, register_page
from components.people.cards import CARDS, PATH, asking, groups, report
from components.people.headline import headline
from data.model.selection import Defaults

PAGE = Page(
    key="people",
    path=PATH,
    name="People",
    order=3,
    description="Victims and suspects by age, sex and ethnicity, with what is not known.",
    defaults=Defaults(
        level="borough",
        offence="homicide",
        levels_why="This page adds up London, or the areas chosen.",
        measures=("count",),
        measures_why="This page counts people: rates have their own cards, where residents are a "
        "fair denominator, and how the number changed stands under the headline.",
        dataset="homicide",
        topics=("people",),
        topics_why="the official counts do not have people.",
        narrows=False,
        narrows_why="people are not counted by month.",
    ),
    headline=asking(headline),
    sections=(
        *CARDS,
        Section("people-groups", asking(groups)),
        Section("people-report", asking(report)),
    ),
)
register_page(__name__, PAGE)

"""``/`` – what changed, in sentences; six offences; a map; the highest and the fastest-changing."""

from __future__ import annotations

import dash
from dash import html

from components.card import Card, render_card, render_headline
from components.figures.rolling import build_rolling
from components.filters import PEOPLE_ONLY, View
from components.maps import area_map
from components.ranking import changing_list, highest_list
from components.shell import Page, Parts
from components.words import (
    VERDICTS,
    capital,
    change_sentence,
    interval,
    listed,
    number,
    signed,
)
from data import periods, queries
from data.catalogue import OFFENCES, SNA_SIX
from data.periods import Period
from data.queries.question import Question
from data.selection import Defaults

HISTORY = 72
"""Months of history in the small multiples."""


def _card_selection(view: View, offence: str) -> Question:
    """A card's own question: its offence, over the latest months that its series has."""
    question = view.question
    return question.replace(offence=offence, cohort=question.shared_cohort).added_up


def _six(view: View) -> dict[str, tuple[Question, dict]]:
    found = {}
    able = view.question.capabilities.offences
    for offence in (slug for slug in SNA_SIX if slug in able):
        asked = _card_selection(view, offence)
        found[offence] = (asked, queries.query_total(asked).frame.iloc[0].to_dict())
    return found


def _headline(view: View, six: dict[str, tuple[Question, dict]]) -> tuple[str, str, str]:
    """Finding, the periods it speaks of, and the sentences under it."""
    words: dict[str, list[str]] = {}
    asked = next(iter(six.values()))[0]
    span = asked.period
    for offence, (own, row) in six.items():
        if own.period.end >= span.start and own.period.start <= span.end:  # else: its card
            words.setdefault(row["verdict"], []).append(OFFENCES[offence].lower)
    place = queries.area_phrase(view.question)
    asked = next(iter(six.values()))[0]
    earlier = asked.comparison
    quiet = {
        "no-clear-change": "did not clearly change",
        "not-comparable": "cannot be compared",
        "too-few": "had too few offences to compare",
    }
    said = [
        f"{listed(words[key])} {verb}"
        for key, verb in (("lower", "fell"), ("higher", "rose"))
        if key in words
    ]
    rest = [f"{listed(words[key])} {verb}" for key, verb in quiet.items() if key in words]
    if not said and "no-clear-change" in words:
        said, rest = rest[:1], rest[1:]
    finding = "; ".join(said) if said else f"what was recorded, {asked.period.label}"
    if all(row["count"] != row["count"] for _, row in six.values()):
        finding = "no Met data"
    finding = f"{place}: {finding}" if place != "London" else capital(finding)
    spans = f"{place}, {asked.period.label}"
    spans += f" compared with {earlier.label}" if earlier else ""
    apart = [
        f"{OFFENCES[offence].lower} to {periods.name(item.period.end)}"
        for offence, (item, _) in six.items()
        if item.period != asked.period
    ]
    spans += f" ({', '.join(apart)})" if apart else ""
    spans += f": {'; '.join(rest)}." if rest and earlier else "."
    lead, row = max(six.values(), key=lambda item: _size(item[1]))
    return finding, spans, change_sentence(row, lead)


def _size(row: dict) -> float:
    """How large a change is, for choosing the one to tell; unknown is smallest."""
    return abs(row["change"]) if row["change"] == row["change"] else -1.0


def _why_not(asked: Question) -> str:
    """Why a card compares nothing, in two or three words."""
    if asked.overlapping:
        return "the periods overlap"
    return "counting changed" if asked.breaks else "no earlier data"


def _multiple(offence: str, asked: Question, row: dict) -> Card:
    what = row["verdict"]
    mark, word = VERDICTS[what]
    label = OFFENCES[offence].label
    covered = asked.covered
    start = max(covered.start, periods.shift(asked.period.end, 1 - HISTORY))
    history = asked.replace(period=Period(start, asked.period.end))
    frame = queries.query_series(history, total=True).frame
    spread = f"{signed(row['change'])} {interval(row['change_low'], row['change_high'])}"
    detail = {
        "higher": spread,
        "lower": spread,
        "no-clear-change": spread,
        "not-comparable": _why_not(asked),
        "too-few": f"{number(row['compare_count'])} before",
        "none": "",
    }[what]
    state = html.P(
        [
            html.Span([mark, " ", word], className=f"verdict {what}"),
            html.Span(f" {detail}", className="detail"),
        ],
        className="verdict-line",
    )
    earlier = asked.comparison
    value = [
        html.Strong(number(row["count"]), className="big"),
        html.Span(asked.period.short, className="period"),
        html.Span(f"on {earlier.short}" if earlier else "", className="period"),
    ]
    return Card(
        id=f"overview-{offence}",
        title=label,
        subtitle="",
        sentence=change_sentence(row, asked)
        + (
            " The line shows 12-month sums; grey marks lockdown, dots a change in counting."
            if row["count"] == row["count"]
            else ""
        ),
        table="series",
        question=history,
        provenance=queries.provenance(asked, "series"),
        figure=build_rolling(frame, OFFENCES[offence].breaks, small=True),
        extra=(("value", value), ("verdict", state)),
    )


def build(view: View) -> Parts:
    """The parts of the overview for a view."""
    six = _six(view)
    finding, spans, sentence = _headline(view, six)
    parts: Parts = {
        "overview-headline": {"children": finding},
        "overview-spans": {"children": spans},
        "overview-sentence": {"children": sentence},
        "live": {"children": f"Updated. {finding}. {spans}"},
    }
    for offence, (asked, row) in six.items():
        parts |= _multiple(offence, asked, row).parts()
    question = view.question
    shown = question.answerable
    drawn = area_map(shown)
    parts |= Card(
        id="overview-map",
        title=drawn.finding,
        subtitle=drawn.subtitle,
        sentence=drawn.sentence,
        table="areas",
        question=shown.replace(areas=()),
        provenance=queries.provenance(shown, "areas"),
        figure=drawn.figure,
        extra=(("legend", drawn.legend),),
    ).parts()
    boroughs = question.replace(level="borough", areas=()).answerable
    parts |= highest_list("overview-highest", boroughs).parts()
    parts |= changing_list("overview-changing", boroughs).parts()
    return parts


PAGE = Page(
    "overview",
    "/",
    Defaults(
        level="ward",
        levels=("ward", "borough"),
        levels_why="The level is the map’s; the cards are London, or the areas chosen.",
        topics=("offences",),
        topics_why=PEOPLE_ONLY,
    ),
    build,
)
PAGE.connect()


def body(parts: Parts) -> list:
    """The overview's component tree."""
    show = lambda name: parts[name]["children"]  # noqa: E731
    return [
        render_headline("overview", parts, "sentence"),
        html.Div(
            [
                render_card(
                    f"overview-{offence}",
                    parts,
                    graph={"height": "100%"},
                    before=[
                        html.Div(
                            show(f"overview-{offence}-value"),
                            id=f"overview-{offence}-value",
                            className="value-block",
                        )
                    ],
                    after=[
                        html.Div(
                            show(f"overview-{offence}-verdict"), id=f"overview-{offence}-verdict"
                        )
                    ],
                    label=OFFENCES[offence].label,
                    class_name="multiple",
                )
                for offence in SNA_SIX
                if f"overview-{offence}-title" in parts
            ],
            className="multiples",
        ),
        render_card(
            "overview-map",
            parts,
            graph={"height": "100%"},
            after=[html.Div(show("overview-map-legend"), id="overview-map-legend")],
            label="map",
            class_name="map-card",
        ),
        html.Div(
            [
                render_card(
                    name,
                    parts,
                    before=[html.Div(show(f"{name}-list"), id=f"{name}-list")],
                    label=label,
                    class_name="list-card",
                )
                for name, label in (
                    ("overview-highest", "highest boroughs"),
                    ("overview-changing", "fastest-changing boroughs"),
                )
            ],
            className="lists",
        ),
    ]


def layout(**query: str) -> html.Div:
    """The page for a query string."""
    return PAGE.render(query, body)


dash.register_page(
    __name__,
    path="/",
    title="Overview – Serious violence in London",
    name="Overview",
    order=0,
    description="What changed in serious violence in London, where, and by how much.",
)

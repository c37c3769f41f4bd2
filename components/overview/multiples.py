"""Small multiples: one offence's number, change and 12-month sums each."""

from __future__ import annotations

from dash import html

from components.card import Card
from components.figures.sparkline import build_sparkline
from components.filters.view import View
from components.layout import FILL, Reason, Section, Slot
from components.text.words import (
    VERDICTS,
    change_sentence,
    interval,
    looked_at,
    number,
    relative_sentence,
    signed,
    spelled,
    told_verdict,
)
from data import queries
from data.model import periods
from data.model.catalogue import OFFENCES
from data.model.periods import Period
from data.queries.question import Question

HISTORY = 72
"""Months of history in the small multiples."""
OTHER_LINE = "line: sums of 12 months"
"""What the small line shows beside a number of fewer or more months."""
LINE = " The line shows 12-month sums; grey marks lockdown, dots a change in counting."


def multiple(offence: str) -> Section:
    """The section of an offence; a dataset that does not have it has nothing to show."""
    label = OFFENCES[offence].label

    def make(view: View) -> Card | Reason:
        if offence not in view.question.capabilities.offences:
            return Reason("This dataset does not have the offence.", view.question)
        return _card(offence, queries.six_of(view.question)[offence])

    return Section(
        f"overview-{offence}",
        make,
        name=label,
        graph=FILL,
        before=(Slot("value", "value-block"),),
        after=(Slot("verdict"),),
        label=label,
        class_name="multiple",
    )


def _why_not(asked: Question) -> str:
    """Why a card compares nothing, in two or three words."""
    if asked.overlapping:
        return "the periods overlap"
    return "counting changed" if asked.breaks else "no earlier data"


def _render_verdict_line(change: queries.Change) -> html.P:
    """The verdict in words, the change with its interval, and why one is not counted as clear."""
    asked, row, among = change
    what = told_verdict(row)
    mark, word = VERDICTS[what]
    spread = f"{signed(row['change'])} {interval(row['change_low'], row['change_high'])}"
    detail = {
        "higher": spread,
        "lower": spread,
        **dict.fromkeys(
            ("higher-alone", "lower-alone"),
            f"{spread}: not clear as one of {spelled(among)}",
        ),
        "no-clear-change": spread,
        "not-comparable": _why_not(asked),
        "too-few": f"{number(row['compare_count'])} before",
        "unknown": f"{number(row['compare_count'])} before",
        "none": "",
    }[what]
    return html.P(
        [
            html.Span([mark, " ", word], className=f"verdict {what}"),
            html.Span(f" {detail}", className="detail"),
        ],
        className="verdict-line",
    )


def _card(offence: str, change: queries.Change) -> Card:
    asked, row, among = change
    start = max(asked.covered.start, periods.shift(asked.period.end, 1 - HISTORY))
    history = asked.replace(period=Period(start, asked.period.end))
    frame = queries.query_series(history, total=True).frame
    earlier = asked.comparison
    value = [
        html.Strong(number(row["count"]), className="big"),
        html.Span(asked.period.short, className="period"),
        html.Span(f"on {earlier.short}" if earlier else "", className="period"),
        *([] if asked.period.months == 12 else [html.Span(OTHER_LINE, className="period")]),
    ]
    known = row["count"] == row["count"]
    return Card(
        id=f"overview-{offence}",
        title=OFFENCES[offence].label,
        subtitle="",
        sentence=change_sentence(row, asked, looked_at(among, "offence"))
        + relative_sentence(row)
        + (LINE if known else ""),
        table="series",
        question=history,
        provenance=queries.provenance(asked, "series"),
        figure=build_sparkline(frame, OFFENCES[offence].breaks),
        extra=(("value", value), ("verdict", _render_verdict_line(change))),
    )

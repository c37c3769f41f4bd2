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
    number,
    relative_sentence,
    signed,
)
from data import queries
from data.model import periods
from data.model.catalogue import OFFENCES, SNA_SIX
from data.model.periods import Period
from data.queries.question import Question

HISTORY = 72
"""Months of history in the small multiples."""
Six = dict[str, tuple[Question, dict]]
"""Question and total by offence."""
LINE = " The line shows 12-month sums; grey marks lockdown, dots a change in counting."


def _resolve_own(question: Question, offence: str) -> Question:
    """A card's own question: its offence, over the latest months that its series has."""
    return question.replace(offence=offence, cohort=question.shared_cohort).added_up


def six_of(view: View) -> Six:
    """Question and total of each of the six offences, their verdicts made together."""
    return _six_of(view.question)


@queries.remembered
def _six_of(asked_of: Question) -> Six:
    able = asked_of.capabilities.offences
    asked = {slug: _resolve_own(asked_of, slug) for slug in SNA_SIX if slug in able}
    totals = [queries.query_total(question) for question in asked.values()]
    verdicts = queries.named_together(totals) if totals else []
    return {
        slug: (question, table.frame.iloc[0].to_dict() | {"named": verdict})
        for (slug, question), table, verdict in zip(asked.items(), totals, verdicts, strict=True)
    }


def multiple(offence: str) -> Section:
    """The section of an offence; a dataset that does not have it has nothing to show."""
    label = OFFENCES[offence].label

    def make(view: View) -> Card | Reason:
        if offence not in view.question.capabilities.offences:
            return Reason("This dataset does not have the offence.", view.question)
        return _card(offence, *six_of(view)[offence])

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


def _render_verdict_line(row: dict, asked: Question) -> html.P:
    what = row["named"]
    mark, word = VERDICTS[what]
    spread = f"{signed(row['change'])} {interval(row['change_low'], row['change_high'])}"
    detail = {
        "higher": spread,
        "lower": spread,
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


def _card(offence: str, asked: Question, row: dict) -> Card:
    start = max(asked.covered.start, periods.shift(asked.period.end, 1 - HISTORY))
    history = asked.replace(period=Period(start, asked.period.end))
    frame = queries.query_series(history, total=True).frame
    earlier = asked.comparison
    value = [
        html.Strong(number(row["count"]), className="big"),
        html.Span(asked.period.short, className="period"),
        html.Span(f"on {earlier.short}" if earlier else "", className="period"),
    ]
    known = row["count"] == row["count"]
    return Card(
        id=f"overview-{offence}",
        title=OFFENCES[offence].label,
        subtitle="",
        sentence=change_sentence(row, asked) + relative_sentence(row) + (LINE if known else ""),
        table="series",
        question=history,
        provenance=queries.provenance(asked, "series"),
        figure=build_sparkline(frame, OFFENCES[offence].breaks),
        extra=(("value", value), ("verdict", _render_verdict_line(row, asked))),
    )

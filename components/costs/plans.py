"""Cards that look ahead: what a reduction would save, and the path of the knife crime pledge."""

from __future__ import annotations

import pandas as pd
from dash import html

from components.card import Card
from components.costs.charts import place
from components.costs.tables import render_small_table
from components.figures.pledge_path import build_pledge_path
from components.text.words import interval, joined_range, money, number, per_cents, pounds, signed
from data import queries
from data.model import periods
from data.model.catalogue import RECORDED
from data.model.grammar import full_scenario
from data.model.selection import Scenario
from data.queries.question import Question
from data.queries.tables import TABLES

PLEDGED = {
    "lower": ("is ahead of the path to half", ""),
    "higher": ("is behind the path to half", ""),
    "no-clear-change": (
        "is not clearly off the path to half",
        " That is within what chance alone moves the two years that are compared.",
    ),
    "too-few": ("and the path to half", " There are too few to tell."),
    "unknown": (
        "and the path to half",
        " The series is too short, or too rare, to tell whether chance alone does as much.",
    ),
}
"""What the verdict of a sum beside its path says: the title's end, and a sentence."""


LEAST = 0.01
"""Per cent: a reduction that pays below it is not told to the digit."""


def avoided(value: float) -> str:
    """How many offences fewer: a part of one where there are few, so that none is not said."""
    if 0 < value < 0.05:
        return "under 0.1"
    return number(value, 0 if value >= 10 or value == round(value) else 1)


def _offences(value: float) -> str:
    """How many offences, in words: ``1 offence``, ``under 0.1 offences``."""
    text = avoided(value)
    return f"{text} offence{'' if text == '1' else 's'}"


def _part(question: Question, scenario: Scenario) -> str:
    """Whose investment is told, where nobody gave one for the areas chosen."""
    if scenario.invest is not None or question.units is None:
        return ""
    return f" (by residents the part of London’s {pounds(queries.INVESTED)})"


def _need(even: pd.Series) -> tuple[str, str]:
    """The reduction that pays, and how far chance moves it where that is known, in brackets."""
    low, high = even["reduction_low"], even["reduction_high"]
    if (high if high == high else even["reduction"]) < LEAST:
        return f"under {LEAST}%", ""
    need, least, most = per_cents([even["reduction"], low, high])
    return need, f" ({least} to {most} as counts vary by chance)" if low == low else ""


def _saved(every: pd.Series) -> str:
    """How far chance moves what is saved, as a sentence."""
    if not every["saved"] or every["saved_low"] != every["saved_low"]:
        return ""
    ends = joined_range(*money([every["saved_low"], every["saved_high"]]))
    return f" As counts vary by chance, the saving is {ends}."


def plan(question: Question, scenario: Scenario) -> Card:
    """What a reduction would save, by offence and bearer, and when an investment pays."""
    frame = queries.query_what_if(question, scenario).frame
    every = frame[frame["what"] == "all"].iloc[0]
    even = frame[frame["what"] == "break-even"].iloc[0]
    who = frame[frame["what"] == "bearer"]
    offence = question.offence
    offences = frame[(frame["what"] == "offence") & frame["saved"].notna()]
    rows = [
        html.Tr(
            [
                html.Th(row["name"], scope="row"),
                html.Td(avoided(row["avoided"]), className="number"),
                html.Td(pounds(row["saved"]), className="number"),
            ]
        )
        for row in offences.to_dict("records")
    ]
    borne = [
        html.Tr(
            [
                html.Th(row["name"], scope="row"),
                html.Td("", className="number"),
                html.Td(pounds(row["saved"]), className="number"),
            ]
        )
        for row in who.to_dict("records")
    ]
    table = render_small_table(
        "What the reduction would save",
        ("Offence, then who would save", "Avoided", "Saved"),
        rows,
        borne,
    )
    part = _part(question, scenario)
    if not every["cost"]:
        pays = "No such offence was recorded here, so there is no cost to save."
    elif even["avoided"] != even["avoided"]:  # no reduction is large enough
        pays = f"£{even['cost']:,.0f} a year{part} is more than all of these offences cost."
    else:
        need, between = _need(even)
        pays = (
            f"An investment of £{even['cost']:,.0f} a year{part} pays for itself when it brings "
            f"about a reduction of {need}{between}, "
            f"{_offences(even['avoided'])} a year."
        )
    return Card(
        id="costs-plan",
        title=f"{scenario.cut:g}% less would save {pounds(every['saved'])}",
        subtitle=f"{offence.label}, {place(question)}, {question.period.label}: "
        f"{_offences(every['avoided'])} fewer.",
        sentence=f"{pays}{_saved(every)} This is arithmetic on unit costs; it does not say what "
        "brings a reduction about, and not every saving is money that a budget gets back.",
        table="what-if",
        question=question,
        provenance=queries.provenance(question, "what-if", scenario),
        extra=(("result", table),),
        more=full_scenario(scenario, TABLES["what-if"].parameters),
    )


def _wide(row: pd.Series) -> str:
    """How far chance moves the gap, where that is known."""
    if row["gap_low"] != row["gap_low"]:
        return ""
    spread = interval(row["gap_low"], row["gap_high"])[1:-1]
    return (
        f" The gap is {signed(row['gap_percent'])} of the path (95% interval {spread}), as chance "
        "moves both years."
    )


def pledge(question: Question) -> Card:
    """Knife crime against the path to half in ten years."""
    asked = question.replace(
        offence="knife-crime",
        cohort="all-ages",
        measure="count",
        dataset=RECORDED,
    )
    asked = asked if asked.areas else asked.replace(level="london")
    table = queries.query_pledge(asked)
    frame = table.frame
    known = frame.dropna(subset=["count_12m", "path"])
    where = queries.area_phrase(asked)
    if known.empty:
        return Card(
            id="costs-pledge",
            title=f"{where}: {'no path can be drawn' if asked.policed else 'no Met data'}",
            subtitle="",
            sentence="Counting changed within the year that the path starts from."
            if asked.policed
            else "There is no series to draw: nothing is known here, which is not zero.",
            table="pledge",
            question=asked,
            provenance=table.provenance,
            figure=build_pledge_path(frame),
        )
    last, base = known.iloc[-1], known.iloc[0]
    below = last["gap"] <= 0
    title, chance = PLEDGED[last["verdict"]]
    gap = number(abs(round(last["gap"])))
    when = periods.name(last["month"])
    return Card(
        id="costs-pledge",
        title=f"{where}: knife crime {title}",
        subtitle="12-month sums; the path runs from the year to June 2024 to half in June 2034."
        + (
            ""
            if question.dataset == asked.dataset
            else " Of official counts, not the dataset chosen."
        ),
        sentence=f"{number(last['count_12m'])} knife crimes in {place(asked)} in the year "
        f"to {when}, {gap} {'below' if below else 'above'} the straight path from "
        f"{number(base['count_12m'])} in the year to June 2024 to "
        f"{number(frame['path'].iloc[-1])} in the year to June 2034.{_wide(last)}{chance} One good "
        "year does not make ten.",
        table="pledge",
        question=asked,
        provenance=table.provenance,
        figure=build_pledge_path(frame),
    )

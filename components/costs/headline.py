"""What violence costs, as a board says it."""

from __future__ import annotations

import pandas as pd

from components.costs import charts as cost_cards
from components.layout import Finding
from components.text.costs import change_of_cost
from components.text.words import capital, joined_range, money, number, pounds
from data import queries
from data.model.catalogue import COHORTS, COSTED
from data.model.unit_costs import recorded_share
from data.queries.question import Question


def headline(question: Question) -> Finding:
    """The cost as a board says it, its periods, and how sure it is."""
    row = queries.query_costs(question, ()).frame.iloc[0]
    where = queries.area_phrase(question)
    offence = question.offence
    what = offence.label
    if offence.slug == COSTED:
        official = question.dataset.recorded
        what = "Recorded serious violence" if official else "Serious violence"
    if question.cohort != "all-ages":
        what += f" ({COHORTS[question.cohort].label.lower()})"
    if row["cost"] != row["cost"]:
        _, why = queries.no_cost(question)
        return _finding(f"{what} in {where}: no cost can be given", f"{why}. That is not £0.", "")
    period = question.period
    when = {12: "in a year", 1: "in a month"}.get(period.months, f"in {period.months} months")
    inside, whole, share = cost_cards.in_wards(question)
    placed = f", {inside}," if inside else ""
    finding = f"{what} in {where}{placed} cost {pounds(row['cost'])} {when}"
    spans = f"{capital(period.label)}, {question.price_year} prices."
    if share == share:
        spans += f" {share:.1%} of {whole}’s cost is {inside}; the rest is left out here."
    elif inside:
        spans += " What is placed in no ward is left out here."
    spans += _change(question, bool(inside))
    per_resident = (
        f", £{number(row['per_resident'])} a resident"
        if row["per_resident"] == row["per_resident"]
        else ""
    )
    spans += f" The cost is {pounds(row['per_day'])} a day{per_resident}."
    if not row["cost"]:
        return _finding(finding, spans, "No such offence was recorded here in these months.")
    return _finding(finding, spans, f"{_sure(question, row)} {_counted(question)}")


def _sure(question: Question, row: pd.Series) -> str:
    """How far the cost may be out, in sentences."""
    whole = row["cost_if_all_recorded"]
    low, high, recorded = money([row["cost_low"], row["cost_high"], whole])
    chance = f"{joined_range(low, high)} as counts vary by chance"
    if row["cost_low"] != row["cost_low"]:
        chance = "How far chance moves it cannot be told"
    if whole > row["cost"]:
        homicide = " (homicide as it is)" if _with_homicide(question) else ""
        chance += f"; {recorded} if all that is reported were recorded{homicide}"
    return f"{chance}. Unit costs have no range in their source."


def _with_homicide(question: Question) -> bool:
    """Whether some of what is counted is recorded as it is."""
    frame = queries.query_costs(question, ("offence",)).frame
    return any(recorded_share(part) == 1 for part in frame[frame["cost"].notna()]["offence"])


def _counted(question: Question) -> str:
    return f"{COHORTS[question.cohort].label}: {listed_offences(question)}."


def _change(question: Question, placed: bool) -> str:
    """How the cost has changed: of the whole place where wards leave something out of it."""
    row = queries.query_cost_change(question).frame.iloc[0]
    of = queries.whole_place(question) or question
    return change_of_cost(row, of, row["area_name"] if placed and of is not question else "")


def _finding(text: str, spans: str, sure: str) -> Finding:
    return Finding(text, spans, (("sure", sure),))


def listed_offences(question: Question) -> str:
    """The offences that a cost counts, in words."""
    frame = queries.query_costs(question, ("offence",)).frame
    counted = frame[frame["cost"].notna()]["offence"]
    return ", ".join(queries.label_of(part).lower() for part in counted)

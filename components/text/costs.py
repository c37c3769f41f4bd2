"""Costs as plain words: how one has changed. A table in, words out."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from components.text.trend import verdict_finding
from components.text.words import money
from data.model.periods import Period
from data.queries.question import Question


def _the(period: Period) -> str:
    return f"the {period.label}" if period.months == 12 else period.label


def calendar_year(period: Period) -> str:
    """A calendar year by its number: ``2024``."""
    return period.start[:4]


def cost_finding(row: pd.Series, question: Question) -> str:
    """What the change of a cost says: ``down 12.1%, more than chance explains``.

    Args:
        row: of a ``cost-change`` table.
        question: what is compared.
    """
    if row["verdict"] == "not-comparable" and question.comparable:
        if row["compare_cost"] != row["compare_cost"] and row["level"] == "ward":
            return "not compared, since how much is placed in a ward differs from year to year"
        return "not compared, too little is known of one of the two"
    return verdict_finding(row, question)


def change_of_cost(
    row: pd.Series,
    question: Question,
    whole: str = "",
    called: Callable[[Period], str] = _the,
) -> str:
    """A sentence on what the period compared with cost; empty where nothing is compared.

    Args:
        row: of a ``cost-change`` table.
        question: what is compared.
        whole: of what place it is, where that is not the place that the page speaks of.
        called: how a period is named.
    """
    earlier = question.comparison
    if earlier is None or row["cost"] != row["cost"]:
        return ""
    if question.overlapping:
        return " Not compared: the periods share months."
    if not earlier.within(question.covered):
        return ""
    finding = cost_finding(row, question)
    if row["verdict"] in ("not-comparable", "none"):
        return f" Beside {called(earlier)}: {finding}."
    now, then = money([row["cost"], row["compare_cost"]])
    of_whole = f"{whole} as a whole, {now}, beside" if whole else f"{now} beside"
    return f" {of_whole} {then} in {called(earlier)}: {finding}."

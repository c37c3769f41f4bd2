"""How concentrated an offence is, in a sentence."""

from __future__ import annotations

import pandas as pd

from components.layout import Finding
from components.maps import units
from components.words import number
from data import queries
from data.queries.question import Question
from data.statistics.concentration import areas_for_share


def headline(question: Question) -> Finding:
    """How concentrated it is, and the periods and places that this speaks of."""
    offence = question.offence
    frame = queries.query_areas(question).frame
    counts = _counts(frame)
    total = int(counts.sum())
    told = f"{number(total)} {offence.noun}"
    held = units(len(counts), question.level)
    place = queries.area_phrase(question)
    where = f"{place}, {question.period.label}"
    if question.comparison is not None and question.comparable:
        where += f", compared with {question.comparison.label}"
    if hidden := queries.suppressed(frame):
        verb = "is" if hidden == 1 else "are"
        finding = f"{told} in {held}" if total else offence.label
        return Finding(
            f"{finding}; small counts are suppressed",
            f"{where}: {units(hidden, question.level)} {verb} suppressed.",
        )
    if counts.empty:
        return Finding(f"{place}: no Met data", f"{where}.")
    if not total:
        these = f"this {question.level}" if len(counts) == 1 else f"these {held.split()[-1]}"
        return Finding(f"No {offence.lower} recorded in {these}", where)
    if len(counts) < 4:
        return Finding(f"{told} in {place}", where)
    half = areas_for_share(counts.to_numpy(), 0.5)
    inside = f"{place}: half" if question.areas else "Half"
    return Finding(
        f"{inside} of {offence.lower} is recorded in {half} of {held}",
        f"{where}: {number(total)} placed in a {question.level}.",
    )


def _counts(frame: pd.DataFrame) -> pd.Series:
    """The counts of areas; what has no place and what is not known left out."""
    placed = frame["area_code"].str.startswith("E") & frame["count"].notna()
    return frame.loc[placed, "count"]

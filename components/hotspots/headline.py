"""How concentrated an offence is beside chance, in a sentence."""

from __future__ import annotations

import pandas as pd

from components.areas.maps import units
from components.layout import Finding
from components.text.words import number
from data import queries
from data.model.periods import Period
from data.queries.question import Question

FEW_AREAS = 4
"""Of fewer areas their number is told, not how concentrated it is."""


def headline(question: Question) -> Finding:
    """How concentrated it is, and the periods and places that this speaks of."""
    offence = question.offence
    frame = queries.query_areas(question).frame
    counts = _counts(frame)
    total = int(counts.sum())
    told = f"{number(total)} {offence.one if total == 1 else offence.noun}"
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
    if len(counts) < FEW_AREAS:
        return Finding(f"{told} in {place}", where)
    row = queries.query_concentration(question).frame.iloc[0]
    if row["concentration"] == "none":
        return Finding(f"{told} in {held}", where)
    if row["concentration"] == "too-few":
        return Finding(f"{told} in {held}", f"{where}: too few to say where they concentrate.")
    return Finding(_finding(question, row), _spans(question, row, where, told))


def _finding(question: Question, row: pd.Series) -> str:
    """What stands out: half in few areas, or nothing beyond chance."""
    offence, level = question.offence, question.level
    inside = f"{queries.area_phrase(question)}: " if question.areas else ""
    if _in_few(row):
        held = units(int(row["areas"]), level)
        half = f"{inside}half" if inside else "Half"
        return f"{half} of {offence.lower} is recorded in {number(row['half'])} of {held}"
    name = f"{inside}{offence.lower}" if inside else offence.label
    how = {
        "chance": "as evenly as chance would spread it",
        "less": "more evenly than chance would spread it",
    }
    if row["concentration"] == "more":
        return f"{name} differs between {level}s by more than chance explains"
    return f"{name} is spread over {level}s {how[row['concentration']]}"


def _in_few(row: pd.Series) -> bool:
    """Whether fewer areas hold half than chance would need: else their number says nothing."""
    return bool(row["concentration"] == "more" and row["half"] < row["chance_low"])


def _spans(question: Question, row: pd.Series, where: str, told: str) -> str:
    """The place and months of it, how many there were, and what chance alone would give."""
    level, asked = question.level, question.period
    text = f"{where}: {number(row['count'])} placed in a {level}"
    if row["pooled"]:
        months = Period(row["period_from"], row["period_to"])
        when = f"the {asked.label}" if asked.months == 12 else asked.label
        text = (
            f"{queries.area_phrase(question)}, {months.short}: {number(row['count'])} placed in a "
            f"{level}, since {told} in {when} {'is' if told.startswith('1 ') else 'are'} fewer "
            f"than {level}s"
        )
    half = (
        "" if _in_few(row) else f", half of them in {number(row['half'])} of {number(row['areas'])}"
    )
    chance = _range(row["chance_low"], row["chance_high"])
    text += f"{half}. By chance alone, falling on residents, half would be in {chance}"
    if row["concentration"] == "more" and not _in_few(row):
        text += f", but {level}s differ from each other by more than chance explains"
    return f"{text}."


def _range(low: float, high: float, digits: int = 0) -> str:
    ends = [number(low, digits), number(high, digits)]
    return " to ".join(dict.fromkeys(ends))


def _counts(frame: pd.DataFrame) -> pd.Series:
    """The counts of areas; what has no place and what is not known left out."""
    placed = frame["area_code"].str.startswith("E") & frame["count"].notna()
    return frame.loc[placed, "count"]

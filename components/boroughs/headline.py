"""Who is highest, or where the chosen boroughs stand, and how sure that is."""

from __future__ import annotations

from typing import Any

import pandas as pd

from components.areas.maps import changes_told
from components.areas.ranking import rank_range
from components.layout import Finding
from components.text.highest import FEW, highest_of, may_be_first, valued
from components.text.words import compared_with, listed, looked_at, ordinal
from data import queries
from data.model.catalogue import MEASURES
from data.queries.question import Question

WHAT = {"count": "most", "rate": "highest rate of", "cost": "highest cost of"}


def headline(question: Question) -> Finding:
    """Who is highest, and whether the difference to the next is clear."""
    frame = queries.query_areas(question.replace(areas=())).frame
    rows = frame[frame["rank"].notna()]
    offence = question.offence
    when = f"{question.period.label}"
    if question.measure == "change" and question.comparison is not None:
        when += f" {compared_with(question)}"
    if rows.empty:
        return Finding(f"{offence.label}: nothing to rank", f"London’s boroughs, {when}.")
    own = rows[rows["area_code"].isin(question.areas)]
    if len(own):
        return _standing(own, question, when)
    spans = f"32 boroughs, {when}."
    if question.measure == "change":
        whole = question.replace(areas=())
        title, sentence = changes_told(frame, whole)
        return Finding(title, f"{spans} {sentence}")
    highest, most = highest_of(rows, question), WHAT[question.measure]
    title = (
        f"{highest}: {most} {offence.lower}"
        if highest
        else f"{offence.label}: no borough clearly has the {most.removesuffix(' of')}"
    )
    return Finding(title, f"{spans} {_certainty(rows, question)}")


def _certainty(rows: pd.DataFrame, question: Question) -> str:
    """How sure it is who is first; where nobody is named, the largest values as they are."""
    may = may_be_first(rows)
    top = f"The largest: {valued(rows, question)}"
    if may.empty:
        return f"{top}; the series is too short to tell how sure that order is."
    if (may["count"] < FEW).any():
        return f"{top}; fewer than {FEW} are too few to name one."
    if len(may) == 1:
        return "No other borough’s 95% interval reaches first place."
    return f"{top}; by chance alone {looked_at(len(may), 'borough')} could stand first."


def _standing_of(row: Any) -> str:
    """The interval of a rank, which is what can be said of it; the rank where there is none."""
    low, high = row.rank_low, row.rank_high
    if low != low or low == high:
        return ordinal(row.rank)
    return f"{ordinal(low)} to {ordinal(high)}"


def _standing(own: pd.DataFrame, question: Question, when: str) -> Finding:
    """Where the chosen boroughs stand, the highest first: the title says how sure that is."""
    offence = question.offence
    places = [f"{row.area_name} {_standing_of(row)}" for row in own.head(3).itertuples()]
    spans = [f"{row.area_name} {rank_range(row)}" for row in own.itertuples()]
    measure = MEASURES[question.measure].lower()
    return Finding(
        f"{listed(places)} of 32 for {offence.lower}",
        f"Ranked by {measure}, 1st the highest, {when}. With 95% interval: {listed(spans)}.",
    )

"""Who is highest, or where the chosen boroughs stand, and how sure that is."""

from __future__ import annotations

import pandas as pd

from components.areas.ranking import rank_range
from components.layout import Finding
from components.text.words import compared_with, listed, ordinal
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
    first = rows[rows["rank"] == 1]["area_name"].tolist()
    may = rows[rows["rank_low"] == 1]["area_name"].tolist()
    if rows["rank_low"].isna().all():
        may = []
    title = (
        f"{offence.label} rose most, or fell least, in {listed(first)}"
        if question.measure == "change"
        else f"{listed(first)}: {WHAT[question.measure]} {offence.lower}"
    )
    return Finding(title, f"32 boroughs, {when}. {_certainty(len(may) - len(first))}")


def _certainty(others: int) -> str:
    if others < 0:
        return "The series is too short to tell how sure that order is."
    if others == 0:
        return "No other borough’s 95% interval reaches first place."
    who = "one other borough" if others == 1 else f"{others} other boroughs"
    return f"By chance alone {who} could stand first."


def _standing(own: pd.DataFrame, question: Question, when: str) -> Finding:
    """Where the chosen boroughs stand, the highest first."""
    offence = question.offence
    places = [f"{row.area_name} {ordinal(row.rank)}" for row in own.head(3).itertuples()]
    spans = [f"{row.area_name} {rank_range(row)}" for row in own.itertuples()]
    measure = MEASURES[question.measure].lower()
    return Finding(
        f"{listed(places)} of 32 for {offence.lower}",
        f"Ranked by {measure}, 1st the highest, {when}. With 95% interval: {listed(spans)}.",
    )

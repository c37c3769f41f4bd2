"""Cards that tell where most are harmed, as far as chance lets places be told apart."""

from __future__ import annotations

import pandas as pd

from components.card import Card
from components.figures.ranked_bars import build_ranked_bars
from components.people.charts import months_of, named
from components.text.people import FEW
from components.text.words import listed, number
from data import queries
from data.model import periods
from data.model.catalogue import RECORDED
from data.queries.question import Question

KNIFE = "knife-injury-victims-under-25"
TOP = 10
"""Areas drawn in a ranked card; its table has all of them."""


def places(question: Question) -> Card | str:
    """Boroughs, or wards of the areas chosen, with most victims."""
    able = question.capabilities
    if able.dataset.elsewhere:
        return able.dataset.elsewhere
    if "borough" not in able.levels:
        return able.level_reason("borough")
    wards = question.level == "ward" or (bool(question.areas) and "ward" in able.levels)
    level = "ward" if wards else "borough"
    asked = question.replace(level=level, areas=question.areas if wards else ())
    return _ranked("people-places", asked.answerable, question.areas)


def knife(question: Question) -> Card | str:
    """Victims under 25 of knife crime with injury, by borough: the open series of young victims."""
    if question.dataset.elsewhere:
        return "Knife-injury victims under 25 by borough are official counts, not this extract."
    asked = question.replace(
        dataset=RECORDED, offence=KNIFE, cohort="all-ages", level="borough", areas=()
    )
    latest = asked.covered
    end = min(question.period.end, latest.end)
    length = min(12, question.period.months)
    span = periods.latest(max(end, periods.shift(latest.start, length - 1)), length)
    return _ranked("people-knife", asked.replace(period=span).answerable, question.areas)


def _ranked(slot: str, asked: Question, chosen: tuple[str, ...]) -> Card | str:
    """The areas with most, drawn; the rest in the table."""
    table = queries.query_areas(asked)
    rows = table.frame[table.frame["rank"].notna()].sort_values("rank")
    rows = rows if len(rows) else table.frame.dropna(subset=["count"])
    if rows.empty or not rows["count"].sum():
        return "Nobody is counted at this level for this choice."
    if len(rows) == 1:
        return f"One {asked.level} is chosen: its number stands above."
    if rows["count"].sum() < FEW:
        return f"Fewer than {FEW} are counted here: too few to say where most are."
    offence = asked.offence
    top = rows.head(TOP)
    names = top["area_name"].str.split(",").str[0].tolist()
    told = [f"{name} ({number(value)})" for name, value in zip(names, top["count"], strict=True)]
    kind = "wards" if asked.level == "ward" else "boroughs"
    own = rows[rows["area_code"].isin(chosen)]
    said = [f"{row.area_name} {number(row.people)}" for row in named(own)][:3]
    return Card(
        id=slot,
        title=f"{offence.label}: {_most(rows, names[0], asked.level)}",
        subtitle=f"{queries.area_phrase(asked)}, {months_of(asked)}, the {len(top)} of "
        f"{len(rows)} {kind} with most. Lines are 95% intervals.",
        sentence=f"{queries.area_phrase(asked)}, {months_of(asked)}: {offence.noun} by number, "
        f"{listed(told[:5])}."
        + _first(rows, kind)
        + (f" {listed(said)}." if said else "")
        + " Places differ in how many live and visit there; the table holds every one.",
        table="areas",
        question=asked,
        provenance=table.provenance,
        figure=build_ranked_bars(
            top, "count", [number(value) for value in top["count"]], chosen=chosen
        ),
    )


def _most(rows: pd.DataFrame, name: str, level: str) -> str:
    """The area with most, where chance could not put another first."""
    return f"most in {name}" if rows["rank_high"].iloc[0] == 1 else f"no {level} clearly has most"


def _first(rows: pd.DataFrame, kind: str) -> str:
    """How many areas chance alone could put first, as a sentence; nothing where it is one."""
    could = int((rows["rank_low"] == 1).sum())
    if could > 1:
        return f" Chance alone could put any of {could} {kind} first."
    return "" if could else " How much chance moves them is not known."

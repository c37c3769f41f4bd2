"""Victims and suspects by age, sex and ethnicity."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from data.model.filters import area_phrase
from data.model.places import CITY, LONDON, TOTAL
from data.model.selection import Defaults, Problem
from data.model.tables import Option, Table, TableSpec, columns_of, counts_only
from data.queries.notes import (
    CITY_NOTE,
    HIDDEN_NOTE,
    coverage_note,
    marked,
    simulated_note,
)
from data.queries.provenance import provenance
from data.queries.question import Question
from data.session import remembered
from data.sources.extract_terms import AGE_BANDS, ROLES
from data.sources.official import DIMENSIONS
from data.sources.protocol import UNKNOWN
from data.statistics import intervals

ALL = "all"
OLDEST = 200
BAND = re.compile(r"(\d+)(?:-(\d+)|(\+))?")


def people_cuts(question: Question, role: str) -> tuple[str, ...]:
    """What people of a role may be cut by in the question's dataset; empty without the role."""
    return question.capabilities.cuts.get(role, ())


def people_reason(question: Question, role: str, by: tuple[str, ...]) -> str:
    """Why a table of people cannot be given, in a sentence; empty when it can."""
    return question.source.people_reason(role, by, bool(question.areas))


@remembered(512)
def query_people(question: Question, role: str = "victim", by: tuple[str, ...] = ()) -> Table:
    """Victims or suspects of the Selection's areas added up.

    Args:
        question: the question; its dataset must have people.
        role: ``victim`` or ``suspect``.
        by: what to cut by, names of :func:`people_cuts`; one kind of age at most.

    Returns:
        Columns those of :data:`SPEC`: one row a combination, in the order of bands,
        what is unknown last; dimensions that are not cut by read ``all``. ``share`` is of all
        people of the table, those of unknown age, sex or ethnicity included, with Wilson's
        interval. ``rate`` is per 1,000 residents of the same age and sex, or ethnicity, over the
        period, where such residents are known.

    Raises:
        KeyError: the dataset cannot answer; :func:`people_reason` says why.
    """
    if people_reason(question, role, by):
        raise KeyError((question, role, by))
    question = question.added
    covered = question.covered
    names = _dimensions(by)
    if question.period.within(covered) and question.policed:
        found = question.source.people(question.records, question.period, role, by)
        columns, told = _completed(question, role, by, found)
        reason = ""
    else:
        columns, told = {name: [ALL] for name in names}, np.array([np.nan])
        reason = CITY_NOTE if not question.policed else coverage_note(covered)
    columns = {name: columns.get(name, [ALL] * len(told)) for name in DIMENSIONS}
    whole = _whole(question, role, told)
    shares = intervals.wilson(np.minimum(told, whole), np.full(len(told), whole))
    people = _population(question, role, columns, by)
    with np.errstate(divide="ignore", invalid="ignore"):
        rate = told / people * 1000
    limits = intervals.rate_interval(told, people)
    frame = pd.DataFrame(
        {
            "area_code": TOTAL if question.areas else LONDON,
            "area_name": area_phrase(question),
            "level": question.level,
            "period_from": question.period.start,
            "period_to": question.period.end,
            "offence": question.series.slug,
            "role": role,
            **columns,
            "count": told,
            "share": told / whole if whole else np.nan,
            "share_low": shares[0],
            "share_high": shares[1],
            "population": people,
            "rate": rate,
            "rate_low": limits[0],
            "rate_high": limits[1],
            "status": _status(question, role, told, reason),
            "note": _notes(question, told, people, reason),
        },
        columns=list(SPEC.names),
    )
    return Table("people", question, frame, provenance(question, f"people-{role}"))


def _whole(question: Question, role: str, counts: np.ndarray) -> float:
    """What shares are of: the sum of the rows, or of a protected table its own total."""
    if not question.source.protected:
        return float(np.nansum(counts))
    total = question.source.people(question.records, question.period, role, ())["count"].iloc[0]
    return float(max(total, np.nansum(counts)))  # cells are rounded by themselves: never over 100%


def _dimensions(by: tuple[str, ...]) -> tuple[str, ...]:
    return tuple("age" if name in AGE_BANDS else name for name in by)


def people_bands(question: Question, role: str, name: str) -> tuple[str, ...]:
    """The values of a dimension in the dataset, in order, ``unknown`` last."""
    return (*question.source.bands(role, name), UNKNOWN)


def _completed(
    question: Question, role: str, by: tuple[str, ...], found: pd.DataFrame
) -> tuple[dict[str, list[str]], np.ndarray]:
    """Every combination of bands; empty ones are 0, or suppressed where small ones are.

    Returns:
        The value of every dimension cut by, row by row, and the counts.
    """
    counts = found["count"].to_numpy(dtype=float)
    if not by:
        return {}, counts
    names = _dimensions(by)
    bands = [people_bands(question, role, name) for name in by]
    places = [
        found[name].map({band: place for place, band in enumerate(own)}).to_numpy()
        for name, own in zip(names, bands, strict=True)
    ]
    told = np.full([len(own) for own in bands], np.nan if question.source.protected else 0.0)
    told[tuple(places)] = counts
    rows = zip(*itertools.product(*bands), strict=True)
    return {name: list(row) for name, row in zip(names, rows, strict=True)}, told.ravel()


def _population(
    question: Question, role: str, columns: Mapping[str, list[str]], by: tuple[str, ...]
) -> np.ndarray:
    """Residents like the people of every row, NaN where they are not known."""
    none = np.full(len(columns["age"]), np.nan)
    names = set(_dimensions(by))
    if question.dataset.no_rate or names & {"method", "domestic"}:
        return none
    level = "ward" if question.level == "ward" else "borough"
    if "ethnicity" in names:
        if names != {"ethnicity"} or level == "ward":
            return none
        like = residents_by_group(question)
        return np.array([like.get(name, np.nan) for name in columns["ethnicity"]])
    own = question.dataset.residents_sex
    return np.array(
        [
            _residents(question, level, age, sex if own == ALL else own)
            for age, sex in zip(columns["age"], columns["sex"], strict=True)
        ]
    )


def _chosen(areas: frozenset[str] | None, series: pd.Series) -> float:
    """The residents of areas added up; of all that the Met polices when ``None``."""
    if areas is None:
        return float(series[series.index != CITY].sum())
    return float(series[series.index.isin(areas - {CITY})].sum())


def _residents(question: Question, level: str, age: str, sex: str) -> float:
    """Residents of areas in a band of ages and of a sex; NaN where they are not known."""
    span = None if age == ALL else _span(age)
    if UNKNOWN in (age, sex) or (age != ALL and span is None):
        return np.nan
    if level == "ward" and span and sex != ALL:
        return np.nan
    return _chosen(question.units, question.session.build.residents(level, span, sex))


def _span(band: str) -> tuple[int, int] | None:
    """Lowest and highest age of a band; ``None`` for one that is not made of years."""
    if band in ("child", "under 18"):
        return (0, 17)
    if band == "adult":
        return (18, OLDEST)
    found = BAND.fullmatch(band)
    if not found:
        return None
    low = int(found[1])
    return (low, OLDEST if found[3] else int(found[2] or low))


def residents_by_group(question: Question) -> dict[str, float]:
    """Residents of the areas asked for by broad ethnic group; wards are not known by group."""
    table = question.session.build.residents_by_ethnicity("borough")
    return {name: _chosen(question.units, table[name]) for name in table.columns}


def _status(question: Question, role: str, counts: np.ndarray, reason: str) -> np.ndarray:
    """The status of every count; ``reason`` says why nothing is known."""
    if reason:
        return np.full(len(counts), "not-available", dtype=object)
    known = "provisional" if question.source.incomplete(role, question.period) else "ok"
    return np.where(np.isnan(counts), "suppressed", known).astype(object)


def _notes(question: Question, counts: np.ndarray, residents: np.ndarray, reason: str) -> list[str]:
    shared = simulated_note(question)
    shared += [reason] if reason else []
    no_rate = question.dataset.no_rate
    shared += [marked("not-applicable", f"no rate: {no_rate}")] if no_rate else []
    notes = []
    for count, people in zip(counts, residents, strict=True):
        own = []
        if count != count and not reason:
            own.append(HIDDEN_NOTE)
        elif people != people and not no_rate:
            own.append(marked("not-applicable", "no rate: residents like these are not known"))
        notes.append("; ".join(shared + own))
    return notes


def _counting(question: Question, options: Mapping[str, Any]) -> Problem | None:
    """Why a dataset has no such table of people, and what would be possible."""
    role, by = options.get("role", "victim"), options.get("by", ())
    why, roles = people_reason(question, role, by), question.capabilities.roles
    if not roles:
        able = [slug for slug, item in question.session.domain.datasets.items() if item.roles]
        return Problem("dataset", question.dataset.slug, why, tuple(able))
    if role not in roles:
        return Problem("role", role, why, roles)
    return Problem("by", ",".join(by), why, people_cuts(question, role)) if why else None


SPEC = TableSpec(
    "people",
    query_people,
    columns_of(
        *("area_code", "area_name", "level", "period_from", "period_to", "offence", "role"),
        *("age", "sex", "ethnicity", "method", "domestic", "count", "share", "share_low"),
        *("share_high", "population", "rate", "rate_low", "rate_high", "status", "note"),
        role="victim or suspect",
        age="band of ages in the source's own bands; all where it is not cut by",
        sex="female, male or unknown; all where it is not cut by",
        ethnicity="broad ethnic group or unknown; all where it is not cut by",
        method="how a person was killed; all where it is not cut by",
        domestic="whether it was domestic abuse: yes, no or unknown; all where it is not cut by",
        count="people",
        share="part of all people of the table, 0 to 1, those of unknown age or sex included",
        share_low="lower end of the share's 95% interval (Wilson)",
        share_high="upper end of the share's 95% interval (Wilson)",
        population="residents of the same age and sex, or ethnicity, where they are known",
    ),
    Defaults(
        level="london",
        offence="homicide",
        dataset="homicide",
        extras=(),
        narrows=False,
        narrows_why="people are not counted by month.",
    ),
    counts_only,
    (
        Option("role", lambda _question: ROLES, default="victim"),
        Option(
            "by",
            lambda question: question.capabilities.dimensions,
            several=True,
            default="nothing: everybody",
        ),
    ),
    _counting,
    order=4,
)

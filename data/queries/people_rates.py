"""Rates of people for the residents of their age, sex or ethnic group, and how they stand.

Officers record four ethnic groups and no Mixed one, residents say which of five they are. A rate
of an officer-observed group is therefore a range: none of the residents of Mixed groups counted
to it (``rate_most``, which ``rate`` is), or all of them (``rate_least``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.model.places import CITY
from data.queries.question import Question
from data.queries.variance import total_variance, with_noise
from data.sources.extract_terms import AGE_BANDS
from data.sources.protocol import UNKNOWN
from data.statistics import intervals, multiple
from data.statistics.change import MINIMUM_BASE
from data.statistics.multiple import Times

ALL = "all"
OLDEST = 200
BAND = re.compile(r"(\d+)(?:-(\d+)|(\+))?")
MIXED = "mixed"
RATES = (
    *("rate", "rate_low", "rate_high", "rate_least", "rate_most", "above", "below"),
    *("times_low", "times_high"),
)

Floats = NDArray[np.float64]


def dimensions(by: tuple[str, ...]) -> tuple[str, ...]:
    """The columns that a table is cut by: every kind of age is ``age``."""
    return tuple("age" if name in AGE_BANDS else name for name in by)


def observed(question: Question, role: str) -> bool:
    """Whether officers said what ethnic group people of a role have: they know no Mixed one."""
    return question.dataset.people[role].observed


def rates(
    question: Question, role: str, columns: Mapping[str, list[str]], counts: Floats, people: Floats
) -> dict[str, Floats]:
    """Rates with their intervals, their range over who is counted to a group, and their standing.

    Intervals are as wide as the series' own months vary: a group may vary as much as the whole.
    What officers never record has no rate.

    Args:
        question: the question, its areas added up.
        role: whose people they are.
        columns: the value of every dimension, row by row.
        counts: people, NaN where suppressed.
        people: residents like them, NaN where not known.
    """
    groups = np.array(columns["ethnicity"], dtype=object)
    apart = observed(question, role) and bool((groups != ALL).any())
    largest = people
    if apart:
        people = np.where(groups == MIXED, np.nan, people)
        largest = people + residents_by_group(question).get(MIXED, 0.0)
    phi = overdispersion(question, role, counts)
    limits = intervals.rate_interval(counts, people, phi=phi)
    stands = multiple.standing(counts, people, phi, largest=largest)
    with np.errstate(divide="ignore", invalid="ignore"):
        most, least = counts / people * 1000, counts / largest * 1000
    ratio = Times(np.full(len(counts), np.nan), np.full(len(counts), np.nan))
    if (groups != ALL).any() and not np.isnan(people).all():
        ratio = multiple.times_of(counts, people, int(np.nanargmax(people)), phi, largest=largest)
    found = (most, limits.low, limits.high, least, most, stands.above, stands.below, *ratio)
    return dict(zip(RATES, found, strict=True))


def rate_statuses(counts: Floats, rates: Floats) -> NDArray[np.object_]:
    """Whether each rate may be told: ``ok``, ``too-few`` people, or ``not-available``."""
    found = np.where(counts < MINIMUM_BASE, "too-few", "ok")
    return np.where(np.isnan(rates), "not-available", found).astype(object)


def overdispersion(question: Question, role: str, counts: Floats) -> Floats:
    """φ of every count of the period; NaN where the months of the role's people are not known.

    A dataset's series counts the people of its first role (victims before suspects).
    """
    roles, months = question.capabilities.roles, question.period.months
    if role != roles[0]:
        return np.full(len(counts), np.nan)
    own = np.full(len(counts), total_variance(question).of_sum(months)[0])
    return with_noise(own, (counts,), question.total, months, len(question.units or ()))


def population(
    question: Question, role: str, columns: Mapping[str, list[str]], by: tuple[str, ...]
) -> np.ndarray:
    """Residents like the people of every row, NaN where they are not known."""
    none = np.full(len(columns["age"]), np.nan)
    names = set(dimensions(by))
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

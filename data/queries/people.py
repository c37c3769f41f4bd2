"""Victims and suspects by age, sex and ethnicity."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping
from functools import lru_cache

import numpy as np
import pandas as pd

from data.datasets.extract import AGE_BANDS, Extract
from data.datasets.official import DIMENSIONS
from data.queries.matrix import asked_of
from data.queries.notes import HIDDEN_NOTE, SIMULATED_NOTE
from data.queries.provenance import area_phrase, provenance
from data.queries.resolve import (
    CITY,
    TOTAL,
    answers_of,
    coverage,
    dataset_of,
    offence_of,
    policed,
)
from data.selection import LONDON, Selection, units
from data.statistics import intervals
from data.store import store
from data.tables import PEOPLE_COLUMNS, Table

ALL = "all"
UNKNOWN = "unknown"
OLDEST = 200
ETHNICITIES = ("white", "black", "asian", "mixed", "other")
NO_RATE = {
    "vawg": "[z] no rate: residents are not a fair denominator of victims counted by offence",
    "custody": "[z] no rate: disposals are not people",
}
BAND = re.compile(r"(\d+)(?:-(\d+)|(\+))?")


def people_cuts(selection: Selection, role: str) -> tuple[str, ...]:
    """What people of a role may be cut by in the Selection's dataset; empty without the role."""
    return answers_of(selection).cuts.get(role, ())


def people_dimensions(selection: Selection) -> tuple[str, ...]:
    """What people of any role may be cut by in the Selection's dataset."""
    cuts = answers_of(selection).cuts
    return tuple(dict.fromkeys(name for role in cuts for name in cuts[role]))


def people_roles(selection: Selection) -> tuple[str, ...]:
    """Whom the people tables of the Selection's dataset speak of."""
    return answers_of(selection).roles


def people_reason(selection: Selection, role: str, by: tuple[str, ...]) -> str:
    """Why a table of people cannot be given, in a sentence; empty when it can."""
    label = dataset_of(selection).label
    if role not in people_roles(selection):
        if not people_roles(selection):
            return f"“{label}” counts offences, not people."
        return f"“{label}” has no {role}s."
    cuts = people_cuts(selection, role)
    lost = [name for name in by if name not in cuts]
    if lost:
        return f"“{label}” does not give the {lost[0]} of a {role}."
    if sum(name in AGE_BANDS for name in by) > 1:
        return "Ages are banded in one way at a time."
    dataset = store().dataset(selection.dataset)
    if not isinstance(dataset, Extract):
        if dataset.split_of(role, by) is None:
            return f"“{label}” does not give {' and '.join(by)} together."
        if selection.areas and by and "borough" not in _levels(selection, role, by):
            return f"“{label}” gives {' and '.join(by)} for London only."
    return ""


def _levels(selection: Selection, role: str, by: tuple[str, ...]) -> tuple[str, ...]:
    """Levels at which an official table has a split."""
    dataset = store().dataset(selection.dataset)
    if isinstance(dataset, Extract):
        return answers_of(selection).levels
    split = dataset.split_of(role, by)
    if selection.dataset == "homicide" or split == "":
        return ("ward", "borough", "london")
    return ("london",)


@lru_cache(maxsize=512)
def query_people(selection: Selection, role: str = "victim", by: tuple[str, ...] = ()) -> Table:
    """Victims or suspects of the Selection's areas added up.

    Args:
        selection: the question; its dataset must have people.
        role: ``victim`` or ``suspect``.
        by: what to cut by, names of :func:`people_cuts`; one kind of age at most.

    Returns:
        Columns :data:`data.tables.PEOPLE_COLUMNS`: one row a combination, in the order of bands,
        what is unknown last; dimensions that are not cut by read ``all``. ``share`` is of all
        people of the table, those of unknown age, sex or ethnicity included, with Wilson's
        interval. ``rate`` is per 1,000 residents of the same age and sex, or ethnicity, over the
        period, where such residents are known.

    Raises:
        KeyError: the dataset cannot answer; :func:`people_reason` says why.
    """
    if people_reason(selection, role, by):
        raise KeyError((selection, role, by))
    covered = coverage(selection)
    names = _dimensions(by)
    if selection.period.within(covered) and policed(selection):
        found = (
            store()
            .dataset(selection.dataset)
            .people(asked_of(selection), selection.period, role, by)
        )
        columns, told = _completed(selection, role, by, found)
        reason = ""
    else:
        columns, told = {name: [ALL] for name in names}, np.array([np.nan])
        reason = (
            "[x] City of London Police: no Met data"
            if not policed(selection)
            else f"[x] the series covers {covered.start} to {covered.end} only"
        )
    columns = {name: columns.get(name, [ALL] * len(told)) for name in DIMENSIONS}
    whole = _whole(selection, role, told)
    shares = intervals.wilson(np.minimum(told, whole), np.full(len(told), whole))
    people = _population(selection, role, columns, by)
    with np.errstate(divide="ignore", invalid="ignore"):
        rate = told / people * 1000
    limits = intervals.rate_interval(told, people)
    frame = pd.DataFrame(
        {
            "area_code": TOTAL if selection.areas else LONDON,
            "area_name": area_phrase(selection),
            "level": selection.level,
            "period_from": selection.period.start,
            "period_to": selection.period.end,
            "offence": offence_of(selection).slug,
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
            "note": _notes(selection, told, people, reason),
        },
        columns=list(PEOPLE_COLUMNS),
    )
    return Table("people", selection, frame, provenance(selection, f"people-{role}"))


def _whole(selection: Selection, role: str, counts: np.ndarray) -> float:
    """What shares are of: the sum of the rows, or of a protected table its own total."""
    dataset = store().dataset(selection.dataset)
    if not isinstance(dataset, Extract) or dataset.gate is None or not dataset.gate.on:
        return float(np.nansum(counts))
    total = dataset.people(asked_of(selection), selection.period, role, ())["count"].iloc[0]
    return float(max(total, np.nansum(counts)))  # cells are rounded by themselves: never over 100%


def _dimensions(by: tuple[str, ...]) -> tuple[str, ...]:
    return tuple("age" if name in AGE_BANDS else name for name in by)


def people_bands(selection: Selection, role: str, name: str) -> tuple[str, ...]:
    """The values of a dimension in the dataset, in order, ``unknown`` last."""
    dataset = store().dataset(selection.dataset)
    if isinstance(dataset, Extract):
        if name in AGE_BANDS:
            found = [label for _, _, label in AGE_BANDS[name]]
        else:
            found = ["female", "male"] if name == "sex" else list(ETHNICITIES)
    else:
        found = [one for one in dataset.told[role]["bands"][name] if one != UNKNOWN]
    return (*found, UNKNOWN)


def _completed(
    selection: Selection, role: str, by: tuple[str, ...], found: pd.DataFrame
) -> tuple[dict[str, list[str]], np.ndarray]:
    """Every combination of bands; empty ones are 0, or suppressed where small ones are.

    Returns:
        The value of every dimension cut by, row by row, and the counts.
    """
    counts = found["count"].to_numpy(dtype=float)
    if not by:
        return {}, counts
    names = _dimensions(by)
    bands = [people_bands(selection, role, name) for name in by]
    places = [
        found[name].map({band: place for place, band in enumerate(own)}).to_numpy()
        for name, own in zip(names, bands, strict=True)
    ]
    dataset = store().dataset(selection.dataset)
    hides = isinstance(dataset, Extract) and dataset.gate is not None and dataset.gate.on
    told = np.full([len(own) for own in bands], np.nan if hides else 0.0)
    told[tuple(places)] = counts
    rows = zip(*itertools.product(*bands), strict=True)
    return {name: list(row) for name, row in zip(names, rows, strict=True)}, told.ravel()


def _population(
    selection: Selection, role: str, columns: Mapping[str, list[str]], by: tuple[str, ...]
) -> np.ndarray:
    """Residents like the people of every row, NaN where they are not known."""
    none = np.full(len(columns["age"]), np.nan)
    names = set(_dimensions(by))
    if selection.dataset in NO_RATE or names & {"method", "domestic"}:
        return none
    level = "ward" if selection.level == "ward" else "borough"
    if "ethnicity" in names:
        if names != {"ethnicity"} or level == "ward":
            return none
        like = _of_ethnicity(selection, level)
        return np.array([like.get(name, np.nan) for name in columns["ethnicity"]])
    areas = units(selection, store().domain)
    return np.array(
        [
            _residents(level, areas, age, "female" if selection.dataset == "vawg" else sex)
            for age, sex in zip(columns["age"], columns["sex"], strict=True)
        ]
    )


def _chosen(areas: frozenset[str] | None, series: pd.Series) -> float:
    """The residents of areas added up; of all that the Met polices when ``None``."""
    if areas is None:
        return float(series[series.index != CITY].sum())
    return float(series[series.index.isin(areas - {CITY})].sum())


@lru_cache(maxsize=4096)
def _residents(level: str, areas: frozenset[str] | None, age: str, sex: str) -> float:
    """Residents of areas in a band of ages and of a sex; NaN where they are not known."""
    span = None if age == ALL else _span(age)
    if UNKNOWN in (age, sex) or (age != ALL and span is None):
        return np.nan
    if level == "ward" and span and sex != ALL:
        return np.nan
    return _chosen(areas, store().residents(level, span, sex))


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


def _of_ethnicity(selection: Selection, level: str) -> dict[str, float]:
    areas = units(selection, store().domain)
    table = store().residents_by_ethnicity(level)
    return {name: _chosen(areas, table[name]) for name in table.columns}


def _notes(
    selection: Selection, counts: np.ndarray, residents: np.ndarray, reason: str
) -> list[str]:
    shared = [SIMULATED_NOTE] if dataset_of(selection).simulated else []
    shared += [reason] if reason else []
    if NO_RATE.get(selection.dataset):
        shared.append(NO_RATE[selection.dataset])
    notes = []
    for count, people in zip(counts, residents, strict=True):
        own = []
        if count != count and not reason:
            own.append(HIDDEN_NOTE)
        elif people != people and not NO_RATE.get(selection.dataset):
            own.append("[z] no rate: residents like these are not known")
        notes.append("; ".join(shared + own))
    return notes

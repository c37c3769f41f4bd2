"""Victims and suspects by age, sex and ethnicity."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from data.model.filters import area_phrase
from data.model.places import LONDON, TOTAL
from data.model.selection import Defaults, Problem
from data.model.tables import Option, Table, TableSpec, columns_of, counts_only
from data.queries.notes import (
    CITY_NOTE,
    HIDDEN_NOTE,
    coverage_note,
    marked,
    simulated_note,
)
from data.queries.people_rates import ALL, RATES, dimensions, population, rate_statuses, rates
from data.queries.provenance import provenance
from data.queries.question import Question
from data.queries.variance import UNKNOWN as NO_VARIANCE
from data.session import remembered
from data.sources.extract_terms import ROLES
from data.sources.official import DIMENSIONS
from data.sources.protocol import UNKNOWN
from data.statistics import intervals


def people_cuts(question: Question, role: str) -> tuple[str, ...]:
    """What people of a role may be cut by in the question's dataset; empty without the role."""
    return question.capabilities.cuts.get(role, ())


def people_reason(question: Question, role: str, by: tuple[str, ...]) -> str:
    """Why a table of people cannot be given, in a sentence; empty when it can."""
    return question.source.people_reason(role, by, bool(question.areas))


@remembered
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
        period, where such residents are known; see :mod:`data.queries.people_rates`.

    Raises:
        KeyError: the dataset cannot answer; :func:`people_reason` says why.
    """
    if people_reason(question, role, by):
        raise KeyError((question, role, by))
    question = question.added
    covered = question.covered
    names = dimensions(by)
    if question.period.within(covered) and question.policed:
        kept = question.source.people(question.records, question.period, role, by)
        columns, told = _completed(question, role, by, kept)
        reason = ""
    else:
        columns, told = {name: [ALL] for name in names}, np.array([np.nan])
        reason = CITY_NOTE if not question.policed else coverage_note(covered)
    columns = {name: columns.get(name, [ALL] * len(told)) for name in DIMENSIONS}
    whole = _whole(question, role, told)
    shares = intervals.wilson(np.minimum(told, whole), np.full(len(told), whole))
    people = population(question, role, columns, by)
    found = rates(question, role, columns, told, people)
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
            **found,
            "rate_status": rate_statuses(told, found["rate"]),
            "status": _status(question, role, told, reason),
            "note": _notes(question, role, told, found, reason),
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
    names = dimensions(by)
    bands = [people_bands(question, role, name) for name in by]
    places = [
        found[name].map({band: place for place, band in enumerate(own)}).to_numpy()
        for name, own in zip(names, bands, strict=True)
    ]
    told = np.full([len(own) for own in bands], np.nan if question.source.protected else 0.0)
    told[tuple(places)] = counts
    rows = zip(*itertools.product(*bands), strict=True)
    return {name: list(row) for name, row in zip(names, rows, strict=True)}, told.ravel()


def _status(question: Question, role: str, counts: np.ndarray, reason: str) -> np.ndarray:
    """The status of every count; ``reason`` says why nothing is known."""
    if reason:
        return np.full(len(counts), "not-available", dtype=object)
    known = "provisional" if question.source.incomplete(role, question.period) else "ok"
    return np.where(np.isnan(counts), "suppressed", known).astype(object)


NO_MIXED = (
    "officers record no group Mixed, residents do: rate_least counts all of those to the group, "
    "rate_most none"
)
"""What is said of every rate of an officer-observed group."""
OTHER_MONTHS = "no interval: the months of the series count other people than these"
"""Why a rate stands without an interval: the series counts the people of another role."""


def _notes(
    question: Question,
    role: str,
    counts: np.ndarray,
    found: Mapping[str, np.ndarray],
    reason: str,
) -> list[str]:
    shared = simulated_note(question)
    shared += [reason] if reason else []
    no_rate = question.dataset.no_rate
    shared += [marked("not-applicable", f"no rate: {no_rate}")] if no_rate else []
    notes = []
    for place, count in enumerate(counts):
        own, rate = [], found["rate"][place]
        if count != count and not reason:
            own.append(HIDDEN_NOTE)
        elif rate != rate and not no_rate:
            own.append(marked("not-applicable", "no rate: residents like these are not known"))
        elif rate == rate and found["rate_low"][place] != found["rate_low"][place]:
            counted = role == question.capabilities.roles[0]
            own.append(marked("not-applicable", NO_VARIANCE if counted else OTHER_MONTHS))
        if found["rate_least"][place] < found["rate_most"][place]:
            own.append(NO_MIXED)
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
        *("share_high", "population", *RATES, "rate_status", "status", "note"),
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
        rate_low="lower end of the rate's 95% interval, as wide as the series' months vary",
        rate_high="upper end of the rate's 95% interval, as wide as the series' months vary",
        rate_least="the rate if all residents of Mixed groups were counted to an officer-observed "
        "group; the rate itself elsewhere",
        rate_most="the rate if none were",
        above="of how many rows the rate is lower beyond chance, at a false discovery rate of 5% "
        "over all pairs of rows, wherever residents of Mixed groups are counted",
        times_low="how many times the rate is that of the ethnic group with most residents, at "
        "least: limits of all groups hold together in 95%, wherever residents of Mixed groups are "
        "counted; none on fewer than 20 people",
        times_high="the same, at most",
        rate_status="whether the rate may be told: ok, too-few (fewer than 20 people), or "
        "not-available",
        below="of how many rows the rate is higher beyond chance, likewise",
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
    order=40,
)

"""What recorded violence costs: counts times the report's unit costs, cut any way.

A cost is the sum over offences of count × (anticipation + consequence + response). Its interval
is Dobson's for a weighted sum of Poisson counts: ``C + √(V/N) (L(N) - N)`` with ``C = Σ nᵢuᵢ``,
``V = Σ nᵢuᵢ²``, ``N = Σ nᵢ`` and Byar's limit L; for one offence it is Byar's limit × unit cost.

Source: Home Office, The Economic and Social Costs of Crime (2018), in 2023 prices as the report
gives them; Dobson et al. (1991), Statistics in Medicine 10:457-462.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from data.model import periods
from data.model.catalogue import COSTED, OFFENCES
from data.model.filters import area_phrase
from data.model.periods import Period
from data.model.places import CITY, LONDON, TOTAL, UNPLACED
from data.model.selection import Defaults, Problem
from data.model.tables import Option, Table, TableSpec, columns_of, counts_only
from data.model.unit_costs import COMPONENTS
from data.queries.measures import has_cost, residents_of
from data.queries.notes import (
    HIDDEN,
    HIDDEN_NOTE,
    NO_MET_DATA,
    NO_UNIT_COST,
    city_note,
    marked,
    simulated_note,
)
from data.queries.provenance import provenance
from data.queries.question import Question
from data.session import Session, remembered
from data.statistics import intervals

BY = ("offence", "component", "bearer", "area", "month", "year")
"""What a cost can be cut by."""
ALL = "all"
RECORDED_SHARE = 0.917
"""Share of reported crime that the inspectorate found recorded by the Met, as the report quotes."""


def bearers(session: Session) -> dict[str, float]:
    """Shares of the cost by who bears it: the proportions of the report's table 14.

    From its pounds, not its rounded percentages, so that they add up to one.
    """
    frame = session.build.published("table-14")
    pounds = frame[frame["unit"] == "£"].set_index("row_label")["value"]
    return {str(name).rstrip("*"): float(value) for name, value in (pounds / pounds.sum()).items()}


def cost_of(
    session: Session, volumes: dict[str, float], components: Iterable[str] = COMPONENTS
) -> dict[str, float]:
    """Pounds by offence for given volumes, summed over components.

    Args:
        session: whose unit costs count.
        volumes: offences, by slug.
        components: which parts of the unit cost to count.

    Raises:
        KeyError: an offence has no unit cost.
    """
    known = session.build.unit_costs.costs
    wanted = list(components)
    return {
        offence: volume * sum(known[offence][part] for part in wanted)
        for offence, volume in volumes.items()
    }


def days(period: Period) -> int:
    """How many days a period has."""
    first = np.datetime64(period.start, "M").astype("datetime64[D]")
    after = np.datetime64(periods.shift(period.end, 1), "M").astype("datetime64[D]")
    return int((after - first).astype(int))


def _spread(count: np.ndarray, cost: np.ndarray, square: np.ndarray) -> tuple:
    """Dobson's limits of a weighted sum: counts, pounds, and the sum of count × unit²."""
    low, high = intervals.count_interval(count)
    with np.errstate(divide="ignore", invalid="ignore"):
        scale = np.where(count > 0, np.sqrt(square / count), 0.0)
    return cost + scale * (low - count), cost + scale * (high - count)


@remembered(256)
def query_costs(question: Question, by: tuple[str, ...] = ("offence", "component")) -> Table:
    """Costs of a Selection, one row a combination of what it is cut by.

    Args:
        question: the question; its offence may be a group.
        by: names from :data:`BY`; ``month`` and ``year`` exclude each other.

    Columns are those of :data:`SPEC`; what a table is not cut by reads ``all``.
    Every cut of the same Selection adds up to the same total. At level ``borough`` the offences
    without a borough stand in an ``unplaced`` row; the City of London has no cost, never £0.
    """
    known = question.session.build.unit_costs.costs
    parts = question.parts
    costed = [part for part in parts if part in known] if has_cost(question) else []
    covered = question.period.within(question.covered)
    inside = question.policed
    frame = (
        pd.DataFrame(_rows(question, costed, known, by))
        if inside and covered and costed
        else pd.DataFrame()
    )
    extra = _without(question, by, bool(len(frame)), covered, inside)
    frame = pd.concat([frame, pd.DataFrame(extra)], ignore_index=True) if extra else frame
    frame["level"] = question.level
    frame["period_from"], frame["period_to"] = question.period.start, question.period.end
    return Table("costs", question, frame[list(SPEC.names)], provenance(question, "costs"))


def _cells(question: Question, part: str, by: tuple[str, ...]) -> tuple[list, list, np.ndarray]:
    """Area codes, times and counts of one series, shape (areas, times)."""
    level = "borough" if question.level == "london" else question.level
    panel = question.stored(level, part)
    chosen = question.units
    rows = [n for n, code in enumerate(panel.codes) if chosen is None or code in chosen]
    codes = [panel.codes[n] for n in rows]
    if question.level == "london" or "area" not in by:
        codes = [LONDON if question.level == "london" else TOTAL]
        panel, rows = panel.added(codes[0], rows), [0]
    spans = {ALL: question.period}
    if "month" in by:
        months = [periods.shift(question.period.start, n) for n in range(question.period.months)]
        spans = {month: Period(month, month) for month in months}
    elif "year" in by:
        spans = _years(question.period)
    counts = np.column_stack([panel.sums(span)[rows] for span in spans.values()])
    return codes, list(spans), counts


def _years(period: Period) -> dict[str, Period]:
    """The parts of a period that lie in each calendar year."""
    first, last = int(period.start[:4]), int(period.end[:4])
    return {
        str(year): Period(max(period.start, f"{year}-01"), min(period.end, f"{year}-12"))
        for year in range(first, last + 1)
    }


def _rows(
    question: Question, costed: list[str], known: dict[str, dict[str, float]], by: tuple[str, ...]
) -> list[dict]:
    cells = {part: _cells(question, part, by) for part in costed}
    codes, times, _ = cells[costed[0]]
    groups = [[part] for part in costed] if "offence" in by else [costed]
    parts = [[one] for one in COMPONENTS] if "component" in by else [list(COMPONENTS)]
    shares = bearers(question.session) if "bearer" in by else {ALL: 1.0}
    spans = _lengths(question, times)
    people = _people(question, codes)
    names = question.session.domain.labels
    rows = []
    for group in groups:
        count = _summed([cells[part][2] for part in group])
        hidden = np.asarray(np.isnan([cells[part][2] for part in group]).any(axis=0))
        for components in parts:
            unit = {part: sum(known[part][one] for one in components) for part in group}
            cost = _summed([cells[part][2] * unit[part] for part in group])
            square = _summed([cells[part][2] * unit[part] ** 2 for part in group])
            low, high = _spread(count, cost, square)
            for bearer, share in shares.items():
                for i, code in enumerate(codes):
                    for j, time in enumerate(times):
                        value = float(cost[i, j] * share)
                        rows.append(
                            {
                                "area_code": code,
                                "area_name": _name_of_total(question)
                                if code == TOTAL
                                else names.get(code, "Not placed in a borough"),
                                "offence": group[0] if len(groups) > 1 else question.series.slug,
                                "component": components[0] if len(parts) > 1 else ALL,
                                "bearer": bearer,
                                "time": time,
                                "count": float(count[i, j]),
                                "cost": value,
                                "cost_low": float(low[i, j] * share),
                                "cost_high": float(high[i, j] * share),
                                "cost_if_all_recorded": value / RECORDED_SHARE,
                                "per_resident": value / people[i],
                                "per_day": value / spans[j],
                                "status": "suppressed" if hidden[i, j] else "ok",
                                "note": _note(question, code, bool(hidden[i, j])),
                            }
                        )
    return rows


def _note(question: Question, code: str, hidden: bool) -> str:
    """What must be said of a row of an area."""
    unplaced = marked("not-applicable", "offences whose place is unknown")
    return "; ".join(
        [
            *simulated_note(question),
            *([unplaced] if code == UNPLACED else []),
            *([f"{HIDDEN_NOTE}; not in the cost"] if hidden else []),
        ]
    )


def no_cost(question: Question) -> tuple[str, str]:
    """The status of a cost that cannot be given, and why, in a sentence without a mark."""
    if not question.in_coverage:
        return "not-available", "the series does not cover the period"
    if not question.policed:
        return "not-available", NO_MET_DATA
    if has_cost(question):
        return "suppressed", HIDDEN
    only = "; within violence without injury only threats to kill has one"
    within = "violence-without-injury" in question.series.parts
    return "not-applicable", NO_UNIT_COST + (only if within else "")


def _summed(arrays: list[np.ndarray]) -> np.ndarray:
    """Parts added up; a suppressed part is left out, and nothing but suppressed parts is NaN."""
    stack = np.array(arrays)
    return np.where(np.isnan(stack).all(axis=0), np.nan, np.nansum(stack, axis=0))


def _name_of_total(question: Question) -> str:
    """What a total covers: without areas, wards leave out what has no ward."""
    inside = ", placed in a ward" if question.level == "ward" and not question.areas else ""
    return area_phrase(question) + inside


def _lengths(question: Question, times: list[str]) -> list[int]:
    """Days of every time: of a month, of the part of a year asked for, of the whole period."""
    lengths = []
    for time in times:
        if len(time) == 7:
            lengths.append(days(Period(time, time)))
        elif len(time) == 4:
            start = max(question.period.start, f"{time}-01")
            lengths.append(days(Period(start, min(question.period.end, f"{time}-12"))))
        else:
            lengths.append(days(question.period))
    return lengths


def _people(question: Question, codes: list[str]) -> np.ndarray:
    whole = question.replace(offence=COSTED, cohort="all-ages")
    if codes == [TOTAL]:
        chosen = question.units
        if chosen is None:
            return np.array([float(residents_of(whole, "london")[LONDON])])
        residents = residents_of(whole, question.level)
        inside = [code for code in chosen if code != CITY]
        return np.array([float(residents[residents.index.isin(inside)].sum())])
    return residents_of(whole, question.level).reindex(codes).to_numpy(dtype=float)


def _without(
    question: Question, by: tuple[str, ...], any_rows: bool, covered: bool, inside: bool
) -> list[dict]:
    """Rows for what cannot be costed: named, empty, with the reason."""
    blank = dict.fromkeys(
        (
            "count",
            "cost",
            "cost_low",
            "cost_high",
            "cost_if_all_recorded",
            "per_resident",
            "per_day",
        ),
        np.nan,
    )
    base = {
        "area_code": LONDON if question.level == "london" else TOTAL,
        "area_name": area_phrase(question),
        "offence": question.offence.slug,
        "component": ALL,
        "bearer": ALL,
        "time": ALL,
    } | blank
    rows = []
    if not any_rows:
        status, reason = no_cost(question)
        rows.append(base | {"status": status, "note": marked(status, reason)})
    elif question.offence.slug == COSTED and "offence" in by:
        rows += [
            base
            | {
                "offence": offence,
                "status": "not-applicable",
                "note": marked("not-applicable", why),
            }
            for offence, why in question.capabilities.uncounted.items()
        ]
    if question.level == "borough" and "area" in by:
        chosen = question.units
        if inside and (chosen is None or CITY in chosen):
            rows.append(
                base
                | {
                    "area_code": CITY,
                    "area_name": question.session.domain.labels[CITY],
                    "status": "not-available",
                    "note": city_note(question),
                }
            )
    return rows


def label_of(offence: str) -> str:
    """The name of an offence that costs speak of."""
    return (
        OFFENCES[offence].label if offence in OFFENCES else offence.replace("-", " ").capitalize()
    )


def _together(_question: Question, options: Mapping[str, Any]) -> Problem | None:
    if {"month", "year"} <= set(options.get("by", ())):
        return Problem("by", "month,year", "cuts by one of the two.", BY)
    return None


SPEC = TableSpec(
    "costs",
    query_costs,
    columns_of(
        *("area_code", "area_name", "level", "period_from", "period_to", "offence", "component"),
        *("bearer", "time", "count", "cost", "cost_low", "cost_high", "cost_if_all_recorded"),
        *("per_resident", "per_day", "status", "note"),
        component="anticipation, consequence or response; all where it is not cut by",
        bearer="who bears it; all where it is not cut by",
        time="month or year; all where it is not cut by",
        cost_low="lower end of the cost's 95% interval, as counts vary by chance",
        cost_high="upper end of the cost's 95% interval, as counts vary by chance",
        cost_if_all_recorded="the cost divided by the share of reported crime that is recorded",
        per_resident="pounds a resident of the areas",
        per_day="pounds a day of the time",
    ),
    Defaults(level="london", offence=COSTED, measure="cost", extras=()),
    counts_only,
    (Option("by", lambda _question: BY, several=True, default="offence,component", known=BY),),
    _together,
    order=7,
)

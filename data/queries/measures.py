"""Counts, rates, changes, costs and ranks: the columns that every table is made of."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from data import disclosure
from data.engine.panel import Panel
from data.model import periods
from data.model.periods import LOCKDOWN
from data.model.places import TOTAL
from data.queries.question import Question
from data.statistics import change as changes
from data.statistics import intervals, ranks

PHI_YEARS = 4
"""Overdispersion is read from up to this many runs of 12 months that end with the period."""


def _blocks(question: Question, panel: Panel) -> np.ndarray:
    """Counts in runs of 12 months that end with the period, shape (areas, years, 12).

    Runs that touch the lockdown months are blanked, unless too few are left without them.
    """
    last = periods.index(question.period.end) - periods.index(panel.start) + 1
    years = min(PHI_YEARS, last // 12)
    if years == 0:
        return np.full((len(panel.codes), 2, 12), np.nan)
    span = periods.latest(question.period.end, 12 * years)
    runs = panel.months(span).reshape(len(panel.codes), years, 12)
    ends = [periods.shift(question.period.end, -12 * back) for back in range(years)][::-1]
    quiet = [
        year
        for year, end in enumerate(ends)
        if end < LOCKDOWN.start or periods.shift(end, -11) > LOCKDOWN.end
    ]
    return runs[:, quiet] if len(quiet) >= 2 else runs


def overdispersion(question: Question, panel: Panel) -> np.ndarray:
    """Overdispersion φ ≥ 1 of the months that end with the period, shape (rows,).

    Args:
        question: the question.
        panel: monthly counts, one row an area.
    """
    return changes.overdispersion(_blocks(question, panel))


def has_cost(question: Question) -> bool:
    """Whether the report gives a unit cost for every part of the Selection's series."""
    return question.unit_costs is not None


def _costs(
    question: Question, panel: Panel, rows: Sequence[int] | None
) -> tuple[np.ndarray, np.ndarray] | None:
    """Pounds of the period per unit and their variance, ``None`` where no unit cost exists.

    ``rows`` adds up those rows of the level's panel into one unit.
    """
    unit = question.unit_costs
    if unit is None or not question.period.within(panel.period):
        return None
    hidden: np.ndarray | bool = True  # suppressed parts are left out; all of them: no cost
    total: np.ndarray | float = 0.0
    variance: np.ndarray | float = 0.0
    for part, cost in unit.items():
        if len(unit) == 1:
            own = panel
        else:
            level = "borough" if question.level == "london" else question.level
            own = question.stored(level, part)
            if rows is not None or question.level == "london":
                own = own.added(TOTAL, rows)
        counts = own.sums(question.period)
        hidden = hidden & np.isnan(counts)
        total = total + np.nan_to_num(counts) * cost
        variance = variance + np.nan_to_num(counts) * cost**2
    return np.where(hidden, np.nan, total), np.where(hidden, np.nan, variance)


def residents_of(question: Question, level: str) -> pd.Series:
    """The residents that a rate of the Selection divides by, by area code.

    NaN where the dataset says that residents are no fair denominator.
    """
    found = question.session.build.residents(level, question.series.ages)
    return found * np.nan if question.capabilities.measure_reason("rate") else found


def _widened(phi: np.ndarray, n1: np.ndarray, n0: np.ndarray, variance: float) -> np.ndarray:
    """Overdispersion that holds the gate's noise too: φ (1/n₁ + 1/n₀) + v (1/n₁² + 1/n₀²)."""
    with np.errstate(divide="ignore", invalid="ignore"):
        extra = variance * (1 / n1**2 + 1 / n0**2) / (1 / n1 + 1 / n0)
    return phi + np.nan_to_num(extra, nan=0.0, posinf=0.0)


def measured(
    question: Question,
    panel: Panel,
    residents: np.ndarray,
    rows: Sequence[int] | None = None,
    ranked: np.ndarray | None = None,
) -> dict[str, np.ndarray]:
    """Counts, rates, changes and ranks as columns, one element a row of the panel.

    Args:
        question: the question.
        panel: monthly counts.
        residents: denominators, NaN where none applies, shape (rows,).
        rows: rows of the level's panel that a total adds up (for costs of groups).
        ranked: which rows take part in ranks, shape (rows,); nobody when ``None``.
    """
    none = np.full(len(panel.codes), np.nan)
    period, earlier = question.period, question.comparison
    covered = period.within(panel.period)
    n1 = panel.sums(period) if covered else none
    then = earlier is not None and earlier.within(panel.period)
    n0 = panel.sums(earlier) if then and earlier else none
    with np.errstate(divide="ignore", invalid="ignore"):
        rate, rate0 = n1 / residents * 1000, n0 / residents * 1000
    low, high = intervals.rate_interval(n1, residents)
    columns = {
        "count": n1,
        "population": residents,
        "rate": rate,
        "rate_low": low,
        "rate_high": high,
        "compare_count": n0,
        "compare_rate": rate0,
        "change": none,
        "change_low": none,
        "change_high": none,
    }
    phi = overdispersion(question, panel) if question.comparable else None
    if phi is not None and panel.protected and panel.gate is not None:
        atoms = period.months * max(1, len(rows or ()))
        phi = _widened(phi, n1, n0, disclosure.spread(panel.gate, atoms))
    if phi is not None:
        change = changes.change_interval(n1, n0, phi)
        columns |= {
            "change": change.change,
            "change_low": change.low,
            "change_high": change.high,
        }
    cost = _costs(question, panel, rows)
    columns["cost"] = none if cost is None else cost[0]
    spread = none if cost is None else cost[1]
    columns |= {"rank": none, "rank_low": none, "rank_high": none}
    if ranked is not None and covered and not np.isnan(columns[question.measure][ranked]).all():
        columns |= _ranks(columns, question.measure, ranked, phi, spread)
    return columns


def _ranks(
    columns: dict[str, np.ndarray],
    measure: str,
    ranked: np.ndarray,
    phi: np.ndarray | None,
    variance: np.ndarray,
) -> dict[str, np.ndarray]:
    """Ranks of the measure over the ranked rows, with their intervals."""
    count = columns["count"][ranked]
    found = {"rank": ranks.rank(columns[measure][ranked])}
    if measure == "change" and phi is not None:
        spread = ranks.rank_interval_change(count, columns["compare_count"][ranked], phi[ranked])
    elif measure == "cost":
        # a weighted sum of counts varies as a single count of its effective size does
        cost, squared = columns["cost"][ranked], variance[ranked]
        with np.errstate(divide="ignore", invalid="ignore"):
            unit = np.where(cost > 0, squared / cost, 1.0)
        spread = ranks.rank_interval(cost / unit, unit)
    else:
        scale = 1 / columns["population"][ranked] if measure == "rate" else None
        spread = ranks.rank_interval(count, scale)
    found |= {"rank_low": spread.low, "rank_high": spread.high}
    whole = {}
    for name, values in found.items():
        whole[name] = np.full(len(ranked), np.nan)
        whole[name][ranked] = values
    return whole

"""Counts, rates, changes, costs and ranks: the columns that every table is made of."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from data.engine.panel import Panel
from data.model.places import TOTAL
from data.queries.question import Question
from data.queries.variance import Variance, with_noise
from data.statistics import change as changes
from data.statistics import intervals, multiple, ranks

Spread = Callable[[Question], Variance]

CHANGES = (
    *("change", "change_low", "change_high", "q"),
    *("relative", "relative_low", "relative_high"),
)
COSTS = ("cost", "cost_low", "cost_high")
RANKS = ("rank", "rank_low", "rank_high")
EACH = "each"
"""The overdispersion of a pound: variance over mean of a cost."""


def has_cost(question: Question) -> bool:
    """Whether the report gives a unit cost for every part of the Selection's series."""
    return question.unit_costs is not None


def _costs(
    question: Question, panel: Panel, rows: Sequence[int] | None, of: Spread
) -> dict[str, np.ndarray] | None:
    """Pounds of the period a row with their interval, and the overdispersion of a pound.

    ``None`` where no unit cost exists. ``rows`` adds up those rows of the level's panel into one
    unit. Suppressed parts are left out; all of them: no cost.
    """
    unit = question.unit_costs
    if unit is None or not question.period.within(panel.period):
        return None
    counts, spreads = [], []
    for part in unit:
        asked = question.replace(offence=part)
        if len(unit) == 1:
            own = panel
        else:
            level = "borough" if question.level == "london" else question.level
            own = question.stored(level, part)
            if rows is not None or question.level == "london":
                own = own.added(TOTAL, rows)
        counts.append(own.sums(question.period))
        months = question.period.months
        spread = of(asked).of_sum(months)
        spreads.append(with_noise(spread, (counts[-1],), own, months, len(rows or ())))
    known, weights = np.array(counts), np.array(list(unit.values()))[:, None]
    hidden = np.isnan(known).all(axis=0)
    known, phi = np.nan_to_num(known), np.where(np.isnan(known), 1.0, np.array(spreads))
    limits = intervals.weighted_interval(known, weights, phi)
    cost = (known * weights).sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        each = (phi * known * weights**2).sum(axis=0) / cost
    found = {"cost": cost, "cost_low": limits.low, "cost_high": limits.high}
    blank = {name: np.where(hidden, np.nan, values) for name, values in found.items()}
    return blank | {EACH: np.where(cost > 0, each, 1.0)}


def residents_of(question: Question, level: str) -> pd.Series:
    """The residents that a rate of the Selection divides by, by area code.

    NaN where the dataset says that residents are no fair denominator.
    """
    found = question.session.build.residents(level, question.series.ages)
    return found * np.nan if question.capabilities.measure_reason("rate") else found


def _changes(n1: np.ndarray, n0: np.ndarray, phi: np.ndarray) -> dict[str, np.ndarray]:
    """The change of every row by itself; without a variance there is the number alone."""
    found = changes.score_interval(n1, n0, phi)
    bare = changes.score_interval(n1, n0).change
    return {"change": bare, "change_low": found.low, "change_high": found.high}


def _q(n1: np.ndarray, n0: np.ndarray, phi: np.ndarray, ranked: np.ndarray | None) -> np.ndarray:
    """The false discovery rate of every change among those of all places."""
    among = np.ones(len(n1), dtype=bool) if ranked is None else ranked
    found = np.full(len(n1), np.nan)
    found[among] = multiple.named_changes(n1[among], n0[among], phi[among]).q
    return found


def _relative(
    question: Question, n1: np.ndarray, n0: np.ndarray, phi: np.ndarray
) -> dict[str, np.ndarray]:
    """The change of every row beside that of all of London, per cent."""
    earlier = question.comparison
    whole = question.replace(level="london", areas=()).panel
    if (question.units is None and question.level == "london") or earlier is None:
        return {}
    later, base = (whole.sums(span)[0] for span in (question.period, earlier))
    if not (later > 0 and base > 0):
        return {}
    found = changes.score_interval(n1, n0, phi, exposure1=later, exposure0=base)
    return {
        "relative": found.change,
        "relative_low": found.low,
        "relative_high": found.high,
    }


def measured(
    question: Question,
    panel: Panel,
    residents: np.ndarray,
    of: Spread,
    rows: Sequence[int] | None = None,
    ranked: np.ndarray | None = None,
) -> dict[str, np.ndarray]:
    """Counts, rates, changes and ranks as columns, one element a row of the panel.

    Args:
        question: the question.
        panel: monthly counts.
        residents: denominators, NaN where none applies, shape (rows,).
        of: how the rows of a question vary: every interval and rank is widened by it.
        rows: rows of the level's panel that a total adds up (for costs of groups).
        ranked: which rows take part in ranks, shape (rows,); nobody when ``None``.
    """
    none = np.full(len(panel.codes), np.nan)
    variance = of(question)
    period, earlier = question.period, question.comparison
    covered = period.within(panel.period)
    n1 = panel.sums(period) if covered else none
    then = earlier is not None and earlier.within(panel.period)
    n0 = panel.sums(earlier) if then and earlier else none
    with np.errstate(divide="ignore", invalid="ignore"):
        rate, rate0 = n1 / residents * 1000, n0 / residents * 1000
    areas = len(rows or ())
    spread = with_noise(variance.of_sum(period.months), (n1,), panel, period.months, areas)
    counted = intervals.count_interval(n1, phi=spread)
    rated = intervals.per_resident(counted, residents)
    columns = dict.fromkeys((*CHANGES, *COSTS, *RANKS), none) | {
        "count": n1,
        "count_low": counted.low,
        "count_high": counted.high,
        "population": residents,
        "rate": rate,
        "rate_low": rated.low,
        "rate_high": rated.high,
        "compare_count": n0,
        "compare_rate": rate0,
    }
    phi = None
    if question.comparable:
        phi = with_noise(variance.of_change(question), (n1, n0), panel, period.months, areas)
        columns |= _changes(n1, n0, phi)
        columns |= {"q": _q(n1, n0, phi, ranked)} | _relative(question, n1, n0, phi)
    columns |= _costs(question, panel, rows, of) or {}
    each = columns.pop(EACH, none)
    if ranked is not None and covered and not np.isnan(columns[question.measure][ranked]).all():
        columns |= _ranks(columns, question.measure, ranked, (spread, phi, each))
    return columns


def _ranks(
    columns: dict[str, np.ndarray],
    measure: str,
    ranked: np.ndarray,
    spreads: tuple[np.ndarray, np.ndarray | None, np.ndarray],
) -> dict[str, np.ndarray]:
    """Ranks of the measure over the ranked rows, with their intervals, from shrunken levels."""
    spread, each = spreads[0][ranked], spreads[2][ranked]
    phi = None if spreads[1] is None else spreads[1][ranked]
    found = {"rank": ranks.rank(columns[measure][ranked])}
    count = columns["count"][ranked]
    blank = np.full(len(count), np.nan)
    if np.isnan(spread).all():
        limits = ranks.RankInterval(blank, blank)
    elif measure == "change" and phi is not None:
        limits = ranks.rank_interval_change(
            count, columns["compare_count"][ranked], phi, shrunk=True
        )
    elif measure == "cost":
        # a weighted sum of counts varies as a single count of its effective size does
        limits = ranks.rank_interval(columns["cost"][ranked] / each, each, shrunk=True)
    else:
        scale = 1 / columns["population"][ranked] if measure == "rate" else None
        limits = ranks.rank_interval(count, scale, phi=spread, shrunk=True)
    found |= {"rank_low": limits.low, "rank_high": limits.high}
    whole = {}
    for name, values in found.items():
        whole[name] = np.full(len(ranked), np.nan)
        whole[name][ranked] = values
    return whole

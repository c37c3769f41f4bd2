"""The trend: which months of a series are beyond chance, and one verdict for the latest year.

Limits and marks are read from the monthly counts of :func:`data.queries.series.query_series`,
so that what protects those counts protects these; how they vary from the one variance model;
the verdict is that of :func:`data.queries.areas.query_total`, whose change every page tells.
"""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from data.model import periods
from data.model.filters import area_phrase
from data.model.periods import LOCKDOWN, Period
from data.model.places import TOTAL
from data.model.selection import Defaults
from data.model.tables import Table, TableSpec, columns_of, counts_only
from data.queries import regimes
from data.queries.areas import query_total
from data.queries.notes import marked, month_breaks, simulated_note
from data.queries.provenance import provenance
from data.queries.question import Question
from data.queries.series import query_series
from data.queries.variance import UNKNOWN, Variance, total_variance
from data.session import remembered
from data.statistics.dispersion import change_factor, sum_factor
from data.statistics.signals import stable_limits

YEARS, SEASONAL, EQUAL = "12 months", "season removed", "equal months"
BASES = {
    YEARS: "Too rare to read by months: each row is 12 months, up to the month named.",
    SEASONAL: "Value is the count as if all months were alike: without the season that the "
    "variance model finds, and of equally many days.",
    EQUAL: "Value is the count as if all months had equally many days; the series is too "
    "short to know its season.",
}
"""What the ``value`` of a ``trend`` table is."""

LEAST_POINTS = 12
"""Points that limits must be read from."""
RARE = 5.0
"""A series with fewer a month on average is read by years."""
FEW = marked("not-applicable", f"no limits: fewer than {LEAST_POINTS} points in this regime")
UNSURE = marked("not-applicable", UNKNOWN.replace("no interval and no verdict", "no limits"))
METHOD = (
    "Mean and limits of each regime: a regime ends at every marked change in counting and at "
    "lockdown, whose months count towards none. Limits are quantiles of a gamma distribution "
    "with the variance of the series (its overdispersion and autocorrelation, from the one "
    "variance model). Marked is a month outside the limits, or in a run on one side of the mean "
    "at least as long as the column run says; both are set so that a stable series of that "
    "length shows one in 5 of 100. The column chance says how many months of the regime chance "
    "alone would mark, on average. The verdict is that of the latest 12 months on the 12 before, "
    "in one regime."
)
LEAST_REGIME = 2 * regimes.LATEST
"""Months in one regime that the verdict compares."""

Floats = NDArray[np.float64]
DAYS = 365.25 / 12
"""Days of an average month."""
LIMITS = ("mean", "lower", "upper", "run", "chance")


def days(month: str) -> int:
    """How many days a month has."""
    return calendar.monthrange(int(month[:4]), int(month[5:]))[1]


def month_weights(months: Sequence[str], season: ArrayLike) -> tuple[Floats, bool]:
    """The expected course of months, of mean 1 over a year, and whether it holds a season.

    Args:
        months: ``YYYY-MM`` each.
        season: factors of the twelve months of the year as the variance model gives them; flat
            where it knows none.
    """
    factors = np.asarray(season, dtype=float)
    if np.allclose(factors, 1):
        return np.array([days(month) for month in months]) / DAYS, False
    leap = [days(month) / (28.25 if month[5:] == "02" else days(month)) for month in months]
    return factors[[int(month[5:]) - 1 for month in months]] * np.array(leap), True


def trend_rows(
    months: Sequence[str],
    counts: ArrayLike,
    segments: NDArray[np.int_],
    spread: tuple[float, float],
    weights: ArrayLike = 1.0,
) -> pd.DataFrame:
    """Limits and marks of a monthly series, regime by regime.

    Args:
        months: months in a row, ``YYYY-MM``.
        counts: a count each, NaN where unknown.
        segments: number of the regime of every month, 0 for what belongs to none
            (:func:`data.queries.regimes.segments`).
        spread: overdispersion φ of a month and autocorrelation ρ; a φ of NaN gives no limits.
        weights: expected course of the months, > 0 (:func:`month_weights`).

    Returns:
        One row a month: ``month``, ``months`` (1), ``count``, ``value`` (the count on its
        weight), ``mean``, ``lower``, ``upper`` (in the unit of the value), ``segment``,
        ``signal`` (``outside``, ``shift``), ``direction`` (``above`` or ``below`` the mean where
        it is marked), ``run`` (how many in a row count as a shift), ``chance`` (months of the
        regime that chance alone would mark).

    Source:
        :func:`data.statistics.signals.stable_limits`.
    """
    known = np.asarray(counts, dtype=float)
    return _marked(list(months), 1, known, np.broadcast_to(weights, known.shape), segments, spread)


def year_rows(
    months: Sequence[str],
    counts: ArrayLike,
    begun: Sequence[str] = (),
    spread: tuple[float, float] = (1.0, 0.0),
) -> pd.DataFrame:
    """The same of years that end with the last month, for what is too rare to read by months.

    Years that lockdown touches have no limits and count towards none, but do not end a run of
    years; years that a break falls into are left out, and end one.

    Args:
        months: months in a row.
        counts: a count each.
        begun: months in which a regime begins (:func:`data.queries.regimes.starts`).
        spread: φ of a year and ρ of neighbouring years.

    Returns:
        Columns as in :func:`trend_rows`, with ``months`` 12.
    """
    known = np.asarray(counts, dtype=float)
    size = len(known) // 12
    kept = list(months)[len(known) - 12 * size :]
    sums = known[len(known) - 12 * size :].reshape(size, 12).sum(axis=1)
    ends = kept[11::12]
    segments, number = [], 1
    for start, end in zip(kept[::12], ends, strict=True):
        inside = [month for month in begun if start <= month <= end]
        number += bool(inside)
        torn = any(month > start for month in inside)
        locked = start <= LOCKDOWN.end and end >= LOCKDOWN.start
        segments.append(0 if locked or torn else number)
    return _marked(ends, 12, sums, np.ones(size), np.array(segments, dtype=int), spread)


def _marked(
    ends: list[str],
    length: int,
    counts: Floats,
    weights: Floats,
    segments: NDArray[np.int_],
    spread: tuple[float, float],
) -> pd.DataFrame:
    """Limits and marks by segment; points without a segment are closed up around."""
    size, (phi, rho) = len(ends), spread
    columns = {name: np.full(size, np.nan) for name in LIMITS}
    signal, direction = np.full(size, "", dtype=object), np.full(size, "", dtype=object)
    for number in sorted(set(segments.tolist()) - {0}):
        at = np.flatnonzero(segments == number)
        if (~np.isnan(counts[at])).sum() < LEAST_POINTS or phi != phi:
            continue
        found = stable_limits(counts[at], phi, rho, weights[at])
        columns["mean"][at] = float(found.centre[0] / weights[at[0]])
        columns["lower"][at] = found.lower / weights[at]
        columns["upper"][at] = found.upper / weights[at]
        columns["run"][at], columns["chance"][at] = found.run, found.chance
        for place, outside, shift, centre in zip(
            at, found.outside, found.shift, found.centre, strict=True
        ):
            met = [name for name, hit in (("outside", outside), ("shift", shift)) if hit]
            signal[place] = ", ".join(met)
            if met:
                direction[place] = "above" if counts[place] > centre else "below"
    return pd.DataFrame(
        {
            "month": ends,
            "months": length,
            "count": counts,
            "value": counts / weights,
            **columns,
            "segment": segments,
            "signal": signal,
            "direction": direction,
        }
    )


def spread_of(variance: Variance, yearly: bool) -> tuple[float, float]:
    """φ and ρ of the months, or of the years, that a variance speaks of; NaN where it is unknown.

    Neighbouring sums of 12 months share ``1 - change_factor/sum_factor`` of their variance.
    """
    phi = float(variance.of_sum(12 if yearly else 1)[0])
    rho = float(variance.dispersion.rho[0])
    if yearly:
        rho = float(np.maximum(1 - change_factor(rho) / sum_factor(rho, 12), 0.0))
    return phi, rho


def verdict_of(question: Question, last: str) -> str:
    """What the latest 12 months say on the 12 before, in one regime.

    It is the verdict of the change that the pages tell of those months. Where the regime is
    younger than 24 months, or lockdown is among them, they are not comparable.
    """
    if regimes.present(question, last) < LEAST_REGIME:
        return "not-comparable"
    asked = question.replace(period=periods.latest(last, 12), compare="previous-year")
    return str(query_total(asked.replace(measure="count")).frame["verdict"].iloc[0])


def _row_notes(
    question: Question, rows: pd.DataFrame, series: pd.DataFrame, known: bool
) -> list[str]:
    """What must be said of every month, or of every 12 months."""
    monthly = dict(zip(series["month"], series["note"], strict=True))
    blank = rows["mean"].isna() & rows["count"].notna() & (rows["segment"] > 0)
    torn = "lockdown or a change in counting touches these 12 months"
    notes = []
    for month, months, segment, few in zip(
        rows["month"], rows["months"], rows["segment"], blank, strict=True
    ):
        year = [*simulated_note(question), *([] if segment else [torn])]
        own = monthly[month] if months == 1 else "; ".join(year)
        why = (FEW if known else UNSURE) if few else ""
        notes.append("; ".join(filter(None, (own, why))))
    return notes


def _row_status(rows: pd.DataFrame, series: pd.DataFrame) -> list[str]:
    """The status of every month, or of every 12 months: that of the first month not known."""
    known = dict(zip(series["month"], series["status"], strict=True))
    found = []
    for month, months, count in zip(rows["month"], rows["months"], rows["count"], strict=True):
        own = [known[periods.shift(month, -back)] for back in range(months)]
        found.append("ok" if count == count else next(one for one in own if one != "ok"))
    return found


@remembered
def query_trend(question: Question) -> Table:
    """The Selection's areas added up by month, with limits, marks and one verdict.

    Columns are those of :data:`TREND`. Homicide, and whatever has fewer than :data:`RARE` a month,
    is read by years that end with the period's last month (``months`` is 12): see
    :func:`year_rows`; everything else by months, without its season: see :func:`trend_rows`.
    """
    question = question.added
    covered, period = question.covered, question.period
    if period.start <= covered.end and covered.start <= period.end:
        period = Period(max(period.start, covered.start), min(period.end, covered.end))
    series = query_series(question.replace(period=period), True).frame
    months, counts = series["month"].tolist(), series["count"].to_numpy(dtype=float)
    known = counts[~np.isnan(counts)]
    yearly = question.series.rare or (len(known) > 0 and known.mean() < RARE)
    variance, begun = total_variance(question), regimes.starts(question)
    spread = spread_of(variance, yearly)
    basis = YEARS
    if yearly:
        rows = year_rows(months, counts, begun, spread)
    else:
        weights, seasonal = month_weights(months, variance.dispersion.season[0])
        basis = SEASONAL if seasonal else EQUAL
        rows = trend_rows(months, counts, regimes.segments(months, begun), spread, weights)
    rows["verdict"] = "none"
    if len(rows) and rows["count"].notna().iloc[-1]:
        rows.loc[rows.index[-1], "verdict"] = verdict_of(question, rows["month"].iloc[-1])
    rows["note"] = _row_notes(question, rows, series, variance.known)
    rows["status"] = _row_status(rows, series)
    rows["break"] = month_breaks(question, rows["month"].tolist())
    prefix = {"area_code": TOTAL, "area_name": area_phrase(question), "level": question.level}
    frame = rows.assign(basis=basis, **prefix)
    origin = provenance(question, "trend")
    origin = replace(origin, caveats=(BASES[basis], METHOD, *origin.caveats))
    return Table("trend", question, frame[list(TREND.names)], origin)


TREND = TableSpec(
    "trend",
    query_trend,
    columns_of(
        *("area_code", "area_name", "level", "month", "months", "count", "value", "basis"),
        *("mean", "lower", "upper", "segment", "signal", "direction", "run", "chance"),
        *("status", "verdict", "break", "note"),
        month="month, or the last of 12 months, YYYY-MM",
        months="how many months a row adds up: 1 or 12",
        value="the count as if all months were alike: what is held against the limits",
        basis="what the value is: season removed, equal months, or 12 months",
        mean="mean of the regime, in the unit of the value",
        lower="lower limit of chance (gamma quantile of the variance model)",
        upper="upper limit of chance (gamma quantile of the variance model)",
        segment="number of the regime that limits are read from; 0 in lockdown",
        signal="why the row is marked: outside the limits, shift (a long run on one side)",
        direction="above or below the mean, where the row is marked",
        run="how many in a row on one side of the mean are a shift in this regime",
        chance="how many rows of the regime chance alone would mark, on average",
        verdict="of the latest 12 months on the 12 before in one regime, on the last row: see "
        "areas; none on the others",
        **{"break": "the month itself where counting changed in it"},
    ),
    Defaults(level="london", extras=()),
    counts_only,
    order=60,
)

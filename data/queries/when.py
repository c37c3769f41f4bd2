"""When: the season of a series, and which of its months are signals rather than noise.

Both tables are made of the monthly counts of :func:`data.queries.series.query_series` and of
nothing else, so that what protects those counts protects these.
"""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from data.model import periods
from data.model.catalogue import Break
from data.model.filters import area_phrase
from data.model.periods import LOCKDOWN, NAMES, Period
from data.model.places import TOTAL
from data.model.selection import Defaults
from data.model.tables import Provenance, Table, TableSpec, columns_of, counts_only
from data.queries.notes import marked, month_breaks, simulated_note
from data.queries.provenance import provenance
from data.queries.question import Question
from data.queries.series import query_series
from data.session import remembered
from data.statistics.xmr import xmr

BASES = {
    "12 months": "Too rare to read by months: each row is 12 months, up to the month named.",
    "season removed": "Value is the count as if all months were alike: without the season of this "
    "series in London, read from full calendar years without 2020 and 2021.",
    "equal months": "Value is the count as if all months had equally many days; the series is too "
    "short to know its season.",
}
"""What the ``value`` of a ``trend`` table is."""

LOCKDOWN_YEARS = (2020, 2021)
ALL_YEARS, WITHOUT = "all full years", "without 2020 and 2021"
LEAST_YEARS = 3
"""Full years that a season must be read from before a trend is corrected for it."""
LEAST_POINTS = 12
"""Points that limits must be read from."""
RARE = 5.0
"""A series with fewer a month on average is read by years."""
FEW = marked("not-applicable", f"no limits: fewer than {LEAST_POINTS} points that can be compared")
RULES = ("outside", "shift", "trend", "near")

Floats = NDArray[np.float64]


def _days(month: str) -> int:
    return calendar.monthrange(int(month[:4]), int(month[5:]))[1]


def _changed(breaks: Sequence[Break], hard: bool = False) -> list[str]:
    return [item.month for item in breaks if not (hard and item.comparable)]


def full_years(
    months: Sequence[str], counts: ArrayLike, breaks: Sequence[Break] = ()
) -> pd.DataFrame:
    """Counts of the calendar years of which every month is known, across no hard break.

    Args:
        months: months in a row, ``YYYY-MM``.
        counts: a count each, NaN where unknown.
        breaks: known changes in counting; one inside a year takes the year out.

    Returns:
        One row a year (index: the year), columns 1 to 12.
    """
    known: dict[int, list[float]] = {}
    for month, count in zip(months, np.asarray(counts, dtype=float).tolist(), strict=True):
        known.setdefault(int(month[:4]), [np.nan] * 12)[int(month[5:]) - 1] = count
    torn = {int(month[:4]) for month in _changed(breaks, hard=True) if month[5:] != "01"}
    whole = {
        year: row
        for year, row in known.items()
        if year not in torn and not any(count != count for count in row)
    }
    return pd.DataFrame.from_dict(whole, orient="index", columns=list(range(1, 13)), dtype=float)


def season_rows(years: pd.DataFrame) -> pd.DataFrame:
    """The year's course: the mean over years of each month's share of its year.

    Every year weighs the same, so that a trend over the years does not lean on the months.

    Args:
        years: as :func:`full_years` gives them.

    Returns:
        12 rows for all years and 12 without those that the lockdown touched: ``basis``,
        ``month`` (its name), ``years`` (how many), ``count`` (added up), ``share`` (of the
        year, 0 to 1), ``share_low`` and ``share_high`` (lowest and highest year),
        ``share_per_day`` (the
        share if all months had equally many days). Empty values without a year.
    """
    apart = years.index.isin(LOCKDOWN_YEARS)
    bases = {ALL_YEARS: years, WITHOUT: years[~apart]}
    tables = []
    for basis, kept in bases.items():
        counts = kept.to_numpy(dtype=float).reshape(-1, 12)
        filled = counts.sum(axis=1) > 0
        counts, known = counts[filled], [int(year) for year in kept.index[filled]]
        lengths = np.array([[_days(f"{y:04d}-{n:02d}") for n in range(1, 13)] for y in known])
        shares = counts / counts.sum(axis=1, keepdims=True)
        daily = counts / lengths.reshape(-1, 12)
        even = daily / daily.sum(axis=1, keepdims=True)
        blank = np.full(12, np.nan)
        tables.append(
            pd.DataFrame(
                {
                    "basis": basis,
                    "month": NAMES,
                    "years": len(known),
                    "count": counts.sum(axis=0) if known else blank,
                    "share": shares.mean(axis=0) if known else blank,
                    "share_low": shares.min(axis=0) if known else blank,
                    "share_high": shares.max(axis=0) if known else blank,
                    "share_per_day": even.mean(axis=0) if known else blank,
                }
            )
        )
    return pd.concat(tables, ignore_index=True)


def month_factors(years: pd.DataFrame) -> Floats | None:
    """How much of an average month each month holds, shape (12,), mean 1.

    It takes in both season and length. ``None`` where fewer than :data:`LEAST_YEARS` full years
    without lockdown are known, or a month never holds anything.
    """
    kept = years[~years.index.isin(LOCKDOWN_YEARS) & (years.sum(axis=1) > 0)]
    if len(kept) < LEAST_YEARS:
        return None
    factors = kept.div(kept.sum(axis=1), axis=0).mean().to_numpy(dtype=float) * 12
    return factors if (factors > 0).all() else None


def _level(months: Sequence[str], counts: Floats, factors: Floats | None) -> Floats:
    """Counts as if all months were alike: without the season, or of 1/12 year in length."""
    if factors is not None:
        level = counts / factors[[int(month[5:]) - 1 for month in months]]
    else:
        level = counts / np.array([_days(month) for month in months]) * (365.25 / 12)
    return np.round(level, 6)  # binary dust on a flat series would be taken for signals


def trend_rows(
    months: Sequence[str],
    counts: ArrayLike,
    breaks: Sequence[Break] = (),
    factors: Floats | None = None,
) -> pd.DataFrame:
    """Process limits and signals of a monthly series, anew after every break and lockdown.

    Lockdown months have no limits and count towards none; nor have runs of fewer than
    :data:`LEAST_POINTS` known months.

    Args:
        months: months in a row, ``YYYY-MM``.
        counts: a count each, NaN where unknown.
        breaks: known changes in counting.
        factors: as :func:`month_factors` gives them; ``None`` corrects for length alone.

    Returns:
        One row a month: ``month``, ``months`` (1), ``count``, ``value`` (the count as if all
        months were alike, what limits are read from), ``mean``, ``lower``, ``upper``,
        ``segment`` (number of the run, 0 in lockdown), ``signal`` (rules met, of
        :data:`RULES`), ``direction`` (``above`` or ``below`` the mean where it is a signal;
        ``rising`` or ``falling`` where only a run of rises or falls is).

    Source:
        NHS England, *Making Data Count*; see :mod:`data.statistics.xmr`.
    """
    known = np.asarray(counts, dtype=float)
    value = _level(months, known, factors)
    starts = {month for month in _changed(breaks) if months and month > months[0]}
    segments, number, before = [], 1, False
    for place, month in enumerate(months):
        locked = LOCKDOWN.holds(month)
        number += bool(place) and (month in starts or (before and not locked))
        segments.append(0 if locked else number)
        before = locked
    return _signals(list(months), [1] * len(months), known, value, np.array(segments))


def year_rows(
    months: Sequence[str], counts: ArrayLike, breaks: Sequence[Break] = ()
) -> pd.DataFrame:
    """The same of years that end with the last month, for what is too rare to read by months.

    Years that lockdown touches have no limits and count towards none, but do not end a run of
    years; years that a break falls into are left out. Columns as in :func:`trend_rows`, with
    ``months`` 12.
    """
    known = np.asarray(counts, dtype=float)
    size = len(known) // 12
    kept = list(months)[len(known) - 12 * size :]
    sums = known[len(known) - 12 * size :].reshape(size, 12).sum(axis=1)
    ends = kept[11::12]
    segments, number = [], 1
    for start, end in zip(kept[::12], ends, strict=True):
        inside = [month for month in _changed(breaks) if start <= month <= end]
        number += bool(inside)
        torn = any(month > start for month in inside)
        locked = start <= LOCKDOWN.end and end >= LOCKDOWN.start
        segments.append(0 if locked or torn else number)
    return _signals(ends, [12] * size, sums, sums, np.array(segments, dtype=int), bridge=True)


def _signals(
    ends: list[str],
    lengths: list[int],
    counts: Floats,
    value: Floats,
    segments: NDArray[np.int_],
    bridge: bool = False,
) -> pd.DataFrame:
    """Limits and signals by segment; ``bridge`` closes up around points without a segment."""
    size = len(ends)
    limits = {name: np.full(size, np.nan) for name in ("mean", "lower", "upper")}
    signal, direction = np.full(size, "", dtype=object), np.full(size, "", dtype=object)
    for number in sorted(set(segments.tolist()) - {0}):
        places = np.flatnonzero(segments == number)
        if not bridge:
            places = np.arange(places[0], places[-1] + 1)
        points = value[places]
        if (~np.isnan(points)).sum() < LEAST_POINTS:
            continue
        found = xmr(points, lowest=0)
        for name in limits:
            limits[name][places] = float(getattr(found, name))
        rules = {name: getattr(found, name) for name in RULES}
        for step, place in enumerate(places):
            met = [name for name in RULES if rules[name][step]]
            signal[place] = ", ".join(met)
            side = "above" if points[step] > found.mean else "below"
            if met == ["trend"]:
                before = points[step - 1] if step else np.nan
                after = points[step + 1] if step + 1 < len(points) else np.nan
                up = points[step] > before or after > points[step]
                side = "rising" if up else "falling"
            direction[place] = side if met else ""
    return pd.DataFrame(
        {
            "month": ends,
            "months": lengths,
            "count": counts,
            "value": value,
            **limits,
            "segment": segments,
            "signal": signal,
            "direction": direction,
        }
    )


def _told(asked: Provenance, *caveats: str) -> Provenance:
    return replace(asked, caveats=(*caveats, *asked.caveats))


def _prefix(question: Question, name: str) -> dict[str, str]:
    return {"area_code": TOTAL, "area_name": name, "level": question.level}


@remembered(128)
def query_season(question: Question) -> Table:
    """The season of the Selection's areas added up, over the full calendar years of its period.

    Columns are those of :data:`SEASON`; rows as :func:`season_rows`. A period without a full
    calendar year that is known throughout is not applicable: its values are empty.
    """
    question = question.added
    series = query_series(question, True).frame
    breaks = question.series.breaks
    years = full_years(series["month"].tolist(), series["count"].to_numpy(), breaks)
    frame = season_rows(years).assign(
        **_prefix(question, area_phrase(question)),
        period_from=f"{years.index.min()}-01" if len(years) else question.period.start,
        period_to=f"{years.index.max()}-12" if len(years) else question.period.end,
    )
    few = f"only {len(years)} full calendar years"
    none = "no full calendar year without a gap or a break"
    text = none if not len(years) else few if len(years) < LEAST_YEARS else ""
    frame["status"] = np.where(frame["years"] > 0, "ok", "not-applicable")
    texts = [text if known else none for known in frame["years"] > 0]
    frame["note"] = [
        _noted(question, marked("not-applicable", own) if own else "") for own in texts
    ]
    origin = _told(
        provenance(question, "season"),
        "Share is the mean over full calendar years of a month’s share of its year; "
        "share_low and share_high are the lowest and the highest year; share_per_day is the "
        "share if all months had equally many days. Years with a hard break inside are left out.",
    )
    return Table("season", question, frame[list(SEASON.names)], origin)


def _factors(question: Question) -> Floats | None:
    """The season of the same series in all of London, whatever areas are asked for."""
    london = question.replace(level="london", areas=(), compare="none", measure="count")
    return _factors_of(london.replace(period=london.covered))


@remembered(128)
def _factors_of(london: Question) -> Floats | None:
    series = query_series(london, True).frame
    breaks = london.series.breaks
    return month_factors(full_years(series["month"].tolist(), series["count"].to_numpy(), breaks))


def _noted(question: Question, text: str) -> str:
    """A text after what every row of simulated records says."""
    return "; ".join(filter(None, [*simulated_note(question), text]))


def _row_notes(question: Question, rows: pd.DataFrame, series: pd.DataFrame) -> list[str]:
    """What must be said of every month, or of every 12 months."""
    monthly = dict(zip(series["month"], series["note"], strict=True))
    blank = rows["mean"].isna() & rows["count"].notna() & (rows["segment"] > 0)
    torn = "lockdown or a change in counting touches these 12 months"
    notes = []
    for month, months, segment, few in zip(
        rows["month"], rows["months"], rows["segment"], blank, strict=True
    ):
        own = monthly[month] if months == 1 else _noted(question, "" if segment else torn)
        notes.append("; ".join(filter(None, (own, FEW if few else ""))))
    return notes


def _row_status(rows: pd.DataFrame, series: pd.DataFrame) -> list[str]:
    """The status of every month, or of every 12 months: that of the first month not known."""
    known = dict(zip(series["month"], series["status"], strict=True))
    found = []
    for month, months, count in zip(rows["month"], rows["months"], rows["count"], strict=True):
        own = [known[periods.shift(month, -back)] for back in range(months)]
        found.append("ok" if count == count else next(one for one in own if one != "ok"))
    return found


@remembered(128)
def query_trend(question: Question) -> Table:
    """The Selection's areas added up by month, with process limits and signals.

    Columns are those of :data:`TREND`. Homicide, and whatever has fewer than :data:`RARE` a month,
    is read by years that end with the period's last month (``months`` is 12): see
    :func:`year_rows`; everything else by months, without its season: see :func:`trend_rows`.
    """
    question = question.added
    covered = question.covered
    period = question.period
    if period.start <= covered.end and covered.start <= period.end:
        period = Period(max(period.start, covered.start), min(period.end, covered.end))
    series = query_series(question.replace(period=period), True).frame
    months, counts = series["month"].tolist(), series["count"].to_numpy(dtype=float)
    offence = question.series
    known = counts[~np.isnan(counts)]
    yearly = offence.rare or (len(known) > 0 and known.mean() < RARE)
    factors = None if yearly else _factors(question)
    rows = (
        year_rows(months, counts, offence.breaks)
        if yearly
        else trend_rows(months, counts, offence.breaks, factors)
    )
    rows["note"] = _row_notes(question, rows, series)
    rows["status"] = _row_status(rows, series)
    rows["break"] = month_breaks(question, rows["month"].tolist())
    basis = "12 months" if yearly else "equal months" if factors is None else "season removed"
    frame = rows.assign(basis=basis, **_prefix(question, area_phrase(question)))
    origin = _told(
        provenance(question, "trend"),
        BASES[basis],
        "Limits are those of an XmR chart (mean ± 2.66 × mean moving range; NHS England, Making "
        "Data Count), read anew after every change in counting and after lockdown; lockdown "
        "months count towards none. Rules: outside the limits; shift, 7 in a row on one side of "
        "the mean; trend, 7 rising or falling; near, 2 of 3 near a limit.",
    )
    return Table("trend", question, frame[list(TREND.names)], origin)


SEASON = TableSpec(
    "season",
    query_season,
    columns_of(
        *("area_code", "area_name", "level", "period_from", "period_to", "basis", "month"),
        *("years", "count", "share", "share_low", "share_high", "share_per_day", "status", "note"),
        basis="which years are read: all full ones, or without 2020 and 2021",
        month="month of the year, by its name",
        years="how many full calendar years are read",
        count="number in these months of all years",
        share="part of a calendar year, 0 to 1, mean over the years",
        share_low="the share in the lowest year",
        share_high="the share in the highest year",
        share_per_day="the share if all months had equally many days",
    ),
    Defaults(level="london", extras=()),
    counts_only,
    order=50,
)
TREND = TableSpec(
    "trend",
    query_trend,
    columns_of(
        *("area_code", "area_name", "level", "month", "months", "count", "value", "basis"),
        *("mean", "lower", "upper", "segment", "signal", "direction", "status", "break", "note"),
        month="month, or the last of 12 months, YYYY-MM",
        months="how many months a row adds up: 1 or 12",
        value="the count as if all months were alike: what limits are read from",
        basis="what the value is: season removed, equal months, or 12 months",
        mean="mean of the values of the segment",
        lower="lower process limit (XmR)",
        upper="upper process limit (XmR)",
        segment="number of the run that limits are read from; 0 in lockdown",
        signal="rules that the value meets",
        direction="above or below the mean, rising or falling, where it is a signal",
        **{"break": "the month itself where counting changed in it"},
    ),
    Defaults(level="london", extras=()),
    counts_only,
    order=60,
)

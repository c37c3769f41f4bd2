"""The season: how much of a year falls into each month, and whether it may be spoken of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from data.model.filters import area_phrase
from data.model.periods import NAMES
from data.model.places import TOTAL
from data.model.selection import Defaults
from data.model.tables import Table, TableSpec, columns_of, counts_only
from data.queries import regimes
from data.queries.notes import marked, simulated_note
from data.queries.provenance import provenance
from data.queries.question import Question
from data.queries.series import query_series
from data.queries.trend import spread_of
from data.queries.variance import total_variance
from data.session import remembered
from data.statistics.season import LEAST_YEARS, season_shares

LOCKDOWN_YEARS = (2020, 2021)
ALL_YEARS, WITHOUT = "all full years", "without 2020 and 2021"
METHOD = (
    "Share is the part of the years added up that falls into the month, with the interval of the "
    "variance model (none where years that lockdown touched are among them, or too little is "
    "known); even is the share if every day were alike. Years are whole calendar years in one "
    "regime: the latest regime with three of them outside lockdown, else the one with most. "
    "A month is above or below at a false discovery rate of 5% over the twelve; of fewer than "
    "three years none is."
)


def full_years(months: Sequence[str], counts: ArrayLike, begun: Sequence[str] = ()) -> pd.DataFrame:
    """Counts of the whole calendar years of one regime.

    Args:
        months: months in a row, ``YYYY-MM``.
        counts: a count each, NaN where unknown; a year with one is not whole.
        begun: months in which counting changed, of either kind: a year that holds one, other
            than in January, is of no regime.

    Returns:
        One row a year (index: the year), columns 1 to 12: of the latest regime with
        :data:`~data.statistics.season.LEAST_YEARS` whole years outside lockdown, or of the
        latest of those with most.
    """
    known: dict[int, list[float]] = {}
    for month, count in zip(months, np.asarray(counts, dtype=float).tolist(), strict=True):
        known.setdefault(int(month[:4]), [np.nan] * 12)[int(month[5:]) - 1] = count
    torn = {int(month[:4]) for month in begun if month[5:] != "01"}
    by_regime: dict[int, dict[int, list[float]]] = {0: {}}
    for year, row in known.items():
        if year not in torn and not any(count != count for count in row):
            number = sum(month <= f"{year:04d}-01" for month in begun)
            by_regime.setdefault(number, {})[year] = row

    def worth(number: int) -> tuple[int, int]:
        usable = sum(year not in LOCKDOWN_YEARS for year in by_regime[number])
        return min(usable, LEAST_YEARS), number

    chosen = by_regime[max(by_regime, key=worth)]
    return pd.DataFrame.from_dict(chosen, orient="index", columns=list(range(1, 13)), dtype=float)


def season_rows(years: pd.DataFrame, spread: tuple[float, float] = (1.0, 0.0)) -> pd.DataFrame:
    """The year's course: each month's share of the years added up, with its interval.

    Args:
        years: as :func:`full_years` gives them.
        spread: overdispersion φ of a month and autocorrelation ρ; a φ of NaN gives no interval.

    Returns:
        12 rows for all years and 12 without those that lockdown touched: ``basis``, ``month``
        (its name), ``years`` (how many), ``count`` (added up), ``share`` (0 to 1),
        ``share_low``, ``share_high``, ``even`` (the share if every day were alike),
        ``share_per_day`` (the share if all months had equally many days), ``direction``.
        Empty values without a year; no interval and no direction with years of lockdown.

    Source:
        :func:`data.statistics.season.season_shares`.
    """
    apart = years.index.isin(LOCKDOWN_YEARS)
    bases = {ALL_YEARS: years, WITHOUT: years[~apart]}
    phi, rho = spread
    tables = []
    for basis, kept in bases.items():
        counts = kept.to_numpy(dtype=float).reshape(-1, 12)
        unsure = phi != phi or kept.index.isin(LOCKDOWN_YEARS).any()
        found = season_shares(counts, 1.0 if unsure else phi, rho)
        blank = np.full(12, np.nan)
        clear = np.select([found.above, found.below], ["above", "below"], "")
        tables.append(
            pd.DataFrame(
                {
                    "basis": basis,
                    "month": NAMES,
                    "years": len(counts),
                    "count": counts.sum(axis=0) if len(counts) else blank,
                    "share": found.share,
                    "share_low": blank if unsure else found.low,
                    "share_high": blank if unsure else found.high,
                    "even": found.even,
                    "share_per_day": found.share / found.even / 12,
                    "direction": np.full(12, "") if unsure else clear,
                }
            )
        )
    return pd.concat(tables, ignore_index=True)


def _notes(question: Question, years: list[int]) -> list[str]:
    """Why a season is not claimed, row by row."""
    none = "no whole calendar year without a gap or a change in counting"
    few = "only {} whole calendar year{} in one regime: no season is claimed"
    found = []
    for number in years:
        text = none if not number else ""
        if 0 < number < LEAST_YEARS:
            text = few.format(number, "s" if number > 1 else "")
        why = [marked("not-applicable", text)] if text else []
        found.append("; ".join([*simulated_note(question), *why]))
    return found


@remembered
def query_season(question: Question) -> Table:
    """The season of the Selection's areas added up, over the whole calendar years of one regime.

    Columns are those of :data:`SEASON`; rows as :func:`season_rows`. A period without a full
    calendar year that is known throughout is not applicable: its values are empty.
    """
    question = question.added
    series = query_series(question, True).frame
    counts = series["count"].to_numpy()
    years = full_years(series["month"].tolist(), counts, regimes.starts(question))
    frame = season_rows(years, spread_of(total_variance(question), False)).assign(
        area_code=TOTAL,
        area_name=area_phrase(question),
        level=question.level,
        period_from=f"{years.index.min()}-01" if len(years) else question.period.start,
        period_to=f"{years.index.max()}-12" if len(years) else question.period.end,
    )
    frame["status"] = np.where(frame["years"] > 0, "ok", "not-applicable")
    frame["note"] = _notes(question, frame["years"].tolist())
    origin = provenance(question, "season")
    origin = replace(origin, caveats=(METHOD, *origin.caveats))
    return Table("season", question, frame[list(SEASON.names)], origin)


SEASON = TableSpec(
    "season",
    query_season,
    columns_of(
        *("area_code", "area_name", "level", "period_from", "period_to", "basis", "month"),
        *("years", "count", "share", "share_low", "share_high", "even", "share_per_day"),
        *("direction", "status", "note"),
        basis="which years are read: all full ones, or without 2020 and 2021",
        month="month of the year, by its name",
        years="how many full calendar years of one regime are read",
        count="number in these months of all years",
        share="part of the years added up, 0 to 1",
        share_low="lower end of the share's 95% interval",
        share_high="upper end of the share's 95% interval",
        even="the share if every day were alike",
        share_per_day="the share if all months had equally many days",
        direction="above or below an even year at a false discovery rate of 5% over the twelve "
        "months; empty where it may be chance, or too few years are read",
    ),
    Defaults(level="london", extras=()),
    counts_only,
    order=50,
)

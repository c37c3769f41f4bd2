"""The variance of a monthly series: by how much counts vary, and how long they remember.

One model for every interval, verdict and rank: ``E(y_t) = μ_t``, ``Var(y_t) = φ μ_t`` and
``Corr(y_s, y_t) = ρ^|s - t|``. ``μ_t`` is log-linear: a level that bends at most every
:data:`KNOTS` months, a step at each marked break and at the end of a gap (lockdown), and the
month of the year. φ is **Pearson's**: the sum of squared Pearson residuals over what that sum
is expected to be, not the deviance's and not a mean squared difference from year to year.

How often the level may bend decides what is variance and what is change. Violence with injury in
London (178 months from 2010-04 to 2026-06 without lockdown; steps in 2024-03, after lockdown and
at the latest year) has by an independent quasi-Poisson GLM these φ, and lag-1 autocorrelations of
the residuals: 25.6 and 0.77 around a straight line, 10.0 and 0.45 where the level bends every 24
months, 6.7 and 0.14 where it bends every 12 (the deviance gives the same within 0.1). The last is
this model's, 7.4 and 0.30 once corrected as below. A level that moves for a year or more is
therefore a change here, which a verdict may name, and not chance; whoever counts such drift as
chance has intervals of a year's change 1.7 times as wide (bends every 24 months, corrected alike).

Residuals of a fitted model are smaller, and remember less, than what they stand for; so both
sums, ``Σ e_t²`` and ``Σ e_t e_{t-1}``, are divided by what they are expected to be under the
model (traces of the residual maker; with independent months this is the usual ``n - p``).

Areas of a level lend each other what one series is too short or too small to tell: φ and ρ are
shrunk towards the level's middle by how well each is known (empirical Bayes on ``log φ`` and on
the residuals' lag-1 autocorrelation r). An area with fewer than :data:`LEAST_MONTHS` known
months or :data:`LEAST_EVENTS` events gets the middle itself.

Sources:
    McCullagh P, Nelder JA (1989), *Generalized Linear Models*, 2nd ed., sections 4.5 and 6.2
    (quasi-Poisson); Liang K-Y, Zeger SL (1986), *Biometrika* 73:13-22 (correlated counts by
    moments); Efron B, Morris C (1975), *JASA* 70:311-319 (shrinkage); DerSimonian R, Laird N
    (1986), *Controlled Clinical Trials* 7:177-188 (the spread between areas).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from data.errors import DataError
from data.statistics._checks import Floats, normal_quantile, not_negative
from data.statistics._fitting import (
    FEW_KNOTS,
    KNOTS,
    LEAST_MONTHS,
    OWN_SEASON,
    Group,
    calendar_terms,
    level_terms,
    log_linear,
    pooled_rho,
    shrunk_phi,
    with_sparse,
)

#: A series with fewer events in all says nothing about its own variance.
LEAST_EVENTS = 20


@dataclass(frozen=True)
class Dispersion:
    """How the series of a level vary, one element a series.

    Attributes:
        phi: Pearson's φ ≥ 1, shape (areas,), after shrinkage.
        rho: lag-1 autocorrelation of the residuals, 0 to 0.9, shape (areas,), shrunk likewise.
        season: factor of each month of the year, mean 1, shape (areas, 12).
        months: known months the area was read from, shape (areas,).
        borrowed: whether φ and ρ are wholly those of the level, shape (areas,).
        df: degrees of freedom behind φ, shape (areas,); infinite where the level lends its own.
        alone: whether there was no level to borrow from: a single series.
    """

    phi: Floats
    rho: Floats
    season: Floats
    months: NDArray[np.int64]
    borrowed: NDArray[np.bool_]
    df: Floats
    alone: bool

    def row(self, number: int) -> Dispersion:
        """The dispersion of one of the series, as arrays of one element.

        Args:
            number: its place among the series.
        """
        at = slice(number, number + 1)
        return Dispersion(
            self.phi[at], self.rho[at], self.season[at], self.months[at], self.borrowed[at],
            self.df[at], self.alone,
        )  # fmt: skip

    def of_sum(self, months: int = 12, alpha: float = 0.05) -> Floats:
        """Overdispersion of a sum of months in a row: what widens a count or a rate.

        ``φ × sum_factor(ρ, months)``, and ``× (t/z)²`` for what φ itself is unsure of, with t
        of ``df`` degrees of freedom.

        Args:
            months: length of the sum.
            alpha: the probability of error that it will be used with.

        Returns:
            Variance of the sum over its expectation, at least 1, shape (areas,).
        """
        factor = sum_factor(self.rho, months)
        return np.maximum(self.phi * factor * self._unsure(alpha), 1.0)

    def of_change(
        self, months1: int = 12, months0: int = 12, gap: int = 0, alpha: float = 0.05
    ) -> Floats:
        """Overdispersion of a ratio of two sums: what widens a change.

        Args:
            months1: length of the later sum.
            months0: length of the earlier sum.
            gap: months between the two, 0 where one follows on the other.
            alpha: the probability of error that it will be used with.

        Returns:
            ``φ × change_factor(…) × (t/z)²``, at least 1, shape (areas,), for
            `data.statistics.change.change_interval`.
        """
        factor = change_factor(self.rho, months1, months0, gap)
        return np.maximum(self.phi * factor * self._unsure(alpha), 1.0)

    def _unsure(self, alpha: float) -> Floats:
        z = normal_quantile(alpha)
        known = np.isfinite(self.df)
        if not known.any():
            return np.ones_like(self.df)
        from scipy.special import stdtrit

        t = stdtrit(np.where(known, self.df, 1.0), 1 - alpha / 2)
        return np.where(known, (t / z) ** 2, 1.0)


def sum_factor(rho: ArrayLike, months: int) -> Floats:
    """Variance of a sum of autocorrelated months over that of independent ones.

    ``D = 1 + 2 Σ_{k=1}^{m-1} (1 - k/m) ρ^k``: 1 at ρ = 0, 3.4 for 12 months at ρ = 0.6.

    Args:
        rho: lag-1 autocorrelation, 0 up to (not including) 1, any shape.
        months: months in a row that are added up, at least 1.

    Returns:
        D ≥ 1, in the shape of ``rho``.

    Raises:
        DataError: an impossible ρ or length.

    Source:
        Box GEP, Jenkins GM, Reinsel GC (2008), *Time Series Analysis*, 4th ed., section 2.1.
    """
    r = _correlation(rho)
    m = _length(months)
    return (1 + r - 2 * r * (1 - r**m) / (m * (1 - r))) / (1 - r)


def change_factor(rho: ArrayLike, months1: int = 12, months0: int = 12, gap: int = 0) -> Floats:
    """Variance of the difference of two means of months over that of independent months.

    With ``D`` of `sum_factor` and ``C = ρ^(gap+1) (1 - ρ^m1)(1 - ρ^m0)/(1 - ρ)²``, the sum of
    the correlations between the two periods:
    ``(D1/m1 + D0/m0 - 2C/(m1 m0)) / (1/m1 + 1/m0)``.

    Args:
        rho: lag-1 autocorrelation, 0 up to (not including) 1, any shape.
        months1: length of the later period.
        months0: length of the earlier period.
        gap: months between the two; negative (they overlap) is refused.

    Returns:
        The factor, in the shape of ``rho``; under 1 only where two neighbouring months or so
        are compared.

    Raises:
        DataError: an impossible ρ, length or gap.

    Source:
        As `sum_factor`.
    """
    r = _correlation(rho)
    m1, m0 = _length(months1), _length(months0)
    if gap < 0:
        raise DataError("the two periods overlap", value=gap, allowed="0 or more months between")
    shared = r ** (gap + 1) * (1 - r**m1) * (1 - r**m0) / (1 - r) ** 2
    variance = sum_factor(r, m1) / m1 + sum_factor(r, m0) / m0 - 2 * shared / (m1 * m0)
    return variance / (1 / m1 + 1 / m0)


def _correlation(rho: ArrayLike) -> Floats:
    r = np.asarray(rho, dtype=np.float64)
    if not ((r >= 0) & (r < 1)).all():
        raise DataError("an autocorrelation here", column="rho", allowed="0 up to 1, not 1")
    return r


def _length(months: int) -> int:
    if months < 1:
        raise DataError("a sum needs months", value=months, allowed="1 or more")
    return int(months)


def fit_dispersion(
    counts: ArrayLike,
    first: int,
    breaks: Sequence[int] = (),
    out: Sequence[int] = (),
    pool: bool = True,
) -> Dispersion:
    """Fit φ, ρ and the season of many monthly series of one level at once.

    Args:
        counts: events, shape (areas, months), months in a row; NaN is unknown.
        first: month of the year of the first column, 1 to 12.
        breaks: columns from which a series is counted in a new way: a step term each.
        out: columns that belong to no regime (lockdown): left out, and the level after them
            starts anew.
        pool: whether the series lend each other φ, ρ and the season; False takes each alone.

    Returns:
        A `Dispersion`. An area is read from the columns that every area with enough known
        months knows. Where no series of the level can tell, φ is 1, ρ is 0 and the season flat,
        and all is ``borrowed``: from nobody, so that no verdict should be made on it.

    Raises:
        DataError: a negative or infinite count, another shape, or a first month that is none.

    Source:
        See the module.
    """
    y = not_negative(counts, "count")
    if y.ndim != 2:
        raise DataError(
            "dispersion needs series of months", value=y.shape, allowed="(areas, months)"
        )
    if not 1 <= first <= 12:
        raise DataError("the month of the year of the first count", value=first, allowed="1 to 12")
    areas, size = y.shape
    inside = np.ones(size, dtype=bool)
    inside[[column for column in out if 0 <= column < size]] = False
    known = ~np.isnan(y) & inside
    enough = known.sum(axis=1) >= LEAST_MONTHS
    usable = inside & (known[enough].all(axis=0) if enough.any() else False)
    if enough.any() and usable.sum() < LEAST_MONTHS:
        # A few ragged series may not take the months from all the others.
        usable = inside & (known[enough].mean(axis=0) >= 0.9)
    columns = np.flatnonzero(usable)
    enough &= known[:, columns].all(axis=1) & (len(columns) >= LEAST_MONTHS)
    enough &= np.where(known, y, 0.0)[:, columns].sum(axis=1) >= LEAST_EVENTS
    months = known.sum(axis=1)
    if not enough.any():
        flat = np.ones((areas, 12))
        return Dispersion(
            np.ones(areas), np.zeros(areas), flat, months, np.ones(areas, dtype=bool),
            np.full(areas, np.inf), areas == 1 or not pool,
        )  # fmt: skip
    level, plain = (level_terms(columns, breaks, out, knots) for knots in (KNOTS, FEW_KNOTS))
    terms = (level, plain, calendar_terms(columns, first))
    return _Fit(y, enough, columns, terms, pool and areas > 1).result(months)


class _Fit:
    """One fit: the level's total first, for the season, then every area."""

    def __init__(
        self,
        counts: Floats,
        enough: NDArray[np.bool_],
        columns: NDArray[np.int64],
        terms: tuple[Floats, Floats, Floats],
        pool: bool,
    ) -> None:
        self.y = counts[:, columns]
        self.enough, self.columns = enough, columns
        (self.level, self.plain, self.calendar), self.alone = terms, not pool
        # Every month of the year, at least twice: else there is no season to tell.
        seen = np.abs(self.calendar).sum(axis=0)
        self.seasonal = bool(len(columns) >= LEAST_MONTHS and (seen > 0).all())

    def result(self, months: NDArray[np.int64]) -> Dispersion:
        """Fit all and shrink."""
        y, enough, alone = self.y, self.enough, self.alone
        areas = len(y)
        both = np.hstack([self.level, self.calendar]) if self.seasonal else self.level
        total = y[enough].sum(axis=0, keepdims=True)
        _, beta = log_linear(total, both, np.zeros(len(self.columns)))
        terms = self.level.shape[1]
        common = beta[0, terms:] if self.seasonal else np.zeros(11)
        # What is too small for a course of its own follows the level's, and bends less often.
        course = both @ beta[0]
        own = enough & (self.seasonal & (y.mean(axis=1) >= OWN_SEASON) | alone)
        groups = [
            Group(y, own, both, np.zeros(len(course)), self.columns),
            Group(y, enough & ~own, self.plain, course, self.columns),
        ]
        groups = [group for group in groups if group.members.any()]
        log_season = np.tile(common, (areas, 1))
        if own.any() and self.seasonal:
            log_season[own] = groups[0].beta[:, terms:]
        rho, inverse = np.zeros(areas), np.ones(areas)
        phi, df, lacking = np.ones(areas), np.full(areas, np.inf), np.zeros(areas)
        middle, between = (0.0, np.inf) if alone else pooled_rho(groups)
        for group in groups:
            at = group.members
            rho[at] = group.rho(middle, between)
            phi[at], df[at], lacking[at] = group.phi(rho[at])
            inverse[at] = (1 / np.maximum(group.mean, 1e-6)).mean(axis=1)
        rho[~enough] = max(middle, 0.0)
        if alone:
            phi = with_sparse(phi, phi, lacking)
        else:
            phi = shrunk_phi(phi, df, inverse, lacking, enough)
            df = np.full(areas, np.inf)
        factors = np.exp(np.hstack([log_season, -log_season.sum(axis=1, keepdims=True)]))
        factors *= 12 / factors.sum(axis=1, keepdims=True)
        return Dispersion(
            np.maximum(phi, 1.0), rho, factors, months,
            ~enough, df, alone,
        )  # fmt: skip

"""The year's course of a series, with intervals, and whether it may be spoken of.

Source: McCullagh P, Nelder JA (1989), *Generalized Linear Models*, 2nd ed., section 6.4
(proportions of a total given overdispersed counts); the variance is that of
`data.statistics.dispersion`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from data.errors import DataError
from data.statistics._checks import Floats, normal_quantile, not_negative
from data.statistics.multiple import RATE, q_values

#: Whole years in one regime that a sentence about the season needs.
LEAST_YEARS: Final = 3

#: Days of the months, of a year of 365.25.
_DAYS = np.array([31, 28.25, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])


@dataclass(frozen=True)
class Season:
    """Shares of the months of the year, each of shape (12,), January first.

    Attributes:
        share: share of the year's events in the month, 0 to 1; NaN without a whole year.
        low: lower limit of the share.
        high: upper limit of the share.
        even: the share if every day were alike.
        above: months with more than even, at a false discovery rate of 5 % over the twelve.
        below: months with less, likewise.
        years: whole years behind it.
        claim: whether there are enough years to speak of a season at all.
    """

    share: Floats
    low: Floats
    high: Floats
    even: Floats
    above: NDArray[np.bool_]
    below: NDArray[np.bool_]
    years: int
    claim: bool


def season_shares(years: ArrayLike, phi: float, rho: float, alpha: float = 0.05) -> Season:
    """Share of each month of the year, with the interval of the variance model.

    ``s_m = C_m / C``; with ``c_t = [month(t) = m] - s_m`` and monthly means ``μ_t``,
    ``Var(s_m) = φ Σ_s Σ_t c_s c_t √(μ_s μ_t) ρ^|s - t| / C²``; limits on the logit scale.

    Args:
        years: counts of whole calendar years of one regime, shape (years, 12), January first,
            in order of time; years need not follow on each other.
        phi: overdispersion of the series, at least 1.
        rho: its autocorrelation, 0 up to 1.
        alpha: two-sided probability of error of each interval.

    Returns:
        A `Season`. Without ``claim`` no month is above or below.

    Raises:
        DataError: a negative, infinite or unknown count, another shape, φ under 1 or an
            impossible ρ.

    Source:
        See the module.
    """
    counts = not_negative(years, "count")
    if counts.ndim != 2 or counts.shape[1] != 12 or np.isnan(counts).any():
        raise DataError(
            "a season needs whole years", value=counts.shape, allowed="(years, 12), all known"
        )
    if not phi >= 1:
        raise DataError("overdispersion is at least 1", column="phi", value=phi)
    if not 0 <= rho < 1:
        raise DataError("an autocorrelation here", column="rho", value=rho, allowed="0 up to 1")
    even = _DAYS / _DAYS.sum()
    total = counts.sum()
    number = len(counts)
    if total == 0:
        nothing, none = np.full(12, np.nan), np.zeros(12, dtype=bool)
        return Season(nothing, nothing, nothing, even, none, none, number, False)
    share = counts.sum(axis=0) / total
    # Half an event keeps a month without any from having no variance.
    smooth = (counts.sum(axis=0) + 0.5) / (total + 6)
    spread = np.sqrt(_variance(counts.sum(axis=1), smooth, phi, rho)) / total
    z = normal_quantile(alpha)
    logit, reach = np.log(smooth / (1 - smooth)), z * spread / (smooth * (1 - smooth))
    low, high = 1 / (1 + np.exp(reach - logit)), 1 / (1 + np.exp(-reach - logit))
    claim = number >= LEAST_YEARS
    q = q_values(_two_sided((np.log(even / (1 - even)) - logit) * z / reach))
    clear = claim & (q <= RATE)
    return Season(
        share,
        np.minimum(low, share),
        np.maximum(high, share),
        even,
        clear & (share > even),
        clear & (share < even),
        number,
        claim,
    )


def _variance(totals: Floats, share: Floats, phi: float, rho: float) -> Floats:
    """Variance of ``C_m - s_m C`` for every month of the year, shape (12,)."""
    mean = (totals[:, None] * share).ravel()
    apart = np.abs(np.arange(mean.size)[:, None] - np.arange(mean.size)[None, :])
    covariance = phi * np.sqrt(mean[:, None] * mean[None, :]) * np.power(rho, apart)
    contrast = np.tile(np.eye(12), (len(totals), 1)) - share
    return np.einsum("sm,st,tm->m", contrast, covariance, contrast, optimize=True)


def _two_sided(z: Floats) -> Floats:
    """Two-sided normal probability of each z."""
    from scipy.special import ndtr

    return 2 * ndtr(-np.abs(z))

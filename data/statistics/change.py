"""Change between two periods: by how much, how sure, and in one word.

A Poisson interval alone calls +1 % of 90,000 "higher", because it knows chance only. Recorded
crime varies more than chance from month to month; `data.statistics.dispersion` measures by how
much (φ) and the intervals here widen by it. Source: McCullagh P, Nelder JA (1989), *Generalized
Linear Models*, 2nd ed., sections 4.5 and 6.2.3 (quasi-Poisson).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from data.errors import DataError
from data.statistics._checks import Floats, normal_quantile, not_negative

HIGHER: Final = "higher"
LOWER: Final = "lower"
NO_CLEAR_CHANGE: Final = "no-clear-change"
TOO_FEW: Final = "too-few"
NOT_AVAILABLE: Final = "not-available"

#: No percentage change is given on an earlier count below this.
MINIMUM_BASE: Final = 20


@dataclass(frozen=True)
class Change:
    """Change of the later on the earlier period, one element an area.

    Attributes:
        change: percent; -100 is "none left". NaN where the base is too small or unknown.
        low: lower limit of the change, percent, never under -100.
        high: upper limit of the change, percent.
        verdict: ``higher`` (the interval lies above 0), ``lower`` (below 0),
            ``no-clear-change`` (spans 0), ``too-few`` (base under the minimum) or
            ``not-available`` (a count, exposure or φ is unknown).
    """

    change: Floats
    low: Floats
    high: Floats
    verdict: NDArray[np.str_]


def verdict_of(low: ArrayLike, high: ArrayLike) -> NDArray[np.str_]:
    """What the limits of a change say: every verdict of the dashboard is this.

    Args:
        low: lower limit of the change, per cent; NaN where it is not known.
        high: upper limit, in the same shape.

    Returns:
        ``higher``, ``lower`` or ``no-clear-change`` (also where a limit is not known).
    """
    least, most = np.asarray(low, dtype=np.float64), np.asarray(high, dtype=np.float64)
    return np.select([least > 0, most < 0], [HIGHER, LOWER], default=NO_CLEAR_CHANGE)


def two_periods(
    n1: ArrayLike, n0: ArrayLike, phi: ArrayLike, exposure1: ArrayLike, exposure0: ArrayLike
) -> tuple[NDArray[np.float64], ...]:
    """Counts of two periods, their overdispersion and exposures, in one shape.

    Raises:
        DataError: a negative or infinite count, φ under 1, an exposure that is not positive.
    """
    later, base, spread, span1, span0 = np.broadcast_arrays(
        not_negative(n1, "count"),
        not_negative(n0, "compare count"),
        not_negative(phi, "phi"),
        not_negative(exposure1, "exposure"),
        not_negative(exposure0, "compare exposure"),
    )
    if (spread < 1).any():
        raise DataError(
            "overdispersion is at least 1", column="phi", value=float(np.nanmin(spread))
        )
    if (span1 == 0).any() or (span0 == 0).any():
        raise DataError("an exposure must be positive", column="exposure", value=0)
    return later, base, spread, span1, span0


def change_interval(
    n1: ArrayLike,
    n0: ArrayLike,
    phi: ArrayLike = 1.0,
    minimum_base: float = MINIMUM_BASE,
    *,
    exposure1: ArrayLike = 1.0,
    exposure0: ArrayLike = 1.0,
    alpha: float = 0.05,
) -> Change:
    """Percentage change of ``n1`` on ``n0``, with an interval and a verdict.

    ``R = (n1/exposure1) / (n0/exposure0)``; limits ``R exp(∓ z √(φ (1/n1 + 1/n0)))``; in percent
    ``100 (R - 1)``.

    With ``n1 = 0`` the log ratio does not exist. The change is then -100 %, the lower limit as
    well, and the upper limit is the exact one of two Poisson counts given their sum
    (Clopper-Pearson), on the effective number ``n0/φ``: ``p = 1 - (α/2)^(φ/n0)``,
    ``R = p/(1 - p)``.

    Args:
        n1: events of the later period.
        n0: events of the earlier period (the base).
        phi: overdispersion, ≥ 1. NaN gives ``not-available``.
        minimum_base: no change is given where ``n0`` is under it.
        exposure1: length of the later period (months, days) or its residents, > 0.
        exposure0: the same of the earlier period.
        alpha: two-sided probability of error.

    Returns:
        A `Change` of arrays in the broadcast shape of the arguments.

    Raises:
        DataError: a negative or infinite count, φ under 1, an exposure that is not positive,
            ``minimum_base`` under 1 or ``alpha`` outside (0, 1).

    Source:
        McCullagh & Nelder (1989); for ``n1 = 0`` Przyborowski J, Wilenski H (1940),
        *Biometrika* 31:313-323.
    """
    later, base, spread, span1, span0 = two_periods(n1, n0, phi, exposure1, exposure0)
    if not minimum_base >= 1:
        raise DataError("the base must be at least 1", value=minimum_base, allowed="1 or more")
    z = normal_quantile(alpha)
    unknown = np.isnan(later) | np.isnan(base) | np.isnan(spread + span1 + span0)
    given = ~unknown & (base >= minimum_base)

    ones = np.ones_like(later)
    base_ = np.where(given, base, ones)
    later_ = np.where(given & (later > 0), later, ones)
    spread_ = np.where(given, spread, ones)
    exposure = np.where(given, span0, ones) / np.where(given, span1, ones)
    ratio = np.where(given, later, 0.0) / base_ * exposure
    reach = np.exp(z * np.sqrt(spread_ * (1 / later_ + 1 / base_)))
    none_left = given & (later == 0)
    # (α/2)^(-φ/n0) - 1 is p/(1 - p) written without cancellation.
    high_of_none = np.expm1(-np.log(alpha / 2) * spread_ / base_) * exposure
    low = np.where(none_left, 0.0, ratio / reach)
    high = np.where(none_left, high_of_none, ratio * reach)

    verdict = np.select(
        [unknown, ~given], [NOT_AVAILABLE, TOO_FEW], default=verdict_of(low - 1, high - 1)
    )

    def percent(value: Floats) -> Floats:
        return np.where(given, 100 * (value - 1), np.nan)

    return Change(percent(ratio), percent(low), percent(high), verdict)


def score_interval(
    n1: ArrayLike,
    n0: ArrayLike,
    phi: ArrayLike = 1.0,
    minimum_base: float = MINIMUM_BASE,
    *,
    exposure1: ArrayLike = 1.0,
    exposure0: ArrayLike = 1.0,
    alpha: float = 0.05,
) -> Change:
    """Percentage change of ``n1`` on ``n0`` with a score interval: right for few events too.

    Given ``N = n1 + n0``, the share ``p = n1/N`` of the later period has variance
    ``φ p (1 - p)/N``; Wilson's limits of p on ``N/φ`` effective events give those of the ratio,
    ``p/(1 - p) × exposure0/exposure1``. Where counts are large it is the interval of
    `change_interval`; where they are few it neither widens without bound (``1/n1``) nor needs
    another formula for ``n1 = 0``.

    Args:
        n1: events of the later period.
        n0: events of the earlier period (the base).
        phi: overdispersion of the change, ≥ 1, with autocorrelation
            (`data.statistics.dispersion.Dispersion.of_change`). NaN gives ``not-available``.
        minimum_base: no change is given where ``n0`` is under it.
        exposure1: length of the later period (months, days) or its residents, > 0; for a change
            relative to another series, that series' events of the later period.
        exposure0: the same of the earlier period.
        alpha: two-sided probability of error.

    Returns:
        A `Change` of arrays in the broadcast shape of the arguments.

    Raises:
        DataError: as `change_interval`.

    Source:
        Graham PL, Mengersen K, Morton AP (2003), Confidence limits for the ratio of two rates
        based on likelihood scores: non-iterative method, *Statistics in Medicine*
        22:2071-2083; the effective number is McCullagh & Nelder's φ.
    """
    plain = change_interval(
        n1, n0, phi, minimum_base, exposure1=exposure1, exposure0=exposure0, alpha=alpha
    )
    later, base, spread, span1, span0 = np.broadcast_arrays(
        *(np.asarray(value, dtype=np.float64) for value in (n1, n0, phi, exposure1, exposure0))
    )
    given = ~np.isnan(plain.change)
    later, base = np.where(given, later, 1.0), np.where(given, base, 1.0)
    z = normal_quantile(alpha)
    effective = (later + base) / np.where(given, spread, 1.0)
    share = later / (later + base)
    middle = share + z**2 / (2 * effective)
    reach = z * np.sqrt(share * (1 - share) / effective + z**2 / (4 * effective**2))
    scale = 1 + z**2 / effective
    exposure = np.where(given, span0, 1.0) / np.where(given, span1, 1.0)
    # The rest is 1 - p, written without cancellation.
    low = np.maximum(middle - reach, 0) / (scale - middle + reach) * exposure
    high = (middle + reach) / np.maximum(scale - middle - reach, 1e-12) * exposure
    verdict = np.where(given, verdict_of(low - 1, high - 1), plain.verdict)

    def percent(value: Floats) -> Floats:
        return np.where(given, 100 * (value - 1), np.nan)

    return Change(plain.change, percent(low), percent(high), verdict)

"""Ranks, and how far they can be trusted.

A rank hides how close its neighbours are. The interval says between which places an area would
fall if the same underlying level had produced other counts: give every area's level the
distribution that its count says it has, and take the middle 95 % of the ranks that follow. Source:
Goldstein H, Spiegelhalter DJ (1996), League tables and their limitations, *J R Statist Soc A*
159:385-443.

The level behind a count n is a gamma variable of shape ``(n + ½)/φ`` (Jeffreys' prior; φ the
overdispersion), by Wilson and Hilferty's cube ``λ = a (1 - 1/(9a) + z/(3√a))³``, the same
approximation that Byar's interval is made of (Wilson EB, Hilferty MM 1931, *PNAS* 17:684-688). A
cube keeps order, so what is ranked is its root, which is normal.

Nothing is drawn at random. Given an area's own level x, each other stands above it with
probability ``p_j = Φ((c_j - x)/s_j)``: how many do has a Poisson-binomial distribution, exact for
few areas, normal with its mean ``Σ p_j`` and variance ``Σ p_j (1 - p_j)`` for many (Hong Y 2013,
*Computational Statistics & Data Analysis* 59:41-51). Averaged over x it is the area's rank.
"""

from __future__ import annotations

from functools import cache
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr

from data.errors import DataError
from data.statistics._checks import Floats, normal_quantile, not_negative
from data.statistics.change import MINIMUM_BASE

#: Up to so many areas the distribution of a rank is exact, beyond them its normal limit.
EXACT: Final = 64

#: How far out an area's own level is followed, in its standard deviations.
_REACH: Final = 3.8

#: Points at which the number of areas above a level is reckoned, in the normal limit.
_GRID: Final = 300

_Single = NDArray[np.float32]


class RankInterval(NamedTuple):
    """Lowest and highest rank (1 the highest value), as floats; NaN where unranked."""

    low: Floats
    high: Floats


def rank(values: ArrayLike) -> Floats:
    """Rank values: 1 is the highest, ties share the lowest number, NaN is not ranked.

    Args:
        values: shape (areas,), any unit.

    Returns:
        Ranks, shape (areas,), float because NaN marks the unranked.

    Raises:
        DataError: not one-dimensional.
    """
    array = _one_dimensional(np.asarray(values, dtype=np.float64))
    known = ~np.isnan(array)
    ordered = np.sort(array[known])
    ranks = np.full(array.shape, np.nan)
    ranks[known] = len(ordered) - np.searchsorted(ordered, array[known], side="right") + 1
    return ranks


def rank_interval(
    counts: ArrayLike,
    scale: ArrayLike | None = None,
    alpha: float = 0.05,
    phi: ArrayLike | None = None,
    shrunk: bool = False,
) -> RankInterval:
    """Interval of each area's rank by ``count × scale``.

    Raw counts exaggerate the differences between areas: chance has already driven them apart.
    With ``shrunk`` the level of an area is what its own count and all the others say together:
    rates are gamma distributed over areas with mean m and variance τ², so that an area's has
    shape ``m²/τ² + n/φ`` and mean ``(m²/τ² + n/φ)/(m/τ² + 1/(φ scale))``. τ² solves
    ``Σ (r - m)²/(τ² + φ m scale) = I - 1``.

    Args:
        counts: events, shape (areas,); NaN is left out of the ranking.
        scale: what a count is multiplied with, shape (areas,) or one number: 1/residents for a
            rate, a unit cost for cost; NaN is left out. None ranks counts.
        alpha: two-sided probability of error; 0.05 gives 95 % intervals.
        phi: overdispersion ≥ 1, shape (areas,) or one number; None is 1.
        shrunk: whether the levels are shrunken rates.

    Returns:
        Lowest and highest rank, shape (areas,). The area's own rank (`rank`) always lies
        within, and the same arguments always give the same interval.

    Raises:
        DataError: a negative or infinite number, φ under 1 or shapes that do not match.

    Source:
        Goldstein & Spiegelhalter (1996); see the module for the distribution. Shrinkage: Clayton D,
        Kaldor J (1987), *Biometrics* 43:671-681 (gamma); τ²: Paule RC, Mandel J (1982),
        *J Res NBS* 87:377-385.
    """
    events = _one_dimensional(not_negative(counts, "count"))
    factor = _like(not_negative(1.0 if scale is None else scale, "scale"), events, "scale")
    point = events * factor
    known = ~np.isnan(point)
    spread = _phi(phi, events)[known]
    if shrunk and known.sum() > 2 and point[known].sum() > 0:
        middle, reach = _root(*_shrunken(point[known], spread * factor[known]))
    else:
        middle, reach = _count_root(events[known], spread)
        root = np.cbrt(factor[known])
        middle, reach = middle * root, reach * root
    return _interval(point, middle, reach, alpha)


def rank_interval_change(
    n1: ArrayLike,
    n0: ArrayLike,
    phi: ArrayLike | None = None,
    alpha: float = 0.05,
    minimum_base: float = MINIMUM_BASE,
    shrunk: bool = False,
) -> RankInterval:
    """Interval of each area's rank by change, ``n1 / n0``.

    The logarithm of a ratio is normal, of variance ``φ (1/n1 + 1/n0)``; with ``shrunk`` it is
    shrunk towards the areas' mean.

    Args:
        n1: events of the later period, shape (areas,).
        n0: events of the earlier period; an area under ``minimum_base`` has no change and is
            not ranked, as is one with NaN.
        phi: overdispersion ≥ 1, shape (areas,) or one number; None is 1.
        alpha: two-sided probability of error.
        minimum_base: as in `data.statistics.change.change_interval`, at least 1.
        shrunk: whether the levels are shrunken changes.

    Returns:
        Lowest and highest rank (1 the highest rise), shape (areas,).

    Raises:
        DataError: as `rank_interval`, or ``minimum_base`` under 1.

    Source:
        Goldstein & Spiegelhalter (1996); see the module for the distribution.
    """
    later = _one_dimensional(not_negative(n1, "count"))
    base = _like(not_negative(n0, "compare count"), later, "compare count")
    if not minimum_base >= 1:
        raise DataError("the base must be at least 1", value=minimum_base, allowed="1 or more")
    point = later / np.where(base >= minimum_base, base, np.nan)
    known = ~np.isnan(point)
    spread = _phi(phi, later)[known]
    # Half an event more on both sides: a logarithm of none does not exist.
    after, before = later[known] + 0.5, base[known] + 0.5
    middle, variance = np.log(after / before), spread * (1 / after + 1 / before)
    if shrunk and known.sum() > 2:
        middle, variance = _shrunken_normal(middle, variance)
    return _interval(point, middle, np.sqrt(variance), alpha)


def _one_dimensional(array: Floats) -> Floats:
    if array.ndim != 1:
        raise DataError("ranks need one value an area", value=array.shape, allowed="(areas,)")
    return array


def _like(values: Floats, areas: Floats, name: str) -> Floats:
    if values.shape not in ((), areas.shape):
        raise DataError(
            f"{name} must have one value an area, or be one number",
            column=name,
            value=values.shape,
            allowed=f"() or {areas.shape}",
        )
    return np.broadcast_to(values, areas.shape)


def _phi(phi: ArrayLike | None, areas: Floats) -> Floats:
    array = _like(not_negative(1.0 if phi is None else phi, "phi"), areas, "phi")
    if not (array >= 1).all():
        raise DataError("overdispersion is at least 1", column="phi", value=float(array.min()))
    return array


def _between(values: Floats, variance: Floats) -> tuple[float, float]:
    """Mean of values of known variance, and the variance between them (Paule and Mandel)."""
    tau2, mean = 0.0, 0.0
    for _ in range(50):  # Newton from below: the sum falls and is convex, so no step is too far
        weight = 1 / (tau2 + variance)
        mean = float((weight * values).sum() / weight.sum())
        off = weight * (values - mean) ** 2
        over = float(off.sum()) - (len(values) - 1)
        if over <= 1e-9 * len(values):
            break
        tau2 += over / float((weight * off).sum())
    return mean, tau2


def _shrunken(rates: Floats, noise: Floats) -> tuple[Floats, Floats]:
    """Mean and gamma shape of each area's level; ``noise`` is φ/exposure, variance over mean."""
    mean = float(rates.mean())
    between = 0.0
    for _ in range(3):
        mean, between = _between(rates, np.maximum(noise * mean, 1e-30))
    prior = mean**2 / max(between, 1e-9 * mean**2)
    shape = prior + rates / noise
    return shape / (prior / mean + 1 / noise), shape


def _shrunken_normal(values: Floats, variance: Floats) -> tuple[Floats, Floats]:
    """Mean and variance of each area's level, normal."""
    mean, between = _between(values, variance)
    weight = between / (between + variance)
    return mean + weight * (values - mean), np.maximum(weight * variance, 1e-12)


def _root(mean: Floats, shape: Floats) -> tuple[Floats, Floats]:
    """Mean and deviation of the cube root of a gamma variable of that mean and shape."""
    root = np.cbrt(mean)
    return root * (1 - 1 / (9 * shape)), root / (3 * np.sqrt(shape))


def _count_root(counts: Floats, phi: Floats) -> tuple[Floats, Floats]:
    """Mean and deviation of the cube root of the level behind each count."""
    # λ = φ a (1 - 1/(9a) + z/(3√a))³ with a the shape, and φ a = n + ½.
    return _root(counts + 0.5, (counts + 0.5) / phi)


@cache
def _own_levels(points: int) -> tuple[Floats, Floats]:
    """Standard normal levels of an area itself, and their weights (Gauss and Legendre)."""
    z, weight = np.polynomial.legendre.leggauss(points)
    z = z * _REACH
    weight = weight * np.exp(-(z**2) / 2)
    return z, weight / weight.sum()


def _interval(point: Floats, middle: Floats, reach: Floats, alpha: float) -> RankInterval:
    """The middle of every known area's ranks, of levels normal with mean and deviation given."""
    normal_quantile(alpha)  # refuses an alpha that is not a probability
    known = ~np.isnan(point)
    low = np.full(point.shape, np.nan)
    high = low.copy()
    if not known.any():
        return RankInterval(low, high)
    places = _exact if len(middle) <= EXACT else _limit
    lowest, highest = places(middle, np.maximum(reach, 1e-9), (alpha / 2, 1 - alpha / 2))
    own = rank(point)[known]
    low[known] = np.minimum(lowest, own)
    high[known] = np.maximum(highest, own)
    return RankInterval(low, high)


def _exact(middle: Floats, reach: Floats, tails: tuple[float, float]) -> list[Floats]:
    """Quantiles of every area's rank, from the Poisson-binomial distribution itself."""
    areas = len(middle)
    z, weight = _own_levels(40)
    own = middle[:, None] + reach[:, None] * z
    # by[k + 1]: how likely k of the others stand above, one column an area and own level.
    by = np.zeros((areas + 2, areas, len(z)), dtype=np.float32)
    by[1] = 1.0
    for other in range(areas):
        above = ndtr(((middle[other] - own) / reach[other]).astype(np.float32))
        above[other] = 0.0
        by[1 : other + 3] += above * (by[: other + 2] - by[1 : other + 3])
    below = (by[1:-1] @ weight).cumsum(axis=0)
    return [(below <= tail).sum(axis=0).clip(max=areas - 1) + 1.0 for tail in tails]


def _limit(middle: Floats, reach: Floats, tails: tuple[float, float]) -> list[Floats]:
    """Quantiles of every area's rank, where the number of areas above is normal."""
    z, weight = _own_levels(32)
    low = float((middle - 4 * reach).min())
    step = (float((middle + 4 * reach).max()) - low) / (_GRID - 1)
    grid = low + step * np.arange(_GRID)
    above = ndtr(((middle - grid[:, None]) / reach).astype(np.float32))
    mean = above.sum(axis=1)
    spread = mean - np.einsum("ij,ij->i", above, above)
    at = (middle[:, None] + reach[:, None] * z - low) / step
    node = at.astype(np.int32)
    part = (at - node).astype(np.float32)
    own = ndtr(-z).astype(np.float32)  # an area does not stand above itself
    mean = mean[node] + part * np.diff(mean)[node] - own
    spread = spread[node] + part * np.diff(spread)[node] - own * (1 - own)
    each = 1 / np.sqrt(np.maximum(spread, 1e-6))
    from_mean = (mean + 0.5) * each
    return [_quantile(each, from_mean, weight.astype(np.float32), tail) for tail in tails]


def _quantile(each: _Single, from_mean: _Single, weight: _Single, tail: float) -> Floats:
    """The first rank that is reached with more than a probability, by halving."""
    areas = len(each)
    low, high = np.zeros(areas, dtype=np.float32), np.full(areas, areas, dtype=np.float32)
    while (high - low).max() > 0.1:
        middle = (low + high) / 2
        under = ndtr(middle[:, None] * each - from_mean) @ weight <= tail
        low, high = np.where(under, middle, low), np.where(under, high, middle)
    return np.clip(np.ceil((low + high) / 2), 1, areas).astype(np.float64)

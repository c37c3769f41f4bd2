"""Ranks, and how far they can be trusted.

A rank hides how close its neighbours are. The interval says between which places an area would
fall if the same underlying level had produced other counts: draw every area's level from what
its count says about it, rank the draws, take the middle 95 %. Source: Goldstein H,
Spiegelhalter DJ (1996), League tables and their limitations, *J R Statist Soc A* 159:385-443.

The level behind a count n is drawn from a gamma distribution of shape ``(n + ½)/φ`` (Jeffreys'
prior; φ the overdispersion), by Wilson and Hilferty's cube
``λ = a (1 - 1/(9a) + z/(3√a))³``, the same approximation that Byar's interval is made of
(Wilson EB, Hilferty MM 1931, *PNAS* 17:684-688). A cube keeps order, so what is sorted is its
root, which is linear in z: a draw costs one multiplication and one addition.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from data.errors import DataError
from data.statistics._checks import Floats, normal_quantile, not_negative
from data.statistics.change import MINIMUM_BASE

#: Draws behind an interval, unless told.
DRAWS = 2000

#: The seed of everything random here: same counts, same interval, on every worker.
SEED = 20260331

#: Fewer draws than this say nothing about a tail of 2.5 %.
MINIMUM_DRAWS = 100

#: Draws sorted at a time: the working memory stays under 5 MB.
_BLOCK = 250

_Normals = NDArray[np.float32]


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
    draws: int = DRAWS,
    seed: int = SEED,
    alpha: float = 0.05,
    phi: ArrayLike | None = None,
    shrunk: bool = False,
) -> RankInterval:
    """Interval of each area's rank by ``count × scale``.

    Raw draws exaggerate the differences between areas: they add chance to counts that chance
    has already driven apart. With ``shrunk`` the level of an area is drawn from what its own
    count and all the others say together: rates are gamma distributed over areas with mean m
    and variance τ², so that an area's has shape ``m²/τ² + n/φ`` and mean
    ``(m²/τ² + n/φ)/(m/τ² + 1/(φ scale))``. τ² solves ``Σ (r - m)²/(τ² + φ m scale) = I - 1``.

    Args:
        counts: events, shape (areas,); NaN is left out of the ranking.
        scale: what a count is multiplied with, shape (areas,) or one number: 1/residents for a
            rate, a unit cost for cost; NaN is left out. None ranks counts.
        draws: simulated rankings.
        seed: seed of the draws.
        alpha: two-sided probability of error; 0.05 gives 95 % intervals.
        phi: overdispersion ≥ 1, shape (areas,) or one number; None is 1.
        shrunk: whether the draws are of shrunken rates.

    Returns:
        Lowest and highest rank, shape (areas,). The area's own rank (`rank`) always lies
        within, and the same arguments always give the same interval.

    Raises:
        DataError: a negative or infinite number, φ under 1, fewer than 100 draws or shapes
            that do not match.

    Source:
        Goldstein & Spiegelhalter (1996); see the module for the draws. Shrinkage: Clayton D,
        Kaldor J (1987), *Biometrics* 43:671-681 (gamma); τ²: Paule RC, Mandel J (1982),
        *J Res NBS* 87:377-385.
    """
    events = _one_dimensional(not_negative(counts, "count"))
    factor = _like(not_negative(1.0 if scale is None else scale, "scale"), events, "scale")
    point = events * factor
    known = ~np.isnan(point)
    spread = _phi(phi, events)[known]
    if shrunk and known.sum() > 2 and point[known].sum() > 0:
        mean, shape = _shrunken(point[known], spread * factor[known])
        constant, slope = _root_draw(mean, shape)
        return _simulate(point, lambda z: constant + slope * z, draws, seed, alpha)
    constant, slope = _cube_root_draw(events[known], spread)
    # The factor goes in before the blocks, so that a draw stays one product and one sum.
    root = np.cbrt(factor[known]).astype(np.float32)
    constant, slope = constant * root, slope * root
    return _simulate(point, lambda z: constant + slope * z, draws, seed, alpha)


def rank_interval_change(
    n1: ArrayLike,
    n0: ArrayLike,
    phi: ArrayLike | None = None,
    draws: int = DRAWS,
    seed: int = SEED,
    alpha: float = 0.05,
    minimum_base: float = MINIMUM_BASE,
    shrunk: bool = False,
) -> RankInterval:
    """Interval of each area's rank by change, ``n1 / n0``.

    With ``shrunk`` the logarithm of each ratio, of variance ``φ (1/n1 + 1/n0)``, is shrunk
    towards the areas' mean (normal) before it is drawn.

    Args:
        n1: events of the later period, shape (areas,).
        n0: events of the earlier period; an area under ``minimum_base`` has no change and is
            not ranked, as is one with NaN.
        phi: overdispersion ≥ 1, shape (areas,) or one number; None is 1.
        draws: simulated rankings.
        seed: seed of the draws.
        alpha: two-sided probability of error.
        minimum_base: as in `data.statistics.change.change_interval`, at least 1.
        shrunk: whether the draws are of shrunken changes.

    Returns:
        Lowest and highest rank (1 the highest rise), shape (areas,).

    Raises:
        DataError: as `rank_interval`, or ``minimum_base`` under 1.

    Source:
        Goldstein & Spiegelhalter (1996); see the module for the draws.
    """
    later = _one_dimensional(not_negative(n1, "count"))
    base = _like(not_negative(n0, "compare count"), later, "compare count")
    if not minimum_base >= 1:
        raise DataError("the base must be at least 1", value=minimum_base, allowed="1 or more")
    point = later / np.where(base >= minimum_base, base, np.nan)
    known = ~np.isnan(point)
    spread = _phi(phi, later)[known]
    if shrunk and known.sum() > 2:
        # Half an event more on both sides: a logarithm of none does not exist.
        after, before = later[known] + 0.5, base[known] + 0.5
        mean, variance = _shrunken_normal(np.log(after / before), spread * (1 / after + 1 / before))
        middle, reach = mean.astype(np.float32), np.sqrt(variance).astype(np.float32)
        return _simulate(point, lambda z: middle + reach * z, draws, seed, alpha)
    constant1, slope1 = _cube_root_draw(later[known], spread)
    constant0, slope0 = _cube_root_draw(base[known], spread)

    def roots(z: _Normals) -> _Normals:
        # The base takes the neighbouring draw's normals: independent of this draw's, and no
        # second matrix. A draw cannot be under nothing, but the root of one far out can.
        earlier = np.maximum(constant0 + slope0 * np.roll(z, 1, axis=0), 1e-3)
        return np.divide(np.maximum(constant1 + slope1 * z, 0), earlier, dtype=np.float32)

    return _simulate(point, roots, draws, seed, alpha)


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

    def middle(tau2: float) -> tuple[float, float]:
        weight = 1 / (tau2 + variance)
        mean = float((weight * values).sum() / weight.sum())
        return mean, float((weight * (values - mean) ** 2).sum()) - (len(values) - 1)

    low, high = 0.0, float(values.var()) * 2 + 1e-30
    if middle(low)[1] <= 0:
        return middle(low)[0], 0.0
    for _ in range(40):
        tau2 = (low + high) / 2
        low, high = (tau2, high) if middle(tau2)[1] > 0 else (low, tau2)
    return middle(high)[0], high


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


def _root_draw(mean: Floats, shape: Floats) -> tuple[_Normals, _Normals]:
    """Return c and s so that ``(c + s z)³`` is a draw of a gamma of that mean and shape."""
    root = np.cbrt(mean)
    constant = root * (1 - 1 / (9 * shape))
    return constant.astype(np.float32), (root / (3 * np.sqrt(shape))).astype(np.float32)


def _cube_root_draw(counts: Floats, phi: Floats) -> tuple[_Normals, _Normals]:
    """Return c and s so that ``(c + s z)³`` is a draw of the level behind each count."""
    # λ = φ a (1 - 1/(9a) + z/(3√a))³ with a the shape, and φ a = n + ½.
    return _root_draw(counts + 0.5, (counts + 0.5) / phi)


@lru_cache(maxsize=4)
def _normals(areas: int, draws: int, seed: int) -> _Normals:
    """Return standard normals, shape (draws, areas); 5.4 MB for 679 areas and 2,000 draws."""
    z = np.random.default_rng(seed).standard_normal((draws, areas), dtype=np.float32)
    z.flags.writeable = False
    return z


def _simulate(
    point: Floats, roots: Callable[[_Normals], _Normals], draws: int, seed: int, alpha: float
) -> RankInterval:
    """Rank the draws of the known areas and return the middle of every area's ranks."""
    normal_quantile(alpha)  # refuses an alpha that is not a probability
    if draws < MINIMUM_DRAWS:
        raise DataError("too few draws", value=draws, allowed=f"{MINIMUM_DRAWS} or more")
    known = ~np.isnan(point)
    areas = int(known.sum())
    low = np.full(point.shape, np.nan)
    high = low.copy()
    if areas == 0:
        return RankInterval(low, high)

    z = _normals(len(point), draws, seed)
    everywhere = areas == len(point)
    positions = np.arange(areas)
    # times[i, p]: in how many draws area i stands p-th from below.
    times = np.zeros(areas * areas, dtype=np.int64)
    for start in range(0, draws, _BLOCK):
        block = z[start : start + _BLOCK]
        order = np.argsort(roots(block if everywhere else block[:, known]), axis=1)
        order *= areas
        order += positions
        times += np.bincount(order.ravel(), minlength=areas * areas)
    below = times.reshape(areas, areas).cumsum(axis=1)
    outside = int(alpha / 2 * draws)
    # The first position that more than `outside` draws reach, from either end.
    lowest = (below <= outside).sum(axis=1)
    highest = (below < draws - outside).sum(axis=1)

    own = rank(point)[known]
    low[known] = np.minimum(areas - highest, own)
    high[known] = np.maximum(areas - lowest, own)
    return RankInterval(low, high)

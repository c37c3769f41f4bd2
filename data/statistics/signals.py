"""Months that stand out of an autocorrelated series.

An XmR chart takes its limits from moving ranges and counts runs of seven: both suppose that
months forget each other. With ``Corr = ρ`` ranges are too small by ``√(1 - ρ)`` and runs are
long by themselves, so that a stable series "signals" in most cases. Here limits are those of the
variance model (`data.statistics.dispersion`): gamma quantiles of mean μ and variance φμ, and both
the limit and the length of a run that counts are set so that a stable series of that length and
ρ shows one by chance in 5 of 100. It is the chart of individuals with limits for an
autocorrelated process; the verdict on a series does not hang on it but is that of a change
(`data.statistics.change.score_interval`).

Sources:
    Maragah HD, Woodall WH (1992), The effect of autocorrelation on the retrospective X-chart,
    *J Statist Comput Simul* 40:29-42 (``E(MR)/1.128 = σ√(1 - ρ)``); Vasilopoulos AV,
    Stamboulis AP (1978), *J Quality Technology* 10:20-30 (limits from the AR model's own σ).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from statistics import NormalDist
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from data.errors import DataError
from data.statistics._checks import Floats, not_negative

#: Share of stable series that one rule marks by chance.
SHARE = 0.05

_DRAWS = 2000
_SEED = 20260331


@dataclass(frozen=True)
class StableLimits:
    """Limits of one regime and the months beyond them.

    Attributes:
        centre: expected count of each month if nothing changed, shape (months,).
        lower: lower limit, shape (months,).
        upper: upper limit, shape (months,).
        outside: months beyond a limit.
        shift: months of a run of ``run`` or more on one side of the centre.
        run: how many in a row count as a shift at this length and autocorrelation.
        chance: months that would be marked by chance alone in a stable series, expected.
    """

    centre: Floats
    lower: Floats
    upper: Floats
    outside: NDArray[np.bool_]
    shift: NDArray[np.bool_]
    run: int
    chance: float

    @property
    def signal(self) -> NDArray[np.bool_]:
        """Months that break either rule."""
        return self.outside | self.shift


class Chance(NamedTuple):
    """What a stable series of a length and autocorrelation does by itself.

    Attributes:
        z: limits in standard deviations that 5 of 100 series leave at least once.
        run: shortest run on one side that at most 5 of 100 series show.
        marked: expected number of months marked by either rule.
    """

    z: float
    run: int
    marked: float


def stable_limits(
    counts: ArrayLike, phi: float, rho: float, weights: ArrayLike = 1.0
) -> StableLimits:
    """Limits and signals of the months of one regime, for an overdispersed series with memory.

    The centre is ``μ_t = w_t Σy/Σw``; limits are the quantiles of a gamma distribution of mean
    μ and variance φμ by Wilson and Hilferty, ``μ (1 - φ/(9μ) ± z √(φ/μ)/3)³``, with z and the
    run from `chance_of`.

    Args:
        counts: events, shape (months,), NaN unknown; one regime: no break, no lockdown inside.
        phi: the series' overdispersion, at least 1.
        rho: its autocorrelation, 0 up to 1.
        weights: expected course of the months (season factors, days), > 0, shape (months,).

    Returns:
        A `StableLimits`; NaN limits and no signal without a known month.

    Raises:
        DataError: a negative or infinite number, φ under 1, an impossible ρ, or a weight of 0.

    Source:
        See the module.
    """
    y = not_negative(counts, "count")
    if y.ndim != 1 or not y.size:
        raise DataError("limits need one series", value=y.shape, allowed="(months,)")
    w = np.broadcast_to(not_negative(weights, "weight"), y.shape)
    if not phi >= 1:
        raise DataError("overdispersion is at least 1", column="phi", value=phi)
    if not (w > 0).all():
        raise DataError("a weight must be positive", column="weight", value=0)
    known = ~np.isnan(y)
    level = y[known].sum() / w[known].sum() if known.any() else np.nan
    centre = w * level
    chance = chance_of(int(known.sum()), round(float(rho), 2))
    shape = np.maximum(centre, 1e-9) / phi
    half = chance.z / (3 * np.sqrt(shape))
    lower = centre * np.maximum(1 - 1 / (9 * shape) - half, 0) ** 3
    upper = centre * (1 - 1 / (9 * shape) + half) ** 3
    side = np.where(known, np.sign(y - centre), 0)
    return StableLimits(
        centre, lower, upper, (y > upper) | (y < lower), _in_runs(side, chance.run),
        chance.run, chance.marked,
    )  # fmt: skip


@lru_cache(maxsize=512)
def chance_of(months: int, rho: float) -> Chance:
    """What a stable series does by chance, from 2,000 seeded normal AR(1) series.

    Args:
        months: its length.
        rho: its autocorrelation, 0 up to 1; a few hundredths make no difference.

    Returns:
        A `Chance`. Runs are counted around the series' own mean, as they are in a chart.

    Raises:
        DataError: an impossible ρ.
    """
    if not 0 <= rho < 1:
        raise DataError("an autocorrelation here", column="rho", value=rho, allowed="0 up to 1")
    if months < 2:
        return Chance(NormalDist().inv_cdf(1 - SHARE / 2), max(months, 1) + 1, 0.0)
    rng = np.random.default_rng(_SEED)
    z = rng.standard_normal((months, _DRAWS))
    for month in range(1, months):
        z[month] = rho * z[month - 1] + np.sqrt(1 - rho**2) * z[month]
    off = (z - z.mean(axis=0)).T
    limit = float(np.quantile(np.abs(off).max(axis=1), 1 - SHARE))
    lengths = _run_lengths(np.sign(off))
    run = int(np.quantile(lengths.max(axis=1), 1 - SHARE, method="inverted_cdf")) + 1
    marked = (np.abs(off) > limit) | (lengths >= run)
    return Chance(limit, run, float(marked.sum(axis=1).mean()))


def _run_lengths(side: Floats) -> NDArray[np.int64]:
    """Length of the run of equal signs that each month is in, shape (series, months)."""
    same = (side[:, 1:] == side[:, :-1]).astype(np.int64)
    lengths = np.ones(side.shape, dtype=np.int64)
    for month in range(1, side.shape[1]):  # how long it is up to here
        lengths[:, month] += lengths[:, month - 1] * same[:, month - 1]
    for month in range(side.shape[1] - 2, -1, -1):  # and to its end
        on = same[:, month] == 1
        lengths[on, month] = lengths[on, month + 1]
    return lengths


def _in_runs(side: Floats, length: int) -> NDArray[np.bool_]:
    """Mark the months of every run of at least so many equal signs, shape (months,)."""
    return (_run_lengths(side[None, :])[0] >= length) & (side != 0)

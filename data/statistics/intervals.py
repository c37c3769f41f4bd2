"""Intervals of counts, rates, proportions and age-standardised rates.

Everything takes numbers or arrays of any shape and works element by element; NaN (unknown) in
gives NaN out. The methods are those of English public health practice:

* Public Health England (2018), *Technical Guide: Confidence Intervals*. PHE Fingertips.
* Breslow NE, Day NE (1987), *Statistical Methods in Cancer Research, Volume II: The Design and
  Analysis of Cohort Studies*. IARC Scientific Publications 82, pp. 69-71 (Byar; exact limits).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import btdtria, gammaincinv

from data.errors import DataError
from data.statistics._checks import Floats, normal_quantile, not_negative

#: Counts below this get exact Poisson limits; Byar's approximation from here on.
EXACT_BELOW = 10

#: Below this number of events no directly standardised rate is given.
DSR_MINIMUM = 10

#: European Standard Population 2013 (Eurostat, *Revision of the European Standard Population*,
#: 2013): people in 0-4, 5-9, …, 85-89 and 90+, 100,000 in all.
ESP_2013 = (
    *(5000, 5500, 5500, 5500, 6000, 6000, 6500, 7000, 7000, 7000),
    *(7000, 6500, 6000, 5500, 5000, 4000, 2500, 1500, 1000),
)


class Interval(NamedTuple):
    """Lower and upper limit, in the shape and unit of what they belong to."""

    low: Floats
    high: Floats


class StandardisedRate(NamedTuple):
    """A directly standardised rate with its limits, one element an area."""

    rate: Floats
    low: Floats
    high: Floats


def count_interval(n: ArrayLike, alpha: float = 0.05, phi: ArrayLike = 1.0) -> Interval:
    """Interval of the expected number behind a count.

    At φ = 1 (Poisson) from 10 on, Byar: ``n (1 - 1/(9n) - z/(3√n))³`` and, with ``m = n + 1``,
    ``m (1 - 1/(9m) + z/(3√m))³``. Below 10 exact: ``χ²(α/2; 2n)/2`` and
    ``χ²(1 - α/2; 2n + 2)/2``; the lower limit of 0 is 0.

    With overdispersion φ > 1 the same two, for a count of variance ``φ × mean``: from
    ``n/φ = 10`` on ``n (1 - φ/(9n) - z√φ/(3√n))³`` and ``m (1 - φ/(9m) + z√φ/(3√m))³`` (φ for
    1; the step from one count to the next stays one event); below it the means for which a
    negative binomial of that variance reaches ``n`` from either side with probability
    ``α/2``, by the incomplete beta function. Both become the published ones as φ nears 1.

    Args:
        n: counts, any shape; NaN stays NaN.
        alpha: two-sided probability of error; 0.05 gives 95 % limits.
        phi: overdispersion of the count, at least 1, broadcast against ``n``; for a sum of
            autocorrelated months `data.statistics.dispersion.Dispersion.of_sum`.

    Returns:
        Limits in events, in the shape of ``n``.

    Raises:
        DataError: a count is negative or infinite, φ is under 1, or ``alpha`` is outside
            (0, 1).

    Source:
        PHE (2018), Technical Guide: Confidence Intervals; Breslow & Day (1987), pp. 69-71;
        for φ > 1 ours, after Wilson EB, Hilferty MM (1931), *PNAS* 17:684-688 and the exact
        limits of Clopper CJ, Pearson ES (1934), *Biometrika* 26:404-413.
    """
    counts, spread = np.broadcast_arrays(not_negative(n, "count"), _spread(phi))
    z = normal_quantile(alpha)
    # 1 stands in for 0 and NaN, which never keep what Byar's formula makes of it.
    base = np.where(counts > 0, counts, 1.0)
    above = base + 1
    low = base * (1 - spread / (9 * base) - z * np.sqrt(spread) / (3 * np.sqrt(base))) ** 3
    high = above * (1 - spread / (9 * above) + z * np.sqrt(spread) / (3 * np.sqrt(above))) ** 3

    few = counts / spread < EXACT_BELOW
    if few.any():
        low, high = np.asarray(low), np.asarray(high)
        low[few], high[few] = _few(counts[few], spread[few], alpha)

    unknown = np.isnan(counts + spread)
    return Interval(np.where(unknown, np.nan, low), np.where(unknown, np.nan, high))


def _spread(phi: ArrayLike) -> Floats:
    """Return φ as floats; NaN (unknown) passes."""
    spread = not_negative(phi, "phi")
    if (spread < 1).any():
        raise DataError(
            "overdispersion is at least 1", column="phi", value=float(np.nanmin(spread))
        )
    return spread


def _few(counts: Floats, phi: Floats, alpha: float) -> Interval:
    """Limits of counts that Byar's formula does not reach: exact Poisson or negative binomial."""
    some = np.where(counts > 0, counts, 1.0)
    # χ²(p; 2k)/2 is the inverse of the regularised lower incomplete gamma function of k.
    low, high = gammaincinv(some, alpha / 2), gammaincinv(counts + 1, 1 - alpha / 2)
    wide = phi > 1 + 1e-6
    if wide.any():
        # P(X ≤ n) = I(1/φ; r, n + 1) with r = mean/(φ - 1).
        over, share = phi[wide] - 1, 1 / phi[wide]
        low[wide] = over * btdtria(1 - alpha / 2, some[wide], share)
        high[wide] = over * btdtria(alpha / 2, counts[wide] + 1, share)
    return Interval(np.where(counts > 0, low, 0.0), high)


def weighted_interval(
    counts: ArrayLike, weights: ArrayLike, phi: ArrayLike = 1.0, alpha: float = 0.05
) -> Interval:
    """Interval of a weighted sum of counts ``C = Σ wᵢnᵢ``, such as a cost.

    Dobson's: ``C + √(V/V_N) (L(N) - N)`` with ``N = Σ nᵢ``, ``V = Σ φᵢ nᵢ wᵢ²`` and
    ``V_N = Σ φᵢ nᵢ``; L are the limits of N at the overdispersion ``V_N/N`` (`count_interval`).
    With one count it is that count's interval times its weight.

    Args:
        counts: events, shape (parts, …).
        weights: what one event of each part weighs, broadcast against ``counts``.
        phi: overdispersion of each, at least 1, broadcast against ``counts``.
        alpha: two-sided probability of error.

    Returns:
        Limits in the unit of the weights, shape (…).

    Raises:
        DataError: a negative or infinite number, φ under 1, or ``alpha`` outside (0, 1).

    Source:
        Dobson AJ, Kuulasmaa K, Eberle E, Scherer J (1991), Confidence intervals for weighted
        sums of Poisson parameters, *Statistics in Medicine* 10:457-462; with φ ours.
    """
    n, w, spread = np.broadcast_arrays(
        not_negative(counts, "count"), not_negative(weights, "weight"), _spread(phi)
    )
    number, cost = n.sum(axis=0), (n * w).sum(axis=0)
    noise, square = (spread * n).sum(axis=0), (spread * n * w**2).sum(axis=0)
    some = number > 0
    of_number = np.where(some, noise / np.where(some, number, 1.0), 1.0)
    limits = count_interval(number, alpha, np.maximum(of_number, 1.0))
    # Nothing was counted: the widest weight is what one event could cost.
    scale = np.where(some, np.sqrt(square / np.where(some, noise, 1.0)), w.max(axis=0))
    return Interval(cost + scale * (limits.low - number), cost + scale * (limits.high - number))


def rate_interval(
    n: ArrayLike,
    population: ArrayLike,
    per: float = 1000,
    alpha: float = 0.05,
    phi: ArrayLike = 1.0,
) -> Interval:
    """Interval of the crude rate ``per × n / population``.

    The limits of the count (`count_interval`), divided by the residents: the population is
    taken as known.

    Args:
        n: counts; NaN stays NaN.
        population: residents, broadcast against ``n``; 0 or NaN gives NaN (no rate).
        per: residents that the rate is given for.
        alpha: two-sided probability of error.
        phi: overdispersion of the count, at least 1.

    Returns:
        Limits in events per ``per`` residents.

    Raises:
        DataError: a count or population is negative or infinite, φ is under 1, or ``alpha``
            is outside (0, 1).

    Source:
        PHE (2018), Technical Guide: Confidence Intervals.
    """
    return per_resident(count_interval(n, alpha, phi), population, per)


def per_resident(counted: Interval, population: ArrayLike, per: float = 1000) -> Interval:
    """The interval of a rate from that of its count.

    Args:
        counted: limits in events, as of `count_interval`.
        population: residents, broadcast against the limits; 0 or NaN gives NaN (no rate).
        per: residents that the rate is given for.

    Returns:
        Limits in events per ``per`` residents.

    Raises:
        DataError: a population is negative or infinite.
    """
    people = not_negative(population, "population")
    factor = per / np.where(people > 0, people, np.nan)
    return Interval(counted.low * factor, counted.high * factor)


def wilson(k: ArrayLike, n: ArrayLike, alpha: float = 0.05) -> Interval:
    """Wilson score interval of the proportion ``k / n``.

    ``(2k + z² ∓ z √(z² + 4k(1 - k/n))) / (2(n + z²))``.

    Args:
        k: those with the property; NaN stays NaN.
        n: all, broadcast against ``k``; 0 or NaN gives NaN (no proportion).
        alpha: two-sided probability of error.

    Returns:
        Limits as proportions, 0 to 1.

    Raises:
        DataError: ``k`` exceeds ``n``, either is negative or infinite, or ``alpha`` is
            outside (0, 1).

    Source:
        Wilson EB (1927), *JASA* 22:209-212; Newcombe RG (1998), *Statistics in Medicine*
        17:857-872 (method 3); PHE (2018).
    """
    part, whole = np.broadcast_arrays(not_negative(k, "part"), not_negative(n, "whole"))
    if (part > whole).any():
        raise DataError(
            "a part cannot be larger than its whole",
            value=float(part[part > whole].ravel()[0]),
            allowed="0 up to the whole",
        )
    z = normal_quantile(alpha)
    total = np.where(whole > 0, whole, np.nan)
    middle = 2 * part + z**2
    # Rounding can leave a tiny negative number under the root where k = n.
    reach = z * np.sqrt(np.maximum(z**2 + 4 * part * (1 - part / total), 0))
    scale = 2 * (total + z**2)
    return Interval(
        np.clip((middle - reach) / scale, 0, 1), np.clip((middle + reach) / scale, 0, 1)
    )


def directly_standardised_rate(
    counts: ArrayLike,
    populations: ArrayLike,
    standard: ArrayLike = ESP_2013,
    per: float = 1000,
    alpha: float = 0.05,
    phi: ArrayLike = 1.0,
) -> StandardisedRate:
    """Directly standardised rate with Dobson's limits.

    With counts ``O_i``, residents ``n_i`` and standard weights ``w_i`` of the bands:
    ``DSR = per/Σw × Σ w_i O_i/n_i``; ``Var(DSR) = (per/Σw)² Σ w_i² O_i/n_i²``;
    limits ``DSR + √(Var(DSR)/O) × (O_limit - O)`` with ``O = ΣO_i`` and its limits from
    `count_interval`.

    Args:
        counts: events, shape (…, bands); one unknown band makes the area unknown.
        populations: residents, shape (…, bands). An area with nobody in a band of positive
            weight has no rate.
        standard: weights of the bands, shape (bands,); any total.
        per: residents that the rate is given for.
        alpha: two-sided probability of error.
        phi: overdispersion of the area's events, at least 1, shape (…,).

    Returns:
        Rate and limits, shape (…,), in events per ``per`` residents of the standard
        population; NaN where the area has fewer than 10 events, or no rate.

    Raises:
        DataError: a negative or infinite value, bands that do not match, or a standard
            without weight.

    Source:
        Dobson AJ, Kuulasmaa K, Eberle E, Scherer J (1991), Confidence intervals for weighted
        sums of Poisson parameters, *Statistics in Medicine* 10:457-462; PHE (2018).
    """
    events = not_negative(counts, "count")
    people = not_negative(populations, "population")
    weights = not_negative(standard, "standard")
    if weights.ndim != 1 or events.shape[-1:] != weights.shape or events.shape != people.shape:
        raise DataError(
            "counts, populations and standard must have the same bands",
            value=(events.shape, people.shape, weights.shape),
            allowed="(…, bands), (…, bands) and (bands,)",
        )
    if not weights.sum() > 0:
        raise DataError("the standard population has no weight", column="standard")
    share = weights / weights.sum()
    per_head = np.where(people > 0, people, np.nan)
    # A band of no weight counts for nothing, even where nobody lives in it.
    in_use = share > 0
    share, events_used, per_head = share[in_use], events[..., in_use], per_head[..., in_use]
    rate = (share * events_used / per_head).sum(axis=-1) * per
    variance = (share**2 * events_used / per_head**2).sum(axis=-1) * per**2

    total = events_used.sum(axis=-1)
    total = np.where(total >= DSR_MINIMUM, total, np.nan)
    low, high = count_interval(total, alpha, phi)
    stretch = np.sqrt(variance / total)
    rate = np.where(np.isnan(total), np.nan, rate)
    return StandardisedRate(rate, rate + stretch * (low - total), rate + stretch * (high - total))

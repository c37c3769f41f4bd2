"""Many comparisons at once: which of them stand when all are looked at together.

679 wards make 33 "clear" changes by chance. A false discovery rate of 5 % says of those that
are named that at most one in twenty is expected to be chance. Source: Benjamini Y, Hochberg Y
(1995), Controlling the false discovery rate, *J R Statist Soc B* 57:289-300.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from data.errors import DataError
from data.statistics._checks import Floats
from data.statistics.change import (
    HIGHER,
    LOWER,
    MINIMUM_BASE,
    NO_CLEAR_CHANGE,
    NOT_AVAILABLE,
    TOO_FEW,
    score_interval,
    two_periods,
)

#: Of those named, at most this share is expected to be chance.
RATE: Final = 0.05


@dataclass(frozen=True)
class Named:
    """What stands out of many comparisons, one element a comparison.

    Attributes:
        p: two-sided probability of a change at least as large by chance; NaN where not tested.
        q: the smallest false discovery rate at which the comparison would be named.
        verdict: as in `data.statistics.change.Change`, but ``higher`` and ``lower`` only where
            ``q`` is within the rate.
        tested: how many comparisons were tested.
        rate: the false discovery rate.
    """

    p: Floats
    q: Floats
    verdict: NDArray[np.str_]
    tested: int
    rate: float

    @property
    def number(self) -> int:
        """How many are named."""
        return int(np.isin(self.verdict, (HIGHER, LOWER)).sum())


def q_values(p: ArrayLike) -> Floats:
    """Benjamini-Hochberg q-values: ``q_(i) = min over j ≥ i of m p_(j)/j``.

    Args:
        p: probabilities, any shape; NaN (not tested) does not count among the m and stays NaN.

    Returns:
        q-values, 0 to 1, in the shape of ``p``.

    Raises:
        DataError: a probability outside 0 to 1.

    Source:
        Benjamini & Hochberg (1995); as adjusted p-values Yekutieli D, Benjamini Y (1999),
        *J Statist Planning and Inference* 82:171-196.
    """
    values = np.asarray(p, dtype=np.float64)
    if ((values < 0) | (values > 1)).any():
        raise DataError("a probability", column="p", allowed="0 to 1")
    known = ~np.isnan(values)
    tested = values[known]
    found = np.full(values.shape, np.nan)
    if tested.size:
        order = np.argsort(tested, kind="stable")
        scaled = tested[order] * len(tested) / np.arange(1, len(tested) + 1)
        least = np.minimum.accumulate(scaled[::-1])[::-1]
        back = np.empty_like(least)
        back[order] = least
        found[known] = np.minimum(back, 1.0)
    return found


def change_p(
    n1: ArrayLike,
    n0: ArrayLike,
    phi: ArrayLike = 1.0,
    *,
    exposure1: ArrayLike = 1.0,
    exposure0: ArrayLike = 1.0,
) -> Floats:
    """Two-sided probability of a change at least as large if nothing had changed.

    Given their sum, ``n1`` of two Poisson counts is binomial with
    ``s = exposure1/(exposure1 + exposure0)``: ``P(X ≥ n1) = I(s; n1, n0 + 1)`` and
    ``P(X ≤ n1) = I(1 - s; n0, n1 + 1)`` with I the regularised incomplete beta function. With
    overdispersion the numbers are those of effective events: ``I(s; n1/φ, (n0 + 1)/φ)``. The
    smaller of the two tails, doubled.

    Args:
        n1: events of the later period.
        n0: events of the earlier period.
        phi: overdispersion of the change, at least 1
            (`data.statistics.dispersion.Dispersion.of_change`).
        exposure1: length or residents of the later period; for a change relative to London,
            London's events of the later period.
        exposure0: the same of the earlier period.

    Returns:
        Probabilities in the broadcast shape; NaN where something is unknown; 1 where there are
        no events.

    Raises:
        DataError: a negative or infinite number, φ under 1, or an exposure of 0.

    Source:
        Przyborowski J, Wilenski H (1940), *Biometrika* 31:313-323 (exact at φ = 1); for φ > 1
        ours, its error measured in the coverage bench.
    """
    from scipy.special import betainc

    later, base, spread, span1, span0 = two_periods(n1, n0, phi, exposure1, exposure0)
    share = span1 / (span1 + span0)

    def tail(part: Floats, rest: Floats, by: Floats) -> Floats:
        some = np.where(part > 0, part, 1.0)
        return np.where(part > 0, betainc(some / spread, (rest + 1) / spread, by), 1.0)

    smaller = np.minimum(tail(later, base, share), tail(base, later, 1 - share))
    unknown = np.isnan(later) | np.isnan(base) | np.isnan(spread + share)
    return np.where(unknown, np.nan, np.minimum(2 * smaller, 1.0))


def named_changes(
    n1: ArrayLike,
    n0: ArrayLike,
    phi: ArrayLike = 1.0,
    minimum_base: float = MINIMUM_BASE,
    *,
    exposure1: ArrayLike = 1.0,
    exposure0: ArrayLike = 1.0,
    rate: float = RATE,
) -> Named:
    """Name the changes that stand among many, at a false discovery rate.

    Args:
        n1: events of the later period, one element an area, month or offence.
        n0: events of the earlier period; under ``minimum_base`` nothing is tested.
        phi: overdispersion of the change, at least 1.
        minimum_base: least events of the earlier period, at least 1.
        exposure1: as in `change_p`.
        exposure0: as in `change_p`.
        rate: share of those named that may be chance.

    Returns:
        A `Named`.

    Raises:
        DataError: as `change_p`, an impossible rate, or ``minimum_base`` under 1.

    Source:
        Benjamini & Hochberg (1995).
    """
    if not 0 < rate < 1:
        raise DataError("a false discovery rate", value=rate, allowed="between 0 and 1")
    if not minimum_base >= 1:
        raise DataError("the base must be at least 1", value=minimum_base, allowed="1 or more")
    p = change_p(n1, n0, phi, exposure1=exposure1, exposure0=exposure0)
    later, base, span1, span0, _ = np.broadcast_arrays(
        *(np.asarray(value, dtype=np.float64) for value in (n1, n0, exposure1, exposure0)), p
    )
    unknown = np.isnan(p)
    few = ~unknown & (base < minimum_base)
    p = np.where(few, np.nan, p)
    q = q_values(p)
    stands = q <= rate
    rises = later * span0 > base * span1
    verdict = np.select(
        [unknown, few, stands & rises, stands],
        [NOT_AVAILABLE, TOO_FEW, HIGHER, LOWER],
        default=NO_CLEAR_CHANGE,
    )
    return Named(p, q, verdict, int((~np.isnan(p)).sum()), rate)


class Standing(NamedTuple):
    """How the rate of each group stands among the others, one element a group.

    Attributes:
        above: of how many groups the rate is lower, beyond chance.
        below: of how many groups the rate is higher, beyond chance.
        tested: how many pairs were tested.
    """

    above: Floats
    below: Floats
    tested: int


def standing(
    counts: ArrayLike,
    exposures: ArrayLike,
    phi: ArrayLike = 1.0,
    *,
    largest: ArrayLike | None = None,
    minimum_base: float = MINIMUM_BASE,
    rate: float = RATE,
) -> Standing:
    """Which groups have higher rates than which, at a false discovery rate over all pairs.

    Each pair by `change_p`, the two groups in place of the two periods. Where an exposure is
    known within bounds, the higher rate is taken at its largest exposure and the lower one at
    its smallest: what stands, stands wherever the truth lies.

    Args:
        counts: events, shape (groups,); NaN is not compared.
        exposures: residents, shape (groups,), the smallest where they are bounds; NaN or 0 is
            not compared.
        phi: overdispersion of each count, at least 1; NaN (unknown): nothing is known.
        largest: the largest exposure of each group; ``exposures`` when ``None``.
        minimum_base: least events of a pair together.
        rate: share of those named that may be chance.

    Returns:
        A `Standing`; NaN for groups that are not compared.

    Raises:
        DataError: as `change_p`, or an impossible rate.

    Source:
        Benjamini & Hochberg (1995); pairs of groups are positively dependent, where the procedure
        holds as well (Benjamini Y, Yekutieli D 2001, *Annals of Statistics* 29:1165-1188).
    """
    if not 0 < rate < 1:
        raise DataError("a false discovery rate", value=rate, allowed="between 0 and 1")
    n, small, spread = np.broadcast_arrays(
        *(np.asarray(value, dtype=np.float64) for value in (counts, exposures, phi))
    )
    large = small if largest is None else np.broadcast_to(np.asarray(largest, float), n.shape)
    known = np.flatnonzero(~np.isnan(n + spread + large) & (small > 0))
    found = np.full(len(n), np.nan), np.full(len(n), np.nan)
    for values in found:
        values[known] = 0
    pairs = np.array(
        [pair for pair in combinations(known, 2) if n[list(pair)].sum() >= minimum_base]
    ).reshape(-1, 2)
    if not len(pairs):
        return Standing(*found, 0)
    first = n[pairs[:, 0]] * small[pairs[:, 1]] > n[pairs[:, 1]] * small[pairs[:, 0]]
    high, low = (np.where(first, pairs[:, at], pairs[:, 1 - at]) for at in (0, 1))
    p = change_p(
        n[high], n[low], np.maximum(spread[high], spread[low]),
        exposure1=large[high], exposure0=small[low],
    )  # fmt: skip
    # At the bounds the order may turn round: then the pair is alike.
    p = np.where(n[high] * small[low] > n[low] * large[high], p, 1.0)
    stands = q_values(p) <= rate
    np.add.at(found[0], high[stands], 1)
    np.add.at(found[1], low[stands], 1)
    return Standing(*found, len(pairs))


class Times(NamedTuple):
    """How many times as high as that of a reference each group's rate is, one element a group.

    Attributes:
        low: lower limit, NaN for the reference and for what is not compared.
        high: upper limit, likewise.
    """

    low: Floats
    high: Floats


def times_of(
    counts: ArrayLike,
    exposures: ArrayLike,
    reference: int,
    phi: ArrayLike = 1.0,
    *,
    largest: ArrayLike | None = None,
    minimum: float = MINIMUM_BASE,
    alpha: float = 0.05,
) -> Times:
    """Ratios of rates to that of one group, with limits that hold together.

    Each by `data.statistics.change.score_interval`, the two groups in place of the two periods,
    at ``alpha/k`` for k groups compared (Bonferroni): all limits hold at once in ``1 - alpha``.
    Where an exposure is known within bounds each limit is taken where it lies farthest out.

    Args:
        counts: events, shape (groups,).
        exposures: residents, the smallest where they are bounds.
        reference: place of the group that the others are compared with.
        phi: overdispersion of each count, at least 1; NaN is not compared.
        largest: the largest exposure of each group; ``exposures`` when ``None``.
        minimum: least events of each of the two groups.
        alpha: probability that any limit is wrong.

    Returns:
        A `Times`.

    Raises:
        DataError: as `score_interval`.

    Source:
        Dunn OJ (1961), Multiple comparisons among means, *JASA* 56:52-64; the limits are those
        of a change.
    """
    n, small, spread = np.broadcast_arrays(
        *(np.asarray(value, dtype=np.float64) for value in (counts, exposures, phi))
    )
    large = small if largest is None else np.broadcast_to(np.asarray(largest, float), n.shape)
    known = ~np.isnan(n + spread + large) & (small > 0) & (n >= minimum)
    compared = known & (np.arange(len(n)) != reference)
    low, high = np.full(len(n), np.nan), np.full(len(n), np.nan)
    if known[reference] and compared.any():
        wide = np.maximum(spread[compared], spread[reference])
        share = alpha / int(compared.sum())
        ends = ((large, small[reference]), (small, large[reference]))
        least, most = (
            score_interval(
                n[compared], n[reference], wide, 1,
                exposure1=own[compared], exposure0=other, alpha=share,
            )
            for own, other in ends
        )  # fmt: skip
        low[compared], high[compared] = 1 + least.low / 100, 1 + most.high / 100
    return Times(low, high)

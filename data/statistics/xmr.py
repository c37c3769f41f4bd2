"""XmR charts: which months of a series are signals and which are noise.

Source: NHS England, *Making Data Count* (strategic edition, 2019), whose rules the package
NHSRplotthedots implements; Wheeler DJ (1993), *Understanding Variation*, SPC Press. Short
series give loose limits: Making Data Count asks for about 15 points, better 20.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import ArrayLike, NDArray

from data.errors import DataError
from data.statistics._checks import Floats

#: Limits lie this many mean moving ranges from the mean: 3/1.128, three sigma.
LIMIT = 2.66

#: "Near the limit" is beyond two thirds of the way from the mean.
NEAR = LIMIT * 2 / 3

#: A moving range from this many mean moving ranges on does not count towards the limits.
RANGE_LIMIT = 3.267

#: Points in a row that make a shift or a trend.
RUN = 7


@dataclass(frozen=True)
class XmR:
    """Limits and signals of one or many series.

    Attributes:
        mean: the centre line, shape (…,), in the unit of the values, as are all limits.
        moving_range: mean moving range without the outlying ones, shape (…,).
        lower: lower process limit, shape (…,).
        upper: upper process limit, shape (…,).
        near_lower: where "near the lower limit" begins, shape (…,).
        near_upper: where "near the upper limit" begins, shape (…,).
        outside: points beyond a limit, shape (…, points), as are all signals.
        shift: points of a run of 7 or more on one side of the mean.
        trend: points of a run of 7 or more, each above (or each below) the one before.
        near: points near a limit of which there are 2 in 3 in a row, all three on that side.
    """

    mean: Floats
    moving_range: Floats
    lower: Floats
    upper: Floats
    near_lower: Floats
    near_upper: Floats
    outside: NDArray[np.bool_]
    shift: NDArray[np.bool_]
    trend: NDArray[np.bool_]
    near: NDArray[np.bool_]

    @property
    def signal(self) -> NDArray[np.bool_]:
        """Points that break any of the four rules, shape (…, points)."""
        return self.outside | self.shift | self.trend | self.near


def xmr(values: ArrayLike, baseline: slice | None = None, lowest: float | None = None) -> XmR:
    """Limits of an XmR chart and the points that break its rules.

    ``mean ± 2.66 × mean moving range``, where the moving range is the absolute difference of
    neighbouring points and ranges of 3.267 times their mean or more are dropped once before
    the mean is taken again. Rules: beyond a limit; 7 on one side of the mean; 7 rising or
    falling; 2 of 3 near a limit with all three on that side.

    Args:
        values: series in time order, shape (…, points), one unit. NaN (unknown, excluded)
            counts towards nothing and interrupts runs; ranges across it are dropped.
        baseline: the points that set mean and limits; None takes all.
        lowest: floor of the lower limits, 0 for counts; None for no floor.

    Returns:
        An `XmR`. Its limits are NaN without a known point or a moving range.

    Raises:
        DataError: no points, or an infinite value.

    Source:
        NHS England, Making Data Count; Wheeler (1993).
    """
    series = np.asarray(values, dtype=np.float64)
    if series.ndim < 1 or series.shape[-1] == 0:
        raise DataError("an XmR chart needs points", value=series.shape, allowed="(…, points)")
    if np.isinf(series).any():
        raise DataError("an XmR chart needs finite values", value="infinite")

    base = series if baseline is None else series[..., baseline]
    mean = _mean(base)
    ranges = np.abs(np.diff(base, axis=-1))
    first = _mean(ranges)
    kept = np.where(ranges < RANGE_LIMIT * first[..., None], ranges, np.nan)
    # A flat series keeps none of its ranges of 0: its mean range is 0 all the same.
    moving_range = np.where(first == 0, 0.0, _mean(kept))

    floor = -np.inf if lowest is None else lowest
    lower, upper = mean - LIMIT * moving_range, mean + LIMIT * moving_range
    near_lower, near_upper = mean - NEAR * moving_range, mean + NEAR * moving_range

    side = np.sign(series - mean[..., None])
    outside = (series > upper[..., None]) | (series < lower[..., None])
    near = ~outside & ((series > near_upper[..., None]) | (series < near_lower[..., None]))
    steps = np.sign(np.diff(series, axis=-1))
    return XmR(
        mean=mean,
        moving_range=moving_range,
        lower=np.maximum(lower, floor),
        upper=upper,
        near_lower=np.maximum(near_lower, floor),
        near_upper=near_upper,
        outside=outside,
        shift=_runs(side, RUN, points=RUN),
        trend=_runs(steps, RUN - 1, points=RUN),
        near=_two_of_three(near, side),
    )


def _mean(values: Floats) -> Floats:
    """Return the mean over the last axis without NaN, NaN where nothing is known."""
    known = ~np.isnan(values)
    number = known.sum(axis=-1)
    total = np.where(known, values, 0.0).sum(axis=-1)
    return np.where(number > 0, total / np.maximum(number, 1), np.nan)


def _spread(starts: NDArray[np.bool_], length: int) -> NDArray[np.bool_]:
    """Mark the ``length`` points from every start on: shape (…, n) to (…, n + length - 1)."""
    points = np.zeros((*starts.shape[:-1], starts.shape[-1] + length - 1), dtype=bool)
    for offset in range(length):
        points[..., offset : offset + starts.shape[-1]] |= starts
    return points


def _runs(signs: Floats, length: int, points: int) -> NDArray[np.bool_]:
    """Mark the points of every run of ``length`` equal signs other than 0 and NaN."""
    total = signs.shape[-1] + points - length
    if signs.shape[-1] < length:
        return np.zeros((*signs.shape[:-1], total), dtype=bool)
    windows = sliding_window_view(signs, length, axis=-1)
    return _spread((windows == 1).all(axis=-1) | (windows == -1).all(axis=-1), points)


def _two_of_three(near: NDArray[np.bool_], side: Floats) -> NDArray[np.bool_]:
    """Mark the near points of every three in a row on one side of which two are near."""
    if near.shape[-1] < 3:
        return np.zeros_like(near)
    sides = sliding_window_view(side, 3, axis=-1)
    one_side = (sides == 1).all(axis=-1) | (sides == -1).all(axis=-1)
    two = sliding_window_view(near, 3, axis=-1).sum(axis=-1) >= 2
    return _spread(one_side & two, 3) & near

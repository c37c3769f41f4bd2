"""What every statistic asks of its input before it computes anything."""

from __future__ import annotations

from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike, NDArray

from data.errors import DataError

Floats = NDArray[np.float64]


def not_negative(values: ArrayLike, name: str) -> Floats:
    """Return the values as float64, any shape; NaN means unknown and passes.

    Raises:
        DataError: a value is negative or infinite, with the first such value.
    """
    array = np.asarray(values, dtype=np.float64)
    bad = (array < 0) | np.isinf(array)
    if bad.any():
        raise DataError(
            f"{name} cannot be negative or infinite",
            column=name,
            value=float(array[bad].ravel()[0]),
            allowed="finite numbers from 0, or NaN for unknown",
        )
    return array


def normal_quantile(alpha: float) -> float:
    """Return the two-sided normal quantile: 1.96 for ``alpha = 0.05``.

    Raises:
        DataError: ``alpha`` is not between 0 and 1.
    """
    if not 0 < alpha < 1:
        raise DataError(
            "alpha is a probability of error", value=alpha, allowed="between 0 and 1, such as 0.05"
        )
    return NormalDist().inv_cdf(1 - alpha / 2)

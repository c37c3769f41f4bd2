"""Shares into whole numbers, and tables of shares that keep their totals."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


def largest_remainder(total: int, shares: npt.ArrayLike) -> Ints:
    """Whole numbers that add up to ``total`` and follow ``shares`` (Hare–Niemeyer).

    Args:
        total: what is shared out.
        shares: one non-negative weight a part; they need not add up to one.

    Returns:
        One count a part, each less than one away from its exact share; ties go to the first.

    Raises:
        ValueError: a share is negative, or there is something to share out and nothing to follow.
    """
    weights = _weights(total, shares)
    if total == 0:
        return np.zeros(len(weights), dtype=np.int64)
    exact = weights * (total / weights.sum())
    counts = np.floor(exact).astype(np.int64)
    rest = np.argsort(counts - exact, kind="stable")[: total - int(counts.sum())]
    counts[rest] += 1
    return counts


def systematic(total: int, shares: npt.ArrayLike, start: float) -> Ints:
    """Whole numbers that add up to ``total``: every part is drawn in proportion, without bias.

    Points one apart, the first at ``start``, fall on parts laid end to end (Madow 1949). Every
    run of neighbouring parts gets its exact share rounded up or down; unlike
    :func:`largest_remainder`, small parts are not always rounded down.

    Args:
        total: how many points.
        shares: one non-negative weight a part.
        start: from 0 up to, not including, 1.

    Returns:
        One count a part.

    Raises:
        ValueError: as :func:`largest_remainder`.
    """
    weights = _weights(total, shares)
    if total == 0:
        return np.zeros(len(weights), dtype=np.int64)
    edges = np.cumsum(weights)
    edges *= total / edges[-1]
    passed = np.clip(np.ceil(edges - start), 0, total).astype(np.int64)
    last = int(np.flatnonzero(weights)[-1])
    passed[last:] = total
    return np.diff(passed, prepend=0)


def fitted(shares: npt.ArrayLike, rows: npt.ArrayLike, columns: npt.ArrayLike) -> Floats:
    """Shares by row whose total over all rows has the wanted shares by column.

    Iterative proportional fitting (Deming & Stephan 1940): what is typical of a row stays.

    Args:
        shares: rows × columns, what is typical of each row.
        rows: how many each row has; a row without any keeps its shares.
        columns: wanted shares over all rows together.

    Returns:
        Rows × columns; each row adds up to one.

    Raises:
        ValueError: the wanted shares cannot be reached, for a column is empty.
    """
    typical = np.asarray(shares, dtype=np.float64)
    typical = typical / typical.sum(axis=1, keepdims=True)
    weight = np.asarray(rows, dtype=np.float64)[:, None]
    target = np.asarray(columns, dtype=np.float64)
    target = target / target.sum() * weight.sum()
    found = typical * weight
    for _ in range(200):
        present = found.sum(axis=0)
        if ((present == 0) & (target > 0)).any():
            raise ValueError("a wanted column has no row to come from")
        found *= np.divide(target, present, out=np.ones_like(target), where=present > 0)
        sums = found.sum(axis=1, keepdims=True)
        found *= np.divide(weight, sums, out=np.ones_like(sums), where=sums > 0)
    return np.where(weight > 0, found / np.where(weight > 0, weight, 1), typical)


def _weights(total: int, shares: npt.ArrayLike) -> Floats:
    weights = np.asarray(shares, dtype=np.float64)
    if total < 0 or (weights < 0).any():
        raise ValueError("neither the total nor a share may be negative")
    if total > 0 and not weights.sum() > 0:
        raise ValueError("there is something to share out and nothing to follow")
    return weights

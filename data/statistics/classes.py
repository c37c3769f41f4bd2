"""Classes of a choropleth: bounds a person can read, and labels for them.

Classes are quantiles, because a map is read by comparing areas and equal steps would leave most
wards in one colour. Source: Brewer CA, Pickle L (2002), Evaluation of methods for classifying
epidemiological data on choropleth maps in series, *Annals of the AAG* 92:662-681.
"""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from data.errors import DataError
from data.statistics._checks import Floats

#: The measure that a label is for: it decides signs, separators and whole ranges.
Unit = Literal["count", "rate", "change", "cost"]

#: A last class that would hold less than this share of the areas is not split off.
_SMALLEST_SHARE = 0.01

#: Rounding may make the largest class this much larger before another digit is spent.
_SLACK = 1.5


def class_bounds(values: ArrayLike, classes: int = 5) -> Floats:
    """Bounds between the classes of a map: rounded quantiles.

    Class 0 lies under ``bounds[0]``, class i from ``bounds[i-1]`` up to (not including)
    ``bounds[i]``, the last from ``bounds[-1]`` on. Areas are taken in order, each class an
    equal share of those that are left; equal values stay together, so many zeros make one
    class of their own (homicide: 0, 1, 2 and over). Bounds are rounded to 2 significant
    digits, to 3 or 4 where 2 would merge or overfill classes.

    Args:
        values: one value an area, any shape and unit; NaN and infinite values are ignored.
        classes: wanted number of classes, at least 2.

    Returns:
        Strictly increasing bounds, shape (classes - 1,) or shorter where the values do not
        allow as many; every class holds at least one value. Empty where all are equal.
        Whole numbers where all values are.

    Raises:
        DataError: fewer than 2 classes.

    Source:
        Quantile classes after Brewer & Pickle (2002); rounding and ties are ours.
    """
    if classes < 2:
        raise DataError("a map needs classes", value=classes, allowed="2 or more")
    array = np.asarray(values, dtype=np.float64)
    ordered = np.sort(array[np.isfinite(array)])
    ordered[np.abs(ordered) < np.finfo(np.float64).tiny] = 0.0  # below what division can carry
    starts = _starts(ordered, classes)
    if not starts.size:
        return starts
    whole = bool((ordered == np.round(ordered)).all())
    wanted = _largest_class(ordered, starts) * _SLACK
    # A first class of one value (zeros) must not take in values above it by rounding.
    floor_first = bool((ordered[ordered < starts[0]] == ordered[0]).all())
    best = starts[:0]
    for digits in (2, 3, 4):
        bounds = np.array([round_significant(start, digits) for start in starts])
        if floor_first:
            bounds[0] = round_significant(starts[0], digits, down=True)
        if whole:
            bounds = np.round(bounds)
        bounds = _filled(ordered, np.unique(bounds))
        if len(bounds) > len(best):
            best = bounds
        if len(bounds) == len(starts) and _largest_class(ordered, bounds) <= wanted:
            return bounds
    return best if best.size else starts


def classify(values: ArrayLike, bounds: ArrayLike) -> NDArray[np.int8]:
    """Class of every value: 0 for the lowest, -1 for NaN.

    Args:
        values: any shape.
        bounds: increasing, as `class_bounds` gives them.

    Returns:
        Class numbers, shape of ``values``.
    """
    array = np.asarray(values, dtype=np.float64)
    found = np.searchsorted(np.asarray(bounds, dtype=np.float64), array, side="right")
    return np.where(np.isnan(array), -1, found).astype(np.int8)


def labels(bounds: ArrayLike, unit: Unit = "rate") -> list[str]:
    """Labels of the classes between the bounds, lowest first.

    A count is shown as whole inclusive ranges ("0", "1 to 4", "5 and over"), everything else
    as "under 4.5", "4.5 to 6", "11 and over", where the upper end belongs to the next class;
    a change with its sign and %, a cost in pounds.

    Args:
        bounds: increasing, as `class_bounds` gives them; may be empty.
        unit: the measure: ``count``, ``rate``, ``change`` or ``cost``.

    Returns:
        One label more than there are bounds; ``["all areas"]`` without bounds.

    Raises:
        DataError: an unknown unit, or bounds that do not increase.
    """
    if unit not in get_args(Unit):
        raise DataError("unknown unit of a class", value=unit, allowed=get_args(Unit))
    edges = np.asarray(bounds, dtype=np.float64)
    if (np.diff(edges) <= 0).any():
        raise DataError("class bounds must increase", value=edges.tolist())
    if not edges.size:
        return ["all areas"]
    whole = unit == "count" and bool((edges == np.round(edges)).all() and edges[0] > 0)
    texts = [_text(edge, unit) for edge in edges]
    if whole:
        inner = [_whole(a, b) for a, b in zip([0.0, *edges[:-1]], edges, strict=True)]
    else:
        inner = [f"under {texts[0]}"]
        inner += [f"{a} to {b}" for a, b in pairwise(texts)]
    return [*inner, f"{texts[-1]} and over"]


def round_significant(value: float, digits: int = 2, *, down: bool = False) -> float:
    """Round to significant digits: 4.4837 to 4.5, 1,234 to 1,200; with ``down`` never up.

    Args:
        value: any finite number.
        digits: significant digits, at least 1.
        down: round towards minus infinity.

    Returns:
        The rounded value, free of binary dust (0.07, not 0.07000000000000001).
    """
    if value == 0:
        return 0.0
    places = digits - 1 - math.floor(math.log10(abs(value)))
    nearest = round(value, places)
    if down and nearest > value:
        # One unit of the last kept digit lower.
        nearest = round(nearest - 10.0**-places, places)
    return nearest


def _starts(ordered: Floats, classes: int) -> Floats:
    """Return the smallest value of every class but the first, equal values kept together."""
    smallest = max(1, math.ceil(_SMALLEST_SHARE * len(ordered)))
    starts: list[float] = []
    done = 0
    for left in range(classes, 1, -1):
        last = done + max(math.ceil((len(ordered) - done) / left), smallest) - 1
        if last >= len(ordered) - 1:
            break
        # Equal values stay together: the class ends with the last of them, or before the first
        # where they run to the end.
        end = int(np.searchsorted(ordered, ordered[last], side="right"))
        if end == len(ordered):
            end = int(np.searchsorted(ordered, ordered[last], side="left"))
        # The first split is always made: none and some are never one class.
        if end == done or (starts and len(ordered) - end < smallest):
            break
        done = end
        starts.append(float(ordered[done]))
    return np.array(starts)


def _filled(ordered: Floats, bounds: Floats) -> Floats:
    """Return the bounds without those that would close an empty class."""
    at = np.searchsorted(ordered, bounds, side="left")
    keep = (at > 0) & (at < len(ordered)) & (np.diff(at, prepend=0) > 0)
    return bounds[keep]


def _largest_class(ordered: Floats, bounds: Floats) -> int:
    at = np.searchsorted(ordered, bounds, side="left")
    return int(np.diff(at, prepend=0, append=len(ordered)).max())


def _whole(start: float, end: float) -> str:
    last = end - 1
    return f"{start:,.0f}" if last == start else f"{start:,.0f} to {last:,.0f}"


def _text(value: float, unit: Unit) -> str:
    sign = "−" if value < 0 else ""
    size = abs(value)
    if unit == "cost":
        for limit, name in ((1e9, "bn"), (1e6, "m")):
            if size >= limit:
                return f"{sign}£{_plain(size / limit)}{name}"
        return f"{sign}£{_plain(size)}"
    if unit == "change":
        return f"{'+' if value > 0 else sign}{_plain(size)}%"
    return f"{sign}{_plain(size)}"


def _plain(size: float) -> str:
    return f"{size:,.0f}" if size == round(size) else f"{size:,.12f}".rstrip("0").rstrip(".")

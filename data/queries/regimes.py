"""Regimes: runs of months that were counted in one way, and what may not reach across them.

A regime ends where a break of either kind is marked for the level (limits, sums of 12 months and
whole years begin anew there) and, where months are judged, at lockdown, whose months belong to
none.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from data.model import periods
from data.model.catalogue import Break
from data.model.periods import LOCKDOWN
from data.queries.question import Question

LATEST = 12
"""Months that a sum of 12 months, and the latest year, hold."""


def marked_in(question: Question) -> tuple[Break, ...]:
    """Every break of the question's series that holds at its level, of either kind."""
    return tuple(item for item in question.series.breaks if question.level in item.levels)


def starts(question: Question) -> tuple[str, ...]:
    """The months in which a regime of its counting begins, but for the first."""
    return tuple(item.month for item in marked_in(question))


def segments(months: Sequence[str], begun: Sequence[str]) -> NDArray[np.int_]:
    """The number of the regime of every month, from 1; 0 in lockdown.

    Args:
        months: months in a row, ``YYYY-MM``.
        begun: as :func:`starts` gives them.
    """
    found, number, before = [], 1, False
    later = {month for month in begun if months and month > months[0]}
    for place, month in enumerate(months):
        locked = LOCKDOWN.holds(month)
        number += bool(place) and (month in later or (before and not locked))
        found.append(0 if locked else number)
        before = locked
    return np.array(found, dtype=int)


def present(question: Question, last: str) -> int:
    """How many months the regime has that a month is in, up to it; 0 in lockdown."""
    if LOCKDOWN.holds(last):
        return 0
    begun = [question.covered.start, *(month for month in starts(question) if month <= last)]
    if last > LOCKDOWN.end:
        begun.append(periods.shift(LOCKDOWN.end, 1))
    return periods.index(last) - periods.index(max(begun)) + 1


def across(question: Question, months: Sequence[str], length: int = LATEST) -> NDArray[np.bool_]:
    """Which months end a sum of ``length`` months that reaches back over a break."""
    begun = [periods.index(month) for month in starts(question)]
    ends = np.array([periods.index(month) for month in months], dtype=int)
    if not begun:
        return np.zeros(len(ends), dtype=bool)
    since = ends[:, None] - np.array(begun)
    return ((since >= 0) & (since < length - 1)).any(axis=1)

"""What a cost is made of: counts by area and time with how they vary, and pounds an event."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from data.model import periods
from data.model.breaks import Break
from data.model.periods import Period
from data.model.places import LONDON, TOTAL
from data.queries.question import Question
from data.queries.variance import level_variance, total_variance, with_noise
from data.statistics import intervals

ALL = "all"
"""What a column reads that a table is not cut by."""


def days(period: Period) -> int:
    """How many days a period has."""
    first = np.datetime64(period.start, "M").astype("datetime64[D]")
    after = np.datetime64(periods.shift(period.end, 1), "M").astype("datetime64[D]")
    return int((after - first).astype(int))


@dataclass(frozen=True, eq=False)
class Cells:
    """One series counted by area and time.

    Attributes:
        codes: areas, or one code for all of them.
        counts: events, shape (areas, times); NaN where they are suppressed.
        phi: their overdispersion in the same shape, 1 where there is nothing to count.
    """

    codes: tuple[str, ...]
    counts: np.ndarray
    phi: np.ndarray


def spans_of(question: Question, by: tuple[str, ...]) -> dict[str, Period]:
    """The months that each time of a cut counts, by its name."""
    period = question.period
    if "month" in by:
        months = [periods.shift(period.start, place) for place in range(period.months)]
        return {month: Period(month, month) for month in months}
    return _years(period) if "year" in by else {ALL: period}


def breaks_within(question: Question, span: Period) -> list[Break]:
    """The changes in counting of a question's series that some months span."""
    return [
        item
        for item in question.series.breaks
        if question.level in item.levels and span.start < item.month <= span.end
    ]


def cells_of(question: Question, part: str, spans: Iterable[Period], by_area: bool) -> Cells:
    """One series of a question, counted by area or added up, with how it varies."""
    asked = question.replace(offence=part, compare="none")
    level = "borough" if question.level == "london" else question.level
    panel = question.stored(level, part)
    chosen = question.units
    rows = [place for place, code in enumerate(panel.codes) if chosen is None or code in chosen]
    added = 1
    if by_area and question.level != "london":
        codes, variance = tuple(panel.codes[place] for place in rows), level_variance(asked)
    else:
        codes, variance = (LONDON if question.level == "london" else TOTAL,), total_variance(asked)
        added = 1 if chosen is None else len(rows)
        panel, rows = panel.added(codes[0], rows), [0]
    counts, spreads = [], []
    for span in spans:
        number = panel.sums(span)[rows]
        spread = variance.of_sum(span.months)[rows]
        counts.append(number)
        spreads.append(with_noise(spread, (number,), panel, span.months, added))
    known = np.column_stack(counts)
    return Cells(codes, known, np.where(np.isnan(known), 1.0, np.column_stack(spreads)))


def interval_of(cells: Sequence[Cells], weights: Sequence[float]) -> intervals.Interval:
    """The interval of counts that are weighted and added up, shape (areas, times), pounds.

    Args:
        cells: the counts.
        weights: pounds an event of each.
    """
    counts = np.nan_to_num(np.stack([one.counts for one in cells]))
    phi = np.stack([one.phi for one in cells])
    return intervals.weighted_interval(counts, np.reshape(weights, (-1, 1, 1)), phi)


def _years(period: Period) -> dict[str, Period]:
    """The parts of a period that lie in each calendar year; one that is not whole says so."""
    found = {}
    for year in range(int(period.start[:4]), int(period.end[:4]) + 1):
        part = Period(max(period.start, f"{year}-01"), min(period.end, f"{year}-12"))
        length = f"{part.months} month{'s' if part.months > 1 else ''}"
        found[f"{year}" if part.months == 12 else f"{year} ({length})"] = part
    return found

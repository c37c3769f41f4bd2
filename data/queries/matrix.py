"""Counts by two parts of the time committed: month by year, hour by weekday."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.model import periods
from data.model.periods import Period
from data.model.selection import Defaults, Problem
from data.model.tables import Option, Table, TableSpec, columns_of, counts_only
from data.queries.notes import HIDDEN_NOTE, city_note, marked, simulated_note
from data.queries.provenance import provenance
from data.queries.question import Question
from data.queries.regimes import marked_in
from data.queries.variance import total_variance, with_noise
from data.session import remembered
from data.sources.extract_terms import WEEKDAYS
from data.sources.protocol import UNKNOWN
from data.statistics.standing import standing_out

COUNTED = (
    *("count", "share", "direction", "row_direction", "column_direction", "months", "exact"),
    *("status", "note"),
)
"""What follows the two parts of the time that a matrix is made of."""
PARTS_OF_YEAR = {"year", "month"}


@remembered
def query_matrix(question: Question, rows: str = "year", columns: str = "month") -> Table:
    """Counts of the Selection's areas added up, one row a cell of two parts of the time.

    Args:
        question: the question; without areas it is all of London, unplaced offences included
            (at level ``ward``, as in ``areas``, wards and the unplaced row).
        rows: a name of :attr:`data.sources.capabilities.Capabilities.matrix`.
        columns: another.

    Returns:
        Columns ``rows`` and ``columns`` by their own names, then
        :data:`COUNTED`. Every cell is a row, also an empty one; where the
        data has unknown times, one last row ``unknown``. ``exact`` counts offences recorded as
        exactly 00:00 or 12:00, which are often placeholders.

    Raises:
        KeyError: the dataset does not have these parts, or they are the same.
    """
    question = question.added
    able = question.capabilities.matrix
    if rows not in able or columns not in able or rows == columns:
        raise KeyError((rows, columns))
    counted = _counted(question, rows, columns)
    values = {part: _values(question, part) for part in (rows, columns)}
    cells = pd.MultiIndex.from_product([values[rows], values[columns]], names=["row", "column"])
    known = counted.set_index(["row", "column"])
    frame = known.reindex(cells)
    hidden = frame["count"].isna() & (
        pd.Series(frame.index.isin(known.index), index=frame.index) | _protected(question)
    )
    outside = _outside(question, frame, rows, columns)
    frame.loc[~hidden & ~outside & frame["count"].isna(), ["count", "exact"]] = 0.0
    frame = frame.reset_index()
    status = np.where(outside, "not-available", np.where(hidden, "suppressed", "ok")).tolist()
    outside_note = marked("not-available", "outside the period")
    texts = {"not-available": outside_note, "suppressed": HIDDEN_NOTE}
    notes = [texts.get(one, "") for one in status]
    hides = _protected(question) and not {rows, columns} <= PARTS_OF_YEAR
    if (-1, -1) in known.index or hides:  # behind the gate also when there is none
        last = known.reindex([(-1, -1)]).reset_index()
        last[["row", "column"]] = -1
        frame = pd.concat([frame, last], ignore_index=True)
        lost = bool(last["count"].isna().any())
        notes.append(HIDDEN_NOTE if lost else "the hour or the day is not known")
        status.append("suppressed" if lost else "ok")
    frame["status"] = status
    frame["months"] = _months_of(question, frame, rows, columns)
    mark = simulated_note(question)
    more = _time_notes(question, frame, rows, columns)
    frame["note"] = [
        "; ".join([*mark, *filter(None, pair)]) for pair in zip(notes, more, strict=True)
    ]
    if not question.policed:
        frame[["count", "exact"]] = np.nan
        frame["note"], frame["status"] = city_note(question), "not-available"
    whole = _whole(question, frame)
    frame["share"] = frame["count"] / whole if whole else np.nan
    for name, told in _directions(question, frame, rows, columns).items():
        frame[name] = told
    for name, place in ((rows, "row"), (columns, "column")):
        frame[name] = [_label(name, int(value)) for value in frame[place]]
    found = frame[[rows, columns, *COUNTED]]
    return Table("matrix", question, found, provenance(question, "matrix"))


def _counted_months(question: Question) -> Period | None:
    """The months of the period that the series has."""
    covered, period = question.total.period, question.period
    if period.start > covered.end or covered.start > period.end:
        return None
    return Period(max(period.start, covered.start), min(period.end, covered.end))


def _months_of(
    question: Question, frame: pd.DataFrame, rows: str, columns: str
) -> NDArray[np.float64]:
    """How many months of its year every cell's year holds; NaN where neither part is a year."""
    if "year" not in (rows, columns):
        return np.full(len(frame), np.nan)
    known = _counted_months(question)
    years = frame["row" if rows == "year" else "column"].tolist()
    held = [
        0 if known is None else sum(known.holds(f"{year:04d}-{n:02d}") for n in range(1, 13))
        for year in years
    ]
    return np.where(np.array(years) < 0, np.nan, np.array(held, dtype=float))


def _time_notes(question: Question, frame: pd.DataFrame, rows: str, columns: str) -> list[str]:
    """What must be said of a cell's year and month: a part of a year, a change in counting."""
    changed = {item.month: marked("break", item.text) for item in marked_in(question)}
    by_month = {rows, columns} == PARTS_OF_YEAR
    found = []
    for row, column, months, status in zip(
        frame["row"], frame["column"], frame["months"], frame["status"], strict=True
    ):
        year, month = (row, column) if rows == "year" else (column, row)
        part = months < 12 and status != "not-available"  # False where it is no year
        texts = [f"{int(year)} holds {int(months)} month{'s' * (months > 1)}"] if part else []
        if by_month and (text := changed.get(f"{int(year):04d}-{int(month):02d}")):
            texts.append(text)
        found.append("; ".join(texts))
    return found


def _lengths(part: str, values: pd.Series) -> NDArray[np.float64]:
    """How long each value of a part of the time is, beside the others."""
    if part != "month":
        return np.ones(len(values))
    lengths = [calendar.monthrange(2023, int(value))[1] if value > 0 else 1 for value in values]
    return np.array(lengths, dtype=float)


def _directions(
    question: Question, frame: pd.DataFrame, rows: str, columns: str
) -> dict[str, NDArray[np.object_]]:
    """Which cells, rows and columns hold more or less than their even share, beyond chance.

    Nothing where a part is a year: what differs from year to year is the trend's to judge.
    """
    names = ("direction", "row_direction", "column_direction")
    found = {name: np.full(len(frame), "", dtype=object) for name in names}
    known = frame[(frame["row"] >= 0) & frame["count"].notna()]
    if "year" in (rows, columns) or known.empty:
        return found
    size = _lengths(rows, known["row"]) * _lengths(columns, known["column"])
    known = known.assign(size=size, each=range(len(known)))
    phi = total_variance(question).of_sum(1)
    for name, key in zip(names, ("each", "row", "column"), strict=True):
        sums = known.groupby(key)[["count", "size"]].sum()
        count, length = sums["count"].to_numpy(float), sums["size"].to_numpy(float)
        even = np.maximum(count.sum() * length / length.sum(), 1e-9)
        areas, months = len(question.units or ()), question.period.months
        spread = with_noise(phi, (even,), question.total, months, areas)
        told = pd.Series(standing_out(count, spread, length), index=sums.index)
        found[name][known.index] = known[key].map(told).to_numpy(dtype=object)
    return found


def _whole(question: Question, frame: pd.DataFrame) -> float:
    """What shares are of: the sum of the cells, or of a protected table its own total."""
    panel = question.total
    if not panel.protected:
        return float(frame["count"].sum())
    inside = question.period.within(panel.period)
    return float(panel.sums(question.period)[0]) if inside else np.nan


def _protected(question: Question) -> bool:
    """Whether an empty cell may not be told from a small one."""
    return question.total.protected


def _counted(question: Question, rows: str, columns: str) -> pd.DataFrame:
    """Counts by number of row and column; cells without offences may be absent."""
    if {rows, columns} <= PARTS_OF_YEAR:
        panel = question.total
        counts = panel.months()[0]
        months = [
            periods.shift(question.period.start, step) for step in range(question.period.months)
        ]
        first = periods.index(panel.start)
        return pd.DataFrame(
            [
                {
                    "row": _number(month, rows),
                    "column": _number(month, columns),
                    "count": counts[periods.index(month) - first],
                    "exact": np.nan,
                }
                for month in months
                if panel.period.holds(month)
            ],
            columns=["row", "column", "count", "exact"],
        )
    return question.source.matrix(question.records, question.period, rows, columns)


def _number(month: str, part: str) -> int:
    return int(month[:4]) if part == "year" else int(month[5:])


def _values(question: Question, part: str) -> list[int]:
    """Every value of a part of the time, in order."""
    if part == "year":
        return list(range(int(question.period.start[:4]), int(question.period.end[:4]) + 1))
    return {"month": list(range(1, 13)), "weekday": list(range(7)), "hour": list(range(24))}[part]


def _outside(question: Question, frame: pd.DataFrame, rows: str, columns: str) -> np.ndarray:
    """Which cells of years and months lie outside the period or the series."""
    if {rows, columns} != PARTS_OF_YEAR:
        return np.zeros(len(frame), dtype=bool)
    covered = question.total.period
    months = [
        f"{row:04d}-{column:02d}" if rows == "year" else f"{column:04d}-{row:02d}"
        for row, column in frame.index
    ]
    return np.array([not (question.period.holds(m) and covered.holds(m)) for m in months])


def _label(part: str, value: int) -> str | int:
    """A value of a part of the time, for people."""
    if value < 0:
        return UNKNOWN
    if part == "weekday":
        return WEEKDAYS[value]
    return periods.NAMES[value - 1] if part == "month" else value


def _parts(question: Question) -> tuple[str, ...]:
    return question.capabilities.matrix


def _crossed(question: Question, options: Mapping[str, Any]) -> Problem | None:
    rows, columns = options.get("rows", "year"), options.get("columns", "month")
    if rows == columns:
        allowed = tuple(one for one in _parts(question) if one != rows)
        return Problem("columns", columns, "cannot be the same as the rows.", allowed)
    if question.narrowing and not {rows, columns} <= PARTS_OF_YEAR:
        item, value = question.narrowing[0]
        why = "narrows monthly counts, which have neither hours nor weekdays."
        return Problem(item.name, value, why, (item.usual,))
    return None


SPEC = TableSpec(
    "matrix",
    query_matrix,
    columns_of(
        *("<rows>", "<columns>", *COUNTED),
        **{"<rows>": "the first part of the time, by its own name"},
        **{"<columns>": "the second part of the time, by its own name"},
        direction="above or below: the cell stands out from an even share among all cells, at a "
        "false discovery rate of 5%; of 20 offences or more, and with 8 or more in it; empty "
        "where it may be chance, and wherever a part is a year",
        row_direction="the same of all cells of the first part's value, among its values",
        column_direction="the same of all cells of the second part's value, among its values",
        months="how many months of its year are counted; empty where neither part is a year",
        exact="of these, recorded as exactly 00:00 or 12:00, which often stands for unknown",
    ),
    Defaults(level="london", extras=()),
    counts_only,
    (Option("rows", _parts, default="year"), Option("columns", _parts, default="month")),
    _crossed,
    order=30,
)

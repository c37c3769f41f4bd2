"""Counts by two parts of the time committed: month by year, hour by weekday."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from data.model import periods
from data.model.selection import Defaults, Problem
from data.model.tables import Option, Table, TableSpec, columns_of, counts_only
from data.queries.notes import HIDDEN_NOTE, city_note, marked, simulated_note
from data.queries.provenance import provenance
from data.queries.question import Question
from data.session import remembered
from data.sources.extract_terms import WEEKDAYS
from data.sources.protocol import UNKNOWN

COUNTED = ("count", "share", "exact", "status", "note")
"""What follows the two parts of the time that a matrix is made of."""


@remembered(256)
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
    hides = _protected(question) and not {rows, columns} <= {"year", "month"}
    if (-1, -1) in known.index or hides:  # behind the gate also when there is none
        last = known.reindex([(-1, -1)]).reset_index()
        last[["row", "column"]] = -1
        frame = pd.concat([frame, last], ignore_index=True)
        lost = bool(last["count"].isna().any())
        notes.append(HIDDEN_NOTE if lost else "the hour or the day is not known")
        status.append("suppressed" if lost else "ok")
    mark = simulated_note(question)
    frame["note"] = ["; ".join([*mark, *([note] if note else [])]) for note in notes]
    frame["status"] = status
    if not question.policed:
        frame[["count", "exact"]] = np.nan
        frame["note"], frame["status"] = city_note(question), "not-available"
    whole = _whole(question, frame)
    frame["share"] = frame["count"] / whole if whole else np.nan
    for name, place in ((rows, "row"), (columns, "column")):
        frame[name] = [_label(name, int(value)) for value in frame[place]]
    found = frame[[rows, columns, *COUNTED]]
    return Table("matrix", question, found, provenance(question, "matrix"))


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
    if {rows, columns} <= {"year", "month"}:
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
    if {rows, columns} != {"year", "month"}:
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
    if question.narrowing and not {rows, columns} <= {"year", "month"}:
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
        exact="of these, recorded as exactly 00:00 or 12:00, which often stands for unknown",
    ),
    Defaults(level="london", extras=()),
    counts_only,
    (Option("rows", _parts, default="year"), Option("columns", _parts, default="month")),
    _crossed,
    order=30,
)

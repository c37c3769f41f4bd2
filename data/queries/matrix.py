"""Counts by two parts of the time committed: month by year, hour by weekday."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pandas as pd

from data import periods
from data.datasets.extract import WEEKDAYS, Asked, Extract
from data.queries.notes import HIDDEN_NOTE, SIMULATED_NOTE
from data.queries.provenance import provenance
from data.queries.resolve import answers_of, dataset_of, policed, total_panel
from data.selection import Selection, units
from data.store import store
from data.tables import MATRIX_COLUMNS, Table

UNKNOWN = "unknown"


def matrix_parts(selection: Selection) -> tuple[str, ...]:
    """Parts of the time that the Selection's dataset knows."""
    return answers_of(selection).matrix


@lru_cache(maxsize=256)
def query_matrix(selection: Selection, rows: str = "year", columns: str = "month") -> Table:
    """Counts of the Selection's areas added up, one row a cell of two parts of the time.

    Args:
        selection: the question; without areas it is all of London, unplaced offences included
            (at level ``ward``, as in ``areas``, wards and the unplaced row).
        rows: a name of :func:`matrix_parts`.
        columns: another.

    Returns:
        Columns ``rows`` and ``columns`` by their own names, then
        :data:`data.tables.MATRIX_COLUMNS`. Every cell is a row, also an empty one; where the
        data has unknown times, one last row ``unknown``. ``exact`` counts offences recorded as
        exactly 00:00 or 12:00, which are often placeholders.

    Raises:
        KeyError: the dataset does not have these parts, or they are the same.
    """
    able = answers_of(selection).matrix
    if rows not in able or columns not in able or rows == columns:
        raise KeyError((rows, columns))
    counted = _counted(selection, rows, columns)
    values = {part: _values(selection, part) for part in (rows, columns)}
    cells = pd.MultiIndex.from_product([values[rows], values[columns]], names=["row", "column"])
    known = counted.set_index(["row", "column"])
    frame = known.reindex(cells)
    hidden = frame["count"].isna() & (
        pd.Series(frame.index.isin(known.index), index=frame.index) | _protected(selection)
    )
    outside = _outside(selection, frame, rows, columns)
    frame.loc[~hidden & ~outside & frame["count"].isna(), ["count", "exact"]] = 0.0
    frame = frame.reset_index()
    notes = [
        "[x] outside the period" if out else HIDDEN_NOTE if hide else ""
        for out, hide in zip(outside, hidden, strict=True)
    ]
    hides = _protected(selection) and not {rows, columns} <= {"year", "month"}
    if (-1, -1) in known.index or hides:  # behind the gate also when there is none
        last = known.reindex([(-1, -1)]).reset_index()
        last[["row", "column"]] = -1
        frame = pd.concat([frame, last], ignore_index=True)
        lost = bool(last["count"].isna().any())
        notes.append(HIDDEN_NOTE if lost else "the hour or the day is not known")
    mark = [SIMULATED_NOTE] if dataset_of(selection).simulated else []
    frame["note"] = ["; ".join([*mark, *([note] if note else [])]) for note in notes]
    if not policed(selection):
        frame[["count", "exact"]] = np.nan
        frame["note"] = "[x] City of London Police: no Met data"
    whole = _whole(selection, frame)
    frame["share"] = frame["count"] / whole if whole else np.nan
    for name, place in ((rows, "row"), (columns, "column")):
        frame[name] = [_label(name, int(value)) for value in frame[place]]
    found = frame[[rows, columns, *MATRIX_COLUMNS]]
    return Table("matrix", selection, found, provenance(selection, "matrix"))


def _whole(selection: Selection, frame: pd.DataFrame) -> float:
    """What shares are of: the sum of the cells, or of a protected table its own total."""
    panel = total_panel(selection)
    if not panel.protected:
        return float(frame["count"].sum())
    inside = selection.period.within(panel.period)
    return float(panel.sums(selection.period)[0]) if inside else np.nan


def _protected(selection: Selection) -> bool:
    """Whether an empty cell may not be told from a small one."""
    return total_panel(selection).protected


def _counted(selection: Selection, rows: str, columns: str) -> pd.DataFrame:
    """Counts by number of row and column; cells without offences may be absent."""
    if {rows, columns} <= {"year", "month"}:
        panel = total_panel(selection)
        counts = panel.months()[0]
        months = [
            periods.shift(selection.period.start, step) for step in range(selection.period.months)
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
    dataset = store().dataset(selection.dataset)
    if not isinstance(dataset, Extract):
        raise KeyError((rows, columns))
    return dataset.matrix(asked_of(selection), selection.period, rows, columns)


def asked_of(selection: Selection) -> Asked:
    """The records that a Selection speaks of."""
    return Asked(
        selection.offence,
        selection.cohort,
        selection.level,
        units(selection, store().domain),
    )


def _number(month: str, part: str) -> int:
    return int(month[:4]) if part == "year" else int(month[5:])


def _values(selection: Selection, part: str) -> list[int]:
    """Every value of a part of the time, in order."""
    if part == "year":
        return list(range(int(selection.period.start[:4]), int(selection.period.end[:4]) + 1))
    return {"month": list(range(1, 13)), "weekday": list(range(7)), "hour": list(range(24))}[part]


def _outside(selection: Selection, frame: pd.DataFrame, rows: str, columns: str) -> np.ndarray:
    """Which cells of years and months lie outside the period or the series."""
    if {rows, columns} != {"year", "month"}:
        return np.zeros(len(frame), dtype=bool)
    covered = total_panel(selection).period
    months = [
        f"{row:04d}-{column:02d}" if rows == "year" else f"{column:04d}-{row:02d}"
        for row, column in frame.index
    ]
    return np.array([not (selection.period.holds(m) and covered.holds(m)) for m in months])


def _label(part: str, value: int) -> str | int:
    """A value of a part of the time, for people."""
    if value < 0:
        return UNKNOWN
    if part == "weekday":
        return WEEKDAYS[value]
    return periods.NAMES[value - 1] if part == "month" else value

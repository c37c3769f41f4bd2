"""Rows of an extract that were not accepted: where, why, and what would have been.

A reject carries its line or row, its column, the one value that was wrong, and the reason; never
the rest of the row.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

from data.ingest.extracts.reading import Table

COLUMNS = ("table", "file", "unit", "line", "column", "value", "reason", "allowed")
LONGEST_VALUE = 60


def _shown(value: str) -> str:
    """A value on one line, cut where it is long."""
    plain = "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in value)
    return plain if len(plain) <= LONGEST_VALUE else plain[: LONGEST_VALUE - 1] + "…"


@dataclass(frozen=True)
class _Batch:
    """Rejects of one table for one reason and value set."""

    table: Table
    lines: np.ndarray
    column: str
    reason: str
    allowed: str
    codes: np.ndarray
    values: Sequence[str]


@dataclass
class Rejects:
    """Collects faults; a row may have several."""

    _batches: list[_Batch] = field(default_factory=list)

    def add(
        self,
        table: Table,
        rows: np.ndarray,
        column: str,
        reason: str,
        allowed: str,
        values: Sequence[str] = ("",),
        codes: np.ndarray | None = None,
    ) -> None:
        """Note a fault of some rows.

        Args:
            table: the table that they are in.
            rows: their positions among its records.
            column: our name of the column; shown as the file calls it.
            reason: what is wrong.
            allowed: what would have been accepted.
            values: what was found: one value, or several with ``codes``.
            codes: of each row, the place of its value among ``values``.
        """
        if not len(rows):
            return
        at = np.zeros(len(rows), dtype=np.int64) if codes is None else codes
        shown = table.layout.shown(column) if column in table.layout.positions else column
        self._batches.append(_Batch(table, table.lines[rows], shown, reason, allowed, at, values))

    def broken(self, table: Table) -> None:
        """Note the lines of a table that are no records."""
        for item in table.broken:
            line = np.array([item.line], dtype=np.int64)
            zero = np.zeros(1, dtype=np.int64)
            self._batches.append(
                _Batch(table, line, "", item.reason, item.allowed, zero, (item.found,))
            )

    def frame(self) -> pd.DataFrame:
        """Every fault, by file, line and column.

        Returns:
            Columns of :data:`COLUMNS`; text as categories, ``line`` int64.
        """
        order = list(dict.fromkeys(batch.table.place for batch in self._batches))
        parts = {name: [np.zeros(0, dtype=np.int64)] for name in COLUMNS}
        words: dict[str, dict[str, int]] = {name: {} for name in COLUMNS}

        def code(name: str, text: str) -> int:
            return words[name].setdefault(text, len(words[name]))

        for place in order:
            code("file", place)
        for batch in self._batches:
            size = len(batch.lines)
            for name, text in (
                ("table", batch.table.layout.table),
                ("file", batch.table.place),
                ("unit", batch.table.unit),
                ("column", batch.column),
                ("reason", batch.reason),
                ("allowed", batch.allowed),
            ):
                parts[name].append(np.full(size, code(name, text), dtype=np.int64))
            distinct, inverse = np.unique(batch.codes, return_inverse=True)
            values = np.array([code("value", _shown(batch.values[at])) for at in distinct])
            parts["value"].append(values[inverse])
            parts["line"].append(batch.lines)
        whole = {name: np.concatenate(arrays) for name, arrays in parts.items()}
        by = np.lexsort((whole["reason"], whole["column"], whole["line"], whole["file"]))
        return pd.DataFrame(
            {
                name: whole[name][by]
                if name == "line"
                else pd.Categorical.from_codes(
                    whole[name][by], pd.Index(list(words[name]), dtype=str)
                )
                for name in COLUMNS
            }
        )


def told(rejects: pd.DataFrame, most: int) -> Iterator[str]:
    """The first rejects as lines for people."""
    for item in rejects.head(most).astype(str).to_dict("records"):
        column = f", column “{item['column']}”" if item["column"] else ""
        value = f" (found: {item['value']!r})" if item["value"] else ""
        where = f"{item['file']}, {item['unit']} {item['line']}{column}"
        yield f"{where}: {item['reason']}{value}. Allowed: {item['allowed']}"


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def write_rejects(rejects: pd.DataFrame, path: Path) -> None:
    """Write every reject as CSV; a value that a spreadsheet would run as a formula is quoted."""
    # identifiers stand in it: nobody else may read it
    with open(path, "w", encoding="utf-8", newline="", opener=_private) as handle:
        writer = csv.writer(handle)
        writer.writerow(COLUMNS)
        for row in rejects.itertuples(index=False):
            cells = [str(cell) for cell in row]
            writer.writerow([f"'{cell}" if cell[:1] in ("=", "+", "@") else cell for cell in cells])

"""One table while it is checked: which rows are still good, and what is wrong with the others."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from data.ingest.extracts.reading import Cells, Table
from data.ingest.extracts.rejects import Rejects
from data.ingest.extracts.values import Parsed, parse_all

_NO_ID = (
    *("", "-", "nan", "NaN", "NAN", "NaT", "None", "none", "NULL", "Null", "null", "N/A", "n/a"),
    *("NK", "N/K", "n/k", "Unknown", "UNKNOWN", "unknown"),
)
"""Identifiers that say that there is none."""


class TableCheck:
    """A table, its rows that have no fault so far, and where faults are noted.

    Args:
        table: the table.
        rejects: collects the faults.

    Attributes:
        ok: which rows have no fault so far.
        named: which rows have an ``offence_id``.
    """

    def __init__(self, table: Table, rejects: Rejects) -> None:
        self.table = table
        self.rejects = rejects
        self.ok = np.ones(len(table), dtype=bool)
        rejects.broken(table)
        self._identifiers()

    def _identifiers(self) -> None:
        """Rows without an ``offence_id``, with null bytes in it, or that repeat the header."""
        ids = self.table.ids
        wanted = "a text that the tables share, such as a crime reference"
        missing = pc.is_in(ids, value_set=pa.array(_NO_ID)).to_numpy(zero_copy_only=False)
        self.named = ~missing
        self.refuse(np.flatnonzero(missing), "offence_id", "a missing offence_id", wanted)
        null = pc.match_substring(ids, "\0").to_numpy(zero_copy_only=False)
        self.refuse(np.flatnonzero(null), "offence_id", "null bytes in the offence_id", wanted)
        again = pc.equal(ids, self.table.layout.shown("offence_id")).to_numpy(zero_copy_only=False)
        self.refuse(
            np.flatnonzero(again),
            "offence_id",
            "a header inside the table",
            "one table a file, with one header",
            (self.table.layout.shown("offence_id"),),
        )

    def refuse(
        self,
        rows: np.ndarray,
        column: str,
        reason: str,
        allowed: str,
        values: Sequence[str] = ("",),
        codes: np.ndarray | None = None,
    ) -> None:
        """Note a fault of rows, which are then no longer good; see :meth:`Rejects.add`."""
        self.ok[rows] = False
        self.rejects.add(self.table, rows, column, reason, allowed, values, codes)

    def numbers(self, name: str, parse: Callable[[str], int], absent: int) -> np.ndarray:
        """A column as numbers.

        Args:
            name: our name of the column.
            parse: text to number.
            absent: what every row gets when the file has no such column.

        Returns:
            One int32 a row; rows with a fault are noted and get 0.
        """
        if name not in self.table.cells:
            return np.full(len(self.table), absent, dtype=np.int32)
        cells = self.table.cells[name]
        parsed = parse_all(cells.texts, parse)
        self.faults(name, cells, parsed)
        return parsed.numbers.astype(np.int32)[cells.codes]

    def faults(self, name: str, cells: Cells, parsed: Parsed) -> None:
        """Note the faults of a column's texts for every row that has such a text."""
        groups: dict[tuple[str, str], list[int]] = {}
        for place, fault in parsed.faults.items():
            groups.setdefault((fault.reason, fault.allowed), []).append(place)
        for (reason, allowed), places in groups.items():
            wrong = np.zeros(len(cells.texts), dtype=bool)
            wrong[places] = True
            rows = np.flatnonzero(wrong[cells.codes])
            self.refuse(rows, name, reason, allowed, cells.texts, cells.codes[rows])

    def ids_of(self, rows: np.ndarray) -> list[str]:
        """Identifiers of rows, for a message."""
        found: list[str] = self.table.ids.take(rows).to_pylist()
        return found

"""What a raw file holds before anything is known about it: tables of text and their lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa

from data.ingest.official.doubt import Doubtful, RawFile


@dataclass(frozen=True)
class Head:
    """The first rows of one table of a file.

    Attributes:
        path: the file.
        file: what is known of the file.
        sheet: the sheet's name in a workbook, else None.
        rows: the first rows (at most 15), cells as trimmed text.
    """

    path: Path
    file: RawFile
    sheet: str | None
    rows: list[list[str]]

    @property
    def name(self) -> str:
        """The file as messages and the manifest name it (relative to the raw folder)."""
        return self.file.name

    @property
    def place(self) -> str:
        """The file's name with the sheet, for messages."""
        return f"{self.name} [{self.sheet}]" if self.sheet else self.name


@dataclass(frozen=True)
class RawTable:
    """A whole table as text.

    Attributes:
        file: the file that it stands in.
        place: file (and sheet) for messages.
        header: the column names as they stand in the file, trimmed.
        header_line: line (or row) number of the header, from 1.
        columns: one text array per column, in the order of ``header``; empty cells are "".
        lines: line number of each row, as int64.
    """

    file: RawFile
    place: str
    header: tuple[str, ...]
    header_line: int
    columns: tuple[pa.Array, ...]
    lines: np.ndarray

    def __len__(self) -> int:
        return len(self.lines)

    def text(self, position: int) -> list[str]:
        """The cells of one column as a list of text."""
        cells: list[str] = self.columns[position].to_pylist()
        return cells

    def take(self, rows: Sequence[int] | np.ndarray) -> RawTable:
        """Some rows of the table, which keep the lines on which they stand."""
        at = np.asarray(rows, dtype=np.int64)
        columns = tuple(c.take(pa.array(at)) for c in self.columns)
        return RawTable(
            self.file, self.place, self.header, self.header_line, columns, self.lines[at]
        )

    def doubt(
        self,
        message: str,
        *,
        allowed: str,
        line: int | None = None,
        value: object = None,
    ) -> None:
        """Raise a fault that a person may accept, or keep it on record when it is accepted.

        Raises:
            Doubtful: the file is not accepted as it is.
        """
        self.file.doubt(
            Doubtful(
                message, source=self.file, file=self.place, line=line, value=value, allowed=allowed
            )
        )

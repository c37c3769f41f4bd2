"""Errors that are written for people: what was wrong, where, and what is allowed."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path


class DataError(ValueError):
    """A fault in data or in what was asked of it.

    Args:
        message: what was wrong, in plain words.
        file: the file it was found in.
        line: line (CSV, counted from 1 with the header as line 1) or row (Parquet, Excel).
        column: the column's name as it stands in the file.
        value: the value that was found.
        allowed: what would have been accepted, as a text or a list of values.

    The text of the error carries all of them in that order, so that a log line is enough
    to find the fault.
    """

    def __init__(
        self,
        message: str,
        *,
        file: str | Path | None = None,
        line: int | None = None,
        column: str | None = None,
        value: object = None,
        allowed: str | Iterable[object] | None = None,
    ) -> None:
        self.message = message
        self.file = str(file) if file is not None else None
        self.line = line
        self.column = column
        self.value = value
        self.allowed = (
            allowed if allowed is None or isinstance(allowed, str) else ", ".join(map(str, allowed))
        )
        super().__init__(self._text())

    def _text(self) -> str:
        where = [self.file] if self.file else []
        if self.line is not None:
            where.append(f"line {self.line}")
        if self.column is not None:
            where.append(f"column “{self.column}”")
        text = f"{', '.join(where)}: {self.message}" if where else self.message
        if self.value is not None:
            text += f" (found: {self.value!r})"
        if self.allowed:
            text += f". Allowed: {self.allowed}"
        return text

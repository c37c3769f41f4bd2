"""Workbooks: the sheets of an Excel file as rows of text."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pyarrow as pa
from python_calamine import CalamineWorkbook

from data.errors import DataError
from data.ingest.official.raw_tables import Head, RawTable


@contextmanager
def opening(name: str, what: str) -> Iterator[None]:
    """Tell any failure of a reading library as a fault of the file.

    The libraries raise families of their own, one a format, and a damaged file may end in
    any of them.
    """
    try:
        yield
    except DataError:
        raise
    except Exception as error:
        reason = (str(error).splitlines() or [type(error).__name__])[0]
        raise DataError(
            f"not readable as {what}: cut off or damaged ({reason})", file=name
        ) from None


def _workbook(path: Path) -> CalamineWorkbook:
    return CalamineWorkbook.from_path(str(path))


def sheet_tops(path: Path, limit: int) -> list[tuple[str, list[list[str]]]]:
    """The first rows of every sheet of a workbook, cells as trimmed text."""
    book = _workbook(path)
    return [
        (
            name,
            [
                [cell_text(c) for c in row]
                for row in book.get_sheet_by_name(name).to_python(
                    skip_empty_area=False, nrows=limit
                )
            ],
        )
        for name in book.sheet_names
    ]


def cell_text(value: object) -> str:
    """The text a person reads in an Excel cell: whole floats without “.0”, dates as ISO."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, dt.datetime | dt.date):
        return value.isoformat(" ") if isinstance(value, dt.datetime) else value.isoformat()
    return str(value)


def read_sheet(head: Head, header_row: int) -> RawTable:
    """Read the sheet whose header is ``head.rows[header_row]``.

    Raises:
        DataError: a cell beyond the last header.
    """
    sheet = _workbook(head.path).get_sheet_by_name(head.sheet or "")
    header = list(head.rows[header_row])
    while header and header[-1] == "":
        header.pop()
    width = len(header)
    known: dict[object, str] = {}
    cells: list[list[str]] = [[] for _ in range(width)]
    lines: list[int] = []
    # iter_rows starts at the first used row; to_python(skip_empty_area=False) at the first row
    start = sheet.start[0] if sheet.start else 0
    left = sheet.start[1] if sheet.start else 0
    for number, row in enumerate(sheet.iter_rows(), start=start + 1):
        if number <= header_row + 1:
            continue
        texts = [""] * left
        for value in row:
            key = (type(value), value)
            text = known.get(key)
            if text is None:
                text = known[key] = cell_text(value)
            texts.append(text)
        if not any(texts):
            continue  # blank rows below or between: nothing was counted there
        if any(texts[width:]):
            raise DataError(
                "a cell beyond the last header",
                file=head.place,
                line=number,
                value=next(t for t in texts[width:] if t),
                allowed=f"{width} cells on every row",
            )
        for column, text in zip(cells, texts[:width] + [""] * (width - len(texts)), strict=True):
            column.append(text)
        lines.append(number)
    columns = tuple(pa.array(c, pa.string()) for c in cells)
    return RawTable(
        head.file,
        head.place,
        tuple(header),
        header_row + 1,
        columns,
        np.array(lines, dtype=np.int64),
    )

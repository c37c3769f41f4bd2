"""Cells of a raw table as numbers and dates; what is none is refused with its place."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from data.errors import DataError
from data.ingest.official.raw_tables import RawTable


def whole_numbers(table: RawTable, positions: list[int], *, separators: bool = False) -> np.ndarray:
    """Columns of counts as int64, rows × columns.

    Args:
        table: the table.
        positions: which columns.
        separators: accept a comma between thousands (some ONS tables).

    Raises:
        DataError: a cell that is not a whole number of 0 or more, with its line and column.
    """
    out = np.empty((len(table), len(positions)), dtype=np.int64)
    for k, position in enumerate(positions):
        cells = table.columns[position]
        if separators:
            cells = pc.replace_substring(cells, ",", "")
        good = pc.match_substring_regex(cells, r"^[0-9]{1,12}(\.0+)?$")
        if not pc.all(good, min_count=0).as_py():
            row = pc.index(good, False).as_py()
            raise DataError(
                "not a count",
                file=table.place,
                line=int(table.lines[row]),
                column=table.header[position],
                value=table.columns[position][row].as_py(),
                allowed="a whole number, 0 or more",
            )
        out[:, k] = pc.cast(pc.replace_substring_regex(cells, r"\.0+$", ""), pa.int64()).to_numpy()
    return out


def dates(table: RawTable, position: int) -> np.ndarray:
    """A column of dates as datetime64[D]: ISO, with or without time, or day/month/year.

    Raises:
        DataError: a cell that is no such date, with its line.
    """
    encoded = table.columns[position].dictionary_encode()
    parsed = [parse_date(text) for text in encoded.dictionary.to_pylist()]
    for code, value in enumerate(parsed):
        if value is None:
            row = pc.index(encoded.indices, pa.scalar(code, encoded.indices.type)).as_py()
            raise DataError(
                "not a date",
                file=table.place,
                line=int(table.lines[row]),
                column=table.header[position],
                value=encoded.dictionary[code].as_py(),
                allowed="dates such as 2025-03-01 or 01/03/2025",
            )
    return np.array(parsed, dtype="datetime64[D]")[encoded.indices.to_numpy()]


def months(table: RawTable, position: int) -> np.ndarray:
    """A column of first days of months as datetime64[s].

    Raises:
        DataError: a cell that is no date, or another day of a month, with its line.
    """
    days = dates(table, position)
    first = days.astype("datetime64[M]").astype("datetime64[D]")
    if (days != first).any():
        row = int(np.argmax(days != first))
        raise DataError(
            "not the first day of a month",
            file=table.place,
            line=int(table.lines[row]),
            column=table.header[position],
            value=table.text(position)[row],
            allowed="dates such as 2025-03-01 or 01/03/2025",
        )
    return first.astype("datetime64[s]")


def parse_date(text: str) -> dt.date | None:
    """A date, ISO or day/month/year, with or without a time of midnight; None when it is none."""
    day = text.replace("T", " ").split(" ")[0]
    rest = text[len(day) + 1 :]
    if rest.strip("0:. "):
        return None
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return dt.datetime.strptime(day, form).date()
        except ValueError:
            continue
    return None

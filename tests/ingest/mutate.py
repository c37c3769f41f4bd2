"""Ways to damage or restyle a CSV file, each a function from text to text (or bytes)."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping
from pathlib import Path

import openpyxl
import pandas as pd

Rows = list[list[str]]
Change = Callable[[str], str | bytes]


def rows_of(text: str) -> Rows:
    return list(csv.reader(io.StringIO(text, newline="")))


def text_of(rows: Rows, newline: str = "\n", quoting: int = csv.QUOTE_MINIMAL) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator=newline, quoting=quoting).writerows(rows)
    return out.getvalue()


def header(old: str, new: str) -> Change:
    """Rename a column."""

    def change(text: str) -> str:
        rows = rows_of(text)
        assert old in rows[0]
        rows[0] = [new if c == old else c for c in rows[0]]
        return text_of(rows)

    return change


def headers(names: dict[str, str]) -> Change:
    """Rename several columns."""

    def change(text: str) -> str:
        for old, new in names.items():
            text = str(header(old, new)(text))
        return text

    return change


def every(change_row: Callable[[list[str]], list[str]], *, with_header: bool = False) -> Change:
    """Change every row (of data)."""

    def change(text: str) -> str:
        rows = rows_of(text)
        first = 0 if with_header else 1
        return text_of(rows[:first] + [change_row(list(r)) for r in rows[first:]])

    return change


def cell(line: int, column: str | int, value: str) -> Change:
    """Put a value into one cell; lines are counted from 1 with the header."""

    def change(text: str) -> str:
        rows = rows_of(text)
        at = column if isinstance(column, int) else rows[0].index(column)
        rows[line - 1][at] = value
        return text_of(rows)

    return change


def cells(column: str, old: str, new: str) -> Change:
    """Replace a value wherever it stands in a column."""

    def change(text: str) -> str:
        rows = rows_of(text)
        at = rows[0].index(column)
        assert any(r[at] == old for r in rows[1:])
        for r in rows[1:]:
            if r[at] == old:
                r[at] = new
        return text_of(rows)

    return change


def swap(one: str, other: str) -> Change:
    """Swap the values of two columns, headers left in place."""

    def change(text: str) -> str:
        rows = rows_of(text)
        a, b = rows[0].index(one), rows[0].index(other)
        for r in rows[1:]:
            r[a], r[b] = r[b], r[a]
        return text_of(rows)

    return change


def shift(column: str) -> Change:
    """Move the values of a column down by one row."""

    def change(text: str) -> str:
        rows = rows_of(text)
        at = rows[0].index(column)
        values = [r[at] for r in rows[1:]]
        for r, v in zip(rows[1:], [values[-1], *values[:-1]], strict=True):
            r[at] = v
        return text_of(rows)

    return change


def without(column: str) -> Change:
    """Delete a column."""

    def change(text: str) -> str:
        rows = rows_of(text)
        at = rows[0].index(column)
        return text_of([r[:at] + r[at + 1 :] for r in rows])

    return change


def drop(wanted: Callable[[list[str]], bool]) -> Change:
    """Delete the rows for which a condition holds."""

    def change(text: str) -> str:
        rows = rows_of(text)
        kept = [r for r in rows[1:] if not wanted(r)]
        assert len(kept) < len(rows) - 1
        return text_of([rows[0], *kept])

    return change


def times(month: str, factor: int) -> Change:
    """Multiply a month."""

    def change(text: str) -> str:
        rows = rows_of(text)
        at = rows[0].index(month)
        for r in rows[1:]:
            r[at] = str(int(r[at]) * factor)
        return text_of(rows)

    return change


def again(line: int, **other: str) -> Change:
    """Repeat a row at the end, with some of its cells changed."""

    def change(text: str) -> str:
        rows = rows_of(text)
        row = list(rows[line - 1])
        for column, value in other.items():
            row[rows[0].index(column)] = value
        return text_of([*rows, row])

    return change


def cut(share: float) -> Change:
    """The beginning of the bytes only."""
    return lambda text: text[: int(len(text) * share)]


def lose_lines(count: int) -> Change:
    """Without the last lines, cut exactly at a line end."""
    return lambda text: "".join(text.splitlines(keepends=True)[:-count])


def insert(line: int, extra: str) -> Change:
    """One more line before a line."""

    def change(text: str) -> str:
        lines = text.splitlines(keepends=True)
        return "".join([*lines[: line - 1], extra, *lines[line - 1 :]])

    return change


def both(*changes: Change) -> Change:
    """One change after another."""

    def change(text: str) -> str | bytes:
        for one in changes:
            assert isinstance(text, str)
            text = one(text)  # type: ignore[assignment]
        return text

    return change


def apply(path: Path, change: Change) -> None:
    """Change a CSV file in place."""
    with path.open(encoding="utf-8", newline="") as handle:
        new = change(handle.read())
    path.write_bytes(new if isinstance(new, bytes) else new.encode("utf-8"))


def to_xlsx(path: Path, numbers_from: int, above: int = 0) -> Path:
    """Turn a CSV file into a workbook: numbers as numbers, optionally lines above the header."""
    rows = rows_of(path.read_text(encoding="utf-8"))
    path.unlink()
    book = openpyxl.Workbook(write_only=True)
    if above:
        book.create_sheet("Cover").append(["About this file"])
    sheet = book.create_sheet("Data")
    for k in range(above):
        sheet.append([f"Note {k}"])
    sheet.append([int(c) if c.isdigit() else c for c in rows[0]])
    for row in rows[1:]:
        sheet.append([*row[:numbers_from], *map(int, row[numbers_from:])])
    new = path.with_suffix(".xlsx")
    book.save(new)
    book.close()
    return new


def to_parquet(path: Path) -> Path:
    """Turn a CSV file into Parquet, header lower-cased as third parties do."""
    frame = pd.read_csv(path, keep_default_na=False)
    path.unlink()
    new = path.with_suffix(".parquet")
    frame.rename(columns=str.lower).to_parquet(new, index=False)
    return new


def together(styles: Mapping[str, tuple[str, Change]]) -> dict[str, dict[str, Change]]:
    """Styles of different files side by side, one of each file at a time: fewer builds say as much.

    Returns:
        What each round changes, by file; rounds by the names of their styles.
    """
    of_file: dict[str, list[tuple[str, Change]]] = {}
    for name, (file, change) in styles.items():
        of_file.setdefault(file, []).append((name, change))
    rounds: dict[str, dict[str, Change]] = {}
    for place in range(max(map(len, of_file.values()))):
        chosen = {file: own[place] for file, own in of_file.items() if place < len(own)}
        names = "; ".join(name for name, _ in chosen.values())
        rounds[names] = {file: change for file, (_, change) in chosen.items()}
    return rounds

"""Tables column by column: the same rows in the same order, every recorded column with its values.

A column that is new is no difference; it is told once a table.
"""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from tests.golden.differences import (
    Difference,
    json_differences,
    line_differences,
    same,
    told,
    value_of,
)

Row = list[Any]
REMARK = "note"
"""A column of words that does not say which row it is."""


@dataclass(frozen=True)
class Grid:
    """A table: column names, and rows of as many cells."""

    columns: list[str]
    rows: list[Row]

    def only(self, columns: list[str]) -> list[Row]:
        """The rows with some of the columns only."""
        places = [self.columns.index(name) for name in columns]
        return [[row[place] for place in places] for row in self.rows]


def read_csv(text: str) -> tuple[list[str], Grid]:
    """Comment lines and the table of a CSV."""
    lines = text.split("\n")
    comments = []
    while lines and lines[0].startswith("#"):
        comments.append(lines.pop(0))
    header, *rows = [*csv.reader(io.StringIO("\n".join(lines)))] or [[]]
    return comments, Grid(header, [[value_of(cell) for cell in _wide(r, header)] for r in rows])


def _wide(row: Row, header: list[str]) -> Row:
    """The row as wide as its header; cells beyond it make it wider, and so different."""
    return row + [""] * (len(header) - len(row))


def read_json(text: str) -> tuple[Any, Grid | None]:
    """What a JSON answer says besides its table, and its table if it has one."""
    body = json.loads(text)
    if not isinstance(body, dict) or not {"columns", "rows"} <= set(body):
        return body, None
    columns = list(dict.fromkeys([*body["columns"], *(key for row in body["rows"] for key in row)]))
    rows = [[row.get(name) for name in columns] for row in body["rows"]]
    rest = {key: value for key, value in body.items() if key not in ("columns", "rows")}
    return rest, Grid(columns, rows)


def _identities(grid: Grid, columns: list[str]) -> list[tuple]:
    """What says which row it is: its words, or its first two cells where it has none."""
    rows = grid.only(columns)
    texts = [
        place
        for place, name in enumerate(columns)
        if name != REMARK and all(isinstance(row[place], str) for row in rows)
    ]
    places = texts or list(range(min(2, len(columns))))
    return [tuple(told(row[place]) for place in places) for row in rows]


def _name(row: Row, columns: list[str]) -> str:
    """A row by its first cells, for people."""
    return ", ".join(f"{name}={told(row[n])}" for n, name in enumerate(columns[:3]))


def _cells(
    url: str, columns: list[str], before: Row, after: Row, number: int
) -> Iterator[Difference]:
    for place, name in enumerate(columns):
        if not same(before[place], after[place]):
            was, now = told(before[place]), told(after[place])
            at = f"row {number + 1} ({_name(before, columns)})"
            yield Difference("cell", url, f"column {name}", was, now, at)


def _rows(url: str, columns: list[str], before: Grid, after: Grid) -> Iterator[Difference]:
    """Cells of rows that are in both, and rows that went, came or moved."""
    old, new = before.only(columns), after.only(columns)
    if len(old) == len(new) and all(
        same(was, now)
        for pair in zip(old, new, strict=True)
        for was, now in zip(*pair, strict=True)
    ):
        return
    keys = _identities(before, columns), _identities(after, columns)
    matcher = SequenceMatcher(None, *keys, autojunk=False)
    in_place = sum(was == now for was, now in zip(*keys, strict=False))
    if len(old) == len(new) and in_place >= sum(
        block.size for block in matcher.get_matching_blocks()
    ):
        # nothing went or came, words changed within rows: row by row
        matcher = SequenceMatcher(None, [0] * len(old), [0] * len(new), autojunk=False)
    gone: list[int] = []
    come: list[int] = []
    for tag, i, j, k, m in matcher.get_opcodes():
        if tag == "equal":
            for step in range(j - i):
                yield from _cells(url, columns, old[i + step], new[k + step], i + step)
        else:
            gone += range(i, j)
            come += range(k, m)
    waiting = Counter(keys[1][k] for k in come)
    for i in gone:
        kind = "row-moved" if waiting[keys[0][i]] else "row-lost"
        target = next((k for k in come if keys[1][k] == keys[0][i]), None)
        after_text = "" if target is None else told(new[target])
        at = f"row {i + 1}" + ("" if target is None else f" to row {target + 1}")
        yield Difference(kind, url, "rows", told(old[i]), after_text, at)
        if target is not None:
            waiting[keys[0][i]] -= 1
            come.remove(target)
    for k in come:
        yield Difference("row-new", url, "rows", "", told(new[k]), f"row {k + 1}")


def grid_differences(
    url: str, before: Grid, after: Grid, added: dict[str, Counter[str]], table: str
) -> Iterator[Difference]:
    """Differences of two tables; columns that are new are counted in ``added``."""
    for name in before.columns:
        if name not in after.columns:
            yield Difference("column-lost", url, f"column {name}", name, "")
    for name in after.columns:
        if name not in before.columns:
            added.setdefault(table, Counter())[name] += 1
    shared = [name for name in before.columns if name in after.columns]
    now = [name for name in after.columns if name in shared]
    if shared != now:
        yield Difference("column-order", url, "columns", ", ".join(shared), ", ".join(now))
    yield from _rows(url, shared, before, after)


def answer_differences(
    before: dict[str, Any], after: dict[str, Any], added: dict[str, Counter[str]]
) -> Iterator[Difference]:
    """Differences of two answers of the interface, as :class:`tests.golden.asking.Program` gives.

    Args:
        before: the recorded one.
        after: the present one.
        added: new columns by table, counted here.
    """
    url = before["url"]
    for kind in ("status", "type", "file"):
        if before[kind] != after[kind]:
            yield Difference(kind, url, kind, told(before[kind]), told(after[kind]))
    table = url.split("?")[0]
    if "cells" in before and "cells" in after:
        yield from _book_differences(url, before["cells"], after["cells"], added)
        return
    was, now = before.get("body", ""), after.get("body", "")
    if "cells" in before or "cells" in after or was == now:
        return  # one is an Excel file and the other is not: the type has said so
    kinds = {text["type"].split(";")[0] for text in (before, after)}
    if kinds == {"text/csv"}:
        (comments, old), (comments_now, new) = read_csv(was), read_csv(now)
        yield from line_differences("comment", url, "comments", comments, comments_now)
        yield from grid_differences(url, old, new, added, table)
    elif kinds == {"application/json"}:
        (rest, grid), (rest_now, grid_now) = read_json(was), read_json(now)
        yield from json_differences("json", url, "body", rest, rest_now)
        if grid and grid_now:
            yield from grid_differences(url, grid, grid_now, added, table)
        elif grid or grid_now:
            shape = ["a table" if one else "no table" for one in (grid, grid_now)]
            yield Difference("body", url, "body", *shape)
    else:
        yield Difference("body", url, "body", was, now)


def _book_differences(
    url: str,
    before: dict[str, list[Row]],
    after: dict[str, list[Row]],
    added: dict[str, Counter[str]],
) -> Iterator[Difference]:
    """Differences of two Excel files: sheets by name; ``about`` is lines, others are tables."""
    for name in dict.fromkeys([*before, *after]):
        if name not in before or name not in after:
            sheets = [name if name in book else "" for book in (before, after)]
            yield Difference("body", url, f"sheet {name}", *sheets)
        elif name == "about":
            lines = [[told(row[0]) for row in book[name] if row] for book in (before, after)]
            yield from line_differences("comment", url, "comments", *lines)
        else:
            grids = [
                Grid([told(c) for c in book[name][0]], book[name][1:]) for book in (before, after)
            ]
            yield from grid_differences(url, *grids, added, url.split("?")[0])

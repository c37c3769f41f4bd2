"""What the raw tables must hold, checked with pandera, and a failure told with its place."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pandera.pandas as pa
from pandera.errors import SchemaError

from data.errors import DataError
from data.ingest.official.columns import token
from data.ingest.official.raw_tables import RawTable


@dataclass(frozen=True)
class Rule:
    """What one column of a raw table may hold.

    Attributes:
        message: what is wrong with anything else, in plain words.
        among: the texts allowed, or None.
        between: the smallest and the largest number allowed, or None.
        allowed: how a message words what is allowed; the sorted texts when empty.
    """

    message: str
    among: Collection[str] | None = None
    between: tuple[int, int] | None = None
    allowed: str = ""

    def column(self) -> pa.Column:
        """The rule as a pandera column."""
        if self.between is not None:
            return pa.Column(checks=pa.Check.in_range(*self.between))
        return pa.Column(checks=pa.Check.isin(list(self.among or ())))

    def words(self) -> str:
        """What is allowed, in words."""
        if self.allowed:
            return self.allowed
        if self.between is not None:
            return f"{self.between[0]} to {self.between[1]:,}"
        return ", ".join(sorted(self.among or ()))


def check(
    table: RawTable,
    rules: Mapping[str, Rule],
    at: Mapping[str, int],
    values: Mapping[str, object],
    rows: np.ndarray | None = None,
) -> None:
    """Check columns of a raw table against rules.

    Args:
        table: the table, for the place.
        rules: column → rule.
        at: column → its position in the table.
        values: column → the values to check (as the build reads them, a row each).
        rows: which rows of the table the values are; all when None. Distinct values with
            the row on which each first stands are enough, and faster.

    Raises:
        DataError: the first value that breaks a rule, with line, column and what is allowed.
    """
    frame = pd.DataFrame({c: pd.Series(values[c]) for c in rules})
    if not len(frame):
        return
    schema = pa.DataFrameSchema({c: r.column() for c, r in rules.items()})
    try:
        schema.validate(frame)
    except SchemaError as error:
        column = str(error.schema.name)
        cases = error.failure_cases
        first = int(cases["index"].min()) if isinstance(cases, pd.DataFrame) else 0
        row = first if rows is None else int(rows[first])
        raise DataError(
            rules[column].message,
            file=table.place,
            line=int(table.lines[row]),
            column=table.header[at[column]],
            value=table.columns[at[column]][row].as_py(),
            allowed=rules[column].words(),
        ) from None


def header(table: RawTable, needs: Collection[str], extra: Collection[str] = ()) -> dict[str, int]:
    """Positions of the columns of a table whose header is fixed.

    Args:
        table: the table.
        needs: names (as tokens) that must be there.
        extra: names that may be there too.

    Raises:
        DataError: an unknown, missing or repeated column.
    """
    at: dict[str, int] = {}
    for position, name in enumerate(table.header):
        key = token(name)
        if key in at or key not in {*needs, *extra}:
            raise DataError(
                "the same column twice" if key in at else "unknown column",
                file=table.place,
                line=table.header_line,
                column=name or f"(no name, column {position + 1})",
                allowed=sorted({*needs, *extra}),
            )
        at[key] = position
    missing = sorted(set(needs) - set(at))
    if missing:
        raise DataError(
            "a column is missing",
            file=table.place,
            line=table.header_line,
            value=missing[0],
            allowed=sorted(needs),
        )
    return at


def roles(
    table: RawTable, names: Mapping[str, Collection[str]], optional: Collection[str] = ()
) -> dict[str, int]:
    """Positions of the columns of a table whose columns have had several names.

    Args:
        table: the table.
        names: role → the names (as tokens) under which it has been published.
        optional: roles that may be absent.

    Raises:
        DataError: an unknown column, a role missing or there twice.
    """
    role_of = {name: role for role, own in names.items() for name in own}
    allowed = sorted(role_of)
    at: dict[str, int] = {}
    for position, name in enumerate(table.header):
        role = role_of.get(token(name))
        if role is None or role in at:
            raise DataError(
                "unknown column" if role is None else "the same column twice",
                file=table.place,
                line=table.header_line,
                column=name or f"(no name, column {position + 1})",
                allowed=allowed,
            )
        at[role] = position
    missing = [role for role in names if role not in at and role not in optional]
    if missing:
        raise DataError(
            "a column is missing",
            file=table.place,
            line=table.header_line,
            value=" or ".join(sorted(names[missing[0]])),
            allowed=allowed,
        )
    return at


def distinct(*columns: list[str]) -> tuple[np.ndarray, list[tuple[str, ...]], np.ndarray]:
    """Distinct combinations of text columns.

    Returns:
        The number of each row's combination, the combinations in order of appearance, and
        the row on which each first stands.
    """
    joined = pd.Series(list(zip(*columns, strict=True)), dtype=object)
    codes, combinations = pd.factorize(joined)
    _, first = np.unique(codes, return_index=True)
    return codes, list(combinations), first


def combinations(
    table: RawTable, *positions: int
) -> tuple[np.ndarray, list[tuple[str, ...]], np.ndarray]:
    """Distinct combinations of columns of a long table, faster than ``distinct``.

    Returns:
        The number of each row's combination, the combinations in order of appearance, and
        the row on which each first stands.
    """
    numbers = np.zeros(len(table), dtype=np.int64)
    for position in positions:
        encoded = table.columns[position].dictionary_encode()
        codes = encoded.indices.to_numpy(zero_copy_only=False)
        # numbered anew after each column, so that no product of sizes can overflow
        numbers = pd.factorize(numbers * max(len(encoded.dictionary), 1) + codes)[0]
    _, first = np.unique(numbers, return_index=True)
    found = [tuple(table.columns[p][int(row)].as_py() for p in positions) for row in first]
    return numbers, found, first


def mapped(
    table: RawTable,
    at: Mapping[str, int],
    column: str,
    known: Mapping[str, str],
    key: Callable[[str], str] = lambda text: " ".join(text.lower().split()),
) -> np.ndarray:
    """A column of few texts as our own words for them.

    Args:
        table: the table.
        at: column → its position.
        column: which column.
        known: text, as ``key`` makes it, → our word.
        key: how a cell becomes a key; small letters and single blanks when not given.

    Raises:
        DataError: a text that is not known, where it first stands.
    """
    codes, found, first = combinations(table, at[column])
    keys = [key(text) for (text,) in found]
    rule = Rule(f"unknown {column.replace('_', ' ')}", among=known)
    check(table, {column: rule}, at, {column: keys}, first)
    return np.array([known[k] for k in keys], dtype=object)[codes]


def refuse_twice(table: RawTable, at: Mapping[str, int], count: str, allowed: str) -> None:
    """Raise when two rows agree in everything but the count.

    Args:
        table: the table.
        at: column → its position; all of them but the count make a row.
        count: the column of counts.
        allowed: what is right, in words.

    Raises:
        DataError: naming the second row and the line of the first.
    """
    key = [p for name, p in sorted(at.items()) if name != count]
    frame = pd.DataFrame(
        {str(p): table.columns[p].dictionary_encode().indices.to_numpy() for p in key}
    )
    twice = frame.duplicated().to_numpy()
    if twice.any():
        row = int(np.argmax(twice))
        first = int(np.argmax((frame == frame.iloc[row]).all(axis=1).to_numpy()))
        counts = table.columns[at[count]]
        raise DataError(
            f"the same row again: it already stands on line {int(table.lines[first])} "
            f"with the count {counts[first].as_py()}",
            file=table.place,
            line=int(table.lines[row]),
            column=table.header[at[count]],
            value=counts[row].as_py(),
            allowed=allowed,
        )

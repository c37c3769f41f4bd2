"""Differences that are meant: entries of ``accepted.toml``, and which differences they cover."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from data.errors import DataError
from tests.golden.differences import Difference

FILE = Path(__file__).with_name("accepted.toml")
PATTERNS = ("url", "place", "before", "after")


@dataclass(frozen=True)
class Entry:
    """A kind of differences that is meant.

    Attributes:
        kind: what the whole kind must match.
        patterns: what must be found, by part of the difference.
        reason: why it is meant.
    """

    kind: re.Pattern[str]
    patterns: tuple[tuple[str, re.Pattern[str]], ...]
    reason: str

    def covers(self, found: Difference) -> bool:
        """Whether the difference is one of these."""
        return bool(self.kind.fullmatch(found.kind)) and all(
            pattern.search(getattr(found, part)) for part, pattern in self.patterns
        )


def _entry(number: int, item: Any, path: Path) -> Entry:
    def wrong(text: str, value: object = "") -> DataError:
        return DataError(f"entry {number} {text}", file=path, value=str(value), allowed=ALLOWED)

    if not isinstance(item, dict) or not all(isinstance(text, str) for text in item.values()):
        raise wrong("is not a table of texts", item)
    if strange := set(item) - {"kind", "reason", *PATTERNS}:
        raise wrong("has a key that does not exist", min(strange))
    reason = item.get("reason", "").strip()
    if not item.get("kind") or not reason or "\n" in reason or not set(item) & set(PATTERNS):
        raise wrong("lacks something", ", ".join(item))
    try:
        patterns = tuple((part, re.compile(item[part])) for part in PATTERNS if part in item)
        return Entry(re.compile(item["kind"]), patterns, reason)
    except re.error as error:
        raise wrong("has a pattern that is not a regular expression", error.pattern) from error


ALLOWED = "kind, a reason of one line, and one at least of url, place, before, after"


def read_accepted(path: Path = FILE) -> list[Entry]:
    """The entries of a file, in order.

    Raises:
        DataError: the file is not TOML, or an entry is not as the file's head says.
    """
    try:
        body = tomllib.loads(path.read_text("utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise DataError(f"cannot be read: {error}", file=path) from error
    if strange := set(body) - {"accepted"}:
        raise DataError("has a key that does not exist", file=path, value=min(strange))
    items = body.get("accepted", [])
    if not isinstance(items, list):
        raise DataError("“accepted” is not a list of tables", file=path, allowed="[[accepted]]")
    return [_entry(number, item, path) for number, item in enumerate(items, start=1)]


def sort_out(
    found: list[Difference], entries: list[Entry]
) -> tuple[list[Difference], list[tuple[Entry, int]]]:
    """Differences that nothing covers, and how many each entry covers."""
    counts = [0] * len(entries)
    left = []
    for item in found:
        number = next((n for n, entry in enumerate(entries) if entry.covers(item)), None)
        if number is None:
            left.append(item)
        else:
            counts[number] += 1
    return left, list(zip(entries, counts, strict=True))

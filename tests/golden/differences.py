"""Differences between what was recorded and what is served now: texts, trees of JSON, answers."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

RELATIVE = 1e-9
"""How far numbers may lie apart, relative to the larger."""
NUMBER = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?")


@dataclass(frozen=True)
class Difference:
    """One thing that is not as it was recorded.

    Attributes:
        kind: ``cell``, ``column-lost``, ``row-lost``, ``row-new``, ``row-moved``,
            ``column-order``, ``comment``, ``json``, ``text``, ``text-moved``, ``link``,
            ``link-moved``, ``figure``, ``control``, ``status``, ``type``, ``file`` or ``body``.
        url: the question.
        place: what differs: a column, a card, a chart.
        before: as it was recorded; empty when it is new.
        after: as it is now; empty when it is lost.
        at: where in the place: a row, a path.
    """

    kind: str
    url: str
    place: str
    before: str
    after: str
    at: str = ""


def same(before: Any, after: Any) -> bool:
    """Whether two values are the same, numbers to :data:`RELATIVE`."""
    if isinstance(before, bool) or isinstance(after, bool):
        return before is after
    if isinstance(before, int | float) and isinstance(after, int | float):
        both_unknown = math.isnan(before) and math.isnan(after)
        return both_unknown or math.isclose(before, after, rel_tol=RELATIVE)
    return type(before) is type(after) and before == after


def value_of(cell: str) -> Any:
    """A cell of a CSV: a number where it is written as one."""
    return float(cell) if NUMBER.fullmatch(cell) else cell


def told(value: Any) -> str:
    """A value as a difference shows it."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _scalars(value: Any) -> bool:
    return isinstance(value, list) and not any(isinstance(item, list | dict) for item in value)


def _list_steps(before: list, after: list, path: str) -> Iterator[tuple[str, str, str]]:
    """Steps between two lists of values: one for those that changed, one each that came or went."""
    if len(before) == len(after):
        wrong = [n for n, pair in enumerate(zip(before, after, strict=True)) if not same(*pair)]
        if wrong:
            where = f"{path}[{wrong[0]}]" + (f" and {len(wrong) - 1} more" if wrong[1:] else "")
            yield (
                where,
                ", ".join(told(before[n]) for n in wrong[:5]),
                ", ".join(told(after[n]) for n in wrong[:5]),
            )
        return
    keys = [list(map(told, items)) for items in (before, after)]
    for tag, i, j, k, m in SequenceMatcher(None, *keys, autojunk=False).get_opcodes():
        if tag != "equal":
            yield f"{path}[{i}:{j}]", ", ".join(keys[0][i:j]), ", ".join(keys[1][k:m])


def json_steps(before: Any, after: Any, path: str = "") -> Iterator[tuple[str, str, str]]:
    """Where two trees of JSON differ: path, recorded, now; empty text is absent."""
    if isinstance(before, dict) and isinstance(after, dict):
        for key in before:
            where = f"{path}.{key}".lstrip(".")
            if key not in after:
                yield where, told(before[key]) or '""', ""
            else:
                yield from json_steps(before[key], after[key], where)
        for key in after:
            if key not in before:
                yield f"{path}.{key}".lstrip("."), "", told(after[key]) or '""'
    elif _scalars(before) and _scalars(after):
        yield from _list_steps(before, after, path)
    elif isinstance(before, list) and isinstance(after, list):
        for number, pair in enumerate(zip(before, after, strict=False)):
            yield from json_steps(*pair, path=f"{path}[{number}]")
        for number in range(len(after), len(before)):
            yield f"{path}[{number}]", told(before[number]), ""
        for number in range(len(before), len(after)):
            yield f"{path}[{number}]", "", told(after[number])
    elif not same(before, after):
        yield path, told(before), told(after)


def json_differences(
    kind: str, url: str, place: str, before: Any, after: Any
) -> Iterator[Difference]:
    """Differences of two trees of JSON, one a path."""
    for at, was, now in json_steps(before, after):
        yield Difference(kind, url, place, was, now, at)


def line_steps(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[int, str, str]]:
    """Steps between two sequences of lines: place in the recorded one, recorded, now."""
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for tag, i, j, k, m in matcher.get_opcodes():
        if tag == "equal":
            continue
        for step in range(max(j - i, m - k)):
            was = before[i + step] if i + step < j else ""
            now = after[k + step] if k + step < m else ""
            yield i + step, was, now


def line_differences(
    kind: str, url: str, place: str, before: Sequence[str], after: Sequence[str]
) -> Iterator[Difference]:
    """Differences of two sequences of lines."""
    for number, was, now in line_steps(before, after):
        yield Difference(kind, url, place, was, now, f"line {number + 1}")


def placed_differences(
    kind: str,
    url: str,
    before: Mapping[str, Sequence[str]],
    after: Mapping[str, Sequence[str]],
    part: str,
) -> Iterator[Difference]:
    """Differences of lines by place; what went in one place and came in another has moved."""
    steps = [
        (place, *step)
        for place in dict.fromkeys([*before, *after])
        for step in line_steps(before.get(place, ()), after.get(place, ()))
    ]
    came: dict[str, list[int]] = {}
    for number, (_, _, was, now) in enumerate(steps):
        if not was:
            came.setdefault(now, []).append(number)
    gone: set[int] = set()
    for place, line, was, now in steps:
        if was and not now and came.get(was):
            target = came[was].pop(0)
            gone.add(target)
            yield Difference(
                f"{kind}-moved", url, f"{part}: {place}", was, was, f"to {steps[target][0]}"
            )
        elif was:
            yield Difference(kind, url, f"{part}: {place}", was, now, f"line {line + 1}")
    for number, (place, line, was, now) in enumerate(steps):
        if not was and number not in gone:
            yield Difference(kind, url, f"{part}: {place}", "", now, f"line {line + 1}")

"""Differences of page views: texts and links by card, charts and controls by id."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tests.golden.differences import Difference, json_differences, placed_differences, told
from tests.golden.screen import Screen

PARTS = ("first", "later")


def renamed(name: str, renames: Mapping[str, str]) -> str:
    """An id by its new name; ``"old-*": "new-*"`` renames every id that begins so."""
    if name in renames:
        return renames[name]
    for old, new in renames.items():
        if old.endswith("*") and name.startswith(old[:-1]):
            return new.removesuffix("*") + name[len(old) - 1 :]
    return name


def rename_screen(screen: Screen, renames: Mapping[str, str]) -> Screen:
    """The screen with new names of its cards, charts and controls."""
    return {
        part: {renamed(name, renames): value for name, value in held.items()}
        for part, held in screen.items()
    }


def _by_id(
    kind: str, url: str, part: str, before: Mapping[str, Any], after: Mapping[str, Any]
) -> Iterator[Difference]:
    for name in dict.fromkeys([*before, *after]):
        place = f"{part}: {name}"
        if name not in after:
            yield Difference(kind, url, place, f"{name} is there", "")
        elif name not in before:
            yield Difference(kind, url, place, "", f"{name} is there")
        else:
            yield from json_differences(kind, url, place, before[name], after[name])


def view_differences(
    before: dict[str, Any], after: dict[str, Any], renames: Mapping[str, str]
) -> Iterator[Difference]:
    """Differences of two page views, as :class:`tests.golden.asking.Program` gives.

    Args:
        before: the recorded one.
        after: the present one.
        renames: new ids by recorded id.
    """
    url = before["url"]
    for kind in ("status", "codes"):
        if before[kind] != after[kind]:
            yield Difference("status", url, kind, told(before[kind]), told(after[kind]))
    for part in PARTS:
        if (part in before) != (part in after):
            there = [f"{part} view is there" if part in one else "" for one in (before, after)]
            yield Difference("status", url, part, *there)
        elif part in before:
            old, new = rename_screen(before[part], renames), after[part]
            yield from placed_differences("text", url, old["texts"], new["texts"], part)
            yield from placed_differences("link", url, old["links"], new["links"], part)
            yield from _by_id("figure", url, part, old["figures"], new["figures"])
            yield from _by_id("control", url, part, old["controls"], new["controls"])

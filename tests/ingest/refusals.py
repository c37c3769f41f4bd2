"""What a table of refusals declares, and the one run that holds each of its lines.

A line is a name (the test's id), what damages the raw folder, and what the message must say: the
file, and line, column, value or what is allowed, as they stand in the message.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from conftest import Result, fingerprint
from mutate import Change, apply


@dataclass(frozen=True)
class Refusal:
    """One line of a table.

    Attributes:
        damage: what is done to the raw folder.
        says: what the message must say.
        with_outlines: whether the outlines are built anew.
    """

    damage: Callable[[Path], object]
    says: tuple[str, ...]
    with_outlines: bool = False


def of_csv(
    cases: Mapping[str, tuple[str, Change, list[str]]],
    *,
    unnamed: str,
    before: Callable[[Path], None] = lambda path: None,
) -> dict[str, Refusal]:
    """Lines that change the text of one CSV file; the message names it.

    Args:
        cases: name → file, change and what the message says.
        unnamed: a message that says this names what the file belongs to, and not the file.
        before: what is done to the file first.
    """

    def damage(file: str, change: Change) -> Callable[[Path], object]:
        def run(raw: Path) -> None:
            before(raw / file)
            apply(raw / file, change)

        return run

    return {
        name: Refusal(
            damage(file, change), (*says, *([] if unnamed in says else [Path(file).name]))
        )
        for name, (file, change, says) in cases.items()
    }


def of_file(
    cases: Mapping[str, tuple[str, Callable[[Path], Any], list[str]]],
) -> dict[str, Refusal]:
    """Lines that change one file, whatever its format."""

    def damage(file: str, change: Callable[[Path], Any]) -> Callable[[Path], object]:
        return lambda raw: change(raw / file)

    return {
        name: Refusal(damage(file, change), tuple(says), file.startswith("g/"))
        for name, (file, change, says) in cases.items()
    }


def of_folder(
    cases: Mapping[str, tuple[Callable[[Path], object], list[str]]],
) -> dict[str, Refusal]:
    """Lines that change several files of the folder."""
    return {name: Refusal(damage, tuple(says)) for name, (damage, says) in cases.items()}


def table(*parts: Mapping[str, Refusal]) -> pytest.MarkDecorator:
    """All lines of a table as one parametrized argument ``case``, with its names as ids."""
    lines: Iterable[tuple[str, Refusal]] = [line for part in parts for line in part.items()]
    assert len({name for name, _ in lines}) == sum(map(len, parts)), "two lines of one name"
    return pytest.mark.parametrize("case", [pytest.param(c, id=name) for name, c in lines])


def hold(case: Refusal, build: Callable[..., Result], raw: Path, served: Path) -> None:
    """Damage, build, and see it refused with its place; the served data stays as it is."""
    case.damage(raw)
    before = fingerprint(served)
    result = build(with_outlines=case.with_outlines)
    assert result.code == 2, "the damaged file was accepted"
    for fragment in case.says:
        assert fragment in result.error, result.error
    assert "Traceback" not in result.error
    assert fingerprint(served) == before
    assert not [p for p in served.parent.iterdir() if p.name.startswith(".")]

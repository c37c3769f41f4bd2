"""Which months of which series files cover, and whether better ones cover a doubtful file.

A file that is doubtful is left out, with its reason, where other files hold every month of all
that it would feed. Where that cannot be told, or a part of it is in no other file, the refusal
stands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Protocol, TypeVar

from data.errors import DataError
from data.ingest.official.claims import Cell, Coverage, Faulty, run
from data.ingest.official.dashboards import Dashboard, Flagged
from data.ingest.official.doubt import Doubtful, RawFile
from data.ingest.official.inventory import Inventory
from data.ingest.official.people import PeopleFile
from data.ingest.official.recorded import Recorded

NOT_ACCEPTABLE = (
    "--accept takes a file that lacks rows or its last line break, or does not add up, not this one"
)


class FromFile(Protocol):
    """Something that was read from a raw file."""

    file: RawFile


T = TypeVar("T", bound=FromFile)


def of_recorded(files: Iterable[Recorded]) -> Coverage:
    """What files of recorded crime cover: only the finer scheme on wards of May 2022 counts."""
    return frozenset(
        ("recorded", one.level, "", str(month))
        for one in files
        if one.finer and not one.older_wards
        for month in one.months
    )


def of_series(series: Iterable[Flagged]) -> Coverage:
    """What flagged series cover."""
    return frozenset(
        ("flagged", one.level, one.offence, str(month)) for one in series for month in one.months
    )


def of_dashboards(files: Iterable[Dashboard]) -> Coverage:
    """What dashboard files cover."""
    return of_series(series for one in files for series in one.series)


def of_people(files: Iterable[PeopleFile]) -> Coverage:
    """What tables of people cover, from their first month to their last."""
    return frozenset(
        (one.dataset, one.role, one.part, month)
        for one in files
        for month in run(one.first, one.last)
    )


def settle(inventory: Inventory, faulty: Sequence[Faulty], covered: Coverage) -> None:
    """Leave out the tables that better files cover.

    Args:
        inventory: what is left out goes on its record.
        faulty: tables that could not be read.
        covered: what the tables that could be read cover.

    Raises:
        DataError: one of them is needed, or was accepted and cannot be.
    """
    for one in faulty:
        file = one.head.file
        if file.accepted:
            raise with_reason(one.fault, NOT_ACCEPTABLE)
        if one.claim is None:
            raise one.fault
        if missing := one.claim - covered:
            raise with_reason(one.fault, _needed(missing))
        inventory.leave_out(file, one.head.place, one.fault)


def without(
    inventory: Inventory,
    files: Sequence[T],
    fault: Doubtful,
    covers: Callable[[Iterable[T]], Coverage],
) -> list[T]:
    """Files without the one that is doubtful beside the others.

    Args:
        inventory: what is left out goes on its record.
        files: all files that were read.
        fault: what is wrong with one of them.
        covers: what some of the files cover.

    Raises:
        Doubtful: the file is needed, or nothing tells which of two files is right.
    """
    rest = [one for one in files if one.file is not fault.source]
    missing = covers([one for one in files if one.file is fault.source]) - covers(rest)
    if fault.disputed:
        raise fault
    if missing:
        raise with_reason(fault, _needed(missing))
    inventory.leave_out(fault.source, fault.source.name, fault)
    return rest


def with_reason(fault: DataError, why: str) -> DataError:
    """A fault that says one thing more."""
    fault.args = (f"{fault}. {why}",)
    return fault


def _needed(missing: Iterable[Cell]) -> str:
    """Why a file is needed, in words."""
    cells = sorted(missing, key=lambda cell: (cell[3], cell))
    dataset, group, part, month = cells[0]
    months = sorted({cell[3] for cell in cells})
    span = month if len(months) == 1 else f"{months[0]} to {months[-1]}"
    what = " ".join(word for word in (dataset, group, part) if word)
    return f"The file is needed: no better one covers {what}, {span}"

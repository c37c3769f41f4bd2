"""What must be said beside the numbers that a doubtful file feeds, after a person accepted it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from data.errors import DataError
from data.ingest.official.inventory import Inventory
from data.ingest.official.series import Joined

#: Formats whose tables are residents, and the levels whose rates they stand under.
RESIDENTS = {"ward-age": ("ward",), "ward-sex": ("ward",), "mid-2021": ("borough", "london")}


def refuse_sound(inventory: Inventory) -> None:
    """Raise when ``--accept`` names a file that nothing is wrong with.

    Raises:
        DataError: naming the file.
    """
    for file in inventory.files.values():
        if file.accepted and not file.doubts:
            raise DataError(
                "nothing of the file is doubtful: there is nothing to accept",
                file=file.name,
                allowed="--accept FILE for a file that the build refuses",
            )


def caveats(
    inventory: Inventory, everything: Sequence[Joined], people: dict[str, dict[str, dict[str, Any]]]
) -> list[dict[str, Any]]:
    """The manifest's key ``caveats``: a record for each file that was accepted as it is.

    Args:
        inventory: the files.
        everything: the recorded and flagged series.
        people: the manifest's key ``people``.

    Returns:
        Records of ``file``, ``faults`` (``what`` is wrong, and the whole ``text``) and ``feeds``:
        what of the processed data the file supplies, as records of ``dataset``, ``levels`` and,
        where they apply, ``offences``, ``role``, ``from`` and ``to`` (months). A file that
        supplies nothing feeds nothing.
    """
    out = []
    for file in inventory.files.values():
        if file.doubts:
            places = {file.name} | {
                head.place
                for tables in inventory.tables.values()
                for head, _ in tables
                if head.file is file
            }
            faults = [{"what": fault.message, "text": fault.fault} for fault in file.doubts]
            feeds = [
                *_series(places, everything),
                *_people(places, people),
                *_residents(inventory, file.name),
            ]
            out.append({"file": file.name, "faults": faults, "feeds": feeds})
    return out


def _series(places: set[str], everything: Sequence[Joined]) -> list[dict[str, Any]]:
    return [
        {
            "dataset": "recorded",
            "levels": [run["level"]],
            "offences": run["offences"],
            "from": run["from"],
            "to": run["to"],
        }
        for joined in everything
        for run in joined.vintages()
        if run["source"] in places
    ]


def _people(places: set[str], people: dict[str, dict[str, dict[str, Any]]]) -> list[dict[str, Any]]:
    return [
        {"dataset": dataset, "levels": [*entry["levels"]], "role": role}
        for dataset, roles in people.items()
        for role, entry in roles.items()
        if places & set(entry["files"])
    ]


def _residents(inventory: Inventory, name: str) -> list[dict[str, Any]]:
    return [
        {"dataset": "residents", "levels": [*levels]}
        for kind, levels in RESIDENTS.items()
        if any(head.name == name for head, _ in inventory.tables.get(kind, []))
    ]

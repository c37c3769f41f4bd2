"""The people of all official tables as one: newest files first, told in the manifest."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from data.errors import DataError
from data.ingest.official import reconcile
from data.ingest.official.areas import Areas
from data.ingest.official.claims import Faulty, claim_of
from data.ingest.official.coverage import of_people, settle, without
from data.ingest.official.doubt import Doubtful
from data.ingest.official.files import read
from data.ingest.official.inventory import Inventory
from data.ingest.official.people import KEYS, PeopleFile, without_partial
from data.ingest.official.people_files import READERS
from data.ingest.official.people_layers import Layered, layered, nothing_lost
from data.ingest.official.people_manifest import manifest_entry
from data.sources.datasets import DECLARED

COLUMNS = ["dataset", "role", *KEYS, "count"]

NOBODY = "counts offences, or does not say whom it counts"


@dataclass
class People:
    """What the people tables hold, and what the manifest says of them.

    Attributes:
        frame: ``people.parquet``.
        entries: the manifest's key ``people``.
        lines: reconciliations.
        victims: place and victims by year of the homicide file in use, whole years only.
        supplying: places of the tables that supply months.
    """

    frame: pd.DataFrame
    entries: dict[str, dict[str, dict[str, Any]]]
    lines: list[reconcile.Line]
    victims: list[tuple[str, dict[int, int]]]
    supplying: set[str]


def read_people(inventory: Inventory, areas: Areas) -> People:
    """Read all official tables of people; what is left out of them goes on the record.

    Raises:
        DataError: a table is missing; one is not as the official formats have it or contradicts
            another file of the same months, and better ones do not cover it.
    """
    files = _read_all(inventory, areas)
    while True:
        try:
            # what is noted of a file while it is laid beside others is noted on a copy
            return _join(inventory, [replace(f, left_out=[*f.left_out]) for f in files])
        except Doubtful as fault:
            files = without(inventory, files, fault, of_people)


def _join(inventory: Inventory, files: list[PeopleFile]) -> People:
    """Lay the files of each table over each other, hold them beside each other, and tell."""
    groups: dict[tuple[str, str, str], list[PeopleFile]] = {}
    for one in files:
        groups.setdefault((one.dataset, one.role, one.part), []).append(one)
    _refuse_missing(inventory, groups)
    tables = {key: layered(group) for key, group in groups.items()}
    lines = [line for one in tables.values() for line in one.lines]
    units: dict[tuple[str, str], dict[str, Layered]] = {}
    for reader in READERS:
        unit = (reader.dataset, reader.role)
        if own := {part: one for (*key, part), one in tables.items() if tuple(key) == unit}:
            lines += reader.join(own)
            units[unit] = own
    entries: dict[str, dict[str, dict[str, Any]]] = {}
    for (dataset, role), own in units.items():
        entries.setdefault(dataset, {})[role] = manifest_entry(dataset, role, [*own.values()])
        lines += [nothing_lost(one) for one in own.values()]
    for one in files:
        inventory.dropped.extend(
            {"file": one.place, "what": what, "rows": rows, "crimes": people, "reason": reason}
            for what, rows, people, reason in one.left_out
        )
    parts = [
        one.frame.assign(dataset=dataset, role=role) for (dataset, role, _), one in tables.items()
    ]
    frame = pd.concat(parts, ignore_index=True)[COLUMNS]
    frame["count"] = frame["count"].astype(np.int32)
    frame = frame.sort_values(COLUMNS[:-1], ignore_index=True)
    for name in COLUMNS[:-1]:
        frame[name] = frame[name].astype("category")
    victims = tables["homicide", "victim", ""]
    return People(
        frame,
        entries,
        lines,
        [(victims.newest.place, _whole_years(victims.newest))],
        set().union(*(one.supplying for one in tables.values())),
    )


def _read_all(inventory: Inventory, areas: Areas) -> list[PeopleFile]:
    """Every table of people of the folder, months that are not complete taken off."""
    out = []
    faulty: list[Faulty] = []
    strangers: set[str] = set()
    read_from: set[str] = set()
    for reader in READERS:
        kind = reader.format.name
        for head, row in inventory.tables.get(kind, []):
            try:
                table = read(head, row, must_end=reader.must_end)
                found = [without_partial(one) for one in reader.read(table, head.sheet, areas)]
            except DataError as fault:
                faulty.append(Faulty(head, fault, claim_of(head, row, kind, fault)))
                continue
            source = inventory.source(head)
            source["rows"] = (source["rows"] or 0) + len(table)
            if not found:
                inventory.dropped.append(
                    {
                        "file": head.place,
                        "what": "whole table",
                        "rows": len(table),
                        "crimes": None,
                        "reason": NOBODY,
                    }
                )
                strangers.add(head.name)
                continue
            first, last = min(f.first for f in found), max(f.last for f in found)
            if source["period"]:
                before = source["period"].split("..")
                first, last = min(first, before[0]), max(last, before[1])
            source["period"] = f"{first}..{last}"
            read_from.add(head.name)
            out += found
    for source in inventory.sources:
        if source["file"] in strangers - read_from:
            source["used"], source["reason"] = False, NOBODY
    settle(inventory, faulty, of_people(out))
    return out


def _refuse_missing(
    inventory: Inventory, groups: dict[tuple[str, str, str], list[PeopleFile]]
) -> None:
    """Raise when a dataset lacks a table; one that is optional may lack all of them."""
    there = {dataset for dataset, _, _ in groups}
    required = {
        (reader.dataset, reader.role, part): title
        for reader in READERS
        if reader.dataset in there or not DECLARED[reader.dataset].optional
        for part, title in reader.titles.items()
    }
    for key, title in required.items():
        if key not in groups:
            strangers = [s["file"] for s in inventory.sources if s["kind"] is None]
            raise DataError(
                f"no table “{title}” was found in the raw folder",
                value="not recognised: " + ", ".join(strangers) if strangers else None,
                allowed="one such table, CSV, Excel or Parquet",
            )


def _whole_years(one: PeopleFile) -> dict[int, int]:
    """People by year, years that reach December only."""
    totals = one.monthly()
    out: dict[int, int] = {}
    for month, people in totals.items():
        year = int(str(month)[:4])
        if f"{year}-12" <= one.last:
            out[year] = out.get(year, 0) + int(people)
    return out

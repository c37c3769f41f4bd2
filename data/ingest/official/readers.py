"""Read every used file of the folder, and note what of it is left out and why."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from data.errors import DataError
from data.ingest.official.areas import Areas
from data.ingest.official.city import read_city
from data.ingest.official.claims import Faulty, claim_of
from data.ingest.official.coverage import of_dashboards, of_recorded, settle, without
from data.ingest.official.dashboards import Dashboard, read_dashboard
from data.ingest.official.deprivation import join_deprivation, read_lookup, read_ranks
from data.ingest.official.doubt import Doubtful
from data.ingest.official.files import read
from data.ingest.official.inventory import Inventory, same, sole_table
from data.ingest.official.people_files import BY_FORMAT
from data.ingest.official.raw_tables import Head, RawTable
from data.ingest.official.recorded import Recorded, read_recorded
from data.ingest.official.residents import (
    join_wards,
    read_ages,
    read_boroughs,
    read_ethnicity,
    read_sexes,
)
from data.ingest.official.series import Joined, join_recorded
from data.model.places import UNPLACED

#: Kinds of files that newer ones replace month by month.
SUPERSEDED = {
    *("recorded-ward", "recorded-borough", "dashboard"),
    *BY_FORMAT,
}


def read_all_recorded(inventory: Inventory, areas: Areas) -> list[Recorded]:
    """Read all recorded-crime files; what is left out of them goes on the record.

    Raises:
        DataError: one of them is not as the official formats have it, and better ones do not
            cover it.
    """
    out = []
    faulty = [*inventory.faulty]
    for kind in ("recorded-ward", "recorded-borough"):
        for head, row in inventory.tables.get(kind, []):
            try:
                one = read_recorded(read(head, row, must_end=True), areas)
            except DataError as fault:
                faulty.append(Faulty(head, fault, claim_of(head, row, kind, fault)))
                continue
            out.append(one)
            _note_recorded(inventory, areas, head, one)
    settle(inventory, faulty, of_recorded(out))
    return out


def _note_recorded(inventory: Inventory, areas: Areas, head: Head, one: Recorded) -> None:
    """Put on record what is left out of a file of recorded crime."""
    source = inventory.source(head)
    source["rows"] = (source["rows"] or 0) + one.rows
    source["period"] = f"{one.months[0]}..{one.months[-1]}" if len(one.months) else ""
    if one.older_wards:
        _leave(inventory, source, "stands on wards that are not those of May 2022")
        return
    if not one.finer:
        _leave(
            inventory,
            source,
            "older category scheme (stalking and harassment inside violence without "
            "injury): only checks totals",
        )
    for name, (rows, crimes) in one.unused.items() if one.finer else ():
        _drop(inventory, one.place, name, rows, "category not used", crimes)
    for name, (rows, crimes) in one.placed_aside.items() if one.finer else ():
        where = "Hillingdon" if areas.borough(name) != UNPLACED else UNPLACED
        _drop(inventory, one.place, name, rows, f"no borough: counted as {where}", crimes)
    for month, crimes in one.partial:
        _drop(
            inventory,
            one.place,
            f"month {month}",
            one.rows,
            "a residue below 1 % of the median month",
            crimes,
        )


def join_all_recorded(
    inventory: Inventory, files: list[Recorded], level: str
) -> tuple[Joined, list[Recorded]]:
    """The recorded series of a level, without files that are doubtful beside the others.

    Args:
        inventory: what is left out goes on its record.
        files: all files of recorded crime.
        level: ``ward`` or ``borough``.

    Returns:
        The series, and the files without those that were left out.

    Raises:
        DataError: as for :func:`~data.ingest.official.series.join_recorded`; a file that is
            doubtful beside the others, and needed.
    """
    while True:
        try:
            return join_recorded(files, level), files
        except Doubtful as fault:
            files = without(inventory, files, fault, of_recorded)


def read_all_dashboards(inventory: Inventory, areas: Areas) -> list[Dashboard]:
    """Read all dashboard files; what is left out of them goes on the record.

    Raises:
        DataError: one of them is not as the official format has it, and better ones do not
            cover it.
    """
    out = []
    faulty = []
    for head, row in inventory.tables.get("dashboard", []):
        try:
            one = read_dashboard(read(head, row, must_end=True), areas)
        except DataError as fault:
            faulty.append(Faulty(head, fault, claim_of(head, row, "dashboard", fault)))
            continue
        out.append(one)
        source = inventory.source(head)
        source["rows"] = (source["rows"] or 0) + one.rows
        source["period"] = f"{one.period[0]}..{one.period[1]}, extract of {one.refreshed}"
        for name, (rows, crimes) in one.left_out.items():
            _drop(inventory, one.place, name, rows, "left out", crimes)
    settle(inventory, faulty, of_dashboards(out))
    return out


def _leave(inventory: Inventory, source: dict[str, Any], reason: str) -> None:
    source["used"], source["reason"] = False, reason
    _drop(inventory, source["file"], "whole file", source["rows"], reason)


def _drop(
    inventory: Inventory, place: str, what: str, rows: int, reason: str, crimes: int | None = None
) -> None:
    inventory.dropped.append(
        {"file": place, "what": what, "rows": rows, "crimes": crimes, "reason": reason}
    )


def mark_used(inventory: Inventory, everything: list[Joined], people: set[str]) -> None:
    """A file that newer ones replace in every month is not used.

    Args:
        inventory: the files.
        everything: the recorded and flagged series.
        people: places of the tables of people that supply months.
    """
    supplying = {place for j in everything for place in j.supplied} | people
    for source in inventory.sources:
        if source["kind"] not in SUPERSEDED:
            continue
        places = {
            h.place for t in inventory.tables.values() for h, _ in t if h.name == source["file"]
        }
        if source["used"] and not places & supplying:
            source["used"] = False
            source["reason"] = "newer files cover all its months: only checks totals"
        elif places & supplying:  # of a workbook, one table may be left out and another used
            source["used"] = True


def population(inventory: Inventory, areas: Areas) -> pd.DataFrame:
    """The table ``population.parquet``: Census 2021 for wards, mid-2021 for boroughs."""
    _, _, ages = sole_table(
        inventory,
        "ward-age",
        "Census 2021, wards by single year of age",
        lambda table, _: read_ages(table, areas),
    )
    _, table, sexes = sole_table(
        inventory,
        "ward-sex",
        "Census 2021, wards by sex",
        lambda table, _: read_sexes(table, areas),
    )
    out = pd.concat([join_wards(ages, sexes, table), read_boroughs(_mye(inventory), areas)])
    out["age"] = out["age"].astype(np.int16)
    out["residents"] = out["residents"].astype(np.int32)
    return out.sort_values(["level", "area_code", "sex", "age"], ignore_index=True)


def _mye(inventory: Inventory) -> dict[str, RawTable]:
    """The three sheets MYE2, by the sex that the sheet's name or title says."""
    sheets: dict[str, RawTable] = {}
    for head, row in sorted(inventory.tables.get("mid-2021", []), key=lambda f: f[0].place):
        title = " ".join([head.sheet or "", *(c for r in head.rows[:row] for c in r)]).lower()
        word = next((w for w in ("female", "male", "person") if w in title), "")
        sex = {"person": "all"}.get(word, word)
        table = read(head, row)
        if sex in sheets and not same(sheets[sex], table):
            raise DataError("two sheets of the mid-2021 estimates differ", file=table.place)
        sheets[sex] = table
        source = inventory.source(head)
        source["rows"] = (source["rows"] or 0) + len(table)
    return sheets


def deprivation(inventory: Inventory, areas: Areas) -> pd.DataFrame:
    """The table ``deprivation.parquet``."""
    _, imd, ranks = sole_table(
        inventory,
        "imd-2025",
        "Indices of Deprivation 2025, File 1",
        lambda table, _: read_ranks(table),
    )
    _, lookup, links = sole_table(
        inventory,
        "lsoa21-ward22",
        "LSOA 2021 to ward 2022 lookup",
        lambda table, _: read_lookup(table, areas),
    )
    return join_deprivation(ranks, links, imd, lookup, areas)


def city(inventory: Inventory) -> pd.DataFrame:
    """The table ``city.parquet``."""
    head, _, frame = sole_table(
        inventory, "city", "Table C2, Community Safety Partnerships", read_city
    )
    inventory.source(head)["period"] = f"year to {frame['period_to'].iloc[0]:%Y-%m}"
    return frame


def ethnicity(inventory: Inventory, areas: Areas) -> pd.DataFrame:
    """The table ``ethnicity.parquet``."""
    _, _, frame = sole_table(
        inventory,
        "ethnicity",
        "Census 2021 TS021, ethnic group by local authority",
        lambda table, _: read_ethnicity(table, areas),
    )
    return frame

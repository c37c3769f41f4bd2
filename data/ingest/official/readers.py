"""Read every used file of the folder, and note what of it is left out and why."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from data.errors import DataError
from data.ingest.official.areas import Areas
from data.ingest.official.city import read_city
from data.ingest.official.dashboards import Dashboard, read_dashboard
from data.ingest.official.deprivation import read_deprivation
from data.ingest.official.files import RawTable, read
from data.ingest.official.inventory import Inventory, same, sole_table
from data.ingest.official.recorded import Recorded, read_recorded
from data.ingest.official.residents import read_boroughs, read_ethnicity, read_wards
from data.ingest.official.series import Joined
from data.places import UNPLACED

#: Kinds of files that newer ones replace month by month.
SUPERSEDED = {
    *("recorded-ward", "recorded-borough", "dashboard"),
    *("homicide-victims", "homicide-accused", "vawg-victims", "custody"),
}


def read_all_recorded(inventory: Inventory, areas: Areas) -> list[Recorded]:
    """Read all recorded-crime files; what is left out of them goes on the record.

    Raises:
        DataError: any of them is not as the official formats have it.
    """
    out = []
    for kind in ("recorded-ward", "recorded-borough"):
        for head, row in inventory.tables.get(kind, []):
            one = read_recorded(read(head, row, must_end=True), areas)
            out.append(one)
            source = inventory.source(head)
            source["rows"] = (source["rows"] or 0) + one.rows
            source["period"] = f"{one.months[0]}..{one.months[-1]}" if len(one.months) else ""
            if one.older_wards:
                _leave(inventory, source, "stands on wards that are not those of May 2022")
                continue
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
                where = "Hillingdon" if areas.borough(name) != UNPLACED else "unplaced"
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
    return out


def read_all_dashboards(inventory: Inventory, areas: Areas) -> list[Dashboard]:
    """Read all dashboard files; what is left out of them goes on the record.

    Raises:
        DataError: any of them is not as the official format has it.
    """
    out = []
    for head, row in inventory.tables.get("dashboard", []):
        one = read_dashboard(read(head, row, must_end=True), areas)
        out.append(one)
        source = inventory.source(head)
        source["rows"] = (source["rows"] or 0) + one.rows
        source["period"] = f"{one.period[0]}..{one.period[1]}, extract of {one.refreshed}"
        for name, (rows, crimes) in one.left_out.items():
            _drop(inventory, one.place, name, rows, "left out", crimes)
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


def population(inventory: Inventory, areas: Areas) -> pd.DataFrame:
    """The table ``population.parquet``: Census 2021 for wards, mid-2021 for boroughs."""
    _, ages = sole_table(inventory, "ward-age", "Census 2021, wards by single year of age")
    _, sexes = sole_table(inventory, "ward-sex", "Census 2021, wards by sex")
    out = pd.concat([read_wards(ages, sexes, areas), read_boroughs(_mye(inventory), areas)])
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
    _, imd = sole_table(inventory, "imd-2025", "Indices of Deprivation 2025, File 1")
    _, lookup = sole_table(inventory, "lsoa21-ward22", "LSOA 2021 to ward 2022 lookup")
    return read_deprivation(imd, lookup, areas)


def city(inventory: Inventory) -> pd.DataFrame:
    """The table ``city.parquet``."""
    head, table = sole_table(inventory, "city", "Table C2, Community Safety Partnerships")
    frame = read_city(table, head)
    inventory.source(head)["period"] = f"year to {frame['period_to'].iloc[0]:%Y-%m}"
    return frame


def ethnicity(inventory: Inventory, areas: Areas) -> pd.DataFrame:
    """The table ``ethnicity.parquet``."""
    _, table = sole_table(
        inventory, "ethnicity", "Census 2021 TS021, ethnic group by local authority"
    )
    return read_ethnicity(table, areas)

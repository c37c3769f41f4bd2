"""The people of all official tables as one: newest files first, told in the manifest."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from data.errors import DataError
from data.ingest.official import reconcile
from data.ingest.official.areas import Areas
from data.ingest.official.custody import read_custody
from data.ingest.official.files import read
from data.ingest.official.homicides import read_accused, read_victims
from data.ingest.official.inventory import Inventory
from data.ingest.official.people import (
    DIMENSIONS,
    ENOUGH_A_MONTH,
    KEYS,
    PeopleFile,
    bands,
    without_partial,
)
from data.ingest.official.vawg import read_vawg, refuse_apart
from data.places import UNPLACED

COLUMNS = ["dataset", "role", *KEYS, "count"]

#: What a dataset's rows count, and on what its ethnic groups rest.
UNITS = {
    ("homicide", "victim"): ("victims of homicide", "officer-observed"),
    ("homicide", "suspect"): ("people proceeded against for homicide", "self-classified"),
    ("vawg", "victim"): ("female victims of recorded offences", "officer-observed"),
    ("custody", "suspect"): ("custody disposals, several an arrest: not people", "as recorded"),
}
#: Two files of one table may differ by this share in a year: a live system re-counts.
REVISED_SHARE, REVISED = 0.06, 6
#: One total of the months that two files share is at most so many times the other.
DAMAGE, DAMAGE_ENOUGH = 2, 200
#: The three tables on violence against women and girls hold the same people.
APART_SHARE = 0.01
#: The last months of a table of few people are flagged when chance makes them once in so many.
INCOMPLETE_CHANCE = 1 / 1000

NOBODY = "counts offences, or does not say whom it counts"


@dataclass
class People:
    """What the people tables hold, and what the manifest says of them.

    Attributes:
        frame: ``people.parquet``.
        told: the manifest's key ``people``.
        lines: reconciliations.
        victims: place and victims by year of the homicide file in use, whole years only.
        supplying: places of the tables that supply months.
    """

    frame: pd.DataFrame
    told: dict[str, dict[str, dict[str, Any]]]
    lines: list[reconcile.Line]
    victims: list[tuple[str, dict[int, int]]]
    supplying: set[str]


@dataclass
class Laid:
    """The files of one table laid over each other, newest first."""

    files: list[PeopleFile]
    frame: pd.DataFrame
    supplying: set[str]
    lines: list[reconcile.Line] = field(default_factory=list)

    @property
    def newest(self) -> PeopleFile:
        """The file that supplies the latest months."""
        return self.files[0]


def read_people(inventory: Inventory, areas: Areas) -> People:
    """Read all official tables of people; what is left out of them goes on the record.

    Raises:
        DataError: a table is missing, is not as the official formats have it, or contradicts
            another file of the same months.
    """
    files = _read_all(inventory, areas)
    groups: dict[tuple[str, str, str], list[PeopleFile]] = {}
    for one in files:
        groups.setdefault((one.dataset, one.role, one.part), []).append(one)
    _refuse_missing(inventory, groups)
    laid = {key: _lay(group) for key, group in groups.items()}
    _same_months(laid)
    lines = [line for one in laid.values() for line in one.lines]
    lines += _vawg_lines(laid)
    told: dict[str, dict[str, dict[str, Any]]] = {}
    for dataset, role in UNITS:
        own = [one for key, one in laid.items() if key[:2] == (dataset, role)]
        told.setdefault(dataset, {})[role] = _told(dataset, role, own)
        lines += [_nothing_lost(one) for one in own]
    for one in files:
        inventory.dropped.extend(
            {"file": one.place, "what": what, "rows": rows, "crimes": people, "reason": reason}
            for what, rows, people, reason in one.left_out
        )
    parts = [
        one.frame.assign(dataset=dataset, role=role) for (dataset, role, _), one in laid.items()
    ]
    frame = pd.concat(parts, ignore_index=True)[COLUMNS]
    frame["count"] = frame["count"].astype(np.int32)
    frame = frame.sort_values(COLUMNS[:-1], ignore_index=True)
    for name in COLUMNS[:-1]:
        frame[name] = frame[name].astype("category")
    victims = laid["homicide", "victim", ""]
    return People(
        frame,
        told,
        lines,
        [(victims.newest.place, _whole_years(victims.newest))],
        set().union(*(one.supplying for one in laid.values())),
    )


def _read_all(inventory: Inventory, areas: Areas) -> list[PeopleFile]:
    """Every table of people of the folder, months that are not complete taken off."""
    readers: dict[str, Callable[..., list[PeopleFile]]] = {
        "homicide-victims": lambda table, _: [read_victims(table, areas)],
        "homicide-accused": lambda table, _: [read_accused(table, areas)],
        "vawg-victims": lambda table, sheet: read_vawg(table, sheet, areas),
        "custody": lambda table, _: [read_custody(table)],
    }
    out = []
    strangers: set[str] = set()
    read_from: set[str] = set()
    for kind, reader in readers.items():
        for head, row in inventory.tables.get(kind, []):
            # homicide files end in a word of few; a cut inside the last count would be unseen
            table = read(head, row, must_end=not kind.startswith("homicide"))
            found = [without_partial(one) for one in reader(table, head.sheet)]
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
    return out


def _refuse_missing(
    inventory: Inventory, groups: dict[tuple[str, str, str], list[PeopleFile]]
) -> None:
    wanted = {
        ("homicide", "victim", ""): "MPS Homicide Dashboard Data: victims",
        ("homicide", "suspect", ""): "MPS Homicide Dashboard Data: persons proceeded against",
        ("custody", "suspect", ""): "MPS Custody: disposals",
    }
    for part in ("place", "age", "ethnicity"):
        wanted["vawg", "victim", part] = f"MPS Violence Against Women and Girls: victims by {part}"
    for key, title in wanted.items():
        if key not in groups:
            strangers = [s["file"] for s in inventory.sources if s["kind"] is None]
            raise DataError(
                f"no table “{title}” was found in the raw folder",
                value="not recognised: " + ", ".join(strangers) if strangers else None,
                allowed="one such table, CSV, Excel or Parquet",
            )


def _lay(files: list[PeopleFile]) -> Laid:
    """The newest file, and months before it from older ones.

    Raises:
        DataError: two files to the same month that differ, files that no revision explains,
            or months that no file covers.
    """
    files = sorted(files, key=lambda f: (f.last, f.first, f.digest), reverse=True)
    out = Laid(files, files[0].frame, {files[0].source})
    first = files[0].first
    for older in files[1:]:
        out.lines += _beside(files[0], older)
        if older.first >= first:
            continue
        if np.datetime64(older.last, "M") + 1 < np.datetime64(first, "M"):
            raise DataError(
                "no file covers the months between this one and the next",
                file=older.place,
                value=f"{older.last} and {first}",
                allowed="files that together cover every month from the first to the last",
            )
        early = older.frame[older.frame["month"] < first]
        out.frame = pd.concat([early, out.frame], ignore_index=True)
        first = older.first
        out.supplying.add(older.source)
    return out


def _beside(new: PeopleFile, old: PeopleFile) -> list[reconcile.Line]:
    """Totals of two files of one table by year, over the months that both have."""
    if new.digest == old.digest:
        return []
    first, last = max(new.first, old.first), min(new.last, old.last)
    here, there = (f.monthly().loc[first:last] for f in (new, old))
    low, high = sorted((int(here.sum()), int(there.sum())))
    twins = new.last == old.last
    if (twins and not _between(new, first, last).equals(_between(old, first, last))) or (
        high >= DAMAGE_ENOUGH and high > DAMAGE * low
    ):
        raise DataError(
            "two files of the same table differ: nothing tells which of them is right",
            file=old.place,
            value=f"{int(there.sum())} people here, {int(here.sum())} in {new.place}, "
            f"{first} to {last}",
            allowed="one of them; an older file ends earlier",
        )
    # whole years: what happened last is still being entered when an extract is made
    spans = [
        (f"{year}-01", f"{year}-12", str(year))
        for year in range(int(first[:4]), int(last[:4]) + 1)
        if first <= f"{year}-01" and f"{year}-12" <= last
    ]
    out = []
    for start, end, when in spans or [(first, last, f"{first} to {last}")]:
        now, before = int(here.loc[start:end].sum()), int(there.loc[start:end].sum())
        out.append(
            reconcile.line(
                f"{_name(new)} in {when}, {old.place}",
                before,
                now,
                abs(now - before) <= max(REVISED, REVISED_SHARE * before),
                f"the older file against {new.place}, which is used",
            )
        )
    return out


def _between(one: PeopleFile, first: str, last: str) -> pd.DataFrame:
    """The rows of some months, in a fixed order."""
    rows = one.frame[one.frame["month"].between(first, last)]
    return rows.sort_values([*KEYS], ignore_index=True)[[*KEYS, "count"]]


def _name(one: PeopleFile) -> str:
    part = f" by {one.part}" if one.part else ""
    return f"{one.dataset}, {one.role}s{part}"


def _same_months(laid: dict[tuple[str, str, str], Laid]) -> None:
    """Cut the three tables on violence against women and girls to the months all have."""
    own = [one for (dataset, _, _), one in laid.items() if dataset == "vawg"]
    first = max(str(one.frame["month"].min()) for one in own)
    last = min(str(one.frame["month"].max()) for one in own)
    for one in own:
        keep = one.frame["month"].between(first, last)
        if keep.all():
            continue
        gone = one.frame[~keep & (one.frame["level"] != "ward")]
        reason = f"the other two tables cover {first} to {last} only"
        months = f"months outside {first}..{last}"
        one.newest.left_out.append((months, len(gone), int(gone["count"].sum()), reason))
        one.frame = one.frame[keep].reset_index(drop=True)


def _vawg_lines(laid: dict[tuple[str, str, str], Laid]) -> list[reconcile.Line]:
    """Whether the tables by place, age and ethnicity hold the same people month by month."""
    parts = {
        part: PeopleFile(one.newest.place, dataset, role, part, 0, 0, one.frame)
        for (dataset, role, part), one in laid.items()
        if dataset == "vawg"
    }
    months, most, worst = refuse_apart(parts, APART_SHARE)
    note = f"furthest apart {worst}, by {most}" if months else "the same in every month"
    place = parts["place"].frame
    wards = int(place.loc[place["level"] == "ward", "count"].sum())
    total = int(place.loc[place["level"] == "borough", "count"].sum())
    return [
        reconcile.line(
            "vawg: months in which victims by place, age and ethnicity differ",
            0,
            months,
            not months,
            note,
        ),
        reconcile.line(
            "vawg: victims in wards (without a ward included) against boroughs",
            total,
            wards,
            wards == total,
        ),
    ]


def _nothing_lost(one: Laid) -> reconcile.Line:
    """People in the newest file against those in the table and those left out."""
    new = one.newest
    rows = new.frame[new.frame["level"] == new.frame["level"].min()]
    kept = int(rows["count"].sum())
    left = sum(people for _, _, people, _ in new.left_out)
    note = f"{left:,} left out, with the reason" if left else "nothing left out"
    return reconcile.line(
        f"{_name(new)}: all in {new.place}",
        new.people,
        kept + left,
        kept + left == new.people,
        note,
    )


def _told(dataset: str, role: str, own: list[Laid]) -> dict[str, Any]:
    """What the manifest says of one role of one dataset."""
    frame = pd.concat([one.frame for one in own], ignore_index=True)
    unit, basis = UNITS[dataset, role]
    labels: dict[str, dict[str, str]] = {}
    for one in own:
        for name, words in one.newest.labels.items():
            labels.setdefault(name, {}).update(words)
    offences = [o for o in labels["offence"] if o in set(frame["offence"])]
    totals: dict[str, dict[str, int]] = {}
    for row in (
        frame.groupby(["split", "level"])["count"].sum().reset_index(name="people").itertuples()
    ):
        totals.setdefault(str(row.split), {})[str(row.level)] = int(str(row.people))
    spans = frame.groupby("level")["month"].agg(["min", "max"])
    out: dict[str, Any] = {
        "unit": unit,
        "ethnicity_basis": basis,
        "levels": {
            str(level): [str(row["min"]), str(row["max"])] for level, row in spans.iterrows()
        },
        "splits": sorted(totals),
        "totals": totals,
        "offences": offences,
        "offence_labels": {o: labels["offence"][o] for o in offences},
        "labels": {name: words for name, words in labels.items() if name != "offence"},
        "bands": {name: found for name in DIMENSIONS if (found := bands(frame, name))},
        "incomplete": _incomplete(own[0].newest),
        "unplaced": _unplaced(frame),
        "files": sorted({place for one in own for place in one.supplying}),
    }
    unmapped = [entry for one in own for entry in one.newest.unmapped]
    if dataset == "vawg":
        out["unmapped_wards"] = [
            {"area_code": code, "ward": ward, "count": count} for code, ward, count in unmapped
        ]
    return out


def _unplaced(frame: pd.DataFrame) -> dict[str, int]:
    """Level → people who have no borough, or no ward."""
    rows = frame[frame["area_code"] == UNPLACED]
    levels = [level for level in ("borough", "ward") if (frame["level"] == level).any()]
    return {level: int(rows.loc[rows["level"] == level, "count"].sum()) for level in levels}


def _incomplete(one: PeopleFile) -> list[str]:
    """Last months with so few people that chance hardly explains it (small tables only)."""
    totals = one.monthly()
    months = np.arange(totals.index[0], np.datetime64(totals.index[-1], "M") + 1, dtype="M8[M]")
    counts = totals.reindex(months.astype(str), fill_value=0)
    out: list[str] = []
    for end in range(len(counts) - 1, 24, -1):
        usual = float(np.median(counts.iloc[end - 24 : end]))
        if usual >= ENOUGH_A_MONTH or not usual:
            break
        number = int(counts.iloc[end])
        chance = sum(math.exp(-usual) * usual**k / math.factorial(k) for k in range(number + 1))
        if chance >= INCOMPLETE_CHANCE:
            break
        out.insert(0, str(counts.index[end]))
    return out


def _whole_years(one: PeopleFile) -> dict[int, int]:
    """People by year, years that reach December only."""
    totals = one.monthly()
    out: dict[int, int] = {}
    for month, people in totals.items():
        year = int(str(month)[:4])
        if f"{year}-12" <= one.last:
            out[year] = out.get(year, 0) + int(people)
    return out

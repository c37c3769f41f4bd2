"""Victims of violence against women and girls: three tables of the same people.

By place, by age and by ethnicity: each holds everybody once, so they are never added up. A row
is a month of recording and a month in which it happened; only the first is kept.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pyarrow.compute as pc

from data.errors import DataError
from data.ingest.official.areas import HEATHROW_VILLAGES, Areas, plain
from data.ingest.official.file_format import DATASTORE, MPS, OGL2, FileFormat
from data.ingest.official.parsing import dates, months, whole_numbers
from data.ingest.official.people import UNKNOWN, PeopleFile, added_up, doubt_holes
from data.ingest.official.people_parts import same_people
from data.ingest.official.people_reader import PeopleReader, known_names
from data.ingest.official.raw_tables import RawTable
from data.ingest.official.validation import combinations, mapped, refuse_twice, roles
from data.model.places import LONDON, UNPLACED

DATASET = "vawg"
OFFENCE = "violence-against-women-and-girls"
LABEL = "Violence against women and girls"

#: The names under which a role of the files has been published.
ROLES = {
    "bcu": {"bcu_location"},
    "borough": {"borough_name"},
    "ward": {"ward_name_clean_2", "ward_name_clean", "ward_name"},
    "recorded": {"recorded_date_months"},
    "committed": {"date_committed_from_date_months"},
    "count": {"count"},
    "sheet": {"sheet"},
    "age": {"age_group"},
    "ethnicity": {"ethnic_appearance_group_group", "ethnic_appearance_group"},
}

#: Names of the tables (or of the cells in ``sheet``), as ``plain`` makes them.
PARTS = {
    "victim count by location": "place",
    "victim count by age group": "age",
    "victim count by ethnic group": "ethnicity",
    "offence count location": "offences",
    "offence count classification": "offences",
}
AGES = {f"aged {low} to {low + 9} years": f"{low}-{low + 9}" for low in range(0, 80, 10)}
AGES |= {"aged 80": "80+", "aged 80 and over": "80+", "unknown": UNKNOWN}
ETHNICITIES = {
    "white": "white",
    "black": "black",
    "asian": "asian",
    "any other": "other",
    "unknown": UNKNOWN,
}
NOWHERE = {"other", "unknown"}
NO_WARD = {"n k", "nk", "non met police force", "unknown", ""}

#: Ward names that are none may hold this share of a borough's victims: former wards do.
UNMAPPED_SHARE, UNMAPPED_ENOUGH = 0.01, 20
#: Victims recorded before it happened: a dozen rows of 400,000 in the official file.
TOO_EARLY_SHARE = 0.01

_OWN = {"place": ("bcu", "borough", "ward"), "age": ("age",), "ethnicity": ("ethnicity",)}


def read_vawg(table: RawTable, sheet: str | None, areas: Areas) -> list[PeopleFile]:
    """The tables of victims that one raw table holds: three when they are stacked.

    Args:
        table: the raw table.
        sheet: the sheet's name in a workbook; it tells the tables apart when the column
            ``sheet`` is not there.
        areas: known wards and boroughs.

    Returns:
        One entry a table of victims; none when it counts offences, or does not say.

    Raises:
        DataError: an unknown column, table, borough, band or group; a cell where the table
            has none; a count or date that is none; a row twice; a month without rows; many
            victims in wards that do not exist.
    """
    at = roles(table, ROLES, optional=("bcu", "borough", "ward", "sheet", "age", "ethnicity"))
    if not len(table):
        raise DataError("no rows below the header", file=table.place, line=table.header_line)
    if "sheet" in at:
        part = mapped(table, at, "sheet", PARTS, plain)
    else:
        part = np.full(len(table), _part_of(at, sheet), dtype=object)
    out = []
    for name in ("place", "age", "ethnicity"):
        rows = np.flatnonzero(part == name)
        if len(rows):
            own = replace(table.take(rows), place=f"{table.place} (by {name})")
            out.append(_read_part(own, at, name, areas))
    return out


def _part_of(at: dict[str, int], sheet: str | None) -> str:
    """Which table a sheet is, by its name, else by its columns; "" when neither says it."""
    told = PARTS.get(plain(sheet or ""))
    return told or next((p for p in ("age", "ethnicity") if p in at), "")


def _read_part(table: RawTable, at: dict[str, int], name: str, areas: Areas) -> PeopleFile:
    lost = [r for r in _OWN[name] if r not in at]
    if lost:
        raise DataError(
            f"victims by {name}, but a column is missing",
            file=table.place,
            line=table.header_line,
            value=lost[0],
            allowed=sorted(ROLES[lost[0]]),
        )
    for part, columns in _OWN.items():
        for column in columns if part != name else ():
            if column in at:
                _refuse_filled(table, at[column], name)
    frame = pd.DataFrame(
        {
            "offence": OFFENCE,
            "month": months(table, at["recorded"]).astype("datetime64[M]").astype(str),
            "count": whole_numbers(table, [at["count"]])[:, 0],
        }
    )
    _refuse_swapped_dates(table, at)
    key = {r: p for r, p in at.items() if r in ("recorded", "committed", "count", *_OWN[name])}
    refuse_twice(table, key, "count", f"each month recorded, month committed and {name} once")
    doubt_holes(table, list(frame["month"]), 0)
    unmapped: list[tuple[str, str, int]] = []
    labels = {"offence": {OFFENCE: LABEL}}
    if name == "place":
        frame["borough"], frame["ward"], unmapped = _places(table, at, areas, frame["count"])
        both = [
            added_up(frame.rename(columns={level: "area_code"}), (), level)
            for level in ("borough", "ward")
        ]
        found = pd.concat(both, ignore_index=True)
    else:
        frame["area_code"] = LONDON
        words = AGES if name == "age" else ETHNICITIES
        frame[name] = mapped(table, at, name, words, plain)
        found = added_up(frame, (name,), "london")
    return PeopleFile(
        table.file,
        table.place,
        DATASET,
        "victim",
        name,
        len(table),
        int(frame["count"].sum()),
        found,
        labels=labels,
        unmapped=unmapped,
    )


def _refuse_filled(table: RawTable, position: int, name: str) -> None:
    """Raise when a column that is another table's holds something."""
    filled = pc.not_equal(table.columns[position], "")
    if pc.any(filled, min_count=0).as_py():
        row = pc.index(filled, True).as_py()
        raise DataError(
            f"a cell where victims by {name} have none",
            file=table.place,
            line=int(table.lines[row]),
            column=table.header[position],
            value=table.columns[position][row].as_py(),
            allowed="an empty cell",
        )


def _refuse_swapped_dates(table: RawTable, at: dict[str, int]) -> None:
    """Raise when much was recorded before it happened: the two dates are swapped."""
    blank = pc.equal(table.columns[at["committed"]], "")
    dated = table.take(np.flatnonzero(~np.asarray(blank)))
    early = dates(dated, at["committed"]) > dates(dated, at["recorded"])
    if early.mean() > TOO_EARLY_SHARE if len(early) else False:
        row = int(np.argmax(early))
        raise DataError(
            "recorded before it happened, as on many other lines: the dates look swapped",
            file=table.place,
            line=int(dated.lines[row]),
            column=table.header[at["recorded"]],
            value=dated.text(at["recorded"])[row],
            allowed=f"such dates on at most {TOO_EARLY_SHARE:.0%} of the lines",
        )


def _places(
    table: RawTable, at: dict[str, int], areas: Areas, counts: pd.Series
) -> tuple[np.ndarray, np.ndarray, list[tuple[str, str, int]]]:
    """Borough and ward of each row (``unplaced`` where there is none), and unknown wards."""
    codes, found, first = combinations(table, at["borough"], at["ward"])
    people = np.bincount(codes, weights=counts.to_numpy(), minlength=len(found)).astype(int)
    boroughs: list[str] = []
    wards: list[str] = []
    unmapped: list[tuple[str, str, int]] = []
    strange: dict[str, list[int]] = {}
    for number, ((borough, ward), row) in enumerate(zip(found, first, strict=True)):
        code = UNPLACED if plain(borough) in NOWHERE else areas.borough(borough)
        if code is None:
            raise DataError(
                "unknown borough",
                file=table.place,
                line=int(table.lines[row]),
                column=table.header[at["borough"]],
                value=borough,
                allowed=", ".join(areas.boroughs[c] for c in areas.policed) + ", Other, Unknown",
            )
        if code == UNPLACED and plain(ward) == plain(areas.wards.get(HEATHROW_VILLAGES, "-")):
            code = areas.parents[HEATHROW_VILLAGES]
        place = areas.ward(code, ward)
        if place is None and plain(ward) not in NO_WARD:
            unmapped.append((code, ward, int(people[number])))
            strange.setdefault(code, []).append(number)
        boroughs.append(code)
        wards.append(place or UNPLACED)
    _refuse_strange(table, at, areas, (np.array(boroughs), people, first), strange)
    return (
        np.array(boroughs, dtype=object)[codes],
        np.array(wards, dtype=object)[codes],
        sorted(unmapped, key=lambda u: (-u[2], u)),
    )


def _refuse_strange(
    table: RawTable,
    at: dict[str, int],
    areas: Areas,
    places: tuple[np.ndarray, np.ndarray, np.ndarray],
    strange: dict[str, list[int]],
) -> None:
    """Raise when wards that a borough does not have hold much of its victims."""
    boroughs, people, first = places
    for code, numbers in strange.items():
        share = people[numbers].sum() / max(people[boroughs == code].sum(), 1)
        if code == UNPLACED or share <= UNMAPPED_SHARE or people[numbers].sum() < UNMAPPED_ENOUGH:
            continue
        row = first[max(numbers, key=lambda n: int(people[n]))]
        own = [areas.wards[w] for w, b in sorted(areas.parents.items()) if b == code]
        raise DataError(
            f"unknown ward of {areas.boroughs[code]}",
            file=table.place,
            line=int(table.lines[row]),
            column=table.header[at["ward"]],
            value=table.text(at["ward"])[row],
            allowed=", ".join(own),
        )


WOMEN = PeopleReader(
    DATASET,
    "victim",
    FileFormat(
        "vawg-victims",
        "MPS Violence Against Women and Girls Dashboard: victims",
        MPS,
        OGL2,
        DATASTORE + "mps-violence-against-women-and-girls-dashboard-data-2yod5",
        needs=frozenset(["recorded_date_months", "date_committed_from_date_months", "count"]),
        used=True,
        known=known_names(ROLES),
        hints=frozenset(
            [
                "recorded_date_months",
                "date_committed_from_date_months",
                "ward_name_clean_2",
                "ethnic_appearance_group_group",
                "bcu_location",
            ]
        ),
        named=r"vawg[ _-]victims",
    ),
    ROLES,
    dated=("recorded",),
    read=read_vawg,
    splits=("", "age", "ethnicity"),
    parts={
        part: f"MPS Violence Against Women and Girls: victims by {part}"
        for part in ("place", "age", "ethnicity")
    },
    sheets=PARTS,
    join=same_people,
)

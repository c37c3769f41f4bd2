"""Recorded crime by month, ward or borough: one wide file in, checked numbers out."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from data.errors import DataError
from data.ingest.official.areas import Areas, plain
from data.ingest.official.categories import RECORDED_OFFENCES, canonical, read_categories
from data.ingest.official.columns import MONTH, RECORDED_ALLOWED, RECORDED_ROLES, token
from data.ingest.official.doubt import RawFile
from data.ingest.official.parsing import whole_numbers
from data.ingest.official.raw_tables import RawTable
from data.ingest.official.validation import Rule, check, distinct
from data.model.places import UNPLACED

#: A file with more unknown wards than this share stands on other wards as a whole.
OTHER_WARDS = 0.25
_WARD_CODE = re.compile(r"^E05\d{6}$")

#: A month below this share of the file's median month is a residue, not a month.
PARTIAL_SHARE = 0.01


@dataclass
class Recorded:
    """One file of recorded crime, checked.

    Attributes:
        file: the file, and what was accepted of it.
        place: the table, for messages.
        level: ``ward`` or ``borough``.
        finer: whether it has stalking and harassment apart (only such files supply counts).
        older_wards: whether its wards are not those of May 2022 (then ``counts`` is empty).
        months: all full months, ``datetime64[M]``, in order, without gaps.
        partial: months left out as residues, with their totals.
        areas: area codes, sorted.
        offences: slugs, in the order of ``RECORDED_OFFENCES``.
        counts: int64, areas × offences × months.
        present: whether the file has any row of that area and offence, areas × offences.
        unused: categories that were read and not used → (rows, crimes).
        placed_aside: names of rows that are no borough → (rows, crimes), used offences only.
        rows: rows of the file.
        digest: hash of the values, to order files of one vintage without looking at names.
    """

    file: RawFile
    place: str
    level: str
    finer: bool
    older_wards: bool = False
    months: np.ndarray = field(default_factory=lambda: np.array([], "datetime64[M]"))
    partial: list[tuple[str, int]] = field(default_factory=list)
    areas: list[str] = field(default_factory=list)
    offences: list[str] = field(default_factory=lambda: list(RECORDED_OFFENCES))
    counts: np.ndarray = field(default_factory=lambda: np.zeros((0, 0, 0), np.int64))
    present: np.ndarray = field(default_factory=lambda: np.zeros((0, 0), bool))
    unused: dict[str, tuple[int, int]] = field(default_factory=dict)
    placed_aside: dict[str, tuple[int, int]] = field(default_factory=dict)
    rows: int = 0
    digest: str = ""

    @property
    def vintage(self) -> tuple[np.datetime64, np.datetime64, str]:
        """What makes one file newer than another: last month, first month, then the values."""
        return (self.months[-1], self.months[0], self.digest)


def read_recorded(table: RawTable, areas: Areas) -> Recorded:
    """Check one file of recorded crime and add up its used categories.

    Args:
        table: the file as text.
        areas: known wards and boroughs.

    Returns:
        The counts by area, offence and full month. A file on older wards comes back empty,
        with ``older_wards`` set.

    Raises:
        DataError: unknown header, category, area or month; a count that is none; a month
            missing inside the run or standing there twice; a row twice; an area missing.
    """
    roles, month_columns = _header(table)
    level = "ward" if "ward_code" in roles else "borough"
    if not len(table):
        raise DataError("no rows below the header", file=table.place, line=table.header_line)
    months = np.array([f"{m[:4]}-{m[4:]}" for m, _ in month_columns], dtype="datetime64[M]")
    aside: dict[str, np.ndarray] = {}
    if level == "ward":
        area = _wards(table, roles, areas)
        if area is None:  # left out: what else stands in it does not matter
            return Recorded(
                table.file,
                table.place,
                level,
                finer=False,
                older_wards=True,
                months=months,
                rows=len(table),
            )
    else:
        area, aside = _boroughs(table, roles, areas)
    counts = whole_numbers(table, [p for _, p in month_columns])
    offence, finer, unused_rows = read_categories(table, roles)
    read = Recorded(table.file, table.place, level, finer, rows=len(table))
    keys = [table.text(p) for p in roles.values()]
    _refuse_twice(table, keys)

    totals = counts.sum(axis=0)
    full = totals >= PARTIAL_SHARE * np.median(totals)
    read.partial = [(str(m), int(t)) for m, t in zip(months[~full], totals[~full], strict=True)]
    months, counts = months[full], counts[:, full]
    if len(months) and (np.diff(months.astype(int)) != 1).any():
        hole = months[int(np.argmax(np.diff(months.astype(int)) != 1))] + 1
        raise DataError(
            "a month inside the run is missing or as good as empty",
            file=table.place,
            line=table.header_line,
            value=str(hole),
            allowed="every month from the first to the last",
        )
    read.months = months
    read.unused = {
        name: (int(rows.sum()), int(counts[rows].sum()))
        for name, rows in sorted(unused_rows.items())
    }
    read.areas = sorted(areas.wards) if level == "ward" else [*areas.policed, UNPLACED]
    at_area = pd.Index(read.areas).get_indexer(pd.Index(area))
    at_offence = pd.Index(read.offences).get_indexer(pd.Index(offence))
    used = at_offence >= 0
    shape = (len(read.areas), len(read.offences), len(months))
    read.counts = np.zeros(shape, np.int64)
    np.add.at(read.counts, (at_area[used], at_offence[used]), counts[used])
    read.present = np.zeros(shape[:2], bool)
    read.present[at_area[used], at_offence[used]] = True
    if level == "borough":
        read.placed_aside = {
            name: (int((rows & used).sum()), int(counts[rows & used].sum()))
            for name, rows in sorted(aside.items())
        }
    _doubt_missing_areas(table, read, set(area))
    read.digest = hashlib.sha256(
        read.months.astype("<i8").tobytes() + read.counts.astype("<i8").tobytes()
    ).hexdigest()
    return read


def _header(table: RawTable) -> tuple[dict[str, int], list[tuple[str, int]]]:
    """Positions of the roles and of the months (in time order)."""
    roles: dict[str, int] = {}
    months: dict[str, int] = {}
    for position, name in enumerate(table.header):
        if MONTH.match(name):
            if name in months:
                raise DataError(
                    "the month stands in the header twice",
                    file=table.place,
                    line=table.header_line,
                    column=name,
                    allowed="each month once",
                )
            months[name] = position
            continue
        role = next((r for r, names in RECORDED_ROLES.items() if token(name) in names), None)
        if role is None or role in roles:
            raise DataError(
                "unknown column" if role is None else f"a second column for the {role}",
                file=table.place,
                line=table.header_line,
                column=name or f"(no name, column {position + 1})",
                allowed=RECORDED_ALLOWED,
            )
        roles[role] = position
    wards = {"ward_name", "ward_code"} & set(roles)
    if len(wards) == 1:
        raise DataError(
            "a ward file needs WardName and WardCode",
            file=table.place,
            line=table.header_line,
            value=table.header[roles[wards.pop()]],
            allowed=RECORDED_ALLOWED,
        )
    return roles, sorted(months.items())


def _wards(table: RawTable, roles: dict[str, int], areas: Areas) -> np.ndarray | None:
    """Ward code of each row, or None when the file stands on other wards."""
    codes = table.text(roles["ward_code"])
    strange = set(codes) - set(areas.wards)
    if len(strange) > OTHER_WARDS * len(set(codes)) and all(_WARD_CODE.match(c) for c in strange):
        return None
    _, combinations, first = distinct(
        codes, table.text(roles["ward_name"]), table.text(roles["borough"])
    )
    known = Rule(
        "unknown ward code", among=areas.wards, allowed="the 679 ward codes of May 2022 (E05…)"
    )
    check(table, {"ward_code": known}, roles, {"ward_code": [c for c, _, _ in combinations]}, first)
    own = {c: plain(n) for c, n in areas.wards.items()}
    for (code, name, borough), row in zip(combinations, first, strict=True):
        home = areas.boroughs[areas.parents[code]]
        if areas.borough(borough) != areas.parents[code]:
            raise DataError(
                "unknown borough"
                if areas.borough(borough) is None
                else f"ward {code} does not lie in that borough",
                file=table.place,
                line=int(table.lines[row]),
                column=table.header[roles["borough"]],
                value=borough,
                allowed=home,
            )
        # a renamed ward is fine; a name that belongs to another ward is a shifted column
        if plain(name) != own[code] and (plain(name) in areas.ward_names or not plain(name)):
            raise DataError(
                f"ward code {code} stands beside another ward's name",
                file=table.place,
                line=int(table.lines[row]),
                column=table.header[roles["ward_name"]],
                value=name,
                allowed=areas.wards[code],
            )
    return np.array(codes, dtype=object)


def _boroughs(
    table: RawTable, roles: dict[str, int], areas: Areas
) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """Borough code (or ``unplaced``) of each row, and the rows that are no borough by name."""
    numbers, found, first = distinct(table.text(roles["borough"]))
    names = [name for (name,) in found]
    codes = [areas.borough(name) or "" for name in names]
    known = Rule(
        "unknown borough",
        among=[*areas.policed, UNPLACED],
        allowed=", ".join(areas.boroughs[c] for c in areas.policed) + ", Unknown, the airports",
    )
    check(table, {"borough": known}, roles, {"borough": codes}, first)
    aside = {
        name: numbers == k
        for k, (name, code) in enumerate(zip(names, codes, strict=True))
        if plain(name) != plain(areas.boroughs.get(code, ""))
    }
    return np.array(codes, dtype=object)[numbers], aside


def _refuse_twice(table: RawTable, keys: list[list[str]]) -> None:
    """Raise when two rows have the same categories and areas: the file contradicts itself."""
    seen: dict[tuple[str, ...], int] = {}
    for i, row in enumerate(zip(*keys, strict=True)):
        key = tuple(canonical(c) for c in row)
        if key in seen:
            raise DataError(
                f"the same row again: it already stands on line {int(table.lines[seen[key]])}",
                file=table.place,
                line=int(table.lines[i]),
                value=", ".join(row),
                allowed="each area and category once",
            )
        seen[key] = i


def _doubt_missing_areas(table: RawTable, read: Recorded, found: set[str]) -> None:
    """Doubt a table in which an area has no row at all, or, over a year and more, no violence.

    Over a year, every area has had violence with injury and without, and London every offence.
    """
    every = [a for a in read.areas if a != UNPLACED]
    missing = [a for a in every if a not in found]
    what = "any row"
    for slug in ("violence-with-injury", "violence-without-injury"):
        if not missing and len(read.months) >= 12:
            at = read.offences.index(slug)
            lacks = {a for a, p in zip(read.areas, read.present, strict=True) if not p[at]}
            missing, what = [a for a in every if a in lacks], f"a row of {slug}"
    if missing:
        table.doubt(
            f"{len(missing)} of {len(every)} areas lack {what}: the file looks cut off",
            line=int(table.lines[-1]),
            value=", ".join(missing[:5]),
            allowed=f"rows for all {len(every)} areas",
        )
    never = [o for k, o in enumerate(read.offences) if not read.present[:, k].any()]
    if read.finer and never and len(read.months) >= 12:
        table.doubt(
            "an offence has no row at all",
            value=never[0],
            allowed=", ".join(read.offences),
        )

"""Recorded crime by month, ward or borough: one wide file in, checked numbers out."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from data.build.areas import HILLINGDON, UNPLACED, Areas, plain
from data.build.files import RawTable, whole_numbers
from data.build.kinds import MONTH, RECORDED_ALLOWED, RECORDED_ROLES, token
from data.errors import DataError

#: A month below this share of the file's median month is a residue, not a month.
PARTIAL_SHARE = 0.01

VIOLENCE, SEXUAL = "VIOLENCE AGAINST THE PERSON", "SEXUAL OFFENCES"
ROBBERY, WEAPONS = "ROBBERY", "POSSESSION OF WEAPONS"
STALKING = "STALKING AND HARASSMENT"
DRIVING = "DEATH SERIOUS INJURY ILLEGAL DRIVING"

#: Group → category → our slug, for the groups that are used (the finer scheme).
USED: dict[str, dict[str, str]] = {
    VIOLENCE: {
        "HOMICIDE": "homicide",
        "VIOLENCE WITH INJURY": "violence-with-injury",
        "VIOLENCE WITHOUT INJURY": "violence-without-injury",
        STALKING: "stalking-and-harassment",
        DRIVING: "death-or-serious-injury-driving",
    },
    SEXUAL: {"RAPE": "rape", "OTHER SEXUAL OFFENCES": "other-sexual-offences"},
    ROBBERY: {
        "ROBBERY OF PERSONAL PROPERTY": "personal-robbery",
        "ROBBERY OF BUSINESS PROPERTY": "business-robbery",
    },
    WEAPONS: {"POSSESSION OF WEAPONS": "possession-of-weapons"},
}
RECORDED_OFFENCES = [slug for group in USED.values() for slug in group.values()]

#: Categories of the oldest scheme inside a used group, and what they add up to.
OLDER = {
    WEAPONS: dict.fromkeys(
        (
            "OTHER FIREARM OFFENCES",
            "OTHER KNIFE OFFENCES",
            "POSSESSION OF ARTICLE WITH BLADE OR POINT",
            "POSSESSION OF FIREARM WITH INTENT",
            "POSSESSION OF FIREARMS OFFENCES",
            "POSSESSION OF OTHER WEAPON",
        ),
        "possession-of-weapons",
    )
}
#: Groups that are published beside them and not used; their categories may change freely.
UNUSED_GROUPS = {
    "ARSON AND CRIMINAL DAMAGE",
    "BURGLARY",
    "DRUG OFFENCES",
    "FRAUD AND FORGERY",
    "HISTORICAL FRAUD AND FORGERY",
    "MISCELLANEOUS CRIMES AGAINST SOCIETY",
    "NFIB FRAUD",
    "PUBLIC ORDER OFFENCES",
    "THEFT",
    "THEFT OFFENCES",
    "VEHICLE OFFENCES",
}


@dataclass
class Recorded:
    """One file of recorded crime, checked.

    Attributes:
        place: the file.
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


def canonical(text: str) -> str:
    """A category as a key: upper case, “&” as AND, punctuation dropped."""
    return " ".join(re.sub(r"[^A-Z0-9]+", " ", text.upper().replace("&", " AND ")).split())


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
    counts = whole_numbers(table, [p for _, p in month_columns])
    months = np.array([f"{m[:4]}-{m[4:]}" for m, _ in month_columns], dtype="datetime64[M]")

    offence, finer, unused_rows = _categories(table, roles)
    read = Recorded(table.place, level, finer, rows=len(table))
    if level == "ward":
        area = _wards(table, roles, areas)
        if area is None:
            read.older_wards, read.months = True, months
            return read
    else:
        area, aside = _boroughs(table, roles, areas)

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
    at_area = pd.Index(read.areas).get_indexer(area)
    at_offence = pd.Index(read.offences).get_indexer(offence)
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
    _refuse_missing_areas(table, read, set(area))
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


def _categories(
    table: RawTable, roles: dict[str, int]
) -> tuple[np.ndarray, bool, dict[str, np.ndarray]]:
    """Slug of each row ("" where unused), whether the scheme is the finer one, unused rows."""
    groups, minors = table.text(roles["group"]), table.text(roles["subgroup"])
    codes, pairs = pd.factorize(pd.Series([f"{g}\n{m}" for g, m in zip(groups, minors, strict=True)]))
    keys = [tuple(canonical(part) for part in str(pair).split("\n")) for pair in pairs]
    finer = (VIOLENCE, STALKING) in keys
    slugs = []
    for number, (group, minor) in enumerate(keys):
        known = dict(USED.get(group, {}))
        if not finer:
            known |= OLDER.get(group, {})
            known.pop(DRIVING, None)
        if group not in UNUSED_GROUPS and minor not in known:
            row = int(np.argmax(codes == number))
            role = "subgroup" if group in USED else "group"
            raise DataError(
                f"unknown offence category in “{group.capitalize()}”"
                if group in USED
                else "unknown offence group",
                file=table.place,
                line=int(table.lines[row]),
                column=table.header[roles[role]],
                value=table.text(roles[role])[row],
                allowed=sorted(known) if group in USED else sorted({*USED, *UNUSED_GROUPS}),
            )
        slugs.append(known.get(minor, ""))
    unused: dict[str, np.ndarray] = {}
    for number, (key, slug) in enumerate(zip(keys, slugs, strict=True)):
        if not slug:
            name = " / ".join(key)
            unused[name] = unused.get(name, np.zeros(len(codes), bool)) | (codes == number)
    return np.array(slugs, dtype=object)[codes], finer, unused


def _wards(table: RawTable, roles: dict[str, int], areas: Areas) -> np.ndarray | None:
    """Ward code of each row, or None when the file stands on other wards."""
    codes = np.array(table.text(roles["ward_code"]), dtype=object)
    names = table.text(roles["ward_name"])
    boroughs = table.text(roles["borough"])
    found = set(codes)
    strange = found - set(areas.wards)
    if len(strange) > 0.25 * len(found) and all(re.match(r"^E05\d{6}$", c) for c in strange):
        return None
    own = {c: plain(n) for c, n in areas.wards.items()}
    taken = set(own.values())
    checked: set[tuple[str, str, str]] = set()
    for i, (code, name, borough) in enumerate(zip(codes, names, boroughs, strict=True)):
        if (code, name, borough) in checked:
            continue
        checked.add((code, name, borough))
        line = int(table.lines[i])
        if code in strange:
            raise DataError(
                "unknown ward code",
                file=table.place,
                line=line,
                column=table.header[roles["ward_code"]],
                value=code,
                allowed="the 679 ward codes of May 2022 (E05…)",
            )
        home = areas.borough(borough)
        if home is None or home == UNPLACED:
            raise DataError(
                "unknown borough",
                file=table.place,
                line=line,
                column=table.header[roles["borough"]],
                value=borough,
                allowed=[areas.boroughs[c] for c in areas.policed],
            )
        if home != areas.parents[code]:
            raise DataError(
                f"ward {code} does not lie in that borough",
                file=table.place,
                line=line,
                column=table.header[roles["borough"]],
                value=borough,
                allowed=areas.boroughs[areas.parents[code]],
            )
        # a renamed ward is fine; a name that belongs to another ward is a shifted column
        if plain(name) != own[code] and (plain(name) in taken or not plain(name)):
            raise DataError(
                f"ward code {code} stands beside another ward's name",
                file=table.place,
                line=line,
                column=table.header[roles["ward_name"]],
                value=name,
                allowed=areas.wards[code],
            )
    return codes


def _boroughs(
    table: RawTable, roles: dict[str, int], areas: Areas
) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """Borough code (or ``unplaced``) of each row, and the rows that are no borough by name."""
    names = np.array(table.text(roles["borough"]), dtype=object)
    codes: dict[str, str] = {}
    for name in dict.fromkeys(names):
        code = areas.borough(name)
        if code is None:
            row = int(np.flatnonzero(names == name)[0])
            raise DataError(
                "unknown borough",
                file=table.place,
                line=int(table.lines[row]),
                column=table.header[roles["borough"]],
                value=name,
                allowed=[*(areas.boroughs[c] for c in areas.policed), "Unknown", "the airports"],
            )
        codes[name] = code
    aside = {
        name: names == name
        for name, code in codes.items()
        if code in (UNPLACED, HILLINGDON) and plain(name) != plain(areas.boroughs[HILLINGDON])
    }
    return np.array([codes[n] for n in names], dtype=object), aside


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


def _refuse_missing_areas(table: RawTable, read: Recorded, found: set[str]) -> None:
    """Raise when an area has no row at all, or, over a year and more, no violence."""
    wanted = [a for a in read.areas if a != UNPLACED]
    missing = [a for a in wanted if a not in found]
    what = "any row"
    if not missing and len(read.months) >= 12:
        at = read.offences.index("violence-with-injury")
        missing = [a for a, p in zip(read.areas, read.present[:, at], strict=True)
                   if a != UNPLACED and not p]
        what = "a row of violence with injury"
    if missing:
        raise DataError(
            f"{len(missing)} of {len(wanted)} areas lack {what}: the file looks cut off",
            file=table.place,
            line=int(table.lines[-1]),
            value=", ".join(missing[:5]),
            allowed=f"rows for all {len(wanted)} areas",
        )

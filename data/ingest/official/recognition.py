"""What a raw file is, by its content: header names decide, never folder or file name.

A file that is like a used kind without being one is refused: silence would look like a
series that ended.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

from data.errors import DataError
from data.ingest.official.columns import MONTH, RECORDED_ALLOWED, RECORDED_ROLES, token
from data.ingest.official.file_format import FileFormat
from data.ingest.official.formats import (
    BOROUGHS,
    CITY_WARDS,
    RECORDED_BOROUGH,
    RECORDED_WARD,
    TABLE_FORMATS,
    WARDS,
)
from data.ingest.official.raw_tables import Head
from data.model.places import CITY

_SIX_DIGITS = re.compile(r"^(19|20)\d{4}$")

#: File names under which the used products are published: with these, a table that does not
#: parse is a fault and not a stranger.
_KNOWN_NAMES = re.compile(
    r"(ward|borough)[ _-]*level[ _-]*crime|recorded-crime-(ward|borough)|monthly[ _-]?crime[ _-]?"
    r"dashboard|MonthlyCrimeDashboard|ONS_Ward_(Age|Sex)|ukpopestimatesmid2021|"
    r"policeforceareatables|File_1_IoD2025|lsoa21_ward22|(wards|lads)_december_2022_london|TS021"
    + "".join(f"|{kind.named}" for kind in TABLE_FORMATS if kind.named),
    re.IGNORECASE,
)


def recognise(heads: list[Head]) -> list[tuple[Head, int, FileFormat]]:
    """Find the tables of a file: each with the row of its header and its kind.

    Args:
        heads: the tops of the file's tables (the sheets of a workbook).

    Returns:
        One entry a recognised table; empty when the file is a stranger.

    Raises:
        DataError: a table that resembles a used kind without being one.
    """
    found = []
    for head in heads:
        for number, row in enumerate(head.rows):
            kind = _match(row)
            if kind is not None:
                found.append((head, number, kind))
                break
    recognised = {head.sheet for head, _, _ in found}
    if not found or any(kind.used for _, _, kind in found):
        for head in heads:
            if not found or head.sheet not in recognised:
                _refuse_likeness(head)
    return found


def _match(row: list[str]) -> FileFormat | None:
    tokens = {token(c) for c in row}
    roles = {r for r, names in RECORDED_ROLES.items() if tokens & names}
    if {"group", "subgroup", "borough"} <= roles and any(_SIX_DIGITS.match(c) for c in row):
        ward = roles & {"ward_name", "ward_code"}
        return RECORDED_WARD if ward else RECORDED_BOROUGH
    for kind in TABLE_FORMATS:
        if kind.needs <= tokens:
            return kind
    return None


def _refuse_likeness(head: Head) -> None:
    """Raise when a table is half of a used kind; say which names are missing."""
    known = bool(_KNOWN_NAMES.search(head.path.name))
    for number, row in enumerate(head.rows):
        for mark in ";\t|":
            kind = _match([c for cell in row for c in cell.split(mark)])
            if mark in "".join(row) and kind is not None and kind.used:
                raise DataError(
                    f"“{kind.title}” with {mark!r} between the cells",
                    file=head.place,
                    line=number + 1,
                    allowed="commas between the cells",
                )
        tokens = {token(c) for c in row if c}
        months = [c for c in row if _SIX_DIGITS.match(c)]
        roles = {r for r, names in RECORDED_ROLES.items() if tokens & names}
        if len(months) >= 3 or len(roles) >= 3:
            missing = [r for r in ("group", "subgroup", "borough") if r not in roles]
            if not months:
                missing.append("months")
            raise DataError(
                f"like a recorded-crime table, but the header lacks: {', '.join(missing)}",
                file=head.place,
                line=number + 1,
                column=_stranger(row, RECORDED_ROLES.values()),
                allowed=RECORDED_ALLOWED,
            )
        for kind in TABLE_FORMATS:
            # few names are no likeness: every Census table by ward shares two of three
            many = len(kind.needs) >= 5 and len(kind.needs & tokens) * 2 >= len(kind.needs)
            if kind.used and (many or kind.hints & tokens):
                raise DataError(
                    f"like “{kind.title}”, but the header lacks: "
                    + ", ".join(sorted(kind.needs - tokens)),
                    file=head.place,
                    line=number + 1,
                    column=_stranger(row, [kind.needs, kind.known]),
                    allowed=sorted(kind.needs | kind.known),
                )
    if known and head.sheet is None:
        raise DataError(
            "named like a file that is used, but no known header is in its first rows",
            file=head.place,
            line=1,
            value="; ".join(head.rows[0])[:120] if head.rows else "nothing",
            allowed=f"the columns as they are published (for recorded crime {RECORDED_ALLOWED})",
        )


def _stranger(row: list[str], known: Iterable[Iterable[str]]) -> str | None:
    names = {n for group in known for n in group}
    return next((c for c in row if c and token(c) not in names and not MONTH.match(c)), None)


def recognise_geojson(text: str, name: str) -> tuple[FileFormat | None, dict[str, Any]]:
    """What a GeoJSON file is, by the codes of its features.

    Raises:
        DataError: text that is not JSON (a cut file, for instance).
    """
    try:
        content = json.loads(text)
    except json.JSONDecodeError as error:
        raise DataError(
            f"not readable as JSON ({error.msg}): cut off or damaged", file=name, line=error.lineno
        ) from None
    if not isinstance(content, dict) or not isinstance(content.get("features"), list):
        return None, {}
    names = [set(f.get("properties") or {}) for f in content["features"] if isinstance(f, dict)]
    every = set().union(*names)
    if "WD22CD" in every:
        kind, needs = WARDS, {"WD22CD", "WD22NM", "LAD22CD", "LAD22NM"}
    elif "LAD22CD" in every:
        kind, needs = BOROUGHS, {"LAD22CD", "LAD22NM"}
    else:
        if _KNOWN_NAMES.search(name):
            raise DataError(
                "named like a boundary file that is used, but its features have other properties",
                file=name,
                value=", ".join(sorted(every)[:8]) or "none",
                allowed="WD22CD, WD22NM, LAD22CD, LAD22NM; for boroughs LAD22CD, LAD22NM",
            )
        return None, content
    for number, properties in enumerate(names, start=1):
        if not needs <= properties:
            raise DataError(
                f"feature {number} lacks a property",
                file=name,
                value=", ".join(sorted(needs - properties)),
                allowed=sorted(needs),
            )
    if kind is WARDS and {f["properties"]["LAD22CD"] for f in content["features"]} == {CITY}:
        kind = CITY_WARDS
    return kind, content

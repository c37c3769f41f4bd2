"""What a doubtful table would cover: read from it with care, or not told at all."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from data.errors import DataError
from data.ingest.official.areas import plain
from data.ingest.official.columns import MONTH, RECORDED_ROLES, token
from data.ingest.official.dashboards import FLAGGED_OFFENCES, SUBTYPES, UNUSED_TYPES
from data.ingest.official.doubt import Doubtful
from data.ingest.official.files import read
from data.ingest.official.parsing import parse_date
from data.ingest.official.people import month_of
from data.ingest.official.people_files import BY_FORMAT
from data.ingest.official.people_reader import PeopleReader
from data.ingest.official.raw_tables import Head, RawTable

#: Series (dataset, level or role, offence or part) and month, as ``YYYY-MM``.
Cell = tuple[str, str, str, str]
Coverage = frozenset[Cell]

LEVELS = ("borough", "ward")


@dataclass(frozen=True)
class Faulty:
    """A table that could not be read as its format demands.

    Attributes:
        head: the table.
        fault: what is wrong.
        claim: what it would cover; None when that cannot be told.
    """

    head: Head
    fault: DataError
    claim: Coverage | None


def run(first: str, last: str) -> list[str]:
    """Months from first to last, both ends in."""
    return [str(m) for m in np.arange(np.datetime64(first, "M"), np.datetime64(last, "M") + 1)]


def claim_of_header(heads: list[Head]) -> Coverage | None:
    """What a table with the header of recorded crime would cover; None when none looks like it.

    A header that does not say at which level it counts claims both.
    """
    for head in heads:
        for row in head.rows:
            tokens = {token(cell) for cell in row}
            roles = {role for role, names in RECORDED_ROLES.items() if tokens & names}
            digits = [cell for cell in row if cell.isdigit()]
            months = [f"{cell[:4]}-{cell[4:]}" for cell in digits if MONTH.match(cell)]
            if len(roles) < 2 or not months:
                continue
            if len(months) < len(digits):  # a month that is none: which was meant?
                return None
            levels = ("ward",) if roles & {"ward_name", "ward_code"} else LEVELS
            return frozenset(("recorded", level, "", month) for level in levels for month in months)
    return None


def claim_of(head: Head, row: int, name: str, fault: DataError) -> Coverage | None:
    """What a table that could not be read would cover.

    Args:
        head: the table.
        row: row of its header.
        name: name of its format.
        fault: why it could not be read.
    """
    if name in ("recorded-ward", "recorded-borough"):
        return claim_of_header([head])
    people = BY_FORMAT.get(name)
    try:
        # a table that is cut has lost rows, and with them perhaps its last months
        table = read(head, row, must_end=people is None or people.must_end)
    except DataError:
        return None
    if name == "dashboard":
        return _claim_of_dashboard(table, isinstance(fault, Doubtful))
    return _claim_of_people(table, people) if people else None


def _cells(table: RawTable, names: Iterable[str]) -> list[str] | None:
    """The cells of the one column that has one of some names; None when there is none."""
    found = [k for k, header in enumerate(table.header) if token(header) in names]
    return table.text(found[0]) if len(found) == 1 else None


def _months(texts: Iterable[str], parse: Callable[[str], str | None]) -> list[str] | None:
    """The run of months of cells; None when one of them is none."""
    found = [parse(text) for text in set(texts)]
    known = [month for month in found if month]
    return run(min(known), max(known)) if known and len(known) == len(found) else None


def _day(text: str) -> str | None:
    date = parse_date(text)
    return f"{date:%Y-%m}" if date else None


def _claim_of_dashboard(table: RawTable, lacks_rows: bool) -> Coverage | None:
    """Both levels of the offences that a dashboard file names, all when one is not known."""
    columns = ("month_year", "refresh_date", "crime_type", "crime_subtype")
    days, refreshed, types, subtypes = (_cells(table, {name}) for name in columns)
    if days is None or refreshed is None or types is None or subtypes is None:
        return None
    months, extracts = _months(days, _day), _months(refreshed, _day)
    if months is None or extracts is None:
        return None
    if lacks_rows:  # whole months may be among what it lacks: an extract ends before its own month
        months = run(months[0], max(months[-1], str(np.datetime64(extracts[-1], "M") - 1)))
    offences: set[str] = set()
    for crime, subtype in {(plain(a), plain(b)) for a, b in zip(types, subtypes, strict=True)}:
        if crime in UNUSED_TYPES:
            continue
        slug = SUBTYPES.get(crime, {}).get(subtype)
        offences |= set(FLAGGED_OFFENCES) if slug is None else {slug} - {""}
    return frozenset(("flagged", lv, o, m) for lv in LEVELS for o in offences for m in months)


def _claim_of_people(table: RawTable, reader: PeopleReader) -> Coverage | None:
    """The months of a table of people; all tables of its kind when it may be any of them."""
    named = [reader.columns[one] for one in reader.dated if one in reader.columns]
    columns = [cells for names in named if (cells := _cells(table, names)) is not None]
    if not columns:
        return None
    texts = [" ".join(cells) for cells in zip(*columns, strict=True)]
    months = _months(texts, lambda text: month_of(text) or _day(text))
    if months is None:
        return None
    parts = set(reader.titles)
    if reader.sheets:
        sheets = _cells(table, reader.columns["sheet"]) or [""]
        told = {reader.sheets.get(plain(sheet), "") for sheet in sheets}
        parts = parts if "" in told else told & parts
    return frozenset((reader.dataset, reader.role, part, m) for part in parts for m in months)

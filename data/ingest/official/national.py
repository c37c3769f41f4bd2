"""London beside the rest of the country: the small tables that published comparisons rest on.

One long table, ``national.parquet``: a row an area, measure and period. Files that other tables of
the build need (recorded crime, Table C2, MYE2, TS021) are asked again here for the areas outside
London; three more are read where they are there (areas of MYE5, the summary measures of the
Indices of Deprivation 2019, the Local Authority Interactive Tool) and left out where they are not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from data.errors import DataError
from data.ingest.official.areas import Areas
from data.ingest.official.city import SLUGS
from data.ingest.official.columns import RECORDED_ROLES, token
from data.ingest.official.files import read
from data.ingest.official.formats import TABLE_FORMATS
from data.ingest.official.inventory import Inventory, sole_table
from data.ingest.official.parsing import whole_numbers
from data.ingest.official.raw_tables import Head, RawTable
from data.model.places import ENGLAND, ENGLAND_AND_WALES, LONDON, UNPLACED

COLUMNS = ["origin", "area_code", "area_name", "kind", "measure", "period", "value"]
KINDS = {
    "Country": "country",
    "Region": "region",
    "Unitary Authority": "authority",
    "Metropolitan District": "authority",
    "Non-metropolitan District": "authority",
    "London Borough": "authority",
    "Council Area": "authority",
    "Local Government District": "authority",
}
"""What the estimates call an area; counties are sums of authorities and are left out."""
FORCE = "force"
MIDYEAR, CENSUS, INDICES = "mid-2021", "2021-03", "2019"
INDICATORS = {
    "16-17 NEET": "neet",
    "TotPermEx": "permanent-exclusions",
    "AVG_Attain8_Score": "attainment-8",
    "PriFSM": "free-school-meals-primary",
    "SecFSM": "free-school-meals-secondary",
}
"""Indicators of the Local Authority Interactive Tool that a published figure speaks of."""

# Partnerships that join authorities carry no code in Table C2; authorities made after 2021 have
# no estimate of mid-2021. Their districts of 2021, by force.
_JOINED = {
    "E23000030": "E07000084 E07000089 E07000092",
    "E23000032": "E07000107 E07000109",
    "E23000016": "E07000234 E07000235 E07000236 E07000237 E07000238 E07000239",
    "E23000017": "E07000218 E07000219 E07000220 E07000221 E07000222",
    "E23000019": "E07000172 E07000173 E07000176",
    "E23000025": "E07000200 E07000203 E07000245",
    "E23000035": "E07000040 E07000041 E07000042 E07000043 E07000044 E07000045 E07000046 E07000047",
    "E23000036": "E07000187 E07000188 E07000189 E07000246",
    "E23000009": "E07000163 E07000164 E07000165 E07000166 E07000167 E07000168 E07000169",
    "W15000003": "W06000016 W06000024",
}


Row = tuple[str, str, str, str, str, str, float]


@dataclass(frozen=True)
class Found:
    """Rows of one file.

    Attributes:
        rows: tuples in the order of :data:`COLUMNS`.
    """

    rows: list[Row]


def build_national(inventory: Inventory, areas: Areas) -> pd.DataFrame:
    """The table ``national.parquet``.

    Columns: origin (``recorded``, ``table-c2``, ``mid-2021``, ``census-2021``, ``imd-2019``,
    ``lait``), area_code, area_name, kind (``force``, ``authority``, ``region``, ``country``),
    measure, period, value (float). Counts and residents are whole; ``area`` is square kilometres,
    ``median-age`` years, ``white`` and ``diversity`` per cent, the others as their publishers
    print them.

    Args:
        inventory: the files.
        areas: the boroughs.

    Raises:
        DataError: a file that is not as the official formats have it.
    """
    ages = _sole(inventory, "mid-2021", _persons_sheet, read_ages)
    residents = {row[1]: row[6] for row in ages.rows if row[4] == "residents"}
    parts = [
        ages,
        _sole(inventory, "mid-2021-areas", _any, read_square_kilometres),
        _sole(inventory, "city", _any, lambda table, head: read_forces(table, head, residents)),
        _sole(inventory, "ethnicity", _any, read_diversity),
        _sole(inventory, "imd-2019-boroughs", _any, read_indices),
        _sole(inventory, "lait", _any, lambda table, _: read_indicators(table, areas)),
        _all_crime(inventory, areas),
    ]
    frame = pd.DataFrame([row for part in parts for row in part.rows], columns=COLUMNS)
    return frame.sort_values(COLUMNS[:-1], ignore_index=True).astype({"value": float})


def _any(_head: Head) -> bool:
    return True


def _persons_sheet(head: Head) -> bool:
    """Whether a sheet of MYE2 is that of persons: the two others say a sex."""
    title = " ".join([head.sheet or "", *(cell for row in head.rows[:2] for cell in row)]).lower()
    return "male" not in title


def _sole(
    inventory: Inventory,
    kind: str,
    which: Callable[[Head], bool],
    reader: Callable[[RawTable, Head], Found],
) -> Found:
    """What the one file of a kind holds; nothing where there is none."""
    own = [one for one in inventory.tables.get(kind, []) if which(one[0])]
    if not own:
        return Found([])
    narrowed = Inventory(inventory.files, {kind: own}, sources=inventory.sources)
    title = next(one.title for one in TABLE_FORMATS if one.name == kind)
    head, _, found = sole_table(narrowed, kind, title, reader)
    inventory.dropped += narrowed.dropped
    source = inventory.source(head)
    source["used"], source["reason"] = True, ""
    return found


def _positions(table: RawTable, *names: str) -> list[int]:
    """Where columns stand.

    Raises:
        DataError: one of them is not there.
    """
    at = {token(name): place for place, name in enumerate(table.header)}
    for name in names:
        if name not in at:
            raise DataError(
                "a column is missing", file=table.place, line=table.header_line, value=name
            )
    return [at[name] for name in names]


def _number(table: RawTable, place: int, row: int, text: str) -> float:
    """A number of a cell.

    Raises:
        DataError: the cell holds none.
    """
    try:
        return float(text.replace(",", ""))
    except ValueError:
        raise DataError(
            "not a number",
            file=table.place,
            line=int(table.lines[row]),
            column=table.header[place],
            value=text,
        ) from None


def _listed(table: RawTable) -> Iterator[tuple[int, str, str, str]]:
    """Row, code, name and kind of every area of a table of the mid-2021 estimates."""
    places = _positions(table, "code", "name", "geography")
    texts = [table.text(place) for place in places]
    for row, (code, name, kind) in enumerate(zip(*texts, strict=True)):
        if kind in KINDS:
            yield row, code, name, KINDS[kind]


def read_ages(table: RawTable, _head: Head) -> Found:
    """Residents and median age of every area of the United Kingdom, mid-2021.

    The median is taken within its single year of age: age + (half − those younger) / those of it.
    """
    names = [str(age) for age in range(91)]
    listed = list(_listed(table))
    numbers = whole_numbers(table, _positions(table, "all_ages", *names), separators=True)
    rows = []
    for row, code, name, kind in listed:
        total, people = numbers[row, 0], numbers[row, 1:]
        sums = people.cumsum()
        age = int(np.searchsorted(sums, total / 2))
        median = age + (total / 2 - (sums[age] - people[age])) / people[age]
        at = ("mid-2021", code, name, kind)
        rows += [
            (*at, "residents", MIDYEAR, float(total)),
            (*at, "median-age", MIDYEAR, round(float(median), 4)),
        ]
    return Found(rows)


def read_square_kilometres(table: RawTable, _head: Head) -> Found:
    """Square kilometres of every area of the United Kingdom, from MYE5."""
    (place,) = _positions(table, "area_sq_km")
    cells = table.text(place)
    return Found(
        [
            ("mid-2021", code, name, kind, "area", MIDYEAR,
             round(_number(table, place, row, cells[row]), 4))
            for row, code, name, kind in _listed(table)
        ]
    )  # fmt: skip


def read_forces(table: RawTable, head: Head, residents: dict[str, float]) -> Found:
    """Offences and residents of every police force area of England and Wales, from Table C2.

    A force's residents are those of its authorities at mid-2021. Headings of all of recorded
    crime and of every offence that a partnership of London is counted by.

    Args:
        table: the table.
        head: its first rows, whose notes name the year.
        residents: residents of mid-2021 by code of authority.
    """
    notes = " ".join(" ".join(row) for row in head.rows[: table.header_line])
    found = re.search(r"year ending (\w+ \d{4})", notes)
    if found is None:
        raise DataError("the notes above the table name no year", file=table.place)
    end = pd.Period(pd.Timestamp(found[1]), "M")
    period = f"{end - 11}..{end}"
    wanted = {"total_recorded_crime_excluding_fraud": "all-crime"} | SLUGS
    places = _positions(
        table, "police_force_area_code", "police_force_area_name",
        "community_safety_partnership_name", "local_authority_code", *wanted,
    )  # fmt: skip
    texts = [table.text(place) for place in places]
    own: dict[str, set[str]] = {}
    totals: dict[str, int] = {}
    names: dict[str, str] = {}
    for row, (force, name, partnership, authority) in enumerate(zip(*texts[:4], strict=True)):
        own.setdefault(force, set(_JOINED.get(force, "").split())).add(authority)
        # the row of a force names no partnership; the City is one partnership and has no such row
        if not partnership or force not in totals:
            totals[force] = row
            names[force] = re.sub(r"\s*\[note \d+\]", "", name).strip()
    rows: list[Row] = []
    for force, row in totals.items():
        at = ("table-c2", force, names[force], FORCE)
        people = sum(residents.get(code, 0.0) for code in own[force])
        rows.append((*at, "residents", MIDYEAR, people))
        rows += [
            (*at, slug, period, _number(table, place, row, cells[row]))
            for place, cells, slug in zip(places[4:], texts[4:], wanted.values(), strict=True)
            if cells[row] != "[x]"
        ]
    return Found(rows)


def read_diversity(table: RawTable, _head: Head) -> Found:
    """Share of White residents and ethnic diversity of the authorities, Census 2021 (TS021).

    ``diversity`` is Simpson's index over the 19 groups, per cent: the chance that two residents
    drawn at random are of different groups, ``100 (1 - Σ (n_i/N)²)``.
    """
    places = _positions(
        table, "lower_tier_local_authorities_code", "lower_tier_local_authorities",
        "ethnic_group_20_categories_code", "ethnic_group_20_categories", "observation",
    )  # fmt: skip
    codes, names, numbers, groups = (table.text(place) for place in places[:4])
    frame = pd.DataFrame(
        {"code": codes, "name": names, "group": groups, "number": numbers,
         "people": whole_numbers(table, places[4:])[:, 0]}
    )  # fmt: skip
    frame = frame[frame["number"] != "-8"]
    wide = frame.pivot_table(index=["code", "name"], columns="group", values="people")
    wide = wide.reset_index("name")
    names_of = {str(code): str(name) for code, name in wide.pop("name").items()}
    names_of |= {LONDON: "London", ENGLAND_AND_WALES: "England and Wales"}
    sums = {str(code): wide.loc[code] for code in wide.index}
    kinds = dict.fromkeys(sums, "authority") | {LONDON: "region", ENGLAND_AND_WALES: "country"}
    london = wide.index.str.startswith("E09")
    sums |= {LONDON: wide[london].sum(), ENGLAND_AND_WALES: wide.sum()}
    white = wide.columns.str.lower().str.startswith("white")
    rows = []
    for code, people in sums.items():
        share = people / people.sum()
        at = ("census-2021", code, names_of[code], kinds[code])
        rows += [
            (*at, "white", CENSUS, round(float(share[white].sum() * 100), 4)),
            (*at, "diversity", CENSUS, round(float((1 - (share**2).sum()) * 100), 4)),
        ]
    return Found(rows)


def read_indices(table: RawTable, _head: Head) -> Found:
    """Rank of every borough of London among the 317 authorities of England, IMD 2019."""
    wanted = ("imd_rank_of_average_rank", "imd_rank_of_average_score")
    places = _positions(
        table, "local_authority_district_code_2019", "local_authority_district_name_2019", *wanted
    )
    cells = [table.text(place) for place in places]
    return Found(
        [
            ("imd-2019", code, name, "authority", measure.replace("_", "-"), INDICES,
             _number(table, place, row, cell[row]))
            for row, (code, name) in enumerate(zip(*cells[:2], strict=True))
            if re.fullmatch(r"E09\d{6}", code)
            for measure, place, cell in zip(wanted, places[2:], cells[2:], strict=True)
        ]
    )  # fmt: skip


def read_indicators(table: RawTable, areas: Areas) -> Found:
    """Indicators of :data:`INDICATORS`, for London and England; Attainment 8 for all authorities.

    An authority outside London carries the department's own number as its code.
    """
    places = _positions(
        table, "short_desc", "years", "la_and_regions", "values", "la_number", "region"
    )
    whole = {"London": (LONDON, "region"), "England": (ENGLAND, "country")}
    rows = []
    for short, year, name, text, number, region in zip(
        *(table.text(place) for place in places), strict=True
    ):
        measure = INDICATORS.get(short)
        if measure is None or not re.fullmatch(r"-?\d+(\.\d+)?([Ee]-?\d+)?", text):
            continue
        if name in whole:
            code, kind = whole[name]
        elif measure == "attainment-8" and re.fullmatch(r"\d+(\.0)?", number):
            inside = areas.borough(name) if region.endswith("London") else None
            code, kind = inside or f"dfe-{float(number):.0f}", "authority"
        else:
            continue
        rows.append(("lait", code, name, kind, measure, year, round(float(text), 5)))
    return Found(sorted(set(rows)))


def _all_crime(inventory: Inventory, areas: Areas) -> Found:
    """Offences of every category by borough and calendar year, fraud included.

    Of the files of recorded crime that cover a whole year, the one that ends last counts it; what
    stands at no borough stands at ``unplaced``.
    """
    latest: dict[str, tuple[str, dict[str, int]]] = {}
    for head, row in sorted(inventory.tables.get("recorded-borough", []), key=lambda f: f[0].place):
        months = [cell for cell in head.rows[row] if re.fullmatch(r"20\d{4}", cell)]
        years = [
            year
            for year in sorted({month[:4] for month in months})
            if sum(month[:4] == year for month in months) == 12
            and latest.get(year, ("",))[0] < max(months)
        ]
        if not years:
            continue
        table = read(head, row)
        names = table.text(
            next(
                place
                for place, name in enumerate(table.header)
                if token(name) in RECORDED_ROLES["borough"]
            )
        )
        codes = [areas.borough(name) or UNPLACED for name in names]
        for year in years:
            at = [place for place, name in enumerate(table.header) if name[:4] == year]
            sums = pd.Series(whole_numbers(table, at).sum(axis=1)).groupby(codes).sum()
            latest[year] = (max(months), {str(code): int(n) for code, n in sums.items()})
    names_of = {**areas.boroughs, UNPLACED: "No borough"}
    return Found(
        [
            ("recorded", code, str(names_of[code]), "authority", "all-crime",
             f"{year}-01..{year}-12", float(count))
            for year, (_, counts) in latest.items()
            for code, count in counts.items()
        ]
    )  # fmt: skip

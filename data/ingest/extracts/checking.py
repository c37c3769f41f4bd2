"""Check the three tables of an extract row by row, and join them by ``offence_id``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from data.ingest.extracts import names, values
from data.ingest.extracts.places import NOWHERE, Places
from data.ingest.extracts.reading import Cells, Table, role_of
from data.ingest.extracts.rejects import Rejects
from data.ingest.extracts.table_check import TableCheck

OFFENCES = tuple(sorted({slug for _, slug in names.SUBGROUPS.values()} | {"threats-to-kill"}))
"""Slugs that an extract may hold; records keep their places in this list."""
FLAGS = {
    "knife_crime": "knife_crime_flag",
    "lethal_barrel_discharge": "lethal_barrel_flag",
    "domestic_abuse": "domestic_abuse_flag",
}
"""Stored flag to the column that it comes from."""
_MIDNIGHT = 1  # 00:00 exactly, as values.time says it
_SUGGESTIONS = 200  # unknown names for which the nearest known ones are looked for


@dataclass
class Offences:
    """The offences of all files, one entry a row of each array.

    Attributes:
        ids: ``offence_id``.
        ok: whether the row is accepted.
        columns: ``month``, ``weekday``, ``hour``, ``exact``, ``ward``, ``borough``, ``offence``
            (places in their lists), ``in_annex`` and the flags.
        outside: names outside the annex that were placed by their subgroup: how many rows.
        notes: what a person should know.
    """

    ids: pa.Array
    ok: np.ndarray
    columns: dict[str, np.ndarray]
    outside: dict[str, int] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


@dataclass
class People:
    """Victims and suspects of all files, one entry a row of each array.

    Attributes:
        ok: whether the row is accepted.
        offence: the row of its offence, -1 when it has none.
        columns: ``role`` (0 victim, 1 suspect), ``age``, ``sex``, ``ethnicity`` (places).
        bases: role to how its ethnicity was recorded.
        notes: what a person should know.
    """

    ok: np.ndarray
    offence: np.ndarray
    columns: dict[str, np.ndarray]
    bases: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def check_offences(
    tables: Sequence[Table], places: Places, today: dt.date, rejects: Rejects
) -> tuple[Offences, list[TableCheck]]:
    """Check the offences of all files.

    Returns:
        The offences, and the checks (in the order of the tables) with the rows that are good.
    """
    checks, parts = [], []
    outside: dict[str, int] = {}
    notes: list[str] = []
    for table in tables:
        check = TableCheck(table, rejects)
        columns = _when(check, today, notes) | _where(check, places)
        columns |= _what(check, outside)
        for flag, name in FLAGS.items():
            columns[flag] = check.numbers(name, values.flag, 0).astype(bool)
        checks.append(check)
        parts.append(columns)
    ids = pa.concat_arrays([table.ids for table in tables])
    _refuse_duplicates(checks, ids)
    whole = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    ok = np.concatenate([check.ok for check in checks])
    return Offences(ids, ok, whole, outside, notes), checks


def first_rows(ids: pa.Array) -> tuple[pa.Array, np.ndarray, np.ndarray]:
    """The different identifiers.

    Returns:
        The identifiers, each once; the place of each row among them; the first row of each.
    """
    coded = ids.dictionary_encode()
    codes = coded.indices.to_numpy()
    first = np.zeros(len(coded.dictionary), dtype=np.int64)
    first[codes[::-1]] = np.arange(len(codes), dtype=np.int64)[::-1]
    return coded.dictionary, codes, first


def _refuse_duplicates(checks: list[TableCheck], ids: pa.Array) -> None:
    """The first row of an identifier stays; later ones are refused, in whichever file."""
    _, codes, first = first_rows(ids)
    rows = np.arange(len(codes))
    named = np.concatenate([check.named for check in checks])
    again = named & (first[codes] != rows)
    starts = np.cumsum([0, *(len(check.table) for check in checks)])
    for own, check in enumerate(checks):
        here = np.flatnonzero(again[starts[own] : starts[own + 1]])
        origin = np.searchsorted(starts, first[codes[starts[own] + here]], side="right") - 1
        for other in np.unique(origin):
            mine = here[origin == other]
            same = other == own
            check.refuse(
                mine,
                "offence_id",
                "a duplicate offence_id" if same else "an offence_id of another offences file",
                "every offence once; the first row was kept"
                if same
                else f"every offence once; kept from {checks[other].table.place}",
                check.ids_of(mine),
                np.arange(len(mine)),
            )


def _when(check: TableCheck, today: dt.date, notes: list[str]) -> dict[str, np.ndarray]:
    """Month, weekday and hour committed."""
    dated, stamped = _date_and_time(check, values.date(today))
    monthly = check.numbers("month_committed", values.month(today), values.NO_DATE)
    both = (dated >= 0) & (monthly >= 0) & (dated // 32 != monthly // 32) & check.ok
    _contradiction(
        check, both, "month_committed", "the month contradicts the date", "date_committed"
    )
    value = np.where(dated >= 0, dated, monthly)
    none = np.flatnonzero(value < 0)
    column = "date_committed" if "date_committed" in check.table.cells else "month_committed"
    check.refuse(none, column, "a missing date", "YYYY-MM-DD or YYYY-MM")
    month, day = value // 32, value % 32
    days = (month - 1970 * 12).astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    weekday = np.where((day > 0) & (value >= 0), (days + day - 1 + 3) % 7, -1)

    told = check.numbers("time_committed", values.time, values.NO_HOUR)
    whole = check.numbers("hour_committed", values.time, values.NO_HOUR)
    both = (told >= 0) & (whole >= 0) & (told // 2 != whole // 2)
    _contradiction(check, both, "hour_committed", "the hour contradicts the time", "time_committed")
    told = np.where(told >= 0, told, whole)
    if (stamped >= 0).any() and (stamped[stamped >= 0] == _MIDNIGHT).all():
        stamped = np.full_like(stamped, values.NO_HOUR)
        notes.append(
            f"{check.table.place}: every time in date_committed is 00:00, so these are dates "
            "without a time; the hours come from time_committed or hour_committed, or are unknown"
        )
    both = (told >= 0) & (stamped >= 0) & (stamped != _MIDNIGHT) & (told // 2 != stamped // 2)
    other = "time_committed" if "time_committed" in check.table.cells else "hour_committed"
    _contradiction(check, both, "date_committed", "the time contradicts another column", other)
    told = np.where(told >= 0, told, stamped)
    hour = np.where(told >= 0, told // 2, -1)
    return {
        "month": month.astype(np.int32),
        "weekday": weekday.astype(np.int8),
        "hour": hour.astype(np.int8),
        "exact": (told >= 0) & (told % 2 == 1) & ((hour == 0) | (hour == 12)),
    }


def _date_and_time(check: TableCheck, parse: Callable[[str], int]) -> tuple[np.ndarray, np.ndarray]:
    """``date_committed`` in its two parts; -1 where there is none."""
    cells = check.table.cells.get("date_committed")
    if cells is None:
        absent = np.full(len(check.table), -1, dtype=np.int32)
        return absent, absent.copy()
    texts = pc.utf8_trim_whitespace(pa.array(cells.texts, pa.string()))
    dates = _parse_parts(pc.utf8_slice_codeunits(texts, 0, 10), parse)
    times = _parse_parts(pc.utf8_slice_codeunits(texts, 10), _time_part)
    for place in dates.faults:  # one fault a cell is enough
        times.faults.pop(place, None)
    found = []
    for parsed in (dates, times):
        check.faults("date_committed", cells, parsed)
        found.append(parsed.numbers.astype(np.int32)[cells.codes])
    return found[0], found[1]


def _parse_parts(parts: pa.Array, parse: Callable[[str], int]) -> values.Parsed:
    """Read parts of texts: every different part once."""
    coded = parts.dictionary_encode()
    parsed = values.parse_all(coded.dictionary.to_pylist(), parse)
    inner = coded.indices.to_numpy()
    faulty = np.flatnonzero(np.isin(inner, list(parsed.faults)))
    faults = {int(at): parsed.faults[int(inner[at])] for at in faulty}
    return values.Parsed(parsed.numbers[inner], faults)


def _time_part(text: str) -> int:
    """What follows the date."""
    return values.time(text.removeprefix("T").strip())


def _contradiction(
    check: TableCheck, where: np.ndarray, column: str, reason: str, other: str
) -> None:
    """Note rows in which a column says something else than another."""
    rows = np.flatnonzero(where)
    cells = check.table.cells.get(column)
    if cells is not None:
        allowed = f"the same as {other}, or one of the two empty"
        check.refuse(rows, column, reason, allowed, cells.texts, cells.codes[rows])


def _where(check: TableCheck, places: Places) -> dict[str, np.ndarray]:
    """Ward and borough, as places in their lists."""
    ward = check.numbers("ward_code", places.ward, NOWHERE)
    coded = check.numbers("borough_code", places.borough, NOWHERE)
    named = check.numbers("borough", places.borough, NOWHERE)
    both = (coded != NOWHERE) & (named != NOWHERE) & (coded != named) & check.ok
    _contradiction(
        check, both, "borough", "the borough contradicts the borough code", "borough_code"
    )
    borough = np.where(coded != NOWHERE, coded, named)
    parent = places.parents[ward]  # the last, for no ward, is “unplaced”
    other = (ward != NOWHERE) & (borough != NOWHERE) & (borough != parent) & check.ok
    column = "borough_code" if "borough_code" in check.table.cells else "borough"
    _contradiction(check, other, "ward_code", "the ward contradicts the borough", column)
    unplaced = len(places.boroughs) - 1
    borough = np.where(ward != NOWHERE, parent, np.where(borough >= 0, borough, unplaced))
    return {
        "ward": np.where(ward != NOWHERE, ward, len(places.wards) - 1).astype(np.int32),
        "borough": borough.astype(np.int32),
    }


def _what(check: TableCheck, outside: dict[str, int]) -> dict[str, np.ndarray]:
    """Offence, as its place in :data:`OFFENCES`, and whether its name is in the annex."""
    size = len(check.table)
    empty = Cells(np.zeros(size, dtype=np.int32), [""])
    own = ("offence_group", "offence_subgroup", "offence_name")
    group, minor, name = (check.table.cells.get(column, empty) for column in own)
    wide = [max(len(cells.texts), 1) for cells in (group, minor, name)]
    joint = (group.codes.astype(np.int64) * wide[1] + minor.codes) * wide[2] + name.codes
    distinct, inverse, counts = np.unique(joint, return_inverse=True, return_counts=True)
    offence = np.zeros(len(distinct), dtype=np.int8)
    in_annex = np.zeros(len(distinct), dtype=bool)
    wrong: dict[tuple[str, str, str], list[int]] = {}
    for at, key in enumerate(distinct):
        texts = (
            group.texts[key // (wide[1] * wide[2])],
            minor.texts[key // wide[2] % wide[1]],
            name.texts[key % wide[2]],
        )
        placed = names.place(*texts, suggest=len(wrong) < _SUGGESTIONS)
        if placed.reason:
            wrong.setdefault((placed.column, placed.reason, placed.allowed), []).append(at)
            continue
        offence[at], in_annex[at] = OFFENCES.index(placed.offence), placed.in_annex
        if not placed.in_annex:
            said = texts[2].strip() or texts[1].strip() or texts[0].strip()
            outside[said] = outside.get(said, 0) + int(counts[at])
    for (column, reason, allowed), bad in wrong.items():
        mark = np.zeros(len(distinct), dtype=bool)
        mark[bad] = True
        rows = np.flatnonzero(mark[inverse])
        shown = column if column in check.table.cells else "offence_name"
        shown = shown if shown in check.table.cells else "offence_subgroup"
        cells = check.table.cells[shown]
        check.refuse(rows, shown, reason, allowed, cells.texts, cells.codes[rows])
    return {"offence": offence[inverse], "in_annex": in_annex[inverse]}


def check_people(
    tables: Sequence[Table], offences: Offences, rejects: Rejects
) -> tuple[People, list[TableCheck]]:
    """Check victims and suspects, and find each one's offence.

    Returns:
        The people, and the checks (in the order of the tables) with the rows that are good.
    """
    known, _, first = first_rows(offences.ids)
    checks, parts = [], []
    found = People(np.zeros(0, dtype=bool), np.zeros(0, dtype=np.int64), {})
    for table in tables:
        check = TableCheck(table, rejects)
        role = role_of(table)
        columns: dict[str, np.ndarray] = {
            "role": np.full(len(table), role == "suspect", dtype=np.int8),
            "age": check.numbers("age", values.age, -1).astype(np.int16),
            "sex": check.numbers("sex", values.sex, 0).astype(np.int8),
            "ethnicity": _ethnicity(check, role, found),
            "row": _offence_rows(check, known, first, offences.ok),
        }
        young = int(((columns["age"] > 0) & (columns["age"] < 10) & check.ok).sum())
        if role == "suspect" and young:
            found.notes.append(
                f"{table.place}: {young:,} suspects are recorded as under 10, the age of criminal "
                "responsibility; they were kept"
            )
        checks.append(check)
        parts.append(columns)
    whole = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    found.ok = np.concatenate([check.ok for check in checks])
    found.offence = whole.pop("row")
    found.columns = whole
    return found, checks


def _ethnicity(check: TableCheck, role: str, people: People) -> np.ndarray:
    """Ethnicity as places; the basis that official figures use for a role goes first."""
    observed, own = "ethnicity_officer_observed", "ethnicity_self_defined"
    order = (own, observed) if role == "suspect" else (observed, own)
    column = next(name for name in ("ethnicity", *order) if name in check.table.cells)
    words = {"ethnicity": "not said", observed: "officer-observed", own: "self-defined"}
    before = people.bases.get(role, words[column])
    people.bases[role] = words[column] if before == words[column] else "mixed"
    also = [n for n in ("ethnicity", *order) if n in check.table.cells and n != column]
    if also:
        people.notes.append(
            f"{check.table.place}: ethnicity was read from {check.table.layout.shown(column)}, not "
            f"from {', '.join(check.table.layout.shown(name) for name in also)}"
        )
    return check.numbers(column, values.ethnicity, 0).astype(np.int8)


def _offence_rows(
    check: TableCheck, known: pa.Array, first: np.ndarray, ok: np.ndarray
) -> np.ndarray:
    """The row of each person's offence, -1 where there is none that was accepted."""
    ids = check.table.ids
    place = pc.fill_null(pc.index_in(ids, value_set=known), -1).to_numpy().astype(np.int64)
    row = np.where(place >= 0, first[place] if len(first) else -1, -1)
    orphans = np.flatnonzero(check.named & (row < 0))
    lost = np.flatnonzero(check.named & (row >= 0) & ~ok[row]) if len(ok) else orphans[:0]
    for rows, reason, allowed in (
        (orphans, "a person without an offence", "an offence_id of the offences table"),
        (lost, "the offence of this person was rejected", "an offence that was accepted"),
    ):
        check.refuse(rows, "offence_id", reason, allowed, check.ids_of(rows), np.arange(len(rows)))
    return row

"""Every question to records and stored series: tables and parameters in, an Ibis expression out.

Each compiles for DuckDB, PostgreSQL, Spark and ClickHouse; a test holds that. Three rules follow:
no ordering inside an aggregate (callers sort, Spark and ClickHouse cannot), sums are cast (engines
differ in what they widen to), and no aggregate is named like a column that its question reads
(ClickHouse would take one for the other). Rows come back in no particular order.
"""

from __future__ import annotations

import functools
import operator
from collections.abc import Sequence

import ibis
from ibis.expr.types import BooleanValue, IntegerValue, StringValue, Table, Value

from data.engine.records import COHORT_COLUMNS, Records
from data.model import periods
from data.model.catalogue import FLAGS, OFFENCES
from data.model.periods import Period

MARKS = tuple(sorted({*(flag for flag, _ in FLAGS.values()), *COHORT_COLUMNS.values()}))
"""Columns of an extract that mark a record as part of a flagged series or a cohort."""


def stored_series(counts: Table, level: str, offence: str) -> Table:
    """One recorded series of a level.

    Returns:
        ``area_code``, ``month`` (its first day) and ``count`` (int32), a row an area and month.
    """
    rows = counts.filter((counts.level == level) & (counts.offence == offence))
    return rows.select("area_code", "month", count=rows["count"].cast("int32"))


def official_people(people: Table, dataset: str) -> Table:
    """All rows of one official table of people."""
    return people.filter(people.dataset == dataset)


def official_panel(
    people: Table, dataset: str, role: str, level: str, split: str, offences: Sequence[str]
) -> Table:
    """People of an official table by area and month.

    Args:
        people: the processed table of people.
        dataset: the dataset's slug.
        role: ``victim`` or ``suspect``.
        level: a level that the dataset has.
        split: the dimensions that its rows are split by there, with commas.
        offences: slugs of the offences, added up.

    Returns:
        ``area_code``, ``month`` (``YYYY-MM``) and ``persons`` (int64).
    """
    rows = people.filter(
        people.dataset == dataset,
        people.role == role,
        people.level == level,
        people.split == split,
        people.offence.isin(offences),
    )
    return rows.group_by("area_code", "month").agg(persons=rows["count"].sum().cast("int64"))


def ward_panel(offences: Table, offence: str, cohort: str) -> Table:
    """Offences of an extract by ward and month.

    Returns:
        ``area`` (the ward's code), ``month`` (counted from year 0), ``count`` and ``keys`` (the
        sum of record keys).
    """
    rows = offences.filter(_records(offences, Records(offence, cohort)))
    return rows.group_by(area=rows.ward, month=rows.month).agg(count=rows.count(), keys=_keys(rows))


def borough_cube(boroughs: Table) -> Table:
    """The offences of an extract as they are stored, added up.

    Returns:
        ``offence``, :data:`MARKS`, ``borough``, ``month`` (counted from year 0), ``count`` and
        ``keys``.
    """
    return boroughs.select("offence", *MARKS, "borough", "month", "count", "keys")


def time_matrix(
    offences: Table, records: Records, period: Period, rows: str, columns: str, atoms: bool
) -> Table:
    """Offences of an extract by two parts of the time committed.

    Args:
        offences: the extract's offences.
        records: which of them.
        period: months.
        rows: ``year``, ``month``, ``weekday`` or ``hour``.
        columns: another one of them.
        atoms: whether to tell months and places apart, for the disclosure gate.

    Returns:
        ``row`` and ``column`` (int64; -1 is unknown), ``month`` and ``place`` of atoms, ``count``
        and ``keys``, and the same of offences at exactly 00:00 or 12:00: ``exact_count`` and
        ``exact_keys``.
    """
    found = offences.filter(_records(offences, records), _in_period(offences, period))
    return found.group_by(
        row=_part(found, rows), column=_part(found, columns), **_atoms(found, records, atoms)
    ).agg(
        count=found.count(),
        keys=_keys(found),
        exact_count=found.exact.cast("int64").sum().cast("int64"),
        exact_keys=ibis.ifelse(found.exact, found.key.cast("int64"), 0).sum().cast("int64"),
    )


def persons(people: Table, records: Records, period: Period, atoms: bool) -> Table:
    """Victims and suspects of an extract by all that they may be cut by.

    Args:
        people: the extract's people.
        records: which offences' people.
        period: months of the offences.
        atoms: whether to tell months and places apart, for the disclosure gate.

    Returns:
        ``role``, ``age`` (single years; -1 is unknown), ``sex``, ``ethnicity``, ``month`` and
        ``place`` of atoms, ``count`` and ``keys``.
    """
    found = people.filter(_records(people, records), _in_period(people, period))
    return found.group_by("role", "age", "sex", "ethnicity", **_atoms(found, records, atoms)).agg(
        count=found.count(), keys=_keys(found)
    )


def _records(table: Table, records: Records) -> BooleanValue:
    """Whether a record belongs to a series, a cohort and areas."""
    offence = OFFENCES[records.offence]
    if offence.slug in FLAGS:
        flag, limited = FLAGS[offence.slug]
        terms = [table[flag], *([table.offence.isin(limited)] if limited else [])]
    else:
        terms = [table.offence.isin(offence.parts + offence.apart)]
    if records.cohort != "all-ages":
        terms.append(table[COHORT_COLUMNS[records.cohort]])
    if records.areas is not None:
        terms.append(table[records.level].isin(sorted(records.areas)))
    return functools.reduce(operator.and_, terms)


def _in_period(table: Table, period: Period) -> BooleanValue:
    return table.month.between(periods.index(period.start), periods.index(period.end))


def _keys(table: Table) -> IntegerValue:
    """The sum of record keys."""
    return table.key.cast("int64").sum().cast("int64")


def _part(table: Table, name: str) -> IntegerValue:
    """A part of the time committed, as a number."""
    if name == "year":
        return (table.month // 12).cast("int64")
    if name == "month":
        return (table.month % 12 + 1).cast("int64")
    return table[name].cast("int64")


def _atoms(table: Table, records: Records, wanted: bool) -> dict[str, Value]:
    """What the atoms of a question are told apart by: nothing where none are needed."""
    if not wanted:
        return {}
    place: dict[str, StringValue] = {}
    if records.areas is not None:  # all of London is one place
        place = {"place": table[records.level].cast("string")}
    return {"month": table.month, **place}

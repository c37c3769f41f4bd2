"""Every question compiles for four engines, from nothing but the types of what is stored."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from itertools import permutations, product

import ibis
import ibis.expr.operations as ops
import pyarrow.parquet as pq
import pytest
from ibis.expr.types import Table

from data.engine import expressions
from data.engine.dialects import DIALECTS, sql_of
from data.engine.records import COHORT_COLUMNS, Records
from data.extracts.storage import CUBE, OFFENCES_SCHEMA, PEOPLE_SCHEMA
from data.model.catalogue import COHORTS, OFFENCES
from data.model.periods import Period
from data.sources.datasets import DECLARED
from data.sources.extract_terms import offences_of
from tests.conftest import ROOT

PROCESSED = {path.stem: path for path in sorted((ROOT / "data/processed").glob("*.parquet"))}
YEAR = Period("2022-04", "2023-03")
SERIES = offences_of(tuple(slug for slug, item in OFFENCES.items() if len(item.parts) == 1))
PLACES = {
    "london": None,
    "borough": frozenset({"E09000012", "E09000033"}),
    "ward": frozenset({"E05013806"}),
}
PARTS = ("year", "month", "weekday", "hour")


def processed(name: str) -> Table:
    """A processed table without rows or an engine: its name and its stored types."""
    return ibis.table(ibis.Schema.from_pyarrow(pq.read_schema(PROCESSED[name])), name=name)


def of_extract(name: str) -> Table:
    """A table of an extract in the same way."""
    stored = {"offences": OFFENCES_SCHEMA, "people": PEOPLE_SCHEMA}
    if name in stored:
        schema = {field.name: _plain(field.type) for field in stored[name]}
    else:
        schema = {field.name: _plain(field.type) for field in OFFENCES_SCHEMA if field.name in CUBE}
        schema |= {"keys": "uint64", "count": "int64"}
    return ibis.table(schema, name=f"{name}_0123456789ab")


def _plain(kind: object) -> str:
    """The type that an engine knows a stored column by."""
    text = str(kind)
    return {"bool": "boolean"}.get(text, "string" if text.startswith("dictionary") else text)


def asked() -> Iterator[Records]:
    """Every series with every cohort and place."""
    for slug, cohort, (level, areas) in product(
        SERIES, ("all-ages", *COHORT_COLUMNS), PLACES.items()
    ):
        yield Records(slug, cohort, level, areas)


def stored_series() -> Iterator[Table]:
    for level in ("ward", "borough"):
        yield expressions.stored_series(processed("counts"), level, "knife-crime")


def official_people() -> Iterator[Table]:
    for name in DECLARED:
        yield expressions.official_people(processed("people"), name)


def official_panel() -> Iterator[Table]:
    for (name, declared), level, split in product(
        DECLARED.items(), ("london", "borough", "ward"), ("", "age,sex,ethnicity")
    ):
        yield expressions.official_panel(
            processed("people"), name, declared.counted, level, split, OFFENCES["homicide"].parts
        )


def ward_panel() -> Iterator[Table]:
    for slug, cohort in product(SERIES, ("all-ages", *COHORT_COLUMNS)):
        yield expressions.ward_panel(of_extract("offences"), slug, cohort)


def borough_cube() -> Iterator[Table]:
    yield expressions.borough_cube(of_extract("boroughs"))


def time_matrix() -> Iterator[Table]:
    table = of_extract("offences")
    for question in asked():
        yield expressions.time_matrix(table, question, YEAR, "weekday", "hour", True)
    for (rows, columns), atoms, (level, areas) in product(
        permutations(PARTS, 2), (True, False), PLACES.items()
    ):
        question = Records("knife-crime", "under-25", level, areas)
        yield expressions.time_matrix(table, question, YEAR, rows, columns, atoms)


def persons() -> Iterator[Table]:
    for question, atoms in product(asked(), (True, False)):
        yield expressions.persons(of_extract("people"), question, YEAR, atoms)


EXAMPLES = {
    example.__name__: example
    for example in (
        *(stored_series, official_people, official_panel),
        *(ward_panel, borough_cube, time_matrix, persons),
    )
}


def test_every_question_has_examples() -> None:
    public = {
        name
        for name, function in inspect.getmembers(expressions, inspect.isfunction)
        if function.__module__ == expressions.__name__ and not name.startswith("_")
    }
    assert public == set(EXAMPLES)


def test_examples_name_every_series_and_cohort() -> None:
    assert {"knife-crime", "domestic-abuse", "homicide", "rape"} <= set(SERIES)
    assert set(COHORT_COLUMNS) == set(COHORTS) - {"all-ages"}


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("name", EXAMPLES)
def test_every_question_compiles(name: str, dialect: str) -> None:
    texts = [sql_of(example, dialect) for example in EXAMPLES[name]()]
    assert texts
    assert all(text.startswith(("SELECT", "WITH")) for text in texts)


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("name", PROCESSED)
def test_every_stored_table_can_be_read_whole(name: str, dialect: str) -> None:
    """Tables with float64 columns as well, which Spark's compiler asks its options about."""
    table = processed(name)
    assert name in sql_of(table, dialect)
    for column in table.columns:
        assert column in sql_of(table.filter(table[column].notnull()), dialect)


@pytest.mark.parametrize("name", EXAMPLES)
def test_no_question_orders_inside_an_aggregate(name: str) -> None:
    for example in EXAMPLES[name]():
        for node in example.op().find(ops.Reduction):
            assert not getattr(node, "order_by", ()), node


@pytest.mark.parametrize("name", EXAMPLES)
def test_no_aggregate_takes_the_name_of_a_column(name: str) -> None:
    """ClickHouse would put the aggregate in the place of the column, inside other aggregates."""
    for example in EXAMPLES[name]():
        for node in example.op().find(ops.Aggregate):
            assert not set(node.metrics) & set(node.parent.schema), sql_of(example, "clickhouse")


def test_an_ordered_aggregate_is_seen() -> None:
    """The check above is able to fail."""
    table = processed("counts")
    ordered = table.group_by("area_code").agg(all=table["count"].collect(order_by=table.month))
    assert any(getattr(node, "order_by", ()) for node in ordered.op().find(ops.Reduction))

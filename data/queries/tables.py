"""Every table of the interface: a line each, in the order of lists."""

from __future__ import annotations

from data.evidence import query as evidence
from data.model.tables import TableFamily, TableSpec
from data.queries import (
    areas,
    cost_range,
    costs,
    matrix,
    people,
    plans,
    pledge,
    published,
    series,
    when,
)

TABLES: dict[str, TableSpec] = {
    spec.name: spec
    for spec in (
        areas.SPEC,
        series.SPEC,
        matrix.SPEC,
        people.SPEC,
        when.SEASON,
        when.TREND,
        costs.SPEC,
        cost_range.SPEC,
        plans.WHAT_IF,
        pledge.PLEDGE,
    )
}

FAMILIES: dict[str, TableFamily] = {spec.name: spec for spec in (evidence.SPEC, published.SPEC)}

"""Every table of the interface: a line each, in the order of lists."""

from __future__ import annotations

from data.evidence import query as evidence
from data.model.tables import TableFamily, TableSpec
from data.queries import areas, costs, matrix, people, plans, published, season, series, trend

TABLES: dict[str, TableSpec] = {
    spec.name: spec
    for spec in (
        areas.SPEC,
        series.SPEC,
        matrix.SPEC,
        people.SPEC,
        season.SEASON,
        trend.TREND,
        costs.SPEC,
        plans.WHAT_IF,
        plans.PLEDGE,
    )
}

FAMILIES: dict[str, TableFamily] = {spec.name: spec for spec in (evidence.SPEC, published.SPEC)}

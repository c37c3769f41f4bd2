"""Every table of the interface: a line each, in the order of lists."""

from __future__ import annotations

from data.queries import areas, costs, matrix, people, plans, published, series, when
from data.queries.evidence import EVIDENCE_COLUMNS, query_evidence
from data.session import Session
from data.tables import Column, TableFamily, TableSpec

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
        plans.WHAT_IF,
        plans.PLEDGE,
    )
}


def _evidence(session: Session) -> tuple[str, ...]:
    return ("all", *session.build.published_names)


EVIDENCE = TableFamily(
    "evidence",
    query_evidence,
    _evidence,
    "evidence_{name}",
    tuple(Column(name, "") for name in EVIDENCE_COLUMNS),
)
FAMILIES: dict[str, TableFamily] = {spec.name: spec for spec in (EVIDENCE, published.SPEC)}

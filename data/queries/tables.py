"""Every table of the interface: each is declared beside its query, and found by being there."""

from __future__ import annotations

from data.discovery import discovered
from data.evidence import query as evidence
from data.model.tables import TableFamily, TableSpec
from data.queries import published

TABLES: dict[str, TableSpec] = {
    spec.name: spec
    for spec in sorted(discovered("data.queries", TableSpec), key=lambda one: one.order)
}
"""By name, in the order of lists."""

FAMILIES: dict[str, TableFamily] = {spec.name: spec for spec in (evidence.SPEC, published.SPEC)}

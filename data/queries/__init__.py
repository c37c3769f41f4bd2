"""Selection in, tidy table out. Every number that anybody sees comes from here.

Filtering and grouping happen in the engine (:mod:`data.store`); ranks, intervals and notes here.
Tables are kept per Selection for the life of the process: treat them as read-only.
"""

from data.queries.areas import query_areas, query_total
from data.queries.costs import BY as COST_CUTS
from data.queries.costs import (
    RECORDED_SHARE,
    bearers,
    cost_of,
    label_of,
    price_year,
    query_costs,
    unit_costs,
)
from data.queries.evidence import EVIDENCE_COLUMNS, query_evidence
from data.queries.facts import (
    area_facts,
    build_id,
    city_table,
    domain,
    manifest,
    neighbours,
    outline,
    series_coverage,
    warm,
)
from data.queries.measures import has_cost
from data.queries.notes import flagged
from data.queries.plans import query_pledge, query_what_if
from data.queries.provenance import area_phrase, provenance
from data.queries.published import published_names, query_published
from data.queries.resolve import (
    CITY,
    TOTAL,
    answerable,
    breaks_between,
    comparable,
    coverage,
    offence_of,
    overlapping,
    panel_of,
    total_panel,
)
from data.queries.series import query_series

__all__ = [
    "CITY",
    "COST_CUTS",
    "EVIDENCE_COLUMNS",
    "RECORDED_SHARE",
    "TOTAL",
    "answerable",
    "area_facts",
    "area_phrase",
    "bearers",
    "breaks_between",
    "build_id",
    "city_table",
    "comparable",
    "cost_of",
    "coverage",
    "domain",
    "flagged",
    "has_cost",
    "label_of",
    "manifest",
    "neighbours",
    "offence_of",
    "outline",
    "overlapping",
    "panel_of",
    "price_year",
    "provenance",
    "published_names",
    "query_areas",
    "query_costs",
    "query_evidence",
    "query_pledge",
    "query_published",
    "query_series",
    "query_total",
    "query_what_if",
    "series_coverage",
    "total_panel",
    "unit_costs",
    "warm",
]

"""Selection in, tidy table out. Every number that anybody sees comes from here.

Filtering and grouping happen in the engine (:mod:`data.store`); ranks, intervals and notes here.
Tables are kept per Selection for the life of the process: treat them as read-only.
"""

import sys

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
    extracts,
    manifest,
    neighbours,
    outline,
    series_coverage,
    stale,
    warm,
)
from data.queries.matrix import matrix_parts, query_matrix
from data.queries.measures import has_cost
from data.queries.notes import flagged, suppressed
from data.queries.people import (
    people_bands,
    people_cuts,
    people_dimensions,
    people_reason,
    people_roles,
    query_people,
)
from data.queries.plans import query_pledge, query_what_if
from data.queries.provenance import area_phrase, protection, protection_of, provenance
from data.queries.published import published_names, query_published
from data.queries.resolve import (
    CITY,
    TOTAL,
    answerable,
    breaks_between,
    comparable,
    coverage,
    dataset_of,
    guarded,
    offence_of,
    overlapping,
    panel_of,
    shared_cohort,
    total_panel,
)
from data.queries.series import query_series
from data.queries.when import SEASON_COLUMNS, TREND_COLUMNS, query_season, query_trend
from data.store import store

# What was kept for a request with the right must not answer one without: each asks again.
query_areas, query_total = guarded(query_areas), guarded(query_total)
query_series, query_matrix = guarded(query_series), guarded(query_matrix)
query_season, query_trend = guarded(query_season), guarded(query_trend)
query_people, query_costs = guarded(query_people), guarded(query_costs)
query_what_if, query_pledge = guarded(query_what_if), guarded(query_pledge)
people_bands = guarded(people_bands)

KEEPING = ("data.queries", "components", "pages")
"""Modules whose cached functions speak of data."""


def refresh() -> bool:
    """Forget what is kept, here and in what is drawn, when the extracts have changed.

    Returns:
        Whether they had.
    """
    if not stale():
        return False
    store().close()
    store.cache_clear()
    for module in [name for name in sys.modules if name.startswith(KEEPING)]:
        for item in vars(sys.modules[module]).values():
            if hasattr(type(item), "cache_clear"):  # asked of the type: a proxy would answer
                item.cache_clear()
    return True


__all__ = [
    "CITY",
    "COST_CUTS",
    "EVIDENCE_COLUMNS",
    "RECORDED_SHARE",
    "SEASON_COLUMNS",
    "TOTAL",
    "TREND_COLUMNS",
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
    "dataset_of",
    "domain",
    "extracts",
    "flagged",
    "guarded",
    "has_cost",
    "label_of",
    "manifest",
    "matrix_parts",
    "neighbours",
    "offence_of",
    "outline",
    "overlapping",
    "panel_of",
    "people_bands",
    "people_cuts",
    "people_dimensions",
    "people_reason",
    "people_roles",
    "price_year",
    "protection",
    "protection_of",
    "provenance",
    "published_names",
    "query_areas",
    "query_costs",
    "query_evidence",
    "query_matrix",
    "query_people",
    "query_pledge",
    "query_published",
    "query_season",
    "query_series",
    "query_total",
    "query_trend",
    "query_what_if",
    "refresh",
    "series_coverage",
    "shared_cohort",
    "stale",
    "suppressed",
    "total_panel",
    "unit_costs",
    "warm",
]

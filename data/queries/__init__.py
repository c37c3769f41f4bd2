"""A question in, a tidy table out. Every number that anybody sees comes from here.

Filtering and grouping happen in the engine; ranks, intervals and notes here. Tables are kept in
the session that they speak of: treat them as read-only.
"""

from data.model.filters import area_phrase
from data.queries.areas import named_together, query_areas, query_total
from data.queries.bearers import bearers, public_services
from data.queries.concentration import query_concentration
from data.queries.cost_cells import breaks_within
from data.queries.cost_change import query_cost_change, whole_place
from data.queries.cost_range import query_cost_range
from data.queries.costs import BY as COST_CUTS
from data.queries.costs import cost_of, label_of, no_cost, query_costs
from data.queries.matrix import query_matrix
from data.queries.measures import has_cost
from data.queries.notes import CLEAR, flagged, suppressed
from data.queries.people import (
    people_bands,
    people_cuts,
    people_reason,
    query_people,
)
from data.queries.people_rates import observed, residents_by_group
from data.queries.plans import INVESTED, invested, query_what_if
from data.queries.pledge import query_pledge
from data.queries.provenance import provenance
from data.queries.published import query_published
from data.queries.question import Question
from data.queries.season import query_season
from data.queries.series import query_series
from data.queries.six import Change, change_of, six_of
from data.queries.trend import query_trend
from data.session import remembered, sessions

__all__ = [
    "CLEAR",
    "COST_CUTS",
    "INVESTED",
    "Change",
    "Question",
    "area_phrase",
    "bearers",
    "breaks_within",
    "change_of",
    "cost_of",
    "flagged",
    "has_cost",
    "invested",
    "label_of",
    "named_together",
    "no_cost",
    "observed",
    "people_bands",
    "people_cuts",
    "people_reason",
    "provenance",
    "public_services",
    "query_areas",
    "query_concentration",
    "query_cost_change",
    "query_cost_range",
    "query_costs",
    "query_matrix",
    "query_people",
    "query_pledge",
    "query_published",
    "query_season",
    "query_series",
    "query_total",
    "query_trend",
    "query_what_if",
    "remembered",
    "residents_by_group",
    "sessions",
    "six_of",
    "suppressed",
    "whole_place",
]

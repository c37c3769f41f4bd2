"""The published report beside the same thing recomputed from today's data.

A published figure is read, put to the session as a Question (:mod:`data.evidence.query`, with
:mod:`data.evidence.recipes` where its columns do not say), answered by the same queries as every
page (:mod:`data.evidence.values`, :mod:`data.evidence.residents`), and judged
(:mod:`data.evidence.judgement`); :mod:`data.evidence.reasons` says why one cannot be.
"""

from data.evidence.costs import recorded_volumes, reproduced
from data.evidence.judgement import REVERSED, SAME, UNCLEAR
from data.evidence.query import EVIDENCE_COLUMNS, agreement, query_evidence
from data.evidence.recipes import (
    CONFIRMED,
    DIFFERS,
    KINDS,
    LATEST_STATUSES,
    MOVED,
    NOT_OPEN,
    RANK_TOLERANCE,
    SPEARMAN_TOLERANCE,
    STATUSES,
    TOLERANCES,
    UNJUDGED,
)

__all__ = [
    "CONFIRMED",
    "DIFFERS",
    "EVIDENCE_COLUMNS",
    "KINDS",
    "LATEST_STATUSES",
    "MOVED",
    "NOT_OPEN",
    "RANK_TOLERANCE",
    "REVERSED",
    "SAME",
    "SPEARMAN_TOLERANCE",
    "STATUSES",
    "TOLERANCES",
    "UNCLEAR",
    "UNJUDGED",
    "agreement",
    "query_evidence",
    "recorded_volumes",
    "reproduced",
]

"""What is asked of records: the parameters that questions share."""

from __future__ import annotations

from dataclasses import dataclass

COHORT_COLUMNS = {
    "under-25": "under_25",
    "domestic-abuse": "domestic_abuse",
    "sexual-violence": "sexual_violence",
    "serious-violence": "serious_violence",
}
"""The column of an extract that marks a cohort, by its slug."""


@dataclass(frozen=True)
class Records:
    """A question without its period: which records.

    Attributes:
        offence: slug of the series.
        cohort: slug of the cohort.
        level: level of the areas.
        areas: codes of the level, or ``None`` for all of London.
    """

    offence: str
    cohort: str
    level: str = "london"
    areas: frozenset[str] | None = None

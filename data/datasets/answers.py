"""What a dataset can answer: decided once, from its facts, before anybody asks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from data.catalogue import (
    COHORTS,
    DATASETS,
    FLAGS,
    LEVELS,
    MEASURES,
    OFFENCES,
    OPEN_SERIES,
    RECORDED,
    Dataset,
    cohort_reason,
    series_for,
)
from data.periods import Period


@dataclass(frozen=True)
class Answers:
    """What one dataset can answer.

    Attributes:
        dataset: what it is.
        offences: slugs that may be asked, in the order of lists.
        bounds: first and last month of any series.
        period: the months that are shown when a query names none.
        levels: levels it has areas at.
        roles: whom its people tables speak of.
        cuts: what people tables may be cut by, by role.
        matrix: what matrices may have as rows and columns.
        measures: what it can measure.
    """

    dataset: Dataset
    offences: tuple[str, ...]
    bounds: Period
    period: Period
    levels: tuple[str, ...] = tuple(LEVELS)
    roles: tuple[str, ...] = ()
    cuts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    matrix: tuple[str, ...] = ("year", "month")
    measures: tuple[str, ...] = tuple(MEASURES)

    def offence(self, wanted: str) -> str:
        """The offence that is shown when a query names none: the one wanted, or the first."""
        return wanted if wanted in self.offences else self.offences[0]

    def cohort_reason(self, offence: str, cohort: str) -> str:
        """Why a cohort cannot be answered for an offence; empty when it can."""
        if self.dataset.kind == "extract":
            return ""
        if self.dataset.kind == "recorded":
            return cohort_reason(offence, cohort)
        if cohort == "all-ages":
            return ""
        return (
            f"“{self.dataset.label}” is not split into “{COHORTS[cohort].label}”; "
            "that needs a case-level extract."
        )

    def series(self, offence: str, cohort: str) -> str | None:
        """The series that answers an offence for a cohort, or ``None``."""
        if self.dataset.kind == "recorded":
            return series_for(offence, cohort)
        return offence if not self.cohort_reason(offence, cohort) else None

    def level_reason(self, level: str) -> str:
        """Why a level cannot be answered; empty when it can."""
        if level in self.levels:
            return ""
        able = " and ".join(LEVELS[slug].lower() for slug in self.levels)
        return f"“{self.dataset.label}” is published for {able} only."

    def measure_reason(self, measure: str) -> str:
        """Why a measure cannot be answered; empty when it can."""
        if measure in self.measures:
            return ""
        return f"“{self.dataset.label}” has no fair {MEASURES[measure].lower()}."


def recorded(bounds: Period, period: Period) -> Answers:
    """What the official counts answer."""
    return Answers(DATASETS[RECORDED], OPEN_SERIES, bounds, period)


def offences_of_extract(present: tuple[str, ...]) -> tuple[str, ...]:
    """Series that an extract with these offences answers, in the order of lists."""
    found = []
    for slug, item in OFFENCES.items():
        parts = set(item.parts) | set(item.apart)
        if slug in FLAGS:
            limited = FLAGS[slug][1]
            if not limited or set(limited) & set(present):
                found.append(slug)
        elif item.source in ("recorded", "extract") and parts & set(present):
            found.append(slug)
    return tuple(found)

"""What a dataset can answer: decided once, from its facts, before anybody asks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from data.model.catalogue import LEVELS, MEASURES, Dataset
from data.model.periods import Period


def every_series(offence: str, _cohort: str) -> str | None:
    """The series of an offence where each is counted for every cohort: the offence itself."""
    return offence


@dataclass(frozen=True)
class Capabilities:
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
        series: the stored series that answers an offence for a cohort, ``None`` where none does.
        cohort_reason: why a cohort cannot be answered for an offence; empty when it can.
        uncounted: offences with a unit cost that it does not count apart, and why.
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
    series: Callable[[str, str], str | None] = every_series
    cohort_reason: Callable[[str, str], str] = lambda _offence, _cohort: ""
    uncounted: Mapping[str, str] = field(default_factory=dict)

    def offence(self, preferred: str) -> str:
        """The offence that is shown when a query names none: the preferred one, or the first."""
        return preferred if preferred in self.offences else self.offences[0]

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

    @property
    def dimensions(self) -> tuple[str, ...]:
        """What people of any role may be cut by."""
        return tuple(dict.fromkeys(name for role in self.cuts for name in self.cuts[role]))

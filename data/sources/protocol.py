"""What every dataset answers through: coverage, panels, matrices, people, vocabulary, reasons."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from data.engine.panel import Panel
from data.engine.records import Records
from data.model.catalogue import COHORTS, Dataset, Offence
from data.model.periods import Period
from data.sources.capabilities import Capabilities
from data.statistics.dispersion import Dispersion

UNKNOWN = "unknown"


@dataclass(frozen=True)
class Offer:
    """A dataset that a session has, before anybody asks it anything.

    Attributes:
        capabilities: what it can answer, known without opening it.
        open: opens it; only after a fork.
    """

    capabilities: Capabilities
    open: Callable[[], Source]


class Source(ABC):
    """A dataset, opened. What a source cannot answer is refused with a reason, never guessed.

    Attributes:
        capabilities: what it can answer, and what it is.
    """

    capabilities: Capabilities

    @property
    def dataset(self) -> Dataset:
        """What it is, and what must be said of it."""
        return self.capabilities.dataset

    def warm(self) -> None:
        """Read what the first question would wait for."""
        return  # nothing, where nothing is read at first

    def identity(self, build_id: str) -> str:
        """What the numbers can be traced by: the build's id, and what is beside it."""
        return build_id

    def dispersion(self, level: str, series: Offence) -> Dispersion | None:
        """How the areas of a level vary; ``None`` where nobody fitted it before."""
        return None

    def citation(self, series: Offence) -> str:
        """Title, publisher and licence of what counts a series, in one line."""
        return f"{self.dataset.label}. {self.dataset.publisher}. {self.dataset.licence}."

    def parts(self, series: Offence) -> tuple[str, ...]:
        """The stored series that a series adds up, as this dataset counts them."""
        return series.parts

    @abstractmethod
    def coverage(self, level: str, series: str) -> Period:
        """The months that a series covers at a level."""

    @abstractmethod
    def panel(self, level: str, series: str, cohort: str) -> Panel:
        """Monthly counts of a series at a stored level.

        Raises:
            KeyError: the level or the series is not stored; the grammar refuses such questions.
        """

    def matrix(self, records: Records, period: Period, rows: str, columns: str) -> pd.DataFrame:
        """Counts by two parts of the time committed, where records have more than a month.

        Raises:
            KeyError: the dataset knows months only.
        """
        raise KeyError((rows, columns))

    def people(
        self, records: Records, period: Period, role: str, by: Sequence[str]
    ) -> pd.DataFrame:
        """People of a role by what they are cut by: a column each, and ``count``.

        Raises:
            KeyError: the dataset has no people.
        """
        raise KeyError(role)

    def bands(self, role: str, dimension: str) -> tuple[str, ...]:
        """The values of a dimension of people, in order, without ``unknown``."""
        raise KeyError(dimension)

    def people_reason(self, role: str, by: Sequence[str], some_areas: bool) -> str:
        """Why a table of people cannot be given, in a sentence; empty when it can.

        Args:
            role: ``victim`` or ``suspect``.
            by: what they would be cut by.
            some_areas: whether areas are named, not all of London.
        """
        label, roles = self.dataset.label, self.capabilities.roles
        if role not in roles:
            if not roles:
                return f"“{label}” counts offences, not people."
            return f"“{label}” has no {role}s."
        lost = [name for name in by if name not in self.capabilities.cuts.get(role, ())]
        return f"“{label}” does not give the {lost[0]} of a {role}." if lost else ""

    @property
    def protected(self) -> bool:
        """Whether its counts pass the disclosure gate."""
        return False

    @property
    def protection(self) -> str:
        """How its counts are protected, in a sentence; empty where they need no protection."""
        return ""

    def doubtful_months(self, level: str, series: Offence) -> list[dict[str, Any]]:
        """Months in which many offences have no area of a level: ``month`` and ``share``."""
        return []

    def caveat(self, series: Offence) -> str:
        """What must be read beside a series, beyond the dataset's own caveats."""
        return ""

    def place_caveat(self, level: str) -> str:
        """What must be read beside the counts of a level."""
        return ""

    def incomplete(self, role: str, period: Period) -> list[str]:
        """Months of a period for which people of a role are not complete."""
        return []


def no_cohort(dataset: Dataset, cohort: str) -> str:
    """Why a dataset without cohorts cannot answer one; empty for everybody."""
    if COHORTS[cohort].everybody:
        return ""
    return (
        f"“{dataset.label}” is not split into “{COHORTS[cohort].label}”; "
        "that needs a case-level extract."
    )

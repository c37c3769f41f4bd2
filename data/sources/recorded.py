"""The Met's official counts by month and place: the default dataset."""

from __future__ import annotations

from typing import Any

from data.engine.panel import Panel
from data.engine.store import Build
from data.model.catalogue import (
    COHORTS,
    OFFENCES,
    OPEN_SERIES,
    SOURCES,
    THREATS,
    Dataset,
    Offence,
)
from data.model.periods import Period
from data.sources.capabilities import Capabilities
from data.sources.protocol import Offer, Source
from data.statistics.dispersion import Dispersion

DATASET = Dataset(
    "recorded",
    "Recorded by the Met",
    "recorded",
    "official counts",
    topics=("offences",),
    name="Recorded",
    recorded=True,
    longest="Boroughs to {end}",
)


def series_for(offence: str, cohort: str) -> str | None:
    """The stored series (an offence slug) that answers an offence for a cohort, or ``None``."""
    series = COHORTS[cohort].series
    return offence if series is None else series.get(offence)


def cohort_reason(offence: str, cohort: str) -> str:
    """Why a cohort cannot be answered for an offence; empty when it can."""
    if series_for(offence, cohort):
        return ""
    return (
        f"Open data does not split {OFFENCES[offence].lower} into “{COHORTS[cohort].label}”; "
        "that needs a case-level extract."
    )


def capabilities_of(build: Build) -> Capabilities:
    """What the official counts answer."""
    return Capabilities(
        DATASET,
        OPEN_SERIES,
        build.bounds,
        build.shared_year,
        series=series_for,
        cohort_reason=cohort_reason,
        uncounted={
            THREATS: "has a unit cost, but open data does not count it apart from other violence "
            "without injury"
        },
    )


class Recorded(Source):
    """The recorded counts of a build.

    Args:
        capabilities: as :func:`capabilities_of` gives them.
        build: the processed data.
    """

    def __init__(self, capabilities: Capabilities, build: Build) -> None:
        self.capabilities = capabilities
        self._build = build

    def coverage(self, level: str, series: str) -> Period:
        """The months that a series covers at a level."""
        return self._build.coverage(level, series)

    def panel(self, level: str, series: str, _cohort: str) -> Panel:
        """Monthly counts at ward or borough level, with ``unplaced``; the series is the cohort's.

        Raises:
            KeyError: the level or the series is not stored.
        """
        return self._build.panel(level, series)

    def dispersion(self, level: str, series: Offence) -> Dispersion | None:
        """How the areas of a level vary, as it was fitted with the build."""
        return self._build.dispersion(level, series)

    def citation(self, series: Offence) -> str:
        """Title, publisher and licence of the file that a series comes from."""
        told = SOURCES[series.source]
        return f"{told['title']}. {told['publisher']}. {told['licence']}."

    def doubtful_months(self, level: str, series: Offence) -> list[dict[str, Any]]:
        """Months in which many offences have no borough; wards and flags are not touched."""
        if level != "borough" or series.source != "recorded":
            return []
        return list(self._build.manifest.get("flags", []))

    def caveat(self, series: Offence) -> str:
        """What the definition of a series needs beside it."""
        return series.caveat

    def place_caveat(self, level: str) -> str:
        """What must be read beside the counts of a level."""
        if level != "ward":
            return ""
        return "Ward totals are below borough totals because some crimes are not placed in a ward."


def offers(build: Build) -> dict[str, Offer]:
    """The recorded counts of a build, by name."""
    able = capabilities_of(build)
    return {DATASET.slug: Offer(able, lambda: Recorded(able, build))}

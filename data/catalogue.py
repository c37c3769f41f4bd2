"""What can be asked: offences, cohorts, levels, measures, datasets, and what each can answer.

Nothing here opens data. What a series covers in time comes from the manifest (see
:mod:`data.store`); everything else that decides whether a question can be answered is here.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from data.offences import COSTED, OFFENCES, OPEN_SERIES, Break, Offence

__all__ = ["COSTED", "OFFENCES", "OPEN_SERIES", "Break", "Offence"]

SNA_SIX = (
    "violence-with-injury",
    "knife-crime",
    "personal-robbery",
    "domestic-abuse",
    "rape",
    "other-sexual-offences",
)
"""The six offences of SNA table 12, in its order."""

LEVELS: dict[str, str] = {"ward": "Ward", "borough": "Borough", "london": "London"}
LEVEL_PLURALS: dict[str, str] = {"ward": "wards", "borough": "boroughs", "london": "London"}

MEASURES: dict[str, str] = {
    "count": "Count",
    "rate": "Rate per 1,000",
    "change": "Change (%)",
    "cost": "Cost (£)",
}

COMPARISONS: dict[str, str] = {
    "previous-year": "The year before",
    "to-2020-03": "Year to March 2020",
    "none": "Nothing",
}


@dataclass(frozen=True)
class Cohort:
    """Who is counted.

    Args:
        slug: its name in the URL.
        label: its name for people.
        definition: who belongs to it.
        series: which stored series answers it, by offence. ``None`` means every offence, as it is.
    """

    slug: str
    label: str
    definition: str
    series: dict[str, str] | None = field(default_factory=dict)


COHORTS: dict[str, Cohort] = {
    item.slug: item
    for item in (
        Cohort("all-ages", "All ages", "Everybody, of any age.", None),
        Cohort(
            "under-25",
            "Under 25",
            "Offences whose victim or suspect is under 25.",
            {"knife-injury-victims-under-25": "knife-injury-victims-under-25"},
        ),
        Cohort(
            "domestic-abuse",
            "Domestic abuse",
            "Offences that carry the domestic abuse flag.",
            {
                "domestic-abuse": "domestic-abuse",
                "domestic-abuse-with-injury": "domestic-abuse-with-injury",
                "violence-with-injury": "domestic-abuse-with-injury",
            },
        ),
        Cohort(
            "sexual-violence",
            "Sexual violence",
            "Rape and other sexual offences, victims of any age.",
            {slug: slug for slug in ("sexual-offences", "rape", "other-sexual-offences")},
        ),
        Cohort(
            "serious-violence",
            "Serious violence (VRU)",
            "London VRU's definition: violence affecting under-25s, domestic abuse and sexual "
            "violence, over the offences that the SNA lists.",
        ),
    )
}


@dataclass(frozen=True)
class Dataset:
    """Whose records are counted.

    Args:
        slug: its name in the URL.
        label: its name for people.
        kind: ``recorded`` (official counts), ``people`` (official tables of people) or
            ``extract`` (case-level records).
        publisher: who published it.
        licence: under what it may be used.
        simulated: whether its records are drawn, not recorded.
        caveats: what must be read beside its numbers.
        name: its name in few letters, for a list; its label without one.
        bases: who said what ethnicity the people of a role have, as pairs, where it is known.
    """

    slug: str
    label: str
    kind: str
    publisher: str = "Metropolitan Police Service, via the London Datastore"
    licence: str = "Open Government Licence"
    simulated: bool = False
    caveats: tuple[str, ...] = ()
    name: str = ""
    bases: tuple[tuple[str, str], ...] = ()

    @property
    def brief(self) -> str:
        """Its name where there is little room."""
        return self.name or self.label

    @property
    def mark(self) -> str:
        """What titles and sentences begin with: ``Simulated: `` or nothing."""
        return "Simulated: " if self.simulated else ""


RECORDED = "recorded"
SIMULATED = "simulated"

DATASETS: dict[str, Dataset] = {
    item.slug: item
    for item in (
        Dataset(RECORDED, "Recorded by the Met", "recorded", name="Recorded"),
        Dataset(
            "homicide",
            "Homicide: victims and accused",
            "people",
            name="Homicide",
            caveats=(
                "Victims’ ethnicity is what an officer saw; the accused define their own. The "
                "two are not comparable.",
            ),
        ),
        Dataset(
            "vawg",
            "Violence against women and girls: victims",
            "people",
            name="Women and girls",
            caveats=(
                "Female victims by definition. Age and ethnicity are published for London only.",
            ),
        ),
        Dataset(
            "custody",
            "Custody disposals",
            "people",
            name="Custody",
            caveats=("London only; several disposals can follow one arrest.",),
        ),
        Dataset(
            SIMULATED,
            "Simulated extract",
            "extract",
            name="Simulated",
            publisher="Drawn by this project from published totals",
            licence="MIT",
            simulated=True,
            caveats=(
                "SIMULATED records: no real offence, victim or suspect. Totals and shares follow "
                "the published report; everything else is assumed.",
            ),
        ),
    )
}
"""The datasets that every installation has; imported extracts come beside them."""

KINDS = {"recorded": "official counts", "people": "people data", "extract": "extracts"}

FLAGS: dict[str, tuple[str, tuple[str, ...]]] = {
    "knife-crime": ("knife_crime", ()),
    "knife-crime-with-injury": ("knife_crime", ("violence-with-injury",)),
    "lethal-barrel-discharge": ("lethal_barrel_discharge", ()),
    "domestic-abuse": ("domestic_abuse", ()),
    "domestic-abuse-with-injury": ("domestic_abuse", ("violence-with-injury",)),
}
"""Flagged series of an extract: the flag of a record, and the offences it is limited to."""

SOURCES: dict[str, dict[str, str]] = {
    "recorded": {
        "title": "MPS Recorded Crime: Geographic Breakdown",
        "publisher": "Metropolitan Police Service, via the London Datastore",
        "licence": "Open Government Licence",
    },
    "dashboard": {
        "title": "MPS Monthly Crime Dashboard Data",
        "publisher": "Metropolitan Police Service, via the London Datastore",
        "licence": "Open Government Licence",
    },
}

GENERAL_CAVEAT = (
    "Recorded crime follows reporting, recording and law as well as violence. "
    "City of London Police and British Transport Police are not included."
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

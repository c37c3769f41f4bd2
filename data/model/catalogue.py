"""What can be asked: offences, cohorts, levels, measures, datasets, and what each can answer.

Nothing here opens data. What a series covers in time comes from the manifest (see
:mod:`data.engine.store`); everything else that decides whether a question can be answered is here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from data.model.breaks import SYSTEM_CHANGES, Break, SystemChange, marked_breaks
from data.model.offences import COSTED, OFFENCES, OPEN_SERIES, THREATS, Offence

__all__ = [
    "COSTED",
    "OFFENCES",
    "OPEN_SERIES",
    "SYSTEM_CHANGES",
    "THREATS",
    "Break",
    "Offence",
    "SystemChange",
    "marked_breaks",
]

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

    @property
    def everybody(self) -> bool:
        """Whether it leaves nobody out."""
        return self.series is None


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
class PeopleWords:
    """How the people of a role are called.

    Args:
        short: as the subject of a title: ``Victims``.
        whose: as a noun in a sentence: ``homicide victims``.
        basis: who said what ethnicity they have, a sentence.
        observed: whether officers said it of any of them: they record no group Mixed.
    """

    short: str
    whose: str
    basis: str
    observed: bool = False


@dataclass(frozen=True)
class Dataset:
    """Whose records are counted, and everything that must be known to speak of them.

    Args:
        slug: its name in the URL.
        label: its name for people.
        kind: what it is, in one word for programs.
        described: what it is, in a few words for people.
        topics: what it can speak of, of :data:`TOPICS`.
        publisher: who published it.
        licence: under what it may be used.
        simulated: whether its records are drawn, not recorded.
        confidential: whether it holds somebody's case-level records, not for everybody.
        caveats: what must be read beside its numbers.
        notices: what every page must say above its numbers.
        everybody: what "all ages" leaves out, a sentence; empty where it leaves out nothing.
        name: its name in few letters, for a list; its label without one.
        recorded: whether its numbers are what the police recorded, all of it.
        longest: the name of the longest-running latest year, with ``{end}`` for its month; empty
            where it is named like any other.
        people: how its people are called, by role.
        no_rate: why residents are no fair denominator of its people; empty where they are.
        residents: whose numbers its people are compared with, a sentence.
        residents_sex: ``female`` where its people are women and girls by definition.
        least_months: the shortest run of months that says anything about its people.
        grouped: whether its offences are groups of one total, shown side by side.
        elsewhere: why its places are not ranked beside its people; empty where they are.
    """

    slug: str
    label: str
    kind: str
    described: str
    topics: tuple[str, ...]
    publisher: str = "Metropolitan Police Service, via the London Datastore"
    licence: str = "Open Government Licence"
    simulated: bool = False
    caveats: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    everybody: str = ""
    name: str = ""
    recorded: bool = False
    longest: str = ""
    people: Mapping[str, PeopleWords] = field(default_factory=dict)
    no_rate: str = ""
    residents: str = "Residents: Census 2021."
    residents_sex: str = "all"
    least_months: int = 1
    grouped: bool = False
    elsewhere: str = ""
    confidential: bool = False

    @property
    def brief(self) -> str:
        """Its name where there is little room."""
        return self.name or self.label

    @property
    def mark(self) -> str:
        """What titles and sentences begin with: ``Simulated: `` or nothing."""
        return "Simulated: " if self.simulated else ""


TOPICS = {"offences": "offences by place and month", "people": "victims and suspects"}
"""What a dataset can speak of."""
RECORDED = "recorded"
"""The dataset that is counted when a query names none."""

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

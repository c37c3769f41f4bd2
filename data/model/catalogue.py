"""What can be asked: offences, cohorts, levels, measures, datasets, and what each can answer.

Nothing here opens data. What a series covers in time comes from the manifest (see
:mod:`data.engine.store`); everything else that decides whether a question can be answered is here.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from data.model.breaks import SYSTEM_CHANGES, Break, SystemChange, marked_breaks
from data.model.dataset import Dataset, PeopleWords
from data.model.offence import Offence
from data.model.offences import COSTED, OFFENCES, OPEN_SERIES, THREATS

__all__ = [
    "COSTED",
    "OFFENCES",
    "OPEN_SERIES",
    "SYSTEM_CHANGES",
    "THREATS",
    "Break",
    "Dataset",
    "Offence",
    "PeopleWords",
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

"""What is known of case-level extracts before one is opened: their words, bands and abilities."""

from __future__ import annotations

from typing import Any

from data.model import periods
from data.model.catalogue import FLAGS, OFFENCES, Dataset, PeopleWords
from data.model.periods import Period
from data.sources.capabilities import Capabilities

WEEKDAYS = (
    *("Monday", "Tuesday", "Wednesday", "Thursday", "Friday"),
    *("Saturday", "Sunday"),
)

AGE_BANDS = {
    "age": (
        *((1, 9, "1-9"), (10, 14, "10-14"), (15, 17, "15-17"), (18, 18, "18"), (19, 24, "19-24")),
        *((25, 34, "25-34"), (35, 44, "35-44"), (45, 54, "45-54"), (55, 64, "55-64")),
        (65, 200, "65+"),
    ),
    "age-sna": (
        *((1, 9, "1-9"), (10, 14, "10-14"), (15, 18, "15-18"), (19, 24, "19-24")),
        (25, 200, "25+"),
    ),
    "age-stage": ((1, 17, "under 18"), (18, 24, "18-24"), (25, 200, "25+")),
}
"""Ways to band single years of age: lowest, highest, label."""

CUTS = (*AGE_BANDS, "sex", "ethnicity")
ROLES = ("victim", "suspect")
ETHNICITIES = ("white", "black", "asian", "mixed", "other")


SIMULATED = Dataset(
    "simulated",
    "Simulated extract",
    "extract",
    "extracts",
    topics=("offences", "people"),
    name="Simulated",
    publisher="Drawn by this project from published totals",
    licence="MIT",
    simulated=True,
    caveats=(
        "SIMULATED records: no real offence, victim or suspect. Totals and shares follow "
        "the published report; everything else is assumed.",
    ),
)
"""The extract that every installation has; imported ones come beside it."""
EVERYBODY = (
    "“All ages” here is every record of the report’s three cohorts (under 25, domestic abuse, "
    "sexual violence), not all recorded crime: totals are lower."
)
"""What "all ages" means in the simulated extract."""
ELSEWHERE = "Where the offences of an extract happened stands on the other pages."
BASES = {
    "officer-observed": "as an officer saw them",
    "self-defined": "as they define themselves",
    "mixed": "some as an officer saw them, some as they define themselves",
    "not said": "as the police record has them",
}
"""What is said of the basis of an ethnicity."""


def _words(facts: dict[str, Any]) -> dict[str, PeopleWords]:
    """How the people of an extract are called."""
    bases = facts.get("about", {}).get("ethnicity", {})
    return {
        role: PeopleWords(
            f"{role.capitalize()}s",
            f"{role}s",
            f"{role.capitalize()}s: {BASES[bases.get(role, 'not said')]}.",
            observed=bases.get(role) in ("officer-observed", "mixed"),
        )
        for role in ROLES
    }


def capabilities_of(facts: dict[str, Any]) -> Capabilities:
    """What an extract answers, from its facts."""
    bounds = Period(*facts["period"])
    simulated = bool(facts["simulated"])
    known = SIMULATED if facts["name"] == SIMULATED.slug else None
    caveats = tuple(facts["caveats"])
    dataset = Dataset(
        facts["name"],
        known.label if known else facts["title"],
        SIMULATED.kind,
        SIMULATED.described,
        SIMULATED.topics,
        facts["publisher"],
        facts["licence"],
        simulated,
        caveats,
        notices=caveats[:1],
        everybody=EVERYBODY if simulated else "",
        name=known.name if known else "",
        people=_words(facts),
        elsewhere=ELSEWHERE,
        confidential=not simulated,
    )
    return Capabilities(
        dataset,
        offences_of(tuple(facts["offences"])),
        bounds,
        periods.latest(bounds.end, min(12, bounds.months)),
        roles=ROLES,
        cuts=dict.fromkeys(ROLES, CUTS),
        matrix=("year", "month", "weekday", "hour"),
    )


def offences_of(present: tuple[str, ...]) -> tuple[str, ...]:
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

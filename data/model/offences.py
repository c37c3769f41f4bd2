"""The series that can be chosen: offences, their groups, and flagged series beside them."""

from __future__ import annotations

from dataclasses import replace

from data.model.breaks import marked_breaks
from data.model.offence import Offence
from data.sources.datasets import DECLARED

_REPORTING = (
    "Recorded sexual offences follow how many people report, and when, as well as what happened."
)


THREATS = "threats-to-kill"
COSTED = "offences-with-unit-cost"
"""The group that costs are counted over."""


def _offences() -> tuple[Offence, ...]:
    return (
        Offence(
            "violence-against-the-person",
            "Violence against the person",
            "group",
            (
                "homicide",
                "violence-with-injury",
                "violence-without-injury",
                "stalking-and-harassment",
                "death-or-serious-injury-driving",
            ),
            "Homicide, violence with and without injury, stalking and harassment, and death or "
            "serious injury caused by illegal driving.",
            "offences of violence against the person",
            apart=("threats-to-kill",),
        ),
        Offence(
            "homicide",
            "Homicide",
            "offence",
            ("homicide",),
            "Murder, manslaughter and infanticide, one offence a victim.",
            "homicides",
            caveat="Few in number: read homicide over several years, not months.",
            rare=True,
        ),
        Offence(
            "violence-with-injury",
            "Violence with injury",
            "offence",
            ("violence-with-injury",),
            "Assault with injury, wounding, grievous bodily harm and attempted murder.",
            "offences of violence with injury",
        ),
        Offence(
            "violence-without-injury",
            "Violence without injury",
            "offence",
            ("violence-without-injury",),
            "Common assault, threats to kill and similar offences without physical injury; "
            "stalking and harassment are counted apart.",
            "offences of violence without injury",
            apart=("threats-to-kill",),
        ),
        Offence(
            "threats-to-kill",
            "Threats to kill",
            "offence",
            ("threats-to-kill",),
            "Threats to kill; in open data they are part of violence without injury.",
            "threats to kill",
            source="extract",
        ),
        Offence(
            "stalking-and-harassment",
            "Stalking and harassment",
            "offence",
            ("stalking-and-harassment",),
            "Stalking, harassment and malicious communications.",
            "offences of stalking and harassment",
        ),
        Offence(
            "sexual-offences",
            "Sexual offences",
            "group",
            ("rape", "other-sexual-offences"),
            "Rape and other sexual offences together.",
            "sexual offences",
            caveat=_REPORTING,
        ),
        Offence(
            "rape",
            "Rape",
            "offence",
            ("rape",),
            "Rape and attempted rape, by the month in which it was recorded.",
            "rapes",
            caveat=_REPORTING,
        ),
        Offence(
            "other-sexual-offences",
            "Other sexual offences",
            "offence",
            ("other-sexual-offences",),
            "Sexual assault and every other sexual offence except rape.",
            "other sexual offences",
            caveat=_REPORTING,
        ),
        Offence(
            "robbery",
            "Robbery",
            "group",
            ("personal-robbery", "business-robbery"),
            "Robbery of personal and of business property together.",
            "robberies",
        ),
        Offence(
            "personal-robbery",
            "Personal robbery",
            "offence",
            ("personal-robbery",),
            "Theft from a person with force or the threat of force.",
            "personal robberies",
        ),
        Offence(
            "business-robbery",
            "Business robbery",
            "offence",
            ("business-robbery",),
            "Theft from a business with force or the threat of force.",
            "business robberies",
        ),
        Offence(
            "possession-of-weapons",
            "Possession of weapons",
            "offence",
            ("possession-of-weapons",),
            "Possession of knives, firearms and other offensive weapons.",
            "offences of possessing a weapon",
            caveat="Follows police searches: more searches find more weapons.",
        ),
        Offence(
            "knife-crime",
            "Knife crime",
            "flag",
            ("knife-crime",),
            "Offences of violence, robbery and sexual violence in which a knife or sharp "
            "instrument was used or threatened.",
            "knife crimes",
            source="dashboard",
        ),
        Offence(
            "knife-crime-with-injury",
            "Knife crime with injury",
            "flag",
            ("knife-crime-with-injury",),
            "Knife crime in which somebody was injured with the knife.",
            "knife crimes with injury",
            source="dashboard",
        ),
        Offence(
            "knife-injury-victims-under-25",
            "Knife-injury victims under 25",
            "flag",
            ("knife-injury-victims-under-25",),
            "Victims aged 1 to 24 who were injured with a knife; people, not offences.",
            "victims under 25 injured with a knife",
            source="dashboard",
            ages=(1, 24),
            caveat="Counts victims, and divides by residents aged 1 to 24.",
        ),
        Offence(
            "gun-crime",
            "Gun crime",
            "flag",
            ("gun-crime",),
            "Offences in which a firearm, real or not, was fired, used or threatened.",
            "gun crimes",
            source="dashboard",
        ),
        Offence(
            "lethal-barrel-discharge",
            "Lethal barrel discharge",
            "flag",
            ("lethal-barrel-discharge",),
            "Offences in which a lethal barrelled firearm was fired.",
            "discharges of a lethal barrelled firearm",
            source="dashboard",
        ),
        Offence(
            "domestic-abuse",
            "Domestic abuse",
            "flag",
            ("domestic-abuse",),
            "Every recorded offence that carries the domestic abuse flag.",
            "domestic abuse offences",
            source="dashboard",
        ),
        Offence(
            "domestic-abuse-with-injury",
            "Domestic abuse with injury",
            "flag",
            ("domestic-abuse-with-injury",),
            "Violence with injury that carries the domestic abuse flag.",
            "domestic abuse offences with injury",
            source="dashboard",
        ),
        Offence(
            COSTED,
            "Offences with a unit cost",
            "group",
            (
                "homicide",
                "violence-with-injury",
                "personal-robbery",
                "rape",
                "other-sexual-offences",
            ),
            "Homicide, violence with injury, personal robbery, rape and other sexual offences: "
            "every recorded offence for which the report gives a unit cost.",
            "offences with a unit cost",
            caveat="Threats to kill have a unit cost too, but open data does not count them apart.",
            apart=("threats-to-kill",),
        ),
    )


OFFENCES: dict[str, Offence] = {
    item.slug: replace(item, breaks=marked_breaks(item.slug))
    for item in (*_offences(), *(one for item in DECLARED.values() for one in item.brought))
}
"""Every series that can be chosen, in the order of lists; those of official datasets come last."""

OPEN_SERIES = tuple(s for s, item in OFFENCES.items() if item.source in ("recorded", "dashboard"))
"""The series of the official counts."""

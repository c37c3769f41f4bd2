"""The series that can be chosen: offences, their groups, and flagged series beside them."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from data.errors import DataError
from data.periods import Period

NOT_COMPARABLE = "not comparable"
CAUTION = "caution"
EVERY_LEVEL = ("ward", "borough", "london")
MARKED = Path(__file__).with_name("breaks.csv")
"""What the step test found, with its figures: written by ``python -m data breaks``."""


@dataclass(frozen=True)
class Break:
    """A known change in how a series was counted.

    Args:
        month: the first month counted in the new way, ``YYYY-MM``.
        text: what changed, in one sentence.
        comparable: whether a comparison across it may still be printed.
        levels: the levels at which it holds.
        source: who says so: a publisher, or the step test.
    """

    month: str
    text: str
    comparable: bool = False
    levels: tuple[str, ...] = EVERY_LEVEL
    source: str = ""

    @property
    def kind(self) -> str:
        """``not comparable`` or ``caution``."""
        return CAUTION if self.comparable else NOT_COMPARABLE

    @property
    def sentence(self) -> str:
        """What a reader is told of it: its text."""
        return self.text

    def between(self, earlier: Period, later: Period) -> bool:
        """Whether a comparison of two periods would cross the break."""
        first, last = min(earlier.start, later.start), max(earlier.end, later.end)
        return first < self.month <= last


@dataclass(frozen=True)
class SystemChange:
    """A known change of system or rule, at which every series is tested for a step.

    Args:
        month: the first month of the new way, ``YYYY-MM``.
        name: what changed, as the beginning of a sentence.
        declared: breaks that the publisher states, by series; they stand without a test.
    """

    month: str
    name: str
    declared: Mapping[str, Break]


@cache
def _marked() -> dict[str, tuple[Break, ...]]:
    """The breaks of :data:`MARKED`, by series, in order of month."""
    found: dict[str, list[Break]] = {}
    with MARKED.open(encoding="utf-8", newline="") as lines:
        for number, row in enumerate(csv.DictReader(lines), 2):
            kind = row["kind"]
            if not kind:
                continue  # within placebo: kept with its figures, not a break
            if kind not in (NOT_COMPARABLE, CAUTION):
                raise DataError(
                    "unknown kind of break",
                    file=MARKED.name,
                    line=number,
                    column="kind",
                    value=kind,
                    allowed=(NOT_COMPARABLE, CAUTION, ""),
                )
            found.setdefault(row["series"], []).append(
                Break(
                    row["month"],
                    row["sentence"],
                    kind == CAUTION,
                    tuple(row["levels"].split(";")),
                    row["source"],
                )
            )
    return {name: tuple(sorted(rows, key=lambda item: item.month)) for name, rows in found.items()}


def marked_breaks(series: str) -> tuple[Break, ...]:
    """Every break of a series: what its publisher states, and what the step test found.

    Args:
        series: slug of an offence, group or flag.

    Returns:
        Breaks in order of month; empty where there is none.

    Raises:
        DataError: the committed file holds a kind that does not exist.
    """
    return _marked().get(series, ())


SINGULAR = {
    "offences": "offence",
    "homicides": "homicide",
    "rapes": "rape",
    "robberies": "robbery",
    "crimes": "crime",
    "victims": "victim",
    "discharges": "discharge",
    "threats": "threat",
    "disposals": "disposal",
}
PLURALS = re.compile("|".join(SINGULAR))


@dataclass(frozen=True)
class Offence:
    """A series that can be chosen as ``offence``.

    Args:
        slug: its name in the URL.
        label: its name for people.
        kind: ``offence``, ``group`` (a sum of offences) or ``flag`` (overlaps with offences).
        parts: the slugs of the stored series that it sums.
        definition: what is counted.
        source: key of :data:`SOURCES`.
        breaks: known changes in counting.
        caveat: what a reader must know beside the number; empty when there is nothing special.
        ages: lowest and highest age of the residents that a rate divides by, or ``None`` for all.
        noun: how a sentence counts it, ``{n} noun``.
        apart: parts that only case-level extracts count apart; open data has them elsewhere.
        rare: whether it is read over years, however many there are in a month.
    """

    slug: str
    label: str
    kind: str
    parts: tuple[str, ...]
    definition: str
    noun: str
    source: str = "recorded"
    breaks: tuple[Break, ...] = ()
    caveat: str = ""
    ages: tuple[int, int] | None = None
    apart: tuple[str, ...] = ()
    rare: bool = False

    @property
    def one(self) -> str:
        """How a sentence counts a single one: ``1 offence of violence with injury``."""
        return PLURALS.sub(lambda found: SINGULAR[found[0]], self.noun, count=1)

    @property
    def lower(self) -> str:
        """The label inside a sentence."""
        return self.label[0].lower() + self.label[1:]


_STALKING_BREAKS = (
    Break("2017-04", "How stalking and harassment are counted changed in 2017."),
    Break("2023-05", "How stalking and harassment are counted changed in 2023."),
)
_GROUP_BREAKS = tuple(
    Break(item.month, item.text + " They are part of this group.", comparable=True)
    for item in _STALKING_BREAKS
)
_CONNECT = (
    Break(
        "2024-03",
        "The Met moved to a new crime system in March 2024; "
        "domestic abuse before and after is not comparable.",
    ),
)
_RULES = "Home Office Counting Rules"
_MET = "Metropolitan Police Service, notes to the MPS Monthly Crime Dashboard Data"


def _from(source: str, items: tuple[Break, ...], month: str) -> Break:
    return next(replace(item, source=source) for item in items if item.month == month)


SYSTEM_CHANGES: tuple[SystemChange, ...] = (
    *(
        SystemChange(
            month,
            f"The counting rules changed in {name}",
            {
                "stalking-and-harassment": _from(_RULES, _STALKING_BREAKS, month),
                "violence-against-the-person": _from(_RULES, _GROUP_BREAKS, month),
            },
        )
        for month, name in (("2017-04", "April 2017"), ("2023-05", "May 2023"))
    ),
    SystemChange(
        "2024-03",
        "The Met moved to a new crime system in March 2024",
        {
            slug: _from(_MET, _CONNECT, "2024-03")
            for slug in ("domestic-abuse", "domestic-abuse-with-injury")
        },
    ),
)
"""Known changes of system, each of which every series is tested at (``python -m data breaks``)."""

_REPORTING = (
    "Recorded sexual offences follow how many people report, and when, as well as what happened."
)


_DISPOSALS = "Disposals, not people: one arrest can have several."
_CUSTODY = (
    ("murder", "murder"),
    ("assault", "assault"),
    ("sexual-offences", "sexual offences"),
    ("robbery", "robbery"),
    ("weapons", "weapons"),
    ("drug-supply", "drug supply"),
    ("drug-possession", "drug possession"),
    ("drugs-other", "other drugs"),
    ("other-offence", "other offence"),
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
            breaks=_GROUP_BREAKS,
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
            breaks=_STALKING_BREAKS,
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
            breaks=_CONNECT,
        ),
        Offence(
            "domestic-abuse-with-injury",
            "Domestic abuse with injury",
            "flag",
            ("domestic-abuse-with-injury",),
            "Violence with injury that carries the domestic abuse flag.",
            "domestic abuse offences with injury",
            source="dashboard",
            breaks=_CONNECT,
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
        Offence(
            "violence-against-women-and-girls",
            "Violence against women and girls",
            "flag",
            ("violence-against-women-and-girls",),
            "Female victims of offences that the Met counts as violence against women and girls.",
            "victims of violence against women and girls",
            source="vawg",
            caveat="Victims, not offences; a victim of two offences counts twice.",
        ),
        Offence(
            "custody",
            "All custody disposals",
            "group",
            tuple(f"custody-{slug}" for slug, _ in _CUSTODY),
            "Everything decided in Met custody suites, whatever the offence.",
            "custody disposals",
            source="custody",
            caveat=_DISPOSALS,
        ),
        *(
            Offence(
                f"custody-{slug}",
                f"Custody: {label}",
                "offence",
                (f"custody-{slug}",),
                f"Disposals in Met custody suites in the group “{label}”.",
                "custody disposals",
                source="custody",
                caveat=_DISPOSALS,
            )
            for slug, label in _CUSTODY
        ),
    )


OFFENCES: dict[str, Offence] = {item.slug: item for item in _offences()}
"""Every series that can be chosen, in the order in which lists show them."""

OPEN_SERIES = tuple(s for s, item in OFFENCES.items() if item.source in ("recorded", "dashboard"))
"""The series of the official counts."""

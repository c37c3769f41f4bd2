"""Which offence a record is of: full offence names, subgroups and groups to our slugs.

The list of names comes from the annex of the Strategic Needs Assessment of 2025 (“Offences
included in the Met data”), kept in ``annex-offences.csv``. Records with other names are placed by
their subgroup; they are never part of the serious violence cohort.
"""

from __future__ import annotations

import csv
import difflib
import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

ANNEX_FILE = Path(__file__).parent / "annex-offences.csv"


@dataclass(frozen=True)
class AnnexName:
    """One line of the annex.

    Attributes:
        group: offence group.
        subgroup: offence subgroup.
        name: full offence name.
        offence: our slug.
    """

    group: str
    subgroup: str
    name: str
    offence: str


@dataclass(frozen=True)
class Placed:
    """What a record's group, subgroup and name say together.

    Attributes:
        offence: our slug; empty when the record cannot be placed.
        in_annex: whether the full name is in the annex.
        column: which of ``offence_group``, ``offence_subgroup``, ``offence_name`` is wrong.
        reason: why the record cannot be placed; empty when it can.
        allowed: what would have been accepted.
    """

    offence: str
    in_annex: bool = False
    column: str = ""
    reason: str = ""
    allowed: str = ""


VIOLENCE, SEXUAL = "violence against the person", "sexual offences"
ROBBERY, WEAPONS = "robbery", "possession of weapons"

SUBGROUPS: dict[str, tuple[str, str]] = {
    "homicide": (VIOLENCE, "homicide"),
    "violence with injury": (VIOLENCE, "violence-with-injury"),
    "violence without injury": (VIOLENCE, "violence-without-injury"),
    "stalking and harassment": (VIOLENCE, "stalking-and-harassment"),
    "death or serious injury illegal driving": (VIOLENCE, "death-or-serious-injury-driving"),
    "rape": (SEXUAL, "rape"),
    "other sexual offences": (SEXUAL, "other-sexual-offences"),
    "robbery of personal property": (ROBBERY, "personal-robbery"),
    "robbery of business property": (ROBBERY, "business-robbery"),
    "possession of weapons": (WEAPONS, "possession-of-weapons"),
}
"""Subgroup, as :func:`canonical` makes it, to its group and our slug."""

SPELLINGS: dict[str, str] = {
    "death or serious injury caused by illegal driving": "death or serious injury illegal driving",
    "death or serious injury unlawful driving": "death or serious injury illegal driving",
    "violence with injury vwi": "violence with injury",
    "violence without injury vwoi": "violence without injury",
    "harassment and stalking": "stalking and harassment",
    "other sexual offence": "other sexual offences",
    "robbery personal property": "robbery of personal property",
    "robbery business property": "robbery of business property",
    "personal robbery": "robbery of personal property",
    "business robbery": "robbery of business property",
    "possession of weapon": "possession of weapons",
    "possession of weapons offences": "possession of weapons",
    "violence against person": VIOLENCE,
    "sexual offence": SEXUAL,
    "robberies": ROBBERY,
}
"""Other spellings of groups and subgroups."""

NOT_COVERED = {
    "arson and criminal damage",
    "burglary",
    "drug offences",
    "fraud and forgery",
    "historical fraud and forgery",
    "miscellaneous crimes against society",
    "nfib fraud",
    "public order offences",
    "theft",
    "theft offences",
    "vehicle offences",
}
"""Groups of recorded crime that this dashboard says nothing of."""

KNOWN_NAMES = "a name of the annex (annex-offences.csv), or any name with a known offence_subgroup"

GROUPS = {VIOLENCE, SEXUAL, ROBBERY, WEAPONS}


@lru_cache(maxsize=65_536)  # the same few texts come again and again
def canonical(text: str) -> str:
    """A name as a key: no case, “&” as “and”, punctuation and spaces alike.

    >>> canonical(" Non–Fatal  Strangulation & suffocation. ")
    'non fatal strangulation and suffocation'
    """
    plain = unicodedata.normalize("NFKC", text).casefold().replace("&", " and ")
    plain = re.sub(r"['’`]", "", plain)
    return " ".join(re.sub(r"[\W_]+", " ", plain).split())


@cache
def annex() -> tuple[AnnexName, ...]:
    """The offences of the annex, in its order."""
    with ANNEX_FILE.open(encoding="utf-8", newline="") as handle:
        return tuple(
            AnnexName(
                line["offence_group"],
                line["offence_subgroup"],
                line["offence_name"],
                line["offence"],
            )
            for line in csv.DictReader(handle)
        )


@cache
def _by_name() -> dict[str, AnnexName]:
    return {canonical(item.name): item for item in annex()}


def _key(text: str) -> str:
    key = canonical(text)
    return SPELLINGS.get(key, key)


def _near(key: str, known: dict[str, str]) -> str:
    """The nearest known names, for a message."""
    near = difflib.get_close_matches(key, list(known), n=3, cutoff=0.5)
    return "; ".join(known[name] for name in near)


@cache
def _name_labels() -> dict[str, str]:
    return {key: item.name for key, item in _by_name().items()}


@cache
def _subgroup_labels() -> dict[str, str]:
    return {key: key.capitalize() for key in SUBGROUPS}


def nearest_names(name: str) -> str:
    """What to write instead of a name that is not known."""
    near = _near(canonical(name), _name_labels() | _subgroup_labels())
    return f"{KNOWN_NAMES}; nearest: {near}" if near else KNOWN_NAMES


def nearest_in_annex(name: str) -> str:
    """The name of the annex that a name may have been meant for; empty when none is near."""
    near = difflib.get_close_matches(canonical(name), list(_by_name()), n=1, cutoff=0.85)
    return _by_name()[near[0]].name if near else ""


def place(group: str, subgroup: str, name: str, *, suggest: bool = True) -> Placed:
    """Which offence a record is of.

    The full name decides when the annex lists it, then the subgroup, then a group that has only
    one subgroup. A group or subgroup that is known and says something else is a contradiction.

    Args:
        group: text of ``offence_group``, may be empty.
        subgroup: text of ``offence_subgroup``, may be empty.
        name: text of ``offence_name``, may be empty.
        suggest: look for the nearest names of one that is not known (about a millisecond).
    """
    known = _by_name().get(canonical(name))
    minor = _key(known.subgroup if known else subgroup)
    if not known and minor not in SUBGROUPS and not canonical(subgroup) and _key(name) in SUBGROUPS:
        minor = _key(name)  # the name of a subgroup where a full name was expected
    major = _key(group)
    if not known and not minor and major == WEAPONS:
        minor = major  # the one group with one subgroup
    if minor not in SUBGROUPS:
        return _unplaced(group, subgroup, name, suggest)
    parent, offence = SUBGROUPS[minor]
    given = _key(subgroup)
    if given in SUBGROUPS and given != minor:
        return Placed(
            "",
            column="offence_subgroup",
            reason="the offence subgroup contradicts the offence name",
            allowed=f"{minor.capitalize()}, as the name “{name.strip()}” says",
        )
    if major in GROUPS | NOT_COVERED and major != parent:
        return Placed(
            "",
            column="offence_group",
            reason="the offence group contradicts the offence name or subgroup",
            allowed=parent.capitalize(),
        )
    return Placed(known.offence, in_annex=True) if known else Placed(offence)


def _unplaced(group: str, subgroup: str, name: str, suggest: bool) -> Placed:
    """Why no offence could be found."""
    major = _key(group)
    if major in NOT_COVERED or _key(subgroup) in NOT_COVERED:
        return Placed(
            "",
            column="offence_group",
            reason="not an offence that this dashboard covers",
            allowed=", ".join(sorted(item.capitalize() for item in GROUPS)),
        )
    if canonical(subgroup) and _key(subgroup) not in GROUPS:
        return Placed(
            "",
            column="offence_subgroup",
            reason="unknown offence subgroup",
            allowed=", ".join(item.capitalize() for item in SUBGROUPS),
        )
    if canonical(name):
        return Placed(
            "",
            column="offence_name",
            reason="unknown offence name",
            allowed=nearest_names(name) if suggest else KNOWN_NAMES,
        )
    return Placed(
        "",
        column="offence_name",
        reason="no offence name and no offence subgroup",
        allowed="a full offence name, an offence subgroup, or both",
    )

"""The areas that counts may belong to, and the names under which they are published."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from data.errors import DataError
from data.model.places import CITY, UNPLACED

HILLINGDON = "E09000017"
HEATHROW_VILLAGES = "E05013570"

#: Rows of borough files that are no borough. The airports lie in Hillingdon, and their crimes
#: are counted there from March 2024 on; everything else is kept as one row of its own.
AIRPORTS = {
    "heathrow",
    "london heathrow and london city airports",
    "aviation security so18",
    "aviation security",
    "aviation security so18 legacy only",
}
NOT_PLACED = {
    "unknown",
    "unmapped",
    "other nk",
    "nk",
    "n k",
    "n k legacy only",
    "non met police force",
    "city of london",
}
#: Wards whose names changed without a change of code: (borough, newer name) → code.
RENAMED = {
    ("tower hamlets", "bethnal green east"): "E05009317",
    ("tower hamlets", "bethnal green west"): "E05009331",
}


@lru_cache(maxsize=65_536)  # the same few thousand names come a million times
def plain(name: str) -> str:
    """A name without case, punctuation or “&”, so that spellings of one place are equal.

    >>> plain("Kingston Upon Thames"), plain("St James's"), plain("Hammersmith & Fulham")
    ('kingston upon thames', 'st jamess', 'hammersmith and fulham')
    """
    name = name.lower().replace("&", " and ").replace("'", "").replace("’", "")
    return " ".join(re.sub(r"[^a-z0-9]+", " ", name).split())


@dataclass(frozen=True)
class Areas:
    """Codes and names of wards and boroughs, from the boundary files.

    Attributes:
        wards: ward code → ward name (679).
        parents: ward code → borough code.
        boroughs: borough code → name, the City of London included (33).
        ward_names: the ward names as ``plain`` makes them.
    """

    wards: dict[str, str]
    parents: dict[str, str]
    boroughs: dict[str, str]
    ward_names: frozenset[str] = field(init=False, repr=False)
    _by_name: dict[str, str] = field(init=False, repr=False)
    _by_place: dict[tuple[str, str], str] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        by_name = {plain(n): c for c, n in self.boroughs.items() if c != CITY}
        by_name |= dict.fromkeys(AIRPORTS, HILLINGDON) | dict.fromkeys(NOT_PLACED, UNPLACED)
        named = {plain(n): c for c, n in self.boroughs.items()}
        by_place = {(self.parents[c], plain(n)): c for c, n in self.wards.items()}
        by_place |= {(named.get(b, ""), n): c for (b, n), c in RENAMED.items() if c in self.wards}
        object.__setattr__(self, "_by_name", by_name)
        object.__setattr__(self, "_by_place", by_place)
        object.__setattr__(self, "ward_names", frozenset(map(plain, self.wards.values())))

    @property
    def policed(self) -> list[str]:
        """The 32 boroughs that the Met's files cover, sorted by code."""
        return sorted(c for c in self.boroughs if c != CITY)

    def borough(self, name: str) -> str | None:
        """The borough code (or ``unplaced``) of a name in a borough file; None if unknown."""
        return self._by_name.get(plain(name))

    def ward(self, borough: str, name: str) -> str | None:
        """The ward code of a name inside a borough (by its code); None if it has no such ward.

        Ten names occur in two boroughs, so a name alone is no key.
        """
        return self._by_place.get((borough, plain(name)))

    def check(self) -> None:
        """Raise when the boundary files do not hold London as it is known."""
        if len(self.boroughs) != 33 or CITY not in self.boroughs:
            raise DataError(
                "the borough boundaries are not the 33 of London",
                value=len(self.boroughs),
                allowed="33 features with the City of London (E09000001)",
            )
        if len(self.wards) != 679:
            raise DataError(
                "the ward boundaries are not the 679 of May 2022 outside the City",
                value=len(self.wards),
                allowed="679 features",
            )
        lost = sorted(set(self.parents.values()) - set(self.boroughs))
        if lost:
            raise DataError(
                "a ward names a borough that the borough boundaries lack",
                value=lost[0],
                allowed=sorted(self.boroughs),
            )

"""A series that can be chosen: what is known of it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from data.model.breaks import Break

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
    "people": "person",
}
PLURALS = re.compile("|".join(SINGULAR))


def singular(noun: str) -> str:
    """How a single one of several is called: ``person accused`` of ``people accused``."""
    return PLURALS.sub(lambda found: SINGULAR[found[0]], noun, count=1)


@dataclass(frozen=True)
class Offence:
    """A series that can be chosen as ``offence``.

    Args:
        slug: its name in the URL.
        label: its name for people.
        kind: ``offence``, ``group`` (a sum of offences) or ``flag`` (overlaps with offences).
        parts: the slugs of the stored series that it sums.
        definition: what is counted.
        source: who counts it: a key of :data:`SOURCES`, ``extract``, or the slug of an official
            dataset, which sets it itself.
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
        return singular(self.noun)

    @property
    def lower(self) -> str:
        """The label inside a sentence."""
        return self.label[0].lower() + self.label[1:]

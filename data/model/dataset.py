"""A dataset: whose records are counted, and the words for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class PeopleWords:
    """How the people of a role are called.

    Args:
        short: as the subject of a title: ``Victims``.
        whose: as a noun in a sentence: ``homicide victims``.
        basis: who said what ethnicity they have, a sentence.
        unit: what the manifest says that a row of an official table counts.
        ethnicity: the same of who said it, in a word.
        observed: whether officers said it of any of them: they record no group Mixed.
    """

    short: str
    whose: str
    basis: str
    unit: str = ""
    ethnicity: str = ""
    observed: bool = False


@dataclass(frozen=True)
class Dataset:
    """Whose records are counted, and everything that must be known to speak of them.

    Args:
        slug: its name in the URL.
        label: its name for people.
        kind: what it is, in one word for programs.
        described: what it is, in a few words for people.
        topics: what it can speak of, of :data:`~data.model.catalogue.TOPICS`.
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

"""What is known of an official table of people, apart from how its files are read."""

from __future__ import annotations

from dataclasses import dataclass, replace

from data.model.dataset import Dataset
from data.model.offence import Offence


@dataclass(frozen=True)
class Official:
    """An official dataset of people, declared.

    Args:
        dataset: what it is; its roles are those that it has words for.
        counted: the role whose numbers make its series by place and month.
        order: its place in lists.
        offences: the series that it brings.
        shared: series of other sources that its people are stored under.
        measures: what it can measure.
        months: months shown when a query names none.
        group: the series that adds up all of its offences; none when empty.
        placed: whether every split is known by ward and borough, not for London only.
        optional: whether a build goes on without it where the raw folder has no file of it.
    """

    dataset: Dataset
    counted: str
    order: int
    offences: tuple[Offence, ...] = ()
    shared: tuple[str, ...] = ()
    measures: tuple[str, ...] = ("count", "change")
    months: int = 12
    group: str = ""
    placed: bool = False
    optional: bool = False

    @property
    def brought(self) -> tuple[Offence, ...]:
        """Its series, which name it as what counts them."""
        return tuple(replace(item, source=self.dataset.slug) for item in self.offences)

    @property
    def stored(self) -> tuple[str, ...]:
        """The slugs that its people are stored under."""
        own = (part for item in self.offences for part in item.parts)
        return tuple(dict.fromkeys((*self.shared, *own)))

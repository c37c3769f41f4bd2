"""What is known of a kind of official table of people: how it is told, read and laid together."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from data.ingest.official.areas import Areas
from data.ingest.official.file_format import FileFormat
from data.ingest.official.people import PeopleFile
from data.ingest.official.people_layers import Layered
from data.ingest.official.raw_tables import RawTable
from data.ingest.official.reconcile import Line


def _no_lines(_parts: Mapping[str, Layered]) -> list[Line]:
    return []


@dataclass(frozen=True)
class PeopleReader:
    """A kind of official table of people, declared beside what reads it.

    Attributes:
        dataset: the dataset that it feeds, of :data:`data.sources.datasets.DECLARED`.
        role: ``victim`` or ``suspect``.
        format: how a file of the kind is recognised, and who publishes it.
        columns: the names under which each column has been published, as ``token`` makes them.
        dated: the columns that hold the month.
        read: a raw table, its sheet's name and the areas in; its checked tables out, none when
            it counts no people. It raises :class:`~data.errors.DataError` by line and column.
        splits: the splits that its tables have, dimensions separated by commas.
        parts: tables that must be there, by part: what messages call each. One without a name
            when empty.
        sheets: which part a table is, by the cells of its column ``sheet``.
        must_end: whether a file must end in a line break. Where a row ends in one of few words a
            cut is seen without it.
        join: holds the parts beside each other, and cuts them where they must agree.
    """

    dataset: str
    role: str
    format: FileFormat
    columns: Mapping[str, set[str]]
    dated: tuple[str, ...]
    read: Callable[[RawTable, str | None, Areas], list[PeopleFile]]
    splits: tuple[str, ...]
    parts: Mapping[str, str] = field(default_factory=dict)
    sheets: Mapping[str, str] = field(default_factory=dict)
    must_end: bool = True
    join: Callable[[Mapping[str, Layered]], list[Line]] = _no_lines

    @property
    def titles(self) -> dict[str, str]:
        """What messages call each of its tables, by part."""
        return dict(self.parts) or {"": self.format.title}


def known_names(columns: Mapping[str, set[str]]) -> frozenset[str]:
    """Every name of some columns."""
    return frozenset[str]().union(*columns.values())

"""The official tables of people: a module each, found by being here.

A module holds what reads a kind of table, and declares it as one or more
:class:`~data.ingest.official.people_reader.PeopleReader`. Recognition, claims of doubtful files,
what newer files replace, the schema and the manifest follow from that; what the dataset is called
and can answer stands in :mod:`data.sources.datasets`.
"""

from __future__ import annotations

from data.discovery import discovered
from data.ingest.official.people_reader import PeopleReader
from data.sources.datasets import DECLARED

READERS: tuple[PeopleReader, ...] = tuple(
    sorted(discovered(__name__, PeopleReader), key=lambda item: list(DECLARED).index(item.dataset))
)
"""Every kind of official table of people, in the order of their datasets."""
BY_FORMAT: dict[str, PeopleReader] = {item.format.name: item for item in READERS}

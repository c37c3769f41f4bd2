"""The official datasets of people: a module each, found by being here.

A module declares one :class:`~data.model.official.Official`: its name and words, the offences that
it brings, what it can measure. Catalogue, filters, pages, interface, reserved names, the schema of
the processed data and the lists of the tests follow from that; how its files are read stands in
:mod:`data.ingest.official.people_files`.
"""

from __future__ import annotations

from data.discovery import discovered
from data.model.official import Official

DECLARED: dict[str, Official] = {
    item.dataset.slug: item
    for item in sorted(discovered(__name__, Official), key=lambda one: one.order)
}
"""Every official dataset of people, by its name in the URL, in the order of lists."""

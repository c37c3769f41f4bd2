"""``/data`` – datasets, definitions, caveats, licences, the checks, the City's own table."""

from __future__ import annotations

from components.layout import Page, Section, of_session, register_page
from components.sources import definitions, files, reading

PAGE = Page(
    key="data",
    path="/data",
    name="Data",
    order=7,
    description="Datasets, definitions, caveats, licences and checks.",
    headline=reading.headline,
    sections=(
        Section("data-methods", of_session(reading.methods)),
        Section("data-checks", of_session(files.checks)),
        Section("data-datasets", of_session(definitions.datasets)),
        Section("data-series", of_session(definitions.series)),
        Section("data-cohorts", of_session(definitions.cohorts)),
        Section("data-files", of_session(files.sources)),
        Section("data-city", of_session(definitions.city)),
        Section("data-interface", of_session(reading.interface)),
        Section("data-accessibility", of_session(reading.accessibility)),
        Section("data-licences", of_session(reading.licences)),
    ),
)
register_page(__name__, PAGE)

"""What does not depend on a Selection: areas, neighbours, outlines, the manifest."""

from __future__ import annotations

import pandas as pd

from data import access
from data.catalogue import RECORDED
from data.extracts.folder import root_folder, signature
from data.periods import Period
from data.queries.areas import query_areas
from data.queries.evidence import query_evidence
from data.queries.people import query_people
from data.selection import Domain, Selection, default_period
from data.statistics import intervals
from data.store import store


def domain() -> Domain:
    """Which areas and months exist, and which datasets the present request may name."""
    return access.visible(store().domain)


def build_id() -> str:
    """Identity of the data that answers."""
    return store().build_id


def extracts() -> dict[str, dict]:
    """What is known of every extract that the present request may see, by name."""
    return access.visible_facts(store().extracts)


def stale() -> bool:
    """Whether an extract was imported, replaced or removed since the store was opened."""
    return store().extracts_seen != signature(root_folder())


def series_coverage(level: str, offence: str) -> Period:
    """The months that an offence's own series covers at a level."""
    return store().coverage(level, offence)


def area_facts() -> pd.DataFrame:
    """Every area: name, label, level, parent, bounds; indexed by code."""
    return store().areas


def outline(code: str) -> list[tuple[float, float]]:
    """Longitude and latitude along the largest outer ring of a borough."""
    return store().outline(code)


def neighbours(code: str) -> tuple[str, ...]:
    """Wards that touch a ward, longest shared boundary first."""
    return store().neighbours.get(code, ())


def manifest() -> dict:
    """The manifest of the build: sources, periods, what was dropped, what reconciles."""
    return store().manifest


def city_table() -> pd.DataFrame:
    """The City of London in the official yearly table of Community Safety Partnerships."""
    return store().frame("city")


def warm() -> None:
    """Load what every page needs, before the first visitor has to wait for it."""
    store().preload()
    intervals.count_interval([0.0])
    with access.granted():
        _warm_usual()
    query_evidence()


def _warm_usual() -> None:
    """Ask every dataset's usual questions."""
    for name in (RECORDED, *store().extracts):
        offence = domain().answers(name).offence("violence-with-injury")
        usual = Selection(
            "ward", (), offence, "all-ages", default_period(domain(), name), "previous-year",
            "count", name,
        )  # fmt: skip
        query_areas(usual)
        query_areas(usual.but(level="borough"))
        if name != RECORDED:
            query_people(usual.but(level="london"), "victim", ("age", "sex"))

"""A file that was accepted as it is leaves a caveat beside what it feeds, and nowhere else."""

from __future__ import annotations

from typing import Any

import pytest

from data import queries
from data.periods import Period
from data.selection import Selection
from data.session import sessions
from tests.asking import ask

VAWG, CUSTODY = "violence-against-women-and-girls", "custody-weapons"
FAULT = {"what": "the last line does not end with a line break", "text": "a.csv, line 9: …"}
RECORDED = {
    "dataset": "recorded",
    "levels": ["ward"],
    "offences": ["rape", "personal-robbery"],
    "from": "2025-02",
    "to": "2025-03",
}
WARD_RESIDENTS = {"dataset": "residents", "levels": ["ward"]}
WOMEN = {"dataset": "vawg", "levels": ["borough", "ward"], "role": "victim"}


def caveats_of(monkeypatch: pytest.MonkeyPatch, feeds: list[dict], **query: str) -> str:
    entry: dict[str, Any] = {"file": "a.csv", "faults": [FAULT], "feeds": feeds}
    monkeypatch.setitem(sessions.current.build.manifest, "caveats", [entry])
    year = Period("2024-04", "2025-03")
    asked = Selection("ward", (), "homicide", "all-ages", year, "none", "count").replace(**query)
    return " ".join(queries.provenance(ask(asked), "areas").caveats)


FED: dict[str, tuple[dict, dict[str, str], bool]] = {
    "its own series": (RECORDED, {"offence": "rape", "level": "ward"}, True),
    "a group that it is part of": (RECORDED, {"offence": "robbery", "level": "ward"}, True),
    "another level": (RECORDED, {"offence": "rape", "level": "borough"}, False),
    "another offence": (RECORDED, {"offence": "homicide", "level": "ward"}, False),
    "people of its dataset": (
        WOMEN,
        {"dataset": "vawg", "offence": VAWG, "level": "borough"},
        True,
    ),
    "people of another dataset": (
        WOMEN,
        {"dataset": "custody", "offence": CUSTODY, "level": "london"},
        False,
    ),
    "counts of another dataset": (WOMEN, {"offence": "rape", "level": "ward"}, False),
    "rates by its residents": (WARD_RESIDENTS, {"offence": "rape", "level": "ward"}, True),
    "rates by other residents": (WARD_RESIDENTS, {"offence": "rape", "level": "borough"}, False),
    "nothing that is served": ({}, {"offence": "rape", "level": "ward"}, False),
}


@pytest.mark.parametrize("name", FED)
def test_caveat_stands_beside_what_the_file_feeds(name: str, monkeypatch: pytest.MonkeyPatch):
    fed, query, there = FED[name]
    told = caveats_of(monkeypatch, [fed] if fed else [], **query)
    assert (FAULT["what"] in told) is there


def test_caveat_names_the_months(monkeypatch: pytest.MonkeyPatch):
    told = caveats_of(monkeypatch, [RECORDED], offence="rape", level="ward")
    assert "Counts of February 2025 to March 2025 are from an official file" in told

"""Several threads may ask one extract for people at once."""

from __future__ import annotations

import sys
from collections import OrderedDict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Lock
from types import SimpleNamespace
from typing import Any

import pytest

from data.engine.records import Records
from data.model.periods import Period
from data.sources import extract

YEAR = Period("2019-01", "2019-12")


@pytest.fixture
def impatient() -> Iterator[None]:
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(usual)


@pytest.mark.usefixtures("impatient")
def test_people_are_kept_whole_whoever_asks_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """More keys than are kept, so that every thread throws out what others just kept."""
    monkeypatch.setattr(extract, "MOST_KEPT", 2)
    monkeypatch.setattr(extract.expressions, "persons", lambda _table, records, *_: records)
    monkeypatch.setattr(extract, "_by_role", lambda found: {"victim": found})
    one: Any = object.__new__(extract.Extract)
    one.gate, one._lock, one._people_kept = None, Lock(), OrderedDict()
    one._tables = SimpleNamespace(people=None)
    one._backend = SimpleNamespace(arrow=lambda records: records)
    asked = [Records(offence, "all-ages", "ward", None) for offence in "abcdefgh"]

    def ask(start: int) -> bool:
        own = (asked[(start + step) % len(asked)] for step in range(2000))
        return all(one._persons(records, YEAR) == {"victim": records} for records in own)

    with ThreadPoolExecutor(4) as threads:
        assert all(threads.map(ask, range(4)))
    assert len(one._people_kept) <= 2

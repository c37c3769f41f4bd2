"""What is kept takes so many bytes, whatever it is."""

from __future__ import annotations

import os
import tracemalloc
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np
import pandas as pd
import pytest

from data.keeping import ROOM, Keeping, weigh
from data.queries import query_areas, query_series
from data.session import sessions
from data.warm import warm
from tests.asking import read


@dataclass(frozen=True)
class Pair:
    """Two things."""

    one: Any
    other: Any


def test_what_is_kept_fits_its_room() -> None:
    keeping = Keeping(100_000)
    for number in range(500):
        keeping.kept(lambda n: "x" * (n * 7 % 30_000), number)
        assert keeping.taken <= 100_000
    assert 3 < len(keeping) < 50


def test_one_large_answer_is_kept_alone() -> None:
    keeping = Keeping(1_000)
    found = [keeping.kept(np.zeros, 1_000) for _ in range(2)]
    assert found[0] is found[1]
    assert len(keeping) == 1
    keeping.kept(lambda n: n, 1)
    assert len(keeping) == 1, "it is the first to go"
    assert keeping.taken < 1_000


def test_nothing_is_left_of_what_is_let_go() -> None:
    keeping = Keeping()
    keeping.kept(lambda n: n, 1)
    keeping.stay()
    keeping.kept(lambda n: n, 2)
    assert len(keeping) == 2
    keeping.clear()
    assert (len(keeping), keeping.taken) == (0, 0)


@pytest.mark.parametrize(
    ("value", "least", "most"),
    [
        ("x" * 10_000, 10_000, 10_200),
        (np.zeros(5_000), 40_000, 40_200),
        (np.zeros((10, 5_000))[0], 0, 200),  # a view: what it looks at is another's
        ([float(n) for n in range(10_000)], 300_000, 1_100_000),
        ({str(n): ["x" * 1_000] * 3 for n in range(100)}, 300_000, 400_000),
        (Pair("x" * 5_000, Pair(b"y" * 5_000, None)), 10_000, 11_000),
        (pd.DataFrame({"a": np.zeros(5_000), "b": ["z" * 16] * 5_000}), 100_000, 200_000),
        (Pair, 0, 200),
    ],
)
def test_about_what_a_value_takes(value: object, least: int, most: int) -> None:
    assert least <= weigh(value) <= most


def test_a_list_of_one_item_more_weighs_no_less() -> None:
    weights = [weigh(["x" * 100] * count) for count in range(1, 200)]
    assert weights == sorted(weights)


@pytest.mark.parametrize("query", [query_areas, query_series])
def test_tables_are_weighed_about_right(query: Any) -> None:
    """Within half and three times of what the allocators say, for a ward table and a series."""
    question = sessions.current.resolve(read({"level": "ward", "offence": "rape"}).selection)
    query.__wrapped__(question)  # what it reads is kept elsewhere
    tracemalloc.start()
    table = query.__wrapped__(question)
    taken = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    strings = sum(int(table.frame[name].memory_usage(index=False)) for name in table.frame.columns)
    assert max(taken, strings) / 2 < weigh(table) < 3 * (taken + strings)


def test_a_session_of_many_questions_keeps_to_its_room() -> None:
    session = sessions.current
    for offence, year in islice(
        ((offence, year) for offence in ("rape", "robbery") for year in range(2012, 2026)), 28
    ):
        asked = {"level": "ward", "offence": offence, "from": f"{year}-01", "to": f"{year}-12"}
        query_areas(session.resolve(read(asked).selection))
    assert 0 < session._kept.taken <= ROOM


def test_no_engine_is_open_where_workers_are_forked(monkeypatch: pytest.MonkeyPatch) -> None:
    """The master reads what all of them need; an engine does not survive a fork."""
    session = sessions.current
    session.build.backend.frame(session.build.backend.table("areas"))
    warm(session)
    own = os.getpid()
    monkeypatch.setattr(os, "getpid", lambda: own + 1)  # as in a worker
    assert len(session.build.frame("areas")) > 700
    session.build.backend.close()


def test_what_a_worker_begins_with_takes_no_room() -> None:
    session = sessions.current
    warm(session)
    assert session._kept.taken == 0
    assert len(session._kept) > 20

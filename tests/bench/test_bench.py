"""The bench runs, and what of it is behaviour and not speed holds."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.bench import measure
from tests.browser.support import Server, serving

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def served() -> Iterator[Server]:
    with serving() as running:
        yield running


def test_workers_import_neither_build_nor_modelling_libraries() -> None:
    assert measure.imported() == []


@pytest.mark.parametrize("path", measure.PAGES)
def test_a_change_travels_in_30_kilobytes(served: Server, path: str) -> None:
    cold, warm = measure.callbacks(served, path, number=6)
    for item in (*cold, *warm):
        assert item.sent <= 30_000, f"{item.sent:,} bytes"
        assert item.sent < item.plain, "the answer was not compressed"


def test_memory_of_every_worker_can_be_read(served: Server) -> None:
    assert len(served.workers) == 2
    assert all(measure.proportional_memory(pid) > 1e6 for pid in served.workers)


def test_percentiles() -> None:
    values = [float(number) for number in range(1, 101)]
    assert measure.percentile(values, 0.95) == 95
    assert measure.percentile([7.0], 0.95) == 7

"""The disclosure gate: small counts stay in, others come out rounded, the same every time."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.disclosure import REACH, Gate, gate, noise, shown
from data.engine.panel import Panel
from data.errors import DataError
from data.model.periods import Period

ON = Gate()


def protect(counts: np.ndarray, sums: np.ndarray, how: Gate) -> np.ndarray:
    """Counts of single atoms as they are shown."""
    return shown(counts, noise(counts, sums), how)


RNG = np.random.default_rng(1)


def keys(size: int) -> np.ndarray:
    return RNG.integers(0, 2**40, size, dtype=np.uint64)


def test_counts_under_the_threshold_never_come_out() -> None:
    for count in range(5):
        assert np.isnan(protect(np.full(5000, count), keys(5000), ON)).all()


def test_what_comes_out_is_a_multiple_of_the_base_near_the_truth() -> None:
    counts = 100 + np.arange(20000) % 5
    told = protect(counts, keys(20000), ON)
    assert (told % 5 == 0).all()
    assert abs((told - counts).mean()) < 0.1  # the noise has no direction
    assert 1 < (told - counts).std() < 4
    assert np.abs(told - counts).max() <= REACH + 2.5


def test_near_the_threshold_either_can_happen() -> None:
    told = protect(np.full(5000, 5), keys(5000), ON)
    assert 0.005 < np.isnan(told).mean() < 0.5
    assert np.nanmin(told) == 5


@given(st.integers(0, 10**6), st.integers(0, 2**63))
def test_the_same_cell_shows_the_same_number(count: int, key: int) -> None:
    one = protect(np.array([count]), np.array([key], dtype=np.uint64), ON)
    two = protect(np.array([[count]]), np.array([[key]], dtype=np.uint64), ON)
    assert np.array_equal(one, two[0], equal_nan=True)


def test_a_gate_that_is_off_changes_nothing() -> None:
    counts = np.arange(10)
    assert (protect(counts, keys(10), Gate(on=False)) == counts).all()


def test_shapes_must_agree() -> None:
    with pytest.raises(DataError, match="shape"):
        protect(np.zeros(3), np.zeros(2), ON)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DISCLOSURE", "maybe"),
        ("DISCLOSURE_THRESHOLD", "0"),
        ("DISCLOSURE_THRESHOLD", "-1"),
        ("DISCLOSURE_BASE", "five"),
        ("DISCLOSURE_BASE", "1001"),
    ],
)
def test_a_wrong_setting_is_refused_by_name(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(DataError) as found:
        gate()
    assert name in str(found.value)
    assert value in str(found.value)


def test_settings_are_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISCLOSURE_THRESHOLD", "10")
    monkeypatch.setenv("DISCLOSURE_BASE", "3")
    assert gate() == Gate(10, 3, True)
    told = protect(np.full(100, 50), keys(100), gate())
    assert (told % 3 == 0).all()
    monkeypatch.setenv("DISCLOSURE", "off")
    assert not gate().on


def panel(on: bool = True) -> Panel:
    counts = RNG.integers(0, 40, (3, 24))
    return Panel(("a", "b", "c"), "2022-01", counts, keys(72).reshape(3, 24), Gate(on=on))


def test_a_protected_panel_keeps_its_counts() -> None:
    with pytest.raises(PermissionError):
        _ = panel().counts
    with pytest.raises(PermissionError):
        panel().window(Period("2022-01", "2022-12"))


def test_an_open_panel_gives_the_same_by_every_way() -> None:
    one = panel(on=False)
    year = Period("2022-04", "2023-03")
    assert (one.sums(year) == one.window(year).sum(axis=1)).all()
    assert (one.months(year) == one.window(year)).all()
    assert (one.running()[:, 14] == one.sums(Period("2022-04", "2023-03"))).all()
    assert np.isnan(one.running()[:, :11]).all()
    assert (one.added("x").sums(year) == one.sums(year).sum()).all()


def test_a_sum_is_protected_as_one_cell_not_as_its_parts() -> None:
    one = Panel(("a",), "2023-01", np.full((1, 12), 2), keys(12).reshape(1, 12), ON)
    assert np.isnan(one.months()).all()
    assert one.sums(one.period)[0] in range(5, 60, 5)


def test_areas_added_up_keep_the_noise_that_they_have() -> None:
    """(A and B) less B is A's own noisy count, whatever B is: averaging leads nowhere."""
    one = panel()
    a, b = one._noise[[0]], one._noise[[1]]
    both = one.added("both", [0, 1])
    assert (both._noise == a + b).all()
    assert (one.added("a", [0])._noise == a).all()
    assert not (one.added("all")._noise == one._noise.sum(axis=0)).all()  # an area of its own


@pytest.mark.parametrize("months", [1, 11, 12, 13])
def test_running_sums_of_short_series(months: int) -> None:
    one = Panel(("a",), "2023-01", np.ones((1, months), dtype=int))
    assert one.running().shape == (1, months)
    assert np.isfinite(one.running()).sum() == max(0, months - 11)

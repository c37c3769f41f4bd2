"""Shares into whole numbers: nothing is lost, and nothing is further off than it must be."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.ingest.simulate.apportion import fitted, largest_remainder, systematic

TOTALS = st.integers(0, 5_000)
SHARES = st.lists(st.integers(0, 1_000), min_size=1, max_size=30).filter(any)


@given(TOTALS, SHARES)
def test_largest_remainder_adds_up_and_is_less_than_one_off(total: int, shares: list[int]) -> None:
    counts = largest_remainder(total, shares)
    exact = total * np.array(shares) / sum(shares)
    assert counts.sum() == total
    assert (np.abs(counts - exact) < 1).all()
    assert (counts[np.array(shares) == 0] == 0).all()


def test_largest_remainder_as_printed_elsewhere() -> None:
    """Hamilton's method: the textbook example with 10 seats for 47,000 to 6,000 votes."""
    votes = [47_000, 16_000, 15_900, 12_000, 6_000, 3_100]
    assert largest_remainder(10, votes).tolist() == [5, 2, 1, 1, 1, 0]


@given(TOTALS, SHARES, st.floats(0, 1, exclude_max=True))
def test_every_run_of_a_systematic_draw_has_its_share(
    total: int, shares: list[int], start: float
) -> None:
    counts = systematic(total, shares, start)
    exact = np.cumsum(total * np.array(shares) / sum(shares))
    assert counts.sum() == total
    assert (np.abs(np.cumsum(counts) - exact) < 1 + 1e-9).all()
    assert (counts[np.array(shares) == 0] == 0).all()


def test_a_systematic_draw_is_without_bias() -> None:
    starts = (np.arange(1_000) + 0.5) / 1_000
    drawn = sum(systematic(7, [1, 2, 4, 8, 16], start) for start in starts) / 1_000
    assert drawn == pytest.approx(7 * np.array([1, 2, 4, 8, 16]) / 31, abs=0.002)


@pytest.mark.parametrize("share_out", [largest_remainder, lambda n, s: systematic(n, s, 0.5)])
def test_what_cannot_be_shared_out(share_out) -> None:
    assert share_out(0, [0, 0]).tolist() == [0, 0]
    for total, shares in ((3, [0, 0]), (-1, [1, 1]), (3, [2, -1])):
        with pytest.raises(ValueError, match="share"):
            share_out(total, shares)


def test_fitted_shares_reach_both_margins_and_keep_what_is_typical() -> None:
    typical, rows, columns = [[0.5, 0.5], [0.2, 0.8], [0.9, 0.1]], [100, 300, 0], [0.4, 0.6]
    found = fitted(typical, rows, columns)
    assert found.sum(axis=1) == pytest.approx([1, 1, 1])
    assert np.array(rows) @ found == pytest.approx([160, 240])
    odds = found[:, 0] / found[:, 1]
    assert odds[0] / odds[1] == pytest.approx(4)  # 1:1 against 1:4, as before
    assert found[2] == pytest.approx([0.9, 0.1])
    with pytest.raises(ValueError, match="no row"):
        fitted([[1, 0]], [10], [0.5, 0.5])

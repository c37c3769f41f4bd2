"""Classes of a map and concentration: what a person reads off it is what the data are."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from data.errors import DataError
from data.statistics.classes import (
    class_bounds,
    classify,
    labels,
    round_significant,
)
from data.statistics.concentration import areas_for_share, gini


def test_quantiles_are_rounded_to_two_digits():
    rng = np.random.default_rng(1)
    rates = rng.gamma(4, 2, 679)
    bounds = class_bounds(rates)
    assert len(bounds) == 4
    np.testing.assert_array_equal(bounds, [round_significant(b, 2) for b in bounds])
    np.testing.assert_allclose(bounds, np.quantile(rates, [0.2, 0.4, 0.6, 0.8]), rtol=0.05)
    sizes = np.bincount(classify(rates, bounds))
    assert sizes.min() > 100 and sizes.max() < 170


def test_homicide_is_none_one_and_more():
    counts = np.array([0] * 592 + [1] * 75 + [2] * 10 + [3] * 2)
    bounds = class_bounds(counts)
    assert labels(bounds, "count") == ["0", "1", "2 and over"]
    assert np.bincount(classify(counts, bounds)).tolist() == [592, 75, 12]


def test_none_and_some_are_never_one_class():
    assert labels(class_bounds([0] * 678 + [1]), "count") == ["0", "1 and over"]
    assert labels(class_bounds([0, 1, 1], 2), "count") == ["0", "1 and over"]


def test_zeros_keep_a_class_of_their_own_among_rates():
    rng = np.random.default_rng(2)
    rates = np.where(rng.random(679) < 0.8, 0.0, rng.uniform(0.0686, 0.3, 679))
    bounds = class_bounds(rates)
    assert bounds[0] <= rates[rates > 0].min()
    assert (classify(rates, bounds) == 0).sum() == (rates == 0).sum()
    assert len(bounds) == 4


def test_close_values_get_another_digit():
    values = np.arange(2480, 2580, 3)
    bounds = class_bounds(values)
    assert len(bounds) == 4
    assert np.bincount(classify(values, bounds)).max() <= 10


@pytest.mark.parametrize("values", [[], [np.nan], [3, 3, 3], [0]])
def test_nothing_to_divide_is_one_class(values):
    bounds = class_bounds(values)
    assert bounds.size == 0
    assert labels(bounds) == ["all areas"]


def test_too_few_classes_are_refused():
    with pytest.raises(DataError, match="classes"):
        class_bounds([1, 2], 1)


@given(
    hnp.arrays(
        np.float64,
        st.integers(1, 60),
        elements=st.one_of(
            st.integers(0, 30), st.floats(0, 1e5, width=32), st.floats(-200, 200), st.just(np.nan)
        ),
    ),
    st.integers(2, 7),
)
def test_bounds_increase_and_no_class_is_empty(values, classes):
    bounds = class_bounds(values, classes)
    assert (np.diff(bounds) > 0).all()
    assert len(bounds) < classes
    found = classify(values, bounds)
    known = ~np.isnan(values)
    assert (found[~known] == -1).all()
    if known.any():
        assert set(found[known]) == set(range(len(bounds) + 1))
    if known.sum() and len(set(values[known])) > 1:
        assert bounds.size
    for unit in ("count", "rate", "change", "cost"):
        assert len(labels(bounds, unit)) == len(bounds) + 1


@given(hnp.arrays(np.int64, st.integers(2, 60), elements=st.integers(0, 5000)))
def test_labels_of_counts_cover_every_count_once(values):
    bounds = class_bounds(values)
    if not bounds.size:
        return
    texts = labels(bounds, "count")
    ends = [text.replace(",", "").split(" to ") for text in texts[:-1]]
    next_start = 0
    for end in ends:
        assert int(end[0]) == next_start
        next_start = int(end[-1]) + 1
    assert texts[-1] == f"{next_start:,} and over"


def test_labels():
    assert labels([4.5, 6, 11], "rate") == ["under 4.5", "4.5 to 6", "6 to 11", "11 and over"]
    assert labels([1, 5, 1200], "count") == ["0", "1 to 4", "5 to 1,199", "1,200 and over"]
    assert labels([-20, -5, 5, 20], "change") == [
        "under −20%",
        "−20% to −5%",
        "−5% to +5%",
        "+5% to +20%",
        "+20% and over",
    ]
    assert labels([63_000, 1.2e6, 2.5e9], "cost") == [
        "under £63,000",
        "£63,000 to £1.2m",
        "£1.2m to £2.5bn",
        "£2.5bn and over",
    ]
    assert labels([0.068], "rate") == ["under 0.068", "0.068 and over"]
    with pytest.raises(DataError, match="increase"):
        labels([2, 1])
    with pytest.raises(DataError, match="unit"):
        labels([1], "furlongs")


@pytest.mark.parametrize(
    ("value", "digits", "down", "expected"),
    [
        (4.4837, 2, False, 4.5),
        (1234, 2, False, 1200),
        (0.0686, 2, False, 0.069),
        (0.0686, 2, True, 0.068),
        (0.0684, 2, True, 0.068),
        (-13.7, 2, False, -14),
        (-13.2, 2, True, -14),
        (0, 2, False, 0),
        (99.7, 2, False, 100),
        (99.7, 2, True, 99),
    ],
)
def test_round_significant(value, digits, down, expected):
    assert round_significant(value, digits, down=down) == expected


def test_areas_that_hold_a_share():
    counts = [10, 50, np.nan, 25, 15]
    assert areas_for_share(counts) == 1
    assert areas_for_share(counts, 0.51) == 2
    assert areas_for_share(counts, 0.75) == 2
    assert areas_for_share(counts, 1) == 4
    assert areas_for_share([5, 5, 0, 0], 1) == 2
    assert areas_for_share([0.1] * 10, 0.3) == 3
    assert areas_for_share([0, 0]) == areas_for_share([]) == 0
    with pytest.raises(DataError, match="share"):
        areas_for_share(counts, 0)


def test_gini_of_textbooks():
    # Textbook values: 1 to 5 is 4/15, all in one of four is 3/4, equality is 0.
    assert gini([1, 2, 3, 4, 5]) == pytest.approx(4 / 15)
    assert gini([0, 0, 8, 0]) == pytest.approx(0.75)
    assert gini([3, 3, 3]) == pytest.approx(0)
    assert gini([0, 0]) == 0
    assert gini([1, 3, 0, np.nan]) == pytest.approx(gini([1, 3, 0]))


@given(hnp.arrays(np.float64, st.integers(1, 50), elements=st.integers(0, 1000)))
def test_gini_is_twice_the_area_over_the_diagonal(counts):
    areas = np.linspace(0, 1, len(counts) + 1)
    held = np.concatenate([[0.0], np.cumsum(np.sort(counts)[::-1]) / max(counts.sum(), 1)])
    area = np.trapezoid(held, areas) if counts.sum() else 0.5
    assert gini(counts) == pytest.approx(2 * area - 1, abs=1e-9)
    if counts.sum():
        needed = areas_for_share(counts)
        ordered = np.sort(counts)[::-1]
        assert ordered[:needed].sum() >= counts.sum() / 2 > ordered[: needed - 1].sum()

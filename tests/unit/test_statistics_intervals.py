"""Intervals against tables and examples that others have published."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from data.errors import DataError
from data.statistics.intervals import (
    ESP_2013,
    count_interval,
    directly_standardised_rate,
    rate_interval,
    wilson,
)

# Exact 95 % limits of a Poisson count: Garwood (1936); Breslow & Day (1987), table 2.10;
# Ulm (1990), Am J Epidemiol 131:373-375.
EXACT = {
    0: (0.0, 3.689),
    1: (0.0253, 5.572),
    2: (0.242, 7.225),
    3: (0.619, 8.767),
    4: (1.090, 10.242),
    5: (1.623, 11.668),
    6: (2.202, 13.059),
    7: (2.814, 14.423),
    8: (3.454, 15.763),
    9: (4.115, 17.085),
}


def test_fewer_than_ten_are_exact_poisson():
    low, high = count_interval(list(EXACT))
    expected_low, expected_high = np.array(list(EXACT.values())).T
    np.testing.assert_allclose(low, expected_low, atol=6e-4)
    np.testing.assert_allclose(high, expected_high, atol=6e-4)


def test_ten_and_more_are_byar_within_the_published_distance_of_exact():
    # PHE (2018): within 0.2 % of exact for 10 and more at 95 %; 1.5 % is what 99.8 % needs.
    n = np.arange(10, 3000)
    for alpha, tolerance in ((0.05, 0.002), (0.002, 0.015)):
        low, high = count_interval(n, alpha)
        np.testing.assert_allclose(low, stats.chi2.ppf(alpha / 2, 2 * n) / 2, rtol=tolerance)
        np.testing.assert_allclose(high, stats.chi2.isf(alpha / 2, 2 * n + 2) / 2, rtol=tolerance)


def test_byar_by_hand():
    # 100 (1 - 1/900 - 1.95996/30)³ and 101 (1 - 1/909 + 1.95996/(3 √101))³
    low, high = count_interval(100)
    assert low == pytest.approx(81.3615, abs=1e-3)
    assert high == pytest.approx(121.6285, abs=1e-3)


def test_unknown_stays_unknown_and_shapes_are_kept():
    low, high = count_interval([[np.nan, 0], [5, 20]])
    assert low.shape == high.shape == (2, 2)
    assert np.isnan(low[0, 0]) and np.isnan(high[0, 0])
    assert low[0, 1] == 0


@pytest.mark.parametrize("bad", [-1, np.inf, [3, -0.5]])
def test_impossible_counts_are_refused(bad):
    with pytest.raises(ValueError, match="negative or infinite"):
        count_interval(bad)


@pytest.mark.parametrize("alpha", [0, 1, 5, -0.1])
def test_impossible_alpha_is_refused(alpha):
    with pytest.raises(DataError, match="alpha"):
        count_interval(3, alpha)


@given(st.integers(0, 10**6), st.sampled_from([0.01, 0.05, 0.1]))
def test_interval_contains_the_count_and_grows_with_it(n, alpha):
    low, high = count_interval([n, n + 1], alpha)
    assert low[0] <= n < high[0]
    assert low[0] < low[1] and high[0] < high[1]


def test_rate_is_the_count_over_residents():
    low, high = rate_interval([5, 5, np.nan], [1000, 0, 1000])
    assert low[0] == pytest.approx(1.6235, abs=1e-4)
    assert high[0] == pytest.approx(11.6683, abs=1e-4)
    assert np.isnan(low[1:]).all() and np.isnan(high[1:]).all()
    with pytest.raises(DataError, match="population"):
        rate_interval(5, -3)


@pytest.mark.parametrize(
    ("k", "n", "low", "high"),
    # Newcombe (1998), Statistics in Medicine 17:857-872, table I, method 3.
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_against_newcombe(k, n, low, high):
    found = wilson(k, n)
    assert found.low == pytest.approx(low, abs=5e-5)
    assert found.high == pytest.approx(high, abs=5e-5)


def test_wilson_at_the_edges():
    low, high = wilson([0, 5, 0, np.nan], [10, 5, 0, 7])
    assert low[0] == 0 and high[1] == 1
    assert np.isnan(low[2:]).all() and np.isnan(high[2:]).all()
    with pytest.raises(DataError, match="larger than its whole"):
        wilson(6, 5)


# Down's syndrome by mother's age, fifth child or later, Michigan 1950-64: Stark & Mantel (1966)
# in Fleiss (1981), table 14.4, and Fay & Feuer (1997).
CASES = [0, 8, 63, 112, 262, 295]
BIRTHS = [327, 30666, 123419, 149919, 104088, 34392]
STANDARD = [319933, 931318, 786511, 488235, 237863, 61313]


def test_standardised_rate_against_a_published_example():
    found = directly_standardised_rate(CASES, BIRTHS, STANDARD, per=1e5)
    # 75.52901: vignette of the R package dsrTest (2022) on these data.
    assert found.rate == pytest.approx(75.52901, abs=1e-5)


def test_dobson_against_a_direct_computation():
    found = directly_standardised_rate(CASES, BIRTHS, STANDARD, per=1e5)
    w = np.array(STANDARD) / sum(STANDARD)
    variance = (w**2 * np.array(CASES) / np.array(BIRTHS) ** 2).sum()
    rate = (w * np.array(CASES) / np.array(BIRTHS)).sum()
    total = sum(CASES)
    # Dobson's own limits of the total are exact; Byar's of 740 differ by far less.
    for limit, exact in (
        (found.low, stats.chi2.ppf(0.025, 2 * total) / 2),
        (found.high, stats.chi2.ppf(0.975, 2 * total + 2) / 2),
    ):
        expected = 1e5 * (rate + np.sqrt(variance / total) * (exact - total))
        assert limit == pytest.approx(expected, rel=1e-4)


def test_one_rate_everywhere_standardises_to_the_crude_rate_and_its_interval():
    people = np.array([1000.0, 3000.0, 2000.0])
    found = directly_standardised_rate(people / 100, people, people)
    crude = rate_interval(60, 6000)
    assert found.rate == pytest.approx(10)
    assert found.low == pytest.approx(float(crude.low))
    assert found.high == pytest.approx(float(crude.high))


def test_standardised_rate_refuses_to_be_given():
    counts = [[3, 6], [4, 6], [np.nan, 50], [30, 30]]
    people = [[100, 100], [100, 100], [100, 100], [0, 100]]
    rate, low, high = directly_standardised_rate(counts, people, [1, 1])
    np.testing.assert_array_equal(np.isnan(rate), [True, False, True, True])
    np.testing.assert_array_equal(np.isnan(low), np.isnan(rate))
    np.testing.assert_array_equal(np.isnan(high), np.isnan(rate))
    # Nobody lives in a band that does not count either: still a rate.
    assert directly_standardised_rate([30, 0], [100, 0], [1, 0]).rate == 300
    with pytest.raises(DataError, match="same bands"):
        directly_standardised_rate([1, 2], [1, 2], [1, 2, 3])
    with pytest.raises(DataError, match="no weight"):
        directly_standardised_rate([1, 2], [1, 2], [0, 0])


def test_european_standard_population():
    assert len(ESP_2013) == 19
    assert sum(ESP_2013) == 100_000


@pytest.mark.parametrize("n", [0, 1, 3, 9, 11, 40, 500])
def test_overdispersed_limits_become_the_published_ones_as_phi_nears_1(n):
    plain, wide = count_interval(n), count_interval(n, phi=1.00001)
    assert wide.low == pytest.approx(plain.low, rel=1e-4, abs=1e-9)
    assert wide.high == pytest.approx(plain.high, rel=1e-4)


@pytest.mark.parametrize("phi", [2.0, 4.0, 13.5])
@pytest.mark.parametrize("n", [0, 2, 9, 19])
def test_few_overdispersed_events_have_exact_negative_binomial_limits(n, phi):
    # By scipy's distribution: at each limit the count is reached with probability 2.5 %.
    low, high = count_interval(n, phi=phi)
    share = 1 / phi
    assert stats.nbinom.cdf(n, high / (phi - 1), share) == pytest.approx(0.025, abs=1e-6)
    if n:
        assert stats.nbinom.sf(n - 1, low / (phi - 1), share) == pytest.approx(0.025, abs=1e-6)
    else:
        assert low == 0


@pytest.mark.parametrize("phi", [2.0, 4.0, 13.5])
def test_many_overdispersed_events_are_near_the_exact_limits(phi):
    counts = np.array([10, 20, 60]) * phi
    low, high = count_interval(counts, phi=phi)
    shape = 1 / (phi - 1)
    below = stats.nbinom.sf(counts - 1, low * shape, 1 / phi)
    above = stats.nbinom.cdf(counts, high * shape, 1 / phi)
    np.testing.assert_allclose(below, 0.025, atol=0.006)
    np.testing.assert_allclose(above, 0.025, atol=0.006)


def test_overdispersion_widens_rates_and_unknown_stays_unknown():
    plain, wide = rate_interval(80, 10_000), rate_interval(80, 10_000, phi=4)
    assert wide.low < plain.low and plain.high < wide.high
    assert (wide.high - wide.low) == pytest.approx(2 * (plain.high - plain.low), rel=0.05)
    assert np.isnan(count_interval(5, phi=np.nan).low)
    with pytest.raises(DataError, match="at least 1"):
        count_interval(5, phi=0.9)
    many = directly_standardised_rate([20.0] * 19, [1000.0] * 19)
    spread = directly_standardised_rate([20.0] * 19, [1000.0] * 19, phi=4)
    assert spread.rate == many.rate and spread.low < many.low < many.high < spread.high

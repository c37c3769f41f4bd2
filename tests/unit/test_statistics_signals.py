"""Funnel limits, against published limits."""

import numpy as np
import pytest
from scipy import stats

from data.errors import DataError
from data.statistics.funnel import control_limits, dispersion, funnel

# UKHSA, R package PHEindicatormethods, published check values of funnel limits for a rate of
# 116.1720835 per 100,000 and three years: for a number of events, the yearly population for which
# it is the first count that signals high, and the one for which it lies on the lower limit.
UKHSA = [
    # events, 2σ high, 2σ low, 3σ high, 3σ low
    (1, 7.264481402, 1598.675694, 0.287087625, 2649.348525),
    (5, 465.8280129, 3348.002593, 212.14848, 4721.370883),
    (10, 1375.943768, 5276.757672, 849.4639547, 6924.776769),
    (20, 3505.293872, 8862.823734, 2570.385518, 10915.38389),
    (99, 23087.10848, 34583.45945, 20393.92315, 38382.78582),
    (1360, 369759.5622, 411529.9259, 358342.3275, 424043.2424),
]


@pytest.mark.parametrize(("events", "high_2", "low_2", "high_3", "low_3"), UKHSA)
def test_control_limits_against_ukhsa(events, high_2, low_2, high_3, low_3):
    yearly = 3 * 116.1720835 / 100_000
    for alpha, high, low in ((0.05, high_2, low_2), (0.002, high_3, low_3)):
        limits = control_limits(np.array([high, low]) * yearly, alpha)
        # The first count beyond the upper limit is one more than the last within.
        assert limits.high[0] == pytest.approx(events - 1, rel=1e-6, abs=1e-4)
        assert limits.low[1] == pytest.approx(events, rel=1e-6, abs=1e-4)


def test_control_limits_interpolate_the_poisson_distribution():
    expected = np.array([0.3, 2.0, 7.7, 40.0, 900.0])
    for alpha in (0.05, 0.002):
        limits = control_limits(expected, alpha)
        for p, limit in ((alpha / 2, limits.low), (1 - alpha / 2, limits.high)):
            floor = np.floor(limit)
            between = stats.poisson.cdf(floor, expected) + (limit - floor) * (
                stats.poisson.pmf(floor + 1, expected)
            )
            at_zero = limit == 0
            np.testing.assert_allclose(between[~at_zero], p, atol=1e-9)


def test_control_limits_at_the_edges():
    low, high = control_limits([0, np.nan, 0.01])
    assert low[0] == high[0] == 0
    assert np.isnan(low[1]) and np.isnan(high[1])
    assert low[2] == 0
    plain, wide = control_limits(50), control_limits(50, phi=4)
    assert wide.high - 50 == pytest.approx(2 * (plain.high - 50))
    assert 50 - wide.low == pytest.approx(2 * (50 - plain.low))
    with pytest.raises(DataError, match="at least 1"):
        control_limits(50, phi=0.5)


def test_dispersion_by_hand():
    # z = -1, -1, 0, 2, 3 and an outlier of 20; a fifth is pulled in at each end: 20 becomes 3.
    expected = np.full(6, 100.0)
    counts = expected + 10 * np.array([-1, -1, 0, 2, 3, 20])
    assert dispersion(counts, expected, share=0) == pytest.approx(415 / 6)
    assert dispersion(counts, expected, share=0.2) == pytest.approx((1 + 1 + 0 + 4 + 9 + 9) / 6)
    assert dispersion(expected, expected) == 1
    assert dispersion([np.nan], [3]) == 1
    with pytest.raises(DataError, match="share"):
        dispersion(counts, expected, share=0.5)


def test_funnel_of_poisson_areas_holds_them():
    rng = np.random.default_rng(2)
    people = rng.uniform(2000, 30_000, 679)
    counts = rng.poisson(people * 0.008)
    found = funnel(counts, people)
    assert found.phi == pytest.approx(1, abs=0.1)
    assert found.target == pytest.approx(8, abs=0.1)
    assert 0.02 < (found.band != 0).mean() < 0.08
    assert (found.low_998 <= found.low_95).all() and (found.high_95 <= found.high_998).all()
    np.testing.assert_array_equal(
        np.abs(found.band) == 2, (found.rate > found.high_998) | (found.rate < found.low_998)
    )


def test_funnel_reports_overdispersion_and_unknowns():
    counts = [120.0, 80, 100, 160, 40, np.nan, 10]
    people = [10_000.0] * 6 + [0]
    found = funnel(counts, people)
    assert found.target == pytest.approx(10)
    assert found.phi > 4
    assert found.band.tolist() == [0, 0, 0, 0, 0, 0, 0]
    assert np.isnan(found.rate[5:]).all()
    with pytest.raises(DataError, match="one population an area"):
        funnel([1, 2], [1])

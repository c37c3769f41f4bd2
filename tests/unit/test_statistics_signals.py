"""Funnel limits and XmR signals, against published limits and rules."""

import numpy as np
import pytest
from scipy import stats

from data.errors import DataError
from data.statistics.funnel import control_limits, dispersion, funnel
from data.statistics.xmr import xmr

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


def test_xmr_limits_of_the_nist_handbook():
    # NIST/SEMATECH e-Handbook of Statistical Methods, 6.3.2.2: flow rate, ten batches.
    found = xmr([49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1])
    assert found.mean == pytest.approx(50.81)
    assert found.moving_range == pytest.approx(1.8778, abs=5e-5)
    # The handbook uses 3/1.128 where NHS England rounds to 2.66.
    assert found.upper == pytest.approx(55.8041, abs=1e-3)
    assert found.lower == pytest.approx(45.8159, abs=1e-3)
    assert not found.signal.any()


def test_xmr_limits_of_nhsrplotthedots():
    # Its published check values for R's set.seed(123); rnorm(20): mean 0.142, -3.01 to 3.29.
    # fmt: off
    values = [
        -0.56047565, -0.23017749, 1.55870831, 0.07050839, 0.12928774, 1.71506499, 0.46091621,
        -1.26506123, -0.68685285, -0.44566197, 1.22408180, 0.35981383, 0.40077145, 0.11068272,
        -0.55584113, 1.78691314, 0.49785048, -1.96661716, 0.70135590, -0.47279141,
    ]
    # fmt: on
    found = xmr(values)
    assert found.mean == pytest.approx(0.142, abs=5e-4)
    assert found.lower == pytest.approx(-3.01, abs=5e-3)
    assert found.upper == pytest.approx(3.29, abs=5e-3)


def test_outlying_ranges_are_dropped_from_the_limits():
    values = np.tile([10.0, 12.0], 15)
    values[20] = 100
    found = xmr(values)
    assert found.moving_range == pytest.approx(2)
    assert found.outside.nonzero()[0].tolist() == [20]
    assert xmr(np.full(12, 4.0)).moving_range == 0


def test_shift_needs_seven_on_one_side():
    # NHSRplotthedots: six are not a run; the seventh marks all of them.
    six = xmr([-1, 1] * 6 + [1, -1] * 2, baseline=slice(0, 12))
    assert not six.shift.any()
    values = np.array([-1.0, 1.0] * 6 + [0.5] * 6 + [-1] + [0.5] * 8 + [-1])
    found = xmr(values, baseline=slice(0, 12))
    assert found.mean == 0
    # Point 11 is above the mean as well: with the six halves it makes seven.
    assert found.shift.nonzero()[0].tolist() == [*range(11, 18), *range(19, 27)]


@pytest.mark.parametrize(
    ("values", "points"),
    # As NHSRplotthedots' checks: six points, a tie, seven up, seven within nine, seven down.
    [
        ([1, 2, 3, 4, 5, 6], []),
        ([1, 2, 3, 3, 4, 5, 6], []),
        ([1, 2, 3, 4, 5, 6, 7], [0, 1, 2, 3, 4, 5, 6]),
        ([2, 1, 2, 3, 4, 5, 6, 7, 3], [1, 2, 3, 4, 5, 6, 7]),
        ([2, 7, 6, 5, 4, 3, 2, 1, 3], [1, 2, 3, 4, 5, 6, 7]),
        ([1, 2, 3, np.nan, 5, 6, 7, 8], []),
    ],
)
def test_trend_needs_seven_in_a_row(values, points):
    assert xmr(values).trend.nonzero()[0].tolist() == points


@pytest.mark.parametrize(
    ("tail", "points"),
    # Baseline -1, 1, …: mean 0, range 2, limits ±5.32, near from 3.55.
    [
        ([4, 1, 4], [0, 2]),
        ([1, 4, 4], [1, 2]),
        ([4, 4, 1], [0, 1]),
        ([4, -1, 4], []),
        ([4, -4, 1], []),
        ([4, 1, 1, 4], []),
        ([-4, -1, -4], [0, 2]),
        ([6, 4, 1], []),
    ],
)
def test_two_of_three_near_a_limit(tail, points):
    found = xmr([1, -1] * 10 + tail, baseline=slice(0, 20))
    assert found.upper == pytest.approx(5.32)
    assert (found.near.nonzero()[0] - 20).tolist() == points


def test_many_series_at_once_and_unknown_months():
    rng = np.random.default_rng(4)
    many = rng.poisson(30, (5, 36)).astype(float)
    many[0, 10:16] = np.nan
    many[4] = np.nan
    together = xmr(many, lowest=0)
    for area in range(5):
        alone = xmr(many[area], lowest=0)
        np.testing.assert_allclose(together.upper[area], alone.upper)
        np.testing.assert_array_equal(together.signal[area], alone.signal)
    assert np.isnan(together.mean[4]) and not together.signal[4].any()
    # The range across the gap is not a range of neighbours.
    known = np.concatenate([np.abs(np.diff(many[0, :10])), np.abs(np.diff(many[0, 16:]))])
    kept = known[known < 3.267 * known.mean()]
    assert together.moving_range[0] == pytest.approx(kept.mean())
    assert xmr([3, 0, 1, 9], lowest=0).lower == 0
    assert xmr([3.0]).signal.tolist() == [False]
    with pytest.raises(DataError, match="needs points"):
        xmr([])
    with pytest.raises(DataError, match="finite"):
        xmr([1, np.inf])

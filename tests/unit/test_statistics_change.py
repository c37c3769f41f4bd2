"""Change, against statsmodels and published examples."""

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from data.statistics.change import change_interval


def test_rate_ratio_of_boice_and_monson():
    # Breast cancer after fluoroscopy: 41 in 28,010 against 15 in 19,017 person-years, rate
    # ratio 1.86 (1.03 to 3.35). Boice & Monson (1977); Rothman, Epidemiology (2002), ch. 7.
    found = change_interval(41, 15, exposure1=28_010, exposure0=19_017, minimum_base=1)
    assert 1 + found.change / 100 == pytest.approx(1.86, abs=0.005)
    assert 1 + found.low / 100 == pytest.approx(1.03, abs=0.005)
    assert 1 + found.high / 100 == pytest.approx(3.35, abs=0.005)
    assert found.verdict == "higher"


@pytest.mark.parametrize(("n1", "n0", "phi"), [(140, 100, 1.0), (55, 90, 2.5), (90_900, 90_000, 4)])
def test_interval_is_that_of_the_quasi_poisson_glm(n1, n0, phi):
    # Every period in two equal halves with uneven counts: the same information, and the model
    # is not saturated.
    design = np.array([[1.0, 0.0], [1.0, 0.0], [1.0, 1.0], [1.0, 1.0]])
    halves = np.repeat([n0, n1], 2) * np.tile([0.4, 0.6], 2)
    fit = sm.GLM(halves, design, family=sm.families.Poisson()).fit(scale=phi, tol=1e-14)
    low, high = 100 * (np.exp(fit.conf_int()[1]) - 1)
    found = change_interval(n1, n0, phi)
    assert found.low == pytest.approx(low, rel=1e-5)
    assert found.high == pytest.approx(high, rel=1e-5)


def test_one_per_cent_of_ninety_thousand_is_no_clear_change():
    assert change_interval(90_900, 90_000, 1).verdict == "higher"
    assert change_interval(90_900, 90_000, 6).verdict == "no-clear-change"


def test_verdicts():
    found = change_interval(
        [150, 60, 101, 30, np.nan, 30, 30],
        [100, 100, 100, 19, 40, np.nan, 40],
        [1, 1, 1, 1, 1, 1, np.nan],
    )
    expected = ["higher", "lower", "no-clear-change", "too-few", *["not-available"] * 3]
    assert found.verdict.tolist() == expected
    for values in (found.change, found.low, found.high):
        assert np.isnan(values[3:]).all()
        assert not np.isnan(values[:3]).any()


def test_base_of_twenty_is_enough_and_nothing_before_is_not():
    found = change_interval([25, 25], [20, 0])
    assert found.change[0] == pytest.approx(25)
    assert found.verdict.tolist() == ["no-clear-change", "too-few"]


def test_none_left_is_clopper_pearson():
    found = change_interval(0, 20)
    top = proportion_confint(0, 20, alpha=0.05, method="beta")[1]
    assert found.change == found.low == -100
    assert found.high == pytest.approx(100 * (top / (1 - top) - 1))
    assert found.verdict == "lower"
    # φ of 4 leaves the evidence of 5 events.
    assert change_interval(0, 20, 4).verdict == "no-clear-change"


def test_exposure_scales_the_ratio_only():
    plain = change_interval(60, 120)
    half = change_interval(60, 120, exposure1=6, exposure0=12)
    assert half.change == pytest.approx(0)
    assert (1 + half.low / 100) / (1 + plain.low / 100) == pytest.approx(2)
    assert change_interval(0, 50, exposure1=1, exposure0=2).high > change_interval(0, 50).high


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"n1": -1, "n0": 30}, "negative"),
        ({"n1": 1, "n0": 30, "phi": 0.9}, "at least 1"),
        ({"n1": 1, "n0": 30, "exposure1": 0}, "positive"),
        ({"n1": 1, "n0": 30, "minimum_base": 0}, "base"),
        ({"n1": 1, "n0": 30, "alpha": 2}, "alpha"),
    ],
)
def test_impossible_arguments_are_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        change_interval(**arguments)


@given(st.integers(0, 10**6), st.integers(20, 10**6), st.floats(1, 50))
def test_interval_surrounds_the_change_and_widens_with_phi(n1, n0, phi):
    found = change_interval(n1, n0, phi)
    wider = change_interval(n1, n0, phi * 1.5)
    assert -100 <= wider.low <= found.low <= found.change <= found.high <= wider.high
    assert (found.verdict == "no-clear-change") == bool(found.low <= 0 <= found.high)

"""Numbers that others published, method by method: where they stand, and what was found for each.

Further published vectors stand beside the tests of their methods: exact Poisson limits (Garwood,
Ulm) and Wilson's (Newcombe) in ``test_statistics_intervals``, funnel limits (UKHSA) and XmR (NIST,
NHS) in ``test_statistics_signals``, Benjamini and Hochberg's own example in
``test_statistics_multiple``, Pearson's φ in ``test_statistics_dispersion``, the rate ratio of Boice
and Monson in ``test_statistics_change``.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from statsmodels.stats.proportion import proportion_confint
from statsmodels.tsa.arima_process import ArmaProcess

from data.evidence.query import _spearman
from data.statistics.concentration import generalised_gini
from data.statistics.intervals import (
    ESP_2013,
    count_interval,
    directly_standardised_rate,
    wilson,
)
from data.statistics.multiple import q_values
from data.statistics.signals import chance_of, stable_limits

# The worked example of Public Health England's R package PHEindicatormethods, vignette "DSR
# function" (2019), section "Zero deaths for a specific age band": 88 deaths in 19 bands of age.
DEATHS = [1, 1, 0, 0, 0, 1, 1, 3, 3, 3, 3, 10, 10, 10, 10, 8, 8, 8, 8]
PEOPLE = [30, 35, 35, 35, 40, 40, 45, 50, 50, 50, 60, 60, 70, 75, 70, 60, 20, 20, 15]
PUBLISHED_DSR = (8283.016, 6570.819, 10289.65)


def test_standardised_rate_and_dobsons_limits_of_public_health_england() -> None:
    """Printed there as 8283.016 (6570.819 to 10289.65) per 100,000, ESP 2013."""
    found = directly_standardised_rate(DEATHS, PEOPLE, per=1e5)
    np.testing.assert_allclose(found, PUBLISHED_DSR, rtol=1e-6)


def test_byars_limits_of_public_health_england() -> None:
    """The same limits, solved for those of the 88 deaths that Dobson's method stretches."""
    rate, low, high = PUBLISHED_DSR
    weights = np.array(ESP_2013) / 100_000 / np.array(PEOPLE) * 1e5
    stretch = np.sqrt((weights**2 * DEATHS).sum() / 88)
    byar = 88 + (np.array([low, high]) - rate) / stretch
    np.testing.assert_allclose(count_interval(88), byar, rtol=1e-5)


@pytest.mark.parametrize(
    ("count", "low", "high"),
    [
        # Bortkiewicz's horse kicks, 196 deaths in 280 corps-years, as the documentation of the R
        # package DescTools prints them (PoissonCI, method "exact"): 0.6054271 to 0.8051570.
        (196, 0.6054271 * 280, 0.8051570 * 280),
        # Beaumont JJ, Breslow NE (1981), Am J Epidemiol 114:725-734, limits of 30 as quoted in
        # Calabrese EJ (ed., 1992), Biological Effects of Low Level Exposures, tables 7.5A and B.
        (30, 20.24, 42.83),
    ],
)
def test_exact_poisson_limits_that_byars_come_near(count: int, low: float, high: float) -> None:
    """Within 0.2 %, as Public Health England's technical guide (2018) says of 10 and more."""
    found = count_interval(count)
    assert found.low == pytest.approx(low, rel=2e-3)
    assert found.high == pytest.approx(high, rel=2e-3)


@pytest.mark.parametrize(("k", "n"), [(81, 263), (15, 148), (0, 20), (1, 29), (23, 60), (60, 60)])
def test_wilson_is_that_of_an_independent_library(k: int, n: int) -> None:
    """Statsmodels' own; the first four are Newcombe's (1998), table I."""
    np.testing.assert_allclose(wilson(k, n), proportion_confint(k, n, method="wilson"), atol=1e-12)


def test_adjusted_p_of_benjamini_and_hochberg() -> None:
    """The example of 1995, section 4, with the adjusted values that scipy documents for it.

    scipy.stats.false_discovery_control, section "Examples".
    """
    p = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240]
    p += [0.4262, 0.5719, 0.6528, 0.7590, 1.0]
    documented = [0.0015, 0.003, 0.0095, 0.035625, 0.0603, 0.06385714, 0.06385714, 0.0645, 0.0765]
    documented += [0.486, 0.58118182, 0.714875, 0.75323077, 0.81321429, 1.0]
    np.testing.assert_allclose(q_values(p), documented, atol=5e-9)


def test_spearman_of_a_textbook_example() -> None:
    """IQ and hours of television a week of ten people: 1 - 6 × 194/990, printed as -0.1757575.

    Wikipedia, "Spearman's rank correlation coefficient", section "Example" (no ties). Ties: scipy.
    """
    iq = pd.Series([106, 86, 100, 101, 99, 103, 97, 113, 112, 110])
    hours = pd.Series([7, 0, 27, 50, 28, 29, 20, 12, 6, 17])
    assert _spearman(iq, hours) == pytest.approx(-29 / 165)
    tied = pd.Series([1, 2, 2, 4, 4, 4, 9, 10, 10, 12])
    assert _spearman(tied, hours) == pytest.approx(stats.spearmanr(tied, hours).statistic)


def test_generalised_gini_of_its_authors() -> None:
    """Bernasco & Steenbeek's R package lorenzgini, help of ``gini``: 20 crimes in 10 places, 0.78.

    ``gini(c(10, 8, 2, 0, 0, rep(0, 5)), generalized = TRUE, unbiased = FALSE)``.
    """
    assert generalised_gini([10, 8, 2, *[0] * 7]) == pytest.approx(0.78)


@pytest.mark.parametrize("months", [12, 24, 56, 120])
def test_limits_of_independent_months_are_sidaks(months: int) -> None:
    """Many at once, of independent months: Šidák Z (1967), JASA 62:626-633, from scipy's normal.

    Deviations from a series' own mean are shorter by √(1 - 1/n).
    """
    sidak = stats.norm.isf((1 - 0.95 ** (1 / months)) / 2)
    assert chance_of(months, 0.0).z == pytest.approx(sidak * np.sqrt(1 - 1 / months), abs=0.06)


@pytest.mark.parametrize("rho", [0.3, 0.6])
def test_limits_of_autocorrelated_months_on_series_of_an_independent_library(rho: float) -> None:
    """No published limits of this variant were found: 1,000 AR(1) series of statsmodels instead.

    At most one in ten of these stable series is given any signal.
    """
    process = ArmaProcess(ar=[1, -rho], ma=[1])
    rng = np.random.default_rng(41)
    noise = process.generate_sample(
        nsample=(1000, 48), axis=1, distrvs=rng.standard_normal, burnin=60
    )
    series = np.maximum(400 + np.sqrt(400 * 2 * (1 - rho**2)) * noise, 0)
    marked = [stable_limits(row, 2.0, rho).signal.any() for row in series]
    assert np.mean(marked) <= 0.1

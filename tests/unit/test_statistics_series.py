"""Signals of autocorrelated series, verdicts, seasons, concentration against chance."""

import numpy as np
import pytest
from scipy import stats

from data.errors import DataError
from data.statistics.change import (
    LOWER,
    NO_CLEAR_CHANGE,
    NOT_AVAILABLE,
    TOO_FEW,
    verdict_of,
)
from data.statistics.concentration import areas_for_share, by_chance, generalised_gini, gini
from data.statistics.dispersion import fit_dispersion
from data.statistics.season import season_shares
from data.statistics.signals import chance_of, stable_limits
from data.statistics.standing import standing_out
from tests.bench.coverage import told
from tests.bench.simulated import counts, normal


@pytest.mark.parametrize("rho", [0.0, 0.3, 0.6])
def test_moving_ranges_are_too_small_where_months_remember(rho):
    # Maragah & Woodall (1992): the mean moving range over 1.128 estimates σ √(1 - ρ): in the
    # model of the limits σ² = φμ. An XmR chart is right at ρ = 0 only, and nothing else here.
    rng = np.random.default_rng(1)
    z = normal(rng, 1, 200_000, rho)
    assert np.abs(np.diff(z[0])).mean() / 1.128 == pytest.approx(np.sqrt(1 - rho), rel=0.01)
    y = counts(z, 500.0, 4)[0]
    sigma = np.sqrt(4 * 500)
    assert np.abs(np.diff(y)).mean() / 1.128 == pytest.approx(sigma * np.sqrt(1 - rho), rel=0.02)
    found = stable_limits(y[:48], 4.0, rho)
    half = (found.upper - found.lower)[0] / 2 / chance_of(48, rho).z
    assert half == pytest.approx(np.sqrt(4 * y[:48].mean()), rel=0.02)  # σ, not σ√(1 - ρ)


@pytest.mark.parametrize("rho", [0.0, 0.3, 0.6])
def test_what_a_stable_series_does_by_chance(rho):
    found = chance_of(48, rho)
    rng = np.random.default_rng(2)
    z = normal(rng, 1000, 48, rho)
    off = z - z.mean(axis=1, keepdims=True)
    assert (np.abs(off).max(axis=1) > found.z).mean() == pytest.approx(0.05, abs=0.025)
    assert found.run > 7  # runs of seven are long only where months forget each other
    assert 0 < found.marked < 1.5


def test_runs_by_chance_grow_with_memory_and_length():
    assert chance_of(56, 0.6).run > chance_of(56, 0.3).run > chance_of(56, 0.0).run
    assert chance_of(120, 0.0).run >= chance_of(24, 0.0).run
    assert chance_of(1, 0.0).marked == 0
    with pytest.raises(DataError, match="autocorrelation"):
        chance_of(24, 1.0)


def test_limits_are_gamma_quantiles_and_hold_where_moving_ranges_cry_wolf():
    rng = np.random.default_rng(3)
    y = counts(normal(rng, 400, 56, 0.6), 125.0, 4)
    marked = [stable_limits(row, 4.0, 0.6).signal.any() for row in y]
    assert np.mean(marked) <= 0.12
    # Limits of an XmR chart: 2.66 mean moving ranges, 3σ at ρ = 0 (NHS England, Making Data Count).
    off, range_ = np.abs(y - y.mean(axis=1, keepdims=True)), np.abs(np.diff(y)).mean(axis=1)
    assert (off > 2.66 * range_[:, None]).any(axis=1).mean() > 0.6
    found = stable_limits(y[0], 4.0, 0.6)
    mean = y[0].mean()
    z = chance_of(56, 0.6).z
    exact = stats.gamma.ppf(stats.norm.cdf([-z, z]), mean / 4, scale=4)
    np.testing.assert_allclose([found.lower[0], found.upper[0]], exact, rtol=0.01)


def test_limits_see_a_shift_and_follow_the_season():
    level = np.where(np.arange(48) < 30, 100.0, 60.0)
    found = stable_limits(level, 1.5, 0.0)
    assert found.shift.all() or found.shift[30:].all()
    season = np.tile(1 + 0.3 * np.cos(np.arange(12) / 12 * 2 * np.pi), 4)
    assert not stable_limits(100 * season, 1.0, 0.0, season).signal.any()
    unknown = stable_limits([np.nan, np.nan], 1.0, 0.0)
    assert np.isnan(unknown.centre).all() and not unknown.signal.any()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([[1.0]], 1.0, 0.0), "one series"),
        (([1.0], 0.5, 0.0), "at least 1"),
        (([1.0, 2], 1.0, 0.0, 0.0), "positive"),
    ],
)
def test_impossible_limits_are_refused(arguments, message):
    with pytest.raises(DataError, match=message):
        stable_limits(*arguments)


def test_the_verdict_is_the_change_of_the_latest_year():
    rng = np.random.default_rng(4)
    mean = np.full((3, 60), 125.0)
    mean[0, 48:] = 90
    y = counts(normal(rng, 3, 60, 0.0), mean, 1)
    y[2, 55] = np.nan
    found = told(y, fit_dispersion(y, 1, (48,), pool=False))
    assert found.verdict.tolist() == [LOWER, NO_CLEAR_CHANGE, NOT_AVAILABLE]
    assert verdict_of(found.low[:2], found.high[:2]).tolist() == [LOWER, NO_CLEAR_CHANGE]
    few = told(y[:1] * 0, fit_dispersion(y[:1], 1, (48,), pool=False))
    assert few.verdict.tolist() == [TOO_FEW]


def test_shares_of_the_year_at_phi_1_are_those_of_a_multinomial():
    # Independent months: the variance of a share is s(1 - s)/N, as of any proportion.
    years = np.random.default_rng(5).poisson(400, (4, 12))
    found = season_shares(years, 1.0, 0.0)
    total = years.sum()
    spread = np.sqrt(found.share * (1 - found.share) / total)
    np.testing.assert_allclose((found.high - found.low) / 2, 1.96 * spread, rtol=0.01)
    assert found.share.sum() == pytest.approx(1) and found.even.sum() == pytest.approx(1)


@pytest.mark.parametrize(("phi", "rho"), [(1, 0.0), (4, 0.6)])
def test_intervals_of_shares_hold_and_an_even_year_has_no_season(phi, rho):
    rng = np.random.default_rng(6)
    even = season_shares(np.ones((3, 12)), 1.0, 0.0).even
    held, claimed = [], []
    for _ in range(150):
        y = counts(normal(rng, 1, 48, rho), np.tile(even, 4) * 1200, phi).reshape(4, 12)
        found = season_shares(y, phi, rho)
        held.append((found.low <= even) & (even <= found.high))
        claimed.append((found.above | found.below).any())
    assert 0.92 <= np.mean(held) <= 0.98
    assert np.mean(claimed) <= 0.12


def test_a_claim_needs_three_years():
    year = np.tile([200, 100], 6)
    assert season_shares([year] * 3, 1.0, 0.0).above.any()
    two = season_shares([year] * 2, 1.0, 0.0)
    assert not two.claim and not two.above.any() and not np.isnan(two.low).any()
    assert np.isnan(season_shares(np.zeros((3, 12)), 1.0, 0.0).share).all()
    for wrong in (np.ones(12), [[np.nan] * 12]):
        with pytest.raises(DataError, match="whole years"):
            season_shares(wrong, 1.0, 0.0)


@pytest.mark.parametrize("phi", [1, 4])
def test_even_weeks_name_an_hour_in_few_of_them(phi):
    rng = np.random.default_rng(9)
    weeks = counts(rng.standard_normal((300, 168)), 100.0, phi)
    assert np.mean([(standing_out(week, phi) != "").any() for week in weeks]) <= 0.1


def test_what_stands_out_is_large_enough_and_beyond_chance():
    even = np.full(168, 100.0)
    even[[16, 40]] = 200, 40
    found = standing_out(even)
    assert np.flatnonzero(found == "above").tolist() == [16]
    assert np.flatnonzero(found == "below").tolist() == [40]
    assert not (standing_out(even, np.nan) != "").any()
    # Seven in an hour of the week are surely more than 0.2, and are not called most.
    few = np.zeros(168)
    few[0], few[1:31] = 7, 1
    assert standing_out(few)[0] == ""
    few[0] = 8
    assert standing_out(few)[0] == "above"
    assert not (standing_out([10.0, 1, 1, 1]) != "").any()  # 13 in all
    assert standing_out([31.0, 28, 31], 1.0, [31, 28, 31]).tolist() == ["", "", ""]
    assert standing_out([np.nan, 90.0, 10]).tolist() == ["", "above", "below"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [(([[20.0]],), "one whole"), (([20.0, 1], 1.0, 0.0), "length"), (([20.0, 1], 0.5), "at least")],
)
def test_impossible_parts_are_refused(arguments, message):
    with pytest.raises(DataError, match=message):
        standing_out(*arguments)


@pytest.mark.parametrize(
    ("spread", "plain", "generalised"),
    # The examples of the authors' R package lorenzgini (documentation of gini(), biased forms):
    # 20 crimes in 10 places, and 8 in 10. Both times 20, for nothing is said below 20 events.
    [((10, 8, 2, *[0] * 7), 0.78, 0.78), ((5, 2, 1, *[0] * 7), 0.80, 0.75)],
)
def test_generalised_gini_of_its_authors(spread, plain, generalised):
    assert gini(spread) == pytest.approx(plain)
    if sum(spread) >= 20:
        assert generalised_gini(spread) == pytest.approx(generalised)
    else:
        assert np.isnan(generalised_gini(spread))
        # The same spread over places and crimes in the same proportion.
        many = np.repeat(spread, 10)
        assert sum(many) == 80 and generalised_gini(many) == pytest.approx(generalised)


def test_generalised_gini_at_its_ends():
    assert generalised_gini([1] * 25 + [0] * 75) == pytest.approx(0)
    assert generalised_gini([25] + [0] * 99) == pytest.approx(1 - 1 / 25)
    assert generalised_gini([7] * 10) == pytest.approx(0)
    assert np.isnan(generalised_gini([1] * 19))


def test_93_homicides_at_random_fill_36_to_45_wards():
    found = by_chance(93, np.full(679, 13_000.0))
    assert (found.areas_low, found.areas_high) == (36, 45)
    # The half is held by those with two and more, and then singles: 93 balls in 679 boxes.
    assert found.areas == pytest.approx(40.9, abs=0.5)
    assert 0 < found.gini_low < found.gini < found.gini_high < 0.3
    rng = np.random.default_rng(8)
    one = np.bincount(rng.integers(0, 679, 93), minlength=679)
    assert 33 <= areas_for_share(one) <= 47


def test_residents_concentrate_by_themselves():
    uneven = np.concatenate([np.full(100, 50_000.0), np.full(579, 1000.0)])
    assert by_chance(500, uneven).areas < by_chance(500, np.ones(679)).areas
    empty = by_chance(500, [1.0, np.nan, 0.0, 1.0])
    assert empty.areas <= 2


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((19, [1.0, 2]), "too few events"),
        ((30, [0.0, 0]), "nobody"),
        ((30, [1.0, 2], 0.0), "share"),
        ((30, [1.0, 2], 0.5, 10), "too few draws"),
    ],
)
def test_impossible_chances_are_refused(arguments, message):
    with pytest.raises(DataError, match=message):
        by_chance(*arguments)

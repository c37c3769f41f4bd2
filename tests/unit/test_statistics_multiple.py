"""Many comparisons: the published example, exact probabilities, independent libraries."""

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.multitest import multipletests

from data.errors import DataError
from data.statistics.change import score_interval
from data.statistics.multiple import change_p, named_changes, q_values

#: Benjamini & Hochberg (1995), section 4: the fifteen comparisons of a trial of thrombolysis.
PUBLISHED = [
    *(0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344),
    *(0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0),
]


def test_the_published_example_names_four():
    # The fifteen values are quoted by scipy.stats.false_discovery_control's documentation too; by
    # hand: 0.0095 <= 4/15 x 0.05 = 0.0133, and no later one is under its own line.
    q = q_values(PUBLISHED)
    assert (q <= 0.05).tolist() == [True] * 4 + [False] * 11
    assert q[:4] == pytest.approx([0.0015, 0.003, 0.0095, 0.035625])


def test_q_values_are_those_of_scipy_and_statsmodels():
    p = np.random.default_rng(1).uniform(size=200) ** 2
    np.testing.assert_allclose(q_values(p), stats.false_discovery_control(p))
    np.testing.assert_allclose(q_values(p), multipletests(p, method="fdr_bh")[1])
    with_gaps = np.insert(p, 3, np.nan)
    np.testing.assert_allclose(np.delete(q_values(with_gaps), 3), q_values(p))
    assert np.isnan(q_values(with_gaps)[3]) and q_values([]).shape == (0,)
    with pytest.raises(DataError, match="probability"):
        q_values([0.5, 1.2])


@pytest.mark.parametrize(("later", "base"), [(10, 25), (0, 20), (40, 20), (30, 30)])
def test_p_at_phi_1_is_the_exact_conditional_binomial(later, base):
    total = later + base
    tails = stats.binom.cdf(later, total, 0.5), stats.binom.sf(later - 1, total, 0.5)
    assert change_p(later, base) == pytest.approx(min(2 * min(tails), 1))


def test_p_knows_exposures_overdispersion_and_nothing():
    assert change_p(20, 20, exposure1=1, exposure0=2) == pytest.approx(
        min(2 * stats.binom.sf(19, 40, 1 / 3), 1)
    )
    assert change_p(60, 100, 4.0) > change_p(60, 100)
    assert np.isnan(change_p(np.nan, 3)) and change_p(0, 0) == 1
    with pytest.raises(DataError, match="at least 1"):
        change_p(1, 2, 0.5)
    with pytest.raises(DataError, match="positive"):
        change_p(1, 2, exposure1=0)


def test_named_changes_by_hand():
    found = named_changes([60, 100, 104, 5, np.nan], [100, 100, 100, 10, 50])
    assert found.verdict.tolist() == [
        "lower", "no-clear-change", "no-clear-change", "too-few", "not-available",
    ]  # fmt: skip
    assert found.tested == 3 and found.number == 1
    assert np.isnan(found.q[3:]).all()
    with pytest.raises(DataError, match="false discovery"):
        named_changes([1], [2], rate=0)
    with pytest.raises(DataError, match="base"):
        named_changes([1], [2], minimum_base=0)


def test_a_change_relative_to_london():
    # Everywhere fell by a fifth: no area moved relative to London, only the last did.
    later, base = np.array([800.0, 1600, 400]), np.array([1000.0, 2000, 1000])
    alone = named_changes(later, base)
    beside = named_changes(later, base, exposure1=80_000, exposure0=100_000)
    assert alone.verdict.tolist() == ["lower"] * 3
    assert beside.verdict.tolist() == ["no-clear-change", "no-clear-change", "lower"]


def test_score_interval_of_two_rates():
    # Graham, Mengersen & Morton (2003) is Wilson's interval of the conditional binomial: that of
    # an independent library, of the share and then as odds.
    from statsmodels.stats.proportion import proportion_confint

    low, high = proportion_confint(41, 41 + 15, method="wilson")
    span = 28_010 / 19_017
    found = score_interval(41, 15, exposure1=28_010, exposure0=19_017, minimum_base=1)
    assert found.low == pytest.approx(100 * (low / (1 - low) / span - 1), rel=1e-3)
    assert found.high == pytest.approx(100 * (high / (1 - high) / span - 1), rel=1e-3)


def test_score_interval_at_the_edges():
    none = score_interval(0, 30)
    assert none.change == none.low == -100 and -100 < none.high < -70
    assert none.verdict == "lower"
    wide, plain = score_interval(80, 100, 4.0), score_interval(80, 100)
    assert wide.low < plain.low and plain.high < wide.high
    assert score_interval(90_900, 90_000, 9.0).verdict == "no-clear-change"
    assert score_interval(5, 10).verdict == "too-few"
    assert score_interval(np.nan, 30).verdict == "not-available"

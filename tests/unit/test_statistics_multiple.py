"""Many comparisons: the published example, exact probabilities, independent libraries."""

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.multitest import multipletests

from data.errors import DataError
from data.statistics.change import score_interval
from data.statistics.multiple import change_p, named_changes, q_values, standing, times_of

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


def test_standing_by_hand():
    # 200, 100 and 95 a million: the first stands above both, the others do not part.
    found = standing([200, 100, 95, np.nan, 3], [1e6, 1e6, 1e6, 1e6, np.nan])
    assert found.above[:3].tolist() == [2, 0, 0] and found.below[:3].tolist() == [0, 1, 1]
    assert np.isnan(found.above[3:]).all() and found.tested == 3
    wide = standing([200, 100, 95], [1e6] * 3, 30.0)
    assert wide.above.tolist() == [0, 0, 0]
    assert np.isnan(standing([200, 100], [1e6] * 2, np.nan).above).all()
    assert standing([9, 1], [1.0, 1.0]).tested == 0
    with pytest.raises(DataError, match="false discovery"):
        standing([1], [2], rate=1)


def test_standing_is_that_of_statsmodels_over_all_pairs():
    rng = np.random.default_rng(31)
    counts, people = rng.poisson(60, 6), rng.uniform(0.8, 1.6, 6)
    above = np.zeros(6)
    pairs = [(i, j) for i in range(6) for j in range(i + 1, 6)]
    p = []
    for i, j in pairs:
        share = people[i] / (people[i] + people[j])
        total = int(counts[i] + counts[j])
        tails = (
            stats.binom.cdf(counts[i], total, share),
            stats.binom.sf(counts[i] - 1, total, share),
        )
        p.append(min(2 * min(tails), 1))
    for (i, j), named in zip(pairs, multipletests(p, method="fdr_bh")[0], strict=True):
        above[i if counts[i] / people[i] > counts[j] / people[j] else j] += named
    np.testing.assert_array_equal(standing(counts, people).above, above)
    assert above.sum() > 0


def test_what_stands_holds_wherever_the_exposure_lies():
    # 300 among 1.0 to 1.5 million, 150 among 1.0 to 1.3: 200 a million at least, 150 at most.
    sure = standing([300, 150], [1e6, 1e6], largest=[1.5e6, 1.3e6])
    assert sure.above.tolist() == [1, 0]
    assert standing([300, 150], [1e6, 1e6], largest=[2.1e6, 1.3e6]).above.tolist() == [0, 0]


def test_of_like_groups_few_runs_name_any():
    rng = np.random.default_rng(32)
    named = [standing(rng.poisson(100, 5), np.ones(5)).above.sum() > 0 for _ in range(1000)]
    assert np.mean(named) <= 0.067


def test_limits_of_ratios_hold_together():
    """Five groups beside one, φ = 2: all five intervals hold in 95 % of Londons."""
    rng = np.random.default_rng(8)
    size = np.array([900.0, 200, 300, 80, 120, 60])
    truth = np.array([1.0, 1.0, 1.3, 1.0, 2.0, 0.7])
    held = []
    for _ in range(1500):
        n = rng.negative_binomial(size * truth, 0.5)
        found = times_of(n, size, 0, 2.0, minimum=1)
        held.append(((found.low <= truth) & (truth <= found.high))[1:].all())
    assert 0.94 < np.mean(held) < 0.98


def test_limits_of_ratios_are_taken_where_exposures_lie_farthest_out():
    found = times_of([100, 300, 5], [1000, 1000, 1000], 0, largest=[1200, 1500, 1000])
    assert np.isnan(found.low[[0, 2]]).all() and np.isnan(found.high[[0, 2]]).all()
    for limit, own, other in ((found.low[1], 1500, 1000), (found.high[1], 1000, 1200)):
        change = score_interval(300, 100, exposure1=own, exposure0=other)
        ends = (1 + float(change.low) / 100, 1 + float(change.high) / 100)
        assert limit == pytest.approx(ends[0] if own == 1500 else ends[1])
    assert np.isnan(times_of([10, 300], [1, 1], 0).low).all()

"""Season and trend: hand-made series whose answer is known beforehand."""

from __future__ import annotations

import calendar

import numpy as np
import pytest

from data.model import periods
from data.model.periods import Period
from data.model.selection import Selection
from data.queries import query_matrix, query_season, query_series, query_total, query_trend, regimes
from data.queries.season import ALL_YEARS, SEASON, WITHOUT, full_years, season_rows
from data.queries.trend import LEAST_POINTS, TREND, month_weights, trend_rows, year_rows
from data.queries.variance import total_variance
from data.statistics.season import season_shares
from data.statistics.signals import chance_of, stable_limits
from tests.asking import ask
from tests.bench import coverage

STABLE = (1.0, 0.0)
"""φ and ρ of independent Poisson months."""


def months(start: str, number: int) -> list[str]:
    return [periods.shift(start, step) for step in range(number)]


def days(month: str) -> int:
    return calendar.monthrange(int(month[:4]), int(month[5:]))[1]


def asked(offence: str = "violence-with-injury", **changes: object) -> Selection:
    made = Selection(
        "borough", (), offence, "all-ages", Period("2018-04", "2026-03"), "previous-year", "count"
    )
    return made.replace(**changes)


# --- Season -----------------------------------------------------------------------------------


def test_only_whole_known_years_count() -> None:
    span = months("2014-06", 40)  # June 2014 to September 2017: 2015 and 2016 are whole
    counts = np.arange(40.0)
    assert full_years(span, counts).index.tolist() == [2015, 2016]
    counts[9] = np.nan  # March 2015
    assert full_years(span, counts).index.tolist() == [2016]


def test_a_break_of_either_kind_takes_its_year_out_and_ends_the_regime() -> None:
    span, counts = months("2012-01", 84), np.ones(84)
    assert full_years(span, counts, ["2016-05"]).index.tolist() == [2012, 2013, 2014, 2015]
    assert full_years(span, counts, ["2015-05"]).index.tolist() == [2016, 2017, 2018]
    # No regime has three: the one with most, not the last.
    assert full_years(span[24:], counts[24:], ["2016-05", "2017-05"]).index.tolist() == [2014, 2015]
    january = full_years(span, counts, ["2016-01"]).index.tolist()
    assert january == [2016, 2017, 2018]


def test_one_offence_a_day_has_the_shares_of_the_months_lengths() -> None:
    span = months("2015-01", 12)
    rows = season_rows(full_years(span, [days(month) for month in span]))
    rows = rows[rows["basis"] == ALL_YEARS]
    assert rows["share"].sum() == pytest.approx(1)
    assert rows["share"].iloc[1] == pytest.approx(28 / 365)
    assert rows["share_per_day"].tolist() == pytest.approx([1 / 12] * 12, rel=0.01)
    assert (rows["direction"] == "").all()


def test_shares_have_the_intervals_of_the_model_and_lockdown_years_have_none() -> None:
    span = months("2017-01", 84)  # five years, and 2020 and 2021
    counts = np.tile(np.array([90, 80, 100, 100, 110, 130, 130, 100, 100, 100, 100, 90]), 7)
    years = full_years(span, counts)
    rows = season_rows(years, (2.0, 0.2)).set_index(["basis", "month"])
    kept = season_shares(years[~years.index.isin((2020, 2021))].to_numpy(), 2.0, 0.2)
    without = rows.loc[WITHOUT]
    assert without["share_low"].tolist() == pytest.approx(kept.low.tolist())
    assert without["share_high"].tolist() == pytest.approx(kept.high.tolist())
    assert without.loc["June", "direction"] == "above"
    assert without.loc["February", "years"] == 5
    every = rows.loc[ALL_YEARS]
    assert every["years"].eq(7).all()
    assert every[["share_low", "share_high"]].isna().all(axis=None)
    assert every["direction"].eq("").all()
    unknown = season_rows(years, (np.nan, 0.0)).set_index("basis").loc[WITHOUT]
    assert unknown["share"].notna().all() and unknown["share_low"].isna().all()


def test_without_a_year_nothing_is_claimed() -> None:
    rows = season_rows(full_years(months("2020-02", 8), np.ones(8)))
    assert len(rows) == 24
    assert (rows["years"] == 0).all()
    assert rows[["count", "share", "share_low", "share_per_day"]].isna().all(axis=None)


# --- Trend ------------------------------------------------------------------------------------


COURSE = 1 + 0.3 * np.sin(np.arange(12) / 12 * 2 * np.pi)


def rows_of(span, counts, begun=(), weights=1.0, spread=STABLE):
    return trend_rows(span, counts, regimes.segments(span, begun), spread, weights)


def test_a_season_is_no_signal_once_it_is_expected() -> None:
    span = months("2014-01", 72)
    weights, seasonal = month_weights(span, COURSE)
    assert seasonal
    counts = np.random.default_rng(2).poisson(weights * 1000).astype(float)
    plain, even = rows_of(span, counts), rows_of(span, counts, weights=weights)
    assert (plain["signal"] != "").any()
    assert (even["signal"] == "").all()
    assert even["value"].tolist() == pytest.approx([1000] * 72, rel=0.15)
    leap = weights[span.index("2016-02")] / weights[span.index("2015-02")]
    assert leap == pytest.approx(29 / 28)


def test_only_the_length_of_months_is_evened_out_without_a_season() -> None:
    span = months("2015-01", 24)
    weights, seasonal = month_weights(span, np.ones(12))
    assert not seasonal
    rows = rows_of(span, [2.0 * days(month) for month in span], weights=weights)
    assert rows["value"].tolist() == pytest.approx([2 * 365.25 / 12] * 24)


def test_limits_runs_and_chance_are_those_of_the_model() -> None:
    counts = np.random.default_rng(1).poisson(300, 48).astype(float)
    rows = rows_of(months("2010-01", 48), counts, spread=(3.0, 0.4))
    found = stable_limits(counts, 3.0, 0.4)
    assert rows["mean"].tolist() == pytest.approx([counts.mean()] * 48)
    assert rows["lower"].tolist() == pytest.approx(found.lower.tolist())
    assert rows["upper"].tolist() == pytest.approx(found.upper.tolist())
    assert set(rows["run"]) == {chance_of(48, 0.4).run}
    assert set(rows["chance"]) == {chance_of(48, 0.4).marked}


def test_a_long_run_below_the_mean_is_a_shift_and_how_long_depends_on_memory() -> None:
    counts = [*np.tile([105.0, 95.0], 14).tolist(), *[88.0] * 9]
    span = months("2015-01", len(counts))
    rows = rows_of(span, counts)
    assert rows["run"].iloc[0] <= 9
    assert rows["signal"].iloc[-9:].str.contains("shift").all()
    assert (rows["direction"].iloc[-9:] == "below").all()
    slow = rows_of(span, counts, spread=(1.0, 0.6))
    assert slow["run"].iloc[0] > 9
    assert (slow["signal"] == "").all()


def test_seven_rises_in_a_row_are_no_signal() -> None:
    """January to July rise by themselves; a rule that marks them marks a season."""
    counts = [1000.0, 1010, 990] * 6 + [1000.0 + 4 * step for step in range(8)]
    assert (rows_of(months("2015-01", 26), counts)["signal"] == "").all()


def test_limits_begin_anew_after_a_break_of_either_kind_and_after_lockdown() -> None:
    span = months("2017-01", 96)  # to December 2024
    counts = np.tile([1000.0, 1010, 990], 32)
    counts[75:] += 800  # April 2023
    rows = rows_of(span, counts, ["2023-04"]).set_index("month")
    assert (rows.loc["2020-03":"2021-07", "segment"] == 0).all()
    assert rows.loc["2020-03":"2021-07", "mean"].isna().all()
    assert (rows.loc["2020-03":"2021-07", "signal"] == "").all()
    assert rows["segment"].unique().tolist() == [1, 0, 2, 3]
    assert rows.loc["2023-03", "mean"] == pytest.approx(1000, rel=0.03)
    assert rows.loc["2023-04", "mean"] == pytest.approx(1800, rel=0.03)
    assert (rows["signal"] == "").all(), "no signal across the break"
    whole = rows_of(span, counts).set_index("month")
    assert (whole.loc["2023-04":, "signal"] != "").all()


@pytest.mark.parametrize("spread", [STABLE, (np.nan, 0.0)])
def test_too_few_points_or_no_variance_have_no_limits(spread: tuple[float, float]) -> None:
    number = LEAST_POINTS - 1 if spread == STABLE else 48
    rows = rows_of(months("2010-01", number), np.linspace(10, 90, number), spread=spread)
    assert rows[["mean", "lower", "upper", "run", "chance"]].isna().all(axis=None)
    assert (rows["signal"] == "").all()
    assert (rows["segment"] == 1).all()


def test_regimes_are_counted_from_the_last_break_or_lockdown() -> None:
    """What the verdict compares: months in one regime up to the last."""
    question = ask(asked())
    assert regimes.starts(question) == ("2024-03",)
    assert regimes.present(question, "2024-02") == 31  # since August 2021
    assert regimes.present(question, "2024-03") == 1
    assert regimes.present(question, "2026-03") == 25
    assert regimes.present(question, "2020-06") == 0
    span = ["2024-02", "2024-03", "2025-01", "2025-02"]
    assert regimes.across(question, span).tolist() == [False, True, True, False]


def test_rare_series_are_read_by_years_that_end_with_the_period() -> None:
    span = months("2005-04", 12 * 20 + 5)
    rows = year_rows(span, np.ones(len(span)))
    assert len(rows) == 20
    assert rows["month"].iloc[-1] == span[-1]
    assert (rows["count"] == 12).all()
    assert (rows["months"] == 12).all()
    touched = rows[rows["segment"] == 0]["month"].tolist()
    assert touched == ["2020-08", "2021-08"]
    assert rows.set_index("month").loc["2022-08", "mean"] == 12


def test_a_run_of_years_goes_on_over_lockdown() -> None:
    span = months("2003-01", 12 * 21)
    level = [10.0, 12.0] * 6 + [10, 8, 8, 8, 8, 99, 99, 8, 8]  # 2020 and 2021 are the 99s
    rows = year_rows(span, np.repeat(level, 12))
    late = rows.iloc[13:]
    assert late["segment"].tolist() == [1, 1, 1, 1, 0, 0, 1, 1]
    counted = late[late["segment"] == 1]
    assert (late[late["segment"] == 0]["signal"] == "").all()
    assert len(counted) == 6


def test_a_year_of_a_break_is_of_no_regime() -> None:
    span = months("2005-01", 12 * 14)
    rows = year_rows(span, np.full(len(span), 2.0), ["2012-05"])
    assert rows["segment"].tolist() == [1] * 7 + [0] + [2] * 6
    assert rows["mean"].isna().all(), "seven and six years are too few for limits"


# --- The tables -------------------------------------------------------------------------------


@pytest.mark.parametrize("offence", ["violence-with-injury", "homicide", "domestic-abuse"])
@pytest.mark.parametrize("areas", [(), ("E09000012",), ("E09000001",)])
def test_the_tables_keep_their_columns(offence: str, areas: tuple[str, ...]) -> None:
    selection = asked(offence, areas=areas)
    trend, season = query_trend(ask(selection)), query_season(ask(selection))
    assert list(trend.frame.columns) == list(TREND.names)
    assert list(season.frame.columns) == list(SEASON.names)
    assert len(season.frame) == 24
    assert trend.provenance.caveats
    assert "season" not in season.provenance.title.lower() or season.provenance.title


def test_domestic_abuse_has_limits_on_both_sides_of_the_break_and_none_across() -> None:
    rows = query_trend(ask(asked("domestic-abuse"))).frame.set_index("month")
    assert rows.loc["2024-02", "segment"] != rows.loc["2024-03", "segment"]
    assert rows.loc["2024-02", "mean"] != rows.loc["2024-03", "mean"]
    assert rows.index[-1] == "2025-07"
    assert rows["verdict"].iloc[-1] == "not-comparable", "17 months in one regime"


def test_homicide_is_read_by_years_with_the_variance_of_its_months() -> None:
    question = ask(asked("homicide", period=Period("2010-04", "2026-03")))
    rows = query_trend(question).frame
    assert (rows["months"] == 12).all()
    assert len(rows) == 16
    assert set(rows["basis"]) == {"12 months"}
    held = rows[rows["segment"] > 0]
    phi = float(total_variance(question).of_sum(12)[0])
    # Neighbouring years remember little: at ρ = 0.16 a month a year's correlation is 0.02.
    found = stable_limits(held["count"].to_numpy(), phi, 0.02)
    assert held["lower"].tolist() == pytest.approx(found.lower.tolist(), rel=0.03)


def test_the_count_of_a_month_is_that_of_the_series() -> None:
    rows = query_trend(ask(asked())).frame.set_index("month")
    assert rows.loc["2025-12", "count"] > 3000
    assert rows["months"].eq(1).all()
    assert rows.loc["2025-12", "value"] != rows.loc["2025-12", "count"]


def test_the_city_has_no_trend_and_no_season() -> None:
    selection = asked(areas=("E09000001",))
    trend = query_trend(ask(selection)).frame
    assert trend["count"].isna().all()
    assert trend["verdict"].eq("none").all()
    assert query_season(ask(selection)).frame["share"].isna().all()


OFFENCES = (
    *("violence-with-injury", "violence-without-injury", "knife-crime", "personal-robbery"),
    *("homicide", "rape", "gun-crime", "domestic-abuse", "business-robbery"),
)


@pytest.mark.parametrize("offence", OFFENCES)
@pytest.mark.parametrize("areas", [(), ("E09000012",)])
def test_one_verdict_that_of_the_change_and_of_the_series(
    offence: str, areas: tuple[str, ...]
) -> None:
    """Trend, change sentence and what the coverage bench measures cannot differ.

    The figures of ``/data`` are of :func:`tests.bench.coverage.told`, which is held here against
    what the page serves: the same sums, the same φ, the same word.
    """
    question = ask(asked(offence, areas=areas)).added_up
    last = question.period.end
    verdict = query_trend(question).frame["verdict"].iloc[-1]
    latest = question.replace(period=periods.latest(last, 12), compare="previous-year")
    told = query_total(latest).frame["verdict"].iloc[0]
    present = regimes.present(question, last)
    series = query_series(question.replace(period=periods.latest(last, present)), True).frame
    if present < 24:
        assert verdict == "not-comparable"
        return
    counts = np.array([series["count"].tolist()])
    measured = coverage.told(counts, total_variance(question).dispersion)
    assert verdict == told == measured.verdict[0]


def test_the_new_crime_system_is_no_fall_of_violence_with_injury() -> None:
    """5,803 a month before, 5,492 in March 2024, which without the season is 6,531 to 5,492.

    It is a step of the system, and there is no signal after it.

    One set of limits over both marks 55 of 56 months; limits of each regime mark none, where
    chance alone would mark about one; the verdict compares two years after the step.
    """
    rows = query_trend(ask(asked())).frame.set_index("month")
    assert rows.loc["2024-02":"2024-03", "count"].tolist() == [5803, 5492]
    assert rows.loc["2024-02":"2024-03", "value"].round().tolist() == [6531, 5492]
    assert rows.loc["2024-03", "break"] == "2024-03"
    assert rows.loc["2024-03":, "segment"].nunique() == 1
    assert rows.loc["2024-02", "mean"] / rows.loc["2024-03", "mean"] > 1.15
    assert (rows["signal"] == "").all()
    chance = rows[rows["segment"] > 0].groupby("segment")["chance"].first().sum()
    assert 0.5 < chance < 2
    assert rows["verdict"].iloc[-1] == "no-clear-change"
    across = rows.loc["2021-08":, "count"].to_numpy()
    one = stable_limits(across, 1.0, 0.0)
    assert one.signal.sum() > 40, "what one regime over the step would cry"
    for end in ("2024-03", "2025-02", "2026-01"):
        period = Period("2018-04", end)
        young = query_trend(ask(asked(period=period))).frame["verdict"].iloc[-1]
        assert young == "not-comparable", end


def test_sums_of_12_months_begin_anew_at_a_step_of_either_kind() -> None:
    for offence, month in (("violence-with-injury", "2024-03"), ("gun-crime", "2024-03")):
        period = Period("2022-08", "2025-07")
        rows = query_series(ask(asked(offence, period=period)), True).frame.set_index("month")
        young = rows.loc[month : periods.shift(month, 10)]
        assert young["count_12m"].isna().all() and len(young) == 11
        assert young["note"].str.contains("no sum of 12 months").all()
        after = rows.loc[periods.shift(month, 11)]
        counts = rows.loc[month : periods.shift(month, 11), "count"]
        assert after["count_12m"] == counts.sum() and len(counts) == 12
        assert rows.loc[periods.shift(month, -1), "count_12m"] > 0
    robbery = query_series(ask(asked("personal-robbery")), True).frame
    assert robbery["count_12m"].notna().all()


def test_a_season_is_read_from_whole_years_of_one_regime() -> None:
    whole = Period("2010-04", "2026-03")
    frame = query_season(ask(asked(period=whole))).frame
    rows = frame[frame["basis"] == WITHOUT].set_index("month")
    assert (frame["period_from"].iloc[0], frame["period_to"].iloc[0]) == ("2011-01", "2023-12")
    assert rows["years"].eq(11).all(), "2011 to 2023 without lockdown's years; 2024 is torn"
    assert rows.loc["June", "direction"] == "above"
    assert rows.loc["January", "direction"] == "below"
    assert (rows["share_low"] < rows["share"]).all()
    since = query_season(ask(asked(period=Period("2024-03", "2026-03")))).frame
    assert since["years"].eq(1).all()
    assert since["direction"].eq("").all()
    assert since["note"].str.contains("no season is claimed").all()
    abuse = query_season(ask(asked("domestic-abuse", period=whole)).answerable).frame
    assert abuse["years"].eq(2).all() and abuse["direction"].eq("").all()


def test_years_that_are_not_whole_say_so_in_every_cell() -> None:
    frame = query_matrix(ask(asked(period=Period("2024-03", "2026-03")))).frame
    known = frame.dropna(subset=["count"])
    held = known.groupby("year")["months"].first()
    assert held.to_dict() == {2024: 10, 2025: 12, 2026: 3}
    notes = known.groupby("year")["note"]
    assert notes.apply(lambda told: told.str.contains("holds").all()).to_dict() == {
        2024: True,
        2025: False,
        2026: True,
    }
    assert known["note"].iloc[-1] == "2026 holds 3 months"
    assert "[b]" in known["note"].iloc[0]
    assert known["direction"].eq("").all(), "the trend judges months of years, not the matrix"

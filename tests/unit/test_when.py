"""Season and trend: hand-made series whose answer is known beforehand."""

from __future__ import annotations

import calendar

import numpy as np
import pytest

from data import periods
from data.catalogue import Break
from data.periods import Period
from data.queries.when import (
    ALL_YEARS,
    LEAST_POINTS,
    SEASON,
    TREND,
    WITHOUT,
    full_years,
    month_factors,
    query_season,
    query_trend,
    season_rows,
    trend_rows,
    year_rows,
)
from data.selection import Selection
from tests.asking import ask


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


def test_a_hard_break_inside_a_year_takes_it_out_and_a_soft_one_does_not() -> None:
    span, counts = months("2015-01", 48), np.ones(48)
    hard, soft = Break("2016-05", "x"), Break("2016-05", "x", comparable=True)
    assert full_years(span, counts, [hard]).index.tolist() == [2015, 2017, 2018]
    assert full_years(span, counts, [soft]).index.tolist() == [2015, 2016, 2017, 2018]
    january = Break("2016-01", "x")
    assert 2016 in full_years(span, counts, [january]).index


def test_one_offence_a_day_has_the_shares_of_the_months_lengths() -> None:
    span = months("2015-01", 12)
    rows = season_rows(full_years(span, [days(month) for month in span]))
    rows = rows[rows["basis"] == ALL_YEARS]
    assert rows["share"].sum() == pytest.approx(1)
    assert rows["share"].iloc[1] == pytest.approx(28 / 365)
    assert rows["share_per_day"].tolist() == pytest.approx([1 / 12] * 12)


def test_every_year_weighs_the_same_and_lockdown_years_can_be_left_out() -> None:
    span = months("2019-01", 36)
    one = np.zeros((3, 12))
    one[0, 0], one[1, 1], one[2, 2] = 10, 1000, 100  # all of each year in one month
    rows = season_rows(full_years(span, one.ravel())).set_index(["basis", "month"])
    assert rows.loc[(ALL_YEARS, "January"), "share"] == pytest.approx(1 / 3)
    assert rows.loc[(ALL_YEARS, "February"), "share"] == pytest.approx(1 / 3)
    assert rows.loc[(WITHOUT, "January"), "share"] == 1
    assert rows.loc[(WITHOUT, "January"), "years"] == 1
    assert rows.loc[(WITHOUT, "February"), "share"] == 0
    assert rows.loc[(ALL_YEARS, "February"), ["share_low", "share_high"]].tolist() == [0, 1]


def test_without_a_year_nothing_is_claimed() -> None:
    rows = season_rows(full_years(months("2020-02", 8), np.ones(8)))
    assert len(rows) == 24
    assert (rows["years"] == 0).all()
    assert rows[["count", "share", "share_low", "share_per_day"]].isna().all(axis=None)


# --- Trend ------------------------------------------------------------------------------------


def test_a_season_is_not_a_signal_once_it_is_removed() -> None:
    course = 1 + 0.3 * np.sin(np.arange(12) / 12 * 2 * np.pi)
    span = months("2014-01", 72)
    counts = np.tile(course, 6) * 1000
    factors = month_factors(full_years(span, counts))
    assert factors is not None
    assert factors.mean() == pytest.approx(1)
    plain, even = trend_rows(span, counts), trend_rows(span, counts, factors=factors)
    assert (plain["signal"] != "").any()
    assert (even["signal"] == "").all()
    assert even["value"].tolist() == pytest.approx([1000] * 72)


def test_too_few_years_give_no_season() -> None:
    span = months("2019-01", 48)  # 2019 and 2022 are left without lockdown
    assert month_factors(full_years(span, np.ones(48))) is None


def test_only_the_length_of_months_is_evened_out_then() -> None:
    span = months("2015-01", 24)
    rows = trend_rows(span, [2.0 * days(month) for month in span])
    assert rows["value"].tolist() == pytest.approx([2 * 365.25 / 12] * 24)


def test_seven_below_the_mean_are_a_shift() -> None:
    counts = [*np.tile([101.0, 99.0], 10).tolist(), 90, 91, 90, 91, 90, 91, 90]
    span = months("2015-01", 27)
    even = np.ones(12)
    rows = trend_rows(span, counts, factors=even)
    assert rows["signal"].iloc[-7:].str.contains("shift").all()
    assert (rows["direction"].iloc[-7:] == "below").all()
    shorter = trend_rows(span[:-1], counts[:-1], factors=even)
    assert not shorter["signal"].iloc[-6:].str.contains("shift").any()


def test_a_run_of_rises_alone_is_called_rising() -> None:
    counts = [100.0, 140, 60, 140, 60, 140, 60, 100, 97, 98, 99, 100, 101, 102, 103, 60, 140]
    rows = trend_rows(months("2015-01", 17), counts, factors=np.ones(12))
    alone = rows[rows["signal"] == "trend"]
    assert len(alone) == 7
    assert (alone["direction"] == "rising").all()


def test_limits_begin_anew_after_a_break_and_after_lockdown() -> None:
    span = months("2017-01", 96)  # to December 2024
    counts = np.tile([1000.0, 1010, 990], 32)
    counts[75:] += 800  # April 2023
    rows = trend_rows(span, counts, [Break("2023-04", "x")], np.ones(12)).set_index("month")
    assert (rows.loc["2020-03":"2021-07", "segment"] == 0).all()
    assert rows.loc["2020-03":"2021-07", "mean"].isna().all()
    assert (rows.loc["2020-03":"2021-07", "signal"] == "").all()
    assert rows["segment"].unique().tolist() == [1, 0, 2, 3]
    assert rows.loc["2017-01", "mean"] == pytest.approx(1000, rel=0.03)
    assert rows.loc["2023-03", "mean"] == pytest.approx(1000, rel=0.03)
    assert rows.loc["2023-04", "mean"] == pytest.approx(1800, rel=0.03)
    assert (rows["signal"] == "").all(), "no signal across the break"
    whole = trend_rows(span, counts, (), np.ones(12)).set_index("month")
    assert (whole.loc["2023-04":, "signal"] != "").all()


def test_too_few_points_have_no_limits() -> None:
    counts = np.linspace(10, 90, LEAST_POINTS - 1)
    rows = trend_rows(months("2015-01", len(counts)), counts)
    assert rows["mean"].isna().all()
    assert (rows["signal"] == "").all()
    assert (rows["segment"] == 1).all()


def test_limits_are_those_of_the_published_formula() -> None:
    """Mean ± 2.66 × mean moving range, on a series whose ranges are all 4."""
    rows = trend_rows(months("2015-01", 20), np.tile([98.0, 102.0], 10), factors=np.ones(12))
    assert rows["mean"].tolist() == pytest.approx([100] * 20)
    assert rows["lower"].tolist() == pytest.approx([100 - 2.66 * 4] * 20)
    assert rows["upper"].tolist() == pytest.approx([100 + 2.66 * 4] * 20)


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


def test_homicide_is_read_by_years() -> None:
    rows = query_trend(ask(asked("homicide", period=Period("2010-04", "2026-03")))).frame
    assert (rows["months"] == 12).all()
    assert len(rows) == 16
    assert set(rows["basis"]) == {"12 months"}


def test_the_count_of_a_month_is_that_of_the_series() -> None:
    rows = query_trend(ask(asked())).frame.set_index("month")
    assert rows.loc["2025-12", "count"] > 3000
    assert rows["months"].eq(1).all()
    assert rows.loc["2025-12", "value"] != rows.loc["2025-12", "count"]


def test_the_city_has_no_trend_and_no_season() -> None:
    selection = asked(areas=("E09000001",))
    assert query_trend(ask(selection)).frame["count"].isna().all()
    assert query_season(ask(selection)).frame["share"].isna().all()

"""Words on time: both periods named, nothing across a hard break, few is said to be few."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from components import when_calendar_words as calendar
from components import when_words
from data import periods
from data.catalogue import Break
from data.periods import NAMES
from data.queries.when import full_years, season_rows, trend_rows, year_rows

EVEN = np.ones(12)
WEEKDAYS = (
    *("Monday", "Tuesday", "Wednesday", "Thursday", "Friday"),
    *("Saturday", "Sunday"),
)


def months(start: str, number: int) -> list[str]:
    return [periods.shift(start, step) for step in range(number)]


def flat(number: int) -> list[float]:
    return np.tile([1000.0, 1020, 980, 1010], number)[:number].tolist()


def trend(counts: list[float], start: str = "2021-08", breaks=(), basis="season removed"):
    span = months(start, len(counts))
    return trend_rows(span, counts, breaks, EVEN).assign(basis=basis)


# --- Trend ------------------------------------------------------------------------------------


def test_a_lasting_fall_is_said_with_both_periods() -> None:
    state = when_words.state_of(trend([*flat(40), *[880.0, 890] * 4]))
    assert when_words.finding(state) == "down beyond chance, 8 months below average"
    spans = when_words.spans(state, "London")
    assert "December 2024 to July 2025" in spans
    assert "average of August 2021 to July 2025" in spans


def test_a_lasting_rise_is_up() -> None:
    state = when_words.state_of(trend([*flat(40), *[1120.0, 1110] * 4]))
    assert when_words.finding(state).startswith("up beyond chance, 8 months above")


def test_noise_is_called_noise() -> None:
    state = when_words.state_of(trend(flat(40)))
    assert when_words.finding(state) == "no change beyond chance"
    assert "No signals" in when_words.signals_sentence(trend(flat(40)), "offences")


def test_one_unusual_month_is_not_a_trend() -> None:
    state = when_words.state_of(trend([*flat(40), 1500.0]))
    assert when_words.finding(state) == "an unusually high month, not yet a trend"


def test_a_run_of_rises_is_told_with_its_length() -> None:
    counts = [100.0, 140, 60, 140, 60, 140, 60, 100, 97, 98, 99, 100, 101, 102, 103]
    state = when_words.state_of(trend(counts))
    assert when_words.finding(state) == "rising for 7 months in a row"


def test_months_since_a_break_are_too_few_and_none_before_it_are_used() -> None:
    breaks = (Break("2025-01", "x"),)
    rows = trend([*flat(41), *[500.0] * 7], breaks=breaks)  # the fall is the break's
    state = when_words.state_of(rows)
    assert state.kind == "too-few"
    assert when_words.finding(state) == "too few months to tell a change"
    assert "limits need 12 months" in when_words.spans(state, "London")
    assert "too few months for limits" in when_words.signals_sentence(rows, "offences")


def test_years_are_called_years() -> None:
    counts = np.repeat([10.0, 12.0] * 6 + [3.0] * 7, 12)
    rows = year_rows(months("2001-01", len(counts)), counts).assign(basis="12 months")
    state = when_words.state_of(rows)
    assert when_words.finding(state) == "down beyond chance, 7 years below average"
    assert "below average in the 7 years to December 2019" in when_words.signals_sentence(
        rows, "homicides"
    )


def test_a_run_that_begins_with_the_new_crime_system_says_so() -> None:
    counts = [*flat(31), *[700.0, 690] * 8]  # from March 2024
    state = when_words.state_of(trend(counts))
    assert state.run is not None
    assert state.run.start == "2024-03"
    assert "new crime system (March 2024)" in when_words.new_system(state)
    later = when_words.state_of(trend([*flat(40), *[880.0, 890] * 4]))
    assert when_words.new_system(later) == ""


def test_a_season_that_is_still_in_it_is_told() -> None:
    rows = trend([*flat(40), *[880.0, 890] * 4], basis="equal months")
    assert "season is still in it" in when_words.spans(when_words.state_of(rows), "London")
    assert "too short to take its season out" in when_words.signals_sentence(rows, "offences")


def test_nothing_known_is_no_data() -> None:
    rows = trend(flat(20)).assign(value=np.nan, count=np.nan)
    assert when_words.finding(when_words.state_of(rows)) == "no data"
    assert when_words.signals_sentence(rows, "offences").endswith(".")
    assert when_words.trend_title(rows) == "No series to draw"


@pytest.mark.parametrize(("last", "where"), [(1500.0, "above"), (1000.0, "within"), (1.0, "below")])
def test_the_latest_point_is_placed(last: float, where: str) -> None:
    title = when_words.trend_title(trend([*flat(40), last]))
    assert title == f"{last:,.0f} in December 2024, {where} the limits of chance"


def test_titles_are_short() -> None:
    for counts in (flat(40), [*flat(40), 1500.0], [*flat(40), *[880.0, 890] * 4]):
        rows = trend(counts)
        assert len(when_words.trend_title(rows).split()) <= 10
        assert len(when_words.finding(when_words.state_of(rows)).split()) <= 8


# --- 12-month sums ----------------------------------------------------------------------------


def sums(values: list[float], start: str = "2015-01") -> pd.DataFrame:
    return pd.DataFrame({"month": months(start, len(values)), "count_12m": values})


def test_sums_say_how_long_it_is_since_they_were_as_low() -> None:
    values = [500.0, *np.linspace(900, 800, 40), 600.0]
    title = "600 in 12 months, the fewest since January 2015"
    assert when_words.rolling_title(sums(values)) == title
    assert when_words.rolling_title(sums(values[1:])).endswith("the fewest on record here")


def test_sums_that_straddle_a_break_are_compared_with_nothing() -> None:
    values = [1000.0] * 30 + [400.0] * 11
    hard = [Break("2017-07", "x")]  # the last sum reaches back to it
    title = when_words.rolling_title(sums(values), hard)
    assert "since" not in title
    assert title == "Every 12-month sum reaches across a change in counting"
    longer = sums([*values, 390.0, 380.0])
    assert "1,000" not in when_words.rolling_sentence(longer, "offences", hard)
    soft = [Break("2017-07", "x", comparable=True)]
    assert "1,000" in when_words.rolling_sentence(sums(values), "offences", soft)


# --- Months, hours, seasons ------------------------------------------------------------------


def matrix(counts: dict[str, float]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {"year": int(month[:4]), "month": NAMES[int(month[5:]) - 1], "count": count}
            for month, count in counts.items()
        ]
    )


def test_the_highest_and_lowest_month_are_named() -> None:
    frame = matrix({"2019-05": 90.0, "2020-04": 20.0, "2021-12": 50.0, "2022-01": np.nan})
    assert calendar.month_title(frame) == "May 2019 was the highest month, April 2020 the lowest"
    text = calendar.month_sentence(frame, "offences")
    assert "(in lockdown)" in text
    assert "not zero" in text


def test_months_before_a_hard_break_are_not_compared() -> None:
    frame = matrix({"2019-05": 90.0, "2020-04": 20.0, "2021-12": 50.0, "2022-01": 45.0})
    title = calendar.month_title(frame, [Break("2021-06", "x")])
    assert title == "December 2021 was the highest month, January 2022 the lowest"
    assert "only since December 2021" in calendar.month_sentence(
        frame, "offences", [Break("2021-06", "x")]
    )


def test_months_of_a_rare_series_are_not_ranked() -> None:
    frame = matrix({"2019-05": 9.0, "2020-04": 2.0})
    assert calendar.month_title(frame, rare=True) == "2 to 9 a month: read years, not months"


def hours(unknown: float = 0.0, exact: float = 0.0) -> pd.DataFrame:
    rows = [
        {"weekday": day, "hour": hour, "count": 1.0 + 99 * (day == "Friday" and hour == 16)}
        for day in WEEKDAYS
        for hour in range(24)
    ]
    if unknown:
        rows.append({"weekday": "unknown", "hour": "unknown", "count": unknown})
    frame = pd.DataFrame(rows).assign(exact=[exact, *[0.0] * (len(rows) - 1)], note="")
    return frame.assign(share=frame["count"] / frame["count"].sum(), status="ok")


def test_where_too_much_is_suppressed_no_hour_is_named() -> None:
    frame = hours()
    frame.loc[frame["count"] < 5, ["count", "share"]] = np.nan
    frame.loc[frame["count"].isna(), "status"] = "suppressed"
    assert calendar.hour_title(frame) == "Too many hours are suppressed to tell"
    assert "suppressed" in calendar.hour_sentence(frame, "offences")


def test_the_peak_hour_is_named_as_people_say_it() -> None:
    assert calendar.hour_title(hours()) == "Most on Fridays from 4 pm"
    assert [calendar.hour_name(hour) for hour in (0, 4, 12, 23)] == [
        "midnight",
        "4 am",
        "noon",
        "11 pm",
    ]


def test_unknown_and_doubtful_hours_are_told() -> None:
    text = calendar.hour_sentence(hours(unknown=67, exact=33), "offences")
    assert "For 67 (20.1%) the hour or the day is not known" in text
    assert "33 (10%) are recorded as exactly midnight or noon" in text
    assert "known for all" in calendar.hour_sentence(hours(), "offences")


def test_no_hours_are_said_to_be_none() -> None:
    empty = hours().assign(count=np.nan)
    assert calendar.hour_title(empty) == "No hour is known"
    assert calendar.hour_sentence(empty, "offences").endswith(".")


def season(size: float) -> pd.DataFrame:
    course = np.array([1, 1, 1, 1, 1.1, 1.4, 1.1, 1, 1, 1, 0.9, 0.7])
    span = months("2014-01", 48)
    rows = season_rows(full_years(span, np.tile(course, 4) * size))
    return rows.assign(period_from="2014-01", period_to="2017-12")


def test_a_clear_season_is_named_and_an_unclear_one_is_not() -> None:
    assert calendar.season_title(season(1000)) == "The season peaks in June, lowest in December"
    assert calendar.season_title(season(2)).startswith("No clear season")
    assert "chance may explain" in calendar.season_sentence(season(2))
    assert "Read from 4 full calendar years (2014 to 2017)" in calendar.season_sentence(
        season(1000)
    )


def test_no_full_year_is_no_season() -> None:
    none = season_rows(full_years(months("2020-02", 8), np.ones(8)))
    assert calendar.season_title(none) == "No full year to read a season from"
    assert calendar.season_sentence(none).endswith(".")

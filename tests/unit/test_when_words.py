"""Words on time: both periods named, nothing across a hard break, few is said to be few."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from components.figures.rolling import build_rolling
from components.text import calendar
from components.text import trend as when_words
from data.model import periods
from data.model.catalogue import Break
from data.model.periods import NAMES, Period
from data.model.selection import Selection
from data.queries import query_total
from data.queries.regimes import segments
from data.queries.season import full_years, season_rows
from data.queries.trend import trend_rows, year_rows
from tests.asking import ask

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
    begun = [item.month for item in breaks]
    return trend_rows(span, counts, segments(span, begun), (1.0, 0.0)).assign(basis=basis)


# --- The verdict ------------------------------------------------------------------------------


def compared(offence: str, start: str, end: str, compare: str = "previous-year"):
    """A question of London and its total."""
    asked = Selection("london", (), offence, "all-ages", Period(start, end), compare, "count")
    question = ask(asked)
    return query_total(question).frame.iloc[0], question


@pytest.mark.parametrize(
    ("offence", "start", "end", "told"),
    [
        ("knife-crime", "2025-03", "2026-02", "down 17.5%, more than chance explains"),
        ("violence-with-injury", "2025-04", "2026-03", "no clear change"),
        ("personal-robbery", "2025-04", "2026-03", "no clear change"),
        ("homicide", "2025-04", "2026-03", "no clear change"),
        (
            *("violence-with-injury", "2024-03", "2025-02"),
            "not comparable, counting changed in March 2024",
        ),
        # What is caution keeps its number and gets no verdict: the step may be recording.
        ("gun-crime", "2024-08", "2025-07", "up 14.8%, but counting changed in March 2024"),
        (
            *("violence-without-injury", "2024-03", "2025-02"),
            "no clear change, but counting changed in March 2024",
        ),
        (
            *("personal-robbery", "2021-04", "2022-03"),
            "no clear change, but months of lockdown are among them",
        ),
        ("domestic-abuse", "2024-08", "2025-07", "not comparable, counting changed in March 2024"),
        ("knife-crime", "2021-08", "2022-07", "not comparable, nothing to compare with"),
    ],
)
def test_the_finding_is_the_verdict_of_the_change(offence, start, end, told) -> None:
    assert when_words.verdict_finding(*compared(offence, start, end)) == told


def test_a_finding_without_a_change_says_why() -> None:
    row, question = compared("knife-crime", "2025-03", "2026-02")
    for verdict, told in (
        ("too-few", "too few to compare"),
        ("unknown", "too short or too rare a series to tell"),
    ):
        assert when_words.verdict_finding(row.to_dict() | {"verdict": verdict}, question) == told
    blank = row.to_dict() | {"count": np.nan}
    assert when_words.verdict_finding(blank | {"status": "not-available"}, question) == "no data"
    assert when_words.verdict_finding(blank | {"status": "suppressed"}, question).startswith("too")


def test_both_periods_are_named() -> None:
    _, question = compared("knife-crime", "2025-03", "2026-02")
    assert when_words.verdict_spans(question, "London") == (
        "London: the year to February 2026 compared with the year to February 2025."
    )


# --- Months that stand out --------------------------------------------------------------------


def test_noise_is_called_noise_and_chance_is_told() -> None:
    rows = trend(flat(40))
    assert when_words.chance_words(rows).startswith("Not one of 40 months stands out; chance alone")
    assert when_words.chance_words(rows) in when_words.signals_sentence(rows, "offences", "London")


def test_a_lasting_fall_is_told_with_its_months() -> None:
    rows = trend([*flat(40), *[780.0, 790] * 5])
    text = when_words.signals_sentence(rows, "offences", "Camden")
    assert "780 offences in Camden" not in text and "790 offences in Camden" in text
    assert "elow average from December 2024 to September 2025" in text
    assert f"in a run of {rows['run'].iloc[-1]:.0f} or more on one side" in text


def test_months_since_a_break_are_too_few_and_none_before_it_are_used() -> None:
    breaks = (Break("2025-01", "x", comparable=True),)
    rows = trend([*flat(41), *[500.0] * 7], breaks=breaks)  # the fall is the break's
    assert (rows["signal"] == "").all()
    assert when_words.trend_title(rows) == "500 in July 2025: no limits of chance"
    text = when_words.signals_sentence(rows, "offences", "London")
    assert "too few points" in text
    assert "Limits begin anew" in text


def test_years_are_called_years() -> None:
    counts = np.repeat([10.0, 12.0] * 6 + [3.0] * 7, 12)
    rows = year_rows(months("2001-01", len(counts)), counts).assign(basis="12 months")
    text = when_words.signals_sentence(rows, "homicides", "London")
    assert "below average in the 7 years to December 2019" in text
    assert "years stand out" in text


def test_a_season_that_is_still_in_it_is_told() -> None:
    rows = trend(flat(40), basis="equal months")
    text = when_words.signals_sentence(rows, "offences", "London")
    assert "too short to take its season out" in text
    assert "for a month of average length" in text


def test_nothing_known_is_no_data() -> None:
    rows = trend(flat(20)).assign(value=np.nan, count=np.nan)
    assert when_words.signals_sentence(rows, "offences", "London").endswith(".")
    assert when_words.chance_words(rows) == ""
    assert when_words.trend_title(rows) == "No series to draw"


@pytest.mark.parametrize(("last", "where"), [(1500.0, "above"), (1000.0, "within"), (1.0, "below")])
def test_the_latest_point_is_placed(last: float, where: str) -> None:
    title = when_words.trend_title(trend([*flat(40), last]))
    assert title == f"{last:,.0f} in December 2024, {where} the limits of chance"


# --- 12-month sums ----------------------------------------------------------------------------


def sums(values: list[float], start: str = "2015-01") -> pd.DataFrame:
    return pd.DataFrame({"month": months(start, len(values)), "count_12m": values})


def test_sums_say_how_long_it_is_since_they_were_as_low_of_a_fall_only() -> None:
    values = [500.0, *np.linspace(900, 800, 40), 600.0]
    assert when_words.rolling_title(sums(values), (), "lower") == (
        "600 in 12 months, the fewest since January 2015"
    )
    assert when_words.rolling_title(sums(values[1:]), (), "lower").endswith(
        "the fewest on record here"
    )
    for verdict in ("no-clear-change", "not-comparable", "higher"):
        title = when_words.rolling_title(sums(values), (), verdict)
        assert title == "600 in 12 months, 828 a year before"
    rise = [900.0, *np.linspace(500, 600, 40), 800.0]
    assert "the most since" in when_words.rolling_title(sums(rise), (), "higher")


@pytest.mark.parametrize("comparable", [False, True])
def test_sums_are_compared_within_one_regime_only(comparable: bool) -> None:
    anew = [np.nan] * 11
    breaks = [Break("2017-07", "x", comparable)]
    young = sums([1000.0] * 30 + anew)
    assert when_words.rolling_title(young, breaks) == "Fewer than 12 months since counting changed"
    assert "is not drawn" in when_words.rolling_sentence(young, "offences", "London", breaks)
    longer = sums([1000.0] * 30 + [*anew, 390.0, 380.0])
    assert when_words.rolling_title(longer, breaks, "lower") == "380 in 12 months"
    text = when_words.rolling_sentence(longer, "offences", "London", breaks)
    assert "1,000" not in text
    assert "begin anew" in text
    assert "380 offences in London in the 12 months to" in text


def test_a_sum_that_is_not_known_is_a_gap_in_the_line() -> None:
    frame = sums([np.nan, 1000.0, 990.0, *[np.nan] * 11, 390.0])
    figure = build_rolling(frame, [Break("2015-04", "x")])
    line, end = figure["data"]
    assert line["x"][0] == "2015-02"
    assert line["y"] == [1000.0, 990.0, *[None] * 11, 390.0]
    assert (end["x"], end["y"]) == (["2016-03"], [390.0])
    assert [shape["x0"] for shape in figure["layout"]["shapes"]] == ["2015-04"]
    tail = build_rolling(frame.iloc[:-1], [Break("2015-04", "x")])
    assert tail["data"][1]["x"] == ["2015-03"]
    assert len(tail["layout"]["shapes"]) == 1, "also where no sum follows yet"
    assert build_rolling(frame.iloc[:1])["data"][0]["x"] == []


# --- Months, hours, seasons ------------------------------------------------------------------


def matrix(counts: dict[str, float]) -> pd.DataFrame:
    held = pd.Series([int(month[:4]) for month, count in counts.items() if count == count])
    return pd.DataFrame(
        [
            {
                "year": int(month[:4]),
                "month": NAMES[int(month[5:]) - 1],
                "count": count,
                "months": int((held == int(month[:4])).sum()),
            }
            for month, count in counts.items()
        ]
    )


def test_the_highest_and_lowest_month_are_named_with_place_and_period() -> None:
    frame = matrix({"2019-05": 90.0, "2020-04": 20.0, "2021-12": 50.0, "2022-01": np.nan})
    assert calendar.month_title(frame) == "May 2019 was the highest month, April 2020 the lowest"
    text = calendar.month_sentence(frame, "offences", "Camden")
    assert "90 offences in Camden in May 2019, the highest month of May 2019 to December" in text
    assert "(in lockdown)" in text
    assert "not zero" in text


@pytest.mark.parametrize("comparable", [False, True])
def test_months_before_a_break_are_not_compared(comparable: bool) -> None:
    frame = matrix({"2019-05": 90.0, "2020-04": 20.0, "2021-12": 50.0, "2022-01": 45.0})
    breaks = [Break("2021-06", "x", comparable)]
    title = calendar.month_title(frame, breaks)
    assert title == "December 2021 was the highest month, January 2022 the lowest"
    text = calendar.month_sentence(frame, "offences", "London", breaks)
    assert "only since December 2021" in text


def test_months_of_a_rare_series_are_not_ranked() -> None:
    frame = matrix({"2019-05": 9.0, "2020-04": 2.0})
    assert calendar.month_title(frame, rare=True) == "2 to 9 a month: read years, not months"
    few = matrix({"2019-05": 7.0, "2020-04": 2.0, "2020-05": 6.0, "2020-06": 6.0})
    assert calendar.month_title(few) == "2 to 7 a month: read years, not months"
    assert "highest month of" not in calendar.month_sentence(few, "offences", "London")
    assert "too few to call one month" in calendar.month_sentence(few, "offences", "London")


def test_years_that_are_not_whole_are_named_so() -> None:
    frame = matrix({f"2025-{n:02d}": 20.0 + n for n in range(1, 13)} | {"2026-01": 30.0})
    names = calendar.year_names(frame)
    assert (names[2025], names[2026]) == ("2025", "2026 (1 month)")
    text = calendar.month_sentence(frame, "offences", "London")
    assert "Not whole: 2026 (1 month)." in text
    assert "has most" not in text, "one whole year is no comparison"


WHERE = "in Camden in 2023"


def hours(unknown: float = 0.0, exact: float = 0.0) -> pd.DataFrame:
    rows = [
        {"weekday": day, "hour": hour, "count": 1.0 + 99 * (day == "Friday" and hour == 16)}
        for day in WEEKDAYS
        for hour in range(24)
    ]
    if unknown:
        rows.append({"weekday": "unknown", "hour": "unknown", "count": unknown})
    frame = pd.DataFrame(rows).assign(exact=[exact, *[0.0] * (len(rows) - 1)], note="")
    peak = (frame["weekday"] == "Friday") & (frame["hour"].astype(str) == "16")
    return frame.assign(
        share=frame["count"] / frame["count"].sum(),
        status="ok",
        direction=np.where(peak, "above", ""),
        row_direction=np.where(frame["weekday"] == "Friday", "above", ""),
        column_direction=np.where(frame["hour"].astype(str) == "16", "above", ""),
    )


def test_where_too_much_is_suppressed_no_hour_is_named() -> None:
    frame = hours()
    frame.loc[frame["count"] < 5, ["count", "share"]] = np.nan
    frame.loc[frame["count"].isna(), "status"] = "suppressed"
    assert calendar.hour_title(frame) == "Too many hours are suppressed to tell"
    assert "suppressed" in calendar.hour_sentence(frame, "offences", WHERE)


def test_the_peak_hour_is_named_as_people_say_it() -> None:
    assert calendar.hour_title(hours()) == "Most on Fridays from 4 pm"
    assert [calendar.hour_name(hour) for hour in (0, 4, 12, 23)] == [
        "midnight",
        "4 am",
        "noon",
        "11 pm",
    ]


def test_no_hour_is_named_where_none_stands_out() -> None:
    frame = hours().assign(direction="", row_direction="", column_direction="")
    assert calendar.hour_title(frame) == "No hour stands out from chance"
    text = calendar.hour_sentence(frame, "offences", WHERE)
    assert text.startswith("267 offences in Camden in 2023 have a known hour. No hour and no day")
    assert "with most" not in text


def test_hours_of_the_day_stand_where_no_hour_of_the_week_does() -> None:
    late = hours()["hour"].astype(str).isin(["22", "23", "0", "1"])
    frame = hours().assign(
        direction="", row_direction="", column_direction=np.where(late, "above", "")
    )
    assert calendar.hour_title(frame) == "More than an even share from 10 pm to 2 am"
    text = calendar.hour_sentence(frame, "offences", WHERE)
    assert "fall into the hours from 10 pm to 2 am." in text


def test_few_offences_have_no_shares() -> None:
    frame = hours().assign(direction="", row_direction="", column_direction="")
    frame["count"] = np.where(frame.index < 19, 1.0, 0.0)
    assert "%" not in calendar.hour_sentence(frame, "offences", WHERE)


def test_unknown_and_doubtful_hours_are_told() -> None:
    text = calendar.hour_sentence(hours(unknown=67, exact=33), "offences", WHERE)
    assert "For 67 (20.1%) the hour or the day is not known" in text
    assert "33 (10%) are recorded as exactly midnight or noon" in text
    assert "known for all" in calendar.hour_sentence(hours(), "offences", WHERE)


def test_no_hours_are_said_to_be_none() -> None:
    empty = hours().assign(count=np.nan)
    assert calendar.hour_title(empty) == "No hour is known"
    assert calendar.hour_sentence(empty, "offences", WHERE).endswith(".")


def season(size: float, years: int = 4) -> pd.DataFrame:
    course = np.array([1, 1, 1, 1, 1.1, 1.4, 1.1, 1, 1, 1, 0.9, 0.7])
    span = months("2014-01", 12 * years)
    rows = season_rows(full_years(span, np.tile(course, years) * size))
    end = f"{2013 + years}-12"
    return rows.assign(period_from="2014-01", period_to=end, area_name="Camden")


def test_a_clear_season_is_named_and_an_unclear_one_is_not() -> None:
    assert calendar.season_title(season(1000)) == (
        "More from May to July, fewer from October to January"
    )
    assert calendar.season_title(season(2)).startswith("No clear season")
    assert "by more than chance" in calendar.season_sentence(season(2), "offences")
    text = calendar.season_sentence(season(1000), "offences")
    assert (
        "offences in Camden are above an even year in February and from May to July (June by"
        in text
    )
    assert "95% interval" in text
    assert "4 whole calendar years counted in one way (2014 to 2017)" in text


def test_a_claim_of_a_season_needs_three_years() -> None:
    two = season(1000, years=2)
    assert calendar.season_title(two) == "No season claimed: fewer than three whole years"
    assert "not claimed of fewer than three" in calendar.season_sentence(two, "offences")
    assert not any(name in calendar.season_sentence(two, "offences") for name in NAMES)


@pytest.mark.parametrize(
    ("chosen", "runs"),
    [
        (set(), []),
        ({0, 1, 11}, [(11, 3)]),
        ({2, 3, 7}, [(2, 2), (7, 1)]),
        (set(range(12)), [(0, 12)]),
    ],
)
def test_runs_go_around_the_year(chosen: set[int], runs: list[tuple[int, int]]) -> None:
    assert calendar.around(chosen, 12) == runs


def test_no_full_year_is_no_season() -> None:
    none = season_rows(full_years(months("2020-02", 8), np.ones(8))).assign(area_name="Camden")
    assert calendar.season_title(none) == "No full year to read a season from"
    assert calendar.season_sentence(none, "offences").endswith(".")

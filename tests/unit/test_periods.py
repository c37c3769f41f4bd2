"""Months as text, and runs of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.model import periods
from data.model.periods import LOCKDOWN, PRE_LOCKDOWN, Period

MONTHS = st.integers(1900 * 12, 2100 * 12).map(periods.month)


@pytest.mark.parametrize("text", ["2025-04", "2010-01", "1999-12", "0001-01"])
def test_a_month_is_four_digits_hyphen_two(text: str) -> None:
    assert periods.is_month(text)


@pytest.mark.parametrize(
    "text",
    [
        "", "2025", "2025-4", "2025-00", "2025-13", "25-04", "2025-04-01", "2025/04", " 2025-04",
        "2025-04 ", "2025-04\n", "\n2025-04", "2025-04\x00", "२०२५-04", "201٥-04", "２０２５-04",
        "2025-04'", "2025–04", "-025-04", "+025-04", "20 5-04",
    ],
)  # fmt: skip
def test_anything_else_is_not(text: str) -> None:
    assert not periods.is_month(text)
    with pytest.raises(ValueError, match="YYYY-MM"):
        periods.index(text)


@given(st.text())
def test_no_text_is_a_month_that_is_not_written_as_one(text: str) -> None:
    if periods.is_month(text):
        assert periods.month(periods.index(text)) == text


@given(MONTHS, st.integers(-600, 600))
def test_shifting_counts_months(month: str, by: int) -> None:
    moved = periods.shift(month, by)
    assert periods.index(moved) - periods.index(month) == by
    assert periods.shift(moved, -by) == month
    assert (moved > month) == (by > 0)


@pytest.mark.parametrize(
    ("month", "by", "found"),
    [
        ("2025-12", 1, "2026-01"),
        ("2026-01", -1, "2025-12"),
        ("2024-02", 12, "2025-02"),
        ("2026-03", -11, "2025-04"),
    ],
)
def test_years_turn(month: str, by: int, found: str) -> None:
    assert periods.shift(month, by) == found


def test_a_month_for_people() -> None:
    assert periods.name("2026-03") == "March 2026"
    assert periods.name("2026-09", short=True) == "Sep 2026"
    assert [periods.name(f"2026-{n:02d}").split()[0] for n in (1, 5, 8, 12)] == [
        "January",
        "May",
        "August",
        "December",
    ]


@pytest.mark.parametrize(
    ("start", "end", "months", "label", "short"),
    [
        ("2025-04", "2026-03", 12, "year to March 2026", "year to Mar 2026"),
        ("2025-04", "2025-04", 1, "April 2025", "Apr 2025"),
        ("2025-04", "2025-06", 3, "April 2025 to June 2025", "Apr 2025 to Jun 2025"),
        ("2025-12", "2026-01", 2, "December 2025 to January 2026", "Dec 2025 to Jan 2026"),
        ("2024-04", "2026-03", 24, "April 2024 to March 2026", "2 years to Mar 2026"),
    ],
)
def test_a_period_counts_and_names_itself(
    start: str, end: str, months: int, label: str, short: str
) -> None:
    period = Period(start, end)
    assert (period.months, period.label, period.short) == (months, label, short)


def test_a_period_does_not_run_backwards() -> None:
    with pytest.raises(ValueError, match="2026-03 lies after 2025-04"):
        Period("2026-03", "2025-04")
    with pytest.raises(ValueError, match="YYYY-MM"):
        Period("2026-3", "2026-04")


def test_a_period_holds_both_its_ends() -> None:
    period = Period("2025-04", "2026-03")
    assert period.holds("2025-04")
    assert period.holds("2026-03")
    assert not period.holds("2025-03")
    assert not period.holds("2026-04")
    assert Period("2025-04", "2025-06").within(period)
    assert period.within(period)
    assert not period.within(Period("2025-05", "2026-03"))
    assert not period.within(Period("2025-04", "2026-02"))


@given(MONTHS, st.integers(1, 240), st.integers(-240, 240))
def test_a_moved_period_keeps_its_length(start: str, months: int, by: int) -> None:
    period = Period(start, periods.shift(start, months - 1))
    assert period.months == months
    assert period.shift(by).months == months
    assert period.shift(by).shift(-by) == period


def test_the_latest_twelve_months() -> None:
    assert periods.latest("2026-03") == Period("2025-04", "2026-03")
    assert periods.latest("2026-03", 1) == Period("2026-03", "2026-03")


def test_the_periods_that_the_handbook_names() -> None:
    assert Period("2020-03", "2021-07") == LOCKDOWN
    assert Period("2019-04", "2020-03") == PRE_LOCKDOWN
    assert PRE_LOCKDOWN.months == 12

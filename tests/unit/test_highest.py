"""A highest is named where there is one, and what is alike stands together."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from components.text.highest import FEW, alike, first_of, highest_of, name_in, valued
from data.model.periods import Period
from data.model.selection import Selection
from data.queries.question import Question
from tests.asking import ask

BOROUGHS = ask(
    Selection(
        "borough", (), "rape", "all-ages", Period("2025-04", "2026-03"), "previous-year", "count"
    )
)


def table(*rows: tuple[str, float, float, float]) -> pd.DataFrame:
    """Ranked rows: name, count, and the interval of the rank; the first has the highest rank."""
    frame = pd.DataFrame(rows, columns=["area_name", "count", "rank_low", "rank_high"])
    frame["rank"] = frame["count"].rank(ascending=False, method="min")
    if frame["rank_low"].min() > len(rows):  # a part of London: its ranks are London's
        frame["rank"] += frame["rank_low"].min()
    return frame


def wards(*areas: str) -> Question:
    return BOROUGHS.replace(level="ward", areas=areas)


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([("A", 90, 1, 1), ("B", 60, 2, 3), ("C", 50, 2, 3)], "A"),
        ([("A", 90, 1, 2), ("B", 80, 1, 2), ("C", 50, 3, 3)], "A or B"),
        ([("A", 90, 1, 2), ("B", 90, 1, 2), ("C", 50, 3, 3)], "A and B"),
        ([("A", 90, 1, 3), ("B", 80, 1, 3), ("C", 75, 1, 3)], ""),
        ([("A", 90, 1, 2), ("B", 80, 1, 2)], ""),
        ([("A", FEW - 1, 1, 1), ("B", 2, 2, 3), ("C", 1, 2, 3)], ""),
        ([("A", 90, 1, 2), ("B", FEW - 1, 1, 2), ("C", 1, 3, 3)], ""),
        ([("A", 90, math.nan, math.nan), ("B", 2, math.nan, math.nan)], ""),
        ([("A", 90, 24, 30), ("B", 60, 26, 40), ("C", 50, 31, 50)], "A"),
    ],
    ids=[
        *("one", "either of two", "two alike", "any of three", "both of two", "few", "few beside"),
        *("unknown", "of a part of London"),
    ],
)
def test_a_highest_is_named_where_its_lead_is_clear(rows: list, told: str) -> None:
    assert highest_of(table(*rows), BOROUGHS) == told
    assert len(first_of(table(*rows))) == len([part for part in told.split() if len(part) == 1])


def test_values_that_are_alike_stand_together() -> None:
    """The alphabet named two of five boroughs with three homicides each."""
    rows = table(("A", 5, 1, 9), *((name, 3, 1, 9) for name in "BCDE"), ("F", 1, 1, 9))
    assert len(alike(rows, "count", 3)) == 1
    assert len(alike(rows, "count", 5)) == 5
    assert valued(rows, BOROUGHS) == "A (5)"
    assert valued(rows.iloc[1:], BOROUGHS) == "four boroughs (3 each)"
    assert valued(rows.iloc[3:], BOROUGHS) == "D and E (3 each) and F (1)"
    assert valued(rows.iloc[:0], BOROUGHS) == ""


def test_a_ward_is_told_without_its_borough_where_that_is_the_place() -> None:
    """It read "highest in Westminster in St James's, Westminster"."""
    assert name_in("St James's, Westminster", wards("E09000033")) == "St James's"
    assert name_in("St James's, Westminster", wards()) == "St James's, Westminster"
    assert name_in("Westminster", BOROUGHS) == "Westminster"

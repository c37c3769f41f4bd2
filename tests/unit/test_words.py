"""Numbers and findings as words that can be read out as they stand."""

from __future__ import annotations

import math
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from components.text.words import (
    MINUS,
    VERDICTS,
    cardinal,
    change_sentence,
    compared_with,
    interval,
    listed,
    looked_at,
    measured,
    money,
    money_range,
    moneys,
    number,
    ordinal,
    pounds,
    relative_sentence,
    signed,
    told_verdict,
)
from data import queries
from data.model.catalogue import OFFENCES
from data.model.periods import Period
from data.model.selection import Selection, default_period
from data.queries import Question
from data.queries.notes import verdicts
from data.session import sessions
from tests.asking import ask
from tests.unit.selections import selections

NAN = math.nan
YEAR = Selection(
    level="london",
    areas=(),
    offence="personal-robbery",
    cohort="all-ages",
    period=Period("2025-04", "2026-03"),
    compare="previous-year",
    measure="count",
)


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        (0, 0, "0"),
        (7, 0, "7"),
        (1234, 0, "1,234"),
        (1234567, 0, "1,234,567"),
        (3.14159, 1, "3.1"),
        (1234.5, 2, "1,234.50"),
        (-12.34, 1, "−12.3"),
        (-0.04, 1, "0.0"),
        (-1234, 0, "−1,234"),
        (None, 0, "–"),
        (NAN, 1, "–"),
    ],
)
def test_numbers(value: float | None, places: int, text: str) -> None:
    assert number(value, places) == text


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        (1.23, 1, "+1.2%"),
        (-10.84, 1, "−10.8%"),
        (0, 1, "0.0%"),
        (0.04, 1, "0.0%"),
        (-0.04, 1, "0.0%"),
        (-100, 0, "−100%"),
        (1234.5, 1, "+1,234.5%"),
        (NAN, 1, "–"),
        (None, 1, "–"),
    ],
)
def test_changes_carry_their_sign(value: float | None, places: int, text: str) -> None:
    assert signed(value, places) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "£0"),
        (999, "£999"),
        (1234, "£1,000"),
        (45_400, "£45,000"),
        (999_499, "£999,000"),
        (12_345_678, "£12.3 million"),
        (456_000_000, "£456 million"),
        (1_793_000_000, "£1.8 billion"),
        (NAN, "–"),
        (None, "–"),
    ],
)
def test_money_does_not_pretend(value: float | None, text: str) -> None:
    assert pounds(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (999_600, "£1.0 million"),
        (999_960_000, "£1.0 billion"),
        (999_999_999, "£1.0 billion"),
        (99_960_000, "£100 million"),
    ],
)
def test_money_rounds_into_the_next_word(value: float, text: str) -> None:
    """Rounding may reach the next unit: never £1,000,000 or £1,000 million."""
    assert pounds(value) == text


@given(st.floats(0, 1e12))
def test_money_grows_with_its_value(value: float) -> None:
    text = pounds(value)
    figure = float(re.sub(r"[^\d.]", "", text))
    size = {"billion": 1e9, "million": 1e6}.get(text.split()[-1], 1)
    assert abs(figure * size - value) <= max(0.05 * value, 501)
    assert size == 1 or figure < 1000 or size == 1e9


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"), (10, "10th"), (11, "11th"), (12, "12th"),
        (13, "13th"), (20, "20th"), (21, "21st"), (32, "32nd"), (101, "101st"), (111, "111th"),
        (112, "112th"), (113, "113th"), (122, "122nd"), (679, "679th"), (3.0, "3rd"),
    ],
)  # fmt: skip
def test_ordinals(value: float, text: str) -> None:
    assert ordinal(value) == text


def test_lists() -> None:
    assert listed(["a"]) == "a"
    assert listed(["a", "b"]) == "a and b"
    assert listed(("a", "b", "c")) == "a, b and c"


def test_an_interval_uses_a_minus_and_no_dash_between() -> None:
    assert interval(-12.44, -9.16) == "(−12.4 to −9.2)"
    assert interval(-1.5, 2.5, 0).startswith("(−2 to +2")
    assert "-" not in interval(-12.44, -9.16)


@pytest.mark.parametrize(
    ("value", "measure", "text"),
    [
        (1234.0, "count", "1,234"),
        (12.345, "rate", "12.3"),
        (0.345, "rate", "0.34"),
        (NAN, "rate", "–"),
        (-3.21, "change", "−3.2%"),
        (12_300_000, "cost", "£12.3 million"),
    ],
)
def test_a_measure_is_written_in_its_unit(value: float, measure: str, text: str) -> None:
    assert measured(value, measure) == text


def row(count: float, before: float, change: float, low: float, high: float) -> dict:
    return {
        "count": count,
        "compare_count": before,
        "change": change,
        "change_low": low,
        "change_high": high,
        "rate": count / 9_000,
        "cost": count * 100.0,
        "area_name": "Hackney",
        "status": "ok" if count == count else "not-available",
    }


def verdict(found: dict, question: Question) -> str:
    """The verdict of one row, as a table would have it."""
    return str(verdicts(question, {name: np.array([found[name]]) for name in COMPARED})[0])


COMPARED = ("count", "compare_count", "change", "change_low", "change_high")
CASES = {
    "higher": row(1200, 1000, 20.0, 10.0, 31.0),
    "lower": row(800, 1000, -20.0, -28.0, -11.0),
    "no-clear-change": row(1010, 1000, 1.0, -8.0, 11.0),
    "not-comparable": row(1010, 1000, NAN, NAN, NAN),
    "too-few": row(12, 9, NAN, NAN, NAN),
    "unknown": row(1200, 1000, 20.0, NAN, NAN),
    "none": row(NAN, NAN, NAN, NAN, NAN),
}
for word, case in CASES.items():
    case["verdict"] = case["named"] = word


@pytest.mark.parametrize("word", CASES)
def test_the_verdict_of_a_change(word: str) -> None:
    assert verdict(CASES[word], ask(YEAR)) == word
    assert word in VERDICTS


def test_without_a_comparison_there_is_no_verdict() -> None:
    for found in CASES.values():
        assert verdict(found, ask(YEAR.replace(compare="none"))) == "none"


def test_a_mark_and_a_word_say_every_verdict() -> None:
    """No information by colour alone."""
    marks = [mark for mark, word in VERDICTS.values() if word]
    assert len(set(marks)) == len(marks) == 8


@pytest.mark.parametrize(
    ("word", "text"),
    [
        (
            "higher",
            "1,200 personal robberies in Hackney in the year to March 2026, 20.0% more than in "
            "the year to March 2025 (95% interval +10.0 to +31.0).",
        ),
        (
            "lower",
            "800 personal robberies in Hackney in the year to March 2026, 20.0% fewer than in "
            "the year to March 2025 (95% interval −28.0 to −11.0).",
        ),
        (
            "no-clear-change",
            "1,010 personal robberies in Hackney in the year to March 2026: no clear change on "
            "the year to March 2025 (+1.0%, 95% interval −8.0 to +11.0).",
        ),
        (
            "too-few",
            "12 personal robberies in Hackney in the year to March 2026, 9 in the year to March "
            "2025: too few for a percentage.",
        ),
        (
            "unknown",
            "1,200 personal robberies in Hackney in the year to March 2026, 1,000 in the year to "
            "March 2025: the series is too short to tell a change from chance.",
        ),
    ],
)
def test_a_sentence_names_both_periods(word: str, text: str) -> None:
    assert change_sentence(CASES[word], ask(YEAR)) == text


def test_what_stands_alone_and_not_among_many_says_so() -> None:
    """Its interval leaves out zero: who reads "no clear change" beside it reads a contradiction."""
    found = CASES["lower"] | {"named": "no-clear-change"}
    assert told_verdict(found) == "lower-alone"
    assert change_sentence(found, ask(YEAR), "six offences") == (
        "800 personal robberies in Hackney in the year to March 2026, 20.0% fewer than in the year "
        "to March 2025 (95% interval −28.0 to −11.0). By itself that is more than chance explains, "
        "but it does not count as clear, as one of six offences looked at together."
    )


@pytest.mark.parametrize("word", CASES)
def test_what_is_looked_at_by_itself_is_told_as_it_is(word: str) -> None:
    assert told_verdict(CASES[word]) == word


def test_a_few_things_are_counted_in_words() -> None:
    assert looked_at(6, "offence") == "six offences"
    assert looked_at(32, "borough") == "32 boroughs"
    assert looked_at(1, "ward") == "one ward"


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ((NAN, NAN, NAN), ""),
        (
            (-11.6, -23.4, 1.9),
            " Beside London’s own change, taken as it is, that is −11.6% "
            "(95% interval −23.4 to +1.9).",
        ),
    ],
)
def test_a_change_beside_that_of_london(change: tuple[float, ...], text: str) -> None:
    names = ("relative", "relative_low", "relative_high")
    assert relative_sentence(dict(zip(names, change, strict=True))) == text


def test_a_sentence_of_what_is_not_comparable_gives_the_reason() -> None:
    asked = YEAR.replace(offence="domestic-abuse", period=Period("2024-08", "2025-07"))
    text = change_sentence(CASES["not-comparable"], ask(asked))
    assert "year to July 2025" in text
    assert "not comparable with the year to July 2024" in text
    assert "new crime system in March 2024" in text
    assert "%" not in text


def test_a_sentence_without_comparison_or_without_data() -> None:
    assert change_sentence(CASES["higher"], ask(YEAR.replace(compare="none"))) == (
        "1,200 personal robberies in Hackney in the year to March 2026."
    )
    assert change_sentence(CASES["none"], ask(YEAR)) == (
        "No data on personal robbery in the year to March 2026 for Hackney."
    )


def test_one_month_needs_no_article() -> None:
    asked = YEAR.replace(period=Period("2026-03", "2026-03"))
    assert compared_with(ask(asked)) == "on March 2025"
    assert compared_with(ask(YEAR)) == "on the year to March 2025"
    assert compared_with(ask(YEAR.replace(compare="none"))) == ""
    text = change_sentence(CASES["higher"], ask(asked))
    assert "in March 2026, 20.0% more than in March 2025" in text


def test_a_value_with_its_unit() -> None:
    found = CASES["higher"]
    assert cardinal(ask(YEAR), found) == "1,200 personal robberies"
    assert cardinal(ask(YEAR.replace(measure="rate")), found) == "0.13 per 1,000 residents"
    change = ask(YEAR.replace(measure="change"))
    assert cardinal(change, found) == "+20.0% on the year to March 2025"
    assert cardinal(ask(YEAR.replace(measure="cost")), found) == "£120,000"
    assert cardinal(change, CASES["too-few"]) == "not available"


def test_the_rate_of_victims_names_the_residents_that_it_divides_by() -> None:
    """A number is never shown under a label that it does not fit."""
    asked = YEAR.replace(offence="knife-injury-victims-under-25", measure="rate")
    assert cardinal(ask(asked), CASES["higher"]).endswith("per 1,000 residents aged 1 to 24")


def counted(offence: str) -> Selection:
    """A question on an offence to the first dataset that counts it."""
    datasets = sessions.current.domain.datasets
    dataset = next(slug for slug, able in datasets.items() if offence in able.offences)
    return YEAR.replace(offence=offence, dataset=dataset, compare="none")


def test_one_is_not_many() -> None:
    """A sentence can be read out as it stands; "1 homicides" cannot."""
    one = row(1, 30, -96.7, -99.0, -80.0) | {"verdict": "lower", "named": "lower"}
    wrong = [
        text
        for slug, item in OFFENCES.items()
        for text in [change_sentence(one, ask(counted(slug)))]
        if text.startswith(f"1 {item.noun} ")
    ]
    assert not wrong, f"{len(wrong)} offences, such as: {wrong[0]}"


@settings(max_examples=120)
@given(selections())
def test_every_sentence_of_the_data_names_its_periods(asked: Selection) -> None:
    asked = ask(asked).answerable.selection
    frame = queries.query_total(ask(asked)).frame
    found = frame.iloc[0].to_dict()
    text = change_sentence(found, ask(asked))
    assert asked.period.label in text
    assert text.endswith(".")
    assert "nan" not in text.lower().split()
    assert MINUS + MINUS not in text
    earlier, said = asked.comparison, found["verdict"]
    if earlier is not None and said != "none":
        assert earlier.label in text
    if said in ("not-comparable", "too-few", "unknown", "none"):
        assert not re.search(r"\d%", text.replace("95% interval", ""))
    else:
        assert re.search(r"\d%", text)


def test_the_sentence_is_about_the_row() -> None:
    asked = YEAR.replace(period=default_period(sessions.current.domain))
    found = queries.query_total(ask(asked)).frame.iloc[0].to_dict()
    text = change_sentence(found, ask(asked))
    assert text.startswith(f"{found['count']:,.0f} personal robberies in London in the year to")
    if found["verdict"] in ("higher", "lower"):
        assert f"{abs(found['change']):.1f}%" in text


@pytest.mark.parametrize(
    ("values", "texts"),
    [
        ([2.66e9, 2.68e9], ["£2.66 billion", "£2.68 billion"]),
        ([145.12e6, 145.43e6], ["£145.1 million", "£145.4 million"]),
        ([12.31e6, 12.33e6], ["£12.31 million", "£12.33 million"]),
        ([2.1e9, 2.6e9], ["£2.1 billion", "£2.6 billion"]),
        ([999.6e6, 1.01e9], ["£1.00 billion", "£1.01 billion"]),
        ([0.95e9, 1.03e9], ["£0.95 billion", "£1.03 billion"]),
        ([1.93e9, 15e6], ["£1,930 million", "£15.0 million"]),
        ([45_200, 45_400], ["£45,200", "£45,400"]),
        ([5.0, 5.0], ["£5", "£5"]),
        ([0.0, 15.9e6], ["£0", "£15.9 million"]),
        ([NAN, 3e6], ["–", "£3.0 million"]),
        ([], []),
    ],
)
def test_sums_of_money_beside_each_other_have_one_unit_and_differ(
    values: list[float], texts: list[str]
) -> None:
    assert money(values) == texts


def test_a_list_of_sums_is_in_the_unit_of_the_largest() -> None:
    """Not £1,933 million beside an axis in billions; what would be lost has its own unit."""
    assert moneys([1.933e9, 437e6, 1.8e6, NAN, 0.0]) == [
        "£1.9 billion", "£0.44 billion", "£1.8 million", "–", "£0"
    ]  # fmt: skip
    assert moneys([191e6, 36.73e6, 13.28e6, 180_000]) == [
        "£191 million", "£36.7 million", "£13.3 million", "£0.18 million"
    ]  # fmt: skip
    assert moneys([45_200, 45_400]) == ["£45,000", "£45,000"]
    assert moneys([]) == []


def test_a_range_of_money_never_vanishes_by_rounding() -> None:
    assert money_range(1.19e9, 1.24e9) == "£1.19 to £1.24 billion"
    assert money_range(45_000, 1.2e6) == "£45,000 to £1.2 million"
    assert money_range(0, 15.9e6) == "£0 to £15.9 million"


@given(st.floats(1e3, 1e10), st.floats(1.002, 3))
def test_both_ends_of_a_range_are_told_apart(low: float, wider: float) -> None:
    first, last = money([low, low * wider])
    assert first != last
    assert first.split()[1:] == last.split()[1:] or low * wider > 999_000

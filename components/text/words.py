"""Numbers and findings as plain words. A table goes in, a sentence comes out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from data import queries
from data.model import periods
from data.model.offence import singular
from data.model.periods import Period
from data.queries.question import Question

MINUS = "−"
THIN = " "

VERDICTS = {
    "higher": ("▲", "Higher"),
    "lower": ("▼", "Lower"),
    "higher-alone": ("△", "Higher by itself"),
    "lower-alone": ("▽", "Lower by itself"),
    "no-clear-change": ("◆", "No clear change"),
    "not-comparable": ("≠", "Not comparable"),
    "too-few": ("◇", "Too few to compare"),
    "unknown": ("○", "Too short to tell"),
    "none": ("", ""),
}


COUNTED = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
ONE_IN_TWENTY = "At most one in twenty of those named is expected to be chance."
"""What is said wherever several are named of many compared."""


def spelled(count: int) -> str:
    """A whole number for a sentence: in words up to ten."""
    return COUNTED[count] if 0 <= count < len(COUNTED) else number(count)


def looked_at(count: int, what: str) -> str:
    """So many of a kind that stand side by side: ``six offences``, ``32 boroughs``."""
    return f"{spelled(count)} {what}{'' if count == 1 else 's'}"


def told_verdict(row: Mapping | pd.Series) -> str:
    """What is said of a change, a key of :data:`VERDICTS`: the same on every page.

    A change that is clear by itself and not among those that are looked at with it is never
    called "no clear change": its interval lies on one side of 0, and anybody can see that.
    """
    alone = row["verdict"]
    named = row.get("named", alone)  # a table of one thing has it by itself only
    return f"{alone}-alone" if alone in queries.CLEAR and named != alone else str(named)


def not_counted(among: str) -> str:
    """Why a change that is clear by itself does not count as clear; it follows "it" or "that".

    Args:
        among: what it was looked at with: ``six offences``, ``32 boroughs``.
    """
    return f"does not count as clear, as one of {among} looked at together"


def capital(text: str) -> str:
    """A text that begins with a capital; the rest stays as it is."""
    return text[:1].upper() + text[1:]


def number(value: float | None, places: int = 0) -> str:
    """A number with thousands separators, or an en dash where there is none."""
    if value is None or value != value:
        return "–"
    text = f"{abs(value):,.{places}f}"
    return f"{MINUS}{text}" if value < 0 and float(text.replace(",", "")) else text


def counted(value: float, noun: str) -> str:
    """How many of something: ``1 victim``, ``57 people accused``; the noun is the plural."""
    return f"{number(value)} {singular(noun) if value == 1 else noun}"


def per_cents(values: Sequence[float]) -> list[str]:
    """Per cents that stand side by side, with digits enough to see which is more."""
    for places in range(2, 7):
        found = [f"{number(value, places)}%" for value in values]
        if _apart([value for value in values if value == value], found):
            break
    return found


def signed(value: float | None, places: int = 1) -> str:
    """A change in per cent with its sign: ``+1.2%``, ``−10.8%``, ``0.0%``."""
    if value is None or value != value:
        return "–"
    text = number(abs(value), places)
    if not float(text.replace(",", "")):
        return f"{text}%"
    return f"{'+' if value > 0 else MINUS}{text}%"


def pounds(value: float | None) -> str:
    """Money that does not pretend: ``£1.8 billion``, ``£12.3 million``, ``£45,000``."""
    if value is None or value != value:
        return "–"
    if value < 1000:
        return f"£{value:,.0f}"
    if value < 999_500:
        return f"£{round(value, -3):,.0f}"
    size, word = (1e6, " million") if value < 999.5e6 else (1e9, " billion")
    units = value / size
    return f"£{units:,.1f}{word}" if units < 99.95 else f"£{units:,.0f}{word}"


UNITS = ((1e9, 999.5e6, " billion"), (1e6, 999_500.0, " million"))
"""Pounds of a unit, from how many pounds on it is used, and its word."""
MOST_PLACES = 3
"""How many decimals are tried until like sums of money differ."""


def money(values: Sequence[float]) -> list[str]:
    """Sums of money that are compared: in one unit, with digits enough to see which is more.

    ``£1.19 billion`` and ``£1.24 billion``, ``£0.95 billion`` and ``£1.03 billion``; the unit is
    the largest in which the smallest is not lost.

    Args:
        values: pounds, NaN where not known.
    """
    known = [value for value in values if value == value]
    some = [value for value in known if value]
    fits = [unit for unit in UNITS if some and max(some) >= unit[1] and min(some) >= unit[0] / 10]
    if not fits:
        own = [pounds(value) for value in values]
        return own if _apart(known, own) else [f"£{value:,.0f}" for value in values]
    size, _, word = fits[0]
    least = 2 if min(some) / size < 0.995 else 1
    for more in range(MOST_PLACES):
        found = [_in_unit(value, size, least, more, word) for value in values]
        if _apart(known, found):
            break
    return found


def moneys(values: Sequence[float]) -> list[str]:
    """Sums of money in a list: in the unit of the largest; what would be lost in it has its own.

    ``£1.2 billion``, ``£0.51 billion``, ``£1.8 million``.

    Args:
        values: pounds, NaN where not known.
    """
    known = [value for value in values if value == value]
    fits = [unit for unit in UNITS if known and max(known) >= unit[1]]
    if not fits:
        return [pounds(value) for value in values]
    size, _, word = fits[0]
    return [
        _in_unit(value, size, 1 if value / size >= 0.995 else 2, 0, word)
        if value >= size / 20
        else pounds(value)
        for value in values
    ]


def _in_unit(value: float, size: float, least: int, more: int, word: str) -> str:
    if not value > 0:
        return pounds(value)
    places = more + (0 if value / size >= 99.95 else least)
    return f"£{value / size:,.{places}f}{word}"


def _apart(values: Sequence[float], texts: Sequence[str]) -> bool:
    """Whether unlike sums have unlike texts."""
    return len(set(texts) - {"–"}) == len(set(values))


def money_range(low: float, high: float) -> str:
    """Two ends of a range of money: ``£1.19 to £1.24 billion``, ``£45,000 to £0.2 million``."""
    return joined_range(*money([low, high]))


def joined_range(first: str, last: str) -> str:
    """Two sums of :func:`money` as a range; the unit is said once."""
    for _, _, word in UNITS:
        if first.endswith(word) and last.endswith(word):
            return f"{first.removesuffix(word)} to {last}"
    return f"{first} to {last}"


def measured(value: float | None, measure: str) -> str:
    """A value of a measure, as it is written on a page."""
    if measure == "rate":
        return number(value, 1 if value is None or value != value or value >= 1 else 2)
    if measure == "change":
        return signed(value)
    if measure == "cost":
        return pounds(value)
    return number(value)


def ordinal(value: float) -> str:
    """``1st``, ``2nd``, ``11th``."""
    whole = int(value)
    tail = "th" if 10 <= whole % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(whole % 10, "th")
    return f"{whole}{tail}"


def listed(items: Sequence[str]) -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    items = list(items)
    return items[0] if len(items) == 1 else ", ".join(items[:-1]) + " and " + items[-1]


def interval(low: float, high: float, places: int = 1) -> str:
    """A signed interval in brackets, in per cent: ``(−12.4 to −9.2)``."""
    return f"({signed(low, places)} to {signed(high, places)})".replace("%", "")


def during(period: Period) -> str:
    """When something happened: ``in March 2026``, ``in the year to …``, ``from … to …``."""
    if period.months == 12:
        return f"in the {period.label}"
    return f"{'in' if period.months == 1 else 'from'} {period.label}"


def compared_with(question: Question) -> str:
    """``on the year to March 2025``; empty without a comparison."""
    earlier = question.comparison
    if earlier is None:
        return ""
    article = "the " if earlier.months == 12 else ""
    return f"on {article}{earlier.label}"


def change_sentence(row: Mapping | pd.Series, question: Question, among: str = "") -> str:
    """What happened to one area's count, naming both periods.

    For example ``22,986 personal robberies in London in the year to March 2026, 10.8% fewer
    than in the year to March 2025 (−12.4% to −9.2%).``

    Args:
        row: a row of an ``areas`` table.
        question: what is asked.
        among: what the row's ``named`` verdict was found among; see :func:`not_counted`.
    """
    offence = question.offence
    period = question.period
    within = during(period)
    count = row["count"]
    if row["status"] == "suppressed":
        return f"{offence.label} {within} in {row['area_name']}: too few to be shown."
    if count != count:
        return f"No data on {offence.lower} {within} for {row['area_name']}."
    noun = offence.one if count == 1 else offence.noun
    start = f"{number(count)} {noun} in {row['area_name']} {within}"
    earlier = question.comparison
    if earlier is None:
        return f"{start}."
    before = f"{'the ' if earlier.months == 12 else ''}{earlier.label}"
    what = told_verdict(row)
    if what == "not-comparable":
        reasons = [item.text for item in question.breaks if not item.comparable]
        why = reasons[0] if reasons else "The series has no data for it."
        if question.comparable:  # so it is the count of the other period that is missing
            why = "That count is too small to be shown."
        if question.overlapping:
            why = "The two periods share months."
        return f"{start}; not comparable with {before}. {why}"
    if what == "too-few":
        return f"{start}, {number(row['compare_count'])} in {before}: too few for a percentage."
    if what == "unknown":
        return (
            f"{start}, {number(row['compare_count'])} in {before}: the series is too short to "
            "tell a change from chance."
        )
    spread = interval(row["change_low"], row["change_high"])
    if what == "no-clear-change":
        return (
            f"{start}: no clear change on {before} ({signed(row['change'])}, "
            f"95% interval {spread[1:-1]})."
        )
    word = "more" if row["verdict"] == "higher" else "fewer"
    text = (
        f"{start}, {number(abs(row['change']), 1)}% {word} than in {before} "
        f"(95% interval {spread[1:-1]})."
    )
    if what != row["verdict"]:
        text += f" By itself that is more than chance explains, but it {not_counted(among)}."
    return text


def relative_sentence(row: Mapping | pd.Series) -> str:
    """The change beside London's own; empty where there is none."""
    change = row["relative"]
    if change != change:
        return ""
    spread = interval(row["relative_low"], row["relative_high"])[1:-1]
    return (
        f" Beside London’s own change, taken as it is, that is {signed(change)} "
        f"(95% interval {spread})."
    )


def cardinal(question: Question, row: Mapping | pd.Series) -> str:
    """The row's value of the chosen measure with its unit: ``784 offences``, ``67.9 per 1,000``."""
    value = row[question.measure]
    text = measured(value, question.measure)
    if value != value:
        return "not available"
    if question.measure == "rate":
        ages = question.offence.ages
        return f"{text} per 1,000 residents" + (f" aged {ages[0]} to {ages[1]}" if ages else "")
    if question.measure == "change":
        return f"{text} {compared_with(question)}"
    if question.measure == "cost":
        return text
    offence = question.offence
    return f"{text} {offence.one if value == 1 else offence.noun}"


def bias_sentence(question: Question) -> str:
    """What the months with many unplaced offences do to a borough's change; empty when none."""
    told = [
        f"{periods.name(flag['month'])} ({flag['share']:.0%})" for flag in queries.flagged(question)
    ]
    if not told or question.comparison is None:
        return ""
    return (
        f" Many offences have no borough in {listed(told)}: changes of boroughs are biased by as "
        "much."
    )

"""Months as text, ``YYYY-MM``, and the arithmetic that the product needs on them."""

from __future__ import annotations

import re
from dataclasses import dataclass

MONTH = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")
NAMES = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def is_month(text: str) -> bool:
    """Whether a text is a month as ``YYYY-MM``."""
    return bool(MONTH.fullmatch(text))


def index(month: str) -> int:
    """Months since year 0, so that differences count months.

    Raises:
        ValueError: the text is not ``YYYY-MM``.
    """
    match = MONTH.fullmatch(month)
    if not match:
        raise ValueError(f"{month!r} is not a month; write it as YYYY-MM")
    return int(match[1]) * 12 + int(match[2]) - 1


def month(number: int) -> str:
    """The month of an :func:`index`."""
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


def shift(text: str, months: int) -> str:
    """The month that lies ``months`` after (or, negative, before) another."""
    return month(index(text) + months)


def name(text: str, short: bool = False) -> str:
    """A month for people: ``March 2026``, or ``Mar 2026``."""
    number = index(text)
    label = NAMES[number % 12]
    return f"{label[:3] if short else label} {number // 12}"


@dataclass(frozen=True, order=True)
class Period:
    """A run of whole months, both ends included."""

    start: str
    end: str

    def __post_init__(self) -> None:
        if index(self.start) > index(self.end):
            raise ValueError(f"{self.start} lies after {self.end}")

    @property
    def months(self) -> int:
        """How many months the period has."""
        return index(self.end) - index(self.start) + 1

    def shift(self, months: int) -> Period:
        """The same run of months, moved."""
        return Period(shift(self.start, months), shift(self.end, months))

    def within(self, other: Period) -> bool:
        """Whether every month of this period lies in another."""
        return other.start <= self.start and self.end <= other.end

    def holds(self, text: str) -> bool:
        """Whether a month lies in the period."""
        return self.start <= text <= self.end

    @property
    def written(self) -> str:
        """The period as a cell of a table has it: ``2022-10..2023-09``; see :func:`read`."""
        return f"{self.start}..{self.end}"

    @property
    def label(self) -> str:
        """The period for people.

        Twelve months read ``year to March 2026``, one month ``March 2026``, anything else
        ``April 2025 to June 2025``.
        """
        if self.months == 12:
            return f"year to {name(self.end)}"
        if self.months == 1:
            return name(self.end)
        return f"{name(self.start)} to {name(self.end)}"

    @property
    def short(self) -> str:
        """The period in few letters, for cards: ``year to Mar 2026``, ``5 years to Mar 2026``."""
        end = name(self.end, short=True)
        if self.months == 1:
            return end
        years, rest = divmod(self.months, 12)
        if rest:
            return f"{name(self.start, short=True)} to {end}"
        return f"year to {end}" if years == 1 else f"{years} years to {end}"


def read(text: str) -> Period:
    """The period of a text such as ``2022-10..2023-09``, as :attr:`Period.written` gives it.

    Raises:
        ValueError: it is not two months, or the first lies after the second.
    """
    start, _, end = text.partition("..")
    return Period(start, end)


def latest(end: str, months: int = 12) -> Period:
    """The run of months that ends with ``end``."""
    return Period(shift(end, 1 - months), end)


LOCKDOWN = Period("2020-03", "2021-07")
"""Months in which public-health restrictions changed what could happen and be reported."""

PRE_LOCKDOWN = Period("2019-04", "2020-03")
"""The 12 months to March 2020, the fixed comparison that the SNA uses."""

"""What the simulated extract must reproduce: published numbers and where they were published.

The numbers are read from the transcribed tables of ``data/published``; nothing that is there is
typed again here. What the report does not publish is in :mod:`.assumptions`.
"""

from __future__ import annotations

import csv
from functools import cache
from types import MappingProxyType

from data.errors import DataError
from data.paths import PUBLISHED

YEARS = (2019, 2020, 2021, 2022, 2023)
"""The calendar years of the report's local data."""

OFFENCES = (
    "homicide",
    "violence-with-injury",
    "violence-without-injury",
    "threats-to-kill",
    "personal-robbery",
    "rape",
    "other-sexual-offences",
)
"""The offences that are drawn, in the order of the catalogue."""

SEXUAL = ("rape", "other-sexual-offences")
VIOLENCE = ("homicide", "violence-with-injury", "threats-to-kill")
NOT_SEXUAL = (*VIOLENCE, "personal-robbery")
UNDER_25 = (*NOT_SEXUAL, *SEXUAL)
"""The offences of the report's under-25 data: other violence without injury is not among them."""

TABLE_11 = MappingProxyType(
    {
        "homicide": "homicide",
        "violence-with-injury": "violence-with-injury",
        "threats-to-kill": "violence-without-injury",
        "rape": "rape",
        "other-sexual-offences": "other-sexual-offences",
    }
)
"""Rows of table 11 by offence: its violence without injury is threats to kill, as in the annex."""

_FILES = ("statements", "table-11", "table-13", "table-15")


@cache
def _figures() -> dict[str, dict[str, str]]:
    """Every transcribed figure that may be used, by its key."""
    found: dict[str, dict[str, str]] = {}
    for name in _FILES:
        with (PUBLISHED / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                found[row["figure_id"]] = row
    return found


def figure(figure_id: str) -> float:
    """A published number.

    Args:
        figure_id: its key in ``data/published``.

    Raises:
        DataError: it is not there, or it is not a number.
    """
    row = _row(figure_id)
    try:
        return float(row["value"])
    except ValueError as error:
        raise DataError(
            "the published figure is not a number",
            file=PUBLISHED,
            column=figure_id,
            value=row["value"],
        ) from error


def place(figure_id: str) -> str:
    """Where the report prints a figure, short: the table, or the heading."""
    row = _row(figure_id)
    if row["table"] != "statements":
        return f"table {row['table']}"
    heading = row["place"].partition(" (")[0]
    return heading.rpartition(" > ")[2] if " > " in heading else heading


def _row(figure_id: str) -> dict[str, str]:
    try:
        return _figures()[figure_id]
    except KeyError as error:
        raise DataError(
            "there is no such published figure", file=PUBLISHED, value=figure_id, allowed=_FILES
        ) from error


def volume(offence: str) -> int:
    """The report's volume of 2023: under-25 offences, or sexual offences of all ages."""
    table = 15 if offence in SEXUAL else 13
    return round(figure(f"table-{table}-{offence}-volume"))


def sex_shares(offence: str, domestic: bool, role: str) -> tuple[float, float, float]:
    """Female, male and unknown in percent, from table 11 (2023).

    Args:
        offence: slug, a key of :data:`TABLE_11`.
        domestic: whether the offences carry the domestic abuse flag.
        role: ``victim`` (under 25) or ``suspect`` (10 to 24).
    """
    row = f"table-11-{'da' if domestic else 'non-da'}-{TABLE_11[offence]}"
    female, male = figure(f"{row}-female-{role}"), figure(f"{row}-male-{role}")
    return female, male, max(0.0, 100.0 - female - male)


def suspect_sex(year: int) -> tuple[float, float, float]:
    """Female, male and unknown in percent of the suspects aged 10 to 24, without sexual offences.

    Published for 2019 and 2023, a straight line between them. The shares of 2023 are printed
    rounded and add up to 101; they are brought to 100 here.
    """
    names = ("female", "male", "unknown")
    ends = [[figure(f"statement-suspects-{name}-{end}") for name in names] for end in (2019, 2023)]
    first, last = ([value * 100 / sum(end) for value in end] for end in ends)
    female, male, unknown = (line(a, b, year) for a, b in zip(first, last, strict=True))
    return female, male, unknown


def knife_share_of_robbery(year: int) -> float:
    """Share of under-25 personal robbery with the knife flag: published ends, a straight line."""
    ends = [figure(f"statement-under-25-robbery-knife-{end}") / 100 for end in (2019, 2023)]
    return line(ends[0], ends[1], year)


def under_25_index() -> dict[int, float]:
    """Violence affecting under-25s relative to 2023 in the published years (2020 is not)."""
    last, before = (figure(f"statement-under-25-violence-{year}") for year in (2022, 2021))
    in_2022 = 1 / (1 + last / 100)
    return {
        2019: 1 / (1 + figure("statement-under-25-violence-2019") / 100),
        2021: in_2022 / (1 + before / 100),
        2022: in_2022,
        2023: 1.0,
    }


def line(first: float, last: float, year: int) -> float:
    """A value on the straight line from 2019 to 2023."""
    return first + (last - first) * (year - YEARS[0]) / (YEARS[-1] - YEARS[0])

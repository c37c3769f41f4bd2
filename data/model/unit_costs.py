"""Unit costs: one documented CSV, checked line by line before anything is counted with it.

Columns: ``offence`` (a slug), ``component`` (anticipation, consequence or response), ``cost``
(pounds an offence, above 0), ``price_year`` (one year for the whole file), ``source``, ``note``.
Every offence has each component once. ``UNIT_COSTS`` names another file than the report's.
"""

from __future__ import annotations

import csv
import io
import math
from dataclasses import dataclass
from pathlib import Path

from data.errors import DataError
from data.model.catalogue import OFFENCES

COMPONENTS = ("anticipation", "consequence", "response")
COLUMNS = ("offence", "component", "cost", "price_year", "source", "note")
KNOWN = (*(slug for slug, item in OFFENCES.items() if item.kind == "offence"), "threats-to-kill")
YEARS = range(2000, 2101)
RECORDED_SHARE = 0.917
"""Share of reported crime that the inspectorate found the Met to record in 2021/22, as the report
quotes it (its "Understanding data sources"). The report gives no margin for it, and no share by
offence: the lowest force recorded 84.0 %, the highest 96.7 %."""
RECORDED_WHOLLY = frozenset({"homicide"})
"""Offences that are recorded as they are: every killing that is known is in the count."""


@dataclass(frozen=True)
class UnitCosts:
    """Unit costs of one price year.

    Attributes:
        costs: pounds an offence by component, by offence.
        price_year: whose prices they are in.
        source: who published them.
    """

    costs: dict[str, dict[str, float]]
    price_year: int
    source: str


def recorded_share(offence: str) -> float:
    """The share of an offence's reports that is recorded, above 0 and at most 1."""
    return 1.0 if offence in RECORDED_WHOLLY else RECORDED_SHARE


def read_unit_costs(path: Path) -> UnitCosts:
    """Read and check a file of unit costs.

    Raises:
        DataError: what is wrong, with the line, column, value and what is allowed.
    """
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"cannot be read: {error}", file=path, allowed="a UTF-8 CSV") from error
    reader = csv.DictReader(io.StringIO(text))
    if tuple(reader.fieldnames or ()) != COLUMNS:
        found = ", ".join(reader.fieldnames or ()) or "nothing"
        raise DataError("another header", file=path, line=1, value=found, allowed=COLUMNS)
    costs: dict[str, dict[str, float]] = {}
    years: dict[int, int] = {}
    sources: list[str] = []
    for row in reader:
        line = reader.line_num
        if None in row or None in row.values():
            raise DataError("another number of fields", file=path, line=line, allowed=COLUMNS)
        offence = _one_of(row, "offence", KNOWN, path, line)
        component = _one_of(row, "component", COMPONENTS, path, line)
        if component in costs.setdefault(offence, {}):
            raise DataError(
                "is given twice", file=path, line=line, column="component", value=component
            )
        costs[offence][component] = _cost(row["cost"], path, line)
        years.setdefault(_year(row["price_year"], path, line), line)
        sources.append(row["source"])
    if len(years) > 1:
        year, line = list(years.items())[1]
        raise DataError(
            "another price year than the lines before",
            file=path, line=line, column="price_year", value=year, allowed=[next(iter(years))],
        )  # fmt: skip
    for offence, parts in costs.items():
        if missing := [name for name in COMPONENTS if name not in parts]:
            raise DataError(
                f"{offence} lacks a component", file=path, value=", ".join(missing),
                allowed="every component once",
            )  # fmt: skip
    if not costs:
        raise DataError("there are no unit costs", file=path, allowed="a line a component")
    return UnitCosts(costs, next(iter(years)), sources[0])


def _one_of(
    row: dict[str, str], column: str, allowed: tuple[str, ...], path: Path, line: int
) -> str:
    value = row[column].strip()
    if value not in allowed:
        raise DataError(
            "is not known", file=path, line=line, column=column, value=value, allowed=allowed
        )
    return value


def _cost(text: str, path: Path, line: int) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not 0 < value < 1e9:
        raise DataError(
            "is not a cost", file=path, line=line, column="cost", value=text,
            allowed="pounds above 0, plain digits",
        )  # fmt: skip
    return value


def _year(text: str, path: Path, line: int) -> int:
    if not (text.isdigit() and int(text) in YEARS):
        raise DataError(
            "is not a year", file=path, line=line, column="price_year", value=text,
            allowed="2000 to 2100",
        )  # fmt: skip
    return int(text)

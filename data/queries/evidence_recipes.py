"""What is done with a published figure: by its unit, and where its columns do not say, by its id.

Also what a status means, and how close is close.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from data.periods import Period
from data.queries import evidence_reasons as reasons
from data.queries import evidence_values as values
from data.queries.evidence_values import Asked, Value

CONFIRMED, MOVED, DIFFERS = "confirmed", "moved on since", "differs"
NOT_OPEN = "cannot be recomputed from open data"
STATUSES = {
    CONFIRMED: "Today’s data agree for the report’s own months; what the report says of a change, "
    "a direction or a rank also holds in the latest months.",
    MOVED: "Today’s data agree for the report’s own months; the latest value is another one.",
    DIFFERS: "Today’s data give something else for the report’s own months.",
    NOT_OPEN: "No open data held here count this; the reason stands beside it.",
}
"""What a status means, best known first."""

COUNT_TOLERANCE = 2.0
"""Per cent that a count, rate, cost or number of residents may lie apart, beside rounding."""
CHANGE_TOLERANCE = 2.0
"""Percentage points that a change may lie apart."""
RANK_TOLERANCE = 2
"""Places that a rank of table 12 may lie apart; a rank in a sentence must be the same."""
SPEARMAN_TOLERANCE = 0.95
"""Spearman's correlation from which two rankings of 32 boroughs agree."""

TOLERANCES = (
    f"Agreement means: counts, rates and costs within {COUNT_TOLERANCE:g}% and the rounding of "
    f"print; changes within {CHANGE_TOLERANCE:g} percentage points; directions by the sign of the "
    "change, which must also be clear by its 95% interval to hold in the latest months; ranks of "
    f"table 12 within {RANK_TOLERANCE} places, other ranks the same; two "
    f"rankings from a Spearman correlation of {SPEARMAN_TOLERANCE:g}."
)
"""How close is close, in one sentence."""


@dataclass(frozen=True)
class Recipe:
    """How a figure is recomputed where its own columns do not say.

    Attributes:
        compute: the function, or ``None`` for that of the unit.
        period: the months, where the report does not name them.
        why: how the months or the recomputation were chosen, a sentence.
        offence: the series, where the row has none.
        dated: whether there are other months to compute it for.
        kind, explained: why it differs, when it does.
    """

    compute: Callable[[Asked], Value] | None = None
    period: Period | None = None
    why: str = ""
    offence: str = ""
    dated: bool = True
    kind: str = ""
    explained: str = ""


@dataclass(frozen=True)
class Kind:
    """A kind of number: how it is recomputed, and whether later months can overtake it."""

    compute: Callable[[Asked], Value]
    name: str
    moves: bool = False


_COUNT = Kind(values.count, "count")
_COST = Kind(values.cost, "cost")
_CHANGE = Kind(values.change, "change", moves=True)
_RANK = Kind(values.rank, "rank", moves=True)
_PEOPLE = Kind(values.density, "residents")
KINDS = {
    "offences": _COUNT,
    "offences per 1,000 population": Kind(values.rate(1_000), "rate"),
    "homicides per 100,000 population": Kind(values.rate(100_000), "rate"),
    "percent change": _CHANGE,
    "homicides, change": Kind(values.count_change, "count change", moves=True),
    "direction": Kind(values.direction, "direction", moves=True),
    "rank": _RANK,
    "rank from the lowest": _RANK,
    "£": _COST,
    "£ a year": _COST,
    "£ a day": Kind(values.cost_a_day, "cost"),
    "residents per square kilometre": _PEOPLE,
    "years of age": _PEOPLE,
    "boroughs": _PEOPLE,
}
"""What is done with a unit."""

SEPTEMBER = Period("2022-10", "2023-09")
LOCAL = Period("2023-01", "2023-12")
MIDYEAR = Period("2021-06", "2021-06")
_BY_SOURCE = "Its source is of December 2023: taken as the year to September 2023, as table 12."
_RESIDENTS = "Residents held here are of mid-2021."


def _resident(compute: Callable[[Asked], Value], explained: str = "") -> Recipe:
    return Recipe(compute, MIDYEAR, _RESIDENTS, "", False, reasons.VINTAGE, explained)


_LATER = "The report does not name its year, and numbers of residents change."
RECIPES: dict[str, Recipe] = {
    "statement-sexual-offences-pre-pandemic": Recipe(period=SEPTEMBER, why=_BY_SOURCE),
    "statement-sexual-offences-last-year": Recipe(period=SEPTEMBER, why=_BY_SOURCE),
    "statement-rape-pre-pandemic": Recipe(period=SEPTEMBER, why=_BY_SOURCE),
    "statement-sexual-violence-highest": Recipe(values.rank_in_time),
    "statement-westminster-rank": Recipe(
        values.rank_over(
            ("violence-with-injury", "knife-crime", "personal-robbery", "other-sexual-offences")
        ),
        SEPTEMBER,
        "The statement points to table 12: tested on the four offences for which that table has "
        "Westminster first.",
        "violence-with-injury",
    ),
    "statement-barking-domestic-abuse-rank": Recipe(
        period=LOCAL, why="The report names no year: taken as 2023, the year of its local data."
    ),
    "statement-season-summer": Recipe(
        values.summer, LOCAL, "The report names no year: taken as 2023, the year of its local data."
    ),
    "statement-west-end-violence": Recipe(
        kind=reasons.DEFINITION,
        explained="Two digits of the printed number seem to have changed places.",
    ),
    "table-6-london": Recipe(
        kind=reasons.DEFINITION,
        explained="The comparison of cities has its own count and its own number of residents.",
    ),
    "statement-population-boroughs": _resident(values.boroughs),
    "statement-density-london": _resident(values.density, _LATER),
    "statement-density-tower-hamlets": _resident(values.density, _LATER),
    "statement-median-age-london": _resident(values.median_age),
    "statement-median-age-tower-hamlets": _resident(values.median_age),
    "statement-median-age-boroughs-35-or-lower": _resident(
        values.boroughs_of_median_age,
        "The report counts by the Census of March 2021; medians near 35 can fall on either side.",
    ),
    "statement-westminster-population-rank": _resident(values.rank_of_residents),
}
PAIR = "statement-st-james-west-end-sexual"
"""The one figure about two wards together."""

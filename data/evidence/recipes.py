"""What is done with a published figure: by its unit, and where its columns do not say, by its id.

Also what a status means, and how close is close.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from data.evidence import reasons, residents, values
from data.evidence.values import Value
from data.model.periods import Period
from data.queries.question import Question

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

HOLDS, PARTED, BESIDE = "holds", "parted", "beside"
NOT_COMPARABLE, NO_LATEST = "not-comparable", "none"
LATEST_STATUSES = {
    HOLDS: "The latest months say what the report says.",
    PARTED: "The latest months say something else.",
    BESIDE: "The latest value stands beside the report's and is not judged.",
    NOT_COMPARABLE: "Counting changed between the report's months and the latest: not judged.",
    NO_LATEST: "There is no latest value.",
}
"""What is said of the latest value of a figure."""

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
        compare: what it is compared with, where the report says it in words only.
        measure: what a rank is of.
        pair: names of the wards that it speaks of together.
        group: the parts that the report says its series includes, where the open series is
            without some.
    """

    compute: Callable[[Question], Value] | None = None
    period: Period | None = None
    why: str = ""
    offence: str = ""
    dated: bool = True
    kind: str = ""
    explained: str = ""
    compare: str = ""
    measure: str = "count"
    pair: tuple[str, ...] = ()
    group: tuple[str, ...] = ()


PERCENT, SIGNED, PLACE, POUNDS, RATE, WHOLE = (
    "percent",
    "signed",
    "place",
    "pounds",
    "rate",
    "whole",
)
WAY = "way"
"""Forms in which a number is written."""


@dataclass(frozen=True)
class Kind:
    """A kind of number.

    Attributes:
        compute: how it is recomputed.
        name: what it is, for how close is close.
        form: how it is written.
        moves: whether later months can overtake it.
    """

    compute: Callable[[Question], Value]
    name: str
    form: str
    moves: bool = False

    @property
    def of_change(self) -> bool:
        """Whether it compares two periods."""
        return self.name in ("change", "count change", "direction")


_RANK = Kind(values.rank, "rank", PLACE, moves=True)
_COST = Kind(values.cost, "cost", POUNDS)
_RESIDENTS = Kind(residents.density, "residents", WHOLE)
KINDS = {
    "offences": Kind(values.count, "count", WHOLE),
    "offences per 1,000 population": Kind(values.rate(1_000), "rate", RATE),
    "homicides per 100,000 population": Kind(values.rate(100_000), "rate", RATE),
    "percent change": Kind(values.change, "change", PERCENT, moves=True),
    "homicides, change": Kind(values.count_change, "count change", SIGNED, moves=True),
    "direction": Kind(values.direction, "direction", WAY, moves=True),
    "rank": _RANK,
    "rank from the lowest": _RANK,
    "£": _COST,
    "£ a year": _COST,
    "£ a day": Kind(values.cost_a_day, "cost", POUNDS),
    "residents per square kilometre": _RESIDENTS,
    "years of age": _RESIDENTS,
    "boroughs": _RESIDENTS,
}
"""What is done with a unit; of other units nothing can be recomputed."""

SEPTEMBER = Period("2022-10", "2023-09")
LOCAL = Period("2023-01", "2023-12")
MIDYEAR = Period("2021-06", "2021-06")
PLACED = "violence-with-injury"
"""A Question always names an offence; those about residents name this one and count none."""
_BY_SOURCE = "Its source is of December 2023: taken as the year to September 2023, as table 12."
_LOCAL = "The report names no year: taken as 2023, the year of its local data."
_LATER = "The report does not name its year, and numbers of residents change."


def _of_residents(compute: Callable[[Question], Value], explained: str = "") -> Recipe:
    why = "Residents held here are of mid-2021."
    return Recipe(compute, MIDYEAR, why, PLACED, False, reasons.VINTAGE, explained)


_GROUP = Recipe(group=values.WITHOUT_INJURY)
RECIPES: dict[str, Recipe] = {
    "statement-summary-violence-without-injury-pre-pandemic": _GROUP,
    "statement-summary-violence-without-injury-last-year": _GROUP,
    "statement-violence-without-injury-pre-pandemic": _GROUP,
    "statement-violence-without-injury-last-year": _GROUP,
    "statement-sexual-offences-pre-pandemic": Recipe(period=SEPTEMBER, why=_BY_SOURCE),
    "statement-sexual-offences-last-year": Recipe(
        # "in the last year" has no second period in print: it is the year before
        period=SEPTEMBER,
        why=_BY_SOURCE,
        compare="previous-year",
    ),
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
    "statement-barking-domestic-abuse-rank": Recipe(period=LOCAL, why=_LOCAL, measure="rate"),
    "statement-st-james-west-end-sexual": Recipe(
        pair=("St James's, Westminster", "West End, Westminster")
    ),
    "statement-season-summer": Recipe(values.summer, LOCAL, _LOCAL),
    "statement-west-end-violence": Recipe(
        kind=reasons.DEFINITION,
        explained="Two digits of the printed number seem to have changed places.",
    ),
    "table-6-london": Recipe(
        kind=reasons.DEFINITION,
        explained="The comparison of cities has its own count and its own number of residents.",
    ),
    "statement-population-boroughs": _of_residents(residents.boroughs),
    "statement-density-london": _of_residents(residents.density, _LATER),
    "statement-density-tower-hamlets": _of_residents(residents.density, _LATER),
    "statement-median-age-london": _of_residents(residents.median_age),
    "statement-median-age-tower-hamlets": _of_residents(residents.median_age),
    "statement-median-age-boroughs-35-or-lower": _of_residents(
        residents.boroughs_of_median_age,
        "The report counts by the Census of March 2021; medians near 35 can fall on either side.",
    ),
    "statement-westminster-population-rank": _of_residents(residents.rank_of_residents),
}
"""Figures for which more is known than their columns say, by ``figure_id``."""

"""What is done with a published figure, by its unit.

:mod:`data.evidence.special` knows more of some figures. Also what a status means, and how close
is close.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from data.evidence import national, residents, values
from data.evidence.values import Value
from data.model.periods import Period
from data.queries.question import Question

CONFIRMED, MOVED, DIFFERS = "confirmed", "moved on since", "differs"
UNJUDGED = "cannot be judged"
NOT_OPEN = "cannot be recomputed from open data"
STATUSES = {
    CONFIRMED: "Today’s data agree for the report’s own months; what the report says of a change, "
    "a direction or a rank also holds in the latest months.",
    MOVED: "Today’s data agree for the report’s own months; the latest value is another one.",
    DIFFERS: "Today’s data give something else for the report’s own months.",
    UNJUDGED: "Counting changed within the months that it compares, or chance alone could give "
    "either order.",
    NOT_OPEN: "No open data held here count this; the reason stands beside it.",
}
"""What a status means, best known first."""

HOLDS, PARTED, BESIDE = "holds", "parted", "beside"
NOT_COMPARABLE, NO_LATEST, OPEN = "not-comparable", "none", "open"
LATEST_STATUSES = {
    HOLDS: "The latest months say what the report says.",
    PARTED: "The latest months say something else.",
    BESIDE: "The latest value stands beside the report's and is not judged.",
    NOT_COMPARABLE: "Counting changed between the report's months and the latest: not judged.",
    OPEN: "The latest months cannot tell: the 95% interval holds what the report says as well.",
    NO_LATEST: "There is no latest value.",
}
"""What is said of the latest value of a figure."""

COUNT_TOLERANCE = 2.0
"""Per cent that a count, rate, cost or number of residents may lie apart, beside rounding."""
CHANGE_TOLERANCE = 2.0
"""Percentage points that a change may lie apart."""
SHARE_TOLERANCE = 1.0
"""Percentage points that a share may lie apart, beside rounding."""
RANK_TOLERANCE = 2
"""Places that a rank of table 12 may lie apart; a rank in a sentence must be the same."""
SPEARMAN_TOLERANCE = 0.95
"""Spearman's correlation from which two rankings of 32 boroughs agree."""

TOLERANCES = (
    f"Agreement means: counts, rates and costs within {COUNT_TOLERANCE:g}% and the rounding of "
    f"print; shares within {SHARE_TOLERANCE:g} percentage point and changes within "
    f"{CHANGE_TOLERANCE:g}; directions by the sign of the "
    "change, which must also be clear by its 95% interval to hold in the latest months; ranks of "
    f"table 12 within {RANK_TOLERANCE} places, other ranks the same. A statement that ranks is "
    "judged by the rank, not by the number beside it; where the 95% interval of a rank holds "
    "another one, neither is contradicted. Two "
    f"rankings from a Spearman correlation of {SPEARMAN_TOLERANCE:g}."
)
"""How close is close, in one sentence."""


@dataclass(frozen=True)
class Claim:
    """What a sentence says beside its number: a rank, or a share from some height.

    Attributes:
        compute: what today's data say of it.
        value: what the sentence says; 1 is the first.
        at_least: whether it holds from that value on.
    """

    compute: Callable[[Question], Value]
    value: float = 1.0
    at_least: bool = False

    def agrees(self, found: Value) -> bool:
        """Whether the data say the same."""
        return found.value >= self.value if self.at_least else found.value == self.value


@dataclass(frozen=True)
class Recipe:
    """How a figure is recomputed where its own columns do not say.

    Attributes:
        compute: the function, or ``None`` for that of the unit.
        period: the months, where the report does not name them.
        why: how the months or the recomputation were chosen, a sentence.
        offence: the series, where the row has none.
        dated: whether there are other months to compute it for.
        when: what is said of its months where there are no others.
        claim: what its sentence says beside the number; the status judges that.
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
    when: str = "at mid-2021"
    claim: Claim | None = None
    kind: str = ""
    explained: str = ""
    compare: str = ""
    measure: str = "count"
    pair: tuple[str, ...] = ()
    group: tuple[str, ...] = ()


PERCENT, SIGNED, PLACE, POUNDS, RATE, WHOLE, SHARE = (
    "percent",
    "signed",
    "place",
    "pounds",
    "rate",
    "whole",
    "share",
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
# Of these units only what has a recipe can be recomputed, by its own function.
_PLACES = Kind(residents.boroughs, "places", WHOLE)
_SHARE = Kind(national.share_of_crime, "share", SHARE)
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
    "boroughs": _PLACES,
    "of 10 local authorities": _PLACES,
    "local authorities": _PLACES,
    "percent": _SHARE,
    "text": _SHARE,
    "comparison": Kind(national.share_of_crime, "comparison", WAY),
}
"""What is done with a unit; of other units nothing can be recomputed."""

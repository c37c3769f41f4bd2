"""Known changes in how a series was counted, as data.

What the publisher states, and what the step test found at every known change of system
(:data:`MARKED`, written by ``python -m data breaks``, which commits its figures beside it).
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from data.errors import DataError
from data.model.periods import Period

NOT_COMPARABLE = "not comparable"
CAUTION = "caution"
EVERY_LEVEL = ("ward", "borough", "london")
MARKED = Path(__file__).with_name("breaks.csv")
"""What the step test found, with its figures: written by ``python -m data breaks``."""


@dataclass(frozen=True)
class Break:
    """A known change in how a series was counted.

    Args:
        month: the first month counted in the new way, ``YYYY-MM``.
        text: what changed, in one sentence.
        comparable: whether a comparison across it may still be printed.
        levels: the levels at which it holds.
        source: who says so: a publisher, or the step test.
    """

    month: str
    text: str
    comparable: bool = False
    levels: tuple[str, ...] = EVERY_LEVEL
    source: str = ""

    @property
    def kind(self) -> str:
        """``not comparable`` or ``caution``."""
        return CAUTION if self.comparable else NOT_COMPARABLE

    @property
    def sentence(self) -> str:
        """What a reader is told of it: its text."""
        return self.text

    def between(self, earlier: Period, later: Period) -> bool:
        """Whether a comparison of two periods would cross the break."""
        first, last = min(earlier.start, later.start), max(earlier.end, later.end)
        return first < self.month <= last


@dataclass(frozen=True)
class SystemChange:
    """A known change of system or rule, at which every series is tested for a step.

    Args:
        month: the first month of the new way, ``YYYY-MM``.
        name: what changed, as the beginning of a sentence.
        declared: breaks that the publisher states, by series; they stand without a test.
    """

    month: str
    name: str
    declared: Mapping[str, Break]


@cache
def _marked() -> dict[str, tuple[Break, ...]]:
    """The breaks of :data:`MARKED`, by series, in order of month."""
    found: dict[str, list[Break]] = {}
    with MARKED.open(encoding="utf-8", newline="") as lines:
        for number, row in enumerate(csv.DictReader(lines), 2):
            kind = row["kind"]
            if not kind:
                continue  # within placebo: kept with its figures, not a break
            if kind not in (NOT_COMPARABLE, CAUTION):
                raise DataError(
                    "unknown kind of break",
                    file=MARKED.name,
                    line=number,
                    column="kind",
                    value=kind,
                    allowed=(NOT_COMPARABLE, CAUTION, ""),
                )
            found.setdefault(row["series"], []).append(
                Break(
                    row["month"],
                    row["sentence"],
                    kind == CAUTION,
                    tuple(row["levels"].split(";")),
                    row["source"],
                )
            )
    return {name: tuple(sorted(rows, key=lambda item: item.month)) for name, rows in found.items()}


def marked_breaks(series: str) -> tuple[Break, ...]:
    """Every break of a series: what its publisher states, and what the step test found.

    Args:
        series: slug of an offence, group or flag.

    Returns:
        Breaks in order of month; empty where there is none.

    Raises:
        DataError: the committed file holds a kind that does not exist.
    """
    return _marked().get(series, ())


STALKING = (
    Break("2017-04", "How stalking and harassment are counted changed in 2017."),
    Break("2023-05", "How stalking and harassment are counted changed in 2023."),
)
STALKING_IN_GROUP = tuple(
    Break(item.month, item.text + " They are part of this group.", comparable=True)
    for item in STALKING
)
CONNECT = (
    Break(
        "2024-03",
        "The Met moved to a new crime system in March 2024; "
        "domestic abuse before and after is not comparable.",
    ),
)
# Stated by the publisher; the statements themselves are not among the files held here.
_RULES = "Home Office Counting Rules (statement not held)"
_MET = "Metropolitan Police Service (statement not held)"


def _from(source: str, items: tuple[Break, ...], month: str) -> Break:
    return next(replace(item, source=source) for item in items if item.month == month)


SYSTEM_CHANGES: tuple[SystemChange, ...] = (
    *(
        SystemChange(
            month,
            f"The counting rules changed in {name}",
            {
                "stalking-and-harassment": _from(_RULES, STALKING, month),
                "violence-against-the-person": _from(_RULES, STALKING_IN_GROUP, month),
            },
        )
        for month, name in (("2017-04", "April 2017"), ("2023-05", "May 2023"))
    ),
    SystemChange(
        "2024-03",
        "The Met moved to a new crime system in March 2024",
        {
            slug: _from(_MET, CONNECT, "2024-03")
            for slug in ("domestic-abuse", "domestic-abuse-with-injury")
        },
    ),
)
"""Known changes of system, each of which every series is tested at (``python -m data breaks``)."""

"""The tidy table that every answer is: rows, and where they come from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from data.queries.question import Question


AREAS_COLUMNS = (
    "area_code", "area_name", "level", "period_from", "period_to", "count", "population",
    "rate", "rate_low", "rate_high", "compare_count", "compare_rate", "change", "change_low",
    "change_high", "cost", "rank", "rank_low", "rank_high", "note",
)  # fmt: skip
SERIES_COLUMNS = (
    "area_code", "area_name", "level", "month", "count", "count_12m", "population", "rate", "note",
)  # fmt: skip

COSTS_COLUMNS = (
    "area_code", "area_name", "level", "period_from", "period_to", "offence", "component",
    "bearer", "time", "count", "cost", "cost_low", "cost_high", "cost_if_all_recorded",
    "per_resident", "per_day", "note",
)  # fmt: skip
WHAT_IF_COLUMNS = (
    "what", "name", "count", "avoided", "cost", "saved", "saved_low", "saved_high", "note",
)  # fmt: skip
PEOPLE_COLUMNS = (
    "area_code", "area_name", "level", "period_from", "period_to", "offence", "role", "age",
    "sex", "ethnicity", "method", "domestic", "count", "share", "share_low", "share_high",
    "population", "rate", "rate_low", "rate_high", "note",
)  # fmt: skip
MATRIX_COLUMNS = ("count", "share", "exact", "note")
"""What follows the two parts of the time that a matrix is made of."""
PLEDGE_COLUMNS = ("month", "count_12m", "path", "gap", "gap_percent", "note")

NOTE_KINDS = {
    "[c]": "suppressed",
    "[x]": "not available",
    "[z]": "not applicable",
    "[b]": "series break",
    "[p]": "provisional",
}


@dataclass(frozen=True)
class Provenance:
    """Where a table comes from and what it answers, for headers, footers and exports.

    Attributes:
        title: what the table shows, without a finding.
        definition: what is counted.
        filters: every active filter, by its label.
        source: title, publisher and licence in one line.
        data_to: last month of the series, ``YYYY-MM``.
        build_id: identity of the data.
        caveats: what must be read beside the numbers, one sentence each.
    """

    title: str
    definition: str
    filters: dict[str, str]
    source: str
    data_to: str
    build_id: str
    caveats: tuple[str, ...] = ()

    def lines(self) -> list[str]:
        """The provenance as lines of text, for the top of a file."""
        return [
            self.title,
            f"Definition: {self.definition}",
            *(f"{label}: {value}" for label, value in self.filters.items()),
            f"Source: {self.source}",
            f"Data to: {self.data_to}",
            *(f"Note: {caveat}" for caveat in self.caveats),
            "Notes in the table: "
            + ", ".join(f"{mark} {meaning}" for mark, meaning in NOTE_KINDS.items()),
            f"Build: {self.build_id}",
        ]


@dataclass(frozen=True, eq=False)
class Table:
    """An answer.

    Attributes:
        name: the table's name in the interface.
        question: what it answers; ``None`` for a table that does not depend on a Selection.
        frame: one row a fact; columns as the interface documents them.
        provenance: where it comes from.
    """

    name: str
    question: Question | None
    frame: pd.DataFrame
    provenance: Provenance = field(repr=False)

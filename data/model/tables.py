"""The tidy table that every answer is: its columns and their meaning, and where its rows come from.

A table of the interface is declared once, as a :class:`TableSpec` beside the query that makes it:
its columns, the filters that it takes, its own options. The interface, the catalogue, refusals
and the links of cards are derived from it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pandas as pd

from data.model.parameter import Parameter
from data.model.parameters import PARAMETERS
from data.model.selection import ASKED, SUPPOSED, Defaults, Problem

if TYPE_CHECKING:
    from data.queries.question import Question
    from data.session import Session

STATUSES = {
    "ok": "the count is given as it is known",
    "suppressed": "too small to be shown, or close to it",
    "not-available": "not known: outside the series, or no Met data",
    "not-applicable": "there is no such number",
    "provisional": "given, but months of it are not complete in the source",
}
"""What a row's ``status`` says of its count (of its cost, in tables of costs)."""
VERDICTS = {
    "higher": "the 95% interval of the change lies above zero",
    "lower": "the 95% interval of the change lies below zero",
    "no-clear-change": "the 95% interval of the change holds zero",
    "not-comparable": "the two periods cannot be compared",
    "too-few": "too few offences in the earlier period for a percentage",
    "unknown": "too short or too rare a series to tell how much it varies",
    "none": "nothing is compared",
}
"""What a row's ``verdict`` says of its change."""
CONCENTRATIONS = {
    "more": "the generalised Gini is above that of 97.5% of random throws",
    "chance": "the generalised Gini is what random throws give",
    "less": "the generalised Gini is below that of 97.5% of random throws",
    "too-few": "fewer than 20 events, of which nothing is said",
    "none": "nothing can be said: the status says why",
}
"""What a row's ``concentration`` says beside chance."""
MARKS = {
    "suppressed": "[c]",
    "not-available": "[x]",
    "not-applicable": "[z]",
    "break": "[b]",
    "provisional": "[p]",
}
"""How a status, or a break, is marked in a note."""
NOTE_KINDS = {
    MARKS["suppressed"]: "suppressed",
    MARKS["not-available"]: "not available",
    MARKS["not-applicable"]: "not applicable",
    MARKS["break"]: "series break",
    MARKS["provisional"]: "provisional",
}
"""What the marks in notes mean."""

MEANINGS = {
    "area_code": "code of the area; total for areas added up, unplaced for what has no area",
    "area_name": "name of the area",
    "level": "ward, borough or london",
    "period_from": "first month counted, YYYY-MM",
    "period_to": "last month counted, YYYY-MM",
    "month": "month, YYYY-MM",
    "offence": "the series counted, by its slug",
    "count": "number recorded",
    "count_12m": "number in the 12 months that end with the month",
    "population": "residents that a rate divides by",
    "rate": "per 1,000 residents over the period, not annualised",
    "count_low": "lower end of the number's 95% interval",
    "count_high": "upper end of the number's 95% interval",
    "rate_low": "lower end of the rate's 95% interval",
    "rate_high": "upper end of the rate's 95% interval",
    "share": "part of the whole, 0 to 1",
    "cost": "pounds, at the report's unit costs",
    "cost_low": "lower end of the cost's 95% interval, as counts vary",
    "cost_high": "upper end of the cost's 95% interval, as counts vary",
    "status": f"of the count: {', '.join(STATUSES)}",
    "verdict": f"of the change by itself: {', '.join(VERDICTS)}",
    "named": "the verdict among all areas of the level: at most one in twenty of those named "
    "higher or lower is chance",
    "concentration": f"beside chance: {', '.join(CONCENTRATIONS)}",
    "break": "month of a known change in counting that the row spans or compares across",
    "note": "what must be read beside the row, in words",
}
"""What a column means wherever it stands."""


def every_filter(_parameter: Parameter) -> bool:
    """Filters of a table that takes all of them."""
    return True


def counts_only(parameter: Parameter) -> bool:
    """Filters of a table that compares with nothing and whose measure is fixed."""
    return parameter.name not in ("compare", "measure")


def places_only(parameter: Parameter) -> bool:
    """Filters of a table whose series and months are fixed."""
    return parameter.name in ("level", "area") or parameter.narrow is not None


@dataclass(frozen=True)
class Column:
    """A column of a table.

    Attributes:
        name: its name, as in files.
        meaning: what it holds, in a few words, with its unit.
    """

    name: str
    meaning: str


def columns_of(*names: str, **meanings: str) -> tuple[Column, ...]:
    """Columns by name, with what they mean here or everywhere.

    Args:
        names: their names, in order.
        meanings: what some mean in this table.

    Raises:
        KeyError: a column has no meaning.
    """
    return tuple(Column(name, meanings.get(name) or MEANINGS[name]) for name in names)


@dataclass(frozen=True)
class Option:
    """A parameter of one table, beyond the grammar that all share.

    Attributes:
        name: its name in a query and of the argument it becomes.
        values: what it may be, for a question.
        several: whether it takes a list, separated by commas.
        default: what an absent one means, for the catalogue.
        known: what it may be, where that does not depend on the question.
    """

    name: str
    values: Callable[[Question], tuple[str, ...]]
    several: bool = False
    default: str = ""
    known: tuple[str, ...] = ()

    def read(self, text: str, question: Question) -> tuple[Any, list[Problem]]:
        """The value that a text stands for, and what is wrong with it."""
        allowed = self.values(question)
        parts = [part for part in text.split(",") if part] if self.several else [text]
        wrong = [
            Problem(self.name, part, "is not known here.", allowed)
            for part in dict.fromkeys(parts)
            if part not in allowed
        ]
        if not parts:
            wrong.append(Problem(self.name, text, "names nothing to cut by.", allowed))
        if len(set(parts)) < len(parts):
            wrong.append(Problem(self.name, text, "names the same cut more than once.", allowed))
        return (tuple(parts) if self.several else text), wrong


def _nothing(_question: Question, _options: Mapping[str, Any]) -> Problem | None:
    return None


@dataclass(frozen=True)
class TableSpec:
    """A table of the interface.

    Attributes:
        name: its name in the interface.
        query: a question and options in, the table out.
        columns: its columns, in order.
        defaults: what it assumes for parts that a query leaves out.
        takes: which parameters of the grammar it takes, of those that are asked and of those
            that ``defaults`` let be supposed; others are refused, not ignored.
        options: parameters of its own.
        refuse: what is wrong with options that are each right, or ``None``.
        order: its place in lists; further ones come last.
    """

    name: str
    query: Callable[..., Table]
    columns: tuple[Column, ...]
    defaults: Defaults = field(default_factory=lambda: Defaults(extras=()))
    takes: Callable[[Parameter], bool] = every_filter
    options: tuple[Option, ...] = ()
    refuse: Callable[[Question, Mapping[str, Any]], Problem | None] = _nothing
    order: int = 100

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its columns."""
        return tuple(column.name for column in self.columns)

    @property
    def parameters(self) -> tuple[str, ...]:
        """Everything that a query of it may carry."""
        extras = (item.name for item in self.extras)
        return (*self.filters, *extras, *(item.name for item in self.options))

    @property
    def extras(self) -> tuple[Parameter, ...]:
        """The parameters beyond the asked ones that it takes."""
        return tuple(item for item in PARAMETERS.of(*self.defaults.extras) if self.takes(item))

    @property
    def filters(self) -> tuple[str, ...]:
        """The filters of the grammar that it takes."""
        return tuple(
            item.name
            for item in PARAMETERS.of(ASKED)
            if self.takes(item) and (item.narrow is None or self.defaults.narrows)
        )

    @property
    def supposes(self) -> bool:
        """Whether its query is given a scenario."""
        return SUPPOSED in self.defaults.extras


@dataclass(frozen=True)
class TableFamily:
    """Tables that take no filters, told apart by a name: ``<family>/<name>``.

    Attributes:
        name: the family's name in the interface.
        query: a session and a name in, the table out.
        names: the names that there are.
        file: how a file is called, with ``{name}`` for the name.
        columns: its columns where all of its tables have the same; else each has its own.
    """

    name: str
    query: Callable[[Session, str], Table]
    names: Callable[[Session], tuple[str, ...]]
    file: str
    columns: tuple[Column, ...] = ()


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

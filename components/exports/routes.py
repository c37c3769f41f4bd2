"""The tables of the HTTP interface: what answers them and what they take."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from data import queries
from data.catalogue import COSTED
from data.model.parameter import Parameter
from data.model.parameters import PARAMETERS
from data.queries import Question
from data.selection import ASKED, SUPPOSED, Defaults, Problem
from data.tables import (
    AREAS_COLUMNS,
    COSTS_COLUMNS,
    MATRIX_COLUMNS,
    PEOPLE_COLUMNS,
    PLEDGE_COLUMNS,
    SERIES_COLUMNS,
    WHAT_IF_COLUMNS,
    Table,
)

DEFAULTS = Defaults(extras=())


def _every(_parameter: Parameter) -> bool:
    return True


def _counted(parameter: Parameter) -> bool:
    """Filters of a table that compares with nothing and whose measure is fixed."""
    return parameter.name not in ("compare", "measure")


def _placed(parameter: Parameter) -> bool:
    """Filters of a table whose series and months are fixed."""
    return parameter.name in ("level", "area") or parameter.narrow is not None


@dataclass(frozen=True)
class Option:
    """A parameter of one table, beyond the grammar that all share.

    Attributes:
        name: its name in a query and of the argument it becomes.
        values: what it may be, for a question.
        several: whether it takes a list, separated by commas.
        default: what an absent one means, for the catalogue.
    """

    name: str
    values: Callable[[Question], tuple[str, ...]]
    several: bool = False
    default: str = ""

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


def _together(_question: Question, options: Mapping[str, Any]) -> Problem | None:
    if {"month", "year"} <= set(options.get("by", ())):
        return Problem("by", "month,year", "cuts by one of the two.", queries.COST_CUTS)
    return None


def _parts(question: Question) -> tuple[str, ...]:
    return question.capabilities.matrix


def _crossed(question: Question, options: Mapping[str, Any]) -> Problem | None:
    rows, columns = options.get("rows", "year"), options.get("columns", "month")
    if rows == columns:
        allowed = tuple(one for one in question.capabilities.matrix if one != rows)
        return Problem("columns", columns, "cannot be the same as the rows.", allowed)
    if question.narrowing and not {rows, columns} <= {"year", "month"}:
        item, value = question.narrowing[0]
        why = "narrows monthly counts, which have neither hours nor weekdays."
        return Problem(item.name, value, why, (item.usual,))
    return None


def _counting(question: Question, options: Mapping[str, Any]) -> Problem | None:
    role, by = options.get("role", "victim"), options.get("by", ())
    why = queries.people_reason(question, role, by)
    if not question.capabilities.roles:
        able = [slug for slug, item in question.session.domain.datasets.items() if item.roles]
        return Problem("dataset", question.dataset.slug, why, tuple(able))
    if role not in question.capabilities.roles:
        return Problem("role", role, why, question.capabilities.roles)
    return Problem("by", ",".join(by), why, queries.people_cuts(question, role)) if why else None


@dataclass(frozen=True)
class Route:
    """A table of the interface.

    Attributes:
        query: a question and options in, the table out.
        columns: its columns, in order.
        defaults: what it assumes for parts that a query leaves out.
        takes: which filters of the grammar it takes; others are refused, not ignored.
        options: parameters of its own.
        refuse: what is wrong with options that are each right, or ``None``.
    """

    query: Callable[..., Table]
    columns: tuple[str, ...]
    defaults: Defaults
    takes: Callable[[Parameter], bool] = _every
    options: tuple[Option, ...] = ()
    refuse: Callable[[Question, Mapping[str, Any]], Problem | None] = lambda _asked, _options: None

    @property
    def supposes(self) -> bool:
        """Whether its query takes a scenario."""
        return SUPPOSED in self.defaults.extras

    @property
    def filters(self) -> tuple[str, ...]:
        """The filters of the grammar that it takes."""
        return tuple(
            item.name
            for item in PARAMETERS.of(ASKED)
            if self.takes(item) and (item.narrow is None or self.defaults.narrows)
        )

    @property
    def parameters(self) -> tuple[str, ...]:
        """Everything that a query of it may carry."""
        extras = PARAMETERS.names(*self.defaults.extras)
        return (*self.filters, *extras, *(item.name for item in self.options))


ROUTES: dict[str, Route] = {
    "areas": Route(queries.query_areas, AREAS_COLUMNS, DEFAULTS),
    "series": Route(queries.query_series, SERIES_COLUMNS, DEFAULTS),
    "matrix": Route(
        queries.query_matrix,
        ("<rows>", "<columns>", *MATRIX_COLUMNS),
        Defaults(level="london", extras=()),
        _counted,
        (
            Option("rows", _parts, default="year"),
            Option("columns", _parts, default="month"),
        ),
        _crossed,
    ),
    "people": Route(
        queries.query_people,
        PEOPLE_COLUMNS,
        Defaults(
            level="london",
            offence="homicide",
            dataset="homicide",
            extras=(),
            narrows=False,
            narrows_why="people are not counted by month.",
        ),
        _counted,
        (
            Option("role", lambda _question: ("victim", "suspect"), default="victim"),
            Option(
                "by",
                lambda question: question.capabilities.dimensions,
                several=True,
                default="nothing: everybody",
            ),
        ),
        _counting,
    ),
    "season": Route(
        queries.query_season, queries.SEASON_COLUMNS, Defaults(level="london", extras=()), _counted
    ),
    "trend": Route(
        queries.query_trend, queries.TREND_COLUMNS, Defaults(level="london", extras=()), _counted
    ),
    "costs": Route(
        queries.query_costs,
        COSTS_COLUMNS,
        Defaults(level="london", offence=COSTED, measure="cost", extras=()),
        _counted,
        (
            Option(
                "by",
                lambda _question: queries.COST_CUTS,
                several=True,
                default="offence,component",
            ),
        ),
        _together,
    ),
    "what-if": Route(
        queries.query_what_if,
        WHAT_IF_COLUMNS,
        Defaults(level="london", offence=COSTED, measure="cost", extras=(SUPPOSED,)),
        _counted,
    ),
    "pledge": Route(
        queries.query_pledge,
        PLEDGE_COLUMNS,
        Defaults(level="london", offence="knife-crime", extras=()),
        _placed,
    ),
}


def taken(table: str) -> tuple[str, ...]:
    """The filters that a table takes: what a link to it may carry."""
    return ROUTES[table].filters

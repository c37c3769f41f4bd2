"""Intervals, verdicts and ranks are computed in one place: read from the imports.

What is said with numbers rests on one variance model (:mod:`data.queries.variance`). Whoever could
make an interval, a verdict or a rank of another kind would have to import what makes them: only
the tables below may, and no page, component or figure. Constants, such as the least base of a
percentage, may be read by everybody, so that they are written once.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from tests.unit.test_architecture import imports, sources, top, within

STATISTICS = "data.statistics"
GUARDED = ("intervals", "change", "ranks", "multiple", "signals", "dispersion", "standing")
"""Modules of statistics that make an interval, a verdict or a rank."""
MAY = {
    "data.engine.dispersions": "fits the one variance model and keeps it with the build",
    "data.engine.store": "hands on what was kept",
    "data.sources.protocol": "hands on what was kept",
    "data.sources.recorded": "hands on what was kept",
    "data.queries.variance": "the one variance model",
    "data.queries.measures": "columns of counts, rates, changes, costs and ranks",
    "data.queries.trend": "limits of months and years, and the one verdict of the page",
    "data.queries.areas": "verdicts of several totals that are told side by side",
    "data.queries.cost_cells": "weighted sums of counts: costs",
    "data.queries.cost_change": "the change of a cost, from those of the counts behind it",
    "data.queries.notes": "the verdict of a change, from its two limits",
    "data.queries.pledge": "12-month sums beside the pledge's path",
    "data.queries.people": "shares of people",
    "data.queries.people_rates": "rates of people, and which groups stand apart",
    "data.evidence.values": "figures of the report that no table has, from the same functions",
    "data.evidence.residents": "ranks of residents, which are counted and do not vary",
    "data.evidence.national": "ranks of national figures, one a force or authority",
    "data.queries.matrix": "which cells of a table of times stand out",
}
"""Who may import them, and what for."""
LIBRARIES = {"scipy", "statsmodels", "statistics"}
"""Other ways to an interval."""
ROOMS = (STATISTICS, "data.ingest")
"""Where statistics are made, and where builds are checked."""


def taken(text: str) -> Iterator[tuple[str, str]]:
    """Module of statistics and name of everything that a source takes from one.

    Both ``from data.statistics.x import name`` and ``x.name`` after ``from data.statistics import
    x``; a module that is handed on as it is counts under the name ``*``.
    """
    tree = ast.parse(text)
    alias: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == STATISTICS:
            alias |= {one.asname or one.name: one.name for one in node.names}
        elif isinstance(node, ast.ImportFrom) and str(node.module).startswith(STATISTICS + "."):
            module = str(node.module).removeprefix(STATISTICS + ".")
            yield from ((module, one.name) for one in node.names)
        elif isinstance(node, ast.Import):
            for one in node.names:
                if one.name.startswith(STATISTICS):
                    yield one.name.removeprefix(STATISTICS).removeprefix("."), "*"
    read = {
        id(node.value): node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id in alias:
            yield alias[node.id], read.get(id(node), "*")


def computing(text: str) -> list[str]:
    """What a source takes that computes: no constants, and of the guarded modules only."""
    return sorted(
        {
            f"{module}.{name}"
            for module, name in taken(text)
            if module.partition(".")[0] in GUARDED and not name.isupper()
        }
    )


OUTSIDE = sorted(name for name in sources() if not within(name, ROOMS))


@pytest.mark.parametrize("module", OUTSIDE)
def test_nobody_else_makes_an_interval_a_verdict_or_a_rank(module: str) -> None:
    found = computing(sources()[module].read_text("utf-8"))
    if module not in MAY:
        assert not found, f"{module} computes by itself: {found}; take it from a table's column"


def test_the_list_of_who_may_is_closed() -> None:
    """It names nobody who does not need it, and nobody who draws or speaks."""
    assert {top(name) for name in MAY} == {"data"}
    idle = [name for name in MAY if not computing(sources()[name].read_text("utf-8"))]
    assert not idle, f"{idle} compute nothing: take them off the list"


@pytest.mark.parametrize("module", OUTSIDE)
def test_no_other_library_makes_one(module: str) -> None:
    assert not {top(name) for name in imports(module)} & LIBRARIES


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("from data.statistics import intervals\nintervals.wilson(1, 2)", ["intervals.wilson"]),
        ("from data.statistics import change as c\nx = c.change_p", ["change.change_p"]),
        ("from data.statistics import change as c\nx = c.MINIMUM_BASE", []),
        ("from data.statistics.ranks import rank", ["ranks.rank"]),
        ("from data.statistics.multiple import RATE", []),
        ("def f():\n    from data.statistics import signals as s\n    g(s)", ["signals.*"]),
        ("import data.statistics.dispersion", ["dispersion.*"]),
        ("from data.statistics import classes\nclasses.quantiles(1)", []),
    ],
)  # fmt: skip
def test_the_check_can_fail(text: str, found: list[str]) -> None:
    assert computing(text) == found

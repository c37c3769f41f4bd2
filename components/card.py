"""A card: the finding as its title, then subtitle, chart, sentence, table and file.

Its table is drawn in the browser from the same address that the CSV comes from, when somebody
opens it: what is seen and what is taken away cannot differ, and nobody waits for closed tables.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from dash import dcc, html

from data.model.grammar import full_query, to_text
from data.queries.question import Question
from data.queries.tables import TABLES
from data.tables import Provenance

Parts = dict[str, dict[str, Any]]
"""Properties by component id: what changes when something else is asked."""
GRAPH_CONFIG: dict[str, Any] = {
    "displaylogo": False,
    "displayModeBar": False,
    "showSendToCloud": False,
    "scrollZoom": False,
    "responsive": True,
    "doubleClick": False,
    "plotGlPixelRatio": 1,
}
"""The one configuration of every chart. Nothing is ever uploaded."""


def download(
    table: str, question: Question, kind: str = "csv", more: tuple[tuple[str, str], ...] = ()
) -> str:
    """The address of a table of a Selection in the HTTP interface; ``more`` goes with it.

    It carries only the filters that the table takes.
    """
    asked = full_query(question.selection)
    query = {name: value for name, value in asked.items() if name in TABLES[table].filters} | dict(
        more
    )
    return f"/api/v1/{table}.{kind}{to_text(query)}"


@dataclass(frozen=True)
class Card:
    """What a card shows.

    Attributes:
        id: prefix of its component ids.
        title: the finding, in at most ten words or so.
        subtitle: measure, place and period.
        sentence: the text alternative of the chart: what it shows, in words.
        table: name of the interface's table behind it.
        question: the question that the table answers.
        provenance: where it comes from.
        figure: the chart, or ``None`` for a card without one.
        extra: further content by slot name.
        more: further parameters of the table.
    """

    id: str
    title: str
    subtitle: str
    sentence: str
    table: str
    question: Question
    provenance: Provenance
    figure: dict | None = None
    extra: tuple[tuple[str, Any], ...] = ()
    more: tuple[tuple[str, str], ...] = ()

    @cached_property
    def parts(self) -> Parts:
        """The card as properties by component id."""
        mark = self.question.dataset.mark  # simulated records say so, everywhere
        found: Parts = {
            f"{self.id}-title": {"children": mark + self.title},
            f"{self.id}-subtitle": {"children": self.subtitle},
            f"{self.id}-sentence": {"children": mark + self.sentence},
            f"{self.id}-csv": {"href": download(self.table, self.question, "csv", self.more)},
            f"{self.id}-table": {
                "data-table": download(self.table, self.question, "json", self.more)
            },
            f"{self.id}-source": {"children": source_line(self.provenance)},
        }
        if self.figure is not None:
            found[f"{self.id}-graph"] = {"figure": self.figure}
        for slot, content in self.extra:
            found[f"{self.id}-{slot}"] = {"children": content}
        return found


def source_line(provenance: Provenance) -> str:
    """Source and last month, for under a chart."""
    year, month = provenance.data_to.split("-")
    return f"{provenance.source.split('. ')[0]}, data to {month}/{year}"


def render_card(
    shown: Card,
    *,
    level: int = 2,
    graph: dict | None = None,
    before: list | None = None,
    after: list | None = None,
    label: str = "chart",
    class_name: str = "",
    keys: str = "",
) -> html.Section:
    """The component tree of a card, filled with what it shows.

    Args:
        shown: the card.
        level: heading level of the title, 2 or 3.
        graph: style of the chart; no chart when ``None``.
        before: components between the subtitle and the chart.
        after: components between the chart and the sentence.
        label: what the links speak of, for people who cannot see the card.
        class_name: further CSS classes.
        keys: which keys work on the chart; a chart with keys takes the focus.
    """
    heading = {2: html.H2, 3: html.H3}[level]
    card, parts = shown.id, shown.parts
    show = lambda name: parts.get(f"{card}-{name}", {}).get("children")  # noqa: E731
    chart = (
        [
            html.Div(
                dcc.Graph(
                    id=f"{card}-graph",
                    figure=parts[f"{card}-graph"]["figure"],
                    config=GRAPH_CONFIG,
                    style=graph,
                ),
                role="img",
                className="chart",
                title=keys or None,
                tabIndex=0 if keys else None,
                **{"aria-labelledby": f"{card}-title", "aria-describedby": f"{card}-sentence"},
            )
        ]
        if graph is not None
        else []
    )
    return html.Section(
        [
            heading(show("title"), id=f"{card}-title", className="card-title"),
            html.P(show("subtitle"), id=f"{card}-subtitle", className="subtitle"),
            *(before or []),
            *chart,
            *(after or []),
            html.P(show("sentence"), id=f"{card}-sentence", className="sentence"),
            html.Div(
                [
                    html.Details(
                        [
                            html.Summary(
                                ["As a table", html.Span(f": {label}", className="visually-hidden")]
                            ),
                            html.Div(
                                id=f"{card}-table",
                                className="as-table",
                                **{"data-table": parts[f"{card}-table"]["data-table"]},
                            ),
                        ]
                    ),
                    html.A(
                        ["CSV", html.Span(f": {label}", className="visually-hidden")],
                        id=f"{card}-csv",
                        href=parts[f"{card}-csv"]["href"],
                        download="",
                    ),
                    html.Span(show("source"), id=f"{card}-source", className="source"),
                ],
                className="card-foot",
            ),
        ],
        className=f"card {class_name}".strip(),
        **{"aria-labelledby": f"{card}-title"},
    )

"""A card: the finding as its title, then subtitle, chart, sentence, table and file.

Its table is drawn in the browser from the same address that the CSV comes from, when somebody
opens it: what is seen and what is taken away cannot differ, and nobody waits for closed tables.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from dash import dcc, html

from components.drawn import Element
from data.model.grammar import full_query, to_text
from data.model.tables import Provenance
from data.queries.question import Question
from data.queries.tables import TABLES

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
        figure: the chart, a drawing of its own shapes, a sentence that says why there is none to
            draw, or ``None`` for a card without one.
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
    figure: dict | Element | html.P | None = None
    extra: tuple[tuple[str, Any], ...] = ()
    more: tuple[tuple[str, str], ...] = ()

    @property
    def mark(self) -> str:
        """What the card's words begin with: simulated records say so, everywhere."""
        return self.question.dataset.mark

    def file(self, kind: str) -> str:
        """The address of its table as a file of a kind."""
        return download(self.table, self.question, kind, self.more)


def source_line(provenance: Provenance) -> str:
    """Source and last month, for under a chart."""
    year, month = provenance.data_to.split("-")
    return f"{provenance.source.split('. ')[0]}, data to {month}/{year}"


def _render_chart(shown: Card, style: dict, keys: str, picks: str) -> html.Div:
    """The chart in its box, or the drawing that stands for it."""
    inside: Any = shown.figure
    if isinstance(shown.figure, dict):
        inside = dcc.Graph(
            id=f"{shown.id}-graph", figure=shown.figure, config=GRAPH_CONFIG, style=style
        )
    return html.Div(
        inside,
        role="img",
        className="chart",
        title=keys or None,
        tabIndex=0 if keys else None,
        **{"aria-labelledby": f"{shown.id}-title", "aria-describedby": f"{shown.id}-sentence"},
        **({"data-picks": picks} if picks else {}),
    )


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
    picks: str = "",
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
        picks: the parameter that a click on the chart sets.
    """
    heading = {2: html.H2, 3: html.H3}[level]
    card = shown.id
    return html.Section(
        [
            heading(shown.mark + shown.title, id=f"{card}-title", className="card-title"),
            html.P(shown.subtitle, id=f"{card}-subtitle", className="subtitle"),
            *(before or []),
            *([] if graph is None else [_render_chart(shown, graph, keys, picks)]),
            *(after or []),
            html.P(shown.mark + shown.sentence, id=f"{card}-sentence", className="sentence"),
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
                                **{"data-table": shown.file("json")},
                            ),
                        ]
                    ),
                    html.A(
                        ["CSV", html.Span(f": {label}", className="visually-hidden")],
                        id=f"{card}-csv",
                        href=shown.file("csv"),
                        download="",
                    ),
                    html.Span(
                        source_line(shown.provenance), id=f"{card}-source", className="source"
                    ),
                ],
                className="card-foot",
            ),
        ],
        className=f"card {class_name}".strip(),
        **{"aria-labelledby": f"{card}-title"},
    )

"""What a maker answers: content, or the reason why there is none; and the heading of a page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from dash import html
from dash.development.base_component import Component

from components.filters.view import View
from data.queries.question import Question
from data.session import Session


@dataclass(frozen=True, eq=False)
class Visit:
    """What a page without filters is asked; two that ask the same are equal.

    Attributes:
        session: what answers it.
        query: the query string's parts.
    """

    session: Session
    query: Mapping[str, Any]

    @property
    def _asked(self) -> tuple[Any, ...]:
        parts = self.query.items()
        return tuple((name, text if isinstance(text, str) else tuple(text)) for name, text in parts)

    def __eq__(self, other: object) -> bool:
        same = isinstance(other, Visit) and self.session is other.session
        return same and self._asked == other._asked

    def __hash__(self) -> int:
        return hash((id(self.session), self._asked))


@dataclass(frozen=True)
class Reason:
    """Why a section has nothing to show.

    Attributes:
        text: a sentence.
        question: what was asked of it.
    """

    text: str
    question: Question


@dataclass(frozen=True)
class Content:
    """What a section shows that is no card with a chart.

    Attributes:
        tree: its components.
    """

    tree: Component | list[Component]


@dataclass(frozen=True)
class Finding:
    """What a page found: its heading.

    Attributes:
        text: the finding.
        spans: the periods and places that it speaks of.
        leads: further sentences beneath it, by name.
    """

    text: str
    spans: str
    leads: tuple[tuple[str, str], ...] = ()

    def content(self, page: str, mark: str) -> Content:
        """The headline of a page; ``mark`` begins what is said of simulated records."""
        leads = [
            html.P(_marked(text, mark), id=f"{page}-{name}", className="lead")
            for name, text in self.leads
        ]
        finding = html.Span(_marked(self.text, mark), id=f"{page}-headline")
        spans = html.Span(_marked(self.spans, mark), id=f"{page}-spans", className="spans")
        heading = html.H1([finding, spans], id="headline", tabIndex="-1")
        return Content(html.Div([heading, *leads], className="headline"))

    def announced(self, mark: str) -> str:
        """What is announced after a change."""
        return _marked(f"Updated. {self.text}. {self.spans}", mark)


def _marked(text: str, mark: str) -> str:
    return text if not text or text.startswith(mark) else mark + text


def answerable(make: Callable[[Question], Any]) -> Callable[[View], Any]:
    """A maker of the view's question, over months that its series has."""
    return lambda view: make(view.question.answerable)


def added_up(make: Callable[[Question], Any]) -> Callable[[View], Any]:
    """A maker of the view's question with its areas added up."""
    return lambda view: make(view.question.added_up)


def of_session(render: Callable[[Session], Component | list[Component]]) -> Callable:
    """A maker for a page without filters, of what no query changes."""
    return lambda visit: Content(render(visit.session))

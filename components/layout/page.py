"""A page: path, title, place in the navigation, defaults and sections, declared once.

What is drawn, the navigation, what a browser fetches early and the lists of the tests are derived
from the declaration. To React a page is its filter bar and a few empty places: what stands in them
comes as one answer, as data that the browser draws (``05-draw.js``). The first view of a page and
every later change are the same answer, so that they cannot disagree.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import parse_qs, parse_qsl

import dash
from dash import Input, Output, callback, html, no_update
from dash.development.base_component import Component
from flask import g, has_request_context
from plotly.io.json import to_json_plotly

from components.drawn import Node, drawn, elements
from components.filters.bar import render_bar
from components.filters.browser import ALL_CONTROLS, Answered, rendered
from components.filters.view import (
    View,
    notices_of,
    options_by_id,
    render_asked,
    render_notices,
    status_of,
)
from components.layout.content import Finding, Visit
from components.layout.section import Group, Made, Section, flat, missing_content
from components.server.access import explained
from data import access, queries
from data.model.catalogue import MEASURES
from data.model.grammar import parse, unanswered
from data.model.selection import Defaults, Problem

NAME = "Serious violence in London"


@dataclass(frozen=True)
class Written:
    """What a page shows for a view, as text.

    Attributes:
        body: its sections, as JSON of what is drawn.
        announced: what is told of it after a change; ``None`` for a page without a finding.
    """

    body: str
    announced: str | None


@dataclass(frozen=True, eq=False)
class Shown:
    """What a page shows for a view.

    Attributes:
        page: the page's key.
        mark: what everything said of simulated records begins with.
        finding: its heading; ``None`` for a page without one.
        notices: what must be said of it.
        made: its sections by id.
        sections: the sections as the page declares them.
    """

    page: str
    mark: str
    finding: Finding | None
    notices: list
    made: Mapping[str, Made]
    sections: Sequence[Section | Group]

    @cached_property
    def body(self) -> list[Node]:
        """What it shows, as data."""
        return drawn(self.tree)

    @property
    def written(self) -> Written:
        """The same as text."""
        announced = self.finding.announced(self.mark) if self.finding else None
        return Written(to_json_plotly(self.body), announced)

    @property
    def figures(self) -> list[dict[str, Any]]:
        """The charts in it."""
        found = (attributes for _, attributes, _ in elements(self.body))
        return [attributes["figure"] for attributes in found if "figure" in attributes]

    @cached_property
    def tree(self) -> list[Any]:
        """What it shows, as components."""
        found = [self.finding.content(self.page, self.mark).tree] if self.finding else []
        found.append(html.Div(self.notices, id="notices", role="status", className="notices"))
        found += self._placed(self.sections)
        able = [made for made in self.made.values() if made.section.name]
        return [*found, missing_content(self.page, able).tree] if able else found

    def _placed(self, sections: Sequence[Section | Group]) -> list[Component]:
        found: list[Component] = []
        for item in sections:
            if isinstance(item, Group):
                found.append(html.Div(self._placed(item.sections), className=item.class_name))
            else:
                found += self.made[item.id].tree()
        return found


@dataclass(frozen=True, eq=False)
class Page:
    """A page.

    Attributes:
        key: prefix of its component ids, and its CSS class ``page-KEY``.
        path: its route; ``None`` for what is shown where there is no page.
        name: what the navigation calls it.
        description: one sentence for search engines.
        sections: what it shows, from the top.
        headline: what it found, for a view (for a visit, on a page without filters).
        order: its place in the navigation; not in it when ``None``.
        defaults: what it assumes for parts that the URL leaves out; ``None`` for a page without
            filters.
        notices: on a page without filters: what must be said above it.
        class_name: further CSS classes of its container.
    """

    key: str
    path: str | None
    name: str
    description: str
    sections: tuple[Section | Group, ...]
    headline: Callable[[Any], Finding] | None = None
    order: int | None = None
    defaults: Defaults | None = None
    notices: Callable[[Visit], Sequence[str]] | None = None
    class_name: str = ""

    def __post_init__(self) -> None:
        """Refuse a page that declares a section twice.

        Raises:
            ValueError: two sections have one id.
        """
        ids = [section.id for section in flat(self.sections)]
        if twice := sorted({name for name in ids if ids.count(name) > 1}):
            raise ValueError(f"page {self.key} declares {', '.join(twice)} more than once")

    @property
    def title(self) -> str:
        """The title of the browser's window."""
        return f"{self.name} – {NAME}"

    @property
    def charted(self) -> bool:
        """Whether it has a chart."""
        return any(section.graph is not None for section in flat(self.sections))

    def shown(self, view: View | Visit) -> Shown:
        """What the page shows, as objects, made once a request.

        They take twenty times the room of what is written of them: only that is kept.
        """
        if has_request_context() and getattr(g, "shown", (None, None, None))[:2] == (self, view):
            made: Shown = g.shown[2]
            return made
        made = self._made(view)
        if has_request_context():
            g.shown = (self, view, made)
        return made

    def _made(self, view: View | Visit) -> Shown:
        finding = self.headline(view) if self.headline else None
        made = {section.id: section.made(view) for section in flat(self.sections)}
        mark = view.question.dataset.mark if isinstance(view, View) else ""
        return Shown(self.key, mark, finding, self._notices(view), made, self.sections)

    def written(self, view: View | Visit) -> Written:
        """What the page shows, as text, kept for the next who asks the same."""
        right = access.may_see_imported()  # what a page names depends on who asks
        return view.session.kept(_written, self, view, right)

    def view(self, query: Mapping[str, Any]) -> View:
        """The view that a query asks for; what is not possible falls back and is reported.

        Raises:
            TypeError: the page has no filters.
        """
        if self.defaults is None or self.path is None:
            raise TypeError(f"page {self.key} has no filters")
        single = {key: value for key, value in query.items() if isinstance(value, str)}
        session = queries.sessions.current
        reading = parse(single, session.domain, self.defaults)
        problems = [explained(problem) for problem in reading.problems]
        problems += [
            Problem(key[:40], "", "is given more than once or is not a text.", ("one value",))
            for key, value in query.items()
            if value is not None and not isinstance(value, str)
        ]
        question = session.resolve(reading.selection)
        if why := question.measure_reason(question.measure):
            able = tuple(slug for slug in MEASURES if not question.measure_reason(slug))
            if len(self.defaults.measures) > 1:
                wrong = Problem("measure", question.measure, f"cannot be shown: {why}.", able)
                question = question.replace(measure=self.defaults.measure)
            else:
                wrong = Problem("offence", question.offence.slug, f"cannot be shown: {why}.")
                question = question.replace(offence=self.defaults.offence, cohort="all-ages")
            problems.append(wrong)
        return View(
            self.path,
            question,
            reading.state,
            reading.scenario,
            tuple(problems),
            self.defaults,
            notices_of(question),
            unanswered(single, session.domain, question.selection),
        )

    def render(self, /, **query: Any) -> html.Div:
        """The whole page for a query, which may name anything."""
        return self.draw(self.asked(query))

    def asked(self, query: Mapping[str, Any]) -> View | Visit:
        """What a query asks of the page: a view, or a visit where there are no filters."""
        if self.defaults is None:
            return Visit(queries.sessions.current, query)
        return self.view(query)

    def draw(self, view: View | Visit, whole: Shown | None = None) -> html.Div:
        """The whole page of a view.

        Args:
            view: what is shown.
            whole: what the tree holds, for the first HTML; else its places are empty, and the
                browser draws the answer beside them.
        """
        filled = {} if whole is None else self._around(view) | {self.body: whole.tree}
        classes = f"page page-{self.key} {self.class_name}".strip()
        hidden = [] if whole else [self._mounted(view)]
        return html.Div(
            [
                *([render_bar(view, whole is not None)] if isinstance(view, View) else []),
                html.Div(id="fault", role="status"),
                html.Div(filled.get(self.body), id=self.body, className=classes),
                html.Div(id="live", role="status", className="visually-hidden"),
                *hidden,
            ]
        )

    def _mounted(self, view: View | Visit) -> html.Div:
        """Where the browser finds the answer to a view that is newly drawn."""
        name = f"{self.key}-mounted"
        return html.Div(id=name, hidden=True, **{"data-answer": self.answer(view)})

    @property
    def body(self) -> str:
        """The id of the place where its sections stand."""
        return f"{self.key}-body"

    def _around(self, view: View | Visit) -> dict[str, Any]:
        """What stands in the places around its sections, as components."""
        if isinstance(view, View):
            return {"filter-asked": render_asked(view), "filter-status": status_of(view)}
        return {}

    def _notices(self, view: View | Visit) -> list:
        """What must be said beneath the headline, before what is shown."""
        if isinstance(view, View):
            return render_notices(view)
        told = self.notices(view) if self.notices else ()
        return [html.P(text, className="notice") for text in told]

    def answer(self, view: View | Visit, number: str = "", follow: str = "") -> str:
        """What a browser draws, and sets, to show a view, as JSON.

        Args:
            view: what is shown.
            number: of the question that it answers; empty for a page newly drawn.
            follow: which controls must follow it in any case; see :func:`rendered`.

        Returns:
            An object: ``n``; ``follow``; ``places``, data by the id of the place; ``set``,
            properties of Dash components by their id.
        """
        shown, places, properties = self.written(view), {}, {}
        if isinstance(view, View):
            properties = options_by_id(view)
            if number and (view.problems or follow):  # the controls must show what is shown
                properties["rendered"] = {"data": rendered(view, Answered(number, follow))}
            if number and shown.announced is not None:
                places["live"] = [shown.announced]
        places |= {name: drawn(tree) for name, tree in self._around(view).items()}
        written = [
            f"{to_json_plotly(name)}:{to_json_plotly(data)}" for name, data in places.items()
        ]
        written.append(f"{to_json_plotly(self.body)}:{shown.body}")  # large, and kept as text
        told = {"n": number, "follow": follow == ALL_CONTROLS, "set": properties}
        return f'{to_json_plotly(told)[:-1]},"places":{{{",".join(written)}}}}}'

    def first_answer(self, view: View | Visit) -> str:
        """What Dash's router answers where the page stands, as JSON."""
        drawn_page = {"_pages_content": {"children": self.draw(view)}}
        titled = {"_pages_store": {"data": {"title": self.title}}}
        return to_json_plotly({"multi": True, "response": drawn_page | titled})

    def connect(self) -> None:
        """Register the one callback that keeps a page with filters in step with them."""

        @callback(
            Output(f"{self.key}-mounted", "data-answer"),
            Input("query", "data"),
            prevent_initial_call=True,
        )
        def update(data: Any) -> Any:
            if not isinstance(data, dict) or data.get("path") != self.path:
                return no_update
            text = data.get("query")
            number = str(data.get("n", ""))[:20]
            follow = str(data.get("follow", ""))[:20]
            view = self.view(_read(text, follow == ALL_CONTROLS) if isinstance(text, str) else {})
            return self.answer(view, number or "0", follow)


def _written(page: Page, view: View | Visit, _right: bool) -> Written:
    return page.shown(view).written


def _read(text: str, pasted: bool) -> dict[str, Any]:
    """A query as the address has it; of what the filters wrote, an emptied field says nothing."""
    if not pasted:
        return dict(parse_qsl(text.lstrip("?")))
    found = parse_qs(text.lstrip("?"), keep_blank_values=True)
    return {name: values[0] if len(values) == 1 else values for name, values in found.items()}


_REGISTRY: dict[str, Page] = {}


def register_page(module: str, page: Page) -> None:
    """Make a page known: to Dash, to the navigation, to whoever asks for the pages.

    Args:
        module: the page file's ``__name__``; one file is one page.
        page: its declaration.

    Raises:
        ValueError: another page has its key, its path or its place in the navigation.
    """
    for other, known in _REGISTRY.items():
        for part in ("key", "path", "order"):
            own = getattr(page, part)
            if other != module and own is not None and own == getattr(known, part):
                raise ValueError(f"{module} and {other} are both the page with {part} {own}")
    _REGISTRY[module] = page
    dash.register_page(
        module,
        path=page.path,
        title=page.title,
        name=page.name,
        order=page.order,
        description=page.description,
        layout=page.render,
    )
    if page.defaults is not None:
        page.connect()


def pages() -> tuple[Page, ...]:
    """Every page that has an address, in the order of the navigation."""
    found = [page for page in _REGISTRY.values() if page.path is not None]
    return tuple(sorted(found, key=lambda page: (page.order is None, page.order, page.key)))


def page_of(module: str) -> Page | None:
    """The page that a page file declares; ``None`` for a module that declares none."""
    return _REGISTRY.get(module)


def page_at(path: str) -> Page | None:
    """The page at an address, ``None`` where there is none; slashes around do not count."""
    asked = path.strip("/")
    return next((page for page in pages() if str(page.path).strip("/") == asked), None)


def missing_page() -> Page | None:
    """The page that is shown where there is no page."""
    return next((page for page in _REGISTRY.values() if page.path is None), None)

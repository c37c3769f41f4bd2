"""The frame around every page: navigation, skip link, footer; and how a page is kept in step.

A page is a function from a :class:`components.filters.View` to *parts*: what every changing
component shows, as ``{component id: {property: value}}``. The first view of a page and every
later change are made of the same parts, so that they cannot disagree.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

import dash_bootstrap_components as dbc
from dash import (
    ALL,
    ClientsideFunction,
    Input,
    Output,
    State,
    callback,
    clientside_callback,
    dcc,
    html,
    no_update,
    page_container,
    set_props,
)

from components.access import explained
from components.filters import View, bar_props, measure_reason, notices_of, render_bar, rendered
from data import access, queries
from data.catalogue import GENERAL_CAVEAT, MEASURES
from data.selection import Defaults, Problem, parse

NAME = "Serious violence in London"
NAVIGATION = (
    ("/", "Overview"),
    ("/hotspots", "Hot spots"),
    ("/when", "When"),
    ("/people", "People"),
    ("/boroughs", "Boroughs"),
    ("/costs", "Costs"),
    ("/evidence", "Evidence"),
    ("/data", "Data"),
)

Parts = dict[str, dict[str, Any]]

PAGES: dict[str, Page] = {}
"""Pages with filters that are connected, by path."""

MOST_KEPT = 64
"""How many views' parts a process keeps."""


@dataclass(frozen=True)
class Page:
    """A page with filters.

    Attributes:
        key: prefix of its component ids.
        path: its route.
        defaults: what it assumes for parts that the URL leaves out.
        build: a view in, the parts of the page out. The part ``live`` carries the sentence that
            is announced after a change.
    """

    key: str
    path: str
    defaults: Defaults
    build: Callable[[View], Parts]

    def parts(self, view: View) -> Parts:
        """The parts of a view, kept for the next who asks the same."""
        right = access.may_see_imported()  # what a view names depends on who asks
        return view.question.session.kept(self._built, MOST_KEPT, view, right)

    def _built(self, view: View, _right: bool) -> Parts:
        return self._marked(self.build(view), view)

    def _marked(self, parts: Parts, view: View) -> Parts:
        """The parts with a headline that says when the records are simulated."""
        mark = view.question.dataset.mark
        said = ("headline", "spans", "sentence", "sure")
        for name in (*(f"{self.key}-{one}" for one in said), "live") if mark else ():
            text = parts.get(name, {}).get("children")
            if isinstance(text, str) and text and not text.startswith(mark):
                parts[name] = {"children": mark + text}
        return parts

    def view(self, query: Mapping[str, Any]) -> View:
        """The view that a query asks for; what is not possible falls back and is reported."""
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
        if why := measure_reason(question, question.measure):
            able = tuple(slug for slug in MEASURES if not measure_reason(question, slug))
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
        )

    def render(self, query: Mapping[str, Any], body: Callable[[Parts], list]) -> html.Div:
        """The whole page for a query: filter bar, notices and body."""
        view = self.view(query)
        parts = self.parts(view)
        notices = bar_props(view)["notices"]["children"]
        return html.Div(
            [
                render_bar(view),
                html.Div(notices, id="notices", role="status"),
                html.Div(body(parts), className=f"page page-{self.key}"),
                html.Div(id="live", role="status", className="visually-hidden"),
                html.Div(id=f"{self.key}-mounted", hidden=True),
            ]
        )

    def connect(self) -> None:
        """Register the page, and the one callback that keeps it in step with its filters."""
        PAGES[self.path] = self

        @callback(
            Output(f"{self.key}-mounted", "title"),
            Input("query", "data"),
            prevent_initial_call=True,
        )
        def update(data: Any) -> Any:
            if not isinstance(data, dict) or data.get("path") != self.path:
                return no_update
            text = data.get("query")
            asked = dict(parse_qsl(text.lstrip("?"))) if isinstance(text, str) else {}
            view = self.view(asked)
            if view.problems:  # the controls must show what is shown
                set_props("rendered", {"data": rendered(view) | {"fresh": False}})
            for component, properties in {**bar_props(view), **self.parts(view)}.items():
                set_props(component, properties)
            return str(data.get("n", ""))[:20]  # tells the browser that this one is answered


def page_at(path: str) -> Page | None:
    """The page with filters at a path (slashes around do not count); none where there is none."""
    return PAGES.get("/" + path.strip("/"))


def render_frame() -> html.Div:
    """The layout of the whole application."""
    return html.Div(
        [
            html.A("Skip to content", href="#main", className="skip"),
            html.Header(
                [
                    dcc.Link(NAME, href="/", className="brand"),
                    html.Nav(
                        [
                            dcc.Link(
                                label,
                                href=path,
                                id={"type": "nav", "path": path},
                                className="nav",
                            )
                            for path, label in NAVIGATION
                        ],
                        **{"aria-label": "Pages"},
                    ),
                    dbc.Button("Copy link", id="copy-link", n_clicks=0, className="copy"),
                ],
                className="masthead",
            ),
            dcc.Store(id="query"),
            html.Main(page_container, id="main", tabIndex="-1"),
            html.Footer(
                [
                    html.P(
                        "Source: Metropolitan Police Service via the London Datastore, Office for "
                        "National Statistics, MHCLG (Open Government Licence; contains OS data © "
                        "Crown copyright and database right). " + GENERAL_CAVEAT
                    ),
                    html.P(
                        [
                            "Build ",
                            html.Span(queries.sessions.current.build.build_id, className="build"),
                            " · ",
                            dcc.Link("Sources, definitions and checks", href="/data"),
                        ]
                    ),
                ],
                className="foot",
            ),
        ],
        id="frame",
    )


def connect_frame() -> None:
    """Register the callbacks that belong to the frame; all run in the browser."""
    clientside_callback(
        ClientsideFunction("svd", "collect"),
        Output("query", "data"),
        Output("filter-from", "value"),
        Output("filter-to", "value"),
        Output("filter-own", "className"),
        Output("filter-cohort", "value"),
        Output("filter-measure", "value"),
        Output("filter-areas", "options"),
        Output("filter-areas", "value"),
        Output({"type": "nav", "path": ALL}, "href"),
        Input("filter-level", "value"),
        Input("filter-areas", "value"),
        Input("filter-offence", "value"),
        Input("filter-cohort", "value"),
        Input("filter-period", "value"),
        Input("filter-from", "value"),
        Input("filter-to", "value"),
        Input("filter-compare", "value"),
        Input("filter-measure", "value"),
        Input("filter-dataset", "value"),
        Input("focus", "data"),
        Input("sort", "data"),
        Input("cut", "data"),
        Input("invest", "data"),
        Input("rendered", "data"),
        State("filter-areas", "options"),
        State({"type": "nav", "path": ALL}, "id"),
    )
    clientside_callback(
        ClientsideFunction("svd", "mark"),
        Output({"type": "nav", "path": ALL}, "className"),
        Input("_pages_location", "pathname"),
        State({"type": "nav", "path": ALL}, "id"),
    )
    clientside_callback(
        ClientsideFunction("svd", "addArea"),
        Output("filter-areas", "options", allow_duplicate=True),
        Output("filter-areas", "value", allow_duplicate=True),
        Output("filter-search", "value"),
        Output("filter-level", "value"),
        Input("filter-search", "value"),
        State("filter-areas", "options"),
        State("filter-areas", "value"),
        State("filter-level", "value"),
        State("filter-level", "disabled"),
        prevent_initial_call=True,
    )
    clientside_callback(
        ClientsideFunction("svd", "copyLink"),
        Output("copy-link", "children"),
        Input("copy-link", "n_clicks"),
        prevent_initial_call=True,
    )

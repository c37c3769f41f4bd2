"""The frame around every page: skip link, navigation, footer, and its callbacks."""

from __future__ import annotations

import dash_bootstrap_components as dbc
from dash import (
    ALL,
    ClientsideFunction,
    Input,
    Output,
    State,
    clientside_callback,
    dcc,
    html,
    page_container,
)

from components.layout.page import NAME, pages
from data import queries
from data.catalogue import GENERAL_CAVEAT


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
                                page.name,
                                href=page.path,
                                id={"type": "nav", "path": page.path},
                                className="nav",
                            )
                            for page in pages()
                            if page.order is not None
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

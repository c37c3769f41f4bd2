"""The frame around every page: skip link, navigation, footer, and its callbacks."""

from __future__ import annotations

import dash_bootstrap_components as dbc
from dash import (
    ClientsideFunction,
    Input,
    Output,
    clientside_callback,
    dcc,
    html,
    page_container,
)
from dash.development.base_component import Component

from components.filters.browser import connect_filters, render_carried_store
from components.layout.page import NAME, pages
from data import queries
from data.model.catalogue import GENERAL_CAVEAT


def render_frame(
    content: Component | list = page_container, path: str | None = None, carried: str = ""
) -> html.Div:
    """The layout of the whole application.

    Args:
        content: what stands in it; the container that Dash puts pages into, if nothing else is.
        path: which page is marked as open in the navigation; none by itself, as the browser does.
        carried: the query that links of the navigation take with them.
    """
    return html.Div(
        [
            html.A("Skip to the headline", href="#headline", className="skip"),
            html.Header(
                [
                    html.A(NAME, href="/", className="brand", **{"data-link": ""}),
                    html.Button(
                        "Menu",
                        id="menu",
                        className="menu",
                        **{"aria-expanded": "false", "aria-controls": "navigation"},
                    ),
                    html.Nav(
                        [
                            html.A(
                                page.name,
                                href=f"{page.path}{carried}",
                                className="nav active" if page.path == path else "nav",
                                **{"data-link": page.path},
                            )
                            for page in pages()
                            if page.order is not None
                        ],
                        id="navigation",
                        **{"aria-label": "Pages"},
                    ),
                    dbc.Button("Copy link", id="copy-link", n_clicks=0, className="copy"),
                ],
                className="masthead",
            ),
            dcc.Store(id="query"),
            render_carried_store(),
            html.Main(content, id="main", tabIndex="-1"),
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
                            html.A(
                                "Sources, definitions and checks",
                                href="/data",
                                **{"data-link": ""},
                            ),
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
    connect_filters()
    clientside_callback(
        ClientsideFunction("svd", "copyLink"),
        Output("copy-link", "children"),
        Input("copy-link", "n_clicks"),
        prevent_initial_call=True,
    )

"""What is shown for an address that does not exist (registered by its name)."""

from __future__ import annotations

import dash
from dash import dcc, html


def layout(**_query: str) -> html.Div:
    """A way back, without repeating the address."""
    return html.Div(
        [
            html.H1("There is no page at this address"),
            html.P(["Go to the ", dcc.Link("overview", href="/"), "."]),
        ],
        className="page page-missing headline",
    )


dash.register_page(__name__, title="Not found – Serious violence in London")

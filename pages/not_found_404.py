"""What is shown for an address that does not exist (registered by its file's name)."""

from __future__ import annotations

from dash import dcc, html

from components.layout import Content, Page, Section, Visit, register_page


def way_back(_visit: Visit) -> Content:
    """A way back, without repeating the address."""
    return Content(
        [
            html.H1("There is no page at this address", id="headline", tabIndex="-1"),
            html.P(["Go to the ", dcc.Link("overview", href="/"), "."]),
        ]
    )


PAGE = Page(
    key="missing",
    path=None,
    name="Not found",
    description="There is no page at this address.",
    class_name="headline",
    sections=(Section("missing-way-back", way_back),),
)
register_page(__name__, PAGE)

"""The map with its tools, one area's panel, the ranked areas."""

from __future__ import annotations

from dash import html

from components.areas.maps import map_card
from components.areas.ranking import ranked_table
from components.card import Card
from components.drawn import field
from components.filters.view import View
from components.hotspots.panel import panel_parts
from components.layout import Content
from data.queries.question import Question

TOP = 20
"""Areas that the ranking shows; its table holds all."""
ACTS = (
    ("in", "+", "Zoom in"),
    ("out", "−", "Zoom out"),
    ("west", "←", "Move west"),
    ("north", "↑", "Move north"),
    ("south", "↓", "Move south"),
    ("east", "→", "Move east"),
    ("reset", "⟲", "Show everything again"),
)
"""Buttons of the map: what each does, its sign, its name."""


def the_map(view: View) -> Card:
    """The map, with the area outlined whose panel is open."""
    return map_card("hotspots-map", view.question.answerable, True, view.state.focus)


def tools(_view: View) -> Content:
    """A field that finds an area, and the map's buttons."""
    buttons = [
        html.Button(sign, type="button", title=text, **{"data-map-act": act, "aria-label": text})
        for act, sign, text in ACTS
    ]
    return Content(
        html.Div(
            [
                html.Label("Find a ward or borough", htmlFor="find-area"),
                field(
                    "find-area",
                    "text",
                    "",
                    list="area-names",
                    placeholder="Abbey, Barking and Dagenham",
                    autocomplete="off",
                    **{"data-finds": "focus"},
                ),
                html.Div(buttons, className="map-buttons"),
            ],
            className="map-tools",
        )
    )


def panel(view: View) -> Content:
    """The panel of the area in focus."""
    content = panel_parts(view.question.answerable, view.state.focus)
    return Content(html.Div(content, id="hotspots-panel"))


def ranked(question: Question) -> Card:
    """The areas that are highest."""
    return ranked_table("hotspots-ranked", question, TOP)

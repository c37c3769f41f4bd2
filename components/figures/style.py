"""Colours, fonts and the plain layout that every chart starts from.

Sizes are written for a root font of 16 px; the page multiplies them on larger screens.
"""

from __future__ import annotations

from typing import Any

from components.drawn import Element

Figure = dict[str, Any]
"""A chart as plain data: ``data`` (traces) and ``layout``."""
Drawing = Element
"""A chart as shapes of its own, which needs no plotly.js."""

CATEGORICAL = ("#12436D", "#28A197", "#801650", "#F46A25")
SEQUENTIAL = ("#E4DDFF", "#CBBEF4", "#AA90EC", "#8B60E2", "#6B33C3")
LOWER, NEUTRAL, HIGHER, FEW = "#6B33C3", "#D8D9DD", "#F46A25", "#FFFFFF"
INK, QUIET, LINE, ACCENT = "#1D2433", "#4A5263", "#C9CDD6", "#F46A25"
NAVY = "#12436D"
OUTLINE = "#5B6478"
MILLION, BILLION = 1e6, 1e9


def pounds_axis(highest: float) -> tuple[float, dict[str, str]]:
    """In which unit an axis of money counts, and how it reads: that of the words beside it.

    Args:
        highest: the largest sum on it, pounds.

    Returns:
        Pounds of the unit, and what the axis is told.
    """
    size, suffix = (BILLION, "bn") if highest >= 999.5e6 else (MILLION, "m")
    if highest < 999_500:
        size, suffix = 1.0, ""
    return size, {"tickprefix": "£", "ticksuffix": suffix, "tickformat": ",.4~r"}


FONT = "Inter, 'Helvetica Neue', Arial, sans-serif"


def layout(**changes: Any) -> dict[str, Any]:
    """A layout without template, with the house's font and no decoration."""
    base: dict[str, Any] = {
        "font": {"family": FONT, "size": 15, "color": INK},
        "margin": {"l": 8, "r": 8, "t": 8, "b": 8},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "showlegend": False,
        "dragmode": False,
        "hoverlabel": {
            "bgcolor": "#FFFFFF",
            "bordercolor": NAVY,
            "font": {"family": FONT, "size": 15, "color": INK},
            "align": "left",
        },
    }
    return base | changes


def axis(**changes: Any) -> dict[str, Any]:
    """A quiet axis that cannot be dragged."""
    base: dict[str, Any] = {
        "fixedrange": True,
        "zeroline": False,
        "gridcolor": "#E6E8EC",
        "linecolor": LINE,
        "ticks": "",
        "automargin": True,
        "tickfont": {"size": 15, "color": QUIET},
    }
    return base | changes

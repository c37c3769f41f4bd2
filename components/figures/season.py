"""The course of a year: how much falls into each month, with its interval and without lockdown."""

from __future__ import annotations

from typing import Any

import pandas as pd

from components.figures import style
from components.figures.style import Figure

EVEN = 1 / 12
LOOKS = ((style.NAVY, "solid", "circle"), (style.ACCENT, "dot", "diamond"))
"""Colour, dash and marker of the years without lockdown, and of all years."""


def _shares(rows: pd.DataFrame) -> list[list[Any]]:
    return rows[["month", "share", "share_low", "share_high"]].to_numpy().tolist()


def _told(share: float, low: float, high: float) -> str:
    """A share as it is, with its interval where there is one."""
    text = f"{share:.1%} as it is"
    return f"{text} (95% interval {low:.1%} to {high:.1%})" if low == low else text


def _whiskers(rows: pd.DataFrame, colour: str) -> dict[str, Any]:
    """Lines over each share's interval; nothing where the table has none."""
    if rows["share_low"].isna().any():
        return {}
    scale = EVEN / rows["even"]
    return {
        "error_y": {
            "type": "data",
            "symmetric": False,
            "array": ((rows["share_high"] - rows["share"]) * scale).tolist(),
            "arrayminus": ((rows["share"] - rows["share_low"]) * scale).tolist(),
            "color": colour,
            "thickness": 1.5,
            "width": 4,
        }
    }


def build_season(frame: pd.DataFrame) -> Figure:
    """Two lines of monthly shares, told apart by colour, dash and marker, and an even year.

    Args:
        frame: a ``season`` table: ``basis``, ``month``, ``share_per_day``, ``share_low``,
            ``share_high``, ``even``, ``years``; where there is an interval it is drawn.

    Returns:
        A figure as a dictionary; without traces where no full year is known.
    """
    known = frame.dropna(subset=["share_per_day"])
    bases = list(dict.fromkeys(known["basis"]))
    if len(set(known["years"])) == 1:  # no year that lockdown touched: both are the same
        bases = bases[-1:]
    traces: list[dict[str, Any]] = []
    for basis in bases:
        last = basis == bases[-1]
        colour, dash, symbol = LOOKS[0] if last else LOOKS[1]
        rows = known[known["basis"] == basis]
        traces.append(
            {
                "type": "scatter",
                "mode": "lines+markers",
                "name": f"{basis} ({rows['years'].iloc[0]})"
                if len(bases) > 1
                else f"{rows['years'].iloc[0]} full years",
                "x": [month[:3] for month in rows["month"]],
                "y": rows["share_per_day"].tolist(),
                "line": {"color": colour, "width": 3, "dash": dash},
                "marker": {"color": colour, "size": 8, "symbol": symbol},
                "customdata": [[month, _told(*row)] for month, *row in _shares(rows)],
                "hovertemplate": f"%{{customdata[0]}}, {basis}: %{{y:.1%}} of the year if months "
                "were equally long<br>%{customdata[1]}<extra></extra>",
                **_whiskers(rows, colour),
            }
        )
    return {
        "data": traces,
        "layout": style.layout(
            margin={"l": 4, "r": 10, "t": 34, "b": 4},
            showlegend=True,
            legend={
                "orientation": "h",
                "x": 0,
                "y": 1.02,
                "xanchor": "left",
                "yanchor": "bottom",
                "traceorder": "reversed",
                "font": {"size": 15},
                "itemclick": False,
                "itemdoubleclick": False,
            },
            annotations=[
                {
                    "xref": "paper",
                    "x": 0,
                    "xanchor": "left",
                    "bgcolor": "rgba(255,255,255,0.8)",
                    "y": EVEN,
                    "yanchor": "bottom",
                    "text": "a twelfth of the year",
                    "showarrow": False,
                    "font": {"size": 14, "color": style.QUIET},
                }
            ]
            if traces
            else [],
            shapes=[
                {
                    "type": "line",
                    "xref": "paper",
                    "x0": 0,
                    "x1": 1,
                    "y0": EVEN,
                    "y1": EVEN,
                    "line": {"color": style.QUIET, "width": 1.5, "dash": "dash"},
                }
            ]
            if traces
            else [],
            hovermode="closest",
            xaxis=style.axis(type="category", showgrid=False, visible=bool(traces)),
            yaxis=style.axis(visible=bool(traces), nticks=5, tickformat=".1%"),
        ),
    }

"""Amounts by year as columns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from components.figures import style
from components.figures.style import Figure
from data.model import periods


def build_columns(frame: pd.DataFrame, broken: Sequence[str] = ()) -> Figure:
    """One column a year with its interval, from 0.

    Args:
        frame: a ``costs`` table cut by year: ``time``, ``cost``, ``cost_low``, ``cost_high``.
        broken: months at which counting changed, each marked by a line; columns on either side
            are not compared.

    Returns:
        A figure as a dictionary.
    """
    rows = frame.dropna(subset=["cost"])
    # Where nothing is known of the variance there is no line: the column ends in its value.
    known = rows["cost_high"].fillna(rows["cost"])
    unit, reads = style.pounds_axis(float(known.max()) if len(known) else 0.0)
    cost, low, high = (
        rows[name].fillna(rows["cost"]) / unit for name in ("cost", "cost_low", "cost_high")
    )
    lines = [_line(rows, month) for month in broken]
    return {
        "data": [
            {
                "type": "bar",
                "x": rows["time"].tolist(),
                "y": cost.tolist(),
                "marker": {"color": style.NAVY, "opacity": 0.85},
                "error_y": {
                    "type": "data",
                    "symmetric": False,
                    "array": (high - cost).tolist(),
                    "arrayminus": (cost - low).tolist(),
                    "color": style.INK,
                    "thickness": 1.4,
                    "width": 3,
                },
                "hovertemplate": f"%{{x}}: £%{{y:,.3~r}}{reads['ticksuffix']}<extra></extra>",
            }
        ],
        "layout": style.layout(
            margin={"l": 4, "r": 8, "t": 8, "b": 4},
            bargap=0.3,
            shapes=[line for line, _ in lines],
            annotations=[text for _, text in lines],
            xaxis=style.axis(type="category", showgrid=False, tickangle=0, nticks=5),
            yaxis=style.axis(rangemode="tozero", nticks=5, **reads),
        ),
    }


def _line(rows: pd.DataFrame, month: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """A line where counting changed, and its name; columns stand at 0, 1, 2 and on."""
    first = periods.index(f"{rows['time'].iloc[0]}-01") if len(rows) else 0
    at = (periods.index(month) - first) / 12 - 0.5
    line = {
        "type": "line",
        "x0": at,
        "x1": at,
        "y0": 0,
        "y1": 1,
        "yref": "paper",
        "line": {"color": style.INK, "width": 2, "dash": "dot"},
    }
    text = {
        "x": at,
        "y": 1,
        "yref": "paper",
        "yanchor": "top",
        "xanchor": "right",
        "xshift": -4,
        "text": "counting changed",
        "showarrow": False,
        "bgcolor": "#FFFFFF",
        "font": {"size": 13, "color": style.INK},
    }
    return line, text

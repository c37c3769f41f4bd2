"""Amounts by year as columns."""

from __future__ import annotations

import pandas as pd

from components.figures import style
from components.figures.style import Figure


def build_columns(frame: pd.DataFrame) -> Figure:
    """One column a year with its interval, from 0.

    Args:
        frame: a ``costs`` table cut by year: ``time``, ``cost``, ``cost_low``, ``cost_high``.

    Returns:
        A figure as a dictionary.
    """
    rows = frame.dropna(subset=["cost"])
    cost, low, high = (rows[name] / style.MILLION for name in ("cost", "cost_low", "cost_high"))
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
                "hovertemplate": "%{x}: £%{y:,.0f} million<extra></extra>",
            }
        ],
        "layout": style.layout(
            margin={"l": 4, "r": 8, "t": 8, "b": 4},
            bargap=0.3,
            xaxis=style.axis(type="category", showgrid=False, tickangle=0, nticks=5),
            yaxis=style.axis(rangemode="tozero", nticks=5, **style.POUNDS),
        ),
    }

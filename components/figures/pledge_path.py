"""A series against the path that it should take."""

from __future__ import annotations

from typing import Any

import pandas as pd

from components.figures import style
from components.figures.style import Figure


def build_pledge_path(frame: pd.DataFrame) -> Figure:
    """The 12-month sums as a line, the path as a dashed one, both named where they end.

    Args:
        frame: a ``pledge`` table: ``month``, ``count_12m``, ``path``.

    Returns:
        A figure as a dictionary.
    """
    actual, path = _known(frame, "count_12m"), _known(frame, "path")
    traces: list[dict[str, Any]] = []
    for rows, column, name, colour, dash in (
        (path, "path", "Path to half", style.ACCENT, "dash"),
        (actual, "count_12m", "Recorded", style.NAVY, "solid"),
    ):
        traces.append(
            {
                "type": "scatter",
                "mode": "lines",
                "x": rows["month"].tolist(),
                "y": [None if value != value else value for value in rows[column].tolist()],
                "line": {"color": colour, "width": 3, "dash": dash},
                "hovertemplate": name + ", 12 months to %{x|%b %Y}: %{y:,.0f}<extra></extra>",
            }
        )
    labels = []
    if len(actual) and len(path):
        labels = [
            _label(path.iloc[len(path) // 2], "path", "path to half", "#A43D06"),
            _label(actual.iloc[-1], "count_12m", "recorded", style.NAVY, below=True),
        ]
    return {
        "data": traces,
        "layout": style.layout(
            margin={"l": 4, "r": 12, "t": 8, "b": 4},
            annotations=labels,
            hovermode="closest",
            xaxis=style.axis(
                visible=bool(len(actual)),
                type="date",
                showgrid=False,
                tickformat="%Y",
                tickangle=0,
                nticks=6,
                range=[frame["month"].iloc[0], frame["month"].iloc[-1]] if len(frame) else None,
            ),
            yaxis=style.axis(
                visible=bool(len(actual)), rangemode="tozero", nticks=5, tickformat="~s"
            ),
        ),
    }


def _known(frame: pd.DataFrame, column: str) -> pd.DataFrame:
    """From the first to the last month that a column has; what lies between without one stays."""
    known = frame.index[frame[column].notna()]
    return frame.loc[known[0] : known[-1]] if len(known) else frame.iloc[:0]


def _label(
    row: pd.Series, column: str, text: str, colour: str, below: bool = False
) -> dict[str, Any]:
    return {
        "x": row["month"],
        "y": row[column],
        "text": text,
        "showarrow": False,
        "xanchor": "left" if not below else "center",
        "yanchor": "top" if below else "bottom",
        "yshift": -8 if below else 6,
        "font": {"color": colour, "size": 15},
    }

"""A monthly series as its 12-month sums, with lockdown as a band and breaks as lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from components.figures import style
from components.figures.style import Figure
from data.model.catalogue import Break
from data.model.periods import LOCKDOWN


def build_rolling(frame: pd.DataFrame, breaks: Sequence[Break] = ()) -> Figure:
    """A line of 12-month sums, its last value marked.

    Args:
        frame: a ``series`` table of one area: ``month`` and ``count_12m``.
        breaks: known breaks, drawn as dashed lines where they fall into the months shown.

    Returns:
        A figure as a dictionary.
    """
    rows = frame.dropna(subset=["count_12m"])
    months, values = rows["month"].tolist(), rows["count_12m"].tolist()
    shapes: list[dict[str, Any]] = []
    first, last = (months[0], months[-1]) if months else ("", "")
    if months and first <= LOCKDOWN.end and last >= LOCKDOWN.start:
        shapes.append(
            {
                "type": "rect",
                "xref": "x",
                "yref": "paper",
                "x0": max(first, LOCKDOWN.start),
                "x1": min(last, LOCKDOWN.end),
                "y0": 0,
                "y1": 1,
                "fillcolor": "#ECEDF1",
                "line": {"width": 0},
                "layer": "below",
            }
        )
    shapes += [
        {
            "type": "line",
            "xref": "x",
            "yref": "paper",
            "x0": item.month,
            "x1": item.month,
            "y0": 0,
            "y1": 1,
            "line": {"color": style.QUIET, "width": 1.5, "dash": "dot"},
        }
        for item in breaks
        if months and first < item.month <= last
    ]
    top = max(values, default=1) * 1.12 or 1
    line: dict[str, Any] = {
        "type": "scatter",
        "mode": "lines",
        "x": months,
        "y": values,
        "line": {"color": style.NAVY, "width": 2.5},
        "hovertemplate": "12 months to %{x|%b %Y}: %{y:,}<extra></extra>",
    }
    end: dict[str, Any] = {
        "type": "scatter",
        "mode": "markers",
        "x": months[-1:],
        "y": values[-1:],
        "marker": {"color": style.NAVY, "size": 8},
        "hoverinfo": "skip",
        "cliponaxis": False,
    }
    return {
        "data": [line, end],
        "layout": style.layout(
            margin={"l": 4, "r": 10, "t": 4, "b": 4},
            hovermode="closest",
            shapes=shapes,
            xaxis=style.axis(
                visible=bool(months),
                type="date",
                showgrid=False,
                tickangle=0,
                showline=True,
                tickformat="%Y",
                dtick="M12",
                tick0="2010-01-01",
            ),
            yaxis=style.axis(
                visible=bool(months),
                range=[0, top],
                nticks=5,
                showticklabels=True,
                tickformat="~s",
            ),
        ),
    }

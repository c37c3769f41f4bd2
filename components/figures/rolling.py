"""A monthly series as its 12-month sums, with lockdown as a band and breaks as lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from components.figures import style
from components.figures.style import Figure
from data.model.catalogue import Break
from data.model.periods import LOCKDOWN


def _line(frame: pd.DataFrame) -> tuple[pd.DataFrame, list[str], list[float | None]]:
    """The rows from the first known sum on; an unknown one is a gap in the line, not a slope."""
    seen = frame["count_12m"].notna().to_numpy()
    rows = frame.iloc[int(seen.argmax()) :] if seen.any() else frame.iloc[:0]
    values = [None if value != value else value for value in rows["count_12m"].tolist()]
    return rows, rows["month"].tolist(), values


def build_rolling(frame: pd.DataFrame, breaks: Sequence[Break] = ()) -> Figure:
    """A line of 12-month sums, its last value marked; it breaks off where counting changed.

    Args:
        frame: a ``series`` table of one area: ``month`` and ``count_12m``.
        breaks: known breaks, drawn as dotted lines where they fall into the months shown.

    Returns:
        A figure as a dictionary.
    """
    rows, months, values = _line(frame)
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
    known = rows.dropna(subset=["count_12m"])
    top = known["count_12m"].max() * 1.12 if len(known) else 1
    line: dict[str, Any] = {
        "type": "scatter",
        "mode": "lines",
        "x": months,
        "y": values,
        "connectgaps": False,
        "line": {"color": style.NAVY, "width": 2.5},
        "hovertemplate": "12 months to %{x|%b %Y}: %{y:,}<extra></extra>",
    }
    end: dict[str, Any] = {
        "type": "scatter",
        "mode": "markers",
        "x": known["month"].tolist()[-1:],
        "y": known["count_12m"].tolist()[-1:],
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
                range=[0, top or 1],
                nticks=5,
                showticklabels=True,
                tickformat="~s",
            ),
        ),
    }

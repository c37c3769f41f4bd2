"""Areas as ranked bars with intervals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from components.figures import style
from components.figures.style import Figure


def build_ranked_bars(
    frame: pd.DataFrame, measure: str, shown: Sequence[str], *, chosen: Sequence[str] = ()
) -> Figure:
    """Bars from 0, the highest on top, each with its 95 % interval and its value as text.

    Args:
        frame: ranked rows of an ``areas`` table.
        measure: ``count``, ``rate``, ``change`` or ``cost``.
        shown: the value of every row as text.
        chosen: codes of areas to set apart in colour; they are named as well, so that colour
            carries nothing alone.

    Returns:
        A figure as a dictionary.
    """
    rows = frame.assign(shown=list(shown)).dropna(subset=[measure]).iloc[::-1]
    unit, reads = 1.0, {"ticksuffix": "%"} if measure == "change" else {}
    if measure == "cost":
        sums = rows[["cost", "cost_high"]].max().fillna(0.0).tolist() if len(rows) else [0.0]
        unit, reads = style.pounds_axis(sums[0] or sums[-1])  # of nothing, that of what may be
    # Where nothing is known of the variance there is no line: the bar ends in its value.
    low, high = (rows[measure + end].fillna(rows[measure]) / unit for end in ("_low", "_high"))
    values = rows[measure] / unit
    fills = [style.ACCENT if code in chosen else style.NAVY for code in rows["area_code"]]
    bars: dict[str, Any] = {
        "type": "bar",
        "orientation": "h",
        "x": values.tolist(),
        "y": rows["area_name"].tolist(),
        "marker": {"color": fills, "opacity": 0.85},
        "error_x": {
            "type": "data",
            "symmetric": False,
            "array": (high - values).tolist(),
            "arrayminus": (values - low).tolist(),
            "color": style.INK,
            "thickness": 1.4,
            "width": 3,
        },
        "customdata": [[text, a, b] for text, a, b in zip(rows["shown"], low, high, strict=True)],
        "hovertemplate": "<b>%{y}</b><br>%{customdata[0]} (95% interval "
        "%{customdata[1]:,.1f} to %{customdata[2]:,.1f})<extra></extra>",
    }
    edge = float(high.max()) if len(rows) else 1.0
    texts: dict[str, Any] = {
        "type": "scatter",
        "mode": "text",
        "x": high.clip(lower=0).tolist(),
        "y": rows["area_name"].tolist(),
        "text": [f" {text}" for text in rows["shown"]],
        "textposition": "middle right",
        "textfont": {"size": 14, "color": style.INK},
        "hoverinfo": "skip",
        "cliponaxis": False,
    }
    floor = min(0.0, float(low.min())) if len(rows) else 0.0
    return {
        "data": [bars, texts],
        "layout": style.layout(
            meta={"room": max(map(len, shown), default=0)},
            margin={"l": 4, "r": 8, "t": 4, "b": 4},
            bargap=0.32,
            xaxis=style.axis(
                tickangle=0,
                range=[floor * 1.05, edge + (edge - floor) * 0.32],
                nticks=5,
                separatethousands=True,
                **reads,
                zeroline=True,
                zerolinecolor=style.LINE,
            ),
            yaxis=style.axis(
                range=[-0.6, len(rows) - 0.4],
                showgrid=False,
                tickfont={"size": 15, "color": style.INK},
            ),
        ),
    }

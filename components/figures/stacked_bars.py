"""Amounts of money as stacked horizontal bars, one bar a row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from components.figures import style
from components.figures.style import Figure


def build_stacked_bars(
    frame: pd.DataFrame, rows: str, parts: str, names: dict[str, str], totals: Sequence[str]
) -> Figure:
    """Bars that stack the parts of a total.

    Args:
        frame: ``cost`` by the two columns named.
        rows: column whose values are bars, in the order in which they come (first on top).
        parts: column whose values are stacked.
        names: label of every part, in stacking order.
        totals: text at the end of every bar.

    Returns:
        A figure as a dictionary.
    """
    wide = frame.pivot_table(index=rows, columns=parts, values="cost", aggfunc="sum", sort=False)
    largest = float(wide.sum(axis=1).max()) if len(wide) else 0.0
    unit, reads = style.pounds_axis(largest)
    wide = wide.iloc[::-1] / unit
    sums = wide.sum(axis=1)
    labels = [
        str(label).replace(" ", "<br>", 1) if len(str(label)) > 16 else str(label)
        for label in wide.index
    ]
    traces: list[dict[str, Any]] = [
        {
            "type": "bar",
            "orientation": "h",
            "name": label,
            "x": wide[part].tolist(),
            "y": labels,
            "marker": {"color": colour, "line": {"color": "#FFFFFF", "width": 1}},
            "hovertemplate": f"<b>%{{y}}</b><br>{label}: £%{{x:,.3~r}}{reads['ticksuffix']}"
            "<extra></extra>",
        }
        for (part, label), colour in zip(names.items(), style.CATEGORICAL, strict=False)
    ]
    traces.append(
        {
            "type": "scatter",
            "mode": "text",
            "x": sums.tolist(),
            "y": labels,
            "text": [f" {text}" for text in reversed(list(totals))],
            "textposition": "middle right",
            "textfont": {"size": 15, "color": style.INK},
            "hoverinfo": "skip",
            "cliponaxis": False,
            "showlegend": False,
        }
    )
    return {
        "data": traces,
        "layout": style.layout(
            meta={"room": True},
            barmode="stack",
            bargap=0.35 if len(wide) > 2 else 0.65,
            showlegend=True,
            legend={
                "orientation": "h",
                "x": 0,
                "y": 1.02,
                "xanchor": "left",
                "yanchor": "bottom",
                "traceorder": "normal",
                "font": {"size": 15},
                "itemclick": False,
                "itemdoubleclick": False,
            },
            margin={"l": 4, "r": 8, "t": 34, "b": 4},
            xaxis=style.axis(
                tickangle=0,
                range=[0, float(sums.max()) * 1.3 if len(sums) else 1],
                nticks=5,
                **reads,
            ),
            yaxis=style.axis(showgrid=False, tickfont={"size": 15, "color": style.INK}),
        ),
    }

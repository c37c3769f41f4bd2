"""A series with its process limits: what is noise, what is a signal, and since when."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from components.figures import style
from components.figures.style import Figure
from data.model import periods
from data.model.catalogue import Break
from data.model.periods import LOCKDOWN

BAND = "#ECEDF1"
SIGNALS = (
    ("above", "triangle-up", style.HIGHER),
    ("below", "triangle-down", style.LOWER),
)


def build_control_chart(
    frame: pd.DataFrame, breaks: Sequence[Break] = (), chance: str = ""
) -> Figure:
    """Points in time, mean and limits of every regime, and what stands out by shape and colour.

    Args:
        frame: a ``trend`` table: ``month``, ``months``, ``count``, ``value``, ``mean``,
            ``lower``, ``upper``, ``segment``, ``signal``, ``direction``.
        breaks: known changes in counting, drawn as dotted lines.
        chance: how many points stand out and how many would by chance, written on the chart.

    Returns:
        A figure as a dictionary. Triangles that point up stand out above the mean, down below.
    """
    rows = frame.dropna(subset=["value"])
    if rows.empty:
        return {"data": [], "layout": style.layout(**_blank())}
    first, last = rows["month"].iloc[0], rows["month"].iloc[-1]
    yearly = bool((rows["months"] == 12).any())
    lines = [(item.month, "counting<br>changed") for item in breaks]
    lines = [(month, text) for month, text in lines if first < month <= last and not yearly]
    traces: list[dict[str, Any]] = []
    for _, part in rows[rows["mean"].notna()].groupby("segment"):
        traces += _limits(part, yearly)
    traces.append(
        {
            "type": "scatter",
            "mode": "lines+markers",
            "x": rows["month"].tolist(),
            "y": rows["value"].tolist(),
            "line": {"color": style.NAVY, "width": 1.6},
            "marker": {"color": style.NAVY, "size": 8 if yearly else 4.5},
            "customdata": [[f"{value:,.0f}"] for value in rows["count"]],
            "hovertemplate": ("12 months to " if yearly else "")
            + "%{x|%B %Y}: %{customdata[0]} recorded<extra></extra>",
        }
    )
    for direction, symbol, colour in SIGNALS:
        met = rows[rows["direction"] == direction]
        traces.append(
            {
                "type": "scatter",
                "mode": "markers",
                "x": met["month"].tolist(),
                "y": met["value"].tolist(),
                "marker": {
                    "symbol": symbol,
                    "color": colour,
                    "size": 12 if yearly else 9,
                    "line": {"color": "#FFFFFF", "width": 0.6},
                },
                "customdata": [
                    [f"{row.count_:,.0f}", row.signal]
                    for row in met.rename(columns={"count": "count_"}).itertuples()
                ],
                "hovertemplate": "%{x|%B %Y}: %{customdata[0]}, stands out: %{customdata[1]}"
                "<extra></extra>",
            }
        )
    # room below and above for the names of what is drawn, and for the note
    known = rows[["value", "lower", "upper"]]
    low, high = float(known.min().min()), float(known.max().max())
    room = (high - low) * 0.12 or 1.0
    return {
        "data": traces,
        "layout": style.layout(
            margin={"l": 4, "r": 62, "t": 8, "b": 4},
            hovermode="closest",
            shapes=_bands(first, last, lines, yearly),
            annotations=[*_names(rows, lines, yearly), *_note(chance)],
            xaxis=style.axis(
                type="date",
                showgrid=False,
                showline=True,
                tickangle=0,
                **year_ticks(first, last),
                range=[_day(first, -1 if not yearly else -8), _day(last, 1 if not yearly else 8)],
            ),
            yaxis=style.axis(
                range=[max(0.0, low - room * (2.8 if chance else 1)), high + room * 1.6],
                nticks=6,
                tickformat=",.0f",
            ),
        ),
    }


def _note(text: str) -> list[dict[str, Any]]:
    """What is said at the foot of the chart, a line a clause: one line is wider than a phone."""
    if not text:
        return []
    at = {"xref": "paper", "x": 0, "xanchor": "left", "yref": "paper", "y": 0, "yanchor": "bottom"}
    font = {"size": 14, "color": style.QUIET}
    lines = text.replace("; ", ";<br>")
    clear = "rgba(255,255,255,0.8)"  # over the line of a change, which is as tall as the chart
    look = {"showarrow": False, "align": "left", "font": font, "bgcolor": clear}
    return [{"text": lines, **look, **at}]


def _blank() -> dict[str, Any]:
    return {"xaxis": style.axis(visible=False), "yaxis": style.axis(visible=False)}


def _day(month: str, shift: int = 0) -> str:
    return periods.shift(month, shift) + "-01"


def _limits(part: pd.DataFrame, yearly: bool) -> list[dict[str, Any]]:
    """Mean and limits of one regime, month by month: short months have wider limits."""
    lines = (("mean", "solid", 1.6), ("lower", "dash", 1.6), ("upper", "dash", 1.6))
    return [
        {
            "type": "scatter",
            "mode": "lines",
            "x": part["month"].tolist(),
            "y": part[name].tolist(),
            "line": {"color": style.QUIET, "width": width, "dash": dash},
            "hovertemplate": f"{NAMED[name]}: %{{y:,.0f}} a {'year' if yearly else 'month'}"
            "<extra></extra>",
        }
        for name, dash, width in lines
    ]


NAMED = {"mean": "average", "lower": "lower limit", "upper": "upper limit"}


def year_ticks(first: str, last: str, most: int = 4) -> dict[str, Any]:
    """Years to name on an axis of months: Januaries, as many as fit on a phone."""
    years = list(range(int(first[:4]) + (first[5:] != "01"), int(last[:4]) + 1))
    step = max(1, -(-len(years) // most))
    kept = years[(len(years) - 1) % step :: step]
    return {
        "tickmode": "array",
        "tickvals": [f"{year}-01-01" for year in kept],
        "ticktext": [str(year) for year in kept],
    }


def _bands(
    first: str, last: str, lines: Sequence[tuple[str, str]], yearly: bool
) -> list[dict[str, Any]]:
    shapes: list[dict[str, Any]] = []
    ends = {"xref": "x", "yref": "paper", "y0": 0, "y1": 1}
    if first <= LOCKDOWN.end and last >= LOCKDOWN.start:
        stop = periods.shift(LOCKDOWN.end, 11) if yearly else LOCKDOWN.end
        shapes.append(
            {
                "type": "rect",
                "x0": _day(max(first, LOCKDOWN.start)),
                "x1": _day(min(last, stop)),
                "fillcolor": BAND,
                "line": {"width": 0},
                "layer": "below",
                **ends,
            }
        )
    shapes += [
        {
            "type": "line",
            "x0": _day(month),
            "x1": _day(month),
            "line": {"color": style.INK, "width": 1.6, "dash": "dot"},
            **ends,
        }
        for month, _ in lines
    ]
    return shapes


def _names(
    rows: pd.DataFrame, lines: Sequence[tuple[str, str]], yearly: bool
) -> list[dict[str, Any]]:
    """Limits, band and changes named where they are."""
    first, last = rows["month"].iloc[0], rows["month"].iloc[-1]
    known = rows[rows["mean"].notna()]
    texts: list[dict[str, Any]] = []
    if len(known):
        texts = [
            {
                "xref": "paper",
                "x": 1,
                "y": known.iloc[-1][name],
                "text": text,
                "xanchor": "left",
                "yanchor": "middle",
                "showarrow": False,
                "font": {"size": 14, "color": style.QUIET},
            }
            for name, text in (("lower", "lower"), ("mean", "average"), ("upper", "upper"))
        ]
    top = {"yref": "paper", "y": 1, "yanchor": "top", "showarrow": False}
    if first < LOCKDOWN.end and last > LOCKDOWN.start:
        stop = periods.shift(LOCKDOWN.end, 11) if yearly else LOCKDOWN.end
        shown = max(first, LOCKDOWN.start), min(last, stop)
        texts.append(
            {
                "x": _day(periods.month((periods.index(shown[0]) + periods.index(shown[1])) // 2)),
                "text": "lockdown",
                "font": {"size": 14, "color": style.QUIET},
                **top,
            }
        )
    texts += [
        {
            "x": _day(month),
            "text": text,
            "align": "left",
            "xanchor": "left",
            "xshift": 4,
            "font": {"size": 14, "color": style.INK},
            **top,
        }
        for month, text in lines
    ]
    return texts

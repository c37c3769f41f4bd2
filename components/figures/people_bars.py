"""People by one dimension as bars: shares, rates with their intervals, several sources."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from components.figures import style
from components.figures.style import Figure

FORMATS = {"share": ".0%", "rate": ",", "count": ",.0f"}
"""How an axis of each kind of value reads."""


@dataclass(frozen=True)
class Bars:
    """One bar a row, from one source.

    Attributes:
        name: who is counted; part of every label when there are several sources.
        values: one a row; NaN where there is none.
        texts: the value of every row as it is written.
        colour: of the bars.
        low: lower limits, or ``None``.
        high: upper limits, or ``None``.
    """

    name: str
    values: Sequence[float]
    texts: Sequence[str]
    colour: str = style.NAVY
    low: Sequence[float] | None = None
    high: Sequence[float] | None = None

    def ends(self) -> list[float]:
        """Where every bar with its interval ends."""
        tops = self.high if self.high is not None else self.values
        return [top if top == top else value for top, value in zip(tops, self.values, strict=True)]


def build_people_bars(
    rows: Sequence[str],
    sources: Sequence[Bars],
    *,
    kind: str = "share",
    hatched: Sequence[str] = (),
) -> Figure:
    """Horizontal bars from 0, a group a row, each with its value and its source beside it.

    Args:
        rows: labels of the rows, the first on top.
        sources: bars of each source, the first on top within a row.
        kind: a key of :data:`FORMATS`.
        hatched: rows to hatch, because they are not a group: what is not known.

    Returns:
        A figure as a dictionary.
    """
    number = max(len(sources), 1)
    height = 0.82 / number
    traces: list[dict[str, Any]] = []
    edge = 0.0
    for place, source in enumerate(sources):
        offset = (place - (number - 1) / 2) * height
        known = [at for at, value in enumerate(source.values) if value == value]
        ends = source.ends()
        edge = max([edge, *(ends[at] for at in known)])
        traces += _one(source, known, ends, offset, height, rows, hatched, number > 1)
    return {
        "data": traces,
        "layout": style.layout(
            meta={"room": True},
            margin={"l": 4, "r": 8, "t": 4, "b": 4},
            barmode="overlay",
            xaxis=style.axis(
                tickangle=0,
                range=[0, (edge or 1.0) * (1.42 if number > 1 else 1.28)],
                nticks=5,
                tickformat=FORMATS[kind],
            ),
            yaxis=style.axis(
                tickmode="array",
                tickvals=list(range(len(rows))),
                ticktext=list(rows),
                range=[len(rows) - 0.45, -0.55],
                showgrid=False,
                tickfont={"size": 15, "color": style.INK},
            ),
        ),
    }


def _one(
    source: Bars,
    known: list[int],
    ends: list[float],
    offset: float,
    height: float,
    rows: Sequence[str],
    hatched: Sequence[str],
    named: bool,
) -> list[dict[str, Any]]:
    """The bars of one source and the texts beside them."""
    values = [source.values[at] for at in known]
    at_y = [at + offset for at in known]
    bars: dict[str, Any] = {
        "type": "bar",
        "orientation": "h",
        "x": values,
        "y": at_y,
        "width": [height * 0.94] * len(known),  # a list: it is in rows, not in pixels
        "marker": {
            "color": source.colour,
            "opacity": 0.9,
            "pattern": {
                "shape": ["/" if rows[at] in hatched else "" for at in known],
                "fgcolor": "#FFFFFF",
                "fillmode": "overlay",
                "size": 6,
            },
        },
        "customdata": [[rows[at], source.texts[at]] for at in known],
        "hovertemplate": f"<b>%{{customdata[0]}}</b><br>{source.name}: %{{customdata[1]}}"
        "<extra></extra>",
    }
    if source.low is not None and source.high is not None:
        bars["error_x"] = {
            "type": "data",
            "symmetric": False,
            "array": [source.high[at] - source.values[at] for at in known],
            "arrayminus": [source.values[at] - source.low[at] for at in known],
            "color": style.INK,
            "thickness": 1.4,
            "width": 3,
        }
    tail = f" {source.name}" if named else ""
    texts: dict[str, Any] = {
        "type": "scatter",
        "mode": "text",
        "x": [ends[at] for at in known],
        "y": at_y,
        "text": [f" {source.texts[at]}{tail}" for at in known],
        "textposition": "middle right",
        "textfont": {"size": 14, "color": style.INK},
        "hoverinfo": "skip",
        "cliponaxis": False,
    }
    return [bars, texts]

"""Counts by two parts of time as a heatmap of five classes, every value readable."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import numpy as np
import pandas as pd

from components.figures import style
from components.figures.style import Figure
from data.statistics import classes

TEXT = ("#000000", "#000000", "#000000", "#000000", "#FFFFFF")
"""Colour of a value on each of the five classes."""


def cell_text(value: float, most: float) -> str:
    """A value as it stands in a cell: whole, or in thousands where many digits would not fit."""
    if value != value:
        return ""
    if most >= 10_000:
        return f"{value / 1000:.1f}k"
    return f"{value:,.0f}"


def classes_of(values: np.ndarray) -> tuple[np.ndarray, tuple[str, ...], tuple[str, ...]]:
    """The class of every value with the colours and labels of the classes, the lowest first.

    Args:
        values: counts, any shape, NaN where there is none.

    Returns:
        Class numbers (-1 without a value) in the shape given, colours and labels.
    """
    bounds = classes.class_bounds(values)
    labels = classes.labels(bounds, "count") if len(bounds) else ["all alike"]
    if len(bounds) and np.nanmin(values) > 0:  # not "0 to …" where nothing is near 0
        labels[0] = f"up to {bounds[0] - 1:,.0f}"
    spread = np.linspace(0, len(style.SEQUENTIAL) - 1, max(len(labels), 2)).round().astype(int)
    colours = tuple(style.SEQUENTIAL[place] for place in spread[: len(labels)])
    return classes.classify(values, bounds).astype(int), colours, tuple(labels)


def build_heatmap(
    frame: pd.DataFrame,
    rows: str,
    columns: str,
    order: tuple[Sequence[Any], Sequence[Any]],
    labels: tuple[Sequence[str], Sequence[str]],
    *,
    outlined: Collection[tuple[Any, Any]] = (),
    changed: Collection[tuple[Any, Any]] = (),
    noun: str = "offences",
) -> Figure:
    """One cell a pair of row and column, coloured by class, with its value; blank where unknown.

    Args:
        frame: a ``matrix`` table: the two columns named and ``count``.
        rows: column of the frame whose values are rows, the first on top.
        columns: column of the frame whose values are columns.
        order: values of the rows and of the columns, in the order shown; others are left out.
        labels: their names, in the same order.
        outlined: pairs of row and column to draw an outline around, without colour.
        changed: pairs before which counting changed: a dotted line on the cell's left.
        noun: what is counted, for the label under the pointer.

    Returns:
        A figure as a dictionary.
    """
    names = (frame[rows].tolist(), frame[columns].tolist(), frame["count"].tolist())
    known = {(row, column): count for row, column, count in zip(*names, strict=True)}
    values = np.array(
        [[known.get((row, column), np.nan) for column in order[1]] for row in order[0]], dtype=float
    ).reshape(len(order[0]), len(order[1]))
    found, colours, _ = classes_of(values)
    most = float(np.nanmax(values)) if (~np.isnan(values)).any() else 0.0
    at = [(row, column) for row, column in np.argwhere(~np.isnan(values)).tolist()]
    ink = dict(zip(style.SEQUENTIAL, TEXT, strict=True))
    tall, wide_ = values.shape
    cells: dict[str, Any] = {
        "type": "heatmap",
        "x": list(range(wide_)),
        "y": list(range(tall)),
        "z": [[None if cell < 0 else cell for cell in line] for line in found.tolist()],
        "text": [
            ["" if value != value else f"{value:,.0f}" for value in line]
            for line in values.tolist()
        ],
        "customdata": [
            [f"{labels[0][row]}, {labels[1][column]}" for column in range(wide_)]
            for row in range(tall)
        ],
        "zmin": -0.5,
        "zmax": len(colours) - 0.5,
        "colorscale": _stepped(colours),
        "showscale": False,
        "hoverongaps": False,
        "xgap": 1.5,
        "ygap": 1.5,
        "hovertemplate": "<b>%{customdata}</b><br>%{text} " + noun + "<extra></extra>",
    }
    texts: dict[str, Any] = {
        "type": "scatter",
        "mode": "text",
        "x": [column for _, column in at],
        "y": [row for row, _ in at],
        "text": [cell_text(values[row, column], most) for row, column in at],
        "textfont": {
            "size": 14,
            "color": [ink[colours[found[row, column]]] for row, column in at],
        },
        "hoverinfo": "skip",
        "cliponaxis": False,
    }
    return {
        "data": [cells, texts],
        "layout": style.layout(
            margin={"l": 4, "r": 4, "t": 4, "b": 4},
            shapes=[*_outline(outlined, order), *_changes(changed, order)],
            xaxis=style.axis(
                tickmode="array",
                tickvals=list(range(wide_)),
                ticktext=list(labels[1]),
                tickangle=0,
                side="top",
                showgrid=False,
                range=[-0.5, wide_ - 0.5],
            ),
            yaxis=style.axis(
                tickmode="array",
                tickvals=list(range(tall)),
                ticktext=list(labels[0]),
                showgrid=False,
                range=[tall - 0.5, -0.5],
                tickfont={"size": 14, "color": style.INK},
            ),
        ),
    }


def _stepped(colours: Sequence[str]) -> list[list]:
    """A colour scale of as many flat steps as there are colours."""
    return [
        [(place + end) / len(colours), colour]
        for place, colour in enumerate(colours)
        for end in (0, 1)
    ]


def _spots(
    cells: Collection[tuple[Any, Any]], order: tuple[Sequence[Any], Sequence[Any]]
) -> set[tuple[int, int]]:
    """Where the cells named lie; those that are not shown are left out."""
    return {
        (list(order[0]).index(row), list(order[1]).index(column))
        for row, column in cells
        if row in order[0] and column in order[1]
    }


def _changes(
    changed: Collection[tuple[Any, Any]], order: tuple[Sequence[Any], Sequence[Any]]
) -> list[dict[str, Any]]:
    """A dotted line on the left of each cell before which counting changed."""
    line = {"color": style.INK, "width": 4, "dash": "dot"}
    return [
        {
            "type": "line",
            "x0": column - 0.5,
            "x1": column - 0.5,
            "y0": row - 0.5,
            "y1": row + 0.5,
            "line": line,
        }
        for row, column in sorted(_spots(changed, order))
    ]


def _outline(
    outlined: Collection[tuple[Any, Any]], order: tuple[Sequence[Any], Sequence[Any]]
) -> list[dict[str, Any]]:
    """Lines along the cells' edges that no other outlined cell shares."""
    spots = _spots(outlined, order)
    path = ""
    for row, column in sorted(spots):
        left, right, top, bottom = column - 0.5, column + 0.5, row - 0.5, row + 0.5
        for beside, line in (
            ((row - 1, column), (left, top, right, top)),
            ((row + 1, column), (left, bottom, right, bottom)),
            ((row, column - 1), (left, top, left, bottom)),
            ((row, column + 1), (right, top, right, bottom)),
        ):
            if beside not in spots:
                path += "M{},{}L{},{}".format(*line)
    if not path:
        return []
    return [{"type": "path", "path": path, "line": {"color": style.INK, "width": 3}}]

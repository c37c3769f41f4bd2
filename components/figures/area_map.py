"""Choropleth of wards or boroughs, with borough outlines, the City hatched, one area in focus."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from components.figures import style
from components.figures.style import Figure
from data.statistics import classes

CITY = "E09000001"
LONDON_BOUNDS = (-0.52, 51.28, 0.345, 51.70)
TOO_FEW = "too few to compare"


@dataclass(frozen=True)
class Scale:
    """Classes of a map: which class every area is in, and how classes look and read.

    Attributes:
        values: class number of every area, -1 where there is no value.
        colours: a colour a class.
        labels: what a class means, with its bounds.
        missing: label of areas without a value; empty when there is none.
    """

    values: np.ndarray
    colours: tuple[str, ...]
    labels: tuple[str, ...]
    missing: str = ""


def scale_of(frame: pd.DataFrame, measure: str) -> Scale:
    """Classes for a column of an ``areas`` table.

    A change is classed by what can be said of it among all areas (lower, no clear change,
    higher), not by its size: the largest percentages are mostly the smallest counts.
    """
    if measure == "change":
        known = frame["named"].isin(("lower", "no-clear-change", "higher")).to_numpy()
        number = frame["named"].map({"lower": 0, "higher": 2}).fillna(1).to_numpy(dtype=int)
        return Scale(
            np.where(known, number, -1),
            (style.LOWER, style.NEUTRAL, style.HIGHER),
            ("clearly lower", "not clear among all", "clearly higher"),
            TOO_FEW if (~known).any() else "",
        )
    values = frame[measure].to_numpy(dtype=float)
    bounds = classes.class_bounds(values)
    labels = classes.labels(bounds, measure)
    spread = np.linspace(0, len(style.SEQUENTIAL) - 1, max(len(labels), 2)).round().astype(int)
    colours = tuple(style.SEQUENTIAL[place] for place in spread[: len(labels)])
    found = classes.classify(values, bounds).astype(int)
    hidden = (frame["status"] == "suppressed").any()
    missing = "suppressed" if hidden else "no data"
    return Scale(found, colours, tuple(labels), missing if (found < 0).any() else "")


def _view(bounds: Sequence[float]) -> tuple[float, dict[str, float]]:
    """Scale and centre that show the bounds on a map whose scale 1 shows London."""
    west, south, east, north = bounds
    wide = (LONDON_BOUNDS[2] - LONDON_BOUNDS[0]) / (east - west)
    high = (LONDON_BOUNDS[3] - LONDON_BOUNDS[1]) / (north - south)
    scale = 1.0 if tuple(bounds) == LONDON_BOUNDS else min(0.85 * min(wide, high), 12.0)
    return round(scale, 3), {
        "lon": round((west + east) / 2, 5),
        "lat": round((south + north) / 2, 5),
    }


def _stepped(colours: Sequence[str]) -> list[list]:
    steps = []
    for place, colour in enumerate(colours):
        steps += [[place / len(colours), colour], [(place + 1) / len(colours), colour]]
    return steps


def build_area_map(
    frame: pd.DataFrame,
    scale: Scale,
    shown: Sequence[str],
    *,
    level: str,
    hover: str,
    version: str,
    bounds: Sequence[float] = LONDON_BOUNDS,
    focus: str = "",
    chosen: Sequence[str] = (),
    hatch: tuple[Sequence[float | None], Sequence[float | None]] | None = None,
    zoom: bool = False,
) -> Figure:
    """A map of the rows of an ``areas`` table.

    Args:
        frame: rows with ``area_code``; the City of London and unplaced rows are left out.
        scale: their classes, in the same order.
        shown: the value of every row, as text for the label under the pointer.
        level: ``ward`` or ``borough``.
        hover: what the value is, for that label.
        version: identity of the boundaries, so that browsers keep them.
        bounds: west, south, east, north of what is looked at.
        focus: code of the area to outline.
        chosen: codes of boroughs whose outline is drawn heavier.
        hatch: longitudes and latitudes of the City's hatching.
        zoom: whether dragging and the wheel move the map.

    Returns:
        A figure as a dictionary: ``data`` and ``layout``.
    """
    place = "/assets/boundaries/{}.json?v=" + version
    keep = frame["area_code"].str.startswith("E").to_numpy() & (frame["area_code"] != CITY)
    known = keep & (scale.values >= 0)
    codes = frame["area_code"].to_numpy()
    borders = {"color": "#FFFFFF" if level == "ward" else style.NAVY, "width": 0.4}
    label = "<b>%{properties.name}</b><br>%{properties.borough}<br>%{text} " + hover
    if level == "borough":
        label = "<b>%{properties.name}</b><br>%{text} " + hover
    texts = np.asarray(shown, dtype=object)
    areas = {
        "type": "choropleth",
        "geojson": place.format(f"{level}s"),
        "featureidkey": "properties.code",
        "locations": codes[known].tolist(),
        "z": scale.values[known].tolist(),
        "text": texts[known].tolist(),
        "zmin": -0.5,
        "zmax": len(scale.colours) - 0.5,
        "colorscale": _stepped(scale.colours),
        "showscale": False,
        "marker": {"line": borders},
        "hovertemplate": label + "<extra></extra>",
    }
    flat = {
        "type": "choropleth",
        "featureidkey": "properties.code",
        "showscale": False,
        "colorscale": [[0, "rgba(0,0,0,0)"], [1, "rgba(0,0,0,0)"]],
        "hoverinfo": "skip",
    }
    missing = codes[keep & ~known]
    traces: list[dict[str, Any]] = [areas]
    traces.append(
        flat
        | {
            "geojson": place.format(f"{level}s"),
            "locations": missing.tolist(),
            "z": [0] * len(missing),
            "colorscale": [[0, style.FEW], [1, style.FEW]],
            "marker": {"line": {"color": style.LINE, "width": 0.6}},
            "hoverinfo": None,
            "hovertemplate": "<b>%{properties.name}</b><br>"
            + (scale.missing or "no data")
            + "<extra></extra>",
        }
    )
    outlines = _boroughs()
    traces.append(
        flat
        | {
            "geojson": place.format("boroughs"),
            "locations": outlines,
            "z": [0] * len(outlines),
            "marker": {
                "line": {
                    "color": style.NAVY,
                    "width": [3.0 if code in chosen else 1.1 for code in outlines]
                    if chosen
                    else 1.1,
                }
            },
        }
    )
    if hatch is not None:
        traces.append(
            {
                "type": "scattergeo",
                "mode": "lines",
                "lon": list(hatch[0]),
                "lat": list(hatch[1]),
                "line": {"color": style.QUIET, "width": 0.9},
                "hoverinfo": "skip",
            }
        )
    traces.append(
        flat
        | {
            "geojson": place.format(f"{level}s"),
            "locations": [focus] if focus else [],
            "z": [0] if focus else [],
            "marker": {"line": {"color": style.ACCENT, "width": 3}},
        }
    )
    zoomed, centre = _view(bounds)
    return {
        "data": traces,
        "layout": style.layout(
            margin={"l": 0, "r": 0, "t": 0, "b": 0},
            dragmode="pan" if zoom else False,
            uirevision=f"{level}-{','.join(map(str, bounds))}",
            meta={"scale": zoomed, "center": centre},
            geo={
                "visible": False,
                "projection": {"type": "mercator", "scale": zoomed},
                "center": centre,
                "lonaxis": {"range": [LONDON_BOUNDS[0], LONDON_BOUNDS[2]]},
                "lataxis": {"range": [LONDON_BOUNDS[1], LONDON_BOUNDS[3]]},
                "bgcolor": "rgba(0,0,0,0)",
                "resolution": 50,
            },
        ),
    }


def _boroughs() -> list[str]:
    return [f"E090000{number:02d}" for number in range(1, 34)]

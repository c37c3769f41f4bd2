"""People by age and sex, women to the left, men to the right, what is not known beneath."""

from __future__ import annotations

from typing import Any

import pandas as pd

from components.figures import style
from components.figures.style import Figure
from components.text.words import capital

FEMALE, MALE, OTHER = style.ACCENT, style.NAVY, "#6F7686"
UNKNOWN = "unknown"
ROOM = 0.25
"""How much of the width numbers need on either side, on the narrowest screen."""


def band_label(band: str) -> str:
    """An age band for people: ``13 to 19``, ``65 and over``, ``Age not known``."""
    if band == UNKNOWN:
        return "Age not known"
    if band.endswith("+"):
        return f"{band[:-1]} and over"
    return capital(band.replace("-", " to "))


Cells = dict[tuple[str, str], tuple[float, float]]
"""Share and number of people by age and sex, NaN where suppressed."""


def _cells(frame: pd.DataFrame) -> Cells:
    """The bars of a table; all people of unknown sex are one, under the age ``all``."""
    columns = (frame[name].tolist() for name in ("age", "sex", "share", "count"))
    found: Cells = {}
    for age, sex, share, count in zip(*columns, strict=True):
        key = ("all", UNKNOWN) if sex == UNKNOWN else (age, sex)
        before = found.get(key, (float("nan"), float("nan")))
        found[key] = (_plus(before[0], share), _plus(before[1], count))
    return found


def _plus(one: float, other: float) -> float:
    """A sum in which what is not known counts for nothing, unless both are."""
    return other if one != one else one if other != other else one + other


def reach(frame: pd.DataFrame) -> tuple[float, float]:
    """The longest bar to the left (women) and to the right, as shares of everybody."""
    left = right = 0.0
    for (_, sex), (share, _) in _cells(frame).items():
        if share == share:
            left = max(left, share) if sex == "female" else left
            right = max(right, share) if sex != "female" else right
    return left, right


def build_pyramid(
    frame: pd.DataFrame, *, most: tuple[float, float] = (0.0, 0.0), noun: str = "people"
) -> Figure:
    """A population pyramid: bars are shares of everybody in the table, numbers are people.

    Args:
        frame: a ``people`` table cut by age and sex: ``age``, ``sex``, ``count``, ``share``;
            bands from the youngest, ``unknown`` last.
        most: longest bars to the left and to the right, to draw two pyramids to one scale.
        noun: who is counted, for the label under the pointer.

    Returns:
        A figure as a dictionary. The oldest stand on top; people of unknown age, and of unknown
        sex, have bars of their own at the bottom, hatched.
    """
    bands = [band for band in dict.fromkeys(frame["age"]) if band != UNKNOWN]
    order = [*reversed(bands), UNKNOWN]
    size = len(order)
    cells = _cells(frame)
    none = (float("nan"), float("nan"))
    left, right = (max(pair) for pair in zip(most, reach(frame), strict=True))
    room = max((left + right) / (1 - 2 * ROOM) * ROOM, 0.01)
    low, high = left + room, right + room
    traces: list[dict[str, Any]] = []
    for sex, side, colour in (("female", -1, FEMALE), ("male", 1, MALE)):
        found = [cells.get((band, sex), none) for band in order]
        traces += _bars(
            [(place, *pair) for place, pair in enumerate(found)],
            side,
            colour,
            [f"{sex}, {band_label(band).lower()}" for band in order],
            [band == UNKNOWN for band in order],
            noun,
        )
    share, count = cells.get(("all", UNKNOWN), none)
    traces += _bars([(size, share, count)], 1, OTHER, ["sex not known"], [True], noun)
    return {
        "data": traces,
        "layout": style.layout(
            margin={"l": 4, "r": 4, "t": 26, "b": 4},
            barmode="overlay",
            bargap=0.2,
            annotations=[
                _name("Female", -low, "left", FEMALE),
                _name("Male", high, "right", MALE),
            ],
            xaxis=style.axis(
                range=[-low, high],
                tickmode="array",
                tickvals=[],
                showgrid=False,
                zeroline=True,
                zerolinecolor=style.LINE,
            ),
            yaxis=style.axis(
                tickmode="array",
                tickvals=list(range(size + 1)),
                ticktext=[*map(_tick, order), "Sex unknown"],
                range=[size + 0.6, -0.6],
                showgrid=False,
                tickfont={"size": 15, "color": style.INK},
            ),
        ),
    }


def _tick(band: str) -> str:
    """A band in few letters, for the axis."""
    return "Age unknown" if band == UNKNOWN else band_label(band).replace(" and over", "+")


def _number(count: float) -> str:
    """A number in at most five letters."""
    return f"{count:,.0f}" if count < 9_999.5 else f"{count / 1000:,.0f}k"


def _name(text: str, at: float, anchor: str, colour: str) -> dict[str, Any]:
    return {
        "x": at,
        "xanchor": anchor,
        "yref": "paper",
        "y": 1,
        "yanchor": "bottom",
        "text": f"<b>{text}</b>",
        "showarrow": False,
        "font": {"size": 15, "color": "#A43D06" if colour == FEMALE else colour},
    }


def _bars(
    places: list[tuple[int, float, float]],
    side: int,
    colour: str,
    names: list[str],
    hatched: list[bool],
    noun: str,
) -> list[dict[str, Any]]:
    """Bars to one side, and their numbers beyond their ends."""
    known = [at for at, (_, share, _) in enumerate(places) if share == share]
    rows = [places[at] for at in known]
    return [
        {
            "type": "bar",
            "orientation": "h",
            "x": [side * share for _, share, _ in rows],
            "y": [place for place, _, _ in rows],
            "width": [0.8] * len(rows),  # a list: it is in rows, not in pixels
            "marker": {
                "color": colour,
                "opacity": 0.9,
                "pattern": {
                    "shape": ["/" if hatched[at] else "" for at in known],
                    "fgcolor": "#FFFFFF",
                    "fillmode": "overlay",
                    "size": 6,
                },
            },
            "customdata": [
                [names[at], f"{count:,.0f}", f"{share:.1%}"]
                for at, (_, share, count) in zip(known, rows, strict=True)
            ],
            "hovertemplate": f"%{{customdata[0]}}: %{{customdata[1]}} {noun} "
            "(%{customdata[2]})<extra></extra>",
        },
        {
            "type": "scatter",
            "mode": "text",
            "x": [side * share for _, share, _ in rows],
            "y": [place for place, _, _ in rows],
            "text": [
                f" {_number(count)}" if side > 0 else f"{_number(count)} " for _, _, count in rows
            ],
            "textposition": "middle right" if side > 0 else "middle left",
            "textfont": {"size": 14, "color": style.INK},
            "hoverinfo": "skip",
            "cliponaxis": False,
        },
    ]

"""A series as a small line of its own shapes: for many on a page, on screens and on paper.

Everything stands in per cent of the picture and the line keeps its strength when it is stretched,
so that the picture fills whatever box it is in; the style sheet leaves room for the labels.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import pandas as pd

from components.drawn import Element
from components.figures.style import Drawing
from data.model.catalogue import Break
from data.model.periods import LOCKDOWN

WIDE, HIGH = 300, 99
"""Units in which the line is written."""
HEADROOM = 1.12
MOST_STEPS = 3
"""Steps of the scale are fewer than these."""


def step_of(top: float) -> int:
    """The distance of two marks of a scale from 0: 1, 2 or 5 with noughts."""
    step, place = 1, 0
    while top / step >= MOST_STEPS:
        place += 1
        step = (1, 2, 5)[place % 3] * 10 ** (place // 3)
    return step


def short(value: int) -> str:
    """A mark of the scale in few signs: ``500``, ``20k``, ``1M``."""
    for size, sign in ((10**6, "M"), (10**3, "k")):
        if value >= size:
            return f"{value / size:g}{sign}"
    return str(value)


def _percent(part: float) -> str:
    return f"{part * 100:.1f}".removesuffix(".0") + "%"


def _scale(top: float) -> list[Element]:
    """Marks of the scale with their lines."""
    step = step_of(top)
    found = []
    for value in range(0, int(top) + 1, step):
        height = _percent(1 - value / top)
        found.append(Element("line", {"x2": "100%", "y1": height, "y2": height}))
        found.append(Element("text", {"y": height}, (short(value),)))
    return found


def _months_between(first: str, month: str) -> int:
    return 12 * (int(month[:4]) - int(first[:4])) + int(month[5:7]) - int(first[5:7])


def _band(first: str, span: int) -> list[Element]:
    """Lockdown as a band, where the months shown have it."""
    low = max(_months_between(first, LOCKDOWN.start), 0)
    high = min(_months_between(first, LOCKDOWN.end), span)
    if high <= low:
        return []
    place = {"x": _percent(low / span), "width": _percent((high - low) / span)}
    return [Element("rect", place | {"height": "100%"})]


def _path(places: Sequence[int], values: Sequence[float], span: int, top: float) -> Element:
    """The line, stretched to its box: its first point, then step by step; none over a gap."""
    points = [
        (round(place / span * WIDE), round((1 - value / top) * HIGH))
        for place, value in zip(places, values, strict=True)
    ]
    way, drawing = f"M{points[0][0]} {points[0][1]}", ""
    for (month, then), ((before, above), (x, y)) in zip(
        pairwise(places), pairwise(points), strict=True
    ):
        kind = "l" if then - month == 1 else "m"  # sums begin anew where counting changed
        way += " " if kind == drawing else kind
        way += f"{x - before}{' ' if y >= above else ''}{y - above}"
        drawing = kind
    box = {"viewBox": f"0 0 {WIDE} {HIGH}", "preserveAspectRatio": "none"}
    return Element("svg", box, (Element("path", {"d": way}),))


def build_sparkline(frame: pd.DataFrame, breaks: Sequence[Break] = ()) -> Drawing:
    """A line of 12-month sums from 0, its last value marked, with its first and last year.

    Args:
        frame: a ``series`` table of one area: ``month`` and ``count_12m``.
        breaks: known breaks, drawn as dotted lines where they fall into the months shown.

    Returns:
        A drawing without words of its own: whoever shows it says beside it what it shows.
    """
    rows = frame.dropna(subset=["count_12m"])
    months, values = rows["month"].tolist(), rows["count_12m"].tolist()
    outer = {"class": "sparkline", "aria-hidden": "true"}
    if not months:
        return Element("svg", outer)
    first, last = months[0], months[-1]
    span = max(_months_between(first, last), 1)
    top = max(values) * HEADROOM or 1
    shapes = [*_band(first, span), *_scale(top)]
    shapes += [
        Element("line", {"x1": place, "x2": place, "y2": "100%", "class": "break"})
        for place in (
            _percent(_months_between(first, item.month) / span)
            for item in breaks
            if first < item.month <= last
        )
    ]
    places = [_months_between(first, month) for month in months]
    shapes.append(_path(places, values, span, top))
    end = {"cx": _percent(places[-1] / span), "cy": _percent(1 - values[-1] / top)}
    shapes.append(Element("circle", end | {"r": "0.25rem"}))
    shapes.append(Element("text", {"y": "100%", "class": "from"}, (first[:4],)))
    shapes.append(Element("text", {"x": "100%", "y": "100%", "class": "to"}, (last[:4],)))
    return Element("svg", outer, tuple(shapes))

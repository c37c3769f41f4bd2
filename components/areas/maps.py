"""The map of a Selection with its legend: from table to figure, the same on every page."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
from dash import html

from components.card import Card
from components.figures.area_map import LONDON_BOUNDS, Scale, build_area_map, scale_of
from components.text.words import ONE_IN_TWENTY, compared_with, listed, measured
from data import queries
from data.model.places import CITY, LONDON
from data.queries.question import Question
from data.session import Session, remembered


@dataclass(frozen=True)
class AreaMap:
    """A map and what goes with it.

    Attributes:
        figure: the chart.
        legend: the classes with their bounds.
        finding: what it shows, in a few words.
        subtitle: measure, place, period.
        sentence: its text alternative.
    """

    figure: dict
    legend: list
    finding: str
    subtitle: str
    sentence: str


@remembered
def _hatch(session: Session, strokes: int = 7) -> tuple[list[float | None], list[float | None]]:
    """Diagonal strokes across the City: pairs of ends on its outline, ``None`` between pairs."""
    ring = session.build.outline(CITY)
    lean = 0.55  # degrees of longitude that a stroke gains over a degree of latitude
    shifted = [longitude - lean * latitude for longitude, latitude in ring]
    low, high = min(shifted), max(shifted)
    longitudes: list[float | None] = []
    latitudes: list[float | None] = []
    for stroke in range(1, strokes + 1):
        at = low + (high - low) * stroke / (strokes + 1)
        crossings = []
        for place in range(len(ring) - 1):
            one, other = shifted[place] - at, shifted[place + 1] - at
            if one * other < 0:
                share = one / (one - other)
                latitude = ring[place][1] + share * (ring[place + 1][1] - ring[place][1])
                crossings.append((round(latitude, 5), round(at + lean * latitude, 5)))
        crossings.sort()
        for start, end in zip(crossings[::2], crossings[1::2], strict=False):
            longitudes += [start[1], end[1], None]
            latitudes += [start[0], end[0], None]
    return longitudes, latitudes


def zoom_bounds(question: Question) -> tuple[float, ...]:
    """West, south, east, north of the Selection's areas; London's when none are named."""
    codes = [code for code in question.areas if code != LONDON]
    if not codes:
        return LONDON_BOUNDS
    boxes = question.session.build.areas.loc[codes]
    return tuple(
        round(float(value), 4)
        for value in (boxes.west.min(), boxes.south.min(), boxes.east.max(), boxes.north.max())
    )


def units(count: int, level: str) -> str:
    """So many places of a level: ``1 ward``, ``32 boroughs``."""
    return f"{count} {level}{'' if count == 1 else 's'}"


def measure_words(question: Question) -> str:
    """What a map or ranking counts, for a subtitle."""
    offence = question.offence
    recorded = question.dataset.recorded
    people = "residents aged 1 to 24" if offence.ages else "residents"
    return {
        "count": "Recorded number" if recorded else "Number",
        "rate": f"Per 1,000 {people}",
        "change": "Change",
        "cost": "Cost at the report’s unit costs",
    }[question.measure]


def subtitle_of(question: Question, by: str = "") -> str:
    """Measure, unit of place and period: ``Recorded number by ward, year to March 2026``."""
    text = measure_words(question)
    text += f" by {by}" if by else ""
    text += f", {question.period.label}"
    if question.measure == "change":
        text += f" {compared_with(question)}"
    return text


def legend(scale: Scale, label: str) -> list:
    """The classes as a list: a swatch and its bounds each."""
    swatches = [
        html.Li([html.Span(className="swatch", style={"background": colour}), text])
        for colour, text in zip(scale.colours, scale.labels, strict=True)
    ]
    if scale.missing:
        swatches.append(html.Li([html.Span(className="swatch empty"), scale.missing]))
    swatches.append(html.Li([html.Span(className="swatch hatch"), "City of London: no Met data"]))
    return [html.Ul(swatches, className="legend", **{"aria-label": label})]


@remembered
def area_map(question: Question, zoom: bool = False, focus: str = "") -> AreaMap:
    """The map of a Selection at level ward or borough, all of London coloured.

    The Selection must be answerable (see :func:`data.queries.answerable`).
    """
    whole = question.replace(areas=())
    frame = queries.query_areas(whole).frame
    scale = scale_of(frame, question.measure)
    shown = [measured(value, question.measure) for value in frame[question.measure]]
    recorded = question.dataset.recorded
    unit = {
        "count": "recorded" if recorded else "",
        "rate": "per 1,000 residents",
        "change": "",
        "cost": "",
    }
    figure = build_area_map(
        frame,
        scale,
        shown,
        level=question.level,
        hover=unit[question.measure],
        version=question.session.build.build_id,
        bounds=zoom_bounds(question),
        focus=focus if question.session.domain.levels.get(focus) == question.level else "",
        chosen=question.areas,
        hatch=_hatch(question.session),
        zoom=zoom,
    )
    offence = question.offence
    words = measure_words(question)
    subtitle = subtitle_of(question, question.level)
    frame = queries.query_areas(question).frame
    ranked = frame[frame["rank"].notna()].nsmallest(3, "rank", keep="first")
    inside = f" in {queries.area_phrase(question)}" if question.areas else ""
    if ranked.empty:
        finding = f"{offence.label}: nothing to map"
        sentence = "There is no value to map for this choice."
    elif question.measure == "change":
        finding, sentence = _changes_told(frame, question, inside)
    else:
        places = [name.split(", ")[0] for name in ranked["area_name"]]
        finding = f"{offence.label} is highest in {listed(places[:2])}"
        values = [measured(value, question.measure) for value in ranked[question.measure]]
        named = [
            f"{name} ({value})" for name, value in zip(ranked["area_name"], values, strict=True)
        ]
        sentence = (
            f"{words} by {question.level}, {question.period.label}: highest{inside} in "
            f"{listed(named)}."
        )
    return AreaMap(figure, legend(scale, words), finding, subtitle, sentence)


def _changes_told(frame: pd.DataFrame, question: Question, inside: str) -> tuple[str, str]:
    """Title and sentence of a map of changes: how many stand out among all areas."""
    up, down = (int((frame["named"] == way).sum()) for way in ("higher", "lower"))
    known = int(frame["named"].isin(("higher", "lower", "no-clear-change")).sum())
    offence, level = question.offence, question.level
    finding = (
        f"{offence.label} fell in {units(down, level)}{inside}, rose in {up}"
        if up or down
        else f"{offence.label}: no {level}{inside} stands out from chance"
    )
    chance = f" {ONE_IN_TWENTY}" if up or down else ""
    sentence = (
        f"{measure_words(question)}{inside}: of {units(known, level)} with enough offences to "
        f"compare, {down} fell and {up} rose beyond what chance does among so many; "
        f"{known - up - down} show no clear change.{chance}"
    )
    return finding, sentence


def map_card(card: str, question: Question, zoom: bool = False, focus: str = "") -> Card:
    """The map as a card; its table holds all of London.

    Args:
        card: the card's id.
        question: what is mapped, answerable, at level ward or borough.
        zoom: whether the map can be moved.
        focus: code of the area that is outlined.
    """
    drawn = area_map(question, zoom, focus)
    return Card(
        id=card,
        title=drawn.finding,
        subtitle=drawn.subtitle,
        sentence=drawn.sentence,
        table="areas",
        question=question.replace(areas=()),
        provenance=queries.provenance(question, "areas"),
        figure=drawn.figure,
        extra=(("legend", drawn.legend),),
    )

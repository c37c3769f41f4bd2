"""The map of a Selection with its legend: from table to figure, the same on every page."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
from dash import html

from components.card import Card
from components.figures.area_map import LONDON_BOUNDS, Scale, build_area_map, scale_of
from components.text.highest import highest_of, valued
from components.text.words import (
    ONE_IN_TWENTY,
    cardinal,
    compared_with,
    looked_at,
    measured,
    spelled,
)
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
    ranked = frame[frame["rank"].notna()]
    if ranked.empty:
        finding = f"{offence.label}: nothing to map"
        sentence = "There is no value to map for this choice."
    elif question.measure == "change":
        finding, sentence = changes_told(frame, question)
    else:
        finding, sentence = _values_told(ranked, question)
    return AreaMap(figure, legend(scale, words), finding, subtitle, sentence)


def _place(question: Question) -> tuple[str, str]:
    """Whose units are told of, where the areas chosen are their parents; else that some are.

    Units that were named one by one need not be named again beside the highest of them.
    """
    levels = question.session.domain.levels
    if any(levels[code] == question.level for code in question.areas):
        return "", " among those chosen"
    return queries.area_phrase(question) if question.areas else "", ""


def _about(question: Question, place: str) -> str:
    """What a title speaks of."""
    return f"{place}, {question.offence.lower}" if place else question.offence.label


def _values_told(ranked: pd.DataFrame, question: Question) -> tuple[str, str]:
    """Title and sentence of a map of values: the highest, where one is clearly so."""
    level, (place, chosen) = question.level, _place(question)
    inside = f" in {place}" if place else ""
    about = f"{measure_words(question)} by {level}{inside}, {question.period.label}"
    if len(ranked) == 1:
        row = ranked.iloc[0]
        finding = f"{question.offence.label} in {row['area_name']}"
        return finding, f"{about}: {cardinal(question, row)} in {row['area_name']}."
    if not ranked["count"].any():
        return f"{_about(question, place)}: none recorded", f"{about}: none was recorded."
    highest = highest_of(ranked, question)
    finding = f"highest in {highest}{chosen}" if highest else f"no {level}{chosen} clearly highest"
    clear = "" if highest else " The order may be chance."
    return (
        f"{_about(question, place)}: {finding}",
        f"{about}: highest{chosen} in {valued(ranked, question)}.{clear}",
    )


def changes_told(frame: pd.DataFrame, question: Question) -> tuple[str, str]:
    """Title and sentence of changes of areas: how many are clear among all areas.

    Args:
        frame: an ``areas`` table, or those of its rows that are told of.
        question: what is asked, with a comparison.
    """
    up, down = (int((frame["named"] == way).sum()) for way in ("higher", "lower"))
    known = int(frame["named"].isin((*queries.CLEAR, "no-clear-change")).sum())
    level, (place, chosen) = question.level, _place(question)
    moved = [
        f"{verb} in {units(count, level)}{chosen}"
        for verb, count in (("fell", down), ("rose", up))
        if count
    ]
    finding = f"no {level}’s change{chosen} is clear" if not moved else ", ".join(moved)
    about = f"{measure_words(question)}{f' in {place}' if place else chosen}"
    sentence = f"{about}: no {level} has enough offences to compare."
    if known:
        among = looked_at(int(_whole(question)["q"].notna().sum()), level)
        sentence = (
            f"{about}: of {looked_at(known, level)} with enough offences to compare, "
            f"{spelled(down) if down else 'none'} clearly fell and "
            f"{spelled(up) if up else 'none'} clearly rose, when the {among} of London are looked "
            f"at together.{f' {ONE_IN_TWENTY}' if moved else ''}"
        )
    return f"{_about(question, place)}{' ' if moved else ': '}{finding}", sentence


def _whole(question: Question) -> pd.DataFrame:
    return queries.query_areas(question.replace(areas=())).frame


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

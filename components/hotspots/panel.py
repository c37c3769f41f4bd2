"""One area's own panel: number, change, ranks, trend, neighbours."""

from __future__ import annotations

from typing import Any

from dash import html

from components.card import Card, render_card
from components.figures.rolling import build_rolling
from components.text.words import (
    VERDICTS,
    cardinal,
    change_sentence,
    looked_at,
    measured,
    not_counted,
    ordinal,
    relative_sentence,
    told_verdict,
)
from data import queries
from data.model import periods
from data.model.periods import Period
from data.model.places import CITY
from data.queries.question import Question

HISTORY = 96
"""Months of history in the trend."""


def _render_pick(code: str, text: str) -> html.Button:
    return html.Button(
        text, type="button", className="pick", **{"data-set": "focus", "data-value": code}
    )


def _ranks(question: Question, row: Any, frame) -> str:
    """Where the area stands in London and in its borough, in words."""
    code, rank = row.area_code, row.rank
    if rank != rank:
        return "Not ranked for this choice."
    kinds = "wards" if question.level == "ward" else "boroughs"
    total = int(frame["rank"].notna().sum())
    low, high = row.rank_low, row.rank_high
    spread = f" (95% interval {ordinal(low)} to {ordinal(high)})" if low == low else ""
    text = f"{ordinal(rank)} of {total} {kinds} in London{spread}"
    if question.level == "ward":
        facts = question.session.build.areas
        parent = facts.loc[code, "parent_code"]
        inside = frame[frame["area_code"].map(facts["parent_code"]) == parent]
        place = int((inside["rank"] < rank).sum()) + 1
        text += (
            f"; {ordinal(place)} of {int(inside['rank'].notna().sum())} in "
            f"{facts.loc[code, 'parent_name']}"
        )
    return text + "."


def panel_parts(question: Question, code: str) -> list:
    """The panel of an area, by its code; an invitation when there is none."""
    known = question.session.domain.levels
    if not code or known.get(code) not in ("ward", "borough"):
        return [
            html.P(
                "Choose an area on the map, in the table or by name: its trend, ranks and "
                "neighbours open here.",
                className="invitation",
            )
        ]
    label = question.session.domain.labels[code]
    close = html.Button(
        "Close",
        type="button",
        className="close",
        **{"data-set": "focus", "data-value": "", "aria-label": f"Close the panel of {label}"},
    )
    if code == CITY:
        return [
            html.Section(
                [
                    close,
                    html.H2(label),
                    html.P(
                        "The City has its own police force, whose offences are not in the Met's "
                        "files: there is no Met data here, which is not zero. The official yearly "
                        "table that includes the City is on the Data page."
                    ),
                ],
                className="card panel",
            )
        ]
    asked = question.replace(level=known[code], areas=()).answerable
    frame = queries.query_areas(asked).frame
    row = next(frame[frame["area_code"] == code].itertuples())
    facts = row._asdict() | {"count": frame.loc[row.Index, "count"]}
    what = told_verdict(facts)
    mark, word = VERDICTS[what]
    among = looked_at(int(frame["q"].notna().sum()), asked.level)
    held = what != facts["named"]
    covered = asked.covered
    start = max(covered.start, periods.shift(asked.period.end, 1 - HISTORY))
    own = asked.replace(areas=(code,), period=Period(start, asked.period.end))
    series = queries.query_series(own).frame
    card = Card(
        id="panel-trend",
        title=label,
        subtitle=f"{asked.offence.label}, {asked.period.label}",
        sentence=change_sentence(facts, asked, among) + relative_sentence(facts),
        table="series",
        question=own,
        provenance=queries.provenance(own, "series"),
        figure=build_rolling(series, asked.offence.breaks),
    )
    values = dict(zip(frame["area_code"], frame[asked.measure], strict=True))
    around = [near for near in question.session.build.neighbours.get(code, ()) if near in values]
    nearby = (
        [
            html.H3("Neighbours, longest shared boundary first"),
            html.Ul(
                [
                    html.Li(
                        [
                            _render_pick(near, question.session.domain.labels[near].split(", ")[0]),
                            html.Span(measured(values[near], asked.measure), className="value"),
                        ]
                    )
                    for near in around[:8]
                ],
                className="neighbours",
            ),
        ]
        if around
        else []
    )
    return [
        close,
        render_card(
            card,
            graph={"height": "9rem"},
            before=[
                html.P(
                    [
                        html.Strong(cardinal(asked, facts), className="big"),
                        html.Span([mark, " ", word], className=f"verdict {what}"),
                        *(
                            [html.Span(f"but it {not_counted(among)}", className="detail")]
                            if held
                            else []
                        ),
                    ],
                    className="figure-line",
                ),
                html.P(_ranks(asked, row, frame), className="ranks"),
                html.P("12 months ending with each month", className="axis-note"),
            ],
            label=f"trend of {label}",
            class_name="panel",
            after=nearby,
        ),
    ]

"""``/boroughs`` – how boroughs compare: every offence a column, ranks beneath the numbers."""

from __future__ import annotations

import dash
import pandas as pd
from dash import html

from components.borough_table import ranking_data, render_files
from components.card import Card, render_card, render_headline
from components.figures.ranked_bars import build_ranked_bars
from components.filters import PEOPLE_ONLY, View
from components.maps import subtitle_of
from components.ranking import rank_range
from components.shell import Page, Parts
from components.words import bias_sentence, compared_with, listed, measured, ordinal
from data import queries
from data.catalogue import MEASURES
from data.queries.question import Question
from data.selection import Defaults

WHY = "This page ranks boroughs; wards are ranked on Hot spots."


def _lower(text: str) -> str:
    return text[0].lower() + text[1:]


def _finding(question: Question) -> tuple[str, str]:
    """Who is highest, and whether the difference to the next is clear."""
    frame = queries.query_areas(question.replace(areas=())).frame
    rows = frame[frame["rank"].notna()]
    offence = question.offence
    when = f"{question.period.label}"
    if question.measure == "change" and question.comparison is not None:
        when += f" {compared_with(question)}"
    if rows.empty:
        return f"{offence.label}: nothing to rank", f"London’s boroughs, {when}."
    own = rows[rows["area_code"].isin(question.areas)]
    if len(own):
        return _standing(own, question, when)
    first = rows[rows["rank"] == 1]["area_name"].tolist()
    may = rows[rows["rank_low"] == 1]["area_name"].tolist()
    what = {"count": "most", "rate": "highest rate of", "cost": "highest cost of"}
    if question.measure == "change":
        title = f"{offence.label} rose most, or fell least, in {listed(first)}"
    else:
        title = f"{listed(first)}: {what[question.measure]} {offence.lower}"
    others = len(may) - len(first)
    if others > 0:
        certainty = (
            f"By chance alone {'one other borough' if others == 1 else f'{others} other boroughs'} "
            "could stand first."
        )
    else:
        certainty = "Its first place is beyond chance."
    return title, f"32 boroughs, {when}. {certainty}"


def _standing(own: pd.DataFrame, question: Question, when: str) -> tuple[str, str]:
    """Where the chosen boroughs stand, the highest first."""
    offence = question.offence
    places = [f"{row.area_name} {ordinal(row.rank)}" for row in own.head(3).itertuples()]
    spans = [f"{row.area_name} {rank_range(row)}" for row in own.itertuples()]
    measure = MEASURES[question.measure].lower()
    return (
        f"{listed(places)} of 32 for {offence.lower}",
        f"Ranked by {measure}, 1st the highest, {when}. With 95% interval: {listed(spans)}.",
    )


def build(view: View) -> Parts:
    """The parts of the borough page for a view."""
    question = view.question.answerable
    finding, where = _finding(question)
    whole = question.replace(areas=())
    frame = queries.query_areas(whole).frame
    ranked = frame[frame["rank"].notna()]
    shown = [measured(value, question.measure) for value in ranked[question.measure]]
    offence = question.offence
    top = [
        f"{name} ({text})"
        for name, text in zip(ranked["area_name"].head(3), shown[:3], strict=True)
    ]
    last = [
        f"{name} ({text})"
        for name, text in zip(ranked["area_name"].tail(2), shown[-2:], strict=True)
    ]
    hidden = queries.suppressed(frame)
    lowest = f"; lowest in {listed(last)}" if not hidden and len(ranked) > len(top) else ""
    unranked = f" {hidden} boroughs are suppressed and have no rank." if hidden else ""
    sentence = (
        f"{offence.label}, {_lower(subtitle_of(question))}: highest in {listed(top)}"
        f"{lowest}. Where intervals overlap, the order may be chance.{unranked} The City of "
        "London is not ranked: no Met data."
        if top
        else "There is no value to rank for this choice."
    ) + (bias_sentence(question) if question.measure == "change" else "")
    parts: Parts = {
        "boroughs-headline": {"children": finding},
        "boroughs-spans": {"children": where},
        "live": {"children": f"Updated. {finding}. {where}"},
        "boroughs-ranking": {"data-ranking": ranking_data(view.question, view.state.sort)},
        "boroughs-files": {"children": render_files(view.question)},
        "boroughs-ranking-title": {
            "children": f"Every offence, ranked: {MEASURES[view.question.measure].lower()}"
        },
    }
    parts |= Card(
        id="boroughs-bars",
        title=f"{offence.label} by borough",
        subtitle=f"{subtitle_of(question)}. Lines are 95% intervals.",
        sentence=sentence,
        table="areas",
        question=whole,
        provenance=queries.provenance(whole, "areas"),
        figure=build_ranked_bars(ranked, question.measure, shown, chosen=question.areas),
    ).parts()
    return parts


PAGE = Page(
    "boroughs",
    "/boroughs",
    Defaults(
        levels=("borough",),
        levels_why=WHY,
        topics=("offences",),
        topics_why=PEOPLE_ONLY,
    ),
    build,
)
PAGE.connect()


def body(parts: Parts) -> list:
    """The page's component tree."""
    show = lambda name: parts[name]["children"]  # noqa: E731
    return [
        render_headline("boroughs", parts),
        render_card(
            "boroughs-bars",
            parts,
            graph={"height": "62rem"},
            label="ranked bars",
            class_name="bars-card",
        ),
        html.Section(
            [
                html.H2(
                    show("boroughs-ranking-title"),
                    id="boroughs-ranking-title",
                    className="card-title",
                ),
                html.P(
                    "The rank among 32 boroughs stands beneath each number, 1 the highest. Choose "
                    "a heading to sort. Flagged series overlap with the others and never add up "
                    "with them.",
                    className="subtitle",
                ),
                html.Div(
                    id="boroughs-ranking",
                    **{"data-ranking": parts["boroughs-ranking"]["data-ranking"]},
                ),
                html.P(show("boroughs-files"), id="boroughs-files", className="source"),
            ],
            className="card table-card",
            **{"aria-labelledby": "boroughs-ranking-title"},
        ),
    ]


def layout(**query: str) -> html.Div:
    """The page for a query string."""
    return PAGE.render(query, body)


dash.register_page(
    __name__,
    path="/boroughs",
    title="Boroughs – Serious violence in London",
    name="Boroughs",
    order=2,
    description="London boroughs ranked by every offence, with intervals.",
)

"""Boroughs as ranked bars, and every offence in one table."""

from __future__ import annotations

import pandas as pd
from dash import html

from components.areas.maps import changes_told, subtitle_of
from components.boroughs.table import render_files, render_ranking
from components.card import Card
from components.figures.ranked_bars import build_ranked_bars
from components.filters.view import View
from components.layout import Content
from components.text.highest import valued
from components.text.words import bias_sentence, measured
from data import queries
from data.model.catalogue import MEASURES
from data.queries.question import Question


def bars(question: Question) -> Card:
    """The chosen offence by borough, the highest first."""
    whole = question.replace(areas=())
    frame = queries.query_areas(whole).frame
    ranked = frame[frame["rank"].notna()]
    shown = [measured(value, question.measure) for value in ranked[question.measure]]
    return Card(
        id="boroughs-bars",
        title=f"{question.offence.label} by borough",
        subtitle=f"{subtitle_of(question)}. Lines are 95% intervals.",
        sentence=_sentence(whole, frame),
        table="areas",
        question=whole,
        provenance=queries.provenance(whole, "areas"),
        figure=build_ranked_bars(ranked, question.measure, shown, chosen=question.areas),
    )


def _sentence(question: Question, frame: pd.DataFrame) -> str:
    """The highest and the lowest, or which changes are clear, and what has no rank."""
    ranked, hidden = frame[frame["rank"].notna()], queries.suppressed(frame)
    if ranked.empty:
        return "There is no value to rank for this choice."
    if question.measure == "change":
        _, text = changes_told(frame, question)
    else:
        what = subtitle_of(question)
        lowest = "" if hidden else f"; lowest in {valued(ranked.iloc[::-1], question, 2)}"
        text = (
            f"{question.offence.label}, {what[0].lower()}{what[1:]}: highest in "
            f"{valued(ranked, question)}{lowest}."
        )
    verb = "borough is" if hidden == 1 else "boroughs are"
    unranked = f" {hidden} {verb} suppressed and not ranked." if hidden else ""
    text += (
        f" Where intervals overlap, the order may be chance.{unranked} The City of London is not "
        "ranked: no Met data."
    )
    return text + (bias_sentence(question) if question.measure == "change" else "")


def ranking(view: View) -> Content:
    """Every offence and every borough."""
    title = f"Every offence, ranked: {MEASURES[view.question.measure].lower()}"
    tree = html.Section(
        [
            html.H2(title, id="boroughs-ranking-title", className="card-title"),
            html.P(
                "The rank among 32 boroughs stands beneath each number, 1 the highest. Choose "
                "a heading to sort. Flagged series overlap with the others and never add up "
                "with them.",
                className="subtitle",
            ),
            html.Div(render_ranking(view.question, view.state.sort), id="boroughs-ranking"),
            html.P(render_files(view.question), id="boroughs-files", className="source"),
        ],
        className="card table-card",
        **{"aria-labelledby": "boroughs-ranking-title"},
    )
    return Content(tree)

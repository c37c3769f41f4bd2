"""``/when`` – is it really up or down; which months, hours and seasons."""

from __future__ import annotations

import dash
from dash import html

from components import when_cards, when_words
from components.card import render_card, render_headline
from components.filters import View
from components.shell import Page, Parts
from components.words import change_sentence
from data import queries
from data.queries.question import Question
from data.selection import Defaults

PATH = "/when"
KEYS = "Arrow keys move the chart where it is wider than the screen."


def _headline(question: Question) -> tuple[str, str, str]:
    """What the trend says, the periods it compares, and the change over the period asked for."""
    state = when_words.state_of(when_cards.trend_table(question))
    place = queries.area_phrase(question)
    offence = question.offence
    row = queries.query_total(question).frame.iloc[0]
    sentence = question.dataset.mark + change_sentence(row, question)
    if state.kind == "no-data":
        return f"{place}: no data", f"{offence.label}, {question.period.label}.", sentence
    found = when_words.finding(state)
    text = f"{offence.label}: {found}"
    if place != "London":
        text = f"{place}, {offence.lower}: {found}"
    spans = when_words.spans(state, place)
    if not question.dataset.simulated:
        spans += when_words.new_system(state)
    return text, spans, sentence


def build(view: View) -> Parts:
    """The parts of the page for a view."""
    question = view.question.added_up
    finding, spans, sentence = _headline(question)
    parts: Parts = {
        "when-headline": {"children": finding},
        "when-spans": {"children": spans},
        "when-sentence": {"children": sentence},
        "live": {"children": f"Updated. {finding}. {spans}"},
    }
    for card in (
        when_cards.trend(question),
        when_cards.hours(question, PATH),
        when_cards.months(question),
        when_cards.season(question),
        when_cards.rolling(question),
    ):
        parts |= card.parts()
    return parts


PAGE = Page(
    "when",
    PATH,
    Defaults(
        narrows=False,
        narrows_why="hours and weekdays are not counted by month.",
        level="borough",
        levels=("ward", "borough"),
        levels_why="This page adds up London, or the areas chosen.",
        measures=("count",),
        measures_why="This page counts; rates and costs stand on the other pages.",
        topics=("offences",),
        topics_why="counts people, not offences by time; see the page People.",
    ),
    build,
)
PAGE.connect()


def body(parts: Parts) -> list:
    """The page's component tree."""

    def slot(name: str) -> html.Div:
        return html.Div(parts[name]["children"], id=name)

    return [
        render_headline("when", parts, "sentence"),
        render_card(
            "when-trend",
            parts,
            graph={"height": "100%"},
            label="trend and limits",
            class_name="trend-card",
        ),
        render_card(
            "when-hours",
            parts,
            graph={"height": "100%"},
            before=[slot("when-hours-why")],
            after=[slot("when-hours-legend")],
            label="hours and weekdays",
            class_name="heat-card hours-card",
            keys=KEYS,
        ),
        render_card(
            "when-months",
            parts,
            graph={"height": "100%"},
            after=[slot("when-months-legend")],
            label="months and years",
            class_name="heat-card months-card",
            keys=KEYS,
        ),
        render_card("when-season", parts, graph={"height": "100%"}, label="season"),
        render_card("when-rolling", parts, graph={"height": "100%"}, label="12-month sums"),
    ]


def layout(**query: str) -> html.Div:
    """The page for a query string."""
    return PAGE.render(query, body)


dash.register_page(
    __name__,
    path=PATH,
    title="When – Serious violence in London",
    name="When",
    order=2,
    description="Whether violence is really up or down, in which months, at which hours.",
)

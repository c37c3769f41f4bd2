"""What a trend says, in a sentence."""

from __future__ import annotations

from components import when_cards, when_words
from components.layout import Finding
from components.words import change_sentence
from data import queries
from data.queries.question import Question


def headline(question: Question) -> Finding:
    """What the trend says, the periods it compares, and the change over the period asked for."""
    state = when_words.state_of(when_cards.trend_table(question))
    place = queries.area_phrase(question)
    offence = question.offence
    row = queries.query_total(question).frame.iloc[0]
    sentence = question.dataset.mark + change_sentence(row, question)
    if state.kind == "no-data":
        spans = f"{offence.label}, {question.period.label}."
        return Finding(f"{place}: no data", spans, (("sentence", sentence),))
    found = when_words.finding(state)
    text = f"{offence.label}: {found}"
    if place != "London":
        text = f"{place}, {offence.lower}: {found}"
    spans = when_words.spans(state, place)
    if not question.dataset.simulated:
        spans += when_words.new_system(state)
    return Finding(text, spans, (("sentence", sentence),))

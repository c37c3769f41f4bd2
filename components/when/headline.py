"""What the page says: one verdict, the periods it compares, and the change in a sentence."""

from __future__ import annotations

from components.layout import Finding
from components.text import trend as when_words
from components.text.words import change_sentence
from data import queries
from data.model import periods
from data.queries.question import Question


def resolve_compared(question: Question) -> Question:
    """The same where it compares something; else its latest 12 months on the 12 before."""
    if question.comparison is not None:
        return question
    latest = periods.latest(question.period.end, 12)
    return question.replace(period=latest, compare="previous-year")


def headline(question: Question) -> Finding:
    """The verdict of the change that the sentence tells, and the periods it compares."""
    compared = resolve_compared(question)
    place = queries.area_phrase(question)
    offence = question.offence
    row = queries.query_total(question).frame.iloc[0]
    sentence = question.dataset.mark + change_sentence(row, question)
    found = when_words.verdict_finding(queries.query_total(compared).frame.iloc[0], compared)
    text = f"{offence.label}: {found}"
    if place != "London":
        text = f"{place}, {offence.lower}: {found}"
    spans = when_words.verdict_spans(compared, place)
    return Finding(text, spans, (("sentence", sentence),))

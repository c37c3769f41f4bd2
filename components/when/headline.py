"""What the page says: one verdict, the periods it compares, and the change in a sentence."""

from __future__ import annotations

from components.layout import Finding
from components.text import trend as when_words
from components.text.words import change_sentence, looked_at
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
    told, change = queries.change_of(question), queries.change_of(compared)
    sentence = question.dataset.mark + change_sentence(
        told.row, question, looked_at(told.among, "offence")
    )
    found = when_words.verdict_finding(change.row, compared)
    text = f"{offence.label}: {found}"
    if place != "London":
        text = f"{place}, {offence.lower}: {found}"
    spans = when_words.verdict_spans(compared, place)
    spans += when_words.verdict_aside(change.row, looked_at(change.among, "offence"))
    return Finding(text, spans, (("sentence", sentence),))

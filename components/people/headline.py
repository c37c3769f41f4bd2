"""What stands out among the people of a dataset, in a sentence."""

from __future__ import annotations

from components.layout import Finding
from components.people import charts as people_cards
from components.text import people as words
from components.text.words import change_sentence, counted, listed
from data import queries
from data.model import periods
from data.model.tables import Table
from data.queries.question import Question


def headline(question: Question) -> Finding:
    """What stands out, of how many people where and when, and how their number has changed."""
    return Finding(_finding(question), _spans(question), (("sentence", _change(question)),))


def _finding(question: Question) -> str:
    """What stands out among the people of the dataset, in a few words."""
    dataset = question.dataset
    label = question.offence.label
    role = question.capabilities.roles[0]
    for by in (("age", "sex"), ("age",)):
        table, _ = people_cards.table_of(question, role, by)
        if table is None:
            continue
        if table.question is not None and table.question.areas != question.areas:
            break  # ages of all London say nothing of these areas
        told = words.headline(
            table.frame, words.whose(dataset, role), people_cards.whole_of(table, role)
        )
        more = "" if words.few(table.frame, people_cards.whole_of(table, role)) else _more(question)
        return f"{label}: {told}{f', {more}' if more else ''}"
    table = _everybody(question, role)
    if table is None:
        return f"{label}: nothing to show"
    return f"{label}: {counted(table.frame['count'].sum(), words.whose(dataset, role))}"


def _more(question: Question) -> str:
    """A second fact for the headline: how people were killed, or how many victims are young."""
    if "method" in queries.people_cuts(question, "victim"):
        killed, _ = people_cards.table_of(question, "victim", ("method", "domestic"))
        if killed is None:
            return ""
        share = words.portion(killed.frame, "method", ["knife-or-sharp-implement"])
        return f"{share} killed with a knife or sharp implement"
    if "age-stage" in queries.people_cuts(question, "victim"):
        young, _ = people_cards.table_of(question, "victim", ("age-stage",))
        if young is not None:
            share = words.portion(young.frame, "age", ["under 18", "18-24"])
            return f"{share} under 25"
    return ""


def _everybody(question: Question, role: str) -> Table | None:
    """A table whose counts add up to everybody of a role in the areas asked for."""
    protected = question.source.protected
    for by in (() if protected else ("age", "sex"), ()):
        table, _ = people_cards.table_of(question, role, by)
        asked = table.question if table is not None else None
        if asked is not None and asked.areas == question.areas:
            return table
    return None


def _spans(question: Question) -> str:
    """Place, period, and how many people the page speaks of."""
    dataset = question.dataset
    span = question.period
    told = []
    for role in question.capabilities.roles:
        table = _everybody(question, role)
        if table is not None:
            told.append(counted(table.frame["count"].sum(), words.whose(dataset, role)))
    place = queries.area_phrase(question)
    text = f"{place}, {periods.name(span.start)} to {periods.name(span.end)}"
    return f"{text}: {listed(told)}." if told else f"{text}."


def _change(question: Question) -> str:
    """How the number has changed, where two periods can be compared."""
    row = queries.query_total(question).frame.iloc[0]
    dataset = question.dataset
    if dataset.notices:  # its caveats stand above the page
        return dataset.mark + change_sentence(row, question)
    asked = question.replace(compare="none") if question.overlapping else question
    return f"{change_sentence(row, asked)} {' '.join(dataset.caveats)}".strip()

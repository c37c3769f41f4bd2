"""The six offences of the needs assessment side by side, and a change beside the other five.

A question on one place and one offence, chosen beforehand, is a test of its own, and its interval
answers it. A board that reads six cards reads six tests, and each twentieth interval misses by
chance: what counts as clear there must hold at a false discovery rate of 5 % among the six. A
change that stands by itself and not among the six is neither "clear" nor "no change": both the
overview and the page of that one offence say that it stands by itself only
(:func:`components.text.words.told_verdict`), because the same reader turns from one to the other
and nobody knows whether the offence was chosen before its card was seen.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from data.model.catalogue import SNA_SIX
from data.queries.areas import named_together, query_total
from data.queries.notes import CLEAR
from data.queries.question import Question
from data.session import remembered


class Change(NamedTuple):
    """A total and its change.

    Attributes:
        question: what is asked.
        row: its row of :func:`data.queries.query_total`; ``named`` is the verdict among those
            that it is looked at with.
        among: how many changes were tested together; 1 is by itself.
    """

    question: Question
    row: Mapping[Any, Any]
    among: int = 1


@remembered
def six_of(question: Question) -> dict[str, Change]:
    """Those of the six that the dataset has, by slug, each over its latest months."""
    able = question.capabilities.offences
    asked = {
        slug: question.replace(offence=slug, cohort=question.shared_cohort).added_up
        for slug in SNA_SIX
        if slug in able
    }
    if not asked:
        return {}
    totals = [query_total(own) for own in asked.values()]
    named = named_together(totals)
    tested = sum(verdict in (*CLEAR, "no-clear-change") for verdict in named)
    if tested == 1:  # one alone is not one of many
        named = [str(table.frame["verdict"].iloc[0]) for table in totals]
    return {
        slug: Change(own, table.frame.iloc[0].to_dict() | {"named": verdict}, tested)
        for (slug, own), table, verdict in zip(asked.items(), totals, named, strict=True)
    }


def change_of(question: Question) -> Change:
    """The total of a question; beside the other five where the overview shows the very same.

    What is not clear by itself is not clear beside others either, so only what is clear asks.
    """
    row = query_total(question).frame.iloc[0].to_dict()
    if row["verdict"] in CLEAR and question.offence.slug in SNA_SIX:
        beside = six_of(question).get(question.offence.slug)
        if beside is not None and beside.question == question:
            return beside
    return Change(question, row)

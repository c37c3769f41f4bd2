"""What changed in the six offences of the needs assessment, in sentences."""

from __future__ import annotations

from collections.abc import Sequence

from components.filters.view import View
from components.layout import Finding
from components.text.trend import doubt_of
from components.text.words import (
    capital,
    change_sentence,
    listed,
    looked_at,
    not_counted,
    told_verdict,
)
from data import queries
from data.model import periods
from data.model.catalogue import MEASURES

CLEAR = {"lower": "fell", "higher": "rose"}
ALONE = {"lower-alone": "fell", "higher-alone": "rose"}
QUIET = {
    "no-clear-change": "did not clearly change",
    "not-comparable": "cannot be compared",
    "too-few": "had too few offences to compare",
    "unknown": "have too short a series to tell",
}

NOTHING_CLEAR = (
    "Each of these changes may be chance. That is not the same as no change: the range beside each "
    "number says how far it may have moved."
)
COUNTED = " The cards count offences; “{measure}” is for the map and the {list} boroughs."
"""Why the cards stay as they are: a total and its change are the same story in any measure."""


def headline(view: View) -> Finding:
    """Finding, the periods it speaks of, and the largest clear change as a sentence."""
    six = list(queries.six_of(view.question).values())
    place = queries.area_phrase(view.question)
    if not six:  # an extract of other offences
        nothing = f"{place}: none of the six offences is in this dataset"
        when = f"{view.question.period.label}."
        return Finding(nothing, capital(when), (("sentence", view.question.dataset.label + "."),))
    asked = six[0].question
    said, rest = _said(six)
    finding = "; ".join(said) if said else f"what was recorded, {asked.period.label}"
    if all(change.row["count"] != change.row["count"] for change in six):
        finding = "no Met data"
    finding = f"{place}: {finding}" if place != "London" else capital(finding)
    spans = f"{place}, {_spans(six)}"
    spans += f": {'; '.join(rest)}." if rest and asked.comparison else "."
    spans += _doubts(six)
    if view.question.measure != "count":
        spans += COUNTED.format(
            measure=MEASURES[view.question.measure],
            list="changing" if view.question.measure == "change" else "highest",
        )
    return Finding(finding, spans, (("sentence", _lead(six)),))


def _said(six: Sequence[queries.Change]) -> tuple[list[str], list[str]]:
    """Which offences fell and rose, and what is said of the others; every one is in one of them.

    An offence whose months are others than those of the page is named with its own.
    """
    words: dict[str, list[str]] = {}
    span = six[0].question.period
    for change in six:
        own = change.question.period
        apart = own.end < span.start or own.start > span.end
        name = change.question.offence.lower + (f" (to {periods.name(own.end)})" if apart else "")
        words.setdefault(told_verdict(change.row), []).append(name)
    told = {key: listed(names) for key, names in words.items()}
    said = [f"{told[key]} {verb}" for key, verb in CLEAR.items() if key in told]
    among = not_counted(looked_at(six[0].among, "offence"))
    rest = [f"{told[key]} {verb}, but that {among}" for key, verb in ALONE.items() if key in told]
    rest += [f"{told[key]} {verb}" for key, verb in QUIET.items() if key in told]
    if not said and six[0].among:
        offences = looked_at(six[0].among, "offence")
        each = "" if six[0].among == 1 else "any of "
        return [f"no clear change in {each}the {offences} that can be compared"], rest
    return said, rest


def _doubts(six: Sequence[queries.Change]) -> str:
    """What keeps those that moved from being a verdict, as their own page says it."""
    words: dict[str, list[str]] = {}
    for change in six:
        doubt = doubt_of(change.question)
        if doubt and change.row["verdict"] in queries.CLEAR:
            words.setdefault(doubt, []).append(change.question.offence.lower)
    return "".join(f" {capital(listed(names))}: {doubt}." for doubt, names in words.items())


def _lead(six: Sequence[queries.Change]) -> str:
    """The largest of what is clear, else of what is clear by itself; else that nothing is."""
    for ways in (CLEAR, ALONE):
        found = [change for change in six if told_verdict(change.row) in ways]
        if found:
            lead = max(found, key=lambda change: abs(change.row["change"]))
            return change_sentence(lead.row, lead.question, looked_at(lead.among, "offence"))
    if six[0].among:
        return NOTHING_CLEAR
    return change_sentence(six[0].row, six[0].question)


def _spans(six: Sequence[queries.Change]) -> str:
    """The periods, and those offences that have months of their own."""
    asked = six[0].question
    spans = asked.period.label
    spans += f" compared with {asked.comparison.label}" if asked.comparison else ""
    apart = [
        f"{change.question.offence.lower} to {periods.name(change.question.period.end)}"
        for change in six
        if change.question.period != asked.period
    ]
    return spans + (f" ({', '.join(apart)})" if apart else "")

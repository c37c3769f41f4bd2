"""What changed in the six offences of the needs assessment, in sentences."""

from __future__ import annotations

from components.filters.view import View
from components.layout import Finding
from components.overview.multiples import Six, six_of
from components.text.words import capital, change_sentence, listed
from data import queries
from data.model import periods
from data.model.catalogue import MEASURES, OFFENCES
from data.queries.question import Question

QUIET = {
    "no-clear-change": "did not clearly change",
    "not-comparable": "cannot be compared",
    "too-few": "had too few offences to compare",
    "unknown": "have too short a series to tell",
}

COUNTED = " The cards count offences; “{measure}” is for the map and the highest boroughs."
"""Why the cards stay as they are: a total and its change are the same story in any measure."""


def headline(view: View) -> Finding:
    """Finding, the periods it speaks of, and the largest change as a sentence."""
    six = six_of(view)
    place = queries.area_phrase(view.question)
    if not six:  # an extract of other offences
        nothing = f"{place}: none of the six offences is in this dataset"
        when = f"{view.question.period.label}."
        return Finding(nothing, capital(when), (("sentence", view.question.dataset.label + "."),))
    asked = next(iter(six.values()))[0]
    said, rest = _said(six, asked)
    finding = "; ".join(said) if said else f"what was recorded, {asked.period.label}"
    if all(row["count"] != row["count"] for _, row in six.values()):
        finding = "no Met data"
    finding = f"{place}: {finding}" if place != "London" else capital(finding)
    lead, row = max(six.values(), key=lambda item: _size(item[1]))
    spans = f"{place}, {_spans(six, asked)}"
    spans += f": {'; '.join(rest)}." if rest and asked.comparison else "."
    if view.question.measure != "count":
        spans += COUNTED.format(measure=MEASURES[view.question.measure])
    return Finding(finding, spans, (("sentence", change_sentence(row, lead)),))


def _said(six: Six, asked: Question) -> tuple[list[str], list[str]]:
    """Which offences fell and rose, and what is said of the others."""
    span = asked.period
    words: dict[str, list[str]] = {}
    for offence, (own, row) in six.items():
        if own.period.end >= span.start and own.period.start <= span.end:  # else: its card
            words.setdefault(row["named"], []).append(OFFENCES[offence].lower)
    said = [
        f"{listed(words[key])} {verb}"
        for key, verb in (("lower", "fell"), ("higher", "rose"))
        if key in words
    ]
    rest = [f"{listed(words[key])} {verb}" for key, verb in QUIET.items() if key in words]
    if not said and "no-clear-change" in words:
        return rest[:1], rest[1:]
    return said, rest


def _spans(six: Six, asked: Question) -> str:
    """The periods, and those offences that have months of their own."""
    spans = asked.period.label
    spans += f" compared with {asked.comparison.label}" if asked.comparison else ""
    apart = [
        f"{OFFENCES[offence].lower} to {periods.name(item.period.end)}"
        for offence, (item, _) in six.items()
        if item.period != asked.period
    ]
    return spans + (f" ({', '.join(apart)})" if apart else "")


def _size(row: dict) -> tuple[bool, float]:
    """How much a change is worth telling: what stands before what does not, then by its size."""
    known = row["change"] == row["change"]
    return row["named"] in ("higher", "lower"), abs(row["change"]) if known else -1.0

"""The filters of a page: what is asked, what could not be honoured, and what the bar says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dash import html

from components.text.words import capital
from data.model import periods
from data.model.catalogue import COHORTS, LEVELS
from data.model.parameter import Parameter
from data.model.parameters import PARAMETERS
from data.model.places import CITY
from data.model.selection import ASKED, SUPPOSED, Defaults, Problem, Scenario, ViewState
from data.queries.question import NO_LIKE_MONTHS, SHARED_MONTHS, Question
from data.session import Session

PEOPLE_ONLY = "counts people, not offences by place; see the page People."
"""Why a page of offences cannot show the official tables of people."""


@dataclass(frozen=True)
class View:
    """A page's question and what could not be honoured.

    Attributes:
        path: the page's path.
        question: the question, after fallbacks.
        state: what is looked at.
        scenario: what is supposed.
        problems: what was asked and is not possible.
        defaults: what the page assumes.
        notices: further sentences to show above the page.
        kept: what was asked and another page may answer, by parameter: it stays in the URL.
    """

    path: str
    question: Question
    state: ViewState
    scenario: Scenario
    problems: tuple[Problem, ...]
    defaults: Defaults
    notices: tuple[str, ...] = ()
    kept: tuple[tuple[str, str], ...] = ()

    @property
    def session(self) -> Session:
        """What answers it."""
        return self.question.session


def options_of(parameter: Parameter, view: View) -> list[dict]:
    """A parameter's values as options of its control; one that is greyed says why."""
    return [
        {
            "label": f"{item.label} – {item.reason.rstrip('.')}" if item.reason else item.label,
            "value": item.value,
            "disabled": bool(item.reason),
        }
        for item in parameter.options(view.question, view.defaults)
    ]


def render_asked(view: View) -> list:
    """What the page asks, as a sentence: what is chosen stands out, no part of it is a control."""
    said: list[Any] = []
    for item in PARAMETERS.in_sentence():
        lead, chosen = item.phrase(view.question, view.defaults)
        if chosen:
            said += [f"{lead} " if lead[:1] == "," else f" {lead} " if lead else ""]
            said += [html.Span(chosen if said[1:] else capital(chosen), className="chip")]
    return [part for part in said if part != ""]


def status_of(view: View) -> str:
    """Where the numbers come from, and to when they run."""
    question = view.question
    ends = periods.name(question.covered.end)
    return f"{question.dataset.label}: {question.offence.lower}, data to {ends}."


def options_by_id(view: View) -> dict[str, dict]:
    """The options of controls that depend on the view: properties by component id."""
    return {
        f"filter-{item.name}": {"options": options_of(item, view)}
        for item in PARAMETERS.of(ASKED)
        if item.varies
    }


def notices_of(question: Question) -> tuple[str, ...]:
    """What a page must say above itself: other months than asked, places without data."""
    texts = []
    shown = question.answerable
    if shown.period != question.period:
        covered = question.covered
        texts.append(
            f"{question.offence.label} by {LEVELS[question.level].lower()} is known "
            f"from {periods.name(covered.start)} to {periods.name(covered.end)}: "
            f"shown is {'the ' if shown.period.months == 12 else ''}{shown.period.label}."
        )
    if question.no_comparison == NO_LIKE_MONTHS:
        texts.append(f"Nothing is compared: {NO_LIKE_MONTHS}.")
    elif shown.overlapping:
        texts.append(f"No change is given: {SHARED_MONTHS}.")
    if question.measure == "rate" and question.level != "london":
        texts.append(
            "Rates count residents, not everybody who was there: places with many visitors, "
            "Westminster above all, stand higher than they would. The measure “Count” does not."
        )
    dataset = question.dataset
    texts += dataset.notices
    if COHORTS[question.cohort].everybody and dataset.everybody:
        texts.append(dataset.everybody)
    if why := question.source.protection:
        texts.append(why)
    if CITY in question.areas:
        texts.append(
            "The City of London has its own police: no Met data, which is not zero. "
            "Numbers are for the other areas chosen; where there are none, nothing is known."
        )
    return tuple(texts)


def _instead(problem: Problem, question: Question) -> str:
    """What is shown instead of what was asked, and what would be possible."""
    known = problem.parameter in PARAMETERS
    shown = PARAMETERS[problem.parameter].shown(question) if known else ""
    text = f" Shown instead: {shown}." if shown else " It is left out."
    if problem.allowed:
        text += f" Possible: {', '.join(problem.allowed[:20])}."
    return text


def _notices(problems: Sequence[Problem], question: Question) -> list[str]:
    """The problems as sentences; those with one consequence, as both ends of a period, as one."""
    told: dict[str, list[str]] = {}
    for problem in problems:
        told.setdefault(_instead(problem, question), []).append(problem.text)
    return [
        "; ".join([*(text.rstrip(".") for text in texts[:-1]), texts[-1]])
        + (end.replace("It is", "They are") if len(texts) > 1 else end)
        for end, texts in told.items()
    ]


def render_notices(view: View) -> list:
    """What could not be honoured, as a visible list; nothing when all was."""
    beside = PARAMETERS.names(SUPPOSED)  # said beside their fields
    told = [item for item in view.problems if item.parameter not in beside]
    texts = [*_notices(told, view.question), *view.notices]
    if not texts:
        return []
    return [html.Ul([html.Li(text) for text in texts], className="notice")]

"""The filter bar: what is asked, as controls. The URL is the only state behind it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

import dash_bootstrap_components as dbc
from dash import dcc, html

from components.words import capital
from data import periods, queries
from data.catalogue import (
    COHORTS,
    COMPARISONS,
    LEVELS,
    MEASURES,
    OFFENCES,
)
from data.periods import Period
from data.places import CITY
from data.queries.question import NO_LIKE_MONTHS, NOT_ASKED, SHARED_MONTHS, Question
from data.selection import (
    PLANNED,
    PLANS,
    Defaults,
    Problem,
    Scenario,
    ViewState,
    datasets_of,
    default_period,
    plain,
    to_query,
    to_text,
)
from data.sources.capabilities import Capabilities

PEOPLE_ONLY = "counts people, not offences by place; see the page People."
"""Why a page of offences cannot show the official tables of people."""
NO_CHANGE = "not comparable across the two periods"
_UNCOMPARED = {
    NOT_ASKED: "no comparison is chosen",
    NO_LIKE_MONTHS: NO_LIKE_MONTHS,
    SHARED_MONTHS: SHARED_MONTHS,
}


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
    """

    path: str
    question: Question
    state: ViewState
    scenario: Scenario
    problems: tuple[Problem, ...]
    defaults: Defaults
    notices: tuple[str, ...] = ()


def presets(question: Question) -> list[dict]:
    """Period presets as options: latest, financial and calendar years, and the own choice."""
    answers = question.capabilities
    latest, bounds = answers.period, answers.bounds
    whole = periods.latest(bounds.end, min(12, bounds.months))
    options = [(latest, capital(latest.short))]
    if whole != latest:
        end = periods.name(whole.end, short=True)
        longest = question.dataset.longest
        options.append((whole, longest.format(end=end) if longest else capital(whole.short)))
    first, last = bounds.start, bounds.end
    year = int(last[:4])
    for start in range(year, int(first[:4]) - 1, -1):
        financial = Period(f"{start}-04", f"{start + 1}-03")
        calendar = Period(f"{start}-01", f"{start}-12")
        if financial.within(bounds):
            options.append((financial, f"{start}/{(start + 1) % 100:02d} financial year"))
        if calendar.within(bounds):
            options.append((calendar, f"{start} calendar year"))
    unique = {f"{span.start}/{span.end}": label for span, label in reversed(options)}
    listed = [{"label": label, "value": key} for key, label in reversed(unique.items())]
    order = {key: place for place, key in enumerate(f"{s.start}/{s.end}" for s, _ in options)}
    listed.sort(key=lambda option: order[option["value"]])
    return [*listed, {"label": "Own choice of months…", "value": "own"}]


def _control(name: str, label: str, control: html.Div) -> html.Div:
    return html.Div(
        [html.Label(label, htmlFor=f"filter-{name}"), control],
        className=f"control control-{name}",
    )


def _select(name: str, options: list[dict], value: str, disabled: bool = False) -> dbc.Select:
    return dbc.Select(id=f"filter-{name}", options=options, value=value, disabled=disabled)


def _options(labels: dict[str, str]) -> list[dict]:
    return [{"label": label, "value": slug} for slug, label in labels.items()]


def _answers(view: View) -> Capabilities:
    return view.question.capabilities


def _datasets(view: View) -> list[dict]:
    """Datasets to choose from; those that the page cannot show are greyed out."""
    domain = view.question.session.domain
    able = datasets_of(domain, view.defaults)
    return [
        {"label": item.dataset.brief, "value": slug, "disabled": slug not in able}
        for slug, item in domain.datasets.items()
    ]


def _levels(view: View) -> list[dict]:
    return [
        {
            "label": label,
            "value": slug,
            "disabled": slug not in view.defaults.levels or slug not in _answers(view).levels,
        }
        for slug, label in LEVELS.items()
    ]


def _cohorts(question: Question) -> list[dict]:
    return [
        {
            "label": item.label,
            "value": slug,
            "disabled": bool(question.capabilities.cohort_reason(question.offence.slug, slug)),
        }
        for slug, item in COHORTS.items()
    ]


def _status(view: View) -> list[str]:
    """Where the numbers come from, to when they run, and why a control is greyed out."""
    question = view.question
    covered = question.covered
    answers = _answers(view)
    lines = [
        f"{answers.dataset.label}: {question.offence.lower}, data to {periods.name(covered.end)}"
    ]
    if any(answers.cohort_reason(question.offence.slug, slug) for slug in COHORTS):
        lines.append("Cohorts greyed out need a case-level extract")
    lines += [
        why
        for slug in view.defaults.levels
        for why in [answers.level_reason(slug).rstrip(".")]
        if why
    ][:1]
    able = datasets_of(question.session.domain, view.defaults)
    if len(able) < len(question.session.domain.datasets) and view.defaults.topics_why:
        lines.append(f"Datasets greyed out: {view.defaults.topics_why.rstrip('.')}")
    if view.defaults.measures == ("cost",):
        lines.append("Offences greyed out have no unit cost")
    barred = {MEASURES[slug]: measure_reason(question, slug) for slug in view.defaults.measures}
    lines += [f"{label}: {why}" for label, why in barred.items() if why]
    lines += [why for why in (view.defaults.levels_why, view.defaults.measures_why) if why]
    return lines


def _offences(view: View) -> list[dict]:
    """Series to choose from; on a page of costs those without a unit cost are greyed out."""
    only_cost = view.defaults.measures == ("cost",)
    return [
        {
            "label": item.label,
            "value": slug,
            "disabled": only_cost and not queries.has_cost(view.question.replace(offence=slug)),
        }
        for slug in _answers(view).offences
        for item in [OFFENCES[slug]]
    ]


def _measures(view: View) -> list[dict]:
    options = []
    for slug, label in MEASURES.items():
        why = measure_reason(view.question, slug) or slug not in view.defaults.measures
        options.append({"label": label, "value": slug, "disabled": bool(why)})
    return options


def measure_reason(question: Question, measure: str) -> str:
    """Why a measure cannot be shown for a Selection, in few words; empty when it can."""
    if why := question.capabilities.measure_reason(measure):
        return why[0].lower() + why[1:].rstrip(".")
    if measure == "change" and not question.answerable.comparable:
        why = question.no_comparison if question.comparison is None else ""
        return _UNCOMPARED.get(why or question.answerable.no_comparison, NO_CHANGE)
    if measure == "cost" and not queries.has_cost(question):
        return "the report gives no unit cost for it"
    return ""


def bar_props(view: View) -> dict[str, dict]:
    """What the filter bar shows for a view: properties by component id."""
    question = view.question
    return {
        "filter-cohort": {"options": _cohorts(question)},
        "filter-measure": {"options": _measures(view)},
        "filter-status": {"children": " · ".join(_status(view))},
        "notices": {"children": render_notices(view)},
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


def planned(view: View) -> dict[str, str]:
    """What the fields of a plan hold: numbers that were taken, texts that were refused."""
    held = {name: plain(getattr(view.scenario, name)) for name in PLANNED}
    refused = {item.parameter: item.value for item in view.problems if item.parameter in held}
    return held | refused


def rendered(view: View) -> dict:
    """What the bar shows, for the browser: it takes this over and asks for nothing.

    Sent with a page, and again when an answer fell back to something else than was asked.
    """
    selection, domain = view.question.selection, view.question.session.domain
    period = default_period(domain, selection.dataset)
    own = view.defaults.of(view.question.capabilities)
    query = to_query(selection, domain, view.defaults, view.state, view.scenario)
    query |= {name: text for name, text in planned(view).items() if text != plain(PLANS[name][0])}
    return {
        "id": uuid.uuid4().hex,
        "fresh": True,
        "path": view.path,
        "query": to_text(query),
        "values": {
            "cohort": selection.cohort,
            "dataset": selection.dataset,
            "measure": selection.measure,
            "areas": [{"label": domain.labels[code], "value": code} for code in selection.areas],
        },
        "defaults": {
            "level": own.level,
            "area": "",
            "offence": own.offence,
            "cohort": view.defaults.cohort,
            "from": period.start,
            "to": period.end,
            "compare": own.compare,
            "measure": view.defaults.measure,
            "dataset": view.defaults.dataset,
            "focus": "",
            "sort": "",
            **{name: plain(PLANS[name][0]) for name in PLANNED},
        },
    }


def _notice(problem: Problem, question: Question) -> str:
    """A problem as a sentence, with what is shown instead and what would be possible."""
    shown = {
        "level": LEVELS[question.level],
        "area": queries.area_phrase(question),
        "offence": question.offence.label,
        "cohort": COHORTS[question.cohort].label,
        "from": question.period.label,
        "to": question.period.label,
        "compare": COMPARISONS[question.selection.compare],
        "measure": MEASURES[question.measure],
        "dataset": question.dataset.label,
    }.get(problem.parameter)
    text = problem.text
    text += f" Shown instead: {shown}." if shown else " It is left out."
    if problem.allowed:
        text += f" Possible: {', '.join(problem.allowed[:20])}."
    return text


def render_notices(view: View) -> list:
    """What could not be honoured, as a visible list; nothing when all was."""
    told = [item for item in view.problems if item.parameter not in PLANNED]  # said beside them
    texts = [_notice(item, view.question) for item in told] + list(view.notices)
    if not texts:
        return []
    return [html.Ul([html.Li(text) for text in texts], className="notice")]


def render_bar(view: View) -> html.Div:
    """The filter bar of a page, showing the view."""
    question, props = view.question, bar_props(view)
    bounds = _answers(view).bounds
    options = presets(question)
    span = f"{question.period.start}/{question.period.end}"
    preset = span if any(option["value"] == span for option in options) else "own"
    current = rendered(view)
    search = html.Div(
        [
            html.Div(
                [
                    dbc.Input(
                        id="filter-search",
                        type="text",
                        list="area-names",
                        placeholder="All of London",
                        autocomplete="off",
                        value="",
                    ),
                    html.Datalist(id="area-names"),
                ]
            ),
            dbc.Checklist(
                id="filter-areas",
                options=current["values"]["areas"],
                value=list(question.areas),
                inline=True,
            ),
        ]
    )
    own = html.Fieldset(
        [
            html.Legend("Own choice of months", className="visually-hidden"),
            *(
                html.Div(
                    [
                        html.Label(text, htmlFor=f"filter-{name}"),
                        dbc.Input(
                            id=f"filter-{name}",
                            type="month",
                            value=value,
                            min=bounds.start,
                            max=bounds.end,
                            debounce=True,
                        ),
                    ],
                    className="control",
                )
                for name, text, value in (
                    ("from", "First month", question.period.start),
                    ("to", "Last month", question.period.end),
                )
            ),
        ],
        id="filter-own",
        className="own" if preset == "own" else "own hidden",
    )
    return html.Section(
        [
            dcc.Store(id="rendered", data=current),
            dcc.Store(id="focus", data=view.state.focus),
            dcc.Store(id="sort", data=view.state.sort),
            *(dcc.Store(id=name, data=text) for name, text in planned(view).items()),
            _control(
                "dataset",
                "Dataset",
                _select("dataset", _datasets(view), question.dataset.slug),
            ),
            _control(
                "level",
                "Level",
                _select("level", _levels(view), question.level, len(view.defaults.levels) == 1),
            ),
            _control("search", "Areas", search),
            _control(
                "offence", "Offence", _select("offence", _offences(view), question.offence.slug)
            ),
            _control(
                "cohort",
                "Cohort",
                _select("cohort", _cohorts(question), question.cohort),
            ),
            _control("period", "Period", _select("period", options, preset)),
            own,
            _control(
                "compare",
                "Compare with",
                _select("compare", _options(COMPARISONS), question.selection.compare),
            ),
            _control(
                "measure",
                "Measure",
                _select("measure", _measures(view), question.measure),
            ),
            html.P(props["filter-status"]["children"], id="filter-status", className="status"),
        ],
        className="filters bar",
        **{"aria-label": "Filters"},
    )

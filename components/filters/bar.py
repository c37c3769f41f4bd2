"""The filter bar: a control a parameter. The URL is the only state behind it."""

from __future__ import annotations

from collections.abc import Callable

import dash_bootstrap_components as dbc
from dash import dcc, html

from components.filters.browser import area_chips, component_of, held_texts, rendered
from components.filters.view import View, options_of, render_asked, status_of
from components.text.words import capital
from data.model import periods
from data.model.parameter import AREAS, CHOICE, HELD, MONTH, Parameter
from data.model.parameters import PARAMETERS
from data.model.periods import Period
from data.queries.question import Question


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


def _render_control(name: str, label: str, controls: list) -> html.Div:
    return html.Div(
        [html.Label(label, htmlFor=f"filter-{name}"), *controls],
        className=f"control control-{name}",
    )


def _choice(parameter: Parameter, view: View, texts: dict[str, str]) -> list:
    why = parameter.fixed(view.defaults)
    chosen = dbc.Select(
        id=component_of(parameter)[0],
        options=options_of(parameter, view),
        value=texts[parameter.name],
        disabled=bool(why),
    )
    said = [html.P(why, className="hint")] if why else []
    return [_render_control(parameter.name, parameter.label, [chosen, *said])]


def _areas(parameter: Parameter, view: View, _texts: dict[str, str]) -> list:
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
                    html.P(id="search-said", className="fault", role="status"),
                ]
            ),
            dbc.Checklist(
                id=component_of(parameter)[0],
                options=area_chips(view.question),
                value=list(view.question.areas),
                inline=True,
            ),
        ]
    )
    return [_render_control("search", parameter.label, [search])]


def _months(parameter: Parameter, view: View, texts: dict[str, str]) -> list:
    """The control of the whole period, and the fields of an own choice; drawn at its first end."""
    ends = (parameter, PARAMETERS[parameter.beside])
    if ends[0] is not next(item for item in PARAMETERS if item in ends):
        return []
    bounds = view.question.capabilities.bounds
    options = presets(view.question)
    span = "/".join(texts[item.name] for item in ends)
    preset = span if any(option["value"] == span for option in options) else "own"
    fields = [
        html.Div(
            [
                html.Label(item.label, htmlFor=component_of(item)[0]),
                dbc.Input(
                    id=component_of(item)[0],
                    type="month",
                    value=texts[item.name],
                    min=bounds.start,
                    max=bounds.end,
                    debounce=True,
                ),
            ],
            className="control",
        )
        for item in ends
    ]
    own = html.Fieldset(
        [html.Legend("Own choice of months", className="visually-hidden"), *fields],
        id="filter-own",
        className="own" if preset == "own" else "own hidden",
    )
    chosen = dbc.Select(id="filter-period", options=options, value=preset)
    return [_render_control("period", parameter.told_as, [chosen]), own]


CONTROLS: dict[str, Callable[[Parameter, View, dict[str, str]], list]] = {
    CHOICE: _choice,
    AREAS: _areas,
    MONTH: _months,
}
"""How each kind of parameter is set in the bar."""


def render_bar(view: View, whole: bool = False) -> html.Section:
    """The question of a page in one line, and its filters folded beneath it.

    Args:
        view: what is shown.
        whole: whether it is for the first HTML, in which no control works: the sentence and the
            status line are all of it. Else the browser draws these.
    """
    texts = {} if whole else held_texts(view)
    folded = [html.P(status_of(view), className="status")] if whole else _folded(view, texts)
    asked = html.Span(render_asked(view) if whole else None, id="filter-asked", className="asked")
    return html.Section(
        [
            *([] if whole else _stores(view, texts)),
            html.Details(
                [
                    html.Summary([asked, html.Span("Change", className="change")]),
                    html.Div(folded, className="bar"),
                ],
                id="filters",
            ),
        ],
        className="filters",
        **{"aria-label": "Filters"},
    )


def _stores(view: View, texts: dict[str, str]) -> list[dcc.Store]:
    """What the browser is told of the filters, and what no control of the bar holds."""
    held = [item for item in PARAMETERS if item.control == HELD]
    return [
        dcc.Store(id="rendered", data=rendered(view)),
        *(dcc.Store(id=component_of(item)[0], data=texts[item.name]) for item in held),
    ]


def _folded(view: View, texts: dict[str, str]) -> list:
    """The controls, the place of the status line, and what folds them again."""
    return [
        *(
            child
            for item in PARAMETERS.in_bar()
            for child in CONTROLS[item.control](item, view, texts)
        ),
        html.P(id="filter-status", className="status"),
        html.Button("Done", className="done", **{"data-done": "filters"}),
    ]

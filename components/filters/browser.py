"""The filters in the browser: what it is told of them, and the callbacks that run there.

Parameters are addressed by name everywhere: the callback of the bar listens to all that are
declared, and the browser takes their names, defaults and order from the store ``rendered``.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from dash import ALL, ClientsideFunction, Input, Output, State, clientside_callback, dcc

from components.filters.view import View
from data.model.grammar import taken_by, to_query, to_text
from data.model.parameter import AREAS, CHOICE, HELD, Held, Parameter, setting_of
from data.model.parameters import PARAMETERS
from data.model.selection import SUPPOSED
from data.queries.question import Question

NAV = {"type": "nav", "path": ALL}


def component_of(parameter: Parameter) -> tuple[str, str]:
    """The id and the property that hold a parameter in the browser."""
    if parameter.control == HELD:
        return parameter.name, "data"
    return f"filter-{'areas' if parameter.control == AREAS else parameter.name}", "value"


def area_chips(question: Question) -> list[dict]:
    """The areas chosen, as options that can be taken away."""
    labels = question.session.domain.labels
    return [{"label": labels[code], "value": code} for code in question.areas]


def held_texts(view: View) -> dict[str, str]:
    """Every parameter as it would be written; a field that was refused keeps what was typed."""
    held = Held(view.question.selection, view.state, view.scenario)
    texts = {item.name: item.write(held) for item in PARAMETERS}
    fields = PARAMETERS.names(SUPPOSED)
    return texts | {
        item.parameter: item.value for item in view.problems if item.parameter in fields
    }


def rendered(view: View, asked: Mapping[str, str] | None = None) -> dict[str, Any]:
    """What the bar shows, for the browser: it takes this over and asks for nothing.

    Sent with a page, and again when an answer fell back to something else than was asked.

    Args:
        view: what is shown.
        asked: the query that an answer fell back from; ``None`` for a page newly drawn.
    """
    question, texts = view.question, held_texts(view)
    setting = setting_of(question, view.defaults)
    defaults = {item.name: item.default(setting) for item in PARAMETERS}
    query = to_query(question.selection, setting.domain, view.defaults, view.state, view.scenario)
    taken = taken_by(view.defaults)
    typed = PARAMETERS.names(SUPPOSED)
    query |= {
        name: texts[name] for name in typed if name in taken and texts[name] != defaults[name]
    }
    followed = [item for item in PARAMETERS if item.control in (CHOICE, AREAS)]
    return {
        "id": uuid.uuid4().hex,
        "fresh": asked is None,
        "path": view.path,
        "query": to_text(query),
        "values": {
            item.name: texts[item.name]
            for item in followed
            if asked is None or asked.get(item.name, defaults[item.name]) != texts[item.name]
        },
        "chips": area_chips(question),
        "parameters": [
            {
                "name": item.name,
                "id": component_of(item)[0],
                "control": item.control,
                "default": defaults[item.name],
                "carried": item.carried,
                "beside": item.beside,
                "drawn": texts[item.name] if item.governs else None,
            }
            for item in PARAMETERS
        ],
    }


def render_carried_store() -> dcc.Store:
    """The names of what navigation hands on, for pages without a filter bar."""
    return dcc.Store(id="carried", data=[item.name for item in PARAMETERS if item.carried])


def connect_filters() -> None:
    """Register the callbacks of the filter bar; all run in the browser."""
    clientside_callback(
        ClientsideFunction("svd", "collect"),
        Output("query", "data"),
        *(Input(*component_of(item)) for item in PARAMETERS),
        Input("filter-period", "value"),
        Input("rendered", "data"),
        State("filter-areas", "options"),
        State(NAV, "id"),
    )
    clientside_callback(
        ClientsideFunction("svd", "addArea"),
        Output("filter-areas", "options"),
        Output("filter-areas", "value"),
        Output("filter-search", "value"),
        Output("filter-level", "value"),
        Input("filter-search", "value"),
        State("filter-areas", "options"),
        State("filter-areas", "value"),
        State("filter-level", "value"),
        State("filter-level", "disabled"),
        prevent_initial_call=True,
    )
    clientside_callback(
        ClientsideFunction("svd", "mark"),
        Output(NAV, "className"),
        Input("_pages_location", "pathname"),
        State(NAV, "id"),
        State("carried", "data"),
    )

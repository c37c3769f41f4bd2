"""The filters in the browser: what it is told of them, and the callbacks that run there.

Parameters are addressed by name everywhere: the callback of the bar listens to all that are
declared, and the browser takes their names, defaults and order from the store ``rendered``.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dash import ClientsideFunction, Input, Output, State, clientside_callback, dcc

from components.filters.view import View
from data.model.parameter import AREAS, CHOICE, HELD, Held, Parameter, setting_of
from data.model.parameters import PARAMETERS
from data.model.selection import SUPPOSED
from data.queries.question import Question

ALL_CONTROLS = "all"
"""What a question says when every control must follow its answer: it came from the history."""


@dataclass(frozen=True)
class Answered:
    """The question that an answer is for.

    Attributes:
        n: its number, as text; the browser leaves aside what a newer question overtook.
        follow: which controls must follow the answer in any case: ``all``, ``choices``, or empty
            when only those that fell back.
    """

    n: str
    follow: str = ""


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


def _followed(view: View, texts: Mapping[str, str], answered: Answered | None) -> dict[str, str]:
    """What the controls must show, by parameter; months of an own choice stay as they are typed."""
    if answered is None or answered.follow == ALL_CONTROLS:
        return dict(texts)
    kept = {name for name, _ in view.kept}
    chosen = {item.name for item in PARAMETERS if item.control in (CHOICE, AREAS)}
    return {name: text for name, text in texts.items() if name in chosen | kept}


def rendered(view: View, answered: Answered | None = None) -> dict[str, Any]:
    """What the bar shows, for the browser: it takes this over and asks for nothing.

    Sent with a page, and again with an answer that the controls must follow.

    Args:
        view: what is shown.
        answered: the question that it answers; ``None`` for a page newly drawn.
    """
    texts = held_texts(view)
    setting = setting_of(view.question, view.defaults)
    return {
        "id": uuid.uuid4().hex,
        "fresh": answered is None,
        "n": answered.n if answered else "",
        "path": view.path,
        "values": _followed(view, texts, answered),
        "kept": dict(view.kept),
        "chips": area_chips(view.question),
        "parameters": [
            {
                "name": item.name,
                "id": component_of(item)[0],
                "control": item.control,
                "default": item.default(setting),
                "carried": item.carried,
                "beside": item.beside,
                "typed": item.group == SUPPOSED,
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
        Input("_pages_location", "pathname"),
        State("carried", "data"),
    )

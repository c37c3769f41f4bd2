"""What a reduction would be: two fields that are part of the question."""

from __future__ import annotations

import dash_bootstrap_components as dbc
from dash import html

from components.card import Parts
from components.filters.view import View
from components.layout import Content
from data.model.parameters import PARAMETERS
from data.model.selection import SUPPOSED, plain


def _fault(view: View, name: str) -> str:
    """What is wrong with a field, in words beside it; empty when nothing is."""
    problem = next((item for item in reversed(view.problems) if item.parameter == name), None)
    if problem is None:
        return ""
    item = PARAMETERS[name]
    text = f"“{problem.value[:40]}” {problem.message} "
    return text + f"Write a number above 0, up to {item.most:,.0f} {item.unit}."


def _held(view: View) -> dict[str, str]:
    """What the fields hold; what was typed stays, with its message beside it."""
    held = {"cut": plain(view.scenario.cut), "invest": f"{view.scenario.invest:,.12g}"}
    names = PARAMETERS.names(SUPPOSED)
    typed = {item.parameter: item.value for item in view.problems if item.parameter in names}
    return held | typed


def fields(view: View) -> Parts:
    """What the fields hold, to be set when the reader goes back to a view."""
    held = _held(view)
    found: Parts = {f"costs-{name}": {"value": text} for name, text in held.items()}
    return found | {"costs-cut-range": {"value": held["cut"]}}


def _render_field(name: str, label: str, control: list, fault: str) -> html.Div:
    return html.Div(
        [
            html.Label(label, htmlFor=f"costs-{name}"),
            html.Div(control, className="together"),
            html.P(fault, id=f"costs-{name}-fault", className="fault", role="alert"),
        ],
        className="field",
    )


def _render_number(name: str, held: str, fault: str) -> dbc.Input:
    return dbc.Input(
        id=f"costs-{name}",
        type="text",
        inputMode="decimal",
        value=held,
        debounce=True,
        autocomplete="off",
        invalid=bool(fault),
    )


def form(view: View) -> Content:
    """The reduction and the investment, as fields; the first with a slider."""
    held, names = _held(view), PARAMETERS.names(SUPPOSED)
    faults = {name: _fault(view, name) for name in names}
    numbers = {name: _render_number(name, held[name], faults[name]) for name in names}
    slider = [
        html.Label(
            "Reduction, per cent, as a slider",
            htmlFor="costs-cut-range",
            className="visually-hidden",
        ),
        dbc.Input(
            id="costs-cut-range",
            type="range",
            min=1,
            max=100,
            step=1,
            value=held["cut"],
            debounce=250,
        ),
    ]
    tree = html.Div(
        [
            _render_field("cut", "Reduction, per cent", [*slider, numbers["cut"]], faults["cut"]),
            _render_field(
                "invest",
                "Investment, £ a year (VRU: about £40m)",
                [numbers["invest"]],
                faults["invest"],
            ),
        ],
        className="plan-form",
    )
    live = {f"costs-{name}-fault": "children" for name in names}
    return Content(tree, live | {f"costs-{name}": "invalid" for name in names})

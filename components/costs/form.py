"""What a reduction would be: two fields that are part of the question."""

from __future__ import annotations

import dash_bootstrap_components as dbc
from dash import html

from components.filters import View
from components.layout import Content
from data.model.filters import Number
from data.model.parameters import PARAMETERS
from data.selection import SUPPOSED, plain


def _fault(view: View, field: Number) -> str:
    """What is wrong with a field, in words beside it; empty when nothing is."""
    problem = next((item for item in reversed(view.problems) if item.parameter == field.name), None)
    if problem is None:
        return ""
    text = f"“{problem.value[:40]}” {problem.message} "
    return text + f"Write a number above 0, up to {field.most:,.0f} {field.unit}."


def _held(view: View) -> dict[str, str]:
    """What the fields hold; what was typed stays, with its message beside it."""
    held = {"cut": plain(view.scenario.cut), "invest": f"{view.scenario.invest:,.12g}"}
    names = PARAMETERS.names(SUPPOSED)
    typed = {item.parameter: item.value for item in view.problems if item.parameter in names}
    return held | typed


def _field(name: str, label: str, control: list, fault: str) -> html.Div:
    return html.Div(
        [
            html.Label(label, htmlFor=f"costs-{name}"),
            html.Div(control, className="together"),
            html.P(fault, id=f"costs-{name}-fault", className="fault", role="alert"),
        ],
        className="field",
    )


def _number(name: str, held: str, fault: str) -> dbc.Input:
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
    held = _held(view)
    numbers = [item for item in PARAMETERS if isinstance(item, Number)]
    faults = {item.name: _fault(view, item) for item in numbers}
    fields = {name: _number(name, held[name], fault) for name, fault in faults.items()}
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
            _field("cut", "Reduction, per cent", [*slider, fields["cut"]], faults["cut"]),
            _field(
                "invest",
                "Investment, £ a year (VRU: about £40m)",
                [fields["invest"]],
                faults["invest"],
            ),
        ],
        className="plan-form",
    )
    live = {f"costs-{name}-fault": "children" for name in fields}
    return Content(tree, live | {f"costs-{name}": "invalid" for name in fields})

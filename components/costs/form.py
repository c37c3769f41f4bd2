"""What a reduction would be: two fields that are part of the question."""

from __future__ import annotations

from dash import html

from components.drawn import Element, field
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


def _render_field(name: str, label: str, control: list, fault: str) -> html.Div:
    return html.Div(
        [
            html.Label(label, htmlFor=f"costs-{name}"),
            html.Div(control, className="together"),
            html.P(fault, id=f"costs-{name}-fault", className="fault", role="alert"),
        ],
        className="field",
    )


def _number(name: str, held: str, fault: str) -> Element:
    more = {"inputmode": "decimal", "autocomplete": "off", "data-set": name}
    return field(f"costs-{name}", "text", held, wrong=bool(fault), **more)


def form(view: View) -> Content:
    """The reduction and the investment, as fields; the first with a slider."""
    held, names = _held(view), PARAMETERS.names(SUPPOSED)
    faults = {name: _fault(view, name) for name in names}
    numbers = {name: _number(name, held[name], faults[name]) for name in names}
    slider = [
        html.Label(
            "Reduction, per cent, as a slider",
            htmlFor="costs-cut-range",
            className="visually-hidden",
        ),
        field(
            "costs-cut-range", "range", held["cut"], min=1, max=100, step=1, **{"data-set": "cut"}
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
    return Content(tree)

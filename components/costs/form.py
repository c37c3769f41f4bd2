"""What is supposed: fields that are part of the question, in the cards that they belong to."""

from __future__ import annotations

from dash import html

from components.drawn import Element, field
from components.filters.view import View
from components.layout import Content
from data import queries
from data.model.parameters import PARAMETERS
from data.model.selection import SUPPOSED, Scenario, plain


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
    asked = view.scenario
    invest = "" if asked.invest is None else f"{asked.invest:,.12g}"
    held = {"cut": plain(asked.cut), "invest": invest, "margin": plain(asked.margin)}
    names = PARAMETERS.names(SUPPOSED)
    typed = {item.parameter: item.value for item in view.problems if item.parameter in names}
    return held | typed


def _render_field(
    name: str, label: str, control: list, fault: str, hint: str | None = None
) -> html.Div:
    hinted = [] if hint is None else [html.P(hint, id=f"costs-{name}-hint", className="hint")]
    return html.Div(
        [
            html.Label(label, htmlFor=f"costs-{name}"),
            html.Div(control, className="together"),
            html.P(fault, id=f"costs-{name}-fault", className="fault", role="alert"),
            *hinted,
        ],
        className="field",
    )


def _number(name: str, held: str, fault: str) -> Element:
    more = {"inputmode": "decimal", "autocomplete": "off", "data-set": name}
    return field(f"costs-{name}", "text", held, wrong=bool(fault), **more)


def _share(view: View) -> str:
    """What an empty investment means."""
    question = view.question.answerable
    if not question.policed:
        return ""
    usual = f"£{queries.invested(question, Scenario()):,.0f}"
    if question.units is None:
        return f"Left empty: {usual}, what was invested in all of London in 2023/24."
    return f"Left empty: {usual}, by residents the part of London’s £{queries.INVESTED:,.0f}."


def form(view: View) -> Content:
    """The reduction and the investment, as fields; the first with a slider."""
    held, names = _held(view), ("cut", "invest")
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
                "Investment here, £ a year",
                [numbers["invest"]],
                faults["invest"],
                _share(view),
            ),
        ],
        className="plan-form",
    )
    return Content(tree)


def margin_form(view: View) -> Content:
    """How far unit costs are taken to be out, as a field."""
    fault = _fault(view, "margin")
    control = [_number("margin", _held(view)["margin"], fault)]
    label = "Unit costs lower or higher by, per cent (declared)"
    return Content(
        html.Div([_render_field("margin", label, control, fault)], className="plan-form")
    )

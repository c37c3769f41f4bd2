"""``/costs`` – what violence costs, who bears it, what a reduction would save, the pledge."""

from __future__ import annotations

import dash
import dash_bootstrap_components as dbc
from dash import ClientsideFunction, Input, Output, State, clientside_callback, html

from components import cost_cards, cost_plans
from components.card import render_card, render_headline
from components.filters import PEOPLE_ONLY, View
from components.shell import Page, Parts
from components.words import capital, number, pounds
from data import queries
from data.catalogue import COHORTS, COSTED
from data.model.parameters import PARAMETERS
from data.queries.question import Question
from data.selection import SUPPOSED, Defaults, plain


def _headline(question: Question) -> tuple[str, str, str]:
    """The cost as a board says it, its periods, and how sure it is."""
    row = queries.query_costs(question, ()).frame.iloc[0]
    where = queries.area_phrase(question)
    offence = question.offence
    what = offence.label
    if offence.slug == COSTED:
        official = question.dataset.recorded
        what = "Recorded serious violence" if official else "Serious violence"
    if question.cohort != "all-ages":
        what += f" ({COHORTS[question.cohort].label.lower()})"
    if row["cost"] != row["cost"]:
        _, why = queries.no_cost(question)
        return f"{what} in {where}: no cost can be given", f"{why}. That is not £0.", ""
    period = question.period
    when = {12: "in a year", 1: "in a month"}.get(period.months, f"in {period.months} months")
    inside, whole, share = cost_cards.in_wards(question)
    placed = f", {inside}," if inside else ""
    finding = f"{what} in {where}{placed} cost {pounds(row['cost'])} {when}"
    spans = f"{capital(period.label)}, {question.price_year} prices"
    spans += f"{_earlier(question, float(row['cost']))}."
    if share == share:
        spans += f" {share:.1%} of {whole}’s cost is {inside}; the rest is left out here."
    elif inside:
        spans += " What is placed in no ward is left out here."
    per_resident = (
        f", £{number(row['per_resident'])} a resident"
        if row["per_resident"] == row["per_resident"]
        else ""
    )
    spans += f" That is {pounds(row['per_day'])} a day{per_resident}."
    if not row["cost"]:
        return finding, spans, "No such offence was recorded here in these months."
    sure = (
        f"{pounds(row['cost_low'])} to {pounds(row['cost_high'])} as counts vary by chance; "
        f"{pounds(row['cost_if_all_recorded'])} if all that is reported were recorded. "
        f"{COHORTS[question.cohort].label}: {listed_offences(question)}."
    )
    return finding, spans, sure


def _earlier(question: Question, cost: float) -> str:
    """What the period compared with cost, or why the two are not compared."""
    earlier = question.comparison
    if question.overlapping:
        return "; not compared: the periods share months"
    if earlier is None or not earlier.within(question.covered):
        return ""
    article = "the " if earlier.months == 12 else ""
    if not question.comparable:
        return f"; not comparable with {article}{earlier.label}"
    before = cost_cards.total(question.replace(period=earlier))
    if before != before:
        return f"; not compared: too little is known of {article}{earlier.label}"
    now, then = cost_cards.told_apart(cost, before)
    return f": {now}, against {then} in {article}{earlier.label}"


def listed_offences(question: Question) -> str:
    """The offences that a cost counts, in words."""
    frame = queries.query_costs(question, ("offence",)).frame
    counted = frame[frame["cost"].notna()]["offence"]
    return ", ".join(queries.label_of(part).lower() for part in counted)


def _report(question: Question) -> list:
    heads, frame = cost_cards.against_report(question)
    body = [
        html.Tr(
            [
                html.Th(row.offence, scope="row"),
                html.Td(number(row.report), className="number"),
                html.Td(row.who),
                html.Td(number(row.now) if row.now == row.now else "[z]", className="number"),
            ]
        )
        for row in frame.itertuples()
    ]
    return [
        html.Div(
            html.Table(
                [
                    html.Caption("Volumes in the report and now", className="visually-hidden"),
                    html.Thead(
                        html.Tr(
                            [
                                html.Th(head, scope="col", className="number" if place % 2 else "")
                                for place, head in enumerate(heads)
                            ]
                        )
                    ),
                    html.Tbody(body),
                ]
            ),
            className="scroll",
            tabIndex=0,
            role="region",
            **{"aria-label": "Volumes in the report and now"},
        ),
        html.P(
            "The report’s £1.8 billion is £1,190,424,480 for violence that affects under-25s "
            "(table 13) and £602,988,400 for sexual violence of all ages (table 15). Open data "
            "counts all ages, so it shows more of the first; live recording moves the second. "
            "Threats to kill are 3,468 of some 109,000 offences of violence without injury a "
            "year, and open data does not count them apart: [z].",
            className="sentence",
        ),
    ]


def _faults(view: View) -> Parts:
    """What is wrong with a field of the plan, in words beside it."""
    found = {item.parameter: item for item in view.problems}
    parts: Parts = {}
    for item in PARAMETERS.of(SUPPOSED):
        name, problem = item.name, found.get(item.name)
        text = ""
        if problem:
            text = f"“{problem.value[:40]}” {problem.message} "
            text += f"Write a number above 0, up to {item.most:,.0f} {item.unit}."
        parts[f"costs-{name}-fault"] = {"children": text}
        parts[f"costs-{name}"] = {"invalid": bool(problem)}
    return parts


def build(view: View) -> Parts:
    """The parts of the costs page for a view."""
    question = view.question.answerable
    finding, spans, sure = _headline(question)
    parts: Parts = {
        "costs-headline": {"children": finding},
        "costs-spans": {"children": spans},
        "costs-sure": {"children": sure},
        "costs-report": {"children": _report(question)},
        "live": {"children": f"Updated. {finding}. {spans}"},
        **_faults(view),
    }
    known = cost_cards.total(question) == cost_cards.total(question)
    cards = (
        [
            cost_cards.by_offence(question),
            cost_cards.by_area(question),
            cost_cards.by_year(question),
            cost_cards.by_bearer(question),
            cost_plans.plan(question, view.scenario),
        ]
        if known
        else cost_cards.nothing_known(question, view.scenario)
    )
    for card in (*cards, cost_plans.pledge(question)):
        parts |= card.parts()
    parts["costs-state"] = {"className": "known" if known else "unknown"}
    return parts


PAGE = Page(
    "costs",
    "/costs",
    Defaults(
        topics=("offences",),
        topics_why=PEOPLE_ONLY,
        level="borough",
        offence=COSTED,
        measure="cost",
        measures=("cost",),
        measures_why="This page shows costs.",
        extras=(SUPPOSED,),
    ),
    build,
)
PAGE.connect()

clientside_callback(
    ClientsideFunction("svd", "plan"),
    Output("cut", "data"),
    Output("invest", "data"),
    Output("costs-cut-range", "value"),
    Output("costs-cut", "value"),
    Input("costs-cut-range", "value"),
    Input("costs-cut", "value"),
    Input("costs-invest", "value"),
    State("cut", "data"),
    prevent_initial_call=True,
)


def _field(name: str, label: str, control: list, fault: str) -> html.Div:
    return html.Div(
        [
            html.Label(label, htmlFor=f"costs-{name}"),
            html.Div(control, className="together"),
            html.P(fault, id=f"costs-{name}-fault", className="fault", role="alert"),
        ],
        className="field",
    )


def _form(parts: Parts, asked: dict[str, str]) -> html.Div:
    show = lambda name: parts[name]["children"]  # noqa: E731
    return html.Div(
        [
            _field(
                "cut",
                "Reduction, per cent",
                [
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
                        value=asked["cut"],
                        debounce=250,
                    ),
                    dbc.Input(
                        id="costs-cut",
                        type="text",
                        inputMode="decimal",
                        value=asked["cut"],
                        debounce=True,
                        autocomplete="off",
                        **parts["costs-cut"],
                    ),
                ],
                show("costs-cut-fault"),
            ),
            _field(
                "invest",
                "Investment, £ a year (VRU: about £40m)",
                [
                    dbc.Input(
                        id="costs-invest",
                        type="text",
                        inputMode="decimal",
                        value=asked["invest"],
                        debounce=True,
                        autocomplete="off",
                        **parts["costs-invest"],
                    )
                ],
                show("costs-invest-fault"),
            ),
        ],
        className="plan-form",
    )


def _chart(name: str, parts: Parts, label: str, class_name: str = "") -> html.Section:
    """A card with a chart that fills it."""
    return render_card(
        f"costs-{name}", parts, graph={"height": "100%"}, label=label, class_name=class_name
    )


def _domestic() -> html.Section:
    frame = queries.query_published(queries.sessions.current, "statements").frame
    row = frame[frame["figure_id"] == "statement-cost-domestic-abuse"]
    total = float(row["value"].iloc[0]) if len(row) else float("nan")
    return html.Section(
        [
            html.H2(
                f"Domestic abuse: {pounds(total)} a year, told apart",
                id="costs-domestic-title",
                className="card-title",
            ),
            html.P(
                f"The report puts it at £{total:,.0f} a year (Home Office unit costs of 2019). It "
                "is never added to the rest: the same assaults are in both, and would count twice. "
                "Open data has no unit cost for the flagged series: [z].",
                className="sentence",
            ),
            html.P(
                html.A(
                    "CSV: the report’s statements on cost",
                    href="/api/v1/published/statements.csv",
                    download="",
                ),
                className="card-foot",
            ),
        ],
        className="card",
        **{"aria-labelledby": "costs-domestic-title"},
    )


def layout(**query: str) -> html.Div:
    """The page for a query string."""
    view = PAGE.view(query)
    asked = {"cut": plain(view.scenario.cut), "invest": f"{view.scenario.invest:,.12g}"}
    for item in view.problems:
        if item.parameter in PARAMETERS.names(SUPPOSED):
            asked[item.parameter] = item.value  # what was typed stays, with its message beside it

    def body(parts: Parts) -> list:
        show = lambda name: parts[name]["children"]  # noqa: E731
        return [
            render_headline("costs", parts, "sure"),
            html.Div(id="costs-state", hidden=True, **parts["costs-state"]),
            html.Div(
                [
                    _chart("offence", parts, "by offence"),
                    _chart("year", parts, "by year"),
                    _chart("bearer", parts, "by bearer"),
                    _chart("pledge", parts, "the pledge"),
                ],
                className="costs-column",
            ),
            html.Div(
                [
                    _chart("area", parts, "by area", "area-card"),
                    render_card(
                        "costs-plan",
                        parts,
                        before=[
                            _form(parts, asked),
                            html.Div(show("costs-plan-result"), id="costs-plan-result"),
                        ],
                        label="what a reduction saves",
                    ),
                    _domestic(),
                ],
                className="costs-column",
            ),
            html.Section(
                [
                    html.H2(
                        "How this differs from the report’s £1.8 billion",
                        id="costs-report-title",
                        className="card-title",
                    ),
                    html.Div(show("costs-report"), id="costs-report"),
                ],
                className="card costs-whole",
                **{"aria-labelledby": "costs-report-title"},
            ),
        ]

    return PAGE.render(query, body)


dash.register_page(
    __name__,
    path="/costs",
    title="Costs – Serious violence in London",
    name="Costs",
    order=5,
    description="What recorded serious violence costs, and what a reduction would save.",
)

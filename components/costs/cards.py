"""Sections of the page: cards that are empty where no cost is known, and the report's own words."""

from __future__ import annotations

from collections.abc import Callable

from dash import html

from components.card import Card
from components.costs import charts as cost_cards
from components.costs import plans as cost_plans
from components.costs import uncertainty
from components.filters.view import View
from components.layout import FILL, Content, Section
from components.text.words import number, pounds
from data import queries
from data.queries.question import Question


def _known(question: Question) -> bool:
    return cost_cards.total(question) == cost_cards.total(question)


def _priced(name: str, make: Callable[[View, Question], Card]) -> Callable[[View], Card]:
    """A card of costs; without numbers, least of all £0, where none is known."""

    def made(view: View) -> Card:
        question = view.question.answerable
        if _known(question):
            return make(view, question)
        return cost_cards.nothing_known(name, question, view.scenario)

    return made


def priced(
    name: str, make: Callable[[Question], Card], label: str, class_name: str = ""
) -> Section:
    """A section with a chart of costs."""
    maker = _priced(name, lambda _view, question: make(question))
    return Section(name, maker, graph=FILL, label=label, class_name=class_name)


plan = _priced("costs-plan", lambda view, question: cost_plans.plan(question, view.scenario))
"""What a reduction saves."""
cost_range = _priced(
    "costs-range", lambda view, question: uncertainty.cost_range(question, view.scenario)
)
"""How far the cost may be out."""


def state(question: Question) -> Content:
    """Whether a cost is known, for the style sheet."""
    known = "known" if _known(question) else "unknown"
    return Content(html.Div(id="costs-state", hidden=True, className=known))


def report(question: Question) -> Content:
    """How this differs from the report's own sum."""
    tree = html.Section(
        [
            html.H2(
                "How this differs from the report’s £1.8 billion",
                id="costs-report-title",
                className="card-title",
            ),
            html.Div(_report(question), id="costs-report"),
        ],
        className="card costs-whole",
        **{"aria-labelledby": "costs-report-title"},
    )
    return Content(tree)


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


def domestic(view: View) -> Content:
    """The report's cost of domestic abuse, which is never added to the rest."""
    frame = queries.query_published(view.question.session, "statements").frame
    row = frame[frame["figure_id"] == "statement-cost-domestic-abuse"]
    total = float(row["value"].iloc[0]) if len(row) else float("nan")
    tree = html.Section(
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
    return Content(tree)

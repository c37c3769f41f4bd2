"""How far the cost may be out: counts, recording and unit costs told apart, and all of them."""

from __future__ import annotations

from dash import html

from components.card import Card
from components.costs.charts import place
from components.costs.tables import render_small_table
from components.text.words import pounds
from data import queries
from data.model.grammar import full_scenario
from data.model.selection import Scenario
from data.model.unit_costs import RECORDED_SHARE
from data.queries.question import Question
from data.queries.tables import TABLES


def _labels(scenario: Scenario) -> dict[str, str]:
    return {
        "counts": "Counts: chance (95% interval)",
        "recording": "Recording: up to all that is reported",
        "unit-costs": f"Unit costs: ±{scenario.margin:g}% (declared, not measured)",
        "all": "All three at their ends (bounds)",
    }


def cost_range(question: Question, scenario: Scenario) -> Card:
    """The three parts of the uncertainty of a cost, a row each, and what they are together."""
    table = queries.query_cost_range(question, scenario)
    labels = _labels(scenario)
    rows = [
        html.Tr(
            [
                html.Th(labels[row["part"]], scope="row"),
                html.Td(pounds(row["cost_low"]), className="number"),
                html.Td(pounds(row["cost_high"]), className="number"),
            ]
        )
        for row in table.frame.to_dict("records")
    ]
    cost = float(table.frame["cost"].iloc[0])
    shown = render_small_table(
        "How far the cost may be out", ("What leaves it open", "From", "To"), rows[:3], rows[3:]
    )
    return Card(
        id="costs-range",
        title=f"Three things leave the {pounds(cost)} open",
        subtitle=f"{place(question)}, {question.period.label}, {question.price_year} prices.",
        sentence=f"The inspectorate found {RECORDED_SHARE:.1%} of reported crime recorded, of all "
        "offences together; the report gives no margin for it, and homicide is left as it is. The "
        "report gives no range for unit costs either: the one here is ours, to be changed. The "
        "last row is no 95% interval, since only counts are a matter of chance.",
        table="cost-range",
        question=question,
        provenance=table.provenance,
        extra=(("result", shown),),
        more=full_scenario(scenario, TABLES["cost-range"].parameters),
    )

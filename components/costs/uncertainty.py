"""How far the cost may be out: counts, recording and unit costs told apart, and all of them."""

from __future__ import annotations

import pandas as pd
from dash import html

from components.card import Card
from components.costs.charts import place
from components.costs.tables import render_small_table
from components.text.words import money, pounds
from data import queries
from data.model.grammar import full_scenario
from data.model.selection import Scenario
from data.model.unit_costs import RECORDED_SHARE, recorded_share
from data.queries.question import Question
from data.queries.tables import TABLES

NUMBER = {1: "Chance alone leaves", 2: "Two things leave", 3: "Three things leave"}
"""How many parts leave a cost open."""
RECORDING = (
    f"The inspectorate found {RECORDED_SHARE:.1%} of reported crime recorded, of all offences "
    "together; the report gives no margin for it"
)


def _labels(scenario: Scenario, parts: int) -> dict[str, str]:
    return {
        "counts": "Counts: chance (95% interval)",
        "recording": "Recording: up to all that is reported",
        "unit-costs": f"Unit costs: ±{scenario.margin:g}% (declared, not measured)",
        "all": f"{'Both' if parts == 2 else 'All three'} at their ends (bounds)",
    }


def _open(frame: pd.DataFrame) -> pd.DataFrame:
    """The parts that leave anything open: whose two ends are not the cost itself."""
    closed = (frame["cost_low"] == frame["cost"]) & (frame["cost_high"] == frame["cost"])
    return frame[~closed]


def _rest(question: Question, rows: pd.DataFrame) -> str:
    """What is known of recording and unit costs, in sentences."""
    if len(rows) == 2:
        return (
            "Nothing was recorded: recording and unit costs can change nothing of that, chance can."
        )
    if "recording" not in set(rows["part"]):
        told = "What is counted here is recorded as it is, so recording leaves nothing open"
    else:
        homicide = any(recorded_share(part) == 1 for part in question.parts)
        told = f"{RECORDING}{', and homicide is left as it is' if homicide else ''}"
    return (
        f"{told}. The report gives no range for unit costs: the one here is ours, to be changed. "
        "The last row is no 95% interval, since only counts are a matter of chance."
    )


def cost_range(question: Question, scenario: Scenario) -> Card:
    """The parts of the uncertainty of a cost, a row each, and what they are together."""
    table = queries.query_cost_range(question, scenario)
    cost = float(table.frame["cost"].iloc[0])
    known = _open(table.frame)
    parts = len(known) - 1
    labels = _labels(scenario, parts)
    texts = money([*known["cost_low"], *known["cost_high"]])
    rows = [
        html.Tr(
            [
                html.Th(labels[part], scope="row"),
                html.Td(low, className="number"),
                html.Td(high, className="number"),
            ]
        )
        for part, low, high in zip(
            known["part"], texts[: len(known)], texts[len(known) :], strict=True
        )
    ]
    shown = render_small_table(
        "How far the cost may be out",
        ("What leaves it open", "From", "To"),
        rows[:parts],
        rows[parts:] if parts > 1 else (),
    )
    return Card(
        id="costs-range",
        title=f"{NUMBER[parts]} the {pounds(cost)} open",
        subtitle=f"{place(question)}, {question.period.label}, {question.price_year} prices.",
        sentence=_rest(question, known),
        table="cost-range",
        question=question,
        provenance=table.provenance,
        extra=(("result", shown),),
        more=full_scenario(scenario, TABLES["cost-range"].parameters),
    )

"""What a reduction would save, by offence and by who bears the cost, and when it pays."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from data.model.catalogue import COSTED
from data.model.places import CITY
from data.model.selection import SUPPOSED, Defaults, Scenario
from data.model.tables import Table, TableSpec, columns_of, counts_only
from data.queries.cost_cells import days
from data.queries.costs import label_of, query_costs
from data.queries.notes import marked, simulated_note
from data.queries.provenance import provenance
from data.queries.question import Question
from data.session import remembered

INVESTED = 40_000_000.0
"""Pounds that the report says were invested in prevention in all of London in 2023/24."""


def invested(question: Question, scenario: Scenario) -> float:
    """What a plan costs in the areas chosen, pounds a year.

    What somebody gave is taken for the areas chosen as it stands. Else it is their part of
    :data:`INVESTED` by residents: the same pounds a head everywhere. A part by cost would be the
    same per cent of the cost everywhere and so pay for itself at the same reduction.

    Args:
        question: whose areas.
        scenario: what is supposed.
    """
    if scenario.invest is not None:
        return scenario.invest
    chosen = question.units
    if chosen is None:
        return INVESTED
    residents = question.session.build.residents(question.level)
    policed = residents[residents.index != CITY]
    part = float(policed[policed.index.isin(chosen)].sum()) / float(policed.sum())
    return float(round(INVESTED * part))


BORNE = "the response of each offence, and its harm, divided as the report's table 14 does"


@remembered
def query_what_if(question: Question, scenario: Scenario) -> Table:
    """What a reduction of the question's offences by ``scenario.cut`` per cent would save.

    One row an offence, one for all of them, one a bearer of the cost, and one for the break-even:
    the reduction whose saving over 12 months equals what is invested in the areas
    (:func:`invested`). Columns are those of :data:`WHAT_IF`. Savings carry the interval of the
    cost.

    It is arithmetic on unit costs: it does not say that anything would bring the reduction about.
    """
    share = scenario.cut / 100
    costs = query_costs(question, ("offence",)).frame
    known = costs[costs["cost"].notna()]
    blank = costs[costs["cost"].isna()]
    total = query_costs(question, ()).frame.to_dict("records")[0]
    rows = [
        _row("offence", label_of(row["offence"]), row, share) for row in known.to_dict("records")
    ]
    rows += [
        {
            "what": "offence",
            "name": label_of(row["offence"]),
            "status": row["status"],
            "note": row["note"],
        }
        for row in blank.to_dict("records")
    ]
    if total["cost"] == total["cost"]:
        rows.append(_row("all", "All of these", total, share))
        borne = query_costs(question, ("bearer",)).frame.to_dict("records")
        blank_count = {"count": np.nan, "avoided": np.nan, "note": BORNE}
        rows += [_row("bearer", row["bearer"], row, share) | blank_count for row in borne]
        rows.append(_break_even(question, scenario, total))
    frame = pd.DataFrame(rows, columns=list(WHAT_IF.names))
    mark = simulated_note(question)
    frame["note"] = ["; ".join([*mark, *([note] if note else [])]) for note in frame["note"]]
    return Table("what-if", question, frame, provenance(question, "what-if", scenario))


def _row(what: str, name: str, row: Mapping, share: float) -> dict:
    """Offences avoided and pounds saved when a share of a row's offences does not happen."""
    return {
        "what": what,
        "name": name,
        "count": row["count"],
        "avoided": row["count"] * share,
        "reduction": 100 * share,
        "cost": row["cost"],
        "saved": row["cost"] * share,
        "saved_low": row["cost_low"] * share,
        "saved_high": row["cost_high"] * share,
        "status": row["status"],
        "note": "",
    }


def _break_even(question: Question, scenario: Scenario, total: Mapping) -> dict:
    """The reduction that pays for the investment within 12 months, as far as counts tell it.

    It is smallest at the upper end of the cost's interval: more to save.
    """
    invest = invested(question, scenario)
    in_year = 365.25 / days(question.period)
    cost, count = float(total["cost"]), float(total["count"])
    ends = (cost, float(total["cost_high"]), float(total["cost_low"]))
    need, least, most = (invest / (end * in_year) if end else np.nan for end in ends)
    row: dict[str, Any] = {
        "what": "break-even",
        "name": f"Investment of £{invest:,.0f} a year",
        "cost": invest,
        "saved": invest,
        "status": "ok",
        "note": "no cost to save"
        if need != need
        else f"over 12 months, a reduction of {need:.2%} pays for it",
    }
    if need == need and need <= 1:
        row |= {"count": count * in_year, "avoided": count * in_year * need}
        reduction = {"reduction": need, "reduction_low": least, "reduction_high": most}
        row |= {name: 100 * share for name, share in reduction.items()}
    elif need == need:
        text = "more than everything that these offences cost"
        row |= {"status": "not-applicable", "note": marked("not-applicable", text)}
    if scenario.invest is None and question.units is not None:
        row["note"] += f"; by residents the areas' part of £{INVESTED:,.0f} in all of London"
    return row


WHAT_IF = TableSpec(
    "what-if",
    query_what_if,
    columns_of(
        *(
            "what",
            "name",
            "count",
            "avoided",
            "reduction",
            "reduction_low",
            "reduction_high",
            "cost",
        ),
        *("saved", "saved_low", "saved_high"),
        *("status", "note"),
        what="offence, all, bearer or break-even",
        name="the offence, or who bears the cost (split as in the table costs)",
        avoided="offences that the reduction avoids",
        reduction="per cent fewer: what is supposed, or what pays for the investment",
        reduction_low="lower end of the 95% interval of the reduction that pays, as counts vary by "
        "chance; over 100 where even all of them would not pay",
        reduction_high="upper end of the same",
        saved="pounds that the reduction saves",
        saved_low="lower end of the saving's 95% interval, as counts vary by chance",
        saved_high="upper end of the saving's 95% interval, as counts vary by chance",
    ),
    Defaults(level="london", offence=COSTED, measure="cost", extras=(SUPPOSED,)),
    lambda parameter: counts_only(parameter) and parameter.name != "margin",
    order=80,
)

"""What a reduction would save, and how far the knife crime pledge has come."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from data.model import periods
from data.model.catalogue import COSTED, RECORDED
from data.model.periods import Period
from data.model.selection import SUPPOSED, Defaults, Scenario
from data.model.tables import Table, TableSpec, columns_of, counts_only, places_only
from data.queries.costs import bearers, days, label_of, query_costs
from data.queries.notes import CITY_NOTE, marked, simulated_note
from data.queries.provenance import provenance
from data.queries.question import Question
from data.session import remembered

PLEDGE_START = "2024-06"
"""The year to this month is the base of the pledge: the last before the government of July 2024."""
PLEDGE_YEARS = 10
PLEDGE_SHARE = 0.5
PLEDGE_OFFENCE = "knife-crime"


@remembered(128)
def query_what_if(question: Question, scenario: Scenario) -> Table:
    """What a reduction of the question's offences by ``scenario.cut`` per cent would save.

    One row an offence, one for all of them, one a bearer of the cost, and one for the break-even:
    the reduction whose saving over 12 months equals ``invest`` pounds. Columns are
    those of :data:`WHAT_IF`. Savings carry the interval of the cost.

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
        for name, part in bearers(question.session).items():
            rows.append(
                {
                    "what": "bearer",
                    "name": name,
                    "cost": total["cost"] * part,
                    "saved": total["cost"] * part * share,
                    "saved_low": total["cost_low"] * part * share,
                    "saved_high": total["cost_high"] * part * share,
                    "status": "ok",
                    "note": "share of the report's table 14",
                }
            )
        rows.append(
            _break_even(question, scenario.invest, float(total["cost"]), float(total["count"]))
        )
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
        "cost": row["cost"],
        "saved": row["cost"] * share,
        "saved_low": row["cost_low"] * share,
        "saved_high": row["cost_high"] * share,
        "status": row["status"],
        "note": "",
    }


def _break_even(question: Question, invest: float, cost: float, count: float) -> dict:
    """The reduction that pays for the investment within 12 months."""
    in_year = 365.25 / days(question.period)
    yearly = cost * in_year
    need = invest / yearly if yearly else np.nan
    row = {
        "what": "break-even",
        "name": f"Investment of £{invest:,.0f} a year",
        "cost": float(invest),
        "saved": float(invest),
        "status": "ok",
        "note": "no cost to save"
        if need != need
        else f"over 12 months, a reduction of {need:.2%} pays for it",
    }
    if need == need and need <= 1:
        row |= {"count": count * in_year, "avoided": count * in_year * need}
    elif need == need:
        text = "more than everything that these offences cost"
        row |= {"status": "not-applicable", "note": marked("not-applicable", text)}
    return row


@remembered(64)
def query_pledge(question: Question) -> Table:
    """Knife crime against the path to half in ten years from the year to June 2024.

    A straight line from the 12 months to June 2024 down to half of them in the 12 months to June
    2034. One row a month: the 12-month sum, the path, and the gap between them (above the path is
    positive). Columns are those of :data:`PLEDGE`. The path is ours: the pledge names
    only the end.
    """
    asked = question.replace(
        offence=PLEDGE_OFFENCE,
        cohort="all-ages",
        dataset=RECORDED,
        measure="count",
        level="london" if not question.areas else question.level,
    )
    panel = asked.total
    running = panel.running()[0]
    sums = {periods.shift(panel.start, place): running[place] for place in range(11, len(running))}
    inside = asked.policed  # the City alone is in no Met file: nothing is known, not zero
    sums = sums if inside else dict.fromkeys(sums, np.nan)
    base = sums.get(PLEDGE_START, np.nan)
    unknown = marked("not-available", "not yet recorded") if inside else CITY_NOTE
    rows = []
    first = periods.index(min(sums))
    last = periods.index(PLEDGE_START) + 12 * PLEDGE_YEARS
    for number in range(first, last + 1):
        month = periods.month(number)
        gone = number - periods.index(PLEDGE_START)
        path = base * (1 - (1 - PLEDGE_SHARE) * gone / (12 * PLEDGE_YEARS)) if gone >= 0 else np.nan
        actual = sums.get(month, np.nan)
        rows.append(
            {
                "month": month,
                "count_12m": actual,
                "path": path,
                "gap": actual - path,
                "gap_percent": (actual / path - 1) * 100 if path else np.nan,
                "status": "ok" if actual == actual else "not-available",
                "note": "" if actual == actual else unknown,
            }
        )
    frame = pd.DataFrame(rows, columns=list(PLEDGE.names))
    own = asked.replace(period=Period(min(sums), max(sums)))
    return Table("pledge", question, frame, provenance(own, "pledge"))


WHAT_IF = TableSpec(
    "what-if",
    query_what_if,
    columns_of(
        *("what", "name", "count", "avoided", "cost", "saved", "saved_low", "saved_high"),
        *("status", "note"),
        what="offence, all, bearer or break-even",
        name="the offence, or who bears the cost",
        avoided="offences that the reduction avoids",
        saved="pounds that the reduction saves",
        saved_low="lower end of the saving's 95% interval, as counts vary by chance",
        saved_high="upper end of the saving's 95% interval, as counts vary by chance",
    ),
    Defaults(level="london", offence=COSTED, measure="cost", extras=(SUPPOSED,)),
    counts_only,
    order=8,
)
PLEDGE = TableSpec(
    "pledge",
    query_pledge,
    columns_of(
        *("month", "count_12m", "path", "gap", "gap_percent", "status", "note"),
        path="the straight line from the year to June 2024 to half of it in June 2034",
        gap="the sum less the path; above the path is positive",
        gap_percent="the gap, per cent of the path",
    ),
    Defaults(level="london", offence="knife-crime", extras=()),
    places_only,
    order=9,
)

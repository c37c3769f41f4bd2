"""How far a cost may be out: three parts that are told apart, and their bounds together.

- ``counts``: how recorded counts vary by chance, a 95 % interval
  (:func:`data.statistics.intervals.weighted_interval` with the overdispersion of every series).
- ``recording``: from what is recorded to all that is reported, at the share that the inspectorate
  found (:data:`data.model.unit_costs.RECORDED_SHARE`). Homicide is as it is.
- ``unit-costs``: a range that is declared, not measured, and that the reader may change
  (:attr:`data.model.selection.Scenario.margin`), since their source gives none.
- ``all``: the lower ends of all three together, and the upper ends. These are bounds: two of the
  three are no chances, so nobody can say how likely it is that the truth lies within.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from data.model.catalogue import COSTED
from data.model.selection import SUPPOSED, Defaults, Scenario
from data.model.tables import Table, TableSpec, columns_of, counts_only
from data.model.unit_costs import RECORDED_SHARE, recorded_share
from data.queries.cost_cells import cells_of, interval_of
from data.queries.costs import costed_parts, query_costs
from data.queries.notes import marked
from data.queries.provenance import provenance
from data.queries.question import Question
from data.queries.variance import UNKNOWN
from data.session import remembered

PARTS = ("counts", "recording", "unit-costs", "all")
"""What a row is of, in order."""
BASES = {
    "interval": "a 95% interval",
    "inspected": "what an inspection found, given without a margin",
    "declared": "declared, not measured",
    "bounds": "all parts at their ends at once, not a 95% interval",
}
"""What the two ends of a row rest on."""
_BASIS = dict(zip(PARTS, BASES, strict=True))


def _note(part: str, margin: float) -> str:
    """What the two ends of a part are, in words."""
    return {
        "counts": "how counts vary by chance, widened by how much each series varies",
        "recording": f"from what is recorded to all that is reported: {RECORDED_SHARE:.1%} was "
        "recorded, the inspectorate found of all offences together in 2021/22; the report gives "
        "no margin for it. Homicide is as it is. What nobody reports is in neither end",
        "unit-costs": f"each unit cost {margin:g}% lower or higher: declared, not measured, as "
        "the report gives unit costs without a range",
        "all": "the three lower ends together, and the three upper ends: bounds, not a 95% "
        "interval, since two of the three are no chances",
    }[part]


def _highest(question: Question, parts: Sequence[str]) -> float:
    """The upper end of the counts' interval if all that is reported were recorded, pounds."""
    known = question.session.build.unit_costs.costs
    cells = [cells_of(question, part, [question.period], False) for part in parts]
    whole = [sum(known[part].values()) / recorded_share(part) for part in parts]
    return float(interval_of(cells, whole).high[0, 0])


@remembered
def query_cost_range(question: Question, scenario: Scenario) -> Table:
    """How far the cost of a question may be out, a row a part and one for all of them.

    Columns are those of :data:`SPEC`.

    Args:
        question: the question; its areas are added up.
        scenario: whose ``margin`` is the range of unit costs, per cent either way.
    """
    total = query_costs(question, ()).frame.to_dict("records")[0]
    cost, share = total["cost"], scenario.margin / 100
    highest = _highest(question, costed_parts(question)) if cost == cost else np.nan
    ends = {
        "counts": (total["cost_low"], total["cost_high"]),
        "recording": (cost, total["cost_if_all_recorded"]),
        "unit-costs": (cost * (1 - share), cost * (1 + share)),
        "all": (total["cost_low"] * (1 - share), highest * (1 + share)),
    }
    rows = []
    for part, (low, high) in ends.items():
        unknown = cost == cost and low != low
        said = marked("not-available", UNKNOWN) if unknown else _note(part, scenario.margin)
        rows.append(
            {
                **{name: total[name] for name in ("area_code", "area_name", "level", "offence")},
                "period_from": question.period.start,
                "period_to": question.period.end,
                "part": part,
                "basis": _BASIS[part],
                "cost": cost,
                "cost_low": low,
                "cost_high": high,
                "status": "not-available" if unknown else total["status"],
                "note": "; ".join(text for text in (said, total["note"]) if text)
                if cost == cost
                else total["note"],
            }
        )
    frame = pd.DataFrame(rows, columns=list(SPEC.names))
    return Table("cost-range", question, frame, provenance(question, "cost-range"))


SPEC = TableSpec(
    "cost-range",
    query_cost_range,
    columns_of(
        *("area_code", "area_name", "level", "period_from", "period_to", "offence", "part"),
        *("basis", "cost", "cost_low", "cost_high", "status", "note"),
        part=f"what leaves the cost open: {', '.join(PARTS)}",
        basis="; ".join(f"{name}: {text}" for name, text in BASES.items()),
        cost_low="lower end of the cost for the part",
        cost_high="upper end of the cost for the part",
    ),
    Defaults(level="london", offence=COSTED, measure="cost", extras=(SUPPOSED,)),
    lambda parameter: counts_only(parameter) and parameter.name not in ("cut", "invest"),
    order=75,
)

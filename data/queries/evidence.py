"""The published figures beside the same thing recomputed from today's data.

One row a published figure. What a figure is recomputed as follows from its own columns (series,
unit, area, months, whom it counts); :data:`RECIPES` lists the few for which they do not say.
Statuses are computed:

* ``confirmed``: the recomputation for the report's own months agrees, and what is said of a
  change, direction or rank still holds in the latest months;
* ``moved on since``: it agrees for its months, and the latest months say something else;
* ``differs``: the recomputation for the same months does not agree;
* ``cannot be recomputed from open data``.

A count, rate, sum of money or number of residents is of its months: it agrees or not, and what
it is today stands beside it.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from data.catalogue import GENERAL_CAVEAT, OFFENCES
from data.periods import Period
from data.queries import evidence_reasons as reasons
from data.queries import evidence_values as values
from data.queries.evidence_costs import recorded_volumes, reproduced
from data.queries.evidence_judge import (
    REVERSED,
    SAME,
    UNCLEAR,
    Finding,
    broken_by,
    cannot,
    judge,
    say,
    unplaced,
)
from data.queries.evidence_recipes import (
    CONFIRMED,
    DIFFERS,
    KINDS,
    MOVED,
    NOT_OPEN,
    PAIR,
    RANK_TOLERANCE,
    RECIPES,
    SEPTEMBER,
    SPEARMAN_TOLERANCE,
    STATUSES,
    TOLERANCES,
    Kind,
    Recipe,
)
from data.queries.evidence_values import NAN, Asked
from data.queries.published import REPORT
from data.session import Session, remembered, sessions
from data.tables import Provenance, Table

__all__ = [
    "CONFIRMED",
    "DIFFERS",
    "EVIDENCE_COLUMNS",
    "MOVED",
    "NOT_OPEN",
    "RANK_TOLERANCE",
    "REVERSED",
    "SAME",
    "SPEARMAN_TOLERANCE",
    "STATUSES",
    "TOLERANCES",
    "UNCLEAR",
    "agreement",
    "query_evidence",
    "recorded_volumes",
    "reproduced",
]

EVIDENCE_COLUMNS = (
    "figure_id", "table", "table_title", "place", "theme", "label", "offence", "area_code",
    "area_name", "unit", "population", "period", "compare_period", "published", "published_text",
    "now", "now_text", "now_detail", "now_period", "now_compare_period", "difference", "latest",
    "latest_text", "latest_detail", "latest_period", "latest_compare_period", "status",
    "direction", "reason_kind", "reason", "csv", "note",
)  # fmt: skip


@remembered(32)
def query_evidence(session: Session, name: str = "all") -> Table:
    """Every published figure beside its recomputation: one row a figure.

    Args:
        session: what answers it.
        name: a published table, or ``all``.

    Columns are :data:`EVIDENCE_COLUMNS`. ``period`` is what the report names (empty where it
    names none); ``now`` is recomputed for those months, or for those that its reason gives,
    ``latest`` for the latest like months that wards and boroughs share, or in which a series that
    ends earlier still runs; ``difference`` is ``now`` less ``published`` in the figure's unit;
    ``direction`` says of a change that has moved on since whether it goes the ``same`` way as in
    print, is ``reversed`` or ``unclear``.

    Raises:
        KeyError: there is no such published table.
    """
    names = sessions.current.build.published_names if name == "all" else (name,)
    rows = [_row(row, one) for one in names for row in _published(one)]
    frame = pd.DataFrame(rows, columns=list(EVIDENCE_COLUMNS))
    title = "Every published figure" if name == "all" else str(frame["table_title"].iloc[0])
    return Table(
        f"evidence/{name}",
        None,
        frame,
        Provenance(
            title=f"{title}: published, and recomputed from today’s data",
            definition="now: recomputed for the report's own months; latest: for the latest like "
            "months. " + " ".join(f"{key}: {text}" for key, text in STATUSES.items()),
            filters={},
            source=f"{REPORT}. Metropolitan Police Service, via the London Datastore. Open "
            "Government Licence.",
            data_to=sessions.current.domain.shared_end,
            build_id=sessions.current.build.build_id,
            caveats=(TOLERANCES, GENERAL_CAVEAT),
        ),
    )


def _published(name: str) -> list[dict]:
    """The rows of a published table: numbers as they are, every other cell a text."""
    frame = sessions.current.build.published(name)
    if name == "unit-costs":
        frame = _unit_costs(frame)
    frame = frame.astype(object).where(frame.notna(), "")
    rows: list[dict] = []
    for row in frame.to_dict("records"):
        row = {str(key): value for key, value in row.items()}
        row["table"] = str(row["table"])
        row["theme"] = row.get("theme") or reasons.OF_TABLE.get(row["table"], "")
        row["value"] = float(row["value"]) if row["value"] != "" else NAN
        rows.append(dict.fromkeys(("compare_from", "compare_to", "statement"), "") | row)
    return rows


def _unit_costs(frame: pd.DataFrame) -> pd.DataFrame:
    """The unit costs in the columns of the other tables, each with the place of its cell."""
    cells = pd.concat(
        [sessions.current.build.published("table-13"), sessions.current.build.published("table-15")]
    )
    origin = [str(note).split(";")[0].split(":")[0].strip() for note in frame["note"]]
    placed = cells.set_index("figure_id").loc[origin].reset_index()
    return placed.assign(
        figure_id=[
            f"unit-cost-{offence}-{component}"
            for offence, component in zip(frame["offence"], frame["component"], strict=True)
        ],
        table="unit-costs",
        table_title="Unit costs that this dashboard multiplies by",
        offence=frame["offence"].to_numpy(),
        value=frame["cost"].to_numpy(),
        value_text=[f"£{cost:,.0f}" for cost in frame["cost"]],
        note=[f"The cell {one}" for one in origin],
    )


def _row(row: dict, name: str) -> dict:
    found = _find(row)
    known = not np.isnan(found.now.value) and not np.isnan(row["value"])
    labels = (row["row_label"], row["column_label"])
    return {
        "figure_id": row["figure_id"],
        "table": row["table"],
        "table_title": row["table_title"],
        "place": row["place"],
        "theme": row["theme"],
        "label": row["statement"] or ", ".join(filter(None, labels)),
        "offence": row["offence"],
        "area_code": row["area_code"],
        "area_name": row["area_name"],
        "unit": row["unit"],
        "population": row["population"],
        "period": values.span(_period(row, "period")),
        "compare_period": values.span(_period(row, "compare")),
        "now_period": values.span(found.asked.period if found.asked else None),
        "now_compare_period": values.span(found.asked.compare if found.asked else None),
        "published": row["value"],
        "published_text": row["value_text"],
        "now": found.now.value,
        "now_text": _said(row, found.now),
        "now_detail": found.now.detail,
        "difference": found.now.value - row["value"] if known else NAN,
        "latest": found.latest.value,
        "latest_text": _said(row, found.latest),
        "latest_detail": found.latest.detail,
        "latest_period": values.span(found.later.period if found.later else None),
        "latest_compare_period": values.span(found.later.compare if found.later else None),
        "status": found.status,
        "direction": found.direction,
        "reason_kind": found.kind,
        "reason": found.reason,
        "csv": name,
        "note": found.note,
    }


def _said(row: Mapping, value: values.Value) -> str:
    return "" if np.isnan(value.value) else say(row["unit"], value)


def _period(row: Mapping[str, str], which: str) -> Period | None:
    start, end = row[f"{which}_from"], row[f"{which}_to"]
    return Period(start, end) if start and end else None


def _asked(row: dict, recipe: Recipe) -> Asked | str:
    """The question that a row puts to today's data, or why it puts none."""
    where = values.place_of(row["area_name"], row["area_code"])
    if row["figure_id"] == PAIR:
        names = [f"{ward}, Westminster" for ward in ("St James's", "West End")]
        found = [values.place_of(name, "") for name in names]
        where = ("ward", tuple(code for one in found if one for code in one[1]))
    assert where is not None  # noqa: S101 - a row outside London has been refused before
    offence = row["offence"] or recipe.offence
    period = recipe.period or _period(row, "period")
    compare = _period(row, "compare")
    if period is None:
        return reasons.why_no_period(row, False)
    moves = KINDS[row["unit"]].name in ("change", "count change", "direction")
    if moves and compare is None and recipe.compute is None:
        # "in the last year" has no second period in print: it is the year before
        if not row["figure_id"].endswith("last-year"):
            return reasons.why_no_period({**row, "period_from": period.start}, True)
        compare = period.shift(-12)
    by_rate = KINDS[row["unit"]].name == "rank" and "rate" in row["value_text"]
    return Asked(offence, *where, period, compare, by_rate)


def _find(row: dict) -> Finding:
    recipe = RECIPES.get(row["figure_id"], Recipe())
    pair = row["figure_id"] == PAIR
    inside = values.place_of(row["area_name"], row["area_code"]) is not None or pair
    if recipe.compute is None:
        kind, why = reasons.why_not(row, inside)
        if why:
            return cannot(kind, why + _sum_holds(row))
    if row["unit"] not in KINDS:
        return cannot(*reasons.why_not({**row, "offence": ""}, inside))
    asked = _asked(row, recipe)
    if isinstance(asked, str):
        return cannot(reasons.NOT_OPEN, asked)
    if not recipe.dated:
        kind_of = Kind(recipe.compute or KINDS[row["unit"]].compute, "residents")
        return judge(row, recipe, kind_of, asked, None)
    spans = [span for span in (asked.period, asked.compare) if span]
    for span in spans:
        if why := reasons.why_not_covered(asked.offence, values.covered(asked), span):
            return cannot(reasons.NOT_OPEN, why)
    if asked.compare and (broken := broken_by(asked.offence, asked.compare, asked.period)):
        return cannot(reasons.DEFINITION, f"Not comparable: {broken}")
    if KINDS[row["unit"]].name == "cost" and not _costed(asked.offence):
        return cannot(reasons.NOT_OPEN, "The report gives no unit cost for this series.")
    by_unit = KINDS[row["unit"]]
    own = Kind(recipe.compute or by_unit.compute, by_unit.name, by_unit.moves)
    return judge(row, recipe, own, asked, values.later(asked))


def _costed(offence: str) -> bool:
    return set(OFFENCES[offence].parts) <= set(sessions.current.build.unit_costs.costs)


def _sum_holds(row: Mapping) -> str:
    """Whether a printed cost of tables 13 and 15 is its volume times its unit costs."""
    if row["table"] not in ("13", "15") or not row["figure_id"].endswith("-total"):
        return ""
    found = reproduced(row["table"])
    own = found[found["figure_id"] == row["figure_id"]].iloc[0]
    holds = abs(own["difference"]) <= 10
    text = f"£{own['recomputed']:,.0f}"
    return (
        f" Its own volume times its own unit costs gives {text}"
        f"{', the printed total to £10' if holds else ', not the printed total'}."
    )


@remembered(1)
def agreement(session: Session) -> pd.DataFrame:
    """How far table 12 and today's ranks agree, one row an offence.

    Columns ``offence, spearman, agrees, same, within, boroughs, unplaced, spearman_latest,
    latest_period``: Spearman's correlation of the 32 ranks (average ranks for ties), how many
    are the same and how many within :data:`RANK_TOLERANCE` places, and the share of the
    offences that today's file places in no borough, per cent. The latest correlation is empty
    across a break.
    """
    frame = query_evidence(session, "table-12").frame
    rows = []
    for offence, own in frame.groupby("offence", sort=False):
        slug = str(offence)
        apart = own["difference"].abs()
        rho = _spearman(own["published"], own["now"])
        broken = own["note"].str.startswith("[b]").any()
        rows.append(
            {
                "offence": slug,
                "spearman": rho,
                "agrees": rho >= SPEARMAN_TOLERANCE,
                "same": int((apart == 0).sum()),
                "within": int((apart <= RANK_TOLERANCE).sum()),
                "boroughs": len(own),
                "unplaced": unplaced(slug, SEPTEMBER),
                "spearman_latest": NAN if broken else _spearman(own["published"], own["latest"]),
                "latest_period": own["latest_period"].iloc[0],
            }
        )
    return pd.DataFrame(rows)


def _spearman(first: pd.Series, second: pd.Series) -> float:
    """Pearson's correlation of average ranks (Spearman 1904)."""
    return float(first.rank().corr(second.rank()))

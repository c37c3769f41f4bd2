"""The published figures beside the same thing recomputed from today's data.

One row a published figure. What a figure is recomputed as follows from its own columns (series,
unit, area, months, whom it counts); :mod:`data.evidence.special` lists those for which they do
not say.
Statuses are computed:

* ``confirmed``: the recomputation for the report's own months agrees, and what is said of a
  change, direction or rank still holds in the latest months;
* ``moved on since``: it agrees for its months, and the latest months say something else;
* ``differs``: the recomputation for the same months does not agree;
* ``cannot be judged``: counting changed within its months, or the interval of a rank holds both;
* ``cannot be recomputed from open data``.

What a sentence says beside its number, a rank most of all, is what its status judges
(:class:`~data.evidence.recipes.Claim`); the number stands beside it.

A count, rate, sum of money or number of residents is of its months: it agrees or not, and what
it is today stands beside it.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from data.evidence import reasons, values
from data.evidence.findings import find, period_of
from data.evidence.judgement import say
from data.evidence.recipes import (
    LATEST_STATUSES,
    NOT_COMPARABLE,
    RANK_TOLERANCE,
    SPEARMAN_TOLERANCE,
    STATUSES,
    TOLERANCES,
)
from data.evidence.special import SEPTEMBER
from data.evidence.values import NAN
from data.model.catalogue import GENERAL_CAVEAT
from data.model.periods import Period
from data.model.selection import Selection
from data.model.tables import Provenance, Table, TableFamily, columns_of
from data.queries.published import REPORT
from data.queries.question import Question
from data.session import Session, remembered

COLUMNS = columns_of(
    *("figure_id", "table", "table_title", "place", "theme", "label", "offence", "area_code"),
    *("area_name", "unit", "population", "period", "compare_period", "published"),
    *("published_text", "now", "now_text", "now_detail", "now_period", "now_compare_period"),
    *("difference", "latest", "latest_text", "latest_detail", "latest_period"),
    *("latest_compare_period", "status", "direction", "reason_kind", "reason", "csv", "note"),
    *("row_label", "column_label", "latest_status", "broken"),
    figure_id="the published figure",
    table="number of the report's table, or the list that it is in",
    table_title="title of that",
    place="where it stands in the report",
    theme="what it is about",
    label="what it says, or the headings of its cell",
    offence="the series it is about, by its slug; empty where it counts no offences",
    area_code="code of its area; empty where the report names none that has one",
    area_name="name of its area, as the report has it",
    unit="what it is a number of",
    population="whom it counts",
    period="months that the report names, YYYY-MM..YYYY-MM",
    compare_period="months that the report compares with",
    published="the number as printed",
    published_text="the words as printed",
    now="recomputed for the report's own months, in its unit",
    now_text="the same in words",
    now_detail="the counts behind it",
    now_period="months that it is recomputed for",
    now_compare_period="months that it is then compared with",
    difference="now less published, in its unit",
    latest="the same for the latest like months",
    latest_text="the same in words",
    latest_detail="the counts behind it",
    latest_period="the latest like months",
    latest_compare_period="months that they are compared with",
    status=f"of the figure: {', '.join(STATUSES)}",
    direction="of a change that has moved on since, against print: same, reversed, unclear",
    reason_kind="kind of reason for the status",
    reason="the reason",
    csv="the published table that it is in",
    row_label="heading of its row, in a table",
    column_label="heading of its column, in a table",
    latest_status=f"of the latest value: {', '.join(LATEST_STATUSES)}",
    broken="whether counting changed between the report's months and the latest",
)
"""The columns of a table of evidence, and what they hold."""
EVIDENCE_COLUMNS = tuple(column.name for column in COLUMNS)


@remembered
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
    print, is ``reversed`` or ``unclear``; ``latest_status`` is a key of
    :data:`data.evidence.recipes.LATEST_STATUSES`, and ``broken`` whether counting changed between
    the report's months and the latest; ``row_label`` and ``column_label`` are the headings of a
    cell of a table.

    Raises:
        KeyError: there is no such published table.
    """
    names = session.build.published_names if name == "all" else (name,)
    rows = [_row(session, row, one) for one in names for row in _published(session, one)]
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
            source=f"{REPORT}. Metropolitan Police Service, via the London Datastore; Office for "
            "National Statistics; Ministry of Housing, Communities and Local Government; "
            "Department for Education. Open Government Licence.",
            data_to=session.domain.shared_end,
            build_id=session.build.build_id,
            caveats=(TOLERANCES, GENERAL_CAVEAT),
        ),
    )


def _published(session: Session, name: str) -> list[dict]:
    """The rows of a published table: numbers as they are, every other cell a text."""
    frame = session.build.published(name)
    if name == "unit-costs":
        frame = _unit_costs(session, frame)
    frame = frame.astype(object).where(frame.notna(), "")
    rows: list[dict] = []
    for row in frame.to_dict("records"):
        row = {str(key): value for key, value in row.items()}
        row["table"] = str(row["table"])
        row["theme"] = row.get("theme") or reasons.OF_TABLE.get(row["table"], "")
        row["value"] = float(row["value"]) if row["value"] != "" else NAN
        rows.append(dict.fromkeys(("compare_from", "compare_to", "statement"), "") | row)
    return rows


def _unit_costs(session: Session, frame: pd.DataFrame) -> pd.DataFrame:
    """The unit costs in the columns of the other tables, each with the place of its cell."""
    cells = pd.concat([session.build.published("table-13"), session.build.published("table-15")])
    cells = cells.set_index("figure_id")
    parts = list(zip(frame["offence"], frame["component"], strict=True))
    origin = [
        next(key for table in ("13", "15") if (key := f"table-{table}-{of}-{part}") in cells.index)
        for of, part in parts
    ]
    return (
        cells.loc[origin]
        .reset_index()
        .assign(
            figure_id=[f"unit-cost-{of}-{part}" for of, part in parts],
            table="unit-costs",
            table_title="Unit costs that this dashboard multiplies by",
            offence=frame["offence"].to_numpy(),
            value=frame["cost"].to_numpy(),
            value_text=[f"£{cost:,.0f}" for cost in frame["cost"]],
            note=[f"The cell {one}" for one in origin],
        )
    )


def _row(session: Session, row: dict, name: str) -> dict:
    """A row of the table: the published figure, what was found, and the texts made of it."""
    found = find(session, row)
    known = not np.isnan(found.now.value) and not np.isnan(row["value"])
    labels = (row["row_label"], row["column_label"])
    asked = found.asked
    copied = (
        "figure_id", "table", "table_title", "place", "theme", "offence", "area_code", "area_name",
        "unit", "population", "row_label", "column_label",
    )  # fmt: skip
    return {key: row[key] for key in copied} | {
        "label": row["statement"] or ", ".join(filter(None, labels)),
        "period": _written(period_of(row, "period")),
        "compare_period": _written(period_of(row, "compare")),
        **_months(asked.now if asked else None, "now"),
        **_months(asked.latest if asked else None, "latest"),
        "published": row["value"],
        "published_text": row["value_text"],
        "now": found.now.value,
        "now_text": _said(row, found.now),
        "now_detail": found.now.detail,
        "difference": found.now.value - row["value"] if known else NAN,
        "latest": found.latest.value,
        "latest_text": _said(row, found.latest),
        "latest_detail": found.latest.detail,
        "status": found.status,
        "direction": found.direction,
        "reason_kind": found.kind,
        "reason": found.reason,
        "csv": name,
        "note": found.note,
        "latest_status": found.latest_status,
        "broken": found.latest_status == NOT_COMPARABLE,
    }


def _written(period: Period | None) -> str:
    return period.written if period else ""


def _months(question: Question | None, which: str) -> dict[str, str]:
    """The months that a value is of, and those it is compared with."""
    return {
        f"{which}_period": _written(question.period if question else None),
        f"{which}_compare_period": _written(question.comparison if question else None),
    }


def _said(row: Mapping, value: values.Value) -> str:
    return "" if np.isnan(value.value) else say(row["unit"], value)


SPEC = TableFamily(
    "evidence",
    query_evidence,
    lambda session: ("all", *session.build.published_names),
    "evidence_{name}",
    COLUMNS,
)


@remembered
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
        broken = own["broken"].any()
        rows.append(
            {
                "offence": slug,
                "spearman": rho,
                "agrees": rho >= SPEARMAN_TOLERANCE,
                "same": int((apart == 0).sum()),
                "within": int((apart <= RANK_TOLERANCE).sum()),
                "boroughs": len(own),
                "unplaced": values.unplaced(_resolve_boroughs(session, slug)),
                "spearman_latest": NAN if broken else _spearman(own["published"], own["latest"]),
                "latest_period": own["latest_period"].iloc[0],
            }
        )
    return pd.DataFrame(rows)


def _resolve_boroughs(session: Session, offence: str) -> Question:
    """The question of table 12."""
    return session.resolve(
        Selection("borough", (), offence, "all-ages", SEPTEMBER, "none", "count")
    )


def _spearman(first: pd.Series, second: pd.Series) -> float:
    """Pearson's correlation of average ranks (Spearman 1904)."""
    return float(first.rank().corr(second.rank()))

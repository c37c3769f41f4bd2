"""Tables 13 to 15: the report's costs reproduced, and its volumes beside what is recorded."""

from __future__ import annotations

import pandas as pd
from dash import html

from components.evidence_tables import Cells, of_table, render_figures, render_scroll
from components.evidence_words import period_of, render_status
from components.words import number
from data.evidence import CONFIRMED, NOT_OPEN, recorded_volumes, reproduced
from data.session import Session
from data.unit_costs import COMPONENTS

HEADS = (
    *("Offence", "In anticipation", "As a consequence", "In response", "Volume, report"),
    "Recorded, all ages, 2023",
)
LAST_HEADS = ("Total, report", "Volume × unit costs")
"""Headings of tables 13 and 15, before and after that of the latest year."""


def _money(value: float) -> str:
    return f"£{number(value)}"


def _to_ten(value: float) -> float:
    return round(value / 10) * 10


def _unit_cell(row: dict, unit: dict) -> html.Td:
    """A unit cost of the report, which is also one of ``unit-costs.csv``."""
    same = unit["published"] == row["published"]
    return html.Td(
        html.Span(
            row["published_text"]
            if same
            else f"{row['published_text']} ≠ {unit['published_text']}",
            id=unit["figure_id"],
        ),
        id=row["figure_id"],
        className="number",
    )


def _recorded(value: float) -> str:
    return "[z]" if value != value else number(value)


def _title(session: Session, frame: pd.DataFrame, table: str) -> str:
    """Whether the printed sums, and the volumes where they can be tested, hold."""
    sums = bool((reproduced(session, table)["difference"].abs() <= 10).all())
    own = frame[(frame["csv"] == f"table-{table}") & frame["figure_id"].str.endswith("-volume")]
    tested = own[own["status"] != NOT_OPEN]["status"]
    title = f"Table {table}: the report’s sums {'hold' if sums else 'do not hold'}"
    if tested.empty:
        return f"{title}; its volumes are of under-25s"
    return f"{title}; {int((tested == CONFIRMED).sum())} of {len(tested)} volumes are confirmed"


def _cost_row(own: dict, key: str, rows: dict, units: dict, today: pd.Series) -> html.Tr:
    """An offence of table 13 or 15: what is printed, what is recorded, and the sum again."""
    unit = f"unit-cost-{own['offence']}"
    volume, total = rows[f"{key}-volume"], rows[f"{key}-total"]
    cells: Cells = [html.Th(own["row_label"], scope="row")]
    cells += [_unit_cell(rows[f"{key}-{part}"], units[f"{unit}-{part}"]) for part in COMPONENTS]
    cells += [
        html.Td(html.Strong(volume["published_text"]), id=volume["figure_id"], className="number"),
        html.Td(_recorded(today["recorded"]), className="number"),
        html.Td(_recorded(today["latest"]), className="number"),
        html.Td(total["published_text"], id=total["figure_id"], className="number"),
        html.Td(_money(_to_ten(own["recomputed"])), className="number"),
    ]
    return html.Tr(cells)


def render_cost_table(session: Session, frame: pd.DataFrame, table: str, text: str) -> html.Section:
    """Table 13 or 15: unit costs, volumes, totals; sums reproduced; volumes recorded today.

    Args:
        session: what answers it.
        frame: every published figure, as ``query_evidence`` gives them.
        table: ``13`` or ``15``.
        text: what must be read above the table.
    """
    rows = {row["figure_id"]: row for row in of_table(frame, f"table-{table}")}
    units = {row["figure_id"]: row for row in of_table(frame, "unit-costs")}
    sums = reproduced(session, table)
    volumes = recorded_volumes(session, table).set_index("offence")
    period = period_of(next(text for text in volumes["latest_period"] if text))
    body = [
        _cost_row(own, f"table-{table}-{own['offence']}", rows, units, volumes.loc[own["offence"]])
        for own in sums.to_dict("records")
    ]
    totals = (sums["printed"].sum(), sum(map(_to_ten, sums["recomputed"])))
    foot = [html.Th("Sum", scope="row"), *[html.Td("")] * 6]
    foot += [html.Td(html.Strong(_money(total)), className="number") for total in totals]
    heads = [*HEADS, f"Recorded, all ages, {period.short if period else ''}", *LAST_HEADS]
    return render_figures(
        _title(session, frame, table),
        f"table-{table}",
        "Pounds an offence in 2023 prices, offences in 2023, pounds to the nearest £10.",
        [
            html.P(text, className="sentence"),
            render_scroll(f"Table {table}, costs", heads, body, [html.Tr(foot)]),
        ],
        f"table-{table} unit-costs",
        next(iter(rows.values()))["place"],
    )


def render_costs(session: Session, frame: pd.DataFrame) -> list[html.Section]:
    """Tables 13, 15 and 14."""
    return [
        render_cost_table(
            session,
            frame,
            "13",
            "The report counts offences whose victim or suspect is under 25; open data carry no "
            "ages, so what is recorded is of all ages. The larger number is another definition, "
            "not a rise. [z] threats to kill are not counted apart in open data.",
        ),
        render_cost_table(
            session,
            frame,
            "15",
            "Both the report and the recorded series count all ages. Small differences for 2023 "
            "come with later files, which add and reclassify offences.",
        ),
        _bearers(session, frame),
    ]


def _bearers(session: Session, frame: pd.DataFrame) -> html.Section:
    rows = {row["figure_id"]: row for row in of_table(frame, "table-14")}
    totals = [row for key, row in rows.items() if key.endswith("-total")]
    whole = sum(row["published"] for row in totals)
    body = []
    for row in totals:
        share = rows[row["figure_id"].removesuffix("-total") + "-share"]
        body.append(
            html.Tr(
                [
                    html.Th(row["row_label"], scope="row"),
                    html.Td(row["published_text"], id=row["figure_id"], className="number"),
                    html.Td(share["published_text"], id=share["figure_id"], className="number"),
                    html.Td(f"{row['published'] / whole * 100:.1f}%", className="number"),
                ]
            )
        )
    sums = [reproduced(session, table)["printed"].sum() for table in ("13", "15")]
    foot = [
        html.Tr(
            [
                html.Th("Sum of the five lines", scope="row"),
                html.Td(html.Strong(_money(whole)), className="number"),
                html.Td(""),
                html.Td("100%", className="number"),
            ]
        )
    ]
    return render_figures(
        "Table 14: use its shares, not its pounds",
        "table-14",
        "Who bears the cost, 2023.",
        [
            html.P(
                f"Its lines add up to {_money(whole)}: neither table 13 ({_money(sums[0])}) nor "
                f"tables 13 and 15 together ({_money(sum(sums))}). The printed shares are those "
                "of its own sum.",
                className="sentence",
            ),
            render_scroll(
                "Table 14, who bears the cost",
                ["Who", "Cost, report", "Share, report", "Share of its own sum"],
                body,
                foot,
            ),
            html.P([render_status(NOT_OPEN), " ", totals[0]["reason"]], className="sentence"),
        ],
        "table-14",
        totals[0]["place"],
    )

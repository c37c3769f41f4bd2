"""The tables of the report, each cell beside the same thing recomputed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from dash import html

from components.text.evidence import (
    MARKS,
    NOT_COMPARED,
    SLUGS,
    gap,
    period_of,
    render_csv_link,
    render_reason,
    render_status,
    when,
)
from components.text.words import capital, listed
from data.evidence import (
    DIFFERS,
    MOVED,
    NOT_OPEN,
    RANK_TOLERANCE,
    SPEARMAN_TOLERANCE,
    agreement,
)
from data.model import periods
from data.model.catalogue import OFFENCES
from data.session import Session

Cells = list[Any]


def of_table(frame: pd.DataFrame, name: str) -> list[dict]:
    """The rows of a published table."""
    return frame[frame["csv"] == name].to_dict("records")


def render_scroll(
    caption: str, heads: Sequence, body: list[html.Tr], foot: list[html.Tr] | None = None
) -> html.Div:
    """A table inside its own box that scrolls, so that the page never does sideways."""
    return html.Div(
        html.Table(
            [
                html.Caption(caption, className="visually-hidden"),
                html.Thead(html.Tr([html.Th(head, scope="col") for head in heads])),
                html.Tbody(body),
                *([html.Tfoot(foot)] if foot else []),
            ]
        ),
        className="scroll",
        tabIndex=0,
        role="region",
        **{"aria-label": f"{caption}, scrolls"},
    )


def render_figures(
    title: str, key: str, subtitle: str, content: list, name: str, place: str, level: int = 2
) -> html.Section:
    """A card with the place in the report and the CSV beneath it.

    Args:
        title: what it shows.
        key: its anchor.
        subtitle: measure, place, period.
        content: tables and paragraphs.
        name: the published tables it shows, separated by spaces.
        place: where they stand in the report.
        level: heading level, 2 or 3.
    """
    heading = {2: html.H2, 3: html.H3}[level]
    links: list = []
    for one in name.split():
        links += [" · ", one.replace("-", " "), " ", render_csv_link(one, one)]
    return html.Section(
        [
            heading(title, id=key, className="card-title"),
            html.P(subtitle, className="subtitle"),
            *content,
            html.P([f"Report: {place}", *links], className="source trace"),
        ],
        className=f"card evidence-{key}",
        **{"aria-labelledby": key},
    )


def _render_rank_cell(row: Mapping) -> html.Td:
    """Published / recomputed, how far apart in places, and the rank of the latest year."""
    old, new = int(row["published"]), int(row["now"])
    apart = old - new
    moved = "=" if not apart else f"{'▲' if apart > 0 else '▼'}{abs(apart)}"
    words = "the same rank" if not apart else f"{abs(apart)} {'up' if apart > 0 else 'down'}"
    latest = NOT_COMPARED if row["broken"] else f"{int(row['latest'])}"
    status = row["status"]
    different = f"{MARKS[DIFFERS]} " if status == DIFFERS else ""
    moved_on = f" {MARKS[MOVED]}" if status == MOVED else ""
    aloud = f"published {old}, recomputed {new}, {words}; latest {latest}; {status}"
    return html.Td(
        [
            html.Span(
                [f"{different}{old} / {new}", html.I(moved)],
                className="ranks",
                **{"aria-hidden": "true"},
            ),
            html.Small(f"latest {latest}{moved_on}", **{"aria-hidden": "true"}),
            html.Span(aloud, className="visually-hidden"),
        ],
        id=row["figure_id"],
        className=f"number is-{SLUGS[status]}",
    )


def _render_foot(label: str, cells: Cells) -> html.Tr:
    return html.Tr(
        [html.Th(label, scope="row"), *(html.Td(cell, className="number") for cell in cells)]
    )


def _heads_12(facts: list[dict]) -> Cells:
    """The offences of table 12, with how far their ranks agree and where the latest year ends."""
    heads: Cells = ["Borough"]
    for row in facts:
        latest = period_of(row["latest_period"])
        end = periods.name(latest.end, short=True) if latest else ""
        heads.append(
            [
                OFFENCES[row["offence"]].label,
                html.Span(f"agreement {row['spearman']:.3f}", className="note"),
                html.Span(f"latest to {end}", className="note"),
            ]
        )
    return heads


def _agreement(row: Mapping) -> list:
    word = "agrees" if row["agrees"] else f"below {SPEARMAN_TOLERANCE:g}"
    return [f"{row['spearman']:.3f}", html.Small(word)]


def _agreement_of_latest(row: Mapping) -> str:
    rho = row["spearman_latest"]
    return NOT_COMPARED if rho != rho else f"{rho:.3f}"


def _feet_12(facts: list[dict]) -> list[html.Tr]:
    """How far the two rankings of every offence agree."""
    within = f"Within {RANK_TOLERANCE} places"
    return [
        _render_foot("Agreement (Spearman)", [_agreement(row) for row in facts]),
        _render_foot("Same rank", [f"{row['same']} of {row['boroughs']}" for row in facts]),
        _render_foot(within, [f"{row['within']} of {row['boroughs']}" for row in facts]),
        _render_foot(
            "Published and latest (Spearman)", [_agreement_of_latest(row) for row in facts]
        ),
        _render_foot("Offences without a borough", [f"{row['unplaced']:.1f}%" for row in facts]),
    ]


def render_table_12(session: Session, frame: pd.DataFrame) -> html.Section:
    """Both ranks of every borough and offence, and how far they agree.

    Args:
        session: what answers it.
        frame: every published figure, as ``query_evidence`` gives them.
    """
    rows = of_table(frame, "table-12")
    facts = agreement(session).to_dict("records")
    cells = {(row["area_name"], row["offence"]): _render_rank_cell(row) for row in rows}
    body = [
        html.Tr([html.Th(name, scope="row"), *(cells[name, row["offence"]] for row in facts)])
        for name in sorted({row["area_name"] for row in rows})
    ]
    weak = [OFFENCES[row["offence"]].lower for row in facts if not row["agrees"]]
    broken = {row["offence"] for row in rows if row["broken"]}
    apart = listed([OFFENCES[row["offence"]].lower for row in facts if row["offence"] in broken])
    why = (
        f"For {listed(weak)}, the recorded offences that today’s file gives no borough may "
        "account for the difference. "
        if weak
        else ""
    )
    return render_figures(
        f"Table 12: recomputed ranks agree for {len(facts) - len(weak)} of {len(facts)} offences",
        "table-12",
        "Rank by number of offences, 1 the most: published / recomputed, year to September 2023; "
        "beneath, the rank of the latest year. "
        "▲ ▼ places up or down when recomputed; ≠ that rank lies more than "
        f"{RANK_TOLERANCE} places from the published one; → the latest one does, and its 95% "
        "interval leaves the published rank out.",
        [
            render_scroll("Table 12, borough ranks", _heads_12(facts), body, _feet_12(facts)),
            html.P(
                f"{why}A number of offences is not a risk: boroughs with many visitors and "
                f"residents come first. {NOT_COMPARED} {apart} not comparable across March 2024. "
                "The City of London is not ranked: no Met data.",
                className="sentence",
            ),
        ],
        "table-12",
        rows[0]["place"],
    )


def _label(row: Mapping) -> str:
    return str(row["area_name"] or row["row_label"])


def _render_benchmark(rows: list[dict], name: str, table_title: str) -> html.Section:
    own = [row for row in rows if row["now_text"]]
    heads = ["Area", "Published"] + (["Recomputed", "Latest"] if own else [])
    body = []
    for row in rows:
        cells: Cells = [
            html.Th(_label(row), scope="row"),
            html.Td(html.Strong(row["published_text"]), className="number"),
        ]
        if own and row["now_text"]:
            latest = row["latest_text"] + (f" {NOT_COMPARED}" if row["broken"] else "")
            cells += [
                html.Td([row["now_text"], html.Small(gap(row))], className="number"),
                html.Td([latest, html.Small(when(row, "latest_"))], className="number"),
            ]
        elif own:
            cells += [html.Td("[x]", className="number quiet")] * 2
        body.append(
            html.Tr(cells, id=row["figure_id"], className="chosen" if row["now_text"] else "")
        )
    said_of = [html.P([render_status(row["status"]), " ", *render_reason(row)]) for row in own]
    if not own:
        said_of = [html.P([render_status(NOT_OPEN), " ", rows[0]["reason"]])]
    title, _, months = table_title.rpartition(", ")
    return render_figures(
        f"Table {rows[0]['table']}: {title or table_title}",
        name,
        f"{capital(months)}. {capital(rows[0]['unit'])}.",
        [
            render_scroll(f"Table {rows[0]['table']}", heads, body),
            html.Div(said_of, className="reasons"),
        ],
        name,
        rows[0]["place"],
        level=3,
    )


def render_benchmarks(frame: pd.DataFrame) -> html.Section:
    """Tables 4 to 10: London beside others, with today's London where it can be known."""
    cards = []
    for name in ("table-4", "table-5", "table-7", "table-9", "table-8", "table-10", "table-6"):
        rows = of_table(frame, name)
        cards.append(_render_benchmark(rows, name, rows[0]["table_title"]))
    return html.Section(
        [
            html.H2(
                "London beside others: tables 4 to 10", id="benchmarks", className="card-title"
            ),
            html.P(
                "Published rates; London’s recomputed for the same months where open data can. "
                "Rates of tables 4, 5 and 7 are of one quarter and divide by residents (mid-2021 "
                "in what is recomputed). [x] outside the open data held here.",
                className="subtitle",
            ),
            html.Div(cards, className="benchmarks"),
        ],
        className="benchmark-section",
        **{"aria-labelledby": "benchmarks"},
    )


def _render_people(rows: list[dict]) -> html.Section:
    """Table 11: a row a group of offences, a column a sex."""
    columns = list(dict.fromkeys(row["column_label"] for row in rows))
    groups: dict[str, list[dict]] = {}
    for row in rows:
        groups.setdefault(row["row_label"], []).append(row)
    body = [
        html.Tr(
            [
                html.Th(group.replace(" > ", ": "), scope="row"),
                *(
                    html.Td(row["published_text"], id=row["figure_id"], className="number")
                    for row in own
                ),
            ],
            className="" if " > " in group else "group",
        )
        for group, own in groups.items()
    ]
    return render_figures(
        "Table 11: sex of victims and suspects, as published",
        "table-11",
        "Victims under 25, suspects aged 10 to 24, 2023. Shares of a row leave out what is "
        "not recorded or unknown.",
        [render_scroll("Table 11", ["Offences", *columns], body), _render_why(rows[0])],
        "table-11",
        rows[0]["place"],
    )


def _render_what_works(rows: list[dict]) -> html.Section:
    """Table 16: a row an intervention."""
    lines = [
        html.Tr(
            [
                html.Th(row["published_text"], scope="row"),
                html.Td(row["row_label"]),
                html.Td(row["column_label"]),
            ],
            id=row["figure_id"],
        )
        for row in rows
    ]
    return render_figures(
        "Table 16: what works, as published",
        "table-16",
        "Interventions from the report’s index with a strong estimate of impact.",
        [
            render_scroll("Table 16", ["Intervention", "For", "Evidence"], lines),
            _render_why(rows[0]),
        ],
        "table-16",
        rows[0]["place"],
    )


def _render_why(row: Mapping) -> html.P:
    """Why a table cannot be recomputed."""
    return html.P([render_status(NOT_OPEN), " ", row["reason"]], className="sentence")


def render_as_published(frame: pd.DataFrame) -> list[html.Section]:
    """Tables 11 and 16, which open data cannot recompute."""
    return [
        _render_people(of_table(frame, "table-11")),
        _render_what_works(of_table(frame, "table-16")),
    ]

"""``/evidence`` – the published report beside the same thing recomputed from today's data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd
from dash import html

from components.evidence.costs import render_costs
from components.evidence.statements import render_statements, statements, themes
from components.evidence.tables import render_as_published, render_benchmarks, render_table_12
from components.layout import Content, Finding, Page, Section, Visit, of_session, register_page
from components.text.evidence import MARKS, ORDER, SLUGS, data_ends, period_of
from components.text.words import capital, listed
from data.evidence import (
    CONFIRMED,
    DIFFERS,
    MOVED,
    NOT_OPEN,
    REVERSED,
    SAME,
    STATUSES,
    TOLERANCES,
    UNCLEAR,
    UNJUDGED,
    query_evidence,
)
from data.model import periods
from data.session import Session

FILTERS = ("theme", "status")
WHY = (
    "Area and period filters do not apply here: the report’s places and months are fixed, and "
    "each figure is compared with its own."
)
KINDS_OF_REASON = (
    "Reasons are of six kinds: definition (counted otherwise, or not a count), revision (later "
    "files added or reclassified offences), vintage (newer months or other years), counting "
    "changed (before and after are not comparable), too close to call (chance alone could give "
    "either order), and not in open data."
)
SECTIONS = (
    ("statements", "Statements"),
    ("table-12", "Borough ranks"),
    ("table-13", "Costs"),
    ("benchmarks", "London beside others"),
    ("table-11", "As published"),
)


def finding(frame: pd.DataFrame) -> tuple[str, str]:
    """The headline and its periods, from the statements that open data can test."""
    rows = statements(frame)
    tested = rows[rows["status"] != NOT_OPEN]
    counts = tested["status"].value_counts()
    ways = tested["direction"].value_counts()
    turned = int(ways.get(REVERSED, 0))
    title = (
        f"{counts.get(CONFIRMED, 0)} of {len(tested)} statements hold, "
        f"{_verb(counts.get(DIFFERS, 0), 'differs', 'differ')}, "
        f"{_verb(turned, 'has reversed', 'have reversed')}, "
        f"{counts.get(UNJUDGED, 0)} cannot be judged"
    )
    going = listed(
        [
            f"{ways[way]} {words}"
            for way, words in (
                (SAME, "in the same direction"),
                (UNCLEAR, "without a clear direction"),
            )
            if way in ways
        ]
    )
    own = [period for period in map(period_of, tested["period"]) if period and period.months > 1]
    first, last = min(one.end for one in own), max(one.end for one in own)
    spans = (
        f"{counts.get(MOVED, 0) - turned} more agree for the report’s own months and have moved on "
        f"since: {going}. Not counted: {len(rows) - len(tested)} that open data cannot recompute. "
        f"The report’s periods end between "
        f"{periods.name(first)} and {periods.name(last)}; today’s data: {data_ends(frame)}."
    )
    return title, spans


def _verb(count: int, one: str, more: str) -> str:
    return f"{count} {one if count == 1 else more}"


def notices(session: Session, query: Mapping[str, Any]) -> tuple[str, str, list[str]]:
    """Theme and status of a query, and what must be said of parts that cannot be honoured."""
    allowed = {
        "theme": themes(query_evidence(session).frame),
        "status": list(SLUGS.values()),
    }
    chosen, texts = {}, []
    for name in FILTERS:
        value = query.get(name) or ""
        if value and value not in allowed[name]:
            shown = str(value)[:40]
            texts.append(
                f"{name} “{shown}” is not known: all are shown. Allowed: "
                f"{', '.join(allowed[name])}."
            )
            value = ""
        chosen[name] = value
    others = [key[:40] for key, value in query.items() if key not in FILTERS and value]
    if others:
        texts.append(f"{WHY} Not applied: {', '.join(others)}.")
    return chosen["theme"], chosen["status"], texts


def _render_tiles(frame: pd.DataFrame) -> html.Section:
    counts = statements(frame)["status"].value_counts()
    tiles = [
        html.Li(
            [
                html.A(
                    [
                        html.Strong(f"{counts.get(status, 0)}", className="big"),
                        html.Span(
                            [
                                html.Span(
                                    MARKS[status], className="mark", **{"aria-hidden": "true"}
                                ),
                                capital(status),
                            ],
                            className=f"verdict status-{SLUGS[status]}",
                        ),
                    ],
                    href=f"/evidence?status={SLUGS[status]}#statements",
                ),
                html.Span(STATUSES[status], className="meaning"),
            ]
        )
        for status in (CONFIRMED, *(one for one in ORDER if one != CONFIRMED))
    ]
    return html.Section(
        [
            html.H2("What the marks mean", id="marks", className="visually-hidden"),
            html.Ul(tiles, className="tiles"),
            html.P(TOLERANCES, className="sentence"),
            html.P(KINDS_OF_REASON, className="sentence"),
            html.P(WHY, className="sentence"),
            html.Div(
                html.Ul([html.Li(html.A(label, href=f"#{key}")) for key, label in SECTIONS]),
                className="sections",
                **{"aria-label": "On this page"},
            ),
        ],
        className="card",
        **{"aria-labelledby": "marks"},
    )


def _statements(visit: Visit) -> Content:
    theme, status, _ = notices(visit.session, visit.query)
    return Content(render_statements(query_evidence(visit.session).frame, theme, status))


def _of(render: Callable[[Session, pd.DataFrame], Any]) -> Callable[[Visit], Content]:
    """A maker of what no query changes."""
    return of_session(lambda session: render(session, query_evidence(session).frame))


PAGE = Page(
    key="evidence",
    path="/evidence",
    name="Evidence",
    order=6,
    description="The published report beside what today's data say.",
    notices=lambda visit: notices(visit.session, visit.query)[2],
    headline=lambda visit: Finding(*finding(query_evidence(visit.session).frame)),
    sections=(
        Section("evidence-statements", _statements, main=True),
        Section("evidence-marks", _of(lambda _session, frame: _render_tiles(frame))),
        Section("evidence-table-12", _of(render_table_12)),
        Section("evidence-costs", _of(render_costs)),
        Section("evidence-benchmarks", _of(lambda _session, frame: render_benchmarks(frame))),
        Section("evidence-as-published", _of(lambda _session, frame: render_as_published(frame))),
    ),
)
register_page(__name__, PAGE)

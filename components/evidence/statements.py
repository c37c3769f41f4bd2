"""The statements of the report as a list that filters by theme and by status."""

from __future__ import annotations

from collections.abc import Mapping

import dash_bootstrap_components as dbc
import pandas as pd
from dash import html

from components.text.evidence import (
    MARKS,
    NOT_COMPARED,
    ORDER,
    SLUGS,
    gap,
    published,
    render_csv_link,
    render_reason,
    render_status,
    source_of,
    theme_label,
    when,
)
from components.text.words import capital
from data.evidence import DIFFERS, MOVED, NOT_OPEN, REVERSED

ALL = "all"
"""The choice that leaves a filter open; the URL leaves it out."""
ANY_THEME = {"label": "All themes", "value": ALL}
ANY_STATUS = {"label": "All statuses", "value": ALL}
FIRST = "first"
"""What the list opens on: what differs, and what has reversed. The rest is folded by status."""
STATEMENTS = ("statements", "boroughs")
"""The published lists; everything else is a table."""


def statements(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows of the lists, in the order in which they are shown."""
    own = frame[frame["csv"].isin(STATEMENTS)]
    place = own["status"].map({status: number for number, status in enumerate(ORDER)})
    return own.assign(place_in_list=place).sort_values("place_in_list", kind="stable")


def themes(frame: pd.DataFrame) -> list[str]:
    """The themes of the statements, by name."""
    return sorted(set(statements(frame)["theme"]), key=theme_label)


def _shown(row: Mapping[str, str], theme: str, status: str) -> bool:
    return theme in ("", row["theme"]) and status in ("", SLUGS[row["status"]])


def _render_number(term: str, value: str, *notes: str) -> html.Div:
    lines = [html.Span(note, className="period") for note in notes if note]
    return html.Div([html.Dt(term), html.Dd([html.Strong(value), *lines])])


def _render_only(figure: str, *notes: str) -> html.P:
    """The published figure of a statement that has nothing beside it."""
    told = "; ".join(filter(None, notes))
    return html.P(
        ["Published ", html.Strong(figure), html.Span(told, className="period")], className="only"
    )


def _months(row: Mapping) -> str:
    """The months of the recomputed value, in few words."""
    if row["now_period"] == "2021-06..2021-06":
        return "residents of mid-2021"
    return "same months" if row["period"] == row["now_period"] else when(row, "now_")


def _counts(row: Mapping) -> str:
    """The counts behind both recomputed values, unless the reason names them."""
    parts = [(_months(row), row["now_detail"]), ("latest", row["latest_detail"])]
    told = [f"{term}: {text}" for term, text in parts if text and text not in row["reason"]]
    return capital("; ".join(told)) + "." if told else ""


def _render_item(row: Mapping, shown: bool) -> html.Li:
    figure, printed = published(row)
    numbers = [_render_number("Published", figure, printed, when(row))]
    if row["now_text"]:
        months = "; ".join(filter(None, [_months(row), gap(row)]))
        numbers.append(_render_number("Recomputed", row["now_text"], months))
    if row["latest_text"]:
        broken = f" {NOT_COMPARED} not comparable" if row["broken"] else ""
        months = f"{when(row, 'latest_')}{broken}"
        numbers.append(_render_number("Latest", row["latest_text"], months))
    return html.Li(
        [
            html.Div(
                [
                    html.P(
                        [
                            render_status(row["status"], row["direction"]),
                            f" {theme_label(row['theme'])}: ",
                            html.Strong(row["label"]),
                        ],
                        className="claim",
                    ),
                    html.P(render_reason(row), className="reason"),
                    *([html.P(_counts(row), className="reason")] if _counts(row) else []),
                    html.P(
                        [
                            source_of(row),
                            ". ",
                            render_csv_link(row["csv"], f"{row['csv']}, {row['figure_id']}"),
                        ],
                        className="source",
                    ),
                ],
                className="what",
            ),
            html.Dl(numbers) if len(numbers) > 1 else _render_only(figure, printed, when(row)),
        ],
        id=row["figure_id"],
        className=f"statement is-{SLUGS[row['status']]}",
        hidden=not shown,
        **{"data-theme": row["theme"], "data-status": SLUGS[row["status"]]},
    )


def shown_text(count: int, total: int) -> str:
    """How many statements are shown; the browser writes the same after a change."""
    return f"Showing {count} of {total} statements"


def _fold(row: Mapping) -> str:
    """In which part of the list a statement stands: :data:`FIRST`, or its status."""
    if row["status"] == DIFFERS or row["direction"] == REVERSED:
        return FIRST
    return SLUGS[row["status"]]


def _render_folded(
    slug: str, rows: list[dict], seen: dict[str, bool], filtered: bool
) -> html.Ul | html.Details | None:
    """The statements of a part: open, or behind a line that counts them."""
    own = [row for row in rows if _fold(row) == slug]
    if not own:
        return None
    items = [_render_item(row, seen[row["figure_id"]]) for row in own]
    if slug == FIRST:
        return html.Ul(items, className="statements")
    shown = sum(seen[row["figure_id"]] for row in own)
    status = own[0]["status"]
    more = ", neither differing nor reversed" if status == MOVED else ""
    summary = [
        html.Span(MARKS[status], className="mark", **{"aria-hidden": "true"}),
        f" {capital(status)}{more}: ",
        html.Span(folded_text(shown, len(own)), className="count"),
    ]
    return html.Details(
        [html.Summary(summary), html.Ul(items, className="statements")],
        className=f"fold status-{slug}",
        open=bool(filtered and shown),
        hidden=not shown,
    )


def folded_text(count: int, total: int) -> str:
    """How many statements a folded part shows; the browser writes the same after a change."""
    return f"{total} statements" if count == total else f"{count} of {total} statements"


def _render_select(name: str, label: str, options: list[dict], value: str) -> html.Div:
    return html.Div(
        [
            html.Label(label, htmlFor=f"evidence-{name}"),
            dbc.Select(id=f"evidence-{name}", options=options, value=value or ALL),
        ],
        className=f"control control-{name}",
    )


def _theme_options(frame: pd.DataFrame) -> list[dict]:
    return [{"label": theme_label(one), "value": one} for one in themes(frame)]


def _status_options(counts: pd.Series) -> list[dict]:
    """Statuses with how many statements have each."""
    return [
        {"label": f"{MARKS[one]} {capital(one)} ({counts.get(one, 0)})", "value": SLUGS[one]}
        for one in ORDER
    ]


def render_statements(frame: pd.DataFrame, theme: str, status: str) -> html.Section:
    """The list with its two filters.

    Args:
        frame: every published figure, as ``query_evidence`` gives them.
        theme: a theme, or empty for all.
        status: a status as the URL names it, or empty for all.
    """
    rows = statements(frame).to_dict("records")
    seen = {row["figure_id"]: _shown(row, theme, status) for row in rows}
    parts = (FIRST, *(SLUGS[one] for one in ORDER if one != DIFFERS))
    by_status = pd.Series([row["status"] for row in rows]).value_counts()
    testable = len(rows) - int(by_status.get(NOT_OPEN, 0))
    return html.Section(
        [
            html.H2(
                "What differs, and what has reversed",
                id="statements",
                className="card-title",
            ),
            html.P(
                f"{testable} of {len(rows)} statements can be tested; the others are folded below. "
                "In our words, with the number as printed. Recomputed is today’s data for the "
                "report’s own months; latest is the same thing for the latest months. What the "
                "report prints twice counts twice.",
                className="subtitle",
            ),
            html.Div(
                [
                    _render_select("theme", "Theme", [ANY_THEME, *_theme_options(frame)], theme),
                    _render_select(
                        "status", "Status", [ANY_STATUS, *_status_options(by_status)], status
                    ),
                    html.P(
                        shown_text(sum(seen.values()), len(rows)),
                        id="evidence-shown",
                        role="status",
                        className="shown",
                    ),
                    html.A("Skip the list", href="#table-12", className="skip-list"),
                ],
                className="statement-filters",
            ),
            html.Div(
                html.Div(
                    [
                        part
                        for slug in parts
                        if (part := _render_folded(slug, rows, seen, bool(theme or status)))
                    ],
                    id="evidence-statements",
                ),
                className="scroll",
                tabIndex=0,
                role="region",
                **{"aria-label": "Statements of the report, scrolls"},
            ),
        ],
        className="card",
        **{"aria-labelledby": "statements"},
    )

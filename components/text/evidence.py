"""Marks, periods and places of the published figures, as the page writes them."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from dash import html

from components.text.words import MINUS, capital, listed
from data.evidence import (
    CONFIRMED,
    DIFFERS,
    KINDS,
    MOVED,
    NOT_OPEN,
    REVERSED,
    SAME,
    UNCLEAR,
    UNJUDGED,
)
from data.evidence.recipes import PERCENT, PLACE, POUNDS, RATE, SHARE, WAY
from data.model import periods, tables
from data.model.catalogue import OFFENCES, OPEN_SERIES
from data.model.periods import Period

ORDER = (DIFFERS, MOVED, CONFIRMED, UNJUDGED, NOT_OPEN)
"""Statuses as the list shows them: what to talk about first."""
MARKS = {CONFIRMED: "✓", MOVED: "→", DIFFERS: "≠", UNJUDGED: "?", NOT_OPEN: "○"}
SLUGS = {
    CONFIRMED: "confirmed",
    MOVED: "moved-on-since",
    DIFFERS: "differs",
    UNJUDGED: "cannot-be-judged",
    NOT_OPEN: "cannot-be-recomputed",
}
"""The statuses in the URL and in class names."""
SUFFIXES = {"percent change": "%", "homicides, change": "", "percentage points, change": ""}
"""What follows the size of a change, by its unit."""
NOT_COMPARED = tables.MARKS["break"]
"""The mark of a latest value that is not comparable with the report's."""
WAYS = {SAME: "same direction", REVERSED: "direction reversed", UNCLEAR: "no clear direction"}
"""What is said of a change that has moved on since."""


def theme_label(theme: str) -> str:
    """A theme for people: ``Under 25``, ``Knife crime``."""
    return "Under 25" if theme == "under-25" else capital(theme.replace("-", " "))


def render_status(status: str, direction: str = "") -> html.Span:
    """The mark and the words of a status, and which way a change that moved on goes now."""
    words = capital(status) + (f", {WAYS[direction]}" if direction else "")
    return html.Span(
        [html.Span(MARKS[status], className="mark", **{"aria-hidden": "true"}), words],
        className=f"verdict status-{SLUGS[status]}",
    )


def period_of(text: str) -> Period | None:
    """The period of a cell such as ``2022-10..2023-09``; ``None`` for an empty one."""
    return periods.read(text) if text else None


def when(row: Mapping[str, str], which: str = "") -> str:
    """The months of a figure in few letters, with those it is compared with."""
    period = period_of(row[f"{which}period"])
    earlier = period_of(row[f"{which}compare_period"])
    if period is None:
        return "months not named"
    return period.short + (f" on {earlier.short}" if earlier else "")


def published(row: Mapping) -> tuple[str, str]:
    """The figure, and how it is printed where that leaves the sign of a change to its words."""
    text, value, suffix = row["published_text"], row["published"], SUFFIXES.get(row["unit"])
    if suffix is None or value != value:
        return text, ""
    return f"{'+' if value > 0 else MINUS}{abs(value):g}{suffix}", f"printed “{text}”"


def gap(row: Mapping) -> str:
    """How far the recomputed value lies from the published one, in the figure's unit."""
    apart = row["difference"]
    if apart != apart:
        return ""
    form = KINDS[row["unit"]].form
    if form == WAY:
        return ""
    if form == PLACE:
        places = abs(int(apart))
        return "the same" if not places else f"{places} place{'s' if places > 1 else ''} apart"
    sign = "+" if apart > 0 else MINUS
    if form in (PERCENT, SHARE):
        return f"{sign}{abs(apart):.1f} points"
    if form == RATE:
        size = f"{abs(apart):.{2 if abs(row['published']) >= 0.1 else 4}f}"
        return f"{sign}{size}" if float(size) else "the same"
    money = "£" if form == POUNDS else ""
    return f"{sign}{money}{abs(apart):,.0f}" if round(apart) else "the same"


def render_reason(row: Mapping) -> list:
    """Why a figure has its status: the kind of reason, then the sentence."""
    kind = row["reason_kind"]
    first = [html.Span(f"{capital(kind)}: ", className="kind")] if kind else []
    return [*first, capital(row["reason"])]


def render_csv_link(name: str, what: str) -> html.A:
    """The link to the CSV of a published table, with words for those who only hear it."""
    return html.A(
        "CSV",
        href=f"/api/v1/published/{name}.csv",
        download="",
        **{"aria-label": f"CSV: {what}"},
    )


def source_of(row: Mapping[str, str]) -> str:
    """Where a figure stands: the table's number, or the list that it is in, and the headings."""
    own = {"boroughs": "Borough document", "statements": "Report"}
    table = own.get(row["table"]) or f"Report, table {row['table']}"
    return f"{table}: {row['place']}"


def data_ends(frame: pd.DataFrame) -> str:
    """To when today's data run, by series: ``recorded crime to March 2026, …``."""
    ends: dict[str, list[str]] = {}
    known = frame[(frame["latest_period"] != "") & frame["offence"].isin(OPEN_SERIES)]
    for row in known.sort_values("latest_period", ascending=False).to_dict("records"):
        offence = OFFENCES[row["offence"]]
        name = "recorded crime" if offence.source == "recorded" else offence.lower
        end = period_of(row["latest_period"])
        names = ends.setdefault(periods.name(end.end) if end else "", [])
        if end and end.months == 12 and name not in names:
            names.append(name)
    return "; ".join(f"{listed(names)} to {end}" for end, names in ends.items() if names)

"""The ranking of boroughs: a column an offence, the rank beneath each number."""

from __future__ import annotations

import pandas as pd
from dash import html

from components.card import download
from components.words import measured
from data import queries
from data.catalogue import COSTED, OFFENCES, SNA_SIX
from data.selection import UNPLACED, Selection

COLUMNS = SNA_SIX + tuple(slug for slug in OFFENCES if slug not in (*SNA_SIX, COSTED))
"""The six offences of SNA table 12 first, then every other series."""


def _column(selection: Selection, offence: str) -> tuple[Selection, pd.DataFrame]:
    asked = queries.answerable(
        selection.but(offence=offence, cohort="all-ages", areas=(), focus="", sort="")
    )
    return asked, queries.query_areas(asked).frame.set_index("area_code")


def _order(columns: dict[str, tuple[Selection, pd.DataFrame]], selection: Selection) -> list[str]:
    """Area codes from top to bottom: by the sorted column, what is unranked last."""
    column = selection.sort.lstrip("-") or selection.offence
    upward = selection.sort.startswith("-")
    frame = next(iter(columns.values()))[1]
    ranked = frame.index[[code.startswith("E") and code != "E09000001" for code in frame.index]]
    if column == "name":
        names = frame.loc[ranked, "area_name"].sort_values(ascending=not upward)
        ordered = names.index.tolist()
    else:
        rows = columns[column][1].loc[ranked].sort_values("area_name")
        ordered = rows.sort_values(
            selection.measure, ascending=upward, kind="stable", na_position="last"
        ).index.tolist()
    return [*ordered, "E09000001", UNPLACED]


def _heading(column: str, label: str, note: str, selection: Selection) -> html.Th:
    active = (selection.sort.lstrip("-") or selection.offence) == column
    upward = selection.sort.startswith("-")
    if column == "name":
        upward = not upward
    mark = (" ▲" if upward else " ▼") if active else ""
    return html.Th(
        [
            html.Button(
                [label, html.Span(mark, **{"aria-hidden": "true"})],
                type="button",
                id={"type": "sort", "column": column},
                className="sort",
            ),
            html.Span(note, className="note") if note else None,
        ],
        scope="col",
        className="chosen" if column == selection.offence else "",
        **{"aria-sort": ("ascending" if upward else "descending") if active else "none"},
    )


def _cell(value: float, rank: float, note: str, selection: Selection) -> html.Td:
    if value != value:
        kind = "[x]"
        for mark in ("[b] not comparable", "[z]", "[x]"):
            if mark in note:
                kind = mark[:3]
                break
        return html.Td(kind, className="number missing")
    text = measured(value, selection.measure)
    return html.Td([text, html.Small(f"{int(rank)}" if rank == rank else "–")], className="number")


def render_borough_table(selection: Selection) -> list:
    """The table and its legend, for a Selection at level borough."""
    columns = {slug: _column(selection, slug) for slug in COLUMNS}
    chosen = set(selection.areas)
    heads = [_heading("name", "Borough", "", selection)]
    for slug, (asked, _) in columns.items():
        note = asked.period.short if asked.period != selection.period else ""
        heads.append(_heading(slug, OFFENCES[slug].label, note, selection))
    names = next(iter(columns.values()))[1]["area_name"]
    order = _order(columns, selection)
    shown = [asked.measure, "rank", "note"]
    cells = [
        [
            _cell(value, rank, note, asked)
            for value, rank, note in zip(
                *(frame[name].reindex(order).tolist() for name in shown), strict=True
            )
        ]
        for asked, frame in columns.values()
    ]
    body = [
        html.Tr(
            [
                html.Th(names[code], scope="row"),
                *(column[place] for column in cells),
            ],
            className="chosen" if code in chosen else "",
        )
        for place, code in enumerate(order)
    ]
    table = html.Table(
        [
            html.Caption(
                f"Boroughs by offence, {selection.period.label}", className="visually-hidden"
            ),
            html.Thead(html.Tr(heads)),
            html.Tbody(body),
        ],
        className="ranking",
    )
    files = html.P(
        [
            "[x] not available, [z] not applicable, [b] not comparable. Columns that end earlier "
            "carry their own period. Download the chosen offence: ",
            html.A("CSV", href=download("areas", queries.answerable(selection).but(areas=()))),
            " · ",
            html.A(
                "Excel", href=download("areas", queries.answerable(selection).but(areas=()), "xlsx")
            ),
        ],
        className="source",
    )
    return [
        html.Div(
            table,
            className="scroll",
            tabIndex=0,
            role="region",
            **{"aria-label": "Borough ranking, scrolls sideways"},
        ),
        files,
    ]

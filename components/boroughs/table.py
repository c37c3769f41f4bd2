"""The ranking of boroughs: a column an offence, the rank beneath each number."""

from __future__ import annotations

from dash import html

from components.card import download
from components.drawn import Element
from components.text.words import measured
from data import queries
from data.model.catalogue import COSTED, OFFENCES, SNA_SIX
from data.model.places import CITY, UNPLACED
from data.model.tables import MARKS
from data.queries.question import BROKEN, Question


def columns_of(question: Question) -> tuple[str, ...]:
    """The six offences of SNA table 12 first, then every other series of the dataset."""
    able = question.capabilities.offences
    first = tuple(slug for slug in SNA_SIX if slug in able)
    return first + tuple(slug for slug in able if slug not in (*first, COSTED))


Rows = dict[str, tuple[str, float, float, str, str]]
"""Name, value, rank, status and verdict of a row, by area code."""


def _column(question: Question, offence: str) -> tuple[Question, Rows]:
    asked = question.replace(offence=offence, cohort=question.shared_cohort, areas=()).answerable
    frame = queries.query_areas(asked).frame
    names = ["area_name", asked.measure, "rank", "status", "verdict"]
    rows = zip(*(frame[name].tolist() for name in names), strict=True)
    return asked, dict(zip(frame["area_code"].tolist(), rows, strict=True))


def _order(columns: dict[str, tuple[Question, Rows]], question: Question, sort: str) -> list[str]:
    """Area codes from top to bottom: by the sorted column, what is unranked last."""
    column = sort.lstrip("-") or question.offence.slug
    column = column if column in columns or column == "name" else next(iter(columns))
    upward = sort.startswith("-")
    first = next(iter(columns.values()))[1]
    ranked = [code for code in first if code.startswith("E") and code != CITY]
    ordered = sorted(ranked, key=lambda code: first[code][0], reverse=column == "name" and upward)
    if column != "name":
        values = {code: row[1] for code, row in columns[column][1].items()}
        known = [code for code in ordered if values[code] == values[code]]
        known.sort(key=values.__getitem__, reverse=not upward)
        ordered = known + [code for code in ordered if values[code] != values[code]]
    return [*ordered, CITY, UNPLACED]


def _render_heading(column: str, label: str, note: str, question: Question, sort: str) -> html.Th:
    """A heading that sorts: by its column, and by that the other way round when it does already."""
    by = sort or question.offence.slug
    active = by.lstrip("-") == column
    upward = sort.startswith("-") != (column == "name")
    way = ("ascending" if upward else "descending") if active else "none"
    mark = [] if not active else [html.Span(" ▲" if upward else " ▼", **{"aria-hidden": "true"})]
    sets = {"data-set": "sort", "data-value": f"-{column}" if by == column else column}
    return html.Th(
        [
            html.Button([label, *mark], type="button", className="sort", **sets),
            *([html.Span(note, className="note")] if note else []),
        ],
        scope="col",
        className="chosen" if column == question.offence.slug else None,
        **{"aria-sort": way},
    )


def _missing(status: str, verdict: str, question: Question) -> str:
    """The mark of a measure that a row does not have."""
    if status in MARKS:
        return MARKS[status]
    if question.measure == "change" and verdict == "not-comparable":
        if question.no_comparison == BROKEN:
            return MARKS["break"]
        return MARKS["suppressed" if question.comparable else "not-available"]
    return MARKS["not-applicable"]


def _cell(value: float, rank: float, status: str, verdict: str, question: Question) -> Element:
    """A value with its rank beneath; what is missing has its mark and no rank."""
    if value != value:
        missing = _missing(status, verdict, question)
        return Element("td", {"class": "number missing"}, (missing,))
    shown = f"{int(rank)}" if rank == rank else "–"
    rank_line = Element("small", {}, (shown,))
    return Element("td", {"class": "number"}, (measured(value, question.measure), rank_line))


def render_ranking(question: Question, sort: str) -> html.Div:
    """The table for a Selection at level borough, in a box that scrolls sideways.

    Args:
        question: what is asked.
        sort: the column that sorts, with a minus for the other way round; empty for the chosen.
    """
    columns = {slug: _column(question, slug) for slug in columns_of(question)}
    heads = [_render_heading("name", "Borough", "", question, sort)]
    for slug, (asked, _) in columns.items():
        note = asked.period.short if asked.period != question.period else ""
        heads.append(_render_heading(slug, OFFENCES[slug].label, note, question, sort))
    first = next(iter(columns.values()))[1]
    order = [code for code in _order(columns, question, sort) if code in first]
    cells = [
        [_cell(*found[code][1:], asked) for code in order] for asked, found in columns.values()
    ]
    rows = [
        html.Tr(
            [html.Th(first[code][0], scope="row"), *(column[place] for column in cells)],
            className="chosen" if code in question.areas else None,
        )
        for place, code in enumerate(order)
    ]
    caption = f"{question.dataset.mark}Boroughs by offence, {question.period.label}"
    table = [
        html.Caption(caption, className="visually-hidden"),
        html.Thead(html.Tr(heads)),
        html.Tbody(rows),
    ]
    return html.Div(
        html.Table(table, className="ranking"),
        className="scroll",
        tabIndex=0,
        role="region",
        **{"aria-label": "Borough ranking, scrolls sideways"},
    )


def render_files(question: Question) -> list:
    """What the marks mean, and the files of the chosen offence."""
    asked = question.answerable.replace(areas=())
    return [
        "[x] not available, [z] not applicable, [b] not comparable. Columns that end earlier "
        "carry their own period. Download the chosen offence: ",
        html.A("CSV", href=download("areas", asked)),
        " · ",
        html.A("Excel", href=download("areas", asked, "xlsx")),
    ]

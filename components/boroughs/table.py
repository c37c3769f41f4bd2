"""The ranking of boroughs: a column an offence, the rank beneath each number."""

from __future__ import annotations

import json

from dash import html

from components.card import download
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


def _heading(column: str, label: str, note: str, question: Question, sort: str) -> dict:
    active = (sort.lstrip("-") or question.offence.slug) == column
    upward = sort.startswith("-") != (column == "name")
    return {
        "key": column,
        "label": label,
        "note": note,
        "chosen": column == question.offence.slug,
        "sort": ("ascending" if upward else "descending") if active else "none",
    }


def _missing(status: str, verdict: str, question: Question) -> str:
    """The mark of a measure that a row does not have."""
    if status in MARKS:
        return MARKS[status]
    if question.measure == "change" and verdict == "not-comparable":
        if question.no_comparison == BROKEN:
            return MARKS["break"]
        return MARKS["suppressed" if question.comparable else "not-available"]
    return MARKS["not-applicable"]


def _cell(
    value: float, rank: float, status: str, verdict: str, question: Question
) -> tuple[str, str | None]:
    """A cell's text and its rank; what is missing has its mark and no rank."""
    if value != value:
        return _missing(status, verdict, question), None
    return measured(value, question.measure), f"{int(rank)}" if rank == rank else "–"


def ranking_data(question: Question, sort: str) -> str:
    """The table for a Selection at level borough, as JSON that the browser draws.

    Two thousand cells are drawn as one table: as components each would be watched on its own.
    """
    columns = {slug: _column(question, slug) for slug in columns_of(question)}
    heads = [_heading("name", "Borough", "", question, sort)]
    for slug, (asked, _) in columns.items():
        note = asked.period.short if asked.period != question.period else ""
        heads.append(_heading(slug, OFFENCES[slug].label, note, question, sort))
    first = next(iter(columns.values()))[1]
    order = [code for code in _order(columns, question, sort) if code in first]
    cells = [[_cell(*rows[code][1:], asked) for code in order] for asked, rows in columns.values()]
    rows = [
        {
            "name": first[code][0],
            "chosen": code in question.areas,
            "cells": [column[place] for column in cells],
        }
        for place, code in enumerate(order)
    ]
    mark = question.dataset.mark
    body = {
        "caption": f"{mark}Boroughs by offence, {question.period.label}",
        "label": "Borough ranking, scrolls sideways",
        "sort": sort or question.offence.slug,
        "columns": heads,
        "rows": rows,
    }
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))


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

"""Short lists and tables of ranked areas, made from ``areas`` tables."""

from __future__ import annotations

from typing import Any

import pandas as pd
from dash import html

from components.areas.maps import subtitle_of, units
from components.card import Card
from components.text.highest import alike, highest_of, valued
from components.text.words import (
    ONE_IN_TWENTY,
    bias_sentence,
    capital,
    compared_with,
    interval,
    listed,
    looked_at,
    measured,
    number,
    ordinal,
    pounds,
    signed,
)
from data import queries
from data.queries.question import Question


def ranked_rows(question: Question) -> pd.DataFrame:
    """Rows with a rank, the highest first, of the whole level."""
    frame = queries.query_areas(question.replace(areas=())).frame
    return frame[frame["rank"].notna()]


def rank_range(row: Any) -> str:
    """The rank with its interval: ``2nd (1st to 3rd)``."""
    low, high = row.rank_low, row.rank_high
    rank = ordinal(row.rank)
    return rank if low != low or low == high else f"{rank} ({ordinal(low)} to {ordinal(high)})"


def _render_list(rows: list[tuple[str, str, str]]) -> html.Ol:
    return html.Ol(
        [
            html.Li(
                [
                    html.Span(name, className="place"),
                    html.Strong(value, className="value"),
                    html.Span(detail, className="detail"),
                ]
            )
            for name, value, detail in rows
        ],
        className="short-list",
    )


MOST_LISTED = 6
"""Rows that a short list may have: two lines of three."""


def highest_list(card: str, question: Question) -> Card:
    """The three highest boroughs of the chosen measure; by number where it is the change.

    Changes have a list of their own, of those that are clear. A fourth with the third's value
    ranks as it does: both are shown or neither is.
    """
    if question.measure == "change":
        question = question.replace(measure="count")
    ranked = ranked_rows(question)
    rows = alike(ranked, question.measure)
    offence = question.offence
    shown = [
        (
            row.area_name,
            measured(getattr(row, question.measure), question.measure),
            rank_range(row),
        )
        for row in rows.head(MOST_LISTED).itertuples()
    ]
    highest = highest_of(ranked, question)
    title = f"Highest: {highest}" if highest else "No borough is clearly highest"
    what = subtitle_of(question)
    sentence = (
        f"{offence.label}, {what[0].lower()}{what[1:]}: highest in {valued(ranked, question)}."
        + ("" if highest else " The order may be chance.")
    )
    if ranked.empty:
        title, sentence = "Nothing to rank", "No borough has a value for this choice."
    return Card(
        id=card,
        title=title,
        subtitle=f"{offence.label}. {what}. Rank with 95% interval.",
        sentence=sentence,
        table="areas",
        question=question.replace(areas=()),
        provenance=queries.provenance(question, "areas"),
        extra=(("list", _render_list(shown)),),
    )


def changing_list(card: str, question: Question) -> Card:
    """The three boroughs whose count changed most, among those that stand out of all."""
    asked = question.replace(measure="count")
    offence = question.offence
    # whatever the measure, a table of areas has the changes: the one of the page is asked once
    frame = queries.query_areas(question.replace(areas=())).frame
    clear = frame[frame["named"].isin(queries.CLEAR)]
    tested = int(frame["q"].notna().sum())
    rows = clear.reindex(clear["change"].abs().sort_values(ascending=False).index).head(3)
    shown = [
        (
            row.area_name,
            signed(row.change),
            interval(row.change_low, row.change_high, 0)
            + f" {number(row.compare_count)} → {number(row.count_)}",
        )
        for row in rows.rename(columns={"count": "count_"}).itertuples()
    ]
    if not asked.comparable:
        title, why = "Fastest-changing: not comparable", "no change can be printed for this choice"
        if asked.comparison is None:
            title, why = "Fastest-changing: nothing compared", "no comparison is chosen"
    elif not tested:
        title, why = "No borough has enough to compare", "every number compared with is too small"
    elif not shown:
        title = "No borough’s change is clear"
        why = f"chance among {looked_at(tested, 'borough')} explains every change"
    else:
        title, why = f"Fastest-changing: {shown[0][0]}", ""
    on = f", {asked.period.label} {compared_with(asked)}" if asked.comparison else ""
    sentence = (
        f"{capital(offence.lower)} clearly changed in {looked_at(len(clear), 'borough')} when "
        f"the {looked_at(tested, 'borough')} are looked at together; "
        f"{'the change is' if len(clear) == 1 else 'the largest changes are'} those of "
        + listed([f"{name} ({value})" for name, value, _ in shown])
        + f". {ONE_IN_TWENTY}"
        if shown
        else f"There is no list because {why}."
    ) + bias_sentence(asked)
    return Card(
        id=card,
        title=title,
        subtitle=f"{offence.label}{on}. Only changes that are clear among all boroughs.",
        sentence=sentence,
        table="areas",
        question=asked.replace(areas=(), measure="change" if asked.comparison else "count"),
        provenance=queries.provenance(asked, "areas"),
        extra=(("list", _render_list(shown)),),
    )


def ranked_table(card: str, question: Question, top: int) -> Card:
    """The ranked areas beside a map: the first ``top`` of the Selection's areas.

    Every name is a button that opens the area's panel.
    """
    frame = queries.query_areas(question).frame
    rows = frame[frame["rank"].notna()]
    offence = question.offence
    ward = question.level == "ward"
    kinds = "wards" if ward else "boroughs"
    head = ["Rank", "Ward" if ward else "Borough", "Borough" if ward else None, "Number"]
    head += [{"rate": "Per 1,000", "cost": "Cost", "change": "Change"}.get(question.measure)]
    head += ["95% interval"]
    columns = [column for column in head if column]
    body = []
    for row in rows.head(top).rename(columns={"count": "count_"}).itertuples():
        place, _, parent = row.area_name.partition(", ")
        if not ward:
            place = row.area_name
        cells = [
            html.Td(f"{int(row.rank)}", className="number"),
            html.Th(
                html.Button(
                    place,
                    type="button",
                    className="pick",
                    **{"data-set": "focus", "data-value": row.area_code},
                ),
                scope="row",
            ),
        ]
        if ward:
            cells.append(html.Td(parent))
        cells.append(html.Td(number(row.count_), className="number"))
        if question.measure != "count":
            value = getattr(row, question.measure)
            cells.append(
                html.Td(html.Strong(measured(value, question.measure)), className="number")
            )
        cells.append(html.Td(_interval(row, question), className="number quiet"))
        body.append(html.Tr(cells))
    table = html.Div(
        html.Table(
            [
                html.Caption(
                    f"{offence.label} by {question.level}, ranked over all of London",
                    className="visually-hidden",
                ),
                html.Thead(html.Tr([html.Th(column, scope="col") for column in columns])),
                html.Tbody(body),
            ],
            className="ranked",
        ),
        className="scroll",
        tabIndex=0,
        role="region",
        **{"aria-label": "Ranked areas"},
    )
    return Card(
        id=card,
        title=_ranked_title(rows, question, kinds),
        subtitle=f"{offence.label}. {subtitle_of(question)}.",
        sentence=_counted(min(top, len(rows)), units(len(rows), question.level)),
        table="areas",
        question=question,
        provenance=queries.provenance(question, "areas"),
        extra=(("list", table if body else html.P("No rows.")),),
    )


def _ranked_title(rows: pd.DataFrame, question: Question, kinds: str) -> str:
    """What a ranked table holds; of changes, whether any in it is clear."""
    if rows.empty:
        return "Nothing to rank"
    if question.measure != "change":
        return f"Highest {kinds}"
    clear = int(rows["named"].isin(queries.CLEAR).sum())
    told = f"{clear} clear of {len(rows)}" if clear else f"none is clear among {len(rows)}"
    return f"{kinds.capitalize()} by change: {told}"


def _counted(shown: int, held: str) -> str:
    """How many of the ranked areas a list shows, as a sentence."""
    if not shown:
        return "No area has a value for this choice."
    if held.startswith("1 "):
        return f"There is {held}; the table below holds it."
    return f"The first {shown} of {held}; the table below holds all of them."


def _interval(row: Any, question: Question) -> str:
    """The interval of a row's measure, for a table cell."""
    if question.measure == "rate":
        return f"{number(row.rate_low, 1)} to {number(row.rate_high, 1)}"
    if question.measure == "change":
        return interval(row.change_low, row.change_high, 0)[1:-1]
    if question.measure == "cost":
        return f"{pounds(row.cost_low)} to {pounds(row.cost_high)}"
    return f"{number(row.count_low)} to {number(row.count_high)}"

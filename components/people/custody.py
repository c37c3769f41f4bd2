"""Custody disposals by offence group: an open view of suspects, who are not counted once each."""

from __future__ import annotations

from dash import dcc, html

from components.card import download
from components.text.people import few, percent
from components.text.words import capital, number
from data import queries
from data.model.catalogue import OFFENCES
from data.model.grammar import to_text
from data.queries.question import Question

PREFIX = "custody-"
BY = ("age", "sex")
HEADS = ("Offence group", "Disposals", "Children", "Female", "File")


def render_groups(question: Question, path: str) -> list:
    """A row an offence group: disposals, the shares of children and of women and girls, its file.

    Empty for other datasets.
    """
    if not question.dataset.grouped:
        return []
    body = []
    for slug in question.capabilities.offences:
        if not slug.startswith(PREFIX):
            continue
        asked = question.replace(offence=slug)
        frame = queries.query_people(asked, "suspect", BY).frame
        label = OFFENCES[slug].label.removeprefix("Custody: ")
        label = capital(label)
        query = {
            "offence": slug,
            "from": asked.period.start,
            "to": asked.period.end,
            "dataset": question.dataset.slug,
        }
        address = download("people", asked, "csv", (("role", "suspect"), ("by", ",".join(BY))))
        body.append(
            (
                frame["count"].sum(),
                html.Tr(
                    [
                        html.Th(
                            dcc.Link(label, href=path + to_text(query), className="go"),
                            scope="row",
                        ),
                        html.Td(number(frame["count"].sum()), className="number"),
                        html.Td(_part(frame, "age", "child"), className="number"),
                        html.Td(_part(frame, "sex", "female"), className="number"),
                        html.Td(
                            html.A(
                                [
                                    "CSV",
                                    html.Span(f": {label}", className="visually-hidden"),
                                ],
                                href=address,
                                download="",
                                className="go",
                            )
                        ),
                    ]
                ),
            )
        )
    rows = [row for _, row in sorted(body, key=lambda pair: -pair[0])]
    return [
        html.Table(
            [
                html.Caption("Custody disposals by offence group", className="visually-hidden"),
                html.Thead(
                    html.Tr(
                        [
                            html.Th(
                                text, scope="col", className="number" if 0 < place < 4 else None
                            )
                            for place, text in enumerate(HEADS)
                        ]
                    )
                ),
                html.Tbody(rows),
            ]
        )
    ]


def _part(frame, name: str, value: str) -> str:
    if few(frame):
        return "too few"
    return percent(float(frame.loc[frame[name] == value, "share"].sum()), 1)

"""A titled card and a plain table, as the page of sources is made of."""

from __future__ import annotations

from dash import html


def render_table(caption: str, heads: list[str], rows: list[list]) -> html.Div:
    """A table whose first column heads its rows; its caption is read aloud."""
    return html.Div(
        html.Table(
            [
                html.Caption(caption, className="visually-hidden"),
                html.Thead(html.Tr([html.Th(head, scope="col") for head in heads])),
                html.Tbody(
                    [
                        html.Tr(
                            [html.Th(row[0], scope="row"), *(html.Td(cell) for cell in row[1:])]
                        )
                        for row in rows
                    ]
                ),
            ]
        ),
        className="scroll",
        tabIndex=0,
        role="region",
        **{"aria-label": caption},
    )


def render_titled(title: str, *content: object, key: str) -> html.Section:
    """A card with a heading; ``key`` names it on the page."""
    return html.Section(
        [html.H2(title, id=f"data-{key}", className="card-title"), *content],
        className="card",
        **{"aria-labelledby": f"data-{key}"},
    )

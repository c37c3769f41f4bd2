"""Small tables inside the cards of the page."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html


def render_small_table(
    caption: str, heads: Sequence[str], rows: Sequence[html.Tr], second: Sequence[html.Tr] = ()
) -> html.Div:
    """A table whose first column names its rows and whose others hold numbers.

    Args:
        caption: what it holds, for people who cannot see it.
        heads: headings of the columns.
        rows: the rows.
        second: rows set apart beneath them.
    """
    head = html.Thead(
        html.Tr(
            [
                html.Th(text, scope="col", className="number" if number else "")
                for number, text in enumerate(heads)
            ]
        )
    )
    bodies = [html.Tbody(list(rows))]
    if second:
        bodies.append(html.Tbody(list(second), className="second"))
    return html.Div(
        html.Table(
            [html.Caption(caption, className="visually-hidden"), head, *bodies], className="plan"
        ),
        className="scroll",
        tabIndex=0,
        role="region",
        **{"aria-label": caption},
    )

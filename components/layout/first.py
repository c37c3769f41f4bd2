"""What the server sends first: the frame and the page as HTML, with the page's main table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from dash import html
from dash.development.base_component import Component

from components.card import Card
from components.filters.view import View
from components.layout.content import Visit
from components.layout.frame import render_frame
from components.layout.page import Page, Shown
from components.layout.section import Made
from components.server.first_html import MOST_ROWS, TOP, write
from components.server.first_load import early
from components.server.interface.files import plain
from components.text.words import MINUS, capital
from data import access
from data.model.grammar import to_query, to_text
from data.model.parameters import PARAMETERS
from data.model.tables import MARKS
from data.queries.tables import TABLES

ENDS = ("_low", "_high")
SILENT = (
    *("area_code", "level", "period_from", "period_to", "offence", "population"),
    *("status", "verdict", "named", "q", "relative", "break", "note"),
    *("rate_least", "rate_most", "above", "below"),
)
"""Columns of a table that its caption, or the number or mark beside them, tells, or that only its
files have."""
NO_SCRIPT = (
    "Filters, charts and the other tables need JavaScript. Links and CSV files work without."
)


@dataclass(frozen=True)
class First:
    """What the server sends first of a page.

    Attributes:
        body: the page as HTML.
        early: HTML for the head: what its charts will need is asked for early.
    """

    body: str
    early: str


def _decimals(rows: list[dict[str, Any]], name: str) -> int:
    """How many decimals a column needs, its interval as many: none where all of it is whole."""
    numbers = [abs(row[name]) for row in rows if isinstance(row[name], int | float)]
    if all(number == int(number) for number in numbers):
        return 0
    return 1 if max(numbers) >= 10 else 2


def _text(value: Any, decimals: int) -> str:
    """A value as a table writes it."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    text = f"{abs(value):,.{decimals}f}"
    return f"{MINUS}{text}" if value < 0 and float(text.replace(",", "")) else text


def _cell(row: dict[str, Any], name: str, decimals: int) -> str:
    """A row's value with its interval, or the mark of what there is not."""
    value = row[name]
    if value is None:
        return MARKS.get(str(row.get("status")), "–")
    low, high = (row.get(name + end) for end in ENDS)
    if low is None or high is None:
        return _text(value, decimals)
    ends = " to ".join(_text(end, decimals) for end in (low, high))
    return f"{_text(value, decimals)} ({ends})"


ALWAYS = ("area_name", "count", "mean", "lower", "upper")
"""Columns that are shown also where every row has the same."""


def _columns(rows: list[dict[str, Any]], names: list[str]) -> list[str]:
    """The columns worth a look: what is filled, and not told elsewhere."""
    told = [name for name in names if name not in SILENT and not name.startswith("compare_")]
    told = [name for name in told if not name.endswith(ENDS)]
    filled = [name for name in told if any(row[name] not in (None, "") for row in rows)]
    varied = [name for name in filled if len({str(row[name]) for row in rows}) > 1]
    return [name for name in filled if name in varied or name in ALWAYS]


def render_main_table(card: Card) -> html.Div | None:
    """A card's table, from the query of its CSV: up to 35 rows, else the first 20.

    Args:
        card: the card; a table with options of its own is drawn where they are as its card has
            them.
    """
    spec = TABLES[card.table]
    options: dict[str, Any] = {}
    for option in spec.options:
        for name, text in card.more:
            if name == option.name:
                options[name] = option.read(text, card.question)[0]
    if spec.supposes:
        return None  # it supposes something: its numbers stand in the card
    table = spec.query(card.question, **options)
    held = len(table.frame)
    if not held:
        return None
    shown = held if held <= MOST_ROWS else TOP
    in_time = "month" in table.frame and card.table != "season"
    frame = plain(table.frame.tail(shown) if in_time else table.frame.head(shown))
    rows = frame.to_dict("records")
    asked = card.question.measure == "cost" or card.table != "areas"
    told = [name for name in frame if asked or name != "cost"]
    columns = {name: _decimals(rows, name) for name in _columns(rows, told)}
    lines = [
        html.Tr(
            [
                html.Th(_cell(row, name, decimals), scope="row")
                if not place
                else html.Td(_cell(row, name, decimals), className="number")
                for place, (name, decimals) in enumerate(columns.items())
            ]
        )
        for row in rows
    ]
    which = "last" if in_time else "first"
    more = f" The {which} {shown} of {held} rows; the CSV holds all." if shown < held else ""
    title = table.provenance.title
    heads = [html.Th(capital(name.replace("_", " ")), scope="col") for name in columns]
    drawn = html.Table(
        [
            html.Caption(f"{card.question.dataset.mark}{title}.{more}"),
            html.Thead(html.Tr(heads)),
            html.Tbody(lines),
        ]
    )
    name = {"aria-label": title}
    return html.Div(drawn, className="scroll", tabIndex="0", role="region", **name)


def _main(made: list[Made]) -> Made | None:
    """The section with the page's main table: the one that says so, else the first chart's."""
    said = [one for one in made if one.section.main]
    charted = [one for one in made if one.section.graph is not None]
    shown = [one for one in charted if isinstance(one.shown, Card)]
    return next(iter([*said, *shown]), None)


def _main_table(shown: Shown) -> tuple[dict[str, Component], bool]:
    """The main table by the id of the chart whose place it takes; whether the page has its own."""
    found = _main(list(shown.made.values()))
    if found is None:
        return {}, True
    if not isinstance(found.shown, Card):
        return {}, False  # a list stands for it
    if found.section.graph is None:
        return {}, True
    table = render_main_table(found.shown)
    return ({f"{found.section.id}-graph": table} if table is not None else {}), False


def _carried(view: View | Visit) -> str:
    """The query that links of the navigation take with them."""
    if isinstance(view, View):
        domain = view.question.session.domain
        asked = to_query(view.question.selection, domain, view.defaults, view.state, view.scenario)
    else:
        asked = {name: text for name, text in view.query.items() if isinstance(text, str) and text}
    carried = [item.name for item in PARAMETERS if item.carried and item.name in asked]
    return to_text({name: asked[name] for name in carried})


def _written(page: Page, view: View | Visit, _right: bool) -> First:
    shown = page.shown(view)
    content = [
        html.Noscript(html.P(NO_SCRIPT, className="notice")),
        page.draw(view, shown),
    ]
    frame = render_frame(content, page.path, _carried(view))
    frame.className = "first"
    figures = shown.figures if isinstance(view, View) else []
    return First(write(frame, *_main_table(shown)), early(figures))


def first_html(page: Page, view: View | Visit) -> First:
    """The whole page as HTML, kept for the next who asks the same with the same right."""
    right = access.may_see_imported()  # what a page names depends on who asks
    return view.session.kept(_written, page, view, right)

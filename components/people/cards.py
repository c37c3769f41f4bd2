"""Cards of the page, and what has no chart: disposals by group, the report's own figures."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from dash import html

from components.card import Card
from components.filters.view import View
from components.layout import FILL, Content, Reason, Section, Slot
from components.people import charts as people_cards
from components.people import places as place_cards
from components.people import report as people_report
from components.people.custody import render_groups
from data.queries.question import Question

PATH = "/people"
PUBLISHED = ("table-11", "statements")


def asking(make: Callable[[Question], Any]) -> Callable[[View], Any]:
    """A maker of the page's question: areas added up, over months that say anything."""
    return lambda view: make(people_cards.resolve_people(view.question))


def _section(
    slot: str,
    name: str,
    make: Callable[[Question], Card | str],
    after: tuple[Slot, ...] = (),
) -> Section:
    """A card, or the sentence why there is none."""

    def made(question: Question) -> Card | Reason:
        found = make(question)
        return found if isinstance(found, Card) else Reason(found, question)

    return Section(
        slot,
        asking(made),
        name=name,
        graph=FILL,
        after=after,
        label=name.lower(),
        class_name=slot,
    )


CARDS = (
    _section(
        "people-victims", "Victims by age and sex", partial(people_cards.people, role="victim")
    ),
    _section(
        "people-suspects", "Suspects by age and sex", partial(people_cards.people, role="suspect")
    ),
    _section("people-ages", "Rates by age and sex", people_cards.age_rates),
    _section("people-ethnicity", "Ethnicity", people_cards.ethnicity, (Slot("links"),)),
    _section("people-ethnic-rates", "Rates by ethnicity", people_cards.ethnic_rates),
    _section("people-method", "Method and domestic abuse", people_cards.method),
    _section("people-places", "Places", place_cards.places),
    _section("people-knife", "Young knife-injury victims", place_cards.knife),
)
"""The page's cards in their order."""


def _render_scroll(content: Any, name: str, label: str) -> html.Div:
    return html.Div(
        content,
        id=name,
        className="scroll",
        tabIndex=0,
        role="region",
        **{"aria-label": label},
    )


def _render_box(name: str, children: list, shown: bool = True) -> html.Section:
    return html.Section(
        children,
        id=f"{name}-box",
        className="card" if shown else "card hidden",
        **{"aria-labelledby": f"{name}-title"},
    )


def groups(question: Question) -> Content:
    """Disposals by offence group; hidden for datasets that have none."""
    rows = render_groups(question, PATH)
    text = (
        "An open view of suspects: one arrest can bring several disposals, so these are not people."
    )
    tree = _render_box(
        "people-groups",
        [
            html.H2("Disposals by offence group", id="people-groups-title", className="card-title"),
            html.P(text, className="subtitle"),
            _render_scroll(rows, "people-groups", "Disposals by offence group"),
        ],
        bool(rows),
    )
    return Content(tree)


def report(question: Question) -> Content:
    """What the report says of young victims and suspects, beside the simulated records."""
    mark = question.dataset.mark if people_report.can_compare(question) else ""
    title = f"{mark}What the report says of young victims and suspects"
    sentence = mark + people_report.sentence(question)
    files = [
        html.A(f"CSV: {name}", href=f"/api/v1/published/{name}.csv", download="")
        for name in PUBLISHED
    ]
    shown = {
        "people-table-11": (people_report.render_table_11, "Table 11 of the report"),
        "people-statements": (people_report.render_statements, "Statements of the report"),
    }
    tables = [
        _render_scroll(render(question), name, label) for name, (render, label) in shown.items()
    ]
    tree = _render_box(
        "people-report",
        [
            html.H2(title, id="people-report-title", className="card-title"),
            html.P(sentence, id="people-report-sentence", className="sentence"),
            html.Div(tables, className="report-tables"),
            html.P(files, className="card-foot"),
        ],
    )
    return Content(tree)

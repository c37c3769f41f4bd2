"""``/people`` – who is harmed and who is suspected: age, sex, ethnicity; the unknown shown."""

from __future__ import annotations

import dash
from dash import html

from components import people_cards, people_report
from components import people_words as words
from components.card import Card, render_card, render_headline
from components.figures import style
from components.filters import View
from components.people_custody import render_groups
from components.shell import Page, Parts
from components.words import change_sentence, listed, number
from data import periods, queries
from data.queries.question import Question
from data.selection import Defaults
from data.tables import Table

PATH = "/people"
PUBLISHED = ("table-11", "statements")


def _finding(question: Question) -> str:
    """What stands out among the people of the dataset, in a few words."""
    dataset = question.dataset
    label = question.offence.label
    role = question.capabilities.roles[0]
    for by in (("age", "sex"), ("age",)):
        table, _ = people_cards.table_of(question, role, by)
        if table is None:
            continue
        if table.question is not None and table.question.areas != question.areas:
            break  # ages of all London say nothing of these areas
        told = words.headline(table.frame, words.whose(dataset, role))
        more = _more(question)
        return f"{label}: {told}{f', {more}' if more else ''}"
    table = _everybody(question, role)
    if table is None:
        return f"{label}: nothing to show"
    return f"{label}: {number(table.frame['count'].sum())} {words.whose(dataset, role)}"


def _more(question: Question) -> str:
    """A second fact for the headline: how people were killed, or how many victims are young."""
    if "method" in queries.people_cuts(question, "victim"):
        killed, _ = people_cards.table_of(question, "victim", ("method", "domestic"))
        if killed is None:
            return ""
        share = words.portion(killed.frame, "method", ["knife-or-sharp-implement"])
        return f"{share} killed with a knife or sharp implement"
    if "age-stage" in queries.people_cuts(question, "victim"):
        young, _ = people_cards.table_of(question, "victim", ("age-stage",))
        if young is not None:
            return f"{words.portion(young.frame, 'age', ['under 18', '18-24'])} under 25"
    return ""


def _everybody(question: Question, role: str) -> Table | None:
    """A table whose counts add up to everybody of a role in the areas asked for."""
    protected = question.source.protected
    for by in (() if protected else ("age", "sex"), ()):
        table, _ = people_cards.table_of(question, role, by)
        asked = table.question if table is not None else None
        if asked is not None and asked.areas == question.areas:
            return table
    return None


def _spans(question: Question) -> str:
    """Place, period, and how many people the page speaks of."""
    dataset = question.dataset
    span = question.period
    counted = []
    for role in question.capabilities.roles:
        table = _everybody(question, role)
        if table is not None:
            counted.append(f"{number(table.frame['count'].sum())} {words.whose(dataset, role)}")
    place = queries.area_phrase(question)
    text = f"{place}, {periods.name(span.start)} to {periods.name(span.end)}"
    return f"{text}: {listed(counted)}." if counted else f"{text}."


def _change(question: Question) -> str:
    """How the number has changed, where two periods can be compared."""
    row = queries.query_total(question).frame.iloc[0]
    dataset = question.dataset
    if dataset.notices:  # its caveats stand above the page
        return dataset.mark + change_sentence(row, question)
    asked = question.replace(compare="none") if question.overlapping else question
    return f"{change_sentence(row, asked)} {' '.join(dataset.caveats)}".strip()


def _hidden(slot: str, question: Question, why: str) -> Parts:
    """The parts of a card that the dataset cannot fill: it is not shown, the reason is."""
    card = Card(
        id=slot,
        title=people_cards.NAMES[slot],
        subtitle="",
        sentence=why,
        table="areas",
        question=question,
        provenance=queries.provenance(question, "areas"),
        figure={"data": [], "layout": style.layout()},
        extra=(("links", []),) if slot == "people-ethnicity" else (),
    )
    return card.parts() | {f"{slot}-box": {"className": "box hidden"}}


def build(view: View) -> Parts:
    """The parts of the page for a view."""
    question = people_cards.asked_of(view.question)
    finding, spans = _finding(question), _spans(question)
    parts: Parts = {
        "people-headline": {"children": finding},
        "people-spans": {"children": spans},
        "people-sentence": {"children": _change(question)},
        "live": {"children": f"Updated. {finding}. {spans}"},
    }
    missing = []
    for slot, make in people_cards.SLOTS.items():
        found = make(question)
        if isinstance(found, Card):
            parts |= found.parts() | {f"{slot}-box": {"className": "box"}}
        else:
            missing.append(html.Li([html.Strong(f"{people_cards.NAMES[slot]}: "), found]))
            parts |= _hidden(slot, question, found)
    groups = render_groups(question, PATH)
    mark = question.dataset.mark if people_report.can_compare(question) else ""
    return parts | {
        "people-groups": {"children": groups},
        "people-groups-box": {"className": "card" if groups else "card hidden"},
        "people-missing": {"children": missing},
        "people-missing-box": {"className": "card" if missing else "card hidden"},
        "people-table-11": {"children": people_report.render_table_11(question)},
        "people-statements": {"children": people_report.render_statements(question)},
        "people-report-title": {
            "children": f"{mark}What the report says of young victims and suspects"
        },
        "people-report-sentence": {"children": mark + people_report.sentence(question)},
    }


PAGE = Page(
    "people",
    PATH,
    Defaults(
        level="borough",
        offence="homicide",
        levels_why="This page adds up London, or the areas chosen.",
        measures=("count",),
        measures_why="Rates stand in their own cards, where residents are a fair denominator.",
        dataset="homicide",
        topics=("people",),
        topics_why="the official counts do not have people.",
        narrows=False,
        narrows_why="people are not counted by month.",
    ),
    build,
)
PAGE.connect()


def _scroll(parts: Parts, name: str, label: str) -> html.Div:
    return html.Div(
        parts[name]["children"],
        id=name,
        className="scroll",
        tabIndex=0,
        role="region",
        **{"aria-label": label},
    )


def _box(parts: Parts, name: str, children: list) -> html.Section:
    return html.Section(
        children,
        id=f"{name}-box",
        className=parts.get(f"{name}-box", {"className": "card"})["className"],
        **{"aria-labelledby": f"{name}-title"},
    )


def _cards(parts: Parts) -> list:
    found = []
    for slot, name in people_cards.NAMES.items():
        after = []
        if slot == "people-ethnicity":
            after = [html.Div(parts[f"{slot}-links"]["children"], id=f"{slot}-links")]
        card = render_card(
            slot, parts, graph={"height": "100%"}, after=after, label=name.lower(), class_name=slot
        )
        found.append(html.Div(card, id=f"{slot}-box", className=parts[f"{slot}-box"]["className"]))
    return found


def body(parts: Parts) -> list:
    """The page's component tree."""
    show = lambda name: parts[name]["children"]  # noqa: E731
    files = [
        html.A(f"CSV: {name}", href=f"/api/v1/published/{name}.csv", download="")
        for name in PUBLISHED
    ]
    return [
        render_headline("people", parts, "sentence"),
        *_cards(parts),
        _box(
            parts,
            "people-groups",
            [
                html.H2(
                    "Disposals by offence group", id="people-groups-title", className="card-title"
                ),
                html.P(
                    "An open view of suspects: one arrest can bring several disposals, so these "
                    "are not people.",
                    className="subtitle",
                ),
                _scroll(parts, "people-groups", "Disposals by offence group"),
            ],
        ),
        _box(
            parts,
            "people-report",
            [
                html.H2(
                    show("people-report-title"), id="people-report-title", className="card-title"
                ),
                html.P(
                    show("people-report-sentence"),
                    id="people-report-sentence",
                    className="sentence",
                ),
                html.Div(
                    [
                        _scroll(parts, "people-table-11", "Table 11 of the report"),
                        _scroll(parts, "people-statements", "Statements of the report"),
                    ],
                    className="report-tables",
                ),
                html.P(files, className="card-foot"),
            ],
        ),
        _box(
            parts,
            "people-missing",
            [
                html.H2(
                    "What this dataset does not say",
                    id="people-missing-title",
                    className="card-title",
                ),
                html.Ul(show("people-missing"), id="people-missing"),
            ],
        ),
    ]


def layout(**query: str) -> html.Div:
    """The page for a query string."""
    return PAGE.render(query, body)


dash.register_page(
    __name__,
    path=PATH,
    title="People – Serious violence in London",
    name="People",
    order=3,
    description="Victims and suspects by age, sex and ethnicity, with what is not known.",
)

"""A section of a page: a maker of what it shows, and the place where that stands.

A maker is a pure function of a view; the component tree follows from what it answers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dash import html
from dash.development.base_component import Component

from components.card import Card, render_card
from components.filters.view import View
from components.layout.content import Content, Reason
from data import queries

FILL = {"height": "100%"}
"""Style of a chart that is as high as its card."""


@dataclass(frozen=True)
class Slot:
    """A place in a card for content that its maker gives by name.

    Attributes:
        name: the name in :attr:`components.card.Card.extra`.
        class_name: CSS classes.
    """

    name: str
    class_name: str = ""


Maker = Callable[[Any], Card | Content | Reason]


@dataclass(frozen=True, eq=False)
class Section:
    """A part of a page, declared once.

    Attributes:
        id: its name on the page; prefix of a card's component ids.
        make: what it shows for a view (for a visit, on a page without filters).
        name: what it is about, where it may have nothing to show: it is hidden then, and the
            page tells the reason.
        level: heading level of a card's title, 2 or 3.
        graph: style of the chart; no chart when ``None``.
        label: what a card's links speak of, for people who cannot see it.
        class_name: further CSS classes of a card.
        keys: which keys work on the chart; a chart with keys takes the focus.
        picks: the parameter that a click on the chart sets.
        controls: components above the chart that are no part of the answer.
        before: slots between the subtitle and the chart.
        after: slots between the chart and the sentence.
        main: whether its table is the page's main one, which the server sends first; where no
            section says so it is that of the first card with a chart.
    """

    id: str
    make: Maker
    name: str = ""
    level: int = 2
    graph: Mapping[str, str] | None = None
    label: str = "chart"
    class_name: str = ""
    keys: str = ""
    picks: str = ""
    controls: Callable[[View], Content] | None = None
    before: tuple[Slot, ...] = ()
    after: tuple[Slot, ...] = ()
    main: bool = False

    def made(self, view: Any) -> Made:
        """What the section shows for a view.

        Raises:
            TypeError: it has nothing to show and no name to tell the reason by.
        """
        shown = self.make(view)
        if isinstance(shown, Reason) and not self.name:
            raise TypeError(f"{self.id} may have nothing to show: it needs a name")
        controls = self.controls(view) if self.controls else None
        return Made(self, shown, controls)

    def blank(self, reason: Reason) -> Card:
        """What stands, hidden, where there is nothing to show."""
        return Card(
            id=self.id,
            title=self.name,
            subtitle="",
            sentence=reason.text,
            table="areas",
            question=reason.question,
            provenance=queries.provenance(reason.question, "areas"),
            extra=tuple((slot.name, []) for slot in (*self.before, *self.after)),
        )


@dataclass(frozen=True)
class Made:
    """A section with what it shows.

    Attributes:
        section: the declaration.
        shown: what its maker answered.
        controls: its controls.
    """

    section: Section
    shown: Card | Content | Reason
    controls: Content | None = None

    def tree(self) -> list[Component]:
        """The components of the section."""
        lacking = isinstance(self.shown, Reason)
        filled = self.section.blank(self.shown) if isinstance(self.shown, Reason) else self.shown
        found = self._card(filled) if isinstance(filled, Card) else _listed(filled.tree)
        if not self.section.name:
            return found
        box = "box hidden" if lacking else "box"
        return [html.Div(found, id=f"{self.section.id}-box", className=box)]

    def _card(self, card: Card) -> list[Component]:
        own = self.section

        def slots(places: tuple[Slot, ...]) -> list[Component]:
            return [_render_slot(card, place) for place in places]

        controls = _listed(self.controls.tree) if self.controls else []
        return [
            render_card(
                card,
                level=own.level,
                graph=None if own.graph is None else dict(own.graph),
                before=[*controls, *slots(own.before)],
                after=slots(own.after),
                label=own.label,
                class_name=own.class_name,
                keys=own.keys,
                picks=own.picks,
            )
        ]


def _render_slot(card: Card, slot: Slot) -> html.Div:
    name = f"{card.id}-{slot.name}"
    more = {"className": slot.class_name} if slot.class_name else {}
    return html.Div(dict(card.extra)[slot.name], id=name, **more)


@dataclass(frozen=True, eq=False)
class Group:
    """Sections that stand together in a plain container.

    Attributes:
        class_name: CSS classes of the container.
        sections: what stands in it, from the top.
    """

    class_name: str
    sections: tuple[Section | Group, ...]


def flat(items: Sequence[Section | Group]) -> Iterator[Section]:
    """Every section of some, in groups or not, in the order they are read."""
    for item in items:
        if isinstance(item, Group):
            yield from flat(item.sections)
        else:
            yield item


def missing_content(page: str, made: Sequence[Made]) -> Content:
    """Why sections of a page have nothing to show, as a list; hidden when all have something."""
    told = [
        html.Li([html.Strong(f"{item.section.name}: "), item.shown.text])
        for item in made
        if isinstance(item.shown, Reason)
    ]
    name = f"{page}-missing"
    return Content(
        html.Section(
            [
                html.H2(
                    "What this dataset does not say", id=f"{name}-title", className="card-title"
                ),
                html.Ul(told, id=name),
            ],
            id=f"{name}-box",
            className="card" if told else "card hidden",
            **{"aria-labelledby": f"{name}-title"},
        )
    )


def _listed(tree: Component | list[Component]) -> list[Component]:
    return tree if isinstance(tree, list) else [tree]

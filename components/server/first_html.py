"""A page as HTML, before any script has run: what the server sends first.

React cannot adopt what a server sent, so the page stands in the first answer as a copy beside the
entry point, in the same frame and with the same classes; ``50-first.js`` takes it away when the
page itself is drawn. Without scripts the copy is the page. It is written from the data that the
browser draws (:mod:`components.drawn`). It has no ids but those that its own links and labels need,
and those begin with :data:`OWN`, so that nobody finds it by mistake.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape
from typing import Any

from dash.development.base_component import Component

from components.drawn import SVG, Node, drawn, elements

OWN = "first-"
"""What the ids of the copy begin with."""
MOST_ROWS = 35
"""Rows that the main table may have; of a longer one the first :data:`TOP` are drawn."""
TOP = 20
MOST_ITEMS = 8
"""Items of a list; of a longer one the first are drawn."""

KEPT = frozenset({
    "class", "title", "role", "href", "scope", "colspan", "rowspan", "headers", "lang",
    "tabindex", "for", "download", "hidden", "datetime", "type", "start", "style", "disabled",
    "checked", "placeholder", "min", "max", "value", "selected",
})  # fmt: skip
"""Attributes that the copy has; none that runs anything, or tells a script what to do."""
REFERS = ("aria-labelledby", "aria-describedby", "for")
STYLED = ("-box", "-state", "-panel", "-groups", "-missing")
"""How ids end that the style sheets name."""
VOID = frozenset({"br", "col", "hr", "img", "input", "wbr"})
NEEDS = "This table is drawn by a script; the files that the page links hold its rows."
FOLDED = "The files that the page links hold these."
CUT = "The first {shown} of {held}; the files that the page links hold the others."


def _referred(nodes: list[Node]) -> frozenset[str]:
    """Ids that labels and links inside the data name."""
    found: set[str] = set()
    for _, attributes, _children in elements(nodes):
        for name in REFERS:
            found.update(str(attributes.get(name) or "").split())
        href = attributes.get("href")
        if isinstance(href, str) and href.startswith("#"):
            found.add(href[1:])
    return frozenset(found)


def _attributes(pairs: Mapping[str, Any]) -> str:
    text = ""
    for name, value in sorted(pairs.items()):
        if value is None or value is False:
            continue
        text += f" {name}" if value is True else f' {name}="{escape(str(value))}"'
    return text


class Writer:
    """Writes data as HTML.

    Args:
        nodes: the data.
        charts: what stands in the place of charts, by the id of the chart; the others are empty.
        own: whether the data holds the main table itself, its first one.
    """

    def __init__(self, nodes: list[Node], charts: Mapping[str, list[Node]], own: bool) -> None:
        self.nodes, self.charts = nodes, charts
        self.referred = _referred([*nodes, *(node for found in charts.values() for node in found)])
        self.wanted = own
        self.folded = False  # whether what is written is folded away

    def text(self) -> str:
        """The data as HTML."""
        return self._all(self.nodes)

    def _all(self, nodes: list[Node]) -> str:
        return "".join(map(self._write, nodes))

    def _write(self, node: Node) -> str:
        if isinstance(node, str):
            return escape(node, quote=False)
        tag, attributes, children = node
        if attributes.get("class") == "chart":  # its words stand beneath it
            return f'<div class="chart">{self._all(children)}</div>'
        if "figure" in attributes:
            return self._graph(attributes)
        if "data-table" in attributes:
            return self._element(node, "The CSV beside this holds the same rows.")
        if tag in SVG:
            return f"<{tag}{_attributes(attributes)}>{self._all(children)}</{tag}>"
        own = ELEMENTS.get(tag)
        return own(self, node) if own else self._element(node)

    def _named(self, attributes: Mapping[str, Any]) -> dict[str, Any]:
        """The attributes of an element in the copy."""
        found: dict[str, Any] = {}
        for name, value in attributes.items():
            if name == "id":
                if value in self.referred or value.endswith(STYLED):
                    found["id"] = OWN + value
            elif name in REFERS:
                found[name] = " ".join(OWN + one for one in str(value).split())
            elif name == "href" and value.startswith("#"):
                found["href"] = f"#{OWN}{value[1:]}"
            elif name in KEPT or name.startswith("aria-"):
                found[name] = value
        return found

    def _element(self, node: list[Any], inside: str | None = None, **more: Any) -> str:
        tag, attributes, children = node
        text = _attributes(self._named(attributes) | more)
        if tag in VOID:
            return f"<{tag}{text}>"
        return f"<{tag}{text}>{self._all(children) if inside is None else inside}</{tag}>"

    def _control(self, node: list[Any]) -> str:
        return self._element(node, disabled=True)

    def _select(self, node: list[Any]) -> str:
        tag, attributes, options = node
        chosen = [one for one in options if one[1].get("selected")]
        label = escape(chosen[0][2][0] if chosen else "", quote=False)
        fixed = " fixed" if attributes.get("disabled") else ""
        more = {"class": attributes["class"] + fixed, "disabled": True}
        return self._element([tag, attributes, []], f"<option selected>{label}</option>", **more)

    def _table(self, node: list[Any]) -> str:
        if not self.wanted:
            return f'<p class="sentence">{NEEDS}</p>'
        self.wanted = False
        return self._element(node)

    def _body(self, node: list[Any]) -> str:
        rows = node[2]
        return self._element(node, self._all(rows if len(rows) <= MOST_ROWS else rows[:TOP]))

    def _list(self, node: list[Any]) -> str:
        items = node[2]
        if self.folded:
            return f'<p class="sentence">{FOLDED}</p>'
        if len(items) <= MOST_ITEMS:
            return self._element(node)
        told = CUT.format(shown=MOST_ITEMS, held=len(items))
        return self._element(node, self._all(items[:MOST_ITEMS]) + f"<li>{told}</li>")

    def _details(self, node: list[Any]) -> str:
        self.folded = not node[1].get("open")
        text = self._element(node)
        self.folded = False
        return text

    def _graph(self, attributes: Mapping[str, Any]) -> str:
        table = self.charts.get(attributes["id"])
        self.wanted = self.wanted or table is not None
        style = _attributes({"style": attributes.get("style")})
        return f'<div class="dash-graph"{style}>{self._all(table or [])}</div>'

    def _nothing(self, _node: list[Any]) -> str:
        return ""


ELEMENTS: dict[str, Callable[[Writer, list[Any]], str]] = {
    "button": Writer._control,
    "input": Writer._control,
    "select": Writer._select,
    "table": Writer._table,
    "tbody": Writer._body,
    "ul": Writer._list,
    "ol": Writer._list,
    "details": Writer._details,
    "datalist": Writer._nothing,
}
"""Elements that are not simply themselves."""


def write(tree: Any, charts: Mapping[str, Component] | None = None, own: bool = True) -> str:
    """A tree of components as HTML: escaped, without scripts, with no id of the page's.

    Args:
        tree: the components.
        charts: what stands in the place of charts, by the id of the chart.
        own: whether the first table of the tree is drawn; all others never are.

    Raises:
        TypeError: a component has no counterpart in HTML that is known here.
    """
    instead = {name: drawn(table) for name, table in (charts or {}).items()}
    return Writer(drawn(tree), instead, own).text()

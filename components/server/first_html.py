"""A page as HTML, before any script has run: what the server sends first.

React cannot adopt what a server sent, so the page stands in the first answer as a copy beside the
entry point, in the same frame and with the same classes; ``50-first.js`` takes it away when the
page itself is drawn. Without scripts the copy is the page. It has no ids but those that its own
links and labels need, and those begin with :data:`OWN`, so that nobody finds it by mistake.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from html import escape
from typing import Any

from dash.development.base_component import Component

OWN = "first-"
"""What the ids of the copy begin with."""
MOST_ROWS = 35
"""Rows that the main table may have; of a longer one the first :data:`TOP` are drawn."""
TOP = 20
MOST_ITEMS = 8
"""Items of a list; of a longer one the first are drawn."""

NAMES = {
    "className": "class", "title": "title", "role": "role", "href": "href", "scope": "scope",
    "colSpan": "colspan", "rowSpan": "rowspan", "headers": "headers", "lang": "lang",
    "tabIndex": "tabindex", "htmlFor": "for", "download": "download", "hidden": "hidden",
    "dateTime": "datetime", "type": "type", "start": "start",
}  # fmt: skip
"""Attributes that the copy has, by their names in Dash; none that runs anything."""
REFERS = ("aria-labelledby", "aria-describedby", "htmlFor")
STYLED = ("-box", "-state", "-panel", "-groups", "-missing")
"""How ids end that the style sheets name."""
VOID = frozenset({"br", "col", "hr", "img", "input", "wbr"})
SAFE = ("/", "#", "?", "https://", "http://")
NEEDS = "This table is drawn by a script; the files that the page links hold its rows."
CUT = "The first {shown} of {held}; the files that the page links hold the others."


def _parts(node: Component) -> list[Any]:
    children = getattr(node, "children", None)
    return list(children) if isinstance(children, list | tuple) else [children]


def _walk(node: Any) -> Iterator[Component]:
    if isinstance(node, list | tuple):
        for item in node:
            yield from _walk(item)
    elif isinstance(node, Component):
        yield node
        yield from _walk(getattr(node, "children", None))


def _referred(tree: Any) -> frozenset[str]:
    """Ids that labels and links inside the tree name."""
    found: set[str] = set()
    for node in _walk(tree):
        held = vars(node)
        for name in REFERS:
            found.update(str(held.get(name) or "").split())
        href = held.get("href")
        if isinstance(href, str) and href.startswith("#"):
            found.add(href[1:])
    return frozenset(found)


def _attributes(pairs: Mapping[str, Any]) -> str:
    text = ""
    for name, value in sorted(pairs.items()):  # components keep theirs in no order
        if value is None or value is False:
            continue
        text += f" {name}" if value is True else f' {name}="{escape(str(value))}"'
    return text


def _style(style: Mapping[str, Any]) -> str:
    dashed = ("".join(f"-{c.lower()}" if c.isupper() else c for c in name) for name in style)
    return ";".join(f"{name}:{value}" for name, value in zip(dashed, style.values(), strict=True))


class Writer:
    """Writes one tree of components as HTML.

    Args:
        tree: the components.
        charts: what stands in the place of charts, by the id of the chart; the others are empty.
        own: whether the tree holds the main table itself, its first one.
    """

    def __init__(self, tree: Any, charts: Mapping[str, Component], own: bool) -> None:
        self.tree, self.charts = tree, charts
        self.referred = _referred([tree, list(charts.values())])
        self.wanted = own

    def text(self) -> str:
        """The tree as HTML.

        Raises:
            TypeError: a component has no counterpart in HTML that is known here.
        """
        return self._write(self.tree)

    def _write(self, node: Any) -> str:
        if node is None or isinstance(node, bool):
            return ""
        if isinstance(node, list | tuple):
            return "".join(map(self._write, node))
        if not isinstance(node, Component):
            return escape(str(node), quote=False)
        kind = type(node).__name__
        if node._namespace == "dash_html_components":
            own = ELEMENTS.get(kind)
            return own(self, node) if own else self._element(node, kind.lower())
        if kind not in CONTROLS:
            raise TypeError(f"{kind} cannot be written as HTML")
        return CONTROLS[kind](self, node)

    def _named(self, node: Component) -> dict[str, Any]:
        """The attributes of an element."""
        held = vars(node)
        found: dict[str, Any] = {}
        name = held.get("id")
        if isinstance(name, str) and (name in self.referred or name.endswith(STYLED)):
            found["id"] = OWN + name
        for key, value in held.items():
            if key in REFERS:
                found[NAMES.get(key, key)] = " ".join(OWN + one for one in str(value).split())
            elif key == "href":
                text = str(value)
                if text.startswith("#"):
                    text = f"#{OWN}{text[1:]}"
                if text.startswith(SAFE):
                    found["href"] = text
            elif key == "style" and value:
                found["style"] = _style(value)
            elif key in NAMES or key.startswith("aria-"):
                found[NAMES.get(key, key)] = value
        return found

    def _element(self, node: Component, tag: str, inside: str | None = None, **more: Any) -> str:
        attributes = _attributes(self._named(node) | more)
        if tag in VOID:
            return f"<{tag}{attributes}>"
        text = self._write(getattr(node, "children", None)) if inside is None else inside
        return f"<{tag}{attributes}>{text}</{tag}>"

    def _div(self, node: Component) -> str:
        held = vars(node)
        if held.get("className") == "chart":  # its words stand beneath it
            return f'<div class="chart">{self._write(node.children)}</div>'
        if "data-table" in held:
            return self._element(node, "div", "The CSV beside this holds the same rows.")
        if "data-ranking" in held:
            return self._element(node, "div", f'<p class="sentence">{NEEDS}</p>')
        return self._element(node, "div")

    def _button(self, node: Component) -> str:
        return self._element(node, "button", type="button", disabled=True)

    def _table(self, node: Component) -> str:
        if not self.wanted:
            return f'<p class="sentence">{NEEDS}</p>'
        self.wanted = False
        return self._element(node, "table")

    def _body(self, node: Component) -> str:
        rows = _parts(node)
        return self._element(
            node, "tbody", self._write(rows if len(rows) <= MOST_ROWS else rows[:TOP])
        )

    def _list(self, node: Component) -> str:
        tag, items = type(node).__name__.lower(), _parts(node)
        if len(items) <= MOST_ITEMS:
            return self._element(node, tag)
        told = CUT.format(shown=MOST_ITEMS, held=len(items))
        return self._element(node, tag, self._write(items[:MOST_ITEMS]) + f"<li>{told}</li>")

    def _link(self, node: Component) -> str:
        return self._element(node, "a")

    def _graph(self, node: Component) -> str:
        table = self.charts.get(str(getattr(node, "id", "")))
        self.wanted = self.wanted or table is not None
        inside = self._write(table)
        style = _style(getattr(node, "style", None) or {})
        return f'<div class="dash-graph"{_attributes({"style": style or None})}>{inside}</div>'

    def _nothing(self, _node: Component) -> str:
        return ""

    def _select(self, node: Component) -> str:
        chosen = [one for one in node.options if one["value"] == node.value]
        label = escape(str(chosen[0]["label"]) if chosen else "", quote=False)
        classes = "form-select" + (" fixed" if getattr(node, "disabled", False) else "")
        return self._control(node, "select", classes, f"<option selected>{label}</option>")

    def _input(self, node: Component) -> str:
        held, kind = vars(node), vars(node).get("type") or "text"
        classes = "form-range" if kind == "range" else "form-control"
        names = ("value", "placeholder", "min", "max")
        shown = {name: held.get(name) for name in names if held.get(name) not in (None, "")}
        return self._control(node, "input", classes, "", type=kind, **shown)

    def _control(self, node: Component, tag: str, classes: str, inside: str, **more: Any) -> str:
        name = getattr(node, "id", None)
        own = {"id": OWN + name} if isinstance(name, str) and name in self.referred else {}
        attributes = _attributes({**own, "class": classes, **more, "disabled": True})
        return f"<{tag}{attributes}>" + ("" if tag in VOID else f"{inside}</{tag}>")

    def _checklist(self, node: Component) -> str:
        boxes = "".join(
            '<div class="form-check"><input class="form-check-input" type="checkbox" checked '
            f'disabled aria-label="{escape(str(one["label"]))}"><label class="form-check-label">'
            f"{escape(str(one['label']), quote=False)}</label></div>"
            for one in node.options
            if one["value"] in (node.value or ())
        )
        return f'<div class="areas">{boxes}</div>'


ELEMENTS: dict[str, Callable[[Writer, Any], str]] = {
    "Div": Writer._div,
    "Button": Writer._button,
    "Table": Writer._table,
    "Tbody": Writer._body,
    "Ul": Writer._list,
    "Ol": Writer._list,
    "Datalist": Writer._nothing,
}
"""Elements that are not simply themselves."""
CONTROLS: dict[str, Callable[[Writer, Any], str]] = {
    "Link": Writer._link,
    "Store": Writer._nothing,
    "Graph": Writer._graph,
    "Button": Writer._button,
    "Select": Writer._select,
    "Input": Writer._input,
    "Checklist": Writer._checklist,
}
"""Dash's own components: links work, controls show what they hold."""


def write(tree: Any, charts: Mapping[str, Component] | None = None, own: bool = True) -> str:
    """A tree of components as HTML: escaped, without scripts, with no id of the page's.

    Args:
        tree: the components.
        charts: what stands in the place of charts, by the id of the chart.
        own: whether the first table of the tree is drawn; all others never are.

    Raises:
        TypeError: a component has no counterpart in HTML that is known here.
    """
    return Writer(tree, charts or {}, own).text()

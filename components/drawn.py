"""What a page shows as plain data, ``[tag, attributes, children]``: the browser draws it.

Makers give Dash components or text. As components of React each of a thousand table cells would be
mounted, and every change would be told to all of them; as data they are one text, and the browser
changes the few nodes that differ (``05-draw.js``). The same data is written as HTML for the first
answer. Elements and attributes are those listed here: nothing that runs is among them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from dash.development.base_component import Component

Node = str | list[Any]
"""A text, or an element as ``[tag, attributes, children]``."""

HTML = frozenset({
    "a", "abbr", "br", "button", "caption", "code", "dd", "details", "div", "dl", "dt", "em",
    "fieldset", "footer", "h1", "h2", "h3", "header", "i", "label", "legend", "li", "main",
    "nav", "noscript", "ol", "p", "section", "small", "span", "strong", "sub", "summary",
    "sup", "table", "tbody", "td", "tfoot", "th", "thead", "time", "tr", "ul",
})  # fmt: skip
SVG = frozenset({
    "svg", "g", "path", "line", "circle", "rect", "text", "title",
})  # fmt: skip
NAMES = {
    "className": "class", "title": "title", "role": "role", "href": "href", "scope": "scope",
    "colSpan": "colspan", "rowSpan": "rowspan", "headers": "headers", "lang": "lang",
    "tabIndex": "tabindex", "htmlFor": "for", "download": "download", "hidden": "hidden",
    "dateTime": "datetime", "type": "type", "start": "start", "id": "id", "open": "open",
}  # fmt: skip
"""Attributes of elements, by their names in Dash."""
SHAPE = frozenset({
    "class", "id", "viewBox", "preserveAspectRatio", "width", "height", "x", "y", "x1", "y1",
    "x2", "y2", "cx", "cy", "r", "d", "transform", "fill", "stroke", "stroke-width",
    "stroke-linecap", "stroke-linejoin", "stroke-dasharray", "vector-effect", "text-anchor",
    "role", "focusable",
})  # fmt: skip
"""Attributes of drawn shapes."""
FIELD = {
    "id": "id", "type": "type", "value": "value", "placeholder": "placeholder", "list": "list",
    "autocomplete": "autocomplete", "min": "min", "max": "max", "step": "step",
    "inputMode": "inputmode", "disabled": "disabled",
}  # fmt: skip
"""Attributes of fields, by their names in Dash."""
PLAIN = frozenset({"class"})
OWN = dict.fromkeys(SVG, SHAPE) | {
    "input": frozenset(FIELD.values()) | {"class"},
    "td": PLAIN,
    "small": PLAIN,
}
"""Elements of our own, with the attributes that they may have."""
PUBLISHERS = (
    *("www.gov.uk", "www.ons.gov.uk", "geoportal.statistics.gov.uk", "www.nomisweb.co.uk"),
    *("data.london.gov.uk", "data.police.uk"),
)
"""Hosts of those whose figures are used; no other is linked."""
LINKED = re.compile(
    rf"(?:/(?!/)|[#?]|https://(?:{'|'.join(map(re.escape, PUBLISHERS))})(?![^/?#]))[^\s\\]*"
)
"""Addresses that may be linked: here, or at a publisher. Browsers read ``\\`` as ``/``."""


@dataclass(frozen=True)
class Element:
    """An element that Dash has no component for, or too heavy a one where there are a thousand.

    Shapes, fields that a script reads, cells of a large table.

    Attributes:
        tag: its name, one of :data:`OWN`.
        attributes: by their names in the document, of those of its tag, ``aria-`` and ``data-``.
        children: what is in it.
    """

    tag: str
    attributes: Mapping[str, Any]
    children: tuple[Any, ...] = ()


def field(name: str, kind: str, value: str, *, wrong: bool = False, **more: Any) -> Element:
    """A field that is drawn in the browser; ``data-set`` names the parameter that it sets.

    Args:
        name: its id.
        kind: ``text`` or ``range``.
        value: what it holds.
        wrong: whether that cannot be.
        more: further attributes.
    """
    classes = "form-range" if kind == "range" else "form-control"
    told = {"aria-invalid": "true"} if wrong else {}
    classes += " is-invalid" if wrong else ""
    return Element(
        "input", {"id": name, "type": kind, "value": value, "class": classes} | told | more
    )


def drawn(tree: Any) -> list[Node]:
    """A tree of components as data.

    Args:
        tree: a component, an :class:`Element`, a text, a number, or a list of them.

    Raises:
        TypeError: a component or an attribute has no counterpart here.
    """
    if tree is None or isinstance(tree, bool) or tree == "":
        return []
    if isinstance(tree, list | tuple):
        return [node for item in tree for node in drawn(item)]
    if isinstance(tree, Element):
        return [_shape(tree)]
    if not isinstance(tree, Component):
        return [str(tree)]
    kind = type(tree).__name__
    if tree._namespace == "dash_html_components":
        if kind == "Datalist":
            return [_element(tree, "datalist", [])]  # the browser fills it
        if kind.lower() not in HTML:
            raise TypeError(f"{kind} cannot be drawn")
        return [_element(tree, kind.lower(), drawn(getattr(tree, "children", None)))]
    if kind not in CONTROLS:
        raise TypeError(f"{kind} cannot be drawn")
    return CONTROLS[kind](tree)


def elements(nodes: list[Node]) -> Iterator[list[Any]]:
    """Every element of some data, from the top."""
    for node in nodes:
        if isinstance(node, list):
            yield node
            yield from elements(node[2])


def _style(style: Mapping[str, Any]) -> str:
    dashed = ("".join(f"-{c.lower()}" if c.isupper() else c for c in name) for name in style)
    return ";".join(f"{name}:{value}" for name, value in zip(dashed, style.values(), strict=True))


def _attributes(node: Component) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in vars(node).items():
        own = name in node._prop_names or name.startswith(("aria-", "data-"))
        if not own or name in ("children", "n_clicks") or value is None or value is False:
            continue
        if name == "style":
            found["style"] = _style(value)
        elif name == "id" and not isinstance(value, str):
            raise TypeError(f"an id that is no text cannot be drawn: {value}")
        elif name == "href" and not LINKED.fullmatch(str(value)):
            continue
        elif name in NAMES:
            found[NAMES[name]] = value
        elif name.startswith(("aria-", "data-")):
            found[name] = value
        else:
            raise TypeError(f"the attribute {name} of {type(node).__name__} cannot be drawn")
    return dict(sorted(found.items()))  # components keep theirs in no order


def _element(node: Component, tag: str, children: list[Node], **more: Any) -> list[Any]:
    return [tag, _attributes(node) | more, children]


def _shape(node: Element) -> list[Any]:
    if node.tag not in OWN:
        raise TypeError(f"{node.tag} cannot be drawn")
    for name in node.attributes:
        if name not in OWN[node.tag] and not name.startswith(("aria-", "data-")):
            raise TypeError(f"the attribute {name} of {node.tag} cannot be drawn")
    return [node.tag, dict(node.attributes), drawn(node.children)]


def _link(node: Any) -> list[Node]:
    """A link to another page of the program, which is drawn without loading a document."""
    attributes = {name: getattr(node, name, None) for name in ("className", "id")}
    kept = {NAMES[name]: value for name, value in attributes.items() if value is not None}
    own = LINKED.fullmatch(str(node.href)) and not node.href.startswith("https:")
    told = {"href": node.href, "data-link": ""} if own else {}
    return [["a", kept | told, drawn(getattr(node, "children", None))]]


def _graph(node: Any) -> list[Node]:
    """A chart: its box, and the figure that is drawn into it."""
    attributes = {"id": node.id, "class": "dash-graph", "figure": node.figure}
    if style := getattr(node, "style", None):
        attributes["style"] = _style(style)
    if config := getattr(node, "config", None):
        attributes["config"] = config
    return [["div", attributes, []]]


def _field(node: Any, classes: str) -> dict[str, Any]:
    held = {FIELD[name]: value for name, value in vars(node).items() if name in FIELD}
    found = {name: value for name, value in sorted(held.items()) if value not in (None, False)}
    return found | {"class": classes}


def _input(node: Any) -> list[Node]:
    return [["input", _field(node, "form-control"), []]]


def _option(one: Mapping[str, Any], chosen: Any) -> list[Any]:
    more = {"selected": True} if one["value"] == chosen else {}
    more |= {"disabled": True} if one.get("disabled") else {}
    return ["option", {"value": one["value"]} | more, [str(one["label"])]]


def _select(node: Any) -> list[Node]:
    attributes = _field(node, "form-select")
    chosen = attributes.pop("value", None)
    return [["select", attributes, [_option(one, chosen) for one in node.options]]]


def _checklist(node: Any) -> list[Node]:
    boxes: list[Node] = [
        [
            "div",
            {"class": "form-check"},
            [
                [
                    "input",
                    {
                        "class": "form-check-input",
                        "type": "checkbox",
                        "checked": True,
                        "aria-label": str(one["label"]),
                    },
                    [],
                ],
                ["label", {"class": "form-check-label"}, [str(one["label"])]],
            ],
        ]
        for one in node.options
        if one["value"] in (node.value or ())
    ]
    return [["div", {"class": "areas"}, boxes]]


def _button(node: Any) -> list[Node]:
    return [_element(node, "button", drawn(getattr(node, "children", None)), type="button")]


def _store(_node: Any) -> list[Node]:
    return []


CONTROLS: dict[str, Callable[[Any], list[Node]]] = {
    "Link": _link,
    "Graph": _graph,
    "Input": _input,
    "Select": _select,
    "Checklist": _checklist,
    "Button": _button,
    "Store": _store,
}
"""Dash's own components, and what they are in a document."""

"""What a person sees of a component tree in JSON, free of how the tree is built.

Read are the visible texts by card, in order (a table's row is one text), charts by id, links and
controls. Inline elements belong to the sentence around them, and wrappers leave no trace: another
tree that shows the same gives the same.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from typing import Any

import numpy as np

from tests.drawn import answers_in

Screen = dict[str, dict[str, Any]]
INLINE = {
    "A", "Abbr", "B", "Br", "Cite", "Code", "Dfn", "Em", "I", "Label", "Link", "Mark", "Q", "S",
    "Small", "Span", "Strong", "Sub", "Sup", "Td", "Th", "Time", "U", "Wbr",
}  # fmt: skip
SILENT = {"Store", "Location", "Datalist", "Svg"}
SAID = ("title", "aria-label", "alt", "placeholder", "aria-sort", "aria-current", "label")
"""Attributes that are seen or read aloud."""
SET = ("value", "options", "disabled", "invalid", "min", "max", "step")
"""Properties that a control is."""
CONTROLS = {"Select", "Input", "Checklist", "RadioItems", "Dropdown", "Textarea", "Slider"}
PAGE = "page"
"""The place of what stands in no card."""


def sentence(parts: list[str]) -> str:
    """Pieces of inline text as one, with spaces as they are written."""
    text = re.sub(r"\s+", " ", " ".join(parts)).strip()
    return re.sub(r"(?<=[(“]) | (?=[.,;:!?)%”])", "", text)


def plain(value: Any) -> Any:
    """A figure with its packed arrays written out as lists."""
    if isinstance(value, list):
        return [plain(item) for item in value]
    if not isinstance(value, dict):
        return value
    if set(value) >= {"bdata", "dtype"}:
        array = np.frombuffer(base64.b64decode(value["bdata"]), value["dtype"])
        if shape := value.get("shape"):
            sizes = shape.split(",") if isinstance(shape, str) else shape
            array = array.reshape([int(size) for size in sizes])
        return array.tolist()
    return {key: plain(item) for key, item in value.items()}


def name_of(identity: Any) -> str:
    """A component's id as text; pattern ids as ``key=value`` pairs."""
    if isinstance(identity, dict):
        return ",".join(f"{key}={identity[key]}" for key in sorted(identity))
    return str(identity or "")


class _Reader:
    """Walks a tree once, from the top, as somebody reads it."""

    def __init__(self, changes: Mapping[str, Mapping[str, Any]]) -> None:
        self.changes, self.met = changes, set[str]()
        self.texts: dict[str, list[str]] = {}
        self.links: dict[str, list[str]] = {}
        self.figures: dict[str, Any] = {}
        self.controls: dict[str, Any] = {}
        self.pieces: list[str] = []
        self.in_row = 0

    def flush(self, place: str) -> None:
        if self.in_row:
            return
        if text := sentence(self.pieces):
            self.texts.setdefault(place, []).append(text.removesuffix(" |"))
        self.pieces = []

    def read(self, node: Any, place: str = PAGE) -> None:
        if isinstance(node, list):
            for item in node:
                self.read(item, place)
        elif isinstance(node, dict) and "type" in node and "props" in node:
            self.component(node, place)
        elif node is not None and not isinstance(node, bool | dict):
            self.pieces.append(str(node))

    def component(self, node: dict[str, Any], place: str) -> None:
        kind, name = node["type"], name_of(node["props"].get("id"))
        props = node["props"] | dict(self.changes.get(name, {}))
        self.met.add(name)
        if kind in SILENT or props.get("hidden"):
            return
        own = _place(kind, name, props) or place
        inline = kind in INLINE
        if not inline:
            self.flush(place)
        self.attributes(kind, name, props, own)
        if kind == "Graph":
            self.figures[name or f"graph {len(self.figures)}"] = plain(props.get("figure"))
        self.in_row += kind == "Tr"
        self.read(props.get("children"), own)
        self.in_row -= kind == "Tr"
        if kind in ("Td", "Th"):
            self.pieces.append("|")
        if not inline:
            self.flush(own)

    def attributes(self, kind: str, name: str, props: Mapping[str, Any], place: str) -> None:
        if kind in CONTROLS:
            held = {key: props[key] for key in SET if props.get(key) not in (None, False)}
            self.controls[name or f"{kind} {len(self.controls)}"] = held
        for key in SAID:
            if isinstance(text := props.get(key), str) and text.strip():
                self.pieces.append(f"[{key}: {text}]")
        for key, value in props.items():
            if key in ("href", "src") or (key.startswith("data-") and str(value)[:1] == "/"):
                self.links.setdefault(place, []).append(str(value))


def _place(kind: str, name: str, props: Mapping[str, Any]) -> str:
    """The card that begins with a component; empty when none does."""
    if kind in ("Section", "Article", "Nav", "Aside") or props.get("role") == "status":
        titled = str(props.get("aria-labelledby") or "").removesuffix("-title")
        return titled or name or str(props.get("aria-label") or "")
    return ""


def read_screen(tree: Any, changes: Mapping[str, Mapping[str, Any]] | None = None) -> Screen:
    """What is seen of a tree.

    Args:
        tree: components as JSON.
        changes: properties by component id that replace those of the tree, as a callback's
            answer does in the browser; components that the tree lacks are read by themselves.

    Returns:
        ``texts`` and ``links`` by card, ``figures`` and ``controls`` by id.
    """
    held: dict[str, dict[str, Any]] = {}
    for answer in answers_in(tree):
        held |= answer
    reader = _Reader(held | dict(changes or {}))
    reader.read(tree)
    reader.flush(PAGE)
    for name in sorted(set(reader.changes) - reader.met):
        reader.read(reader.changes[name].get("children"), f"outside {name}")
        reader.flush(f"outside {name}")
    return {
        "texts": reader.texts,
        "links": reader.links,
        "figures": reader.figures,
        "controls": reader.controls,
    }

"""Data that the browser draws, read back as components: tests ask a page as if React held it.

The inverse of :func:`components.drawn.drawn`, in the JSON form that Dash sends components in, and
the places of a page filled with what its answer holds for them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from components.drawn import FIELD, NAMES

ANSWER = "data-answer"
PROPS = {drawn: name for names in (FIELD, NAMES) for name, drawn in names.items()}
"""Properties of components by the names of attributes."""


def as_components(nodes: list[Any]) -> list[Any]:
    """Data as components in JSON; texts stay texts."""
    return [node if isinstance(node, str) else _component(*node) for node in nodes]


def _component(tag: str, attributes: dict[str, Any], children: list[Any]) -> dict[str, Any]:
    props = {PROPS.get(name, name): value for name, value in attributes.items()}
    kind = tag.capitalize()
    if "figure" in props:
        kind = "Graph"
    elif tag == "a" and "data-link" in props:
        kind = "Link"
        del props["data-link"]
    elif tag == "input":
        props["invalid"] = props.pop("aria-invalid", None) == "true"
    elif tag == "select":
        props["options"] = [{"label": text[0], "value": own["value"]} for _, own, text in children]
        props["value"] = next((own["value"] for _, own, _ in children if "selected" in own), None)
        children = []
    return {"type": kind, "props": props | {"children": as_components(children)}}


def read_answer(text: str) -> dict[str, dict[str, Any]]:
    """A page's answer as properties by component id."""
    answer = json.loads(text)
    found = {name: dict(props) for name, props in answer["set"].items()}
    for name, nodes in answer["places"].items():
        found[name] = {"children": as_components(nodes)}
    return found


def answers_in(node: Any) -> Iterator[dict[str, dict[str, Any]]]:
    """The answers that a tree in JSON holds."""
    if isinstance(node, list):
        for item in node:
            yield from answers_in(item)
    elif isinstance(node, dict) and "props" in node:
        if ANSWER in node["props"]:
            yield read_answer(node["props"][ANSWER])
        yield from answers_in(node["props"].get("children"))

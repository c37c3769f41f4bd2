"""What every test shares: the app without a browser, its pages, and how to read a page."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from dash.development.base_component import Component
from flask.testing import FlaskClient
from hypothesis import HealthCheck, settings

from data.extracts import token
from data.extracts.serving import draw_simulated
from tests.drawn import ANSWER, read_answer

ROOT = Path(__file__).resolve().parent.parent

# The same examples on every machine and every run: a failure here fails there as well.
settings.register_profile(
    "house",
    derandomize=True,
    deadline=None,
    database=None,
    print_blob=False,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("house")


class Reader(FlaskClient):
    """A client that reads every answer to its end, so that no file stays open behind it."""

    def open(self, *args: Any, **options: Any) -> Any:
        """Ask, and read the whole answer."""
        return super().open(*args, **{"buffered": True} | options)


def pytest_configure(config: pytest.Config) -> None:
    """Warnings are errors, but for what one pinned library says of how another calls it."""
    config.addinivalue_line("filterwarnings", r"ignore::DeprecationWarning:ibis\..*")
    # Extracts of this machine stay out of the tests; the simulated one is drawn once for all.
    if not hasattr(config, "workerinput"):
        os.environ["DATA_EXTRACTS"] = str(ROOT / "data" / "local" / "tests")
        os.environ.pop("SERVED_LOCALLY", None)
        os.environ.pop(token.VARIABLE, None)
        if trouble := draw_simulated():
            pytest.exit(f"the simulated extract cannot be drawn: {trouble}", returncode=3)


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository."""
    return ROOT


@pytest.fixture(scope="session")
def served() -> Any:
    """The module ``app``, as gunicorn loads it."""
    import app

    return app


@pytest.fixture(scope="session")
def client(served: Any) -> Any:
    """A client that talks to the server without a socket, as a browser would be answered."""
    # Errors become the answer that a visitor would get; a test must see the 500, not the cause.
    served.server.config["PROPAGATE_EXCEPTIONS"] = False
    served.server.test_client_class = Reader
    client = served.server.test_client()
    client.get("/health")  # the first request puts callbacks and routes in place
    return client


TOKEN = "only-for-tests-0123456789"
"""The token of the server in tests that serve imported extracts."""


def showing(server: Any, shown: str = TOKEN) -> Any:
    """A client of a server that shows a token with every request, as a program does."""
    client = server.test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {shown}"
    return client


@pytest.fixture()
def opened(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A server that may serve imported extracts: its token."""
    monkeypatch.setenv("SERVED_LOCALLY", "1")
    token.use(TOKEN)
    yield TOKEN
    token.use("")


@pytest.fixture()
def trusted(served: Any, client: Any, opened: str) -> Any:
    """A client that has shown the token."""
    return showing(served.server, opened)


@pytest.fixture(scope="session")
def layouts(served: Any) -> dict[str, Callable[..., Any]]:
    """The layout function of every page with filters, by path."""
    import dash

    found = {page["path"]: page["layout"] for page in dash.page_registry.values()}
    return {path: found[path] for path in ("/", "/hotspots", "/boroughs")}


@pytest.fixture()
def navigate(client: Any) -> Callable[..., Any]:
    """Ask for a page as the browser does: through the callback that routes pages."""

    def ask(path: Any, search: Any, **changes: Any) -> Any:
        return client.post("/_dash-update-component", json=routing(path, search) | changes)

    return ask


@pytest.fixture()
def refilter(client: Any) -> Callable[..., Any]:
    """Change a filter as the browser does: through a page's own callback."""

    def ask(page: str, data: Any) -> Any:
        return client.post("/_dash-update-component", json=filtering(page, data))

    return ask


def routing(path: Any, search: Any) -> dict[str, Any]:
    """The body that the browser sends to open a page."""
    return {
        "output": ".._pages_content.children..._pages_store.data..",
        "outputs": [
            {"id": "_pages_content", "property": "children"},
            {"id": "_pages_store", "property": "data"},
        ],
        "inputs": [
            {"id": "_pages_location", "property": "pathname", "value": path},
            {"id": "_pages_location", "property": "search", "value": search},
        ],
        "changedPropIds": ["_pages_location.pathname", "_pages_location.search"],
        "state": [],
    }


def filtering(page: str, data: Any) -> dict[str, Any]:
    """The body that the browser sends when a filter changes."""
    return {
        "output": f"{page}-mounted.data-answer",
        "outputs": {"id": f"{page}-mounted", "property": "data-answer"},
        "inputs": [{"id": "query", "property": "data", "value": data}],
        "changedPropIds": ["query.data"],
        "state": [],
    }


class Node:
    """A component that the browser draws, with its properties as Dash would hold them."""

    hidden = False
    open = False

    def __init__(self, **props: Any) -> None:
        self.__dict__.update(props)


def _nodes(value: Any) -> Any:
    """Components in JSON as nodes whose type has the component's name.

    A single child stands for itself, as with Dash.
    """
    if isinstance(value, list):
        found = [_nodes(item) for item in value]
        return found[0] if len(found) == 1 else found or None
    if isinstance(value, dict) and "props" in value:
        props = value["props"]
        return _kind(value["type"])(**props | {"children": _nodes(props["children"])})
    return value


@cache
def _kind(name: str) -> type[Node]:
    return type(name, (Node,), {})


def components_of(node: Any) -> Iterator[Any]:
    """Every component of a tree as it is, from the top."""
    if isinstance(node, list | tuple):
        for item in node:
            yield from components_of(item)
    elif isinstance(node, Component | Node):
        yield node
        yield from components_of(getattr(node, "children", None))


def whole(tree: Any) -> Any:
    """A page as it is seen: the places of its tree filled with what the browser draws there."""
    found = list(components_of(tree))
    held = {}
    for node in found:
        if ANSWER in vars(node):  # taken out: a tree is filled once
            held |= read_answer(vars(node).pop(ANSWER))
    for node in found:
        name = getattr(node, "id", None)
        if isinstance(name, str) and "children" in held.get(name, {}):
            node.children = _nodes(held[name]["children"])
    return tree


def walk(node: Any) -> Iterator[Any]:
    """Every component of a tree, from the top, with what the browser draws in it."""
    yield from components_of(whole(node))


def text_of(node: Any) -> str:
    """What a tree of components says, as one text."""
    node = whole(node)
    if node is None:
        return ""
    if isinstance(node, list | tuple):
        return " ".join(filter(None, map(text_of, node)))
    if isinstance(node, Component | Node):
        return text_of(getattr(node, "children", None))
    return str(node)


def by_id(tree: Any) -> dict[str, Any]:
    """The components of a tree that carry a plain id, by that id."""
    return {node.id: node for node in walk(tree) if isinstance(getattr(node, "id", None), str)}

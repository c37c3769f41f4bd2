"""Asking the program what it serves: answers of the interface, views of pages.

The one module that knows how a page is asked: by the callback of Dash's pages for the first view,
and by every server callback that listens to the store ``query`` for a later change. Both are found
in the list that the browser gets, not named here.
"""

from __future__ import annotations

import io
import json
from typing import Any
from urllib.parse import urlsplit

from tests.drawn import ANSWER, read_answer
from tests.golden.screen import Screen, read_screen

CALLBACKS = "/_dash-update-component"
NOTHING = '{"set": {}, "places": {}}'
Answer = dict[str, Any]


def _cells(data: bytes) -> dict[str, list[list[Any]]]:
    """Cells of an Excel file by sheet."""
    import openpyxl  # heavy, and most answers are not Excel

    book = openpyxl.load_workbook(io.BytesIO(data))
    return {
        sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)]
        for sheet in book.worksheets
    }


def _outputs(output: str) -> Any:
    """The outputs that a callback's name stands for, as the browser sends them."""
    listed = output.startswith("..")
    found = []
    for one in output.strip(".").split("...") if listed else [output]:
        name, _, prop = one.split("@")[0].rpartition(".")
        found.append({"id": json.loads(name) if name.startswith("{") else name, "property": prop})
    return found if listed else found[0]


class Program:
    """The program of this checkout, without a socket.

    Args:
        token: sent with every request, if given.
    """

    def __init__(self, token: str | None = None) -> None:
        import app  # the environment must be set before

        app.server.config["PROPAGATE_EXCEPTIONS"] = False  # a visitor would get the 500
        self.headers = {} if token is None else {"Authorization": f"Bearer {token}"}
        self.client = app.server.test_client()
        self.client.get("/health")  # the first request puts callbacks and routes in place
        listed = self.client.get("/_dash-dependencies", headers=self.headers).get_json()
        self.callbacks = [item for item in listed if not item.get("clientside_function")]
        self._bases: dict[str, Any] = {}

    def answer(self, url: str) -> Answer:
        """Status, content type, file name and body of an address; Excel as cells."""
        reply = self.client.get(url, headers=self.headers, buffered=True)
        kind = reply.content_type or ""
        found: Answer = {
            "url": url,
            "status": reply.status_code,
            "type": kind,
            "file": reply.headers.get("Content-Disposition", ""),
        }
        if "spreadsheetml" in kind:
            return found | {"cells": _cells(reply.get_data())}
        # the frame in HTML names files by their time; what it frames is recorded as views
        return found | {"body": "" if "text/html" in kind else reply.get_data(as_text=True)}

    def _ask(self, callback: dict[str, Any], values: dict[str, Any]) -> tuple[int, Any]:
        """A callback's status and answer (properties by component id)."""

        def filled(items: list[dict]) -> list[dict]:
            key = "{id}.{property}".format_map
            return [item | {"value": values.get(key(item))} for item in items]

        body = {
            "output": callback["output"],
            "outputs": _outputs(callback["output"]),
            "inputs": filled(callback["inputs"]),
            "state": filled(callback.get("state", [])),
            "changedPropIds": list(values),
        }
        reply = self.client.post(CALLBACKS, json=body, headers=self.headers)
        told = (reply.get_json(silent=True) or {}) if reply.status_code == 200 else {}
        found: dict[str, dict[str, Any]] = {}
        for source in ("response", "sideUpdate"):
            for name, props in (told.get(source) or {}).items():
                found.setdefault(name, {}).update(props)
                for place, drawn in read_answer(props.pop(ANSWER, NOTHING)).items():
                    found.setdefault(place, {}).update(drawn)
        return reply.status_code, found

    def _opened(self, url: str) -> tuple[int, Any]:
        """Status and component tree of a page's first view."""
        parts = urlsplit(url)
        asked = {
            "_pages_location.pathname": parts.path,
            "_pages_location.search": f"?{parts.query}" if parts.query else "",
        }
        for callback in self.callbacks:
            if any(item["id"] == "_pages_location" for item in callback["inputs"]):
                status, found = self._ask(callback, asked)
                return status, found.get("_pages_content", {}).get("children")
        raise LookupError("no callback of the program opens pages")

    def view(self, url: str) -> Answer:
        """A page at an address: its first view, and what it shows after a change to it.

        The second is the page without a query, changed by what its callbacks answer, as in a
        browser. Pages without such a callback have none.
        """
        parts = urlsplit(url)
        status, tree = self._opened(url)
        found: Answer = {"url": url, "status": status, "first": read_screen(tree)}
        data = {"path": parts.path, "query": f"?{parts.query}" if parts.query else "", "n": 1}
        changes: dict[str, dict[str, Any]] = {}
        statuses = set()
        for callback in self.callbacks:
            if {"id": "query", "property": "data"} in callback["inputs"]:
                code, props = self._ask(callback, {"query.data": data})
                statuses.add(code)
                for name, values in props.items():
                    changes.setdefault(name, {}).update(values)
        if changes:
            found["later"] = self._later(parts.path, changes)
        found["codes"] = sorted(statuses - {200, 204})
        return found

    def _later(self, path: str, changes: dict[str, dict[str, Any]]) -> Screen:
        if path not in self._bases:
            self._bases[path] = self._opened(path)[1]
        return read_screen(self._bases[path], changes)

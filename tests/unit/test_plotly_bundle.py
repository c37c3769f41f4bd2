"""The plotly.js that is served is the one that Python's plotly means, with what is drawn here."""

from __future__ import annotations

import ast
import gzip
import hashlib
import json
import re
from typing import Any

import brotli
import dash
import pytest
from plotly.graph_objects import Figure
from plotly.offline import get_plotlyjs_version

from tests.conftest import ROOT, walk

FOLDER = ROOT / "assets" / "vendor" / "plotly"
SCRIPT = FOLDER / "plotly.min.js"
MANIFEST = json.loads((FOLDER / "manifest.json").read_text("utf-8"))
KINDS = set(Figure()._data_validator.class_strs_map)
"""Every trace type that plotly knows."""


def bundled() -> set[str]:
    """Trace types in the bundle: those that its entry names, and scatter, which the core holds."""
    named = re.findall(r'"plotly\.js/lib/(\w+)"', (FOLDER / "entry.cjs").read_text("utf-8"))
    return set(named) - {"core"} | {"scatter"}


def written() -> set[str]:
    """Trace types that the sources of the figures name as the type of something."""
    found = set()
    for path in (ROOT / "components").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Dict):
                found |= {
                    value.value
                    for key, value in zip(node.keys, node.values, strict=True)
                    if isinstance(key, ast.Constant)
                    and key.value == "type"
                    and isinstance(value, ast.Constant)
                }
    return found & KINDS


def drawn(tree: Any) -> set[str]:
    """Trace types of the charts in a component tree."""
    return {
        trace["type"]
        for node in walk(tree)
        if type(node).__name__ == "Graph"
        for trace in node.figure["data"]
    }


def test_the_sources_and_the_bundle_name_the_same_trace_types() -> None:
    assert written() == bundled()


@pytest.mark.parametrize("level", ["ward", "borough"])
def test_every_page_draws_with_what_is_in_the_bundle(served, client, level: str) -> None:
    found: set[str] = set()
    for page in dash.page_registry.values():
        layout = page["layout"]
        found |= drawn(layout(level=level) if callable(layout) else layout)
    assert found == bundled()


def test_it_is_the_version_that_python_writes_figures_for() -> None:
    asked = json.loads((FOLDER / "package.json").read_text("utf-8"))["dependencies"]
    lock = json.loads((FOLDER / "package-lock.json").read_text("utf-8"))["packages"]
    assert asked["plotly.js"] == get_plotlyjs_version()
    for name, version in asked.items():
        assert MANIFEST[name] == version == lock[f"node_modules/{name}"]["version"]
    assert not [name for name, one in lock.items() if name and "integrity" not in one]


def test_it_is_what_the_manifest_says_in_every_form() -> None:
    script = SCRIPT.read_bytes()
    assert hashlib.sha256(script).hexdigest() == MANIFEST["sha256"]
    small = SCRIPT.with_name("plotly.min.js.br").read_bytes()
    assert brotli.decompress(small) == script
    assert gzip.decompress(SCRIPT.with_name("plotly.min.js.gz").read_bytes()) == script
    assert len(small) <= 450_000


def test_its_licences_are_with_it() -> None:
    terms = (FOLDER / "LICENSES.txt").read_text("utf-8")
    own = terms.split(f"plotly.js {MANIFEST['plotly.js']} (MIT)")[1].split("-" * 72)[0]
    assert "MIT License" in own
    assert "Plotly Technologies Inc." in own
    assert "@plotly/d3 " in terms
    assert "assets/vendor/plotly/LICENSES.txt" in (ROOT / "LICENSE").read_text("utf-8")
    assert "LICENSES.txt" in SCRIPT.read_text("utf-8")[:200]

"""A page's document: one script, one style sheet, and what Dash would ask for in turn."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from dash import page_container
from dash.development.base_component import Component
from flask.testing import FlaskClient

from app import app
from components.layout.frame import render_frame
from components.layout.page import missing_page, pages
from components.server.first_load import ALL, ASSETS, BUNDLES

PATHS = [*(str(page.path) for page in pages()), "/nowhere", "/hotspots?offence=rape&level=x"]
UNUSED = ("polyfill", "/dcc/", "/html/", "/dash_table/", "/dash_bootstrap_components/")


@pytest.fixture
def client() -> FlaskClient:
    return app.server.test_client()


def given(html: str, name: str) -> Any:
    found = re.findall(rf'<script type="application/json" id="given-{name}">(.*?)</script>', html)
    assert len(found) == 1
    return json.loads(found[0])


def anonymous(answer: Any) -> str:
    """JSON without the names that every rendering gives anew."""
    return re.sub(r'"id": "[0-9a-f]{32}"', '"id": ""', json.dumps(answer, sort_keys=True))


@pytest.mark.parametrize("path", PATHS)
def test_the_document_brings_what_dash_would_ask_for(client: FlaskClient, path: str) -> None:
    html = client.get(path).get_data(as_text=True)
    assert given(html, "layout") == client.get("/_dash-layout").get_json()
    assert given(html, "dependencies") == client.get("/_dash-dependencies").get_json()
    plain, mark, query = path.partition("?")
    router = ".._pages_content.children..._pages_store.data.."
    body = {
        "output": router,
        "outputs": [
            {"id": "_pages_content", "property": "children"},
            {"id": "_pages_store", "property": "data"},
        ],
        "inputs": [
            {"id": "_pages_location", "property": "pathname", "value": plain},
            {"id": "_pages_location", "property": "search", "value": mark + query},
        ],
        "changedPropIds": [],
    }
    answer = client.post("/_dash-update-component", json=body).get_json()
    assert anonymous(given(html, "page")) == anonymous(answer)


def test_what_the_document_brings_cannot_end_its_script(client: FlaskClient) -> None:
    html = client.get("/hotspots?area=</script><b>").get_data(as_text=True)
    assert "<b>" not in html
    assert "area" in json.dumps(given(html, "page"))


@pytest.mark.parametrize("path", PATHS)
def test_a_page_loads_one_script_and_one_style_sheet(client: FlaskClient, path: str) -> None:
    html = client.get(path).get_data(as_text=True)
    assert re.findall(r'<script[^>]* src="([^"]+)"', html) == [BUNDLES["js"].address]
    assert re.findall(r'<link rel="stylesheet" href="([^"]+)"', html) == [BUNDLES["css"].address]


def test_they_hold_what_dash_would_load_but_what_no_page_needs() -> None:
    scripts = re.findall(r'src="([^"?]+)', app._generate_scripts_html())
    named = [Path(re.sub(r"\.v[\dm_]+(?=\.)", "", one)).name for one in scripts]
    kept = [
        name
        for name, source in zip(named, scripts, strict=True)
        if not any(part in source for part in UNUSED)
    ]
    assert [re.sub(r"@[\d.]+", "@", file.name) for file in BUNDLES["js"].files] == [
        re.sub(r"@[\d.]*", "@", name) for name in kept
    ]
    styles = re.findall(r'href="/assets/css/([^"?]+)', app._generate_css_dist_html())
    assert [file.name for file in BUNDLES["css"].files] == styles


@pytest.mark.parametrize("kind", ["js", "css"])
@pytest.mark.parametrize("accepts", ["br, gzip", "identity"])
def test_they_are_sent_small_and_kept(client: FlaskClient, kind: str, accepts: str) -> None:
    bundle = BUNDLES[kind]
    reply = client.get(bundle.address, headers={"Accept-Encoding": accepts})
    small = accepts != "identity"
    assert reply.data == (bundle.packed if small else bundle.content)
    assert reply.headers.get("Content-Encoding") == ("br" if small else None)
    assert "Accept-Encoding" in reply.headers["Vary"]
    assert "immutable" in reply.headers["Cache-Control"]
    assert ALL[kind] in bundle.address
    assert all(file.read_bytes() in bundle.content for file in bundle.files)


def components(tree: Any) -> list[Component]:
    if isinstance(tree, list | tuple):
        return [one for item in tree for one in components(item)]
    if not isinstance(tree, Component):
        return []
    return [tree, *components(getattr(tree, "children", None))]


TAKEN = {
    "Button": {"n_clicks"},
    "Input": {"value", "debounce", "type", "min", "max", "list", "placeholder", "autocomplete"},
    "Select": {"options", "value", "disabled"},
    "Checklist": {"options", "value", "inline"},
    "Store": {"data"},
    "Location": {"refresh"},
    "Div": {"disable_n_clicks"},  # no plain element tells of clicks
}
"""Properties that components of ours take beside the plain ones."""


def test_every_component_of_react_is_one_of_ours() -> None:
    text = (ASSETS / "js" / "02-components.js").read_text("utf-8")
    plain = set(re.findall(r'"(\w+)"', re.search(r"PLAIN = new Set\((.*?)\)", text, re.S)[1]))
    made = set(re.findall(r'"(\w+)"', re.search(r"TAGS = \[(.*?)\]", text, re.S)[1]))
    made |= set(TAKEN)
    shown = [render_frame(page_container)]
    for page in (*pages(), missing_page()):
        shown += [page.render(), page.render(dataset="simulated")]
    for node in components(shown):
        kind = type(node).__name__
        assert kind in made, f"02-components.js has no {kind}"
        held = {name for name in vars(node) if name in node._prop_names}
        assert held <= plain | TAKEN.get(kind, set()), f"{kind} in 02-components.js takes no other"

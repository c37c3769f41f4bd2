"""One declaration a page: what changes, the tree, navigation and early fetches follow from it."""

from __future__ import annotations

import gc
import json
import re
import weakref
from typing import Any

import dash
import pytest
from dash import html
from plotly.io.json import to_json_plotly

import app
from components.card import Card
from components.layout import Content, Page, Reason, Section, pages
from components.layout import page as declared
from components.layout.section import flat
from components.server.first_load import ADDRESS
from components.server.security import is_page
from tests.conftest import ROOT, by_id, components_of, text_of, walk

FILES = sorted(path.stem for path in (ROOT / "pages").glob("*.py") if path.stem != "__init__")
PAGES = {page.key: page for page in pages()}
FILTERED = [key for key, page in PAGES.items() if page.defaults is not None]
HACKNEY, CITY, ABBEY = "E09000012", "E09000001", "E05014053"
VIEWS: list[dict[str, str]] = [
    {},
    {"area": HACKNEY, "level": "borough", "offence": "rape"},
    {"area": CITY},
    {"area": ABBEY, "level": "ward", "focus": ABBEY, "from": "2024-01", "to": "2024-01"},
    {"dataset": "simulated", "offence": "homicide", "compare": "none"},
    {"dataset": "custody", "cut": "nothing", "measure": "rate"},
]
"""Views of every page: the usual one, one area, one without data, months with few, records."""


def served_path(path: str) -> str:
    """The HTML that a browser gets for a path."""
    return app.server.test_client().get(path, buffered=True).get_data(as_text=True)


# --- One page, one file -----------------------------------------------------------------------


@pytest.mark.parametrize("name", FILES)
def test_a_page_file_declares_one_page(name: str) -> None:
    text = (ROOT / "pages" / f"{name}.py").read_text("utf-8")
    assert len(re.findall(r"^register_page\(__name__, PAGE\)$", text, re.MULTILINE)) == 1
    page = declared.page_of(f"pages.{name}")
    assert isinstance(page, Page)
    assert dash.page_registry[f"pages.{name}"]["layout"] == page.render
    assert dash.page_registry[f"pages.{name}"]["title"] == page.title


def test_dash_knows_no_other_page() -> None:
    assert sorted(dash.page_registry) == [f"pages.{name}" for name in FILES]


def test_the_navigation_is_the_pages_in_their_order() -> None:
    tree = app.app.layout()
    links = [
        (node.href, node.children) for node in walk(tree) if getattr(node, "className", "") == "nav"
    ]
    assert links == [(page.path, page.name) for page in PAGES.values() if page.order is not None]
    assert [page.order for page in PAGES.values()] == list(range(len(PAGES)))


@pytest.mark.parametrize("page", PAGES.values(), ids=list(PAGES))
def test_a_page_fetches_early_what_its_charts_need(page: Page) -> None:
    charts = any(type(node).__name__ == "Graph" for node in walk(page.render()))
    assert page.charted == charts
    assert (f'rel="preload" href="{ADDRESS}"' in served_path(str(page.path))) == charts


def test_where_a_page_stands() -> None:
    assert all(is_page(str(page.path)) for page in PAGES.values())
    missing = [page for name in FILES if (page := declared.page_of(f"pages.{name}"))]
    lost = [page for page in missing if page.path is None]
    assert [page.key for page in lost] == ["missing"]
    assert not is_page(dash.page_registry["pages.not_found_404"]["path"])
    assert declared.page_at("/nowhere") is None


def test_pages_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(declared, "_REGISTRY", dict(declared._REGISTRY))
    for key, path, order in (("when", "/x", 99), ("x", "/when", 99), ("x", "/x", 2)):
        other = Page(key=key, path=path, name="X", description="", sections=(), order=order)
        with pytest.raises(ValueError, match="are both the page with"):
            declared.register_page("pages.x", other)
    assert "pages.x" not in declared._REGISTRY


# --- One section, one declaration -------------------------------------------------------------


@pytest.mark.parametrize("query", VIEWS, ids=str)
@pytest.mark.parametrize("key", FILTERED)
def test_what_is_asked_is_one_sentence(key: str, query: dict[str, str]) -> None:
    view = PAGES[key].view(query)
    parts = by_id(PAGES[key].draw(view, PAGES[key].shown(view)))["filter-asked"].children
    said = "".join(part if isinstance(part, str) else part.children for part in parts)
    assert said[:1].isupper()
    assert not re.search(r"  | ,|nan|None", said), said


@pytest.mark.parametrize("query", VIEWS, ids=str)
@pytest.mark.parametrize("key", FILTERED)
def test_a_change_draws_what_opening_would_draw(key: str, query: dict[str, str]) -> None:
    """The first view and a change to it are the same answer; a change is announced besides."""
    page = PAGES[key]
    view = page.view(query)
    first, later = (json.loads(page.answer(view, number)) for number in ("", "1"))
    assert later["places"].pop("live")
    assert first["places"] == later["places"]
    assert first["set"] == {name: own for name, own in later["set"].items() if name != "rendered"}
    assert set(first["places"]) == {"filter-asked", "filter-status", page.body}


@pytest.mark.parametrize("query", VIEWS, ids=str)
@pytest.mark.parametrize("key", FILTERED)
def test_every_place_is_there_and_no_id_twice(key: str, query: dict[str, str]) -> None:
    tree = PAGES[key].render(**query)
    places = set(json.loads(PAGES[key].answer(PAGES[key].view(query), "1"))["places"])
    ids = [node.id for node in walk(tree) if isinstance(getattr(node, "id", None), str)]
    assert len(ids) == len(set(ids))
    assert places <= set(ids)
    assert "fault" in ids


@pytest.mark.parametrize("key", list(PAGES))
def test_a_page_is_few_components_to_react(key: str) -> None:
    """What changes is drawn from data: a change is not told to a thousand components."""
    assert len(list(components_of(PAGES[key].render()))) <= 70


@pytest.mark.parametrize("key", FILTERED)
def test_what_is_shown_is_kept_as_text(key: str) -> None:
    """The objects that it is written from take twenty times the room, and are let go."""
    page = PAGES[key]
    made: list[weakref.ref] = []

    def told(self: Page, view: Any) -> Any:
        found = Page.shown(self, view)
        made.append(weakref.ref(found))
        return found

    class Counted(Page):
        shown = told

    counted = Counted(**vars(page))
    first, again = (counted.written(counted.view({"area": HACKNEY})) for _ in range(2))
    assert first is again
    assert len(made) == 1
    gc.collect()
    assert made[0]() is None
    assert json.loads(first.body) == json.loads(
        to_json_plotly(page.shown(page.view({"area": HACKNEY})).body)
    )


def _empty(name: str) -> Section:
    return Section(name, lambda _view: Content(html.Div()))


def test_a_section_is_declared_once() -> None:
    with pytest.raises(ValueError, match="page x declares twice more than once"):
        Page("x", "/x", "X", "", (_empty("twice"), _empty("once"), _empty("twice")))


def test_a_section_that_may_be_empty_has_a_name() -> None:
    view = PAGES["overview"].view({})
    reason = Reason("There is none.", view.question)
    with pytest.raises(TypeError, match="needs a name"):
        Section("nameless", lambda _view: reason).made(view)
    found = by_id(Section("named", lambda _view: reason, name="A name").made(view).tree())
    assert found["named-box"].className == "box hidden"
    assert text_of(found["named-sentence"]) == "There is none."


def test_an_offence_that_a_dataset_lacks_is_hidden_and_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A card of what was shown before must not stay under another dataset's heading."""
    page = PAGES["overview"]
    view = page.view({"dataset": "simulated"})
    able = view.question.capabilities
    kept = tuple(slug for slug in able.offences if slug != "rape")
    monkeypatch.setitem(able.__dict__, "offences", kept)
    section = next(one for one in flat(page.sections) if one.id == "overview-rape")
    assert isinstance(section.make(view), Reason)
    shown = page.shown(view)
    found = by_id(shown.tree)
    assert found["overview-rape-box"].className == "box hidden"
    assert isinstance(shown.made["overview-knife-crime"].shown, Card)
    assert text_of(found["overview-missing"]).startswith("Rape")
    assert found["overview-missing-box"].className == "card"


def test_a_query_may_name_anything() -> None:
    assert "self" in text_of(PAGES["when"].render(**{"self": "1", "query": "2"}))

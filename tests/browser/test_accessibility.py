"""Accessible: axe-core finds nothing serious, keys do everything, charts have words and tables."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import axe_core_python
import pytest

from tests.browser.support import FILTERED, PATHS, Board

pytestmark = pytest.mark.browser

AXE = (Path(axe_core_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
STATES = {
    "notices": "/hotspots?offence=littering&area=E09009999",
    "notices-overview": "/?offence=littering",
    "panel-ward": "/hotspots?focus=E05014053",
    "panel-borough": "/hotspots?level=borough&focus=E09000007&measure=rate",
    "panel-city": "/hotspots?focus=E09000001",
    "areas": "/?area=E09000007,E05014053",
    "own-months": "/boroughs?from=2023-02&to=2024-06&area=E09000007&sort=-rape",
    "missing": "/nowhere",
}
FOCUSED = """() => {
  const e = document.activeElement;
  if (!e || e === document.body) return null;
  const style = getComputedStyle(e), box = e.getBoundingClientRect();
  return {
    tag: e.tagName, id: e.id, className: String(e.className), text: (e.textContent || '').trim(),
    outline: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2
      || style.boxShadow !== 'none',
    seen: box.width > 0 && box.height > 0,
    // what lies on the middle of it is it, something in it, or something around it
    covered: (() => {
      const x = Math.min(Math.max(box.x + box.width / 2, 1), innerWidth - 2);
      const y = Math.min(Math.max(box.y + box.height / 2, 1), innerHeight - 2);
      const top = document.elementFromPoint(x, y);
      return top && !(e.contains(top) || top.contains(e)) ? top.outerHTML.slice(0, 120) : '';
    })(),
    inside: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
  };
}"""


def violations(board: Board) -> list[str]:
    """What axe-core calls serious or critical on the page as it stands."""
    # statements are alike, and axe-core looks at every one: a dozen stand for hundreds
    board.page.evaluate(
        "() => document.querySelectorAll('.statement:nth-child(n+13)').forEach(e => e.remove())"
    )
    board.page.evaluate(AXE)
    found = board.page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
    assert len(found["passes"]) > 5, "axe-core looked at nothing"
    return [
        f"{item['impact']}: {item['id']}: {item['help']}: "
        f"{[' '.join(map(str, node['target'])) for node in item['nodes']][:6]} "
        f"{item['nodes'][0]['html'][:160]} {item['nodes'][0].get('failureSummary', '')[:300]}"
        for item in found["violations"]
        if item["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize("path", PATHS)
def test_a_page_is_for_everybody(board: Board, path: str) -> None:
    """axe-core finds nothing; landmarks, language, title; targets of WCAG 2.2, 2.5.8.

    Targets are 24 by 24 px, but for links inside a sentence and the browser's own boxes.
    """
    board.open(path if path != "/hotspots" else "/hotspots?focus=E05014053&area=E09000007")
    assert violations(board) == []
    page = board.page
    assert page.get_attribute("html", "lang") == "en-GB"
    assert "Serious violence in London" in page.title()
    for selector in ("header", "main", "nav", "footer.foot", "h1"):
        assert page.locator(selector).count() == 1, selector
    assert page.locator("[role=status]").count() >= (1 if path in FILTERED else 0)
    small = page.evaluate(
        """() => [...document.querySelectorAll('button, select, input, summary, a[href]')]
          .filter(e => e.getClientRects().length && !e.closest('p, .skip'))
          .map(e => [e, e.type === 'checkbox' ? e.closest('.form-check') : e])
          .map(([e, box]) => [e.outerHTML.slice(0, 100), box.getBoundingClientRect()])
          .filter(([, box]) => box.height < 23.5 || box.width < 23.5)
          .map(([name, box]) => name + ' ' + box.width + 'x' + box.height)"""
    )
    assert small == []


@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing_serious_in_other_states(board: Board, state: str) -> None:
    board.open(STATES[state], missing=state == "missing")
    if state.startswith("notices"):
        assert board.page.is_visible("#notices li")
    assert violations(board) == []


@pytest.mark.parametrize("path", FILTERED)
def test_axe_finds_nothing_serious_with_open_tables(board: Board, path: str) -> None:
    board.open(path if path != "/hotspots" else "/hotspots?focus=E05014053")
    board.page.evaluate("() => document.querySelectorAll('details').forEach(e => e.open = true)")
    board.settle()
    assert board.page.locator(".as-table table").count() >= 1
    # rows are alike, and axe-core looks at every cell: a dozen a table stand for hundreds
    board.page.evaluate(
        "() => document.querySelectorAll('tbody tr:nth-child(n+12)').forEach(e => e.remove())"
    )
    assert violations(board) == []


@pytest.mark.parametrize("path", PATHS)
def test_axe_finds_nothing_serious_on_a_phone(new_board: Callable[..., Board], path: str) -> None:
    board = new_board(390, 844)
    board.open(path)
    assert violations(board) == []


@pytest.mark.parametrize("path", FILTERED)
def test_every_chart_has_its_sentence_and_its_table(board: Board, path: str) -> None:
    board.open(path if path != "/hotspots" else "/hotspots?focus=E05014053")
    charts = board.page.query_selector_all(".chart")
    assert len(charts) == board.page.locator(".js-plotly-plot, .sparkline").count() >= 1
    for chart in charts:
        assert chart.get_attribute("role") == "img"
        described = board.page.text_content(f"#{chart.get_attribute('aria-describedby')}")
        assert len(described.split()) >= 6, f"not a sentence: {described!r}"
        assert described.strip().endswith((".", "!")), described
        assert board.page.text_content(f"#{chart.get_attribute('aria-labelledby')}").strip()
    for card in board.page.query_selector_all(".card:has(.card-foot)"):
        card.query_selector("details").evaluate("e => { e.open = true; }")
        board.settle()
        rows = len(card.query_selector_all(".as-table tbody tr"))
        address = card.query_selector("a[download]").get_attribute("href")
        text = board.page.request.get(board.url + address).text()
        lines = [line for line in text.splitlines() if line and not line.startswith("#")]
        table = list(csv.DictReader(lines))
        name = card.query_selector(".card-title").inner_text()
        assert rows == len(table) > 0, f"{name}: {rows} rows to see, {len(table)} in the file"


def test_an_update_is_announced(board: Board) -> None:
    board.open("/")
    board.choose("offence", "rape")
    said = board.page.text_content("#live")
    assert said.startswith("Updated")
    assert board.page.get_attribute("#live", "role") == "status"


def _tab_to(board: Board, selector: str, limit: int = 120) -> dict:
    """Press Tab until an element that the selector finds has the focus."""
    for _ in range(limit):
        board.page.keyboard.press("Tab")
        if board.page.evaluate("s => document.activeElement.matches(s)", selector):
            return board.page.evaluate(FOCUSED)
    raise AssertionError(f"Tab does not reach {selector}")


def test_keyboard_skip_link(board: Board) -> None:
    board.open("/")
    board.page.keyboard.press("Tab")
    at = board.page.evaluate(FOCUSED)
    assert at["text"] == "Skip to the headline"
    assert at["inside"], "the skip link cannot be seen when it has the focus"
    board.page.keyboard.press("Enter")
    assert board.page.evaluate("() => document.activeElement.id") == "headline"
    board.page.keyboard.press("Tab")
    assert board.page.evaluate("() => !!document.activeElement.closest('main')")


@pytest.mark.parametrize("path", [path for path in PATHS if path not in ("/costs", "/evidence")])
def test_keyboard_focus_is_always_visible(board: Board, path: str) -> None:
    """Forwards through the whole page: every stop can be seen, and there is no trap.

    Costs and evidence are walked in test_costs_evidence.
    """
    board.open(path if path != "/hotspots" else "/hotspots?focus=E05014053")
    seen = []
    for _ in range(150):
        board.page.keyboard.press("Tab")
        at = board.page.evaluate(FOCUSED)
        if at is None:
            break
        name = f"{at['tag']} {at['id']} {at['className']} {at['text'][:40]}"
        seen.append(name)
        assert at["seen"], f"{name} has the focus and no size"
        assert at["inside"], f"{name} has the focus and is out of sight"
        assert at["outline"], f"{name} has the focus and does not show it"
        assert not at["covered"], f"{name} has the focus and is covered by {at['covered']}"
        if "Sources, definitions and checks" in at["text"]:
            break
    assert len(seen) > 5
    assert "Sources, definitions" in seen[-1] or len(seen) == 150, f"ended at {seen[-1]}"


def test_keyboard_filters(board: Board) -> None:
    board.open("/boroughs")
    _tab_to(board, "#filters > summary")
    board.page.keyboard.press("Enter")
    _tab_to(board, "#filter-offence")

    def next_option() -> None:
        board.page.keyboard.press("ArrowDown")

    before = board.value("offence")
    board.act(next_option)
    assert board.value("offence") != before
    assert board.query["offence"] == board.value("offence")
    assert board.page.evaluate("() => document.activeElement.id") == "filter-offence"


def test_keyboard_area_search_and_untick(board: Board) -> None:
    board.open("/")
    _tab_to(board, "#filters > summary")
    board.page.keyboard.press("Enter")
    _tab_to(board, "#filter-search")
    board.act(lambda: board.page.keyboard.type("Camden"))
    assert board.query["area"] == "E09000007"
    _tab_to(board, "#filter-areas input", limit=3)
    board.act(lambda: board.page.keyboard.press("Space"))
    assert "area" not in board.query


def test_keyboard_ward_panel_by_search_and_from_the_table(board: Board) -> None:
    board.open("/hotspots")
    _tab_to(board, "#find-area")
    board.act(lambda: board.page.keyboard.type("Abbey, Barking and Dagenham"))
    assert board.page.inner_text("#panel-trend-title") == "Abbey, Barking and Dagenham"
    _tab_to(board, ".close")
    board.act(lambda: board.page.keyboard.press("Enter"))
    assert not board.page.query_selector("#panel-trend-title")
    at = _tab_to(board, ".ranked .pick")
    board.act(lambda: board.page.keyboard.press("Enter"))
    assert board.page.inner_text("#panel-trend-title").startswith(at["text"])


def test_keyboard_map(board: Board) -> None:
    board.open("/hotspots")
    view = """() => {
      const found = document.querySelector('#hotspots-map-graph .js-plotly-plot')._fullLayout.geo;
      return [found.projection.scale, found.center.lon, found.center.lat,
        ...found.lonaxis.range, ...found.lataxis.range];
    }"""
    start = board.page.evaluate(view)
    _tab_to(board, "[data-map-act=in]")
    board.act(lambda: board.page.keyboard.press("Enter"), posts=0)
    assert board.page.evaluate(view) != start, "the zoom button does nothing by key"
    _tab_to(board, "[data-map-act=reset]")
    board.act(lambda: board.page.keyboard.press("Enter"), posts=0)
    assert board.page.evaluate(view) == pytest.approx(start)
    _tab_to(board, ".map-box, .map-box .chart")
    for key in ("+", "ArrowLeft", "ArrowUp", "ArrowRight", "ArrowDown", "-"):
        before = board.page.evaluate(view)
        board.act(lambda key=key: board.page.keyboard.press(key), posts=0)
        assert board.page.evaluate(view) != before, f"{key} moves nothing"


def test_keyboard_sort(board: Board) -> None:
    board.open("/boroughs")
    at = _tab_to(board, ".sort")
    board.act(lambda: board.page.keyboard.press("Enter"))
    assert "sort" in board.query, at
    assert board.page.locator("th[aria-sort=ascending], th[aria-sort=descending]").count() == 1
    assert board.page.evaluate("() => document.activeElement.classList.contains('sort')"), (
        "sorting loses the keyboard's place"
    )
    board.act(lambda: board.page.keyboard.press("Enter"))
    assert board.query["sort"].startswith("-")


@pytest.mark.parametrize("path", FILTERED)
def test_keyboard_opens_a_table(board: Board, path: str) -> None:
    board.open(path)
    _tab_to(board, ".card-foot summary")
    board.act(lambda: board.page.keyboard.press("Enter"), posts=0)
    assert board.page.locator(".as-table table").count() == 1
    _tab_to(board, ".as-table .scroll", limit=2)


def test_reduced_motion_is_honoured(new_board: Callable[..., Board]) -> None:
    board = new_board(reduced_motion="reduce")
    board.open("/hotspots")
    moving = board.page.evaluate(
        """() => [...document.querySelectorAll('main *')].filter(e => {
          const style = getComputedStyle(e);
          return style.animationName !== 'none' || parseFloat(style.transitionDuration) > 0.01;
        }).length"""
    )
    assert moving == 0

"""Every page on a wall, a laptop, a phone and the narrowest window that must reflow."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.browser.support import FILTERED, PATHS, Board

pytestmark = pytest.mark.browser

WALL, LAPTOP, PHONE, NARROW = (1920, 1080), (1366, 768), (390, 844), (320, 640)
SCREENS = (WALL, LAPTOP, PHONE, NARROW)
STATES = (
    "/?area=E09000007,E05014053&offence=domestic-abuse-with-injury&from=2023-02&to=2024-06",
    "/hotspots?level=borough&measure=change&focus=E09000007&offence=knife-injury-victims-under-25",
    "/hotspots?focus=E05014053&measure=cost",
    "/boroughs?measure=change&compare=to-2020-03&offence=littering",
)
SIDEWAYS = """() => {
  const root = document.documentElement;
  if (root.scrollWidth <= innerWidth) return '';
  const wide = [...document.querySelectorAll('body *')].filter(e =>
    e.getClientRects().length && e.getBoundingClientRect().right > innerWidth + 1 &&
    !e.closest('.scroll') && !e.closest('svg'));
  return root.scrollWidth + ' px wide: ' + wide.slice(0, 4).map(e => e.tagName + '.' +
    (e.className.baseVal ?? e.className) + '#' + e.id).join(', ');
}"""
CLIPPED = """() => [
  ...document.querySelectorAll('h1, h1 span, .card-title, .verdict-line, .subtitle')]
  .filter(e => e.getClientRects().length && e.clientWidth && e.scrollWidth > e.clientWidth + 1)
  .map(e => `${e.id} ${e.textContent.slice(0, 80)}: ${e.scrollWidth} > ${e.clientWidth}`)"""
OVERLAPPING = """() => {
  // texts of two blocks that lie on each other: each text's own boxes against all the others'
  const walker = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) {
    const node = walker.currentNode, owner = node.parentElement;
    if (!node.data.trim() || owner.closest('svg, select, .scroll, .visually-hidden')) continue;
    const style = getComputedStyle(owner);
    if (style.visibility === 'hidden' || !owner.getClientRects().length) continue;
    if (owner.closest('.sentence') && getComputedStyle(owner.closest('.sentence')).position
      === 'absolute') continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const box of range.getClientRects())
      if (box.width > 1 && box.height > 1) found.push([node, box]);
  }
  const hits = [];
  for (let i = 0; i < found.length; i++) for (let j = i + 1; j < found.length; j++) {
    const [one, a] = found[i], [two, b] = found[j];
    if (one === two) continue;
    const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
    const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
    // lines set close may share a little of their height
    if (across > 2 && down > 0.35 * Math.min(a.height, b.height))
      hits.push(one.data.trim().slice(0, 40) + ' / ' + two.data.trim().slice(0, 40));
  }
  return hits.slice(0, 8);
}"""
SMALL_TEXT = """([chart, page]) => {
  const found = {};
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode, owner = node.parentElement;
    if (!node.data.trim() || !owner || owner.closest('script, style, .visually-hidden, option'))
      continue;
    if (!owner.getClientRects().length) continue;
    const style = getComputedStyle(owner);
    if (style.visibility === 'hidden' || style.display === 'none') continue;
    if (style.clipPath === 'inset(50%)') continue;
    const size = parseFloat(style.fontSize);
    if (size < (owner.closest('svg') ? chart : page) - 0.05) {
      const key = (owner.closest('svg') ? 'svg ' : '') + owner.tagName + '.' +
        (owner.className.baseVal ?? owner.className) + ' ' + size.toFixed(1) + 'px';
      (found[key] = found[key] || []).push(node.data.trim().slice(0, 30));
    }
  }
  for (const control of document.querySelectorAll('select, input:not([type=checkbox])')) {
    const size = parseFloat(getComputedStyle(control).fontSize);
    if (control.getClientRects().length && size < page - 0.05)
      (found[control.tagName + ' ' + size] = found[control.tagName + ' ' + size] || [])
        .push(control.id);
  }
  return Object.entries(found).map(([key, texts]) => key + ': ' + texts.slice(0, 3).join(' | '));
}"""


@pytest.mark.parametrize("size", SCREENS, ids=lambda size: f"{size[0]}x{size[1]}")
def test_nothing_goes_sideways_is_clipped_or_overlaps(
    new_board: Callable[..., Board], size: tuple[int, int]
) -> None:
    board = new_board(*size)
    faults = []
    for address in (*PATHS, *STATES):
        board.open(address)
        if wide := board.page.evaluate(SIDEWAYS):
            faults.append(f"{address}: the page scrolls sideways, {wide}")
        faults += [f"{address}: clipped: {text}" for text in board.page.evaluate(CLIPPED)]
        faults += [f"{address}: overlap: {text}" for text in board.page.evaluate(OVERLAPPING)]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("size", SCREENS, ids=lambda size: f"{size[0]}x{size[1]}")
def test_open_tables_stay_inside_their_cards(
    new_board: Callable[..., Board], size: tuple[int, int]
) -> None:
    board = new_board(*size)
    for path in FILTERED:
        board.open(path)
        board.page.evaluate(
            "() => document.querySelectorAll('details').forEach(e => e.open = true)"
        )
        board.settle()
        wide = board.page.evaluate(SIDEWAYS)
        assert not wide, f"{path}: {wide}"
        out = board.page.evaluate(
            """() => {
              const right = (e) => e.getBoundingClientRect().right;
              return [...document.querySelectorAll('.as-table .scroll')]
                .filter(e => right(e) > right(e.closest('.card')) + 1)
                .map(e => e.parentElement.id);
            }"""
        )
        assert not out, f"{path}: tables wider than their cards: {out}"


def test_text_is_large_enough_for_a_wall(new_board: Callable[..., Board]) -> None:
    """At 1080 lines: page text at least 22 px, text in charts at least 18 px."""
    board = new_board(*WALL)
    faults = []
    for address in (*PATHS, "/hotspots?focus=E05014053&area=E09000007", "/?offence=littering"):
        board.open(address)
        found = board.page.evaluate(SMALL_TEXT, [18, 22])
        faults += [f"{address}: {text}" for text in found]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("size", SCREENS, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("graph", ["/hotspots #hotspots-map-graph", "/ #overview-map-graph"])
def test_the_map_is_drawn(
    new_board: Callable[..., Board], size: tuple[int, int], graph: str
) -> None:
    board = new_board(*size)
    path, selector = graph.split()
    board.open(path)
    drawn = board.page.evaluate(
        """(graph) => {
          const map = document.querySelector(graph);
          const areas = [...map.querySelectorAll('.choroplethlayer .trace:first-child path')];
          const boxes = areas.map(e => e.getBoundingClientRect());
          const strokes = [...map.querySelectorAll('.scatterlayer path.js-line')];
          const city = strokes.map(e => e.getBoundingClientRect());
          return {
            areas: areas.length,
            sized: boxes.filter(b => b.width > 0.3 && b.height > 0.3).length,
            width: Math.max(...boxes.map(b => b.right)) - Math.min(...boxes.map(b => b.left)),
            height: Math.max(...boxes.map(b => b.bottom)) - Math.min(...boxes.map(b => b.top)),
            colours: new Set(areas.map(e => getComputedStyle(e).fill)).size,
            hatched: city.some(b => b.width > 1 && b.height > 1),
            outlines: map.querySelectorAll('.choroplethlayer path').length - areas.length,
          };
        }""",
        selector,
    )
    assert drawn["areas"] == 679
    assert drawn["sized"] == 679
    assert drawn["width"] > min(240, size[0] * 0.5)
    assert drawn["height"] > 120
    assert drawn["colours"] == 5
    assert drawn["hatched"], "the City of London is not hatched"
    assert drawn["outlines"] >= 33
    assert "City of London: no Met data" in board.page.inner_text(
        selector.replace("-graph", "-legend")
    )


@pytest.mark.parametrize("path", FILTERED)
def test_no_chart_offers_to_upload_itself(board: Board, path: str) -> None:
    board.open(path if path != "/hotspots" else "/hotspots?focus=E05014053")
    for graph in board.page.query_selector_all(".js-plotly-plot"):
        graph.scroll_into_view_if_needed()
        graph.hover(force=True)
    offered = board.page.eval_on_selector_all(
        ".modebar-btn, [data-title]", "all => all.map(e => e.dataset.title || e.title)"
    )
    assert not [text for text in offered if "share" in text.lower() or "cloud" in text.lower()]
    settings = board.page.eval_on_selector_all(
        ".js-plotly-plot",
        "all => all.map(e => [!!e._context.showSendToCloud, !!e._context.displaylogo])",
    )
    assert settings
    assert all(setting == [False, False] for setting in settings), settings


@pytest.mark.parametrize("path", PATHS)
def test_narrow_windows_are_one_column(new_board: Callable[..., Board], path: str) -> None:
    board = new_board(*NARROW)
    board.open(path)
    beside = board.page.evaluate(
        """() => {
          const cards = [...document.querySelectorAll('.card')].map(e => e.getBoundingClientRect());
          return cards.filter((a, i) => cards.some((b, j) => i !== j &&
            Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 5)).length;
        }"""
    )
    assert beside == 0

"""How every page looks on a wall, a laptop, a phone and the narrowest window that must reflow.

Each address is loaded once a size, and everything that must hold there is asked of it.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.browser.support import PATHS, Board

pytestmark = pytest.mark.browser

WALL, LAPTOP, PHONE, NARROW = (1920, 1080), (1366, 768), (390, 844), (320, 640)
ENDS = (WALL, NARROW)
"""The widest and the narrowest."""
STATES = (
    "/?area=E09000007,E05014053&offence=domestic-abuse-with-injury&from=2023-02&to=2024-06",
    "/?offence=littering",
    "/?dataset=simulated",
    "/hotspots?level=borough&measure=change&focus=E09000007&offence=knife-injury-victims-under-25",
    "/hotspots?focus=E05014053&measure=cost&area=E09000007",
    "/boroughs?measure=change&compare=to-2020-03&offence=littering",
    "/when?offence=domestic-abuse&area=E09000007",
    "/when?area=E09000001",
    "/when?dataset=simulated",
    "/people?area=E09000012",
    "/people?area=E09000001",
    "/people?dataset=vawg&area=E09000012",
    "/people?dataset=custody",
    "/people?dataset=simulated&offence=violence-with-injury",
    "/costs?area=E09000001",
    "/costs?offence=domestic-abuse",
    "/costs?cut=0&invest=lots",
    "/costs?level=ward&area=E05014053&offence=homicide",
    "/evidence?status=moved-on-since",
    "/evidence?theme=nothing&area=E09000012",
)
SEEN = [
    *((path, size) for path in PATHS for size in (WALL, LAPTOP, NARROW)),
    *((address, size) for address in STATES for size in ENDS),
]
SIZES = {"chart": 18, "page": 22}
"""Pixels that text has at least at 1080 lines."""

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
    if (owner.closest('details:not([open])') && !owner.closest('summary')) continue;
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
TEXT_ON_TEXT = """() => {
  // numbers and labels of one chart that lie on each other
  const hits = [];
  for (const graph of document.querySelectorAll('.js-plotly-plot')) {
    if (!graph.getClientRects().length) continue;
    const texts = [...graph.querySelectorAll('.main-svg text')]
      .filter(e => e.textContent.trim() && e.getBoundingClientRect().width > 1);
    for (let i = 0; i < texts.length; i++) for (let j = i + 1; j < texts.length; j++) {
      const a = texts[i].getBoundingClientRect(), b = texts[j].getBoundingClientRect();
      const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      if (across > 3 && down > 0.45 * Math.min(a.height, b.height))
        hits.push(graph.parentElement.id + ': ' + texts[i].textContent.slice(0, 30) + ' / ' +
          texts[j].textContent.slice(0, 30));
    }
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
BESIDE = """() => {
  const cards = [...document.querySelectorAll('.card')].filter(e => e.getClientRects().length)
    .map(e => e.getBoundingClientRect());
  return cards.filter((a, i) => cards.some((b, j) => i !== j &&
    Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 5)).length;
}"""


@pytest.mark.parametrize(
    ("address", "size"), SEEN, ids=[f"{size[0]}x{size[1]} {path}" for path, size in SEEN]
)
def test_it_looks_right(
    new_board: Callable[..., Board], address: str, size: tuple[int, int]
) -> None:
    """Nothing sideways, clipped or on top of something else, and large enough to be read."""
    board = new_board(*size)
    board.open(address)
    board.check_words()
    asked = [post.post_data for post in board.watch.posts]
    assert not asked, f"the document brings what loading it would ask for: {asked}"
    page = board.page
    wide = page.evaluate(SIDEWAYS)
    assert not wide, f"the page scrolls sideways: {wide}"
    faults = {
        "clipped": page.evaluate(CLIPPED),
        "on each other": page.evaluate(OVERLAPPING),
        "on each other in a chart": page.evaluate(TEXT_ON_TEXT),
    }
    if size == WALL:
        faults["too small for a wall"] = page.evaluate(SMALL_TEXT, [SIZES["chart"], SIZES["page"]])
    assert not any(faults.values()), {what: texts for what, texts in faults.items() if texts}
    if size == NARROW:
        assert page.evaluate(BESIDE) == 0, "cards stand beside each other"
    if page.query_selector("#filters") and size != NARROW:  # there they lie over the page
        board.control("offence")
        assert not page.evaluate(SIDEWAYS), "the filters scroll sideways"
        lying = page.evaluate(OVERLAPPING)
        assert not lying, f"unfolded, the filters lie on something: {lying}"


@pytest.mark.parametrize("size", [WALL, (1366, 768), (390, 844), (320, 700)])
@pytest.mark.parametrize("path", PATHS)
def test_the_headline_comes_first(new_board, path: str, size: tuple[int, int]) -> None:
    """Its first line ends high up; few tab stops lie between the navigation and it."""
    board = new_board(*size)
    board.open(path)
    bottom = board.page.evaluate(
        """() => {
          const range = document.createRange();
          range.selectNodeContents(document.querySelector('#headline'));
          return range.getClientRects()[0].bottom;
        }"""
    )
    assert bottom <= (210 if size[0] > 700 else 300), bottom
    stops = board.page.evaluate(
        """() => {
          const head = document.querySelector('#headline');
          const nav = document.querySelector('#navigation');
          const after = (one, other) => one.compareDocumentPosition(other) & 4;
          return [...document.querySelectorAll('a[href], button, input, select, summary')]
            .filter((e) => after(nav, e) && after(e, head) && e.checkVisibility(
              { contentVisibilityAuto: true, visibilityProperty: true }) &&
              !nav.contains(e)).map((e) => e.textContent);
        }"""
    )
    assert len(stops) <= 4, stops

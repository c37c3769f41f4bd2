"""The first load in a real browser: small, nothing twice, and right however late things come."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Route

from components.server.first_load import ADDRESS, PATH
from tests.browser.support import Board
from tests.unit.test_plotly_bundle import bundled

pytestmark = pytest.mark.browser

WHOLE = "/_dash-component-suites/plotly/package_data/plotly.min.js"


def asked(page: Page) -> list[str]:
    """Paths that a page will have asked for, in order, from now on."""
    paths: list[str] = []
    page.on("request", lambda request: paths.append(urlsplit(request.url).path))
    return paths


@pytest.mark.parametrize("path", ["/", "/hotspots", "/hotspots?level=borough", "/when"])
def test_nothing_is_asked_for_twice(new_board: Callable[..., Board], path: str) -> None:
    board = new_board(stranger=True)
    paths = asked(board.page)
    board.open(path)
    sent = board.page.evaluate(
        "() => performance.getEntriesByType('resource').map((one) => new URL(one.name).pathname)"
    )
    again = {one: n for one, n in Counter(sent).items() if n > 1 and "_dash-update" not in one}
    assert not again, "what is preloaded is what is used"
    assert PATH in paths
    assert WHOLE not in paths
    hinted = board.page.eval_on_selector_all(
        "link[rel=preload]", "all => all.map((one) => new URL(one.href).pathname)"
    )
    assert set(hinted) <= set(sent)


def test_charts_are_drawn_with_the_bundle(new_board: Callable[..., Board]) -> None:
    page = new_board(stranger=True).open("/hotspots").page
    sources = page.eval_on_selector_all("script[src*=plotly]", "all => all.map((one) => one.src)")
    assert [source.removeprefix(page.evaluate("() => origin")) for source in sources] == [ADDRESS]
    kinds = page.evaluate("() => Object.keys(Plotly.PlotSchema.get().traces)")
    assert set(kinds) == bundled()


@pytest.mark.parametrize("path", ["/evidence", "/data"])
def test_a_page_without_charts_loads_none_until_one_is_opened(
    new_board: Callable[..., Board], path: str
) -> None:
    board = new_board(stranger=True)
    paths = asked(board.page)
    board.open(path)
    assert PATH not in paths
    board.go("/hotspots")
    assert board.page.locator(".choroplethlayer path").count() >= 679
    assert paths.count(PATH) == 1
    assert WHOLE not in paths


def test_a_chart_waits_for_a_script_that_comes_late(new_board: Callable[..., Board]) -> None:
    board = new_board(stranger=True)
    held: list[Route] = []
    late = [True]

    def hold(route: Route) -> None:
        if late:
            held.append(route)
        else:
            route.continue_()

    board.page.route("**" + PATH + "*", hold)
    board.page.goto(board.url + "/hotspots")
    board.page.wait_for_selector("#react-entry-point main h1")
    assert not board.page.locator(".main-svg").count()
    late.clear()  # what is asked for from here on goes through
    for route in held:
        route.continue_()
    board.page.wait_for_selector(".choroplethlayer path")
    board.settle()
    assert board.page.locator(".choroplethlayer path").count() >= 679


TASKS = """(long) => {
  const drawn = [];
  const react = window.Plotly.react;
  let tasks = 0;
  const post = MessagePort.prototype.postMessage;
  MessagePort.prototype.postMessage = function (...all) {
    tasks += 1;
    return post.apply(this, all);
  };
  window.Plotly.react = (target) => {
    const begun = performance.now();
    while (performance.now() - begun < long);
    drawn.push(target);
    target.on = () => {};
    return Promise.resolve();
  };
  const boxes = [1, 2, 3].map((number) => {
    const box = document.createElement("div");
    document.querySelector("main").append(box);
    svd.charts.show(box, { data: [], layout: { number } }, {});
    return box;
  });
  return new Promise((resolve) => {
    const look = () => {
      if (drawn.length < 3) return setTimeout(look, 5);
      window.Plotly.react = react;
      MessagePort.prototype.postMessage = post;
      boxes.forEach((box) => box.remove());
      resolve(tasks);
    };
    look();
  });
}"""


def test_short_charts_are_drawn_in_one_go_and_long_ones_let_the_page_breathe(board: Board) -> None:
    page = board.open("/costs").page
    assert page.evaluate(TASKS, 45) == 3, "one task a chart"
    assert min(page.evaluate(TASKS, 0) for _ in range(5)) == 1, "one task for all"


def test_moving_through_the_addresses_asks_for_no_icon(new_board: Callable[..., Board]) -> None:
    board = new_board(stranger=True).open("/hotspots")
    paths = asked(board.page)
    board.choose("measure", "rate")
    board.choose("measure", "count")
    assert not [path for path in paths if "favicon" in path]


EVERY = ("/", "/hotspots", "/when", "/people", "/boroughs", "/costs", "/evidence", "/data")


@pytest.mark.parametrize("path", EVERY)
def test_the_first_page_is_drawn_without_asking(new_board, path: str) -> None:
    board = new_board(stranger=True)
    paths = asked(board.page)
    board.open(path)
    assert not [one for one in paths if "/_dash" in one]
    board.go("/data" if path != "/data" else "/costs")
    assert [one for one in paths if "/_dash" in one] == ["/_dash-update-component"]
    board.page.reload()
    board.settle()
    assert [one for one in paths if "/_dash" in one] == ["/_dash-update-component"]


MADE = """
new MutationObserver(() => {
  if (window.made || !document.querySelector("#react-entry-point .page h1")) return;
  window.made = performance.getEntriesByType("paint").length;
}).observe(document, { subtree: true, childList: true });
"""
UNSEEN = """
Object.defineProperty(document, "hidden", { get: () => true });
window.requestAnimationFrame = () => 0;
"""


@pytest.mark.parametrize("path", ["/", "/data"])
def test_what_the_server_sent_is_seen_before_the_page_is_made(new_board, path: str) -> None:
    board = new_board(stranger=True)
    page = board.page
    page.add_init_script(MADE)
    page.goto(board.url + path)
    page.wait_for_function("() => window.made !== undefined")
    assert page.evaluate("() => window.made") > 0


def test_a_page_that_nobody_looks_at_is_made_all_the_same(new_board) -> None:
    board = new_board(stranger=True)
    board.page.add_init_script(UNSEEN)
    board.page.goto(board.url + "/data")
    board.page.wait_for_selector("#react-entry-point .page h1", state="attached")


WATCH_SHIFTS = """
window.shifts = [];
new PerformanceObserver((list) => list.getEntries().forEach((one) => window.shifts.push(one.value)))
  .observe({ type: "layout-shift", buffered: true });
"""
PLACES = """() => [".page h1", ".masthead nav a:last-child", ".page", ".card-title", ".big"]
  .map((one) => document.querySelector(one)).filter(Boolean)
  .map((one) => { const box = one.getBoundingClientRect(); return [box.left, box.top]; })"""


WITHOUT = """
new MutationObserver(() => {
  const held = document.getElementById("given-page");
  if (held) held.remove();
}).observe(document, { subtree: true, childList: true });
"""


def hold(page: Page) -> None:
    """Hold back the page until the route is taken away: the document does not bring it along."""
    page.add_init_script(WITHOUT)
    page.route("**/_dash-update-component*", lambda route: None)


@pytest.fixture
def unscripted(new_board) -> Board:
    """A tab without scripts; that their hints are refused there is as it should be."""
    board = new_board(java_script_enabled=False)
    board.page.remove_listener("requestfailed", board.watch._failed)
    return board


@pytest.mark.parametrize("path", EVERY)
def test_without_scripts_a_page_says_what_it_found(unscripted: Board, path: str) -> None:
    board, page = unscripted, unscripted.page
    page.goto(board.url + path)
    assert page.locator("h1").count() == 1
    assert page.locator("h1").inner_text().strip()
    assert "need JavaScript" in page.inner_text("main")
    assert "Loading" not in page.inner_text("body")
    if path != "/evidence":  # its list stands for a table
        assert page.locator("main table tbody tr").count() > 3
        assert page.locator("main table").is_visible()
    page.click(".masthead nav a[href='/costs']")
    assert "cost £" in page.inner_text("h1")


def test_without_scripts_an_address_without_a_page_says_so(unscripted: Board) -> None:
    board = unscripted
    board.watch.missing.add(board.url + "/nowhere")
    board.page.goto(board.url + "/nowhere")
    assert "no page" in board.page.inner_text("h1")


@pytest.mark.parametrize("path", EVERY)
def test_the_copy_goes_when_the_page_is_there_and_nothing_moves(new_board, path: str) -> None:
    board = new_board(1366, 900, stranger=True)
    page = board.page
    page.add_init_script(WATCH_SHIFTS)
    hold(page)
    page.goto(board.url + path)
    page.wait_for_selector("#react-entry-point .masthead", state="attached")
    page.wait_for_timeout(200)
    assert page.locator(".first h1").is_visible()
    assert page.locator("#react-entry-point .masthead").is_hidden(), "one copy at a time"
    page.evaluate("() => document.fonts.ready.then(() => 0)")
    before = page.evaluate(PLACES)
    page.unroute("**/_dash-update-component*")  # what was held goes on
    page.wait_for_selector(".first", state="detached")
    after = page.evaluate(PLACES)
    assert len(before) == len(after)
    for old, new in zip(before, after, strict=True):
        assert new == pytest.approx(old, abs=8)
    board.settle()
    assert page.locator("h1").count() == 1
    assert sum(page.evaluate("() => window.shifts")) <= 0.05


def test_who_has_tabbed_into_the_copy_stays_where_they_were(new_board) -> None:
    board = new_board(stranger=True)
    page = board.page
    hold(page)
    page.goto(board.url + "/boroughs?offence=knife-crime")
    page.focus(".first .masthead nav a[href^='/costs']")
    page.wait_for_selector("#react-entry-point .masthead", state="attached")
    page.unroute("**/_dash-update-component*")  # what was held goes on
    page.wait_for_selector(".first", state="detached")
    assert page.evaluate("() => document.activeElement.textContent") == "Costs"
    board.settle()

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
    assert page.evaluate("() => window._dashPlotlyJSURL") == ADDRESS
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
    board.page.route("**" + PATH + "*", lambda route: held.append(route))
    board.page.goto(board.url + "/hotspots")
    board.page.wait_for_selector("main h1")
    assert not board.page.locator(".main-svg").count()
    for route in held:
        route.continue_()
    board.page.wait_for_selector(".choroplethlayer path")
    board.settle()
    assert board.page.locator(".choroplethlayer path").count() >= 679


def test_moving_through_the_addresses_asks_for_no_icon(new_board: Callable[..., Board]) -> None:
    board = new_board(stranger=True).open("/hotspots")
    paths = asked(board.page)
    board.choose("measure", "rate")
    board.choose("measure", "count")
    assert not [path for path in paths if "favicon" in path]

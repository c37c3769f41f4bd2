"""A change that fails is told in words, and the next one is drawn as if nothing had been."""

from __future__ import annotations

import pytest
from playwright.sync_api import Route

from tests.browser.support import PATIENCE, Board

TOLD = "#fault .notice"


def _fail(board: Board, how: str) -> None:
    """Let every change fail: refused by the server, or not answered at all."""

    def answer(route: Route) -> None:
        if how == "gone":
            route.abort("connectionrefused")
        else:
            route.fulfill(status=500, body="")

    board.page.route("**/_dash-update-component?*", answer)


@pytest.mark.parametrize(("how", "why"), [("error", "an error (500)"), ("gone", "did not answer")])
def test_a_change_that_fails_is_told_and_the_next_is_drawn(
    board: Board, how: str, why: str
) -> None:
    board.open("/hotspots")
    before = board.page.inner_text(".page")
    _fail(board, how)
    board.page.select_option(board.control("offence"), "rape")
    board.page.wait_for_selector(TOLD, timeout=PATIENCE)
    said = board.page.inner_text(TOLD)
    assert said.startswith("The last change could not be drawn: the server")
    assert why in said
    assert "What you see is the view before." in said
    assert board.page.get_attribute("#fault", "role") == "status"
    assert board.page.inner_text(".page") == before
    board.page.unroute("**/_dash-update-component?*")
    board.choose("offence", "homicide")
    assert not board.page.query_selector(TOLD), "what is drawn again is not called failed"
    assert "omicide" in board.page.inner_text("main h1")
    board.watch.faults.clear()  # Dash and the browser tell developers of the failures made here


def test_what_failed_is_asked_again_by_its_button(board: Board) -> None:
    board.open("/costs")
    _fail(board, "error")
    board.page.select_option(board.control("offence"), "rape")
    board.page.wait_for_selector(TOLD, timeout=PATIENCE)
    board.page.unroute("**/_dash-update-component?*")
    board.act(lambda: board.page.click(f"{TOLD} button"))
    assert not board.page.query_selector(TOLD)
    assert "ape" in board.page.inner_text("main h1")
    assert board.query == {"offence": "rape"}
    board.watch.faults.clear()

"""The token in a browser: an address from a terminal, a form, and nothing for who has neither."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import axe_core_python
import pytest
from playwright.sync_api import Browser, Page

from tests.browser.support import LAPTOP, PATIENCE, Board, Server, Watch, serving
from tests.unit import extracts

pytestmark = pytest.mark.browser

AXE = (Path(axe_core_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
TOKEN = "for-a-browser-0123456789"
NAME = "met-2024"


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of its own, with an imported extract and a token that the test knows."""
    root = tmp_path_factory.mktemp("extracts")
    extracts.put(root, NAME, count=3000, title="Ours")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DATA_EXTRACTS", str(root))
        patch.setenv("EXTRACTS_TOKEN", TOKEN)
        with serving() as running:
            yield running


@pytest.fixture
def comes(guarded: Server, browser: Browser) -> Iterator[Callable[[], Board]]:
    """A visitor who was never here."""
    made: list[tuple[Page, Watch]] = []

    def make() -> Board:
        page = browser.new_context(viewport=LAPTOP, bypass_csp=True).new_page()
        page.set_default_timeout(PATIENCE)
        watch = Watch(page, guarded.url)
        made.append((page, watch))
        return Board(page, watch, guarded.url)

    yield make
    for page, _ in made:
        page.context.close()
    assert not [fault for _, watch in made for fault in watch.faults]


def named(board: Board) -> bool:
    """Whether the filter of datasets names the extract."""
    return NAME in [option["value"] for option in board.options("dataset")]


def test_an_address_with_the_token_opens_the_extracts_for_this_visitor_only(
    comes: Callable[[], Board],
) -> None:
    one, other = comes(), comes()
    other.open("/hotspots")
    one.open(f"/hotspots?token={TOKEN}&dataset={NAME}")
    assert TOKEN not in one.page.url
    assert one.query == {"dataset": NAME}
    assert "Ours" in one.page.inner_text(one.control("status"))
    assert named(one)
    other.open("/hotspots")
    assert not named(other)
    assert TOKEN not in one.page.evaluate("document.cookie")
    one.go("/people")
    assert named(one)
    assert one.query == {"dataset": NAME}


def test_a_link_without_the_token_falls_back_and_the_form_opens_it(
    comes: Callable[[], Board],
) -> None:
    board = comes()
    board.open(f"/?dataset={NAME}")
    assert "the token is needed" in board.page.inner_text("#notices")
    assert not named(board)
    page = board.page
    page.goto(f"{board.url}/token")
    page.evaluate(AXE)
    found = page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
    assert not [v["id"] for v in found["violations"] if v["impact"] in ("serious", "critical")]
    page.get_by_label("Token").fill(TOKEN)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{board.url}/")
    board.open(f"/?dataset={NAME}")
    assert named(board)
    assert "token" not in page.inner_text("#notices")

"""Fixtures: one server and one Chromium a run, a fresh page a test, and the clean-console rule."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.support import (
    ARGUMENTS,
    LAPTOP,
    PATIENCE,
    Board,
    Server,
    Watch,
    find_chromium,
    serving,
)


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """The dashboard, served by gunicorn on a free port."""
    with serving() as running:
        yield running


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium; without one the run fails."""
    with sync_playwright() as driver:
        found = driver.chromium.launch(executable_path=find_chromium(), args=list(ARGUMENTS))
        yield found
        found.close()


@pytest.fixture
def new_board(browser: Browser, server: Server) -> Iterator[Callable[..., Board]]:
    """Makes pages, each in a context of its own (no shared storage, cache or history).

    At the end every one of them must have kept a clean console and asked nothing of any other
    machine.
    """
    made: list[Board] = []

    def make(width: int = LAPTOP["width"], height: int = LAPTOP["height"], **options) -> Board:
        context = browser.new_context(viewport={"width": width, "height": height}, **options)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        made.append(Board(page, Watch(page, server.url), server.url))
        return made[-1]

    yield make
    for board in made:
        board.page.context.close()
    faults = [fault for board in made for fault in board.watch.faults]
    assert not faults, "the console was not clean, or something left the machine:\n" + "\n".join(
        faults[:20]
    )


@pytest.fixture
def board(new_board: Callable[..., Board]) -> Board:
    """A dashboard page in a fresh context, on a laptop screen."""
    return new_board()


@pytest.fixture
def page(board: Board) -> Page:
    """The browser page of :func:`board`; console and requests are watched."""
    return board.page

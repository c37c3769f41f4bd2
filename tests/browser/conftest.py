"""Fixtures: one server and one Chromium a run, a new tab a test, and the clean-console rule."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

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
def driver() -> Iterator[Playwright]:
    """What drives browsers."""
    with sync_playwright() as found:
        yield found


@pytest.fixture(scope="session")
def browser(driver: Playwright) -> Iterator[Browser]:
    """The system's Chromium for visitors who were never here; without one the run fails."""
    found = driver.chromium.launch(executable_path=find_chromium(), args=list(ARGUMENTS))
    yield found
    found.close()


@pytest.fixture(scope="session")
def visitor(
    driver: Playwright, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[BrowserContext]:
    """One visitor whose browser keeps the program (scripts as compiled, fonts, boundaries).

    A profile on disk, as people have one: without it Chromium compiles every script at every visit.
    """
    context = driver.chromium.launch_persistent_context(
        tmp_path_factory.mktemp("profile"),
        executable_path=find_chromium(),
        args=list(ARGUMENTS),
        viewport=LAPTOP,
    )
    yield context
    context.close()


@pytest.fixture
def new_board(
    request: pytest.FixtureRequest, server: Server, visitor: BrowserContext
) -> Iterator[Callable[..., Board]]:
    """Makes pages of the usual visitor, or with ``stranger=True`` of one who was never here.

    At the end every one of them must have kept a clean console and asked nothing of any other
    machine.
    """
    made: list[Board] = []
    strangers: list[BrowserContext] = []

    def make(
        width: int = LAPTOP["width"],
        height: int = LAPTOP["height"],
        *,
        stranger: bool = False,
        **options: Any,
    ) -> Board:
        size = {"width": width, "height": height}
        context = visitor
        if stranger or options:
            browser = request.getfixturevalue("browser")  # most tests need no second one
            context = browser.new_context(viewport=size, **options)
            strangers.append(context)
        page = context.new_page()
        page.set_viewport_size(size)
        page.set_default_timeout(PATIENCE)
        made.append(Board(page, Watch(page, server.url), server.url))
        return made[-1]

    yield make
    for board in made:
        board.page.close()
    for context in strangers:
        context.close()
    faults = [fault for board in made for fault in board.watch.faults]
    assert not faults, "the console was not clean, or something left the machine:\n" + "\n".join(
        faults[:20]
    )


@pytest.fixture
def board(new_board: Callable[..., Board]) -> Board:
    """A dashboard page in a tab of its own, on a laptop screen."""
    return new_board()


@pytest.fixture
def page(board: Board) -> Page:
    """The browser page of :func:`board`; console and requests are watched."""
    return board.page

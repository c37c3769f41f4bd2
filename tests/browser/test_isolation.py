"""No visitor sees another's state; one gesture causes one round of callbacks."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.browser.support import FILTERED, Board

pytestmark = pytest.mark.browser


def test_two_visitors_never_share_state(new_board: Callable[..., Board]) -> None:
    one, two = new_board(stranger=True), new_board(stranger=True)
    one.open("/hotspots?offence=rape&area=E09000007")
    two.open("/hotspots?offence=personal-robbery&measure=rate")
    for path in FILTERED:
        for board in (one, two):
            if board.path != path:
                board.go(path)
        steps = (
            (one, "offence", "knife-crime" if one.query["offence"] == "rape" else "rape"),
            (two, "compare", "to-2020-03" if "compare" not in two.query else "previous-year"),
            (two, "measure", "count" if "measure" in two.query else "rate"),
        )
        for board, name, value in steps:
            other = two if board is one else one
            before = other.snapshot()
            asked = len(other.watch.posts)
            board.choose(name, value)
            assert other.snapshot() == before, f"{name}={value} changed the other visitor's page"
            assert len(other.watch.posts) == asked
    assert one.query == {"offence": "knife-crime", "area": "E09000007"}
    assert two.query == {"offence": "personal-robbery", "compare": "to-2020-03"}
    # what was built up in steps is what a stranger gets for the same address
    for board in (one, two):
        third = new_board(stranger=True)
        third.open(board.page.url.removeprefix(board.url))
        mine, fresh = board.snapshot(), third.snapshot()
        assert fresh["text"] == mine["text"]
        assert fresh["charts"] == mine["charts"]


def test_interleaved_changes_of_two_visitors(new_board: Callable[..., Board]) -> None:
    """Both change at once: each gets the answer to its own question."""
    one, two = new_board(stranger=True), new_board(stranger=True)
    one.open("/boroughs")
    two.open("/boroughs")
    for first, second in (("rape", "homicide"), ("knife-crime", "personal-robbery")):
        one.page.select_option(one.control("offence"), first)
        two.page.select_option(two.control("offence"), second)
        one.settle()
        two.settle()
        for board, slug in ((one, first), (two, second)):
            label = next(o["label"] for o in board.options("offence") if o["value"] == slug)
            assert board.query["offence"] == slug
            assert label in board.page.inner_text("#boroughs-bars-title")


def test_quick_changes_end_with_the_last(board: Board) -> None:
    board.open("/boroughs")
    wanted = ("rape", "homicide", "gun-crime", "personal-robbery")
    for slug in wanted:
        board.page.select_option(board.control("offence"), slug)
    board.settle()
    assert board.query["offence"] == wanted[-1]
    assert "Personal robbery" in board.page.inner_text("#boroughs-bars-title")


@pytest.mark.parametrize("path", FILTERED)
def test_loading_a_filtered_page_asks_nothing_more(board: Board, path: str) -> None:
    board.open(
        f"{path}?offence=rape&area=E09000007&from=2024-04&to=2025-03&measure=rate"
        "&compare=to-2020-03&level=borough"
    )
    assert not board.watch.posts, [post.post_data for post in board.watch.posts]


@pytest.mark.parametrize("path", ["/hotspots", "/boroughs"])
def test_one_change_asks_once(board: Board, path: str) -> None:
    """Every kind of control, one gesture each: exactly one request (``act`` counts them)."""
    board.open(path)
    if path != "/boroughs":
        board.choose("level", "borough")
        board.choose("level", "ward")
    board.choose("offence", "rape")
    board.choose("cohort", "sexual-violence")
    board.choose("period", "2024-04/2025-03")
    board.choose("compare", "to-2020-03")
    board.choose("measure", "rate")
    board.act(lambda: board.page.fill(board.control("search"), "Camden"))
    board.act(lambda: board.page.fill(board.control("search"), "Hackney"))
    board.act(lambda: board.page.click(board.control("areas input >> nth=0")))
    board.choose("period", "own", posts=0)

    board.act(lambda: board.month("from", "2024-01"))
    board.act(lambda: board.month("to", "2024-12"))
    if path == "/hotspots":
        board.act(lambda: board.page.fill("#find-area", "Abbey, Barking and Dagenham"))
        board.act(lambda: board.page.click(".ranked .pick >> nth=0"))
    if path == "/boroughs":
        board.act(lambda: board.page.click(".sort >> nth=0"))
        board.act(lambda: board.page.click(".sort >> nth=3"))
    # gestures that change nothing ask for nothing
    board.act(lambda: board.page.click(".card-foot summary >> nth=0"), posts=0)
    board.act(lambda: board.page.click("#copy-link"), posts=0)


def test_closing_a_panel_asks_once(board: Board) -> None:
    board.open("/hotspots?focus=E05014053")
    board.act(lambda: board.page.click(".close"))
    assert "focus" not in board.query


@pytest.mark.parametrize("path", [path for path in FILTERED if path != "/boroughs"])
def test_a_ward_by_name_asks_once(board: Board, path: str) -> None:
    """It changes level and area together, and is still one round."""
    board.open(f"{path}?level=borough")
    board.act(lambda: board.page.fill(board.control("search"), "Abbey, Barking and Dagenham"))
    assert board.value("level") == "ward"
    assert board.query["area"] == "E05014053"

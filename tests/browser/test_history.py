"""The history of a page: back undoes the last choice, and the URL never says something else."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.browser.support import Board

pytestmark = pytest.mark.browser

PARTS = ("controls", "areas", "links", "charts")
CHOICES = ("level", "offence", "cohort", "compare", "measure", "dataset")


def _entries(board: Board) -> int:
    return board.page.evaluate("() => history.length")


def _step(board: Board, direction: str, address: str, posts: int = 1) -> None:
    """Go back or forward inside the page, which is asked once and stays the same elements."""
    board.page.evaluate("() => { document.querySelector('main .page').dataset.same = 'yes'; }")
    board.act(lambda: getattr(board.page, direction)(), posts)
    assert board.page.url == address
    assert board.page.query_selector("main .page[data-same]"), "the page was drawn anew"


def _shown(board: Board) -> dict:
    """What the page says and holds; not the marks of axes, which depend on a chart's height."""
    seen = board.snapshot()
    told = "main .headline, #notices, .filters .status, .card-title, .sentence, main td"
    return {part: seen[part] for part in PARTS} | {"texts": board.texts(told)}


def _same(board: Board, seen: dict) -> None:
    now = _shown(board)
    for part in (*PARTS, "texts"):
        assert now[part] == seen[part], f"{part} at {board.page.url}"


def _agree(board: Board, **shown: str) -> None:
    """Every choice of the address stands in its control, unless the page shows another."""
    for name in CHOICES:
        if name in board.query or name in shown:
            assert board.value(name) == shown.get(name, board.query.get(name)), name


def test_back_and_forward_undo_and_redo_each_choice(board: Board) -> None:
    board.open("/?offence=rape&from=2024-04&to=2025-03")
    trail = [(board.page.url, _shown(board))]
    for name, value in (("measure", "rate"), ("compare", "to-2020-03"), ("level", "borough")):
        board.choose(name, value)
        trail.append((board.page.url, _shown(board)))
    board.choose("period", "2023-04/2024-03")
    trail.append((board.page.url, _shown(board)))
    board.act(lambda: board.page.fill(board.control("search"), "Camden"))
    trail.append((board.page.url, _shown(board)))
    assert len({address for address, _ in trail}) == len(trail)
    for direction, stops in (("go_back", trail[-2::-1]), ("go_forward", trail[1:])):
        for address, seen in stops:
            _step(board, direction, address)
            _same(board, seen)
            _agree(board)
    board.page.reload()
    board.page.wait_for_selector("#react-entry-point main h1")
    board.settle()
    assert board.page.url == trail[-1][0]
    _same(board, trail[-1][1])


def test_after_going_back_a_choice_goes_on_from_there(board: Board) -> None:
    board.open("/")
    first = board.page.url
    board.choose("offence", "rape")
    board.choose("measure", "rate")
    _step(board, "go_back", f"{first}?offence=rape")
    board.choose("compare", "none")
    assert board.query == {"offence": "rape", "compare": "none"}
    _step(board, "go_back", f"{first}?offence=rape")
    _step(board, "go_back", first)
    board.act(board.page.go_forward)
    assert board.query == {"offence": "rape"}
    board.act(lambda: board.page.click(".masthead .brand"))  # a link to the page that is open
    assert board.page.url == first
    assert board.value("offence") == "violence-with-injury"


def test_back_across_pages_lands_on_what_was_chosen_there(board: Board) -> None:
    board.open("/")
    board.choose("offence", "rape")
    board.choose("measure", "rate")
    address, seen = board.page.url, _shown(board)
    board.go("/boroughs")
    board.choose("compare", "none")
    board.act(board.page.go_back)
    assert board.query == {"offence": "rape", "measure": "rate"}
    board.act(board.page.go_back)
    board.page.wait_for_selector(".page-overview")
    board.settle()
    assert board.page.url == address
    _same(board, seen)
    _step(board, "go_back", f"{board.url}/?offence=rape")
    _agree(board, measure="count")
    board.act(board.page.go_forward)
    board.act(board.page.go_forward)
    board.page.wait_for_selector(".page-boroughs")
    board.settle()
    assert (board.path, board.value("measure")) == ("/boroughs", "rate")


def test_two_tabs_and_a_pasted_link(new_board: Callable[..., Board]) -> None:
    one, two = new_board(), new_board()
    one.open("/hotspots")
    one.choose("offence", "rape")
    two.open("/hotspots?offence=homicide&measure=rate")
    one.choose("measure", "change")
    seen = _shown(two)
    one.act(one.page.go_back)
    assert one.query == {"offence": "rape"}
    assert two.query == {"offence": "homicide", "measure": "rate"}
    _same(two, seen)
    two.open(one.page.url.removeprefix(two.url))
    _same(two, _shown(one))


def test_quick_changes_end_in_agreement(new_board: Callable[..., Board]) -> None:
    board = new_board()
    board.open("/boroughs")
    first, length = board.page.url, _entries(board)

    def five() -> None:
        for name, value in (
            ("offence", "rape"),
            ("compare", "none"),
            ("measure", "rate"),
            ("offence", "homicide"),
            ("compare", "to-2020-03"),
        ):
            board.page.select_option(board.control(f"{name}"), value)

    board.act(five, posts=None)
    assert board.query == {"offence": "homicide", "compare": "to-2020-03", "measure": "rate"}
    assert _entries(board) == length + 5
    _agree(board)
    other = new_board()
    other.open(board.page.url.removeprefix(board.url))
    _same(board, _shown(other))
    board.act(
        lambda: board.page.evaluate("() => { for (let i = 0; i < 5; i++) history.back(); }"), None
    )
    board.page.wait_for_url(first)
    board.settle()
    assert board.value("offence") == "violence-with-injury"
    assert (board.value("compare"), board.value("measure")) == ("previous-year", "count")


def test_back_closes_and_opens_the_panel(board: Board) -> None:
    board.open("/hotspots")
    first = board.page.url
    board.act(lambda: board.page.fill("#find-area", "Abbey, Barking and Dagenham"))
    opened, seen = board.page.url, _shown(board)
    assert "focus=" in opened
    board.act(lambda: board.page.click("#hotspots-panel button"))
    assert "focus" not in board.query
    _step(board, "go_back", opened)
    _same(board, seen)
    _step(board, "go_back", first)
    assert not board.page.is_visible("#panel-trend-title")


def test_back_undoes_a_sort(board: Board) -> None:
    board.open("/boroughs")
    first, seen = board.page.url, _shown(board)
    board.act(lambda: board.page.click(".sort >> nth=2"))
    assert "sort" in board.query
    _step(board, "go_back", first)
    _same(board, seen)


def test_a_dragged_slider_is_one_entry(board: Board) -> None:
    board.open("/costs")
    first, length = board.page.url, _entries(board)
    for value in ("20", "35", "50"):
        board.act(lambda value=value: board.page.fill("#costs-cut-range", value))
    assert board.query == {"cut": "50"}
    assert _entries(board) == length + 1
    board.page.fill("#costs-invest", "25,000,000")
    board.act(lambda: board.page.locator("#costs-invest").blur())
    assert _entries(board) == length + 2
    _step(board, "go_back", f"{first}?cut=50")
    assert board.page.input_value("#costs-invest") == ""
    _step(board, "go_back", first)
    for field in ("#costs-cut", "#costs-cut-range"):
        assert board.page.input_value(field) == "10"
    assert _entries(board) == length + 2


def test_an_offence_that_a_page_cannot_answer_goes_on_to_the_next(board: Board) -> None:
    board.open("/")
    board.choose("offence", "knife-crime")
    board.go("/people")
    assert board.query["offence"] == "knife-crime"
    assert "Shown instead" in board.page.inner_text("#notices")
    assert board.value("offence") != "knife-crime"
    board.choose("compare", "to-2020-03")
    assert board.query == {"offence": "knife-crime", "compare": "to-2020-03"}
    assert "Shown instead" in board.page.inner_text("#notices")
    shown = _shown(board)
    board.page.reload()
    board.page.wait_for_selector("#react-entry-point main h1")
    board.settle()
    _same(board, shown)
    board.go("/costs")
    assert board.query == {"offence": "knife-crime", "compare": "to-2020-03"}
    board.go("/boroughs")
    assert board.value("offence") == "knife-crime"
    assert "Shown instead" not in board.page.inner_text("#notices")


def test_a_choice_replaces_what_could_not_be_answered(board: Board) -> None:
    board.open("/costs?measure=rate&offence=knife-crime")
    _agree(board, measure="cost", offence=board.value("offence"))
    others = [item for item in board.options("offence") if not item["disabled"]]
    other = next(item["value"] for item in others if not item["chosen"])
    board.choose("offence", other)
    assert board.query == {"offence": other, "measure": "rate"}
    board.act(board.page.go_back)
    assert board.query == {"offence": "knife-crime", "measure": "rate"}
    assert "knife-crime" in board.page.inner_text("#notices")

"""When and People in the browser: every screen, every dataset, by keyboard, for everybody."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.browser.support import Board
from tests.browser.test_accessibility import violations
from tests.browser.test_looks import NARROW, PHONE, SIDEWAYS

pytestmark = pytest.mark.browser

SEEN = ("/when", "/when?dataset=simulated", "/people", "/people?dataset=custody")


@pytest.mark.parametrize("address", (*SEEN[1::2], "/people?dataset=vawg&area=E09000012"))
def test_axe_finds_nothing_serious(board: Board, address: str) -> None:
    board.open(address)
    assert violations(board) == []


def test_axe_finds_nothing_serious_in_a_narrow_window(new_board: Callable[..., Board]) -> None:
    board = new_board(*NARROW)
    for address in SEEN:
        board.open(address)
        assert violations(board) == [], address


def test_a_wide_chart_is_moved_by_keys_on_a_phone(new_board: Callable[..., Board]) -> None:
    board = new_board(*PHONE)
    board.open("/when")
    chart = board.page.locator(".months-card .chart")
    sizes = "e => [e.scrollWidth, e.clientWidth, e.scrollLeft]"
    wide, seen, left = chart.evaluate(sizes)
    assert wide > seen
    assert left == 0
    chart.focus()
    board.page.keyboard.press("ArrowRight")
    board.page.wait_for_function(
        "() => document.querySelector('.months-card .chart').scrollLeft > 0"
    )


def test_a_switch_of_dataset_draws_the_hours_and_takes_them_away(board: Board) -> None:
    board.open("/when?offence=personal-robbery")
    assert board.page.is_visible(".no-hours")
    assert not board.page.is_visible("#when-hours-graph")
    board.switch("simulated")
    assert board.query["dataset"] == "simulated"
    assert not board.page.locator(".no-hours").count()
    assert board.page.locator("#when-hours-graph .textpoint").count() == 168
    box = board.page.locator("#when-hours-graph .main-svg").first.bounding_box()
    card = board.page.locator(".hours-card").bounding_box()
    assert box is not None
    assert card is not None
    assert box["width"] > 0.9 * card["width"], "the chart fills its card"
    board.switch("recorded")
    assert board.page.is_visible(".no-hours")


def test_the_link_to_the_simulated_extract_keeps_the_question(board: Board) -> None:
    board.open("/when?offence=personal-robbery&area=E09000012")
    board.page.click(".hours-card .go")
    board.page.wait_for_function("() => location.search.includes('dataset=simulated')")
    board.page.wait_for_function(
        "() => document.querySelector('#when-headline')?.textContent.startsWith('Simulated')"
    )
    board.settle()
    assert board.value("offence") == "personal-robbery"
    assert board.query["area"] == "E09000012"


def test_a_switch_of_dataset_shows_other_cards_at_their_full_size(board: Board) -> None:
    board.open("/people?dataset=custody")
    assert board.page.is_visible("#people-groups table")
    assert not board.page.is_visible("#people-victims-graph")
    board.switch("homicide")
    assert not board.page.is_visible("#people-groups")
    for slot in ("victims", "suspects", "ages", "ethnicity", "ethnic-rates", "method"):
        box = board.page.locator(f"#people-{slot}-graph .main-svg").first.bounding_box()
        card = board.page.locator(f"#people-{slot}-box").bounding_box()
        assert box is not None, slot
        assert card is not None, slot
        assert 0.85 * card["width"] < box["width"] <= card["width"], slot
    board.check_words()


@pytest.mark.parametrize("address", SEEN)
def test_every_visible_chart_has_its_sentence_and_its_table(board: Board, address: str) -> None:
    board.open(address)
    charts = [e for e in board.page.query_selector_all(".chart") if e.is_visible()]
    assert charts
    for chart in charts:
        assert chart.get_attribute("role") == "img"
        described = board.page.text_content(f"#{chart.get_attribute('aria-describedby')}")
        assert described
        assert len(described.split()) >= 6
        assert described.strip().endswith(".")
    for details in board.page.query_selector_all(".card-foot details"):
        if details.is_visible():
            details.evaluate("e => { e.open = true; }")
    board.settle()
    for box in board.page.query_selector_all("details[open] .as-table"):
        assert len(box.query_selector_all("tbody tr")) >= 1
    assert not board.page.evaluate(SIDEWAYS)


@pytest.mark.parametrize("size", [PHONE, (1366, 768)])
def test_what_chance_would_mark_is_read_on_the_chart(
    new_board: Callable[..., Board], size: tuple[int, int]
) -> None:
    board = new_board(*size)
    board.open("/when")
    assert board.page.text_content("#when-headline") == "Violence with injury: no clear change"
    note = board.page.locator("#when-trend-graph .annotation-text").last
    assert "stands out" in (note.text_content() or "")
    told, chart = note.bounding_box(), board.page.locator("#when-trend-graph").bounding_box()
    assert told is not None and chart is not None
    assert chart["x"] <= told["x"]
    assert told["x"] + told["width"] <= chart["x"] + chart["width"] + 1
    assert not board.page.locator("#when-trend-graph .legend").count()

"""When and People in the browser: every screen, every dataset, by keyboard, for everybody."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.browser.support import Board
from tests.browser.test_accessibility import violations
from tests.browser.test_screens import (
    CLIPPED,
    NARROW,
    OVERLAPPING,
    PHONE,
    SCREENS,
    SIDEWAYS,
    SMALL_TEXT,
    WALL,
)

pytestmark = pytest.mark.browser

STATES = (
    "/when",
    "/when?offence=homicide",
    "/when?offence=domestic-abuse&area=E09000007",
    "/when?area=E09000001",
    "/when?dataset=simulated",
    "/people",
    "/people?area=E09000012",
    "/people?area=E09000001",
    "/people?dataset=vawg&area=E09000012",
    "/people?dataset=custody",
    "/people?dataset=simulated&offence=violence-with-injury",
)
SEEN = ("/when", "/when?dataset=simulated", "/people", "/people?dataset=custody")
BESIDE = """() => {
  const cards = [...document.querySelectorAll('.card')].filter(e => e.getClientRects().length)
    .map(e => e.getBoundingClientRect());
  return cards.filter((a, i) => cards.some((b, j) => i !== j &&
    Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 5)).length;
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


@pytest.mark.parametrize("size", SCREENS, ids=lambda size: f"{size[0]}x{size[1]}")
def test_nothing_goes_sideways_is_clipped_or_overlaps(
    new_board: Callable[..., Board], size: tuple[int, int]
) -> None:
    board = new_board(*size)
    faults = []
    for address in STATES:
        board.open(address)
        board.check_words()
        if wide := board.page.evaluate(SIDEWAYS):
            faults.append(f"{address}: the page scrolls sideways, {wide}")
        for what, script in (
            ("clipped", CLIPPED),
            ("overlap", OVERLAPPING),
            ("in a chart", TEXT_ON_TEXT),
        ):
            faults += [f"{address}: {what}: {text}" for text in board.page.evaluate(script)]
    assert not faults, "\n".join(faults)


def test_text_is_large_enough_for_a_wall(new_board: Callable[..., Board]) -> None:
    board = new_board(*WALL)
    faults = []
    for address in SEEN:
        board.open(address)
        found = board.page.evaluate(SMALL_TEXT, [18, 22])
        faults += [f"{address}: {text}" for text in found]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("address", (*SEEN[1::2], "/people?dataset=vawg&area=E09000012"))
def test_axe_finds_nothing_serious(board: Board, address: str) -> None:
    board.open(address)
    assert violations(board) == []


def test_narrow_windows_are_one_column(new_board: Callable[..., Board]) -> None:
    board = new_board(*NARROW)
    for address in SEEN:
        board.open(address)
        assert board.page.evaluate(BESIDE) == 0, address
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
    board.choose("dataset", "simulated")
    assert board.query["dataset"] == "simulated"
    assert not board.page.locator(".no-hours").count()
    assert board.page.locator("#when-hours-graph .textpoint").count() == 168
    box = board.page.locator("#when-hours-graph .main-svg").first.bounding_box()
    card = board.page.locator(".hours-card").bounding_box()
    assert box is not None
    assert card is not None
    assert box["width"] > 0.9 * card["width"], "the chart fills its card"
    board.choose("dataset", "recorded")
    assert board.page.is_visible(".no-hours")


def test_the_link_to_the_simulated_extract_keeps_the_question(board: Board) -> None:
    board.open("/when?offence=personal-robbery&area=E09000012")
    board.page.click(".hours-card .go")
    board.page.wait_for_function("() => location.search.includes('dataset=simulated')")
    board.page.wait_for_function(
        "() => document.querySelector('#when-headline').textContent.startsWith('Simulated')"
    )
    board.settle()
    assert board.value("offence") == "personal-robbery"
    assert board.query["area"] == "E09000012"


def test_a_switch_of_dataset_shows_other_cards_at_their_full_size(board: Board) -> None:
    board.open("/people?dataset=custody")
    assert board.page.is_visible("#people-groups table")
    assert not board.page.is_visible("#people-victims-graph")
    board.choose("dataset", "homicide")
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

"""What is left is let go: charts, fields and timers of a page go with it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.browser.support import PATHS, Board

pytestmark = pytest.mark.browser

COUNTED = ("nodes", "jsEventListeners")


def counted(board: Board) -> dict[str, int]:
    """Nodes and listeners that the browser holds, of the document or not, without what is waste."""
    session = board.page.context.new_cdp_session(board.page)
    for _ in range(3):
        session.send("HeapProfiler.collectGarbage")
    found = session.send("Memory.getDOMCounters")
    session.detach()
    return {name: found[name] for name in COUNTED}


def test_pages_left_behind_leave_nothing(new_board: Callable[..., Board]) -> None:
    board = new_board(stranger=True).open("/hotspots")
    held = []
    for path in ("/", "/costs", "/when", "/hotspots") * 3:
        board.page.click(f".masthead nav a[data-link='{path}']")
        board.page.wait_for_function(  # no handle of an element, which would hold its page
            "(body) => document.querySelector(`#${body}-body > *`) !== null", arg=PATHS[path]
        )
        board.settle()
        held.append(counted(board))
    first, last = held[3], held[-1]  # the page that both stand at has been opened before
    for name in COUNTED:
        assert last[name] <= 1.15 * first[name], f"{name}: {[one[name] for one in held]}"


def test_a_chart_that_is_drawn_no_longer_is_let_go(board: Board) -> None:
    board.open("/costs")
    left = board.page.evaluate(
        """() => {
          const place = document.createElement('div');
          place.id = 'tried';
          document.querySelector('main').append(place);
          const figure = { data: [{ type: 'bar', x: [1], y: [2] }], layout: {} };
          svd.draw(place, [['div', { id: 'box', class: 'dash-graph', figure, config: {} }, []]]);
          return new Promise((resolve) => {
            const look = () => {
              const box = document.getElementById('box');
              const target = box.firstElementChild;
              if (!target || !target._fullLayout || box.getAttribute('aria-busy')) {
                return setTimeout(look, 10);
              }
              svd.draw(place, [['div', { id: 'box' }, ['No chart']]]);
              setTimeout(() => { // what was drawn is let go when its promise is kept
                resolve([box === document.getElementById('box'), box.innerHTML,
                  target._fullLayout, target._ev]);
                place.remove();
              });
            };
            look();
          });
        }"""
    )
    assert left[:2] == [True, "No chart"], "the same element goes on, without its chart"
    assert left[2:] == [None, None], "plotly.js has let go of it"


def test_a_page_left_while_its_charts_are_drawn_is_no_fault(new_board) -> None:
    board = new_board(stranger=True).open("/data")
    for path in ("/hotspots", "/when", "/hotspots", "/", "/hotspots", "/data"):
        board.page.click(f".masthead nav a[data-link='{path}']")
        board.page.wait_for_selector(f"#{PATHS[path]}-body > *", state="attached")
    board.settle()
    assert board.page.locator(".js-plotly-plot").count() == 0


def test_a_slider_of_a_page_that_was_left_sets_nothing(board: Board) -> None:
    board.open("/costs")
    board.page.evaluate(
        """() => {
          const field = document.querySelector('main input[type=range]');
          window.heard = [];
          const set = dash_clientside.set_props;
          dash_clientside.set_props = (...all) => { heard.push(all[0]); return set(...all); };
          field.value = Number(field.value) + 1;
          field.dispatchEvent(new Event('input', { bubbles: true }));
          field.remove(); // as drawing does with what is gone
        }"""
    )
    board.page.wait_for_timeout(400)
    assert board.page.evaluate("() => heard") == []


@pytest.mark.parametrize("address", ["/#%E0%A4%A", "/data#%", "/hotspots#100%"])
def test_an_address_may_end_in_anything(board: Board, address: str) -> None:
    board.open(address)
    board.check_words()

"""Open tables and maps on the widest and the narrowest screens; what charts never offer."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.browser.support import FILTERED, Board
from tests.browser.test_looks import ENDS, LAPTOP, NARROW, PHONE, SIDEWAYS, WALL

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("size", ENDS, ids=lambda size: f"{size[0]}x{size[1]}")
def test_open_tables_stay_inside_their_cards(
    new_board: Callable[..., Board], size: tuple[int, int]
) -> None:
    board = new_board(*size)
    for path in FILTERED:
        board.open(path)
        board.page.evaluate(
            "() => document.querySelectorAll('details').forEach(e => e.open = true)"
        )
        board.settle()
        wide = board.page.evaluate(SIDEWAYS)
        assert not wide, f"{path}: {wide}"
        out = board.page.evaluate(
            """() => {
              const right = (e) => e.getBoundingClientRect().right;
              return [...document.querySelectorAll('.as-table .scroll')]
                .filter(e => right(e) > right(e.closest('.card')) + 1)
                .map(e => e.parentElement.id);
            }"""
        )
        assert not out, f"{path}: tables wider than their cards: {out}"


@pytest.mark.parametrize(
    "size", (WALL, LAPTOP, (1120, 768), PHONE, NARROW), ids=lambda size: f"{size[0]}x{size[1]}"
)
def test_the_parts_of_a_card_do_not_touch(
    new_board: Callable[..., Board], size: tuple[int, int]
) -> None:
    """A title of two lines pushed the years under the small line onto the verdict."""
    board = new_board(*size)
    board.open("/?area=E09000031")  # other sexual offences: the longest title and verdict
    close = board.page.evaluate(
        """() => [...document.querySelectorAll('.multiple')].map(card => {
          const of = (name) => [...card.querySelectorAll(name)].map(e => {
            const range = document.createRange();
            range.selectNodeContents(e);
            return range.getBoundingClientRect();
          });
          const years = Math.max(...of('.sparkline .from, .sparkline .to').map(b => b.bottom));
          return [
            card.querySelector('.card-title').textContent,
            of('.verdict-line')[0].top - years,
            of('summary')[0].left - of('.card-title')[0].right,
          ];
        }).filter(([_, below, beside]) => below < 2 || beside < 3)"""
    )
    assert not close


@pytest.mark.parametrize("size", (WALL, PHONE), ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("graph", ["/hotspots #hotspots-map-graph", "/ #overview-map-graph"])
def test_the_map_is_drawn(
    new_board: Callable[..., Board], size: tuple[int, int], graph: str
) -> None:
    board = new_board(*size)
    path, selector = graph.split()
    board.open(path)
    drawn = board.page.evaluate(
        """(graph) => {
          const map = document.querySelector(graph);
          const areas = [...map.querySelectorAll('.choroplethlayer .trace:first-child path')];
          const boxes = areas.map(e => e.getBoundingClientRect());
          const strokes = [...map.querySelectorAll('.scatterlayer path.js-line')];
          const city = strokes.map(e => e.getBoundingClientRect());
          return {
            areas: areas.length,
            sized: boxes.filter(b => b.width > 0.3 && b.height > 0.3).length,
            width: Math.max(...boxes.map(b => b.right)) - Math.min(...boxes.map(b => b.left)),
            height: Math.max(...boxes.map(b => b.bottom)) - Math.min(...boxes.map(b => b.top)),
            colours: new Set(areas.map(e => getComputedStyle(e).fill)).size,
            hatched: city.some(b => b.width > 1 && b.height > 1),
            outlines: map.querySelectorAll('.choroplethlayer path').length - areas.length,
          };
        }""",
        selector,
    )
    assert drawn["areas"] == 679
    assert drawn["sized"] == 679
    assert drawn["width"] > min(240, size[0] * 0.5)
    assert drawn["height"] > 120
    assert drawn["colours"] == 5
    assert drawn["hatched"], "the City of London is not hatched"
    assert drawn["outlines"] >= 33
    assert "City of London: no Met data" in board.page.inner_text(
        selector.replace("-graph", "-legend")
    )


@pytest.mark.parametrize("path", FILTERED)
def test_no_chart_offers_to_upload_itself(board: Board, path: str) -> None:
    board.open(path if path != "/hotspots" else "/hotspots?focus=E05014053")
    for graph in board.page.query_selector_all(".js-plotly-plot"):
        graph.scroll_into_view_if_needed()
        graph.hover(force=True)
    offered = board.page.eval_on_selector_all(
        ".modebar-btn, [data-title]", "all => all.map(e => e.dataset.title || e.title)"
    )
    assert not [text for text in offered if "share" in text.lower() or "cloud" in text.lower()]
    settings = board.page.eval_on_selector_all(
        ".js-plotly-plot",
        "all => all.map(e => [!!e._context.showSendToCloud, !!e._context.displaylogo])",
    )
    assert settings
    assert all(setting == [False, False] for setting in settings), settings

"""Every control of every page is used; the page always says something, and the URL says what.

The fixtures add the rest: a clean console, no failed request, nothing asked of another machine.
"""

from __future__ import annotations

import re

import pytest

from tests.browser.support import FILTERED, PATHS, Board

pytestmark = pytest.mark.browser

SELECTS = ("level", "offence", "period", "compare", "measure")
ABBEY = "Abbey, Barking and Dagenham"
POINT_IN_AREA = """(graph) => {
  // a point well inside a drawn area: nothing else may lie on top of it there
  const box = document.querySelector(graph).getBoundingClientRect();
  const paths = document.querySelectorAll(graph + ' .choroplethlayer .trace:first-child path');
  for (const path of paths) {
    const at = path.getBoundingClientRect();
    if (at.width < 12 || at.height < 12) continue;
    const x = at.x + at.width / 2, y = at.y + at.height / 2;
    if (x < box.left + 5 || x > box.right - 5 || y < box.top + 5 || y > box.bottom - 5) continue;
    if (y > innerHeight - 5) continue;
    const point = new DOMPoint(x, y).matrixTransform(path.getScreenCTM().inverse());
    if (path.isPointInFill(point)) return [x, y];
  }
  return null;
}"""
VIEW = """(graph) => {
  const found = document.querySelector(graph).querySelector('.js-plotly-plot')._fullLayout.geo;
  return [found.projection.scale, found.center.lon, found.center.lat,
    ...found.lonaxis.range, ...found.lataxis.range];
}"""


def _has_reason(name: str, label: str) -> None:
    """A disabled option says why, beside its name."""
    assert re.search(r"\S – \S+ \S+", label), f"{name}: {label} is disabled without a reason"


@pytest.mark.parametrize("path", (*FILTERED, "/when", "/people"))
@pytest.mark.parametrize("name", SELECTS)
def test_every_option(board: Board, path: str, name: str) -> None:
    board.open(path)
    default = board.value(name)
    if board.page.is_disabled(f"#filter-{name}"):
        said = board.page.inner_text(f".control:has(> {board.control(name)}) .hint")
        assert len(said.split()) > 2, f"nothing says why {name} is disabled"
        return
    options = board.options(name)
    assert len(options) > 1 or path == "/people"  # its first dataset has one offence
    if name == "period":  # years are alike: every eighth, the first, and the own choice
        options = [*options[:-1:8], options[-1]]
    if name == "offence":  # every offence of every page is asked without a browser
        options = options[::4]
    for option in [*options[1:], options[0]]:
        value = option["value"]
        if option["disabled"]:
            _has_reason(name, option["label"])
            continue
        if name == "period" and value == "own":
            board.choose(name, value, posts=0)
            assert board.page.is_visible(board.control("from"))
            continue
        if value == board.value(name):
            continue
        board.choose(name, value)
        board.check_words()
        assert board.value(name) == value, f"{name} went back from {value} to {board.value(name)}"
        if name == "period":
            shown = (board.query.get("from"), board.query.get("to"))
            expected = tuple(value.split("/")) if value != default else (None, None)
            assert shown == expected
        else:
            assert board.query.get(name) == (value if value != default else None)


@pytest.mark.parametrize("path", FILTERED)
def test_every_cohort_of_every_offence_that_has_one(board: Board, path: str) -> None:
    board.open(path)
    seen = set()
    for offence in ("rape", "knife-injury-victims-under-25", "domestic-abuse"):
        board.choose("offence", offence)
        for option in board.options("cohort"):
            if option["disabled"]:
                _has_reason("cohort", option["label"])
            elif option["value"] != board.value("cohort"):
                board.choose("cohort", option["value"])
                board.check_words()
                assert board.query["cohort"] == option["value"]
                seen.add(option["value"])
        board.choose("cohort", "all-ages")
    assert seen == {"sexual-violence", "under-25", "domestic-abuse"}
    board.choose("offence", "violence-with-injury")
    board.choose("cohort", "domestic-abuse")
    # the next offence cannot be split like this: the page says so and shows everybody
    board.choose("offence", "homicide", posts=None)
    assert "cohort" in board.page.inner_text("#notices").lower()
    assert board.value("cohort") == "all-ages"
    board.check_words()


@pytest.mark.parametrize("path", ["/hotspots", "/boroughs"])  # the overview's is theirs
def test_every_measure_of_every_comparison(board: Board, path: str) -> None:
    board.open(path)
    for compare in ("to-2020-03", "none", "previous-year"):
        if board.value("compare") != compare:
            board.choose("compare", compare)
        for option in board.options("measure"):
            if not option["disabled"] and option["value"] != board.value("measure"):
                board.choose("measure", option["value"])
                board.check_words()


@pytest.mark.parametrize("path", FILTERED)
def test_a_measure_that_stops_being_possible(board: Board, path: str) -> None:
    board.open(f"{path}?measure=change")
    board.choose("compare", "none", posts=None)
    board.check_words()
    said = board.page.inner_text("main").lower()
    assert "nothing to compare" in said or "no comparison" in said


def _search(board: Board, text: str) -> None:
    """Type a name as a person does, and wait until it is taken over."""

    def type_it() -> None:
        board.page.fill(board.control("search"), text)
        board.page.wait_for_function("() => document.querySelector('#filter-search').value === ''")

    board.act(type_it)


@pytest.mark.parametrize("path", FILTERED)
def test_area_search_and_unticking(board: Board, path: str) -> None:
    board.open(path)
    everything = board.page.inner_text("main h1")
    _search(board, "Camden")
    assert board.query["area"] == "E09000007"
    board.check_words()
    if path != "/boroughs":
        _search(board, ABBEY)
        assert board.query["area"].split(",") == ["E05014053", "E09000007"]
        board.check_words()
        assert board.texts("#filter-areas label") == ["Camden", ABBEY]
    while board.page.query_selector("#filter-areas input"):
        board.act(lambda: board.page.click(board.control("areas input >> nth=0")))
        board.check_words()
    assert "area" not in board.query
    assert board.page.inner_text("main h1") == everything


def test_area_search_of_a_ward_on_the_borough_page(board: Board) -> None:
    board.open("/boroughs")
    board.act(lambda: board.page.fill(board.control("search"), ABBEY), posts=0)
    board.check_words()
    assert "area" not in board.query
    said = board.page.inner_text("body").lower()
    assert "ward" in said, "nothing says why a ward cannot be chosen here"


@pytest.mark.parametrize("path", FILTERED)
def test_area_search_of_a_name_that_does_not_exist(board: Board, path: str) -> None:
    board.open(path)

    def type_it() -> None:
        board.page.fill(board.control("search"), "Atlantis <b>")
        board.page.keyboard.press("Enter")

    board.act(type_it, posts=0)
    assert "area" not in board.query
    assert board.page.inner_text("#search-said") == "No area called “Atlantis <b>”."
    board.check_words()
    board.page.fill("#filter-search", "")
    assert not board.page.inner_text("#search-said")


@pytest.mark.parametrize("path", FILTERED)
def test_own_choice_of_months(board: Board, path: str) -> None:
    board.open(path)
    board.choose("period", "own", posts=0)

    board.act(lambda: board.month("from", "2024-07"))
    assert board.query["from"] == "2024-07"
    board.act(lambda: board.month("to", "2025-12"))
    assert (board.query["from"], board.query["to"]) == ("2024-07", "2025-12")
    assert "July 2024 to December 2025" in board.page.inner_text("main")
    board.check_words()
    # 18 months and those a year earlier overlap: the page says why it gives no change
    assert board.page.inner_text("#notices").strip() == (
        "No change is given: the period and the one compared with share months."
    )
    # the wrong way round: a notice, the default's numbers, and nothing empty
    board.act(lambda: board.month("to", "2023-01"), posts=None)
    assert "lies after the last month" in board.page.inner_text("#notices")
    board.check_words()
    board.act(lambda: board.month("from", "2022-02"), posts=None)
    assert not board.page.inner_text("#notices").strip(), "the notice stays after the repair"
    assert "year to January 2023" in board.page.inner_text("main")


def _click_map(board: Board, graph: str) -> None:
    board.page.locator(graph).scroll_into_view_if_needed()
    board.settle()
    point = board.page.evaluate(POINT_IN_AREA, graph)
    assert point, "no area of the map can be reached by the mouse"

    def click() -> None:
        board.page.mouse.move(point[0] - 1, point[1])
        board.page.mouse.move(*point)
        board.page.mouse.click(*point)

    board.act(click)


@pytest.mark.parametrize("level", ["ward", "borough"])
def test_hotspots_map_click_and_close(board: Board, level: str) -> None:
    board.open(f"/hotspots?level={level}")
    _click_map(board, "#hotspots-map-graph")
    code = board.query["focus"]
    assert code.startswith("E05" if level == "ward" else "E09")
    assert board.page.is_visible("#panel-trend-title")
    board.check_words()
    board.act(lambda: board.page.click(".close"))
    assert "focus" not in board.query
    assert not board.page.query_selector("#panel-trend-title")
    # the same area once more: a closed panel opens again
    _click_map(board, "#hotspots-map-graph")
    assert board.query["focus"] == code


def test_hotspots_search_pick_and_neighbours(board: Board) -> None:
    board.open("/hotspots")

    def find() -> None:
        board.page.fill("#find-area", ABBEY)

    board.act(find)
    assert board.query["focus"] == "E05014053"
    assert board.page.inner_text("#panel-trend-title") == ABBEY
    board.check_words()
    board.act(lambda: board.page.click(".neighbours .pick >> nth=0"))
    near = board.query["focus"]
    assert near != "E05014053"
    board.act(lambda: board.page.click(".ranked .pick >> nth=0"))
    assert board.query["focus"] not in (near, "")
    board.check_words()
    board.act(lambda: board.page.fill("#find-area", "Camden"))
    assert board.query["focus"] == "E09000007"
    assert board.page.inner_text("#panel-trend-title") == "Camden"
    board.check_words()
    board.act(lambda: board.page.fill("#find-area", "City of London"))
    assert "no met data" in board.page.inner_text("#hotspots-panel").lower()
    board.check_words()


def test_hotspots_every_pick_button(board: Board) -> None:
    board.open("/hotspots?level=borough")
    names = board.texts(".ranked .pick")
    assert len(names) >= 20
    for place in range(0, len(names), 6):
        board.act(lambda place=place: board.page.click(f".ranked .pick >> nth={place}"))
        assert board.page.inner_text("#panel-trend-title") == names[place]
        board.check_words()


def test_hotspots_zoom_buttons(board: Board) -> None:
    board.open("/hotspots")
    graph = "#hotspots-map-graph"
    start = board.page.evaluate(VIEW, graph)
    seen = [start]
    for act in ("in", "west", "north", "east", "south", "out"):
        board.act(lambda act=act: board.page.click(f"[data-map-act={act}]"), posts=0)
        seen.append(board.page.evaluate(VIEW, graph))
        assert seen[-1] != seen[-2], f"the button {act} moves nothing"
    board.act(lambda: board.page.click("[data-map-act=in]"), posts=0)
    board.act(lambda: board.page.click("[data-map-act=reset]"), posts=0)
    assert board.page.evaluate(VIEW, graph) == pytest.approx(start)


def test_hotspots_borough_choice_zooms(board: Board) -> None:
    board.open("/hotspots")
    whole = board.page.evaluate(VIEW, "#hotspots-map-graph")
    _search(board, "Camden")
    near = board.page.evaluate(VIEW, "#hotspots-map-graph")
    assert near[0] > 3 * whole[0], "the map did not zoom to the borough"
    assert near[1:3] == pytest.approx([-0.16, 51.54], abs=0.02), "the map is not on Camden"
    board.act(lambda: board.page.click(board.control("areas input >> nth=0")))
    assert board.page.evaluate(VIEW, "#hotspots-map-graph") == pytest.approx(whole)


def test_boroughs_every_sort_button(board: Board) -> None:
    board.open("/boroughs")
    count = board.page.locator(".ranking .sort").count()
    assert count > 15
    for place in range(count):
        button = f".ranking .sort >> nth={place}"
        board.act(lambda button=button: board.page.click(button))
        column = board.query["sort"].lstrip("-")
        first = board.texts(".ranking tbody tr:first-child th")
        board.check_words()
        if place % 6 == 0:
            board.act(lambda button=button: board.page.click(button))
            assert board.query["sort"] == f"-{column}"
            assert board.texts(".ranking tbody tr:first-child th") != first


@pytest.mark.parametrize("path", FILTERED)
def test_every_table_opens_and_every_file_answers(board: Board, path: str) -> None:
    board.open(path if path != "/hotspots" else "/hotspots?focus=E05014053")
    count = board.page.locator(".card-foot summary").count()
    assert count >= 1
    for place in range(count):
        board.act(
            lambda place=place: board.page.click(f".card-foot summary >> nth={place}"), posts=0
        )
    assert board.page.locator(".as-table table").count() == count
    board.check_words()
    for link in board.page.query_selector_all("main a[href^='/api/']"):
        answer = board.page.request.get(board.url + link.get_attribute("href"))
        assert answer.status == 200, link.get_attribute("href")
    with board.page.expect_download() as got:
        board.page.click(".card-foot a[download] >> nth=0")
    assert got.value.suggested_filename.endswith(".csv")
    # an open table follows the filters
    before = board.texts(".as-table caption")
    board.choose("offence", "personal-robbery")
    board.page.wait_for_function(
        "old => [...document.querySelectorAll('.as-table caption')].some("
        "(e, place) => e.textContent !== old[place])",
        arg=before,
    )
    board.settle()
    board.check_words()


@pytest.mark.parametrize("path", ["/", "/evidence"])  # with filters and without
def test_copy_link(new_board, path: str) -> None:
    board = new_board(permissions=["clipboard-read", "clipboard-write"])
    board.open(path)
    board.act(lambda: board.page.click("#copy-link"), posts=0)
    board.page.wait_for_function(
        "() => document.querySelector('#copy-link').textContent.includes('copied')"
    )
    assert board.page.evaluate("() => navigator.clipboard.readText()") == board.page.url


def test_every_link_of_the_frame(board: Board) -> None:
    board.open("/data")
    links = board.page.eval_on_selector_all(
        ".masthead nav a", "all => all.map(e => e.getAttribute('href').split('?')[0])"
    )
    assert links == list(PATHS), "a page is missing in the tests, or in the navigation"
    for target in PATHS:
        if board.path != target:
            board.go(target)
        assert board.path == target
        assert board.page.locator(".masthead nav a[aria-current=page]").count() == 1
        board.check_words()
    if board.path != "/":
        board.act(lambda: board.page.click(".brand"))
    board.act(lambda: board.page.click(".foot a"))
    assert board.path == "/data"


def test_data_page_says_everything(board: Board) -> None:
    board.open("/data")
    board.check_words()
    text = board.page.inner_text("main")
    for word in ("Open Government Licence", "checks hold", "City of London", "axe-core"):
        assert word in text
    for link in board.page.query_selector_all("main a[href^='/']"):
        assert board.page.request.get(board.url + link.get_attribute("href")).status == 200


def test_an_address_that_does_not_exist(board: Board) -> None:
    board.open("/nowhere", missing=True)
    assert "no page" in board.page.inner_text("main h1")
    board.act(lambda: board.page.click("main a"))
    board.page.wait_for_selector(".page-overview")
    assert board.path == "/"

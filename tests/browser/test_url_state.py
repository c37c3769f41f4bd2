"""The URL is the only state: reload, back, forward and a pasted link restore everything."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.browser.support import FILTERED, PATHS, Board

pytestmark = pytest.mark.browser

LINKS = (
    "/?level=borough&area=E09000007,E09000033&offence=personal-robbery&from=2024-04&to=2025-03"
    "&compare=to-2020-03&measure=rate",
    "/?area=E05014053&offence=rape&cohort=sexual-violence&from=2023-02&to=2024-08",
    "/hotspots?level=ward&area=E09000002&offence=knife-crime&measure=change&focus=E05014053",
    "/hotspots?level=borough&offence=homicide&from=2020-01&to=2022-12&compare=none&focus=E09000007",
    "/boroughs?area=E09000007&offence=domestic-abuse&compare=none&measure=rate&sort=-rape",
    "/boroughs?offence=violence-with-injury&measure=cost&from=2024-01&to=2024-12&sort=name",
)


def _controls_match(board: Board) -> None:
    query = board.query
    for name in ("level", "offence", "cohort", "compare", "measure"):
        if name in query:
            assert board.value(name) == query[name], name
    if "from" in query:
        span = f"{query['from']}/{query['to']}"
        assert board.value("period") in (span, "own")
        assert board.value("from") == query["from"]
        assert board.value("to") == query["to"]
        assert board.page.is_visible(board.control("from")) == (board.value("period") == "own")
    ticked = board.page.eval_on_selector_all(
        "#filter-areas input", "all => all.filter(e => e.checked).length"
    )
    assert ticked == len([code for code in query.get("area", "").split(",") if code])
    if "focus" in query:
        assert board.page.is_visible("#panel-trend-title")


@pytest.mark.parametrize("link", LINKS)
def test_a_pasted_link_and_a_reload(new_board: Callable[..., Board], link: str) -> None:
    one = new_board()
    one.open(link)
    assert "Shown instead" not in one.page.inner_text("#notices")
    _controls_match(one)
    one.check_words()
    seen, address = one.snapshot(), one.page.url
    assert address == one.url + link
    one.page.reload()
    one.page.wait_for_selector("#react-entry-point main h1")
    one.settle()
    assert one.page.url == address
    assert one.snapshot() == seen
    if LINKS.index(link) % 3 == 0:  # a browser that was never here is slow to start
        other = new_board(stranger=True)
        other.open(link)
        assert other.snapshot() == seen


@pytest.mark.parametrize("path", FILTERED)
def test_what_was_clicked_together_reloads_as_it_was(board: Board, path: str) -> None:
    board.open(path)
    board.choose("offence", "rape")
    board.choose("compare", "to-2020-03")
    board.choose("measure", "rate")
    board.choose("period", "2024-04/2025-03")
    board.act(lambda: board.page.fill(board.control("search"), "Camden"))
    if path == "/hotspots":
        board.act(lambda: board.page.fill("#find-area", "Abbey, Barking and Dagenham"))
    if path == "/boroughs":
        board.act(lambda: board.page.click(".sort >> nth=2"))
    seen, address = board.snapshot(), board.page.url
    board.page.reload()
    board.page.wait_for_selector("#react-entry-point main h1")
    board.settle()
    assert board.page.url == address
    again = board.snapshot()
    for part in ("controls", "areas", "text", "links", "charts"):
        assert again[part] == seen[part], part


def test_back_and_forward_between_pages(board: Board) -> None:
    board.open("/")
    board.choose("offence", "rape")
    trail = [(board.page.url, board.snapshot())]
    steps = (
        ("/hotspots", "measure", "rate"),
        ("/boroughs", "compare", "to-2020-03"),
        ("/data", "", ""),
    )
    for path, name, value in steps:
        board.go(path)
        trail.append((board.page.url, board.snapshot()))
        if name:
            board.choose(name, value)
            trail.append((board.page.url, board.snapshot()))
    for direction, stops in (("go_back", trail[-2::-1]), ("go_forward", trail[1:])):
        for address, seen in stops:
            getattr(board.page, direction)()
            board.page.wait_for_url(address)
            board.page.wait_for_selector(f".page-{PATHS[board.path]}")
            board.settle()
            assert board.page.url == address
            now = board.snapshot()
            for part in ("controls", "text", "charts"):
                assert now[part] == seen[part], f"{direction} to {address}: {part}"


def test_navigation_carries_the_filters(board: Board) -> None:
    board.open(
        "/hotspots?area=E09000007&offence=rape&from=2024-04&to=2025-03&compare=to-2020-03"
        "&measure=rate&focus=E05014053"
    )
    carried = {
        "area": "E09000007",
        "offence": "rape",
        "from": "2024-04",
        "to": "2025-03",
        "compare": "to-2020-03",
        "measure": "rate",
    }
    for path in ("/boroughs", "/", "/data", "/hotspots"):
        board.go(path)
        assert board.path == path
        assert board.query == carried, f"on the way to {board.path}"
        if board.path in FILTERED:
            _controls_match(board)
            said = board.page.inner_text("#notices")  # of rates there is always something to say
        assert "Rates count residents" in said or not said.strip(), said
        assert "Shown instead" not in said


def test_navigation_carries_the_filters_from_a_reloaded_data_page(board: Board) -> None:
    board.open("/data?offence=rape&measure=rate")
    board.go("/hotspots")
    assert board.query == {"offence": "rape", "measure": "rate"}


BAD = (
    ("level=planet", "compare=mars", "measure=guess", "dataset=secret", "area=E09009999"),
    ("offence=littering", "from=yesterday", "focus=E05999999", "sort=luck"),
    ("cohort=serious-violence", "from=2031-01&to=2031-02", "area=E05014053,nowhere"),
    ("from=2025-06&to=2024-06", "colour=%3Cscript%3Ealert(1)%3C/script%3E"),
    ("offence=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E", "measure=%00"),
)


@pytest.mark.parametrize("path", ["/", "/boroughs"])
def test_bad_values_give_a_notice_and_the_default(board: Board, path: str) -> None:
    board.open(path)
    plain = board.page.inner_text("main .headline")
    for queries in BAD:
        board.open(f"{path}?{'&'.join(queries)}")
        notice = board.page.inner_text("#notices")
        for query in queries:
            parameter = query.split("=")[0]
            assert parameter in notice, f"{query}: no notice, but {notice!r}"
        assert board.page.is_visible("#notices li")
        if not any("E05014053" in query for query in queries):
            assert board.page.inner_text("main .headline") == plain, queries
        assert not board.page.query_selector("main img"), "the query was taken for HTML"
        board.check_words()


@pytest.mark.parametrize("path", FILTERED)
def test_a_notice_goes_with_the_next_good_choice(board: Board, path: str) -> None:
    board.open(f"{path}?offence=littering")
    assert board.page.is_visible("#notices li")
    board.choose("offence", "rape")
    assert board.query == {"offence": "rape"}
    assert not board.page.inner_text("#notices").strip()

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
        assert board.page.is_visible("#filter-from") == (board.value("period") == "own")
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
    assert not one.page.inner_text("#notices").strip()
    _controls_match(one)
    one.check_words()
    seen, address = one.snapshot(), one.page.url
    assert address == one.url + link
    one.page.reload()
    one.page.wait_for_selector("main h1")
    one.settle()
    assert one.page.url == address
    assert one.snapshot() == seen
    other = new_board()
    other.open(link)
    assert other.snapshot() == seen


@pytest.mark.parametrize("path", FILTERED)
def test_what_was_clicked_together_reloads_as_it_was(board: Board, path: str) -> None:
    board.open(path)
    board.choose("offence", "rape")
    board.choose("compare", "to-2020-03")
    board.choose("measure", "rate")
    board.choose("period", "2024-04/2025-03")
    board.act(lambda: board.page.fill("#filter-search", "Camden"))
    if path == "/hotspots":
        board.act(lambda: board.page.fill("#find-area", "Abbey, Barking and Dagenham"))
    if path == "/boroughs":
        board.act(lambda: board.page.click(".sort >> nth=2"))
    seen, address = board.snapshot(), board.page.url
    board.page.reload()
    board.page.wait_for_selector("main h1")
    board.settle()
    assert board.page.url == address
    again = board.snapshot()
    for part in ("controls", "areas", "text", "links", "charts"):
        assert again[part] == seen[part], part


def test_back_and_forward_between_pages(board: Board) -> None:
    board.open("/")
    board.choose("offence", "rape")
    trail = [(board.page.url, board.snapshot())]
    for place, name, value in ((1, "measure", "rate"), (2, "compare", "to-2020-03"), (3, "", "")):
        board.act(lambda place=place: board.page.click(f".masthead nav a >> nth={place}"))
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


def test_a_filter_change_makes_no_history(board: Board) -> None:
    board.open("/")
    length = board.page.evaluate("() => history.length")
    board.choose("offence", "rape")
    board.choose("measure", "rate")
    assert board.page.evaluate("() => history.length") == length


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
    for place in (2, 0, 3, 1):
        board.act(lambda place=place: board.page.click(f".masthead nav a >> nth={place}"))
        assert board.path == list(PATHS)[place]
        assert board.query == carried, f"on the way to {board.path}"
        if board.path in FILTERED:
            _controls_match(board)
            assert not board.page.inner_text("#notices").strip()


def test_navigation_carries_the_filters_from_a_reloaded_data_page(board: Board) -> None:
    board.open("/data?offence=rape&measure=rate")
    board.act(lambda: board.page.click(".masthead nav a >> nth=1"))
    assert board.query == {"offence": "rape", "measure": "rate"}


BAD = (
    ("level=planet", "level"),
    ("offence=littering", "offence"),
    ("cohort=serious-violence", "cohort"),
    ("from=2031-01&to=2031-02", "from"),
    ("from=yesterday", "from"),
    ("from=2025-06&to=2024-06", "from"),
    ("compare=mars", "compare"),
    ("measure=guess", "measure"),
    ("dataset=secret", "dataset"),
    ("area=E09009999", "area"),
    ("colour=%3Cscript%3Ealert(1)%3C/script%3E", "colour"),
    ("focus=E05999999", "focus"),
    ("sort=luck", "sort"),
    ("offence=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E", "offence"),
)


@pytest.mark.parametrize("path", FILTERED)
def test_bad_values_give_a_notice_and_the_default(board: Board, path: str) -> None:
    board.open(path)
    plain = board.page.inner_text("main .headline")
    for query, parameter in BAD:
        board.open(f"{path}?{query}")
        notice = board.page.inner_text("#notices")
        assert parameter in notice, f"{query}: no notice, but {notice!r}"
        assert board.page.is_visible("#notices li")
        assert board.page.inner_text("main .headline") == plain, query
        assert not board.page.query_selector("main img"), "the query was taken for HTML"
        board.check_words()


@pytest.mark.parametrize("path", FILTERED)
def test_a_notice_goes_with_the_next_good_choice(board: Board, path: str) -> None:
    board.open(f"{path}?offence=littering")
    assert board.page.is_visible("#notices li")
    board.choose("offence", "rape")
    assert board.query == {"offence": "rape"}
    assert not board.page.inner_text("#notices").strip()

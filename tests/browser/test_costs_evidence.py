"""``/costs`` and ``/evidence`` in the browser: every control, the what-if, the keyboard, screens.

The fixtures add the rest: a clean console, no failed request, nothing asked of another machine.
"""

from __future__ import annotations

import csv
from collections.abc import Callable

import pytest

from components.costs.plans import avoided
from components.text.words import money, number, pounds
from tests.browser.support import Board
from tests.browser.test_accessibility import FOCUSED, _tab_to, violations
from tests.browser.test_every_control import _has_reason, _search
from tests.browser.test_looks import ENDS, SIDEWAYS

pytestmark = pytest.mark.browser

SELECTS = ("level", "offence", "cohort", "period", "compare", "measure")
HACKNEY = "E09000012"
BAD = {
    "cut": {
        "0": "is not above 0", "-5": "is not above 0", "101": "is too much", "1e9": "is too much",
        "plenty": "is not a number", "٣": "is not a number", "1_0": "is not a number",
    },
    "invest": {
        "0": "is not above 0", "-40000000": "is not above 0", "999999999999": "is too much",
        "forty million": "is not a number",
    },
}  # fmt: skip
NUMBERS = (
    "headline", "spans", "offence-title", "offence-sentence", "area-sentence", "year-sentence",
    "pledge-sentence",
)  # fmt: skip
"""What a plan never changes."""
WALK = """() => {
  const style = (e) => { const s = getComputedStyle(e); return [s.outlineStyle, s.outlineWidth,
    s.boxShadow].join(' '); };
  const able = (e) => !e.disabled && e.tabIndex >= 0 && e.checkVisibility() &&
    (!e.closest('details:not([open])') || e.matches('summary'));
  const every = [...document.querySelectorAll(
    'a[href], button, select, input, textarea, summary, [tabindex]')].filter(able);
  every.forEach((e, place) => { e.dataset.walk = place; e.dataset.rest = style(e); });
  return every.map((e) => e.outerHTML.slice(0, 90));
}"""
STOP = """() => {
  const e = document.activeElement;
  if (!e || e === document.body || e.dataset.walk === undefined) return null;
  const s = getComputedStyle(e), box = e.getBoundingClientRect();
  return {
    place: Number(e.dataset.walk),
    shows: [s.outlineStyle, s.outlineWidth, s.boxShadow].join(' ') !== e.dataset.rest,
    inside: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
  };
}"""


def fault(board: Board, name: str) -> str:
    return board.page.inner_text(f"#costs-{name}-fault").strip()


def type_into(board: Board, name: str, text: str, posts: int | None = 1) -> None:
    """Type into a field of the plan as a person does, and leave it."""

    def act() -> None:
        board.page.fill(f"#costs-{name}", text)
        board.page.locator(f"#costs-{name}").blur()

    board.act(act, posts)


def shown(board: Board, *names: str) -> list[str]:
    return [board.page.inner_text(f"#costs-{name}") for name in names]


def rows_of(board: Board, card: str) -> list[dict[str, str]]:
    """The rows of a card's CSV, fetched from the link on the page."""
    address = board.page.get_attribute(f"#costs-{card}-csv", "href")
    reply = board.page.request.get(board.url + str(address))
    assert reply.status == 200, address
    return list(csv.DictReader(line for line in reply.text().splitlines() if line[:1] != "#"))


def plan_agrees(board: Board, cut: float, invest: float) -> None:
    """The card of the plan, its table and its file tell the same."""
    rows = rows_of(board, "plan")
    every = next(row for row in rows if row["what"] == "all")
    assert float(every["saved"]) == pytest.approx(float(every["cost"]) * cut / 100, rel=1e-6)
    even = next(row for row in rows if row["what"] == "break-even")
    assert float(even["cost"]) == invest
    title = board.page.inner_text("#costs-plan-title")
    assert title == f"{cut:g}% less would save {pounds(float(every['saved']))}"
    assert f"£{invest:,.0f}" in board.page.inner_text("#costs-plan-sentence")
    told = {
        line[0]: line[1:]
        for line in board.page.eval_on_selector_all(
            "#costs-plan-result tbody tr", "all => all.map(e => [...e.cells].map(c => c.innerText))"
        )
    }
    for row in rows:
        if row["what"] in ("offence", "bearer") and row["saved"]:
            fewer = avoided(float(row["avoided"])) if row["avoided"] else ""
            assert told.pop(row["name"]) == [fewer, pounds(float(row["saved"]))]
    assert not told


# --- every control ----------------------------------------------------------------------------


@pytest.mark.parametrize("name", SELECTS)
def test_every_option_of_the_costs(board: Board, name: str) -> None:
    board.open("/costs")
    default = board.value(name)
    options = board.options(name)
    assert options
    if name in ("period", "offence"):  # years and offences are alike: every sixth, the last
        options = [*options[:-1:6], options[-1]]
    for option in [*options[1:], options[0]]:
        value = option["value"]
        if option["disabled"]:
            _has_reason(name, option["label"])
            continue
        if value == board.value(name):
            continue
        if name == "period" and value == "own":
            board.choose(name, value, posts=0)
            assert board.page.is_visible(board.control("from"))
            continue
        board.choose(name, value)
        board.check_words()
        assert board.value(name) == value
        if name == "period":
            expected = tuple(value.split("/")) if value != default else (None, None)
            assert (board.query.get("from"), board.query.get("to")) == expected
        else:
            assert board.query.get(name) == (value if value != default else None)


def test_the_cohort_that_open_data_has(board: Board) -> None:
    board.open("/costs?offence=rape")
    board.choose("cohort", "sexual-violence")
    assert "Rape (sexual violence) in London cost £" in board.page.inner_text("main h1")
    assert board.query["cohort"] == "sexual-violence"
    board.check_words()


def test_areas_by_search_and_unticking(board: Board) -> None:
    board.open("/costs")
    everything = board.page.inner_text("main h1")
    _search(board, "Hackney")
    assert board.query["area"] == HACKNEY
    for text in shown(board, "headline", "offence-subtitle", "pledge-title", "plan-subtitle"):
        assert "Hackney" in text
    board.check_words()
    _search(board, "Abbey, Barking and Dagenham")
    assert (board.query["level"], board.value("level")) == ("ward", "ward")
    assert "placed in a ward" in board.page.inner_text("main h1")
    board.check_words()
    board.open("/costs")
    _search(board, "City of London")
    for card in ("offence", "area", "year", "bearer", "plan", "pledge", "range"):
        assert board.page.inner_text(f"#costs-{card}-title") == "City of London: no Met data"
    assert board.page.locator("#costs-cut").is_hidden()
    assert board.page.locator("#costs-margin").is_hidden()
    board.check_words()
    board.act(lambda: board.page.click(board.control("areas input >> nth=0")))
    assert board.page.inner_text("main h1") == everything
    assert board.page.locator("#costs-cut").is_visible()
    for graph in board.page.query_selector_all(".chart"):
        assert graph.bounding_box()["height"] > 150, "a chart stays as small as an empty one"


def test_own_months_of_the_costs(board: Board) -> None:
    board.open("/costs")
    board.choose("period", "own", posts=0)
    board.act(lambda: board.month("from", "2025-07"))
    board.act(lambda: board.month("to", "2025-09"))
    assert "in 3 months" in board.page.inner_text("main h1")
    assert "July 2025 to September 2025" in board.page.inner_text("#costs-spans")
    board.check_words()


def test_every_table_opens_and_every_file_answers(board: Board) -> None:
    board.open(f"/costs?area={HACKNEY}&cut=12.5")
    count = board.page.locator(".card-foot summary").count()
    assert count == 7
    for place in range(count):
        summary = f".card-foot summary >> nth={place}"
        board.act(lambda summary=summary: board.page.click(summary), posts=0)
    assert board.page.locator(".as-table table").count() == count
    for card in ("offence", "area", "year", "bearer", "plan", "pledge", "range"):
        seen = board.page.locator(f"#costs-{card}-table tbody tr").count()
        assert seen == len(rows_of(board, card)) > 0, card
    for link in board.page.query_selector_all("main a[href^='/api/']"):
        assert board.page.request.get(board.url + link.get_attribute("href")).status == 200
    with board.page.expect_download() as got:
        board.page.click("#costs-plan-csv")
    assert got.value.suggested_filename.startswith("what-if_")
    # an open table follows the plan
    before = board.page.inner_text("#costs-plan-table")
    type_into(board, "cut", "50")
    board.page.wait_for_function(
        "old => document.querySelector('#costs-plan-table').innerText !== old", arg=before
    )
    board.settle()
    board.check_words()


# --- the what-if ------------------------------------------------------------------------------


def test_slider_and_typed_value_stay_in_step(board: Board) -> None:
    board.open("/costs")
    for value in ("35", "1", "100"):
        board.act(lambda value=value: board.page.fill("#costs-cut-range", value))
        assert board.page.input_value("#costs-cut") == value
        assert board.query["cut"] == value
        plan_agrees(board, float(value), 40e6)
    type_into(board, "cut", "62")
    assert board.page.input_value("#costs-cut-range") == "62"
    plan_agrees(board, 62, 40e6)
    type_into(board, "cut", "12.5")
    assert board.page.input_value("#costs-cut") == "12.5", "the slider rounds what was typed"
    assert board.query["cut"] == "12.5"
    plan_agrees(board, 12.5, 40e6)
    type_into(board, "cut", "10")
    assert "cut" not in board.query
    assert board.page.input_value("#costs-cut-range") == "10"


def test_a_plan_is_kept_by_url_reload_and_file(board: Board) -> None:
    board.open(f"/costs?area={HACKNEY}")
    type_into(board, "cut", "35")
    type_into(board, "invest", "£1,500,000")
    assert board.query["cut"] == "35"
    assert not fault(board, "cut")
    assert not fault(board, "invest")
    plan_agrees(board, 35, 1_500_000)
    before = shown(board, "plan-title", "plan-subtitle", "plan-sentence", "plan-result")
    address = board.page.url
    board.page.reload()
    board.page.wait_for_selector("#react-entry-point main h1")
    board.settle()
    assert board.page.url == address
    assert shown(board, "plan-title", "plan-subtitle", "plan-sentence", "plan-result") == before
    assert board.page.input_value("#costs-cut") == "35"
    assert board.page.input_value("#costs-cut-range") == "35"
    assert board.page.input_value("#costs-invest") == "1,500,000"
    plan_agrees(board, 35, 1_500_000)
    board.choose("offence", "rape")
    plan_agrees(board, 35, 1_500_000)


def range_agrees(board: Board, margin: float) -> None:
    """The card of the uncertainty and its file tell the same."""
    rows = rows_of(board, "range")
    assert [row["part"] for row in rows] == ["counts", "recording", "unit-costs", "all"]
    declared = rows[2]
    cost = float(declared["cost"])
    assert float(declared["cost_low"]) == pytest.approx(cost * (1 - margin / 100), rel=1e-6)
    told = board.page.eval_on_selector_all(
        "#costs-range-result tbody tr", "all => all.map(e => [...e.cells].map(c => c.innerText))"
    )
    ends = [float(row[name]) for name in ("cost_low", "cost_high") for row in rows]
    low, high = money(ends)[: len(rows)], money(ends)[len(rows) :]
    assert [line[1:] for line in told] == [list(both) for both in zip(low, high, strict=True)]
    assert f"±{margin:g}%" in told[2][0]


def test_the_declared_range_is_the_readers_and_kept_by_url(board: Board) -> None:
    board.open(f"/costs?area={HACKNEY}")
    plan = shown(board, "plan-title", "plan-sentence", "plan-result")
    range_agrees(board, 20)
    type_into(board, "margin", "35")
    assert board.query["margin"] == "35"
    range_agrees(board, 35)
    assert shown(board, "plan-title", "plan-sentence", "plan-result") == plan
    board.page.reload()
    board.page.wait_for_selector("#react-entry-point main h1")
    board.settle()
    assert board.page.input_value("#costs-margin") == "35"
    range_agrees(board, 35)
    for text in ("0", "101", "a fifth"):
        type_into(board, "margin", text, posts=None)
        assert "Write a number above 0, up to 100 per cent." in fault(board, "margin")
        range_agrees(board, 20)
    type_into(board, "margin", "20")
    assert not fault(board, "margin")
    assert "margin" not in board.query


def test_an_empty_investment_is_the_areas_own_part(board: Board) -> None:
    board.open("/costs")
    assert board.page.input_value("#costs-invest") == ""
    plan_agrees(board, 10, 40e6)
    _search(board, "Waltham Forest")
    plan_agrees(board, 10, 1_265_588)
    assert "Left empty: £1,265,588" in board.page.inner_text("#costs-invest-hint")
    type_into(board, "invest", "40000000")
    assert board.query["invest"] == "40000000"
    plan_agrees(board, 10, 40e6)
    type_into(board, "invest", "")
    assert "invest" not in board.query
    plan_agrees(board, 10, 1_265_588)


@pytest.mark.parametrize("name", ["cut", "invest"])
def test_a_bad_value_is_told_beside_its_field(board: Board, name: str) -> None:
    other = "invest" if name == "cut" else "cut"
    board.open("/costs")
    sound = shown(board, *NUMBERS)
    usual = shown(board, "plan-title", "plan-sentence", "plan-result")
    for text, why in BAD[name].items():
        type_into(board, name, text, posts=None)
        said = fault(board, name)
        assert why in said, f"{text}: {said!r}"
        assert text in said
        assert "Write a number above 0, up to" in said
        assert "is-invalid" in str(board.page.get_attribute(f"#costs-{name}", "class"))
        assert not fault(board, other)
        field = board.page.locator(f"#costs-{name}").bounding_box()
        line = board.page.locator(f"#costs-{name}-fault").bounding_box()
        assert 0 <= line["y"] - field["y"] - field["height"] < 30, "the message is not beside it"
        assert board.page.input_value(f"#costs-{name}") == text, "what was typed is gone"
        assert shown(board, *NUMBERS) == sound
        assert shown(board, "plan-title", "plan-sentence", "plan-result") == usual
        board.check_words()
        plan_agrees(board, 10, 40e6)
    # a reload keeps both; a good value takes the message away
    board.page.reload()
    board.page.wait_for_selector("#react-entry-point main h1")
    board.settle()
    assert board.page.input_value(f"#costs-{name}") == text
    assert why in fault(board, name)
    type_into(board, name, "25", posts=None)
    assert not fault(board, name)
    assert board.query[name] == "25"
    plan_agrees(board, *((25, 40e6) if name == "cut" else (10, 25)))


@pytest.mark.parametrize(("name", "usual"), [("cut", "10"), ("invest", ""), ("margin", "20")])
def test_going_back_to_the_usual_value_takes_the_message_away(
    board: Board, name: str, usual: str
) -> None:
    board.open("/costs")
    type_into(board, name, "0")
    assert fault(board, name)
    type_into(board, name, usual)
    assert not fault(board, name)
    assert name not in board.query


def test_another_filter_leaves_a_bad_value_and_its_message(board: Board) -> None:
    board.open("/costs?cut=0")
    assert "is not above 0" in fault(board, "cut")
    board.choose("offence", "rape", posts=None)
    assert board.page.input_value("#costs-cut") == "0"
    assert "is not above 0" in fault(board, "cut")
    assert board.query["cut"] == "0"
    plan_agrees(board, 10, 40e6)
    type_into(board, "cut", "20")
    assert not fault(board, "cut")
    assert board.query == {"offence": "rape", "cut": "20"}


def test_the_pledge_survives_reload_and_goes_to_its_file(board: Board) -> None:
    board.open("/costs")
    _search(board, "Hackney")
    before = shown(board, "pledge-title", "pledge-sentence")
    rows = rows_of(board, "pledge")
    last = [row for row in rows if row["count_12m"] and row["path"]][-1]
    assert number(float(last["count_12m"])) in before[1]
    assert number(abs(round(float(last["gap"])))) in before[1]
    assert number(float(rows[-1]["path"])) in before[1]
    board.page.reload()
    board.page.wait_for_selector("#react-entry-point main h1")
    board.settle()
    assert shown(board, "pledge-title", "pledge-sentence") == before
    assert rows_of(board, "pledge") == rows


# --- the keyboard -----------------------------------------------------------------------------


@pytest.mark.parametrize("path", [f"/costs?area={HACKNEY}", "/evidence?status=moved-on-since"])
def test_tab_reaches_everything_and_shows_where_it_is(board: Board, path: str) -> None:
    board.open(path)
    board.page.keyboard.press("Tab")
    assert board.page.evaluate(FOCUSED)["text"] == "Skip to the headline"
    every = board.page.evaluate(WALK)
    assert len(every) > 30
    reached, shy, unseen = {0}, [], []
    for _ in range(len(every) * 2):
        board.page.keyboard.press("Tab")
        at = board.page.evaluate(STOP)
        if at is None or at["place"] in reached:
            break
        reached.add(at["place"])
        if not at["shows"]:
            shy.append(every[at["place"]])
        if not at["inside"]:
            unseen.append(every[at["place"]])
    missed = [text for place, text in enumerate(every) if place not in reached]
    assert not missed, f"Tab does not reach {missed[:5]}, {len(missed)} in all"
    assert not shy, f"the focus is not to be seen on {shy[:5]}"
    assert not unseen, f"the focus is off the screen on {unseen[:5]}"
    # and back: no field keeps the keyboard
    board.page.evaluate("() => [...document.querySelectorAll('[data-walk]')].at(-1).focus()")
    for _ in range(12):
        board.page.keyboard.press("Shift+Tab")
    at = board.page.evaluate(STOP)
    assert at is not None
    assert at["place"] <= len(every) - 12


def test_the_skip_link_leads_into_the_page(board: Board) -> None:
    for path in ("/costs", "/evidence"):
        board.open(path)
        board.page.keyboard.press("Tab")
        board.page.keyboard.press("Enter")
        assert board.page.evaluate("() => document.activeElement.id") == "headline"
        board.page.keyboard.press("Tab")
        assert board.page.evaluate("() => !!document.activeElement.closest('main')")


@pytest.mark.parametrize("name", ["level", "offence", "period", "compare"])
def test_arrow_keys_change_a_filter(board: Board, name: str) -> None:
    board.open("/costs")
    _tab_to(board, board.control(name))
    before, headline = board.value(name), board.page.inner_text("main")
    last = [option["value"] for option in board.options(name) if not option["disabled"]][-1]
    key = "ArrowUp" if before == last else "ArrowDown"
    board.act(lambda: board.page.keyboard.press(key), posts=None)
    assert board.value(name) != before
    assert board.query, "the address does not follow"
    assert board.page.inner_text("main") != headline
    assert board.page.evaluate("() => document.activeElement.id") == f"filter-{name}"


def test_the_plan_is_made_by_keyboard(board: Board) -> None:
    board.open("/costs")
    _tab_to(board, "#costs-cut-range")
    for _ in range(3):
        board.page.keyboard.press("ArrowRight")
    board.page.wait_for_function("() => document.querySelector('#costs-cut').value === '13'")
    board.page.wait_for_function(
        "() => document.querySelector('#costs-plan-title').innerText.startsWith('13% less')"
    )
    board.settle()
    assert board.query["cut"] == "13"
    board.page.keyboard.press("Tab")
    assert board.page.evaluate("() => document.activeElement.id") == "costs-cut"
    board.page.keyboard.press("Control+a")
    board.page.keyboard.type("35")
    board.act(lambda: board.page.keyboard.press("Enter"))
    assert board.query["cut"] == "35"
    assert board.page.evaluate("() => document.activeElement.id") == "costs-cut"
    board.page.keyboard.press("Tab")
    board.page.keyboard.press("Control+a")
    board.page.keyboard.type("0")
    board.act(lambda: board.page.keyboard.press("Tab"))
    assert "is not above 0" in fault(board, "invest")
    assert board.page.get_attribute("#costs-invest-fault", "role") == "alert"
    board.page.keyboard.press("Shift+Tab")
    board.page.keyboard.press("Control+a")
    board.page.keyboard.type("2000000")
    board.act(lambda: board.page.keyboard.press("Tab"))
    assert not fault(board, "invest")
    plan_agrees(board, 35, 2e6)


def test_tables_open_and_close_by_key(board: Board) -> None:
    board.open("/costs")
    for place, key in enumerate(("Enter", "Space")):
        _tab_to(board, ".card-foot summary", limit=60)
        board.act(lambda key=key: board.page.keyboard.press(key), posts=0)
        assert board.page.locator(".as-table table").count() == place + 1
        _tab_to(board, ".as-table .scroll", limit=2)
        board.page.keyboard.press("ArrowDown")
        board.page.keyboard.press("Shift+Tab")
    board.page.keyboard.press("Enter")
    assert board.page.locator("details[open]").count() == 1


def test_the_list_of_evidence_filters_by_key(board: Board) -> None:
    board.open("/evidence")
    every = board.page.locator(".statement").count()
    assert 0 < board.page.locator(".statement:visible").count() < 10  # the rest is folded
    _tab_to(board, "#evidence-theme")
    seen = set()
    for _ in range(3):
        board.act(lambda: board.page.keyboard.press("ArrowDown"), posts=0)
        value = board.page.input_value("#evidence-theme")
        assert board.query["theme"] == value
        count = board.page.locator(".statement:visible").count()
        assert 0 < count < every
        assert board.page.inner_text("#evidence-shown") == f"Showing {count} of {every} statements"
        assert set(board.page.eval_on_selector_all(
            ".statement:not([hidden])", "all => all.map(e => e.dataset.theme)"
        )) == {value}  # fmt: skip
        seen.add(value)
    assert len(seen) == 3
    board.page.keyboard.type("All")  # by its first letters, as selects are searched
    board.settle()
    assert "theme" not in board.query
    board.page.keyboard.press("Tab")
    assert board.page.evaluate("() => document.activeElement.id") == "evidence-status"
    board.act(lambda: board.page.keyboard.press("ArrowDown"), posts=0)
    assert board.query["status"] == "differs"
    board.act(lambda: board.page.keyboard.press("ArrowDown"), posts=0)
    assert board.query["status"] == "moved-on-since"
    kept = board.page.locator(".statement:visible").count()
    assert kept == board.page.locator(".statement.is-moved-on-since").count()
    board.page.reload()
    board.page.wait_for_selector("#react-entry-point main h1")
    board.settle()
    assert board.page.locator(".statement:visible").count() == kept
    # the list scrolls by key, and can be skipped
    _tab_to(board, ".skip-list")
    board.page.keyboard.press("Tab")
    assert board.page.evaluate("() => document.activeElement.matches('.scroll')")
    for _ in range(4):
        board.page.keyboard.press("PageDown")
    board.page.wait_for_function("() => document.activeElement.scrollTop > 100")
    board.page.keyboard.press("Shift+Tab")
    board.page.keyboard.press("Enter")
    assert board.page.url.endswith("#table-12")
    board.page.keyboard.press("Tab")
    assert board.page.evaluate("() => !!document.activeElement.closest('.evidence-table-12')")


def test_tiles_and_sections_work_by_key(board: Board) -> None:
    board.open("/evidence")
    _tab_to(board, ".tiles a")
    board.page.keyboard.press("Enter")
    board.page.wait_for_url("**status=confirmed**")
    board.page.wait_for_selector(".statement.is-confirmed:not([hidden])")
    board.settle()
    assert board.page.input_value("#evidence-status") == "confirmed"
    _tab_to(board, ".sections a[href='#benchmarks']")
    board.page.keyboard.press("Enter")
    top = board.page.locator("#benchmarks").bounding_box()["y"]
    assert -5 <= top < 400, "the section is not in view"


# --- evidence and its filters -----------------------------------------------------------------


def test_evidence_says_why_it_does_not_honour_an_area(board: Board) -> None:
    board.open(f"/costs?area={HACKNEY}")
    board.go("/evidence")
    assert board.query["area"] == HACKNEY, "the area is lost on the way"
    notice = board.page.inner_text(".notice")
    assert "Area and period filters do not apply here" in notice
    assert "each figure is compared with its own" in notice
    assert "Not applied: area" in notice
    assert board.page.is_visible(".notice")
    board.open("/evidence")
    assert not board.page.query_selector(".notice")
    assert "do not apply here" in board.page.inner_text("main .card:has(.tiles)")


def test_what_moved_on_says_which_way_it_goes(board: Board) -> None:
    board.open("/evidence?status=moved-on-since")
    texts = board.texts(".statement:not([hidden]) .claim .verdict")
    ways = [text.partition(", ")[2] for text in texts]
    assert {"same direction", "direction reversed"} <= set(ways)
    heading = board.page.inner_text("main h1")
    assert f"{ways.count('direction reversed')} have reversed" in heading
    assert f"{ways.count('same direction')} in the same direction" in heading


# --- screens ----------------------------------------------------------------------------------


@pytest.mark.parametrize("size", ENDS, ids=lambda size: f"{size[0]}x{size[1]}")
def test_open_tables_of_costs_stay_inside(
    new_board: Callable[..., Board], size: tuple[int, int]
) -> None:
    board = new_board(*size)
    board.open("/costs?level=ward")
    board.page.evaluate("() => document.querySelectorAll('details').forEach(e => e.open = true)")
    board.settle()
    assert not board.page.evaluate(SIDEWAYS)


@pytest.mark.parametrize("address", ["/costs?cut=0&invest=lots", "/costs?area=E09000001"])
def test_axe_finds_nothing_serious(board: Board, address: str) -> None:
    board.open(address)
    assert violations(board) == []

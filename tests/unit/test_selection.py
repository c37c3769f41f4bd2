"""What is asked: read from a query and written back, and what happens to what cannot be."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qs, parse_qsl

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import app  # noqa: F401 - the pages register their defaults with it
from data.model import periods
from data.model.catalogue import (
    COHORTS,
    COMPARISONS,
    LEVELS,
    MEASURES,
    OFFENCES,
    OPEN_SERIES,
)
from data.model.grammar import full_query, parse, to_query, to_text
from data.model.parameters import PARAMETERS
from data.model.periods import PRE_LOCKDOWN, Period
from data.model.places import LONDON
from data.model.selection import (
    ASKED,
    VIEWED,
    Defaults,
    Problem,
    Reading,
    Scenario,
    Selection,
    ViewState,
    default_period,
    units,
)
from data.sources.recorded import cohort_reason
from pages.boroughs import PAGE as BOROUGHS
from pages.costs import PAGE as COSTS
from pages.hotspots import PAGE as HOTSPOTS
from pages.overview import PAGE as OVERVIEW
from tests import asking
from tests.unit.selections import CODES, DOMAIN, scenarios, selections, states

INTERFACE = Defaults(extras=())

DEFAULT = default_period(DOMAIN)
TAKEN, NAMES = PARAMETERS.names(ASKED), PARAMETERS.names(ASKED, VIEWED)
EVERY = {
    "overview": OVERVIEW.defaults,
    "hotspots": HOTSPOTS.defaults,
    "boroughs": BOROUGHS.defaults,
    "interface": INTERFACE,
}
WARD, BOROUGH = "E05013806", "E09000033"
PLAIN = Defaults()
"""A page at level borough that takes every parameter of the handbook."""


Taken = tuple[Selection, tuple[Problem, ...]]


def read(query: dict, defaults: Defaults = PLAIN) -> Taken:
    """What is asked and the problems of a query."""
    reading = parse(query, DOMAIN, defaults)
    return reading.selection, reading.problems


def ask(defaults: Defaults = PLAIN, **query: str) -> Taken:
    """The same of parameters as arguments: ``from_`` stands for ``from``."""
    return read({key.rstrip("_"): value for key, value in query.items()}, defaults)


# --- There and back ---------------------------------------------------------------------------


@pytest.mark.parametrize("name", EVERY)
@settings(max_examples=100)
@given(data=st.data())
def test_what_is_written_is_read_back(name: str, data: st.DataObject) -> None:
    defaults, viewed = EVERY[name], name != "interface"
    level = data.draw(st.sampled_from(defaults.levels))
    asked = data.draw(selections(level=level))
    state = data.draw(states()) if viewed else ViewState()
    wanted = Reading(asked, state, Scenario(), ())
    query = to_query(asked, DOMAIN, defaults, state if viewed else None)
    assert parse(query, DOMAIN, defaults) == wanted
    # … and through the address bar, as the server and as the page's callback read it.
    text = to_text(query)
    assert parse(dict(parse_qsl(text.lstrip("?"))), DOMAIN, defaults) == wanted
    once = {key: values[0] for key, values in parse_qs(text.lstrip("?")).items()}
    assert parse(once, DOMAIN, defaults) == wanted


@given(selections(), scenarios())
def test_a_plan_is_read_back_where_a_page_takes_one(asked: Selection, plan: Scenario) -> None:
    """To twelve digits, as it stands in the URL."""
    defaults = COSTS.defaults
    asked = asked.replace(level=defaults.level, areas=(), measure=defaults.measure)
    query = to_query(asked, DOMAIN, defaults, ViewState(), plan)
    reading = parse(query, DOMAIN, defaults)
    assert (reading.selection, reading.state, reading.problems) == (asked, ViewState(), ())
    assert reading.scenario.cut == pytest.approx(plan.cut, rel=1e-11)
    assert reading.scenario.invest == pytest.approx(plan.invest, rel=1e-11)
    again = to_query(asked, DOMAIN, defaults, ViewState(), reading.scenario)
    assert again == query
    assert parse(again, DOMAIN, defaults) == reading


@given(selections())
def test_the_address_of_a_download_says_everything(asked: Selection) -> None:
    query = full_query(asked)
    wanted = Reading(asked, ViewState(), Scenario(), ())
    assert parse(query, DOMAIN, INTERFACE) == wanted
    assert set(query) == set(TAKEN) - ({"area"} if not asked.areas else set())
    for defaults in EVERY.values():
        if asked.level in defaults.levels:
            assert parse(query, DOMAIN, defaults) == wanted


@pytest.mark.parametrize("name", EVERY)
def test_the_defaults_need_no_query(name: str) -> None:
    defaults = EVERY[name]
    reading = parse({}, DOMAIN, defaults)
    asked = reading.selection
    assert reading.problems == ()
    assert asked.period == DEFAULT
    assert asked.areas == ()
    assert (reading.state.focus, reading.state.sort) == ("", "")
    assert reading.scenario == Scenario()
    assert asked.measure == "count"
    assert asked.compare == "previous-year"
    assert asked.cohort == "all-ages"
    assert to_query(asked, DOMAIN, defaults, reading.state, reading.scenario) == {}
    assert to_text({}) == ""


def test_the_default_ends_with_the_last_month_that_wards_and_boroughs_share() -> None:
    assert DEFAULT.months == 12
    assert DEFAULT.end == DOMAIN.shared_end
    assert DEFAULT.within(DOMAIN.bounds)


def test_the_grammar_of_the_handbook() -> None:
    asked, problems = ask(
        level="borough",
        area="E09000033,E09000025",
        offence="violence-with-injury",
        cohort="all-ages",
        from_="2025-04",
        to="2026-03",
        compare="previous-year",
        measure="rate",
        dataset="recorded",
    )
    assert problems == ()
    assert asked.areas == ("E09000025", "E09000033")
    assert asked.period == Period("2025-04", "2026-03")
    assert asked.comparison == Period("2024-04", "2025-03")
    assert TAKEN == (
        "level", "area", "offence", "cohort", "from", "to", "compare", "measure", "dataset",
    )  # fmt: skip


def test_equal_questions_are_equal() -> None:
    one, _ = ask(area="E09000033,E09000025,E09000033")
    two, _ = ask(area="E09000025,E09000033")
    assert one == two
    assert hash(one) == hash(two)
    with pytest.raises(AttributeError):
        one.level = "ward"  # type: ignore[misc]


# --- What cannot be honoured ------------------------------------------------------------------

BAD = [
    ("level", "parish", tuple(LEVELS)),
    ("level", "Ward", tuple(LEVELS)),
    ("offence", "jaywalking", OPEN_SERIES),
    ("offence", "threats-to-kill", OPEN_SERIES),  # in case-level extracts only
    ("cohort", "over-25", tuple(COHORTS)),
    ("compare", "last-week", tuple(COMPARISONS)),
    ("measure", "sum", tuple(MEASURES)),
    ("dataset", "imagined", tuple(DOMAIN.datasets)),
    ("area", "E09000099", None),
    ("area", "Westminster", None),
    ("area", "unplaced", None),
    ("from", "2025-13", None),
    ("from", "April", None),
    ("from", "1999-01", None),
    ("to", "2025-4", None),
    ("to", "2099-01", None),
    ("focus", "E09000099", None),
    ("sort", "colour", None),
    ("colour", "red", NAMES),
]


@pytest.mark.parametrize(("parameter", "value", "allowed"), BAD)
def test_a_bad_value_is_named_with_what_is_allowed(
    parameter: str, value: str, allowed: tuple[str, ...] | None
) -> None:
    reading, usual = parse({parameter: value}, DOMAIN, PLAIN), parse({}, DOMAIN, PLAIN)
    problems = reading.problems
    assert reading.selection == usual.selection, "it falls back to the default"
    assert (reading.state, reading.scenario) == (usual.state, usual.scenario)
    assert [problem.parameter for problem in problems] == [parameter]
    assert problems[0].value == value
    assert problems[0].allowed, "a reader must learn what would be accepted"
    if allowed is not None:
        assert problems[0].allowed == allowed
    assert value in problems[0].text
    assert parameter in problems[0].text
    assert problems[0].text.endswith(".")


def test_every_bad_value_is_reported() -> None:
    query = {"level": "x", "offence": "x", "cohort": "x", "compare": "x", "measure": "x",
             "dataset": "x", "area": "x", "from": "x", "to": "x", "focus": "x", "sort": "x",
             "hat": "x"}  # fmt: skip
    reading, usual = parse(query, DOMAIN, PLAIN), parse({}, DOMAIN, PLAIN)
    assert {problem.parameter for problem in reading.problems} == set(query)
    assert (reading.selection, reading.state) == (usual.selection, usual.state)


def test_the_good_parts_of_a_query_are_kept() -> None:
    asked, problems = ask(offence="rape", measure="sum", area="E09000033,nowhere", to="2025-12")
    assert {problem.parameter for problem in problems} == {"measure", "area"}
    assert (asked.offence, asked.areas, asked.measure) == ("rape", ("E09000033",), "count")
    assert asked.period == Period("2025-01", "2025-12")


def test_london_is_no_area_whose_panel_opens() -> None:
    """``focus`` is a ward or a borough; anything else would be ignored without a word."""
    reading = parse({"focus": LONDON}, DOMAIN, PLAIN)
    assert [problem.parameter for problem in reading.problems] == ["focus"]
    assert reading.state.focus == ""


@pytest.mark.parametrize(
    ("level", "area", "kept"),
    [
        ("ward", WARD, (WARD,)),
        ("ward", BOROUGH, (BOROUGH,)),  # a parent: its wards
        ("borough", BOROUGH, (BOROUGH,)),
        ("borough", "E09000001", ("E09000001",)),
        ("borough", WARD, None),
        ("london", BOROUGH, None),
        ("london", WARD, None),
        ("borough", LONDON, ()),
    ],
)
def test_areas_are_units_of_the_level_or_their_parents(
    level: str, area: str, kept: tuple[str, ...] | None
) -> None:
    asked, problems = ask(level=level, area=area)
    assert asked.areas == (kept or ())
    assert [problem.parameter for problem in problems] == (["area"] if kept is None else [])


@pytest.mark.parametrize(
    ("usual", "levels", "area", "told"),
    [
        ("borough", tuple(LEVELS), WARD, "ward"),
        ("london", tuple(LEVELS), BOROUGH, "borough"),
        ("london", tuple(LEVELS), f"{BOROUGH},{WARD}", "ward"),
        ("ward", tuple(LEVELS), BOROUGH, "ward"),  # its wards, as the page usually shows them
        ("borough", tuple(LEVELS), LONDON, "borough"),
        ("borough", tuple(LEVELS), "nowhere", "borough"),
    ],
)
def test_an_area_tells_its_level(usual: str, levels: tuple[str, ...], area: str, told: str) -> None:
    """A page showed London for a ward, where the interface understood it."""
    asked, problems = ask(Defaults(level=usual, levels=levels), area=area)
    assert asked.level == told
    assert asked.areas == tuple(sorted(code for code in area.split(",") if code[0] == "E")) * (
        area != LONDON
    )
    assert [problem.value for problem in problems] == ["nowhere"] * (area == "nowhere")


def test_a_ward_is_refused_where_a_page_has_no_wards() -> None:
    asked, problems = ask(BOROUGHS.defaults, area=WARD)
    assert (asked.level, asked.areas) == ("borough", ())
    assert problems[0].allowed == ("choose a borough, or all of London",)


def test_units_are_the_wards_of_a_borough() -> None:
    asked, _ = ask(level="ward", area=f"{BOROUGH},E05009317")
    found = units(asked, DOMAIN)
    assert found is not None
    inside = {code for code in CODES["ward"] if DOMAIN.parents[code] == BOROUGH}
    assert found == inside | {"E05009317"}
    assert len(inside) == 18
    assert units(asked.replace(areas=()), DOMAIN) is None


def test_a_cohort_that_no_open_data_answers_falls_back_with_the_reason() -> None:
    for offence in OPEN_SERIES:
        for cohort in COHORTS:
            asked, problems = ask(offence=offence, cohort=cohort)
            if cohort_reason(offence, cohort):
                assert [problem.parameter for problem in problems] == ["cohort"]
                assert "extract" in problems[0].text
                assert "all-ages" in problems[0].allowed
                assert cohort not in problems[0].allowed
                assert asked.cohort == "all-ages"
            else:
                assert problems == ()
                assert asked.cohort == cohort


def test_a_level_that_a_page_cannot_show_falls_back_with_the_reason() -> None:
    assert BOROUGHS.defaults.levels == ("borough",)
    assert INTERFACE.levels == tuple(LEVELS)
    for defaults in EVERY.values():
        assert defaults.level in defaults.levels
        for level in set(LEVELS) - set(defaults.levels):
            asked, problems = read({"level": level}, defaults)
            assert asked.level == defaults.level
            assert [problem.parameter for problem in problems] == ["level"]
            assert problems[0].allowed == defaults.levels
            assert defaults.levels_why
            assert defaults.levels_why in problems[0].text


def test_the_interface_refuses_what_is_only_looked_at() -> None:
    for parameter, value in (("focus", WARD), ("sort", "name")):
        reading = parse({parameter: value}, DOMAIN, INTERFACE)
        assert [problem.parameter for problem in reading.problems] == [parameter]
        assert reading.problems[0].allowed == TAKEN
        assert reading.state == ViewState()
        assert (reading.state.focus, reading.state.sort) == ("", "")


def test_absent_is_absent() -> None:
    assert parse({"level": None, "area": ""}, DOMAIN, INTERFACE) == parse({}, DOMAIN, INTERFACE)


@pytest.mark.parametrize("name", ["level", "offence", "from", "to", "measure"])
def test_an_empty_value_is_a_bad_one(name: str) -> None:
    asked, problems = read({name: ""}, INTERFACE)
    assert [problem.parameter for problem in problems] == [name]
    assert asked == read({}, INTERFACE)[0]


def test_periods_that_share_months_have_no_change() -> None:
    """Two years against the two a year earlier: a change would count twelve months twice."""
    from data import queries

    asked, _ = ask(from_="2024-04", to="2026-03")
    row = queries.query_areas(asking.ask(asked)).frame.iloc[0]
    assert row["compare_count"] > 0
    assert row[["change", "change_low", "change_high"]].isna().all()
    assert "[z] no change" in row["note"]


# --- Periods ----------------------------------------------------------------------------------


def test_a_first_month_alone_runs_to_the_default_end() -> None:
    asked, problems = ask(from_="2024-01")
    assert (asked.period, problems) == (Period("2024-01", DEFAULT.end), ())


def test_a_last_month_alone_ends_twelve_months() -> None:
    asked, problems = ask(to="2023-09")
    assert (asked.period, problems) == (Period("2022-10", "2023-09"), ())
    first = DOMAIN.bounds.start
    near = periods.shift(first, 3)
    assert ask(to=near)[0].period == Period(first, near)


def test_a_first_month_after_the_default_end_is_still_a_period() -> None:
    last = DOMAIN.bounds.end
    asked, problems = ask(from_=last)
    assert (asked.period, problems) == (Period(last, last), ())


@pytest.mark.parametrize(("start", "end"), [("2025-06", "2025-05"), ("2026-01", "2010-04")])
def test_a_period_that_runs_backwards_falls_back(start: str, end: str) -> None:
    asked, problems = ask(from_=start, to=end)
    assert asked.period == DEFAULT
    assert [problem.parameter for problem in problems] == ["from"]


def test_one_bad_end_takes_the_other_with_it() -> None:
    """Half of what was asked would be a period that nobody asked for."""
    asked, problems = ask(from_="2024-01", to="soon")
    assert asked.period == DEFAULT
    assert [problem.parameter for problem in problems] == ["to"]


def test_the_bounds_of_the_data_are_allowed() -> None:
    asked, problems = ask(from_=DOMAIN.bounds.start, to=DOMAIN.bounds.end)
    assert (asked.period, problems) == (DOMAIN.bounds, ())
    for parameter, month in (
        ("from", periods.shift(DOMAIN.bounds.start, -1)),
        ("to", periods.shift(DOMAIN.bounds.end, 1)),
    ):
        _, problems = read({parameter: month}, INTERFACE)
        assert [problem.parameter for problem in problems] == [parameter]
        assert DOMAIN.bounds.start in problems[0].allowed[0]
        assert DOMAIN.bounds.end in problems[0].allowed[0]


def compared(start: str, end: str, compare: str) -> Period | None:
    asked, _ = ask()
    return asked.replace(period=Period(start, end), compare=compare).comparison


@pytest.mark.parametrize(
    ("start", "end", "earlier"),
    [
        ("2025-04", "2026-03", Period("2024-04", "2025-03")),
        ("2025-04", "2025-06", Period("2024-04", "2024-06")),
        ("2026-03", "2026-03", Period("2025-03", "2025-03")),
        ("2024-04", "2026-03", Period("2023-04", "2025-03")),
    ],
)
def test_the_previous_year_is_the_same_months_a_year_earlier(
    start: str, end: str, earlier: Period
) -> None:
    assert compared(start, end, "previous-year") == earlier


@pytest.mark.parametrize(
    ("start", "end", "earlier"),
    [
        ("2025-04", "2026-03", PRE_LOCKDOWN),
        ("2025-01", "2025-12", PRE_LOCKDOWN),
        ("2012-07", "2013-06", PRE_LOCKDOWN),
        ("2025-04", "2025-06", Period("2019-04", "2019-06")),
        ("2025-11", "2026-01", Period("2019-11", "2020-01")),
        ("2026-03", "2026-03", Period("2020-03", "2020-03")),
        ("2026-04", "2026-04", Period("2019-04", "2019-04")),
        ("2015-04", "2015-06", Period("2019-04", "2019-06")),
        ("2025-05", "2026-03", Period("2019-05", "2020-03")),
        ("2026-03", "2026-04", None),  # March 2020 and April 2019 do not follow each other
        ("2024-04", "2026-03", None),  # longer than the year
        ("2025-03", "2026-03", None),
    ],
)
def test_the_year_to_march_2020_is_compared_like_months_with_like(
    start: str, end: str, earlier: Period | None
) -> None:
    assert compared(start, end, "to-2020-03") == earlier


@given(selections())
def test_a_comparison_is_as_long_as_the_period(asked: Selection) -> None:
    earlier = asked.comparison
    if asked.compare == "none":
        assert earlier is None
    elif asked.compare == "previous-year":
        assert earlier == asked.period.shift(-12)
    elif earlier is not None:
        assert earlier.months == asked.period.months
        assert earlier.within(PRE_LOCKDOWN)
        if asked.period.months != 12:
            assert periods.index(earlier.start) % 12 == periods.index(asked.period.start) % 12
    else:
        assert asked.period.months != 12


# --- Hostile texts ----------------------------------------------------------------------------

HOSTILE = [
    "<script>alert(1)</script>", "'; DROP TABLE counts;--", "../../etc/passwd", "\x00", "\ud800",
    "a" * 100_000, "2025-04\n", "201٥-04", "0" * 50, "-1", "NaN", "null", "{}", "[]", "%00", "💥",
    "E09000033\n", "E09000033,,,", ",", "-", "__class__", "E09000033;E09000025",
]  # fmt: skip


@pytest.mark.parametrize("value", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize("parameter", [*NAMES, "<b>", ""])
def test_hostile_values_are_problems(parameter: str, value: str) -> None:
    reading, usual = parse({parameter: value}, DOMAIN, PLAIN), parse({}, DOMAIN, PLAIN)
    asked, problems = reading.selection, reading.problems
    good = parameter == "area" and value == "E09000033,,,"
    assert bool(problems) != good
    assert asked.replace(areas=()) == usual.selection
    assert (reading.state, reading.scenario) == (usual.state, usual.scenario)
    for problem in problems:
        assert len(problem.parameter) <= 40
        assert len(problem.text) < 300


TEXTS = st.one_of(
    st.text(max_size=30),
    st.sampled_from(HOSTILE[:5] + HOSTILE[6:]),
    st.from_regex(r"[0-9]{4}-[0-9]{2}", fullmatch=True),
    st.sampled_from([*OFFENCES, *LEVELS, *COHORTS, *MEASURES, *COMPARISONS, LONDON, WARD, BOROUGH]),
)


@settings(max_examples=120)
@given(
    st.dictionaries(st.one_of(st.sampled_from(NAMES), st.text(max_size=10)), TEXTS),
    st.sampled_from(sorted(EVERY)),
)
def test_no_query_raises_and_what_comes_out_is_always_allowed(
    query: dict[str, str], name: str
) -> None:
    defaults, viewed = EVERY[name], name != "interface"
    reading = parse(query, DOMAIN, defaults)
    asked, problems = reading.selection, reading.problems
    assert all(
        (isinstance(problem, Problem) and problem.parameter in query) or not problem.parameter
        for problem in problems
    )
    again = to_query(asked, DOMAIN, defaults, reading.state if viewed else None, reading.scenario)
    assert parse(again, DOMAIN, defaults) == replace(reading, problems=())
    assert asked.period.within(DOMAIN.bounds)
    assert not cohort_reason(asked.offence, asked.cohort)

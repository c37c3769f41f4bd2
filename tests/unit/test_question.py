"""A Selection is resolved once: what is decided there, and that nobody decides it again."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given, settings

from data.extracts.folder import root_folder
from data.model import periods
from data.model.catalogue import OFFENCES
from data.model.grammar import full_query, parse
from data.model.periods import PRE_LOCKDOWN, Period
from data.model.places import CITY, LONDON, TOTAL
from data.model.selection import Selection, units
from data.paths import PROCESSED
from data.queries import question as questions
from data.queries.question import (
    BROKEN,
    NO_LIKE_MONTHS,
    NOT_ASKED,
    NOT_COVERED,
    SHARED_MONTHS,
    Question,
)
from data.queries.tables import TABLES
from data.session import Session, sessions
from data.sources.recorded import series_for
from tests.asking import ask, domain, elsewhere
from tests.unit.selections import selections
from tests.unit.test_architecture import imports, sources

YEAR = Selection(
    "borough", (), "violence-with-injury", "all-ages", Period("2025-04", "2026-03"),
    "previous-year", "count",
)  # fmt: skip


# --- What is decided --------------------------------------------------------------------------


@settings(max_examples=80)
@given(selections())
def test_a_question_is_its_selection_and_what_follows_from_it(asked: Selection) -> None:
    found = ask(asked)
    build = sessions.current.build
    assert found.selection == asked
    assert (found.level, found.areas, found.cohort) == (asked.level, asked.areas, asked.cohort)
    assert (found.period, found.measure) == (asked.period, asked.measure)
    assert found.offence is OFFENCES[asked.offence], "what people asked for keeps its name"
    assert found.series is OFFENCES[str(series_for(asked.offence, asked.cohort))]
    assert found.parts == found.series.parts
    assert found.covered == build.coverage(asked.level, found.series.slug)
    assert found.comparison == asked.comparison
    assert found.units == units(asked, domain())
    assert found.dataset.slug == asked.dataset
    assert found.in_coverage == asked.period.within(found.covered)
    crossed = [
        item
        for item in found.series.breaks
        if asked.comparison and item.between(asked.comparison, asked.period)
    ]
    assert list(found.breaks) == crossed
    assert found.comparable == (found.no_comparison == "")
    if found.comparable:
        assert found.comparison is not None
        assert found.comparison.within(found.covered)
        assert not [item for item in found.breaks if not item.comparable]


@pytest.mark.parametrize(
    ("changes", "comparison", "why"),
    [
        ({}, Period("2024-04", "2025-03"), ""),
        ({"compare": "to-2020-03", "offence": "personal-robbery"}, PRE_LOCKDOWN, ""),
        ({"compare": "to-2020-03"}, PRE_LOCKDOWN, BROKEN),
        ({"compare": "none"}, None, NOT_ASKED),
        (
            {"compare": "to-2020-03", "period": Period("2024-04", "2026-03")},
            None,
            NO_LIKE_MONTHS,
        ),
        ({"period": Period("2024-04", "2026-03")}, Period("2023-04", "2025-03"), SHARED_MONTHS),
        ({"period": Period("2010-04", "2011-03")}, Period("2009-04", "2010-03"), NOT_COVERED),
        (
            {"offence": "domestic-abuse", "period": Period("2023-08", "2024-07")},
            Period("2022-08", "2023-07"),
            BROKEN,
        ),
        (
            # the cohort's own series has the break, not the offence that was asked for
            {"cohort": "domestic-abuse", "period": Period("2023-08", "2024-07")},
            Period("2022-08", "2023-07"),
            BROKEN,
        ),
    ],
)
def test_why_nothing_is_compared(
    changes: dict[str, Any], comparison: Period | None, why: str
) -> None:
    found = ask(YEAR.replace(**changes))
    assert (found.comparison, found.no_comparison) == (comparison, why)
    assert found.comparable == (why == "")
    assert found.overlapping == (why == SHARED_MONTHS)


def test_a_break_that_is_only_told_forbids_nothing() -> None:
    able = domain().capabilities("recorded")
    told = {
        slug: [one for one in OFFENCES[slug].breaks if one.comparable] for slug in able.offences
    }
    seen = 0
    for slug, item in ((slug, item) for slug, found in told.items() for item in found):
        found = ask(YEAR.replace(offence=slug, period=periods.latest(item.month, 12).shift(6)))
        if found.in_coverage and all(one.comparable for one in found.breaks):
            assert item in found.breaks
            assert found.comparable
            seen += 1
    assert seen


@pytest.mark.parametrize(
    ("level", "areas", "number"),
    [("borough", (), None), ("borough", ("E09000033",), 1), ("ward", ("E09000033",), 18),
     ("ward", ("E05013806", "E09000033"), 18), ("ward", (CITY,), 0), ("borough", (CITY,), 1)],
)  # fmt: skip
def test_units_are_the_codes_that_the_areas_name(
    level: str, areas: tuple[str, ...], number: int | None
) -> None:
    found = ask(YEAR.replace(level=level, areas=areas))
    assert found.units is None if number is None else len(found.units or ()) == number
    assert found.policed == (CITY not in areas)
    assert found.records.areas == found.units
    assert found.records.level == level


def test_panels_are_those_of_the_level_and_their_total() -> None:
    boroughs, london = ask(YEAR).panel, ask(YEAR.replace(level="london")).panel
    assert london.codes == (LONDON,)
    assert (london.exact == boroughs.exact.sum(axis=0)).all()
    two = ask(YEAR.replace(areas=("E09000012", "E09000033"))).total
    assert two.codes == (TOTAL,)
    rows = [boroughs.rows[code] for code in ("E09000012", "E09000033")]
    assert (two.exact == boroughs.exact[rows].sum(axis=0)).all()
    with pytest.raises(KeyError):
        ask(YEAR).stored("borough", "threats-to-kill")


@pytest.mark.parametrize("name", sorted(domain().datasets))
def test_every_dataset_resolves_every_offence_at_every_level(name: str) -> None:
    able = domain().capabilities(name)
    for offence in able.offences:
        for level in able.levels:
            found = ask(
                YEAR.replace(dataset=name, offence=offence, level=level, period=able.period)
            )
            assert found.capabilities is able
            assert found.series.slug == offence
            assert found.parts
            assert set(found.parts) <= set(found.series.parts + found.series.apart)
            assert found.answerable.in_coverage
            assert found.answerable.answerable is found.answerable


def test_a_dataset_that_is_not_there_cannot_be_asked() -> None:
    with pytest.raises(KeyError):
        ask(YEAR.replace(dataset="nobody"))


# --- Equality ---------------------------------------------------------------------------------


def test_the_same_selection_is_the_same_question() -> None:
    one, two = ask(YEAR), ask(YEAR.replace(measure="rate"))
    assert ask(YEAR.replace()) is one
    assert one.replace(measure="rate") is two
    assert two.replace(measure="count") is one
    assert one != two
    assert len({one, two, ask(YEAR)}) == 2
    assert one != YEAR
    with pytest.raises(AttributeError):
        one.series = two.series  # type: ignore[misc]


def test_another_session_makes_it_another_question() -> None:
    other = Session(PROCESSED, root_folder())
    there = other.resolve(YEAR)
    assert hash(there) == hash(ask(YEAR))
    assert there != ask(YEAR)
    assert there == questions.resolve(other, YEAR), "equal by what is asked, not by the object"
    assert there.session is other
    other.close()


# --- Once -------------------------------------------------------------------------------------

Resolved = Counter[tuple[int, Selection]]


@pytest.fixture()
def resolved(monkeypatch: pytest.MonkeyPatch) -> Iterator[Resolved]:
    """How often each Selection was resolved, on a session that nobody has asked before."""
    found: Resolved = Counter()
    resolve = questions.resolve

    def counted(session: Session, selection: Selection) -> Question:
        found[id(session), selection] += 1
        return resolve(session, selection)

    with elsewhere():
        monkeypatch.setattr(questions, "resolve", counted)
        yield found


def twice(found: Resolved) -> list[Selection]:
    return [selection for (_, selection), times in found.items() if times > 1]


VIEWS = (
    *("/", "/?area=E09000033&measure=rate", "/hotspots", "/hotspots?focus=E05013806"),
    *("/when", "/when?dataset=simulated", "/people", "/people?dataset=vawg"),
    *("/people?dataset=custody", "/people?dataset=simulated", "/boroughs", "/boroughs?sort=-rape"),
    *("/costs", "/costs?cut=20&invest=1000000", "/evidence", "/data"),
    "/?offence=domestic-abuse&compare=to-2020-03&from=2024-04&to=2026-03",
)


UNASKED = ("/data", "/evidence")
"""Pages without filters, which may ask nothing of the kind."""


@pytest.mark.parametrize("url", VIEWS)
def test_a_cold_view_resolves_no_selection_twice(
    resolved: Resolved, navigate: Callable[..., Any], url: str
) -> None:
    path, _, query = url.partition("?")
    assert navigate(path, f"?{query}" if query else "").status_code == 200
    assert resolved or path in UNASKED
    assert not twice(resolved)
    before = resolved.copy()
    assert navigate(path, f"?{query}" if query else "").status_code == 200
    assert resolved == before, "the same view again asks nothing"


def test_every_page_is_looked_at(served: Any) -> None:
    import dash

    pages = {page["path"] for page in dash.page_registry.values()}
    assert {url.partition("?")[0] for url in VIEWS} == pages - {"/404", "/not-found-404"}


@pytest.mark.parametrize("table", sorted(TABLES))
@pytest.mark.parametrize("kind", ["csv", "json", "xlsx"])
def test_a_cold_answer_resolves_its_own_selection_once(
    resolved: Resolved, client: Any, table: str, kind: str
) -> None:
    route = TABLES[table]
    asked = parse({}, domain(), route.defaults).selection
    assert client.get(f"/api/v1/{table}.{kind}").status_code == 200
    own = {times for (_, selection), times in resolved.items() if selection == asked}
    assert own == {1}
    assert not twice(resolved)
    assert len({session for session, _ in resolved}) == 1
    query = "&".join(
        f"{key}={value}" for key, value in full_query(asked).items() if key in route.filters
    )
    before = resolved.copy()
    assert client.get(f"/api/v1/{table}.{kind}?{query}").status_code == 200
    assert resolved == before, "the same question in other words"


def test_only_the_session_resolves() -> None:
    """Whoever else called it would decide again, and keep nothing."""
    importing = {
        module
        for module in sources()
        for name in imports(module)
        if name in ("data.queries.question.resolve", "data.queries.resolve")
    }
    assert importing == {"data.session"}
    assert not [m for m in sources() if {"data.queries.question.*", "data.queries.*"} & imports(m)]
    calls = {
        (module, within)
        for module, path in sources().items()
        for within, node in functions(ast.parse(path.read_text("utf-8")))
        for one in ast.walk(node)
        if isinstance(one, ast.Name) and one.id == "resolve"
        if module in (*importing, "data.queries.question")
    }
    assert calls == {("data.session", "resolve")}
    attributes = {
        (module, ast.unparse(one.value))
        for module, path in sources().items()
        for one in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(one, ast.Attribute) and one.attr == "resolve"
    }
    assert {value for _, value in attributes if "question" in value} <= {"question.session"}


def functions(tree: ast.Module) -> Iterator[tuple[str, ast.AST]]:
    """Every function of a module, by its name, and what lies outside of them under ``""``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            yield node.name, node
    for node in tree.body:
        if not isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield "", node

"""One owner of data: a new extract is a new session, and nothing of the former one is served."""

from __future__ import annotations

import gc
import json
import re
import weakref
from collections.abc import Callable, Iterator
from contextvars import Context, copy_context
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import pytest

from data import queries
from data.errors import DataError
from data.keeping import OBJECT, Keeping, weigh
from data.model.periods import Period
from data.model.selection import Selection
from data.paths import PROCESSED
from data.session import Session, Sessions, remembered
from tests.asking import elsewhere
from tests.unit import extracts

OURS = Selection(
    "london", (), "violence-with-injury", "all-ages", Period("2022-01", "2023-12"), "none",
    "count", "ours",
)  # fmt: skip
RECORDED = OURS.replace(dataset="recorded")


@pytest.fixture()
def root(tmp_path: Path) -> Iterator[Path]:
    """A folder of extracts that this machine is served from; one extract, ``ours``."""
    extracts.put(tmp_path, "ours", count=400, simulated=True)
    with elsewhere(DATA_EXTRACTS=tmp_path, SERVED_LOCALLY=1):
        yield tmp_path


@pytest.fixture()
def opened(root: Path) -> Sessions:
    """Sessions of their own."""
    return Sessions()


@pytest.fixture()
def closed(monkeypatch: pytest.MonkeyPatch) -> list[Session]:
    """The sessions that were closed, in order."""
    found: list[Session] = []
    close = Session.close

    def told(self: Session) -> None:
        found.append(self)
        close(self)

    monkeypatch.setattr(Session, "close", told)
    return found


def count(session: Session, selection: Selection = OURS) -> float:
    """Offences of a Selection."""
    return float(queries.query_total(session.resolve(selection)).frame["count"].iloc[0])


def another(root: Path, number: int = 900, name: str = "ours") -> None:
    """Import an extract, or another in its place."""
    extracts.put(root, name, count=number, seed=number, simulated=True)


def request(opened: Sessions) -> tuple[Session, Context]:
    """A request that has begun, and the context in which it goes on."""
    context = copy_context()
    return context.run(opened.begin), context


# --- Begin and end ----------------------------------------------------------------------------


def test_requests_share_a_session_while_nothing_changes(
    opened: Sessions, closed: list[Session]
) -> None:
    first = opened.begin()
    assert opened.current is first
    opened.end()
    assert opened.begin() is first
    opened.end()
    assert opened.current is first
    assert closed == []


def test_outside_a_request_the_latest_session_answers(opened: Sessions, root: Path) -> None:
    before = opened.current
    another(root)
    assert opened.current is before, "only a request looks whether data has changed"
    after = opened.begin()
    opened.end()
    assert opened.current is after is not before


def test_an_end_without_a_begin_does_nothing(opened: Sessions, closed: list[Session]) -> None:
    opened.end()
    session = opened.begin()
    opened.end()
    opened.end()
    assert opened.current is session
    assert closed == []


@pytest.mark.parametrize("change", ["replaced", "added", "removed", "damaged"])
def test_every_change_of_the_extracts_is_a_new_session(
    opened: Sessions, root: Path, closed: list[Session], change: str
) -> None:
    before = opened.begin()
    opened.end()
    if change == "removed":
        (root / "ours").rename(root / ".set-aside")
    elif change == "damaged":
        (root / "ours" / "people.parquet").unlink()
    else:
        another(root, name="ours" if change == "replaced" else "theirs")
    after = opened.begin()
    assert after is not before
    assert closed == [before], "nobody was being answered from it"
    names = {"replaced": {"ours"}, "added": {"ours", "theirs"}}.get(change, set())
    assert set(after.extracts) == names
    assert names <= set(after.domain.datasets)
    opened.end()


# --- One in the other's place -----------------------------------------------------------------


def test_a_request_ends_on_the_session_that_it_began_on(
    opened: Sessions, root: Path, closed: list[Session]
) -> None:
    former, begun = request(opened)
    wanted = count(former)
    another(root)
    latest, later = request(opened)
    assert latest is not former
    assert closed == [], "the former one is still being asked"
    # In the middle of the request, with data already replaced …
    assert begun.run(lambda: opened.current) is former
    assert begun.run(lambda: count(opened.current)) == wanted
    borough = RECORDED.replace(level="borough", offence="robbery")
    assert begun.run(lambda: count(opened.current, borough)) > 0, "what it has not asked before too"
    # … while the later one sees the new data.
    assert later.run(lambda: opened.current) is latest
    assert later.run(lambda: count(opened.current)) > wanted
    begun.run(opened.end)
    assert closed == [former]
    later.run(opened.end)
    assert closed == [former], "the latest stays open"
    assert count(opened.current) > wanted


def test_the_former_session_is_closed_by_the_last_of_its_requests(
    opened: Sessions, root: Path, closed: list[Session]
) -> None:
    former, one = request(opened)
    same, two = request(opened)
    assert same is former
    another(root)
    _, three = request(opened)
    two.run(opened.end)
    assert closed == []
    three.run(opened.end)
    assert closed == []
    one.run(opened.end)
    assert closed == [former]


def test_several_sessions_may_end_at_once(
    opened: Sessions, root: Path, closed: list[Session]
) -> None:
    begun = []
    for number in (500, 600, 700):
        another(root, number)
        session, context = request(opened)
        begun.append((session, context, count(session)))
    assert len({wanted for _, _, wanted in begun}) == 3
    for session, context, wanted in begun:
        assert context.run(lambda: opened.current) is session
        assert context.run(lambda: count(opened.current)) == wanted
    for _, context, _ in reversed(begun):
        context.run(opened.end)
    assert closed == [begun[1][0], begun[0][0]]


def test_a_session_that_cannot_be_made_leaves_the_former_in_its_place(
    opened: Sessions, root: Path, closed: list[Session], monkeypatch: pytest.MonkeyPatch
) -> None:
    former = opened.begin()
    opened.end()
    wanted = count(former)
    another(root)
    with monkeypatch.context() as patch:
        patch.setenv("DATA_PROCESSED", str(root))
        with pytest.raises(DataError, match="no processed data"):
            opened.begin()
        assert opened.current is former
        assert closed == []
        assert count(opened.current) == wanted
    assert opened.begin() is not former
    opened.end()
    assert closed == [former]


def test_threads_that_begin_together_get_one_new_session(
    opened: Sessions, root: Path, closed: list[Session]
) -> None:
    former = opened.begin()
    opened.end()
    another(root)
    together, found = Barrier(8), []

    def ask() -> None:
        together.wait()
        found.append(opened.begin())
        together.wait()
        opened.end()

    threads = [Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert len(set(found)) == 1
    assert closed == [former]


# --- What is kept -----------------------------------------------------------------------------


def test_an_answer_is_kept_and_is_the_sessions_own(opened: Sessions, root: Path) -> None:
    former = opened.begin()
    first = queries.query_total(former.resolve(OURS))
    assert queries.query_total(former.resolve(OURS)) is first
    opened.end()
    another(root)
    latest = opened.begin()
    second = queries.query_total(latest.resolve(OURS))
    assert second is not first
    assert second.question is not None
    assert second.question.session is latest
    assert second.provenance.build_id != first.provenance.build_id
    opened.end()


def test_a_closed_session_keeps_nothing(opened: Sessions, root: Path) -> None:
    """What is large goes at once: a worker's garbage collector leaves alone what it began with."""
    former = opened.begin()
    question = former.resolve(RECORDED.replace(level="borough"))
    held = [
        weakref.ref(item)
        for item in (
            queries.query_areas(question).frame,
            former.build.panel("ward", "robbery"),
            former.source("ours"),
        )
    ]
    del question
    opened.end()
    another(root)
    gc.collect()
    assert all(ref() is not None for ref in held)
    gc.disable()
    try:
        opened.begin()
        opened.end()
        assert [ref() for ref in held] == [None] * len(held)
    finally:
        gc.enable()
    del former


def test_a_former_session_is_gone_with_its_last_request(opened: Sessions, root: Path) -> None:
    former = weakref.ref(opened.begin())
    opened.end()
    another(root)
    opened.begin()
    opened.end()
    gc.collect()
    assert former() is None


@pytest.fixture()
def asked() -> list[tuple]:
    """What :func:`kept_for` was asked."""
    return []


@pytest.fixture()
def kept_for(asked: list[tuple]) -> Callable[..., tuple]:
    """A function whose answers are kept."""

    @remembered
    def answer(held: Any, name: str, number: int = 1) -> tuple:
        """An answer."""
        asked.append((held, name, number))
        return (name, number)

    return answer


def test_the_same_question_is_asked_once_however_it_is_written(
    opened: Sessions, asked: list[tuple], kept_for: Callable[..., tuple]
) -> None:
    session = opened.current
    answers = [
        kept_for(session, "a"),
        kept_for(session, "a", 1),
        kept_for(session, name="a"),
        kept_for(session, number=1, name="a"),
    ]
    assert asked == [(session, "a", 1)]
    assert all(answer is answers[0] for answer in answers)
    assert kept_for.__doc__ == "An answer."
    question = session.resolve(OURS)
    assert kept_for(question, "a") == ("a", 1), "a question's answer is kept in its session"
    assert asked[1:] == [(question, "a", 1)]


def test_what_was_not_asked_for_longest_goes_first(
    opened: Sessions, asked: list[tuple], kept_for: Callable[..., tuple]
) -> None:
    session = opened.current
    session._kept = Keeping(2 * (weigh(("a", 1)) + OBJECT))  # there is room for two
    for name in ("a", "b", "a", "c", "a", "b"):
        kept_for(session, name)
    assert [name for _, name, _ in asked] == ["a", "b", "c", "b"]


def test_what_a_worker_begins_with_stays(
    opened: Sessions, asked: list[tuple], kept_for: Callable[..., tuple]
) -> None:
    session = opened.current
    session._kept = Keeping(1)
    kept_for(session, "a")
    session.settle()
    for name in ("b", "c", "a"):
        kept_for(session, name)
    assert [name for _, name, _ in asked] == ["a", "b", "c"]


def test_what_raises_is_not_kept(opened: Sessions) -> None:
    calls = []

    @remembered
    def answer(held: Any) -> None:
        calls.append(held)
        raise LookupError

    for _ in range(2):
        with pytest.raises(LookupError):
            answer(opened.current)
    assert len(calls) == 2


def test_two_sessions_keep_their_own(
    root: Path, asked: list[tuple], kept_for: Callable[..., tuple]
) -> None:
    one, two = Session(PROCESSED, root), Session(PROCESSED, root)
    for session in (one, two, one, two):
        kept_for(session, "a")
    assert [held for held, _, _ in asked] == [one, two]
    one.close()
    kept_for(two, "a")
    assert len(asked) == 2, "closing one leaves the other alone"
    two.close()


# --- Served -----------------------------------------------------------------------------------

PAGES = ("/", "/hotspots", "/when", "/people", "/boroughs", "/costs")
TABLES = (
    "areas", "series", "matrix", "people", "season", "trend", "costs", "cost-change",
    "cost-range", "what-if", "catalogue",
)  # fmt: skip


def told(navigate: Callable[..., Any], client: Any) -> dict[str, str]:
    """Every page and table on the extract, as text."""
    found = {}
    for path in PAGES:
        reply = navigate(path, "?dataset=ours")
        assert reply.status_code == 200, path
        found[path] = reply.get_data(as_text=True)
    for table in TABLES:
        query = "" if table == "catalogue" else "?dataset=ours"
        reply = client.get(f"/api/v1/{table}.json{query}")
        assert reply.status_code == 200, (table, reply.get_data(as_text=True)[:200])
        found[table] = reply.get_data(as_text=True)
    return found


def test_nothing_of_a_replaced_extract_is_served(
    root: Path, navigate: Callable[..., Any], client: Any
) -> None:
    """Title, caveats and numbers, on every page and in every table; then those of the first."""
    first = told(navigate, client)
    extracts.put(
        root, "ours", count=900, seed=9, simulated=True,
        title="The second extract", caveats=["A second extract for tests."],
    )  # fmt: skip
    second = told(navigate, client)
    for name, text in second.items():
        assert text != first[name], name
        assert "small extract" not in text, name
    for name, text in first.items():
        assert "second extract" not in text, name
    extracts.put(root, "ours", count=400, simulated=True)
    assert {name for name, text in told(navigate, client).items() if text != first[name]} <= {
        *PAGES
    }, "tables are the same to the letter; pages have marks of their own time"


def test_an_extract_that_is_gone_is_not_served(
    root: Path, navigate: Callable[..., Any], client: Any
) -> None:
    told(navigate, client)
    (root / "ours").rename(root / ".set-aside")
    for table in TABLES[:-1]:
        reply = client.get(f"/api/v1/{table}.json?dataset=ours")
        assert (reply.status_code, reply.get_json()["parameter"]) == (403, "dataset")
        assert "ours" not in reply.get_json()["allowed"]
    for path in PAGES:
        text = json.dumps(navigate(path, "?dataset=ours").get_json(), ensure_ascii=False)
        # what the browser draws is JSON inside of it
        text = re.sub(r"\\\\?u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), text)
        assert "dataset “ours”: is not an open dataset" in text, path
        assert "A small extract" not in text, path


def test_a_request_that_fails_lets_go_of_its_session(
    root: Path, served: Any, client: Any, closed: list[Session], monkeypatch: pytest.MonkeyPatch
) -> None:
    from data.session import sessions

    client.get("/api/v1/areas.json?level=london")
    former = sessions.current
    with monkeypatch.context() as patch:
        patch.setattr(queries.Question, "panel", property(lambda _self: 1 / 0))
        assert client.get("/api/v1/areas.json?level=borough").status_code == 500
    another(root)
    assert client.get("/api/v1/areas.json?level=london").status_code == 200
    assert closed == [former]

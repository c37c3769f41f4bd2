"""The engine by URL: embedded, another one, and one that cannot be used."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import ibis
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from data.engine.backend import Backend, ExtractTables
from data.engine.records import Records
from data.engine.store import Build
from data.errors import DataError
from data.extracts.folder import read_facts, root_folder
from data.model.periods import Period
from data.paths import PROCESSED
from data.session import Session, Sessions
from data.sources.extract import Extract
from data.sources.extract_terms import SIMULATED

SERIES = ("knife-crime", "homicide")
YEAR = Period("2022-01", "2022-12")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> str:
    """An engine behind a URL that has every table by name, rows in another order."""
    path = tmp_path_factory.mktemp("engine") / "all.ddb"
    connection = ibis.duckdb.connect(path, threads=1)
    place = root_folder() / SIMULATED.slug
    number = read_facts(root_folder(), SIMULATED.slug)["id"]
    files = {file.stem: file for file in PROCESSED.glob("*.parquet")}
    files |= {f"{name}_{number}": place / f"{name}.parquet" for name in ExtractTables._fields}
    for name, file in files.items():
        order = "ORDER BY month DESC, area_code DESC" if name == "counts" else ""
        connection.raw_sql(
            f"CREATE TABLE \"{name}\" AS SELECT * FROM read_parquet('{file}') {order}"
        )
    connection.disconnect()
    return f"duckdb://{path}?threads=1"


@pytest.fixture(scope="module")
def opened(server: str) -> Iterator[dict[str, Session]]:
    """A session of each engine."""
    engines = {"embedded": "", "server": server}
    made = {name: Session(PROCESSED, root_folder(), url) for name, url in engines.items()}
    yield made
    for session in made.values():
        session.close()


@pytest.mark.parametrize("level", ["ward", "borough"])
@pytest.mark.parametrize("offence", SERIES)
def test_another_engine_gives_the_same_series(
    opened: dict[str, Session], level: str, offence: str
) -> None:
    ours, theirs = (opened[name].build.panel(level, offence) for name in ("embedded", "server"))
    assert (ours.codes, ours.start) == (theirs.codes, theirs.start)
    assert ours.exact.dtype == theirs.exact.dtype
    np.testing.assert_array_equal(ours.exact, theirs.exact)
    assert list(ours.codes) == sorted(ours.codes)


def test_another_engine_gives_the_same_people(opened: dict[str, Session]) -> None:
    one, other = (
        session.panel("homicide", "borough", "homicide", "all-ages") for session in opened.values()
    )
    np.testing.assert_array_equal(one.exact, other.exact)
    assert one.exact.sum() > 0


def test_another_engine_gives_the_same_extract(opened: dict[str, Session]) -> None:
    asked = Records("knife-crime", "under-25", "borough", frozenset({"E09000012"}))
    tables = []
    for session in opened.values():
        extract = session.source(SIMULATED.slug)
        assert isinstance(extract, Extract)
        for level in ("ward", "borough"):
            panel = extract.panel(level, "knife-crime", "under-25")
            assert panel.exact.sum() > 0
            tables.append(pd.DataFrame(panel.exact))
        tables.append(extract.matrix(asked, YEAR, "weekday", "hour"))
        tables.append(extract.people(asked, YEAR, "victim", ("age", "sex")))
    for one, other in zip(tables[:4], tables[4:], strict=True):
        assert len(one)
        pd.testing.assert_frame_equal(one, other)


def test_the_url_is_a_variable(monkeypatch: pytest.MonkeyPatch, server: str) -> None:
    monkeypatch.setenv("DATA_URL", server.replace("all.ddb", "no/folder.ddb"))
    with pytest.raises(DataError, match="DATA_URL names cannot be used"):
        Sessions().current.build.frame("areas")
    monkeypatch.setenv("DATA_URL", server)
    there = Sessions().current
    assert len(there.build.frame("areas")) > 700
    there.close()


def test_a_table_that_the_engine_lacks_is_named(tmp_path: Path) -> None:
    backend = Backend(PROCESSED, f"duckdb://{tmp_path / 'empty.ddb'}")
    with pytest.raises(DataError, match=r"no such table.*'counts'"):
        backend.table("counts")
    backend.close()


@pytest.mark.parametrize(
    "url",
    [
        "nothing://here",
        "rubbish",
        "postgres://reader:se%20cret@127.0.0.1:1/none",
        "clickhouse://reader:se%20cret@127.0.0.1:1",
        "reader:se cret://[",
        "nothing://here?password=secret",
        "duckdb:///no/such/folder/of.ddb",
    ],
)
def test_a_url_that_cannot_be_used_is_refused_in_words(url: str) -> None:
    with pytest.raises(DataError, match="DATA_URL names cannot be used") as refused:
        Backend(PROCESSED, url).table("counts")
    text = str(refused.value)
    assert "embedded DuckDB" in text
    assert "cret" not in text
    assert refused.value.__cause__ is None


def test_nothing_is_opened_before_it_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that forks may hold a backend that nobody has asked yet."""
    monkeypatch.setattr(ibis.duckdb, "connect", lambda **_: pytest.fail("opened"))
    Backend(PROCESSED).close()
    Build(PROCESSED)
    Session(PROCESSED, root_folder())


def test_a_connection_from_before_a_fork_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    backend = Backend(PROCESSED)
    areas = backend.table("areas")
    assert backend.arrow(areas).num_rows > 700
    monkeypatch.setattr(os, "getpid", lambda: -1)
    for ask in (lambda: backend.table("areas"), lambda: backend.arrow(areas)):
        with pytest.raises(RuntimeError, match="before a fork"):
            ask()
    backend.close()


def test_an_engine_that_was_closed_is_opened_by_who_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a master asked before the fork its workers ask again, each of its own engine."""
    backend = Backend(PROCESSED)
    areas = backend.table("areas")
    before = backend.arrow(areas)
    backend.close()
    own = os.getpid()
    monkeypatch.setattr(os, "getpid", lambda: own + 1)
    assert backend.arrow(areas).equals(before)
    assert backend.arrow(backend.table("areas")).equals(before)
    backend.close()


COMPLETE = {
    "area_code": ["b", "a", "a", "b"],
    "month": ["2020-02", "2020-01", "2020-02", "2020-01"],
    "count": [4, 1, 2, 3],
}


@pytest.mark.parametrize(
    "changes",
    [
        {"month": ["2020-01", "2020-01", "2020-02", "2020-01"]},
        {"month": ["2020-03", "2020-01", "2020-02", "2020-01"]},
        {"month": ["2020-02", "2019-12", "2020-02", "2020-01"]},
        {"area_code": ["b", "a", "a", "c"]},
        {"area_code": ["a", "a", "a", "a"]},
        {name: values[:3] for name, values in COMPLETE.items()},
        {name: [*values, values[0]] for name, values in COMPLETE.items()},
        {name: [] for name in COMPLETE},
    ],
    ids=["twice", "late", "early", "another", "one", "fewer", "more", "none"],
)
def test_a_series_that_is_not_complete_is_refused(tmp_path: Path, changes: dict[str, list]) -> None:
    """Two areas, two months: every area in every month, once."""
    assert _series(tmp_path / "whole", COMPLETE).panel("ward", "homicide").exact.tolist() == [
        [1, 2],
        [3, 4],
    ]
    with pytest.raises(DataError, match="are not complete") as refused:
        _series(tmp_path / "broken", COMPLETE | changes).panel("ward", "homicide")
    assert refused.value.file == str(tmp_path / "broken" / "counts.parquet")
    assert "4 rows, every area in every month" in str(refused.value)


def _series(folder: Path, rows: dict[str, list]) -> Build:
    """A build of one series of two wards."""
    folder.mkdir()
    (folder / "manifest.json").write_text(
        '{"coverage": {"ward": {"homicide": ["2020-01", "2020-02"]}}}', "utf-8"
    )
    length = len(rows["count"])
    counts = {
        "level": pa.array(["ward"] * length, pa.string()),
        "area_code": pa.array(rows["area_code"], pa.string()),
        "offence": pa.array(["homicide"] * length, pa.string()),
        "month": pa.array(np.array(rows["month"], "datetime64[M]").astype("datetime64[D]")),
        "count": pa.array(rows["count"], pa.int32()),
    }
    areas = {
        "level": ["ward", "ward"],
        "area_code": ["a", "b"],
        "has_police_data": [True, True],
    }
    pq.write_table(pa.table(counts), folder / "counts.parquet")
    pq.write_table(pa.table(areas), folder / "areas.parquet")
    return Build(folder)

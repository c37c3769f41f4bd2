"""Extracts by the same grammar: whatever way a number is asked for, it is the same number."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data import queries
from data.engine.records import COHORT_COLUMNS
from data.extracts.folder import root_folder
from data.model import periods
from data.model.catalogue import COHORTS, COMPARISONS, FLAGS, OFFENCES
from data.model.grammar import parse, to_query
from data.model.periods import Period
from data.model.places import UNPLACED
from data.model.selection import Defaults, Reading, Scenario, Selection, ViewState, units
from data.session import sessions
from data.sources.extract_terms import AGE_BANDS
from tests.asking import ask, elsewhere
from tests.unit import extracts

DOMAIN = sessions.current.domain
ANSWERS = DOMAIN.capabilities("simulated")
FIRST, LAST = (periods.index(m) for m in (ANSWERS.bounds.start, ANSWERS.bounds.end))
CODES = {
    level: sorted(code for code, own in DOMAIN.levels.items() if own == level)
    for level in ("ward", "borough")
}


@st.composite
def asked(draw: st.DrawFn) -> Selection:
    """A question to the simulated extract."""
    level = draw(st.sampled_from(["ward", "borough", "london"]))
    known = {"ward": CODES["ward"] + CODES["borough"], "borough": CODES["borough"], "london": []}
    areas = draw(st.sets(st.sampled_from(known[level]), max_size=4)) if known[level] else set()
    length = draw(st.one_of(st.just(12), st.integers(1, LAST - FIRST + 1)))
    start = draw(st.integers(FIRST, LAST - length + 1))
    return Selection(
        level,
        tuple(sorted(areas)),
        draw(st.sampled_from(ANSWERS.offences)),
        draw(st.sampled_from(sorted(COHORTS))),
        Period(periods.month(start), periods.month(start + length - 1)),
        draw(st.sampled_from(sorted(COMPARISONS))),
        "count",
        "simulated",
    )


def records(name: str) -> pd.DataFrame:
    """The stored records of the simulated extract, read without the product's own engine."""
    return pd.read_parquet(root_folder() / "simulated" / f"{name}.parquet")


@pytest.fixture(scope="module")
def stored() -> dict[str, pd.DataFrame]:
    return {name: records(name) for name in ("offences", "people")}


def mine(frame: pd.DataFrame, question: Selection) -> pd.DataFrame:
    """The records that a question speaks of, by pandas alone."""
    item = OFFENCES[question.offence]
    if question.offence in FLAGS:
        flag, limited = FLAGS[question.offence]
        keep = frame[flag] & (frame["offence"].isin(limited) if limited else True)
    else:
        keep = frame["offence"].isin(item.parts + item.apart)
    if question.cohort != "all-ages":
        keep &= frame[COHORT_COLUMNS[question.cohort]]
    span = (periods.index(question.period.start), periods.index(question.period.end))
    keep &= frame["month"].between(*span)
    chosen = units(question, DOMAIN)
    if chosen is not None:
        keep &= frame[question.level].isin(chosen)
    return frame[keep]


@settings(max_examples=25)
@given(asked())
def test_cells_and_unknown_add_up_to_the_areas(question: Selection) -> None:
    frame = queries.query_areas(ask(question)).frame
    for rows, columns in (("weekday", "hour"), ("year", "month"), ("month", "weekday")):
        matrix = queries.query_matrix(ask(question), rows, columns).frame
        assert matrix["count"].sum() == frame["count"].sum()
    week = queries.query_matrix(ask(question), "weekday", "hour").frame
    assert len(week) in (168, 169)
    assert week["weekday"].tolist()[:24] == ["Monday"] * 24
    assert week["hour"].tolist()[:24] == list(range(24))
    assert set(week["weekday"].tolist()[168:]) <= {"unknown"}


@pytest.mark.parametrize("cohort", sorted(COHORTS))
@pytest.mark.parametrize("level", ["ward", "borough", "london"])
def test_every_cohort_is_what_pandas_counts(
    stored: dict[str, pd.DataFrame], cohort: str, level: str
) -> None:
    for offence in ("violence-with-injury", "sexual-offences", "knife-crime", "threats-to-kill"):
        question = Selection(
            level, (), offence, cohort, Period("2022-07", "2023-06"), "none", "count", "simulated"
        )
        own = mine(stored["offences"], question)
        frame = queries.query_areas(ask(question)).frame
        assert frame["count"].sum() == len(own)
        if level == "london":
            continue
        known = own[level].value_counts().rename({"": UNPLACED})
        shown = frame.set_index("area_code")["count"].dropna()
        assert shown[shown > 0].astype(int).to_dict() == known[known > 0].to_dict()


@settings(max_examples=8)
@given(asked(), st.sampled_from(["victim", "suspect"]), st.sampled_from(sorted(AGE_BANDS)))
def test_tables_of_people_add_up_however_they_are_cut(
    question: Selection, role: str, ages: str
) -> None:
    own = mine(records_of_people(), question)
    count = int((own["role"] == role).sum())
    for by in ((), ("sex",), ("ethnicity",), (ages,), (ages, "sex"), (ages, "sex", "ethnicity")):
        frame = queries.query_people(ask(question), role, by).frame
        assert frame["count"].sum() == count
        if count:
            assert frame["share"].sum() == pytest.approx(1)


PEOPLE: dict[str, pd.DataFrame] = {}


def records_of_people() -> pd.DataFrame:
    """The people of the simulated extract, read once."""
    if not PEOPLE:
        PEOPLE["people"] = records("people")
    return PEOPLE["people"]


@settings(max_examples=20)
@given(asked())
def test_series_changes_and_costs_agree_with_the_areas(question: Selection) -> None:
    total = queries.query_total(ask(question)).frame.iloc[0]
    series = queries.query_series(ask(question), True).frame
    assert series["count"].sum() == total["count"]
    if queries.has_cost(ask(question)):
        costs = queries.query_costs(ask(question), ()).frame["cost"].dropna().sum()
        inside = queries.query_areas(ask(question)).frame["cost"].sum()
        if question.areas or question.level != "ward":
            assert costs == pytest.approx(total["cost"])
        assert costs == pytest.approx(inside)


@settings(max_examples=40)
@given(asked())
def test_a_question_to_an_extract_survives_the_address_bar(question: Selection) -> None:
    query = to_query(question, DOMAIN, Defaults())
    assert query["dataset"] == "simulated"
    wanted = Reading(question, ViewState(), Scenario(), ())
    assert parse(query, DOMAIN, Defaults()) == wanted


@pytest.mark.parametrize(
    "question",
    [
        Selection(
            level, areas, offence, cohort, Period(*span), "previous-year", "count", "simulated"
        )
        for level, areas, offence, cohort, span in (
            ("london", (), "personal-robbery", "all-ages", ("2023-01", "2023-12")),
            ("borough", (), "violence-with-injury", "under-25", ("2021-01", "2023-12")),
            ("borough", ("E09000001", "E09000033"), "homicide", "all-ages", ("2019-01", "2019-03")),
            ("ward", ("E09000012",), "offences-with-unit-cost", "serious-violence",
             ("2020-03", "2021-02")),
        )
    ],
    ids=lambda question: question.level,
)  # fmt: skip
def test_simulated_records_say_so_in_every_title_and_row(question: Selection) -> None:
    tables = [
        queries.query_areas(ask(question)),
        queries.query_total(ask(question)),
        queries.query_series(ask(question)),
        queries.query_matrix(ask(question), "weekday", "hour"),
        queries.query_people(ask(question), "victim", ("age", "sex")),
        queries.query_costs(ask(question)),
        queries.query_season(ask(question)),
        queries.query_trend(ask(question)),
    ]
    for table in tables:
        assert table.provenance.title.startswith("Simulated: "), table.name
        assert "SIMULATED" in " ".join(table.provenance.caveats)
        notes = table.frame["note"].astype(str)
        city = notes.str.contains("City of London")
        assert notes[~city].str.contains("Simulated").all(), table.name


def test_a_wrong_matrix_or_table_of_people_is_refused_by_name(client: Any) -> None:
    wrong = {
        "matrix.csv?rows=weekday&columns=hour": "rows",  # the official counts have no hour
        "matrix.csv?dataset=simulated&rows=hour&columns=hour": "columns",
        "matrix.csv?dataset=simulated&rows=day": "rows",
        "people.csv?dataset=recorded": "dataset",
        "people.csv?dataset=vawg&role=suspect": "role",
        "people.csv?dataset=simulated&by=method": "by",
        "people.csv?dataset=simulated&by=age,age-sna": "by",
        "people.csv?dataset=vawg&by=age,ethnicity": "by",
        "areas.csv?dataset=custody&level=ward": "level",
        "areas.csv?dataset=homicide&offence=rape": "offence",
        "areas.csv?dataset=simulated&from=2018-01&to=2018-12": "from",
        "areas.csv?dataset=nobody": "dataset",
    }
    for address, parameter in wrong.items():
        reply = client.get(f"/api/v1/{address}")
        assert reply.status_code == 400, address
        assert reply.get_json()["parameter"] == parameter, address
        assert reply.get_json()["allowed"], address


@pytest.fixture()
def imported(tmp_path: Path) -> Iterator[Path]:
    """A folder with one imported extract, named ``ours``."""
    extracts.put(tmp_path, "ours", count=400)
    with elsewhere(DATA_EXTRACTS=tmp_path):
        yield tmp_path


def test_an_imported_extract_is_served_to_this_machine_only(
    imported: Path, trusted: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = "/api/v1/areas.csv?dataset=ours&level=london"
    for switch, status in (("0", 400), ("1", 200)):
        monkeypatch.setenv("SERVED_LOCALLY", switch)
        extracts.put(imported, "ours", count=400 + int(switch))  # replaced: seen at once
        assert trusted.get(address).status_code == status
    extracts.put(imported, "ours", count=3000)
    assert trusted.get(address).data.count(b"\n") > 10
    reply = trusted.get("/api/v1/catalogue.json").get_json()
    assert reply["parameters"]["dataset"]["ours"]["kind"] == "extract"


@pytest.mark.parametrize(
    "damage",
    [
        lambda place: (place / "extract.json").write_text("{"),
        lambda place: (place / "extract.json").write_text("[]"),
        lambda place: (place / "extract.json").write_text('{"title": "x"}'),
        lambda place: (place / "boroughs.parquet").unlink(),
        lambda place: place.rename(place.with_name("recorded")),
        lambda place: place.rename(place.with_name("Evil <b>")),
    ],
)
def test_a_broken_extract_is_left_out_and_nothing_else_suffers(
    imported: Path, trusted: Any, damage: Any
) -> None:
    assert trusted.get("/api/v1/areas.csv?dataset=ours&level=london").status_code == 200
    damage(imported / "ours")
    assert trusted.get("/api/v1/areas.csv?dataset=ours&level=london").status_code == 400
    assert trusted.get("/api/v1/areas.csv?level=london").status_code == 200
    assert trusted.get("/health").status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Forwarded-For": "8.8.8.8"},
        {"Forwarded": "for=8.8.8.8"},
        {"Via": "1.1 proxy"},
        {"Host": "dashboard.example"},
    ],
)
def test_an_extract_is_for_this_machine_only_whatever_is_shown_and_open_data_for_all(
    imported: Path, trusted: Any, headers: dict[str, str]
) -> None:
    address = "/api/v1/areas.csv?level=london"
    extracts.put(imported, "ours", count=500)
    assert trusted.get(f"{address}&dataset=ours").status_code == 200
    assert trusted.get(f"{address}&dataset=ours", headers=headers).status_code == 403
    assert trusted.get(address, headers=headers).status_code == 200
    told = trusted.get("/api/v1/catalogue.json", headers=headers).get_json()
    assert "ours" not in told["parameters"]["dataset"]


def test_an_answer_changes_with_the_extract_and_its_identity_too(
    imported: Path, trusted: Any
) -> None:
    address = "/api/v1/areas.csv?dataset=ours&level=london"
    first = trusted.get(address)
    assert trusted.get(address, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    extracts.put(imported, "ours", count=900, seed=5)
    second = trusted.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert second.status_code == 200
    assert "ours" in second.headers["Content-Disposition"]


def test_what_is_unknown_does_not_say_whether_there_is_any(imported: Path, trusted: Any) -> None:
    extracts.put(imported, "ours", count=40, most_wards=2)
    for month in ("2022-01", "2022-05", "2023-12"):
        address = (
            f"/api/v1/matrix.csv?dataset=ours&rows=weekday&columns=hour&from={month}&to={month}"
        )
        last = trusted.get(address).get_data(as_text=True).strip().splitlines()[-1]
        assert last.startswith("unknown,unknown,,")
        assert "[c]" in last

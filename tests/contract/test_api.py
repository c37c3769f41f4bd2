"""The HTTP interface in the grammar of the handbook, as somebody with curl meets it."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import Any
from urllib.parse import urlencode

import openpyxl
import pytest
from hypothesis import given, settings

from data.model.catalogue import (
    COHORTS,
    COMPARISONS,
    LEVELS,
    MEASURES,
    OPEN_SERIES,
)
from data.model.grammar import full_query
from data.model.selection import Selection
from data.model.tables import STATUSES, VERDICTS
from data.queries.tables import TABLES as EVERY
from data.sources.recorded import cohort_reason
from tests.unit.selections import selections

AREAS = [
    "area_code", "area_name", "level", "period_from", "period_to", "count", "count_low",
    "count_high", "population", "rate", "rate_low", "rate_high", "compare_count", "compare_rate",
    "change", "change_low", "change_high", "q", "relative", "relative_low", "relative_high",
    "cost", "cost_low", "cost_high", "rank", "rank_low", "rank_high", "status", "verdict",
    "named", "break", "note",
]  # fmt: skip
"""As the handbook writes them, with what a number is and what its change says."""
TABLES = ("areas", "series")
FORMATS = ("csv", "json", "xlsx")
ASKED = {"level", "area", "offence", "cohort", "from", "to", "compare", "measure", "dataset"}


def lines_of(reply: Any) -> tuple[list[str], list[list[str]]]:
    """Comment lines and rows of a CSV, header first."""
    text = reply.get_data().decode("utf-8")
    lines = text.split("\n")
    comments = []
    while lines[0].startswith("#"):
        comments.append(lines.pop(0))
    return comments, list(csv.reader(io.StringIO("\n".join(lines))))


def rows_of(reply: Any) -> list[dict[str, str]]:
    _, (header, *rows) = lines_of(reply)
    return [dict(zip(header, row, strict=True)) for row in rows]


def value_of(cell: str) -> float | str | None:
    """A CSV cell as the value that JSON and Excel hold."""
    if re.fullmatch(r"-?\d+(\.\d+)?", cell):
        return float(cell)
    return cell or None


# --- Shape ------------------------------------------------------------------------------------


@pytest.mark.parametrize("level", sorted(LEVELS))
def test_the_columns_of_areas_are_those_of_the_handbook(client, level: str) -> None:
    reply = client.get(f"/api/v1/areas.csv?level={level}")
    assert reply.status_code == 200
    _, (header, *rows) = lines_of(reply)
    assert header == AREAS
    assert len(rows) == {"ward": 679, "borough": 34, "london": 1}[level]
    assert {row[2] for row in rows} == {level}
    assert all(len(row) == len(header) for row in rows)


def test_the_columns_of_series(client) -> None:
    _, (header, *rows) = lines_of(client.get("/api/v1/series.csv?area=E09000033,E09000025"))
    assert {"area_code", "month", "count", "note"} <= set(header)
    assert header[0] == "area_code"
    assert header[-1] == "note"
    assert len(rows) == 24
    assert len(set(header)) == len(header)


@pytest.mark.parametrize("table", TABLES)
def test_a_csv_is_utf_8_with_comments_one_header_and_plain_numbers(client, table: str) -> None:
    reply = client.get(f"/api/v1/{table}.csv?level=borough&offence=sexual-offences&measure=rate")
    assert reply.mimetype == "text/csv"
    assert reply.content_type == "text/csv; charset=utf-8"
    raw = reply.get_data()
    assert not raw.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in raw
    comments, (header, *rows) = lines_of(reply)
    told = "\n".join(comments)
    assert all(line.startswith("# ") for line in comments)
    for part in (
        "Sexual offences", "Definition: Rape and other", "Source: MPS Recorded Crime",
        "Open Government Licence", "Measure: Rate", "Level: Borough", "Cohort: All ages", "Build: ",
        "[x] not available", "[c] suppressed", "[z] not applicable", "[b] series break",
        "[p] provisional",
    ):  # fmt: skip
        assert part in told, part
    assert not any(cell.startswith("#") for row in rows for cell in row)
    words = {"area_code", "area_name", "level", "note", "period_from", "period_to", "month"}
    words |= {"status", "verdict", "named", "break"}
    for row in rows:
        for name, cell in zip(header, row, strict=True):
            if name not in words:
                assert re.fullmatch(r"(-?\d+(\.\d+)?)?", cell), f"{name}: {cell!r}"
            elif name in ("period_from", "period_to", "month"):
                assert re.fullmatch(r"\d{4}-\d{2}", cell)
            elif name in ("status", "verdict", "named"):
                assert cell in {"status": STATUSES}.get(name, VERDICTS)


def test_names_with_commas_are_quoted(client) -> None:
    rows = rows_of(client.get("/api/v1/areas.csv?level=ward&area=E09000002"))
    assert "Abbey, Barking and Dagenham" in {row["area_name"] for row in rows}


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize(
    "query",
    [
        "",
        "level=ward&area=E09000033&offence=homicide&measure=change",
        "level=borough&offence=sexual-offences&measure=cost&compare=to-2020-03",
        "level=london&offence=knife-injury-victims-under-25&cohort=under-25&measure=rate",
        "offence=knife-crime&from=2025-04&to=2026-06",
        "area=E09000001",
    ],
)
def test_json_and_excel_hold_the_rows_of_the_csv(client, table: str, query: str) -> None:
    comments, (header, *rows) = lines_of(client.get(f"/api/v1/{table}.csv?{query}"))
    told = client.get(f"/api/v1/{table}.json?{query}")
    assert told.mimetype == "application/json"
    body = told.get_json()
    assert body["columns"] == header
    in_csv = [[value_of(cell) for cell in row] for row in rows]
    assert [[row[c] if row[c] != "" else None for c in header] for row in body["rows"]] == in_csv
    assert all(list(row) == header for row in body["rows"])
    for key in ("title", "definition", "source", "data_to", "build_id", "filters", "caveats"):
        assert body["meta"][key]
    assert f"# Build: {body['meta']['build_id']}" in comments

    file = client.get(f"/api/v1/{table}.xlsx?{query}")
    assert "spreadsheetml" in file.mimetype
    book = openpyxl.load_workbook(io.BytesIO(file.get_data()))
    sheet = book[table]
    top, *cells = sheet.iter_rows(values_only=True)
    assert list(top) == header
    assert [list(row) for row in cells] == in_csv
    about = [row[0] for row in book["about"].iter_rows(values_only=True)]
    assert [f"# {line}" for line in about] == comments


def test_numbers_in_json_are_numbers(client) -> None:
    body = client.get("/api/v1/areas.json").get_json()
    row = body["rows"][0]
    assert isinstance(row["count"], int)
    assert isinstance(row["rate"], float)
    assert body["rows"][-1]["rate"] is None


def test_files_have_names_that_say_what_they_hold(client) -> None:
    reply = client.get("/api/v1/areas.csv?offence=rape&level=ward&from=2025-01&to=2025-12")
    assert reply.headers["Content-Disposition"] == (
        'attachment; filename="areas_rape_ward_2025-01_2025-12.csv"'
    )
    assert "Content-Disposition" not in client.get("/api/v1/areas.json").headers


@settings(max_examples=30)
@given(selections())
def test_every_question_that_the_grammar_allows_is_answered(client, asked: Selection) -> None:
    query = urlencode(full_query(asked))
    for table in TABLES:
        reply = client.get(f"/api/v1/{table}.json?{query}")
        assert reply.status_code == 200, reply.get_data(as_text=True)[:300]
        body = json.loads(reply.get_data(), parse_constant=lambda text: pytest.fail(text))
        assert body["columns"][-1] == "note"
        assert all(isinstance(row["note"], str) for row in body["rows"])


# --- What the interface refuses ---------------------------------------------------------------

BAD = [
    ("level", "parish"),
    ("level", "BOROUGH"),
    ("offence", "arson"),
    ("cohort", "over-60"),
    ("cohort", "serious-violence"),
    ("cohort", "under-25"),
    ("compare", "2019"),
    ("measure", "percent"),
    ("dataset", "imagined"),
    ("area", "Westminster"),
    ("area", "E09000033,E0900000"),
    ("area", "unplaced"),
    ("from", "2025"),
    ("from", "2025-00"),
    ("from", "1066-10"),
    ("from", "2025-04\n"),
    ("from", "201٥-04"),
    ("to", "2025-04-30"),
    ("to", "2090-01"),
    ("hat", "bowler"),
    ("<script>", "1"),
    ("focus", "E09000033"),
    ("sort", "name"),
]


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize(("parameter", "value"), BAD, ids=[f"{p}={v!r}" for p, v in BAD])
def test_a_bad_parameter_is_400_with_its_name_and_what_is_allowed(
    client, table: str, parameter: str, value: str
) -> None:
    for kind in FORMATS:
        reply = client.get(f"/api/v1/{table}.{kind}?{urlencode({parameter: value})}")
        assert reply.status_code == 400, kind
        assert reply.mimetype == "application/json"
        body = reply.get_json()
        assert body["parameter"] == parameter
        assert parameter in body["error"]
        assert body["allowed"], "the values allowed are part of the answer"
        assert all(isinstance(item, str) and item for item in body["allowed"])
        assert body["problems"][0]["parameter"] == parameter


@pytest.mark.parametrize(
    ("parameter", "allowed"),
    [
        ("level", list(LEVELS)),
        ("offence", list(OPEN_SERIES)),
        ("cohort", list(COHORTS)),
        ("compare", list(COMPARISONS)),
        ("measure", list(MEASURES)),
    ],
)
def test_what_is_allowed_is_the_whole_list(client, parameter: str, allowed: list[str]) -> None:
    body = client.get(f"/api/v1/areas.json?{parameter}=nonsense").get_json()
    assert body["allowed"] == allowed


def test_every_fault_of_a_query_is_told(client) -> None:
    body = client.get("/api/v1/areas.json?level=x&offence=y&from=z&hat=1").get_json()
    assert {item["parameter"] for item in body["problems"]} == {"level", "offence", "from", "hat"}


def test_a_period_that_runs_backwards_is_refused(client) -> None:
    reply = client.get("/api/v1/areas.csv?from=2025-06&to=2025-05")
    assert reply.status_code == 400
    assert reply.get_json()["parameter"] == "from"


@pytest.mark.parametrize("parameter", ["area", "level", "from", "hat"])
def test_a_parameter_given_twice_is_refused(client, parameter: str) -> None:
    reply = client.get(f"/api/v1/areas.csv?{parameter}=a&{parameter}=a")
    assert reply.status_code == 400
    assert reply.get_json()["parameter"] == parameter
    assert reply.get_json()["allowed"]


def test_a_long_list_of_wrong_areas_is_answered_briefly(client) -> None:
    """Nobody needs three thousand sentences about three thousand wrong codes."""
    codes = ",".join(f"X{number}" for number in range(3000))
    reply = client.get(f"/api/v1/areas.csv?area={codes}")
    assert reply.status_code == 400
    assert len(reply.get_data()) < 50_000


@pytest.mark.parametrize(
    "path",
    [
        "nothing.csv", "areas.pdf", "areas", "areas.csv.csv", ".csv", "areas.", "AREAS.csv",
        "areas.CSV", "persons.csv", "areas/x.csv", "catalogue.csv", "%00.csv",
        "<script>alert(1)</script>.csv", "published/nothing.csv", "published/../unit-costs.csv",
    ],
)  # fmt: skip
def test_an_unknown_table_or_format_is_404(client, path: str) -> None:
    reply = client.get(f"/api/v1/{path}")
    assert reply.status_code == 404
    assert reply.mimetype == "application/json"
    assert "script" not in reply.get_data(as_text=True)


def test_who_asks_for_an_unknown_table_learns_which_there_are(client) -> None:
    allowed = client.get("/api/v1/nothing.csv").get_json()["allowed"]
    assert {"areas.csv", "areas.json", "areas.xlsx", "series.csv", "catalogue.json"} <= set(allowed)


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
@pytest.mark.parametrize("path", ["/api/v1/areas.csv", "/api/v1/catalogue.json"])
def test_the_interface_only_answers(client, method: str, path: str) -> None:
    reply = getattr(client, method)(path, data={"level": "ward"})
    assert reply.status_code == 405
    assert reply.mimetype == "application/json"


# --- The catalogue ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def catalogue(client) -> dict:
    reply = client.get("/api/v1/catalogue.json")
    assert reply.status_code == 200
    return reply.get_json()


def test_the_catalogue_lists_every_parameter(catalogue) -> None:
    assert set(catalogue["parameters"]) >= ASKED
    assert set(catalogue["order"]) >= ASKED
    told = set(catalogue["parameters"]["offence"])
    assert told >= {*OPEN_SERIES, "threats-to-kill", "custody", "violence-against-women-and-girls"}
    assert set(catalogue["parameters"]["cohort"]) == set(COHORTS)
    assert set(catalogue["formats"]) == set(FORMATS)
    assert set(catalogue["notes"]) == {"[c]", "[x]", "[z]", "[b]", "[p]"}
    assert catalogue["tables"]["areas"] == AREAS
    for item in catalogue["parameters"]["offence"].values():
        assert {"label", "definition", "coverage", "breaks", "cohorts", "source"} <= set(item)


def test_the_columns_that_the_catalogue_lists_are_those_that_come(client, catalogue) -> None:
    for table in TABLES:
        _, (header, *_) = lines_of(client.get(f"/api/v1/{table}.csv"))
        assert catalogue["tables"][table] == header


@pytest.mark.parametrize("parameter", ["level", "compare", "measure", "dataset"])
def test_every_value_of_the_catalogue_is_accepted(client, catalogue, parameter: str) -> None:
    values = catalogue["parameters"][parameter]
    assert values
    for value in values:
        for table in TABLES:
            reply = client.get(f"/api/v1/{table}.json?{urlencode({parameter: value})}")
            assert reply.status_code == 200, value


def test_every_offence_of_the_catalogue_answers_for_its_cohorts_only(client, catalogue) -> None:
    for offence in OPEN_SERIES:
        item = catalogue["parameters"]["offence"][offence]
        for cohort in catalogue["parameters"]["cohort"]:
            reply = client.get(f"/api/v1/areas.json?offence={offence}&cohort={cohort}")
            assert reply.status_code == (200 if cohort in item["cohorts"] else 400)
            assert (cohort in item["cohorts"]) == (not cohort_reason(offence, cohort))


def test_the_coverage_of_the_catalogue_is_what_answers(client, catalogue) -> None:
    for offence in OPEN_SERIES:
        item = catalogue["parameters"]["offence"][offence]
        first, last = item["coverage"]["borough"]
        for month in (first, last):
            rows = rows_of(
                client.get(f"/api/v1/areas.csv?offence={offence}&from={month}&to={month}")
            )
            assert sum(row["count"] != "" for row in rows) == 33, f"{offence} {month}"
        if last < catalogue["months"]["last"]:
            query = f"offence={offence}&from={last}&to={catalogue['months']['last']}"
            rows = rows_of(client.get(f"/api/v1/areas.csv?{query}"))
            assert all(row["count"] == "" and "[x]" in row["note"] for row in rows)


def test_the_months_of_the_catalogue_are_the_bounds(client, catalogue) -> None:
    first, last = catalogue["months"]["first"], catalogue["months"]["last"]
    assert client.get(f"/api/v1/series.json?from={first}&to={last}").status_code == 200


def test_the_defaults_of_the_catalogue_are_what_no_query_means(client, catalogue) -> None:
    named = client.get("/api/v1/areas.csv?" + urlencode(catalogue["defaults"]))
    assert named.status_code == 200
    assert named.get_data() == client.get("/api/v1/areas.csv").get_data()


def test_every_area_is_accepted(client) -> None:
    for level, code in [("borough", "E09000001"), ("ward", "E09000033"), ("ward", "E05013806")]:
        reply = client.get(f"/api/v1/areas.json?level={level}&area={code}")
        assert reply.status_code == 200
        assert reply.get_json()["rows"], f"{level} {code}"


# --- How it is served -------------------------------------------------------------------------


def test_health(client) -> None:
    reply = client.get("/health")
    assert reply.status_code == 200
    assert reply.get_data(as_text=True).strip().lower().startswith("ok")
    assert client.head("/health").status_code == 200


@pytest.mark.parametrize("path", ["areas.csv", "areas.json", "areas.xlsx", "series.csv"])
@pytest.mark.parametrize("encoding", ["identity", "gzip", "br, gzip, deflate"])
def test_what_has_not_changed_is_not_sent_again(client, path: str, encoding: str) -> None:
    headers = {"Accept-Encoding": encoding}
    first = client.get(f"/api/v1/{path}?offence=rape", headers=headers)
    assert first.status_code == 200
    tag = first.headers["ETag"]
    again = client.get(f"/api/v1/{path}?offence=rape", headers=headers | {"If-None-Match": tag})
    assert again.status_code == 304
    assert again.get_data() == b""
    other = client.get(f"/api/v1/{path}?offence=robbery", headers=headers | {"If-None-Match": tag})
    assert other.status_code == 200
    assert other.headers["ETag"] != tag
    assert (
        client.get(f"/api/v1/{path}", headers={"If-None-Match": '"x", W/"y", *z'}).status_code
        == 200
    )


def test_an_etag_belongs_to_one_answer(client) -> None:
    tags = {
        client.get(f"/api/v1/{path}").headers["ETag"]
        for path in (
            "areas.csv", "areas.json", "areas.xlsx", "series.csv", "areas.csv?level=ward",
            "areas.csv?measure=rate", "areas.csv?from=2025-01&to=2025-12",
        )
    }  # fmt: skip
    assert len(tags) == 7


def test_large_answers_are_compressed(client) -> None:
    plain = client.get("/api/v1/areas.json?level=ward")
    packed = client.get("/api/v1/areas.json?level=ward", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed.headers.get("Vary", "")
    assert len(packed.get_data()) < len(plain.get_data()) / 2


@pytest.mark.parametrize("path", ["areas.csv", "areas.xlsx", "series.json", "catalogue.json"])
def test_head_is_get_without_a_body(client, path: str) -> None:
    got, head = client.get(f"/api/v1/{path}"), client.head(f"/api/v1/{path}")
    assert head.status_code == 200
    assert head.get_data() == b""
    assert head.content_type == got.content_type
    assert head.headers["Content-Length"] == str(len(got.get_data()))
    assert head.headers.get("ETag") == got.headers.get("ETag")
    assert client.head("/api/v1/areas.csv?level=x").status_code == 400
    assert client.head("/api/v1/nothing.csv").status_code == 404


def test_the_same_question_has_the_same_bytes(client) -> None:
    for kind in ("csv", "json"):
        one = client.get(f"/api/v1/areas.{kind}?area=E09000033,E09000025")
        two = client.get(f"/api/v1/areas.{kind}?area=E09000025,E09000033")
        assert one.get_data() == two.get_data()


@pytest.mark.parametrize(
    ("table", "dataset", "offence", "said"),
    [
        ("people", "homicide", "knife-crime", "is not counted by “Homicide: victims and accused”."),
        ("people", "custody", "rape", "is not counted by “Custody disposals”."),
        ("areas", "recorded", "threats-to-kill", "is not counted by “Recorded by the Met”."),
        ("people", "homicide", "jaywalking", "is not known."),
    ],
)
def test_an_offence_of_another_dataset_is_not_unknown(
    client, table: str, dataset: str, offence: str, said: str
) -> None:
    reply = client.get(f"/api/v1/{table}.json?dataset={dataset}&offence={offence}")
    body = reply.get_json()
    assert (reply.status_code, body["parameter"]) == (400, "offence")
    assert body["error"].endswith(said)
    able = client.get("/api/v1/catalogue.json").get_json()["parameters"]["dataset"][dataset]
    assert body["allowed"] == able["offences"]


@pytest.mark.parametrize("table", EVERY)
@pytest.mark.parametrize(
    ("area", "level"),
    [("E05013806", "ward"), ("E09000033", "borough"), ("E09000033,E05013806", "ward")],
)
def test_an_area_tells_its_level(client, table: str, area: str, level: str) -> None:
    """One rule for all tables: without a level it is as if that of the areas were given."""
    dataset = "&dataset=simulated" if table == "people" else ""
    short = client.get(f"/api/v1/{table}.json?area={area}{dataset}")
    full = client.get(f"/api/v1/{table}.json?area={area}&level={level}{dataset}")
    assert short.status_code == full.status_code == 200
    assert short.get_json()["rows"] == full.get_json()["rows"]


def test_a_level_that_is_given_stands(client) -> None:
    reply = client.get("/api/v1/areas.json?level=borough&area=E05013806")
    assert reply.status_code == 400
    assert reply.get_json()["parameter"] == "area"

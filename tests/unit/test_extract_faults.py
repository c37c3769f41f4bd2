"""Extracts with every kind of fault: reported fault by fault, nothing lost, nothing half-loaded."""

from __future__ import annotations

import csv
import random
import re
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.errors import DataError
from data.ingest.extracts.importing import ExtractRefused
from tests.fixtures.extracts.files import (
    Rows,
    as_csv,
    bring,
    clean,
    put_csv,
    put_parquet,
    state,
    stored,
    whole,
)

UNIQUE = {"offence_subgroup": "", "offence_group": ""}
ROW_FAULTS: dict[str, tuple[str, dict[str, str], str, str]] = {
    # kind: (table, cells that are changed, column that is reported, reason)
    "no id": ("offences", {"offence_id": ""}, "offence_id", "a missing offence_id"),
    "id nan": ("offences", {"offence_id": "NaN"}, "offence_id", "a missing offence_id"),
    "duplicate": ("offences", {"offence_id": "CR/00000"}, "offence_id", "a duplicate offence_id"),
    "no date": ("offences", {"date_committed": ""}, "date_committed", "a missing date"),
    "British date": (
        "offences", {"date_committed": "06/05/2023"}, "date_committed", "an unreadable date"),
    "no such day": (
        "offences", {"date_committed": "2023-02-30"}, "date_committed", "an unreadable date"),
    "future": ("offences", {"date_committed": "2031-01-01"}, "date_committed",
               "a date in the future"),
    "too early": ("offences", {"date_committed": "1987-01-01"}, "date_committed",
                  "a date before 2000"),
    "bad time": ("offences", {"time_committed": "noon"}, "time_committed", "an unreadable time"),
    "bad time of date": ("offences", {"date_committed": "2023-05-06T25h"}, "date_committed",
                         "an unreadable time"),
    "hour 24": ("offences", {"time_committed": "24:00"}, "time_committed",
                "an hour or minute out of range"),
    "minute 60": ("offences", {"time_committed": "12:60"}, "time_committed",
                  "an hour or minute out of range"),
    "two times": ("offences", {"date_committed": "2023-05-06T13:00", "time_committed": "15:00"},
                  "date_committed", "the time contradicts another column"),
    "ward": ("offences", {"ward_code": "E05999999"}, "ward_code", "unknown ward"),
    "borough": ("offences", {"borough_code": "Watford"}, "borough_code", "unknown borough"),
    "ward and borough": ("offences", {"ward_code": "E05013806", "borough_code": "E09000002"},
                         "ward_code", "the ward contradicts the borough"),
    "offence": ("offences", UNIQUE | {"offence_name": "Jaywalking"}, "offence_name",
                "unknown offence name"),
    "no offence": ("offences", UNIQUE | {"offence_name": ""}, "offence_name",
                   "no offence name and no offence subgroup"),
    "subgroup": ("offences", {"offence_name": "Affray", "offence_subgroup": "Violent disorder"},
                 "offence_subgroup", "unknown offence subgroup"),
    "group against name": (
        "offences", {"offence_name": "Murder", "offence_subgroup": "", "offence_group": "Robbery"},
        "offence_group", "the offence group contradicts the offence name or subgroup"),
    "subgroup against name": (
        "offences", {"offence_name": "Murder", "offence_subgroup": "Rape", "offence_group": ""},
        "offence_subgroup", "the offence subgroup contradicts the offence name"),
    "other crime": (
        "offences", {"offence_name": "Theft", "offence_subgroup": "", "offence_group": "Theft"},
        "offence_group", "not an offence that this dashboard covers"),
    "flag": ("offences", {"knife_crime_flag": "maybe"}, "knife_crime_flag",
             "a flag that is neither yes nor no"),
    "header again": ("offences", {"offence_id": "offence_id"}, "offence_id",
                     "a header inside the table"),
    "person without id": ("victims", {"offence_id": ""}, "offence_id", "a missing offence_id"),
    "orphan": ("victims", {"offence_id": "CR/99999"}, "offence_id", "a person without an offence"),
    "negative age": ("victims", {"age": "-4"}, "age", "not an age"),
    "old": ("victims", {"age": "121"}, "age", "an age over 120"),
    "age band": ("suspects", {"age": "18-24"}, "age", "not an age"),
    "sex": ("suspects", {"sex": "Q"}, "sex", "unknown sex"),
    "ethnicity": ("suspects", {"ethnicity": "Klingon"}, "ethnicity", "unknown ethnicity"),
}  # fmt: skip
LINE_FAULTS: dict[str, tuple[str, Callable[[str], str], str]] = {
    # kind: (table, what is done to the line, reason); the whole line is lost, so no column is named
    "cut": ("victims", lambda line: line[:12], "the line is cut off or lacks fields"),
    "too wide": ("victims", lambda line: line + ",more", "the line has too many fields"),
    "null": ("victims", lambda line: line.replace(",", ",\0", 1), "null bytes in the line"),
    "open mark": ("suspects", lambda line: line.replace(",", ',"', 1),
                  "a quotation mark that is open or out of place"),
    "two open marks": ("suspects", lambda line: '"x" y"",' + line.replace(",", ',"', 1),
                       "a quotation mark that is open or out of place"),
    "carriage return": ("suspects", lambda line: line.replace(",", "\r,", 1),
                        "a carriage return inside the line"),
    "bytes": ("suspects", lambda line: line.replace(",", ",\udc81\udc8d", 1), "wrong encoding"),
}  # fmt: skip


def faulty() -> tuple[Rows, dict[tuple[str, int], tuple[str, str]]]:
    """Records with one fault each, far apart, and where each is: (table, record) → fault."""
    rows = clean(300)
    wanted: dict[tuple[str, int], tuple[str, str]] = {}
    free = {"offences": 3, "victims": 201, "suspects": 101}  # their people are rejected as well
    for table, cells, column, reason in ROW_FAULTS.values():
        at = free[table]
        free[table] += 2
        rows[table][at] |= cells
        wanted[table, at] = (column, reason)
    return rows, wanted


def reported(rejects: pd.DataFrame) -> dict[tuple[str, int], tuple[str, str]]:
    return {
        (str(r.table), int(r.line)): (str(r.column), str(r.reason)) for r in rejects.itertuples()
    }


def of_rejected_offences(rows: Rows, wanted: dict[tuple[str, int], tuple[str, str]]) -> dict:
    """People who go with an offence that is rejected, or whose offence cannot be found."""
    clean_ids = [row["offence_id"] for row in clean(300)["offences"]]
    changed = {clean_ids[at] for table, at in wanted if table == "offences"} - {
        row["offence_id"] for row in rows["offences"]
    }
    lost = {clean_ids[at] for table, at in wanted if table == "offences"} - changed
    found = {}
    for table in ("victims", "suspects"):
        for at, row in enumerate(rows[table]):
            if (table, at) in wanted:
                continue
            if row["offence_id"] in changed:
                found[table, at] = ("offence_id", "a person without an offence")
            elif row["offence_id"] in lost:
                found[table, at] = ("offence_id", "the offence of this person was rejected")
    return found


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_every_fault_of_a_row_is_reported_in_its_place(tmp_path: Path, form: str) -> None:
    rows, wanted = faulty()
    wanted |= of_rejected_offences(rows, wanted)
    put, first, unit = (put_csv, 2, "line") if form == "csv" else (put_parquet, 1, "row")
    root = tmp_path / "extracts"
    report = bring(put(tmp_path / "in", rows), root)
    expected = {(table, at + first): fault for (table, at), fault in wanted.items()}
    assert reported(report.rejects) == expected
    assert len(report.rejects) == len(expected)  # one fault each
    assert set(report.rejects["unit"]) == {unit}
    assert all(report.rejects["allowed"].astype(str) != "")
    assert whole(report)
    for table, tally in report.tables.items():
        assert tally.rows == len(rows[table])
        assert tally.rejected == sum(1 for name, _ in expected if name == table)
    offences, people = stored(root)
    assert len(offences) == report.tables["offences"].kept
    assert len(people) == report.tables["victims"].kept + report.tables["suspects"].kept


def test_values_are_shown_with_their_fault(tmp_path: Path) -> None:
    rows, wanted = faulty()
    report = bring(put_csv(tmp_path / "in", rows), tmp_path / "x")
    for row in report.rejects.itertuples():
        at = int(row.line) - 2
        if (row.table, at) in wanted and row.reason != "a missing offence_id":
            assert row.value == rows[str(row.table)][at][str(row.column)]


def damaged() -> tuple[dict[str, bytes], dict[tuple[str, int], tuple[str, str]], Rows]:
    """CSV files with damaged lines, and where each is: (table, line) → fault."""
    rows = clean(300)
    texts = {name: as_csv(table).split("\n") for name, table in rows.items()}
    wanted = {}
    at = 10
    for table, damage, reason in LINE_FAULTS.values():
        texts[table][at - 1] = damage(texts[table][at - 1])
        wanted[table, at] = ("", reason)
        at += 10
    raw = {n: "\n".join(t).encode("utf-8", "surrogateescape") for n, t in texts.items()}
    return raw, wanted, rows


def test_every_damaged_line_is_reported_and_costs_itself_only(tmp_path: Path) -> None:
    raw, wanted, rows = damaged()
    report = bring(put_csv(tmp_path / "in", raw), tmp_path / "x")
    assert reported(report.rejects) == wanted and len(report.rejects) == len(wanted)
    assert whole(report)
    for table, tally in report.tables.items():
        assert tally.rows == len(rows[table])


def test_there_are_thirty_kinds() -> None:
    assert len(ROW_FAULTS) + len(LINE_FAULTS) + len(FILE_FAULTS) >= 60
    reasons = {fault[3] for fault in ROW_FAULTS.values()}
    assert len(reasons | {fault[2] for fault in LINE_FAULTS.values()}) >= 30


def test_faults_at_a_chosen_share_refuse_and_change_nothing(tmp_path: Path) -> None:
    root = tmp_path / "extracts"
    bring(put_csv(tmp_path / "good", clean(100, seed=5)), root)
    before = state(root)
    rows, _ = faulty()
    files = put_csv(tmp_path / "bad", rows)
    with pytest.raises(ExtractRefused, match="too many rows of the offences") as caught:
        bring(files, root, 0.02)
    assert state(root) == before
    assert sorted(path.name for path in root.iterdir()) == [".lock", "salt", "test"]
    report = caught.value.report
    assert report.folder is None and whole(report)
    assert len(report.rejects) >= len(ROW_FAULTS)
    share = max(tally.share for tally in report.tables.values())
    with pytest.raises(ExtractRefused):
        bring(files, root, share - 1e-9)
    assert state(root) == before
    assert bring(files, root, share).folder
    assert state(root) != before


def test_nothing_is_made_by_a_first_import_that_is_refused(tmp_path: Path) -> None:
    rows, _ = faulty()
    with pytest.raises(ExtractRefused):
        bring(put_csv(tmp_path / "bad", rows), tmp_path / "extracts", 0.02)
    assert not (tmp_path / "extracts").exists()


def test_nothing_kept_is_refused(tmp_path: Path) -> None:
    rows = clean(10)
    for row in rows["offences"]:
        row["offence_name"] = "?"
        row["offence_subgroup"] = ""
        row["offence_group"] = ""
    with pytest.raises(ExtractRefused, match="no offence was accepted"):
        bring(put_csv(tmp_path / "bad", rows), tmp_path / "extracts", 1.0)


def test_ids_of_another_file_are_refused(tmp_path: Path) -> None:
    rows = clean(50)
    again = [dict(row) for row in rows["offences"][5:8]]
    files = put_csv(tmp_path / "in", rows | {"more": again})
    report = bring(files, tmp_path / "x")
    assert reported(report.rejects) == {
        ("offences", line): ("offence_id", "an offence_id of another offences file")
        for line in (2, 3, 4)
    }
    assert set(report.rejects["file"]) == {str(files[3])}
    assert str(files[0]) in str(report.rejects["allowed"].iloc[0])
    assert report.tables["offences"].kept == 50 and whole(report)


def test_several_faults_of_a_row_are_all_told_and_count_once(tmp_path: Path) -> None:
    rows = clean(60)
    rows["offences"][7] |= {"ward_code": "nowhere", "knife_crime_flag": "7", "date_committed": "x"}
    rows["victims"][9] |= {"age": "abc", "sex": "?!", "ethnicity": "§"}
    report = bring(put_csv(tmp_path / "in", rows), tmp_path / "x")
    mine = report.rejects[report.rejects["line"].isin([9, 11])]
    assert sorted(zip(mine["table"], mine["column"], strict=True)) == [
        ("offences", "date_committed"), ("offences", "knife_crime_flag"), ("offences", "ward_code"),
        ("victims", "age"), ("victims", "ethnicity"), ("victims", "offence_id"), ("victims", "sex"),
    ]  # fmt: skip
    assert report.tables["offences"].rejected == 1 and whole(report)


def test_more_columns_that_say_the_same_may_not_contradict(tmp_path: Path) -> None:
    rows = clean(60)
    for row in rows["offences"]:
        row |= {"month_committed": row["date_committed"][:7], "hour_committed": "", "borough": ""}
    rows["offences"][3]["month_committed"] = "2023-13"
    rows["offences"][5]["month_committed"] = "2021-12"
    rows["offences"][7] |= {"hour_committed": "5", "time_committed": "06:00"}
    rows["offences"][9] |= {"ward_code": "", "borough_code": "E09000002", "borough": "Barnet"}
    rows["offences"][11] |= {"ward_code": "E05013806", "borough": "City of London"}
    report = bring(put_csv(tmp_path / "in", rows), tmp_path / "x")
    faults = report.rejects[report.rejects["table"] == "offences"]
    assert reported(faults) == {
        ("offences", 5): ("month_committed", "an unreadable date"),
        ("offences", 7): ("month_committed", "the month contradicts the date"),
        ("offences", 9): ("hour_committed", "the hour contradicts the time"),
        ("offences", 11): ("borough", "the borough contradicts the borough code"),
        ("offences", 13): ("ward_code", "the ward contradicts the borough"),
    }


def without(column: str) -> Callable[[Rows], dict[str, object]]:
    def make(rows: Rows) -> dict[str, object]:
        table = "offences" if column in rows["offences"][0] else "victims"
        return rows | {table: [{k: v for k, v in r.items() if k != column} for r in rows[table]]}

    return make


def text(table: str, change: Callable[[str], str | bytes]) -> Callable[[Rows], dict[str, object]]:
    return lambda rows: rows | {table: change(as_csv(rows[table]))}


FILE_FAULTS: dict[str, tuple[Callable[[Rows], dict[str, object]], str]] = {
    "empty file": (lambda rows: rows | {"victims": b""}, "the file is empty"),
    "blank file": (lambda rows: rows | {"victims": b"\n\n  \n"}, "the file is empty|no header"),
    "header only": (text("offences", lambda t: t.split("\n")[0] + "\n"), "has no rows"),
    "workbook": (lambda rows: rows | {"victims": b"PK\x03\x04...."}, "a workbook or a zip"),
    "old workbook": (lambda rows: rows | {"victims": b"\xd0\xcf\x11\xe0...."}, "old Excel"),
    "compressed": (lambda rows: rows | {"victims": b"\x1f\x8b...."}, "compressed"),
    "UTF-16": (text("victims", lambda t: t.encode("utf-16")), "UTF-16"),
    "UTF-16 unmarked": (text("victims", lambda t: t.encode("utf-16-le")), "null bytes"),
    "web page": (lambda rows: rows | {"victims": b"<html></html>"}, "a web page"),
    "JSON": (lambda rows: rows | {"victims": b'[{"offence_id": 1}]'}, "JSON"),
    "cut Parquet": (lambda rows: rows | {"victims": b"PAR1" + b"\0" * 50}, "cut off or damaged"),
    "no table": (lambda rows: rows | {"victims": b"a,b\n1,2\n"}, "no table of an extract"),
    "no header": (text("victims", lambda t: t.split("\n", 1)[1]), "no table of an extract"),
    "open mark in header": (text("victims", lambda t: '"' + t), "header cannot be read"),
    "no place": (
        lambda rows: rows | {"offences": [
            {k: v for k, v in r.items() if k not in ("ward_code", "borough_code")}
            for r in rows["offences"]
        ]},
        "no column that says where",
    ),
    "no flag": (without("knife_crime_flag"), "missing: knife_crime_flag"),
    "no date": (without("date_committed"), "missing: date_committed or month_committed"),
    "no age": (without("age"), "missing: age"),
    "no ethnicity": (without("ethnicity"), "missing: ethnicity"),
    "column twice": (
        text("victims", lambda t: t.replace("role", "Gender", 1)), "a column occurs twice"),
    "victims missing": (
        lambda rows: {k: v for k, v in rows.items() if k != "victims"},
        "no file holds the victims",
    ),
    "two tables side by side": (
        lambda rows: rows | {"offences": [
            o | v for o, v in zip(rows["offences"], rows["victims"], strict=True)
        ]},
        "two tables are mixed",
    ),
    "victims and suspects": (
        lambda rows: rows | {"victims": rows["victims"] + rows["suspects"]},
        "two tables are mixed",
    ),
    "victim and suspect columns": (
        text("victims", lambda t: t.replace("age,sex", "victim_age,suspect_sex", 1)),
        "victims and suspects are mixed",
    ),
    "unknown role": (text("victims", lambda t: t.replace(",victim,", ",witness,")), "a role that"),
    "no role": (
        lambda rows: {"offences": rows["offences"], "one": [
            {k: v for k, v in r.items() if k != "role"} for r in rows["victims"]
        ], "suspects": rows["suspects"]},
        "do not say whether",
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", FILE_FAULTS)
def test_a_file_that_cannot_be_trusted_is_refused_and_changes_nothing(
    tmp_path: Path, kind: str
) -> None:
    make, message = FILE_FAULTS[kind]
    root = tmp_path / "extracts"
    bring(put_csv(tmp_path / "good", clean(40, seed=5)), root)
    before = state(root)
    files = put_csv(tmp_path / "bad", make(clean(40)))
    with pytest.raises(DataError, match=message) as caught:
        bring(files, root)
    assert not isinstance(caught.value, ExtractRefused)
    assert caught.value.allowed
    assert state(root) == before


def test_files_that_are_not_there_or_given_twice(tmp_path: Path) -> None:
    files = put_csv(tmp_path / "in", clean(10))
    for wrong, message in (
        ([*files, tmp_path / "none.csv"], "no such file"),
        ([*files, tmp_path], "no such file"),
        ([*files, files[0]], "given twice"),
        ([], "no file holds the offences"),
    ):
        with pytest.raises(DataError, match=message):
            bring(wrong, tmp_path / "x")
    with pytest.raises(DataError, match="no share"):
        bring(files, tmp_path / "x", 1.5)


def test_a_cut_parquet_and_its_odd_types_are_refused(tmp_path: Path) -> None:
    files = put_parquet(tmp_path / "in", clean(40))
    raw = files[1].read_bytes()
    for size in (5, len(raw) // 2, len(raw) - 1):
        files[1].write_bytes(raw[:size])
        with pytest.raises(DataError, match="cut off or damaged"):
            bring(files, tmp_path / "x")
    table = pq.read_table(files[0])
    at = table.schema.get_field_index("time_committed")
    stamps = pa.array([0] * 40, pa.timestamp("s", "UTC"))
    for column, message in (
        (stamps, "timestamp"),
        (pa.array([b"x"] * 40, pa.binary()), "binary"),
        (pa.array([["x"]] * 40), "list"),
    ):
        files[1].write_bytes(raw)
        pq.write_table(table.set_column(at, "time_committed", column), files[0])
        with pytest.raises(DataError, match=message):
            bring(files, tmp_path / "x")


def test_lines_are_counted_as_an_editor_counts_them(tmp_path: Path) -> None:
    """Empty lines and line ends inside quotation marks move the lines of later records."""
    rows = clean(40)
    for row in rows["victims"]:
        row["notes"] = "two\nlines, or three\n"
    rows["victims"][20]["age"] = "old"
    text = as_csv(rows["victims"])
    body = text.replace("CR/00005", "\nCR/00005", 1)  # an empty line before the sixth record
    line = body[: body.index("old")].count("\n") + 1
    start = line  # the fault is on the first line of its record
    report = bring(put_csv(tmp_path / "in", rows | {"victims": body}), tmp_path / "x")
    assert reported(report.rejects) == {("victims", start): ("age", "not an age")}
    assert any("1 empty lines" in note for note in report.notes)


def test_a_refused_line_never_shows_the_rest_of_its_row(tmp_path: Path) -> None:
    rows = clean(60)
    for row in rows["victims"]:
        row["full_name"] = "Zaphod"
    lines = as_csv(rows["victims"]).split("\n")
    lines[20] += ",Zaphod"
    lines[30] = lines[30].replace(",", ',"', 1)
    files = put_csv(tmp_path / "in", rows | {"victims": "\n".join(lines)})
    report = bring(files, tmp_path / "x")
    assert len(report.rejects) == 2
    assert "Zaphod" not in report.rejects.to_csv()


@settings(max_examples=60)
@given(st.integers(0, 2**32), st.integers(1, 40))
def test_random_damage_loses_nothing(
    tmp_path_factory: pytest.TempPathFactory, seed: int, hits: int
) -> None:
    """Whatever happens to the bytes: rows in = kept + rejected, or the file is refused."""
    rng = random.Random(seed)
    folder = tmp_path_factory.mktemp("damage")
    texts = {name: as_csv(table).encode() for name, table in CLEAN.items()}
    name = rng.choice(sorted(texts))
    raw = bytearray(texts[name])
    head = raw.index(b"\n") + 1
    for _ in range(hits):
        at = rng.randrange(head, len(raw))
        deed = rng.randrange(4)
        if deed == 0:
            raw[at] = rng.randrange(256)
        elif deed == 1:
            del raw[at : at + rng.randrange(1, 60)]
        elif deed == 2:
            raw[at:at] = bytes(rng.choice(b'",\n\r\0\x81x;') for _ in range(rng.randrange(1, 4)))
        else:
            other = rng.randrange(head, len(raw))
            raw[at:at] = raw[other : other + rng.randrange(1, 80)]
        if len(raw) <= head:
            raw += b"x"
    files = put_csv(folder / "in", texts | {name: bytes(raw)})
    try:
        report = bring(files, folder / "x")
    except DataError as error:
        assert "Traceback" not in str(error)
        assert not (folder / "x" / "test").exists()
        return
    assert whole(report)
    faulty_lines = report.rejects.drop_duplicates(["file", "line"])
    for table, tally in report.tables.items():
        assert tally.rejected == int((faulty_lines["table"] == table).sum())
    physical = sum(1 for line in bytes(raw).split(b"\n")[1:] if line not in (b"", b"\r"))
    if b'"' not in raw:
        assert report.tables[name].rows == physical
    else:
        assert report.tables[name].rows <= physical
    offences, people = stored(folder / "x")
    assert len(offences) == report.tables["offences"].kept
    assert len(people) == report.tables["victims"].kept + report.tables["suspects"].kept


CLEAN = clean(60)


@settings(max_examples=25)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["offences", "victims", "suspects"]),
            st.integers(0, 29),
            st.integers(0, 10),
            st.text(max_size=8),
        ),
        max_size=15,
    )
)
def test_random_cells_are_the_same_in_both_formats(
    tmp_path_factory: pytest.TempPathFactory, hits: list[tuple[str, int, int, str]]
) -> None:
    """The same faults in the same records, and the same stored tables."""
    rows = {name: [dict(row) for row in table] for name, table in CLEAN.items()}
    for table, at, column, value in hits:
        keys = [key for key in rows[table][at] if key != "role"]
        plain = re.sub(r"[\x00\r\n\ud800-\udfff]", "", value)
        rows[table][at][keys[column % len(keys)]] = plain
    folder = tmp_path_factory.mktemp("cells")
    found = []
    for form, put in (("csv", put_csv), ("parquet", put_parquet)):
        try:
            report = bring(put(folder / form, rows), folder / "x")
        except ExtractRefused as error:
            found.append((error.report.tables, None))
            continue
        assert whole(report)
        faults = report.rejects[["table", "column", "value", "reason"]].astype(str)
        lines = report.rejects["line"] - (form == "csv")
        frames = tuple(frame.to_csv() for frame in stored(folder / "x"))
        found.append((report.tables, faults.assign(line=lines).to_csv(), frames))
    assert found[0] == found[1]


def test_rejects_as_a_file(tmp_path: Path) -> None:
    from data.ingest.extracts.rejects import COLUMNS, write_rejects

    rows, _ = faulty()
    rows["offences"][0]["knife_crime_flag"] = "=1+1"
    report = bring(put_csv(tmp_path / "in", rows), tmp_path / "x")
    write_rejects(report.rejects, tmp_path / "rejects.csv")
    with (tmp_path / "rejects.csv").open(encoding="utf-8", newline="") as handle:
        written = list(csv.DictReader(handle))
    assert tuple(written[0]) == COLUMNS
    assert len(written) == len(report.rejects)
    assert "'=1+1" in {row["value"] for row in written}

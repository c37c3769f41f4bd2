"""The same people in another dress: read as they are, same build id, same tables byte for byte."""

from __future__ import annotations

import csv
import datetime as dt
import json
import random
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from conftest import Result
from mutate import (
    Change,
    apply,
    both,
    cells,
    every,
    headers,
    rows_of,
    text_of,
    to_parquet,
    together,
)
from official import Official

VICTIMS, OLDER, ACCUSED = "p/one.csv", "p/two.csv", "p/three.csv"
WOMEN, CELLS, GROUPS = "p/women.csv", "p/cells.csv", "p/groups.csv"


def shuffle(text: str) -> str:
    rows = rows_of(text)
    body = rows[1:]
    random.Random(5).shuffle(body)
    return text_of([rows[0], *body])


def backwards(text: str) -> str:
    return text_of([r[::-1] for r in rows_of(text)])


def one_date(text: str) -> str:
    """The older layout: month and year in one column."""
    rows = rows_of(text)
    out = [[*r[:5], f"{r[6]} {r[5]}", *r[7:]] for r in rows]
    out[0][5] = "Recorded Date"
    return text_of(out)


STYLES: dict[str, tuple[str, Change]] = {
    "victims with a byte order mark": (VICTIMS, lambda t: "\ufeff" + t),
    "victims in CRLF": (VICTIMS, lambda t: text_of(rows_of(t), "\r\n")),
    "victims without a last line end": (VICTIMS, lambda t: t.rstrip("\n")),
    "victims in another order": (VICTIMS, shuffle),
    "victims with columns backwards": (VICTIMS, backwards),
    "victims with one date": (VICTIMS, one_date),
    "victims with whole names of months": (
        VICTIMS,
        cells("Recorded Month", "Mar", "March"),
    ),
    "victims with yes and no": (
        VICTIMS,
        both(
            cells("Domestic Abuse", "Domestic Abuse", "Yes"),
            cells("Domestic Abuse", "Not Domestic Abuse", "No"),
        ),
    ),
    "victims with other capitals": (
        VICTIMS,
        every(lambda r: [*r[:2], r[2].upper(), r[3].lower(), *r[4:9], r[9].upper(), r[10].upper()]),
    ),
    "victims with the header of the repack": (
        VICTIMS,
        lambda t: t.split("\n", 1)[0].lower().replace(" ", "_") + "\n" + t.split("\n", 1)[1],
    ),
    "victims with the older method": (
        VICTIMS,
        both(
            headers({"MethodofKilling": "Method of Killing"}),
            cells("Method of Killing", "Other Methods of Killing", "Other Method of Killing"),
        ),
    ),
    "boroughs spelt as in the recorded files": (
        VICTIMS,
        cells("Borough", "Barking & Dagenham", "Barking and Dagenham"),
    ),
    "accused with whole dates": (
        ACCUSED,
        every(lambda r: [*r[:7], f"{dt.datetime.strptime(r[7], '%b-%y'):%B %Y}"]),
    ),
    "accused without blanks": (ACCUSED, every(lambda r: [c.strip() for c in r])),
    "women in another order": (WOMEN, shuffle),
    "women with columns backwards": (WOMEN, backwards),
    "women with days first": (
        WOMEN,
        every(lambda r: [*r[:3], f"01/{r[3][5:7]}/{r[3][:4]}", *r[4:]]),
    ),
    "women with times": (
        WOMEN,
        every(lambda r: [*r[:3], f"{r[3]} 00:00:00", f"{r[4]} 00:00:00" if r[4] else "", *r[5:]]),
    ),
    "women with capitals in the names of tables": (
        WOMEN,
        every(lambda r: [*r[:6], r[6].upper(), *r[7:]]),
    ),
    "women with other apostrophes": (
        WOMEN,
        every(lambda r: [*r[:2], r[2].replace("'", "’"), *r[3:]]),
    ),
    "women with counts with .0": (WOMEN, every(lambda r: [*r[:5], f"{r[5]}.0", *r[6:]])),
    "custody in another order": (CELLS, shuffle),
    "custody with columns backwards": (CELLS, backwards),
    "custody with its sheet": (
        CELLS,
        lambda t: text_of(
            [[*r, "sheet" if k == 0 else "Disposals"] for k, r in enumerate(rows_of(t))]
        ),
    ),
    "custody with every cell quoted": (
        CELLS,
        lambda t: text_of(rows_of(t), quoting=csv.QUOTE_ALL),
    ),
    "custody with rows of zero": (
        CELLS,
        lambda t: t + "2024,5,May,Female,Adult,Asian,Murder,Police Bail,0\n",
    ),
    "groups in another order": (GROUPS, shuffle),
    "groups in UTF-16": (GROUPS, lambda t: t.encode("utf-16")),
    "groups without the empty one": (
        GROUPS,
        lambda t: text_of([r for r in rows_of(t) if r[2] != "-8"]),
    ),
}


def build_id(folder: Path) -> str:
    return str(json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["build_id"])


def unchanged(result: Result, built_master: Path) -> None:
    assert result.code == 0, result.error
    assert build_id(result.out) == build_id(built_master)
    for path in built_master.glob("*.parquet"):
        assert (result.out / path.name).read_bytes() == path.read_bytes(), path.name


ROUNDS = together(STYLES)


@pytest.mark.parametrize("names", ROUNDS)
def test_style_changes_nobody(
    names: str, build: Callable[..., Result], raw: Path, built_master: Path
):
    for file, change in ROUNDS[names].items():
        apply(raw / file, change)
    unchanged(build(), built_master)


def to_book(path: Path, sheets: dict[str, list[list[object]]]) -> None:
    """A workbook of several sheets beside a CSV file, which goes."""
    path.unlink(missing_ok=True)
    book = openpyxl.Workbook(write_only=True)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path.with_suffix(".xlsx"))
    book.close()


def as_cells(path: Path) -> list[list[object]]:
    """Rows of a CSV file, whole numbers as numbers and days as days."""
    out: list[list[object]] = []
    for row in rows_of(path.read_text(encoding="utf-8")):
        cells_: list[object] = []
        for text in row:
            if text.isdigit():
                cells_.append(int(text))
            elif len(text) == 10 and text[4] == text[7] == "-":
                cells_.append(dt.datetime.fromisoformat(text))
            else:
                cells_.append(text)
        out.append(cells_)
    return out


def test_as_excel(build: Callable[..., Result], raw: Path, built_master: Path):
    for name in (VICTIMS, ACCUSED, CELLS, WOMEN, GROUPS):
        rows = as_cells(raw / name)
        if name == ACCUSED:  # Excel takes “Jan-23” for a date
            for row in rows[1:]:
                row[7] = dt.datetime.strptime(str(row[7]), "%b-%y")
        to_book(raw / name, {"Cover": [["About this file"]], "dataset": rows})
    unchanged(build(), built_master)


def test_as_parquet_with_the_header_of_the_repack(
    build: Callable[..., Result], raw: Path, built_master: Path
):
    for name in (VICTIMS, OLDER, ACCUSED, CELLS, WOMEN, GROUPS):
        new = to_parquet(raw / name)
        frame = pd.read_parquet(new)
        if name == WOMEN:  # days as days, and nothing where there is nothing
            for column in ("recorded_date_months", "date_committed_from_date_months"):
                frame[column] = pd.to_datetime(frame[column].replace("", None))
            frame = frame.replace("", None)
        frame.rename(columns=lambda c: c.lower().replace(" ", "_").replace("/", "_")).to_parquet(
            new, index=False
        )
    unchanged(build(), built_master)


def test_women_as_three_sheets(
    build: Callable[..., Result], raw: Path, official: Official, built_master: Path
):
    """As published: no column that tells the tables apart, but the names of the sheets."""
    tables = official.people.vawg_tables()
    to_book(raw / WOMEN, {name: [header, *rows] for name, (header, rows) in tables.items()})
    result = build()
    unchanged(result, built_master)
    manifest = json.loads((result.out / "manifest.json").read_text(encoding="utf-8"))
    source = next(s for s in manifest["sources"] if s["file"] == "p/women.xlsx")
    assert source["used"] and source["rows"] == sum(len(rows) for _, rows in tables.values())
    assert source["period"] == "2024-01..2025-02"


def test_women_as_files_of_their_own(
    build: Callable[..., Result], raw: Path, official: Official, built_master: Path
):
    """A sheet a file: the bands tell two of them apart, the place needs its sheet's name."""
    (raw / WOMEN).unlink()
    for number, (name, (header, rows)) in enumerate(official.people.vawg_tables().items()):
        if "location" in name:
            to_book(raw / f"p/w{number}.csv", {name: [header, *rows]})
        else:
            (raw / f"p/w{number}.csv").write_text(text_of([header, *rows]), encoding="utf-8")
    unchanged(build(), built_master)


def test_offences_beside_the_victims_are_left_out(
    build: Callable[..., Result], raw: Path, built_master: Path
):
    """The other workbook of the product counts offences, in sheets that look alike."""
    day = dt.datetime(2024, 1, 1)
    dates = ["recorded_date_months", "date_committed_from_date_months", "count"]
    to_book(
        raw / "p/offences.csv",
        {
            "Offence count location": [
                ["bcu_location", "borough_name", "ward_name_clean_2", *dates],
                ["West Area", "Ealing", "Acton Central", day, day, 7],
            ],
            "Offence count classification": [
                ["crimsec_group", *dates],
                ["Stalking", day, day, 7],
            ],
        },
    )
    result = build()
    unchanged(result, built_master)
    manifest = json.loads((result.out / "manifest.json").read_text(encoding="utf-8"))
    source = next(s for s in manifest["sources"] if s["file"] == "p/offences.xlsx")
    assert not source["used"] and source["reason"].startswith("counts offences")
    left = [d for d in manifest["dropped"] if d["file"].startswith("p/offences.xlsx")]
    assert [d["reason"][:15] for d in left] == ["counts offences"]


# --- newer files -----------------------------------------------------------------------------
def people_of(result: Result) -> pd.DataFrame:
    return pd.read_parquet(result.out / "people.parquet")


def test_newer_custody_extends_the_months_and_keeps_the_older_ones(
    build: Callable[..., Result], raw: Path, built_master: Path
):
    """A file from February 2025 to April 2026, with other counts: the newest wins."""
    rows = rows_of((raw / CELLS).read_text(encoding="utf-8"))
    later = [[str(int(r[0]) + 1), *r[1:-1], str(int(r[-1]) + 1)] for r in rows[1:]]
    (raw / "p/newer.csv").write_text(text_of([rows[0], *later]), encoding="utf-8")
    result = build()
    assert result.code == 0, result.error
    manifest = json.loads((result.out / "manifest.json").read_text(encoding="utf-8"))
    told = manifest["people"]["custody"]["suspect"]
    assert told["levels"] == {"london": ["2024-04", "2026-03"]}
    assert told["files"] == ["p/cells.csv", "p/newer.csv"]
    frame = people_of(result)
    custody = frame[frame["dataset"] == "custody"].groupby("month")["count"].sum()
    before = pd.read_parquet(built_master / "people.parquet")
    before = before[before["dataset"] == "custody"].groupby("month")["count"].sum()
    assert custody[custody.index <= "2025-03"].to_dict() == before.to_dict()
    rows_in_april = sum(r[0] == "2024" and r[1] == "4" for r in rows[1:])
    assert custody["2025-04"] == before["2024-04"] + rows_in_april


def test_newer_victims_win_over_the_whole_past(build: Callable[..., Result], raw: Path):
    """The older official file stays a check when a newer one comes."""
    rows = rows_of((raw / VICTIMS).read_text(encoding="utf-8"))
    newer = [*rows, [*rows[-1][:5], "2025", "Apr", *rows[-1][7:]]]
    (raw / "p/newer.csv").write_text(text_of(newer), encoding="utf-8")
    result = build()
    assert result.code == 0, result.error
    manifest = json.loads((result.out / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["people"]["homicide"]["victim"]["files"] == ["p/newer.csv"]
    used = {s["file"]: s["used"] for s in manifest["sources"]}
    assert (used["p/newer.csv"], used["p/one.csv"], used["p/two.csv"]) == (True, False, False)


def test_a_last_month_that_is_not_complete_is_left_out(build: Callable[..., Result], raw: Path):
    """An extract made on the third of the month: a tenth of the usual victims."""
    rows = rows_of((raw / WOMEN).read_text(encoding="utf-8"))
    for row in rows[1:]:
        if row[3] == "2025-02-01" and row[6] != "sheet":
            row[5] = str(int(row[5]) // 10)
    # the three tables are rounded apart: bring them together again
    at = {
        name: [r for r in rows if r[3] == "2025-02-01" and r[6] == f"Victim count by {name}"]
        for name in ("location", "age group", "ethnic group")
    }
    sums = {name: sum(int(r[5]) for r in own) for name, own in at.items()}
    for name, own in at.items():
        own[-1][5] = str(int(own[-1][5]) + max(sums.values()) - sums[name])
    (raw / WOMEN).write_text(text_of(rows), encoding="utf-8")
    result = build()
    assert result.code == 0, result.error
    manifest = json.loads((result.out / "manifest.json").read_text(encoding="utf-8"))
    span = ["2024-01", "2025-01"]
    assert manifest["people"]["vawg"]["victim"]["levels"] == {
        "borough": span,
        "london": span,
        "ward": span,
    }
    left = [d for d in manifest["dropped"] if d["what"] == "month 2025-02"]
    assert len(left) == 3 and all("not complete" in d["reason"] for d in left)
    assert {d["crimes"] for d in left} == {max(sums.values())}
    lines = [r for r in manifest["reconciliations"] if r["name"].startswith("vawg")]
    assert lines and all(r["ok"] for r in lines)


def test_last_months_of_few_people_are_kept_and_flagged(build: Callable[..., Result], raw: Path):
    """Proceedings are entered late: nearly nobody in the last two months of a newer file."""
    rows = rows_of((raw / ACCUSED).read_text(encoding="utf-8"))
    newer = [r for r in rows if not r[7].startswith(("Feb-25", "Mar-25"))]
    newer += [[*rows[-1][:7], when] for when in ("Feb-25", "Mar-25", "Apr-25")]
    (raw / ACCUSED).write_text(text_of(newer), encoding="utf-8")
    result = build()
    assert result.code == 0, result.error
    manifest = json.loads((result.out / "manifest.json").read_text(encoding="utf-8"))
    told = manifest["people"]["homicide"]["suspect"]
    assert told["incomplete"] == ["2025-02", "2025-03", "2025-04"]
    assert told["levels"]["borough"][1] == "2025-04"

"""Doubtful files: left out where better ones cover them, else refused, or taken if accepted."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from conftest import Result, fingerprint
from mutate import (
    Change,
    again,
    apply,
    cell,
    cells,
    drop,
    header,
    lose_lines,
    rows_of,
    times,
    without,
)
from official import Official
from test_rules import same, wide

WARD, MID, FLAGS = "a/ward_new.csv", "a/ward_mid.csv", "c/flags.csv"
WOMEN = "p/women.csv"
SHORTER = "a/shorter.csv"
"""Months of the ward files that WARD and MID hold as well."""


def no_line_end(text: str) -> str:
    return text.rstrip("\n")


def manifest_of(result: Result) -> dict:
    return json.loads((result.out / "manifest.json").read_text(encoding="utf-8"))


def tables(folder: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in folder.glob("*.parquet")}


COVERED: dict[str, tuple[str, Change, list[str]]] = {
    "no last line break": (SHORTER, no_line_end, ["does not end", "line "]),
    "rows lost": (SHORTER, lose_lines(900), ["cut off"]),
    "a row of one ward lost": (
        SHORTER,
        drop(lambda r: r[1] == "VIOLENCE WITH INJURY" and r[2] == "Balham"),
        ["lack a row of violence-with-injury", "E050"],
    ),
    "unknown column": (SHORTER, header("MajorText", "MajorTxt"), ["line 1", "MajorTxt"]),
    "a column lost": (SHORTER, without("MinorText"), ["line 1", "subgroup"]),
    "unknown category": (SHORTER, cells("MinorText", "RAPE", "RAPE OF ADULTS"), ["RAPE OF ADULTS"]),
    "text for a count": (SHORTER, cell(42, "202409", "n/a"), ["line 42", "202409", "'n/a'"]),
    "negative": (SHORTER, cell(40, "202408", "-1"), ["line 40", "202408", "'-1'"]),
    "row twice": (SHORTER, again(15), ["already stands on line 15"]),
    "older scheme": ("a/ward_scheme.csv", no_line_end, ["does not end"]),
    "older wards": ("a/ward_2018.csv", no_line_end, ["does not end"]),
    "homicides": (
        "p/two.csv",
        cell(6, "Sex", "Man"),
        ["line 6", "“Sex”", "'Man'", "female, male"],
    ),
    "a copy of the ages": ("d/copy.csv", lose_lines(300), ["cut off"]),
}


@pytest.fixture
def more(raw: Path, official: Official) -> None:
    """Files whose months others cover."""
    official.ward_table("202404", "202503").save(raw / SHORTER)
    shutil.copy(raw / "d/ages.csv", raw / "d/copy.csv")


@pytest.mark.parametrize("name", COVERED)
def test_covered_file_is_left_out_with_its_reason(
    name: str,
    more: None,
    build: Callable[..., Result],
    raw: Path,
    built_master: Path,
    capsys: pytest.CaptureFixture[str],
):
    file, change, fragments = COVERED[name]
    apply(raw / file, change)
    result = build()
    assert result.code == 0, result.error
    assert tables(result.out) == tables(built_master)
    manifest = manifest_of(result)
    (left,) = [d for d in manifest["dropped"] if d["what"] == "doubtful file"]
    assert left["file"] == file
    source = next(s for s in manifest["sources"] if s["file"] == file)
    assert not source["used"] and source["reason"] == left["reason"]
    for fragment in ["doubtful", file, *fragments]:
        assert fragment in left["reason"]
    assert "--accept" not in left["reason"] and manifest["caveats"] == []
    assert f"left out {file}: {left['reason']}" in result.said


def test_parquet_that_better_files_cover(build: Callable[..., Result], raw: Path):
    path = raw / "p/four.parquet"
    frame = pd.read_parquet(path)
    frame.loc[4, "Count of PPA"] = -1
    frame.to_parquet(path, index=False)
    result = build()
    assert result.code == 0, result.error
    (left,) = [d for d in manifest_of(result)["dropped"] if d["what"] == "doubtful file"]
    for fragment in ("four.parquet", "line 6", "Count of PPA", "-1"):
        assert fragment in left["reason"]


def test_one_file_beside_the_others_looks_cut(
    more: None, build: Callable[..., Result], raw: Path, built_master: Path
):
    """Only the other files tell that a row is missing: the file alone reads well."""
    busiest = drop(lambda r: r[1] == "STALKING AND HARASSMENT" and r[2] == "Balham")
    apply(raw / SHORTER, busiest)
    result = build()
    assert result.code == 0, result.error
    assert tables(result.out) == tables(built_master)
    (left,) = [d for d in manifest_of(result)["dropped"] if d["what"] == "doubtful file"]
    assert left["file"] == SHORTER and "no row of stalking-and-harassment" in left["reason"]


NEEDED: dict[str, tuple[str, Change, list[str]]] = {
    "no last line break": (WARD, no_line_end, ["does not end", "2025-02 to 2025-03"]),
    "rows lost": (WARD, lose_lines(900), ["cut off", "2025-02 to 2025-03"]),
    "a dashboard without its last line break": (FLAGS, no_line_end, ["does not end"]),
    "wards of a dashboard lost": (
        FLAGS,
        drop(lambda r: r[0] == "2024-07-01" and r[1][0] == "S" and r[2] > "Merton"),
        ["wards", "2024-07", "2023-08"],
    ),
    "women without the last line break": (WOMEN, no_line_end, ["does not end"]),
    "a band of women lost": (
        WOMEN,
        drop(lambda r: r[3] == "2024-06-01" and r[7] == "Aged 20 to 29 years"),
        ["by age", "2024-06", "apart"],
    ),
    "a month ten times": ("b/borough_new.csv", times("202405", 10), ["202405", "disagree"]),
    "sexes against ages": ("d/sexes.csv", cell(2, 4, "99999"), ["add up"]),
}


@pytest.mark.parametrize("name", NEEDED)
def test_needed_file_is_refused_and_can_be_accepted(
    name: str, build: Callable[..., Result], raw: Path, served: Path
):
    file, change, fragments = NEEDED[name]
    apply(raw / file, change)
    before = fingerprint(served)
    refused = build()
    assert refused.code == 2
    for fragment in [*fragments, f"--accept {file}"]:
        assert fragment in refused.error, refused.error
    assert fingerprint(served) == before

    accepted = build(accept=[file])
    assert accepted.code == 0, accepted.error
    manifest = manifest_of(accepted)
    (caveat,) = manifest["caveats"]
    assert caveat["file"] == file and caveat["feeds"]
    assert fragments[0] in " ".join(fault["text"] for fault in caveat["faults"])
    assert f"accepted {file}, with a caveat" in accepted.said
    assert [d for d in manifest["dropped"] if d["what"] == "doubtful file"] == []


def test_accepted_file_supplies_only_what_no_better_one_has(
    build: Callable[..., Result], raw: Path, official: Official
):
    """Its lost rows are nobody's in its own months, and others' in the months they share."""
    apply(raw / WARD, drop(lambda r: r[2] == "Balham"))
    result = build(accept=[str(raw / WARD)])
    assert result.code == 0, result.error
    found = wide(result.counts(), "ward", "violence-with-injury")
    truth = official.ward_counts("violence-with-injury", "202301", "202503")
    balham = next(code for code, (name, *_) in official.wards.items() if name == "Balham")
    assert (found.loc[balham, ["202502", "202503"]] == 0).all()
    assert found.loc[balham, "202501"] == truth.loc[balham, "202501"] > 0
    assert same(found.drop(balham)[["202502"]], truth.drop(balham)[["202502"]])
    (caveat,) = manifest_of(result)["caveats"]
    assert [(f["dataset"], f["levels"], f["from"], f["to"]) for f in caveat["feeds"]] == [
        ("recorded", ["ward"], "2025-02", "2025-03")
    ]
    assert "rape" in caveat["feeds"][0]["offences"]


def test_accepted_file_feeds_people_and_residents(build: Callable[..., Result], raw: Path):
    apply(raw / WOMEN, no_line_end)
    apply(raw / "d/sexes.csv", cell(2, 4, "99999"))
    result = build(accept=[WOMEN, "d/sexes.csv"])
    assert result.code == 0, result.error
    fed = {entry["file"]: entry["feeds"] for entry in manifest_of(result)["caveats"]}
    assert fed[WOMEN] == [
        {"dataset": "vawg", "levels": ["borough", "london", "ward"], "role": "victim"}
    ]
    assert fed["d/sexes.csv"] == [{"dataset": "residents", "levels": ["ward"]}]


WRONG: dict[str, tuple[tuple[str, Change] | None, str, list[str]]] = {
    "a file that is not there": (None, "a/none.csv", ["a/none.csv", "not in the raw folder"]),
    "a name without its folder": (None, "ward_new.csv", ["not in the raw folder", WARD]),
    "a sound file": (None, WARD, [WARD, "nothing of the file is doubtful"]),
    "a file nobody uses": (None, "notes.md", ["notes.md", "nothing of the file is doubtful"]),
    "text for a count": (
        (WARD, cell(42, "202409", "n/a")),
        WARD,
        ["line 42", "202409", "'n/a'", "--accept takes a file that lacks rows"],
    ),
    "an unknown category": (
        (WARD, cells("MinorText", "RAPE", "RAPE OF ADULTS")),
        WARD,
        ["RAPE OF ADULTS", "--accept takes a file that lacks rows"],
    ),
    "an unknown category of a covered file": (
        (SHORTER, cells("MinorText", "RAPE", "RAPE OF ADULTS")),
        SHORTER,
        ["RAPE OF ADULTS", "--accept takes a file that lacks rows"],
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_cannot_be_accepted_is_told(
    name: str, more: None, build: Callable[..., Result], raw: Path, served: Path
):
    damage, accept, fragments = WRONG[name]
    if damage:
        apply(raw / damage[0], damage[1])
    before = fingerprint(served)
    result = build(accept=[accept])
    assert result.code == 2
    for fragment in fragments:
        assert fragment in result.error, result.error
    assert "Traceback" not in result.error and fingerprint(served) == before


def test_what_is_lost_is_never_left_out_in_silence(build: Callable[..., Result], raw: Path):
    """A ward file that is all that holds one month, though others hold the rest."""
    rows = rows_of((raw / MID).read_text(encoding="utf-8"))
    assert "202403" in rows[0]
    apply(raw / MID, no_line_end)
    result = build()
    assert result.code == 2 and "no better one covers recorded ward, 2024-03" in result.error

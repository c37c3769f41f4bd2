"""Importing an extract: what is stored, in which cohorts, and that a failure changes nothing."""

from __future__ import annotations

import csv
import datetime as dt
import json
import re
import stat
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from data.errors import DataError
from data.extracts import storage as storing
from data.extracts.serving import allow
from data.extracts.storage import read_facts, remove_extract
from data.ingest.extracts import importing
from data.ingest.extracts.checking import FLAGS
from data.ingest.extracts.derive import offence_keys, person_keys
from data.ingest.extracts.importing import check_name
from data.model import periods
from data.sources.extract_terms import BASES, capabilities_of
from tests.fixtures.extracts.files import (
    TODAY,
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


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "extracts"


def test_a_clean_extract_is_kept_whole(tmp_path: Path, root: Path) -> None:
    rows = clean()
    report = bring(put_csv(tmp_path / "in", rows), root, 0.0)
    assert {k: (t.rows, t.kept, t.rejected) for k, t in report.tables.items()} == {
        "offences": (300, 300, 0), "victims": (300, 300, 0), "suspects": (150, 150, 0),
    }  # fmt: skip
    assert report.rejects.empty and report.folder == root / "test" and whole(report)
    offences, people = stored(root)
    assert (len(offences), len(people)) == (300, 450)
    assert not (people["role"] == "suspect").sum() - 150
    facts = read_facts(root, "test")
    assert facts["simulated"] is False and facts["rows"] == {"offences": 300, "people": 450}
    months = sorted(row["date_committed"][:7] for row in rows["offences"])
    assert facts["period"] == [months[0], months[-1]]
    assert facts["offences"] == sorted(offences["offence"].unique())
    assert not re.search(
        r"\d{2,}", " ".join(facts["caveats"]).replace("00:00", "").replace("12:00", "")
    )


def test_nothing_that_identifies_is_stored(tmp_path: Path, root: Path) -> None:
    rows = clean(60)
    for number, row in enumerate(rows["victims"]):
        row |= {"victim_name": f"Zaphod{number}", "date_of_birth": "1999-01-01", "notes": "seen"}
    report = bring(put_csv(tmp_path / "in", rows), root)
    assert report.ignored[str(tmp_path / "in" / "victims.csv")] == (
        "victim_name", "date_of_birth", "notes",
    )  # fmt: skip
    assert report.personal == ["date_of_birth", "victim_name"]
    for path in (root / "test").iterdir():
        data = path.read_bytes()
        for text in (b"Zaphod", b"1999-01-01", b"CR/0", b"date_of_birth"):
            assert text not in data, path
    for frame in stored(root):
        assert not {"offence_id", "victim_name", "notes"} & set(frame.columns)


def test_csv_and_parquet_give_the_same(tmp_path: Path, root: Path) -> None:
    rows = clean()
    bring(put_csv(tmp_path / "a", rows), root)
    first, facts = stored(root), read_facts(root, "test")
    bring(put_parquet(tmp_path / "b", rows), root)
    for one, two in zip(first, stored(root), strict=True):
        pd.testing.assert_frame_equal(one, two)
    assert read_facts(root, "test")["id"] == facts["id"]


def test_parquet_with_types_gives_the_same(tmp_path: Path, root: Path) -> None:
    """Dates, times, numbers, booleans and categories, as a database writes them."""
    rows = clean()
    for row in rows["offences"]:
        row["time_committed"] += ":00"
    bring(put_csv(tmp_path / "a", rows), root)
    first = stored(root)
    typed = {name: pd.DataFrame(table) for name, table in rows.items()}
    offences = typed["offences"]
    offences["date_committed"] = pd.to_datetime(offences["date_committed"]).dt.date
    offences["time_committed"] = [dt.time.fromisoformat(t) for t in offences["time_committed"]]
    offences["borough_code"] = None
    for flag in FLAGS.values():
        offences[flag] = offences[flag] == "Y"
    offences["ward_code"] = offences["ward_code"].astype("category")
    for role in ("victims", "suspects"):
        typed[role]["age"] = typed[role]["age"].astype(float)
        typed[role]["sex"] = typed[role]["sex"].astype("category")
    files = []
    (tmp_path / "b").mkdir()
    for name, frame in typed.items():
        frame.to_parquet(tmp_path / "b" / f"{name}.parquet")
        files.append(tmp_path / "b" / f"{name}.parquet")
    bring(files, root)
    for one, two in zip(first, stored(root), strict=True):
        pd.testing.assert_frame_equal(one, two)


def test_order_names_and_number_of_files_do_not_matter(tmp_path: Path, root: Path) -> None:
    rows = clean()
    bring(put_csv(tmp_path / "a", rows), root)
    first = stored(root)
    halves: Rows = {
        "x1": rows["suspects"],
        "x2": rows["offences"][150:],
        "x3": rows["victims"],
        "x4": rows["offences"][:150],
    }
    bring(put_csv(tmp_path / "b", halves), root)
    for one, two in zip(first, stored(root), strict=True):
        pd.testing.assert_frame_equal(one, two)


def test_headers_may_be_written_in_other_ways(tmp_path: Path, root: Path) -> None:
    rows = clean(80)
    bring(put_csv(tmp_path / "a", rows), root)
    first = stored(root)
    names = {
        "offence_id": "Crime Reference", "date_committed": "Date Committed",
        "time_committed": "TIME-COMMITTED", "ward_code": "WD22CD", "borough_code": "LAD22CD",
        "offence_group": "Major Text", "offence_subgroup": "Minor_Text",
        "offence_name": "Full offence name", "domestic_abuse_flag": "DA flag",
        "knife_crime_flag": "Knife Crime", "lethal_barrel_flag": "Lethal Barrel Discharge",
    }  # fmt: skip
    other: Rows = {"o": [{names[k]: v for k, v in row.items()} for row in rows["offences"]]}
    for role in ("victim", "suspect"):
        own = {"offence_id": "offence_id", "age": f"{role}_age", "sex": f"{role.title()} Gender",
               "ethnicity": "Officer observed ethnicity"}  # fmt: skip
        other[role[0]] = [
            {own[k]: v for k, v in row.items() if k != "role"} for row in rows[f"{role}s"]
        ]
    report = bring(put_csv(tmp_path / "b", other), root)
    for one, two in zip(first, stored(root), strict=True):
        pd.testing.assert_frame_equal(one, two)
    assert report.ignored == {}
    facts = read_facts(root, "test")
    bases = {"suspect": "officer-observed", "victim": "officer-observed"}
    assert facts["about"]["ethnicity"] == bases
    people = capabilities_of(facts).dataset.people
    assert set(people) == set(bases)
    for role, basis in bases.items():
        assert people[role].basis == f"{role.capitalize()}s: {BASES[basis]}."


@pytest.mark.parametrize("how", ["bom", "semicolon", "tab", "crlf", "cp1252", "quoted"])
def test_ways_to_write_a_csv(tmp_path: Path, root: Path, how: str) -> None:
    rows = clean(40)
    for row in rows["offences"]:
        row["note"] = "café, “quoted”\nand a second line" if how == "quoted" else "café"
    bring(put_csv(tmp_path / "a", rows), root)
    first = stored(root)
    options = {"semicolon": {"delimiter": ";"}, "tab": {"delimiter": "\t"}}.get(how, {})
    options |= {"quoting": csv.QUOTE_ALL} if how == "quoted" else {}
    texts = {}
    for name, table in rows.items():
        text = as_csv(table, **options)
        text = text.replace("\n", "\r\n") if how == "crlf" else text
        texts[name] = text.encode({"bom": "utf-8-sig", "cp1252": "cp1252"}.get(how, "utf-8"))
    bring(put_csv(tmp_path / "b", texts), root, 0.0)
    for one, two in zip(first, stored(root), strict=True):
        pd.testing.assert_frame_equal(one, two)


def one(
    tmp_path: Path, root: Path, people: list[dict[str, str]] | None = None, **cells: str
) -> tuple[pd.Series, pd.DataFrame]:
    """The first stored offence of a small extract in which its cells are changed."""
    rows = clean(50)
    rows["offences"][0] |= {"offence_id": "ONE"} | cells
    for table in ("victims", "suspects"):
        rows[table] = [row for row in rows[table] if row["offence_id"] != "CR/00000"]
    for person in people or []:
        table = f"{person['role']}s"
        rows[table].append({"offence_id": "ONE", "sex": "", "ethnicity": ""} | person)
    bring(put_csv(tmp_path / "in", rows), root, 0.0)
    offences, found = stored(root)
    secret = (root / "salt").read_text()
    key = (offence_keys(pa.array(["ONE"]), secret) >> np.uint64(32)).astype(np.uint32)[0]
    row = offences[offences["key"] == key].iloc[0]
    return row, found


@pytest.mark.parametrize(
    ("cells", "month", "weekday", "hour", "exact"),
    [
        ({"date_committed": "2023-05-06", "time_committed": "14:30"}, "2023-05", 5, 14, False),
        ({"date_committed": "2023-05-06", "time_committed": "00:00"}, "2023-05", 5, 0, True),
        ({"date_committed": "2023-05-08", "time_committed": "12:00:00"}, "2023-05", 0, 12, True),
        ({"date_committed": "2023-05-07T21:10:00", "time_committed": ""}, "2023-05", 6, 21, False),
        ({"date_committed": "2023-05-07 00:00", "time_committed": "21"}, "2023-05", 6, 21, False),
        ({"date_committed": "2023-05", "time_committed": ""}, "2023-05", -1, -1, False),
        ({"date_committed": "2024-02-29", "time_committed": "12"}, "2024-02", 3, 12, False),
    ],
)
def test_when(
    tmp_path: Path, root: Path, cells: dict[str, str], month: str, weekday: int, hour: int,
    exact: bool,
) -> None:  # fmt: skip
    row, _ = one(tmp_path, root, **cells)
    assert periods.month(int(row["month"])) == month
    assert (row["weekday"], row["hour"], row["exact"]) == (weekday, hour, exact)


def test_dates_written_as_midnights_have_no_hour(tmp_path: Path, root: Path) -> None:
    rows = clean(50)
    for row in rows["offences"]:
        row["date_committed"] += " 00:00:00"
        del row["time_committed"]
    report = bring(put_csv(tmp_path / "in", rows), root)
    assert set(stored(root)[0]["hour"]) == {-1}
    assert any("dates without a time" in note for note in report.notes)
    assert "The extract has no times of day." in read_facts(root, "test")["caveats"]


@pytest.mark.parametrize(
    ("cells", "ward", "borough"),
    [
        ({"ward_code": "E05013806"}, "E05013806", "E09000033"),
        ({"ward_code": "e05013806", "borough_code": "Westminster"}, "E05013806", "E09000033"),
        ({"ward_code": "", "borough_code": "E09000033"}, "", "E09000033"),
        ({"ward_code": "N/K", "borough_code": "Kingston Upon Thames"}, "", "E09000021"),
        ({"ward_code": "", "borough_code": ""}, "", "unplaced"),
        ({"ward_code": "", "borough_code": "City of London"}, "", "unplaced"),
    ],
)
def test_where(tmp_path: Path, root: Path, cells: dict[str, str], ward: str, borough: str) -> None:
    row, _ = one(tmp_path, root, **cells)
    assert (row["ward"], row["borough"]) == (ward, borough)


OLD = {"domestic_abuse_flag": "N", "offence_group": "", "offence_subgroup": ""}
MURDER = {"offence_name": "Murder"}
COMMON = {"offence_subgroup": "Violence without injury", "offence_name": "Common assault"}


@pytest.mark.parametrize(
    ("cells", "ages", "cohorts"),
    [
        (MURDER, [30, 25], ""),
        (MURDER, [30, 24], "under_25 serious_violence"),
        (MURDER, [1, 40], "under_25 serious_violence"),
        (MURDER, [0, 40], ""),
        (MURDER | {"domestic_abuse_flag": "Y"}, [40], "domestic_abuse serious_violence"),
        (COMMON, [14], "under_25"),
        (COMMON | {"domestic_abuse_flag": "Y"}, [14], "under_25 domestic_abuse"),
        ({"offence_name": "Attempted rape"}, [60], "sexual_violence serious_violence"),
        ({"offence_subgroup": "Rape", "offence_name": "Historic rape"}, [60], "sexual_violence"),
        ({"offence_name": "Threats to kill"}, [], ""),
    ],
)  # fmt: skip
def test_cohorts(
    tmp_path: Path, root: Path, cells: dict[str, str], ages: list[int], cohorts: str
) -> None:
    people = [
        {"role": role, "age": str(age)}
        for role, age in zip(("victim", "suspect"), ages, strict=False)
    ]
    row, found = one(tmp_path, root, people, **(OLD | cells))
    every = ["under_25", "domestic_abuse", "sexual_violence", "serious_violence"]
    assert [name for name in every if row[name]] == cohorts.split()
    shared = ["month", "ward", "borough", "offence", *FLAGS, *every]
    own = found[(found[shared].astype(str) == row[shared].astype(str)).all(axis=1)]
    assert len(own) >= len(ages)


def test_people_carry_what_their_offence_has(tmp_path: Path, root: Path) -> None:
    rows = clean()
    bring(put_csv(tmp_path / "in", rows), root)
    offences, people = stored(root)
    shared = ["month", "ward", "borough", "offence", *FLAGS, "under_25", "sexual_violence"]
    for role, every in (("victim", 1), ("suspect", 2)):
        own = people[people["role"] == role][shared].astype(str)
        if every == 1:
            assert sorted(map(tuple, own.to_numpy())) == sorted(
                map(tuple, offences[shared].astype(str).to_numpy())
            )
        else:
            assert set(map(tuple, own.to_numpy())) <= set(
                map(tuple, offences[shared].astype(str).to_numpy())
            )
    assert people["key"].nunique() == len(people)
    assert set(people["age"]) <= {-1, *range(1, 121)}


def test_keys_follow_the_secret_and_only_it(tmp_path: Path, root: Path) -> None:
    rows = clean(100)
    bring(put_csv(tmp_path / "in", rows), root)
    first = stored(root)[0]["key"].tolist()
    mode = (root / "salt").stat().st_mode
    assert stat.S_IMODE(mode) == 0o600
    bring(put_csv(tmp_path / "in", rows), root)
    assert stored(root)[0]["key"].tolist() == first
    bring(put_csv(tmp_path / "in", rows), tmp_path / "other")
    assert not set(stored(tmp_path / "other")[0]["key"]) & set(first)
    (root / "salt").write_text("short")
    with pytest.raises(DataError, match="secret of the record keys"):
        bring(put_csv(tmp_path / "in", rows), root)


def test_person_keys_differ_within_an_offence() -> None:
    offence = np.array([0, 0, 0, 1, 1, 0])
    role = np.array([0, 0, 1, 0, 1, 1], dtype=np.int8)
    keys = person_keys(offence, role, np.array([7, 9], dtype=np.uint64))
    assert len(set(keys.tolist())) == 6
    assert len(person_keys(offence[:0], role[:0], keys)) == 0


def test_several_ethnicities_are_read_by_role(tmp_path: Path, root: Path) -> None:
    rows = clean(60)
    for table in ("victims", "suspects"):
        for row in rows[table]:
            del row["ethnicity"]
            row |= {"self_defined_ethnicity": "B1", "officer_observed_ethnicity": "IC1"}
    report = bring(put_csv(tmp_path / "in", rows), root)
    people = stored(root)[1]
    assert set(people.loc[people["role"] == "victim", "ethnicity"]) == {"white"}
    assert set(people.loc[people["role"] == "suspect", "ethnicity"]) == {"black"}
    assert sum("ethnicity was read from" in note for note in report.notes) == 2


def test_names_near_the_annex_are_told(tmp_path: Path, root: Path) -> None:
    rows = clean(60)
    rows["offences"][0] |= {
        "offence_group": "", "offence_subgroup": "Homicide", "offence_name": "Manslaugter",
    }  # fmt: skip
    report = bring(put_csv(tmp_path / "in", rows), root)
    assert any("Manslaugter" in n and "was “Manslaughter” meant?" in n for n in report.notes)


@pytest.mark.parametrize(
    "name", [*sorted(importing.RESERVED), "a", "A-b", "x" * 41,
             "-ab", "ab-", "a b", "../x", "é-x", "", "a/b", ".ab"],
)  # fmt: skip
def test_names_that_are_not_allowed(tmp_path: Path, root: Path, name: str) -> None:
    with pytest.raises(DataError, match="name of the extract"):
        importing.import_extract(name, put_csv(tmp_path / "in", clean(5)), root, today=TODAY)
    assert not root.exists()


def test_no_extract_is_called_like_a_dataset() -> None:
    assert {"recorded", "homicide", "vawg", "custody", "simulated", "salt"} <= importing.RESERVED


@pytest.mark.parametrize("name", ["ab", "my-extract-2023", "x" * 40, "2023"])
def test_names_that_are_allowed(name: str) -> None:
    check_name(name)


@pytest.mark.parametrize("where", ["write_table", "_swap", "write_text", "checked", "derive"])
def test_a_failure_in_the_middle_leaves_the_former(
    tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    bring(put_csv(tmp_path / "a", clean(50)), root)
    before = state(root)

    def fail(*_: object, **__: object) -> None:
        raise OSError("no space left on device")

    target = {
        "write_table": (storing.pq, "write_table"),
        "_swap": (storing, "_swap"),
        "write_text": (Path, "write_text"),
        "checked": (importing, "checked"),
        "derive": (importing, "derive"),
    }[where]
    with monkeypatch.context() as patch:
        patch.setattr(*target, fail)
        with pytest.raises(OSError, match="no space"):
            bring(put_csv(tmp_path / "b", clean(60, seed=2)), root)
    assert state(root) == before
    assert sorted(path.name for path in root.iterdir()) == [".lock", "salt", "test"]


def test_an_import_replaces_the_former_and_remove_removes_it(tmp_path: Path, root: Path) -> None:
    bring(put_csv(tmp_path / "a", clean(50)), root, title="First")
    bring(put_csv(tmp_path / "b", clean(60, seed=2)), root, title="Second")
    facts = json.loads((root / "test" / "extract.json").read_text())
    assert (facts["title"], facts["rows"]["offences"]) == ("Second", 60)
    remove_extract(root, "test")
    assert sorted(path.name for path in root.iterdir()) == [".lock", "salt"]


@pytest.mark.parametrize("what", ["start", "import", "remove"])
def test_a_write_killed_between_its_two_renames_loses_nothing(
    tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    bring(put_csv(tmp_path / "a", clean(50)), root)
    before = state(root)
    (root / "test").rename(root / ".test.1a2b3c4d.old")
    (root / ".note.old").write_text("a file that is nobody's extract")
    (root / ".test.1a2b3c4d").mkdir()
    (root / ".test.1a2b3c4d" / "offences.parquet").write_bytes(b"half of it")
    if what == "start":
        monkeypatch.setenv("DATA_EXTRACTS", str(root))
        monkeypatch.setenv("SERVED_LOCALLY", "0")
        allow("127.0.0.1")
        assert not (root / ".test.1a2b3c4d").exists()  # half of an extract is nobody's
        (root / ".note.old").unlink()
        assert state(root) == before
    elif what == "import":
        bring(put_csv(tmp_path / "c", clean(60, seed=2)), root)
        assert [path.name for path in root.glob("*.old")] == [".note.old"]
        assert json.loads((root / "test" / "extract.json").read_text())["rows"]["offences"] == 60
    else:
        remove_extract(root, "test")
        (root / ".note.old").unlink(missing_ok=True)
        assert sorted(path.name for path in root.iterdir()) == [".lock", "salt"]

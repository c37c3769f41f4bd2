"""The real official files: fast, small in memory, and the committed build id again."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

ROOT = Path(__file__).resolve().parents[2]
RAW = Path(os.environ.get("LONDON_RAW") or ROOT.parent / "shared" / "data" / "raw")
RECORDED = "mps_recorded_crime"

pytestmark = [
    pytest.mark.raw,
    pytest.mark.skipif(
        not RAW.is_dir(), reason=f"the official raw files are not at {RAW} (LONDON_RAW names them)"
    ),
]


def run_build(raw: Path, out: Path) -> str:
    """A build in a process of its own, as a person runs it."""
    done = subprocess.run(
        [sys.executable, "-m", "data", "build", "--raw", str(raw), "--out", str(out)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def manifest_of(folder: Path) -> dict:
    return json.loads((folder / "manifest.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    out = tmp_path_factory.mktemp("real") / "processed"
    return out, run_build(RAW, out)


def test_within_time_and_memory(built: tuple[Path, str]):
    seconds, megabytes = re.search(r"([\d.]+) s, peak memory ([\d,]+) MB", built[1]).groups()
    assert float(seconds) <= 60
    assert int(megabytes.replace(",", "")) <= 1500


def test_same_id_and_tables_as_committed(built: tuple[Path, str]):
    fresh, committed = manifest_of(built[0]), manifest_of(ROOT / "data" / "processed")
    assert fresh["build_id"] == committed["build_id"]
    assert fresh["files"] == committed["files"]
    assert fresh["coverage"] == committed["coverage"]
    assert {s["sha256"] for s in fresh["sources"]} == {s["sha256"] for s in committed["sources"]}


def test_every_check_and_reconciliation_agrees(built: tuple[Path, str]):
    manifest = manifest_of(built[0])
    assert [c for c in manifest["checks"] if not c["ok"]] == []
    assert [r for r in manifest["reconciliations"] if not r["ok"]] == []


def test_flagged_months_are_found_in_the_data(built: tuple[Path, str]):
    flagged = {f["month"] for f in manifest_of(built[0])["flags"]}
    assert {"2023-10", "2024-07"} <= flagged
    assert "2020-03" in flagged  # a fifth of that month has no borough
    assert len(flagged) <= 6


def test_periods_are_those_of_the_official_files(built: tuple[Path, str]):
    coverage = manifest_of(built[0])["coverage"]
    assert coverage["ward"]["violence-with-injury"] == ["2010-04", "2026-03"]
    assert coverage["borough"]["violence-with-injury"] == ["2010-04", "2026-06"]
    assert coverage["ward"]["knife-crime"] == ["2021-08", "2026-02"]
    assert coverage["borough"]["domestic-abuse"] == ["2021-08", "2025-07"]


def test_borough_counts_are_sums_of_wards_to_february_2024(built: tuple[Path, str]):
    """From then on crimes without a ward are in their borough: a step of some per cent."""
    placement = manifest_of(built[0])["placement"]
    assert placement["equal_to"] == "2024-02"
    assert placement["unplaced_before"] > 0.02 > 0.01 > placement["unplaced_after"]


def test_stalking_never_falls_to_nothing(built: tuple[Path, str]):
    """What happens when an older scheme supplies a month: 4,900 a month become 0."""
    counts = pd.read_parquet(built[0] / "counts.parquet")
    for level in ("ward", "borough"):
        rows = counts[(counts["level"] == level) & (counts["offence"] == "stalking-and-harassment")]
        monthly = rows.groupby("month")["count"].sum()
        recent = monthly[pd.to_datetime(monthly.index) >= "2018-01-01"]
        assert recent.min() > 2500


def test_tables_of_people_are_small_and_the_committed_ones(built: tuple[Path, str]):
    committed = ROOT / "data" / "processed"
    size = 0
    for name in ("people.parquet", "ethnicity.parquet"):
        assert (built[0] / name).read_bytes() == (committed / name).read_bytes()
        size += (built[0] / name).stat().st_size
    assert size < 400_000
    assert manifest_of(built[0])["people"] == manifest_of(committed)["people"]


def test_people_of_the_official_files(built: tuple[Path, str]):
    """Totals counted in the raw files by other means."""
    told = manifest_of(built[0])["people"]
    victims, accused = told["homicide"]["victim"], told["homicide"]["suspect"]
    assert list(victims["totals"].values()) == [{"borough": 2936}]
    assert victims["unplaced"] == {"borough": 64}
    assert list(accused["totals"].values()) == [{"borough": 4511}]  # without a recording error
    assert accused["incomplete"] == ["2024-02", "2024-03"]
    women = told["vawg"]["victim"]
    assert women["totals"] == {
        "": {"borough": 1_527_047, "ward": 1_527_047},
        "age": {"london": 1_527_047},
        "ethnicity": {"london": 1_527_047},
    }
    # former wards, and one under another borough’s name
    assert sum(w["count"] for w in women["unmapped_wards"]) == 98
    assert {w["ward"] for w in women["unmapped_wards"]} == {
        *("Brunel", "Colindale", "Whitechapel", "Kentish Town", "Acton Central", "Royal Docks")
    }
    assert list(told["custody"]["suspect"]["totals"].values()) == [{"london": 1_091_273}]
    people = pd.read_parquet(built[0] / "people.parquet")
    wards = people[(people["level"] == "ward") & (people["area_code"] != "unplaced")]
    assert wards["area_code"].nunique() == 679
    bethnal = wards[wards["area_code"].isin(["E05009317", "E05009331"])]
    assert bethnal.groupby("area_code")["count"].sum().to_dict() == {
        "E05009317": 4524,
        "E05009331": 4277,
    }


def test_newer_real_file_in_another_format_extends_the_series(tmp_path: Path):
    """The newest ward file, its months moved on by two, with the new header, as Parquet."""
    raw = tmp_path / "raw"
    shutil.copytree(RAW, raw, copy_function=os.symlink)
    source = RAW / RECORDED / "ward_202404-202603"
    name = next(source.iterdir())
    frame = pd.read_csv(name)
    months = [c for c in frame.columns if c.isdigit()]
    later = {m: f"{pd.Timestamp(f'{m}01') + pd.DateOffset(months=24):%Y%m}" for m in months}
    frame = frame.rename(
        columns=later
        | {"MajorText": "Group", "MinorText": "SubGroup", "LookUp_BoroughName": "BOCU"}
    )
    frame = frame.drop(columns=later["202403"])
    frame["SubGroup"] = frame["SubGroup"].replace("RES BURGLARY OF A HOME", "HOME BURGLARY")
    frame.to_parquet(raw / "new.parquet", index=False)
    out = tmp_path / "out"
    run_build(raw, out)
    manifest = manifest_of(out)
    assert manifest["data_to"] == {"borough": "2026-06", "ward": "2028-03"}
    assert manifest["coverage"]["ward"]["rape"] == ["2010-04", "2028-03"]

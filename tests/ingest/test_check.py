"""``python -m data check``: what it verifies, and that a change of the data does not pass."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from data.__main__ import main
from data.errors import DataError
from data.ingest import check
from data.ingest.official import write
from data.paths import PROCESSED

ROOT = Path(__file__).resolve().parents[2]


def by_name(lines: list[dict]) -> dict[str, dict]:
    return {line["name"]: line for line in lines}


def test_committed_data_passes(capsys: pytest.CaptureFixture[str]):
    assert main(["check"]) == 0
    out = capsys.readouterr().out
    assert "St James's 2,572 and West End 2,543" in out
    assert "FAIL" not in out


def test_report_has_the_shape_that_the_data_page_shows():
    lines = check.report()
    assert all(list(line) == ["name", "expected", "found", "ok", "note"] for line in lines)
    assert all(isinstance(line["ok"], bool) and isinstance(line["found"], str) for line in lines)
    committed = json.loads((PROCESSED / "manifest.json").read_text(encoding="utf-8"))
    assert committed["checks"] == lines


def test_one_changed_count_is_found(served: Path, capsys: pytest.CaptureFixture[str]):
    frame = pd.read_parquet(served / "counts.parquet")
    frame.loc[1000, "count"] += 1
    write.write_table(served / "counts.parquet", frame)
    assert main(["check", "--data", str(served)]) == 1
    assert "FAIL Build id" in capsys.readouterr().out


def test_one_moved_corner_is_found(served: Path):
    path = served / "boundaries" / "wards.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    content["features"][5]["geometry"]["coordinates"][0][1][0] += 0.00002
    path.write_text(json.dumps(content), encoding="utf-8")
    assert not by_name(check.report(served))["Build id, computed again from the values"]["ok"]


def test_order_of_rows_is_no_change(served: Path):
    frame = pd.read_parquet(served / "population.parquet")
    write.write_table(served / "population.parquet", frame.sample(frac=1, random_state=1))
    assert by_name(check.report(served))["Build id, computed again from the values"]["ok"]


@pytest.mark.parametrize("name", ["counts.parquet", "boundaries/london.json", "manifest.json"])
def test_a_missing_file_is_found(name: str, served: Path):
    (served / name).unlink()
    lines = check.report(served)
    assert not all(line["ok"] for line in lines)


def test_lost_rows_are_found(served: Path):
    frame = pd.read_parquet(served / "areas.parquet").iloc[:-1]
    write.write_table(served / "areas.parquet", frame)
    line = by_name(check.report(served))["Rows of areas.parquet"]
    assert (line["expected"], line["found"], line["ok"]) == ("713", "712", False)


def test_swap_takes_back_the_first_move_when_the_second_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    one, two = tmp_path / "one", tmp_path / "two"
    for folder in (one, two):
        folder.mkdir()
        (folder / "x").write_text("old", encoding="utf-8")
    rename = Path.rename

    def failing(self: Path, target: Path) -> Path:
        if self.name.startswith(".two.new"):
            raise OSError("disk full")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", failing)

    def fill(folder: Path) -> None:
        (folder / "x").write_text("new", encoding="utf-8")

    with pytest.raises(OSError, match="disk full"):
        write.swap_in([(one, fill), (two, fill)])
    assert (one / "x").read_text(encoding="utf-8") == "old"
    assert (two / "x").read_text(encoding="utf-8") == "old"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["one", "two"]


def test_swap_leaves_nothing_when_filling_fails(tmp_path: Path):
    target = tmp_path / "out"

    def fill(folder: Path) -> None:
        (folder / "half").write_text("x", encoding="utf-8")
        raise DataError("no")

    with pytest.raises(DataError):
        write.swap_in([(target, fill)])
    assert list(tmp_path.iterdir()) == []


def test_unwritable_place_is_told_without_a_traceback(
    raw_master: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert main(["build", "--raw", str(raw_master), "--out", str(tmp_path / "file" / "out")]) == 2
    assert capsys.readouterr().err.startswith("build: ")


def test_check_loads_no_building_library():
    """The web workers import this module: it must stay light."""
    code = (
        "import sys, data.ingest.check\n"
        "heavy = {'pandera', 'geopandas', 'shapely', 'scipy', 'statsmodels', 'openpyxl'}\n"
        "found = heavy & set(sys.modules)\n"
        "found |= {m for m in sys.modules if m.startswith('data.ingest.official')}\n"
        "print(sorted(found)); sys.exit(bool(found))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("words", [[], ["bake"], ["--help"]])
def test_usage(words: list[str], capsys: pytest.CaptureFixture[str]):
    assert main(words) == (0 if words == ["--help"] else 2)
    said = capsys.readouterr()
    assert "build" in said.out + said.err

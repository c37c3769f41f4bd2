"""The commands: what they print, their exit codes, and that they run as people run them."""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from data.ingest.extracts.commands import add_parsers, import_main, remove_main
from tests.fixtures.extracts.files import ROOT, clean, put_csv, state


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "extracts"
    monkeypatch.setenv("DATA_EXTRACTS", str(folder))
    return folder


def test_import_and_remove(tmp_path: Path, root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = clean(100)
    rows["offences"][3]["ward_code"] = "E05000000"
    rows["victims"][5]["notes"] = "x"
    files = [str(path) for path in put_csv(tmp_path / "in", rows | {"victims": [
        row | {"surname": "x"} for row in clean(100)["victims"]
    ]})]  # fmt: skip
    rejects = tmp_path / "rejects.csv"
    assert (
        import_main(["--name", "mine", "--title", "Ours", "--rejects", str(rejects), *files]) == 0
    )
    said = capsys.readouterr()
    assert said.err == ""
    assert "extract mine imported" in said.out
    assert "offences: 100 rows in = 99 kept + 1 rejected (1.00%)" in said.out
    assert re.search(r"line 5, column “ward_code”: unknown ward \(found: 'E05000000'\)", said.out)
    assert "never read, they may say who a person is: surname" in said.out
    assert rejects.read_text("utf-8").count("\n") == 1 + 3  # the offence, its victim and suspect
    assert remove_main(["mine"]) == 0
    assert capsys.readouterr().out == "removed mine\n"
    assert not (root / "mine").exists()
    assert remove_main(["mine"]) == 1
    assert "no such extract" in capsys.readouterr().err


def test_a_refusal_prints_every_kind_of_fault_and_the_first_rejects(
    tmp_path: Path, root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = [str(path) for path in put_csv(tmp_path / "in", clean(100))]
    assert import_main(["--name", "mine", *files]) == 0
    before = state(root)
    rows = clean(100)
    for row in rows["offences"][:30]:
        row["knife_crime_flag"] = "perhaps"
    files = [str(path) for path in put_csv(tmp_path / "bad", rows)]
    capsys.readouterr()
    rejects = tmp_path / "rejects.csv"
    assert import_main(["--name", "mine", "--rejects", str(rejects), *files]) == 1
    said = capsys.readouterr()
    assert "refused; nothing has changed" in said.out
    assert "offences: a flag that is neither yes nor no: 30" in said.out
    assert "the first 20 of 75 faults" in said.out
    assert said.out.count("perhaps") == 20
    assert "too many rows of the offences table" in said.err and "30.00%" in said.err
    assert rejects.read_text("utf-8").count("\n") == 76
    assert state(root) == before
    assert import_main(["--name", "mine", "--max-reject-share", "0.3", *files]) == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--name", "recorded"], "name of the extract is taken"),
        (["--name", "../up"], "name of the extract is not allowed"),
        (["--name", "fine", "--max-reject-share", "7"], "is no share"),
    ],
)
def test_faults_of_the_command_line_are_told(
    tmp_path: Path,
    root: Path,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    message: str,
) -> None:
    files = [str(path) for path in put_csv(tmp_path / "in", clean(10))]
    assert import_main([*arguments, *files]) == 1
    assert message in capsys.readouterr().err
    assert not root.exists()


def test_files_that_cannot_be_read_or_written_are_told(
    tmp_path: Path, root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = [str(path) for path in put_csv(tmp_path / "in", clean(10))]
    assert import_main(["--name", "mine", *files[:2]]) == 1
    assert "no file holds the suspects" in capsys.readouterr().err
    assert import_main(["--name", "mine", *files[:2], str(tmp_path / "none")]) == 1
    assert "there is no such file" in capsys.readouterr().err
    rejects = str(tmp_path / "no" / "folder.csv")
    assert import_main(["--name", "mine", "--rejects", rejects, *files]) == 1
    assert "the rejects were not written" in capsys.readouterr().err
    assert remove_main(["../in"]) == 1
    assert "not allowed" in capsys.readouterr().err
    assert (tmp_path / "in").is_dir()


def test_as_subcommands(tmp_path: Path, root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    parser = argparse.ArgumentParser()
    add_parsers(parser.add_subparsers())
    files = [str(path) for path in put_csv(tmp_path / "in", clean(10))]
    arguments = parser.parse_args(["import-extract", "--name", "mine", *files])
    assert arguments.run(arguments) == 0
    arguments = parser.parse_args(["remove-extract", "mine"])
    assert arguments.run(arguments) == 0
    assert capsys.readouterr().out.endswith("removed mine\n")


def test_as_a_process_without_warnings(tmp_path: Path) -> None:
    files = [str(path) for path in put_csv(tmp_path / "in", clean(50))]
    program = (
        "import sys; from data.ingest.extracts.commands import import_main; "
        "sys.exit(import_main(sys.argv[1:]))"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error::UserWarning", "-c", program, "--name", "mine", *files],
        cwd=ROOT,
        env=os.environ | {"DATA_EXTRACTS": str(tmp_path / "extracts")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert re.search(r"\d\.\d s, peak memory [\d,]+ MB", done.stdout)

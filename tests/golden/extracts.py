"""The extracts that a recording is made with: kept inside its folder, so that nothing moves."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from data.extracts.token import prepare as take_token
from tests.fixtures.extracts.files import ROOT, Rows, clean, put_csv
from tests.golden.questions import IMPORTED

STORED, FILES = "extracts", "files"
"""Inside the folder of a recording: extracts as they are stored, and the files imported."""
BUSY = ("E05013806", "E05009317", "E05014053")
"""Wards that many records lie in, so that the gate lets something through."""
LEFT_ALONE = (
    "DISCLOSURE", "DISCLOSURE_THRESHOLD", "DISCLOSURE_BASE", "UNIT_COSTS", "DATA_PROCESSED",
)  # fmt: skip
"""Settings of this machine that a recording must not depend on."""


def _rows() -> Rows:
    """24,000 offences with people: a third in three wards, some without a time or a place."""
    rows = clean(24000, seed=3)
    for number, row in enumerate(rows["offences"]):
        if number % 3 == 0:
            row["ward_code"] = BUSY[number // 3 % len(BUSY)]
        if number % 20 == 7:
            row["time_committed"] = ""
        if number % 40 == 11:
            row["ward_code"], row["borough_code"] = "", "E09000033" if number % 80 == 11 else ""
    return rows


def _run(root: Path, *arguments: str) -> None:
    """A command of ``python -m data`` upon a folder of extracts.

    Raises:
        SystemExit: it failed.
    """
    done = subprocess.run(
        [sys.executable, "-m", "data", *arguments],
        cwd=ROOT,
        env=os.environ | {"DATA_EXTRACTS": str(root)},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.exit(f"python -m data {' '.join(arguments)}: {done.stderr.strip()}")


def _draw(root: Path, files: list[Path]) -> None:
    _run(root, "simulate", "--seed", "1")
    _run(root, "import-extract", "--name", IMPORTED, *map(str, files))


def make(folder: Path) -> None:
    """Put the files and the extracts made of them into a recording's folder."""
    files = put_csv(folder / FILES, _rows())
    _draw(folder / STORED, files)


def lend(folder: Path, work: Path, fresh: bool) -> Path:
    """A copy of a recording's extracts to serve from; the recording is never written to.

    Args:
        folder: the recording.
        work: an empty folder for the copy.
        fresh: whether to draw and import again from the recorded files, with the recorded
            secret (record keys, and so the noise, follow from it).

    Returns:
        The folder of extracts.
    """
    root = work / STORED
    if not fresh:
        shutil.copytree(folder / STORED, root)
        return root
    root.mkdir()
    shutil.copy2(folder / STORED / "salt", root / "salt")
    _draw(root, sorted((folder / FILES).glob("*.csv")))
    return root


def prepare(root: Path, token: str | None) -> None:
    """Set the environment that the program is imported in."""
    for name in LEFT_ALONE:
        os.environ.pop(name, None)
    os.environ |= {"DATA_EXTRACTS": str(root), "SERVED_LOCALLY": "1"}
    if token is not None:
        os.environ["EXTRACTS_TOKEN"] = token
        take_token()

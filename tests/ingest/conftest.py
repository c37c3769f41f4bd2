"""A made-up raw folder, built once; every test works on a copy of it."""

from __future__ import annotations

import hashlib
import shutil
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest

ROOT = Path(__file__).resolve().parents[2]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from official import Official  # noqa: E402 (needs the paths above)

from data.__main__ import main  # noqa: E402
from data.ingest.official import geography, pipeline  # noqa: E402


def fingerprint(folder: Path) -> str:
    """A hash of every file of a folder, names included."""
    digest = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        digest.update(path.relative_to(folder).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


@dataclass
class Result:
    """What one run of the build left behind."""

    code: int
    error: str
    out: Path
    said: str = ""

    def counts(self) -> pd.DataFrame:
        return pd.read_parquet(self.out / "counts.parquet")


@pytest.fixture(scope="session")
def official() -> Official:
    return Official()


@pytest.fixture(scope="session")
def raw_master(official: Official, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return official.write(tmp_path_factory.mktemp("official") / "raw")


@pytest.fixture(scope="session")
def built_master(raw_master: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("built") / "processed"
    assert main(["build", "--raw", str(raw_master), "--out", str(out)]) == 0
    return out


@pytest.fixture(scope="session")
def outlines_once(raw_master: Path, built_master: Path) -> geography.Geography:
    """The geography of the made-up folder: outlines take most of a build's time."""
    return pipeline.compute(raw_master).geography


@pytest.fixture
def raw(raw_master: Path, tmp_path: Path) -> Path:
    """A copy of the raw folder to change at will."""
    return Path(shutil.copytree(raw_master, tmp_path / "raw"))


@pytest.fixture
def served(built_master: Path, tmp_path: Path) -> Path:
    """A copy of the processed folder, as if a dashboard were serving it."""
    return Path(shutil.copytree(built_master, tmp_path / "processed"))


@pytest.fixture
def build(
    served: Path,
    raw: Path,
    outlines_once: geography.Geography,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Callable[..., Result]:
    """Run ``python -m data build`` on the changed copy, outlines taken from the first build."""

    def run(*, with_outlines: bool = False, accept: Sequence[str] = ()) -> Result:
        if not with_outlines:
            monkeypatch.setattr(pipeline, "build_geography", lambda *_: outlines_once)
        more = ["--accept", *accept] if accept else []
        code = main(["build", "--raw", str(raw), "--out", str(served), *more])
        told = capsys.readouterr()
        return Result(code, told.err, served, told.out)

    return run

"""Killed at any step: a removal leaves no record behind, a write loses none; changes take turns."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from data.extracts import lock as locking
from data.extracts.folder import names
from data.extracts.lock import LOCK, Busy, locked
from data.extracts.recovery import REMOVED, WRITING, recover
from data.extracts.serving import allow
from data.extracts.storage import read_facts, remove_extract, write_extract
from data.ingest.extracts.commands import remove_main
from tests.conftest import ROOT
from tests.fixtures.extracts.files import state
from tests.unit import extracts

STEPS = ("replace", "mkdir", "rmdir", "unlink")
"""Calls that change the folder of extracts."""


class Killed(BaseException):
    """Stands for SIGKILL: nothing that would clear up can do anything any more."""


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DATA_EXTRACTS", str(tmp_path))
    monkeypatch.setenv("SERVED_LOCALLY", "0")
    extracts.put(tmp_path, "ours", count=40)
    return tmp_path


def killed(action: Callable[[], Any], step: int, done: bool) -> bool:
    """Run an action that dies at a step, before or after it is done; whether it came so far."""
    calls = 0

    def dying(call: Callable[..., Any]) -> Callable[..., Any]:
        def wrapped(*args: Any, **options: Any) -> Any:
            nonlocal calls
            calls += 1
            if calls > step or (calls == step and not done):
                raise Killed
            answer = call(*args, **options)
            if calls == step:
                raise Killed
            return answer

        return wrapped

    with pytest.MonkeyPatch.context() as patch:
        for name in STEPS:
            patch.setattr(os, name, dying(getattr(os, name)))
        try:
            action()
        except Killed:
            return True
    return calls >= step


def left(root: Path) -> list[str]:
    """What lies in the folder besides the lock."""
    return sorted(path.name for path in root.iterdir() if path.name != LOCK)


def records_left(root: Path) -> list[str]:
    return [str(path.relative_to(root)) for path in root.rglob("*.parquet")]


NEXT: dict[str, Callable[[Path], object]] = {
    "start": lambda _root: allow("127.0.0.1"),
    "import": lambda root: extracts.put(root, "other", count=30),
    "removal": lambda root: remove_main(["ours"]),
}


@pytest.mark.parametrize("after", NEXT)
@pytest.mark.parametrize("done", [False, True])
def test_a_removal_killed_at_any_step_leaves_nothing_behind(
    root: Path, done: bool, after: str
) -> None:
    for step in range(1, 40):
        extracts.put(root, "ours", count=40)
        came = killed(lambda: remove_extract(root, "ours"), step, done)
        moved_away = not (root / "ours").exists()
        if not came:
            break
        NEXT[after](root)
        if moved_away or after == "removal":
            assert [name for name in records_left(root) if not name.startswith("other")] == []
        else:
            assert "ours" in names(root), step
        assert set(left(root)) <= {"ours", "other"}
    assert step > 6
    assert moved_away


@pytest.mark.parametrize("done", [False, True])
def test_a_write_killed_at_any_step_leaves_the_former_or_the_new_one_whole(
    root: Path, done: bool
) -> None:
    rows = set()
    for step in range(1, 40):
        extracts.put(root, "ours", count=40)
        came = killed(lambda: extracts.put(root, "ours", count=50), step, done)
        if not came:
            break
        allow("127.0.0.1")
        assert left(root) == ["ours"], step
        assert names(root) == ("ours",)
        rows.add(read_facts(root, "ours")["rows"]["offences"])
    assert rows == {40, 50}


def test_a_removal_killed_after_a_killed_write_brings_nothing_back(root: Path) -> None:
    """The former extract, set aside by the write, is not what is put back later."""
    for step in range(1, 40):
        extracts.put(root, "ours", count=40)
        os.replace(root / "ours", root / ".ours.abcdefgh.old")
        came = killed(lambda: remove_extract(root, "ours"), step, True)
        gone = not (root / "ours").exists() and not (root / ".ours.abcdefgh.old").exists()
        recover(root)
        assert not gone or records_left(root) == [], step
        if not came:
            break


def test_a_removal_that_finishes_a_killed_one_says_so(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    os.replace(root / "ours", root / f".ours.abcdefgh{REMOVED}")
    assert remove_main(["ours"]) == 0
    assert capsys.readouterr().out == "removed ours\n"
    assert left(root) == []
    assert remove_main(["ours"]) == 1


def test_what_is_damaged_can_be_removed(root: Path) -> None:
    (root / "ours" / "extract.json").write_text("{")
    remove_extract(root, "ours")
    assert left(root) == []


def test_only_our_own_leftovers_are_touched(root: Path) -> None:
    for name in (".git", ".trash.1", ".cache.removed", "notes.old", ".Ours.abcdefgh.removed"):
        (root / name).mkdir()
    before = left(root)
    assert recover(root) == ""
    assert left(root) == before


HANGING = """
import sys, time
from pathlib import Path
from data.extracts import {module}
def hang(*args, **options):
    print("here", flush=True)
    time.sleep(60)
{module}.{function} = hang
root = Path(sys.argv[1])
{action}
"""
CASES = {
    "removal": ("recovery", "shutil.rmtree", "from data.extracts.storage import remove_extract\n"
                "remove_extract(root, 'ours')"),
    "write": ("storage", "_by_borough", "from tests.unit import extracts\n"
              "extracts.put(root, 'ours', count=50)"),
}  # fmt: skip


@pytest.fixture
def hanging(root: Path) -> Iterator[Callable[[str], subprocess.Popen[str]]]:
    """Start a change of the extracts, in a process of its own, that stands still halfway."""
    running: list[subprocess.Popen[str]] = []

    def start(case: str) -> subprocess.Popen[str]:
        module, function, action = CASES[case]
        code = HANGING.format(module=module, function=function, action=action)
        command = [sys.executable, "-c", code, str(root)]
        running.append(subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True))
        pipe = running[-1].stdout
        assert pipe is not None and pipe.readline() == "here\n"
        return running[-1]

    yield start
    for process in running:
        process.kill()
        process.wait()
        if process.stdout:
            process.stdout.close()


def test_a_removal_killed_by_the_kernel_is_finished_at_the_next_start(
    root: Path, hanging: Callable[[str], subprocess.Popen[str]]
) -> None:
    process = hanging("removal")
    assert names(root) == ()
    assert records_left(root)
    process.send_signal(signal.SIGKILL)
    process.wait()
    allow("127.0.0.1")
    assert left(root) == []


def test_a_start_never_disturbs_an_import_that_is_running(
    root: Path, hanging: Callable[[str], subprocess.Popen[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    before = state(root / "ours")
    process = hanging("write")
    half = [name for name in left(root) if name.endswith(WRITING)]
    assert len(half) == 1
    allow("127.0.0.1")
    assert "an import or removal is running" in capsys.readouterr().err
    assert half[0] in left(root)
    assert names(root) == ("ours",)
    process.kill()
    process.wait()
    allow("127.0.0.1")
    assert capsys.readouterr().err == ""
    assert left(root) == ["ours"]
    assert state(root / "ours") == before


def test_changes_take_turns(
    root: Path,
    hanging: Callable[[str], subprocess.Popen[str]],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    process = hanging("write")
    with pytest.raises(Busy, match="another import or removal is running"), locked(root, 0.1):
        pass
    monkeypatch.setattr(locking, "PATIENCE", 0.1)
    assert remove_main(["ours"]) == 1
    assert "another import or removal" in capsys.readouterr().err
    process.kill()
    process.wait()
    begun = time.monotonic()
    assert remove_main(["ours"]) == 0
    assert time.monotonic() - begun < 5
    assert left(root) == []


def test_a_folder_that_cannot_be_locked_stops_no_start(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refused(*_args: Any, **_options: Any) -> int:
        raise PermissionError("read-only")

    monkeypatch.setattr(locking.os, "open", refused)
    allow("127.0.0.1")
    assert "cannot be cleared up: read-only" in capsys.readouterr().err


def test_nothing_is_made_where_there_is_no_folder(tmp_path: Path) -> None:
    assert recover(tmp_path / "none") == ""
    assert not (tmp_path / "none").exists()


def test_a_write_that_fails_changes_nothing(root: Path) -> None:
    before = state(root / "ours")
    offences, people = extracts.records(20)
    with pytest.raises(ValueError, match=r"empty cells|wrong type"):
        write_extract(root, "ours", offences.assign(hour=None), people, extracts.FACTS)
    assert state(root / "ours") == before
    assert left(root) == ["ours"]

"""``python -m tests.golden record|compare FOLDER``."""

from __future__ import annotations

import argparse
import gzip
import json
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from data.errors import DataError
from tests.golden import extracts, questions
from tests.golden.accepted import FILE, read_accepted, sort_out
from tests.golden.differences import Difference
from tests.golden.report import difference_lines, summary_lines
from tests.golden.screens import view_differences
from tests.golden.tables import answer_differences

ANSWERS, VIEWS, URLS = "answers.jsonl.gz", "views.jsonl.gz", "questions.txt"


def _write(path: Path, ask: Callable[[str], Any], urls: list[str]) -> None:
    """Ask every address, and write one line of JSON each."""
    with gzip.open(path, "wt", encoding="utf-8", compresslevel=4) as file:
        for url in urls:
            file.write(json.dumps(ask(url), ensure_ascii=False) + "\n")


def _recorded(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def _statuses(path: Path) -> str:
    counts = Counter(item["status"] for item in _recorded(path))
    return ", ".join(f"{count} × {status}" for status, count in sorted(counts.items()))


def record(folder: Path, token: str | None) -> int:
    """Make a recording; its folder must not hold one yet.

    Returns:
        Exit code.
    """
    if folder.exists() and any(folder.iterdir()):
        print(f"{folder} is not empty: nothing is recorded over", file=sys.stderr)
        return 2
    folder.mkdir(parents=True, exist_ok=True)
    extracts.make(folder)
    with tempfile.TemporaryDirectory() as work:
        extracts.prepare(extracts.lend(folder, Path(work), fresh=False), token)
        from tests.golden.asking import Program

        program = Program(token)
        answers, views = questions.answers(), questions.views()
        (folder / URLS).write_text("\n".join([*answers, "", *views, ""]), "utf-8")
        _write(folder / ANSWERS, program.answer, answers)
        _write(folder / VIEWS, program.view, views)
    print(f"recorded {len(answers)} answers: {_statuses(folder / ANSWERS)}")
    print(f"recorded {len(views)} page views: {_statuses(folder / VIEWS)}")
    return 0


def _found(
    folder: Path, program: Any, renames: dict[str, str], added: dict[str, Counter[str]]
) -> Iterator[Difference]:
    for before in _recorded(folder / ANSWERS):
        # once through JSON, as the recorded one was
        after = json.loads(json.dumps(program.answer(before["url"])))
        yield from answer_differences(before, after, added)
    for before in _recorded(folder / VIEWS):
        after = json.loads(json.dumps(program.view(before["url"])))
        yield from view_differences(before, after, renames)


def compare(arguments: argparse.Namespace) -> int:
    """Ask what was recorded again and print what differs.

    Returns:
        Exit code: 0 when every difference is accepted, 1 when one is not.
    """
    folder = arguments.folder
    entries = read_accepted(arguments.accepted)
    renames = json.loads(arguments.renames.read_text("utf-8")) if arguments.renames else {}
    added: dict[str, Counter[str]] = {}
    with tempfile.TemporaryDirectory() as work:
        root = extracts.lend(folder, Path(work), arguments.fresh_extracts)
        extracts.prepare(root, arguments.token)
        from tests.golden.asking import Program

        found = list(_found(folder, Program(arguments.token), renames, added))
    left, covered = sort_out(found, entries)
    for line in [*difference_lines(left, arguments.show), *summary_lines(left, covered, added)]:
        print(line)
    asked = [sum(1 for _ in _recorded(folder / name)) for name in (ANSWERS, VIEWS)]
    print("compared {} answers and {} page views".format(*asked))
    return 1 if left else 0


def main() -> int:
    """Read the command line, and do it.

    Returns:
        Exit code; 2 for a command that cannot be done.
    """
    parser = argparse.ArgumentParser(prog="python -m tests.golden", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    for name in ("record", "compare"):
        command = commands.add_parser(name)
        command.add_argument("folder", type=Path, metavar="FOLDER")
        command.add_argument("--token", help="sent as Authorization: Bearer TOKEN")
        if name == "compare":
            command.add_argument("--renames", type=Path, help="JSON: new ids by recorded id")
            command.add_argument("--accepted", type=Path, default=FILE, help="accepted differences")
            command.add_argument("--show", type=int, default=10, help="most a group; 0: all")
            command.add_argument(
                "--fresh-extracts", action="store_true", help="import and draw them again"
            )
    arguments = parser.parse_args()
    started = time.perf_counter()
    try:
        if arguments.command == "record":
            code = record(arguments.folder, arguments.token)
        else:
            code = compare(arguments)
    except (DataError, OSError, ValueError) as error:
        print(f"tests.golden: {error}", file=sys.stderr)
        return 2
    print(f"{time.perf_counter() - started:.0f} s")
    return code


if __name__ == "__main__":
    sys.exit(main())

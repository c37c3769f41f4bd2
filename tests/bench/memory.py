"""``python -m tests.bench.memory [RUNS]``: what a fresh server holds, and what it holds after use.

A server as it is served (a master and two workers) is asked seeded questions through HTTP: pages
as HTML, the answers of their callbacks, and tables of the interface in turn, never the same
twice. Printed are MiB of every process, fresh and after so many questions: shares of all that is
mapped (PSS; pages that several processes share are divided by how many do, so that the sum is
what the server takes), the part of it that is no file (a file's pages are shared with every other
Python of the machine, which makes the whole smaller than on a machine with nothing else), and
what a process has written for itself.
"""

from __future__ import annotations

import os
import random
import re
import statistics
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

from tests.bench.measure import post
from tests.browser.support import PATHS, Server, serving
from tests.golden.questions import (
    API,
    FILTERED,
    LEVELS,
    MEASURES,
    MONTHS,
    PLACES,
    SIMULATED_MONTHS,
    address,
)  # fmt: skip

WORKERS = 2
SETTLED = 1
"""Seconds that a worker takes at most from its start to its first answer."""
STEPS = (150, 300)
"""Questions asked before each look but the first."""
SEED = 20260814
OFFENCES = (
    "violence-with-injury", "violence-without-injury", "homicide", "rape", "sexual-offences",
    "robbery", "personal-robbery", "business-robbery", "other-sexual-offences",
    "violence-against-the-person", "knife-crime", "gun-crime", "possession-of-weapons",
)  # fmt: skip
TABLES = ("areas", "series", "trend", "season", "matrix", "costs", "people")
DATASETS = ("", "simulated", "homicide", "vawg", "custody")
MONTHS_OF = {
    "": [months for months in MONTHS if not months or months[1] <= "2026-03"],
    "simulated": SIMULATED_MONTHS,
}
KINDS = ("html", "answer", "answer", "table")
"""Kinds of questions, in turn: a visitor opens a page, changes it twice, and takes a table."""
COLUMNS = ("Pss", "Pss_Anon", "Private_Dirty")


@dataclass(frozen=True)
class Asked:
    """A question to the server.

    Attributes:
        kind: ``html`` (a page), ``answer`` (of its callback) or ``table`` (of the interface).
        path: its route.
        query: the query string with its question mark.
    """

    kind: str
    path: str
    query: str


def questions() -> Iterator[Asked]:
    """Questions without end, each once, in a fixed order."""
    pick = random.Random(SEED).choice  # for variety, not for secrets
    met = set()
    while True:
        kind = KINDS[len(met) % len(KINDS)]
        path = f"{API}{pick(TABLES)}.{pick(('csv', 'json'))}" if kind == "table" else pick(FILTERED)
        level = pick(LEVELS[:2])
        dataset = pick(("", "", "", "simulated")) if path != "/people" else pick(DATASETS)
        span = pick(MONTHS_OF.get(dataset, [()]))
        asked = {
            "dataset": dataset,
            "level": level,
            "area": pick(("", "", pick(PLACES[level][:4]))),
            "offence": pick(OFFENCES),
            "measure": pick(MEASURES) if kind != "table" else "",
            "from_": span[0] if span else "",
            "to": span[1] if span else "",
        }
        found = Asked(kind, path, address("", **asked))
        if found not in met:
            met.add(found)
            yield found


def ask(server: Server, asked: Asked) -> int:
    """Put a question as a browser would, and read the whole answer.

    Returns:
        The status: a table refuses some questions with 400.

    Raises:
        RuntimeError: the server failed.
    """
    connection = HTTPConnection("127.0.0.1", server.port, timeout=60)
    if asked.kind == "answer":
        post(connection, PATHS[asked.path], asked.path, asked.query)
        return 200
    connection.request("GET", asked.path + asked.query, headers={"Accept-Encoding": "gzip"})
    answer = connection.getresponse()
    answer.read()
    connection.close()
    if answer.status >= 500:
        raise RuntimeError(f"{asked.path}{asked.query} answered {answer.status}")
    return answer.status


def held(pid: int) -> dict[str, float]:
    """MiB of a process by :data:`COLUMNS`."""
    text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    kilobytes = dict(re.findall(r"^(\w+):\s+(\d+) kB", text, re.M))
    return {name: int(kilobytes[name]) / 1024 for name in COLUMNS}


def looks(server: Server) -> Iterator[dict[str, dict[str, float]]]:
    """What every process holds: fresh, and after each of :data:`STEPS`."""
    limit = time.monotonic() + 60
    while len(server.workers) < WORKERS:  # the first to be there answers already
        if time.monotonic() > limit:
            raise RuntimeError(f"there are no {WORKERS} workers within 60 s")
        time.sleep(0.05)
    time.sleep(SETTLED)
    asked = questions()
    pids = {"master": server.master} | {
        f"worker {number}": pid for number, pid in enumerate(server.workers, 1)
    }
    yield {name: held(pid) for name, pid in pids.items()}
    for step in STEPS:
        for _ in range(step):
            ask(server, next(asked))
        yield {name: held(pid) for name, pid in pids.items()}


def total(look: dict[str, dict[str, float]], column: str) -> float:
    """MiB of all processes together."""
    return sum(process[column] for process in look.values())


def lines(runs: Iterable[list[dict[str, dict[str, float]]]]) -> Iterator[str]:
    """A table of medians over the runs: a line a process and moment, and the sums."""
    taken = list(runs)

    def middle(moment: int, column: str, process: str = "") -> float:
        """The median over the runs, of one process or of all together."""
        looked = (run[moment] for run in taken)
        return statistics.median(
            look[process][column] if process else total(look, column) for look in looked
        )

    yield "| after | process | PSS | of it anonymous | written for itself |"
    yield "| --- " * 5 + "|"
    for moment in range(len(STEPS) + 1):
        after = sum(STEPS[:moment])
        for name in taken[0][moment]:
            cells = [middle(moment, column, name) for column in COLUMNS]
            yield f"| {after} | {name} | " + " | ".join(f"{cell:.0f}" for cell in cells) + " |"
        sums = [middle(moment, column) for column in COLUMNS]
        grown = sums[1] - middle(0, COLUMNS[1])
        yield (
            f"| {after} | **all** | "
            + " | ".join(f"**{cell:.0f}**" for cell in sums)
            + f" | anonymous grown by {grown:.0f}"
        )


def run() -> None:
    """Measure and print."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, MiB, medians of {count}")
    runs = []
    for _ in range(count):
        with serving() as server:
            runs.append(list(looks(server)))
    print("\n".join(lines(runs)))


if __name__ == "__main__":
    run()

"""``python -m tests.bench.slow_line [CHECKOUT…]``: the first load of every page on a slow line.

A processor a quarter as fast, and Slow 4G: 150 ms an answer, 1.6 Mbit/s down, 0.75 up. Printed are
medians and what is missed of the aims: headline and numbers within 2.5 s, charts within 7 s, a
layout that moves by no more than 0.05. Checkouts are served side by side and loaded in turn.
"""

from __future__ import annotations

import argparse
import statistics
import sys
from collections.abc import Iterator
from dataclasses import astuple, dataclass
from pathlib import Path

from playwright.sync_api import Browser

from tests.bench.measure import side_by_side
from tests.browser.support import LAPTOP, PATHS, PATIENCE, Server

SLOWER = 4
LINE = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 200_000,
    "uploadThroughput": 93_750,
}
AIMS = {"headline": 2_500.0, "numbers": 2_500.0, "charts": 7_000.0, "shift": 0.05}
"""The most that each may be: ms, and the share of the view that moves."""

WATCH = """
window.benchShift = 0;
window.benchSeen = {};
new PerformanceObserver((list) => list.getEntries().forEach((one) => {
  if (!one.hadRecentInput) window.benchShift += one.value;
})).observe({ type: 'layout-shift', buffered: true });
(() => {
  const seen = window.benchSeen;
  const painted = (chart) => chart.querySelector('.main-svg')
    && (!chart.querySelector('.choroplethlayer') || chart.querySelector('.choroplethlayer path'));
  const note = (name, there) => {
    if (there && seen[name] === undefined) {
      seen[name] = null; // what is there now is to be seen with the next picture
      requestAnimationFrame(() => setTimeout(() => { seen[name] = performance.now(); }));
    }
  };
  const look = () => {
    const head = document.querySelector('main h1');
    note('headline', head && head.textContent.trim());
    note('numbers', document.querySelector('main td, main .big, main .statement'));
    const live = document.querySelector('#react-entry-point main h1')
      && !document.querySelector('.first');
    note('live', live);
    note('charts', live && [...document.querySelectorAll('.dash-graph')].every(painted));
    if (!seen.charts) setTimeout(look, 20);
  };
  look();
})();
"""


@dataclass(frozen=True)
class Load:
    """What a visitor saw, and when.

    Attributes:
        headline: ms until what the page found is to be read.
        numbers: ms until its numbers are.
        live: ms until its controls answer.
        charts: ms until the last chart is painted.
        shift: share of the view that moved, as browsers add it up.
        sent: kB that travelled, without the document.
    """

    headline: float
    numbers: float
    live: float
    charts: float
    shift: float
    sent: float


def loaded(browser: Browser, url: str) -> Load:
    """Load an address as someone who was never here."""
    context = browser.new_context(viewport=LAPTOP)
    page = context.new_page()
    page.add_init_script(WATCH)
    session = context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", LINE)
    page.goto(url, wait_until="commit")
    page.wait_for_function("() => window.benchSeen.charts", timeout=3 * PATIENCE)
    page.wait_for_timeout(1_000)  # what moves late
    seen = page.evaluate("() => window.benchSeen")
    shift = page.evaluate("() => window.benchShift")
    sent = page.evaluate(
        "() => performance.getEntriesByType('resource').reduce((n, one) => n + one.transferSize, 0)"
    )
    context.close()
    times = [seen[name] for name in ("headline", "numbers", "live", "charts")]
    return Load(*times, shift, sent / 1_000)


def middle(loads: list[Load]) -> Load:
    """Medians of some loads."""
    return Load(*(statistics.median(one) for one in zip(*map(astuple, loads), strict=True)))


def line(path: str, name: str, found: Load) -> str:
    """A page's medians as a line of a table."""
    missed = [aim for aim, most in AIMS.items() if getattr(found, aim) > most]
    times = (f"{time:,.0f}" for time in (found.headline, found.numbers, found.live, found.charts))
    cells = (path, name, *times, f"{found.shift:.3f}", f"{found.sent:.0f}", ", ".join(missed))
    return "| " + " | ".join(cells) + " |"


HEAD = (
    "| page | checkout | headline, ms | numbers | live | charts | shift | kB | missed |\n"
    + "| --- " * 9
    + "|"
)


def measured(
    browser: Browser, servers: dict[str, Server], path: str, runs: int
) -> Iterator[tuple[str, Load]]:
    """Medians of a page by checkout, loaded in turn after one load that is not counted."""
    found: dict[str, list[Load]] = {name: [] for name in servers}
    for turn in range(runs + 1):
        for name, server in servers.items():
            load = loaded(browser, server.url + path)
            if turn:
                found[name].append(load)
    for name, loads in found.items():
        yield name, middle(loads)


def run() -> int:
    """Measure and print; 1 when this checkout misses an aim."""
    reads = argparse.ArgumentParser()
    reads.add_argument("checkout", nargs="*", type=Path, help="another checkout of the program")
    reads.add_argument("--only", nargs="*", help="these pages, all else")
    reads.add_argument("--runs", type=int, default=3, help="loads of each that count")
    asked = reads.parse_args()
    missed = False
    with side_by_side(asked.checkout, HEAD) as (browser, servers):
        for path in asked.only or PATHS:
            for name, load in measured(browser, servers, path, asked.runs):
                print(line(path, name, load), flush=True)
                over = any(getattr(load, aim) > most for aim, most in AIMS.items())
                missed = missed or (name == "this" and over)
    return int(missed)


if __name__ == "__main__":
    sys.exit(run())

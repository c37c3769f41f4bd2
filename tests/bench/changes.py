"""``python -m tests.bench.changes [CHECKOUT…]``: what a filter change costs the browser.

Every page with filters, in this checkout and in others of the program (a checkout is a folder;
each is served by one worker of its own), change by change in turn, so that whatever else the
machine does meets all of them. First every question is new to the server (cold), then none is
(warm). Printed are medians, and their ratios to the last checkout named.
"""

from __future__ import annotations

import argparse
import os
import statistics
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

from tests.bench.measure import PAINTED, side_by_side
from tests.browser.support import PATIENCE, SETTLE, Server

WARD = "E05014053"
PAGES: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "/": ("offence", ("rape", "knife-crime", "homicide", "personal-robbery", "gun-crime")),
    "/hotspots": ("offence", ("rape", "knife-crime", "homicide", "personal-robbery", "gun-crime")),
    f"/hotspots?focus={WARD}": (
        "offence",
        ("rape", "robbery", "homicide", "personal-robbery", "sexual-offences"),
    ),
    "/when": ("offence", ("rape", "knife-crime", "homicide", "personal-robbery", "gun-crime")),
    "/people?dataset=simulated": (
        "offence",
        ("rape", "knife-crime", "personal-robbery", "robbery", "sexual-offences"),
    ),
    "/boroughs": ("offence", ("rape", "knife-crime", "homicide", "personal-robbery", "gun-crime")),
    "/costs": ("offence", ("rape", "homicide", "robbery", "sexual-offences", "personal-robbery")),
}
"""Pages, with the filter that is changed and its values one after the other."""
SCREEN = {"width": 1920, "height": 1080}

WATCH = """
window.benchLong = [];
new PerformanceObserver((list) => list.getEntries().forEach((one) =>
  window.benchLong.push(one.duration))).observe({ entryTypes: ['longtask'] });
"""
ARM = """([id, value]) => {
  window.benchLong.length = 0;
  window.benchSet = 0;
  window.benchDispatched = 0;
  if (!window.benchArmed) {
    window.benchArmed = true;
    const set = window.dash_clientside.set_props;
    window.dash_clientside.set_props = (...all) => { window.benchSet += 1; return set(...all); };
    window.dash_stores[0].subscribe(() => { window.benchDispatched += 1; });
  }
  window.benchGesture = () => {
    const control = document.querySelector('#filter-' + id);
    const write = Object.getOwnPropertyDescriptor(HTMLSelectElement.prototype, 'value').set;
    write.call(control, value);
    control.dispatchEvent(new Event('change', { bubbles: true }));
  };
}"""
FOUND = """() => {
  const count = (node) => Array.isArray(node) ? node.reduce((sum, one) => sum + count(one), 0)
    : !node || typeof node !== 'object' ? 0
    : ('namespace' in node && 'props' in node ? 1 : 0) + count((node.props || {}).children);
  return {
    longest: Math.max(0, ...window.benchLong), set: window.benchSet,
    dispatched: window.benchDispatched,
    components: count(window.dash_stores[0].getState().layout.components),
    bytes: performance.getEntriesByType('resource')
      .filter((one) => one.name.includes('_dash-update-component')).at(-1).transferSize,
  };
}"""


@dataclass(frozen=True)
class Change:
    """What one change cost.

    Attributes:
        painted: ms from the choice to the last thing painted.
        longest: ms of the longest task meanwhile, 0 when none is over 50.
        dispatched: how often all mounted components were told of something.
        set: properties that scripts set one by one.
        components: components of React on the page.
        bytes: of the answer, as it travelled.
    """

    painted: float
    longest: float
    dispatched: int
    set: int
    components: int
    bytes: int


def opened(browser: Browser, url: str) -> Page:
    """A page of a server, at rest."""
    page = browser.new_context(viewport=SCREEN).new_page()
    page.add_init_script(WATCH)
    page.goto(url)
    page.wait_for_selector("#react-entry-point main h1", timeout=PATIENCE)
    page.evaluate(SETTLE, PATIENCE)
    return page


def change(page: Page, control: str, value: str) -> Change:
    """Choose something and wait until it is painted."""
    page.evaluate(ARM, [control, value])
    painted = page.evaluate(PAINTED)
    return Change(painted, **page.evaluate(FOUND))


def measured(
    browser: Browser, servers: Mapping[str, Server], path: str
) -> dict[tuple[str, str], list[Change]]:
    """Changes of a page by checkout and by ``cold`` or ``warm``, taken in turn."""
    control, values = PAGES[path]
    pages = {name: opened(browser, server.url + path) for name, server in servers.items()}
    found: dict[tuple[str, str], list[Change]] = {}
    for kind in ("cold", "warm", "warm"):
        for value in values:
            for name, page in pages.items():
                found.setdefault((name, kind), []).append(change(page, control, value))
    for page in pages.values():
        page.context.close()
    return found


def table(path: str, found: Mapping[tuple[str, str], list[Change]]) -> Iterator[str]:
    """A page's measurements as lines of a table."""
    last = list(dict.fromkeys(name for name, _ in found))[-1]
    for (name, kind), changes in found.items():
        middle = statistics.median(one.painted for one in changes)
        beside = statistics.median(one.painted for one in found[last, kind])
        cells: tuple[Any, ...] = (
            path,
            name,
            kind,
            f"{middle:.0f} (most {max(one.painted for one in changes):.0f})",
            f"{middle / beside:.2f}",
            f"{statistics.median(one.longest for one in changes):.0f} "
            f"(most {max(one.longest for one in changes):.0f})",
            changes[0].components,
            statistics.median(one.dispatched for one in changes),
            statistics.median(one.set for one in changes),
            f"{statistics.median(one.bytes for one in changes) / 1000:.1f}",
        )
        yield "| " + " | ".join(map(str, cells)) + " |"


HEAD = (
    "| page | checkout | answer | painted, ms | ratio | longest task, ms | components | dispatches "
    "| set_props | kB |\n" + "| --- " * 10 + "|"
)


def run() -> None:
    """Measure and print."""
    reads = argparse.ArgumentParser()
    reads.add_argument("checkout", nargs="*", type=Path, help="another checkout of the program")
    reads.add_argument("--only", nargs="*", help="these pages, all else")
    asked = reads.parse_args()
    os.environ["WEB_CONCURRENCY"] = "1"
    with side_by_side(asked.checkout, HEAD) as (browser, servers):
        for path in PAGES:
            if not asked.only or path in asked.only:
                print("\n".join(table(path, measured(browser, servers, path))), flush=True)


if __name__ == "__main__":
    run()

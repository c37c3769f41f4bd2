"""The parts of the benchmark: each function measures one thing and returns plain numbers."""

from __future__ import annotations

import contextlib
import gzip
import json
import math
import os
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.support import (
    ARGUMENTS,
    LAPTOP,
    PATIENCE,
    ROOT,
    Board,
    Server,
    Watch,
    find_chromium,
)

PAGES = {"/": "overview", "/hotspots": "hotspots", "/boroughs": "boroughs"}
OFFENCES = (
    "rape",
    "personal-robbery",
    "homicide",
    "other-sexual-offences",
    "business-robbery",
    "violence-without-injury",
    "possession-of-weapons",
    "violence-with-injury",
)
FORBIDDEN = (
    "data.ingest",
    "geopandas",
    "shapely",
    "pyproj",
    "pyogrio",
    "pandera",
    "openpyxl",
    "python_calamine",
    "xlrd",
    "requests",
    "statsmodels",
    "sklearn",
    "esda",
    "libpysal",
    "playwright",
    "matplotlib",
)
"""What builds data or fits models, and must not be loaded to serve pages."""

PAINTED = """() => new Promise((resolve) => {
  // the time of the last change of the page, once it has been still and idle for 200 ms
  let last = performance.now();
  const seen = new MutationObserver(() => { last = performance.now(); });
  seen.observe(document.documentElement,
    { subtree: true, childList: true, attributes: true, characterData: true });
  const idle = () => {
    const store = (window.dash_stores || [])[0];
    if (!store) return false;
    const state = store.getState();
    return !state.isLoading && !['requested', 'prioritized', 'blocked', 'executing', 'watched']
      .some((queue) => state.callbacks[queue].length);
  };
  const begun = performance.now();
  const asked = window.benchAsked || 0;
  const posts = () => performance.getEntriesByType('resource')
    .filter((e) => e.name.includes('_dash-update-component')).length;
  const before = posts();
  if (window.benchGesture) window.benchGesture();
  const look = () => {
    const now = performance.now();
    const answered = !window.benchGesture || posts() > before;
    if (answered && idle() && now - last > 200 || now - begun > 15000) {
      seen.disconnect();
      resolve(last - begun);
    } else setTimeout(look, 10);
  };
  look();
})"""

FIRST_PAINT = """() => {
  // runs before anything else on the page: when is every chart painted for the first time?
  window.benchUsable = null;
  const look = () => {
    const charts = document.querySelectorAll('.dash-graph');
    const done = document.querySelector('main h1') && (charts.length
      ? [...charts].every((chart) => chart.querySelector('.main-svg') &&
          (!chart.querySelector('.geolayer .choroplethlayer') ||
            chart.querySelector('.choroplethlayer path')))
      : document.querySelector('.page-data'));
    if (done) requestAnimationFrame(() => { window.benchUsable = performance.now(); });
    else setTimeout(look, 4);
  };
  look();
}"""


@dataclass(frozen=True)
class Callback:
    """One callback request as the browser makes it.

    Attributes:
        seconds: until the answer had been read.
        sent: bytes of the answer as they travel (compressed).
        plain: bytes of the answer unpacked.
    """

    seconds: float
    sent: int
    plain: int


@contextlib.contextmanager
def side_by_side(
    checkouts: Iterable[Path], head: str
) -> Iterator[tuple[Browser, dict[str, Server]]]:
    """This checkout and others served at once, and a browser; prints how busy the machine is.

    Args:
        checkouts: folders of the others.
        head: what is printed above the measurements.
    """
    folders = {"this": ROOT} | {folder.name: folder.resolve() for folder in checkouts}
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}\n{head}", flush=True)
    with contextlib.ExitStack() as stack:
        servers = {name: Server(folder) for name, folder in folders.items()}
        for server in servers.values():
            stack.callback(server.stop)
        driver = stack.enter_context(sync_playwright())
        browser = driver.chromium.launch(executable_path=find_chromium(), args=list(ARGUMENTS))
        yield browser, servers
        print(f"load {os.getloadavg()[0]:.1f}")
        browser.close()


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which a share of the values lies (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def post(connection: HTTPConnection, key: str, path: str, query: str) -> Callback:
    """Ask a page for a change, as its one callback does.

    Args:
        connection: to the server.
        key: the page's key.
        path: its route.
        query: the query string, with its question mark.
    """
    body = json.dumps(
        {
            "output": f"{key}-mounted.data-answer",
            "outputs": {"id": f"{key}-mounted", "property": "data-answer"},
            "inputs": [
                {"id": "query", "property": "data", "value": {"path": path, "query": query}}
            ],
            "changedPropIds": ["query.data"],
        }
    )
    begun = time.perf_counter()
    connection.request(
        "POST",
        "/_dash-update-component",
        body,
        {"Content-Type": "application/json", "Accept-Encoding": "gzip"},
    )
    answer = connection.getresponse()
    content = answer.read()
    seconds = time.perf_counter() - begun
    if answer.status != 200:
        raise RuntimeError(f"{path}{query} answered {answer.status}: {content[:200]!r}")
    packed = answer.headers.get("Content-Encoding") == "gzip"
    plain = gzip.decompress(content) if packed else content
    connection.close()  # sync workers answer one request a connection
    return Callback(seconds, len(content), len(plain))


def questions(path: str, number: int) -> list[str]:
    """Different queries of a page that no test or measurement has asked before."""
    found = []
    for place in range(number):
        start = f"{2016 + place // 12 % 4}-{place % 12 + 1:02d}"
        end = f"{2023 + place // 48}-{place % 12 + 1:02d}"
        offence = OFFENCES[place % len(OFFENCES)]
        measure = ("count", "rate", "change")[place % 3]
        found.append(f"?offence={offence}&from={start}&to={end}&measure={measure}")
    return found


def callbacks(server: Server, path: str, number: int = 24) -> tuple[list[Callback], list[Callback]]:
    """A page's callback, cold (a question never asked) and warm (asked of every worker before).

    Args:
        server: a running server.
        path: the page.
        number: how many questions.

    Returns:
        Measurements cold and warm.
    """
    connection = HTTPConnection("127.0.0.1", server.port, timeout=60)
    asked = questions(path, number)
    cold = [post(connection, PAGES[path], path, query) for query in asked]
    for _ in range(4):  # both workers have met each question after a few rounds
        for query in asked:
            post(connection, PAGES[path], path, query)
    warm = [post(connection, PAGES[path], path, query) for query in asked]
    return cold, warm


def first_load(browser: Browser, server: Server, path: str) -> tuple[float, int, int]:
    """Load a page with an empty cache.

    Returns:
        Seconds until every chart is painted, bytes that travelled, and number of requests.
    """
    context = browser.new_context(viewport=LAPTOP)
    page = context.new_page()
    page.add_init_script(f"({FIRST_PAINT})()")
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    travelled: list[float] = []
    session.on(
        "Network.loadingFinished", lambda event: travelled.append(event["encodedDataLength"])
    )
    page.goto(server.url + path)
    page.wait_for_function("() => window.benchUsable", timeout=PATIENCE)
    seconds = page.evaluate("() => window.benchUsable") / 1000
    Board(page, Watch(page, server.url), server.url).settle()
    context.close()
    return seconds, int(sum(travelled)), len(travelled)


def change(page: Page, offence: str) -> float:
    """Seconds from a choice in the offence filter to the last thing painted."""
    page.evaluate(
        """(value) => {
          window.benchGesture = () => {
            const control = document.querySelector('#filter-offence');
            const write = Object.getOwnPropertyDescriptor(HTMLSelectElement.prototype, 'value').set;
            write.call(control, value);
            control.dispatchEvent(new Event('change', { bubbles: true }));
          };
        }""",
        offence,
    )
    return page.evaluate(PAINTED) / 1000


def changes(browser: Browser, server: Server, path: str, offences: Iterable[str]) -> list[float]:
    """Seconds from filter change to painted, for a row of changes on one open page."""
    context = browser.new_context(viewport=LAPTOP)
    page = context.new_page()
    Board(page, Watch(page, server.url), server.url).open(path)
    found = [change(page, offence) for offence in offences]
    context.close()
    return found


def proportional_memory(pid: int) -> int:
    """Bytes that a process holds, shared pages divided by who shares them (PSS)."""
    text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    found = re.search(r"^Pss:\s+(\d+) kB", text, re.M)
    if not found:
        raise RuntimeError(f"/proc/{pid}/smaps_rollup has no Pss line")
    return int(found.group(1)) * 1024


def imported() -> list[str]:
    """Modules that serving pages loads although only building or modelling needs them.

    A fresh interpreter imports the server and answers one request of every kind.
    """
    program = """
import json, sys
from app import server
client = server.test_client()
for path in ("/", "/_dash-layout", "/health", "/api/v1/areas.csv", "/api/v1/series.json",
             "/api/v1/catalogue.json"):
    assert client.get(path).status_code == 200, path
for key, path in (("overview", "/"), ("hotspots", "/hotspots"), ("boroughs", "/boroughs")):
    body = {"output": key + "-mounted.data-answer", "outputs": {"id": key + "-mounted",
            "property": "data-answer"}, "inputs": [{"id": "query", "property": "data",
            "value": {"path": path, "query": "?offence=rape"}}], "changedPropIds": ["query.data"]}
    assert client.post("/_dash-update-component", json=body).status_code == 200, path
print(json.dumps(sorted(sys.modules)))
"""
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"the server could not be imported:\n{done.stderr}")
    modules = json.loads(done.stdout.splitlines()[-1])
    return [
        name
        for name in modules
        if any(name == bad or name.startswith(bad + ".") for bad in FORBIDDEN)
    ]


def median(values: Iterable[float]) -> float:
    """The median of some values."""
    return statistics.median(list(values))

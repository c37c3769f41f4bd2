"""What the browser tests and the benchmark share: a real server, a real Chromium, a calm page.

Nothing here sleeps for a fixed time: every wait is for a condition, polled in the page.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.parse import parse_qsl, urlsplit
from urllib.request import urlopen

from playwright.sync_api import Page, Request

import app  # noqa: F401 - registers the pages
from components.layout import pages

ROOT = Path(__file__).resolve().parents[2]
PATHS = {str(page.path): page.key for page in pages()}
"""Every page of the navigation, in its order, with the last part of its body's class."""
FILTERED = ("/", "/hotspots", "/boroughs")
"""Pages whose filter bar is used control by control."""
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE = 20_000
"""Milliseconds that a condition may take; far above what any takes, for slow machines."""
LAPTOP = {"width": 1366, "height": 768}


def find_chromium() -> str:
    """Path of the system's Chromium: its headless shell where there is one, or any other.

    Raises:
        RuntimeError: when there is none; a missing browser fails the run.
    """
    for name in ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    raise RuntimeError(
        "no Chromium found (chromium-headless-shell, chromium or google-chrome); "
        "run tests/browser/chromium.sh"
    )


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """The dashboard as it is served: gunicorn with the project's own settings.

    Args:
        folder: the checkout that is served; this one usually.

    Attributes:
        url: where it answers, without a trailing slash.
        started: seconds from the start of the process until ``/health`` answered.
    """

    def __init__(self, folder: Path = ROOT) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._said = tempfile.TemporaryFile()  # noqa: SIM115 - closed by stop()
        begun = time.perf_counter()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "-c", "gunicorn.conf.py", "app:server"],
            cwd=folder,
            env=os.environ | {"PORT": str(self.port), "HOST": "127.0.0.1"},
            stdout=subprocess.DEVNULL,
            stderr=self._said,
            start_new_session=True,
        )
        try:
            self._wait()
        except BaseException:
            self.stop()
            raise
        self.started = time.perf_counter() - begun

    def _wait(self) -> None:
        limit = time.monotonic() + 60
        while time.monotonic() < limit:
            if self._process.poll() is not None:
                self._said.seek(0)
                said = self._said.read().decode(errors="replace")
                raise RuntimeError(f"the server ended with {self._process.returncode}:\n{said}")
            with (
                contextlib.suppress(URLError, ConnectionError, TimeoutError),
                urlopen(f"{self.url}/health", timeout=5) as answer,
            ):
                if answer.status == 200:
                    return
            time.sleep(0.01)
        raise RuntimeError("the server did not answer /health within 60 s")

    @property
    def workers(self) -> list[int]:
        """Process ids of the workers (children of the gunicorn master)."""
        listed = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children").read_text()
        return [int(pid) for pid in listed.split()]

    @property
    def master(self) -> int:
        """Process id of the gunicorn master."""
        return self._process.pid

    def stop(self) -> None:
        """End the server and wait for it."""
        if self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(15)
            except subprocess.TimeoutExpired:
                os.killpg(self._process.pid, signal.SIGKILL)
                self._process.wait(15)
        self._said.close()


LATE = re.compile(
    r"http://[^/]+(/assets/vendor/plotly/|/assets/boundaries/)\S* was "
    r"preloaded using link preload but not used within a few seconds"
)
"""What a browser says of the hints of a chart that is drawn late, and of nothing else."""


class Watch:
    """What a page does that it should not: outside requests, failures, console noise."""

    def __init__(self, page: Page, url: str) -> None:
        self.posts: list[Request] = []
        self.faults: list[str] = []
        self.missing: set[str] = set()  # addresses that have no page, and must say so by 404
        self._host = urlsplit(url).netloc
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.faults.append(f"page error: {error}"))
        page.on("request", self._request)
        page.on("response", self._response)
        page.on("requestfailed", self._failed)
        page.on("websocket", lambda made: self.faults.append(f"web socket: {made.url}"))

    def _console(self, message) -> None:
        told = message.location.get("url") in self.missing and "404" in message.text
        # a slow machine draws its charts late; test_first_load holds that every hint is used
        told = told or bool(LATE.search(message.text))
        if message.type in ("error", "warning") and not told:
            self.faults.append(f"console {message.type}: {message.text[:500]}")

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in ("data", "blob") and parts.netloc != self._host:
            self.faults.append(f"request to another host: {request.url}")
        if request.method == "POST" and parts.path.endswith("/_dash-update-component"):
            self.posts.append(request)

    def _response(self, response) -> None:
        if response.url in self.missing:
            if response.status != 404:
                self.faults.append(f"{response.status} where there is no page: {response.url}")
        elif response.status >= 400:
            self.faults.append(f"{response.status}: {response.url}")

    def _failed(self, request: Request) -> None:
        # leaving a page while it loads aborts its requests; that is no fault
        if "ERR_ABORTED" not in (request.failure or ""):
            self.faults.append(f"failed: {request.url} {request.failure}")


BUSY = """() => {
  const store = (window.dash_stores || [])[0];
  if (!store) return 'dash has not started';
  const state = store.getState();
  if (state.isLoading) return 'callbacks are running';
  for (const queue of ['requested', 'prioritized', 'blocked', 'executing', 'watched'])
    if (state.callbacks[queue].length) return 'callbacks are ' + queue;
  if (document.querySelector('.first')) return 'the page is not mounted';
  if (!document.querySelector('main h1')) return 'there is no heading yet';
  for (const graph of document.querySelectorAll('.dash-graph')) {
    if (!graph.querySelector('.main-svg')) return 'a chart is not painted';
    if (graph.getAttribute('aria-busy')) return 'a chart is pending';
    const layers = graph.querySelectorAll('.choroplethlayer');
    if (layers.length && !graph.querySelector('.choroplethlayer path')) return 'a map is empty';
  }
  for (const open of document.querySelectorAll('details[open] [data-table]'))
    if (!open.childElementCount && !/could not be loaded/.test(open.textContent))
      return 'a table is loading';
  return '';
}"""

SETTLE = (
    """(limit) => new Promise((resolve) => {
  const busy = """
    + BUSY
    + """;
  const begun = performance.now();
  let calm = 0;
  const look = () => {
    const why = busy();
    calm = why ? 0 : calm + 1;
    if (calm >= 4) resolve('');
    else if (performance.now() - begun > limit) resolve(why);
    else setTimeout(() => requestAnimationFrame(look), 8);
  };
  look();
})"""
)

VISIBLE_TEXT = """() => {
  const found = [document.body.innerText];
  for (const text of document.querySelectorAll('svg text')) found.push(text.textContent);
  for (const option of document.querySelectorAll('option')) found.push(option.textContent);
  return found.join('\\n');
}"""
BROKEN = re.compile(
    r"(?<![\w’'])(nan|NaN|NaT|None|undefined|null|Infinity|inf|\[object Object\])\b"
)


class Board:
    """A page of the dashboard, driven as a person would.

    Args:
        page: the browser page.
        watch: what it does.
        url: the server.
    """

    def __init__(self, page: Page, watch: Watch, url: str) -> None:
        self.page, self.watch, self.url = page, watch, url

    def settle(self) -> None:
        """Wait until no callback runs and every chart, map and open table is drawn."""
        why = self.page.evaluate(SETTLE, PATIENCE)
        assert not why, f"the page did not come to rest: {why}"

    def open(self, path: str, *, missing: bool = False) -> Board:
        """Load an address, which may have no page, and wait until it is drawn."""
        if missing:
            self.watch.missing.add(self.url + path)
        self.page.goto(self.url + path)
        self.page.wait_for_function("() => (window.dash_stores || []).length", timeout=PATIENCE)
        self.page.wait_for_selector("#react-entry-point main h1", timeout=PATIENCE)
        self.settle()
        return self

    def act(self, what: Callable[[], object], posts: int | None = 1) -> None:
        """Do something, wait until it is drawn, count the callback requests that it caused.

        Args:
            what: the gesture.
            posts: requests expected; ``None`` when any number is fine.
        """
        before = len(self.watch.posts)
        if posts:
            with self.page.expect_response(
                lambda answer: "/_dash-update-component" in answer.url, timeout=PATIENCE
            ):
                what()
        else:
            what()
        self.settle()
        made = len(self.watch.posts) - before
        assert posts is None or made == posts, (
            f"{made} callback requests instead of {posts}: "
            f"{[request.post_data for request in self.watch.posts[before:]]}"[:2000]
        )

    def go(self, path: str) -> None:
        """Follow the navigation's link to a page; one request draws it."""
        link = f".masthead nav a[href='{path}'], .masthead nav a[href^='{path}?']"
        self.act(lambda: self.page.click(link))
        self.page.wait_for_selector(f".page-{PATHS[path]}")
        self.settle()

    def control(self, name: str) -> str:
        """The selector of what a filter is set with, unfolded as a person would."""
        if self.page.query_selector("#filters:not([open])"):
            self.page.click("#filters > summary .change")
        return f"#filter-{name}"

    def choose(self, name: str, value: str, posts: int | None = 1) -> None:
        """Choose an option of a filter."""
        selector = self.control(name)
        self.act(lambda: self.page.select_option(selector, value), posts)

    def switch(self, dataset: str) -> None:
        """Choose another dataset: the page is loaded anew for it."""
        selector = self.control("dataset")
        with self.page.expect_navigation():
            self.page.select_option(selector, dataset)
        self.page.wait_for_function("() => (window.dash_stores || []).length", timeout=PATIENCE)
        self.page.wait_for_selector("#react-entry-point main h1", timeout=PATIENCE)
        self.settle()

    def month(self, name: str, value: str) -> None:
        """Type a month of an own choice, and leave the field."""
        self.page.fill(self.control(name), value)
        self.page.locator(f"#filter-{name}").blur()

    def options(self, name: str) -> list[dict]:
        """Options of a filter: value, label, whether disabled or chosen."""
        return self.page.eval_on_selector_all(
            f"#filter-{name} option",
            "all => all.filter(o => !o.hidden && o.value).map(o => ({value: o.value, "
            "label: o.textContent, disabled: o.disabled, chosen: o.selected}))",
        )

    def value(self, name: str) -> str:
        """What a filter shows."""
        return self.page.input_value(f"#filter-{name}")

    @property
    def query(self) -> dict[str, str]:
        """The filters in the address."""
        return dict(parse_qsl(urlsplit(self.page.url).query))

    @property
    def path(self) -> str:
        """The path in the address."""
        return urlsplit(self.page.url).path

    def texts(self, selector: str) -> list[str]:
        """Text of every element that a selector finds, hidden ones too."""
        return self.page.eval_on_selector_all(selector, "all => all.map(e => e.textContent.trim())")

    def check_words(self) -> None:
        """The headline and every card say something, and nothing broken is to be read."""
        for selector in ("main h1", ".card-title", ".sentence", ".value-block .big"):
            empty = [place for place, text in enumerate(self.texts(selector)) if not text]
            assert not empty, f"{selector}: nothing in number {empty} at {self.page.url}"
        assert self.page.text_content("main h1"), f"no headline at {self.page.url}"
        text = self.page.evaluate(VISIBLE_TEXT)
        broken = BROKEN.search(text)
        assert not broken, (
            f"{broken.group(0)!r} is to be read at {self.page.url}: "  # type: ignore[union-attr]
            f"…{text[max(0, broken.start() - 80) : broken.end() + 40]}…"  # type: ignore[union-attr]
        )

    def snapshot(self) -> dict:
        """Everything that the page shows: controls, texts, the values behind the charts."""
        return self.page.evaluate(
            """() => ({
              controls: [...document.querySelectorAll('select, input[id^=filter-]')]
                .filter(e => e.id).map(e => e.id + '=' + e.value),
              areas: [...document.querySelectorAll('#filter-areas label')].map(e =>
                e.textContent + e.closest('.form-check').querySelector('input').checked),
              text: [...document.querySelectorAll('.filters .asked, .filters .status, main .page')]
                .map(e => e.closest('.filters') ? e.textContent : e.innerText).join('\\n'),
              links: [...document.querySelectorAll('main a[href]')].map(e =>
                e.getAttribute('href')),
              charts: [...document.querySelectorAll('.js-plotly-plot')].map(g =>
                g.data.map(t => JSON.stringify([t.z, t.y, t.x, t.locations]).length + ':' +
                  JSON.stringify(t.z || t.y || []).slice(0, 300))),
            })"""
        )


@contextlib.contextmanager
def serving() -> Iterator[Server]:
    """A server for the length of a ``with`` block."""
    server = Server()
    try:
        yield server
    finally:
        server.stop()

"""Fetch the current official files: ``python -m data download [--to DIR]``.

A dataset page keeps the names of its files and changes the links with every release. So each page
named in ``resources.toml`` is read, its links are found by file name, and every wanted file is
fetched beside its place, checked, and only then put there::

    DIR/<name>/<official file name>           the newest vintage
    DIR/<name>/<date>-<sha256>/<file name>    earlier vintages, kept: they cover other months
    DIR/<name>/<file name>.part, .part.json   an unfinished one, resumed next time
    DIR/downloads.json                        url, time, sha256 and size of each newest file

Exit codes: 0 all fetched or unchanged, 1 some files failed (the others are in place), 2 wrong
options or configuration.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import sys
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import partial
from hashlib import file_digest
from itertools import chain
from pathlib import Path
from typing import Any, TextIO, TypeVar

import requests
from requests.exceptions import ChunkedEncodingError

from data.errors import DataError
from data.ingest.resources import Source, check_file, find_links, only_web, read_config
from data.paths import RAW

T = TypeVar("T")
CONFIG = Path(__file__).with_name("resources.toml")
ATTEMPTS = 5
LONGEST_WAIT, LONGEST_RETRY_AFTER = 30.0, 120.0  # seconds
PAGE_CAP = 8_000_000  # bytes of a page
PASSING = {408, 429, 500, 502, 503, 504}
CONTENT_RANGE = re.compile(r"bytes (\d+)-\d+/(\d+)")
HEADERS = {
    "User-Agent": "london-serious-violence-dashboard (python -m data download)",
    "Accept-Encoding": "identity",  # so that sizes and ranges count the bytes of the file
}


class Again(Exception):
    """A fault that may pass: try again after ``wait`` seconds (None: the usual back-off)."""

    def __init__(self, message: str, wait: float | None = None) -> None:
        super().__init__(message)
        self.wait = wait


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _read_note(path: Path) -> dict[str, Any]:
    """A note of ours; one that is missing or damaged only costs a fresh download."""
    try:
        note = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return note if isinstance(note, dict) else {}


def _write_note(path: Path, note: dict[str, Any]) -> None:
    beside = path.with_name(path.name + ".part")
    beside.write_text(json.dumps(note, indent=2, ensure_ascii=False) + "\n", "utf-8")
    os.replace(beside, path)


def _version(response: requests.Response) -> tuple[str, int | None]:
    """What tells two versions apart (a strong ETag, else the date, else "") and bytes to come."""
    if response.headers.get("Content-Encoding", "identity") != "identity":
        return "", None  # both speak of the compressed bytes, which are not the ones written
    etag, length = response.headers.get("ETag", ""), response.headers.get("Content-Length", "")
    version = etag if etag.startswith('"') else response.headers.get("Last-Modified", "")
    return version, int(length) if length.isdecimal() else None


def _retry_after(response: requests.Response) -> float | None:
    """Seconds the server asks to wait, from either form of Retry-After; None when unsaid."""
    text = response.headers.get("Retry-After", "").strip()
    try:
        seconds = (
            float(text)
            if text.isdecimal()
            else (parsedate_to_datetime(text).timestamp() - time.time())
        )
    except (TypeError, ValueError):
        return None
    return max(0.0, seconds)


class Fetcher:
    """Fetches pages and files over http(s), with bounded retries.

    Args:
        to: the raw folder.
        sleep: waits a number of seconds; tests pass their own.
        out: where progress is shown: a moving line on a terminal, else one line a file.
    """

    def __init__(self, to: Path, sleep: Callable[[float], object], out: TextIO) -> None:
        self.to, self.sleep, self.out = to, sleep, out
        self.notes = _read_note(to / "downloads.json")
        self.pages: dict[str, tuple[str, str]] = {}
        self.session = requests.Session()
        self.session.headers.update(HEADERS)
        self.session.max_redirects = 5

    def __enter__(self) -> Fetcher:
        return self

    def __exit__(self, *_: object) -> None:
        self.session.close()

    def _open(self, url: str, where: str, headers: dict[str, str]) -> requests.Response:
        """One request with its redirects; the caller closes what comes back."""
        response = self.session.get(url, headers=headers, stream=True, timeout=(10, 60))
        status, wait = response.status_code, _retry_after(response)
        found = f"{status} {response.reason}"
        try:
            for step in [*response.history, response]:
                only_web(step.url, url, where)
            if status in PASSING and (wait or 0) > LONGEST_RETRY_AFTER:
                raise DataError(f"the server asks to wait {wait:.0f} s", file=where, value=found)
            if status in PASSING:
                raise Again(f"the server answers {found}", wait)
            if status not in (200, 206, 304, 416):
                raise DataError("the server refused", file=where, value=found, allowed="200 OK")
        except BaseException:
            response.close()
            raise
        return response

    def _retry(self, where: str, work: Callable[[], T]) -> T:
        """Call ``work`` until it returns, at most ATTEMPTS times."""
        for attempt in range(1, ATTEMPTS + 1):
            try:
                return work()
            except (Again, requests.ConnectionError, requests.Timeout, ChunkedEncodingError) as why:
                if attempt == ATTEMPTS:
                    message = f"given up after {ATTEMPTS} attempts: {why}"
                    raise DataError(message, file=where) from why
                wait = why.wait if isinstance(why, Again) else None
                self.sleep(min(2.0 ** (attempt - 1), LONGEST_WAIT) if wait is None else wait)
            except requests.RequestException as why:
                raise DataError(f"cannot be fetched: {why}", file=where) from why
        raise AssertionError("unreachable")

    def links(self, source: Source) -> dict[str, str]:
        """Read a dataset page (once); :func:`find_links` says what is returned and raised."""

        def read() -> tuple[str, str]:
            with self._open(source.page, source.page, {}) as response:
                page = b""
                for chunk in response.iter_content(1 << 16):
                    page += chunk
                    if len(page) > PAGE_CAP:
                        raise DataError(
                            "the page is too long",
                            file=source.page,
                            value=len(page),
                            allowed=f"at most {PAGE_CAP} bytes",
                        )
                return response.url, page.decode("utf-8", "replace")

        if source.page not in self.pages:
            self.pages[source.page] = self._retry(source.page, read)
        return find_links(source, *self.pages[source.page])

    def _stream(self, source: Source, name: str, url: str, known: dict[str, Any]) -> str | None:
        """Add what is missing to the ``.part`` file.

        Returns:
            The version fetched ("" when the server names none); None when ``known`` is current.
        """
        where, part = f"{name} on {source.page}", self.to / source.name / f"{name}.part"
        about = part.with_name(f"{part.name}.json")
        begun, headers = _read_note(about), {}
        start = part.stat().st_size if part.exists() and begun.get("url") == url else 0
        if start and (version := begun.get("version")):
            headers = {"Range": f"bytes={start}-", "If-Range": version}
        elif known.get("url") == url and (version := known.get("version")):
            headers = {"If-None-Match" if '"' in version else "If-Modified-Since": version}
        with self._open(url, where, headers) as response:
            version, length = _version(response)
            if response.status_code == 304 and known:
                return None
            if response.status_code == 200:  # the whole file, whatever was asked for
                if version and (version, length) == (known.get("version"), known.get("size")):
                    return None
                start, total = 0, length
            else:
                span = CONTENT_RANGE.fullmatch(response.headers.get("Content-Range", ""))
                same = "Range" in headers and version in ("", begun["version"])
                if response.status_code != 206 or not span or int(span[1]) != start or not same:
                    part.unlink(missing_ok=True)
                    raise Again(f"not the part asked for ({response.status_code})", 0)
                total = int(span[2])
            if start == 0:
                part.unlink(missing_ok=True)
                begun = {"url": url, "version": version}
                _write_note(about, begun)
            size = start
            with part.open("ab") as out:  # the empty chunk: a size too large shows early
                for chunk in chain([b""], response.iter_content(1 << 16)):
                    size += len(chunk)
                    if max(size, total or 0) > source.max_bytes:
                        part.unlink()
                        raise DataError(
                            "too many bytes",
                            file=where,
                            value=total or size,
                            allowed=f"at most {source.max_bytes}",
                        )
                    out.write(chunk)
                    if self.out.isatty():
                        of = f" of {total:,}" if total else ""
                        self.out.write(f"\r\033[K{name}: {size:,}{of} bytes")
                os.fsync(out.fileno())
        if total not in (None, size):
            raise Again(f"the connection ended after {size} of {total} bytes")
        return str(begun["version"])

    def fetch(self, source: Source, name: str, url: str) -> str:
        """Bring one file up to date; ``name`` is its official name, ``url`` its address now.

        Returns:
            What happened: "fetched" or "unchanged".

        Raises:
            DataError: it could not be had whole and good; a good file in its place is untouched.
        """
        key, target = f"{source.name}/{name}", self.to / source.name / name
        part, about = (target.with_name(name + end) for end in (".part", ".part.json"))
        target.parent.mkdir(parents=True, exist_ok=True)
        held, known = _sha256(target) if target.exists() else None, self.notes.get(key)
        if not held or not isinstance(known, dict) or known.get("sha256") != held:
            known = {}  # missing, or changed by hand: the note says nothing
        where = f"{name} on {source.page}"
        version = self._retry(where, lambda: self._stream(source, name, url, known))
        sha256 = held
        if version is not None:
            try:
                check_file(part, name, source)
            except DataError:
                part.unlink()  # so that nobody goes on from it
                raise
            sha256 = _sha256(part)
            if held and sha256 != held:
                self._keep(target, held, source)
            size, now = part.stat().st_size, datetime.now(UTC).isoformat(timespec="seconds")
            os.replace(part, target)
            self.notes[key] = {
                "url": url,
                "page": source.page,
                "time": now,
                "sha256": sha256,
                "size": size,
                "version": version,
            }
            _write_note(self.to / "downloads.json", self.notes)
        for leftover in (part, about):
            leftover.unlink(missing_ok=True)
        return "unchanged" if sha256 == held else "fetched"

    @staticmethod
    def _keep(target: Path, sha256: str, source: Source) -> None:
        """Give a good file that is about to be replaced a second name, with its date."""
        try:
            check_file(target, target.name, source)
        except DataError:
            return
        date = datetime.fromtimestamp(target.stat().st_mtime, UTC).date()
        kept = target.parent / f"{date}-{sha256[:8]}" / target.name
        kept.parent.mkdir(exist_ok=True)
        if not kept.exists():
            try:
                os.link(target, kept)
            except OSError:  # a file system without links
                shutil.copy2(target, kept)


def main(
    argv: Sequence[str] | None = None, *, sleep: Callable[[float], object] = time.sleep
) -> int:
    """Run the command line; see the top of this module for files and exit codes."""
    parser = argparse.ArgumentParser("python -m data download", description="Fetch official files.")
    parser.add_argument("--to", type=Path, default=RAW, help="folder (data/raw)")
    parser.add_argument("--config", type=Path, default=CONFIG, help="TOML file")
    parser.add_argument("--only", metavar="NAME", help="one entry of the configuration")
    options = parser.parse_args(argv)
    out, failed = sys.stderr, False

    def say(text: str) -> None:
        out.write(("\r\033[K" if out.isatty() else "") + text + "\n")

    def attempt(work: Callable[[], T]) -> T | None:
        nonlocal failed
        try:
            return work()
        except (DataError, OSError) as fault:
            failed = True
            say(f"error: {fault}")
        return None

    sources = attempt(lambda: read_config(options.config)) or []
    chosen = [source for source in sources if options.only in (None, source.name)]
    if not chosen:
        if sources:
            names = ", ".join(source.name for source in sources)
            say(f"error: no entry is called {options.only!r}. Allowed: {names}")
        return 2
    with Fetcher(options.to, sleep, out) as fetcher:
        for source in chosen:
            links = attempt(partial(fetcher.links, source))
            if links == {}:
                say(f"{source.name}: no such file on {source.page}")
            for name, url in (links or {}).items():
                if done := attempt(partial(fetcher.fetch, source, name, url)):
                    say(f"{source.name}/{name}: {done}")
    return 1 if failed else 0

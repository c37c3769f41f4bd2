"""The download against a local server that imitates dataset pages and their files."""

from __future__ import annotations

import gzip
import io
import json
import threading
import time
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.utils import formatdate
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from data.errors import DataError
from data.ingest import download

NAME = "MPS Ward Level Crime (most recent 24 months).csv"
KEY = f"wards/{NAME}"
PAGE = "/dataset/mps-recorded-crime-exy3m"
PATTERN = r"MPS Ward Level Crime \(most recent 24 months\)\.csv"


def table(rows: int = 4000, first_month: int = 202404, count: int = 1) -> bytes:
    """A small file in the official ward layout, about 200 kB."""
    lines = [f"MajorText,MinorText,WardName,WardCode,LookUp_BoroughName,{first_month}"]
    lines += [f"ROBBERY,PERSONAL,Abbey,E05{n:06},Barking and Dagenham,{count}" for n in range(rows)]
    return ("\r\n".join(lines) + "\r\n").encode()


@dataclass
class Served:
    """What the server has under one path, and how badly it behaves."""

    body: bytes
    etag: str | None = '"v1"'
    ranges: bool = True
    faults: list[int] = field(default_factory=list)  # statuses answered first
    cuts: list[int] = field(default_factory=list)  # bytes after which the next answers end
    headers: dict[str, str] = field(default_factory=dict)
    honest_if_range: bool = True
    always_cut: int | None = None
    length: bool = True


class Site:
    """Pages and files by path, and the requests that came for them."""

    def __init__(self) -> None:
        self.paths: dict[str, Served] = {}
        self.asked: list[tuple[str, dict[str, str], int]] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *_: object) -> None:
                pass

            def do_GET(self) -> None:
                site.answer(self)

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.root = f"http://127.0.0.1:{self.server.server_port}"

    def answer(self, to: BaseHTTPRequestHandler) -> None:
        """Answer one request as the path's settings say."""
        served = self.paths.get(to.path)
        asked = {key.lower(): value for key, value in to.headers.items()}
        status, body, more = 404, b"<html>no</html>", {}
        if served:
            status, body, more = 200, served.body, dict(served.headers)
            if served.etag:
                more["ETag"] = served.etag
            same = asked.get("if-range") == served.etag or not served.honest_if_range
            if served.faults:
                status, body = served.faults.pop(0), b""
            elif served.etag and asked.get("if-none-match") == served.etag:
                status, body = 304, b""
            elif served.ranges and "range" in asked and same:
                start = int(asked["range"].removeprefix("bytes=").removesuffix("-"))
                status = 206 if start < len(body) else 416
                more["Content-Range"] = f"bytes {start}-{len(body) - 1}/{len(body)}"
                body = body[start:]
        self.asked.append((to.path, asked, status))
        to.send_response(status)
        for key, value in more.items():
            to.send_header(key, value)
        if status != 304 and (served is None or served.length):
            to.send_header("Content-Length", str(len(body)))
        to.end_headers()
        cut = served.cuts.pop(0) if served and served.cuts else served and served.always_cut
        to.wfile.write(body[:cut])

    def page(self, *hrefs: str, at: str = PAGE) -> None:
        """Put up a dataset page with these links among others."""
        links = "".join(f'<li><a class="dl" href="{href}">Download</a></li>' for href in hrefs)
        html = f'<html><head><link rel="icon" href="/i.png"></head><body>{links}'
        html += '<!-- <a href="/download/old/x.csv"> --><a href="http://[bad">?</a></body></html>'
        self.paths[at] = Served(html.encode(), etag=None)

    def file(self, body: bytes, resource: str = "e4x", name: str = NAME, **how: Any) -> Served:
        """Put up one file under a resource and a page that links to it."""
        path = f"/download/exy3m/{resource}/{quote(name, safe='()')}"
        self.page(path)
        self.paths[path] = Served(body, **how)
        return self.paths[path]

    def statuses(self) -> list[int]:
        """Statuses of the answers to file requests so far."""
        return [status for path, _, status in self.asked if "/download/" in path]


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    monkeypatch.setenv("NO_PROXY", "*")
    site = Site()
    thread = threading.Thread(target=site.server.serve_forever, args=(0.01,))
    thread.start()
    yield site
    site.server.shutdown()
    site.server.server_close()
    thread.join()


@dataclass
class Runner:
    """Runs the command line on a raw folder of its own; keeps the waits it was asked for."""

    site: Site
    to: Path
    config: Path
    waits: list[float] = field(default_factory=list)

    def configure(self, pattern: str = PATTERN, more: str = "", name: str = "wards") -> None:
        header = '[["MajorText", "MinorText", "WardName"], ["Group", "SubGroup"]]'
        self.config.write_text(
            f"[[source]]\nname = '{name}'\npage = '{self.site.root}{PAGE}'\n"
            f"files = ['{pattern}']\nmin_bytes = 1000\nheader = {header}\n{more}\n"
        )

    def __call__(self, *more: str) -> int:
        argv = ["--to", str(self.to), "--config", str(self.config), *more]
        return download.main(argv, sleep=self.waits.append)

    @property
    def target(self) -> Path:
        return self.to / "wards" / NAME

    def files(self) -> list[str]:
        """Every file under the raw folder."""
        found = (path for path in self.to.rglob("*") if path.is_file())
        return sorted(str(path.relative_to(self.to)) for path in found)


@pytest.fixture
def run(site: Site, tmp_path: Path) -> Runner:
    runner = Runner(site, tmp_path / "raw", tmp_path / "resources.toml")
    runner.configure()
    return runner


def test_a_file_is_found_by_name_fetched_and_noted(
    site: Site, run: Runner, capsys: pytest.CaptureFixture[str]
) -> None:
    site.file(table())
    assert run() == 0
    assert run.target.read_bytes() == table()
    assert run.files() == ["downloads.json", KEY]
    note = json.loads((run.to / "downloads.json").read_text())[KEY]
    assert note["sha256"] == sha256(table()).hexdigest()
    assert note["size"] == len(table())
    assert note["url"].startswith(f"{site.root}/download/exy3m/e4x/MPS%20Ward")
    assert note["time"].startswith("20")
    assert capsys.readouterr().err == f"{KEY}: fetched\n"  # no terminal: one line a file


@pytest.mark.parametrize(
    "href",
    [
        "ROOT/download/exy3m/e4x/MPS%20Ward%20Level%20Crime%20%28most%20recent%2024%20months%29.csv",
        "/download/exy3m/e4x/MPS Ward Level Crime (most recent 24 months).csv",
        "../download/exy3m/e4x/MPS%20Ward%20Level%20Crime%20(most%20recent%2024%20months).csv#top",
    ],
)
def test_spellings_of_one_link(site: Site, run: Runner, href: str) -> None:
    source = download.read_config(run.config)[0]
    links = download.find_links(
        source, f"{site.root}{PAGE}", f"<a href='{href.replace('ROOT', site.root)}'>x</a>" * 2
    )
    assert list(links) == [NAME]


def test_links_inside_embedded_json_count(run: Runner) -> None:
    source = download.read_config(run.config)[0]
    url = f"https://data.london.gov.uk/download/exy3m/e4x/{quote(NAME)}"
    for text in (url, url.replace("/", "\\/"), url.replace("/", "\\u002F")):
        page = f'<script>{{"resources":[{{"url":"{text}"}}]}}</script>'
        assert download.find_links(source, source.page, page) == {NAME: url}


def test_unchanged_is_not_fetched_again(site: Site, run: Runner) -> None:
    site.file(table())
    assert (run(), run()) == (0, 0)
    assert site.statuses() == [200, 304]
    before = run.target.stat().st_mtime_ns
    site.paths.clear()
    site.file(table(), resource="f5y", always_cut=0)  # a new address, the same version and size
    assert run() == 0
    assert run.target.stat().st_mtime_ns == before
    site.file(table(), resource="g6z", etag=None)  # nothing to tell by: fetched, found the same
    assert run() == 0
    assert run.files() == ["downloads.json", KEY]


def test_a_new_release_is_fetched_and_the_earlier_vintage_kept(site: Site, run: Runner) -> None:
    site.file(table())
    run()
    site.paths.clear()
    site.file(table(first_month=202405), resource="f5y", etag='"v2"')
    assert run() == 0
    assert run.target.read_bytes() == table(first_month=202405)
    [kept] = [path for path in run.to.rglob("*.csv") if path != run.target]
    assert (kept.name, kept.read_bytes()) == (NAME, table())
    assert sha256(table()).hexdigest()[:8] in kept.parent.name


def test_a_file_changed_by_hand_is_fetched_again_and_not_kept(site: Site, run: Runner) -> None:
    site.file(table())
    run()
    run.target.write_bytes(b"broken")
    assert run() == 0
    assert run.target.read_bytes() == table()
    assert run.files() == ["downloads.json", KEY]


def test_resumes_after_a_cut_connection(site: Site, run: Runner) -> None:
    site.file(table(), cuts=[150_000])
    assert run() == 0
    assert run.target.read_bytes() == table()
    assert site.statuses() == [200, 206]
    _, asked, _ = site.asked[-1]
    begun = int(asked["range"].removeprefix("bytes=").removesuffix("-"))
    assert 0 < begun <= 150_000
    assert asked["if-range"] == '"v1"'


def test_a_later_run_goes_on_where_the_first_gave_up(site: Site, run: Runner) -> None:
    served = site.file(table(), ranges=False, always_cut=150_000)
    assert run() == 1
    assert run.target.with_name(f"{NAME}.part").exists()
    assert not run.target.exists()
    served.ranges, served.always_cut = True, None
    site.asked.clear()
    assert run() == 0
    assert site.statuses() == [206]
    assert run.target.read_bytes() == table()
    assert run.files() == ["downloads.json", KEY]


def test_resumes_by_date_when_there_is_no_etag(site: Site, run: Runner) -> None:
    date = formatdate(0, usegmt=True)
    site.file(
        table(), etag=None, cuts=[150_000], headers={"Last-Modified": date}, honest_if_range=False
    )
    assert run() == 0
    assert site.asked[-1][1]["if-range"] == date
    assert run.target.read_bytes() == table()


def test_starts_again_when_the_server_ignores_ranges(site: Site, run: Runner) -> None:
    site.file(table(), ranges=False, cuts=[150_000])
    assert run() == 0
    assert site.statuses() == [200, 200]
    assert run.target.read_bytes() == table()


@pytest.mark.parametrize("honest", [True, False])
def test_starts_again_when_the_file_changed_in_between(
    site: Site, run: Runner, honest: bool
) -> None:
    served = site.file(table(), ranges=False, always_cut=150_000)
    assert run() == 1
    new = table(count=7)
    served.body, served.etag, served.ranges, served.always_cut = new, '"v2"', True, None
    served.honest_if_range = honest  # a dishonest server sends the tail of another version
    assert run() == 0
    assert run.target.read_bytes() == new


def test_a_part_longer_than_the_file_is_thrown_away(site: Site, run: Runner) -> None:
    served = site.file(table(), ranges=False, always_cut=150_000)
    assert run() == 1
    served.body, served.ranges, served.always_cut = table(rows=100), True, None
    assert run() == 0
    assert 416 in site.statuses()
    assert run.target.read_bytes() == table(rows=100)


def test_passing_faults_are_waited_for(site: Site, run: Runner) -> None:
    served = site.file(table(), faults=[500, 503, 429])
    site.paths[PAGE].faults = [502]
    assert run() == 0
    assert run.waits == [1, 1, 2, 4]
    served.faults, served.headers, served.etag = [503], {"Retry-After": "17"}, '"v2"'
    run.waits.clear()
    assert run() == 0
    assert run.waits == [17]
    served.faults, run.waits = [503], []
    served.headers = {"Retry-After": formatdate(time.time() + 60, usegmt=True)}
    assert run() == 0
    assert 50 < run.waits[0] <= 60


def test_attempts_are_bounded(site: Site, run: Runner, capsys: pytest.CaptureFixture[str]) -> None:
    site.file(table(), faults=[500] * 9)
    assert run() == 1
    assert run.waits == [1, 2, 4, 8]
    assert f"{NAME} on {site.root}{PAGE}: given up after 5 attempts" in capsys.readouterr().err
    site.file(table(), faults=[503], headers={"Retry-After": "86400"})
    assert run() == 1
    assert "asks to wait 86400 s" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("body", "how", "says"),
    [
        (b"<!DOCTYPE html><title>Oops</title>" * 99, {}, "a web page came in place of the file"),
        (
            table().replace(b"MinorText", b"Minor Group"),
            {},
            "Allowed: MajorText,MinorText,WardName",
        ),
        (table(rows=3), {}, "too few bytes (found: 236). Allowed: at least 1000"),
        (
            table()[:-90],
            {"length": False},
            "cut off: cells in the last line (found: 4). Allowed: 6",
        ),
        (table(), {"always_cut": 0}, "given up after 5 attempts"),
        (table(rows=40_000), {}, "too many bytes"),
        (table(rows=40_000), {"length": False}, "too many bytes"),
        (table(), {"faults": [404]}, "the server refused (found: '404 Not Found')"),
        (table(), {"faults": [302], "headers": {"Location": "ftp://127.0.0.1/x.csv"}}, "ftp://"),
        (table(), {"faults": [302], "headers": {"Location": "file:///etc/passwd"}}, "file:///"),
    ],
)
def test_a_bad_file_is_refused_and_the_good_one_stays(
    site: Site,
    run: Runner,
    capsys: pytest.CaptureFixture[str],
    body: bytes,
    how: dict[str, Any],
    says: str,
) -> None:
    run.configure(more="max_bytes = 1_000_000")
    site.file(table(count=5))
    assert run() == 0
    before = {path: (run.to / path).read_bytes() for path in run.files()}
    capsys.readouterr()
    site.file(body, resource="f5y", **{"etag": '"v2"', **how})
    assert run() == 1
    error = capsys.readouterr().err
    assert error.startswith(f"error: {NAME} on {site.root}{PAGE}")
    assert says in error
    assert "Traceback" not in error
    after = {path: (run.to / path).read_bytes() for path in run.files() if ".part" not in path}
    assert after == before
    site.file(table(count=6), resource="f5y", etag='"v2"')  # and nothing bad is resumed later
    assert run() == 0
    assert run.target.read_bytes() == table(count=6)


def test_a_truncated_body_is_refused(
    site: Site, run: Runner, capsys: pytest.CaptureFixture[str]
) -> None:
    site.file(table(), ranges=False, always_cut=100_000)
    assert run() == 1
    assert len(site.statuses()) == 5
    assert not run.target.exists()


def test_excel_is_known_by_its_first_bytes_and_its_end(
    site: Site, run: Runner, capsys: pytest.CaptureFixture[str]
) -> None:
    book = io.BytesIO()
    with zipfile.ZipFile(book, "w") as archive:
        archive.writestr("xl/workbook.xml", "x" * 5000)
    run.configure(r"Dash.*\.xlsx")
    site.file(book.getvalue(), name="Dash_202406.xlsx")
    assert run() == 0
    assert run.files() == ["downloads.json", "wards/Dash_202406.xlsx"]
    site.file(table(), name="Dash_202407.xlsx")
    assert run() == 1
    assert "wrong first bytes" in capsys.readouterr().err
    site.file(book.getvalue()[:3000], name="Dash_202408.xlsx")
    assert run() == 1
    assert "no directory at its end" in capsys.readouterr().err
    site.file(table(), name="Dash.xlsx.exe")
    run.configure(r"Dash.*")
    assert run() == 1
    assert "unknown kind of file (found: '.exe')" in capsys.readouterr().err


def test_a_missing_link_says_what_the_page_has(
    site: Site, run: Runner, capsys: pytest.CaptureFixture[str]
) -> None:
    site.page("/download/exy3m/1/MPS%20LSOA.csv", "/about")
    assert run() == 1
    error = capsys.readouterr().err
    assert PAGE in error
    assert "MPS LSOA.csv" in error
    assert "Allowed: MPS Ward Level" in error
    run.configure(more="required = false")
    assert run() == 0
    assert capsys.readouterr().err == f"wards: no such file on {site.root}{PAGE}\n"


def test_a_missing_page(site: Site, run: Runner, capsys: pytest.CaptureFixture[str]) -> None:
    assert run() == 1
    assert f"{PAGE}: the server refused (found: '404 Not Found')" in capsys.readouterr().err
    assert run.waits == []


@pytest.mark.parametrize(
    ("hrefs", "says"),
    [
        (["/download/1/..%2F..%2Fevil.csv"], "unsafe file name (found: '../../evil.csv')"),
        (["/download/1/..%5Cevil.csv"], "unsafe file name"),
        (["/download/1/.evil.csv"], "unsafe file name"),
        (["/download/1/evil%00.csv"], "unsafe file name"),
        (["/download/1/evil%0A.csv"], "unsafe file name"),
        (["ftp://127.0.0.1/download/evil.csv"], "this address is not followed"),
        (["/download/1/a.csv", "/download/2/a.csv"], "one file name, different links"),
        ([f"/download/1/{n}.csv" for n in "abcde"], "too many files match"),
    ],
)
def test_links_that_are_not_followed(
    site: Site, run: Runner, capsys: pytest.CaptureFixture[str], hrefs: list[str], says: str
) -> None:
    run.configure(r"(?s).*\.csv")
    site.page(*hrefs)
    assert run() == 1
    assert says in capsys.readouterr().err
    assert not run.to.exists()


def test_damaged_notes_only_cost_a_fresh_download(site: Site, run: Runner) -> None:
    site.file(table())
    for note in ("{", "[]", json.dumps({KEY: 3}), json.dumps({KEY: {}})):
        run.to.mkdir(exist_ok=True)
        (run.to / "downloads.json").write_text(note)
        assert run() == 0
        assert json.loads((run.to / "downloads.json").read_text())[KEY]["version"] == '"v1"'


def test_a_compressed_answer_is_unpacked_and_never_resumed(site: Site, run: Runner) -> None:
    site.file(gzip.compress(table()), cuts=[500], headers={"Content-Encoding": "gzip"})
    assert run() == 0
    assert site.statuses() == [200, 200]
    assert run.target.read_bytes() == table()


def test_progress_is_shown_on_a_terminal(
    site: Site, run: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = io.StringIO()
    monkeypatch.setattr(screen, "isatty", lambda: True)
    monkeypatch.setattr("sys.stderr", screen)
    site.file(table())
    assert run() == 0
    assert f"{NAME}: {len(table()):,} of {len(table()):,} bytes\r" in screen.getvalue()
    assert screen.getvalue().endswith(f"{KEY}: fetched\n")


def test_a_redirect_within_the_web_is_followed(site: Site, run: Runner) -> None:
    site.paths["/store/abc"] = Served(table())
    site.file(b"", faults=[302], headers={"Location": "/store/abc"})
    assert run() == 0
    assert run.target.read_bytes() == table()


def test_no_step_down_from_https(run: Runner) -> None:
    source = download.read_config(run.config)[0]
    with pytest.raises(DataError, match=r"not followed.*Allowed: https$"):
        download.find_links(
            source,
            "https://data.london.gov.uk/dataset/x",
            f'<a href="http://data.london.gov.uk/download/1/{quote(NAME)}">x</a>',
        )


def test_only_one_entry_and_failures_do_not_stop_the_others(
    site: Site, run: Runner, capsys: pytest.CaptureFixture[str]
) -> None:
    run.configure("No such file", name="first")
    first = run.config.read_text()
    run.configure()
    run.config.write_text(first + run.config.read_text())
    site.file(table())
    assert run() == 1
    assert run.target.exists()
    assert sum(path == PAGE for path, _, _ in site.asked) == 1  # a page is read once a run
    assert run("--only", "wards") == 0
    assert run("--only", "moon") == 2
    assert "no entry is called 'moon'. Allowed: first, wards" in capsys.readouterr().err


@pytest.mark.parametrize(
    "text",
    [
        "not toml",
        "",
        "[[source]]\nname = 'a'",
        "[[source]]\nname='../a'\npage='http://x/'\nfiles=['a']\nmin_bytes=1",
        "[[source]]\nname='a'\npage='file:///etc'\nfiles=['a']\nmin_bytes=1",
        "[[source]]\nname='a'\npage='http://x/'\nfiles=['(']\nmin_bytes=1",
        "[[source]]\nname='a'\npage='http://x/'\nfiles=['a']\nmin_bytes=9\nmax_bytes=8",
        "[[source]]\nname='a'\npage='http://x/'\nfiles=['a']\nmin_bytes='9'",
        "[[source]]\nname='a'\npage='http://x/'\nfiles=['a']\nmin_bytes=9\nhaeder=[]",
    ],
)
def test_a_wrong_configuration(run: Runner, capsys: pytest.CaptureFixture[str], text: str) -> None:
    run.config.write_text(text)
    assert run() == 2
    assert capsys.readouterr().err.startswith(f"error: {run.config}")


def test_the_shipped_configuration_finds_the_official_names() -> None:
    sources = download.read_config(download.CONFIG)
    page = "".join(
        f'<a href="https://data.london.gov.uk/download/exy3m/r{n}/{quote(name)}">x</a>'
        for n, name in enumerate(
            [
                "MPS Borough Level Crime (most recent 24 months).csv",
                "MPS Borough Level Crime (Historical).csv",
                "MPS Ward Level Crime (most recent 24 months).csv",
                "MPS Ward Level Crime (Historical).csv",
                "MPS LSOA Level Crime (Historical).csv",
                "M1045_MonthlyCrimeDashboard_KnifeCrimeData.csv",
                "M1045_MonthlyCrimeDashboard_OtherCrimeData.csv",
                "M1045_MonthlyCrimeDashboard_TNOCrimeData.csv",
            ]
        )
    )
    found = {s.name: len(download.find_links(s, s.page, page)) for s in sources if s.required}
    assert found == {
        "recorded-crime-borough": 2,
        "recorded-crime-ward": 2,
        "monthly-crime-dashboard": 2,
    }

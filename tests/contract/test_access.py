"""The token: without it no page, catalogue, filter or file names an imported extract.

A plain reverse proxy on the same machine stands before the server in the tests of what it serves:
it sends ``Host: 127.0.0.1`` and nothing that says that it is a proxy.
"""

from __future__ import annotations

import contextlib
import http.client
import inspect
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from werkzeug.serving import make_server

import app  # noqa: F401 - registers the pages
from components.layout import pages
from components.server.access_log import QuietHandler, safe_atoms, without_token
from data import access, queries
from data.errors import DataError
from data.extracts import token
from data.extracts.folder import root_folder
from data.extracts.serving import allow, hand_out
from data.model.grammar import parse
from data.model.selection import Defaults, Scenario, Selection, default_period
from data.session import Session, sessions
from tests.asking import elsewhere
from tests.conftest import ROOT, TOKEN, filtering, routing, showing
from tests.unit import extracts

NAME = "met-2024"
TITLE = "Records of the partnership"
NOBODY = "met-2031"
"""A name as an extract could have it; there is none of that name."""
PAGES = [str(page.path) for page in pages()]
FILTERED = {
    "overview": "/",
    "hotspots": "/hotspots",
    "when": "/when",
    "people": "/people",
    "boroughs": "/boroughs",
    "costs": "/costs",
}
TABLES = (
    *("areas", "series", "matrix", "concentration", "people", "season", "trend", "costs"),
    *("cost-change", "cost-range", "what-if", "pledge"),
)


class Proxy(BaseHTTPRequestHandler):
    """A reverse proxy that forwards to a loopback address with no header of its own."""

    behind = 0
    protocol_version = "HTTP/1.1"

    def forward(self) -> None:
        """Ask the server behind, and hand on what it answers."""
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        kept = ("Cookie", "Authorization", "Content-Type", "If-None-Match")
        sent = {name: self.headers[name] for name in kept if name in self.headers}
        upstream = http.client.HTTPConnection("127.0.0.1", self.behind, timeout=30)
        upstream.request(self.command, self.path, body, sent | {"Host": "127.0.0.1"})
        answer = upstream.getresponse()
        told = answer.read()
        upstream.close()
        self.send_response(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in ("connection", "transfer-encoding", "content-length"):
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(told)))
        self.end_headers()
        self.wfile.write(told)

    do_GET = do_POST = forward

    def log_message(self, *_parts: Any) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A server that may serve imported extracts, one of which is there, and the simulated one."""
    root = tmp_path_factory.mktemp("extracts")
    (root / "simulated").symlink_to(root_folder() / "simulated")
    extracts.put(root, NAME, count=400, title=TITLE)
    with elsewhere(DATA_EXTRACTS=root, SERVED_LOCALLY=1):
        token.use(TOKEN)
        yield root
    token.use("")


@pytest.fixture(scope="module")
def asker(imported: Path, client: Any) -> Any:
    """A client that has shown nothing."""
    return client.application.test_client()


@pytest.fixture(scope="module")
def shower(imported: Path, client: Any) -> Any:
    """A client that shows the token with every request."""
    return showing(client.application)


@pytest.fixture(scope="module")
def proxied(imported: Path, client: Any) -> Iterator[Callable[..., Any]]:
    """Ask through the proxy, as anybody would who reaches it."""
    behind = make_server("127.0.0.1", 0, client.application, request_handler=QuietHandler)
    handler = type("Before", (Proxy,), {"behind": behind.server_port})
    front = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threads = [threading.Thread(target=one.serve_forever) for one in (behind, front)]
    for thread in threads:
        thread.start()

    def ask(method: str, path: str, body: Any = None, **headers: str) -> tuple[int, bytes, Any]:
        connection = http.client.HTTPConnection("127.0.0.1", front.server_port, timeout=30)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        text = None
        if body is not None:
            text, named["Content-Type"] = json.dumps(body), "application/json"
        connection.request(method, path, text, named)
        answer = connection.getresponse()
        told = answer.status, answer.read(), answer.headers
        connection.close()
        return told

    yield ask
    for one in (front, behind):
        one.shutdown()
        one.server_close()
    for thread in threads:
        thread.join()


def names_it(body: bytes | str) -> bool:
    """Whether an answer names the extract, by its name or its title."""
    text = body.decode("utf-8", "replace") if isinstance(body, bytes) else body
    return NAME in text or TITLE in text


# --- Through a proxy --------------------------------------------------------------------------


def test_through_a_plain_proxy_an_import_needs_the_token_and_open_data_none(proxied: Any) -> None:
    address = "/api/v1/areas.csv?level=london&dataset="
    assert proxied("GET", address + NAME)[0] == 403
    for name in ("recorded", "simulated"):
        assert proxied("GET", address + name)[0] == 200
    status, body, _ = proxied("GET", address + NAME, Authorization=f"Bearer {TOKEN}")
    assert status == 200
    assert TITLE.encode() in body
    wrong = proxied("GET", address + NAME, Authorization="Bearer 0123456789abcdef")
    assert wrong[0] == 403
    assert proxied("GET", address + "recorded", Authorization="Bearer wrong")[0] == 200


@pytest.mark.parametrize("path", PAGES)
def test_through_a_proxy_every_page_stays_up_and_names_no_import(proxied: Any, path: str) -> None:
    for search in ("", f"?dataset={NAME}"):
        for method, address, body in (
            ("GET", path + search, None),
            ("POST", "/_dash-update-component", routing(path, search)),
        ):
            status, told, _ = proxied(method, address, body)
            assert status == 200
            own = told.replace(NAME.encode(), b"") if search else told  # the visitor's own words
            assert not names_it(own)


# --- Without the token nothing is named ---------------------------------------------------------


def test_the_catalogue_names_what_may_be_seen(asker: Any, shower: Any) -> None:
    address = "/api/v1/catalogue.json"
    assert names_it(shower.get(address).data)
    assert not names_it(asker.get(address).data)
    assert "simulated" in asker.get(address).get_json()["parameters"]["dataset"]


@pytest.mark.parametrize("kind", ["csv", "json", "xlsx"])
@pytest.mark.parametrize("table", TABLES)
def test_no_file_of_an_import_without_the_token(
    asker: Any, shower: Any, table: str, kind: str
) -> None:
    address = f"/api/v1/{table}.{kind}?dataset="
    assert asker.get(address + NAME).status_code == 403
    takes = table != "pledge"
    offence = "&offence=violence-with-injury" if table in ("people", "trend", "season") else ""
    assert shower.get(address + NAME + offence).status_code == (200 if takes else 400)
    assert asker.get(address + NAME + offence).status_code == 403  # now that it is kept


def test_a_name_that_is_there_is_refused_like_one_that_is_not(asker: Any) -> None:
    for table in ("areas.csv", "people.json", "matrix.xlsx", "nothing.csv", "catalogue.json"):
        for more in ("", "&level=x", "&from=1&to=2", "&by=age"):
            told = []
            for name in (NAME, NOBODY):
                reply = asker.get(f"/api/v1/{table}?dataset={name}{more}")
                told.append((reply.status_code, reply.get_data(as_text=True).replace(name, "…")))
                assert "ETag" not in reply.headers
            assert told[0] == told[1]
            assert told[0][0] == 403
            assert "token" in told[0][1]


@pytest.mark.parametrize("name", ["Evil <b>", "x", "a" * 41, "-met", "met_2024", "", "é", "met 1"])
def test_what_can_be_no_extract_is_a_bad_value_as_ever(asker: Any, name: str) -> None:
    reply = asker.get(f"/api/v1/areas.csv?{urlencode({'dataset': name})}")
    assert reply.status_code == 400
    assert reply.get_json()["parameter"] == "dataset"
    assert not names_it(reply.data)


def test_lists_of_what_is_allowed_name_no_import(asker: Any, shower: Any) -> None:
    for address in (
        "areas.csv?dataset=A",
        "people.csv?dataset=recorded",
        "people.csv?dataset=A&role=x",
        f"areas.csv?dataset={NOBODY}",
    ):
        assert not names_it(asker.get(f"/api/v1/{address}").data), address
    assert names_it(shower.get("/api/v1/areas.csv?dataset=A").data)
    told = shower.get(f"/api/v1/areas.csv?dataset={NOBODY}")
    assert told.status_code == 400  # who may see them is told which there are
    assert names_it(told.data)


def drawn(client: Any, page: str, query: str) -> str:
    """A page as it is opened, and as a filter changes it."""
    path = FILTERED[page]
    opened = client.post("/_dash-update-component", json=routing(path, query))
    changed = client.post(
        "/_dash-update-component", json=filtering(page, {"path": path, "query": query, "n": 1})
    )
    assert (opened.status_code, changed.status_code) == (200, 200)
    text = opened.get_data(as_text=True) + changed.get_data(as_text=True)
    return re.sub(r'\\*"id\\*": ?\\*"[0-9a-f]{32}\\*"', "", text)


@pytest.mark.parametrize("query", ["", "?level=ward", f"?dataset={NAME}", f"?dataset={NOBODY}"])
@pytest.mark.parametrize("page", FILTERED)
def test_nothing_that_is_kept_crosses_from_who_may_to_who_may_not(
    asker: Any, shower: Any, page: str, query: str
) -> None:
    first = drawn(shower, page, query)
    without = drawn(asker, page, query)
    again = drawn(shower, page, query)
    assert first == again
    assert without == drawn(asker, page, query)
    assert names_it(first)
    own = query.partition("=")[2]
    assert not names_it(without.replace(own, "") if own else without)
    if own == NAME:
        assert without.replace(NAME, NOBODY) == drawn(asker, page, f"?dataset={NOBODY}")
        assert "the token is needed" in without


@pytest.mark.parametrize("path", ["/data", "/evidence", "/nowhere"])
def test_pages_without_filters_cross_nothing_either(asker: Any, shower: Any, path: str) -> None:
    def told(client: Any) -> str:
        reply = client.post("/_dash-update-component", json=routing(path, ""))
        return str(reply.get_data(as_text=True))

    assert names_it(told(shower)) is (path == "/data")
    assert not names_it(told(asker))
    assert names_it(told(shower)) is (path == "/data")


@pytest.mark.parametrize("path", ["/_dash-layout", "/_dash-dependencies", "/health", "/nowhere"])
def test_the_frame_names_none(asker: Any, shower: Any, path: str) -> None:
    shower.get(path)
    assert not names_it(asker.get(path).data)


# --- Below the grammar --------------------------------------------------------------------------


def usual() -> Selection:
    with access.granted():
        domain = sessions.current.domain
        assert NAME in domain.datasets
        return Selection(
            "london", (), "violence-with-injury", "all-ages", default_period(domain, NAME),
            "previous-year", "count", NAME,
        )  # fmt: skip


MORE = {"scenario": Scenario()}
"""Further arguments, by the name of the parameter."""


def asks_with_a_question() -> dict[str, list[Any]]:
    """Every query of a question, and its further arguments."""
    found = {}
    for name in queries.__all__:
        first, *others = (
            inspect.signature(getattr(queries, name)).parameters.values()
            if (name.startswith("query_"))
            else (None,)
        )
        if first is not None and first.annotation == "Question":
            found[name] = [MORE[one.name] for one in others if one.default is one.empty]
    return found


ASKING = asks_with_a_question()


def test_every_query_of_a_question_is_asked_here() -> None:
    every = {name for name in queries.__all__ if name.startswith("query_")}
    assert every - set(ASKING) == {"query_published"}
    assert len(ASKING) >= 10


def test_nobody_gets_a_question_or_a_source_without_the_right(imported: Path) -> None:
    selection, session = usual(), sessions.current
    for ask in (lambda: session.resolve(selection), lambda: session.source(NAME)):
        with pytest.raises(access.NotShown):
            ask()
        with access.granted():
            ask()
        with pytest.raises(access.NotShown):  # what is kept is not given away either
            ask()


@pytest.mark.parametrize("name", sorted(ASKING))
def test_below_the_grammar_the_right_is_asked_for_again(imported: Path, name: str) -> None:
    with access.granted():
        question = sessions.current.resolve(usual())
    ask, more = getattr(queries, name), ASKING[name]
    with pytest.raises(access.NotShown):
        ask(question, *more)
    with access.granted(), contextlib.suppress(KeyError):
        ask(question, *more)
    with pytest.raises(access.NotShown):  # what is kept is not given away either
        ask(question, *more)


def test_the_domain_of_a_request_is_what_it_may_name(imported: Path) -> None:
    with access.granted():
        whole = sessions.current.domain
        assert NAME in sessions.current.extracts
        with access.granted(False):
            assert NAME not in sessions.current.domain.datasets
        assert sessions.current.domain is whole
    assert not access.may_see_imported()
    shown = sessions.current.domain
    assert list(shown.datasets) == [name for name in whole.datasets if name != NAME]
    assert list(sessions.current.extracts) == ["simulated"]
    reading = parse({"dataset": NAME}, shown, Defaults())
    assert reading.selection.dataset == "recorded"
    assert NAME not in reading.problems[0].allowed


def test_a_refusal_below_the_grammar_is_a_403(asker: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    # the first lock is open
    monkeypatch.setattr(Session, "domain", property(lambda session: session._everything))
    for path in (f"/api/v1/areas.csv?dataset={NAME}", f"/api/v1/people.csv?dataset={NAME}"):
        reply = asker.get(path)
        assert reply.status_code == 403
        assert TITLE.encode() not in reply.data
    reply = asker.post("/_dash-update-component", json=routing("/", f"?dataset={NAME}"))
    assert reply.status_code == 403


def test_the_right_ends_with_the_request(asker: Any, shower: Any) -> None:
    for address in ("/api/v1/areas.csv", "/nowhere", "/api/v1/areas.csv?level=x", "/token"):
        shower.get(address)
        assert not access.may_see_imported()


# --- Showing the token --------------------------------------------------------------------------


def cookie_of(reply: Any) -> str:
    return str(reply.headers["Set-Cookie"])


def opens(client: Any) -> bool:
    return bool(client.get(f"/api/v1/areas.csv?level=london&dataset={NAME}").status_code == 200)


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize("how", ["address", "form"])
def test_a_token_becomes_a_cookie(asker: Any, how: str, scheme: str) -> None:
    client = asker.application.test_client()
    base = f"{scheme}://localhost"
    if how == "address":
        reply = client.get(
            f"/hotspots?token={TOKEN}&area=E09000012,E09000033&x=1&x=2", base_url=base
        )
        assert reply.headers["Location"] == "/hotspots?area=E09000012%2CE09000033&x=1&x=2"
    else:
        reply = client.post("/token", data={"token": f" {TOKEN}\n"}, base_url=base)
        assert reply.headers["Location"] == "/"
    assert reply.status_code == 303
    assert reply.headers["Cache-Control"] in ("no-store", "private, no-store")
    parts = cookie_of(reply).split("; ")
    assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= set(parts)
    assert ("Secure" in parts) is (scheme == "https")
    assert not any(part.startswith(("Expires", "Max-Age", "Domain")) for part in parts)
    assert TOKEN not in str(reply.headers)
    assert TOKEN not in reply.get_data(as_text=True)
    assert client.get(f"/api/v1/areas.csv?dataset={NAME}", base_url=base).status_code == 200


def test_the_cookie_is_not_the_token_and_ends_with_it(asker: Any) -> None:
    client = asker.application.test_client()
    value = cookie_of(client.get(f"/?token={TOKEN}")).partition("=")[2].partition(";")[0]
    assert opens(client)
    assert not opens(showing(client.application, value))
    assert client.get(f"/?token={value}").status_code == 403
    try:
        token.use("another-token-0123456789")
        assert not opens(client)
    finally:
        token.use(TOKEN)
    assert opens(client)


WRONG = ["", "x", TOKEN[:-1], TOKEN + "x", TOKEN.upper(), "é" * 20, "\x00", "a" * 5000]


@pytest.mark.parametrize("shown", WRONG)
def test_a_wrong_token_opens_nothing(asker: Any, shown: str) -> None:
    client = asker.application.test_client()
    for reply in (
        client.get("/", query_string={"token": shown}),
        client.get("/api/v1/areas.csv", query_string={"token": shown}),
        client.post("/token", data={"token": shown}),
    ):
        assert reply.status_code == 403
        assert "not the token" in reply.get_data(as_text=True)
        assert "Set-Cookie" not in reply.headers
        assert len(shown) < 3 or shown not in reply.get_data(as_text=True)
    client.set_cookie("extracts", shown.encode("ascii", "ignore").decode()[:90].strip("\x00"))
    assert not opens(client)
    with contextlib.suppress(ValueError):  # some of them no header can carry
        assert not opens(showing(client.application, shown.encode("utf-8").decode("latin-1")))


@pytest.mark.parametrize(
    "sent", ["Bearer", "Bearer ", f"Basic {TOKEN}", TOKEN, f"Token {TOKEN}", f"Bearer {TOKEN} x"]
)
def test_only_a_bearer_is_a_bearer(asker: Any, sent: str) -> None:
    reply = asker.get(f"/api/v1/areas.csv?dataset={NAME}", headers={"Authorization": sent})
    assert reply.status_code == 403
    assert asker.get("/api/v1/areas.csv", headers={"Authorization": sent}).status_code == 200


@pytest.mark.parametrize(
    "name",
    [
        *(
            "X-Forwarded-Proto",
            "X-Forwarded-Port",
            "X-Forwarded-Prefix",
            "X-Forwarded",
            "X-Real-IP",
        ),
        *("Forwarded-For", "X-Original-Forwarded-For", "X-Original-Host", "x-forwarded-server"),
        *("CF-Connecting-IP", "CF-Ray", "True-Client-IP", "Fastly-Client-IP", "Fly-Client-IP"),
        *(
            "X-Client-IP",
            "X-Cluster-Client-IP",
            "X-Azure-ClientIP",
            "X-Azure-SocketIP",
            "X-ARR-SSL",
        ),
        *(
            "X-Envoy-External-Address",
            "X-Amzn-Trace-Id",
            "X-Amz-Cf-Id",
            "X-Remote-Addr",
            "X-Scheme",
        ),
        *("CDN-Loop", "Via", "Forwarded", "X-ProxyUser-Ip", "Proxy-Connection", "Client-IP"),
    ],
)
def test_whatever_says_that_a_proxy_stood_between_counts(asker: Any, name: str) -> None:
    client = showing(asker.application)
    address = f"/api/v1/areas.csv?dataset={NAME}"
    assert client.get(address).status_code == 200
    assert client.get(address, headers={name: "8.8.8.8"}).status_code == 403


def test_what_a_browser_sends_is_no_proxy(asker: Any) -> None:
    sent = {
        "Accept": "*/*", "Accept-Language": "en-GB", "User-Agent": "Mozilla/5.0", "DNT": "1",
        "Referer": "http://localhost/", "Sec-Fetch-Site": "same-origin", "Sec-CH-UA": "x",
        "Upgrade-Insecure-Requests": "1", "X-Requested-With": "fetch", "Connection": "keep-alive",
        "Cache-Control": "no-cache", "Sec-CH-UA-Platform": "Linux", "Priority": "u=0",
    }  # fmt: skip
    client = showing(asker.application)
    assert client.get(f"/api/v1/areas.csv?dataset={NAME}", headers=sent).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Forwarded-For": "8.8.8.8"},
        {"Forwarded": "for=8.8.8.8"},
        {"Via": "1.1 proxy"},
        {"Host": "dashboard.example"},
    ],
)
def test_the_token_counts_on_this_machine_only(asker: Any, headers: dict[str, str]) -> None:
    client = showing(asker.application)
    for method, path in (("get", f"/?token={TOKEN}"), ("get", "/token"), ("post", "/token")):
        reply = getattr(client, method)(path, headers=headers)
        assert reply.status_code == 403
        assert "this machine only" in reply.get_data(as_text=True)
        assert "Set-Cookie" not in reply.headers
    reply = client.get(f"/api/v1/areas.csv?dataset={NAME}", headers=headers)
    assert reply.status_code == 403
    for path in PAGES:
        assert client.get(path, headers=headers).status_code == 200
        drawn_for = client.post("/_dash-update-component", json=routing(path, ""), headers=headers)
        assert drawn_for.status_code == 200
        assert not names_it(drawn_for.data)


@pytest.mark.parametrize("path", ["//elsewhere.example", "/\\elsewhere.example", "///x"])
def test_a_token_sends_nobody_elsewhere(asker: Any, path: str) -> None:
    reply = asker.application.test_client().get(
        "/", query_string={"token": TOKEN}, environ_overrides={"PATH_INFO": path, "RAW_URI": path}
    )
    location = reply.headers.get("Location", "/")
    assert re.match(r"^(https?://localhost)?/(?![/\\])", location), location
    assert TOKEN not in location or location.startswith("http://localhost/")


def test_the_form_asks_without_a_script_and_says_who_may(asker: Any) -> None:
    reply = asker.get("/token")
    text = reply.get_data(as_text=True)
    assert reply.status_code == 200
    assert "Only people who may see the records may have the\ntoken" in text
    assert '<label for="token">' in text
    assert "<script" not in text
    assert reply.headers["Cache-Control"] == "no-store"


def test_where_nothing_may_be_served_there_is_no_token(client: Any) -> None:
    token.use("")
    try:
        assert client.get("/token").status_code == 404
        assert not token.opens("")
        assert not token.cookie_opens("")
        with pytest.raises(LookupError):
            token.cookie()
        assert client.get("/?token=x").status_code == 200
    finally:
        token.use(TOKEN)


# --- What browsers and proxies may keep -------------------------------------------------------


@pytest.mark.parametrize("path", ["/", "/api/v1/areas.csv", "/api/v1/catalogue.json", "/nowhere"])
def test_answers_depend_on_who_asks_and_opened_ones_are_not_kept(
    asker: Any, shower: Any, path: str
) -> None:
    for client, kept in ((asker, True), (shower, False)):
        headers = client.get(path).headers
        vary = {part.strip() for part in ",".join(headers.getlist("Vary")).split(",")}
        assert {"Cookie", "Authorization"} <= vary
        assert ("no-store" not in headers.get("Cache-Control", "")) is kept


def test_what_is_the_same_for_all_is_kept_as_ever(shower: Any) -> None:
    reply = shower.get("/assets/js/10-state.js?m=1")
    assert reply.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "Cookie" not in reply.headers.get("Vary", "")


def test_an_identity_opens_nothing(asker: Any, shower: Any) -> None:
    address = f"/api/v1/areas.csv?level=london&dataset={NAME}"
    tag = {"If-None-Match": shower.get(address).headers["ETag"]}
    assert shower.get(address, headers=tag).status_code == 304
    assert asker.get(address, headers=tag).status_code == 403


# --- The start of a server ----------------------------------------------------------------------


def test_a_start_makes_a_token_or_takes_one(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DATA_EXTRACTS", str(tmp_path))
    monkeypatch.setenv("SERVED_LOCALLY", "0")  # so that it is put back
    try:
        told = set()
        for host, shown in (("127.0.0.1", "127.0.0.1"), ("::1", "[::1]"), ("localhost",) * 2):
            allow(host)
            line = hand_out(host, 8050)
            assert f"http://{shown}:8050/?token={token.current()}" in line
            assert "only people who may see the records" in line
            assert len(token.current()) >= 32
            told.add(token.current())
        assert len(told) == 3
        monkeypatch.setenv("EXTRACTS_TOKEN", "given-by-somebody-1")
        assert hand_out("127.0.0.1", 8050) == ""
        assert token.opens("given-by-somebody-1")
        allow("0.0.0.0")
        assert hand_out("0.0.0.0", 8050) == ""
        assert not token.opens("given-by-somebody-1")
        for wrong in ("short", "fifteen-letters", "with space in it!", "ümlaut-ümlaut-ümlaut"):
            monkeypatch.setenv("EXTRACTS_TOKEN", wrong)
            with pytest.raises(DataError, match="16 or more") as caught:
                hand_out("127.0.0.1", 8050)
            assert wrong not in str(caught.value)
    finally:
        token.use(TOKEN)


def test_other_addresses_are_refused_at_the_start_token_or_not(
    imported: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EXTRACTS_TOKEN", TOKEN)
    for host in ("0.0.0.0", "192.168.1.5", "dashboard.example"):
        with pytest.raises(DataError, match="this machine only, token or not"):
            allow("127.0.0.1", host)


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("/?token=abc", "/?…"),
        ("/hotspots?area=E09&TOKEN=abc", "/hotspots?…"),
        ("/?%74%6Fken=abc", "/?…"),
        ("/token", "/token"),
        ("/hotspots?area=E09000012", "/hotspots?area=E09000012"),
    ],
)
def test_no_token_is_logged(address: str, kept: str) -> None:
    assert without_token(address) == kept
    query = address.partition("?")[2]
    atoms = safe_atoms(
        {
            "r": f"GET {address} HTTP/1.1",
            "q": query,
            "f": f"http://127.0.0.1{address}",
            "s": 200,
            "{raw_uri}e": address,
            "{query_string}e": query,
            "{cookie}i": "abc",
            "{set-cookie}o": "abc",
            "{authorization}i": "abc",
            "{http_authorization}e": "abc",
        }
    )
    assert atoms["r"] == f"GET {kept} HTTP/1.1"
    assert atoms["s"] == 200
    assert "abc" not in str(atoms)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def ask_real(port: int, path: str, **headers: str) -> tuple[int, bytes, Any]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.read(), answer.headers
    finally:
        connection.close()


SERVERS = {
    "gunicorn": ["-m", "gunicorn", "-c", "gunicorn.conf.py", "app:server"],
    "alone": ["app.py"],
}


@pytest.mark.parametrize("how", SERVERS)
def test_a_real_server_prints_the_token_once_and_logs_it_nowhere(
    imported: Path, tmp_path: Path, how: str
) -> None:
    port, log, said = free_port(), tmp_path / "access.log", tmp_path / "said"
    settings = {"PORT": str(port), "HOST": "127.0.0.1", "ACCESS_LOG": str(log)}
    with said.open("wb") as file:
        process = subprocess.Popen(
            [sys.executable, *SERVERS[how]],
            cwd=ROOT,
            env=os.environ | settings | {"SERVED_LOCALLY": ""},
            stdout=file,
            stderr=file,
            start_new_session=True,
        )
    try:
        limit = time.monotonic() + 60
        while time.monotonic() < limit:
            with contextlib.suppress(OSError):
                if ask_real(port, "/health")[0] == 200:
                    break
            assert process.poll() is None, said.read_text()
            time.sleep(0.1)
        told = re.findall(rf"http://127\.0\.0\.1:{port}/\?token=([\w-]+)", said.read_text())
        assert len(told) == 1
        status, _, headers = ask_real(port, f"/?token={told[0]}")
        assert status == 303
        cookie = headers["Set-Cookie"].partition(";")[0]
        address = f"/api/v1/areas.csv?level=london&dataset={NAME}"
        for _ in range(8):  # both workers
            assert ask_real(port, address)[0] == 403
            assert ask_real(port, address, Cookie=cookie)[0] == 200
            assert ask_real(port, address, Authorization=f"Bearer {told[0]}")[0] == 200
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=30)
    lines = (log.read_text() if how == "gunicorn" else "") + said.read_text()
    assert "/?… HTTP" in lines or "?%E2%80%A6 HTTP" in lines
    assert lines.count(told[0]) == 1
    assert cookie.partition("=")[2] not in lines

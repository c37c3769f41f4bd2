"""Hostile visitors get a 4xx or a notice: never a 5xx, never their own text back as markup."""

from __future__ import annotations

import base64
import copy
import hashlib
import json
import random
import re
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.model.parameters import PARAMETERS
from data.model.selection import ASKED, VIEWED
from tests.conftest import ROOT, filtering, routing

PAGES = ("/", "/hotspots", "/boroughs", "/data")
FILTERED = {"overview": "/", "hotspots": "/hotspots", "boroughs": "/boroughs"}
MARK = "zq7"
"""In every payload, so that an echo is found whatever became of the rest."""
SCRIPT = f"<script>alert('{MARK}')</script>"

PAYLOADS = [
    SCRIPT,
    f'"><script>alert("{MARK}")</script>',
    f"'><img src=x onerror=alert('{MARK}')>",
    f"<svg/onload=alert('{MARK}')>",
    f"javascript:alert('{MARK}')",
    f"{{{{7*7}}}}{MARK}",
    f"${{7*7}}{MARK}",
    f"'; DROP TABLE counts; -- {MARK}",
    f"1 OR 1=1 {MARK}",
    f"../../../../etc/passwd{MARK}",
    f"..\\..\\windows\\{MARK}",
    f"{MARK}\r\nSet-Cookie: a=b",
    f"2025-04\n{MARK}",
    "2025-04\n",
    "2025-04\r\n",
    "201٥-04",
    "２０２５-04",
    "\x00",
    f"\x00{MARK}",
    "\u202e" + MARK,
    "💥" * 50,
    "A" * 20_000,
    "%",
    "%zz",
    "%00%ff",
    "é" * 100,
    "E09000033," * 500,
    "E09000001",
    "E12000007",
    "-" * 50,
    "nan",
    "Infinity",
    "1e999",
    "null",
    "undefined",
    "[]",
    "{}",
    "true",
    "__proto__",
    "constructor",
    "__class__",
    "0" * 400,
    "-1",
]


def harmless(reply: Any, where: str = "") -> None:
    """No server error, and no markup of the visitor's in anything that is drawn as a page."""
    assert reply.status_code < 500, f"{reply.status_code} for {where}"
    body = reply.get_data().decode("utf-8", errors="replace")
    if reply.mimetype == "text/html":
        assert MARK not in body or not re.search(
            rf"<(script|img|svg)[^>]*{MARK}|<script>alert\(.{MARK}", body
        ), where
        assert SCRIPT not in body, where
    for name, value in reply.headers:
        assert "\n" not in value, name
        assert "\r" not in value, name
    assert "Set-Cookie" not in reply.headers


# --- Headers ----------------------------------------------------------------------------------

EVERYWHERE = [
    *PAGES, "/nowhere", "/health", "/api/v1/areas.csv", "/api/v1/areas.json", "/api/v1/areas.xlsx",
    "/api/v1/series.csv", "/api/v1/catalogue.json", "/api/v1/nothing.csv",
    "/api/v1/areas.csv?level=x", "/_dash-layout", "/_dash-dependencies", "/_dash-update-component",
    "/assets/boundaries/wards.json", "/assets/nothing.js", "/assets/js/10-state.js",
]  # fmt: skip


def policy_of(reply: Any) -> dict[str, list[str]]:
    parts = [part.split() for part in reply.headers["Content-Security-Policy"].split(";")]
    return {name: values for name, *values in parts}


@pytest.mark.parametrize("path", EVERYWHERE)
def test_every_answer_carries_the_headers(client, path: str) -> None:
    for method in ("get", "head", "options"):
        reply = getattr(client, method)(path)
        assert reply.status_code < 500
        headers = reply.headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["Referrer-Policy"] in ("no-referrer", "same-origin")
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert "geolocation=()" in headers["Permissions-Policy"]
        assert "Access-Control-Allow-Origin" not in headers
        assert "Set-Cookie" not in headers
        assert "X-Powered-By" not in headers
        policy = policy_of(reply)
        assert policy["default-src"] == ["'none'"]
        assert policy["object-src"] == ["'none'"]
        assert policy["base-uri"] == ["'none'"]
        assert policy["frame-ancestors"] == ["'none'"]
        assert policy["connect-src"] == ["'self'"]
        assert policy["form-action"] in (["'self'"], ["'none'"])


@pytest.mark.parametrize("path", EVERYWHERE)
def test_scripts_come_from_here_or_by_their_hash(client, path: str) -> None:
    policy = policy_of(client.get(path))
    for source in policy["script-src"]:
        assert source == "'self'" or source.startswith("'sha256-"), source
    for name, sources in policy.items():
        for source in sources:
            assert "*" not in source
            assert not source.startswith(("http", "//")), "no other machine"
            assert source != "'unsafe-eval'"
            if name != "style-src":  # plotly.js writes its own style element
                assert source != "'unsafe-inline'"


@pytest.mark.parametrize("path", PAGES)
def test_every_inline_script_is_in_the_policy(client, path: str) -> None:
    reply = client.get(path)
    hashes = set(policy_of(reply)["script-src"])
    page = reply.get_data(as_text=True)
    inline = re.findall(r"<script(?![^>]*\bsrc=)([^>]*)>(.*?)</script>", page, re.DOTALL)
    assert inline
    for attributes, text in inline:
        if "application/json" in attributes:
            continue
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in hashes, text[:80]
    assert not re.search(r"<[^>]+\son\w+=", page), "no inline event handlers"


@pytest.mark.parametrize("path", PAGES)
def test_a_page_asks_no_other_machine(client, path: str) -> None:
    page = client.get(path).get_data(as_text=True)
    for address in re.findall(r"""(?:src|href)=["']([^"']*)""", page):
        assert address.startswith(("/", "#first-")), address
        assert not address.startswith("//"), address


def test_the_assets_ask_no_other_machine() -> None:
    """What is written here; plotly.js names its makers' machines, and browser tests watch it."""
    kept = ("http://www.w3.org/",)
    written = [*(ROOT / "assets").rglob("*.css"), *(ROOT / "assets" / "js").rglob("*.js")]
    vendored = ROOT / "assets" / "vendor" / "plotly" / "plotly.min.js"
    assert {*written, vendored} == {
        path for kind in ("css", "js") for path in (ROOT / "assets").rglob(f"*.{kind}")
    }, "every other script is held to it"
    for path in written:
        for address in re.findall(r"(?:https?:)?//[\w.-]+\.\w+[^\s\"')]*", path.read_text("utf-8")):
            assert address.startswith(kept), f"{path.name}: {address}"


def test_the_interface_is_not_open_to_other_sites(client) -> None:
    reply = client.get("/api/v1/areas.json", headers={"Origin": "https://elsewhere.example"})
    assert "Access-Control-Allow-Origin" not in reply.headers


def test_errors_are_answered_in_words(client) -> None:
    for path, method in (
        ("/assets/nothing.js", "get"),
        ("/api/v1/nothing.csv", "get"),
        ("/_dash-update-component", "get"),
        ("/health", "post"),
        ("/api/v1/areas.csv", "delete"),
    ):
        reply = getattr(client, method)(path)
        assert 400 <= reply.status_code < 500
        assert reply.mimetype == "application/json"
        assert reply.get_json()["error"]


def test_no_debugging_is_served(served, client) -> None:
    assert served.server.debug is False
    for path in ("/_reload-hash", "/console", "/_mcp", "/?__debugger__=yes&cmd=resource&f=x"):
        reply = client.get(path)
        assert reply.status_code < 500
        assert "Werkzeug" not in reply.get_data(as_text=True)
        assert "Traceback" not in reply.get_data(as_text=True)


# --- Hostile addresses ------------------------------------------------------------------------


@pytest.mark.parametrize("payload", PAYLOADS, ids=range(len(PAYLOADS)))
def test_hostile_query_strings_on_every_address(client, payload: str) -> None:
    for path in (*PAGES, "/nowhere", "/api/v1/areas.csv", "/api/v1/series.json", "/health"):
        for name in ("area", payload):
            harmless(client.get(f"{path}?{urlencode({name: payload})}"), f"{path} {name}")
        harmless(client.get(path, query_string=quote(payload, safe="<>\"'=/&;")), path)


@pytest.mark.parametrize("payload", PAYLOADS, ids=range(len(PAYLOADS)))
def test_hostile_values_in_the_interface_are_refused(client, payload: str) -> None:
    for name in PARAMETERS.names(ASKED):
        for kind in ("csv", "json", "xlsx") if name == "from" else ("csv",):
            query = {name: payload}
            if name in ("from", "to"):
                query |= {"from": payload, "to": payload}
            reply = client.get(f"/api/v1/areas.{kind}", query_string=query)
            harmless(reply, f"{name} {kind}")
            good = name == "area" and payload.strip(",").startswith(("E09", "E12"))
            assert reply.status_code == (200 if good else 400), name


@pytest.mark.parametrize(
    "path",
    [
        f"/{quote(SCRIPT)}", f"/{SCRIPT}", f"/hotspots/{SCRIPT}",
        f"/api/v1/{quote(SCRIPT, safe='')}.csv", f"/api/v1/areas.{quote(SCRIPT, safe='')}",
        "/%00", "/%ff%fe", "/..%2f..%2fetc%2fpasswd",
        "/assets/..%2fapp.py", "/assets/../app.py", "/assets/%2e%2e/app.py", "/assets/%00",
        "/assets/js/", "/assets//etc/passwd", f"/assets/{SCRIPT}.js", "/static/x",
        "/_dash-layout/x", "/_dash-update-component/x", "/_favicon.ico", "/favicon.ico",
        "/.git/config", "/data/processed/manifest.json", "/app.py", "/api/",
        "/api/v1/", "/api/v2/x", "/" + "a" * 5000, "/" + "a/" * 500,
    ],
)  # fmt: skip
def test_hostile_paths(client, path: str) -> None:
    reply = client.get(path)
    harmless(reply, path[:80])
    for secret in (b"import ", b"root:", b"[core]", b'"build_id"'):
        assert secret not in reply.get_data()[:4000]


@pytest.mark.parametrize(
    "path",
    [
        "/_dash-component-suites/nothing/x.js",
        "/_dash-component-suites/dash/nothing.js",
        "/_dash-component-suites/dash/../../../etc/passwd",
        "/_dash-component-suites/dash/..%2f..%2f..%2fapp.py",
        "/_dash-component-suites/os/path.js",
        f"/_dash-component-suites/{SCRIPT}/x.js",
        "/_dash-component-suites/dash/%00.js",
    ],
)
def test_hostile_paths_of_the_libraries(client, path: str) -> None:
    reply = client.get(path)
    harmless(reply, path)
    assert reply.status_code in (200, 400, 404)


@pytest.mark.parametrize(
    "path", ["//elsewhere.example", "///elsewhere.example/x", "/\\elsewhere.example", "//", "/x//y"]
)
def test_nobody_is_sent_elsewhere(client, path: str) -> None:
    reply = client.get("/", environ_overrides={"PATH_INFO": path, "RAW_URI": path})
    assert reply.status_code < 500
    location = reply.headers.get("Location", "/")
    assert re.match(r"^(https?://localhost)?/(?![/\\])", location), location


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": f'x"><script>alert("{MARK}")</script>'},
        {"Host": "elsewhere.example"},
        {"X-Forwarded-Host": f'"><script>alert("{MARK}")</script>'},
        {"User-Agent": SCRIPT},
        {"Referer": SCRIPT},
        {"Accept-Language": SCRIPT},
        {"Accept-Encoding": "gzip;q=x, \x7f"},
        {"If-None-Match": '"' * 999},
        {"If-Modified-Since": "yesterday"},
        {"Range": "bytes=99999999999-"},
        {"Cookie": "a=" + "b" * 4000},
        {"Content-Length": "-1"},
        {"Content-Type": "multipart/form-data"},
    ],
    ids=lambda headers: next(iter(headers)),
)
def test_hostile_headers(client, headers: dict[str, str]) -> None:
    for path in ("/", "/hotspots?area=E09000033", "/api/v1/areas.csv", "/assets/js/10-state.js"):
        harmless(client.get(path, headers=headers), path)


QUERIES = st.dictionaries(
    st.one_of(st.sampled_from(PARAMETERS.names(ASKED, VIEWED)), st.text(max_size=8)),
    st.one_of(
        st.sampled_from(PAYLOADS),
        st.text(max_size=12),
        st.from_regex(r"\d{4}-\d{2}\n?", fullmatch=True),
    ),
    max_size=5,
)


@settings(max_examples=80)
@given(QUERIES)
def test_any_query_string_on_the_interface(client, query: dict[str, str]) -> None:
    text = urlencode(query, errors="surrogatepass")
    reply = client.get(f"/api/v1/areas.csv?{text}")
    harmless(reply, text)
    assert reply.status_code in (200, 400)


# --- Hostile pages, as the browser asks for them ----------------------------------------------


def drawn(reply: Any, where: str = "") -> dict:
    """A page as its callback answers: JSON, which the browser never takes for markup."""
    harmless(reply, where)
    assert reply.status_code == 200, where
    assert reply.mimetype == "application/json"
    return json.loads(reply.get_data(), parse_constant=lambda text: pytest.fail(text))


@pytest.mark.parametrize("payload", PAYLOADS, ids=range(len(PAYLOADS)))
def test_a_page_opens_whatever_its_query_says(navigate, payload: str) -> None:
    paths = {"area": "/"}
    for name in ("area", "from", "focus", payload):
        query = urlencode({name: payload})
        path = paths.get(name, "/hotspots")
        body = drawn(navigate(path, f"?{query}"), f"{path} {name}")
        text = json.dumps(body)
        assert "notices" in text
        good = (name in ("area", "focus") and payload.startswith("E09")) or (
            name == "area" and payload == "E12000007"
        )
        if not good:
            assert re.search(r"notice(?!s)", text), f"{name} is not silently ignored"


@pytest.mark.parametrize(
    "search",
    [
        "?area=a&area=b&area=c", "?level=ward&level=borough", "?" + "&".join(["a=b"] * 300),
        "?&&&&", "?=", "?=x", "?x", "x=y", "?self=1&cls=2&query=3", "?children=1&id=2", "?area",
        "?%", "?%ZZ=%", "?pathname_=x&path_template=y", "", "#", "?" + "a" * 50_000,
        "?from=2010-04&to=2026-03",
    ],
)  # fmt: skip
@pytest.mark.parametrize("path", ["/hotspots", "/data"])
def test_odd_query_strings(navigate, path: str, search: str) -> None:
    drawn(navigate(path, search), search[:60])


@pytest.mark.parametrize("path", ["/nowhere", f"/{SCRIPT}", "/" * 20, "/hotspots/", "/%2e%2e"])
def test_a_path_that_does_not_exist_has_a_page_that_says_so(navigate, path: Any) -> None:
    text = json.dumps(drawn(navigate(path, "")))
    assert MARK not in text


@pytest.mark.parametrize(
    "path", ["", "x", SCRIPT, "?", "http://elsewhere.example/", "/\ud800", None]
)
def test_a_path_that_no_browser_sends_is_refused_or_harmless(navigate, path: Any) -> None:
    harmless(navigate(path, ""), str(path))


@settings(max_examples=25)
@given(QUERIES, st.sampled_from(PAGES))
def test_any_query_opens_a_page(client, query: dict[str, str], path: str) -> None:
    text = "?" + urlencode(query, errors="surrogatepass")
    drawn(client.post("/_dash-update-component", json=routing(path, text)), f"{path}{text}"[:200])


@settings(max_examples=25)
@given(QUERIES, st.sampled_from(sorted(FILTERED)))
def test_any_query_changes_a_page(client, query: dict[str, str], page: str) -> None:
    data = {"path": FILTERED[page], "query": "?" + urlencode(query, errors="surrogatepass")}
    drawn(client.post("/_dash-update-component", json=filtering(page, data)), str(data)[:200])


@pytest.mark.parametrize("page", sorted(FILTERED))
@pytest.mark.parametrize("level", ["ward", "borough"])
def test_the_city_alone_opens(refilter, page: str, level: str) -> None:
    """It has no Met data: the page says so and does not fall over."""
    for measure in ("count", "rate", "change", "cost"):
        query = f"?level={level}&area=E09000001&measure={measure}&focus=E09000001"
        drawn(refilter(page, {"path": FILTERED[page], "query": query}), query)


# --- Hostile callback bodies ------------------------------------------------------------------


def post(client: Any, body: Any, **options: Any) -> Any:
    data = body if isinstance(body, bytes | str) else json.dumps(body)
    options = {"content_type": "application/json"} | options
    return client.post("/_dash-update-component", data=data, **options)


NOT_JSON = {
    "empty": b"",
    "text": b"hello",
    "half": b'{"output": "overview-mounted.data-answer", "inputs": [',
    "bytes": b"\xff\xfe\x00\x01",
    "null": b"null",
    "number": b"1",
    "text in quotes": b'"x"',
    "list": b"[]",
    "empty object": b"{}",
    "not a number": b"NaN",
    "infinite": b'{"output": Infinity}',
    "long number": b"1" * 100_000,
    "deep lists": b"[" * 50_000,
    "deep closed lists": b"[" * 50_000 + b"]" * 50_000,
    "deep objects": b'{"a":' * 40_000,
    "deep inside": b'{"output":"overview-mounted.data-answer","inputs":' + b"[" * 30_000,
    "same key": b'{"output": 1, "output": 2}',
    "markup": SCRIPT.encode(),
}


@pytest.mark.parametrize("name", NOT_JSON)
def test_a_body_that_is_no_callback_is_refused(client, name: str) -> None:
    reply = post(client, NOT_JSON[name])
    harmless(reply, name)
    assert reply.status_code == 400
    assert reply.mimetype == "application/json"
    assert MARK not in reply.get_data(as_text=True)


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "", "x", "text/html"]
)
def test_another_content_type_is_refused(client, kind: str) -> None:
    reply = post(client, routing("/", ""), content_type=kind)
    assert 400 <= reply.status_code < 500


def test_a_huge_body_is_refused(client) -> None:
    body = routing("/", "?" + "a" * 3_000_000)
    for options in ({}, {"headers": {"Content-Length": "99999999999"}}):
        reply = post(client, body, **options)
        assert reply.status_code == 413
        assert reply.mimetype == "application/json"


@pytest.mark.parametrize("method", ["get", "put", "delete", "patch", "head"])
def test_only_post_reaches_callbacks(client, method: str) -> None:
    assert getattr(client, method)("/_dash-update-component").status_code == 405


def outputs_of(served: Any) -> list[str]:
    return sorted(served.app.callback_map)


def test_an_output_that_runs_in_the_browser_is_refused_here(served, client) -> None:
    """Clientside callbacks have no function on the server; who asks for one gets a 4xx."""
    broken = []
    for output, known in served.app.callback_map.items():
        if "callback" in known:
            continue
        body = {
            "output": output,
            "outputs": {"id": "a", "property": "b"},
            "inputs": [dict(item, value=None) for item in known["inputs"]],
            "state": [dict(item, value=None) for item in known["state"]],
            "changedPropIds": [],
        }
        status = post(client, body).status_code
        if not 400 <= status < 500:
            broken.append((output, status))
    assert not broken


@pytest.mark.parametrize(
    "output",
    ["", "x", "overview-mounted.children", "..a.b...c.d..", "__class__", "_pages_content.children",
     f"{SCRIPT}.title", None, 5, [], {}, True, ["overview-mounted.data-answer"], {"a": 1}],
    ids=str,
)  # fmt: skip
def test_an_unknown_output_is_refused(client, output: Any) -> None:
    for body in (routing("/", ""), filtering("overview", {"path": "/", "query": ""})):
        reply = post(client, body | {"output": output})
        assert reply.status_code == 400
        assert MARK not in reply.get_data(as_text=True)


JUNK: list[Any] = [
    None, True, False, 0, -1, 1.5, 10**400, "", "x", SCRIPT, "\ud800", "a" * 10_000, [], {}, [None],
    [[]], [[[]]], [{}], {"a": None}, {"id": None}, {"id": "x", "property": None},
    {"id": {"type": "x"}, "property": "y"}, {"id": {}, "property": ""},
    [{"id": "x", "property": "y"}], [[{"id": "x", "property": "y"}]],
    {"__class__": "x"}, {"value": {"value": {"value": []}}},
    [1, 2, 3], ["a", "b"], {"id": ["x"], "property": "y"},
    {"id": {"a": [1, {"b": None}]}, "property": "z"},
]  # fmt: skip
VALUES: list[Any] = [
    None, True, 0, 1.5, "", "x", SCRIPT, "\ud800", [], {}, [None], ["?area=x"], {"path": "/"},
    {"path": None, "query": None}, {"path": "/", "query": 5}, {"path": "/", "query": []},
    {"path": "/", "query": {}}, {"path": ["/"], "query": ""}, {"path": "/", "query": SCRIPT},
    {"path": "/", "query": "?area=" + "x," * 500},
    {"path": "/hotspots", "query": "?area=E09000001"},
    {"path": "/", "query": "?from=2025-04%0A"}, {"path": "/", "query": "\ud800"}, 10**400,
    {"path": "/boroughs", "query": "?sort=" + "-" * 1000}, {"path": "/", "query": "?" + "&" * 1000},
]  # fmt: skip


@pytest.mark.parametrize(
    "key",
    [
        "output",
        "outputs",
        "inputs",
        "state",
        "changedPropIds",
        "parsedChangedPropsIds",
        "running",
        "extra",
    ],
)
@pytest.mark.parametrize("base", ["routing", "overview", "hotspots", "boroughs"])
def test_a_part_of_the_wrong_type_is_refused_or_harmless(client, base: str, key: str) -> None:
    # An address without a page: what is wrong shows before or after it, not in the drawing.
    original = (
        routing("/nowhere", "")
        if base == "routing"
        else filtering(base, {"path": "/nowhere", "query": ""})
    )
    broken = []
    for junk in JUNK:
        reply = post(client, original | {key: junk})
        if reply.status_code >= 500:
            broken.append((junk, reply.status_code))
    without = {name: value for name, value in original.items() if name != key}
    if post(client, without).status_code >= 500:
        broken.append(("missing", 500))
    assert not broken, f"{base}: {key} = {str(broken)[:600]}"


@pytest.mark.parametrize("place", [0, 1])
def test_an_address_of_the_wrong_type_is_refused_or_harmless(client, place: int) -> None:
    """``pathname`` and ``search`` are texts: arrays, numbers and objects must not get through."""
    broken = []
    for value in VALUES + JUNK:
        body = routing("/", "")
        body["inputs"][place]["value"] = value
        reply = post(client, body)
        if reply.status_code >= 500:
            broken.append(value)
    assert not broken, f"inputs[{place}].value = {str(broken)[:600]}"


@pytest.mark.parametrize("page", sorted(FILTERED))
def test_a_filter_of_the_wrong_type_is_harmless(client, page: str) -> None:
    broken = []
    for value in VALUES + JUNK:
        reply = post(client, filtering(page, value))
        if reply.status_code >= 500:
            broken.append(value)
    assert not broken, f"{page}: query.data = {str(broken)[:600]}"


@pytest.mark.parametrize("part", ["inputs", "outputs", "state"])
def test_too_few_too_many_and_strange_parts(client, part: str) -> None:
    broken = []
    base = routing("/nowhere", "")
    one = {"id": "x", "property": "y", "value": 1}
    for parts in ([], [one], [one] * 2, [one] * 3, [one] * 50, [[one], [one]], [[], []],
                  [one, [one]], base[part][::-1], base[part] + [one], [[*base[part]]] * 2,
                  [{**one, "id": {"type": "nav", "path": "ALL"}}] * 2,
                  [{"id": "_pages_location", "property": "pathname"}] * 2):  # fmt: skip
        reply = post(client, base | {part: parts})
        if reply.status_code >= 500:
            broken.append(parts)
    assert not broken, f"{part} = {str(broken)[:600]}"


def mutate(chance: random.Random, node: Any, depth: int = 0) -> Any:
    """The body with something in it replaced, dropped, doubled or wrapped."""
    if depth and chance.random() < 0.12:
        return copy.deepcopy(chance.choice(JUNK + VALUES))
    if isinstance(node, dict):
        found = {key: mutate(chance, value, depth + 1) for key, value in node.items()}
        if found and chance.random() < 0.1:
            found.pop(chance.choice(sorted(found)))
        if chance.random() < 0.05:
            found[chance.choice(["id", "value", "x", "__proto__"])] = chance.choice(JUNK)
        return found
    if isinstance(node, list):
        made = [mutate(chance, item, depth + 1) for item in node]
        if made and chance.random() < 0.1:
            made.pop()
        if made and chance.random() < 0.1:
            made.append(copy.deepcopy(made[0]))
        return [made] if chance.random() < 0.03 else made
    return node


@pytest.mark.parametrize("seed", range(5))
def test_mutated_bodies_never_break_the_server(served, client, seed: int) -> None:
    chance = random.Random(seed)
    bases = [routing(path, "") for path in (*PAGES, "/nowhere", "/nothing")] + [
        filtering(page, {"path": path, "query": "?area=E09000033"})
        for page, path in FILTERED.items()
    ]
    broken = []
    for _ in range(70):
        body = mutate(chance, chance.choice(bases))
        if isinstance(body, dict) and chance.random() < 0.1:
            body["output"] = chance.choice(outputs_of(served))
        reply = post(client, body)
        harmless_code = reply.status_code < 500
        if not harmless_code:
            broken.append(body)
        elif reply.mimetype == "text/html":
            harmless(reply)
    assert not broken, f"{len(broken)} of 70, first: {json.dumps(broken[0])[:600]}"


def test_arguments_of_the_callback_address_are_harmless(client) -> None:
    for query in ("oldJob=1&cacheKey=2&job=3&endId=4", f"endId={quote(SCRIPT)}", "cancelJob=1"):
        reply = client.post(f"/_dash-update-component?{query}", json=routing("/data", ""))
        harmless(reply, query)


def test_two_visitors_never_see_each_others_state(served) -> None:
    """Done when, 7, without a browser: the server keeps nothing between two requests."""
    one, two = served.server.test_client(), served.server.test_client()
    asked = {"path": "/hotspots", "query": "?area=E09000012&offence=rape&measure=rate"}
    other = {"path": "/hotspots", "query": "?area=E09000033&level=borough&measure=change"}

    def parts(reply: Any) -> str:
        return re.sub(r'"id": "[0-9a-f]{32}"', "", json.dumps(reply.get_json(), sort_keys=True))

    alone = parts(post(one, filtering("hotspots", asked)))
    opened = parts(post(one, routing("/hotspots", "")))
    others = parts(post(two, filtering("hotspots", other)))
    assert parts(post(one, filtering("hotspots", asked))) == alone != others
    assert parts(post(two, routing("/hotspots", ""))) == opened
    assert "Hackney" in alone
    assert "Set-Cookie" not in post(one, routing("/", "")).headers

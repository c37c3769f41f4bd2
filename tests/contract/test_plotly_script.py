"""What a page asks for early, and how that is sent: small, once, and kept by the browser."""

from __future__ import annotations

import gzip
import hashlib
import re

import brotli
import pytest

from components.server.first_load import ADDRESS, FONT, MANIFEST, PATH, SCRIPT
from tests.conftest import ROOT

FOREVER = "public, max-age=31536000, immutable"
CHARTED = ("/", "/hotspots", "/when", "/people", "/boroughs", "/costs")


def hints(client, address: str) -> dict[str, str]:
    """What a page preloads: paths without their versions, with what they are."""
    html = client.get(address).get_data(as_text=True)
    links = re.findall(r'<link rel="preload" href="([^"?]+)[^"]*" as="(\w+)"', html)
    assert len(links) == len(dict(links)), "nothing is asked for twice"
    return dict(links)


@pytest.mark.parametrize(
    ("accepts", "encoding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("br", "br"),
        ("gzip, deflate", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("*", "br"),
        ("identity", None),
        ("", None),
    ],
)
def test_the_script_comes_as_it_was_compressed(client, accepts: str, encoding) -> None:
    reply = client.get(ADDRESS, headers={"Accept-Encoding": accepts})
    unpack = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}[encoding]
    assert reply.status_code == 200
    assert reply.headers.get("Content-Encoding") == encoding
    assert unpack(reply.data) == SCRIPT.read_bytes(), "compressed once, not twice"
    assert reply.mimetype == "text/javascript"
    assert reply.headers["Cache-Control"] == FOREVER
    assert reply.headers["Vary"] == "Accept-Encoding"
    suffix = f"-{encoding}" if encoding else ""
    assert reply.headers["ETag"] == f'"{MANIFEST["sha256"][:16]}{suffix}"'


@pytest.mark.parametrize("accepts", ["br", "gzip", "identity"])
def test_who_has_the_script_is_not_sent_it_again(client, accepts: str) -> None:
    asked = {"Accept-Encoding": accepts}
    tag = client.get(PATH, headers=asked).headers["ETag"]
    reply = client.get(PATH, headers=asked | {"If-None-Match": tag})
    assert (reply.status_code, reply.data) == (304, b"")
    assert "Accept-Encoding" in reply.headers["Vary"]
    other = client.get(PATH, headers={"Accept-Encoding": "deflate", "If-None-Match": tag})
    assert (other.status_code == 304) == (accepts == "identity"), "every form has its own tag"


@pytest.mark.parametrize(
    ("address", "outlines"),
    [
        ("/", {"wards", "boroughs"}),
        ("/hotspots", {"wards", "boroughs"}),
        ("/hotspots?level=ward&measure=rate", {"wards", "boroughs"}),
        ("/hotspots?level=borough", {"boroughs"}),
        ("/hotspots?level=nonsense&level=x", {"wards", "boroughs"}),
        ("/when", set()),
        ("/people", set()),
        ("/boroughs", set()),
        ("/costs", set()),
    ],
)
def test_a_page_with_charts_asks_early_for_what_they_need(client, address, outlines) -> None:
    found = hints(client, address)
    assert found.pop(FONT.partition("?")[0]) == "font"
    assert found.pop(PATH) == "script"
    assert found == {f"/assets/boundaries/{name}.json": "fetch" for name in outlines}


def test_charts_come_after_the_page(client) -> None:
    html = client.get("/hotspots").get_data(as_text=True)
    links = re.findall(r"<link rel=.preload[^>]+>", html)
    assert len(links) == 4
    late = [link for link in links if 'fetchpriority="low"' in link]
    assert late == [link for link in links if "/fonts/" not in link]


@pytest.mark.parametrize("address", ["/evidence", "/data", "/nowhere"])
def test_a_page_without_charts_asks_for_no_charts(client, address: str) -> None:
    assert hints(client, address) == {FONT.partition("?")[0]: "font"}


@pytest.mark.parametrize("address", [*CHARTED, "/evidence", "/nowhere"])
def test_every_page_knows_where_the_script_is_and_none_includes_it(client, address: str) -> None:
    html = client.get(address).get_data(as_text=True)
    assert f'<meta name="plotly" content="{ADDRESS}">' in html
    assert not re.findall(r"<script[^>]+plotly[^>]*>", html)


def test_the_version_of_the_typeface_is_its_content() -> None:
    path, _, version = FONT.lstrip("/").partition("?v=")
    assert hashlib.sha256((ROOT / path).read_bytes()).hexdigest().startswith(version)
    assert len(version) == 8


def test_the_icon_is_kept(client) -> None:
    html = client.get("/").get_data(as_text=True)
    address = re.search(r'<link rel="icon"[^>]+href="([^"]+)"', html)[1]
    assert client.get(address).headers["Cache-Control"] == FOREVER

"""An address without a page: told by the status as well as by the page."""

from __future__ import annotations

from typing import Any

import dash
import pytest

from components.server.security import is_page

NOWHERE = ("/nowhere", "/costs/x", "/not-found-404", "/Costs", "/hotspots.html", "/a/b/c", "/%20")


@pytest.mark.parametrize("path", NOWHERE)
def test_an_address_without_a_page_is_404_with_the_program(client: Any, path: str) -> None:
    home, missing = client.get("/"), client.get(path)
    assert missing.status_code == 404
    assert missing.mimetype == "text/html"
    assert "_dash-config" in missing.get_data(as_text=True)  # it draws the page that says so
    assert "Content-Security-Policy" in missing.headers
    assert missing.headers.get("Cache-Control") == home.headers.get("Cache-Control")
    assert client.head(path).status_code == 404
    assert client.get(path + "?area=E09000012").status_code == 404


@pytest.mark.parametrize("path", NOWHERE)
def test_the_page_there_says_so_and_leads_back(navigate: Any, path: str) -> None:
    answer = navigate(path, "")
    assert answer.status_code == 200
    if path != "/%20":
        assert "There is no page at this address" in answer.get_data(as_text=True)


def test_every_page_is_200(client: Any) -> None:
    known = [page["path"] for page in dash.page_registry.values()]
    assert {"/", "/costs", "/evidence"} <= set(known)
    for path in known:
        if path != "/not-found-404" and "none" not in path:
            assert client.get(path).status_code == 200, path
            assert client.get(f"{path}?area=E09000012").status_code == 200, path
            assert is_page(path)
    for path in ("/costs/", "//costs", "/" * 3):
        assert is_page(path), path


def test_a_template_stands_for_its_paths(monkeypatch: pytest.MonkeyPatch, served: Any) -> None:
    page = {"path": "/b/none", "path_template": "/b/<code>", "module": "pages.b"}
    monkeypatch.setitem(dash.page_registry, "pages.b", page)
    assert is_page("/b/E09000012")
    assert is_page("/b/none")
    assert not is_page("/b")
    assert not is_page("/b.E09000012")


@pytest.mark.parametrize("path", ["/health", "/_dash-layout", "/_dash-dependencies"])
def test_what_is_no_page_keeps_its_status(client: Any, path: str) -> None:
    assert client.get(path).status_code == 200

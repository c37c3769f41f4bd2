"""What the server sends first can be read without scripts, says what the page says, and no more."""

from __future__ import annotations

import csv
import io
import re
from html import unescape
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from dash import dcc, html

from components.layout import Page, page_at
from components.layout.page import missing_page
from components.server.first_html import MOST_ROWS, OWN, TOP, VOID, write
from tests.conftest import by_id, text_of

QUERIES = (
    "",
    "?dataset=simulated",
    "?area=E09000001",
    "?area=E09000001,E09000033&level=borough",
    "?measure=rate",
    "?measure=change&compare=none",
    "?offence=knife-crime&level=borough&measure=cost",
    "?from=2019-04&to=2020-03",
    "?level=nonsense&level=x&area=E05009317,x&from=9999-99&%00=%ff",
    "?offence=%3Cscript%3Ealert(1)%3C/script%3E&%22onload=%22=%3Cb%3E",
)
PATHS = ("/", "/hotspots", "/when", "/people", "/boroughs", "/costs", "/evidence", "/data", "/no")
ADDRESSES = [path + query for path in PATHS for query in QUERIES]
LARGEST = {"/": 31_000, "/evidence": 31_000}
"""Bytes of the copy before it is compressed, where they are more than 26,000."""


class Reader(HTMLParser):
    """Reads HTML strictly: every element is closed where it was opened."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open_: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.headline, self.tables = "", list[list[list[str]]]()
        self.feed(text)
        self.close()
        assert not self.open_, f"never closed: {self.open_}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len(attrs) == len(dict(attrs)), f"an attribute twice: {attrs}"
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open_.append(tag)
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in ("th", "td"):
            self.tables[-1][-1].append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open_ and self.open_.pop() == tag, f"{tag} closes something else"

    def handle_data(self, data: str) -> None:
        if "h1" in self.open_:
            self.headline += data
        if "tr" in self.open_:
            self.tables[-1][-1][-1] += data


def copy_of(client: Any, address: str) -> str:
    """The copy of a page in the first answer."""
    text = client.get(address).get_data(as_text=True)
    begin, end = text.index('<div class="first">'), text.index('<div id="react-entry-point">')
    assert begin < end, "it stands before the entry point"
    return text[begin:end].strip()


def shown(address: str) -> Page:
    found = page_at(urlsplit(address).path) or missing_page()
    assert found is not None
    return found


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_copy_is_whole_and_says_what_the_page_says(client, address: str, served) -> None:
    text = copy_of(client, address)
    found = Reader(text)
    page = shown(address)
    query = parse_qs(urlsplit(address).query, keep_blank_values=True)
    asked = {name: values[0] if len(values) == 1 else values for name, values in query.items()}
    with served.server.test_request_context(address):
        served.server.preprocess_request()
        tree = page.render(**{name: value for name, value in asked.items() if name != "self"})
        known = by_id(tree)
    heads = [node for node in known.values() if isinstance(node, html.H1)]
    spoken = text_of(known.get(f"{page.key}-headline"))
    assert found.headline and (not spoken or found.headline.startswith(spoken)), heads
    assert len(text.encode()) <= LARGEST.get(urlsplit(address).path, 26_000)
    names = [values["id"] for _, values in found.elements if "id" in values]
    assert all(str(name).startswith(OWN) for name in names), "no id of the page's"
    assert len(names) == len(set(names))


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_copy_runs_nothing_and_every_reference_leads_somewhere(client, address: str) -> None:
    found = Reader(copy_of(client, address))
    names = {values["id"] for _, values in found.elements if "id" in values}
    for tag, values in found.elements:
        assert tag not in ("script", "style", "iframe", "object", "form", "b"), tag
        assert not any(name.startswith("on") for name in values), values
        href = values.get("href")
        assert href is None or href.startswith(("/", "#", "http://", "https://")), href
        if href and href.startswith("#"):
            assert href[1:] in names, href
        for name in ("for", "aria-labelledby", "aria-describedby"):
            for one in (values.get(name) or "").split():
                assert one in names, one
        if tag in ("button", "input", "select"):
            assert "disabled" in values, "what needs scripts cannot be used without"
    assert sum(tag == "h1" for tag, _ in found.elements) == 1
    assert sum(tag == "main" for tag, _ in found.elements) == 1
    assert sum(tag == "noscript" for tag, _ in found.elements) == 1
    assert sum(tag == "table" for tag, _ in found.elements) <= 1, "other tables are links"


def numbers(text: str) -> list[float]:
    """The numbers of a text as the house writes them."""
    found = re.findall(r"−?\d[\d,]*(?:\.\d+)?", text)
    return [float(one.replace("−", "-").replace(",", "")) for one in found]


@pytest.mark.parametrize("query", QUERIES[:8])
@pytest.mark.parametrize("path", PATHS[:6])
def test_the_main_table_is_that_of_its_file(client, path: str, query: str) -> None:
    text = copy_of(client, path + query)
    tables = Reader(text).tables
    named = re.search(r'href="(/api/v1/[^"]+[.]csv[^"]*)"', text.partition("</table>")[2])
    if not tables:
        reason = {"/hotspots": "No rows.", "/when": "the City of London has its own police force"}
        assert path in reason and reason[path] in text, "only what has no rows has no table"
        return
    assert named
    file = unescape(named[1])  # the file that the card of the table links
    lines = [line for line in client.get(file).text.splitlines() if not line.startswith("#")]
    rows = list(csv.DictReader(io.StringIO("\n".join(lines))))
    if path == "/hotspots":
        rows = [row for row in rows if row["rank"]][:TOP]
        for row, line in zip(rows, tables[0][1:], strict=True):
            assert numbers(line[0]) == [float(row["rank"])]
            assert line[1] == row["area_name"].split(", ")[0]
            assert float(row["count"]) in [value for cell in line for value in numbers(cell)]
        return
    head, *body = tables[0]
    names = [title.lower().replace(" ", "_") for title in head]
    assert len(body) == (len(rows) if len(rows) <= MOST_ROWS else TOP)
    shown = rows[-len(body) :] if "month" in names else rows  # of a series the last months
    for row, line in zip(shown, body, strict=False):
        for name, cell in zip(names, line, strict=True):
            try:
                value = float(row[name])
            except ValueError:
                assert cell == row[name] or (not row[name] and (cell == "–" or cell[0] == "["))
                continue
            if re.fullmatch(r"\d{4}-\d\d", row[name]):
                continue
            digits = re.match(r"[^\d]*[\d,]+(?:\.(\d+))?", cell)
            near = 0.51 * 10.0 ** -len((digits and digits[1]) or "")
            assert near <= 0.51 or value == int(value)
            assert numbers(cell)[0] == pytest.approx(value, abs=near), (name, cell)
            if row.get(f"{name}_low"):
                ends = [float(row[f"{name}_low"]), float(row[f"{name}_high"])]
                assert numbers(cell)[1:] == pytest.approx(ends, abs=near)


@pytest.mark.parametrize("query", QUERIES[:8])
@pytest.mark.parametrize("path", PATHS[:6])
def test_a_column_has_one_number_of_decimals(client, path: str, query: str) -> None:
    for head, *body in Reader(copy_of(client, path + query)).tables:
        for place, title in enumerate(head):
            told = re.findall(
                r"\d(?:\.(\d+))?(?![\d.,-]*\d)", " ".join(line[place] for line in body)
            )
            numeric = all(re.fullmatch(r"[−\d]\S*( \(.*\))?|\[.\]|–", line[place]) for line in body)
            assert not numeric or len({len(one) for one in told}) <= 1, title


def test_hostile_text_is_only_text(client) -> None:
    for path in PATHS:
        assert not re.search("<(script|b)[^a-z]", copy_of(client, path + QUERIES[-1]))
    assert "<script>alert(1)</script>" in unescape(copy_of(client, "/" + QUERIES[-1])), "it is told"


def test_the_open_page_is_marked_and_links_carry_the_filters(client) -> None:
    text = copy_of(client, "/hotspots?offence=knife-crime")
    assert '<a class="nav active" href="/hotspots?offence=knife-crime">' in text
    assert '<a class="nav" href="/when?offence=knife-crime">' in text
    assert '<a class="nav" href="/when?offence=rape">' in copy_of(client, "/data?offence=rape")


def test_slashes_around_a_path_do_not_count(client) -> None:
    assert copy_of(client, "/hotspots/") == copy_of(client, "/hotspots")


def test_who_has_no_right_is_sent_nothing_that_the_token_opens(client, trusted) -> None:
    assert "private, no-store" in trusted.get("/").headers["Cache-Control"]
    assert copy_of(trusted, "/") == copy_of(client, "/"), "there is no imported extract here"


@pytest.mark.parametrize(
    ("node", "text"),
    [
        (html.P(["a", 1, None, html.Br(), "<&>"]), "<p>a1<br>&lt;&amp;&gt;</p>"),
        (html.P("x", id="x", className='"'), '<p class="&quot;">x</p>'),
        (html.A("x", href="javascript:alert(1)"), "<a>x</a>"),
        (html.Span(style={"backgroundColor": "red"}), '<span style="background-color:red"></span>'),
        (dcc.Link("x", href="/when"), '<a href="/when">x</a>'),
        (dcc.Store(id="x"), ""),
        (html.Ul([html.Li(f"{n}") for n in range(2)]), "<ul><li>0</li><li>1</li></ul>"),
    ],
)
def test_components_are_written_as_html(node: Any, text: str) -> None:
    assert write(node) == text


def test_a_component_without_a_counterpart_is_refused() -> None:
    with pytest.raises(TypeError, match="Dropdown cannot be drawn"):
        write(dcc.Dropdown())

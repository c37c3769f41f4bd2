"""A filter is declared once: nothing lists filters again, and one more needs one declaration."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from typing import Any

import pytest

from data.model.parameters import PARAMETERS
from data.model.selection import ASKED, SUPPOSED, VIEWED
from tests.conftest import ROOT

NAMES = set(PARAMETERS.names(ASKED, VIEWED, SUPPOSED))
FEW = 4
"""How many filters a literal may name: those that something is really about."""


def _literals(tree: ast.AST) -> list[tuple[int, set[str]]]:
    """Filters that every tuple, list, set, dict and string of a module names, with its line."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Tuple | ast.List | ast.Set):
            items: list[Any] = list(node.elts)
        elif isinstance(node, ast.Dict):
            items = list(node.keys)
        else:
            continue
        # pairs such as ("from", "First month") name a filter too
        items = [item.elts[0] if isinstance(item, ast.Tuple) and item.elts else item
                 for item in items]  # fmt: skip
        texts = {item.value for item in items if isinstance(item, ast.Constant)}
        found.append((node.lineno, {text for text in texts if text in NAMES}))
    return found


@pytest.mark.parametrize("room", ["components", "data", "pages"])
def test_no_second_list_of_filters(room: str) -> None:
    for path in sorted((ROOT / room).rglob("*.py")):
        for line, names in _literals(ast.parse(path.read_text("utf-8"))):
            assert len(names) <= FEW, f"{path.relative_to(ROOT)}:{line} lists {sorted(names)}"


def test_the_browser_lists_no_filters() -> None:
    named = "|".join(sorted(NAMES))
    for path in sorted((ROOT / "assets" / "js").glob("*.js")):
        for listed in re.findall(r"\[[^\[\]]*\]|\{[^{}]*\}|\([^()]*\)", path.read_text("utf-8")):
            if "\n\n" not in listed:
                found = set(re.findall(rf"[\"']({named})[\"']", listed))
                assert len(found) <= FEW, f"{path.name} lists {sorted(found)}"


def test_the_order_of_a_url_is_that_of_the_handbook() -> None:
    assert PARAMETERS.names(ASKED) == (
        "level", "area", "offence", "cohort", "from", "to", "compare", "measure", "dataset",
    )  # fmt: skip
    assert PARAMETERS.names(VIEWED, SUPPOSED) == ("focus", "sort", "cut", "invest", "margin")
    assert PARAMETERS.in_bar()[0].name == "dataset", "the others depend on it"


def test_a_name_is_declared_once() -> None:
    with pytest.raises(ValueError, match="declared already"):
        PARAMETERS.declare(PARAMETERS["level"])
    assert "months" not in PARAMETERS
    with pytest.raises(KeyError):
        PARAMETERS["months"]


# --- One more filter, by one declaration, in a process of its own -----------------------------

DECLARATION = '''
from dataclasses import replace
import numpy as np
from data.model import periods
from data.model.parameter import Parameter
from data.model.parameters import PARAMETERS

KEPT = {"summer": {6, 7, 8}, "winter": {12, 1, 2}}

def of_season(panel, value):
    """The counts of some calendar months; all others are 0."""
    if value == "all":
        return panel
    months = [periods.shift(panel.start, step) for step in range(panel.exact.shape[1])]
    kept = np.array([int(month[5:]) in KEPT[value] for month in months])
    held = {name: part * kept for name, part in (("keys", panel.keys), ("noise", panel.noise))
            if part is not None}
    return replace(panel, exact=panel.exact * kept, **held)

PARAMETERS.declare(Parameter(
    "months", "Months", {"all": "All months", "summer": "June to August",
    "winter": "December to February"}, usual="all", narrow=of_season,
))
'''
ASKING = """
import json, sys
from urllib.parse import parse_qsl
import app, dash
from data.model.grammar import full_query, parse, to_query, to_text
from data.model.selection import Defaults
from data.session import sessions
from tests.conftest import walk

client = app.server.test_client()
client.get("/health")
domain = sessions.current.domain
reading = parse({"months": "summer"}, domain, Defaults())
query = to_query(reading.selection, domain, Defaults())
again = parse(dict(parse_qsl(to_text(query).lstrip("?"))), domain, Defaults())
layouts = {page["path"]: page["layout"] for page in dash.page_registry.values()}

def seen(path, **query):
    found = {}
    for node in walk(layouts[path](**query)):
        found.setdefault(str(getattr(node, "id", "")), node)
    return found

def texts(node):
    return " ".join(str(one) for item in walk(node)
                    for one in [getattr(item, "children", None)] if isinstance(one, str))

def api(address):
    reply = client.get("/api/v1/" + address)
    return [reply.status_code, reply.get_data(as_text=True)]

bars = {}
for path in ("/", "/hotspots", "/when", "/people", "/boroughs", "/costs"):
    page = seen(path, months="summer")
    bars[path] = {
        "control": [page["filter-months"].options, page["filter-months"].value],
        "notices": texts(page["notices"]),
        "links": sorted({str(node.href) for node in page.values()
                         if "/api/" in str(getattr(node, "href", ""))}),
        "rendered": page["rendered"].data,
    }
print(json.dumps({
    "more": [reading.selection.more, len(reading.problems)],
    "query": query,
    "full": full_query(reading.selection),
    "assumed": parse({"months": "all"}, domain, Defaults()).selection.more,
    "again": again == reading,
    "wrong": [item.text for item in parse({"months": "spring"}, domain, Defaults()).problems],
    "bars": bars,
    "catalogue": json.loads(api("catalogue.json")[1]),
    "answers": {address: api(address) for address in sys.argv[1:]},
    "inputs": [item["id"] for one in client.get("/_dash-dependencies").get_json()
               if one["output"].startswith("query.") for item in one["inputs"]],
}))
"""
ADDRESSES = {
    "plain": "areas.json?level=london",
    "summer": "areas.json?level=london&months=summer",
    "file": "areas.csv?months=summer",
    "series": "series.json?level=london&months=summer",
    "matrix": "matrix.json?months=summer",
    "hours": "matrix.csv?dataset=simulated&rows=weekday&columns=hour&months=summer",
    "people": "people.csv?months=summer",
    "people-plain": "people.csv",
    "trend": "trend.json?months=summer",
    "season": "season.json?months=summer",
    "costs": "costs.json?by=&months=summer",
    "costs-plain": "costs.json?by=year",
    "costs-summer": "costs.json?by=year&months=summer",
    "pledge": "pledge.json?months=summer",
    "wrong": "areas.csv?months=spring",
}


@pytest.fixture(scope="module")
def one_more() -> dict[str, Any]:
    """What a process serves in which one more filter is declared."""
    done = subprocess.run(
        [sys.executable, "-c", DECLARATION + ASKING, *ADDRESSES.values()],
        cwd=ROOT, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout)


def answer(told: dict[str, Any], name: str, status: int = 200) -> Any:
    code, text = told["answers"][ADDRESSES[name]]
    assert code == status, text[:300]
    return json.loads(text) if text[:1] == "{" else text


def test_one_more_is_read_and_written(one_more: dict[str, Any]) -> None:
    assert one_more["more"] == [[["months", "summer"]], 0]
    assert one_more["query"] == {"months": "summer"}
    assert one_more["full"]["months"] == "summer"
    assert one_more["again"]
    assert one_more["assumed"] == []
    (wrong,) = one_more["wrong"]
    assert "months “spring”" in wrong


def test_one_more_stands_in_the_bar(one_more: dict[str, Any]) -> None:
    for path, bar in one_more["bars"].items():
        options, value = bar["control"]
        greyed = path in ("/when", "/people")
        assert [item["value"] for item in options] == ["all", "summer", "winter"]
        assert [item["disabled"] for item in options] == [False, greyed, greyed]
        assert value == ("all" if greyed else "summer")
        assert [" – " in item["label"] for item in options] == [False, greyed, greyed]
        assert ("Shown instead: All months." in bar["notices"]) == greyed, bar["notices"]


def test_one_more_reaches_the_browser_and_its_links(one_more: dict[str, Any]) -> None:
    assert "filter-months" in one_more["inputs"]
    rendered = one_more["bars"]["/"]["rendered"]
    told = next(item for item in rendered["parameters"] if item["name"] == "months")
    assert (told["id"], told["default"], told["carried"]) == ("filter-months", "all", True)
    assert rendered["values"]["months"] == "summer"
    assert rendered["kept"] == {}  # the page answers all that was asked
    links = [link for link in one_more["bars"]["/"]["links"] if "/areas." in link]
    assert links
    assert all("months=summer" in link for link in links)
    for path in ("/", "/costs"):
        for link in one_more["bars"][path]["links"]:
            assert ("months=summer" in link) == ("published" not in link), link


def test_one_more_is_in_the_catalogue(one_more: dict[str, Any]) -> None:
    told = one_more["catalogue"]
    assert told["order"][-1] == "months"
    assert set(told["parameters"]["months"]) == {"all", "summer", "winter"}
    assert told["defaults"]["months"] == "all"
    takes = {name for name, filters in told["filters"].items() if "months" in filters}
    assert takes == set(told["filters"]) - {"people"}


def test_one_more_narrows_every_table_of_months(one_more: dict[str, Any]) -> None:
    (plain,), (summer,) = (answer(one_more, name)["rows"] for name in ("plain", "summer"))
    rows = answer(one_more, "series")["rows"]
    kept = [row for row in rows if row["month"][5:] in ("06", "07", "08")]
    assert 0 < summer["count"] < plain["count"]
    assert sum(row["count"] for row in kept) == summer["count"]
    assert not any(row["count"] for row in rows if row not in kept)
    cells = answer(one_more, "matrix")["rows"]
    assert sum(row["count"] or 0 for row in cells) == summer["count"]
    assert {row["month"] for row in cells if row["count"]} == {"June", "July", "August"}
    costs = [
        sum(row["count"] for row in answer(one_more, name)["rows"])
        for name in ("costs-plain", "costs-summer")
    ]
    assert 0 < costs[1] < costs[0]
    assert {row["direction"] for row in answer(one_more, "trend")["rows"]}
    assert answer(one_more, "season")["rows"]
    assert answer(one_more, "pledge")["rows"]


def test_one_more_is_told_in_files(one_more: dict[str, Any]) -> None:
    assert "# Months: June to August" in answer(one_more, "file").splitlines()[:12]
    assert "Months" not in answer(one_more, "people-plain")


def test_one_more_is_refused_where_it_cannot_be_honoured(one_more: dict[str, Any]) -> None:
    for name, why in (("people", "not counted by month"), ("hours", "neither hours nor weekdays")):
        told = answer(one_more, name, 400)
        assert told["parameter"] == "months"
        assert why in told["error"]
    assert answer(one_more, "wrong", 400)["allowed"] == ["all", "summer", "winter"]

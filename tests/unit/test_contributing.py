"""The tasks of CONTRIBUTING.md, done on a copy of the program: each thing appears everywhere."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.conftest import ROOT

GUIDE = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
BLOCK = re.compile(
    r"^```\w+ title=\"([^\"]+)\"(?: after='([^']+)')?\n(.*?)^```$", re.MULTILINE | re.DOTALL
)
COPIED = ("app.py", "assets", "components", "data", "pages", "pyproject.toml", "tests")


class Block(NamedTuple):
    """A new file, or text to insert below a line of one."""

    path: str
    after: str
    text: str


def blocks(task: str) -> list[Block]:
    """The blocks of a section."""
    section = GUIDE.split(f"\n## {task}\n")[1].split("\n## ")[0]
    return [Block(*found) for found in BLOCK.findall(section)]


def apply(root: Path, block: Block) -> None:
    path = root / block.path
    if not block.after:
        assert not path.exists(), f"{block.path} is there already"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(block.text, "utf-8")
        return
    lines = path.read_text("utf-8").splitlines(keepends=True)
    (place,) = [n for n, line in enumerate(lines) if line.rstrip("\n") == block.after]
    path.write_text("".join([*lines[: place + 1], block.text, *lines[place + 1 :]]), "utf-8")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The program, without records and caches."""
    ignored = shutil.ignore_patterns("__pycache__", "local", "raw", "browser", "node_modules")
    for name in COPIED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, tmp_path / name, ignore=ignored)
        else:
            shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


CHECKS = """
import json, subprocess, sys
import app, dash
from data.queries.tables import TABLES
from components.layout import page_at, pages
from tests.conftest import walk
from tests.unit import test_architecture as house, test_names as names

for module, path in house.sources().items():
    text = path.read_text("utf-8")
    assert not names.misnamed(module, text), module
    assert module.startswith("data.ingest.") or not names.parsing(text), module
    house.test_arrows_go_one_way(module)
    house.test_a_module_is_one_thought(module)
    if not house.within(module, ("data.engine",)):
        house.test_only_the_engine_knows_the_engine(module)
    if house.top(module) == "data":
        house.test_data_knows_nothing_of_the_web(module)
    if house.within(module, house.SPEAKING):
        house.test_what_speaks_of_data_is_kept_in_the_session(module)
    if house.within(module, set(house.ABOVE)):
        house.test_rooms_of_data_stand_on_each_other(module)
house.test_what_serves_reaches_neither_build_nor_modelling()
house.test_pages_are_routes()

client = app.server.test_client()
client.get("/health")

def api(address):
    reply = client.get("/api/v1/" + address)
    text = reply.get_data(as_text="xlsx" not in address)
    return [reply.status_code, text if isinstance(text, str) else text[:2].decode()]

def ids(path, **query):
    return {str(getattr(node, "id", "")) for node in walk(page_at(path).render(**query))}

def links():
    with app.server.test_request_context("/"):
        layout = app.app.layout
        tree = layout() if callable(layout) else layout
    return sorted({str(getattr(node, "href", "")) for node in walk(tree)})

told = dict(catalogue=json.loads(api("catalogue.json")[1]))
"""
ASKS = {
    "A chart": """
tree = page_at("/boroughs").render(offence="knife-crime")
told["ids"] = sorted(ids("/boroughs"))
told["points"] = [
    len(node.figure["data"][0]["x"])
    for node in walk(tree)
    if getattr(node, "id", "") == "boroughs-dots-graph"
][0]
""",
    "A page": """
told["links"] = links()
told["paths"] = [page.path for page in pages()]
told["status"] = client.get("/compare").status_code
told["ids"] = sorted(ids("/compare"))
""",
    "A filter": """
from urllib.parse import parse_qsl
from data.model.grammar import parse, to_query, to_text
from data.model.selection import Defaults
from data.session import sessions
domain = sessions.current.domain
reading = parse({"months": "summer"}, domain, Defaults())
query = to_query(reading.selection, domain, Defaults())
again = parse(dict(parse_qsl(to_text(query).lstrip("?"))), domain, Defaults())
told["query"], told["again"] = query, again == reading
told["ids"] = sorted(ids("/boroughs"))
for name, address in {
    "plain": "areas.csv?level=london", "summer": "areas.csv?level=london&months=summer",
    "people": "people.csv?months=summer",
}.items():
    told[name] = api(address)
""",
    "An interface table": """
for kind in ("csv", "json", "xlsx"):
    told[kind] = api(f"quarters.{kind}?level=london&from=2025-01&to=2025-12")
told["year"] = api("areas.json?level=london&from=2025-01&to=2025-12")
told["listed"] = "quarters" in TABLES
""",
    "An official dataset": """
from pathlib import Path
from data.model.catalogue import OFFENCES
from tests.unit import test_declared, test_expressions
told["lists"] = ["hate-crime" in test_declared.SLUGS, "hate-crime" in test_expressions.DECLARED]
told["manifest"] = json.loads(Path("built/manifest.json").read_text("utf-8"))
for name, address in {
    "people": "people.json?dataset=hate-crime&by=sex",
    "camden": "areas.json?dataset=hate-crime&level=borough&area=E09000007&compare=none",
    "other": "people.json?dataset=hate-crime&offence=knife-crime",
    "suspects": "people.json?dataset=hate-crime&role=suspect",
}.items():
    told[name] = api(address)
told["page"] = ids("/people", dataset="hate-crime")
told["page"] = [sorted(told["page"]), client.get("/people?dataset=hate-crime").status_code]
told["links"] = [str(item) for item in (OFFENCES["hate-crime"].source, OFFENCES["hate-crime"].one)]
""",
}
BUILD = """
import sys
from pathlib import Path
sys.path.insert(0, "tests/ingest")
from official import Official
from data.ingest.official.pipeline import build
raw = Official().write(Path("raw"))
build(raw, Path("built"))
(raw / "p/hate-crime.csv").unlink()
from data.ingest.official.people_tables import read_people
from data.ingest.official import formats
from data.ingest.official.geography import read_areas
from data.ingest.official.inventory import outline, take_inventory
inventory = take_inventory(raw)
wards, boroughs = (outline(inventory, kind) for kind in (formats.WARDS, formats.BOROUGHS))
areas = read_areas(wards[1], boroughs[1], wards[0])
assert "hate-crime" not in read_people(inventory, areas).entries
"""
"""The made-up London with the file of the new dataset, and a look at it without that file."""
PROMISED = {
    "A chart": (1, {"pages/boroughs.py": 2}),
    "A page": (1, {}),
    "A filter": (0, {"data/model/parameters.py": 40}),
    "An interface table": (1, {}),
    "An official dataset": (3, {}),
}
"""How many files a task adds, and lines to which others; a listed line needs its import."""


@pytest.mark.parametrize("task", PROMISED)
def test_a_task_touches_no_more_than_promised(task: str) -> None:
    files, lines = PROMISED[task]
    added: dict[str, int] = {}
    for block in blocks(task):
        if block.after:
            count = len(block.text.splitlines())
            added[block.path] = added.get(block.path, 0) + count
    assert sum(not block.after for block in blocks(task)) == files
    assert set(added) == set(lines)
    assert all(count <= lines[path] for path, count in added.items())


def run(root: Path, *arguments: str, **variables: str) -> str:
    """What a fresh interpreter prints in the copy."""
    ran = subprocess.run(
        [sys.executable, *arguments],
        cwd=root, env={**os.environ, "PYTHONPATH": str(root), **variables},
        capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stdout[-1000:] + ran.stderr[-3000:]
    return ran.stdout


def done(root: Path, task: str, build: str = "", **variables: str) -> dict[str, Any]:
    """What the copy serves after a task; its rules of names and arrows are asked as well."""
    for block in blocks(task):
        apply(root, block)
    if build:
        run(root, "-c", build)
    said = run(root, "-c", f"{CHECKS}{ASKS[task]}\nprint(json.dumps(told))", **variables)
    return json.loads(said.splitlines()[-1])


def test_the_guide_is_short() -> None:
    assert len(GUIDE.splitlines()) <= 310  # five tasks, a whole dataset among them
    assert all(blocks(task) for task in ASKS)


def test_a_chart(copy: Path) -> None:
    told = done(copy, "A chart")
    assert {"boroughs-dots-graph", "boroughs-dots-csv", "boroughs-dots-title"} <= set(told["ids"])
    assert told["points"] == 32


def test_a_page(copy: Path) -> None:
    told = done(copy, "A page")
    assert any(link.startswith("/compare") for link in told["links"])
    assert "/compare" in told["paths"]
    assert told["status"] == 200
    assert {"boroughs-bars-graph", "filter-offence"} <= set(told["ids"])


def test_a_filter(copy: Path) -> None:
    told = done(copy, "A filter")
    assert (told["query"], told["again"]) == ({"months": "summer"}, True)
    assert "filter-months" in told["ids"]
    assert set(told["catalogue"]["parameters"]["months"]) == {"all", "summer", "winter"}
    assert told["plain"][0] == told["summer"][0] == 200
    assert told["plain"][1] != told["summer"][1]
    assert "# Months: June to August" in told["summer"][1]
    assert told["people"][0] == 400
    assert "months" in told["people"][1]


def test_an_interface_table(copy: Path) -> None:
    told = done(copy, "An interface table")
    assert told["listed"]
    assert [told[kind][0] for kind in ("csv", "json", "xlsx")] == [200, 200, 200]
    rows = json.loads(told["json"][1])["rows"]
    assert [row["quarter"] for row in rows] == [f"2025-Q{n}" for n in (1, 2, 3, 4)]
    (year,) = json.loads(told["year"][1])["rows"]
    assert sum(row["count"] for row in rows) == year["count"]
    assert "2025-Q1" in told["csv"][1]
    assert "quarters" in json.dumps(told["catalogue"]["filters"])
    assert "calendar quarter, YYYY-Qn" in json.dumps(told["catalogue"])


def test_an_official_dataset(copy: Path) -> None:
    told = done(copy, "An official dataset", BUILD, DATA_PROCESSED=str(copy / "built"))
    assert told["manifest"]["people"]["hate-crime"]["victim"]["totals"] == {
        "age,sex": {"borough": 14}
    }
    source = next(one for one in told["manifest"]["sources"] if one["kind"] == "hate-crime")
    assert source["used"] and source["period"] == "2025-01..2025-03"
    assert told["lists"] == [True, True]
    known = told["catalogue"]["parameters"]
    assert known["dataset"]["hate-crime"]["people"] == {"victim": ["age", "sex"]}
    assert known["offence"]["hate-crime"]["label"] == "Hate crime"
    assert told["people"][0] == told["camden"][0] == 200
    sexes = {row["sex"]: row["count"] for row in json.loads(told["people"][1])["rows"]}
    assert sexes == {"female": 7, "male": 5, "unknown": 2}
    (camden,) = json.loads(told["camden"][1])["rows"]
    assert camden["count"] == 7
    assert [told[name][0] for name in ("other", "suspects")] == [400, 400]
    assert told["page"][1] == 200 and "people-victims-title" in told["page"][0]
    assert told["links"] == ["hate-crime", "victim of hate crime"]
    collected = run(
        copy, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider",
        "tests/ingest/test_declared_people.py", "tests/unit/test_extract_import.py",
    )  # fmt: skip
    for case in ("can_be_asked[hate-crime]", "are_not_allowed[hate-crime]", "[hate-crime]"):
        assert case in collected

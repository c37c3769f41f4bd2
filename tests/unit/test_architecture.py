"""The house keeps its shape: arrows go pages → components → data, and nothing heavy is served.

The rules are those of the architecture: read from the source with ``ast`` (also imports inside
functions), and once more from what a fresh process has really loaded.
"""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from fnmatch import fnmatch
from functools import cache
from itertools import product
from pathlib import Path

import pytest

from tests.conftest import ROOT, walk

ROOMS = ("app", "pages", "components", "data")
ALLOWED = {
    "app": {"app", "pages", "components", "data"},
    "pages": {"components", "data"},
    "components": {"components", "data"},
    "data": {"data"},
}
WEB = {"dash", "dash_bootstrap_components", "flask", "plotly", "werkzeug"}
ENGINE = {"duckdb", "ibis"}
HEAVY = (
    "pandera",
    "geopandas",
    "shapely",
    "statsmodels",
    "sklearn",
    "libpysal",
    "esda",
    "openpyxl",
)
BUILDING = ("data.ingest", "data.__main__")
LONGEST = 450


@cache
def sources() -> dict[str, Path]:
    """Every module of the program, by its dotted name."""
    files = [ROOT / "app.py"]
    for room in ROOMS[1:]:
        files += sorted((ROOT / room).rglob("*.py"))
    found = {}
    for path in files:
        parts = path.relative_to(ROOT).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


@cache
def imports(module: str) -> frozenset[str]:
    """Dotted names that a module imports, anywhere in it; ``from a import b`` gives ``a.b`` too."""
    path = sources()[module]
    package = module if path.name == "__init__.py" else module.rpartition(".")[0]
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                above = package.split(".")[: len(package.split(".")) - node.level + 1]
                base = ".".join([*above, *filter(None, [base])])
            names |= {base} | {f"{base}.{alias.name}" for alias in node.names}
        elif (
            isinstance(node, ast.Call)
            and getattr(node.func, "attr", getattr(node.func, "id", ""))
            in {"import_module", "__import__"}
            and node.args
            and isinstance(node.args[0], ast.Constant)
        ):
            names.add(str(node.args[0].value))
    return frozenset(names)


def is_package(module: str) -> bool:
    return sources()[module].name == "__init__.py"


def top(name: str) -> str:
    return name.partition(".")[0]


def within(name: str, packages: tuple[str, ...] | set[str]) -> bool:
    return any(name == package or name.startswith(package + ".") for package in packages)


@cache
def reachable() -> frozenset[str]:
    """Modules of the program that serving it can load: the closure of app.py and the pages."""
    waiting = ["app", *(name for name in sources() if top(name) == "pages")]
    seen: set[str] = set()
    while waiting:
        module = waiting.pop()
        if module in seen:
            continue
        seen.add(module)
        asked = imports(module)
        if "data.discovery.discovered" in asked:  # it loads all that lie beside it
            room = module if is_package(module) else module.rpartition(".")[0]
            asked |= {name for name in sources() if name.rpartition(".")[0] == room}
        for name in asked:
            parts = name.split(".")
            for length in range(1, len(parts) + 1):
                parent = ".".join(parts[:length])
                if parent in sources() and parent not in seen:
                    waiting.append(parent)
    return frozenset(seen)


def test_the_walk_sees_the_whole_house() -> None:
    names = sources()
    assert {"app", "pages.overview", "components.figures.style", "data.statistics.ranks"} <= set(
        names
    )
    assert {
        "data.queries",
        "data.engine.store",
        "data.engine.backend",
        "data.sources.datasets.vawg",
        "pages.hotspots",
    } <= reachable()
    assert "data.engine.store" in imports("data.session")
    assert any("data.session" in imports(name) for name in names if within(name, ("data.queries",)))


@pytest.mark.parametrize("module", sorted(sources()))
def test_arrows_go_one_way(module: str) -> None:
    room = top(module)
    wrong = sorted(
        name for name in imports(module) if top(name) in {*ROOMS, "tests"} - ALLOWED[room]
    )
    assert not wrong, f"{module} ({room}) may import {sorted(ALLOWED[room])} only, not {wrong}"


@pytest.mark.parametrize(
    "module", [m for m in sorted(sources()) if top(m) in ("pages", "components")]
)
def test_pages_and_components_leave_the_store_and_the_build_alone(module: str) -> None:
    closed = ("data.engine.store", *BUILDING)
    assert not [name for name in imports(module) if within(name, closed)]


@pytest.mark.parametrize("module", [m for m in sorted(sources()) if top(m) == "data"])
def test_data_knows_nothing_of_the_web(module: str) -> None:
    assert not [name for name in imports(module) if top(name) in WEB]


@pytest.mark.parametrize(
    "module", [m for m in sorted(sources()) if not within(m, ("data.engine",))]
)
def test_only_the_engine_knows_the_engine(module: str) -> None:
    """Ibis and DuckDB are names of one package: every question is written and answered there."""
    assert not [name for name in imports(module) if top(name) in ENGINE]


STORED = ("data.engine.store", "data.engine.backend", "data.engine.expressions")
ABOVE = {
    "data.engine": ("data.sources", "data.model.selection", "data.session", "data.queries"),
    "data.sources": ("data.model.selection", "data.session", "data.queries", "data.model.tables"),
    "data.model.selection": (*STORED, "data.session", "data.queries"),
    "data.session": ("data.queries",),
    "data.queries": (*STORED, "data.extracts"),
    "data.extracts": ("data.model.selection", "data.session", "data.queries"),
}
"""What a room of data must not know: engine, store, sources, session, queries, from below.

Queries stand above all, and ask the session; nobody else puts a question to the store or engine.
"""
UPWARDS = {"data.session": {"data.queries.question"}}
"""The one arrow that goes up: a session makes the questions that are put to it."""


@pytest.mark.parametrize("module", [m for m in sorted(sources()) if within(m, set(ABOVE))])
def test_rooms_of_data_stand_on_each_other(module: str) -> None:
    above = next(rooms for room, rooms in ABOVE.items() if within(module, (room,)))
    up = UPWARDS.get(module, set())
    wrong = {name for name in imports(module) if within(name, above) and not within(name, up)}
    assert not wrong


def test_only_the_recorded_counts_and_the_session_open_the_store() -> None:
    """Every other source gets its tables handed in, and names the build only for that."""
    using = {m for m in reachable() if any(within(n, ("data.engine.store",)) for n in imports(m))}
    assert {name for name in using if not within(name, ("data.sources",))} == {"data.session"}


def test_a_selection_knows_of_datasets_only_what_they_can_answer() -> None:
    own = {name for name in imports("data.model.selection") if within(name, ("data.sources",))}
    assert all(within(name, ("data.sources.capabilities",)) for name in own)


SPEAKING = ("data.queries", "data.evidence", "components", "pages")
"""Rooms whose modules speak of data."""


@pytest.mark.parametrize("module", [m for m in sorted(sources()) if within(m, SPEAKING)])
def test_what_speaks_of_data_is_kept_in_the_session(module: str) -> None:
    """A cache of the process would outlive the data that it speaks of."""
    caches = {"functools.cache", "functools.lru_cache"} & imports(module)
    assert not caches or module == "components.server.first_load"  # files of the program itself


OPENING = (
    *("data.engine.store", "data.engine.backend", "data.engine.dispersions"),
    *("data.extracts.folder", "data.paths"),
)
"""Modules that name processed files; only the engine opens them.

The folder of extracts names files to see whether they are there.
"""


@pytest.mark.parametrize("module", sorted(reachable() - set(OPENING)))
def test_only_the_engine_opens_processed_data(module: str) -> None:
    """No other module that serves reads Parquet or names the processed folder."""
    assert not [
        name for name in imports(module) if within(name, {"pyarrow.parquet", "pyarrow.dataset"})
    ]
    tree = ast.parse(sources()[module].read_text("utf-8"))
    calls = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    assert not calls & {"read_parquet", "read_table", "to_parquet", "ParquetFile"}
    documented = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    texts = [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in documented
    ]
    assert not [text for text in texts if ".parquet" in text or text == "processed"]


@pytest.mark.parametrize(
    "module",
    [
        m
        for m in sorted(sources())
        if within(m, ("data.statistics", "data.model.periods", "data.errors"))
    ],
)
def test_statistics_are_pure(module: str) -> None:
    """Numbers in, numbers out: they know no series, no Selection and no file."""
    own = ("data.statistics", "data.errors", "data.model.periods")
    assert not [
        name
        for name in imports(module)
        if top(name) == "data" and not within(name, own) and name != "data"
    ]


def test_what_serves_reaches_neither_build_nor_modelling() -> None:
    assert not [module for module in reachable() if within(module, BUILDING)]
    heavy = {
        module: sorted(name for name in imports(module) if top(name) in HEAVY)
        for module in reachable()
    }
    assert not {module: names for module, names in heavy.items() if names}


def test_a_worker_loads_nothing_heavy() -> None:
    """Records of a fresh process, after it has served pages and every format."""
    script = """
import json, sys
import app, dash
client = app.server.test_client()
seen = {"import": sorted(sys.modules)}
pages = {page["path"]: page["layout"] for page in dash.page_registry.values()}
pages["/"](), pages["/hotspots"](focus="E05013806", offence="homicide"), pages["/data"]()
for kind in ("csv", "json", "xlsx"):
    for table in ("areas", "series"):
        assert client.get(f"/api/v1/{table}.{kind}?offence=rape").status_code == 200
assert client.get("/").status_code == 200
seen["served"] = sorted(sys.modules)
print(json.dumps(seen))
"""
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr[-2000:]
    seen = json.loads(done.stdout)
    for when in ("import", "served"):
        loaded = [name for name in seen[when] if within(name, {*HEAVY, *BUILDING})]
        assert not loaded, f"{when}: {loaded[:8]}"


def test_pages_are_routes() -> None:
    """One file a route: every page registers itself, none imports another."""
    for name, path in sources().items():
        if top(name) == "pages" and name != "pages":
            assert path.read_text("utf-8").count("register_page(__name__, PAGE)") == 1, name


@pytest.mark.parametrize("module", sorted(sources()))
def test_a_module_is_one_thought(module: str) -> None:
    lines = len(sources()[module].read_text("utf-8").splitlines())
    assert lines < LONGEST, f"{module} has {lines} lines; split it before it has {LONGEST}"


def test_names_say_what_a_function_gives() -> None:
    """``build_*`` lives in figures, ``query_*`` in data, ``render_*`` in components."""
    homes = {"query_": ("data",), "render_": ("components",)}
    for module, path in sources().items():
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.FunctionDef):
                for prefix, rooms in homes.items():
                    if node.name.startswith(prefix):
                        assert top(module) in rooms, f"{module}.{node.name}"


QUERIES = [
    {"offence": offence, "measure": measure, "level": level}
    for offence, (measure, level) in product(
        ("violence-with-injury", "homicide", "domestic-abuse", "lethal-barrel-discharge"),
        (("count", "ward"), ("rate", "borough"), ("change", "ward"), ("cost", "borough")),
    )
] + [
    {"focus": "E05013806", "level": "ward"},
    {"focus": "E09000001"},
    {"area": "E09000033,E09000025", "focus": "E09000033", "level": "borough", "measure": "change"},
    {"from": "2010-04", "to": "2010-04", "compare": "none"},
    {"from": "2020-01", "to": "2026-03", "offence": "robbery"},
]


@pytest.mark.parametrize("path", ["/", "/hotspots", "/boroughs"])
def test_every_chart_is_a_valid_figure(layouts, path: str) -> None:
    """Figures are plain dictionaries for speed; Plotly's own checks hold them to its schema."""
    from plotly.graph_objects import Figure

    seen = 0
    for query in QUERIES:
        tree = layouts[path](**query)
        for node in walk(tree):
            if type(node).__name__ == "Graph":
                assert isinstance(node.figure, dict)
                Figure(node.figure)
                assert "template" not in node.figure["layout"], (
                    "the default template is 6 kB a chart"
                )
                assert node.config["showSendToCloud"] is False
                assert node.config["displaylogo"] is False
                seen += 1
    assert seen >= len(QUERIES)


@pytest.mark.parametrize("path", ["/", "/hotspots", "/boroughs"])
def test_a_figure_names_no_other_machine(layouts, path: str) -> None:
    """Boundaries come as an address on this server, never as GeoJSON inside the figure."""
    for node in walk(layouts[path](level="ward")):
        if type(node).__name__ == "Graph":
            text = json.dumps(node.figure)
            assert "http" not in text
            assert "coordinates" not in text
            assert len(text) < 90_000


def test_every_folder_of_tests_is_collected(pytestconfig: pytest.Config) -> None:
    """Pytest leaves out folders by name, ``build`` among them: none of ours may be one."""
    left_out = pytestconfig.getini("norecursedirs")
    folders = {path.parent for path in (ROOT / "tests").rglob("test_*.py")}
    assert {"unit", "contract", "ingest", "browser", "bench"} <= {path.name for path in folders}
    for folder in folders:
        for part in folder.relative_to(ROOT).parts:
            assert not [rule for rule in left_out if fnmatch(part, rule)], f"{folder} is left out"

"""What a function gives is told by its name, and what is declared once is listed once."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from tests.unit.test_architecture import sources

GIVES = {
    "Figure": ("build_",),
    "Drawing": ("build_",),
    "Table": ("query_",),
    "Component": ("render_",),
    "Question": ("resolve",),
}
"""How the name of a function begins that gives a figure, a table, a component, a question."""
LIBRARIES = ("html.", "dcc.", "dbc.")
OTHER_TABLES = ("data.engine.", "data.ingest.")
"""Rooms whose ``Table`` is an expression of the engine, or a file that is read."""


def given(annotation: ast.expr) -> str:
    """What an annotation says that a function gives: a key of :data:`GIVES`, or nothing."""
    text = ast.unparse(annotation)
    if text.startswith(LIBRARIES):
        return "Component"
    return text if text in GIVES else ""


def functions(text: str) -> Iterator[tuple[str, str]]:
    """Functions of a module, not of a class: their name without underscores, and what they give."""
    for node in ast.parse(text).body:
        if isinstance(node, ast.FunctionDef) and node.returns is not None:
            yield node.name.lstrip("_"), given(node.returns)


def misnamed(module: str, text: str) -> list[str]:
    return [
        f"{name} gives a {kind}"
        for name, kind in functions(text)
        if kind and not name.startswith(GIVES[kind])
        if not (kind == "Table" and module.startswith(OTHER_TABLES))
    ]


@pytest.mark.parametrize("module", sorted(sources()))
def test_a_function_is_named_for_what_it_gives(module: str) -> None:
    assert not misnamed(module, sources()[module].read_text("utf-8"))


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("def chart(frame) -> Figure: ...", 1),
        ("def build_chart(frame) -> Figure: ...", 0),
        ("def _cell(row) -> html.Td: ...", 1),
        ("def _render_cell(row) -> html.Td: ...", 0),
        ("def areas(question) -> Table: ...", 1),
        ("def _resolve_since(question) -> Question: ...", 0),
        ("class A:\n    def replace(self) -> Question: ...", 0),
    ],
)
def test_the_check_of_names_can_fail(text: str, wrong: int) -> None:
    assert len(misnamed("components.x", text)) == wrong


def test_every_figure_says_that_it_is_one() -> None:
    """Modules of figures build at least one, so that the names above are looked at."""
    figures = [name for name in sources() if name.startswith("components.figures.")]
    building = [
        name
        for name in figures
        if any(
            kind in ("Figure", "Drawing")
            for _, kind in functions(sources()[name].read_text("utf-8"))
        )
    ]
    assert set(figures) - set(building) == {"components.figures.style"}


def parsing(text: str) -> list[str]:
    """Places that read a note: a mark or ``note`` as text that is searched, cut or compared."""
    found = []
    marks = ("[c]", "[x]", "[z]", "[b]", "[p]")
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            searches = node.func.attr in (
                *("startswith", "endswith", "contains", "partition", "rpartition", "split"),
                *("removeprefix", "find", "index", "match", "fullmatch", "search"),
            )
            argued = [one.value for one in node.args if isinstance(one, ast.Constant)]
            of_note = "note" in ast.unparse(node.func.value).split("'")
            if searches and (of_note or any(str(one).startswith(marks) for one in argued)):
                found.append(ast.unparse(node))
        elif isinstance(node, ast.Compare) and any(
            isinstance(op, ast.In | ast.NotIn | ast.Eq | ast.NotEq) for op in node.ops
        ):
            sides = [node.left, *node.comparators]
            if any(isinstance(s, ast.Constant) and str(s.value).startswith(marks) for s in sides):
                found.append(ast.unparse(node))
    return found


@pytest.mark.parametrize("module", sorted(sources()))
def test_no_note_is_parsed(module: str) -> None:
    """Status, verdict and break are columns. Official files have notes of their own."""
    assert module.startswith("data.ingest.") or not parsing(sources()[module].read_text("utf-8"))


@pytest.mark.parametrize(
    "text",
    [
        "frame['note'].str.contains('[c]')",
        "row['note'].partition('] ')",
        "x = '[b]' in note",
        "note.startswith('[x]')",
    ],
)
def test_the_check_of_notes_can_fail(text: str) -> None:
    assert parsing(text)

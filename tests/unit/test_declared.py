"""What is known of a dataset is declared in ``data/sources``: nobody else asks for its name.

Read from the source with ``ast``. A dataset's name or kind must not decide anything outside of
that room: no comparison, no ``match``, no ``in``, no dictionary by names and no subscript. Some
names are offences or tables as well (``homicide``, ``people``): those count only where the other
side speaks of datasets or kinds.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from itertools import pairwise

import pytest

from data.model.catalogue import OFFENCES, SOURCES, TOPICS
from data.sources import recorded
from data.sources.datasets import DECLARED as OFFICIAL
from data.sources.extract_terms import SIMULATED
from tests.unit.test_architecture import sources, within

DECLARED = [
    recorded.DATASET,
    SIMULATED,
    *(item.dataset for item in OFFICIAL.values()),
]
SLUGS = {item.slug for item in DECLARED}
NAMES = SLUGS | {item.kind for item in DECLARED}
ALSO = {*OFFENCES, *SOURCES, *TOPICS, "extract"}
"""Names of offences, files and topics: on their own they say nothing of a dataset."""
CONSTANTS = {"RECORDED", "SIMULATED", "RECORDED.slug", "SIMULATED.slug", "DATASET.slug"}
"""A name by another name."""
SPEAKING = re.compile(r"(^|_)(datasets?|kinds?|sources)(_|$)", re.I)
ROOMS = ("data.sources", "data.build", "data.extracts", "data.ingest")
"""Where names are declared, and where what carries them is written or drawn."""


def is_name(node: ast.AST | None) -> bool:
    """Whether a node is a dataset's name or kind, as a text or as a constant of the program."""
    if isinstance(node, ast.Constant):
        return node.value in NAMES
    return is_constant(node)


def is_constant(node: ast.AST | None) -> bool:
    """Whether a node is a constant of the program that holds such a name."""
    if not isinstance(node, ast.Name | ast.Attribute):
        return False
    text = ast.unparse(node)
    return any(text == name or text.endswith(f".{name}") for name in CONSTANTS)


def only_a_dataset(node: ast.AST | None) -> bool:
    """Whether a node can be nothing but the name of a dataset."""
    return is_constant(node) or (isinstance(node, ast.Constant) and node.value in NAMES - ALSO)


def speaks(node: ast.AST | None) -> bool:
    """Whether a node speaks of datasets or kinds, by one of its names or the key of a column."""
    for one in ast.walk(node) if node else ():
        said = getattr(one, "attr", None) or getattr(one, "id", None)
        if isinstance(one, ast.Subscript) and isinstance(one.slice, ast.Constant):
            said = one.slice.value
        if isinstance(said, str) and SPEAKING.search(said):
            return True
    return False


def items(node: ast.AST) -> list[ast.expr]:
    """What a tuple, list, set, or a frozenset of one, holds; a plain node holds itself."""
    if isinstance(node, ast.Tuple | ast.List | ast.Set):
        return node.elts
    if isinstance(node, ast.Call) and len(node.args) == 1:
        return items(node.args[0])
    return [node] if isinstance(node, ast.expr) else []


def asks(left: ast.AST, right: ast.AST) -> bool:
    """Whether two operands are compared by a dataset's name."""
    for one, other in ((left, right), (right, left)):
        named = [item for item in items(one) if is_name(item)]
        if any(map(only_a_dataset, named)) or (named and speaks(other)) or len(named) > 1:
            return True
    return False


def cases(pattern: ast.AST) -> list[ast.expr]:
    return [one.value for one in ast.walk(pattern) if isinstance(one, ast.MatchValue)]


def keyed(node: ast.AST) -> bool:
    """Whether a node is a dictionary with a dataset's name or kind among its keys."""
    return isinstance(node, ast.Dict) and any(map(is_name, node.keys))


def by_name(node: ast.AST) -> bool:
    """Whether a node lets a dataset's name or kind decide something."""
    if isinstance(node, ast.Compare):
        sides = [node.left, *node.comparators]
        return any(asks(one, other) for one, other in pairwise(sides))
    if isinstance(node, ast.Match):
        named = [one for case in node.cases for one in cases(case.pattern) if is_name(one)]
        return any(map(only_a_dataset, named)) or (bool(named) and speaks(node.subject))
    if isinstance(node, ast.Dict):
        slugs = [key for key in node.keys if isinstance(key, ast.Constant) and key.value in SLUGS]
        return len(slugs) > 1 or any(map(is_constant, node.keys))
    if isinstance(node, ast.Subscript):
        if keyed(node.value):
            return speaks(node.slice)
        return is_constant(node.slice) or (is_name(node.slice) and speaks(node.value))
    if isinstance(node, ast.Assign) and isinstance(node.value, ast.Dict):
        return keyed(node.value) and any(map(speaks, node.targets))
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
        if keyed(node.func.value):
            return speaks(node.args[0])
        if node.func.attr in ("get", "pop", "setdefault"):
            return asks(node.args[0], node.func.value)
        if node.func.attr in ("startswith", "endswith", "isin", "eq", "ne"):
            return asks(node.args[0], node.func.value)
    return False


def found(text: str) -> Iterator[str]:
    """Every place of a module's text where a dataset's name decides, as it is written."""
    for node in ast.walk(ast.parse(text)):
        if by_name(node):
            yield ast.unparse(node)


KNOWN: dict[str, set[str]] = {
    # the dataset that is asked where none is named, and its months
    "data.model.selection": {"self.datasets[RECORDED]"},
}
"""Places that still ask, by module: the list may only become shorter."""


@pytest.mark.parametrize("module", [m for m in sorted(sources()) if not within(m, ROOMS)])
def test_nobody_asks_for_the_name_of_a_dataset(module: str) -> None:
    assert set(found(sources()[module].read_text("utf-8"))) == KNOWN.get(module, set())


def test_the_known_places_are_modules() -> None:
    assert set(KNOWN) <= set(sources())


@pytest.mark.parametrize(
    "text",
    [
        'if selection.dataset == "recorded": pass',
        'if "vawg" != slug: pass',
        'x = able.dataset.kind == "people"',
        'x = kind in ("people", "extract")',
        'x = question.dataset.slug in {"homicide", "custody"}',
        'x = slug in ("homicide", "vawg")',
        'x = dataset not in frozenset({"homicide"})',
        "x = dataset == RECORDED",
        "x = name != extract.SIMULATED.slug",
        'x = slug == "simulated"',
        'match dataset.kind:\n    case "people":\n        pass',
        'match dataset:\n    case "recorded" | "extract":\n        pass',
        'match slug:\n    case "simulated":\n        pass',
        'x = {"recorded": 1, "people": 2}[item.kind]',
        'x = {"extract": 1}[item.kind]',
        'x = {"extract": 1}.get(item.dataset.kind)',
        'x = {"simulated": 1, "vawg": 2}',
        'KINDS = {"people": "people data"}',
        "x = {RECORDED: 1}",
        'x = domain.datasets["homicide"]',
        'x = self.sources["recorded"]',
        'x = datasets.get("people")',
        "x = manifest[RECORDED]",
        'rows = frame[frame["dataset"] == "homicide"]',
        'rows = frame["dataset"].isin(["custody"])',
        'x = 1 if a < b != c.dataset == "homicide" else 2',
    ],
)
def test_a_name_that_decides_is_seen(text: str) -> None:
    assert list(found(text)), "the test above is able to fail"


@pytest.mark.parametrize(
    "text",
    [
        'x = question.offence.slug == "homicide"',
        'x = offence in ("homicide", "rape")',
        'x = OFFENCES["homicide"]',
        'x = item.source == "recorded"',
        'x = {"homicide": 1, "rape": 2}[offence]',
        'def f(dataset: str = "recorded"): pass',
        'x = question.replace(dataset="homicide")',
        'x = Defaults(offence="homicide", dataset="homicide", topics=("people",))',
        'x = ROUTES["people"]',
        'x = facts["simulated"]',
        'x = manifest.get("people", {})',
        'x = Table("people", question)',
        'x = "simulated" + " records"',
        'x = {"simulated": item.simulated}',
        'x = offence.kind == "group"',
        '"""dataset == recorded"""',
    ],
)
def test_what_only_has_the_same_name_is_left_alone(text: str) -> None:
    assert list(found(text)) == []

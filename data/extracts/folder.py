"""The folder of extracts: which there are, and what is known of them."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from data.errors import DataError
from data.model import periods
from data.model.catalogue import RECORDED
from data.sources.datasets import DECLARED

DEFAULT_ROOT = Path(__file__).parents[1] / "local" / "extracts"
"""Where extracts lie when ``DATA_EXTRACTS`` does not say."""


def root_folder() -> Path:
    """The folder of all extracts: ``DATA_EXTRACTS``, or a folder that git ignores."""
    return Path(os.environ.get("DATA_EXTRACTS") or DEFAULT_ROOT)


FORMAT = 2
"""The version of the stored form; another one is not read."""
FILES = ("offences.parquet", "people.parquet", "boroughs.parquet")
FACTS = ("title", "simulated", "publisher", "licence", "period", "offences", "caveats")
NAME = re.compile(r"[a-z0-9][a-z0-9-]{1,39}")
RESERVED = (RECORDED, *DECLARED)
"""Names of official datasets, which no extract may have."""


def fault(root: Path, name: str) -> str:
    """Why a folder is not an extract that can be served; empty when it can."""
    if not NAME.fullmatch(name) or name in RESERVED:
        return "its name is not one of an extract"
    try:
        facts = read_facts(root, name)
    except DataError as error:
        return error.message
    lost = [key for key in (*FACTS, "name", "id") if key not in facts]
    if lost:
        return f"extract.json lacks “{lost[0]}”"
    if facts.get("format") != FORMAT or facts["name"] != name:
        return "it was written by another version; import or draw it again"
    if wrong := [key for key, fits in FITTING.items() if not fits(facts[key])]:
        return f"extract.json has a wrong “{wrong[0]}”"
    gone = [file for file in FILES if not (root / name / file).is_file()]
    if gone:
        return f"{gone[0]} is missing"
    torn = [file for file in FILES if not _whole(root / name / file)]
    return f"{torn[0]} is no whole Parquet file" if torn else ""


def _texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def _months(value: Any) -> bool:
    return _texts(value) and len(value) == 2 and all(map(periods.is_month, value))


FITTING: dict[str, Callable[[Any], bool]] = {
    **dict.fromkeys(("title", "publisher", "licence", "id"), lambda value: isinstance(value, str)),
    "simulated": lambda value: isinstance(value, bool),
    "period": lambda value: _months(value) and value[0] <= value[1],
    "offences": lambda value: _texts(value) and bool(value),
    "caveats": _texts,
}
"""What the facts of an extract must be for anybody to be served from it."""


def _whole(path: Path) -> bool:
    """Whether a file begins and ends as Parquet does."""
    try:
        with path.open("rb") as file:
            head = file.read(4)
            file.seek(-4, os.SEEK_END)
            return head == file.read(4) == b"PAR1"
    except OSError:
        return False


def folders(root: Path) -> tuple[str, ...]:
    """Every folder that means to be an extract, sorted."""
    if not root.is_dir():
        return ()
    found = (path.parent.name for path in root.glob("*/extract.json"))
    return tuple(sorted(name for name in found if not name.startswith(".")))


def names(root: Path) -> tuple[str, ...]:
    """The extracts that lie complete in a folder, sorted; what is broken is left out."""
    return tuple(name for name in folders(root) if not fault(root, name))


def served_locally() -> bool:
    """Whether this process serves nobody but this machine: ``SERVED_LOCALLY=1`` says so.

    The server sets it when it is bound to a loopback address; until there are roles, nothing
    that was imported is served to anybody else. Which requests see it is decided for each
    (:mod:`data.access`).
    """
    return os.environ.get("SERVED_LOCALLY") == "1"


def served(root: Path) -> dict[str, dict[str, Any]]:
    """Facts of the extracts that this process may serve, by name."""
    found = {name: read_facts(root, name) for name in names(root)}
    return {name: facts for name, facts in found.items() if facts["simulated"] or served_locally()}


def signature(root: Path) -> tuple[tuple[object, ...], ...]:
    """What changes when an extract is imported, replaced, damaged or removed."""
    return tuple(
        (
            name,
            _time(root / name / "extract.json"),
            *((root / name / file).is_file() for file in FILES),
        )
        for name in folders(root)
    )


def _time(path: Path) -> int:
    """When a file was written; -1 for one that is gone by now."""
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return -1


def read_facts(root: Path, name: str) -> dict[str, Any]:
    """What is known of an extract.

    Raises:
        DataError: there is none of that name, or its facts cannot be read.
    """
    path = root / name / "extract.json"
    try:
        facts = json.loads(path.read_text("utf-8"))
    except FileNotFoundError as error:
        raise DataError(
            "there is no such extract", file=root, value=name, allowed=names(root) or "none yet"
        ) from error
    except (OSError, ValueError) as error:
        raise DataError("the facts of the extract cannot be read", file=path) from error
    if not isinstance(facts, dict):
        raise DataError("the facts of the extract are not facts", file=path)
    return facts

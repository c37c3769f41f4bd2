"""The folder of extracts: which there are, and what is known of them."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

from data.errors import DataError

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
RESERVED = ("recorded", "homicide", "vawg", "custody")


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
    gone = [file for file in FILES if not (root / name / file).is_file()]
    return f"{gone[0]} is missing" if gone else ""


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
            (root / name / "extract.json").stat().st_mtime_ns,
            *((root / name / file).is_file() for file in FILES),
        )
        for name in folders(root)
    )


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
    except ValueError as error:
        raise DataError("the facts of the extract cannot be read", file=path) from error
    if not isinstance(facts, dict):
        raise DataError("the facts of the extract are not facts", file=path)
    return facts

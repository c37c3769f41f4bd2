"""The folder of extracts: which there are, and what is known of them."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from data.errors import DataError

DEFAULT_ROOT = Path(__file__).parents[1] / "local" / "extracts"
"""Where extracts lie when ``DATA_EXTRACTS`` does not say."""


def root_folder() -> Path:
    """The folder of all extracts: ``DATA_EXTRACTS``, or a folder that git ignores."""
    return Path(os.environ.get("DATA_EXTRACTS") or DEFAULT_ROOT)


def names(root: Path) -> tuple[str, ...]:
    """The extracts that lie complete in a folder, sorted."""
    if not root.is_dir():
        return ()
    return tuple(
        sorted(
            path.parent.name
            for path in root.glob("*/extract.json")
            if not path.parent.name.startswith(".")
        )
    )


def served_locally() -> bool:
    """Whether this process serves nobody but this machine: ``SERVED_LOCALLY=1`` says so.

    The server sets it when it is bound to a loopback address; until there are roles, nothing
    that was imported is served to anybody else.
    """
    return os.environ.get("SERVED_LOCALLY") == "1"


def served(root: Path) -> dict[str, dict[str, Any]]:
    """Facts of the extracts that this process may serve, by name."""
    found = {name: read_facts(root, name) for name in names(root)}
    return {name: facts for name, facts in found.items() if facts["simulated"] or served_locally()}


def signature(root: Path) -> tuple[tuple[str, int], ...]:
    """What changes when an extract is imported, replaced or removed."""
    return tuple((name, (root / name / "extract.json").stat().st_mtime_ns) for name in names(root))


def read_facts(root: Path, name: str) -> dict[str, Any]:
    """What is known of an extract.

    Raises:
        DataError: there is none of that name, or its facts cannot be read.
    """
    path = root / name / "extract.json"
    try:
        facts: dict[str, Any] = json.loads(path.read_text("utf-8"))
    except FileNotFoundError as error:
        raise DataError(
            "there is no such extract", file=root, value=name, allowed=names(root) or "none yet"
        ) from error
    except ValueError as error:
        raise DataError("the facts of the extract cannot be read", file=path) from error
    return facts

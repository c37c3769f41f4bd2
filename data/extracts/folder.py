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

"""An extract that cannot be served is left out with its reason, and takes nothing else down."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from data.extracts.folder import FILES, fault, names, served, signature
from tests.unit import extracts


@pytest.fixture()
def root(tmp_path: Path) -> Path:
    extracts.put(tmp_path, "ours", count=40, title="Ours")
    extracts.put(tmp_path, "theirs", count=40, title="Theirs")
    assert names(tmp_path) == ("ours", "theirs")
    return tmp_path


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("simulated", "no"),
        ("simulated", 1),
        ("period", 5),
        ("period", ["2023-01"]),
        ("period", ["2023-12", "2023-01"]),
        ("period", ["January", "2023-01"]),
        ("offences", "rape"),
        ("offences", []),
        ("caveats", [1]),
        ("title", None),
        ("id", 7),
    ],
)
def test_facts_of_another_kind_leave_an_extract_out(root: Path, key: str, value: Any) -> None:
    path = root / "ours" / "extract.json"
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | {key: value}), "utf-8")
    assert f"“{key}”" in fault(root, "ours")
    assert names(root) == ("theirs",)
    assert "ours" not in served(root), "least of all as simulated, which is for everybody"


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("content", [b"", b"PAR", b"no table at all", b"PAR1 cut short"])
def test_a_file_that_is_no_whole_table_leaves_an_extract_out(
    root: Path, file: str, content: bytes
) -> None:
    (root / "ours" / file).write_bytes(content)
    assert fault(root, "ours") == f"{file} is no whole Parquet file"
    assert names(root) == ("theirs",)


def test_facts_that_are_a_folder_leave_an_extract_out(root: Path) -> None:
    (root / "ours" / "extract.json").unlink()
    (root / "ours" / "extract.json").mkdir()
    assert "cannot be read" in fault(root, "ours")
    assert names(root) == ("theirs",)
    assert len(signature(root)) == 2

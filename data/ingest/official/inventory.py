"""What the raw folder holds: every file looked at, recognised or not, on record."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from data.errors import DataError
from data.ingest.official import formats, recognition
from data.ingest.official.files import TABLE_SUFFIXES, Head, RawTable, decode, heads, read, sha256

JSON_SUFFIXES = {".geojson", ".json"}
SHAPE_SUFFIXES = {".shp", ".shx", ".dbf", ".prj", ".cpg"}


@dataclass
class Inventory:
    """What the raw folder holds, by kind.

    Attributes:
        tables: kind name → recognised tables of it (head and row of the header).
        outlines: kind name → (file name, GeoJSON content).
        sources: manifest records, one a file.
        dropped: manifest records of what was left out.
    """

    tables: dict[str, list[tuple[Head, int]]] = field(default_factory=dict)
    outlines: dict[str, list[tuple[str, dict[str, Any]]]] = field(default_factory=dict)
    sources: list[dict[str, Any]] = field(default_factory=list)
    dropped: list[dict[str, Any]] = field(default_factory=list)

    def source(self, head: Head) -> dict[str, Any]:
        """The manifest record of the file that a table stands in."""
        return next(s for s in self.sources if s["file"] == head.name)


def take_inventory(raw: Path) -> Inventory:
    """Look at the top of every file of a folder and its sub-folders.

    Raises:
        DataError: no such folder, or a file that resembles a used one without being one.
    """
    if not raw.is_dir():
        raise DataError(
            "no such folder of raw files",
            file=raw,
            allowed="--raw DIR, or first “python -m data download”",
        )
    inventory = Inventory()
    for path in sorted(p for p in raw.rglob("*") if p.is_file()):
        name = path.relative_to(raw).as_posix()
        if any(part.startswith(".") for part in path.relative_to(raw).parts):
            continue
        _look(inventory, path, name)
    return inventory


def _look(inventory: Inventory, path: Path, name: str) -> None:
    suffix = path.suffix.lower()
    if suffix in JSON_SUFFIXES:
        kind, content = recognition.recognise_geojson(decode(path, name)[0], name)
        if kind is not None and kind.used:
            inventory.outlines.setdefault(kind.name, []).append((name, content))
        _record(inventory, path, name, kind, len(content.get("features", [])))
        return
    if suffix in SHAPE_SUFFIXES:
        _record(inventory, path, name, formats.SHAPES)
        return
    if suffix not in TABLE_SUFFIXES:
        _record(inventory, path, name, None)
        return
    found = recognition.recognise(heads(path, name))
    for head, row, kind in found:
        if kind.used:
            inventory.tables.setdefault(kind.name, []).append((head, row))
    _record(inventory, path, name, found[0][2] if found else None)


def _record(
    inventory: Inventory,
    path: Path,
    name: str,
    kind: formats.FileFormat | None,
    rows: int | None = None,
) -> None:
    reason = "not recognised as any known official file" if kind is None else kind.reason
    inventory.sources.append(
        {
            "file": name,
            "kind": None if kind is None else kind.name,
            "title": None if kind is None else kind.title,
            "publisher": None if kind is None else kind.publisher,
            "licence": None if kind is None else kind.licence,
            "url": None if kind is None else kind.url,
            "period": "" if kind is None else kind.period,
            "sha256": sha256(path),
            "rows": rows or None,
            "used": kind is not None and kind.used,
            "reason": reason,
        }
    )


def sole_table(inventory: Inventory, kind: str, title: str) -> tuple[Head, RawTable]:
    """The one table of a kind; copies of it, in whatever format, must say the same.

    Raises:
        DataError: no such table, or two that differ.
    """
    found = sorted(inventory.tables.get(kind, []), key=lambda f: f[0].place)
    if not found:
        strangers = [s["file"] for s in inventory.sources if s["kind"] is None]
        raise DataError(
            f"no file with “{title}” was found in the raw folder",
            value="not recognised: " + ", ".join(strangers) if strangers else None,
            allowed="one such file, CSV, Excel or Parquet",
        )
    head, row = found[0]
    table = read(head, row)
    inventory.source(head)["rows"] = len(table)
    for other_head, other_row in found[1:]:
        other = read(other_head, other_row)
        if not same(table, other):
            raise DataError(
                f"two files with “{title}” differ",
                file=other.place,
                value=f"{head.place} and {other.place}",
                allowed="one of them",
            )
        inventory.source(other_head)["rows"] = len(other)
    return head, table


def same(one: RawTable, other: RawTable) -> bool:
    """Whether two tables hold the same cells under the same names, in whatever format."""
    return (
        len(one) == len(other)
        and [formats.token(n) for n in one.header] == [formats.token(n) for n in other.header]
        and all(a.equals(b) for a, b in zip(one.columns, other.columns, strict=True))
    )


def outline(inventory: Inventory, kind: formats.FileFormat) -> tuple[str, dict[str, Any]]:
    """The one boundary file of a kind.

    Returns:
        Its name and its GeoJSON content.

    Raises:
        DataError: no such file, or several that differ.
    """
    found = inventory.outlines.get(kind.name, [])
    if len({repr(content["features"]) for _, content in found}) != 1:
        raise DataError(
            f"{'no file' if not found else 'several different files'} with “{kind.title}”",
            value=", ".join(n for n, _ in found) or None,
            allowed="one GeoJSON file",
        )
    return found[0]

"""What the raw folder holds: every file looked at, recognised or not, on record."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from data.errors import DataError
from data.ingest.official import formats, recognition
from data.ingest.official.claims import Faulty, claim_of_header
from data.ingest.official.columns import token
from data.ingest.official.doubt import RawFile, fault_of
from data.ingest.official.files import TABLE_SUFFIXES, decode, heads, read, sha256
from data.ingest.official.raw_tables import Head, RawTable

JSON_SUFFIXES = {".geojson", ".json"}
SHAPE_SUFFIXES = {".shp", ".shx", ".dbf", ".prj", ".cpg"}

DOUBTFUL = "doubtful file"
"""What the manifest calls a file that was left out because it is doubtful."""
COVERED = "doubtful, and other files hold all that it would feed"

T = TypeVar("T")


@dataclass
class Inventory:
    """What the raw folder holds, by kind.

    Attributes:
        files: name → file.
        tables: kind name → recognised tables of it (head and row of the header).
        outlines: kind name → (file name, GeoJSON content).
        sources: manifest records, one a file.
        dropped: manifest records of what was left out.
        faulty: tables with a damaged header, which better files may cover.
    """

    files: dict[str, RawFile] = field(default_factory=dict)
    tables: dict[str, list[tuple[Head, int]]] = field(default_factory=dict)
    outlines: dict[str, list[tuple[str, dict[str, Any]]]] = field(default_factory=dict)
    sources: list[dict[str, Any]] = field(default_factory=list)
    dropped: list[dict[str, Any]] = field(default_factory=list)
    faulty: list[Faulty] = field(default_factory=list)

    def source(self, head: Head) -> dict[str, Any]:
        """The manifest record of the file that a table stands in."""
        return self._source(head.file)

    def _source(self, file: RawFile) -> dict[str, Any]:
        return next(s for s in self.sources if s["file"] == file.name)

    def leave_out(self, file: RawFile, place: str, fault: DataError) -> None:
        """Leave out a doubtful table that better files cover, on record.

        Args:
            file: the file.
            place: the file, or one table of it.
            fault: what is wrong with it.
        """
        source = self._source(file)
        source["used"] = False
        source["reason"] = f"{COVERED}: {fault_of(fault)}"
        self.dropped.append(
            {
                "file": place,
                "what": DOUBTFUL,
                "rows": source["rows"],
                "crimes": None,
                "reason": source["reason"],
            }
        )


def take_inventory(raw: Path, accept: Sequence[str] = ()) -> Inventory:
    """Look at the top of every file of a folder and its sub-folders.

    Args:
        raw: the folder.
        accept: doubtful files that are taken as they are, as messages name them or as paths.

    Raises:
        DataError: no such folder or accepted file, or a file that resembles a used one without
            being one.
    """
    if not raw.is_dir():
        raise DataError(
            "no such folder of raw files",
            file=raw,
            allowed="--raw DIR, or first “python -m data download”",
        )
    inventory = Inventory()
    paths = {
        path.relative_to(raw).as_posix(): path
        for path in sorted(p for p in raw.rglob("*") if p.is_file())
        if not any(part.startswith(".") for part in path.relative_to(raw).parts)
    }
    inventory.files = {name: RawFile(name) for name in paths}
    for text in accept:
        inventory.files[_named(raw, paths, text)].accepted = True
    for name, path in paths.items():
        _look(inventory, path, name)
    return inventory


def _named(raw: Path, paths: dict[str, Path], text: str) -> str:
    """The name of a file that a person named as messages do, or by its path.

    Raises:
        DataError: there is no such file.
    """
    if text in paths:
        return text
    for name, path in paths.items():
        if path.absolute() == Path(text).absolute():
            return name
    near = sorted(name for name in paths if Path(name).name == Path(text).name)
    raise DataError(
        "--accept names a file that is not in the raw folder",
        file=raw,
        value=text,
        allowed=near or "a file as the refusal names it",
    )


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
    tops = heads(path, inventory.files[name])
    try:
        found = recognition.recognise(tops)
    except DataError as fault:
        claim = claim_of_header(tops)
        if claim is None or inventory.files[name].accepted:
            raise
        inventory.faulty.append(Faulty(tops[0], fault, claim))
        ward = {level for _, level, _, _ in claim} == {"ward"}
        _record(inventory, path, name, formats.RECORDED_WARD if ward else formats.RECORDED_BOROUGH)
        return
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


def sole_table(
    inventory: Inventory, kind: str, title: str, reader: Callable[[RawTable, Head], T]
) -> tuple[Head, RawTable, T]:
    """The one table of a kind; copies of it, in whatever format, must say the same.

    Args:
        inventory: the files.
        kind: name of the format.
        title: what messages call it.
        reader: turns the table into checked numbers; a copy that it refuses is left out.

    Returns:
        Its head, the table, and what the reader made of it.

    Raises:
        DataError: no such table, none that can be read, or two that differ.
    """
    found = sorted(inventory.tables.get(kind, []), key=lambda f: f[0].place)
    if not found:
        strangers = [s["file"] for s in inventory.sources if s["kind"] is None]
        raise DataError(
            f"no file with “{title}” was found in the raw folder",
            value="not recognised: " + ", ".join(strangers) if strangers else None,
            allowed="one such file, CSV, Excel or Parquet",
        )
    sound: list[tuple[Head, RawTable, T]] = []
    faulty: list[tuple[Head, DataError]] = []
    for head, row in found:
        try:
            table = read(head, row)
            sound.append((head, table, reader(table, head)))
        except DataError as fault:
            faulty.append((head, fault))
        else:
            inventory.source(head)["rows"] = len(table)
    for head, why in faulty:
        if not sound or head.file.accepted:
            raise why
        inventory.leave_out(head.file, head.place, why)
    head, table, _ = sound[0]
    for _, other, _ in sound[1:]:
        if not same(table, other):
            raise DataError(
                f"two files with “{title}” differ",
                file=other.place,
                value=f"{head.place} and {other.place}",
                allowed="one of them",
            )
    return sound[0]


def same(one: RawTable, other: RawTable) -> bool:
    """Whether two tables hold the same cells under the same names, in whatever format."""
    return (
        len(one) == len(other)
        and [token(n) for n in one.header] == [token(n) for n in other.header]
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

"""How an extract lies on disk: two Parquet tables and what is known of them, outside git.

``<root>/<name>/offences.parquet`` has a row an offence, ``people.parquet`` a row a victim or
suspect, ``boroughs.parquet`` the offences counted by borough, month and all that a series is made
of, ``extract.json`` the facts. No identifier of a record or a person is kept.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from data.errors import DataError
from data.extracts.folder import FACTS, FORMAT, names, read_facts, root_folder
from data.extracts.lock import locked
from data.extracts.recovery import OLD, beside, discard, settle

__all__ = ["names", "read_facts", "remove_extract", "root_folder", "write_extract"]

_TEXT = pa.dictionary(pa.int32(), pa.string())
_SHARED = {
    "month": pa.int32(),
    "ward": _TEXT,
    "borough": _TEXT,
    "offence": _TEXT,
    "knife_crime": pa.bool_(),
    "lethal_barrel_discharge": pa.bool_(),
    "domestic_abuse": pa.bool_(),
    "under_25": pa.bool_(),
    "sexual_violence": pa.bool_(),
    "serious_violence": pa.bool_(),
    "key": pa.uint32(),
}
OFFENCES_SCHEMA = pa.schema(
    {"weekday": pa.int8(), "hour": pa.int8(), "exact": pa.bool_(), **_SHARED}
)
"""One row an offence; ``month`` counts months since year 0, -1 is an unknown weekday or hour."""
PEOPLE_SCHEMA = pa.schema(
    {"role": _TEXT, "age": pa.int16(), "sex": _TEXT, "ethnicity": _TEXT, **_SHARED}
)
"""One row a victim or suspect; -1 is an unknown age."""

CUBE = tuple(name for name in _SHARED if name not in ("ward", "key"))
ROW_GROUP = 100_000


def _arrow(frame: pd.DataFrame, schema: pa.Schema, what: str) -> pa.Table:
    """The frame in the stored types.

    Raises:
        DataError: a column is missing, or holds what its type cannot.
    """
    lost = [name for name in schema.names if name not in frame.columns]
    if lost:
        raise DataError(f"the {what} of an extract lack a column", column=lost[0])
    arrays = []
    for field in schema:
        column = frame[field.name]
        try:
            if pa.types.is_dictionary(field.type):
                coded = column.astype("category")
                arrays.append(
                    pa.DictionaryArray.from_arrays(
                        pa.array(coded.cat.codes.to_numpy(), pa.int32()),
                        pa.array(coded.cat.categories.astype(str), pa.string()),
                    )
                )
            else:
                arrays.append(pa.array(column.to_numpy(), field.type))
        except (pa.ArrowInvalid, pa.ArrowTypeError, TypeError) as error:
            raise DataError(
                f"the {what} of an extract hold a wrong type",
                column=field.name,
                value=str(column.dtype),
                allowed=str(field.type),
            ) from error
    table = pa.Table.from_arrays(arrays, schema=schema)
    if any(column.null_count for column in table.columns):
        raise DataError(f"the {what} of an extract have empty cells")
    return table


def _sorted(table: pa.Table) -> pa.Table:
    """The records by offence and month: a question reads only the part of the file it needs."""
    keys = (table["month"].to_numpy(), table["offence"].combine_chunks().indices.to_numpy())
    return table.take(np.lexsort(keys))


def _by_borough(offences: pa.Table) -> pa.Table:
    """Offences and sums of their keys by borough, month, offence, flags and cohorts."""
    wide = offences.select([*CUBE, "key"]).set_column(
        len(CUBE), "key", offences["key"].cast(pa.uint64())
    )
    texts = {name: wide[name].cast(pa.string()) for name in ("borough", "offence")}
    for name, column in texts.items():
        wide = wide.set_column(wide.column_names.index(name), name, column)
    found = wide.group_by(list(CUBE)).aggregate([("key", "sum"), ("key", "count")])
    return found.rename_columns([*CUBE, "keys", "count"]).sort_by(
        [(name, "ascending") for name in ("offence", "borough", "month")]
    )


def _identity(tables: tuple[pa.Table, ...]) -> str:
    """12 hex digits over the values, in order."""
    digest = hashlib.sha256()
    for table in tables:
        for name, column in zip(table.column_names, table.columns, strict=True):
            digest.update(name.encode())
            flat = column.combine_chunks()
            if pa.types.is_dictionary(flat.type):
                digest.update("\x1f".join(flat.dictionary.to_pylist()).encode())
                flat = flat.indices
            digest.update(np.ascontiguousarray(flat.to_numpy(zero_copy_only=False)).tobytes())
    return digest.hexdigest()[:12]


def write_extract(
    root: Path, name: str, offences: pd.DataFrame, people: pd.DataFrame, facts: dict[str, Any]
) -> Path:
    """Put an extract in place: written beside, then swapped; a former one stays on any failure.

    Args:
        root: the folder of all extracts; made when it does not exist.
        name: the extract's name.
        offences: columns of :data:`OFFENCES_SCHEMA`.
        people: columns of :data:`PEOPLE_SCHEMA`.
        facts: at least :data:`FACTS`; ``name``, ``id`` and ``rows`` are filled in here.

    Returns:
        The folder of the extract.

    Raises:
        DataError: a column, a type or a fact is missing.
    """
    lost = [key for key in FACTS if key not in facts]
    if lost:
        raise DataError("a fact about the extract is missing", column=lost[0], allowed=FACTS)
    tables = (
        _sorted(_arrow(offences, OFFENCES_SCHEMA, "offences")),
        _sorted(_arrow(people, PEOPLE_SCHEMA, "people")),
    )
    told = dict(facts) | {
        "name": name,
        "format": FORMAT,
        "id": _identity(tables),
        "rows": {"offences": len(offences), "people": len(people)},
    }
    root.mkdir(parents=True, exist_ok=True)
    with locked(root):
        settle(root)
        place = beside(root, name)
        try:
            _write(place, tables, told)
            _swap(place, root / name)
        finally:
            shutil.rmtree(place, ignore_errors=True)
    return root / name


def _write(place: Path, tables: tuple[pa.Table, pa.Table], told: dict[str, Any]) -> None:
    """The files of an extract."""
    written = (*tables, _by_borough(tables[0]))
    for table, file in zip(written, ("offences", "people", "boroughs"), strict=True):
        pq.write_table(
            table, place / f"{file}.parquet", compression="lz4", row_group_size=ROW_GROUP
        )
    text = json.dumps(told, ensure_ascii=False, indent=1) + "\n"
    (place / "extract.json").write_text(text, "utf-8")


def _swap(new: Path, place: Path) -> None:
    """Put a finished folder in the place of another, which comes back when that fails."""
    former = new.with_suffix(OLD)
    if place.exists():
        os.replace(place, former)
    try:
        os.replace(new, place)
    except OSError:
        if former.exists():
            os.replace(former, place)
        raise
    if former.exists():
        with suppress(OSError):  # the new one stands; the next change or start tries again
            discard(former)


def remove_extract(root: Path, name: str) -> None:
    """Delete an extract, what was computed from it and what a killed change left of it.

    Killed at any moment, it leaves the extract as it was or a folder that says that it is
    removed: the next start, import or removal deletes that one, and this one says that it did.

    Raises:
        DataError: there is none of that name.
        OSError: it cannot be deleted, or another change takes too long.
    """
    if not root.is_dir():
        read_facts(root, name)  # says that there is none
    with locked(root):
        finished = settle(root)
        if (root / name).is_dir():
            discard(root / name)
        elif name not in finished:
            read_facts(root, name)

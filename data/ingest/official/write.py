"""Put the processed data in place: write beside, then swap, so that nothing is half-written."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from data.errors import DataError

_SCHEMAS: dict[str, pa.Schema] = {
    "counts.parquet": pa.schema(
        [
            ("level", pa.string()),
            ("area_code", pa.string()),
            ("offence", pa.string()),
            ("month", pa.date32()),
            ("count", pa.int32()),
        ]
    ),
    "city.parquet": pa.schema(
        [
            ("period_to", pa.date32()),
            ("offence", pa.string()),
            ("label", pa.string()),
            ("count", pa.int32()),
        ]
    ),
    "people.parquet": pa.schema(
        [
            *((name, pa.string()) for name in ("dataset", "role", "offence", "split", "level")),
            *((name, pa.string()) for name in ("area_code", "month", "age", "sex", "ethnicity")),
            ("method", pa.string()),
            ("domestic", pa.string()),
            ("count", pa.int32()),
        ]
    ),
}


def write_table(path: Path, frame: pd.DataFrame) -> None:
    """Write one table as Parquet, the same bytes for the same values."""
    schema = _SCHEMAS.get(path.name)
    if schema is None:
        fields = []
        for name, kind in frame.dtypes.items():
            text = str(kind)
            fields.append(
                (
                    name,
                    pa.string()
                    if text in ("str", "object")
                    else pa.type_for_alias({"float64": "double"}.get(text, text)),
                )
            )
        schema = pa.schema(fields)
    arrays = []
    for field in schema:
        column = frame[field.name]
        if str(column.dtype) == "category":
            coded = pa.DictionaryArray.from_arrays(
                pa.array(column.cat.codes.to_numpy(), pa.int32()),
                pa.array(column.cat.categories.astype(str), pa.string()),
            )
            arrays.append(coded.cast(pa.string()))
        else:
            arrays.append(pa.array(column, from_pandas=True).cast(field.type))
    table = pa.Table.from_arrays(arrays, schema=schema)
    pq.write_table(table, path, compression="zstd", compression_level=12, row_group_size=262_144)


def write_json(path: Path, content: object) -> None:
    """Write JSON for people and diffs: indented, one trailing line end."""
    text = json.dumps(content, ensure_ascii=False, indent=1)
    path.write_text(text + "\n", encoding="utf-8")


def refuse_foreign(out: Path) -> None:
    """Raise when the output folder is something else than processed data.

    The swap replaces the folder, so a folder of other things must never be named.

    Raises:
        DataError: the folder has content and no manifest.
    """
    if out.exists() and not out.is_dir():
        raise DataError("is not a folder", file=out)
    if out.is_dir() and any(out.iterdir()) and not (out / "manifest.json").is_file():
        strangers = [p.name for p in out.iterdir() if p.suffix != ".parquet"]
        if strangers:
            raise DataError(
                "the output folder holds other things and no manifest: it would be replaced",
                file=out,
                value=sorted(strangers)[0],
                allowed="an empty or new folder, or one that a build has written",
            )


def swap_in(targets: Sequence[tuple[Path, Callable[[Path], None]]]) -> None:
    """Fill new folders beside the old ones, then put all of them in place.

    Args:
        targets: folder → what fills a fresh copy of it. Nothing is touched before every
            folder is filled; when a move fails, the moves before it are taken back.
    """
    fresh: list[tuple[Path, Path, Path]] = []
    try:
        for target, fill in targets:
            target.parent.mkdir(parents=True, exist_ok=True)
            new = target.with_name(f".{target.name}.new-{os.getpid()}")
            old = target.with_name(f".{target.name}.old-{os.getpid()}")
            shutil.rmtree(new, ignore_errors=True)
            new.mkdir()
            fresh.append((target, new, old))
            fill(new)
        _move(fresh)
        for _target, _new, old in fresh:
            shutil.rmtree(old, ignore_errors=True)
    finally:
        for _target, new, _old in fresh:
            shutil.rmtree(new, ignore_errors=True)


def _move(fresh: list[tuple[Path, Path, Path]]) -> None:
    done: list[tuple[Path, Path]] = []
    try:
        for target, new, old in fresh:
            if target.exists():
                target.rename(old)
            done.append((target, old))
            new.rename(target)
    except OSError:
        for target, old in reversed(done):
            if old.exists():
                shutil.rmtree(target, ignore_errors=True)
                old.rename(target)
        raise

"""The id of the processed data: a hash of its values, the same on every machine."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq

#: File → the columns that make a row of it unique and order it.
TABLES = {
    "counts.parquet": ["level", "offence", "area_code", "month"],
    "areas.parquet": ["level", "area_code"],
    "neighbours.parquet": ["area_code", "neighbour_code"],
    "population.parquet": ["level", "area_code", "sex", "age"],
    "deprivation.parquet": ["level", "area_code"],
    "city.parquet": ["period_to", "offence"],
    "people.parquet": [
        *("dataset", "role", "offence", "split", "level", "area_code", "month"),
        *("age", "sex", "ethnicity", "method", "domestic"),
    ],
    "ethnicity.parquet": ["area_code", "ethnicity"],
    "national.parquet": ["origin", "area_code", "measure", "period"],
}
#: Text columns of large tables that repeat, to be held as categories.
_REPEATING = {
    "counts.parquet": ["level", "area_code", "offence"],
    "people.parquet": TABLES["people.parquet"],
}
OUTLINES = ("wards.json", "boroughs.json", "london.json")

#: Decimals that a measured column is trusted to, so that the id is the same on every machine.
_DECIMALS = {"shared_m": 0, "area_km2": 2, "imd_average_rank": 2, "imd_share_most_deprived_20": 4}
_COORDINATE_DECIMALS = 5


def build_id(processed: Path, boundaries: Path) -> str:
    """The id of the processed data: 12 hex digits of a SHA-256 over values.

    Sorted values and rounded coordinates go in; file bytes, names of sources and times do
    not, so the same input gives the same id whatever its format or folder.
    """
    digest = hashlib.sha256()
    for name, keys in TABLES.items():
        frame = load(processed / name)
        names = sorted(map(str, frame.columns))
        digest.update(f"{name} {len(frame)} {','.join(names)}\n".encode())
        coded = {c: _coded(frame[c]) for c in names}
        order = np.lexsort([coded[k][1] for k in reversed(keys)])
        for column in names:
            values, numbers = coded[column]
            digest.update(values)
            digest.update(numbers[order].astype("<i8").tobytes())
    for name in OUTLINES:
        content = json.loads((boundaries / name).read_text(encoding="utf-8"))
        digest.update(name.encode())
        for feature in sorted(content["features"], key=lambda f: str(f["id"])):
            digest.update(json.dumps([feature["id"], feature["properties"]]).encode())
            digest.update(_rounded(feature["geometry"]["coordinates"]).encode())
    return digest.hexdigest()[:12]


def load(path: Path) -> pd.DataFrame:
    """A table of the processed data; text columns of large ones as categories (they repeat)."""
    texts = _REPEATING.get(path.name)
    frame: pd.DataFrame = pq.read_table(path, read_dictionary=texts).to_pandas(date_as_object=False)
    return frame


def _coded(column: pd.Series) -> tuple[bytes, np.ndarray]:
    """A column as whole numbers that sort as its values do, and the texts they stand for."""
    if pd.api.types.is_datetime64_any_dtype(column):
        return b"", column.to_numpy().astype("datetime64[D]").astype(np.int64)
    if pd.api.types.is_float_dtype(column):
        decimals = _DECIMALS.get(str(column.name), _COORDINATE_DECIMALS)
        return b"", np.round(column.fillna(-1).to_numpy() * 10**decimals).astype(np.int64)
    if pd.api.types.is_numeric_dtype(column):
        return b"", column.to_numpy().astype(np.int64)
    if isinstance(column.dtype, pd.CategoricalDtype):
        texts = np.array(column.cat.categories.astype(str), dtype=object)
        rank = np.argsort(np.argsort(texts))
        return "\x1f".join(sorted(texts)).encode(), rank[column.cat.codes.to_numpy()]
    codes, values = pd.factorize(column, sort=True)
    return "\x1f".join(map(str, values)).encode(), codes.astype(np.int64)


def _rounded(coordinates: object) -> str:
    if isinstance(coordinates, list):
        return "[" + ",".join(map(_rounded, coordinates)) + "]"
    return str(round(float(coordinates) * 10**_COORDINATE_DECIMALS))  # type: ignore[arg-type]

"""Where an offence lies: ward and borough codes of a cell, from the processed areas."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq

from data.errors import DataError
from data.ingest.extracts.values import UNKNOWN, Fault, key_of
from data.ingest.official.areas import AIRPORTS, HILLINGDON, NOT_PLACED, plain
from data.model.places import CITY, UNPLACED

NOWHERE = -1
"""A cell that names no place."""
OUTSIDE = -2
"""A borough cell that names the City of London, which the Met does not police."""


@dataclass(frozen=True)
class Places:
    """Wards and boroughs that an extract may name.

    Attributes:
        wards: ward codes, sorted; the last is "" for none.
        boroughs: borough codes of the Met, sorted; the last is ``unplaced``.
        parents: of each ward, the place of its borough; of the last, that of ``unplaced``.
        ward_numbers: ward code to its place.
        borough_numbers: borough code to its place.
        names: borough name, as :func:`data.ingest.official.areas.plain` makes it, to its place.
    """

    wards: tuple[str, ...]
    boroughs: tuple[str, ...]
    parents: np.ndarray
    ward_numbers: dict[str, int]
    borough_numbers: dict[str, int]
    names: dict[str, int]

    def ward(self, text: str) -> int:
        """Place of a ward code, :data:`NOWHERE` for none."""
        code = text.upper()
        if code in self.ward_numbers:
            return self.ward_numbers[code]
        if _nothing(text):
            return NOWHERE
        raise Fault("unknown ward", "a code of the 679 wards of May 2022 (E05…), or empty")

    def borough(self, text: str) -> int:
        """Place of a borough code or name; :data:`NOWHERE` for none, :data:`OUTSIDE` the Met."""
        code = text.upper()
        if code in self.borough_numbers:
            return self.borough_numbers[code]
        name = plain(text)
        if name in self.names:
            return self.names[name]
        if code == CITY or name == "city of london":
            return OUTSIDE
        if name in NOT_PLACED or _nothing(text):
            return NOWHERE
        raise Fault("unknown borough", "a code (E09…) or name of a London borough, or empty")


def _nothing(text: str) -> bool:
    return key_of(text) in UNKNOWN | {UNPLACED} or text == "-1"


def read_places(processed: Path) -> Places:
    """The areas of the processed data.

    Args:
        processed: folder with ``areas.parquet``.

    Raises:
        DataError: it is not there.
    """
    path = processed / "areas.parquet"
    try:
        areas = pq.read_table(
            path, columns=["level", "area_code", "area_name", "parent_code", "has_police_data"]
        ).to_pandas()
    except FileNotFoundError as error:
        raise DataError(
            "there is no processed data here",
            file=processed,
            allowed="a folder written by: python -m data build",
        ) from error
    policed = areas[areas["has_police_data"]].sort_values("area_code")
    wards = policed[policed["level"] == "ward"]
    boroughs = policed[policed["level"] == "borough"]
    codes = (*map(str, boroughs["area_code"]), UNPLACED)
    number = {code: place for place, code in enumerate(codes[:-1])}
    parents = [number[code] for code in wards["parent_code"]]
    names = {plain(name): place for place, name in enumerate(boroughs["area_name"])}
    names |= dict.fromkeys(AIRPORTS, number[HILLINGDON])
    return Places(
        (*map(str, wards["area_code"]), ""),
        codes,
        np.array([*parents, len(codes) - 1], dtype=np.int64),
        {str(code): place for place, code in enumerate(wards["area_code"])},
        number,
        names,
    )

"""Where and when in the year: real recorded counts, and places and months drawn from them."""

from __future__ import annotations

import datetime as dt
import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from data.errors import DataError
from data.ingest.simulate.apportion import Ints, systematic
from data.ingest.simulate.targets import YEARS
from data.model.places import UNPLACED
from data.paths import PROCESSED

SERIES = {"threats-to-kill": "violence-without-injury"}
"""Open series that stand for an offence which open data does not count apart."""

_READ = (
    *("homicide", "violence-with-injury", "violence-without-injury", "personal-robbery"),
    *("rape", "other-sexual-offences", "domestic-abuse", "domestic-abuse-with-injury"),
)


@dataclass(frozen=True)
class Places:
    """Places and months of some offences.

    Attributes:
        month: months since year 0 (``year*12 + month-1``).
        ward: position in :attr:`Recorded.wards`; the last, empty one is "not in a ward".
    """

    month: npt.NDArray[np.int32]
    ward: npt.NDArray[np.int16]


class Recorded:
    """The recorded monthly counts of wards, with those that no ward has.

    Args:
        folder: where ``python -m data build`` wrote; ``DATA_PROCESSED`` or the committed one.

    Raises:
        DataError: the counts cannot be found.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or Path(os.environ.get("DATA_PROCESSED") or PROCESSED)

    def _table(self, name: str, columns: list[str], **options: object) -> pa.Table:
        path = self.folder / f"{name}.parquet"
        try:
            return pq.read_table(path, columns=columns, **options)
        except FileNotFoundError as error:
            raise DataError(
                "there is no processed data to draw places from",
                file=path,
                allowed="a folder written by: python -m data build",
            ) from error

    @cached_property
    def _homes(self) -> dict[str, str]:
        """Borough by ward."""
        areas = self._table("areas", ["level", "area_code", "parent_code", "has_police_data"])
        kept = areas.filter(pc.and_(pc.equal(areas["level"], "ward"), areas["has_police_data"]))
        codes, homes = kept["area_code"].to_pylist(), kept["parent_code"].to_pylist()
        return dict(sorted(zip(codes, homes, strict=True)))

    @cached_property
    def wards(self) -> tuple[str, ...]:
        """Codes of the policed wards; the last is empty, for offences that no ward has."""
        return (*self._homes, "")

    @cached_property
    def boroughs(self) -> tuple[str, ...]:
        """Borough of every ward, in the order of :attr:`wards`; the last is ``unplaced``."""
        return (*self._homes.values(), UNPLACED)

    @cached_property
    def _counts(self) -> dict[str, Ints]:
        """Month × ward counts (2019 to 2023) of every series that is read; the last is unplaced."""
        months = len(YEARS) * 12
        first, after = dt.date(YEARS[0], 1, 1), dt.date(YEARS[-1] + 1, 1, 1)
        table = self._table(
            "counts",
            ["level", "area_code", "offence", "month", "count"],
            filters=(pc.field("month") >= first)
            & (pc.field("month") < after)
            & pc.field("offence").isin(_READ)
            & ((pc.field("level") == "ward") | (pc.field("area_code") == UNPLACED)),
        )
        # Both levels have the offences without a place; one of them is enough.
        levels, areas = table["level"], table["area_code"]
        both = pc.and_(pc.equal(areas, UNPLACED), pc.equal(levels, "ward"))
        table = table.filter(pc.invert(both))
        known = pa.array([*self.wards[:-1], UNPLACED])
        at = pc.index_in(table["area_code"], value_set=known).combine_chunks()
        if at.null_count:
            raise DataError("a ward of the counts is not in the areas", file=self.folder)
        offence = pc.index_in(table["offence"], value_set=pa.array(_READ)).combine_chunks()
        days = table["month"].combine_chunks()
        month = pc.add(pc.multiply(pc.year(days), 12), pc.month(days)).to_numpy()
        shape = (len(_READ), months, len(self.wards))
        counts = np.zeros(shape, dtype=np.int64)
        place = (offence.to_numpy(), month - (YEARS[0] * 12 + 1), at.to_numpy())
        np.add.at(counts, place, table["count"].to_numpy())
        return dict(zip(_READ, counts, strict=True))

    def monthly(self, offence: str) -> Ints:
        """London's recorded offences of the 60 months from January 2019, unplaced ones included."""
        return self._of(offence).sum(axis=1)

    def yearly(self, offence: str, year: int) -> int:
        """London's recorded offences of a year, unplaced ones included."""
        return int(self.cells(offence, year).sum())

    def unplaced_share(self, offence: str) -> float:
        """Share of the recorded offences of 2019 to 2023 that have no place."""
        counts = self._of(offence)
        return float(counts[:, -1].sum() / counts.sum())

    def draw(self, offence: str, year: int, count: int, rng: np.random.Generator) -> Places:
        """Places and months in the proportions of the recorded offences of that year.

        Args:
            offence: slug.
            year: calendar year.
            count: how many are drawn.
            rng: of everything random.

        Returns:
            ``count`` of each in random order; every month has its exact share, up or down.
        """
        cells = self.cells(offence, year)
        drawn = np.repeat(
            np.arange(cells.size, dtype=np.int32), systematic(count, cells.ravel(), rng.random())
        )
        rng.shuffle(drawn)
        month, ward = np.divmod(drawn, np.int32(cells.shape[1]))
        return Places((month + year * 12).astype(np.int32), ward.astype(np.int16))

    def cells(self, offence: str, year: int) -> Ints:
        """Month × ward counts of a year; the last column is unplaced."""
        start = (year - YEARS[0]) * 12
        return self._of(offence)[start : start + 12]

    def _of(self, offence: str) -> Ints:
        found = self._counts[SERIES.get(offence, offence)]
        if not found.any():
            raise DataError("the processed data lack a series", file=self.folder, value=offence)
        return found

"""The only module that opens data: processed Parquet behind a read-only engine.

Questions are Ibis expressions over DuckDB, so that they also run on another engine. What they
return is kept per process, keyed by the build, because the same few series answer every page.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import ibis
import numpy as np
import pandas as pd

from data import periods
from data.catalogue import OFFENCES
from data.errors import DataError
from data.periods import Period
from data.selection import LONDON, Domain

PROCESSED = Path(__file__).parent / "processed"
PUBLISHED = Path(__file__).parent / "published"


@dataclass(frozen=True, eq=False)
class Panel:
    """Monthly counts of one series at one level.

    Attributes:
        codes: area codes, in the order of the rows.
        start: month of the first column.
        counts: offences, shape (areas, months), whole numbers.
    """

    codes: tuple[str, ...]
    start: str
    counts: np.ndarray

    @property
    def period(self) -> Period:
        """The months that the series covers."""
        return Period(self.start, periods.shift(self.start, self.counts.shape[1] - 1))

    def window(self, period: Period) -> np.ndarray:
        """Counts of a period, shape (areas, months).

        Raises:
            KeyError: the series does not cover the period.
        """
        if not period.within(self.period):
            raise KeyError(period)
        first = periods.index(period.start) - periods.index(self.start)
        return self.counts[:, first : first + period.months]

    @cached_property
    def rows(self) -> dict[str, int]:
        """Row number of every code."""
        return {code: number for number, code in enumerate(self.codes)}


class Store:
    """Read-only access to one build of the processed data.

    Args:
        folder: where ``python -m data build`` wrote it.

    Raises:
        DataError: the folder holds no manifest.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        try:
            self.manifest: dict = json.loads((folder / "manifest.json").read_text("utf-8"))
        except FileNotFoundError as error:
            raise DataError(
                "there is no processed data here",
                file=folder,
                allowed="a folder written by: python -m data build",
            ) from error
        self._connections: dict[int, ibis.BaseBackend] = {}
        self._panels: dict[tuple[str, str], Panel] = {}

    @property
    def build_id(self) -> str:
        """Identity of the data: the same values have the same id."""
        return str(self.manifest["build_id"])

    def table(self, name: str) -> ibis.Table:
        """A processed table as an expression; the connection is this process's own."""
        process = os.getpid()  # after a fork the parent's connection must not be touched
        connection = self._connections.get(process)
        if connection is None:
            connection = ibis.duckdb.connect(threads=1)
            self._connections = {process: connection}
        path = self.folder / f"{name}.parquet"
        return connection.read_parquet(str(path), table_name=name)

    def frame(self, name: str) -> pd.DataFrame:
        """A whole small table."""
        return self.table(name).to_pandas()

    def panel(self, level: str, offence: str) -> Panel:
        """Monthly counts of an offence or group at ward or borough level (with ``unplaced``).

        Raises:
            KeyError: the level or the offence has no series.
        """
        key = (level, offence)
        if key not in self._panels:
            self._panels[key] = self._sum([self._part(level, part) for part in _parts(offence)])
        return self._panels[key]

    def _part(self, level: str, part: str) -> Panel:
        counts = self.table("counts")
        asked = (
            counts.filter((counts.level == level) & (counts.offence == part))
            .group_by("area_code", "month")
            .agg(count=counts["count"].sum())
            .order_by("area_code", "month")
            .to_pyarrow()
        )
        start, end = self.manifest["coverage"][level][part]
        covered = Period(start, end)
        codes = asked["area_code"].to_numpy()[:: covered.months]
        values = asked["count"].to_numpy().astype("int32").reshape(len(codes), covered.months)
        return Panel(tuple(codes), start, values)

    @staticmethod
    def _sum(panels: list[Panel]) -> Panel:
        if len(panels) == 1:
            return panels[0]
        start = max(panel.period.start for panel in panels)
        end = min(panel.period.end for panel in panels)
        total = sum(panel.window(Period(start, end)) for panel in panels)
        return Panel(panels[0].codes, start, np.asarray(total))

    def coverage(self, level: str, offence: str) -> Period:
        """The months that a series covers at a level, without reading it."""
        level = "borough" if level == "london" else level
        spans = [self.manifest["coverage"][level][part] for part in _parts(offence)]
        return Period(max(span[0] for span in spans), min(span[1] for span in spans))

    @cached_property
    def areas(self) -> pd.DataFrame:
        """Every ward, borough and London, indexed by ``area_code``."""
        return self.frame("areas").set_index("area_code")

    @cache  # noqa: B019 - one Store lives as long as the process
    def residents(self, level: str, ages: tuple[int, int] | None = None) -> pd.Series:
        """Residents of every area of a level, by ``area_code``.

        Args:
            level: ``ward`` (Census 2021), ``borough`` or ``london`` (mid-2021).
            ages: lowest and highest age, both included; everybody when ``None``.

        London is the 32 boroughs that the Met polices, without the City of London.
        """
        table = self.table("population")
        unit = "borough" if level == "london" else level
        asked = table.filter((table.level == unit) & (table.sex == "all"))
        asked = (
            asked.filter(asked.age == -1)
            if ages is None
            else asked.filter(asked.age.between(*ages))
        )
        frame = asked.group_by("area_code").agg(residents=asked.residents.sum()).to_pandas()
        series = frame.set_index("area_code")["residents"].sort_index()
        if level == "london":
            policed = self.areas.index[self.areas["has_police_data"]]
            return pd.Series({LONDON: int(series[series.index.isin(policed)].sum())})
        return series

    @cached_property
    def neighbours(self) -> dict[str, tuple[str, ...]]:
        """Wards that touch a ward, longest shared boundary first."""
        frame = self.frame("neighbours").sort_values(
            ["area_code", "shared_m", "neighbour_code"], ascending=[True, False, True]
        )
        return {
            str(code): tuple(group["neighbour_code"])
            for code, group in frame.groupby("area_code", sort=False)
        }

    @cached_property
    def unit_costs(self) -> dict[str, float]:
        """Pounds an offence, by series: every component of the published unit cost, summed."""
        frame = pd.read_csv(PUBLISHED / "unit-costs.csv")
        return frame.groupby("offence")["cost"].sum().to_dict()

    @cached_property
    def domain(self) -> Domain:
        """What a Selection may name."""
        spans = [
            span
            for level in self.manifest["coverage"].values()
            for span in level.values()
        ]
        recorded = [slug for slug, item in OFFENCES.items() if item.source == "recorded"]
        shared = min(
            self.coverage(level, slug).end for level in ("ward", "borough") for slug in recorded
        )
        return Domain(
            parents=self.areas["parent_code"].to_dict(),
            levels=self.areas["level"].to_dict(),
            labels=self.areas["label"].to_dict(),
            bounds=Period(min(span[0] for span in spans), max(span[1] for span in spans)),
            shared_end=shared,
        )


def _parts(offence: str) -> tuple[str, ...]:
    return OFFENCES[offence].parts


@cache
def store() -> Store:
    """The store of this process: ``data/processed``, or the folder in ``DATA_PROCESSED``."""
    return Store(Path(os.environ.get("DATA_PROCESSED") or PROCESSED))

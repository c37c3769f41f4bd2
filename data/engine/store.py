"""The only module that opens data: what the build wrote, read-only, by way of the engine.

Questions are asked by :mod:`data.engine`. What they return is kept per process, keyed by the
build, because the same few series answer every page.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from functools import cache, cached_property
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa

from data.engine import expressions
from data.engine.backend import Backend
from data.engine.dispersions import Dispersions
from data.engine.panel import Panel, total
from data.errors import DataError
from data.model import periods
from data.model.catalogue import OFFENCES, Offence
from data.model.periods import Period
from data.model.places import LONDON
from data.model.unit_costs import UnitCosts, read_unit_costs
from data.paths import BOUNDARIES, PUBLISHED
from data.statistics.dispersion import Dispersion


class Build:
    """Read-only access to one build of the processed data.

    Args:
        folder: where ``python -m data build`` wrote it.
        url: the engine that answers, see :class:`data.engine.backend.Backend`.

    Raises:
        DataError: the folder holds no manifest.
    """

    def __init__(self, folder: Path, url: str = "") -> None:
        self.folder = folder
        try:
            self.manifest: dict = json.loads((folder / "manifest.json").read_text("utf-8"))
        except FileNotFoundError as error:
            raise DataError(
                "there is no processed data here",
                file=folder,
                allowed="a folder written by: python -m data build",
            ) from error
        self.backend = Backend(folder, url)
        self._panels: dict[tuple[str, str], Panel] = {}
        self.residents = cache(self._residents)
        self.residents_by_ethnicity = cache(self._residents_by_ethnicity)
        self.published = cache(self._published)

    def close(self) -> None:
        """Let go of everything that is kept: another Build takes this one's place."""
        for kept in (self.residents, self.residents_by_ethnicity, self.published):
            kept.cache_clear()
        self._panels.clear()
        self.backend.close()

    @property
    def build_id(self) -> str:
        """Identity of the data: the same values have the same id."""
        return str(self.manifest["build_id"])

    def frame(self, name: str) -> pd.DataFrame:
        """A whole small table."""
        return self.backend.frame(self.backend.table(name))

    def panel(self, level: str, offence: str) -> Panel:
        """Monthly counts of an offence or group at ward or borough level (with ``unplaced``).

        Raises:
            KeyError: the level or the offence has no series.
        """
        key = (level, offence)
        if key not in self._panels:
            parts = _parts(offence)
            self._panels |= self._read(level, [p for p in parts if (level, p) not in self._panels])
            self._panels[key] = total([self._panels[level, part] for part in parts])
        return self._panels[key]

    @cached_property
    def _dispersions(self) -> Dispersions:
        return Dispersions(self.folder)

    def dispersion(self, level: str, series: Offence) -> Dispersion | None:
        """How the areas of a level vary; ``None`` where it was not fitted with the build.

        Args:
            level: ``ward``, ``borough`` or ``london``.
            series: a series or group.
        """
        return self._dispersions.of(self.level_panel(level, series.slug), series, level)

    def level_panel(self, level: str, offence: str) -> Panel:
        """Monthly counts of a level; London is every borough's row and the unplaced one.

        Raises:
            KeyError: the level or the offence has no series.
        """
        if level == "london":
            return self.panel("borough", offence).added(LONDON)
        return self.panel(level, offence)

    def preload(self) -> None:
        """Read what every page needs; the engine must be closed before a fork."""
        for level, spans in self.manifest["coverage"].items():
            self._panels |= self._read(level, spans)
        for level in ("ward", "borough", "london"):
            self.residents(level)
        _ = self.neighbours, self.unit_costs, self._dispersions

    def _read(self, level: str, parts: Iterable[str]) -> dict[tuple[str, str], Panel]:
        """Stored series of a level: one question each, since one for all needs twice the room."""
        counts = self.backend.table("counts")
        found = {}
        for part in parts:
            start, end = self.manifest["coverage"][level][part]
            rows = self.backend.arrow(expressions.stored_series(counts, level, part))
            areas, months = self._areas_of(level), Period(start, end).months
            dense = _dense(rows, areas, start, months)
            if dense is None:
                raise DataError(
                    f"the counts of {part} by {level} are not complete",
                    file=self.backend.place("counts"),
                    value=f"{rows.num_rows} rows",
                    allowed=f"{areas * months} rows, every area in every month",
                )
            found[level, part] = dense
        return found

    def _areas_of(self, level: str) -> int:
        """How many rows of areas a stored series of a level has."""
        policed = int(((self.areas["level"] == level) & self.areas["has_police_data"]).sum())
        return policed + (level == "borough")  # and the offences that no borough has

    def coverage(self, level: str, offence: str) -> Period:
        """The months that a series covers at a level, without reading it."""
        level = "borough" if level == "london" else level
        spans = [self.manifest["coverage"][level][part] for part in _parts(offence)]
        return Period(max(span[0] for span in spans), min(span[1] for span in spans))

    @cached_property
    def areas(self) -> pd.DataFrame:
        """Every ward, borough and London, indexed by ``area_code``."""
        return self.frame("areas").set_index("area_code")

    def _residents(
        self, level: str, ages: tuple[int, int] | None = None, sex: str = "all"
    ) -> pd.Series:
        """Residents of every area of a level, by ``area_code``.

        Args:
            level: ``ward`` (Census 2021), ``borough`` or ``london`` (mid-2021).
            ages: lowest and highest age, both included; everybody when ``None``.
            sex: ``all``, ``female`` or ``male``; wards have age or sex, not both.

        London is the 32 boroughs that the Met polices, without the City of London.
        """
        wide = self._population["borough" if level == "london" else level, sex]
        years = wide.columns.to_numpy(dtype=int)
        low, high = ages or (-1, -1)  # -1 stands for everybody
        counts = wide.to_numpy()[:, (years >= low) & (years <= high)].sum(axis=1)
        series = pd.Series(counts.astype("int64"), wide.index, name="residents")
        return self._of_london(series) if level == "london" else series

    @cached_property
    def _population(self) -> dict[tuple[str, str], pd.DataFrame]:
        """Residents by level and sex: a row an area, a column a year of age, -1 for all ages."""
        return {
            (str(level), str(sex)): rows.pivot_table(
                index="area_code", columns="age", values="residents", aggfunc="sum"
            )
            for (level, sex), rows in self.frame("population").groupby(["level", "sex"])
        }

    def _residents_by_ethnicity(self, level: str) -> pd.DataFrame:
        """Residents of boroughs or London by broad ethnic group, Census 2021.

        Returns:
            A row an area, a column a group.
        """
        frame = self.frame("ethnicity")
        wide = frame.pivot_table(
            index="area_code", columns="ethnicity", values="residents", aggfunc="sum"
        )
        if level == "borough":
            return wide
        return pd.DataFrame({name: self._of_london(wide[name]) for name in wide.columns})

    def _of_london(self, series: pd.Series) -> pd.Series:
        """The policed boroughs added up, under London's code."""
        policed = self.areas.index[self.areas["has_police_data"]]
        return pd.Series({LONDON: int(series[series.index.isin(policed)].sum())})

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

    def outline(self, borough: str) -> list[tuple[float, float]]:
        """Longitude and latitude along the largest outer ring of a borough's outline."""
        own = self.folder / "boundaries" / "boroughs.json"
        path = own if own.exists() else BOUNDARIES / "boroughs.json"
        for feature in json.loads(path.read_text("utf-8"))["features"]:
            if feature["id"] == borough:
                shape = feature["geometry"]
                several = shape["type"] == "MultiPolygon"
                parts = shape["coordinates"] if several else [shape["coordinates"]]
                return [(x, y) for x, y in max((part[0] for part in parts), key=len)]
        raise KeyError(borough)

    @cached_property
    def published_names(self) -> tuple[str, ...]:
        """Names of the transcribed tables, in the order of the report."""
        found = [path.stem for path in PUBLISHED.glob("*.csv")]
        return tuple(sorted(found, key=lambda name: (_number(name) == 0, _number(name), name)))

    def _published(self, name: str) -> pd.DataFrame:
        """A transcribed table, one row a figure.

        Raises:
            KeyError: there is no such table.
        """
        if name not in self.published_names:
            raise KeyError(name)
        return pd.read_csv(PUBLISHED / f"{name}.csv", dtype={"value_text": str, "note": str})

    @cached_property
    def unit_costs(self) -> UnitCosts:
        """The unit costs that everything is counted with.

        Raises:
            DataError: the file cannot be trusted; it names the line.
        """
        return read_unit_costs(Path(os.environ.get("UNIT_COSTS") or PUBLISHED / "unit-costs.csv"))

    @cached_property
    def codes(self) -> dict[str, tuple[str, ...]]:
        """Codes of the wards and boroughs that the Met polices, in the order of rows."""
        policed = self.areas[self.areas["has_police_data"]]
        return {
            level: tuple(sorted(policed.index[policed["level"] == level]))
            for level in ("ward", "borough")
        }

    @cached_property
    def bounds(self) -> Period:
        """First and last month of any recorded series."""
        spans = [span for level in self.manifest["coverage"].values() for span in level.values()]
        return Period(min(span[0] for span in spans), max(span[1] for span in spans))

    @cached_property
    def shared_year(self) -> Period:
        """The latest 12 months that recorded wards and boroughs share."""
        recorded = [slug for slug, item in OFFENCES.items() if item.source == "recorded"]
        shared = (
            self.coverage(level, slug).end for level in ("ward", "borough") for slug in recorded
        )
        return periods.latest(min(shared))

    def facts(self, column: str) -> dict[str, str]:
        """A column of :attr:`areas` as texts, by area code."""
        return {str(code): str(value) for code, value in self.areas[column].items()}


def _dense(rows: pa.Table, areas: int, start: str, months: int) -> Panel | None:
    """A stored series as a panel, areas in the order of their codes; ``None`` if not complete.

    Complete is every one of so many areas in every month from the start, once.
    """
    area = rows["area_code"].combine_chunks().dictionary_encode()
    found = area.dictionary.to_numpy(zero_copy_only=False)
    column = (rows["month"].to_numpy().astype("datetime64[M]") - np.datetime64(start)).astype(int)
    if (len(found), rows.num_rows) != (areas, areas * months):
        return None
    if column.min() < 0 or column.max() >= months:
        return None
    order = np.argsort(found)
    row = np.argsort(order)[area.indices.to_numpy()]
    values = np.full((areas, months), -1, dtype=np.int32)  # no count is negative
    values[row, column] = rows["count"].to_numpy()
    return None if (values < 0).any() else Panel(tuple(found[order].tolist()), start, values)


def _number(name: str) -> int:
    """The number of a published table; 0 for one without."""
    digits = name.rpartition("-")[2]
    return int(digits) if digits.isdigit() else 0


def _parts(offence: str) -> tuple[str, ...]:
    return OFFENCES[offence].parts

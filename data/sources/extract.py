"""Questions to a case-level extract: panels, matrices of time, tables of people.

Counts leave here with the sums of their record keys, for the disclosure gate.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa

from data.disclosure import Gate, gate, shown
from data.engine import expressions
from data.engine.backend import Backend, ExtractTables
from data.engine.panel import Panel
from data.engine.records import COHORT_COLUMNS, Records
from data.model import periods
from data.model.catalogue import FLAGS, OFFENCES, Offence
from data.model.periods import Period
from data.model.places import UNPLACED
from data.sources.capabilities import Capabilities
from data.sources.crosstab import Coded, counted, crossed, unraveled
from data.sources.extract_terms import AGE_BANDS, ETHNICITIES, SIMULATED, capabilities_of
from data.sources.protocol import Offer, Source

if TYPE_CHECKING:
    from data.engine.store import Build

WIDE = 10_000
"""What the first part of a time is told apart by: more than any second part."""
MOST_KEPT = 64
"""How many questions about people an extract keeps."""


@dataclass(frozen=True)
class _Persons:
    """The people of one role who answer a question, counted by all that they may be cut by.

    Attributes:
        age: single years, -1 is unknown, shape (rows,).
        coded: sex and ethnicity, by name.
        counts: how many people a row stands for.
        keys: sums of their keys.
        atoms: the month and place of every row as a number; ``None`` where none are needed.
    """

    age: np.ndarray
    coded: dict[str, Coded]
    counts: np.ndarray
    keys: np.ndarray
    atoms: np.ndarray | None


class Extract(Source):
    """One extract, opened.

    Args:
        capabilities: as :func:`capabilities_of` gives them.
        facts: what is known of it.
        backend: the engine that answers.
        tables: its tables there.
        codes: area codes by level, ward and borough, in the order of rows.
        gate: how its counts are protected; ``None`` when they need no protection.
    """

    def __init__(
        self,
        capabilities: Capabilities,
        facts: dict[str, Any],
        backend: Backend,
        tables: ExtractTables,
        codes: dict[str, tuple[str, ...]],
        gate: Gate | None,
    ) -> None:
        self.facts = facts
        self.capabilities = capabilities
        self.gate = gate
        self._backend = backend
        self._tables = tables
        self._people_kept: OrderedDict[tuple[Records, Period], dict[str, _Persons]] = OrderedDict()
        self._lock = Lock()
        self._codes = {level: (*rows, UNPLACED) for level, rows in codes.items()}

    def identity(self, build_id: str) -> str:
        """The build's id and the extract's own."""
        return f"{build_id}-{self.facts['id']}"

    def parts(self, series: Offence) -> tuple[str, ...]:
        """The offences that a series adds up, with those that only extracts tell apart."""
        able = self.capabilities.offences
        return tuple(part for part in series.parts + series.apart if part in able)

    @property
    def protected(self) -> bool:
        """Whether its counts pass the disclosure gate."""
        return self.gate is not None and self.gate.on

    @property
    def protection(self) -> str:
        """How its counts are protected; empty where they need no protection."""
        if self.gate is None or not self.gate.on:
            return ""
        return (
            f"Counts under {self.gate.threshold}, and some close to it, are suppressed ([c]); "
            f"every other count is rounded to a multiple of {self.gate.base} after a small random "
            "change, so sums differ."
        )

    def bands(self, role: str, dimension: str) -> tuple[str, ...]:
        """The values of a dimension of people, in order, without ``unknown``."""
        if dimension in AGE_BANDS:
            return tuple(label for _, _, label in AGE_BANDS[dimension])
        return ("female", "male") if dimension == "sex" else ETHNICITIES

    def people_reason(self, role: str, by: Sequence[str], some_areas: bool) -> str:
        """Why a table of people cannot be given, in a sentence; empty when it can."""
        if why := super().people_reason(role, by, some_areas):
            return why
        if sum(name in AGE_BANDS for name in by) > 1:
            return "Ages are banded in one way at a time."
        return ""

    def coverage(self, _level: str, _offence: str) -> Period:
        """The months that it covers, the same for every series."""
        return self.capabilities.bounds

    def panel(self, level: str, offence: str, cohort: str) -> Panel:
        """Monthly counts of a series at ward or borough level; what has no place is one row."""
        if level == "borough":
            return self._borough_panel(offence, cohort)
        rows = self._backend.arrow(expressions.ward_panel(self._tables.offences, offence, cohort))
        codes = pd.Index(self._codes[level])
        # -1, the last row, is where everything goes that has no place
        at = (
            codes.get_indexer(rows["area"].to_numpy(zero_copy_only=False)),
            self._column(rows["month"].to_numpy()),
        )
        shape = (len(codes), self.capabilities.bounds.months)
        counts, keys = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.uint64)
        np.add.at(counts, at, rows["count"].to_numpy())
        np.add.at(keys, at, rows["keys"].to_numpy().astype(np.uint64))
        return Panel(self._codes[level], self.capabilities.bounds.start, counts, keys, self.gate)

    def _column(self, months: np.ndarray) -> np.ndarray:
        """Columns of a panel that months belong to."""
        return months.astype(np.int64) - periods.index(self.capabilities.bounds.start)

    def _borough_panel(self, offence: str, cohort: str) -> Panel:
        """A borough panel out of the cube, which one question fills for every series."""
        kinds, counts, keys = self._cube
        item = OFFENCES[offence]
        if offence in FLAGS:
            flag, limited = FLAGS[offence]
            mine = kinds[flag].to_numpy(copy=True)
            mine &= kinds["offence"].isin(limited).to_numpy() if limited else True
        else:
            mine = kinds["offence"].isin(item.parts + item.apart).to_numpy(copy=True)
        if cohort != "all-ages":
            mine &= kinds[COHORT_COLUMNS[cohort]].to_numpy()
        return Panel(
            self._codes["borough"],
            self.capabilities.bounds.start,
            counts[mine].sum(axis=0),
            keys[mine].sum(axis=0),
            self.gate,
        )

    @cached_property
    def _cube(self) -> tuple[pd.DataFrame, np.ndarray, np.ndarray]:
        """Every kind of offence, flags and cohorts; its counts and sums of keys.

        Both have the shape (kinds, boroughs and the unplaced, months).
        """
        names = ["offence", *expressions.MARKS]
        frame = self._backend.frame(expressions.borough_cube(self._tables.boroughs))
        kind = frame.groupby(names, sort=False, observed=True).ngroup().to_numpy()
        kinds = frame[names].drop_duplicates(ignore_index=True)
        number = {code: row for row, code in enumerate(self._codes["borough"])}
        area = frame["borough"].map(number).fillna(len(number) - 1).to_numpy(dtype=np.int64)
        at = (kind, area, self._column(frame["month"].to_numpy()))
        shape = (len(kinds), len(number), self.capabilities.bounds.months)
        counts, keys = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.uint64)
        np.add.at(counts, at, frame["count"].to_numpy())
        np.add.at(keys, at, frame["keys"].to_numpy().astype(np.uint64))
        return kinds, counts, keys

    def warm(self) -> None:
        """Read what the first question would wait for."""
        _ = self._cube

    def matrix(self, records: Records, period: Period, rows: str, columns: str) -> pd.DataFrame:
        """Counts by two parts of the time committed.

        Returns:
            ``row``, ``column`` (numbers: year, month 1-12, weekday 0-6, hour 0-23; -1 is
            unknown), ``count`` and ``exact`` (recorded as exactly 00:00 or 12:00), NaN where
            suppressed. Cells without records are absent.
        """
        found = self._backend.arrow(
            expressions.time_matrix(
                self._tables.offences, records, period, rows, columns, self.protected
            )
        )
        parts = [found[name].to_numpy().astype(np.int64) for name in ("row", "column")]
        lost = (parts[0] < 0) | (parts[1] < 0)
        # one atom for a month and place: what is unknown in several ways is one cell
        cells = np.where(lost, 0, (parts[0] + 1) * WIDE + parts[1] + 1)
        counts = {
            name: counted(cells, *_sums(found, *pair), _atom(found), self.gate)
            for name, pair in (
                ("count", ("count", "keys")),
                ("exact", ("exact_count", "exact_keys")),
            )
        }
        places = counts["count"][0]
        return pd.DataFrame(
            {
                "row": places // WIDE - 1,
                "column": np.where(places, places % WIDE - 1, -1),
                **{name: values for name, (_, values) in counts.items()},
            }
        )

    def people(
        self, records: Records, period: Period, role: str, by: Sequence[str]
    ) -> pd.DataFrame:
        """Victims or suspects by age, sex and ethnicity.

        Args:
            records: which offences' people.
            period: months of the offences.
            role: ``victim`` or ``suspect``.
            by: names from :data:`CUTS`, one kind of age at most.

        Returns:
            A column for each of ``by`` (``age`` for every kind of age) and ``count``, NaN where
            suppressed. Combinations without records are absent.
        """
        persons = self._persons(records, period)[role]
        names = ["age" if name in AGE_BANDS else name for name in by]
        columns = [
            _banded(persons.age, AGE_BANDS[name]) if name in AGE_BANDS else persons.coded[name]
            for name in by
        ]
        cells, shape = crossed(columns, len(persons.counts))
        found, counts = counted(cells, persons.counts, persons.keys, persons.atoms, self.gate)
        if not by and not len(found):  # nobody is a number as well
            found, counts = np.zeros(1, dtype=np.int64), self._nobody
        return unraveled(found, shape, names, columns).assign(count=counts)

    @property
    def _nobody(self) -> np.ndarray:
        """The count of no people as it may be shown."""
        none = np.zeros(1)
        return none if self.gate is None else shown(none, none, self.gate)

    def _persons(self, records: Records, period: Period) -> dict[str, _Persons]:
        """Victims and suspects by single year of age, sex and ethnicity: one question for all."""
        kept = (records, period)
        with self._lock:
            if kept in self._people_kept:
                self._people_kept.move_to_end(kept)
                return self._people_kept[kept]
        found = self._backend.arrow(  # outside the lock: others need not wait for it
            expressions.persons(self._tables.people, records, period, self.protected)
        )
        persons = _by_role(found)
        with self._lock:
            self._people_kept[kept] = persons
            if len(self._people_kept) > MOST_KEPT:
                self._people_kept.popitem(last=False)
        return persons


def _banded(ages: np.ndarray, bands: tuple) -> Coded:
    """Ages as their bands; ``unknown`` outside all of them."""
    lows, highs = (np.array([band[end] for band in bands]) for end in (0, 1))
    labels = np.array([*(label for _, _, label in bands), "unknown"], dtype=object)
    at = np.searchsorted(lows, ages, side="right") - 1
    inside = (at >= 0) & (ages <= highs[at])
    return Coded(labels, np.where(inside, at, len(bands)))


def _sums(found: pa.Table, count: str, keys: str) -> tuple[np.ndarray, np.ndarray]:
    """Counts and sums of keys of an answer's rows."""
    return found[count].to_numpy(), found[keys].to_numpy().astype(np.uint64)


def _atom(found: pa.Table) -> np.ndarray | None:
    """The atom of an answer's rows as a number; ``None`` where none are needed."""
    columns = [Coded.of(found[name]) for name in ("month", "place") if name in found.column_names]
    return crossed(columns, found.num_rows)[0] if columns else None


def _by_role(found: pa.Table) -> dict[str, _Persons]:
    """The answer of the engine, role by role."""
    role, atoms = Coded.of(found["role"]), _atom(found)
    counts, keys = _sums(found, "count", "keys")
    ages = found["age"].to_numpy()
    coded = {name: Coded.of(found[name]) for name in ("sex", "ethnicity")}
    labels = role.labels.tolist()
    persons = {}
    for name in ("victim", "suspect"):
        rows = np.flatnonzero(role.codes == (labels.index(name) if name in labels else -1))
        persons[name] = _Persons(
            ages[rows],
            {key: column[rows] for key, column in coded.items()},
            counts[rows],
            keys[rows],
            None if atoms is None else atoms[rows],
        )
    return persons


def offers(facts: dict[str, dict[str, Any]], root: Path, build: Build) -> dict[str, Offer]:
    """The extracts of a folder, by name, the simulated one first.

    Args:
        facts: what is known of each, by name.
        root: the folder of extracts.
        build: the processed data, whose engine and areas they share.
    """

    def offer(name: str) -> Offer:
        able = capabilities_of(facts[name])
        protection = gate() if able.dataset.confidential else None

        def opened() -> Extract:
            tables = build.backend.extract(root / name, facts[name]["id"])
            return Extract(able, facts[name], build.backend, tables, build.codes, protection)

        return Offer(able, opened)

    order = sorted(facts, key=lambda name: (name != SIMULATED.slug, name))
    return {name: offer(name) for name in order}

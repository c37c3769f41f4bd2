"""Questions to a case-level extract: panels, matrices of time, tables of people.

Counts leave here with the sums of their record keys, for the disclosure gate.
"""

from __future__ import annotations

import functools
import operator
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import ibis
import numpy as np
import pandas as pd

from data import periods
from data.catalogue import DATASETS, FLAGS, OFFENCES, Dataset
from data.datasets.answers import Answers, offences_of_extract
from data.disclosure import Gate, noise, shown
from data.panel import Panel
from data.periods import Period
from data.selection import UNPLACED

WEEKDAYS = (
    *("Monday", "Tuesday", "Wednesday", "Thursday", "Friday"),
    *("Saturday", "Sunday"),
)

AGE_BANDS = {
    "age": (
        *((1, 9, "1-9"), (10, 14, "10-14"), (15, 17, "15-17"), (18, 18, "18"), (19, 24, "19-24")),
        *((25, 34, "25-34"), (35, 44, "35-44"), (45, 54, "45-54"), (55, 64, "55-64")),
        (65, 200, "65+"),
    ),
    "age-sna": (
        *((1, 9, "1-9"), (10, 14, "10-14"), (15, 18, "15-18"), (19, 24, "19-24")),
        (25, 200, "25+"),
    ),
    "age-stage": ((1, 17, "under 18"), (18, 24, "18-24"), (25, 200, "25+")),
}
"""Ways to band single years of age: lowest, highest, label."""

COHORT_COLUMNS = {
    "under-25": "under_25",
    "domestic-abuse": "domestic_abuse",
    "sexual-violence": "sexual_violence",
    "serious-violence": "serious_violence",
}
CUTS = (*AGE_BANDS, "sex", "ethnicity")
MOST_KEPT = 64
"""How many questions about people an extract keeps."""


@dataclass(frozen=True)
class Asked:
    """A question without its period: which records.

    Attributes:
        offence: slug of the series.
        cohort: slug of the cohort.
        level: level of the areas.
        areas: codes of the level, or ``None`` for all of London.
    """

    offence: str
    cohort: str
    level: str = "london"
    areas: frozenset[str] | None = None


def answers_of(facts: dict[str, Any]) -> Answers:
    """What an extract answers, from its facts."""
    bounds = Period(*facts["period"])
    latest = periods.latest(bounds.end, min(12, bounds.months))
    known = DATASETS.get(facts["name"])
    dataset = Dataset(
        facts["name"],
        known.label if known else facts["title"],
        "extract",
        facts["publisher"],
        facts["licence"],
        bool(facts["simulated"]),
        tuple(facts["caveats"]),
    )
    return Answers(
        dataset,
        offences_of_extract(tuple(facts["offences"])),
        bounds,
        latest,
        roles=("victim", "suspect"),
        cuts={"victim": CUTS, "suspect": CUTS},
        matrix=("year", "month", "weekday", "hour"),
    )


class Extract:
    """One extract, opened.

    Args:
        facts: what is known of it.
        offences: its offences as an expression.
        people: its people as an expression.
        boroughs: its offences counted by borough and month, as an expression.
        codes: area codes by level, ward and borough, in the order of rows.
        gate: how its counts are protected; ``None`` when they need no protection.
    """

    def __init__(
        self,
        facts: dict[str, Any],
        offences: ibis.Table,
        people: ibis.Table,
        boroughs: ibis.Table,
        codes: dict[str, tuple[str, ...]],
        gate: Gate | None,
    ) -> None:
        self.facts = facts
        self.answers = answers_of(facts)
        self.gate = gate
        self._offences = offences
        self._people = people
        self._boroughs = boroughs
        self._people_kept: OrderedDict[tuple[Asked, Period], pd.DataFrame] = OrderedDict()
        self._codes = {level: (*rows, UNPLACED) for level, rows in codes.items()}

    def coverage(self, _level: str, _offence: str) -> Period:
        """The months that it covers, the same for every series."""
        return self.answers.bounds

    def panel(self, level: str, offence: str, cohort: str) -> Panel:
        """Monthly counts of a series at ward or borough level; what has no place is one row."""
        if level == "borough":
            return self._borough_panel(offence, cohort)
        table = self._offences
        where = table.filter(_records(table, Asked(offence, cohort)))
        rows = (
            where.group_by(area=where.ward, month=where.month)
            .agg(count=where.count(), keys=where.key.cast("int64").sum().cast("int64"))
            .to_pyarrow()
        )
        codes = pd.Index(self._codes[level])
        # -1, the last row, is where everything goes that has no place
        at = (
            codes.get_indexer(rows["area"].to_numpy(zero_copy_only=False)),
            self._column(rows["month"].to_numpy()),
        )
        shape = (len(codes), self.answers.bounds.months)
        counts, keys = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.uint64)
        np.add.at(counts, at, rows["count"].to_numpy())
        np.add.at(keys, at, rows["keys"].to_numpy().astype(np.uint64))
        return Panel(self._codes[level], self.answers.bounds.start, counts, keys, self.gate)

    def _column(self, months: np.ndarray) -> np.ndarray:
        """Columns of a panel that months belong to."""
        return months.astype(np.int64) - periods.index(self.answers.bounds.start)

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
            self.answers.bounds.start,
            counts[mine].sum(axis=0),
            keys[mine].sum(axis=0),
            self.gate,
        )

    @cached_property
    def _cube(self) -> tuple[pd.DataFrame, np.ndarray, np.ndarray]:
        """Every kind of offence, flags and cohorts; its counts and sums of keys.

        Both have the shape (kinds, boroughs and the unplaced, months).
        """
        marks = sorted({*(flag for flag, _ in FLAGS.values()), *COHORT_COLUMNS.values()})
        names = ["offence", *marks]
        frame = (
            self._boroughs.select(*names, "borough", "month", "count", "keys")
            .to_pyarrow()
            .to_pandas()
        )
        kind = frame.groupby(names, sort=False, observed=True).ngroup().to_numpy()
        kinds = frame[names].drop_duplicates(ignore_index=True)
        number = {code: row for row, code in enumerate(self._codes["borough"])}
        area = frame["borough"].map(number).fillna(len(number) - 1).to_numpy(dtype=np.int64)
        at = (kind, area, self._column(frame["month"].to_numpy()))
        shape = (len(kinds), len(number), self.answers.bounds.months)
        counts, keys = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.uint64)
        np.add.at(counts, at, frame["count"].to_numpy())
        np.add.at(keys, at, frame["keys"].to_numpy().astype(np.uint64))
        return kinds, counts, keys

    def warm(self) -> None:
        """Read what the first question would wait for."""
        _ = self._cube

    def matrix(self, asked: Asked, period: Period, rows: str, columns: str) -> pd.DataFrame:
        """Counts by two parts of the time committed.

        Returns:
            ``row``, ``column`` (numbers: year, month 1-12, weekday 0-6, hour 0-23; -1 is
            unknown), ``count`` and ``exact`` (recorded as exactly 00:00 or 12:00), NaN where
            suppressed. Cells without records are absent.
        """
        table = self._offences
        where = table.filter(_records(table, asked), _in_period(table, period))
        atoms = self._atoms(where, asked)
        frame = (
            where.group_by(row=_part(where, rows), column=_part(where, columns), **atoms)
            .agg(
                count=where.count(),
                keys=where.key.cast("int64").sum().cast("int64"),
                exact=where.exact.cast("int64").sum().cast("int64"),
                exact_keys=ibis.ifelse(where.exact, where.key.cast("int64"), 0).sum().cast("int64"),
            )
            .to_pyarrow()
            .to_pandas()
        )
        lost = (frame["row"] < 0) | (frame["column"] < 0)
        frame.loc[lost, ["row", "column"]] = -1
        # one atom for a month and place: what is unknown in several ways is one cell
        return self._shown(frame, ["row", "column"], {"count": "keys", "exact": "exact_keys"})

    def people(self, asked: Asked, period: Period, role: str, by: Sequence[str]) -> pd.DataFrame:
        """Victims or suspects by age, sex and ethnicity.

        Args:
            asked: which offences' people.
            period: months of the offences.
            role: ``victim`` or ``suspect``.
            by: names from :data:`CUTS`, one kind of age at most.

        Returns:
            A column for each of ``by`` (``age`` for every kind of age) and ``count``, NaN where
            suppressed. Combinations without records are absent.
        """
        persons = self._persons(asked, period)
        frame = persons[persons["role"] == role]
        names = []
        for name in by:
            kept = "age" if name in AGE_BANDS else name
            names.append(kept)
            if name in AGE_BANDS:
                frame = frame.assign(age=_banded(frame["age"], AGE_BANDS[name]))
        return self._shown(frame, names, {"count": "keys"})

    def _persons(self, asked: Asked, period: Period) -> pd.DataFrame:
        """Victims and suspects by single year of age, sex and ethnicity: one question for all."""
        kept = (asked, period)
        if kept not in self._people_kept:
            table = self._people
            where = table.filter(_records(table, asked), _in_period(table, period))
            self._people_kept[kept] = (
                where.group_by("role", "age", "sex", "ethnicity", **self._atoms(where, asked))
                .agg(count=where.count(), keys=where.key.cast("int64").sum().cast("int64"))
                .to_pyarrow()
                .to_pandas()
            )
            if len(self._people_kept) > MOST_KEPT:
                self._people_kept.popitem(last=False)
        self._people_kept.move_to_end(kept)
        return self._people_kept[kept]

    def _shown(self, frame: pd.DataFrame, names: list[str], pairs: dict[str, str]) -> pd.DataFrame:
        """Counts by ``names`` through the gate, out of a frame by them, month and place."""
        counts = list(pairs)
        told = {}
        if self.gate is not None and self.gate.on:
            columns = [*pairs, *pairs.values()]
            frame = frame.groupby([*names, "month", "place"])[columns].sum().reset_index()
            told = {
                f"{count}_noise": noise(
                    frame[count].to_numpy(), frame[keys].to_numpy().astype(np.uint64)
                )
                for count, keys in pairs.items()
            }
        wanted = [*counts, *told]
        frame = frame.assign(**told)
        sums = (
            frame.groupby(names)[wanted].sum().reset_index()
            if names
            else frame[wanted].sum().to_frame().T
        )
        for count in counts:
            exact = sums[count].to_numpy(dtype=float)
            sums[count] = (
                shown(exact, sums[f"{count}_noise"].to_numpy(dtype=float), self.gate)
                if self.gate is not None and told
                else exact
            )
        return sums[[*names, *counts]]

    def _atoms(self, table: ibis.Table, asked: Asked) -> dict[str, ibis.expr.types.Value]:
        """What the atoms of a question are told apart by: nothing where none are needed."""
        if self.gate is None or not self.gate.on:
            return {}
        return {"month": table.month, "place": _place(table, asked)}


def _place(table: ibis.Table, asked: Asked) -> ibis.expr.types.StringValue:
    """The area whose atoms a record belongs to: all of London where no areas are named."""
    return ibis.literal("") if asked.areas is None else table[asked.level].cast("string")


def _records(table: ibis.Table, asked: Asked) -> ibis.expr.types.BooleanValue:
    """Whether a record belongs to a series, a cohort and areas."""
    offence = OFFENCES[asked.offence]
    if offence.slug in FLAGS:
        flag, limited = FLAGS[offence.slug]
        terms = [table[flag], *([table.offence.isin(limited)] if limited else [])]
    else:
        terms = [table.offence.isin(offence.parts + offence.apart)]
    if asked.cohort != "all-ages":
        terms.append(table[COHORT_COLUMNS[asked.cohort]])
    if asked.areas is not None:
        terms.append(table[asked.level].isin(sorted(asked.areas)))
    return functools.reduce(operator.and_, terms)


def _in_period(table: ibis.Table, period: Period) -> ibis.expr.types.BooleanValue:
    return table.month.between(periods.index(period.start), periods.index(period.end))


def _part(table: ibis.Table, name: str) -> ibis.expr.types.IntegerValue:
    """A part of the time committed, as a number."""
    if name == "year":
        return (table.month // 12).cast("int64")
    if name == "month":
        return (table.month % 12 + 1).cast("int64")
    return table[name].cast("int64")


def _banded(ages: pd.Series, bands: tuple) -> np.ndarray:
    """Ages as the labels of their bands; ``unknown`` outside all of them."""
    lows, highs = (np.array([band[end] for band in bands]) for end in (0, 1))
    labels = np.array([*(label for _, _, label in bands), "unknown"], dtype=object)
    years = ages.to_numpy()
    at = np.searchsorted(lows, years, side="right") - 1
    inside = (at >= 0) & (years <= highs[at])
    return labels[np.where(inside, at, len(bands))]

"""Questions to the official tables of people: homicide, violence against women, custody."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from data import periods
from data.catalogue import DATASETS, OFFENCES
from data.datasets.answers import Answers
from data.engine import expressions
from data.engine.asked import Asked
from data.engine.backend import Backend
from data.panel import Panel
from data.periods import Period
from data.selection import LEVELS, LONDON, UNPLACED

DIMENSIONS = ("age", "sex", "ethnicity", "method", "domestic")
COUNTED = {"homicide": "victim", "vawg": "victim", "custody": "suspect"}
"""Whose numbers make the series of a dataset by place and month."""
YEARS_SHOWN = {"homicide": 60}
"""Months shown when a query names none, where twelve are too few to say anything."""
MEASURES = {
    "homicide": ("count", "rate", "change"),
    "vawg": ("count", "change"),
    "custody": ("count", "change"),
}


def answers_of(name: str, told: dict[str, Any]) -> Answers:
    """What an official table of people answers, from its part of the manifest."""
    roles = told[name]
    counted = roles[COUNTED[name]]
    bounds = _bounds(counted)
    offences = tuple(slug for slug, item in OFFENCES.items() if slug in counted["offences"])
    if name == "custody":
        offences = ("custody", *offences)
    levels = tuple(
        level
        for level in LEVELS
        if level in counted["levels"] or (level == "london" and "borough" in counted["levels"])
    )
    return Answers(
        DATASETS[name],
        offences,
        bounds,
        periods.latest(bounds.end, min(YEARS_SHOWN.get(name, 12), bounds.months)),
        levels=levels,
        roles=tuple(role for role in ("victim", "suspect") if role in roles),
        cuts={role: _cuts(part["splits"]) for role, part in roles.items()},
        measures=MEASURES[name],
    )


def _bounds(part: dict[str, Any]) -> Period:
    spans = list(part["levels"].values())
    return Period(max(span[0] for span in spans), min(span[1] for span in spans))


def _cuts(splits: Sequence[str]) -> tuple[str, ...]:
    """Every dimension that any split has, in order."""
    named = {one for split in splits for one in split.split(",") if one}
    return tuple(one for one in DIMENSIONS if one in named)


class Official:
    """One official table of people, opened.

    Args:
        name: the dataset's slug.
        told: the manifest's part on people.
        backend: the engine that answers; it has the processed table of people.
        codes: area codes by level, in the order of rows.
    """

    def __init__(
        self,
        name: str,
        told: dict[str, Any],
        backend: Backend,
        codes: dict[str, tuple[str, ...]],
    ) -> None:
        self.name = name
        self.told = told[name]
        self.answers = answers_of(name, told)
        self._backend = backend
        self._table = backend.table("people")
        self._codes = {level: (*rows, UNPLACED) for level, rows in codes.items()}

    def coverage(self, level: str, _offence: str) -> Period:
        """The months that the series covers at a level."""
        levels = self.told[COUNTED[self.name]]["levels"]
        span = levels.get(level) or levels.get("borough")
        return Period(*span) if span else self.answers.bounds

    def panel(self, level: str, offence: str, _cohort: str) -> Panel:
        """Monthly counts at a level of the table; at ``london`` one row."""
        told = self.told[COUNTED[self.name]]
        codes = (LONDON,) if level == "london" else self._codes[level]
        split = "" if level in told["levels"] and "" in told["splits"] else told["splits"][0]
        rows = self._backend.arrow(
            expressions.official_panel(
                self._table, self.name, COUNTED[self.name], level, split, OFFENCES[offence].parts
            )
        )
        covered = self.coverage(level, offence)
        number = {code: place for place, code in enumerate(codes)}
        first = periods.index(covered.start)
        counts = np.zeros((len(codes), covered.months), dtype=np.int64)
        for code, month, count in zip(
            *(rows[name].to_pylist() for name in ("area_code", "month", "persons")), strict=True
        ):
            if covered.holds(month):
                counts[number.get(code, len(codes) - 1), periods.index(month) - first] += count
        return Panel(codes, covered.start, counts)

    def split_of(self, role: str, by: Sequence[str]) -> str | None:
        """The smallest split that has every dimension of ``by``, or ``None``."""
        able = [split for split in self.told[role]["splits"] if set(by) <= set(split.split(","))]
        if not by:
            able = list(self.told[role]["splits"])
        return min(able, key=lambda split: (split.count(","), split)) if able else None

    def people(self, asked: Asked, period: Period, role: str, by: Sequence[str]) -> pd.DataFrame:
        """Victims or suspects by the table's own bands.

        Args:
            asked: which offences and boroughs; a split that exists for London only ignores no
                area: it returns nothing for one.
            period: months.
            role: ``victim`` or ``suspect``.
            by: names of dimensions that one split of the table has.

        Returns:
            A column for each of ``by`` and ``count``. Combinations without people are absent.
        """
        split = self.split_of(role, by)
        frame = self._people
        keep = (
            (frame["role"] == role)
            & (frame["split"] == (split or ""))
            & frame["month"].between(period.start, period.end)
            & frame["offence"].isin(OFFENCES[asked.offence].parts)
        )
        if split == "":  # wards and boroughs hold the same people
            keep &= frame["level"] == (asked.level if asked.areas else "borough")
        if asked.areas is not None:
            keep &= (frame["level"] == asked.level) & frame["area_code"].isin(asked.areas)
        chosen = frame[keep]
        if not by:
            return pd.DataFrame({"count": [float(chosen["count"].sum())]})
        grouped = chosen.groupby([chosen[name].astype(str) for name in by])["count"].sum()
        return grouped.astype("float64").reset_index()

    @cached_property
    def _people(self) -> pd.DataFrame:
        """The whole table of the dataset: small, and asked for many times by one page."""
        frame = self._backend.frame(expressions.official_people(self._table, self.name))
        texts = [name for name in frame.columns if name not in ("count", "month")]
        return frame.astype(dict.fromkeys(texts, "category"))

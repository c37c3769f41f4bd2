"""Questions to the official tables of people: homicide, violence against women, custody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from data.engine import expressions
from data.engine.backend import Backend
from data.engine.panel import Panel
from data.engine.records import Records
from data.model import periods
from data.model.catalogue import LEVELS, OFFENCES, Dataset, Offence, PeopleWords
from data.model.periods import Period
from data.model.places import LONDON, UNPLACED
from data.sources.capabilities import Capabilities
from data.sources.protocol import UNKNOWN, Offer, Source, no_cohort

if TYPE_CHECKING:
    from data.engine.store import Build

DIMENSIONS = ("age", "sex", "ethnicity", "method", "domestic")

_SEEN = PeopleWords("Victims", "victims", "Victims: as an officer saw them.", observed=True)
_DISPOSALS = PeopleWords(
    "Disposals", "custody disposals", "Disposals: four groups, as the custody record has them."
)


@dataclass(frozen=True)
class Official:
    """What is known of an official table of people.

    Args:
        dataset: what it is.
        counted: whose numbers make its series by place and month.
        measures: what it can measure.
        months: months shown when a query names none.
        group: the series that adds up all of its offences; none when empty.
        placed: whether every split is known by ward and borough, not for London only.
    """

    dataset: Dataset
    counted: str
    measures: tuple[str, ...] = ("count", "change")
    months: int = 12
    group: str = ""
    placed: bool = False


DECLARED: dict[str, Official] = {
    item.dataset.slug: item
    for item in (
        Official(
            Dataset(
                "homicide",
                "Homicide: victims and accused",
                "people",
                "people data",
                topics=("people",),
                name="Homicide",
                caveats=(
                    "Victims’ ethnicity is what an officer saw; the accused define their own. The "
                    "two are not comparable.",
                ),
                people={
                    "victim": _SEEN,
                    "suspect": PeopleWords(
                        "Accused", "people accused", "Accused: as they define themselves."
                    ),
                },
                least_months=12,
            ),
            counted="victim",
            measures=("count", "rate", "change"),
            months=60,  # twelve are too few to say anything
            placed=True,
        ),
        Official(
            Dataset(
                "vawg",
                "Violence against women and girls: victims",
                "people",
                "people data",
                topics=("people",),
                name="Women and girls",
                caveats=(
                    "Female victims by definition. Age and ethnicity are published for London "
                    "only.",
                ),
                people={"victim": _SEEN},
                no_rate="residents are not a fair denominator of victims counted by offence",
                residents="Residents, women and men: Census 2021.",
                residents_sex="female",
            ),
            counted="victim",
        ),
        Official(
            Dataset(
                "custody",
                "Custody disposals",
                "people",
                "people data",
                topics=("people",),
                name="Custody",
                caveats=("London only; several disposals can follow one arrest.",),
                people={"suspect": _DISPOSALS},
                no_rate="disposals are not people",
                grouped=True,
            ),
            counted="suspect",
            group="custody",
        ),
    )
}
"""The official tables of people, in the order of lists."""


def capabilities_of(name: str, told: dict[str, Any]) -> Capabilities:
    """What an official table of people answers, from its part of the manifest."""
    roles, item = told[name], DECLARED[name]
    counted = roles[item.counted]
    bounds = _bounds(counted)
    offences = tuple(slug for slug, found in OFFENCES.items() if slug in counted["offences"])
    levels = tuple(
        level
        for level in LEVELS
        if level in counted["levels"] or (level == "london" and "borough" in counted["levels"])
    )
    reason = partial(_cohort_reason, item.dataset)
    return Capabilities(
        item.dataset,
        ((item.group,) if item.group else ()) + offences,
        bounds,
        periods.latest(bounds.end, min(item.months, bounds.months)),
        levels=levels,
        roles=tuple(role for role in ("victim", "suspect") if role in roles),
        cuts={role: _cuts(part["splits"]) for role, part in roles.items()},
        measures=item.measures,
        series=lambda offence, cohort: None if reason(offence, cohort) else offence,
        cohort_reason=reason,
    )


def _cohort_reason(dataset: Dataset, _offence: str, cohort: str) -> str:
    return no_cohort(dataset, cohort)


def _bounds(part: dict[str, Any]) -> Period:
    spans = list(part["levels"].values())
    return Period(max(span[0] for span in spans), min(span[1] for span in spans))


def _cuts(splits: Sequence[str]) -> tuple[str, ...]:
    """Every dimension that any split has, in order."""
    named = {one for split in splits for one in split.split(",") if one}
    return tuple(one for one in DIMENSIONS if one in named)


class OfficialPeople(Source):
    """One official table of people, opened.

    Args:
        capabilities: as :func:`capabilities_of` gives them.
        told: the manifest's part on the table.
        backend: the engine that answers; it has the processed table of people.
        codes: area codes by level, in the order of rows.
    """

    def __init__(
        self,
        capabilities: Capabilities,
        told: dict[str, Any],
        backend: Backend,
        codes: dict[str, tuple[str, ...]],
    ) -> None:
        self.capabilities = capabilities
        self._told = told
        self._declared = DECLARED[capabilities.dataset.slug]
        self._backend = backend
        self._table = backend.table("people")
        self._codes = {level: (*rows, UNPLACED) for level, rows in codes.items()}

    def coverage(self, level: str, _offence: str) -> Period:
        """The months that the series covers at a level."""
        levels = self._told[self._declared.counted]["levels"]
        span = levels.get(level) or levels.get("borough")
        return Period(*span) if span else self.capabilities.bounds

    def panel(self, level: str, offence: str, _cohort: str) -> Panel:
        """Monthly counts at a level of the table; at ``london`` one row."""
        told = self._told[self._declared.counted]
        codes = (LONDON,) if level == "london" else self._codes[level]
        split = "" if level in told["levels"] and "" in told["splits"] else told["splits"][0]
        slug, counted = self.dataset.slug, self._declared.counted
        rows = self._backend.arrow(
            expressions.official_panel(
                self._table, slug, counted, level, split, OFFENCES[offence].parts
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

    def _split(self, role: str, by: Sequence[str]) -> str | None:
        """The smallest split that has every dimension of ``by``, or ``None``."""
        able = [split for split in self._told[role]["splits"] if set(by) <= set(split.split(","))]
        if not by:
            able = list(self._told[role]["splits"])
        return min(able, key=lambda split: (split.count(","), split)) if able else None

    def people(
        self, records: Records, period: Period, role: str, by: Sequence[str]
    ) -> pd.DataFrame:
        """Victims or suspects by the table's own bands.

        Args:
            records: which offences and boroughs; a split that exists for London only ignores no
                area: it returns nothing for one.
            period: months.
            role: ``victim`` or ``suspect``.
            by: names of dimensions that one split of the table has.

        Returns:
            A column for each of ``by`` and ``count``. Combinations without people are absent.
        """
        split = self._split(role, by)
        frame = self._people
        keep = (
            (frame["role"] == role)
            & (frame["split"] == (split or ""))
            & frame["month"].between(period.start, period.end)
            & frame["offence"].isin(OFFENCES[records.offence].parts)
        )
        if split == "":  # wards and boroughs hold the same people
            keep &= frame["level"] == (records.level if records.areas else "borough")
        if records.areas is not None:
            keep &= (frame["level"] == records.level) & frame["area_code"].isin(records.areas)
        chosen = frame[keep]
        if not by:
            return pd.DataFrame({"count": [float(chosen["count"].sum())]})
        grouped = chosen.groupby([chosen[name].astype(str) for name in by])["count"].sum()
        return grouped.astype("float64").reset_index()

    def bands(self, role: str, dimension: str) -> tuple[str, ...]:
        """The values of a dimension in the source, in order, without ``unknown``."""
        return tuple(one for one in self._told[role]["bands"][dimension] if one != UNKNOWN)

    def people_reason(self, role: str, by: Sequence[str], some_areas: bool) -> str:
        """Why a table of people cannot be given, in a sentence; empty when it can."""
        if why := super().people_reason(role, by, some_areas):
            return why
        split, label = self._split(role, by), self.dataset.label
        if split is None:
            return f"“{label}” does not give {' and '.join(by)} together."
        if some_areas and by and not self._declared.placed and split:
            return f"“{label}” gives {' and '.join(by)} for London only."
        return ""

    def incomplete(self, role: str, period: Period) -> list[str]:
        """Months of a period for which people of a role are not complete."""
        found = self._told.get(role, {}).get("incomplete", [])
        return [month for month in found if period.holds(month)]

    def caveat(self, series: Offence) -> str:
        """What the definition of a series needs beside it."""
        return series.caveat

    @cached_property
    def _people(self) -> pd.DataFrame:
        """The whole table of the dataset: small, and asked for many times by one page."""
        frame = self._backend.frame(expressions.official_people(self._table, self.dataset.slug))
        texts = [name for name in frame.columns if name not in ("count", "month")]
        return frame.astype(dict.fromkeys(texts, "category"))


def offers(people: dict[str, Any], build: Build) -> dict[str, Offer]:
    """The official tables of people that a build has, by name, in the order of lists.

    Args:
        people: the manifest's part on people.
        build: the processed data.
    """

    def offer(name: str) -> Offer:
        able = capabilities_of(name, people)
        return Offer(able, lambda: OfficialPeople(able, people[name], build.backend, build.codes))

    return {name: offer(name) for name in DECLARED if name in people}

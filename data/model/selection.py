"""What is asked, looked at and supposed, as values; how they are read is in ``data.model``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from data.model import periods
from data.model.catalogue import (
    COMPARISONS,
    COSTED,
    LEVELS,
    MEASURES,
    OPEN_SERIES,
    RECORDED,
    TOPICS,
)
from data.model.periods import PRE_LOCKDOWN, Period
from data.sources.capabilities import Capabilities

ASKED, VIEWED, SUPPOSED = "asked", "viewed", "supposed"
"""Groups of parameters: parts of a Selection, of a ViewState and of a Scenario."""

SORTED = (*(slug for slug in OPEN_SERIES if slug != COSTED), "threats-to-kill")
"""Columns of the borough table that can be sorted by, besides the name."""


@dataclass(frozen=True)
class Domain:
    """What a Selection may name: built once from the processed data.

    Args:
        parents: parent code of every ward and borough code, by code.
        levels: level of every code.
        labels: name of every area as it stands alone, by code.
        datasets: what each dataset can answer, by slug; the recorded counts first.
    """

    parents: Mapping[str, str]
    levels: Mapping[str, str]
    labels: Mapping[str, str]
    datasets: Mapping[str, Capabilities]

    @property
    def bounds(self) -> Period:
        """First and last month of any recorded series."""
        return self.datasets[RECORDED].bounds

    @property
    def shared_end(self) -> str:
        """The last month that recorded wards and boroughs share."""
        return self.datasets[RECORDED].period.end

    def capabilities(self, dataset: str) -> Capabilities:
        """What a dataset can answer."""
        return self.datasets[dataset]


@dataclass(frozen=True)
class Problem:
    """A part of a query that cannot be honoured, and what would be.

    Args:
        parameter: its name in the query.
        value: what was asked; empty where no one value is to blame.
        message: what is wrong with it, in a sentence without the value.
        allowed: the values allowed, or a sentence that describes them.
    """

    parameter: str
    value: str
    message: str
    allowed: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The problem as a sentence, without the allowed values."""
        if not self.value:
            return f"{self.parameter} {self.message}"
        shown = self.value if len(self.value) <= 40 else self.value[:40] + "…"
        return f"{self.parameter} “{shown}”: {self.message}"


@dataclass(frozen=True)
class Selection:
    """One question. Immutable and hashable; equal questions are equal Selections.

    Attributes:
        level: ``ward``, ``borough`` or ``london``.
        areas: codes of units of the level or of their parents, sorted; empty means all of London.
        offence: a slug of the dataset's offences.
        cohort: a slug of :data:`data.model.catalogue.COHORTS`.
        period: the months counted.
        compare: a slug of :data:`data.model.catalogue.COMPARISONS`; or, asked by the program
            itself and never by a query, a period as
            :attr:`data.model.periods.Period.written` gives it.
        measure: a slug of :data:`data.model.catalogue.MEASURES`.
        dataset: a slug of the datasets that the Domain knows.
        more: values of further declared parameters by name, sorted; what is assumed is left out.
    """

    level: str
    areas: tuple[str, ...]
    offence: str
    cohort: str
    period: Period
    compare: str
    measure: str
    dataset: str = RECORDED
    more: tuple[tuple[str, str], ...] = ()

    def replace(self, **changes: object) -> Selection:
        """The same question with some parts changed."""
        return replace(self, **changes)  # type: ignore[arg-type]

    @property
    def comparison(self) -> Period | None:
        """The period compared with, or ``None``.

        ``to-2020-03`` needs the same months: a period of other than 12 months is compared with
        the same months inside the year to March 2020, and with nothing when it does not fit.
        """
        if self.compare not in COMPARISONS:
            return periods.read(self.compare)
        if self.compare == "previous-year":
            return self.period.shift(-12)
        if self.compare == "to-2020-03":
            if self.period.months == 12:
                return PRE_LOCKDOWN
            years = (periods.index(self.period.end) - periods.index(PRE_LOCKDOWN.end)) // 12
            for back in (years, years + 1):
                moved = self.period.shift(-12 * back)
                if moved.within(PRE_LOCKDOWN):
                    return moved
        return None


@dataclass(frozen=True)
class ViewState:
    """What is looked at: it changes no number.

    Attributes:
        focus: code of the area whose panel is open, or empty.
        sort: the column that a table is sorted by, a leading ``-`` turns it round; or empty.
    """

    focus: str = ""
    sort: str = ""


@dataclass(frozen=True)
class Scenario:
    """What is supposed: it changes no recorded number.

    Attributes:
        cut: the reduction that a plan assumes, per cent, above 0 and at most 100.
        invest: what a plan costs in the areas chosen, pounds a year, above 0; ``None`` for their
            part of what is invested in all of London.
        margin: how far unit costs are taken to be out either way, per cent, above 0 and at most
            100: declared by us, since their source gives no range.
    """

    cut: float = 10.0
    invest: float | None = None
    margin: float = 20.0


@dataclass(frozen=True)
class Reading:
    """A query, read.

    Attributes:
        selection: what is asked.
        state: what is looked at.
        scenario: what is supposed.
        problems: what could not be honoured; none means that the query was taken as it stands.
    """

    selection: Selection
    state: ViewState
    scenario: Scenario
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class Defaults:
    """What a page or the interface assumes for parts that a query leaves out."""

    level: str = "borough"
    offence: str = "violence-with-injury"
    cohort: str = "all-ages"
    compare: str = "previous-year"
    measure: str = "count"
    dataset: str = "recorded"
    levels: tuple[str, ...] = tuple(LEVELS)
    """Levels that the page can show."""
    levels_why: str = ""
    """Why it cannot show the others, in a sentence."""
    measures: tuple[str, ...] = tuple(MEASURES)
    """Measures that the page can show."""
    measures_why: str = ""
    """Why it cannot show the others, in a sentence."""
    topics: tuple[str, ...] = tuple(TOPICS)
    """What the page speaks of: it can show datasets that speak of any of it."""
    topics_why: str = ""
    """Why it cannot show the others, in a sentence."""
    narrows: bool = True
    """Whether it can show counts that a further filter narrows."""
    narrows_why: str = ""
    """Why it cannot, in a sentence."""
    extras: tuple[str, ...] = (VIEWED,)
    """Groups of parameters that it takes beyond the asked ones."""

    def of(self, capabilities: Capabilities) -> Defaults:
        """The same, where a dataset cannot answer what is otherwise assumed."""
        able = [slug for slug in self.levels if slug in capabilities.levels]
        level = self.level if self.level in able or not able else able[-1]
        # years on end share months with the same months a year earlier
        compare = self.compare if capabilities.period.months <= 12 else "none"
        offence = capabilities.offence(self.offence)
        return replace(self, level=level, offence=offence, compare=compare)


def default_period(domain: Domain, dataset: str = RECORDED) -> Period:
    """The months shown when none are asked: mostly a dataset's latest 12."""
    return domain.capabilities(dataset).period


def datasets_of(domain: Domain, defaults: Defaults) -> tuple[str, ...]:
    """The datasets that a page can show."""
    return tuple(
        slug
        for slug, item in domain.datasets.items()
        if set(item.dataset.topics) & set(defaults.topics)
    )


def units(selection: Selection, domain: Domain) -> frozenset[str] | None:
    """Codes of the level that the Selection's areas name, or ``None`` for all of them."""
    if not selection.areas:
        return None
    chosen = set(selection.areas)
    return frozenset(
        code
        for code, level in domain.levels.items()
        if level == selection.level and (code in chosen or domain.parents.get(code) in chosen)
    )


def plain(value: float | None) -> str:
    """A number as it stands in a URL: no separators, no needless decimals; empty for none."""
    if value is None:
        return ""
    return f"{value:.12g}" if abs(value) < 1e12 else repr(value)

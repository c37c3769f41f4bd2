"""A Selection resolved: which series answers it, for which months, and what may be compared."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from data import access
from data.engine.panel import Panel
from data.model import periods
from data.model.catalogue import OFFENCES, Break, Dataset, Offence
from data.model.parameter import Parameter
from data.model.parameters import PARAMETERS
from data.model.periods import Period
from data.model.places import CITY, LONDON, TOTAL
from data.model.selection import Selection, units
from data.sources.capabilities import Capabilities
from data.sources.protocol import Records, Source

if TYPE_CHECKING:
    from data.session import Session

NOT_ASKED = "nothing is compared"
NO_LIKE_MONTHS = "the period has no like months in the year to March 2020"
SHARED_MONTHS = "the period and the one compared with share months"
NOT_COVERED = "the series does not cover both periods"
BROKEN = "counting changed between the periods"
"""Why nothing may be compared; the empty text where something may."""
NO_CHANGE = "not comparable across the two periods"
_UNCOMPARED = {
    NOT_ASKED: "no comparison is chosen",
    NO_LIKE_MONTHS: NO_LIKE_MONTHS,
    SHARED_MONTHS: SHARED_MONTHS,
}
"""How the measure that compares is refused, in few words."""


@dataclass(frozen=True, eq=False)
class Question:
    """A Selection resolved against one session. Nobody after it asks these things again.

    Attributes:
        session: what answers it.
        selection: what is asked.
        source: the dataset, opened.
        series: the stored series that answers the offence for the cohort.
        parts: the stored series that it adds up, as its dataset counts them.
        covered: the months for which the series exists at the level.
        comparison: the period compared with, or ``None``.
        no_comparison: why no change may be printed; empty where one may.
        breaks: known breaks that the comparison crosses.
        units: codes of the level that the areas name; ``None`` for all of them.
    """

    session: Session
    selection: Selection
    source: Source
    series: Offence
    parts: tuple[str, ...]
    covered: Period
    comparison: Period | None
    no_comparison: str
    breaks: tuple[Break, ...]
    units: frozenset[str] | None

    def __eq__(self, other: object) -> bool:
        """Whether it is the same Selection put to the same session."""
        return (
            isinstance(other, Question)
            and self.selection == other.selection
            and self.session is other.session
        )

    def __hash__(self) -> int:
        return hash(self.selection)

    def allow(self) -> None:
        """Raise where the present request has no right to its answers.

        Raises:
            NotShown: it speaks of an imported extract that the request may not see.
        """
        access.check(self.dataset)

    def replace(self, **changes: Any) -> Question:
        """Another question: the same with some parts of its Selection changed."""
        return self.session.resolve(self.selection.replace(**changes))

    @property
    def level(self) -> str:
        """The level asked for."""
        return self.selection.level

    @property
    def areas(self) -> tuple[str, ...]:
        """The areas asked for, as the query names them; none is all of London."""
        return self.selection.areas

    @property
    def offence(self) -> Offence:
        """The offence asked for, whose name people know; :attr:`series` is what is counted."""
        return OFFENCES[self.selection.offence]

    @property
    def cohort(self) -> str:
        """The cohort asked for."""
        return self.selection.cohort

    @property
    def period(self) -> Period:
        """The months asked for."""
        return self.selection.period

    @property
    def measure(self) -> str:
        """The measure asked for."""
        return self.selection.measure

    @property
    def dataset(self) -> Dataset:
        """Whose records are counted."""
        return self.source.dataset

    @property
    def price_year(self) -> int:
        """Whose prices costs are in."""
        return self.session.build.unit_costs.price_year

    @property
    def capabilities(self) -> Capabilities:
        """What its dataset can answer."""
        return self.source.capabilities

    @property
    def comparable(self) -> bool:
        """Whether a change may be printed."""
        return not self.no_comparison

    @property
    def overlapping(self) -> bool:
        """Whether the period shares months with the one that it is compared with."""
        return self.no_comparison == SHARED_MONTHS

    @property
    def in_coverage(self) -> bool:
        """Whether the series exists for every month asked for."""
        return self.period.within(self.covered)

    @property
    def answerable(self) -> Question:
        """Itself, or with the series' own latest period where it ends earlier.

        For cards and pages, which date what they show; the HTTP interface answers ``[x]``.
        """
        covered = self.covered
        if self.in_coverage:
            return self
        length = min(self.period.months, covered.months)
        if self.period.end > covered.end:
            return self.replace(period=periods.latest(covered.end, length))
        start = covered.start
        return self.replace(period=Period(start, periods.shift(start, length - 1)))

    @property
    def added_up(self) -> Question:
        """The same of its areas added up, counted and over months that the series has.

        Totals of boroughs come from borough files, since wards add up to less: the level is that
        of the areas named, or the nearest that the dataset has.
        """
        levels = {self.session.domain.levels[code] for code in self.areas}
        level = "ward" if "ward" in levels else "borough" if levels else "london"
        able = self.capabilities.levels
        level = level if level in able else able[-1]
        return self.replace(level=level, measure="count").answerable

    @property
    def added(self) -> Question:
        """The same for a table that adds its areas up: without areas it speaks of London."""
        return self if self.areas else self.replace(level="london")

    @property
    def shared_cohort(self) -> str:
        """The cohort that every offence shown beside each other can have."""
        able = self.capabilities
        shared = all(able.series(offence, self.cohort) for offence in able.offences)
        return self.cohort if shared else "all-ages"

    @property
    def policed(self) -> bool:
        """Whether any of the areas is in the Met's files: the City alone is not."""
        return self.units is None or bool(self.units - {CITY})

    @property
    def narrowing(self) -> tuple[tuple[Parameter, str], ...]:
        """Filters that narrow its monthly counts, with their values."""
        more = ((PARAMETERS[name], value) for name, value in self.selection.more)
        return tuple((item, value) for item, value in more if item.narrow is not None)

    @property
    def unit_costs(self) -> dict[str, float] | None:
        """Pounds an offence of every part, ``None`` where the report does not give all of them."""
        if self.capabilities.measure_reason("cost"):
            return None
        known = self.session.build.unit_costs.costs
        if not all(part in known for part in self.parts):
            return None
        return {part: sum(known[part].values()) for part in self.parts}

    def measure_reason(self, measure: str) -> str:
        """Why a measure cannot be shown, in few words; empty when it can."""
        if why := self.capabilities.measure_reason(measure):
            return why[0].lower() + why[1:].rstrip(".")
        shown = self.answerable
        if measure == "change" and not shown.comparable:
            why = self.no_comparison if self.comparison is None else ""
            return _UNCOMPARED.get(why or shown.no_comparison, NO_CHANGE)
        if measure == "cost" and self.unit_costs is None:
            return "the report gives no unit cost for it"
        return ""

    @property
    def records(self) -> Records:
        """The records that it speaks of.

        Raises:
            ValueError: a filter narrows monthly counts, which says nothing of single records;
                what asks for records must refuse such a filter.
        """
        if self.narrowing:
            names = ", ".join(item.label for item, _ in self.narrowing)
            raise ValueError(f"records are not narrowed by {names}")
        return Records(self.selection.offence, self.cohort, self.level, self.units)

    def stored(self, level: str, part: str | None = None) -> Panel:
        """Monthly counts of a series of its dataset and cohort at a level that is stored.

        Args:
            level: ``ward`` or ``borough``; ``london`` where the dataset has nothing smaller.
            part: a series; its own offence when ``None``.

        Raises:
            KeyError: the dataset does not count it.
        """
        series = self.capabilities.series(part or self.selection.offence, self.cohort)
        if series is None:
            raise KeyError(part)
        panel = self.session.panel(self.selection.dataset, level, series, self.cohort)
        for item, value in self.narrowing:
            panel = item.narrow(panel, value) if item.narrow else panel
        return panel

    @cached_property
    def panel(self) -> Panel:
        """Monthly counts, one row a unit of the level.

        At level ``london`` it is one row, the sum of every borough row and the unplaced one.
        """
        if self.level != "london" or "borough" not in self.capabilities.levels:
            return self.stored(self.level)
        return self.stored("borough").added(LONDON)

    @cached_property
    def total(self) -> Panel:
        """The areas added up: one row, code ``total`` (all of London when none are named)."""
        if self.units is None:
            return self.replace(level="london", areas=()).panel.added(TOTAL)
        rows = [number for code, number in self.panel.rows.items() if code in self.units]
        return self.panel.added(TOTAL, rows)


def _no_comparison(
    selection: Selection, comparison: Period | None, covered: Period, breaks: tuple[Break, ...]
) -> str:
    """Why no change may be printed; empty where one may."""
    if comparison is None:
        return NOT_ASKED if selection.compare == "none" else NO_LIKE_MONTHS
    period = selection.period
    if comparison.end >= period.start and period.end >= comparison.start:
        return SHARED_MONTHS
    if not (comparison.within(covered) and period.within(covered)):
        return NOT_COVERED
    return "" if all(item.comparable for item in breaks) else BROKEN


def resolve(session: Session, selection: Selection) -> Question:
    """What answers a Selection; ask :meth:`data.session.Session.resolve`, which keeps it.

    Raises:
        KeyError: there is no such dataset; the grammar refuses such Selections.
    """
    source = session.source(selection.dataset)
    series = OFFENCES[
        source.capabilities.series(selection.offence, selection.cohort) or selection.offence
    ]
    covered = source.coverage(selection.level, series.slug)
    comparison = selection.comparison
    breaks = (
        tuple(item for item in series.breaks if item.between(comparison, selection.period))
        if comparison
        else ()
    )
    return Question(
        session,
        selection,
        source,
        series,
        source.parts(series),
        covered,
        comparison,
        _no_comparison(selection, comparison, covered, breaks),
        breaks,
        units(selection, session.domain),
    )

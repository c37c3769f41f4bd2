"""Which stored series answers a Selection, for which months, and what may be compared."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from data import access, periods
from data.catalogue import OFFENCES, RECORDED, Break, Dataset, Offence
from data.datasets.answers import Answers
from data.panel import Panel
from data.periods import Period
from data.selection import LONDON, Selection, units
from data.store import store

TOTAL = "total"
"""Code of a row that adds up the areas of a Selection."""
CITY = "E09000001"
"""The City of London, which no Met file covers."""


Query = TypeVar("Query", bound=Callable[..., Any])


def answers_of(selection: Selection) -> Answers:
    """What the Selection's dataset can answer.

    Raises:
        NotShown: it is an imported extract, and the present request has no right to see it.
    """
    answers = store().domain.answers(selection.dataset)
    access.check(answers.dataset)
    return answers


def guarded(query: Query) -> Query:
    """A query that asks for the right first: what is kept for one request is not for another's."""

    @wraps(query)
    def asked(selection: Selection, *args: Any, **options: Any) -> Any:
        answers_of(selection)
        return query(selection, *args, **options)

    return cast(Query, asked)


def dataset_of(selection: Selection) -> Dataset:
    """Whose records the Selection counts."""
    return answers_of(selection).dataset


def offence_of(selection: Selection) -> Offence:
    """The series that answers the Selection's offence for its cohort."""
    found = answers_of(selection).series(selection.offence, selection.cohort)
    return OFFENCES[found or selection.offence]


def parts_of(selection: Selection) -> tuple[str, ...]:
    """The series that the Selection's series adds up, as its dataset counts them."""
    item = offence_of(selection)
    if dataset_of(selection).kind != "extract":
        return item.parts
    able = answers_of(selection).offences
    return tuple(part for part in item.parts + item.apart if part in able)


def shared_cohort(selection: Selection) -> str:
    """The cohort that every offence shown beside each other can have.

    An extract has each for all; of the official counts only ``all-ages`` is there for all.
    """
    return selection.cohort if dataset_of(selection).kind == "extract" else "all-ages"


def stored_panel(selection: Selection, level: str, series: str | None = None) -> Panel:
    """A series of the Selection's dataset and cohort at a level that is stored.

    Raises:
        KeyError: the grammar refuses such a Selection before it comes here.
    """
    answers = answers_of(selection)
    found = answers.series(series or selection.offence, selection.cohort)
    if found is None:
        raise KeyError(selection)
    if selection.dataset == RECORDED:
        return store().panel(level, found)
    return store().other_panel(selection.dataset, level, found, selection.cohort)


def panel_of(selection: Selection) -> Panel:
    """Monthly counts behind a Selection: its offence for its cohort, one row a unit.

    At level ``london`` it is one row, the sum of every borough row and the unplaced one.
    """
    if selection.level != "london" or "borough" not in answers_of(selection).levels:
        return stored_panel(selection, selection.level)
    return stored_panel(selection, "borough").added(LONDON)


def total_panel(selection: Selection) -> Panel:
    """The Selection's areas added up: one row, code ``total`` (all of London when none named)."""
    chosen = units(selection, store().domain)
    if chosen is None:
        panel = panel_of(selection.but(level="london", areas=()))
        return panel.added(TOTAL)
    panel = panel_of(selection)
    return panel.added(TOTAL, [number for code, number in panel.rows.items() if code in chosen])


def policed(selection: Selection) -> bool:
    """Whether any of the Selection's areas is in the Met's files: the City alone is not."""
    chosen = units(selection, store().domain)
    return chosen is None or bool(chosen - {CITY})


def coverage(selection: Selection) -> Period:
    """The months for which the Selection's series exists at its level."""
    series = offence_of(selection).slug
    if selection.dataset == RECORDED:
        return store().coverage(selection.level, series)
    return store().dataset(selection.dataset).coverage(selection.level, series)


def answerable(selection: Selection) -> Selection:
    """The Selection itself, or with the series' own latest period where it ends earlier.

    For cards and pages, which date what they show; the HTTP interface answers ``[x]`` instead.
    """
    covered = coverage(selection)
    if selection.period.within(covered):
        return selection
    length = min(selection.period.months, covered.months)
    if selection.period.end > covered.end:
        return selection.but(period=periods.latest(covered.end, length))
    start = covered.start
    return selection.but(period=Period(start, periods.shift(start, length - 1)))


def breaks_between(selection: Selection) -> tuple[Break, ...]:
    """Known breaks that the Selection's comparison would cross."""
    earlier = selection.comparison
    if earlier is None:
        return ()
    breaks = offence_of(selection).breaks
    return tuple(item for item in breaks if item.between(earlier, selection.period))


def overlapping(selection: Selection) -> bool:
    """Whether the period shares months with the one that it is compared with."""
    earlier = selection.comparison
    if earlier is None:
        return False
    return earlier.end >= selection.period.start and selection.period.end >= earlier.start


def comparable(selection: Selection) -> bool:
    """Whether a change may be printed: a comparison, inside the series, across no hard break."""
    earlier = selection.comparison
    return (
        earlier is not None
        and not overlapping(selection)
        and earlier.within(coverage(selection))
        and selection.period.within(coverage(selection))
        and all(item.comparable for item in breaks_between(selection))
    )

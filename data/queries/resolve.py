"""Which stored series answers a Selection, for which months, and what may be compared."""

from __future__ import annotations

from data import periods
from data.catalogue import OFFENCES, Break, Offence, series_for
from data.periods import Period
from data.selection import LONDON, Selection, units
from data.store import Panel, store

TOTAL = "total"
"""Code of a row that adds up the areas of a Selection."""
CITY = "E09000001"
"""The City of London, which no Met file covers."""


def offence_of(selection: Selection) -> Offence:
    """The series that answers the Selection's offence for its cohort."""
    return OFFENCES[series_for(selection.offence, selection.cohort) or selection.offence]


def panel_of(selection: Selection) -> Panel:
    """Monthly counts behind a Selection: its offence for its cohort, one row a unit.

    At level ``london`` it is one row, the sum of every borough row and the unplaced one.
    """
    slug = series_for(selection.offence, selection.cohort)
    if slug is None:  # the grammar refuses such a Selection before it comes here
        raise KeyError(selection)
    if selection.level != "london":
        return store().panel(selection.level, slug)
    boroughs = store().panel("borough", slug)
    return Panel((LONDON,), boroughs.start, boroughs.counts.sum(axis=0, keepdims=True))


def total_panel(selection: Selection) -> Panel:
    """The Selection's areas added up: one row, code ``total`` (all of London when none named)."""
    chosen = units(selection, store().domain)
    if chosen is None:
        panel = panel_of(selection.but(level="london", areas=()))
        return Panel((TOTAL,), panel.start, panel.counts)
    panel = panel_of(selection)
    rows = [number for code, number in panel.rows.items() if code in chosen]
    return Panel((TOTAL,), panel.start, panel.counts[rows].sum(axis=0, keepdims=True))


def policed(selection: Selection) -> bool:
    """Whether any of the Selection's areas is in the Met's files: the City alone is not."""
    chosen = units(selection, store().domain)
    return chosen is None or bool(chosen - {CITY})


def coverage(selection: Selection) -> Period:
    """The months for which the Selection's series exists at its level."""
    return store().coverage(selection.level, offence_of(selection).slug)


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
    slug = series_for(selection.offence, selection.cohort) or selection.offence
    earlier = selection.comparison
    if earlier is None:
        return ()
    return tuple(item for item in OFFENCES[slug].breaks if item.between(earlier, selection.period))


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

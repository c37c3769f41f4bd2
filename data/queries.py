"""Selection in, tidy table out. Every number that anybody sees comes from here.

Filtering and grouping happen in the engine (:mod:`data.store`); ranks, intervals and notes here.
Tables are kept per Selection for the life of the process: treat them as read-only.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import pandas as pd

from data import periods
from data.catalogue import (
    COHORTS,
    COMPARISONS,
    DATASETS,
    GENERAL_CAVEAT,
    LEVELS,
    MEASURES,
    OFFENCES,
    SOURCES,
    Break,
    series_for,
)
from data.periods import LOCKDOWN, Period
from data.selection import LONDON, UNPLACED, Domain, Selection, units
from data.statistics import change as changes
from data.statistics import intervals, ranks
from data.store import Panel, store
from data.tables import AREAS_COLUMNS, SERIES_COLUMNS, Provenance, Table

CITY = "E09000001"
TOTAL = "total"
"""Code of a row that adds up the areas of a Selection."""

PHI_YEARS = 4
"""Overdispersion is read from up to this many runs of 12 months that end with the period."""


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


def coverage(selection: Selection) -> Period:
    """The months for which the Selection's series exists at its level."""
    slug = series_for(selection.offence, selection.cohort) or selection.offence
    return store().coverage(selection.level, slug)


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


def comparable(selection: Selection) -> bool:
    """Whether a change may be printed: a comparison, inside the series, across no hard break."""
    earlier = selection.comparison
    return (
        earlier is not None
        and earlier.within(coverage(selection))
        and selection.period.within(coverage(selection))
        and all(item.comparable for item in breaks_between(selection))
    )


def _blocks(selection: Selection, panel: Panel) -> np.ndarray:
    """Counts in runs of 12 months that end with the period, shape (areas, years, 12).

    Runs that touch the lockdown months are blanked, unless too few are left without them.
    """
    last = periods.index(selection.period.end) - periods.index(panel.start) + 1
    years = min(PHI_YEARS, last // 12)
    if years == 0:
        return np.full((len(panel.codes), 2, 12), np.nan)
    counts = panel.counts[:, last - 12 * years : last].astype(float)
    runs = counts.reshape(len(panel.codes), years, 12)
    ends = [periods.shift(selection.period.end, -12 * back) for back in range(years)][::-1]
    quiet = [
        year
        for year, end in enumerate(ends)
        if end < LOCKDOWN.start or periods.shift(end, -11) > LOCKDOWN.end
    ]
    return runs[:, quiet] if len(quiet) >= 2 else runs


def _unit_cost(selection: Selection) -> dict[str, float] | None:
    slug = series_for(selection.offence, selection.cohort) or selection.offence
    costs = store().unit_costs
    parts = OFFENCES[slug].parts
    return {part: costs[part] for part in parts} if all(p in costs for p in parts) else None


def _costs(selection: Selection, panel: Panel, rows: Sequence[int] | None) -> np.ndarray | None:
    """Pounds of the period per unit, or ``None`` where no unit cost exists.

    ``rows`` adds up those rows of the level's panel into one unit.
    """
    unit = _unit_cost(selection)
    if unit is None or not selection.period.within(panel.period):
        return None
    total: np.ndarray | float = 0.0
    for part, cost in unit.items():
        if len(unit) == 1:
            counts = panel.window(selection.period)
        else:
            level = "borough" if selection.level == "london" else selection.level
            counts = store().panel(level, part).window(selection.period)
            if rows is not None:
                counts = counts[list(rows)].sum(axis=0, keepdims=True)
            elif selection.level == "london":
                counts = counts.sum(axis=0, keepdims=True)
        total = total + counts.sum(axis=1) * cost
    return np.asarray(total)


def _residents(selection: Selection, level: str) -> pd.Series:
    slug = series_for(selection.offence, selection.cohort) or selection.offence
    return store().residents(level, OFFENCES[slug].ages)


def _measured(
    selection: Selection,
    panel: Panel,
    residents: np.ndarray,
    rows: Sequence[int] | None = None,
    ranked: np.ndarray | None = None,
) -> dict[str, np.ndarray]:
    """Counts, rates, changes and ranks as columns, one element a row of the panel.

    Args:
        selection: the question.
        panel: monthly counts.
        residents: denominators, NaN where none applies, shape (rows,).
        rows: rows of the level's panel that a total adds up (for costs of groups).
        ranked: which rows take part in ranks, shape (rows,); nobody when ``None``.
    """
    none = np.full(len(panel.codes), np.nan)
    period, earlier = selection.period, selection.comparison
    covered = period.within(panel.period)
    n1 = panel.window(period).sum(axis=1).astype(float) if covered else none
    then = earlier is not None and earlier.within(panel.period)
    n0 = panel.window(earlier).sum(axis=1).astype(float) if then and earlier else none
    with np.errstate(divide="ignore", invalid="ignore"):
        rate, rate0 = n1 / residents * 1000, n0 / residents * 1000
    low, high = intervals.rate_interval(n1, residents)
    columns = {
        "count": n1,
        "population": residents,
        "rate": rate,
        "rate_low": low,
        "rate_high": high,
        "compare_count": n0,
        "compare_rate": rate0,
        "change": none,
        "change_low": none,
        "change_high": none,
    }
    phi = changes.overdispersion(_blocks(selection, panel)) if comparable(selection) else None
    if phi is not None:
        change = changes.change_interval(n1, n0, phi)
        columns |= {
            "change": change.change,
            "change_low": change.low,
            "change_high": change.high,
        }
    cost = _costs(selection, panel, rows)
    columns["cost"] = none if cost is None else cost
    columns |= {"rank": none, "rank_low": none, "rank_high": none}
    if ranked is not None and covered and not np.isnan(columns[selection.measure][ranked]).all():
        columns |= _ranks(columns, selection.measure, ranked, phi)
    return columns


def _ranks(
    columns: dict[str, np.ndarray], measure: str, ranked: np.ndarray, phi: np.ndarray | None
) -> dict[str, np.ndarray]:
    """Ranks of the measure over the ranked rows, with their intervals."""
    count = columns["count"][ranked]
    found = {"rank": ranks.rank(columns[measure][ranked])}
    if measure == "change" and phi is not None:
        spread = ranks.rank_interval_change(count, columns["compare_count"][ranked], phi[ranked])
    else:
        scale = 1 / columns["population"][ranked] if measure == "rate" else None
        spread = ranks.rank_interval(count, scale)
    found |= {"rank_low": spread.low, "rank_high": spread.high}
    whole = {}
    for name, values in found.items():
        whole[name] = np.full(len(ranked), np.nan)
        whole[name][ranked] = values
    return whole


def _notes(selection: Selection, panel: Panel) -> list[str]:
    """What holds for every row: coverage, breaks, comparisons that do not exist."""
    notes: list[str] = []
    period, earlier, covered = selection.period, selection.comparison, panel.period
    slug = series_for(selection.offence, selection.cohort) or selection.offence
    if not period.within(covered):
        notes.append(f"[x] the series covers {covered.start} to {covered.end} only")
    if selection.compare != "none":
        if earlier is None:
            notes.append("[z] the period has no like months in the year to March 2020")
        elif not earlier.within(covered):
            notes.append(f"[x] nothing to compare: the series covers {covered.start} on")
    for item in breaks_between(selection):
        mark = "[b]" if item.comparable else "[b] not comparable:"
        notes.append(f"{mark} {item.text}")
    notes += [
        f"[b] the period spans a break: {item.text}"
        for item in OFFENCES[slug].breaks
        if period.start < item.month <= period.end and item not in breaks_between(selection)
    ]
    if selection.level == "borough" and OFFENCES[slug].source == "recorded":
        notes += [
            f"[b] {flag['month']}: {flag['share']:.0%} of all offences have no borough"
            for flag in store().manifest.get("flags", [])
            if period.holds(flag["month"]) or (earlier and earlier.holds(flag["month"]))
        ]
    if selection.measure == "cost" and _unit_cost(selection) is None:
        notes.append("[z] the report gives no unit cost for this series")
    return notes


@lru_cache(maxsize=512)
def query_areas(selection: Selection) -> Table:
    """One row an area of the level, ranked over all of London, cut to the Selection's areas.

    Columns are :data:`data.tables.AREAS_COLUMNS`. At level ``borough`` an ``unplaced`` row and
    the City of London (``[x]``, never zero) stand below the 32 ranked boroughs.
    """
    panel = panel_of(selection)
    known = _residents(selection, selection.level)
    residents = known.reindex(list(panel.codes)).to_numpy(dtype=float)
    places = np.array([code != UNPLACED for code in panel.codes])
    ranked = places if selection.level != "london" else None
    columns = _measured(selection, panel, residents, ranked=ranked)
    for name in ("change", "change_low", "change_high"):
        columns[name] = np.where(places, columns[name], np.nan)
    shared = _notes(selection, panel)
    bases = columns["compare_count"]
    notes = [
        "; ".join(shared + _row_notes(code, base))
        for code, base in zip(panel.codes, bases, strict=True)
    ]
    codes = list(panel.codes)
    if selection.level == "borough" or CITY in selection.areas:
        codes.append(CITY)
        notes.append("[x] City of London Police: no Met data")
        columns = {name: np.append(values, np.nan) for name, values in columns.items()}
        columns["population"][-1] = float(_residents(selection, "borough")[CITY])
    labels = domain().labels
    names = [labels.get(code, "Not placed in a borough") for code in codes]
    chosen = units(selection, domain())
    last = {CITY: 1, UNPLACED: 2}
    order = [
        place
        for place in sorted(
            range(len(codes)),
            key=lambda n: (
                last.get(codes[n], 0),
                np.nan_to_num(columns["rank"][n], nan=np.inf),
                names[n],
            ),
        )
        if chosen is None or codes[place] in chosen or codes[place] in selection.areas
    ]
    frame = pd.DataFrame(
        {
            "area_code": [codes[n] for n in order],
            "area_name": [names[n] for n in order],
            "level": selection.level,
            "period_from": selection.period.start,
            "period_to": selection.period.end,
            **{name: values[order] for name, values in columns.items()},
            "note": [notes[n] for n in order],
        },
        columns=list(AREAS_COLUMNS),
    )
    return Table("areas", selection, frame, provenance(selection, "areas"))


def _row_notes(code: str, base: float) -> list[str]:
    notes = []
    if code == UNPLACED:
        notes.append("[z] offences whose place is unknown: no rate, change or rank")
    elif base < changes.MINIMUM_BASE:
        notes.append(f"[z] no percentage change on a base under {changes.MINIMUM_BASE}")
    return notes


@lru_cache(maxsize=512)
def query_total(selection: Selection) -> Table:
    """The Selection's areas added up: one row in the columns of ``areas``.

    Without areas it is London, unplaced offences included.
    """
    domain = store().domain
    chosen = units(selection, domain)
    panel = total_panel(selection)
    if chosen is None:
        of_london = selection.but(level="london")
        residents, rows = float(_residents(selection, "london")[LONDON]), None
    else:
        of_london = selection
        known = _residents(selection, selection.level)
        policed = [code for code in chosen if code in panel_of(selection).rows]
        residents = float(known[known.index.isin(policed)].sum()) if policed else np.nan
        rows = [panel_of(selection).rows[code] for code in policed]
    columns = _measured(of_london, panel, np.array([residents]), rows=rows)
    notes = _notes(selection, panel) + _row_notes(TOTAL, float(columns["compare_count"][0]))
    if chosen is not None and not rows:
        columns = {name: np.array([np.nan]) for name in columns}
        notes = ["[x] City of London Police: no Met data"]
    frame = pd.DataFrame(
        {
            "area_code": [TOTAL],
            "area_name": area_phrase(selection),
            "level": selection.level,
            "period_from": selection.period.start,
            "period_to": selection.period.end,
            **columns,
            "note": "; ".join(notes),
        },
        columns=list(AREAS_COLUMNS),
    )
    return Table("areas", selection, frame, provenance(selection, "areas"))


@lru_cache(maxsize=256)
def query_series(selection: Selection, total: bool = False) -> Table:
    """Monthly counts of the period: one row an area and month, or of the areas' total.

    Columns are :data:`data.tables.SERIES_COLUMNS`; ``count_12m`` adds up the 12 months that end
    with the month (empty before there are 12), ``rate`` is per 1,000 residents in the month.
    Months that the series does not cover are rows with an empty count and ``[x]``.
    """
    panel = total_panel(selection) if total else panel_of(selection)
    domain = store().domain
    chosen = units(selection, domain)
    if total:
        codes = [TOTAL]
        residents = query_total(selection).frame["population"].to_numpy()
        names = [area_phrase(selection)]
    else:
        codes = [c for c in panel.codes if chosen is None or c in chosen]
        residents = _residents(selection, selection.level).reindex(codes).to_numpy(dtype=float)
        names = [domain.labels.get(code, "Not placed in a borough") for code in codes]
    months = [
        periods.shift(selection.period.start, step) for step in range(selection.period.months)
    ]
    rows = [panel.rows[code] for code in codes]
    counts = np.full((len(codes), len(months)), np.nan)
    years = counts.copy()
    first = periods.index(panel.start)
    running = np.cumsum(np.pad(panel.counts[rows], ((0, 0), (1, 0))), axis=1)
    for place, month in enumerate(months):
        if panel.period.holds(month):
            column = periods.index(month) - first
            counts[:, place] = panel.counts[rows, column]
            if column >= 11:
                years[:, place] = running[:, column + 1] - running[:, column - 11]
    frame = pd.DataFrame(
        {
            "area_code": np.repeat(codes, len(months)),
            "area_name": np.repeat(names, len(months)),
            "level": selection.level,
            "month": np.tile(months, len(codes)),
            "count": counts.ravel(),
            "count_12m": years.ravel(),
            "population": np.repeat(residents, len(months)),
        }
    )
    frame["rate"] = frame["count"] / frame["population"] * 1000
    notes = {month: _month_note(selection, panel, month) for month in months}
    frame["note"] = frame["month"].map(notes)
    return Table("series", selection, frame[list(SERIES_COLUMNS)], provenance(selection, "series"))


def _month_note(selection: Selection, panel: Panel, month: str) -> str:
    slug = series_for(selection.offence, selection.cohort) or selection.offence
    notes = []
    if not panel.period.holds(month):
        notes.append(f"[x] the series covers {panel.period.start} to {panel.period.end} only")
    notes += [f"[b] {item.text}" for item in OFFENCES[slug].breaks if item.month == month]
    if selection.level == "borough" and OFFENCES[slug].source == "recorded":
        notes += [
            f"[b] {flag['share']:.0%} of all offences have no borough in this month"
            for flag in store().manifest.get("flags", [])
            if flag["month"] == month
        ]
    if LOCKDOWN.holds(month):
        notes.append("lockdown month")
    return "; ".join(notes)


def area_phrase(selection: Selection, most: int = 3) -> str:
    """The Selection's areas for a sentence: ``London``, ``Hackney``, ``Hackney and 2 others``."""
    labels = store().domain.labels
    names = [labels[code] for code in selection.areas]
    if not names:
        return "London"
    if len(names) <= most:
        return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1]
    return f"{names[0]}, {names[1]} and {len(names) - 2} other areas"


def provenance(selection: Selection, table: str) -> Provenance:
    """Where the numbers of a Selection come from."""
    slug = series_for(selection.offence, selection.cohort) or selection.offence
    offence = OFFENCES[slug]
    source = SOURCES[offence.source]
    earlier = selection.comparison
    covered = coverage(selection)
    residents = {
        "ward": "Census 2021 residents",
        "borough": "mid-2021 residents",
        "london": "mid-2021 residents of the 32 boroughs",
    }[selection.level]
    caveats = [
        text
        for text in (
            offence.caveat,
            "" if slug == selection.offence else f"The cohort’s own series: {offence.label}.",
            *(item.text for item in breaks_between(selection)),
            f"Rates are per 1,000 {residents} over the period, not annualised; "
            "residents are not everybody who was there.",
            "Ward totals are below borough totals because some crimes are not placed in a ward."
            if selection.level == "ward"
            else "",
            GENERAL_CAVEAT,
        )
        if text
    ]
    return Provenance(
        title=f"{OFFENCES[selection.offence].label} by "
        f"{'month' if table == 'series' else LEVELS[selection.level].lower()}, "
        f"{selection.period.label}",
        definition=offence.definition,
        filters={
            "Level": LEVELS[selection.level],
            "Areas": area_phrase(selection, most=40),
            "Offence": OFFENCES[selection.offence].label,
            "Cohort": COHORTS[selection.cohort].label,
            "Period": f"{selection.period.start} to {selection.period.end}",
            "Compared with": f"{earlier.start} to {earlier.end}"
            if earlier
            else COMPARISONS["none"],
            "Measure": MEASURES[selection.measure],
            "Dataset": DATASETS[selection.dataset],
        },
        source=f"{source['title']}. {source['publisher']}. {source['licence']}.",
        data_to=covered.end,
        build_id=store().build_id,
        caveats=tuple(caveats),
    )


def domain() -> Domain:
    """Which areas and months exist."""
    return store().domain


def build_id() -> str:
    """Identity of the data that answers."""
    return store().build_id


def series_coverage(level: str, offence: str) -> Period:
    """The months that an offence's own series covers at a level."""
    return store().coverage(level, offence)


def area_facts() -> pd.DataFrame:
    """Every area: name, label, level, parent, bounds; indexed by code."""
    return store().areas


def outline(code: str) -> list[tuple[float, float]]:
    """Longitude and latitude along the largest outer ring of a borough."""
    return store().outline(code)


def neighbours(code: str) -> tuple[str, ...]:
    """Wards that touch a ward, longest shared boundary first."""
    return store().neighbours.get(code, ())


def manifest() -> dict:
    """The manifest of the build: sources, periods, what was dropped, what reconciles."""
    return store().manifest


def has_cost(selection: Selection) -> bool:
    """Whether the report gives a unit cost for every part of the Selection's series."""
    return _unit_cost(selection) is not None


def city_table() -> pd.DataFrame:
    """The City of London in the official yearly table of Community Safety Partnerships."""
    return store().frame("city")


def warm() -> None:
    """Load what every page needs, before the first visitor has to wait for it."""
    store().preload()
    intervals.count_interval([0.0])
    for level in ("ward", "borough"):
        period = periods.latest(domain().shared_end)
        query_areas(
            Selection(
                level, (), "violence-with-injury", "all-ages", period, "previous-year", "count"
            )
        )


REPORT = "Serious Violence in London, pan-London Strategic Needs Assessment (April 2025)"


def published_names() -> tuple[str, ...]:
    """Names of the transcribed tables of the report."""
    return store().published_names


@lru_cache(maxsize=64)
def query_published(name: str) -> Table:
    """A transcribed table of the report, one row a figure, each with its place in the report.

    Raises:
        KeyError: there is no such table.
    """
    frame = store().published(name)
    titles = frame["table_title"].dropna().unique() if "table_title" in frame else []
    title = str(titles[0]) if len(titles) else name.replace("-", " ").capitalize()
    return Table(
        f"published/{name}",
        None,
        frame,
        Provenance(
            title=title,
            definition="Figures as printed in the report, transcribed one by one.",
            filters={},
            source=f"{REPORT}. Crest Advisory for London's Violence Reduction Unit.",
            data_to="2023-12",
            build_id=build_id(),
        ),
    )

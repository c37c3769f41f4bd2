"""One row an area and month."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pandas as pd

from data import periods
from data.periods import Period
from data.queries.areas import query_total
from data.queries.measures import residents_of
from data.queries.notes import HIDDEN_NOTE, month_note
from data.queries.provenance import area_phrase, provenance
from data.queries.resolve import CITY, TOTAL, panel_of, policed, total_panel
from data.selection import Selection, units
from data.store import store
from data.tables import SERIES_COLUMNS, Table


def _people(selection: Selection) -> pd.Series:
    """Residents of every unit of the level, and of the City, by code."""
    people = residents_of(selection, selection.level)
    if CITY in selection.areas and CITY not in people.index:
        people = pd.concat([people, residents_of(selection, "borough")[[CITY]]])
    return people


def _ends(period: Period) -> tuple[str, str]:
    return period.start, period.end


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
        codes += [CITY] if CITY in selection.areas else []
        residents = _people(selection).reindex(codes).to_numpy(dtype=float)
        names = [domain.labels.get(code, f"Not placed in a {selection.level}") for code in codes]
    months = [
        periods.shift(selection.period.start, step) for step in range(selection.period.months)
    ]
    known = [place for place, code in enumerate(codes) if code in panel.rows]
    rows = [panel.rows[codes[place]] for place in known]
    if total and not policed(selection):
        known, rows = [], []
    counts = np.full((len(codes), len(months)), np.nan)
    years = counts.copy()
    first = periods.index(panel.start)
    monthly, running = panel.months(), panel.running()
    for place, month in enumerate(months):
        if panel.period.holds(month):
            column = periods.index(month) - first
            counts[known, place] = monthly[rows, column]
            years[known, place] = running[rows, column]
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
    notes = {month: month_note(selection, panel, month) for month in months}
    frame["note"] = frame["month"].map(notes)
    if panel.protected:
        hidden = frame["count"].isna() & frame["month"].between(*_ends(panel.period))
        frame.loc[hidden, "note"] = HIDDEN_NOTE
    blank = set(range(len(codes))) - set(known)
    if blank:
        city = frame["area_code"].isin([codes[place] for place in blank])
        frame.loc[city, "note"] = "[x] City of London Police: no Met data"
    return Table("series", selection, frame[list(SERIES_COLUMNS)], provenance(selection, "series"))

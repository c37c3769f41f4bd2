"""One row an area and month."""

from __future__ import annotations

import numpy as np
import pandas as pd

from data.model import periods
from data.model.filters import area_phrase
from data.model.periods import Period
from data.model.places import CITY, TOTAL
from data.model.tables import Table, TableSpec, columns_of
from data.queries import regimes
from data.queries.areas import query_total
from data.queries.measures import residents_of
from data.queries.notes import HIDDEN_NOTE, city_note, marked, month_breaks, month_notes
from data.queries.provenance import provenance
from data.queries.question import Question
from data.session import remembered


def _people(question: Question) -> pd.Series:
    """Residents of every unit of the level, and of the City, by code."""
    people = residents_of(question, question.level)
    if CITY in question.areas and CITY not in people.index:
        people = pd.concat([people, residents_of(question, "borough")[[CITY]]])
    return people


NO_SUM = marked(
    "not-applicable", "no sum of 12 months: it would reach back over a change in counting"
)


def _ends(period: Period) -> tuple[str, str]:
    return period.start, period.end


@remembered
def query_series(question: Question, total: bool = False) -> Table:
    """Monthly counts of the period: one row an area and month, or of the areas' total.

    Columns are those of :data:`SPEC`; ``count_12m`` adds up the 12 months that end
    with the month (empty before there are 12, also since a marked change in counting of either
    kind), ``rate`` is per 1,000 residents in the month.
    Months that the series does not cover are rows with an empty count and ``[x]``.
    """
    panel = question.total if total else question.panel
    domain = question.session.domain
    chosen = question.units
    if total:
        codes = [TOTAL]
        residents = query_total(question).frame["population"].to_numpy()
        names = [area_phrase(question)]
    else:
        codes = [c for c in panel.codes if chosen is None or c in chosen]
        codes += [CITY] if CITY in question.areas else []
        residents = _people(question).reindex(codes).to_numpy(dtype=float)
        names = [domain.labels.get(code, f"Not placed in a {question.level}") for code in codes]
    months = [periods.shift(question.period.start, step) for step in range(question.period.months)]
    known = [place for place, code in enumerate(codes) if code in panel.rows]
    rows = [panel.rows[codes[place]] for place in known]
    if total and not question.policed:
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
    torn = regimes.across(question, months)
    years[:, torn] = np.nan
    frame = pd.DataFrame(
        {
            "area_code": np.repeat(codes, len(months)),
            "area_name": np.repeat(names, len(months)),
            "level": question.level,
            "month": np.tile(months, len(codes)),
            "count": counts.ravel(),
            "count_12m": years.ravel(),
            "population": np.repeat(residents, len(months)),
        }
    )
    frame["rate"] = frame["count"] / frame["population"] * 1000
    notes = month_notes(question, panel, months)
    for month in np.array(months)[torn].tolist():
        notes[month] = "; ".join(filter(None, [notes[month], NO_SUM]))
    frame["note"] = frame["month"].map(notes)
    frame["status"] = np.where(frame["count"].isna(), "not-available", "ok")
    frame["break"] = month_breaks(question, frame["month"].tolist())
    if panel.protected:
        hidden = frame["count"].isna() & frame["month"].between(*_ends(panel.period))
        frame.loc[hidden, "note"], frame.loc[hidden, "status"] = HIDDEN_NOTE, "suppressed"
    blank = set(range(len(codes))) - set(known)
    if blank:
        city = frame["area_code"].isin([codes[place] for place in blank])
        frame.loc[city, "note"] = city_note(question)
        frame.loc[city, "status"] = "not-available"
    return Table("series", question, frame[list(SPEC.names)], provenance(question, "series"))


SPEC = TableSpec(
    "series",
    query_series,
    columns_of(
        *("area_code", "area_name", "level", "month", "count", "count_12m", "population", "rate"),
        *("status", "break", "note"),
        rate="per 1,000 residents in the month",
        **{"break": "the month itself where counting changed in it"},
    ),
    order=20,
)

"""How concentrated a series is in wards or boroughs, beside what chance alone would give."""

from __future__ import annotations

import numpy as np
import pandas as pd

from data.model import periods
from data.model.filters import area_phrase
from data.model.periods import LOCKDOWN, Period
from data.model.places import LONDON, TOTAL, UNPLACED
from data.model.selection import Defaults
from data.model.tables import Table, TableSpec, columns_of, counts_only
from data.queries.notes import CITY_NOTE, breaks_of, coverage_note, marked, simulated_note
from data.queries.provenance import provenance
from data.queries.question import Question
from data.session import remembered
from data.statistics import concentration

SHARE = 0.5
YEAR = 12
GATED = "counts that are rounded and suppressed one by one say nothing of concentration"
"""Why a protected table has none: what the gate does to a count looks like concentration."""
ALONE = "one area cannot be concentrated"
NUMBERS = (
    *("half", "chance", "chance_low", "chance_high", "gini", "gini_chance", "gini_chance_low"),
    *("gini_chance_high", "gini_above", "gini_above_low", "gini_above_high"),
)
"""Columns that are empty where nothing is said."""


def _regime(question: Question) -> str:
    """The first month that is counted as those of the question are: no break, no lockdown since."""
    start = question.period.start
    firsts = [question.covered.start]
    firsts += [item.month for item in question.series.breaks if question.level in item.levels]
    firsts += [LOCKDOWN.start, periods.shift(LOCKDOWN.end, 1)]
    return max(month for month in firsts if month <= start)


def _rows(question: Question) -> list[int]:
    """The rows of the panel that are areas asked for."""
    chosen = question.units
    return [
        row
        for code, row in question.panel.rows.items()
        if code != UNPLACED and (chosen is None or code in chosen)
    ]


def _resolve_pooled(question: Question) -> Question:
    """The same over whole years more, while events are fewer than areas and the regime lasts."""
    rows, panel = _rows(question), question.panel
    first, period = _regime(question), question.period
    while panel.sums(period)[rows].sum() < len(rows):
        earlier = periods.shift(period.start, -YEAR)
        if earlier < first:
            break
        period = Period(earlier, period.end)
    return question if period == question.period else question.replace(period=period)


def _silent(question: Question) -> tuple[str, str]:
    """The status of a table of which nothing can be said, and why; both empty where it can."""
    if not question.policed:
        return "not-available", CITY_NOTE
    if not question.period.within(question.covered):
        return "not-available", coverage_note(question.covered)
    if question.panel.protected:
        return "not-applicable", marked("not-applicable", GATED)
    if len(_rows(question)) < 2:
        return "not-applicable", marked("not-applicable", ALONE)
    return "", ""


def _residents(question: Question, rows: list[int]) -> np.ndarray:
    """Who lives in each area, of the series' ages; NaN where it is not known."""
    known = question.session.build.residents(question.level, question.series.ages)
    return known.reindex([question.panel.codes[row] for row in rows]).to_numpy(dtype=float)


def _measured(counts: np.ndarray, residents: np.ndarray) -> dict[str, float | str]:
    """Concentration of counts, and of as many events thrown at residents by chance."""
    half = concentration.areas_for_share(counts, SHARE)
    gini = concentration.generalised_gini(counts)
    found = concentration.by_chance(int(counts.sum()), residents, SHARE)
    # By the Gini: of 32 boroughs the number that hold half is too coarse to tell.
    told = "more" if gini > found.gini_high else "less" if gini < found.gini_low else "chance"
    return {
        "half": half,
        "chance": found.areas,
        "chance_low": found.areas_low,
        "chance_high": found.areas_high,
        "gini": gini,
        "gini_chance": found.gini,
        "gini_chance_low": found.gini_low,
        "gini_chance_high": found.gini_high,
        "gini_above": gini - found.gini,
        "gini_above_low": gini - found.gini_high,
        "gini_above_high": gini - found.gini_low,
        "concentration": told,
    }


def query_concentration(question: Question) -> Table:
    """How few areas of the level hold half of a series, and how few would by chance: one row.

    Where events are fewer than areas, whole years before are added while counting stays the
    same: ``period_from`` and ``pooled`` say how far. Fewer than 20 events: nothing is said.

    Columns are those of :data:`SPEC`.

    Raises:
        KeyError: the level is ``london``, which has no areas to compare.
    """
    question.allow()
    if question.level == "london":
        raise KeyError(question.level)
    return _query_alone(question.replace(compare="none", measure="count"))


@remembered
def _query_alone(question: Question) -> Table:
    """The table of a question that compares nothing, one for whatever is compared."""
    status, why = _silent(question)
    asked = question if status else _resolve_pooled(question)
    rows = [] if status else _rows(asked)
    counts = asked.panel.sums(asked.period)[rows] if rows else np.array([np.nan])
    found: dict[str, float | str] = dict.fromkeys(NUMBERS, np.nan)
    found["concentration"] = "none" if status else "too-few"
    if not status and counts.sum() >= concentration.LEAST_EVENTS:
        found = _measured(counts, _residents(asked, rows))
    pooled = asked.period.months - question.period.months
    notes = [*simulated_note(question), *([why] if why else [])]
    if found["concentration"] == "too-few":
        least = concentration.LEAST_EVENTS
        notes.append(marked("not-applicable", f"fewer than {least} say nothing of concentration"))
    if pooled:
        notes.append(f"{question.period.label} has fewer than areas: {pooled} months before added")
    frame = pd.DataFrame(
        {
            "area_code": [TOTAL if question.areas else LONDON],
            "area_name": area_phrase(question),
            "level": question.level,
            "period_from": asked.period.start,
            "period_to": asked.period.end,
            "pooled": pooled,
            "offence": question.series.slug,
            "count": float(counts.sum()),
            "areas": len(rows) or np.nan,
            **found,
            "status": status or "ok",
            "break": breaks_of(asked),
            "note": "; ".join(notes),
        },
        columns=list(SPEC.names),
    )
    return Table("concentration", question, frame, provenance(asked, "concentration"))


SPEC = TableSpec(
    "concentration",
    query_concentration,
    columns_of(
        *("area_code", "area_name", "level", "period_from", "period_to", "pooled", "offence"),
        *("count", "areas", *NUMBERS, "concentration", "status", "break", "note"),
        count="number placed in an area of the level",
        pooled="months added before those asked for, while there were fewer events than areas",
        areas="wards or boroughs that they can be in",
        half="fewest areas that together hold half of them",
        chance="how many would hold half if each fell on a resident at random (400 throws; "
        "victims of one incident are thrown one by one)",
        chance_low="lower end of the range of 95% of those throws",
        chance_high="upper end of the range of 95% of those throws",
        gini="generalised Gini (Bernasco and Steenbeek 2017): 0 as even as so many can be, 1 one "
        "area has all",
        gini_chance="the same of events thrown at residents at random",
        gini_chance_low="lower end of the range of 95% of those throws",
        gini_chance_high="upper end of the range of 95% of those throws",
        gini_above="generalised Gini beyond that of chance",
        gini_above_low="lower end of its 95% interval, as chance varies",
        gini_above_high="upper end of its 95% interval, as chance varies",
    ),
    Defaults(
        level="ward",
        extras=(),
        levels=("ward", "borough"),
        levels_why="Concentration is among wards or boroughs.",
    ),
    counts_only,
    order=35,
)

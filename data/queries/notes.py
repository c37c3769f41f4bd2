"""What a row's number is, and what must be said beside it: status first, text last."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.engine.panel import Panel
from data.model.periods import LOCKDOWN, Period
from data.model.places import CITY, UNPLACED
from data.model.tables import MARKS
from data.queries.measures import has_cost
from data.queries.question import NO_LIKE_MONTHS, Question
from data.statistics.change import MINIMUM_BASE, verdict_of
from data.statistics.multiple import RATE

SIMULATED_NOTE = "Simulated, not recorded"
HIDDEN = "suppressed: a small count, or close to one; other counts are rounded"
NO_MET_DATA = "City of London Police: no Met data"
NO_UNIT_COST = "the report gives no unit cost for this series"

Texts = NDArray[np.object_]
CLEAR = ("higher", "lower")
"""Verdicts that say a way."""


def marked(status: str, text: str) -> str:
    """A text that begins with the mark of a status, or of a break."""
    return f"{MARKS[status]} {text}" if status in MARKS else text


HIDDEN_NOTE = marked("suppressed", HIDDEN)
CITY_NOTE = marked("not-available", NO_MET_DATA)


def simulated_note(question: Question) -> list[str]:
    """What every row of simulated records says first."""
    return [SIMULATED_NOTE] if question.dataset.simulated else []


def city_note(question: Question) -> str:
    """What a row of the City of London says."""
    return "; ".join([*simulated_note(question), CITY_NOTE])


def coverage_note(covered: Period) -> str:
    """Why months outside a series are empty."""
    return marked("not-available", f"the series covers {covered.start} to {covered.end} only")


def statuses(panel: Panel, counts: np.ndarray, covered: bool) -> Texts:
    """The status of every count of a panel, shape (areas,).

    Args:
        panel: what was counted.
        counts: its counts as they may be shown, NaN where there is none to show.
        covered: whether the series covers the months counted.
    """
    if not covered:
        return np.full(len(counts), "not-available", dtype=object)
    empty = "suppressed" if panel.protected else "not-available"
    return np.where(np.isnan(counts), empty, "ok").astype(object)


def verdicts(question: Question, columns: Mapping[str, np.ndarray]) -> Texts:
    """What the change of every row says, a key of :data:`data.model.tables.VERDICTS`.

    Args:
        question: what is compared.
        columns: ``count``, ``compare_count``, ``change``, ``change_low``, ``change_high``.
    """
    found = verdict_of(columns["change_low"], columns["change_high"]).astype(object)
    found[np.isnan(columns["change_low"])] = "unknown"
    blank = np.isnan(columns["change"])
    few = columns["compare_count"] < MINIMUM_BASE  # False where it is not known
    found[blank] = "not-comparable"
    if question.comparable:
        found[blank & few] = "too-few"
    if question.comparison is None:
        found[:] = "none"
    found[np.isnan(columns["count"])] = "none"
    return found


def named_verdicts(columns: Mapping[str, np.ndarray], alone: Texts) -> Texts:
    """The same among many: ``higher`` and ``lower`` only where the false discovery rate holds.

    Args:
        columns: ``q``, as :func:`data.queries.measures.measured` gives it.
        alone: the verdict of every row by itself (:func:`verdicts`).
    """
    stands = ~(columns["q"] > RATE)  # what was not tested has no change either
    clear = np.isin(alone.astype(str), CLEAR)
    return np.where(clear & ~stands, "no-clear-change", alone).astype(object)


def breaks_of(question: Question) -> str:
    """Months of the known changes in counting that a question spans or compares across."""
    period = question.period
    spanned = [
        item.month for item in question.series.breaks if period.start < item.month <= period.end
    ]
    return ";".join(sorted({*spanned, *(item.month for item in question.breaks)}))


def flagged(question: Question) -> list[dict[str, Any]]:
    """Months of the period or its comparison in which many offences have no borough.

    Changes of boroughs across them are biased; other levels and flagged series are not touched.
    """
    spans = [span for span in (question.period, question.comparison) if span]
    return [
        flag
        for flag in question.source.doubtful_months(question.level, question.series)
        if any(span.holds(flag["month"]) for span in spans)
    ]


def shared_notes(question: Question, panel: Panel) -> list[str]:
    """What holds for every row: coverage, breaks, comparisons that do not exist."""
    notes: list[str] = []
    period, earlier, covered = question.period, question.comparison, panel.period
    if not period.within(covered):
        notes.append(coverage_note(panel.period))
    if question.no_comparison == NO_LIKE_MONTHS:
        notes.append(marked("not-applicable", NO_LIKE_MONTHS))
    elif earlier is not None and not earlier.within(covered):
        text = f"nothing to compare: the series covers {covered.start} on"
        notes.append(marked("not-available", text))
    notes += simulated_note(question)
    if question.overlapping:
        text = "no change: the period and the one compared with share months"
        notes.append(marked("not-applicable", text))
    for item in question.breaks:
        text = item.text if item.comparable else f"not comparable: {item.text}"
        notes.append(marked("break", text))
    notes += [
        marked("break", f"the period spans a break: {item.text}")
        for item in question.series.breaks
        if period.start < item.month <= period.end and item not in question.breaks
    ]
    notes += [
        f"caution, {flag['month']}: {flag['share']:.0%} of all offences have no borough"
        for flag in flagged(question)
    ]
    if why := question.capabilities.measure_reason("rate"):
        notes.append(marked("not-applicable", why.rstrip(".")))
    if not has_cost(question):
        notes.append(marked("not-applicable", f"no cost: {NO_UNIT_COST}"))
    return notes


def hidden_note(panel: Panel, *counts: float) -> list[str]:
    """What must be said of a row of a protected panel some of whose counts are suppressed."""
    if panel.protected and any(count != count for count in counts):
        return [HIDDEN_NOTE]
    return []


def suppressed(frame: pd.DataFrame) -> int:
    """How many areas of a table are suppressed."""
    hidden = frame["status"] == "suppressed"
    return int((hidden & (frame["area_code"] != UNPLACED)).sum())


def row_notes(code: str, base: float) -> list[str]:
    """What must be said of one area, given its code and the count compared with."""
    if code == UNPLACED:
        text = "offences whose place is unknown: no rate, change or rank"
        return [marked("not-applicable", text)]
    if base < MINIMUM_BASE:
        text = f"no percentage change on a base under {MINIMUM_BASE}"
        return [marked("not-applicable", text)]
    return []


def month_breaks(question: Question, months: Sequence[str]) -> list[str]:
    """The month itself where counting changed in it, empty in any other, in order."""
    changed = {item.month for item in question.series.breaks}
    return [month if month in changed else "" for month in months]


def month_notes(question: Question, panel: Panel, months: Sequence[str]) -> dict[str, str]:
    """What must be said of each month of a series; empty where nothing."""
    simulated, outside = simulated_note(question), coverage_note(panel.period)
    covered = panel.period
    said: dict[str, list[str]] = {month: [] for month in months}
    for item in question.series.breaks:
        said.get(item.month, []).append(marked("break", item.text))
    for flag in question.source.doubtful_months(question.level, question.series):
        said.get(flag["month"], []).append(
            f"caution: {flag['share']:.0%} of all offences have no borough in this month"
        )
    return {
        month: "; ".join(
            [
                *simulated,
                *([] if covered.holds(month) else [outside]),
                *told,
                *(["lockdown month"] if LOCKDOWN.holds(month) else []),
            ]
        )
        for month, told in said.items()
    }


def city_row(question: Question, codes: Sequence[str]) -> bool:
    """Whether a table of areas has a row of the City beside the rows of its panel."""
    return CITY not in codes and (question.level == "borough" or CITY in question.areas)

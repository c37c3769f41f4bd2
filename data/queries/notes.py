"""What must be said beside a number: coverage, breaks, small bases, unknown places."""

from __future__ import annotations

import pandas as pd

from data.panel import Panel
from data.periods import LOCKDOWN
from data.places import UNPLACED
from data.queries.measures import has_cost
from data.queries.question import NO_LIKE_MONTHS, Question
from data.statistics.change import MINIMUM_BASE

SIMULATED_NOTE = "Simulated, not recorded"
HIDDEN_NOTE = "[c] suppressed: a small count, or close to one; other counts are rounded"


def flagged(question: Question) -> list[dict]:
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
        notes.append(f"[x] the series covers {covered.start} to {covered.end} only")
    if question.no_comparison == NO_LIKE_MONTHS:
        notes.append(f"[z] {NO_LIKE_MONTHS}")
    elif earlier is not None and not earlier.within(covered):
        notes.append(f"[x] nothing to compare: the series covers {covered.start} on")
    if question.dataset.simulated:
        notes.append(SIMULATED_NOTE)
    if question.overlapping:
        notes.append("[z] no change: the period and the one compared with share months")
    for item in question.breaks:
        mark = "[b]" if item.comparable else "[b] not comparable:"
        notes.append(f"{mark} {item.text}")
    notes += [
        f"[b] the period spans a break: {item.text}"
        for item in question.series.breaks
        if period.start < item.month <= period.end and item not in question.breaks
    ]
    notes += [
        f"[b] {flag['month']}: {flag['share']:.0%} of all offences have no borough"
        for flag in flagged(question)
    ]
    if why := question.capabilities.measure_reason("rate"):
        notes.append(f"[z] {why.rstrip('.')}")
    if not has_cost(question):
        notes.append("[z] no cost: the report gives no unit cost for this series")
    return notes


def hidden_note(panel: Panel, *counts: float) -> list[str]:
    """What must be said of a row of a protected panel some of whose counts are suppressed."""
    if panel.protected and any(count != count for count in counts):
        return [HIDDEN_NOTE]
    return []


def suppressed(frame: pd.DataFrame) -> int:
    """How many areas of a table are suppressed."""
    hidden = frame["count"].isna() & frame["note"].str.contains("[c]", regex=False)
    return int((hidden & (frame["area_code"] != UNPLACED)).sum())


def row_notes(code: str, base: float) -> list[str]:
    """What must be said of one area, given its code and the count compared with."""
    notes = []
    if code == UNPLACED:
        notes.append("[z] offences whose place is unknown: no rate, change or rank")
    elif base < MINIMUM_BASE:
        notes.append(f"[z] no percentage change on a base under {MINIMUM_BASE}")
    return notes


def month_note(question: Question, panel: Panel, month: str) -> str:
    """What must be said of one month of a series; empty when nothing."""
    notes = [SIMULATED_NOTE] if question.dataset.simulated else []
    if not panel.period.holds(month):
        notes.append(f"[x] the series covers {panel.period.start} to {panel.period.end} only")
    notes += [f"[b] {item.text}" for item in question.series.breaks if item.month == month]
    notes += [
        f"[b] {flag['share']:.0%} of all offences have no borough in this month"
        for flag in question.source.doubtful_months(question.level, question.series)
        if flag["month"] == month
    ]
    if LOCKDOWN.holds(month):
        notes.append("lockdown month")
    return "; ".join(notes)

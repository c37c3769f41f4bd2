"""What must be said beside a number: coverage, breaks, small bases, unknown places."""

from __future__ import annotations

import pandas as pd

from data.catalogue import RECORDED
from data.panel import Panel
from data.periods import LOCKDOWN
from data.queries.measures import has_cost
from data.queries.resolve import answers_of, breaks_between, dataset_of, offence_of, overlapping
from data.selection import UNPLACED, Selection
from data.statistics.change import MINIMUM_BASE
from data.store import store

SIMULATED_NOTE = "Simulated, not recorded"
HIDDEN_NOTE = "[c] suppressed: a small count, or close to one; other counts are rounded"


def _by_place(selection: Selection) -> bool:
    """Whether the numbers are the official counts by place."""
    return selection.dataset == RECORDED and offence_of(selection).source == "recorded"


def flagged(selection: Selection) -> list[dict]:
    """Months of the period or its comparison in which many offences have no borough.

    Changes of boroughs across them are biased; other levels and flagged series are not touched.
    """
    if selection.level != "borough" or not _by_place(selection):
        return []
    spans = [span for span in (selection.period, selection.comparison) if span]
    return [
        flag
        for flag in store().manifest.get("flags", [])
        if any(span.holds(flag["month"]) for span in spans)
    ]


def shared_notes(selection: Selection, panel: Panel) -> list[str]:
    """What holds for every row: coverage, breaks, comparisons that do not exist."""
    notes: list[str] = []
    period, earlier, covered = selection.period, selection.comparison, panel.period
    if not period.within(covered):
        notes.append(f"[x] the series covers {covered.start} to {covered.end} only")
    if selection.compare != "none":
        if earlier is None:
            notes.append("[z] the period has no like months in the year to March 2020")
        elif not earlier.within(covered):
            notes.append(f"[x] nothing to compare: the series covers {covered.start} on")
    if dataset_of(selection).simulated:
        notes.append(SIMULATED_NOTE)
    if overlapping(selection):
        notes.append("[z] no change: the period and the one compared with share months")
    for item in breaks_between(selection):
        mark = "[b]" if item.comparable else "[b] not comparable:"
        notes.append(f"{mark} {item.text}")
    notes += [
        f"[b] the period spans a break: {item.text}"
        for item in offence_of(selection).breaks
        if period.start < item.month <= period.end and item not in breaks_between(selection)
    ]
    notes += [
        f"[b] {flag['month']}: {flag['share']:.0%} of all offences have no borough"
        for flag in flagged(selection)
    ]
    if why := answers_of(selection).measure_reason("rate"):
        notes.append(f"[z] {why.rstrip('.')}")
    if not has_cost(selection):
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


def month_note(selection: Selection, panel: Panel, month: str) -> str:
    """What must be said of one month of a series; empty when nothing."""
    notes = [SIMULATED_NOTE] if dataset_of(selection).simulated else []
    if not panel.period.holds(month):
        notes.append(f"[x] the series covers {panel.period.start} to {panel.period.end} only")
    notes += [f"[b] {item.text}" for item in offence_of(selection).breaks if item.month == month]
    if selection.level == "borough" and _by_place(selection):
        notes += [
            f"[b] {flag['share']:.0%} of all offences have no borough in this month"
            for flag in store().manifest.get("flags", [])
            if flag["month"] == month
        ]
    if LOCKDOWN.holds(month):
        notes.append("lockdown month")
    return "; ".join(notes)

"""Whether a published figure and its recomputation agree, and what to say of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from data.catalogue import OFFENCES
from data.periods import Period
from data.places import UNPLACED
from data.queries import evidence_reasons as reasons
from data.queries import evidence_values as values
from data.queries.evidence_recipes import (
    CHANGE_TOLERANCE,
    CONFIRMED,
    COUNT_TOLERANCE,
    DIFFERS,
    MOVED,
    NOT_OPEN,
    RANK_TOLERANCE,
    Kind,
    Recipe,
)
from data.queries.evidence_values import NAN, Asked, Value
from data.session import sessions

SAME, REVERSED, UNCLEAR = "same", "reversed", "unclear"
"""Directions of a change that has moved on since, against the one in print."""


@dataclass(frozen=True)
class Finding:
    """Both recomputed values, what was asked for them, the status and its reason.

    ``direction`` is told of a change that has moved on since: :data:`SAME`, :data:`REVERSED` or
    :data:`UNCLEAR`; of anything else it is empty.
    """

    now: Value
    latest: Value
    asked: Asked | None
    later: Asked | None
    status: str
    kind: str
    reason: str
    note: str = ""
    direction: str = ""


NONE = Value(NAN)


def cannot(kind: str, reason: str) -> Finding:
    """The finding of a figure that open data do not count."""
    note = "[z] nothing to recompute" if kind == reasons.DEFINITION else "[x] not in open data"
    return Finding(NONE, NONE, None, None, NOT_OPEN, kind, reason, note)


def broken_by(offence: str, earlier: Period, later: Period) -> str:
    """What makes two periods of a series not comparable; empty when nothing does."""
    found = [
        item.text
        for item in OFFENCES[offence].breaks
        if item.between(earlier, later) and not item.comparable
    ]
    return found[0] if found else ""


def rounding(text: str, value: float) -> float:
    """Half of the last printed digit: 0.05 for 1.9, 50,000 for ``£1.7 million``."""
    found = re.search(r"\d[\d,]*(?:\.(\d+))?", text)
    if not found or not value:
        return 0.0
    printed = float(found[0].replace(",", ""))
    scale = abs(value) / printed if printed else 1.0
    return 0.5 * float(10.0 ** -len(found[1] or "")) * scale


def agrees(kind: str, row: Mapping, found: Value, now: bool = True) -> bool:
    """Whether a recomputed value agrees with the printed one, by :data:`TOLERANCES`.

    Args:
        kind: the name of its :class:`Kind`.
        row: the published row.
        found: the recomputed value.
        now: whether it is of the report's own months; a direction must be clear in others.
    """
    apart = abs(found.value - row["value"])
    if kind == "direction":
        return not found.clear if row["value"] == 0 else bool(apart == 0) and (now or found.clear)
    if kind == "residents of a rank":
        return bool(apart == 0)
    if kind == "rank":
        return bool(apart <= (RANK_TOLERANCE if row["table"] == "12" else 0))
    if kind == "change":
        return bool(apart <= CHANGE_TOLERANCE)
    if kind == "count change":
        return bool(apart <= CHANGE_TOLERANCE / 100 * found.base)
    allowed = COUNT_TOLERANCE / 100 * abs(row["value"]) + rounding(row["value_text"], row["value"])
    return bool(apart <= allowed)


def say(unit: str, found: Value) -> str:
    """A value in the words of its unit: ``+22.3%``, ``lower (−4.1%)``, ``rank 3``, ``94,891``."""
    value = found.value
    if np.isnan(value):
        return "–"
    if unit == "direction":
        word = {1.0: "higher", -1.0: "lower"}.get(value, "the same")
        if np.isnan(found.change):
            return word if value else "no clear change"
        return f"{word}{'' if found.clear else ', not clearly'} ({values.signed(found.change)}%)"
    if unit == "percent change":
        return f"{values.signed(value)}%"
    if unit.endswith(", change"):
        return values.signed(value, 0)
    if unit.startswith("rank"):
        return f"rank {value:.0f}"
    if unit.startswith("£"):
        return f"£{value / 1e6:,.1f} million" if value >= 1e6 else f"£{value:,.0f}"
    if " per 1" in unit:
        return f"{value:,.2f}" if value >= 0.1 else f"{value:,.4f}"
    return f"{value:,.0f}"


def direction_of(kind: str, printed: float, latest: Value) -> tuple[str, str]:
    """Whether a change still goes the way that the report says, and that as a sentence.

    Args:
        kind: the name of its :class:`Kind`; only changes and directions go any way.
        printed: the published value, whose sign is its direction; 0 says that nothing changed.
        latest: what the latest months say; not clear when its 95% interval holds zero.

    Returns:
        :data:`SAME`, :data:`REVERSED` or :data:`UNCLEAR`, and a sentence; empty where there
        is no direction to keep.
    """
    if kind not in ("change", "count change", "direction") or np.isnan(latest.change):
        return "", ""
    before, now = float(np.sign(printed)), float(np.sign(latest.change))
    ways = {1.0: "up", -1.0: "down", 0.0: "no change"}
    if not latest.clear or not now:
        return UNCLEAR, f"The report says {ways[before]}; the latest change has no clear direction."
    if not before:
        return "", f"The report says no change; it is now {ways[now]}."
    if before == now:
        return SAME, f"The direction is the same as in the report: {ways[now]}."
    return REVERSED, f"The direction is reversed: {ways[before]} in the report, now {ways[now]}."


def judge(row: dict, recipe: Recipe, kind: Kind, asked: Asked, later: Asked | None) -> Finding:
    """Status and reason of a figure that today's data can answer."""
    now = kind.compute(asked)
    latest = kind.compute(later) if later else NONE
    if np.isnan(now.value):
        return cannot(reasons.NOT_OPEN, "The counts are too small for a percentage.")
    unit, name = row["unit"], kind.name
    if name == "residents" and unit.startswith("rank"):
        name = "residents of a rank"
    months = "for the same months" if recipe.dated else "at mid-2021"
    if recipe.dated and recipe.period:
        months = f"in the {recipe.period.label}"
    said = f"{say(unit, now)} {months} in today’s data"
    if name == "rank" and row["table"] != "12":
        said += f": {now.detail}"
    broken = broken_by(asked.offence, asked.period, later.period) if later else ""
    note = f"[b] latest not comparable: {broken}" if broken else ""
    extra = [recipe.why] if recipe.why else []
    if "includes stalking and harassment" in row["note"] and name == "change":
        extra.append(_without_stalking(asked))
    if not agrees(name, row, now):
        printed = say(unit, Value(row["value"]))
        why = recipe.explained or _why_different(row, asked)
        reason = " ".join([f"{said}, against {printed} in print. {why}", *extra])
        kind_of = recipe.kind or reasons.UNKNOWN
        return Finding(now, latest, asked, later, DIFFERS, kind_of, reason, note)
    if broken:
        extra.append(f"The latest months stand beside it but are not judged: {broken}")
    elif kind.moves and later is not None and not np.isnan(latest.value):
        there = f"in the {later.period.label}" if later.period.months == 12 else later.period.label
        if later.compare:
            there += f" on the {later.compare.label}"
        told = f"{say(unit, latest)} {there}"
        if name == "rank" and row["table"] != "12":
            told += f" ({latest.detail})"
        if not agrees(name, row, latest, now=False):
            direction, which = direction_of(name, row["value"], latest)
            reason = " ".join(filter(None, [f"{said}; {told}.", which, *extra]))
            vintage = reasons.VINTAGE
            return Finding(now, latest, asked, later, MOVED, vintage, reason, note, direction)
        said += f"; still so: {told}"
    kind_of = recipe.kind
    if name in ("count", "cost") and now.value != row["value"]:
        kind_of = reasons.REVISION
        extra.append("So small a difference comes with later files, which add and reclassify.")
    return Finding(
        now, latest, asked, later, CONFIRMED, kind_of, " ".join([f"{said}.", *extra]), note
    )


def _why_different(row: Mapping, asked: Asked) -> str:
    """What may have parted a printed figure and today's, where nothing better is known."""
    if row["table"] == "12":
        share = unplaced(asked.offence, asked.period)
        return (
            f"Today’s file names no borough for {share:.1f}% of these offences, and boroughs with "
            "like numbers trade places easily."
        )
    return (
        "Offences have been added, withdrawn or reclassified since, or the report’s source "
        "counted otherwise."
    )


def unplaced(offence: str, period: Period) -> float:
    """Share of a series' offences that no borough has, per cent."""
    panel = sessions.current.build.panel("borough", offence)
    counts = panel.window(period).sum(axis=1)
    return float(counts[panel.rows[UNPLACED]] / counts.sum() * 100)


def _without_stalking(asked: Asked) -> str:
    """What the change would be with the part that the report says its group includes."""
    assert asked.compare is not None  # noqa: S101 - asked of changes only
    later, base = (
        sum(
            values.count(Asked(part, asked.level, asked.codes, span)).value
            for part in values.WITHOUT_INJURY
        )
        for span in (asked.period, asked.compare)
    )
    return (
        "The report says that the group includes stalking and harassment; its number is that of "
        f"the series without them. With them it would be {values.signed((later / base - 1) * 100)}%"
        ", across a change of counting in May 2023."
    )

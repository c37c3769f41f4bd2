"""Whether a published figure and its recomputation agree, and what to say of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from data.evidence import reasons, values
from data.evidence.recipes import (
    BESIDE,
    CHANGE_TOLERANCE,
    CONFIRMED,
    COUNT_TOLERANCE,
    DIFFERS,
    HOLDS,
    KINDS,
    MOVED,
    NO_LATEST,
    NOT_COMPARABLE,
    NOT_OPEN,
    OPEN,
    PARTED,
    PERCENT,
    PLACE,
    POUNDS,
    RANK_TOLERANCE,
    RATE,
    SHARE,
    SHARE_TOLERANCE,
    SIGNED,
    UNJUDGED,
    WAY,
    Claim,
    Kind,
    Recipe,
)
from data.evidence.values import NAN, Asked, Value
from data.queries.notes import marked
from data.queries.question import Question

SAME, REVERSED, UNCLEAR = "same", "reversed", "unclear"
"""Directions of a change that has moved on since, against the one in print."""


NONE = Value(NAN)


@dataclass(frozen=True)
class Finding:
    """What was found of a published figure.

    Attributes:
        now: its recomputation for the report's months.
        latest: the same of the latest like months.
        asked: what was asked for both; ``None`` of what cannot be recomputed.
        status: a key of :data:`data.evidence.recipes.STATUSES`.
        latest_status: a key of :data:`data.evidence.recipes.LATEST_STATUSES`.
        kind: the kind of reason for the status; may be empty.
        reason: the reason, in sentences.
        direction: of a change that has moved on since :data:`SAME`, :data:`REVERSED` or
            :data:`UNCLEAR`; of anything else it is empty.
    """

    now: Value
    latest: Value
    asked: Asked | None
    status: str
    latest_status: str
    kind: str
    reason: str
    direction: str = ""

    @property
    def note(self) -> str:
        """Why a value is missing or not judged, with its mark; empty when there is nothing."""
        if self.status == UNJUDGED and self.kind == reasons.BREAK:
            return marked("break", "counting changed")
        if self.status == NOT_OPEN:
            if self.kind == reasons.DEFINITION:
                return marked("not-applicable", "nothing to recompute")
            return marked("not-available", "not in open data")
        if self.latest_status == NOT_COMPARABLE and self.asked:
            return marked("break", f"latest not comparable: {self.asked.broken_by}")
        return ""


def cannot(kind: str, reason: str) -> Finding:
    """The finding of a figure that open data do not count."""
    return Finding(NONE, NONE, None, NOT_OPEN, NO_LATEST, kind, reason)


def broken(asked: Asked, why: str) -> Finding:
    """The finding of a figure whose own months lie on both sides of a change of counting."""
    reason = f"Counting changed, so that no change can be judged: {why}"
    return Finding(NONE, NONE, asked, UNJUDGED, NO_LATEST, reasons.BREAK, reason)


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
    if kind in ("residents of a rank", "places", "comparison"):
        return bool(apart == 0)
    if kind == "share":
        return bool(apart <= SHARE_TOLERANCE + rounding(row["value_text"], row["value"]))
    if kind == "rank":
        return bool(apart <= (RANK_TOLERANCE if row["table"] == "12" else 0))
    if kind == "change":
        return bool(apart <= CHANGE_TOLERANCE)
    if kind == "count change":
        return bool(apart <= CHANGE_TOLERANCE / 100 * found.base)
    allowed = COUNT_TOLERANCE / 100 * abs(row["value"]) + rounding(row["value_text"], row["value"])
    return bool(apart <= allowed)


def _way(found: Value) -> str:
    """A direction in words, with the change behind it."""
    word = {1.0: "higher", -1.0: "lower"}.get(found.value, "the same")
    if np.isnan(found.change):
        return word if found.value else "no clear change"
    return f"{word}{'' if found.clear else ', not clearly'} ({values.signed(found.change)}%)"


def say(unit: str, found: Value) -> str:
    """A value in the words of its unit: ``+22.3%``, ``lower (−4.1%)``, ``rank 3``, ``94,891``."""
    value, form = found.value, KINDS[unit].form
    if np.isnan(value):
        return "–"
    if form == WAY:
        return _way(found)
    if form == PERCENT:
        return f"{values.signed(value)}%"
    if form == SHARE:
        return f"{value:,.1f}%"
    if form == SIGNED:
        return values.signed(value, 0)
    if form == PLACE:
        return f"rank {value:.0f}"
    if form == POUNDS:
        return f"£{value / 1e6:,.1f} million" if value >= 1e6 else f"£{value:,.0f}"
    if form == RATE:
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


def judge(row: Mapping, recipe: Recipe, kind: Kind, asked: Asked) -> Finding:
    """Status and reason of a figure that today's data can answer."""
    now = kind.compute(asked.now)
    latest = kind.compute(asked.latest) if asked.latest else NONE
    if np.isnan(now.value):
        return cannot(reasons.NOT_OPEN, _why_nothing(recipe))
    extra = [recipe.why] if recipe.why else []
    if recipe.group:
        extra.append(_with_group(asked.now, recipe.group))
    said = _said_of_now(row, recipe, kind, now)
    if recipe.claim:
        return _judge_claim(row, recipe, recipe.claim, (now, latest, asked), (said, extra))
    broken_by = asked.broken_by
    beside = NOT_COMPARABLE if broken_by else BESIDE if asked.latest else NO_LATEST
    if not agrees(kind.name, row, now):
        printed = say(row["unit"], Value(row["value"]))
        told = f"{said}, against {printed} in print."
        if _close(row, kind, now):
            reason = " ".join([told, TOO_CLOSE, *extra])
            return Finding(now, latest, asked, UNJUDGED, beside, reasons.CLOSE, reason)
        reason = " ".join([told, recipe.explained or _why_different(row, asked.now), *extra])
        why_kind = recipe.kind or reasons.UNKNOWN
        return Finding(now, latest, asked, DIFFERS, beside, why_kind, reason)
    if broken_by:
        extra.append(f"The latest months stand beside it but are not judged: {broken_by}")
    elif kind.moves and asked.latest and not np.isnan(latest.value):
        told = _said_of_latest(row, kind, asked.latest, latest)
        if agrees(kind.name, row, latest, now=False):
            said, beside = f"{said}; still so: {told}", HOLDS
        elif kind.name == "rank" and latest.holds(row["value"]):
            said, beside = f"{said}; {told}, whose interval holds the printed rank too", OPEN
        else:
            direction, which = direction_of(kind.name, row["value"], latest)
            reason = " ".join(filter(None, [f"{said}; {told}.", which, *extra]))
            return Finding(now, latest, asked, MOVED, PARTED, reasons.VINTAGE, reason, direction)
    why_kind = "" if not recipe.dated else recipe.kind
    if kind.name in ("count", "cost") and now.value != row["value"]:
        why_kind = reasons.REVISION
        extra.append("So small a difference comes with later files, which add and reclassify.")
    return Finding(now, latest, asked, CONFIRMED, beside, why_kind, " ".join([f"{said}.", *extra]))


TOO_CLOSE = "Chance alone could give either order: too close to call."


def _close(row: Mapping, kind: Kind, now: Value) -> bool:
    """Whether a rank in a sentence is another one, and its interval holds the printed one."""
    return kind.name == "rank" and row["table"] != "12" and now.holds(row["value"])


def _judge_claim(
    row: Mapping,
    recipe: Recipe,
    claim: Claim,
    found: tuple[Value, Value, Asked],
    words: tuple[str, list[str]],
) -> Finding:
    """Status and reason of a sentence that says more than its number: that is what is judged."""
    (now, latest, asked), (said, extra) = found, words
    own = claim.compute(asked.now)
    if np.isnan(own.value):
        return cannot(reasons.NOT_OPEN, _why_nothing(recipe))
    told = f"{_capital(own.detail)}."
    if not np.isnan(row["value"]):
        apart = ""
        if not agrees(KINDS[row["unit"]].name, row, now):
            apart = f" That number differs. {recipe.explained}".rstrip()
        told += f" The number beside it: {said}, {row['value_text']} in print.{apart}"
    broken_by = asked.broken_by
    beside = NOT_COMPARABLE if broken_by else BESIDE if asked.latest else NO_LATEST
    if not claim.agrees(own):
        status, kind = DIFFERS, recipe.kind or reasons.UNKNOWN
        if own.holds(claim.value):
            status, kind = UNJUDGED, reasons.CLOSE
            told += f" {TOO_CLOSE}"
        return Finding(now, latest, asked, status, beside, kind, " ".join([told, *extra]))
    if broken_by:
        extra = [*extra, f"The latest months stand beside it but are not judged: {broken_by}"]
    elif asked.latest:
        later = claim.compute(asked.latest)
        there = asked.latest.period.label
        if claim.agrees(later):
            told, beside = f"{told} Still so in the {there}: {later.detail}.", HOLDS
        elif later.holds(claim.value):
            told, beside = f"{told} In the {there} it cannot be told: {later.detail}.", OPEN
        else:
            reason = " ".join([told, f"In the {there}: {later.detail}.", *extra])
            return Finding(now, latest, asked, MOVED, PARTED, reasons.VINTAGE, reason)
    return Finding(now, latest, asked, CONFIRMED, beside, "", " ".join([told, *extra]))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _why_nothing(recipe: Recipe) -> str:
    """Why a computation that there is gives no number."""
    if recipe.dated:
        return "The counts are too small for a percentage."
    return "The table that it needs is not in this build of the data."


def _named(row: Mapping, kind: Kind) -> bool:
    """Whether the places behind a rank are told with it: table 12 shows them all."""
    return kind.name == "rank" and row["table"] != "12"


def _said_of_now(row: Mapping, recipe: Recipe, kind: Kind, now: Value) -> str:
    """What today's data say for the report's own months."""
    months = "for the same months" if recipe.dated else recipe.when
    if recipe.dated and recipe.period:
        months = f"in the {recipe.period.label}"
    said = f"{say(row['unit'], now)} {months} in today’s data"
    detailed = _named(row, kind) or (not recipe.dated and now.detail and recipe.claim is None)
    return f"{said}: {now.detail}" if detailed else said


def _said_of_latest(row: Mapping, kind: Kind, question: Question, latest: Value) -> str:
    """What they say for the latest months."""
    period, earlier = question.period, question.comparison
    there = f"in the {period.label}" if period.months == 12 else period.label
    if earlier:
        there += f" on the {earlier.label}"
    told = f"{say(row['unit'], latest)} {there}"
    return f"{told} ({latest.detail})" if _named(row, kind) else told


def _why_different(row: Mapping, question: Question) -> str:
    """What may have parted a printed figure and today's, where nothing better is known."""
    if row["table"] == "12":
        return (
            f"Today’s file names no borough for {values.unplaced(question):.1f}% of these "
            "offences, and boroughs with like numbers trade places easily."
        )
    return (
        "Offences have been added, withdrawn or reclassified since, or the report’s source "
        "counted otherwise."
    )


def _with_group(question: Question, group: tuple[str, ...]) -> str:
    """What the change would be with the part that the report says its group includes."""
    earlier = question.replace(period=question.comparison, compare="none")
    later, base = (
        sum(values.count(own.replace(offence=part)).value for part in group)
        for own in (question, earlier)
    )
    return (
        "The report says that the group includes stalking and harassment; its number is that of "
        f"the series without them. With them it would be {values.signed((later / base - 1) * 100)}%"
        ", across a change of counting in May 2023."
    )

"""Trends as plain words: a ``trend`` or ``series`` table goes in, a sentence comes out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd

from components.text.words import capital, listed, number
from data.model import periods
from data.model.catalogue import OFFENCES, Break
from data.model.periods import LOCKDOWN, Period
from data.statistics.xmr import RUN

NEW_SYSTEM = next(item.month for item in OFFENCES["domestic-abuse"].breaks if not item.comparable)
"""The month in which the Met moved to a new crime system."""
MOST_RUNS = 4
"""How many runs of signals a sentence names; the table has them all."""


@dataclass(frozen=True)
class State:
    """What a trend says of its latest points.

    Attributes:
        kind: ``up``, ``down``, ``rising``, ``falling``, ``unusual``, ``steady``, ``too-few`` or
            ``no-data``.
        side: ``above`` or ``below`` for an unusual latest point.
        length: points of the run that reaches the end.
        run: the months of that run, or of the latest point.
        since: the months that the average and the limits are read from.
        yearly: whether a point is 12 months.
        seasonal: whether the season is still in the points.
    """

    kind: str
    side: str = ""
    length: int = 0
    run: Period | None = None
    since: Period | None = None
    yearly: bool = False
    seasonal: bool = False

    @property
    def points(self) -> str:
        """How a sentence counts points."""
        return "years" if self.yearly else "months"


def _span(rows: pd.DataFrame, yearly: bool) -> Period:
    first = rows["month"].iloc[0]
    return Period(periods.shift(first, -11) if yearly else first, rows["month"].iloc[-1])


def _run_length(sides: Sequence[float]) -> int:
    """How many values at the end are alike and not 0 or unknown."""
    length = 0
    for side in reversed(list(sides)):
        if side != sides[-1] or side != side or side == 0:
            break
        length += 1
    return length


def state_of(frame: pd.DataFrame) -> State:
    """What the latest points of a ``trend`` table say: a real change, noise, or nothing yet."""
    known = frame[frame["value"].notna()]
    if known.empty:
        return State("no-data")
    yearly = bool((known["months"] == 12).any())
    last = known.iloc[-1]
    rows = known[(known["segment"] == last["segment"]) & known["mean"].notna()]
    if rows.empty or last["mean"] != last["mean"]:
        latest = known[known["segment"] == last["segment"]]
        return State("too-few", length=len(latest), run=_span(latest, yearly), yearly=yearly)
    since = _span(rows, yearly)
    made = partial(State, since=since, yearly=yearly, seasonal=str(last["basis"]) == "equal months")
    met = str(last["signal"])
    sides = np.sign(rows["value"] - rows["mean"]).tolist()
    if "shift" in met:
        length = _run_length(sides)
        run = _span(rows.iloc[-length:], yearly)
        return made("up" if sides[-1] > 0 else "down", length=length, run=run)
    if "trend" in met:
        steps = np.sign(np.diff(rows["value"])).tolist()
        length = _run_length(steps) + 1
        run = _span(rows.iloc[-length:], yearly)
        return made("rising" if steps[-1] > 0 else "falling", length=length, run=run)
    run = _span(rows.iloc[-1:], yearly)
    if met:
        side = "above" if sides[-1] > 0 else "below"
        return made("unusual", side=side, length=1, run=run)
    return made("steady", length=1, run=run)


def finding(state: State) -> str:
    """Whether it is really up or down, in a few words."""
    if state.kind in ("up", "down"):
        side = "above" if state.kind == "up" else "below"
        return f"{state.kind} beyond chance, {state.length} {state.points} {side} average"
    if state.kind in ("rising", "falling"):
        return f"{state.kind} for {state.length} {state.points} in a row"
    if state.kind == "unusual":
        one = "year" if state.yearly else "month"
        size = "high" if state.side == "above" else "low"
        return f"an unusually {size} {one}, not yet a trend"
    return {
        "steady": "no change beyond chance",
        "too-few": f"too few {state.points} to tell a change",
        "no-data": "no data",
    }[state.kind]


def new_system(state: State) -> str:
    """What must be said of a run that begins when the Met's crime system changed, or nothing."""
    if state.run is None or state.kind not in ("up", "down"):
        return ""
    apart = periods.index(state.run.start) - periods.index(NEW_SYSTEM)
    if not 0 <= apart <= 1 or state.yearly:
        return ""
    return (
        f" It begins when the Met moved to a new crime system ({periods.name(NEW_SYSTEM)}): "
        "part of it may be recording."
    )


def _months(span: Period) -> str:
    return span.label if span.months != 12 else f"the {span.label}"


def spans(state: State, place: str) -> str:
    """The two periods that the finding compares, as a sentence."""
    if state.run is None:
        return f"{place}."
    if state.since is None:
        return f"{place}, {_months(state.run)}: limits need 12 {state.points} that can be compared."
    text = f"{place}, {_months(state.run)}, compared with the average of {_months(state.since)}"
    return text + (": the season is still in it." if state.seasonal else ".")


def signal_runs(frame: pd.DataFrame) -> list[tuple[str, Period, int]]:
    """Runs of signals in a row: direction, months, number of points; the latest last."""
    found: list[tuple[str, list[int]]] = []
    rows = frame.reset_index(drop=True)
    for place, (direction, segment) in enumerate(
        zip(rows["direction"], rows["segment"], strict=True)
    ):
        if not direction:
            continue
        if (
            found
            and found[-1][0] == direction
            and found[-1][1][-1] == place - 1
            and rows["segment"].iloc[place - 1] == segment
        ):
            found[-1][1].append(place)
        else:
            found.append((direction, [place]))
    yearly = bool((rows["months"] == 12).any())
    return [(side, _span(rows.loc[at], yearly), len(at)) for side, at in found]


def _run_words(side: str, span: Period, points: int, yearly: bool) -> str:
    where = {"above": "above average", "below": "below average"}.get(side, side)
    if yearly:
        length = f"{points} years" if points > 1 else "year"
        return f"{where} in the {length} to {periods.name(span.end)}"
    if points == 1:
        return f"{where} in {periods.name(span.end)}"
    return f"{where} from {periods.name(span.start)} to {periods.name(span.end)}"


def trend_title(frame: pd.DataFrame) -> str:
    """Where the latest point lies: within what chance would bring, or not."""
    known = frame[frame["value"].notna()]
    if known.empty:
        return "No series to draw"
    last = known.iloc[-1]
    when = "a year" if last["months"] == 12 else periods.name(last["month"])
    text = f"{number(last['count'])} in {when}"
    if last["mean"] != last["mean"]:
        return f"{text}: too few points for limits"
    if last["value"] > last["upper"]:
        return f"{text}, above the limits of chance"
    where = "below" if last["value"] < last["lower"] else "within"
    return f"{text}, {where} the limits of chance"


def signals_sentence(frame: pd.DataFrame, noun: str) -> str:
    """The latest level, its limits and the signals, in words."""
    known = frame[frame["value"].notna()]
    if known.empty:
        return "There is no series to draw."
    state = state_of(frame)
    last = known.iloc[-1]
    when = periods.name(last["month"])
    yearly = state.yearly
    text = f"{number(last['count'])} {noun} in {'the 12 months to ' if yearly else ''}{when}"
    if last["mean"] == last["mean"]:
        even = "" if yearly else f" ({number(last['value'])} {_evened(last)})"
        text += (
            f"{even}; by chance alone {'12 months' if yearly else 'a month'} would hold "
            f"{number(last['lower'])} to {number(last['upper'])}, on average "
            f"{number(last['mean'])}."
        )
    else:
        text += f": too few {state.points} for limits."
    runs = signal_runs(known)
    if runs:
        told = [_run_words(*run, yearly) for run in runs[-MOST_RUNS:]]
        more = f" ({len(runs) - MOST_RUNS} earlier ones are in the table)"
        text += f" Signals: {listed(told)}{more if len(runs) > MOST_RUNS else ''}."
    elif known["mean"].notna().any():
        text += " No signals: everything shown is what chance alone would bring."
    text += f" A signal is a point outside the limits, or {RUN} in a row on one side of the average"
    text += f" or rising or falling, or 2 of 3 near a limit. {_caution(known)}"
    return text.strip()


def _evened(row: pd.Series) -> str:
    if row["basis"] == "season removed":
        return "without the season"
    return "for a month of average length"


def _caution(known: pd.DataFrame) -> str:
    """What limits leave out."""
    parts = []
    if (known["segment"] == 0).any():
        parts.append("Lockdown counts towards no limit")
    if len(set(known["segment"]) - {0}) > 1:
        parts.append("limits begin anew after lockdown and after each change in counting")
    if (known["basis"] == "equal months").any():
        parts.append("the series is too short to take its season out")
    if not parts:
        return ""
    return capital("; ".join(parts)) + "."


def since_break(frame: pd.DataFrame, month: pd.Series, breaks: Sequence[Break]) -> pd.DataFrame:
    """The rows after the last change that makes months not comparable.

    Args:
        frame: rows of months.
        month: the month of every row, ``YYYY-MM``.
        breaks: known changes in counting.
    """
    hard = [item.month for item in breaks if not item.comparable and item.month <= month.max()]
    return frame[month >= max(hard)] if hard else frame


def _whole(series: pd.DataFrame, breaks: Sequence[Break]) -> pd.DataFrame:
    """12-month sums that lie wholly after the last hard break."""
    known = series.dropna(subset=["count_12m"])
    if known.empty:
        return known
    last = known["month"].iloc[-1]
    hard = [item.month for item in breaks if not item.comparable and item.month <= last]
    firsts = known["month"].map(lambda month: periods.shift(month, -11))
    return known[firsts >= max(hard)] if hard else known


def rolling_title(series: pd.DataFrame, breaks: Sequence[Break] = ()) -> str:
    """The latest 12-month sum, and how long it is since one was as low or as high."""
    known = _whole(series, breaks)
    if known.empty and series["count_12m"].notna().any():
        return "Every 12-month sum reaches across a change in counting"
    if known.empty:
        return "No 12 months in a row can be added up"
    values, months = known["count_12m"].tolist(), known["month"].tolist()
    latest = values[-1]
    text = f"{number(latest)} in 12 months"
    for like, word in ((lambda x: x <= latest, "fewest"), (lambda x: x >= latest, "most")):
        back = [place for place in range(len(values) - 1) if like(values[place])]
        if back and len(values) - 1 - back[-1] > 12:
            return f"{text}, the {word} since {periods.name(months[back[-1]])}"
        if not back and len(values) > 12:
            return f"{text}, the {word} on record here"
    return f"{text}, {number(values[-13])} a year before" if len(values) > 12 else text


def rolling_sentence(series: pd.DataFrame, noun: str, breaks: Sequence[Break] = ()) -> str:
    """The line of 12-month sums in words; nothing is compared across a hard break."""
    known = _whole(series, breaks)
    if known.empty and series["count_12m"].notna().any():
        return (
            "Sums of 12 months that reach across a change in counting are not comparable; none "
            "lies wholly after it yet."
        )
    if known.empty:
        return "There are no 12 months in a row to add up."
    last = known.iloc[-1]
    text = f"{number(last['count_12m'])} {noun} in the 12 months to {periods.name(last['month'])}"
    high, low = known.loc[known["count_12m"].idxmax()], known.loc[known["count_12m"].idxmin()]
    if len(known) > 1:
        text += (
            f"; between {number(low['count_12m'])} (to {periods.name(low['month'])}) and "
            f"{number(high['count_12m'])} (to {periods.name(high['month'])}) since "
            f"{periods.name(known['month'].iloc[0])}"
        )
    months = series.dropna(subset=["count_12m"])["month"].tolist()
    drawn = []
    if months[0] <= LOCKDOWN.end and months[-1] >= LOCKDOWN.start:
        drawn.append("the grey band is lockdown")
    if any(months[0] < item.month <= months[-1] for item in breaks):
        drawn.append("dotted lines are changes in counting")
    told = listed(drawn) if drawn else ""
    return f"{text}." + (f" {capital(told)}." if told else "")

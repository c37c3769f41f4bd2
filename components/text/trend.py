"""Trends as plain words: a ``trend``, ``areas`` or ``series`` table in, a sentence out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from components.text.words import capital, listed, not_counted, number, told_verdict
from data.model import periods
from data.model.catalogue import Break
from data.model.periods import LOCKDOWN, Period
from data.queries.question import Question

MOST_RUNS = 4
"""How many runs of marked months a sentence names; the table has them all."""

# --- The verdict --------------------------------------------------------------------------------


def verdict_finding(row: Mapping[str, Any] | pd.Series, question: Question) -> str:
    """What a change says, in a few words: the verdict of the change sentence, and no other.

    Args:
        row: the row of :func:`data.queries.change_of` for the question.
        question: what is compared.
    """
    if row["count"] != row["count"]:
        return "too few to be shown" if row["status"] == "suppressed" else "no data"
    size = f"{number(abs(row['change']), 1)}%"
    doubt = f"but {why}" if (why := doubt_of(question)) else ""
    if row["verdict"] in ("higher", "lower"):
        way = "up" if row["verdict"] == "higher" else "down"
        itself = "" if told_verdict(row) == row["verdict"] else "by itself "
        return f"{way} {size}, {doubt or f'{itself}more than chance explains'}"
    if row["verdict"] == "no-clear-change":
        return f"no clear change{doubt and ', ' + doubt}"
    return {
        "not-comparable": f"not comparable, {_hindrance(question)}",
        "too-few": "too few to compare",
        "unknown": "too short or too rare a series to tell",
        "none": "nothing is compared",
    }[row["verdict"]]


def verdict_aside(row: Mapping[str, Any] | pd.Series, among: str) -> str:
    """What the overview makes of a change that is clear by itself only; else empty."""
    if told_verdict(row) == row["verdict"] or row["verdict"] == "none":
        return ""
    return f" On the overview it {not_counted(among)}."


def doubt_of(question: Question) -> str:
    """What keeps a printed change from being a verdict; empty where nothing does."""
    if question.breaks:
        return f"counting changed in {_dates(question.breaks)}"
    spans = [span for span in (question.comparison, question.period) if span]
    if any(span.start <= LOCKDOWN.end and span.end >= LOCKDOWN.start for span in spans):
        return "months of lockdown are among them"
    return ""


def _hindrance(question: Question) -> str:
    hard = [item for item in question.breaks if not item.comparable]
    if hard:
        return f"counting changed in {_dates(hard)}"
    return "the periods overlap" if question.overlapping else "nothing to compare with"


def _dates(breaks: Sequence[Break]) -> str:
    return listed([periods.name(item.month) for item in breaks])


def verdict_spans(question: Question, place: str) -> str:
    """The two periods that the finding compares, as a sentence."""
    later, earlier = _the(question.period), question.comparison
    text = f"{place}: {later}"
    return f"{text} compared with {_the(earlier)}." if earlier else f"{text}."


def _the(period: Period) -> str:
    return f"the {period.label}" if period.months == 12 else period.label


# --- Months that stand out ----------------------------------------------------------------------


def is_yearly(frame: pd.DataFrame) -> bool:
    """Whether a row of a ``trend`` table is 12 months."""
    return bool((frame["months"] == 12).any())


def _span(rows: pd.DataFrame, yearly: bool) -> Period:
    first = rows["month"].iloc[0]
    return Period(periods.shift(first, -11) if yearly else first, rows["month"].iloc[-1])


def chance_words(frame: pd.DataFrame) -> str:
    """How many points stand out, and how many would by chance; empty without limits."""
    held = frame[frame["mean"].notna() & frame["value"].notna()]
    if held.empty:
        return ""
    marked = int((held["direction"] != "").sum())
    chance = held.groupby("segment")["chance"].first().sum()
    points = "years" if is_yearly(held) else "months"
    verb = "stands" if marked < 2 else "stand"
    text = f"{marked or 'Not one'} of {len(held)} {points} {verb} out"
    return f"{text}; chance alone would mark {'under 0.1' if chance < 0.05 else f'{chance:.1f}'}"


def signal_runs(frame: pd.DataFrame) -> list[tuple[str, Period, int]]:
    """Runs of marked points in a row: direction, months, number of points; the latest last."""
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
    yearly = is_yearly(rows)
    return [(side, _span(rows.loc[at], yearly), len(at)) for side, at in found]


def _run_words(side: str, span: Period, points: int, yearly: bool) -> str:
    where = f"{side} average"
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
        return f"{text}: no limits of chance"
    if last["value"] > last["upper"]:
        return f"{text}, above the limits of chance"
    where = "below" if last["value"] < last["lower"] else "within"
    return f"{text}, {where} the limits of chance"


def signals_sentence(frame: pd.DataFrame, noun: str, place: str) -> str:
    """The latest point, its limits, what stands out and what would by chance, in words."""
    known = frame[frame["value"].notna()]
    if known.empty:
        return "There is no series to draw."
    last, yearly = known.iloc[-1], is_yearly(known)
    when = periods.name(last["month"])
    when = f"the 12 months to {when}" if yearly else when
    text = f"{number(last['count'])} {noun} in {place} in {when}"
    text += _limits_words(last, yearly)
    if told := chance_words(known):
        text += f" {told} on average."
    if runs := signal_runs(known):
        told_runs = [_run_words(*run, yearly) for run in runs[-MOST_RUNS:]]
        more = f" ({len(runs) - MOST_RUNS} earlier ones are in the table)"
        text += f" {capital(listed(told_runs))}{more if len(runs) > MOST_RUNS else ''}."
    if last["run"] == last["run"]:
        text += (
            f" A {'year' if yearly else 'month'} stands out when it lies outside the limits, or "
            f"in a run of {number(last['run'])} or more on one side of the average."
        )
    return f"{text} {_caution(known)}".strip()


def _limits_words(last: pd.Series, yearly: bool) -> str:
    if last["mean"] != last["mean"]:
        return ": there are too few points, or too little is known, for limits of chance."
    even = "" if yearly else f" ({number(last['value'])} {_evened(last)})"
    return (
        f"{even}; by chance alone {'12 months' if yearly else 'a month'} would hold "
        f"{number(last['lower'])} to {number(last['upper'])}, on average {number(last['mean'])}."
    )


def _evened(row: pd.Series) -> str:
    if row["basis"] == "season removed":
        return "without the season"
    return "for a month of average length"


def _caution(known: pd.DataFrame) -> str:
    """What limits leave out."""
    parts = []
    if (known["segment"] == 0).any():
        parts.append("lockdown counts towards no limit")
    if len(set(known["segment"]) - {0}) > 1:
        parts.append("limits begin anew after lockdown and after each change in counting")
    if (known["basis"] == "equal months").any():
        parts.append("the series is too short to take its season out")
    if not parts:
        return ""
    return capital("; ".join(parts)) + "."


# --- Sums of 12 months --------------------------------------------------------------------------


def since_break(frame: pd.DataFrame, month: pd.Series, breaks: Sequence[Break]) -> pd.DataFrame:
    """The rows of the present regime: since the last change in counting of either kind.

    Args:
        frame: rows of months.
        month: the month of every row, ``YYYY-MM``.
        breaks: known changes in counting.
    """
    past = [item.month for item in breaks if item.month <= month.max()]
    return frame[month >= max(past)] if past else frame


def _present(series: pd.DataFrame, breaks: Sequence[Break]) -> pd.DataFrame:
    """12-month sums of the present regime."""
    if series.empty:
        return series
    return since_break(series, series["month"], breaks).dropna(subset=["count_12m"])


def rolling_title(series: pd.DataFrame, breaks: Sequence[Break] = (), verdict: str = "none") -> str:
    """The latest 12-month sum beside that of a year before, or the lowest or highest since when.

    Args:
        series: a ``series`` table of one area.
        breaks: known changes in counting; nothing before the last one is spoken of.
        verdict: that of the latest 12 months on the 12 before: "fewest" is said only of a fall
            and "most" only of a rise.
    """
    known = _present(series, breaks)
    if known.empty and series["count_12m"].notna().any():
        return "Fewer than 12 months since counting changed"
    if known.empty:
        return "No 12 months in a row can be added up"
    values, months = known["count_12m"].tolist(), known["month"].tolist()
    latest, anew = values[-1], any(item.month <= months[-1] for item in breaks)
    text = f"{number(latest)} in 12 months"
    for like, told, word in (
        (lambda x: x <= latest, "lower", "fewest"),
        (lambda x: x >= latest, "higher", "most"),
    ):
        back = [place for place in range(len(values) - 1) if like(values[place])]
        if told == verdict and back and len(values) - 1 - back[-1] > 12:
            return f"{text}, the {word} since {periods.name(months[back[-1]])}"
        if told == verdict and not back and len(values) > 12:
            return f"{text}, the {word} {'since counting changed' if anew else 'on record here'}"
    return f"{text}, {number(values[-13])} a year before" if len(values) > 12 else text


def rolling_sentence(
    series: pd.DataFrame, noun: str, place: str, breaks: Sequence[Break] = ()
) -> str:
    """The line of 12-month sums in words; nothing is compared across a change in counting."""
    known = _present(series, breaks)
    if known.empty and series["count_12m"].notna().any():
        return (
            "A sum of 12 months that reaches back over a change in counting is not drawn; fewer "
            "than 12 months have passed since the last one."
        )
    if known.empty:
        return "There are no 12 months in a row to add up."
    last = known.iloc[-1]
    when = periods.name(last["month"])
    text = f"{number(last['count_12m'])} {noun} in {place} in the 12 months to {when}."
    high, low = known.loc[known["count_12m"].idxmax()], known.loc[known["count_12m"].idxmin()]
    if len(known) > 1:
        text += (
            f" From {periods.name(known['month'].iloc[0])} on the sums lie between "
            f"{number(low['count_12m'])} (to {periods.name(low['month'])}) and "
            f"{number(high['count_12m'])} (to {periods.name(high['month'])})."
        )
    return f"{text}{_drawn(series, breaks)}"


def _drawn(series: pd.DataFrame, breaks: Sequence[Break]) -> str:
    """What is drawn beside the line."""
    months = series.dropna(subset=["count_12m"])["month"].tolist()
    told = []
    if months[0] <= LOCKDOWN.end and months[-1] >= LOCKDOWN.start:
        told.append("the grey band is lockdown")
    if any(months[0] < item.month <= months[-1] for item in breaks):
        told.append("dotted lines are changes in counting, after which the sums begin anew")
    return f" {capital(listed(told))}." if told else ""

"""Months, hours and seasons as plain words: a table goes in, a sentence comes out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from components.text.trend import since_break
from components.text.words import number
from data.model.catalogue import Break
from data.model.periods import LOCKDOWN, NAMES

NIGHT = (22, 23, 0, 1, 2, 3)
"""Hours that a sentence calls the night."""


def _dated(frame: pd.DataFrame) -> pd.Series:
    """The month of every row of a ``matrix`` of years and months."""
    return pd.Series(
        [
            f"{int(year):04d}-{NAMES.index(name) + 1:02d}"
            for year, name in zip(frame["year"], frame["month"], strict=True)
        ],
        index=frame.index,
        dtype=object,
    )


def _alike(frame: pd.DataFrame, breaks: Sequence[Break]) -> pd.DataFrame:
    known = frame.dropna(subset=["count"])
    return since_break(known, _dated(known), breaks) if len(known) else known


def month_title(frame: pd.DataFrame, breaks: Sequence[Break] = (), rare: bool = False) -> str:
    """The highest and the lowest month of a ``matrix`` of years and months.

    Args:
        frame: the table.
        breaks: known changes in counting; months before the last hard one are not compared.
        rare: whether months hold too few to be compared at all.
    """
    known = _alike(frame, breaks)
    if known.empty:
        return "No month is known"
    high, low = (_named(known, value) for value in _ends(known))
    if rare:
        most, least = _ends(known)
        return f"{number(least)} to {number(most)} a month: read years, not months"
    if len(known) == 1 or high == low:
        return "Every month shown is alike"
    return f"{high} was the highest month, {low} the lowest"


def _named(known: pd.DataFrame, value: float) -> str:
    row = known[known["count"] == value].iloc[-1]
    return f"{row['month']} {row['year']}"


def _is_locked(row: pd.Series) -> bool:
    return LOCKDOWN.holds(f"{int(row['year']):04d}-{NAMES.index(row['month']) + 1:02d}")


def month_sentence(frame: pd.DataFrame, noun: str, breaks: Sequence[Break] = ()) -> str:
    """The heatmap of years and months, in words; nothing is compared across a hard break."""
    known = _alike(frame, breaks)
    if known.empty:
        return "There is no month to draw."
    high, low = (known[known["count"] == value].iloc[-1] for value in _ends(known))
    text = (
        f"{number(high['count'])} {noun} in {high['month']} {high['year']}, the highest month; "
        f"{number(low['count'])} in {low['month']} {low['year']}, the lowest"
        f"{' (in lockdown)' if _is_locked(low) else ''}."
    )
    if len(known) < frame["count"].notna().sum():
        first = known.iloc[0]
        text += f" Compared only since {first['month']} {first['year']}, when counting changed."
    sizes = known.groupby("year")["count"].agg(["sum", "size"])
    whole = sizes[sizes["size"] == 12]["sum"]
    if len(whole) > 1:
        text += (
            f" Of whole years, {whole.idxmax()} has most ({number(whole.max())}) and "
            f"{whole.idxmin()} fewest ({number(whole.min())})."
        )
    if any(LOCKDOWN.holds(month) for month in _dated(frame.dropna(subset=["count"]))):
        text += " The outline marks lockdown."
    if frame["count"].isna().any():
        text += " Blank months are outside the data, not zero."
    return text


def _ends(known: pd.DataFrame) -> tuple[float, float]:
    return known["count"].max(), known["count"].min()


TOLD = 0.9
"""The share of all offences that shown cells must hold for a sentence about hours."""


def hour_name(hour: int) -> str:
    """An hour for people: ``midnight``, ``4 am``, ``noon``, ``11 pm``."""
    if hour in (0, 12):
        return "midnight" if hour == 0 else "noon"
    return f"{hour % 12} {'am' if hour < 12 else 'pm'}"


def too_much_hidden(frame: pd.DataFrame) -> bool:
    """Whether so much is suppressed that hours and days cannot be told from the cells."""
    hidden = frame["status"] == "suppressed"
    return bool(hidden.any() and not frame["share"].sum() > TOLD)


def hour_title(frame: pd.DataFrame) -> str:
    """The hours in which most happens."""
    if too_much_hidden(frame):
        return "Too many hours are suppressed to tell"
    known = _hours(frame)
    if known.empty or not known["count"].sum():
        return "No hour is known"
    top = known.loc[known["count"].idxmax()]
    return f"Most on {top['weekday']}s from {hour_name(int(top['hour']))}"


def _hours(frame: pd.DataFrame) -> pd.DataFrame:
    known = frame[frame["hour"].astype(str) != "unknown"].dropna(subset=["count"])
    return known.assign(hour=known["hour"].astype(int))


def hour_sentence(frame: pd.DataFrame, noun: str) -> str:
    """The heatmap of hours and weekdays, in words, with what is not known and what is doubtful."""
    if too_much_hidden(frame):
        return (
            "Small counts are suppressed, and too much of the week is: the cells that are shown "
            "are not enough to say when most happens. Choose more months or a larger area."
        )
    known = _hours(frame)
    whole = frame["count"].sum()
    if known.empty or not whole:
        return "There is no hour to draw."
    total = known["count"].sum()
    by_hour = known.groupby("hour")["count"].sum()
    by_day = known.groupby("weekday", sort=False)["count"].sum()
    peak = int(by_hour.idxmax())
    afternoon = known[known["hour"].between(15, 17)]["count"].sum() / total
    night = known[known["hour"].isin(NIGHT)]["count"].sum() / total
    text = (
        f"The hour from {hour_name(peak)} holds {by_hour.max() / total:.0%} of {noun} whose hour "
        f"is known, more than any other; {by_day.idxmax()} is the highest day "
        f"({by_day.max() / total:.0%}), {by_day.idxmin()} the lowest "
        f"({by_day.min() / total:.0%}). {afternoon:.0%} fall between 3 pm and 6 pm, {night:.0%} "
        "between 10 pm and 4 am."
    )
    missing = frame[frame["hour"].astype(str) == "unknown"]["count"].sum()
    text += (
        f" For {number(missing)} ({missing / whole:.1%}) the hour or the day is not known."
        if missing
        else " The hour and the day are known for all."
    )
    exact = frame["exact"].sum()
    if exact:
        text += (
            f" {number(exact)} ({exact / whole:.0%}) are recorded as exactly midnight or noon, "
            "which often stands for a time that nobody knew."
        )
    return text


def season_title(frame: pd.DataFrame) -> str:
    """The highest and the lowest month of the year."""
    rows = _season(frame)
    if rows.empty:
        return "No full year to read a season from"
    if not _is_clear(rows):
        return "No clear season: the months may differ by chance"
    high, low = rows.loc[rows["share_per_day"].idxmax()], rows.loc[rows["share_per_day"].idxmin()]
    return f"The season peaks in {high['month']}, lowest in {low['month']}"


def _season(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows without lockdown years, or all where there are no others."""
    known = frame.dropna(subset=["share_per_day"])
    if known.empty:
        return known
    return known[known["basis"] == known["basis"].iloc[-1]]


def _by_basis(known: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    """The rows of every basis, all years first."""
    return [(basis, known[known["basis"] == basis]) for basis in dict.fromkeys(known["basis"])]


def _is_clear(rows: pd.DataFrame) -> bool:
    """Whether the highest or lowest month lies over three standard errors from an even one.

    Counts as Poisson; three rather than two, because the furthest of twelve is looked at.
    """
    reach = (rows["share_per_day"] * 12 - 1).abs().max()
    return bool(reach * np.sqrt(rows["count"].sum() / 12) > 3)


def season_sentence(frame: pd.DataFrame) -> str:
    """The season in words: how far from even it is, and what lockdown does to it."""
    rows = _season(frame)
    if rows.empty:
        return (
            "A season needs a full calendar year in which nothing changed in counting: there is "
            "none here."
        )
    high, low = rows.loc[rows["share_per_day"].idxmax()], rows.loc[rows["share_per_day"].idxmin()]
    years = int(rows["years"].iloc[0])
    over, under = high["share_per_day"] * 12 - 1, 1 - low["share_per_day"] * 12
    text = (
        f"If all months were equally long, {high['month']} would hold {high['share_per_day']:.1%} "
        f"of a year and {low['month']} {low['share_per_day']:.1%}: {over:.0%} above and "
        f"{under:.0%} below an even month. Read from {years} full calendar "
        f"year{'s' if years != 1 else ''} ({frame['period_from'].iloc[0][:4]} to "
        f"{frame['period_to'].iloc[0][:4]}), each weighing the same"
    )
    text = (
        text if _is_clear(rows) else f"So few fall into a month that chance may explain it. {text}"
    )
    known = frame.dropna(subset=["share_per_day"])
    if len(set(known["years"])) < 2:
        return text + "."
    every, without = (rows.set_index("month")["share_per_day"] for _, rows in _by_basis(known))
    gap = (every - without) * 100
    month = gap.abs().idxmax()
    text += (
        f", without 2020 and 2021. With those lockdown years {month} moves most, by "
        f"{abs(float(gap[month])):.1f} percentage points"
    )
    return text + "."

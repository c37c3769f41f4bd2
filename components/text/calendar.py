"""Months, hours and seasons as plain words: a table goes in, a sentence comes out."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import pandas as pd

from components.text.trend import since_break
from components.text.words import capital, listed, number
from data.model.catalogue import Break
from data.model.periods import LOCKDOWN, NAMES
from data.statistics.change import MINIMUM_BASE
from data.statistics.season import LEAST_YEARS
from data.statistics.standing import LEAST_IN_PART

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


def year_names(frame: pd.DataFrame) -> dict[int, str]:
    """Years as rows of months are called: ``2025``, or ``2026 (3 months)`` where not whole.

    Args:
        frame: a ``matrix`` with ``year`` and ``months``; years as text (``unknown``) are left out.

    Returns:
        The name of every year, in the order of the rows.
    """
    return {
        year: str(year) if months >= 12 else f"{year} ({months:.0f} month{'s' * (months > 1)})"
        for year, months in dict(zip(frame["year"], frame["months"], strict=True)).items()
        if year != "unknown"
    }


def month_title(frame: pd.DataFrame, breaks: Sequence[Break] = (), rare: bool = False) -> str:
    """The highest and the lowest month of a ``matrix`` of years and months.

    Args:
        frame: the table.
        breaks: known changes in counting; months before the last one are not compared.
        rare: whether months hold too few to be compared at all.
    """
    known = _alike(frame, breaks)
    if known.empty:
        return "No month is known"
    most, least = _ends(known)
    if rare or _too_few(known):
        return f"{number(least)} to {number(most)} a month: read years, not months"
    if len(known) == 1 or most == least:
        return "Every month shown is alike"
    high, low = (_named(known, value) for value in (most, least))
    return f"{high} was the highest month, {low} the lowest"


def _too_few(known: pd.DataFrame) -> bool:
    """Whether no month may be called the highest: too few in it, or in all."""
    return bool(known["count"].max() < LEAST_IN_PART or known["count"].sum() < MINIMUM_BASE)


def _named(known: pd.DataFrame, value: float) -> str:
    row = known[known["count"] == value].iloc[-1]
    return f"{row['month']} {row['year']}"


def _is_locked(row: pd.Series) -> bool:
    return LOCKDOWN.holds(f"{int(row['year']):04d}-{NAMES.index(row['month']) + 1:02d}")


def month_sentence(
    frame: pd.DataFrame,
    noun: str,
    place: str,
    breaks: Sequence[Break] = (),
    rare: bool = False,
) -> str:
    """The heatmap of years and months, in words; nothing is compared across a break.

    Args:
        frame: a ``matrix`` of years and months.
        noun: what is counted.
        place: where.
        breaks: as in :func:`month_title`.
        rare: as in :func:`month_title`.
    """
    known = _alike(frame, breaks)
    if known.empty:
        return "There is no month to draw."
    first, end = known.iloc[0], known.iloc[-1]
    span = f"{first['month']} {first['year']} to {end['month']} {end['year']}"
    if rare or _too_few(known):
        most, least = _ends(known)
        text = (
            f"{number(least)} to {number(most)} {noun} a month in {place}, {span}: too few to "
            "call one month the highest."
        )
    else:
        text = _highest_words(known, noun, place, span)
    if len(known) < frame["count"].notna().sum():
        text += f" Compared only since {first['month']} {first['year']}, when counting changed."
    text += _years_words(frame, known)
    if any(LOCKDOWN.holds(month) for month in _dated(frame.dropna(subset=["count"]))):
        text += " The outline marks lockdown."
    if frame["count"].isna().any():
        text += " Blank months are outside the data, not zero."
    return text


def _highest_words(known: pd.DataFrame, noun: str, place: str, span: str) -> str:
    high, low = (known[known["count"] == value].iloc[-1] for value in _ends(known))
    return (
        f"{number(high['count'])} {noun} in {place} in {high['month']} {high['year']}, the highest "
        f"month of {span}; {number(low['count'])} in {low['month']} {low['year']}, the lowest"
        f"{' (in lockdown)' if _is_locked(low) else ''}."
    )


def _years_words(frame: pd.DataFrame, known: pd.DataFrame) -> str:
    """Which whole year holds most, and which years are not whole."""
    sizes = known.groupby("year")["count"].agg(["sum", "size"])
    whole = sizes[sizes["size"] == 12]["sum"]
    text = ""
    if len(whole) > 1 and whole.max() >= LEAST_IN_PART and whole.sum() >= MINIMUM_BASE:
        text += (
            f" Of whole years, {whole.idxmax()} has most ({number(whole.max())}) and "
            f"{whole.idxmin()} fewest ({number(whole.min())})."
        )
    held = year_names(frame.dropna(subset=["count"]))
    part = [name for year, name in held.items() if name != str(year)]
    if part:
        text += f" Not whole: {listed(part)}."
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
    """The hours in which most happens, where any stand out from chance."""
    if too_much_hidden(frame):
        return "Too many hours are suppressed to tell"
    known = _hours(frame)
    if known.empty or not known["count"].sum():
        return "No hour is known"
    top = known.loc[known["count"].idxmax()]
    if top["direction"] == "above":
        return f"Most on {top['weekday']}s from {hour_name(int(top['hour']))}"
    if busy := _busy_hours(known):
        return f"More than an even share {_between(*busy)}"
    return "No hour stands out from chance"


def _hours(frame: pd.DataFrame) -> pd.DataFrame:
    known = frame[frame["hour"].astype(str) != "unknown"].dropna(subset=["count"])
    return known.assign(hour=known["hour"].astype(int))


def _busy_hours(known: pd.DataFrame) -> tuple[int, int] | None:
    """The longest run of hours of the day above an even share: first hour, and number of them."""
    above = set(known.loc[known["column_direction"] == "above", "hour"].tolist())
    runs = around(above, 24)
    return max(runs, key=lambda run: run[1]) if runs else None


def around(chosen: Collection[int], size: int) -> list[tuple[int, int]]:
    """Runs of places on a circle that are chosen: first place and length, in order of place.

    Args:
        chosen: places from 0.
        size: how many places the circle has.
    """
    if len(chosen) >= size:
        return [(0, size)]
    starts = [place for place in sorted(chosen) if (place - 1) % size not in chosen]
    found = []
    for start in starts:
        length = 1
        while (start + length) % size in chosen:
            length += 1
        found.append((start, length))
    return found


def _between(start: int, length: int) -> str:
    return f"from {hour_name(start)} to {hour_name((start + length) % 24)}"


def hour_sentence(frame: pd.DataFrame, noun: str, where: str) -> str:
    """The heatmap of hours and weekdays, in words, with what is not known and what is doubtful.

    Args:
        frame: a ``matrix`` of weekdays and hours.
        noun: what is counted.
        where: place and period, as the end of a clause: ``in London in 2023``.
    """
    if too_much_hidden(frame):
        return (
            "Small counts are suppressed, and too much of the week is: the cells that are shown "
            "are not enough to say when most happens. Choose more months or a larger area."
        )
    known = _hours(frame)
    whole = frame["count"].sum()
    if known.empty or not whole:
        return "There is no hour to draw."
    text = _standing_words(known, noun, where)
    total = known["count"].sum()
    if total >= MINIMUM_BASE:
        afternoon = known[known["hour"].between(15, 17)]["count"].sum() / total
        night = known[known["hour"].isin(NIGHT)]["count"].sum() / total
        text += (
            f" {afternoon:.0%} fall between 3 pm and 6 pm, {night:.0%} between 10 pm and 4 am, "
            "where an even share would be 12% and 25%."
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


def _standing_words(known: pd.DataFrame, noun: str, where: str) -> str:
    """What stands out from an even share: hours of the week, hours of the day, days."""
    cells = int((known["direction"] == "above").sum())
    hours = set(known.loc[known["column_direction"] == "above", "hour"].tolist())
    days = list(dict.fromkeys(known.loc[known["row_direction"] == "above", "weekday"]))
    text = f"{number(known['count'].sum())} {noun} {where} have a known hour."
    if not (cells or hours or days):
        return f"{text} No hour and no day stands out from what chance would bring."
    told = []
    if hours:
        told.append(f"the hours {listed([_between(*run) for run in around(hours, 24)])}")
    if days:
        told.append(f"{listed([f'{day}s' for day in days])}")
    if told:
        text += f" More than an even share, beyond chance, fall into {' and '.join(told)}."
    top = known.loc[known["count"].idxmax()]
    if top["direction"] == "above":
        text += (
            f" The hour of the week with most is that from {hour_name(int(top['hour']))} on "
            f"{top['weekday']}s ({number(top['count'])}); {cells} of {len(known)} stand out, of "
            "which at most one in twenty is chance."
        )
    return text


def season_title(frame: pd.DataFrame) -> str:
    """Which months hold more and which less than an even year, where that may be said."""
    rows = _season(frame)
    if rows.empty:
        return "No full year to read a season from"
    if rows["years"].iloc[0] < LEAST_YEARS:
        return "No season claimed: fewer than three whole years"
    high, low = (_longest(rows, way) for way in ("above", "below"))
    if not high and not low:
        return "No clear season: the months may differ by chance"
    told = [f"more {high}"] if high else []
    told += [f"fewer {low}"] if low else []
    return capital(", ".join(told))


def _runs(rows: pd.DataFrame, way: str) -> list[tuple[int, int]]:
    chosen = {NAMES.index(name) for name in rows.loc[rows["direction"] == way, "month"]}
    return around(chosen, 12)


def _months_named(start: int, length: int) -> str:
    if length == 1:
        return f"in {NAMES[start]}"
    end = NAMES[(start + length - 1) % 12]
    return f"in {NAMES[start]} and {end}" if length == 2 else f"from {NAMES[start]} to {end}"


def _longest(rows: pd.DataFrame, way: str) -> str:
    """The longest run of months that stand out, named; empty where none do."""
    runs = _runs(rows, way)
    return _months_named(*max(runs, key=lambda run: run[1])) if runs else ""


def _season(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows without lockdown years, or all where there are no others."""
    known = frame.dropna(subset=["share_per_day"])
    if known.empty:
        return known
    return known[known["basis"] == known["basis"].iloc[-1]]


def _by_basis(known: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    """The rows of every basis, all years first."""
    return [(basis, known[known["basis"] == basis]) for basis in dict.fromkeys(known["basis"])]


def season_sentence(frame: pd.DataFrame, noun: str) -> str:
    """The season in words: what stands out from an even year, and what lockdown does to it.

    Args:
        frame: a ``season`` table.
        noun: what is counted.
    """
    rows = _season(frame)
    if rows.empty:
        return (
            "A season needs a full calendar year in which nothing changed in counting: there is "
            "none here."
        )
    years = int(rows["years"].iloc[0])
    place, first = rows["area_name"].iloc[0], frame["period_from"].iloc[0][:4]
    span = f"{first} to {frame['period_to'].iloc[0][:4]}"
    read = f"{years} whole calendar year{'s' if years != 1 else ''} counted in one way ({span})"
    if years < LEAST_YEARS:
        return (
            f"There {'are' if years != 1 else 'is'} only {read} for {noun} in {place}: a season "
            "is not claimed of fewer than three."
        )
    text = f"{_season_words(rows, noun, place)} Read from {read}"
    known = frame.dropna(subset=["share_per_day"])
    if len(set(known["years"])) < 2 or not rows["direction"].any():
        return text + "."
    every, without = (rows.set_index("month")["share_per_day"] for _, rows in _by_basis(known))
    gap = (every - without) * 100
    month = gap.abs().idxmax()
    return (
        f"{text}, without 2020 and 2021. With those lockdown years {month} moves most, by "
        f"{abs(float(gap[month])):.1f} percentage points."
    )


def _season_words(rows: pd.DataFrame, noun: str, place: str) -> str:
    """Which months stand out, the furthest of them with its size."""
    told = []
    for way in ("above", "below"):
        clear = rows[rows["direction"] == way]
        if clear.empty:
            continue
        off = (clear["share_per_day"] * 12 - 1).abs()
        far = clear.loc[off.idxmax()]
        low, high = ((far[f"share_{end}"] / far["even"] - 1) * 100 for end in ("low", "high"))
        names = [_months_named(*run) for run in _runs(rows, way)]
        told.append(
            f"{way} an even year {listed(names)} ({far['month']} by {off.max():.0%}, 95% interval "
            f"{number(min(abs(low), abs(high)))}% to {number(max(abs(low), abs(high)))}%)"
        )
    if not told:
        return (
            f"Day by day, {noun} in {place} do not differ between months of the year by more than "
            "chance would bring."
        )
    return f"Day by day, {noun} in {place} are {' and '.join(told)}."

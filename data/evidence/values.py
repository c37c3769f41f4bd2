"""What today's data say for one published figure: a count, rate, change, direction, rank or cost.

Everything here takes a :class:`~data.queries.question.Question` and gives a :class:`Value`, whose
numbers are those of every page: :func:`query_total`, :func:`query_areas`, :func:`query_series` and
:func:`query_costs`. The same function answers for the report's own months and for the latest ones.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from data.model import periods
from data.model.catalogue import OFFENCES
from data.model.places import UNPLACED
from data.queries.areas import query_areas, query_total
from data.queries.costs import days, query_costs
from data.queries.question import Question
from data.queries.series import query_series
from data.queries.variance import total_variance
from data.session import remembered
from data.statistics import change as changes
from data.statistics import ranks

NAN = float("nan")
SUMMER = ("06", "07", "08")
WITHOUT_INJURY = ("violence-without-injury", "stalking-and-harassment")
"""What the report says that its group of violence without injury includes."""
CLEAR = (changes.HIGHER, changes.LOWER)
"""Verdicts of a change whose 95% interval leaves out zero."""
YEARS_BEFORE = 4
"""With how many years before it a year is ranked."""


@dataclass(frozen=True)
class Asked:
    """What a published figure asks of today's data.

    Attributes:
        now: series, place and months of the report, and the months that it compares with.
        latest: the same of the latest like months; ``None`` of what has no other months.
    """

    now: Question
    latest: Question | None

    @property
    def broken_by(self) -> str:
        """What makes the report's months and the latest not comparable; empty when nothing."""
        if self.latest is None:
            return ""
        return broken_by(self.latest.replace(compare=self.now.period.written))


@dataclass(frozen=True)
class Value:
    """An answer.

    Attributes:
        value: the number in the unit of the published figure; NaN where there is none.
        detail: the counts behind it, in words.
        base: the earlier count of a change.
        change: the change in per cent behind a change or a direction.
        clear: whether the 95% interval of that change leaves out zero.
        low, high: of a rank its 95% interval; NaN where none exists.
    """

    value: float
    detail: str = ""
    base: float = NAN
    change: float = NAN
    clear: bool = True
    low: float = NAN
    high: float = NAN

    def holds(self, rank: float) -> bool:
        """Whether the 95% interval of a rank holds another one, so that neither is contradicted."""
        return bool(self.low <= rank <= self.high)


def signed(value: float, places: int = 1) -> str:
    """A number with its sign, a real minus for negative ones."""
    text = f"{abs(value):,.{places}f}"
    zero = not float(text.replace(",", ""))
    return text if zero else f"{'+' if value > 0 else '−'}{text}"


def broken_by(question: Question) -> str:
    """What makes a question's two periods not comparable; empty when nothing does."""
    return next((item.text for item in question.breaks if not item.comparable), "")


def resolve_later(question: Question) -> Question:
    """The same question of the latest like months.

    Twelve months move to the latest twelve; any other run of months to its latest return. A
    comparison with the year before moves along, one with a fixed earlier year stays.
    """
    period, earlier = question.period, question.comparison
    end = min(question.covered.end, question.session.domain.shared_end)
    if period.months == 12:
        moved = periods.latest(end)
    else:
        steps = (periods.index(end) - periods.index(period.end)) // 12
        moved = period.shift(12 * max(steps, 0))
    if earlier is None:
        return question.replace(period=moved)
    stays = moved.shift(-12) if earlier == period.shift(-12) else earlier
    return question.replace(period=moved, compare=stays.written)


def _total(question: Question) -> pd.Series:
    """The question's areas added up: the one row of :func:`query_total`."""
    return query_total(question).frame.iloc[0]


def count(question: Question) -> Value:
    """Recorded offences of the period."""
    found = float(_total(question)["count"])
    return Value(found, f"{found:,.0f} recorded")


def rate(per: int) -> Callable[[Question], Value]:
    """Recorded offences of the period per so many residents, not annualised."""

    def found(question: Question) -> Value:
        row = _total(question)
        year = "mid-2021" if question.level != "ward" else "Census 2021"
        detail = f"{row['count']:,.0f} recorded, {row['population']:,.0f} residents ({year})"
        return Value(float(row["rate"]) * per / 1000, detail)

    return found


def _change(question: Question) -> tuple[pd.Series, Value]:
    """The row of a change, and the change in per cent; none on a base under 20."""
    row = _total(question)
    size, low, high = (float(row[name]) for name in ("change", "change_low", "change_high"))
    detail = f"{row['count']:,.0f} against {row['compare_count']:,.0f}"
    if not np.isnan(size):
        detail += f", {signed(size)}% (95% interval {signed(low)} to {signed(high)})"
    return row, Value(size, detail, float(row["compare_count"]), size, row["verdict"] in CLEAR)


def change(question: Question) -> Value:
    """Change on the earlier period, per cent; none on a base under 20."""
    return _change(question)[1]


def count_change(question: Question) -> Value:
    """Change on the earlier period, in offences."""
    row, found = _change(question)
    apart = float(row["count"] - row["compare_count"])
    return Value(apart, found.detail, found.base, found.change, found.clear)


def direction(question: Question) -> Value:
    """1 up, -1 down, and whether that is clear by the 95% interval that all changes here carry."""
    _, found = _change(question)
    way = float(np.sign(found.change))
    return Value(way, found.detail, found.base, found.change, found.clear)


def summer(question: Question) -> Value:
    """Direction of June to August against the other months, offences a day."""
    frame = query_series(question, total=True).frame
    inside = frame["month"].str[5:].isin(SUMMER)
    lengths = frame["month"].map(lambda month: days(periods.Period(month, month)))
    warm, other = (float(frame.loc[own, "count"].sum()) for own in (inside, ~inside))
    long, rest = (float(lengths[own].sum()) for own in (inside, ~inside))
    year = question.period.months
    spread = total_variance(question)
    # June to August lie within the year: taken as a sum beside the rest of it
    phi = spread.dispersion.of_change(year // 4, year - year // 4)[0] if spread.known else NAN
    found = changes.score_interval(warm, other, phi, exposure1=long, exposure0=rest)
    if str(found.verdict) == changes.NOT_AVAILABLE:
        return Value(NAN)
    size = float(found.change)
    detail = (
        f"{warm / long:,.0f} a day in June to August, "
        f"{other / rest:,.0f} in other months, {signed(size)}%"
    )
    clear = str(found.verdict) in CLEAR
    return Value(float(np.sign(size)), detail, other, size, clear)


def _words(value: Value, of: int = 0) -> str:
    """A rank in words, with its 95% interval where one exists."""
    told = f"rank {value.value:.0f}" + (f" of {of}" if of else "")
    if np.isnan(value.low):
        return told
    return f"{told} (95% interval {value.low:.0f} to {value.high:.0f})"


def rank_in_time(question: Question) -> Value:
    """Rank of the period's count among itself and the four years before it, with its interval.

    A year counts as above or below only where the 95% interval of the change leaves out zero.
    """
    spans = [question.period.shift(-12 * back) for back in range(YEARS_BEFORE + 1)]
    totals = [float(_total(question.replace(period=span))["count"]) for span in spans]
    years = ", ".join(
        f"{total:,.0f} (year to {periods.name(span.end, short=True)})"
        for total, span in zip(totals, spans, strict=True)
    )
    against = [_total(question.replace(compare=span.written)) for span in spans[1:]]
    above = sum(row["change_high"] < 0 for row in against)
    below = sum(row["change_low"] > 0 for row in against)
    found = Value(float(ranks.rank(totals)[0]), low=1.0 + above, high=len(spans) - float(below))
    return replace(found, detail=f"{_words(found, len(spans))}: {years}")


@remembered
def _ranks(question: Question) -> dict[str, Value]:
    """Ranks of every ranked area of the level by the question's measure, 1 the highest."""
    frame = query_areas(question).frame
    known = frame[frame["rank"].notna()]
    return {
        str(row["area_code"]): Value(
            float(row["rank"]), low=float(row["rank_low"]), high=float(row["rank_high"])
        )
        for row in known.to_dict("records")
    }


def rank(question: Question) -> Value:
    """Rank of the area among those of its level, 1 the highest; of several areas the lowest."""
    found = _ranks(question.replace(areas=()))
    own = [found.get(code, Value(NAN)) for code in question.areas]
    how = "by rate" if question.measure == "rate" else "by number of offences"
    if len(own) > 1:  # "the two wards had the most" holds when they are the first two
        last = max(own, key=lambda one: one.value)
        apart = len(own) - 1
        told = " and ".join(_words(one) for one in own)
        return Value(
            last.value - apart,
            f"{told} {how}",
            low=max(last.low - apart, 1.0),
            high=last.high - apart,
        )
    return replace(own[0], detail=f"{_words(own[0], len(found))} {how}")


def rank_over(offences: tuple[str, ...]) -> Callable[[Question], Value]:
    """The lowest of an area's ranks for several offences, each in its own latest months."""

    def found(question: Question) -> Value:
        everywhere, code = question.replace(areas=()), question.areas[0]
        asked = {slug: everywhere.replace(offence=slug).answerable for slug in offences}
        places = {slug: _ranks(one).get(code, Value(NAN)) for slug, one in asked.items()}
        detail = ", ".join(
            f"{OFFENCES[slug].lower} {_words(place)}" for slug, place in places.items()
        )
        worst = max(places.values(), key=lambda one: one.value)
        # it comes first in all of them where the interval of each holds the first place
        low = max(one.low for one in places.values())
        return Value(worst.value, f"by number of offences: {detail}", low=low, high=worst.high)

    return found


def rank_of_change(offences: tuple[str, ...]) -> Callable[[Question], Value]:
    """Rank of a series' change among those of several series, 1 the strongest rise.

    A series counts as above or below only where the 95% intervals of the two lie apart.
    """

    def found(question: Question) -> Value:
        rows = {slug: _total(question.replace(offence=slug)) for slug in offences}
        rows = {slug: row for slug, row in rows.items() if not np.isnan(row["change"])}
        own = rows[question.selection.offence]
        others = [row for slug, row in rows.items() if slug != question.selection.offence]
        place = 1 + sum(row["change"] > own["change"] for row in others)
        above = sum(row["change_low"] > own["change_high"] for row in others)
        below = sum(row["change_high"] < own["change_low"] for row in others)
        told = Value(float(place), low=1.0 + above, high=float(len(rows) - below))
        each = ", ".join(
            f"{OFFENCES[slug].lower} {signed(float(row['change']))}%"
            for slug, row in sorted(rows.items(), key=lambda item: -item[1]["change"])
        )
        return replace(told, detail=f"{_words(told, len(rows))} by change: {each}")

    return found


def unplaced(question: Question) -> float:
    """Share of the offences of London that no borough has, per cent."""
    frame = query_areas(question.replace(level="borough", areas=(), measure="count")).frame
    without = frame.loc[frame["area_code"] == UNPLACED, "count"].sum()
    return float(without / frame["count"].sum() * 100)


def _cost(question: Question, column: str) -> Value:
    frame = query_costs(question, ("offence",)).frame
    known = frame[frame["cost"].notna()]
    volumes = [
        f"{row['count']:,.0f} {OFFENCES[row['offence']].noun}" for row in known.to_dict("records")
    ]
    detail = f"{', '.join(volumes)}, times unit costs"
    return Value(float(known[column].sum()) if len(known) else NAN, detail)


def cost(question: Question) -> Value:
    """Recorded offences of the period times the report's unit costs, pounds."""
    return _cost(question, "cost")


def cost_a_day(question: Question) -> Value:
    """The same per day of the period."""
    return _cost(question, "per_day")

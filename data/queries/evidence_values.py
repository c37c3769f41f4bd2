"""What today's data say for one published figure: a count, rate, change, direction, rank or cost.

Everything here takes an :class:`Asked` (series, place, months) and gives a :class:`Value`; the
same function answers for the report's own months and for the latest ones.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from data import periods
from data.catalogue import OFFENCES
from data.periods import LOCKDOWN, Period
from data.places import CITY, LONDON
from data.queries.costs import cost_of, days
from data.queries.measures import PHI_YEARS
from data.session import sessions
from data.statistics import change as changes
from data.statistics import ranks

NAN = float("nan")
SUMMER = ("06", "07", "08")
WITHOUT_INJURY = ("violence-without-injury", "stalking-and-harassment")


@dataclass(frozen=True)
class Asked:
    """A question about one published figure.

    Attributes:
        offence: the series, a slug of :data:`data.catalogue.OFFENCES`; empty for residents.
        level: ``london``, ``borough`` or ``ward``.
        codes: the areas added up; empty for London, unplaced offences included.
        period: the months counted.
        compare: of a change, the earlier months.
        by_rate: whether a rank is of rates, not of counts.
    """

    offence: str
    level: str
    codes: tuple[str, ...]
    period: Period
    compare: Period | None = None
    by_rate: bool = False

    def of(self, period: Period, compare: Period | None) -> Asked:
        """The same question of other months."""
        return replace(self, period=period, compare=compare)


@dataclass(frozen=True)
class Value:
    """An answer.

    Attributes:
        value: the number in the unit of the published figure; NaN where there is none.
        detail: the counts behind it, in words.
        base: the earlier count of a change.
        change: the change in per cent behind a change or a direction.
        clear: whether the 95% interval of that change leaves out zero.
    """

    value: float
    detail: str = ""
    base: float = NAN
    change: float = NAN
    clear: bool = True


def signed(value: float, places: int = 1) -> str:
    """A number with its sign, a real minus for negative ones."""
    text = f"{abs(value):,.{places}f}"
    zero = not float(text.replace(",", ""))
    return text if zero else f"{'+' if value > 0 else '−'}{text}"


def place_of(name: str, code: str) -> tuple[str, tuple[str, ...]] | None:
    """Level and codes of a published area's name and code; ``None`` outside the Met's data."""
    if name == "London":
        return "london", ()
    if code == CITY:
        return None
    if code:
        return "borough", (code,)
    wards = sessions.current.build.areas
    found = wards.index[(wards["level"] == "ward") & (wards["label"] == name)]
    return ("ward", tuple(str(one) for one in found)) if len(found) else None


def covered(asked: Asked) -> Period:
    """The months that the series covers at the level asked for."""
    return sessions.current.build.coverage(
        "ward" if asked.level == "ward" else "borough", asked.offence
    )


def span(period: Period | None) -> str:
    """A period as a table has it: ``2022-10..2023-09``."""
    return f"{period.start}..{period.end}" if period else ""


def later(asked: Asked) -> Asked:
    """The same question of the latest like months.

    Twelve months move to the latest twelve; any other run of months to its latest return. A
    comparison with the year before moves along, one with a fixed earlier year stays.
    """
    end = min(covered(asked).end, sessions.current.domain.shared_end)
    if asked.period.months == 12:
        period = periods.latest(end)
    else:
        steps = (periods.index(end) - periods.index(asked.period.end)) // 12
        period = asked.period.shift(12 * max(steps, 0))
    compare = asked.compare
    if compare is not None and compare == asked.period.shift(-12):
        compare = period.shift(-12)
    return asked.of(period, compare)


def _monthly(asked: Asked, offence: str = "") -> tuple[str, np.ndarray]:
    """First month and monthly counts of the areas added up."""
    level = "ward" if asked.level == "ward" else "borough"
    panel = sessions.current.build.panel(level, offence or asked.offence)
    rows = [panel.rows[code] for code in asked.codes] or slice(None)
    return panel.start, panel.counts[rows].sum(axis=0).astype(float)


def _sum(asked: Asked, period: Period, offence: str = "") -> float:
    start, counts = _monthly(asked, offence)
    first = periods.index(period.start) - periods.index(start)
    if first < 0 or first + period.months > len(counts):
        return NAN
    return float(counts[first : first + period.months].sum())


def _overdispersion(asked: Asked) -> float:
    """φ from up to four runs of 12 months that end with the period, lockdown left out."""
    start, counts = _monthly(asked)
    last = periods.index(asked.period.end) - periods.index(start) + 1
    runs = []
    for back in range(min(PHI_YEARS, last // 12)):
        end = periods.shift(asked.period.end, -12 * back)
        if end < LOCKDOWN.start or periods.shift(end, -11) > LOCKDOWN.end:
            runs.append(counts[last - 12 * (back + 1) : last - 12 * back])
    return float(changes.overdispersion(np.array(runs))) if len(runs) > 1 else 1.0


def count(asked: Asked) -> Value:
    """Recorded offences of the period."""
    found = _sum(asked, asked.period)
    return Value(found, f"{found:,.0f} recorded")


def _residents(asked: Asked) -> float:
    ages = OFFENCES[asked.offence].ages
    if not asked.codes:
        return float(sessions.current.build.residents("london", ages)[LONDON])
    return float(
        sessions.current.build.residents(asked.level, ages).reindex(list(asked.codes)).sum()
    )


def rate(per: int) -> Callable[[Asked], Value]:
    """Recorded offences of the period per so many residents, not annualised."""

    def found(asked: Asked) -> Value:
        counted, people = _sum(asked, asked.period), _residents(asked)
        year = "mid-2021" if asked.level != "ward" else "Census 2021"
        detail = f"{counted:,.0f} recorded, {people:,.0f} residents ({year})"
        return Value(counted / people * per, detail)

    return found


def _changed(asked: Asked) -> tuple[changes.Change, float, float, str]:
    assert asked.compare is not None  # noqa: S101 - units of change have two periods
    later, base = _sum(asked, asked.period), _sum(asked, asked.compare)
    found = changes.change_interval(later, base, _overdispersion(asked))
    detail = f"{later:,.0f} against {base:,.0f}"
    if not np.isnan(found.change):
        low, high = signed(float(found.low)), signed(float(found.high))
        detail += f", {signed(float(found.change))}% (95% interval {low} to {high})"
    return found, later, base, detail


def change(asked: Asked) -> Value:
    """Change on the earlier period, per cent; none on a base under 20."""
    found, _, base, detail = _changed(asked)
    return Value(float(found.change), detail, base, float(found.change), _clear(found))


def count_change(asked: Asked) -> Value:
    """Change on the earlier period, in offences."""
    found, later, base, detail = _changed(asked)
    return Value(later - base, detail, base, float(found.change), _clear(found))


def _clear(found: changes.Change) -> bool:
    """Whether the 95% interval of a change leaves out zero."""
    return str(found.verdict) in (changes.HIGHER, changes.LOWER)


def _direction(found: changes.Change, base: float, detail: str) -> Value:
    size = float(found.change)
    return Value(float(np.sign(size)), detail, base, size, _clear(found))


def direction(asked: Asked) -> Value:
    """1 up, -1 down, and whether that is clear by the 95% interval that all changes here carry."""
    found, _, base, detail = _changed(asked)
    return _direction(found, base, detail)


def summer(asked: Asked) -> Value:
    """Direction of June to August against the other months, offences a day."""
    months = [periods.shift(asked.period.start, step) for step in range(asked.period.months)]
    sides: dict[bool, list[Period]] = {True: [], False: []}
    for month in months:
        sides[month[5:] in SUMMER].append(Period(month, month))
    totals = {side: sum(_sum(asked, one) for one in own) for side, own in sides.items()}
    spans = {side: sum(days(one) for one in own) for side, own in sides.items()}
    found = changes.change_interval(
        totals[True],
        totals[False],
        _overdispersion(asked),
        exposure1=spans[True],
        exposure0=spans[False],
    )
    detail = (
        f"{totals[True] / spans[True]:,.0f} a day in June to August, "
        f"{totals[False] / spans[False]:,.0f} in other months, {signed(float(found.change))}%"
    )
    return _direction(found, totals[False], detail)


def rank_in_time(asked: Asked) -> Value:
    """Rank of the period's count among itself and the four years before it."""
    spans = [asked.period.shift(-12 * back) for back in range(5)]
    totals = [_sum(asked, span) for span in spans]
    years = ", ".join(
        f"{total:,.0f} (year to {periods.name(span.end, short=True)})"
        for total, span in zip(totals, spans, strict=True)
    )
    return Value(float(ranks.rank(totals)[0]), years)


def _ranks(level: str, offence: str, period: Period, by_rate: bool) -> dict[str, float]:
    """Ranks of every ranked area, 1 the highest, by area code."""
    panel = sessions.current.build.panel(level, offence)
    if not period.within(panel.period):
        return {}
    known = sessions.current.build.areas["ranked"]
    codes = [code for code in panel.codes if code in known.index and bool(known[code])]
    totals = panel.window(period).sum(axis=1)[[panel.rows[code] for code in codes]].astype(float)
    if by_rate:
        totals = totals / sessions.current.build.residents(level).reindex(codes).to_numpy(
            dtype=float
        )
    return dict(zip(codes, (float(one) for one in ranks.rank(totals)), strict=True))


def rank(asked: Asked) -> Value:
    """Rank of the area among those of its level, 1 the highest; of several areas the lowest."""
    found = _ranks(asked.level, asked.offence, asked.period, asked.by_rate)
    own = [found.get(code, NAN) for code in asked.codes]
    how = "by rate" if asked.by_rate else "by number of offences"
    if len(own) > 1:  # "the two wards had the most" holds when they are the first two
        worst = max(own) - len(own) + 1
        return Value(worst, f"ranks {' and '.join(f'{one:.0f}' for one in own)} {how}")
    return Value(own[0], f"rank {own[0]:.0f} of {len(found)} {how}")


def rank_over(offences: tuple[str, ...]) -> Callable[[Asked], Value]:
    """The lowest of an area's ranks for several offences, each in its own latest months."""

    def found(asked: Asked) -> Value:
        places = {}
        for offence in offences:
            one = replace(asked, offence=offence)
            end = min(asked.period.end, covered(one).end)
            period = periods.latest(end, asked.period.months)
            places[offence] = _ranks(asked.level, offence, period, False).get(asked.codes[0], NAN)
        detail = ", ".join(f"{OFFENCES[slug].lower} {place:.0f}" for slug, place in places.items())
        return Value(max(places.values()), f"ranks: {detail}")

    return found


def cost(asked: Asked) -> Value:
    """Recorded offences of the period times the report's unit costs, pounds."""
    volumes = {part: _sum(asked, asked.period, part) for part in OFFENCES[asked.offence].parts}
    total = sum(cost_of(sessions.current, volumes).values())
    detail = ", ".join(f"{n:,.0f} {OFFENCES[slug].noun}" for slug, n in volumes.items())
    return Value(total, f"{detail}, times unit costs")


def cost_a_day(asked: Asked) -> Value:
    """The same per day of the period."""
    found = cost(asked)
    return Value(found.value / days(asked.period), found.detail)


@lru_cache(maxsize=1)
def _median_ages() -> dict[str, float]:
    """Age that half of the residents have reached, of every borough and London, mid-2021."""
    frame = sessions.current.build.frame("population")
    frame = frame[(frame["level"] != "ward") & (frame["sex"] == "all") & (frame["age"] >= 0)]
    found = {}
    for code, own in frame.sort_values("age").groupby("area_code"):
        people = own["residents"].to_numpy(dtype=float)
        half = np.searchsorted(people.cumsum(), people.sum() / 2)
        found[str(code)] = float(own["age"].iloc[int(half)])
    return found


def median_age(asked: Asked) -> Value:
    """Age that half of the residents have reached, mid-2021."""
    found = _median_ages()[asked.codes[0] if asked.codes else LONDON]
    return Value(found, "residents by single year of age, mid-2021")


def boroughs_of_median_age(asked: Asked) -> Value:
    """How many boroughs but the youngest have a median age of 35 or less, mid-2021."""
    ranked = sessions.current.build.areas
    codes = [str(one) for one in ranked.index[(ranked["level"] == "borough") & ranked["ranked"]]]
    young = sum(_median_ages()[code] <= 35 for code in codes)
    return Value(float(young - 1), "without Tower Hamlets; residents by age, mid-2021")


def density(asked: Asked) -> Value:
    """Residents per square kilometre, mid-2021, the City of London included."""
    people, area = (
        sessions.current.build.residents("borough"),
        sessions.current.build.areas["area_km2"],
    )
    code = asked.codes[0] if asked.codes else LONDON
    total = float(people[asked.codes[0]] if asked.codes else people.sum())
    return Value(
        total / float(area[code]), f"{total:,.0f} residents (mid-2021), {area[code]:,.0f} km²"
    )


def rank_of_residents(asked: Asked) -> Value:
    """Rank by residents from the lowest, mid-2021, the City of London among them."""
    people = sessions.current.build.residents("borough")
    found = dict(zip(people.index, ranks.rank(-people.to_numpy(dtype=float)), strict=True))
    return Value(
        float(found[asked.codes[0]]),
        f"{people[asked.codes[0]]:,.0f} residents (mid-2021); the City of London counted",
    )


def boroughs(asked: Asked) -> Value:
    """How many boroughs the Met polices."""
    areas = sessions.current.build.areas
    return Value(float(((areas["level"] == "borough") & areas["ranked"]).sum()), "and the City")

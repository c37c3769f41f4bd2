"""Weekdays from the real calendar, and hours from what is published about them.

The report publishes two shares of knife-enabled robbery and two peaks of violence with injury.
The rest of every profile, and how often a time is a placeholder, is assumed.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from data.ingest.simulate.apportion import Floats, systematic
from data.ingest.simulate.targets import YEARS, figure

KNIFE_ROBBERY = "knife-enabled robbery"

_WEEKDAY_VIOLENCE = (
    *(6.4, 3.4, 2.8, 2.4, 1.8, 1.3, 1.3, 1.9, 3.4, 3.2, 3.4, 3.7),
    *(4.3, 4.2, 4.6, 7.9, 7.3, 5.6, 5.4, 5.1, 4.8, 4.6, 4.5, 4.6),
)
_WEEKEND_VIOLENCE = (
    *(8.6, 6.0, 5.4, 4.9, 3.6, 2.3, 1.6, 1.5, 1.8, 2.2, 2.7, 3.1),
    *(3.7, 3.8, 4.1, 4.4, 4.5, 4.6, 4.9, 5.1, 5.2, 5.4, 5.7, 6.1),
)
_AT_HOME = (
    *(6.4, 3.0, 2.3, 1.8, 1.4, 1.3, 1.6, 2.4, 3.6, 4.0, 4.2, 4.3),
    *(6.0, 4.4, 4.5, 4.9, 5.1, 5.5, 5.8, 6.0, 6.0, 5.8, 5.4, 4.6),
)
_ROBBERY = (
    *(4.6, 3.7, 3.2, 2.7, 2.1, 1.6, 1.2, 1.3, 2.2, 1.9, 1.9, 2.2),
    *(3.2, 3.2, 3.9, 7.6, 8.6, 7.6, 6.6, 6.2, 6.0, 6.1, 6.2, 5.6),
)
_NIGHT = (
    *(18.0, 6.2, 5.8, 5.4, 4.4, 3.2, 2.4, 1.9, 1.9, 2.2, 2.4, 2.6),
    *(6.5, 2.7, 2.9, 3.2, 3.1, 3.0, 3.2, 3.4, 3.6, 3.9, 4.3, 4.6),
)
_DAY = (
    *(11.0, 3.0, 2.4, 2.0, 1.5, 1.2, 1.6, 2.9, 4.2, 3.8, 3.9, 4.2),
    *(7.4, 4.5, 4.7, 6.2, 6.0, 5.6, 5.4, 4.6, 4.1, 3.8, 3.7, 3.5),
)
_EVENING = (
    *(6.0, 4.4, 3.9, 3.4, 2.6, 1.8, 1.5, 1.6, 2.0, 2.2, 2.5, 2.8),
    *(3.4, 3.3, 3.6, 4.6, 5.2, 5.6, 6.2, 6.6, 6.8, 7.0, 6.6, 6.4),
)


@dataclass(frozen=True)
class Clock:
    """Assumed habits of recording time.

    Attributes:
        weekday: weights of the 24 hours from Monday to Friday, placeholders included.
        weekend: the same for Saturday and Sunday.
        midnight: share of all offences that stand at exactly 00:00.
        noon: share that stand at exactly 12:00.
        unknown: share without an hour.
        undated: share of those without an hour that have no day either.
        days: weights of Monday to Sunday.
    """

    weekday: tuple[float, ...]
    weekend: tuple[float, ...]
    midnight: float
    noon: float
    unknown: float
    undated: float
    days: tuple[float, ...] = (1.0,) * 7


CLOCKS = {
    "homicide": Clock(_EVENING, _EVENING, 0.010, 0.005, 0.010, 0.2, (1, 1, 1, 1, 1.1, 1.25, 1.2)),
    "violence-with-injury": Clock(
        *(_WEEKDAY_VIOLENCE, _WEEKEND_VIOLENCE, 0.010, 0.006, 0.012, 0.2),
        days=(0.96, 0.97, 0.97, 0.98, 1.03, 1.08, 1.06),
    ),
    "violence-without-injury": Clock(_AT_HOME, _AT_HOME, 0.020, 0.012, 0.020, 0.2),
    "threats-to-kill": Clock(_AT_HOME, _AT_HOME, 0.020, 0.012, 0.030, 0.2),
    "personal-robbery": Clock(
        *(_ROBBERY, _ROBBERY, 0.004, 0.004, 0.006, 0.1),
        days=(0.96, 0.98, 1.0, 1.01, 1.07, 1.02, 0.96),
    ),
    "rape": Clock(_NIGHT, _NIGHT, 0.100, 0.030, 0.090, 0.5, (0.95, 0.9, 0.92, 0.95, 1.0, 1.2, 1.2)),
    "other-sexual-offences": Clock(_DAY, _DAY, 0.060, 0.030, 0.060, 0.5),
}
"""Assumed habits by offence; knife-enabled robbery differs in its hours only."""


def profile(offence: str, weekend: bool, knife_robbery: bool = False) -> Floats:
    """Share of every hour among the offences with a known hour.

    Args:
        offence: slug.
        weekend: Saturday and Sunday, or the other days.
        knife_robbery: knife-enabled robbery: the published shares of 15:00 to 21:00 and of the
            hour from 16:00 are put on its profile.
    """
    clock = CLOCKS[offence]
    shares = np.array(clock.weekend if weekend else clock.weekday)
    shares /= shares.sum()
    if knife_robbery:
        afternoon = figure("statement-knife-robbery-afternoon") / 100
        peak = figure("statement-knife-robbery-peak-hour") / 100
        start, end = (round(figure(f"statement-robbery-peak-{end}")) for end in ("from", "to"))
        inside = np.zeros(24, dtype=bool)
        inside[start:end] = True
        inside[start + 1] = False
        shares[inside] *= (afternoon - peak) / shares[inside].sum()
        shares[start + 1] = peak
        inside[start + 1] = True
        shares[~inside] *= (1 - afternoon) / shares[~inside].sum()
    return shares


def _cells(offence: str, weekend: bool, knife_robbery: bool) -> Floats:
    """Shares of the 24 hours, then of exactly 00:00, exactly 12:00, and of no hour."""
    clock = CLOCKS[offence]
    shares = profile(offence, weekend, knife_robbery) * (1 - clock.unknown)
    shares[0] -= clock.midnight
    shares[12] -= clock.noon
    return np.concatenate([shares, [clock.midnight, clock.noon, clock.unknown]])


def draw_weekdays(
    month: npt.NDArray[np.int32], offence: str, rng: np.random.Generator
) -> npt.NDArray[np.int8]:
    """A weekday for every offence: a day of the real month is drawn, weighted by weekday.

    Args:
        month: months since year 0, within 2019 to 2023.
        offence: slug.
        rng: of everything random.

    Returns:
        0 for Monday to 6 for Sunday.
    """
    first = YEARS[0] * 12
    weights = np.array(CLOCKS[offence].days)
    edges = []
    for number in range(len(YEARS) * 12):
        begins, length = calendar.monthrange((first + number) // 12, (first + number) % 12 + 1)
        days = np.bincount((begins + np.arange(length)) % 7, minlength=7) * weights
        edges.append(np.cumsum(days) / days.sum())
    flat = np.concatenate([edge + number for number, edge in enumerate(edges)])
    at = np.searchsorted(flat, rng.random(len(month)) + (month - first), side="right")
    return (at - (month - first) * 7).clip(0, 6).astype(np.int8)


def draw_hours(
    weekday: npt.NDArray[np.int8],
    knife: npt.NDArray[np.bool_],
    offence: str,
    rng: np.random.Generator,
) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.int8], npt.NDArray[np.bool_]]:
    """Hours in the profile's shares, exact up to one offence within every weekday.

    Args:
        weekday: 0 to 6.
        knife: the knife flag; it matters for personal robbery.
        offence: slug.
        rng: of everything random.

    Returns:
        Weekday (-1 where no day is known), hour (-1 where none is known), and whether the time
        stands at exactly 00:00 or 12:00.
    """
    code = np.empty(len(weekday), dtype=np.int8)
    robbery = offence == "personal-robbery"
    for day in range(7):
        for flag in (False, True) if robbery else (False,):
            here = np.flatnonzero((weekday == day) & (knife == flag) if robbery else weekday == day)
            cells = _cells(offence, day >= 5, flag)
            codes = np.repeat(
                np.arange(len(cells), dtype=np.int8), systematic(len(here), cells, rng.random())
            )
            rng.shuffle(codes)
            code[here] = codes
    hour = np.array([*range(24), 0, 12, -1], dtype=np.int8)[code]
    exact = (code == 24) | (code == 25)
    lost = (hour == -1) & (rng.random(len(hour)) < CLOCKS[offence].undated)
    return np.where(lost, np.int8(-1), weekday), hour, exact

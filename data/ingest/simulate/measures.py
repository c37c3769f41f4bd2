"""How the records of an extract are measured, as functions of their tallies."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
import numpy.typing as npt

from data.ingest.simulate.tallies import Tallies

Measure = Callable[[Tallies], float]
Limits = dict[str, Any]

YOUNG_SUSPECT = ("10-14", "15-18", "19-24")
YOUNG_VICTIM = ("1-9", *YOUNG_SUSPECT)


def offence_count(**limits: Any) -> Measure:
    """How many offences there are within limits (see :meth:`.Tallies.offences`)."""
    return lambda tallies: tallies.offences(**limits)


def offence_share(limits: Limits, part: Limits) -> Measure:
    """Percent of the offences within limits that are of one part."""
    return lambda tallies: share(tallies.offences(**limits | part), tallies.offences(**limits))


def offence_change(now: int, before: int, **limits: Any) -> Measure:
    """Percent change of the offences within limits from one year to another."""
    return lambda tallies: change(
        tallies.offences(year=now, **limits), tallies.offences(year=before, **limits)
    )


def time_share(limits: Limits, part: Limits) -> Measure:
    """Percent of the offences within limits that were committed at some time."""
    return lambda tallies: share(tallies.times(**limits | part), tallies.times(**limits))


def people_share(role: str, limits: Limits, part: Limits) -> Measure:
    """Percent of the under-25 cohort's people of the report's ages that are of one part.

    Args:
        role: ``victim`` (1 to 24) or ``suspect`` (10 to 24).
        limits: what everybody counted has.
        part: what the part has besides.
    """
    ages = YOUNG_VICTIM if role == "victim" else YOUNG_SUSPECT
    whole = {"role": role, "young": True, "band": ages} | limits
    return lambda tallies: share(tallies.people(**whole | part), tallies.people(**whole))


def busiest_hour(offence: str, weekdays: Iterable[int], place: int = 0) -> Measure:
    """The hour of the day with the most offences, or the next after it."""
    days = tuple(weekdays)
    return lambda tallies: float(busiest(tallies.hourly(offence, days))[place])


def days_with_peak(offence: str, hour: int, among: tuple[int, ...]) -> Measure:
    """On how many days of the week an hour is the busiest of some."""

    def measured(tallies: Tallies) -> float:
        days = [tallies.hourly(offence, [day])[list(among)] for day in range(7)]
        return float(sum(among[int(busiest(counts)[0])] == hour for counts in days))

    return measured


def busiest(counts: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Positions from the most to the least; the earlier one of equals first."""
    return np.argsort(-counts, kind="stable")


def share(part: int, of: int) -> float:
    """Percent; 0 of nothing."""
    return 100.0 * part / of if of else 0.0


def change(now: int, before: int) -> float:
    """Percent change; none from nothing."""
    return 100.0 * (now / before - 1.0) if before else 0.0

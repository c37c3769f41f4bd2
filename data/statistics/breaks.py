"""Does a series step in the month in which the way of counting changed?

A quasi-Poisson regression of the months around it: level, trend, month of the year, autocorrelated
residuals, and a step. A plain ``|z| > 1.96`` cries wolf, because real series bend for other
reasons; so the same regression is run at every other month of the same series (placebo months),
and a step counts only where it exceeds all of them.

Sources:
    Wagner AK, Soumerai SB, Zhang F, Ross-Degnan D (2002), Segmented regression analysis of
    interrupted time series studies, *J Clin Pharm Ther* 27:299-309; Bernal JL, Cummins S,
    Gasparrini A (2017), *Int J Epidemiol* 46:348-355 (quasi-Poisson, season); Abadie A,
    Diamond A, Hainmueller J (2010), *JASA* 105:493-505, section 2.4 (placebo in time); Prais SJ,
    Winsten CB (1954), Cowles Commission Paper 383 (autocorrelated errors).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from data.errors import DataError
from data.statistics._checks import Floats, not_negative
from data.statistics._fitting import fit_course

#: Months on each side of the tested one.
SIDE = 24

#: Fewer known months on a side (lockdown and what is not published left out) test nothing.
LEAST_SIDE = 12

#: A placebo month lies at least this far from a known change of system.
APART = 12


@dataclass(frozen=True)
class Step:
    """A step in one month of one series.

    Attributes:
        percent: size of the step.
        z: its logarithm over its standard error.
        before: known months on the earlier side.
        after: known months from the tested one on.
        phi: Pearson's φ of the window.
        rho: autocorrelation of the window.
    """

    percent: float
    z: float
    before: int
    after: int
    phi: float
    rho: float


@dataclass(frozen=True)
class StepTest:
    """A step with its placebo months.

    Attributes:
        step: the step tested.
        placebos: |z| of every placebo month, shape (placebos,).
    """

    step: Step
    placebos: Floats

    @property
    def largest(self) -> float:
        """Largest |z| of a placebo month; NaN without one."""
        return float(self.placebos.max()) if self.placebos.size else float("nan")

    @property
    def share(self) -> float:
        """Share of placebo months whose |z| is at least the step's; NaN without one."""
        if not self.placebos.size:
            return float("nan")
        return float((self.placebos >= abs(self.step.z)).mean())

    @property
    def stands(self) -> bool:
        """Whether the step exceeds every placebo month, of which there is at least one year.

        At the precision at which both are told: 3.35 does not exceed 3.31.
        """
        return self.placebos.size >= 12 and round(abs(self.step.z), 1) > round(self.largest, 1)


def step_at(
    counts: ArrayLike, first: int, month: int, others: Collection[int] = (),
    out: Collection[int] = (),
) -> Step | None:  # fmt: skip
    """Size of the step of a series in a month.

    ``log μ_t = a + b t + season(t) + s [t ≥ month]`` over 24 months on each side, those in
    ``out`` left out, with a step of its own for every other known change inside the window;
    fitted by quasi-likelihood with AR(1) residuals, ``Var = φ μ``, and tested by
    ``z = s/se(s)``, with se from ``φ (X' W^½ R(ρ)^-1 W^½ X)^-1``.

    Args:
        counts: events, shape (months,), months in a row; NaN is unknown.
        first: month of the year of the first count, 1 to 12.
        month: column of the first month of the step.
        others: columns of other known changes of system.
        out: columns that belong to no regime (lockdown).

    Returns:
        The step, or None where a side has fewer than 12 known months or no event.

    Raises:
        DataError: a negative or infinite count, or another shape.

    Source:
        See the module.
    """
    y = not_negative(counts, "count")
    if y.ndim != 1:
        raise DataError("a step test needs one series", value=y.shape, allowed="(months,)")
    window = np.arange(max(month - SIDE, 0), min(month + SIDE, len(y)))
    columns = np.array(
        [column for column in window if column not in out and not np.isnan(y[column])], dtype=int
    )
    before, after = int((columns < month).sum()), int((columns >= month).sum())
    if min(before, after) < LEAST_SIDE:
        return None
    known = y[columns]
    if min(known[columns < month].sum(), known[columns >= month].sum()) == 0:
        return None
    terms = [np.ones(len(columns)), (columns - month) / 12, (columns >= month).astype(float)]
    for other in others:
        side = columns >= other
        if other != month and min(side.sum(), (~side).sum()) >= 3:
            terms.append(side.astype(float))
    return _tested(known, np.column_stack(terms), columns, first, before, after)


def _tested(
    y: Floats, level: Floats, columns: NDArray[np.int64], first: int, before: int, after: int
) -> Step:
    fit = fit_course(y, level, columns, first)
    size = float(fit.beta[2])
    return Step(
        percent=100 * float(np.expm1(size)),
        z=size / float(np.sqrt(fit.covariance[2, 2])),
        before=before,
        after=after,
        phi=fit.phi,
        rho=fit.rho,
    )


def step_test(
    counts: ArrayLike, first: int, month: int, known: Collection[int] = (),
    declared: Collection[int] = (), out: Collection[int] = (),
) -> StepTest | None:  # fmt: skip
    """Test a step against every placebo month of the same series.

    Args:
        counts: events, shape (months,).
        first: month of the year of the first count.
        month: column of the tested month.
        known: columns of all known changes of system (the tested one may be among them): no
            placebo month is within a year of one.
        declared: columns at which the publisher says that this series changed: a term in every
            window. A placebo month's window has one for the tested month as well, so that no
            placebo is judged by the very step in question.
        out: columns left out of every window (lockdown); none is a placebo month.

    Returns:
        The test, or None where the step itself cannot be told.

    Raises:
        DataError: as `step_at`.

    Source:
        See the module.
    """
    step = step_at(counts, first, month, declared, out)
    if step is None:
        return None
    changes, terms = {month, *known}, {month, *declared}
    size = len(np.asarray(counts))
    placebos = []
    for place in range(LEAST_SIDE, size - LEAST_SIDE + 1):
        if place in out or min(abs(place - change) for change in changes) < APART:
            continue
        found = step_at(counts, first, place, terms, out)
        if found is not None:
            placebos.append(abs(found.z))
    return StepTest(step, np.array(placebos))

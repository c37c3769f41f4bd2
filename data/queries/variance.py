"""How the monthly counts behind a question vary: what widens every interval and rank of it.

One fit (:mod:`data.engine.dispersions`) a series and level, over all its comparable
months: lockdown left out, a step at each marked break, and one where the latest year begins,
since a change is no variance. It does not depend on the months asked for; the coverage bench says
how often what follows from it is right.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from data import disclosure
from data.engine.dispersions import fit as fitted
from data.engine.panel import Panel
from data.model import periods
from data.queries.question import Question
from data.session import remembered
from data.statistics.dispersion import Dispersion

Floats = NDArray[np.float64]

UNKNOWN = (
    "no interval and no verdict: the series is too short, or too rare, to tell how much it varies"
)
"""Why a number of a question stands without an interval."""


@dataclass(frozen=True, eq=False)
class Variance:
    """The dispersion of the rows of a panel, and whether anything is known of it.

    Attributes:
        dispersion: φ, ρ and the season, one element a row.
        known: whether any series spoke; else nothing may be said beyond the number.
        lent: whether the rows take φ and ρ from the series in all of London.
    """

    dispersion: Dispersion
    known: bool
    lent: bool = False

    def of_sum(self, months: int) -> Floats:
        """Overdispersion of a sum of months, shape (rows,); NaN where nothing is known."""
        found = self.dispersion.of_sum(months)
        return found if self.known else np.full_like(found, np.nan)

    def of_change(self, question: Question) -> Floats:
        """Overdispersion of the question's change, shape (rows,); NaN where nothing is known.

        Raises:
            TypeError: the question compares nothing.
        """
        earlier, period = question.comparison, question.period
        if earlier is None:
            raise TypeError("a change needs a comparison")
        first, second = sorted((earlier, period), key=lambda span: span.start)
        gap = periods.index(second.start) - periods.index(first.end) - 1
        return self.of_sums(period.months, earlier.months, gap)

    def of_sums(self, months1: int, months0: int, gap: int) -> Floats:
        """Overdispersion of the ratio of two sums, shape (rows,); NaN where nothing is known.

        Args:
            months1: months of the later sum.
            months0: months of the earlier sum.
            gap: months between the two.
        """
        found = self.dispersion.of_change(months1, months0, gap)
        return found if self.known else np.full_like(found, np.nan)


def _resolve_always(question: Question) -> Question:
    """The same question of all months that its series has: one for whatever months are asked."""
    return question.replace(period=question.covered, compare="none", measure="count")


@remembered
def _level(question: Question) -> Variance:
    """Of every row of a level's panel; of all areas added up without a level to borrow from."""
    level = question.level
    alone = level == "london"
    stored = None if question.narrowing else question.source.dispersion(level, question.series)
    fit = stored or fitted(question.panel, question.series, level, not alone)
    known = bool((~fit.borrowed).any())
    if known or alone:
        return Variance(fit, known)
    # Nothing smaller says how it varies (rare, or protected): London's own φ, which is larger.
    whole = _level(_resolve_always(question.replace(level="london", areas=())))
    rows = len(fit.phi)
    own = whole.dispersion
    phi, rho, df = (np.broadcast_to(one, rows) for one in (own.phi, own.rho, own.df))
    season = np.broadcast_to(own.season, (rows, 12))
    lent = replace(fit, phi=phi, rho=rho, df=df, season=season)
    return Variance(lent, whole.known, lent=True)


@remembered
def _added(question: Question) -> Variance:
    """Of several areas added up, by themselves."""
    fit = fitted(question.total, question.series, question.level, False)
    return Variance(fit, bool((~fit.borrowed).any()))


def level_variance(question: Question) -> Variance:
    """How the rows of :attr:`Question.panel` vary, whatever areas and months are asked for."""
    return _level(_resolve_always(question.replace(areas=())))


def total_variance(question: Question) -> Variance:
    """How the areas of a question vary, added up: :attr:`Question.total`.

    One area borrows from the others of its level, as it does beside them.
    """
    if question.units is None:
        return level_variance(question.replace(level="london", areas=()))
    rows = [question.panel.rows[code] for code in question.units if code in question.panel.rows]
    if len(rows) != 1:
        return _added(_resolve_always(question))
    of_level = level_variance(question)
    return replace(of_level, dispersion=of_level.dispersion.row(rows[0]))


def with_noise(
    phi: Floats, counts: tuple[Floats, ...], panel: Panel, months: int, areas: int = 1
) -> Floats:
    """Overdispersion that holds the disclosure gate's noise too.

    A sum of variance ``φ n + v`` has the φ' = ``φ + v/n``; a ratio of two of them
    ``φ (1/n₁ + 1/n₀) + v (1/n₁² + 1/n₀²)``.

    Args:
        phi: overdispersion of the sum, or of the ratio, shape (rows,).
        counts: the sum, or both sums of the ratio, each of shape (rows,).
        panel: what they were counted in.
        months: how many months a sum has.
        areas: how many areas it adds up.
    """
    if not panel.protected or panel.gate is None:
        return phi
    variance = disclosure.spread(panel.gate, months * max(1, areas))
    with np.errstate(divide="ignore", invalid="ignore"):
        squared, plain = sum(1 / n**2 for n in counts), sum(1 / n for n in counts)
        extra = variance * np.asarray(squared) / np.asarray(plain)
    return phi + np.nan_to_num(extra, nan=0.0, posinf=0.0)

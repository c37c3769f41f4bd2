"""The variance of a monthly series: by how much counts vary, and how long they remember.

One model for every interval, verdict and rank: ``E(y_t) = μ_t``, ``Var(y_t) = φ μ_t`` and
``Corr(y_s, y_t) = ρ^|s - t|``. ``μ_t`` is log-linear: a level that bends at most every
:data:`KNOTS` months, a step at each marked break and at the end of a gap (lockdown), and the
month of the year. φ is **Pearson's**: the sum of squared Pearson residuals over what that sum
is expected to be, not the deviance's and not a mean squared difference from year to year.

Residuals of a fitted model are smaller, and remember less, than what they stand for; so both
sums, ``Σ e_t²`` and ``Σ e_t e_{t-1}``, are divided by what they are expected to be under the
model (traces of the residual maker; with independent months this is the usual ``n - p``).

Areas of a level lend each other what one series is too short or too small to tell: φ and ρ are
shrunk towards the level's middle by how well each is known (empirical Bayes on ``log φ`` and on
the residuals' lag-1 autocorrelation r). An area with fewer than :data:`LEAST_MONTHS` known months or
:data:`LEAST_EVENTS` events gets the middle itself.

Sources:
    McCullagh P, Nelder JA (1989), *Generalized Linear Models*, 2nd ed., sections 4.5 and 6.2
    (quasi-Poisson); Liang K-Y, Zeger SL (1986), *Biometrika* 73:13-22 (correlated counts by
    moments); Efron B, Morris C (1975), *JASA* 70:311-319 (shrinkage); DerSimonian R, Laird N
    (1986), *Controlled Clinical Trials* 7:177-188 (the spread between areas).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from data.errors import DataError
from data.statistics._checks import Floats, normal_quantile, not_negative

#: φ of a series is its own from this many known months on; else it is borrowed.
LEAST_MONTHS = 24

#: A series with fewer events in all says nothing about its own variance.
LEAST_EVENTS = 20

#: Months between two bends of the level: what lasts longer than a year is change, not variance.
KNOTS = 12

#: Events a month from which a series has its own course and months of the year; else it
#: follows the level's, with bends of its own every :data:`FEW_KNOTS` months.
OWN_SEASON = 5.0
FEW_KNOTS = 36

#: ρ is looked for up to here: beyond, a level that moves and one that remembers look alike.
LARGEST_RHO = 0.9

#: Steps of the fit; five are usual.
_STEPS = 20

_GRID = np.arange(-0.5, LARGEST_RHO + 0.005, 0.01)

#: Prior precision of every term but the level's: it only speaks where events do not.
_RIDGE = 1.0


@dataclass(frozen=True)
class Dispersion:
    """How the series of a level vary, one element a series.

    Attributes:
        phi: Pearson's φ ≥ 1, shape (areas,), after shrinkage.
        rho: lag-1 autocorrelation of the residuals, 0 to 0.9, shape (areas,), shrunk likewise.
        season: factor of each month of the year, mean 1, shape (areas, 12).
        months: known months the area was read from, shape (areas,).
        borrowed: whether φ and ρ are wholly those of the level, shape (areas,).
        df: degrees of freedom behind φ, shape (areas,); infinite where the level lends its own.
        alone: whether there was no level to borrow from: a single series.
    """

    phi: Floats
    rho: Floats
    season: Floats
    months: NDArray[np.int64]
    borrowed: NDArray[np.bool_]
    df: Floats
    alone: bool

    def of_sum(self, months: int = 12, alpha: float = 0.05) -> Floats:
        """Overdispersion of a sum of months in a row: what widens a count or a rate.

        ``φ × sum_factor(ρ, months)``, and ``× (t/z)²`` for what φ itself is unsure of, with t
        of ``df`` degrees of freedom.

        Args:
            months: length of the sum.
            alpha: the probability of error that it will be used with.

        Returns:
            Variance of the sum over its expectation, at least 1, shape (areas,).
        """
        return self.phi * sum_factor(self.rho, months) * self._unsure(alpha)

    def of_change(
        self, months1: int = 12, months0: int = 12, gap: int = 0, alpha: float = 0.05
    ) -> Floats:
        """Overdispersion of a ratio of two sums: what widens a change.

        Args:
            months1: length of the later sum.
            months0: length of the earlier sum.
            gap: months between the two, 0 where one follows on the other.
            alpha: the probability of error that it will be used with.

        Returns:
            ``φ × change_factor(…) × (t/z)²``, at least 1, shape (areas,), for
            `data.statistics.change.change_interval`.
        """
        factor = change_factor(self.rho, months1, months0, gap)
        return np.maximum(self.phi * factor * self._unsure(alpha), 1.0)

    def _unsure(self, alpha: float) -> Floats:
        z = normal_quantile(alpha)
        known = np.isfinite(self.df)
        if not known.any():
            return np.ones_like(self.df)
        from scipy.special import stdtrit

        t = stdtrit(np.where(known, self.df, 1.0), 1 - alpha / 2)
        return np.where(known, (t / z) ** 2, 1.0)


def sum_factor(rho: ArrayLike, months: int) -> Floats:
    """Variance of a sum of autocorrelated months over that of independent ones.

    ``D = 1 + 2 Σ_{k=1}^{m-1} (1 - k/m) ρ^k``: 1 at ρ = 0, 3.4 for 12 months at ρ = 0.6.

    Args:
        rho: lag-1 autocorrelation, 0 up to (not including) 1, any shape.
        months: months in a row that are added up, at least 1.

    Returns:
        D ≥ 1, in the shape of ``rho``.

    Raises:
        DataError: an impossible ρ or length.

    Source:
        Box GEP, Jenkins GM, Reinsel GC (2008), *Time Series Analysis*, 4th ed., section 2.1.
    """
    r = _correlation(rho)
    m = _length(months)
    return (1 + r - 2 * r * (1 - r**m) / (m * (1 - r))) / (1 - r)


def change_factor(rho: ArrayLike, months1: int = 12, months0: int = 12, gap: int = 0) -> Floats:
    """Variance of the difference of two means of months over that of independent months.

    With ``D`` of `sum_factor` and ``C = ρ^(gap+1) (1 - ρ^m1)(1 - ρ^m0)/(1 - ρ)²``, the sum of
    the correlations between the two periods:
    ``(D1/m1 + D0/m0 - 2C/(m1 m0)) / (1/m1 + 1/m0)``.

    Args:
        rho: lag-1 autocorrelation, 0 up to (not including) 1, any shape.
        months1: length of the later period.
        months0: length of the earlier period.
        gap: months between the two; negative (they overlap) is refused.

    Returns:
        The factor, in the shape of ``rho``; under 1 only where two neighbouring months or so
        are compared.

    Raises:
        DataError: an impossible ρ, length or gap.

    Source:
        As `sum_factor`.
    """
    r = _correlation(rho)
    m1, m0 = _length(months1), _length(months0)
    if gap < 0:
        raise DataError("the two periods overlap", value=gap, allowed="0 or more months between")
    shared = r ** (gap + 1) * (1 - r**m1) * (1 - r**m0) / (1 - r) ** 2
    variance = sum_factor(r, m1) / m1 + sum_factor(r, m0) / m0 - 2 * shared / (m1 * m0)
    return variance / (1 / m1 + 1 / m0)


def _correlation(rho: ArrayLike) -> Floats:
    r = np.asarray(rho, dtype=np.float64)
    if not ((r >= 0) & (r < 1)).all():
        raise DataError("an autocorrelation here", column="rho", allowed="0 up to 1, not 1")
    return r


def _length(months: int) -> int:
    if months < 1:
        raise DataError("a sum needs months", value=months, allowed="1 or more")
    return int(months)


def fit_dispersion(
    counts: ArrayLike,
    first: int,
    breaks: Sequence[int] = (),
    out: Sequence[int] = (),
    pool: bool = True,
) -> Dispersion:
    """Fit φ, ρ and the season of many monthly series of one level at once.

    Args:
        counts: events, shape (areas, months), months in a row; NaN is unknown.
        first: month of the year of the first column, 1 to 12.
        breaks: columns from which a series is counted in a new way: a step term each.
        out: columns that belong to no regime (lockdown): left out, and the level after them
            starts anew.
        pool: whether the series lend each other φ, ρ and the season; False takes each alone.

    Returns:
        A `Dispersion`. An area is read from the columns that every area with enough known
        months knows. Where nothing can be estimated φ is 1, ρ is 0 and the season flat.

    Raises:
        DataError: a negative or infinite count, another shape, or a first month that is none.

    Source:
        See the module.
    """
    y = not_negative(counts, "count")
    if y.ndim != 2:
        raise DataError(
            "dispersion needs series of months", value=y.shape, allowed="(areas, months)"
        )
    if not 1 <= first <= 12:
        raise DataError("the month of the year of the first count", value=first, allowed="1 to 12")
    areas, size = y.shape
    inside = np.ones(size, dtype=bool)
    inside[[column for column in out if 0 <= column < size]] = False
    known = ~np.isnan(y) & inside
    enough = known.sum(axis=1) >= LEAST_MONTHS
    usable = inside & (known[enough].all(axis=0) if enough.any() else False)
    if enough.any() and usable.sum() < LEAST_MONTHS:
        # A few ragged series may not take the months from all the others.
        usable = inside & (known[enough].mean(axis=0) >= 0.9)
    columns = np.flatnonzero(usable)
    enough &= known[:, columns].all(axis=1) & (len(columns) >= LEAST_MONTHS)
    enough &= np.where(known, y, 0.0)[:, columns].sum(axis=1) >= LEAST_EVENTS
    months = known.sum(axis=1)
    if not enough.any():
        flat = np.ones((areas, 12))
        return Dispersion(
            np.ones(areas), np.zeros(areas), flat, months, np.ones(areas, dtype=bool),
            np.full(areas, np.inf), areas == 1 or not pool,
        )  # fmt: skip
    level, plain = (_level(columns, breaks, out, knots) for knots in (KNOTS, FEW_KNOTS))
    terms = (level, plain, _calendar(columns, first))
    return _Fit(y, enough, columns, terms, pool and areas > 1).result(months)


def _level(
    columns: NDArray[np.int64], breaks: Sequence[int], out: Sequence[int], knots: int
) -> Floats:
    """Terms of the level: constant, a broken line, a step a break and after a gap."""
    start, end = int(columns[0]), int(columns[-1])
    time = (columns - start) / 12
    terms = [np.ones(len(columns))]
    if end - start >= 2 * LEAST_MONTHS - 1 or len(columns) >= LEAST_MONTHS:
        terms.append(time)
    bends = range(start + knots, end - knots // 2, knots)
    terms += [np.maximum(time - (bend - start) / 12, 0.0) for bend in bends]
    jumps = np.flatnonzero(np.diff(columns) > 1) + 1
    resumed = [int(columns[place]) for place in jumps if set(out) & set(range(columns[place]))]
    for step in sorted({*breaks, *resumed}):
        after = columns >= step
        # A step needs months on both sides: fewer say nothing of it.
        if min(after.sum(), (~after).sum()) >= 3:
            terms.append(after.astype(np.float64))
    return np.column_stack(terms)


def _calendar(columns: NDArray[np.int64], first: int) -> Floats:
    """Terms of the months of the year, adding up to nothing over the year."""
    month = (columns + first - 1) % 12
    terms = np.zeros((len(columns), 11))
    for place, number in enumerate(month):
        if number < 11:
            terms[place, number] = 1.0
        else:
            terms[place] = -1.0
    return terms


class _Fit:
    """One fit: the level's total first, for the season, then every area."""

    def __init__(
        self,
        counts: Floats,
        enough: NDArray[np.bool_],
        columns: NDArray[np.int64],
        terms: tuple[Floats, Floats, Floats],
        pool: bool,
    ) -> None:
        self.y = counts[:, columns]
        self.enough, self.columns = enough, columns
        (self.level, self.plain, self.calendar), self.alone = terms, not pool
        # Every month of the year, at least twice: else there is no season to tell.
        seen = np.abs(self.calendar).sum(axis=0)
        self.seasonal = bool(len(columns) >= LEAST_MONTHS and (seen > 0).all())

    def result(self, months: NDArray[np.int64]) -> Dispersion:
        """Fit all and shrink."""
        y, enough, alone = self.y, self.enough, self.alone
        areas = len(y)
        both = np.hstack([self.level, self.calendar]) if self.seasonal else self.level
        total = y[enough].sum(axis=0, keepdims=True)
        _, beta = _log_linear(total, both, np.zeros(len(self.columns)))
        terms = self.level.shape[1]
        common = beta[0, terms:] if self.seasonal else np.zeros(11)
        # What is too small for a course of its own follows the level's, and bends less often.
        course = both @ beta[0]
        own = enough & (self.seasonal & (y.mean(axis=1) >= OWN_SEASON) | alone)
        groups = [
            _Group(y, own, both, np.zeros(len(course)), self.columns),
            _Group(y, enough & ~own, self.plain, course, self.columns),
        ]
        groups = [group for group in groups if group.members.any()]
        log_season = np.tile(common, (areas, 1))
        if own.any() and self.seasonal:
            log_season[own] = groups[0].beta[:, terms:]
        rho, inverse = np.zeros(areas), np.ones(areas)
        phi, df, lacking = np.ones(areas), np.full(areas, np.inf), np.zeros(areas)
        middle, between = (0.0, np.inf) if alone else _pooled_rho(groups)
        for group in groups:
            at = group.members
            rho[at] = group.rho(middle, between)
            phi[at], df[at], lacking[at] = group.phi(rho[at])
            inverse[at] = (1 / np.maximum(group.mean, 1e-6)).mean(axis=1)
        rho[~enough] = max(middle, 0.0)
        if alone:
            phi = _sparse(phi, phi, lacking)
        else:
            phi = _shrunk_phi(phi, df, inverse, lacking, enough)
            df = np.full(areas, np.inf)
        factors = np.exp(np.hstack([log_season, -log_season.sum(axis=1, keepdims=True)]))
        factors *= 12 / factors.sum(axis=1, keepdims=True)
        return Dispersion(
            np.maximum(phi, 1.0), rho, factors, months,
            ~enough, df, alone,
        )  # fmt: skip


def _log_linear(y: Floats, design: Floats, offset: Floats) -> tuple[Floats, Floats]:
    """Poisson fit of every series: means (areas, months) and coefficients (areas, terms)."""
    terms = design.shape[1]
    products = (design[:, :, None] * design[:, None, :]).reshape(len(design), -1)
    weight = np.exp(offset)
    start = np.maximum(y.sum(axis=1) / weight.sum(), 1e-9)
    beta = np.zeros((len(y), terms))
    beta[:, 0] = np.log(start)
    # Without it a term that no event speaks for (none after a step) would run away.
    ridge = _RIDGE * np.eye(terms)
    ridge[0, 0] = 0

    def fitted(beta: Floats, rows: Floats) -> tuple[Floats, Floats]:
        """Means, and the penalised log-likelihood up to a constant."""
        line = np.clip(beta @ design.T + offset, -25, 25)
        mean = np.exp(line)
        gain = (rows * line - mean).sum(axis=1) - ((beta @ ridge) * beta).sum(axis=1) / 2
        return mean, gain

    mean, gain = fitted(beta, y)
    for _ in range(_STEPS):
        gradient = (y - mean) @ design - beta @ ridge
        hessian = (mean @ products).reshape(-1, terms, terms) + ridge
        step = np.linalg.solve(hessian, gradient[..., None])[..., 0]
        found, reached = fitted(beta + step, y)
        # A step that overshoots is halved until it gains.
        worse = np.flatnonzero(reached < gain - 1e-9 * np.abs(gain))
        while worse.size and np.abs(step[worse]).max() > 1e-6:
            step[worse] /= 2
            found[worse], reached[worse] = fitted(beta[worse] + step[worse], y[worse])
            worse = worse[reached[worse] < gain[worse] - 1e-9 * np.abs(gain[worse])]
        beta, mean, gain = beta + step, found, reached
        if np.abs(step).max() < 1e-4:
            break
    return mean, beta


@dataclass(frozen=True)
class Course:
    """One series' fit with autocorrelated residuals.

    Attributes:
        beta: coefficients of the terms of the level, then of the season, shape (terms,).
        covariance: of the coefficients, shape (terms, terms).
        phi: Pearson's φ, at least 1.
        rho: lag-1 autocorrelation of the residuals.
    """

    beta: Floats
    covariance: Floats
    phi: float
    rho: float


def fit_course(y: Floats, level: Floats, columns: NDArray[np.int64], first: int) -> Course:
    """Fit one series on given terms and its months of the year, with AR(1) residuals.

    The quasi-likelihood fit of `fit_dispersion`; then φ and ρ by moments, and one weighted
    least squares step with the working correlation ``ρ^|s - t|`` until it settles.

    Args:
        y: events, shape (months,), all known.
        level: terms of the level, shape (months, terms).
        columns: place of each month in the whole series, so that gaps count.
        first: month of the year of column 0.

    Returns:
        A `Course`.

    Source:
        Liang & Zeger (1986); see the module.
    """
    calendar = _calendar(columns, first)
    seen = np.abs(calendar).sum(axis=0) > 0
    design = np.hstack([level, calendar[:, seen]])
    everyone = np.ones(1, dtype=bool)
    group = _Group(y[None, :], everyone, design, np.zeros(len(y)), columns)
    rho = group.rho(0.0, np.inf)
    phi = max(float(group.phi(rho)[0][0]), 1.0)
    inverse = np.linalg.inv(np.power(float(rho[0]), group.apart))
    beta, ridge = group.beta[0], _RIDGE * np.eye(design.shape[1]) / 100
    for _ in range(4):
        mean = np.exp(np.clip(design @ beta, -25, 25))
        weighted = design * np.sqrt(mean)[:, None]
        information = weighted.T @ inverse @ weighted + ridge
        beta = beta + np.linalg.solve(
            information, weighted.T @ inverse @ ((y - mean) / np.sqrt(mean)) - ridge @ beta
        )
    return Course(beta, phi * np.linalg.inv(information), phi, float(rho[0]))


class _Group:
    """Series with the same terms: their fit, and what its residuals say of φ and ρ.

    With M the residual maker of the weighted fit, V(ρ) the correlation of the months and L the
    pairs of neighbours, ``Σ e²`` is expected to be ``φ tr(MV)`` and ``Σ e_t e_{t-1}``
    ``φ tr(MLMV)``; their ratio r, of the variance of a ratio of quadratic forms, tells ρ. The
    weights are those of the mean course of all series, which differ in size more than in
    course.
    """

    def __init__(
        self,
        counts: Floats,
        members: NDArray[np.bool_],
        design: Floats,
        offset: Floats,
        columns: NDArray[np.int64],
    ) -> None:
        self.members = members
        if not members.any():
            return
        y = counts[members]
        self.mean, self.beta = _log_linear(y, design, offset)
        residual = (y - self.mean) / np.sqrt(self.mean)
        near = np.diff(columns) == 1
        self.squares = np.maximum((residual**2).sum(axis=1), 1e-9)
        self.r = (residual[:, 1:] * residual[:, :-1])[:, near].sum(axis=1) / self.squares

        course = (self.mean / self.mean.mean(axis=1, keepdims=True)).mean(axis=0)
        q, _ = np.linalg.qr(design * np.sqrt(course)[:, None])
        self.maker = np.eye(len(columns)) - q @ q.T
        self.pairs = np.zeros_like(self.maker)
        at = np.flatnonzero(near)
        self.pairs[at, at + 1] = self.pairs[at + 1, at] = 0.5
        self.apart = np.abs(columns[:, None] - columns[None, :])
        self.events = np.maximum(y.sum(axis=1), 1.0)
        self.of_sums, self.ratio = self._ratio()

    def _ratio(self) -> tuple[Floats, Floats]:
        """What r is expected to be at every ρ of the grid: of sums over series, and of one.

        ``E(A/B) = a/b - cov(A, B)/b² + a var(B)/b³``: the first term is a ratio of polynomials
        in ρ (sums along diagonals), the others are taken at a few ρ and drawn between.
        """
        apart = self.apart.ravel()
        expected = np.bincount(apart, self.maker.ravel())
        lagged = np.bincount(apart, (self.maker @ self.pairs @ self.maker).ravel())
        powers = np.power(_GRID[:, None], np.arange(len(expected)))
        first = (powers @ lagged) / (powers @ expected)
        nodes = (0.0, 0.3, 0.6, 0.85)
        more = []
        for node in nodes:
            v = self._covariance(node)
            b = np.trace(v)
            square = v @ v
            a = (self.pairs * v).sum()
            more.append(-2 * (self.pairs * square).sum() / b**2 + 2 * a * np.trace(square) / b**3)
        of_one = first + np.interp(_GRID, nodes, more)
        return np.maximum.accumulate(first), np.maximum.accumulate(of_one)

    def _covariance(self, rho: float) -> Floats:
        """Covariance of the residuals at φ = 1, MVM."""
        return self.maker @ np.power(rho, self.apart) @ self.maker

    def rho(self, middle: float, between: float) -> Floats:
        """ρ of each series, r shrunk to that of the middle; not at all if they differ freely."""
        target = float(np.interp(middle, _GRID, self.ratio))
        weight = 1.0
        if np.isfinite(between):
            weight = between / (between + self.noise(middle)) if between else 0.0
        found = np.interp(target + weight * (self.r - target), self.ratio, _GRID)
        return np.clip(found, 0.0, LARGEST_RHO)

    def noise(self, rho: float) -> float:
        """Variance of r where every series has this ρ: 2 tr((AV)²)/tr(MV)², A = M(L - r)M."""
        v = self._covariance(max(rho, 0.0))
        r = float((self.pairs * v).sum() / np.trace(v))
        product = (self.pairs - r * np.eye(len(v))) @ v
        return float(2 * (product * product.T).sum() / np.trace(v) ** 2)

    def phi(self, rho: Floats) -> tuple[Floats, Floats, Floats]:
        """φ of each series, its degrees of freedom ``tr(MV)²/tr((MV)²)``, and what it lacks.

        Dividing by fitted means loses ``(φ - 1) p/N`` of φ to first order (p terms, N events):
        the third moment of overdispersed counts. The last is ``p/N``, for `_sparse`.
        """
        phi, df = np.empty_like(rho), np.empty_like(rho)
        # Hundredths of ρ: thousands of series share a hundred matrices.
        for value in np.unique(np.round(rho, 2)):
            at = np.round(rho, 2) == value
            v = self.maker @ np.power(value, self.apart)
            phi[at] = self.squares[at] / np.trace(v)
            df[at] = max(np.trace(v) ** 2 / (v * v.T).sum(), 1.0)
        return phi, df, self.beta.shape[1] / self.events


def _pooled_rho(groups: list[_Group]) -> tuple[float, float]:
    """The level's ρ, and the variance of r between its series beyond what chance makes."""
    sizes = [len(group.r) for group in groups]
    own = []
    for group in groups:
        # A ratio of sums, which one spike does not draw to nothing; nor may it rule them.
        weight = np.minimum(group.squares, 4 * np.median(group.squares))
        own.append(float(np.interp(np.average(group.r, weights=weight), group.of_sums, _GRID)))
    middle = float(np.average(own, weights=sizes))
    excess = [
        (group.r - np.interp(middle, _GRID, group.ratio)) ** 2 - group.noise(middle)
        for group in groups
    ]
    return middle, max(float(np.concatenate(excess).mean()), 0.0)


def _sparse(phi: Floats, assumed: Floats | float, lacking: Floats) -> Floats:
    """Put back what φ lacks where events are few (`_Group.phi`), at most as much again."""
    return phi * (1 + np.minimum(np.maximum(np.asarray(assumed) - 1, 0) * lacking, 1.0))


def _shrunk_phi(
    phi: Floats, df: Floats, inverse: Floats, lacking: Floats, enough: NDArray[np.bool_]
) -> Floats:
    """Shrink log φ towards the log of the level's φ; areas that know too little get that.

    The variance of φ is that of a negative binomial: ``(2 + (6(φ - 1) + 1/φ) mean(1/μ)) φ²/df``.
    It is taken at the level's φ, so that no area weighs more because it came out low.
    """
    middle, raw = 1.0, phi
    for _ in range(5):
        spread = max(middle, 1.0)
        variance = (2 + (6 * (spread - 1) + 1 / spread) * inverse) / df
        variance = np.where(enough, variance, np.inf)
        precision = np.where(enough, 1 / variance, 0.0)
        phi = _sparse(raw, middle, lacking)
        middle = float((precision * phi).sum() / precision.sum())
    logs = np.log(np.maximum(phi, 0.05) / middle) + np.minimum(variance, 2) / 2
    shrunk, between = _empirical_bayes(np.where(enough, logs, 0.0), variance, middle=0.0)
    return middle * np.exp(shrunk)


def _empirical_bayes(
    values: Floats, variance: Floats, middle: float | None = None
) -> tuple[Floats, float]:
    """Normal shrinkage to the common middle, with the spread of DerSimonian and Laird.

    Args:
        values: estimates, shape (areas,).
        variance: of each, infinite where it says nothing.
        middle: where to; None for the weighted mean.

    Returns:
        Shrunk values, and the variance between areas.
    """
    told = np.isfinite(variance)
    precision = np.where(told, 1 / variance, 0.0)
    total = precision.sum()
    centre = float((precision * values).sum() / total) if middle is None else middle
    excess = (precision * (values - centre) ** 2).sum() - (told.sum() - 1)
    scale = total - (precision**2).sum() / total
    between = max(float(excess / scale), 0.0) if scale > 0 else 0.0
    weight = np.where(told, 1 / (between + np.where(told, variance, 1.0)), 0.0)
    if middle is None:
        centre = float((weight * values).sum() / weight.sum())
    return centre + between * weight * (values - centre), between

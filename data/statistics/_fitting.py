"""How the variance model is fitted: terms, likelihood, moments of residuals, shrinkage.

The model and its sources are those of `data.statistics.dispersion`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from data.statistics._checks import Floats

#: φ of a series is its own from this many known months on; else it is borrowed.
LEAST_MONTHS = 24

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
_NODES = np.linspace(0, LARGEST_RHO, 37)

#: Prior precision of every term but the level's: it only speaks where events do not.
_RIDGE = 0.2


def level_terms(
    columns: NDArray[np.int64], breaks: Sequence[int], out: Sequence[int], knots: int
) -> Floats:
    """Terms of the level: constant, a broken line, a step a break and after a gap."""
    start, end = int(columns[0]), int(columns[-1])
    time = (columns - start) / 12
    terms = [np.ones(len(columns)), time]
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


def calendar_terms(columns: NDArray[np.int64], first: int) -> Floats:
    """Terms of the months of the year, adding up to nothing over the year."""
    month = (columns + first - 1) % 12
    terms = np.zeros((len(columns), 11))
    for place, number in enumerate(month):
        if number < 11:
            terms[place, number] = 1.0
        else:
            terms[place] = -1.0
    return terms


def log_linear(y: Floats, design: Floats, offset: Floats) -> tuple[Floats, Floats]:
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
    calendar = calendar_terms(columns, first)
    seen = np.abs(calendar).sum(axis=0) > 0
    design = np.hstack([level, calendar[:, seen]])
    everyone = np.ones(1, dtype=bool)
    group = Group(y[None, :], everyone, design, np.zeros(len(y)), columns)
    rho = group.rho(0.0, np.inf)
    phi = max(float(group.phi(rho)[0][0]), 1.0)
    inverse = np.linalg.inv(np.power(float(rho[0]), group.apart))
    beta, ridge = group.beta[0], _RIDGE * np.eye(design.shape[1]) / 20
    for _ in range(4):
        mean = np.exp(np.clip(design @ beta, -25, 25))
        weighted = design * np.sqrt(mean)[:, None]
        information = weighted.T @ inverse @ weighted + ridge
        beta = beta + np.linalg.solve(
            information, weighted.T @ inverse @ ((y - mean) / np.sqrt(mean)) - ridge @ beta
        )
    return Course(beta, phi * np.linalg.inv(information), phi, float(rho[0]))


class Group:
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
        self.mean, self.beta = log_linear(y, design, offset)
        residual = (y - self.mean) / np.sqrt(self.mean)
        near = np.diff(columns) == 1
        self.squares = np.maximum((residual**2).sum(axis=1), 1e-9)
        self.r = (residual[:, 1:] * residual[:, :-1])[:, near].sum(axis=1) / self.squares

        course = (self.mean / self.mean.mean(axis=1, keepdims=True)).mean(axis=0)
        # Terms may repeat one another (a step beside a knot): only what they span counts.
        q, size, _ = np.linalg.svd(design * np.sqrt(course)[:, None], full_matrices=False)
        q = q[:, size > 1e-8 * size[0]]
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
        the third moment of overdispersed counts. The last is ``p/N``, for `with_sparse`.
        """
        # Both change smoothly with ρ: thousands of series share a few matrices, drawn between.
        first, last = np.searchsorted(_NODES, [rho.min(), rho.max()])
        nodes = _NODES[max(first - 1, 0) : last + 1]
        traces, freedoms = [], []
        for node in nodes:
            v = self.maker @ np.power(node, self.apart)
            traces.append(np.trace(v))
            freedoms.append(np.trace(v) ** 2 / (v * v.T).sum())
        phi = self.squares / np.interp(rho, nodes, traces)
        df = np.maximum(np.interp(rho, nodes, freedoms), 1.0)
        return phi, df, self.beta.shape[1] / self.events


def pooled_rho(groups: list[Group]) -> tuple[float, float]:
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


def with_sparse(phi: Floats, assumed: Floats | float, lacking: Floats) -> Floats:
    """Put back what φ lacks where events are few (`Group.phi`), at most as much again."""
    return phi * (1 + np.minimum(np.maximum(np.asarray(assumed) - 1, 0) * lacking, 1.0))


def shrunk_phi(
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
        phi = with_sparse(raw, middle, lacking)
        middle = float((precision * phi).sum() / precision.sum())
    logs = np.log(np.maximum(phi, 0.05) / middle) + np.minimum(variance, 2) / 2
    shrunk = _empirical_bayes(np.where(enough, logs, 0.0), variance)
    return middle * np.exp(shrunk)


def _empirical_bayes(values: Floats, variance: Floats) -> Floats:
    """Normal shrinkage to 0, with the spread between areas of DerSimonian and Laird.

    ``variance`` is that of each estimate, infinite where it says nothing.
    """
    told = np.isfinite(variance)
    precision = np.where(told, 1 / variance, 0.0)
    total = precision.sum()
    excess = (precision * values**2).sum() - (told.sum() - 1)
    scale = total - (precision**2).sum() / total
    between = max(float(excess / scale), 0.0) if scale > 0 else 0.0
    return values * np.where(told, between / (between + np.where(told, variance, 1.0)), 0.0)

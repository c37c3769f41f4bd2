"""Series whose mean, φ and ρ are known: negative binomial margins, Gaussian-copula AR(1)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special, stats

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Cell:
    """What is simulated.

    Attributes:
        size: ``ward``, ``borough`` or ``london``.
        yearly: expected events a year.
        phi: variance over mean of a month.
        rho: latent autocorrelation.
    """

    size: str
    yearly: float
    phi: float
    rho: float


def normal(rng: np.random.Generator, series: int, months: int, rho: float) -> Floats:
    """Standard normal AR(1), shape (series, months)."""
    z = rng.standard_normal((series, months))
    for month in range(1, months):
        z[:, month] = rho * z[:, month - 1] + np.sqrt(1 - rho**2) * z[:, month]
    return z


def counts(latent: Floats, mean: Floats | float, phi: float) -> Floats:
    """Counts of a mean and variance φ × mean with the ranks of latent normals, any shape."""
    return quantile(special.ndtr(latent), np.broadcast_to(mean, latent.shape), phi)


def quantile(p: Floats, mean: Floats, phi: float) -> Floats:
    """Quantiles of a negative binomial (Poisson at φ = 1), by table where a mean repeats."""
    found = np.empty(p.shape)
    for value in np.unique(mean):
        here = mean == value
        top = int(value + 14 * np.sqrt(phi * value) + 40)
        grid = np.arange(top)
        table = (
            stats.poisson.cdf(grid, value)
            if phi == 1
            else stats.nbinom.cdf(grid, value / (phi - 1), 1 / phi)
        )
        found[here] = np.searchsorted(table, p[here])
    return found


def achieved(series: Floats) -> tuple[float, float]:
    """φ and lag-1 ρ of stable series (areas, months), over all of them."""
    mean = series.mean()
    off = series - mean
    return float(off.var() / mean), float((off[:, 1:] * off[:, :-1]).mean() / off.var())

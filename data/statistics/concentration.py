"""Concentration: how few areas hold how much of what happens.

Source: Weisburd D (2015), The law of crime concentration and the criminology of place,
*Criminology* 53:133-157; Gini C (1912); Lorenz MO (1905), *Publications of the ASA* 9:209-219.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from data.errors import DataError
from data.statistics._checks import Floats, not_negative


class Lorenz(NamedTuple):
    """A concentration curve from (0, 0) to (1, 1), highest areas first."""

    areas: Floats
    events: Floats


def areas_for_share(counts: ArrayLike, share: float = 0.5) -> int:
    """Smallest number of areas that together hold a share of all events.

    Args:
        counts: events, shape (areas,); NaN is left out.
        share: over 0, up to 1.

    Returns:
        Number of areas; 0 without events.

    Raises:
        DataError: a negative or infinite count, or an impossible share.

    Source:
        Weisburd (2015).
    """
    if not 0 < share <= 1:
        raise DataError("a share of all events", value=share, allowed="over 0, up to 1")
    ordered = _highest_first(counts)
    total = ordered.sum()
    if total == 0:
        return 0
    # The tolerance keeps a share that is met exactly from asking for one area more.
    held = np.cumsum(ordered)
    return int(np.searchsorted(held, share * total * (1 - 1e-12), side="left")) + 1


def lorenz(counts: ArrayLike) -> Lorenz:
    """Concentration curve: share of events held by the highest share of areas.

    Args:
        counts: events, shape (areas,); NaN is left out.

    Returns:
        Cumulative shares of areas and of events, each of shape (known areas + 1,), from 0 to
        1; the diagonal where there are no events.

    Raises:
        DataError: a negative or infinite count.

    Source:
        Lorenz (1905), drawn from the highest area down as is usual for crime.
    """
    ordered = _highest_first(counts)
    areas = np.linspace(0, 1, len(ordered) + 1)
    total = ordered.sum()
    if total == 0:
        return Lorenz(areas, areas.copy())
    return Lorenz(areas, np.concatenate([[0.0], np.cumsum(ordered) / total]))


def gini(counts: ArrayLike) -> float:
    """Gini coefficient: 0 where all areas have as many, near 1 where one has all.

    ``G = Σ_i (n + 1 - 2i) x_i / (n Σ x)`` with ``x_1 ≥ x_2 ≥ …``: twice the area between
    the curve of `lorenz` and the diagonal. With fewer events than areas it is high by
    necessity and says little (Bernasco W, Steenbeek W 2017, *J Quant Criminol* 33:451-467).

    Args:
        counts: events, shape (areas,); NaN is left out.

    Returns:
        0 to ``1 - 1/n``; 0 without areas or events.

    Raises:
        DataError: a negative or infinite count.

    Source:
        Gini (1912), in the form of Cowell FA (2011), *Measuring Inequality*, 3rd ed.
    """
    ordered = _highest_first(counts)
    total = ordered.sum()
    if total == 0:
        return 0.0
    n = len(ordered)
    weights = n + 1 - 2 * np.arange(1, n + 1)
    return float((weights * ordered).sum() / (n * total))


def _highest_first(counts: ArrayLike) -> Floats:
    values = not_negative(counts, "count").ravel()
    return np.sort(values[~np.isnan(values)])[::-1]

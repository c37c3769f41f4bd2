"""Concentration: how few areas hold how much of what happens.

Events that fall at random concentrate by themselves: 93 on 679 wards cannot be in more than 93 of
them. `generalised_gini` measures against the most even spread that so many events allow, and
`by_chance` says what random events would show.

Source: Weisburd D (2015), The law of crime concentration and the criminology of place,
*Criminology* 53:133-157; Gini C (1912);
Bernasco W, Steenbeek W (2017), More places than crimes, *J Quant Criminol* 33:451-467.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from data.errors import DataError
from data.statistics._checks import Floats, normal_quantile, not_negative

#: Nothing is said of the concentration of fewer events.
LEAST_EVENTS: Final = 20

#: Random spreads behind `by_chance`: enough for a mean and a standard deviation.
DRAWS: Final = 400

#: From as many events an area on, a spread is drawn from its normal limit.
MANY: Final = 6

_SEED = 20260331


class Chance(NamedTuple):
    """What events thrown at random would show: the middle and the range of 95 %.

    Attributes:
        areas: expected number of areas that hold the share.
        areas_low: in 2.5 % of spreads it is fewer, in whole areas.
        areas_high: in 2.5 % of spreads it is more, in whole areas.
        gini: expected generalised Gini.
        gini_low: lower 2.5 % of it.
        gini_high: upper 2.5 % of it.
    """

    areas: float
    areas_low: float
    areas_high: float
    gini: float
    gini_low: float
    gini_high: float


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


def gini(counts: ArrayLike) -> float:
    """Gini coefficient: 0 where all areas have as many, near 1 where one has all.

    ``G = Σ_i (n + 1 - 2i) x_i / (n Σ x)`` with ``x_1 ≥ x_2 ≥ …``: twice the area between
    the curve of shares (areas in order, the highest first) and the diagonal. With fewer events than
    areas it is high by necessity and says little (Bernasco W, Steenbeek W 2017, *J Quant Criminol*
    33:451-467).

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


def generalised_gini(counts: ArrayLike) -> float:
    """Gini coefficient against the most even spread that the number of events allows.

    ``G' = max(1, n/c) (G - 1) + 1`` for c events in n areas: 0 where no area has more than one
    (or all have as many), and the plain `gini` from c = n on.

    Args:
        counts: events, shape (areas,); NaN is left out.

    Returns:
        0 to under 1; NaN with fewer than 20 events.

    Raises:
        DataError: a negative or infinite count.

    Source:
        Bernasco & Steenbeek (2017); the authors' R package lorenzgini (without its correction
        for few areas).
    """
    ordered = _highest_first(counts)
    if ordered.sum() < LEAST_EVENTS:
        return float("nan")
    return float(_generalised(ordered[None, :])[0])


def by_chance(
    events: int,
    residents: ArrayLike,
    share: float = 0.5,
    draws: int = DRAWS,
    seed: int = _SEED,
) -> Chance:
    """How concentrated so many events would be if each fell on a resident at random.

    Seeded multinomial spreads over the areas, in proportion to their residents. Both measures
    sum up many areas and are normal, so that their range is 1.96 standard deviations either way.

    Args:
        events: number of events, at least 20.
        residents: weight of each area, shape (areas,); NaN and 0 get no event.
        share: share of all events, as in `areas_for_share`.
        draws: random spreads, at least 100.
        seed: seed of the spreads.

    Returns:
        A `Chance`.

    Raises:
        DataError: fewer than 20 events, nobody anywhere, a negative or infinite number, an
            impossible share or too few draws.

    Source:
        The chance expectation of Bernasco & Steenbeek (2017), with residents as weights after
        Hipp JR, Kim Y-A (2017), *J Quant Criminol* 33:595-632.
    """
    if events < LEAST_EVENTS:
        raise DataError(
            "too few events to speak of concentration", value=events, allowed=f"{LEAST_EVENTS} up"
        )
    if not 0 < share <= 1:
        raise DataError("a share of all events", value=share, allowed="over 0, up to 1")
    if draws < 100:
        raise DataError("too few draws", value=draws, allowed="100 or more")
    weights = not_negative(residents, "residents").ravel()
    weights = np.where(np.isnan(weights), 0.0, weights)
    if not weights.sum() > 0:
        raise DataError("nobody lives anywhere", column="residents")
    rng = np.random.default_rng(seed)
    ordered = np.sort(_thrown(rng, int(events), weights / weights.sum(), draws), axis=1)
    # What the lowest k areas hold: all the others are needed once it is the rest or less.
    held = np.cumsum(ordered, axis=1)
    rest = held <= (1 - share) * held[:, -1:] * (1 + 1e-6)
    needed = ordered.shape[1] - rest.sum(axis=1)
    unequal = _generalised(ordered[:, ::-1])
    low, high = _range(needed)
    return Chance(
        float(needed.mean()), round(low), round(high), float(unequal.mean()), *_range(unequal)
    )


def _range(drawn: NDArray[np.number]) -> tuple[float, float]:
    """The range of 95 % of what varies normally, and is never under 0."""
    middle, reach = float(drawn.mean()), normal_quantile(0.05) * float(drawn.std(ddof=1))
    return max(middle - reach, 0.0), middle + reach


def _thrown(
    rng: np.random.Generator, events: int, shares: Floats, draws: int
) -> NDArray[np.float32]:
    """Spreads of events over areas by chance, shape (draws, areas)."""
    if events < MANY * len(shares):
        return rng.multinomial(events, shares, size=draws).astype(np.float32)
    # The normal limit, with the multinomial's own covariance: a fifth of the time.
    root = np.sqrt(shares).astype(np.float32)
    noise = rng.standard_normal((draws, len(shares)), dtype=np.float32)
    spread = noise - np.outer(noise @ root, root)
    spread *= np.float32(np.sqrt(events)) * root
    spread += (events * shares).astype(np.float32)
    return np.maximum(spread, 0, out=spread)


def _generalised(ordered: NDArray[np.floating]) -> Floats:
    """Generalised Gini of spreads in falling order, shape (spreads, areas)."""
    n = ordered.shape[1]
    total = ordered.sum(axis=1, dtype=np.float64)
    weights = (n + 1 - 2 * np.arange(1, n + 1)).astype(ordered.dtype)
    plain = ordered @ weights / (n * total)
    return np.maximum(1, n / total) * (plain - 1) + 1


def _highest_first(counts: ArrayLike) -> Floats:
    values = not_negative(counts, "count").ravel()
    return np.sort(values[~np.isnan(values)])[::-1]

"""The one gate that counts from a real case-level extract pass before anybody sees them.

Every cell that other cells are added up from (an *atom*: an area and a month of a series, for
matrices and people also a row of the table) carries noise that belongs to its set of records: the
cell key, the sum of the records' own random keys. Whatever is asked for adds up the same atoms
with the same noise, and is then rounded to the base. So asking again, in another order or for
other unions of areas and months, and averaging the answers, leads back to the noisy atom and not
to the truth. Counts under the threshold are suppressed, and so is what would be shown under it:
``[c]`` does not say on which side of the threshold the truth lies.

Source: the idea of the cell key method, Fraser and Wooton (2005), Australian Bureau of
Statistics; used by the Office for National Statistics for Census 2021.
"""

from __future__ import annotations

import os
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from data.errors import DataError

REACH = 20
"""The noise is a whole number from -REACH to REACH."""
DECAY = 0.35
"""How much rarer each further step of noise is: a standard deviation of about 1.3 an atom."""
VARIANCE = 2 * DECAY / (1 - DECAY) ** 2

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Gate:
    """How counts are protected.

    Attributes:
        threshold: counts under it are suppressed.
        base: other counts are rounded to its multiples.
        on: whether anything is protected at all.
    """

    threshold: int = 5
    base: int = 5
    on: bool = True


def gate() -> Gate:
    """The gate that the environment asks for.

    ``DISCLOSURE`` is ``on`` (the default) or ``off`` (exact counts, for signed-in analysts);
    ``DISCLOSURE_THRESHOLD`` and ``DISCLOSURE_BASE`` are whole numbers from 1.

    Raises:
        DataError: a setting is none of these.
    """
    switch = os.environ.get("DISCLOSURE", "on")
    if switch not in ("on", "off"):
        raise DataError("is not a setting", column="DISCLOSURE", value=switch, allowed="on, off")
    return Gate(_whole("DISCLOSURE_THRESHOLD", 5), _whole("DISCLOSURE_BASE", 5), switch == "on")


def _whole(name: str, default: int) -> int:
    text = os.environ.get(name, str(default))
    if not text.isdecimal() or not 1 <= int(text) <= 1000:
        raise DataError(
            "is not a setting", column=name, value=text, allowed="a whole number from 1 to 1000"
        )
    return int(text)


def _uniform(keys: NDArray[np.uint64]) -> Floats:
    """A number from 0 to 1 for every cell key (the finaliser of SplitMix64)."""
    mixed = keys.astype(np.uint64) + np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    mixed = mixed ^ (mixed >> np.uint64(31))
    return (mixed >> np.uint64(11)).astype(np.float64) / float(1 << 53)


def noise(counts: NDArray, keys: NDArray) -> Floats:
    """Noise of atoms: whole numbers around 0, two-sided geometric, cut off at :data:`REACH`.

    Args:
        counts: true counts, any shape; an atom without records has no noise.
        keys: sums of the record keys of the same atoms, same shape, unsigned.

    Raises:
        DataError: counts and keys differ in shape.
    """
    true, sums = np.asarray(counts), np.asarray(keys, dtype=np.uint64)
    if sums.shape != true.shape:
        raise DataError("counts and cell keys differ in shape", value=(true.shape, sums.shape))
    steps = np.arange(-REACH, REACH + 1)
    weights = DECAY ** np.abs(steps)
    bounds = np.cumsum(weights / weights.sum())
    drawn = steps[np.searchsorted(bounds[:-1], _uniform(sums), side="right")]
    return np.where(true > 0, drawn, 0).astype(np.float64)


def shown(counts: NDArray, noises: NDArray, how: Gate) -> Floats:
    """Counts as they may be shown; NaN where suppressed.

    Args:
        counts: true counts, any shape.
        noises: the noise of their atoms added up, same shape.
        how: threshold and base.

    Returns:
        Multiples of the base of at least the threshold, or NaN, in the shape given.
    """
    true = np.asarray(counts, dtype=np.float64)
    if not how.on:
        return true
    told = how.base * np.floor((true + noises) / how.base + 0.5)
    return np.where((true < how.threshold) | (told < how.threshold), np.nan, told)


def spread(how: Gate, atoms: float) -> float:
    """The variance that the gate adds to a count of so many atoms."""
    return VARIANCE * atoms + how.base**2 / 12 if how.on else 0.0

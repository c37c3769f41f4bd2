"""Which parts of a whole hold more, or less, than their even share: hours, days, months.

Of 168 hours of a week eight lie beyond 95 % by chance: what is named is named at a false
discovery rate over all parts. Source: Benjamini and Hochberg (1995); the test of one part is
`data.statistics.multiple.change_p`, of the part on the rest of the whole.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from data.errors import DataError
from data.statistics._checks import not_negative
from data.statistics.change import MINIMUM_BASE
from data.statistics.multiple import RATE, change_p, q_values

ABOVE: Final = "above"
BELOW: Final = "below"
NEITHER: Final = ""

#: A part with fewer events is never said to hold most.
LEAST_IN_PART: Final = 8


def standing_out(
    counts: ArrayLike, phi: ArrayLike = 1.0, exposure: ArrayLike = 1.0
) -> NDArray[np.str_]:
    """Name the parts of a whole that hold more or less than their share of its exposure.

    Given the sum N, a part of the exposure ``s`` holds a binomial number; with overdispersion
    the numbers are those of effective events (`change_p`), and q over all parts is within 5 %.

    Args:
        counts: events of each part, shape (parts,); NaN is unknown and not tested.
        phi: overdispersion of the counts, at least 1, one or one a part; NaN names nothing.
        exposure: length of each part, > 0, one or one a part.

    Returns:
        ``above``, ``below`` or empty, shape (parts,). Nothing is named of fewer than 20 events
        in all, and nothing is above with fewer than 8 of its own.

    Raises:
        DataError: a negative or infinite number, another shape, or an exposure of 0.

    Source:
        See the module.
    """
    n = not_negative(counts, "count")
    if n.ndim != 1:
        raise DataError("parts of one whole", value=n.shape, allowed="(parts,)")
    found = np.full(n.shape, NEITHER, dtype="<U5")
    known = ~np.isnan(n)
    total = n[known].sum()
    if total < MINIMUM_BASE or known.sum() < 2:
        return found
    size = np.broadcast_to(not_negative(exposure, "exposure"), n.shape)
    if not (size[known] > 0).all():
        raise DataError("a part has a length", column="exposure", value=0)
    spread = np.broadcast_to(not_negative(phi, "phi"), n.shape)
    share = size[known] / size[known].sum()
    p = change_p(n[known], total - n[known], spread[known], exposure1=share, exposure0=1 - share)
    clear = q_values(p) <= RATE
    high = n[known] > total * share
    found[known] = np.select(
        [clear & high & (n[known] >= LEAST_IN_PART), clear & ~high], [ABOVE, BELOW], NEITHER
    )
    return found

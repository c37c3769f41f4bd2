"""Funnel plots: which areas lie further from the London rate than chance explains.

Source: Spiegelhalter DJ (2005), Funnel plots for comparing institutional performance,
*Statistics in Medicine* 24:1185-1202 (limits: appendix A.1; overdispersion: section 5), and
Handling over-dispersion of performance indicators, *Quality and Safety in Health Care*
14:347-351 (winsorising).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from data.errors import DataError
from data.statistics._checks import Floats, normal_quantile, not_negative
from data.statistics.intervals import Interval

#: Probabilities outside the two pairs of limits: 95 % and 99.8 %.
ALPHAS = (0.05, 0.002)

#: Share of the z-scores that is pulled in at each end before φ is estimated.
WINSORISED = 0.1


@dataclass(frozen=True)
class Funnel:
    """A funnel, one element an area.

    Attributes:
        target: rate of all areas together, per ``per`` residents.
        rate: rate of each area, per ``per`` residents.
        expected: events each area would have at the target rate.
        low_95: lower 95 % limit of the rate, widened by φ; ``high_95``, ``low_998`` and
            ``high_998`` likewise.
        high_95: upper 95 % limit of the rate.
        low_998: lower 99.8 % limit of the rate.
        high_998: upper 99.8 % limit of the rate.
        phi: overdispersion of the areas around the target, at least 1.
        band: -2 below the 99.8 % limit, -1 below the 95 % limit, 0 within, 1 above the 95 %
            limit, 2 above the 99.8 % limit; 0 where the rate is unknown.
    """

    target: float
    rate: Floats
    expected: Floats
    low_95: Floats
    high_95: Floats
    low_998: Floats
    high_998: Floats
    phi: float
    band: NDArray[np.int8]


def control_limits(expected: ArrayLike, alpha: float = 0.05, phi: float = 1.0) -> Interval:
    """Exact Poisson control limits of a count, widened by overdispersion.

    With F the Poisson distribution function of the expected count E and r the smallest whole
    number with ``F(r) ≥ p``, the limit at p is ``r - (F(r) - p)/(F(r) - F(r-1))``, for
    ``p = α/2`` and ``1 - α/2``. With φ above 1 its distance from E is multiplied with √φ. The
    lower limit is not let under 0: an area without events is then never unusual.

    Args:
        expected: expected events, any shape; NaN stays NaN.
        alpha: probability outside both limits: 0.05 and 0.002 are usual.
        phi: overdispersion, at least 1.

    Returns:
        Limits in events, in the shape of ``expected``. Unusual is what lies beyond, not on.

    Raises:
        DataError: a negative or infinite expectation, φ under 1, or ``alpha`` outside (0, 1).

    Source:
        Spiegelhalter (2005), *Statistics in Medicine*, appendix A.1.1 and section 5.
    """
    from scipy.special import pdtr, pdtrik

    mean = not_negative(expected, "expected")
    normal_quantile(alpha)  # refuses an alpha that is not a probability
    if not phi >= 1:
        raise DataError("overdispersion is at least 1", column="phi", value=phi)
    defined = mean > 0
    m = np.where(defined, mean, 1.0)

    def limit(p: float) -> Floats:
        r = np.ceil(np.maximum(pdtrik(p, m), 0))
        here = pdtr(r, m)
        before = np.where(r > 0, pdtr(np.maximum(r - 1, 0), m), 0.0)
        exact = r - (here - p) / (here - before)
        widened = np.maximum(m + (exact - m) * np.sqrt(phi), 0)
        # Nothing expected: nothing is the only count that is not unusual.
        return np.where(defined, widened, mean)

    return Interval(limit(alpha / 2), limit(1 - alpha / 2))


def dispersion(counts: ArrayLike, expected: ArrayLike, share: float = WINSORISED) -> float:
    """Overdispersion φ of areas around their expectation, outliers pulled in.

    ``z = (O - E)/√E``; the lowest and highest ``share`` of the z-scores are set to the nearest
    one that is left (winsorised); ``φ = Σz²/I``, at least 1.

    Args:
        counts: events, shape (areas,); NaN is left out, and so is an area expecting nothing.
        expected: expected events, shape (areas,).
        share: share winsorised at each end, 0 up to (not including) 0.5.

    Returns:
        φ ≥ 1; 1 without any area.

    Raises:
        DataError: a negative or infinite value, or an impossible share.

    Source:
        Spiegelhalter (2005), *Quality and Safety in Health Care* 14:347-351 and its appendix.
    """
    if not 0 <= share < 0.5:
        raise DataError(
            "a share winsorised at each end", value=share, allowed="0 up to 0.5, not 0.5"
        )
    observed = not_negative(counts, "count")
    mean = not_negative(expected, "expected")
    used = ~np.isnan(observed) & (mean > 0)
    z = np.sort((observed[used] - mean[used]) / np.sqrt(mean[used]))
    if not z.size:
        return 1.0
    pulled = int(share * len(z))
    z = np.clip(z, z[pulled], z[len(z) - 1 - pulled])
    return max(float((z**2).mean()), 1.0)


def funnel(counts: ArrayLike, populations: ArrayLike, per: float = 1000) -> Funnel:
    """Rates of areas against control limits around their common rate.

    Args:
        counts: events, shape (areas,); NaN is left out.
        populations: residents, shape (areas,); 0 or NaN is left out.
        per: residents that the rates are given for.

    Returns:
        A `Funnel` with limits for each area's own residents, widened by φ.

    Raises:
        DataError: a negative or infinite value, or shapes that do not match.

    Source:
        Spiegelhalter (2005), both papers.
    """
    events = not_negative(counts, "count")
    people = not_negative(populations, "population")
    if events.ndim != 1 or events.shape != people.shape:
        raise DataError(
            "a funnel needs one count and one population an area",
            value=(events.shape, people.shape),
            allowed="(areas,) and (areas,)",
        )
    people = np.where(people > 0, people, np.nan)
    used = ~np.isnan(events + people)
    residents = people[used].sum()
    target = float(events[used].sum() / residents) if used.any() else np.nan
    expected = people * target
    phi = dispersion(events, expected)
    inner, outer = (control_limits(expected, alpha, phi) for alpha in ALPHAS)
    # Comparisons with NaN are false: an unknown area stays at 0.
    band = (
        (events > inner.high).astype(np.int8)
        + (events > outer.high)
        - (events < inner.low)
        - (events < outer.low)
    )
    scale = per / people
    return Funnel(
        target=target * per,
        rate=events * scale,
        expected=expected,
        low_95=inner.low * scale,
        high_95=inner.high * scale,
        low_998=outer.low * scale,
        high_998=outer.high * scale,
        phi=phi,
        band=band.astype(np.int8),
    )

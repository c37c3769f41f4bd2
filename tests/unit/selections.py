"""Random questions for property tests: all that the grammar allows to ask, look at and suppose."""

from __future__ import annotations

from hypothesis import strategies as st

from data.model import periods
from data.model.catalogue import (
    COHORTS,
    COMPARISONS,
    LEVELS,
    MEASURES,
    OPEN_SERIES,
)
from data.model.parameters import PARAMETERS
from data.model.periods import Period
from data.model.selection import SORTED, SUPPOSED, Scenario, Selection, ViewState
from data.session import sessions
from data.sources.recorded import cohort_reason

DOMAIN = sessions.current.domain
CODES = {
    level: sorted(code for code, own in DOMAIN.levels.items() if own == level)
    for level in ("ward", "borough")
}
FIRST, LAST = periods.index(DOMAIN.bounds.start), periods.index(DOMAIN.bounds.end)


@st.composite
def spans(draw: st.DrawFn, longest: int | None = None) -> Period:
    """A run of months inside the data; often 12 of them, as people ask for."""
    length = draw(st.one_of(st.just(12), st.integers(1, longest or LAST - FIRST + 1)))
    start = draw(st.integers(FIRST, LAST - length + 1))
    return Period(periods.month(start), periods.month(start + length - 1))


@st.composite
def areas_of(draw: st.DrawFn, level: str) -> tuple[str, ...]:
    """None, or up to five units of a level or parents of them."""
    if level == "london":
        return ()
    known = CODES["borough"] if level == "borough" else CODES["ward"] + CODES["borough"]
    return tuple(sorted(draw(st.sets(st.sampled_from(known), max_size=5))))


@st.composite
def selections(
    draw: st.DrawFn,
    level: str | None = None,
    named: bool | None = None,
    longest: int | None = None,
) -> Selection:
    """A Selection that the grammar allows.

    Args:
        draw: Hypothesis's hand.
        level: the level, or ``None`` for any.
        named: with areas (``True``), without (``False``), or either.
        longest: most months of the period.
    """
    level = level or draw(st.sampled_from(sorted(LEVELS)))
    areas = () if named is False else draw(areas_of(level))
    if named and not areas and level != "london":
        areas = (draw(st.sampled_from(CODES[level])),)
    offence = draw(st.sampled_from(sorted(OPEN_SERIES)))
    able = [slug for slug in COHORTS if not cohort_reason(offence, slug)]
    return Selection(
        level=level,
        areas=areas,
        offence=offence,
        cohort=draw(st.sampled_from(able)),
        period=draw(spans(longest)),
        compare=draw(st.sampled_from(sorted(COMPARISONS))),
        measure=draw(st.sampled_from(sorted(MEASURES))),
        dataset=draw(st.sampled_from(["recorded"])),
    )


@st.composite
def states(draw: st.DrawFn) -> ViewState:
    """What a page may look at: any area's panel, any column to sort by, or none."""
    return ViewState(
        focus=draw(st.sampled_from(["", *CODES["ward"], *CODES["borough"]])),
        sort=draw(st.sampled_from(["", "name", "-name", *SORTED, *(f"-{o}" for o in SORTED)])),
    )


@st.composite
def scenarios(draw: st.DrawFn) -> Scenario:
    """What may be supposed: any numbers within their bounds."""
    return Scenario(
        **{
            item.name: draw(st.floats(0, item.most, exclude_min=True))
            for item in PARAMETERS.of(SUPPOSED)
        }
    )

"""Every filter, declared once. All that lists filters anywhere is derived from here."""

from __future__ import annotations

from data.model.catalogue import COHORTS, COMPARISONS, LEVELS, MEASURES
from data.model.filters import (
    Area,
    CohortFilter,
    Compare,
    DatasetFilter,
    Focus,
    Level,
    MeasureFilter,
    Month,
    Number,
    OffenceFilter,
    Sort,
)
from data.model.parameter import AREAS, HELD, MONTH, Parameters
from data.model.selection import SUPPOSED, VIEWED

PARAMETERS = Parameters(
    Level("level", "Level", choices=LEVELS, carried=False, always_told=True, place=3),
    Area(
        "area",
        "Areas",
        about="codes of units of the level or of their parents, separated by commas",
        control=AREAS,
        empty_allowed=True,
        always_told=True,
        place=2,
    ),
    OffenceFilter("offence", "Offence", always_told=True, place=0),
    CohortFilter(
        "cohort",
        "Cohort",
        choices={slug: item.label for slug, item in COHORTS.items()},
        always_told=True,
        varies=True,
        place=4,
    ),
    Month(
        "from",
        "First month",
        about="first month, YYYY-MM",
        line="Period",
        control=MONTH,
        always_told=True,
        beside="to",
        place=4,
    ),
    Month(
        "to",
        "Last month",
        about="last month, YYYY-MM",
        line="",
        control=MONTH,
        always_told=True,
        beside="from",
        place=4,
    ),
    Compare("compare", "Compare with", choices=COMPARISONS, line="Compared with", place=5),
    MeasureFilter("measure", "Measure", choices=MEASURES, varies=True, place=6),
    DatasetFilter("dataset", "Dataset", always_told=True, governs=True, place=7),
    Focus("focus", "Area looked at", group=VIEWED, control=HELD, carried=False, empty_allowed=True),
    Sort("sort", "Sorted by", group=VIEWED, control=HELD, carried=False, empty_allowed=True),
    Number(
        "cut",
        "Reduction",
        group=SUPPOSED,
        control=HELD,
        carried=False,
        most=100.0,
        unit="per cent",
    ),
    Number(
        "invest",
        "Investment",
        group=SUPPOSED,
        control=HELD,
        carried=False,
        empty_allowed=True,
        most=1e11,
        unit="pounds a year",
        left_out="the areas' part, by residents, of the £40,000,000 invested in all of London",
    ),
    Number(
        "margin",
        "Range of unit costs",
        group=SUPPOSED,
        control=HELD,
        carried=False,
        most=100.0,
        unit="per cent",
    ),
)
"""Every filter, in the order of a URL."""

"""Figures for which more is known than their columns say, by their ids."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from data.evidence import national, reasons, residents, values
from data.evidence.recipes import Claim, Recipe
from data.evidence.values import Value
from data.model.periods import Period
from data.model.places import ENGLAND_AND_WALES, LONDON
from data.queries.question import Question

SEPTEMBER = Period("2022-10", "2023-09")
LOCAL = Period("2023-01", "2023-12")
MIDYEAR = Period("2021-06", "2021-06")
PLACED = "violence-with-injury"
"""A Question always names an offence; those about residents name this one and count none."""
_BY_SOURCE = "Its source is of December 2023: taken as the year to September 2023, as table 12."
_LOCAL = "The report names no year: taken as 2023, the year of its local data."
_LATER = "The report does not name its year, and numbers of residents change."


def _of_residents(
    compute: Callable[[Question], Value], explained: str = "", claim: Claim | None = None
) -> Recipe:
    why = "Residents held here are of mid-2021."
    return Recipe(
        compute, MIDYEAR, why, PLACED, False, claim=claim, kind=reasons.VINTAGE, explained=explained
    )


def _of_nation(
    compute: Callable[[Question], Value], period: Period, when: str, why: str, **more: Any
) -> Recipe:
    """A figure of the national tables, which has no other months."""
    return Recipe(compute, period, why, PLACED, False, when, kind=reasons.DEFINITION, **more)


CENSUS = Period("2021-03", "2021-03")
FORCES = Period("2024-07", "2025-06")
_IN_CENSUS = "in the Census of March 2021"
_IN_FORCES = "in the year to June 2025"
_OF_FORCES = (
    "The report names no months; the one table of all forces held is Table C2 of the year to June "
    "2025. It gives one count a force and year, so that no interval of the rank can be given."
)
_ROBBERY = "It counts robbery as a whole, of businesses too, not personal robbery apart."
_SERIES = (
    *("violence-with-injury", "violence-without-injury", "personal-robbery", "business-robbery"),
    *("sexual-offences", "rape", "knife-crime", "gun-crime"),
)
"""The groups of serious violence that the report's chapter ranks by their change."""
_BEFORE_LOCKDOWN = Period("2017-03", "2020-02")
_SEASON = (
    "The report names no year, and a season needs three whole years counted alike: taken as the "
    "last three before lockdown. Since March 2024, when counting changed, there are not yet three."
)
_WAY_OF_NEET = "From the Local Authority Interactive Tool of the Department for Education."


_GROUP = Recipe(group=values.WITHOUT_INJURY)
RECIPES: dict[str, Recipe] = {
    "statement-summary-violence-without-injury-pre-pandemic": _GROUP,
    "statement-summary-violence-without-injury-last-year": _GROUP,
    "statement-violence-without-injury-pre-pandemic": _GROUP,
    "statement-violence-without-injury-last-year": _GROUP,
    "statement-sexual-offences-pre-pandemic": Recipe(period=SEPTEMBER, why=_BY_SOURCE),
    "statement-sexual-offences-last-year": Recipe(
        # "in the last year" has no second period in print: it is the year before
        period=SEPTEMBER,
        why=_BY_SOURCE,
        compare="previous-year",
    ),
    "statement-rape-pre-pandemic": Recipe(period=SEPTEMBER, why=_BY_SOURCE),
    "statement-sexual-violence-highest": Recipe(values.rank_in_time),
    "statement-westminster-rank": Recipe(
        values.rank_over(
            ("violence-with-injury", "knife-crime", "personal-robbery", "other-sexual-offences")
        ),
        SEPTEMBER,
        "The statement points to table 12: tested on the four offences for which that table has "
        "Westminster first.",
        "violence-with-injury",
    ),
    "statement-barking-domestic-abuse-rank": Recipe(period=LOCAL, why=_LOCAL, measure="rate"),
    "statement-st-james-west-end-sexual": Recipe(
        pair=("St James's, Westminster", "West End, Westminster")
    ),
    "statement-season-summer": Recipe(
        values.summer,
        _BEFORE_LOCKDOWN,
        _SEASON,
        dated=False,
        when="in the three years to February 2020",
    ),
    "statement-st-james-violence": Recipe(claim=Claim(values.rank)),
    "statement-business-robbery-last-year": Recipe(
        why="Series whose counting changed between the two years have no place in this order.",
        claim=Claim(values.rank_of_change(_SERIES)),
    ),
    "statement-west-end-violence": Recipe(
        claim=Claim(values.rank, 2.0),
        kind=reasons.DEFINITION,
        explained="Two digits of the printed number seem to have changed places.",
    ),
    "table-6-london": Recipe(
        kind=reasons.DEFINITION,
        explained="The comparison of cities has its own count and its own number of residents.",
    ),
    "statement-population-boroughs": _of_residents(residents.boroughs),
    "statement-density-london": _of_residents(
        residents.density, _LATER, Claim(national.densest_region)
    ),
    "statement-density-tower-hamlets": _of_residents(
        residents.density, _LATER, Claim(national.densest_authority)
    ),
    "statement-densest-areas": _of_nation(
        national.densest, MIDYEAR, "at mid-2021", "Among all authorities of the United Kingdom."
    ),
    "statement-median-age-london": _of_nation(
        residents.median_age,
        CENSUS,
        _IN_CENSUS,
        "The age from residents of wards in the Census, the order of regions from mid-2021.",
        claim=Claim(national.youngest_region),
    ),
    "statement-median-age-tower-hamlets": _of_nation(
        residents.median_age,
        CENSUS,
        _IN_CENSUS,
        "The age from residents of wards in the Census, the order of authorities from mid-2021.",
        claim=Claim(national.youngest_authority),
    ),
    "statement-median-age-boroughs-35-or-lower": _of_nation(
        residents.boroughs_of_median_age,
        CENSUS,
        _IN_CENSUS,
        "",
        explained="Fifteen boroughs have such a median, Tower Hamlets among them: fourteen others.",
    ),
    "statement-median-age-england-wales": _of_nation(
        national.median_age(ENGLAND_AND_WALES),
        MIDYEAR,
        "at mid-2021",
        "The Census by single year of age is held for London only.",
    ),
    "statement-white-london": _of_nation(
        national.share("white", LONDON), CENSUS, _IN_CENSUS, "All White groups."
    ),
    "statement-white-england-wales": _of_nation(
        national.share("white", ENGLAND_AND_WALES), CENSUS, _IN_CENSUS, "All White groups."
    ),
    "statement-most-diverse-authorities": _of_nation(
        national.most_diverse,
        CENSUS,
        _IN_CENSUS,
        "The report does not say how diversity is measured: taken as the chance that two residents "
        "are of different groups among the 19 of the Census.",
    ),
    "statement-deprived-boroughs": _of_nation(
        national.most_deprived,
        Period("2019-01", "2019-12"),
        "in the Indices of 2019",
        "The report does not say by which summary: it is the rank of the average rank of areas; "
        "the rank of the average score gives another number.",
    ),
    "statement-free-school-meals": _of_nation(
        national.free_school_meals,
        LOCAL,
        "in 2023",
        f"{_WAY_OF_NEET} Pupils of all schools together lie between the two.",
    ),
    "statement-attainment-top-authorities": _of_nation(
        national.best_attainment,
        LOCAL,
        "in 2023",
        f"The report names no year: taken as 2023. {_WAY_OF_NEET}",
    ),
    "statement-exclusions-national": _of_nation(
        national.grew("permanent-exclusions", "2015/16", "2022/23"),
        Period("2022-09", "2023-08"),
        "from 2015/16 to 2022/23",
        _WAY_OF_NEET,
    ),
    "statement-neet-london": _of_nation(
        national.consistently_falling("neet"),
        Period("2019-01", "2024-12"),
        "in the years 2019 to 2024",
        f"{_WAY_OF_NEET} The report’s own source is not held.",
        explained="It fell from 2021 to 2022 only, and was as high again in 2024.",
    ),
    "statement-neet-comparison": _of_nation(
        national.below_england("neet"),
        Period("2019-01", "2024-12"),
        "in the years 2019 to 2024",
        _WAY_OF_NEET,
    ),
    "statement-robbery-rate-rank": _of_nation(
        national.force_rank("robbery"), FORCES, _IN_FORCES, f"{_OF_FORCES} {_ROBBERY}"
    ),
    "statement-personal-robbery-comparison": _of_nation(
        national.beside_forces("robbery", similar=False),
        FORCES,
        _IN_FORCES,
        f"{_OF_FORCES} {_ROBBERY}",
    ),
    "statement-violence-without-injury-comparison": _of_nation(
        national.beside_forces("violence-without-injury", similar=True),
        FORCES,
        _IN_FORCES,
        f"{_OF_FORCES} The most similar forces are those of the report’s footnote 69.",
    ),
    "statement-westminster-share-of-crime": _of_nation(
        national.share_of_crime,
        LOCAL,
        "in 2023",
        "All offences that the Met recorded, fraud included. " + _LOCAL,
    ),
    "statement-homicide-suspects-male": Recipe(
        national.young_men_of_homicide,
        Period("2019-01", "2023-12"),
        "“Almost all” is taken as nine in ten or more. Suspects are those proceeded against.",
        PLACED,
        False,
        "in 2019 to 2023",
        Claim(national.young_men_of_homicide, national.ALMOST_ALL, at_least=True),
    ),
    "statement-westminster-population-rank": _of_residents(residents.rank_of_residents),
}
"""Figures for which more is known than their columns say, by ``figure_id``."""

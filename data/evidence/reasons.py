"""Why a published figure cannot be recomputed from open data, in sentences for people.

Rules come first; only what no rule can know is listed by its ``figure_id``.
"""

from __future__ import annotations

from collections.abc import Mapping

from data.model import periods
from data.model.periods import Period
from data.queries.question import Question

DEFINITION, REVISION = "definition", "revision"
VINTAGE, NOT_OPEN = "vintage", "not in open data"
UNKNOWN = "revision or definition"
BREAK, CLOSE = "counting changed", "too close to call"

OF_FORCES = (
    "violence-against-the-person", "homicide", "violence-with-injury", "violence-without-injury",
    "sexual-offences", "robbery",
)  # fmt: skip
"""Series that the one table of all police forces held counts."""
OPEN_POPULATIONS = ("all ages", "not applicable", "not stated", "")

OF_TABLE = {
    "4": "violence",
    "5": "homicide",
    "6": "homicide",
    "7": "robbery",
    "8": "hospital",
    "9": "domestic-abuse",
    "10": "hospital",
    "11": "victims",
    "12": "place",
    "13": "cost",
    "14": "cost",
    "15": "cost",
    "16": "prevention",
    "unit-costs": "cost",
}
"""The theme of a table: the lists carry their own."""

_BY_THEME = {
    "confidence": "Missing: the Public Attitude Survey and Crest’s surveys, which ask people.",
    "consultation": "Missing: the answers to a local survey, which are not open.",
    "cost": "A sum over a wider or narrower group of offences than open counts can tell apart.",
    "definition": "A definition, not a count: there is nothing to recompute.",
    "deprivation": "Missing: statistics of income, housing and work; held are the Indices of "
    "Deprivation only.",
    "domestic-abuse": "Missing: surveys and records of other agencies; held are recorded offences.",
    "drugs-and-alcohol": "Missing: the Crime Survey’s and the health service’s data on drugs and "
    "alcohol.",
    "education": "Missing: this table of school statistics.",
    "ethnicity": "Missing: victims and suspects of this offence by age and ethnicity together; "
    "such tables are held for homicide only, and for violence against women and girls apart.",
    "funding": "Missing: accounts of money granted or spent; no open data on crime hold it.",
    "hospital": "Missing: hospital admissions and ambulance calls by cause.",
    "knife-crime": "Missing: knife-enabled robbery. The dashboard counts knife crime as a whole, "
    "and robberies with a knife only where somebody was injured.",
    "mental-health": "Missing: health and social care records of children.",
    "methods": "About how the report and the partnerships worked, not about crime.",
    "place": "Missing: serious violence by a local definition, which open data do not know.",
    "population": "About other years or places than the residents of 2021, held here.",
    "prevention": "About programmes and what they achieved; no open data on crime hold it.",
    "priority": "A priority that a partnership set, not a count.",
    "recording": "Missing: the inspections of how police record crime.",
    "robbery": "Missing: knife-enabled robbery. The dashboard counts knife crime as a whole, and "
    "robberies with a knife only where somebody was injured.",
    "special-needs": "Missing: pupils by kind of special need, and youth justice assessments.",
    "suspects": "Missing: suspects by age and sex. Held are those proceeded against for homicide, "
    "and custody disposals, which know adults and children only and count disposals.",
    "time": "Missing: the hour of each offence; open counts are by month.",
    "under-25": "Missing: the age of victims and suspects. Held by age are homicide victims, "
    "knife-injury victims under 25 since August 2021, and nothing else.",
    "victims": "Missing: victims of this offence by age and sex. Held by age are homicide victims, "
    "and victims of violence against women and girls, all offences together.",
    "violence": "Missing: serious violence by a local definition, which open data do not know.",
}

_BY_UNIT = {
    "text": "Words, not a number: there is nothing to recompute.",
    "comparison": "Compares London with other forces. Missing: this series by force; the one table "
    "of all forces held (Table C2, year to June 2025) does not count it.",
    "hour of day": _BY_THEME["time"],
    "percent": "Missing: this detail of each offence; open counts are totals by month.",
    "times": "Missing: where victims live, not only where offences happened.",
    "£ per offence": (
        "A price of the Home Office in 2023 prices, not a count: this dashboard multiplies by it."
    ),
}

_AGES = _BY_THEME["under-25"]

_SUM = (
    "Two thirds of it rest on offences affecting under-25s, and open counts carry no ages. The "
    "sum itself is reproduced under Costs."
)
_OWN = {
    "statement-foreword-knife-injury-under-25": (
        "Open data count knife-injury victims under 25 from August 2021 only; 2019 is missing."
    ),
    "statement-summary-knife-crime-ambition": (
        "An aim for ten years, not a count. What the recorded series does is shown with the costs."
    ),
    "statement-domestic-and-sexual-pre-pandemic": (
        "Open counts of domestic abuse start in August 2021, after the pandemic began."
    ),
    "statement-cost-2019": "An older estimate over all violence, with other prices and offences.",
    "statement-cost-total": _SUM,
    "statement-cost-total-scope": _SUM,
    "statement-cost-domestic-abuse": (
        "The report gives no year, volume or unit cost for it; it overlaps with the other costs."
    ),
}
_OWN["statement-cost-domestic-abuse-a-day"] = _OWN["statement-cost-domestic-abuse"]
_MIDYEARS = (
    "Missing: the estimates of mid-2023. Held are those of mid-2021 and projections, which were "
    "half a million above the Census of 2021."
)
_GROWTH = (*("london", "england-wales", "city", "tower-hamlets"),)
_OWN |= dict.fromkeys(
    (
        "statement-population-2023",
        *(f"statement-population-growth-{place}" for place in _GROWTH),
        "statement-population-change-westminster",
        "statement-population-change-kensington",
    ),
    _MIDYEARS,
)
_OWN |= dict.fromkeys(
    ("statement-lgbt-london", "statement-lgbt-top-authorities", "statement-lgbt-city"),
    "Missing: sexual orientation in the Census of 2021 (TS077); held are age, sex and ethnicity.",
)
_OWN |= dict.fromkeys(
    (
        "statement-exclusions-inner-london",
        "statement-suspensions-inner-london",
        "statement-suspensions-outer-london",
    ),
    "Missing: Inner and Outer London in 2022/23. The Local Authority Interactive Tool has them to "
    "2021/22, and no numbers of pupils by which boroughs could be added up.",
)
_OWN |= dict.fromkeys(
    (
        "statement-overcrowding-tower-hamlets",
        "statement-overcrowding-london",
        "statement-overcrowding-enfield",
        "statement-overcrowding-national",
    ),
    "Missing: occupancy of households, from the Census or the English Housing Survey.",
)
_OWN |= dict.fromkeys(
    (
        "statement-poverty-london-before-housing",
        "statement-poverty-london-after-housing",
        "statement-poverty-england-before-housing",
        "statement-poverty-england-after-housing",
    ),
    "Missing: households below average income, before and after the cost of housing.",
)
_OWN |= dict.fromkeys(
    ("statement-unemployment-london", "statement-unemployment-comparison"),
    "Missing: the Labour Force Survey.",
)
_OWN |= {
    "statement-overseas-visits-2023": "Missing: the International Passenger Survey.",
    "statement-temporary-accommodation-redbridge": (
        "Missing: statutory homelessness statistics of households in temporary accommodation."
    ),
    "statement-inflation-peak": "Missing: the consumer price indices.",
    "statement-cost-of-living-rise": "A model of the report’s own sources: nothing to recompute.",
    "statement-cost-of-living-crime": "A model of the report’s own sources: nothing to recompute.",
    "statement-knife-victims-vulnerable-wards": (
        "Missing: where victims of knife crime live, and the vulnerability index used."
    ),
    "statement-foreword-homicides-under-25-lowest": (
        "Missing: homicide victims by age after March 2024; all of 2024 is needed."
    ),
    "statement-homicides-drug-related": (
        "Missing: whether a homicide was related to drugs; the homicide dashboard does not say."
    ),
    "statement-knife-crime-rank": (
        "Missing: knife crime by police force; Table C2 does not count it."
    ),
    "statement-gun-crime-rank": "Missing: gun crime by police force; Table C2 does not count it.",
    "statement-domestic-abuse-comparison": (
        "Missing: domestic abuse by police force; Table C2 does not count it."
    ),
}
_OWN |= dict.fromkeys(
    ("statement-youth-homicides-deprived", "statement-youth-homicides-least-deprived"),
    "Missing: the neighbourhood of each homicide; the dashboard names the borough only.",
)
_OWN |= dict.fromkeys(
    ("statement-knife-robbery-last-year", "statement-knife-crime-robbery-last-year"),
    _BY_THEME["knife-crime"],
)
_OWN["statement-knife-robbery-rank"] = (
    "Missing: knife-enabled robbery by police force; Table C2 counts robbery as a whole."
)
_OWN |= dict.fromkeys(
    (
        "statement-crime-survey-violence",
        "statement-domestic-abuse-crime-survey",
        "statement-domestic-abuse-survey-rank",
    ),
    "From the Crime Survey, which asks people, not from recorded crime.",
)


def why_not(row: Mapping[str, str], inside: bool) -> tuple[str, str]:
    """Why a figure cannot be recomputed: kind and sentence; both empty when it may be possible.

    Args:
        row: the published row with its theme, every cell a text.
        inside: whether its area is London, one of its boroughs or wards.
    """
    theme, unit, population = row["theme"], row["unit"], row["population"]
    if row["figure_id"] in _OWN:
        return NOT_OPEN, _OWN[row["figure_id"]]
    if unit in ("text", "£ per offence"):
        return DEFINITION, _BY_UNIT[unit]
    if row["table"] == "14":
        return DEFINITION, (
            "Divides the report’s own costs between services; no open data count that. Its lines "
            "add up to neither table 13 nor tables 13 and 15."
        )
    if population not in OPEN_POPULATIONS:
        of_people = ("suspects", "victims", "ethnicity", "consultation")
        ages = row["offence"] or theme == "cost"
        known = _AGES if ages and theme not in of_people else _BY_THEME.get(theme, _AGES)
        return NOT_OPEN, known
    outside = row["offence"] or (theme == "recording" and unit == "direction")
    if not inside and outside:
        return NOT_OPEN, _outside(row)
    if not row["offence"]:
        return _of_theme(theme, unit)
    national = unit.startswith("rank") and row["area_name"] == "London"
    if unit == "comparison" or national:
        return NOT_OPEN, _BY_UNIT["comparison"]
    if unit in _BY_UNIT:
        return NOT_OPEN, _BY_UNIT[unit]
    return "", ""


def _outside(row: Mapping[str, str]) -> str:
    """Why a count of another area cannot be recomputed."""
    about = f"About {row['area_name'] or 'another area'}. Missing: "
    if row["table"] == "6":
        return f"{about}its homicides of 2021; no table held counts another city."
    if row["offence"] in OF_FORCES:
        return (
            f"{about}these months; of other forces only the year to June 2025 is held (Table C2)."
        )
    return f"{about}this series outside London; Table C2 does not count it."


def _of_theme(theme: str, unit: str) -> tuple[str, str]:
    if theme in ("definition", "methods", "priority"):
        return DEFINITION, _BY_THEME[theme]
    if theme in ("place", "violence", "cost"):
        return DEFINITION, _BY_THEME[theme]
    return NOT_OPEN, _BY_THEME.get(theme) or _BY_UNIT.get(unit, _AGES)


def why_no_period(row: Mapping[str, str], needs_two: bool) -> str:
    """Why the months of a figure are not known; empty when they are."""
    if not row["period_from"]:
        return "The report does not name the months."
    if needs_two and not row["compare_from"]:
        return "The report does not name both periods that it compares."
    return ""


def why_not_covered(question: Question, wanted: Period) -> str:
    """Why a question's series cannot answer for a period; empty when it can."""
    covered = question.covered
    if wanted.within(covered):
        return ""
    return (
        f"The open series of {question.offence.lower} runs from {periods.name(covered.start)} to "
        f"{periods.name(covered.end)}; {wanted.label} lies outside it."
    )

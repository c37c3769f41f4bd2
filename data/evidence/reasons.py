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
    "confidence": "From a survey of what people think of the police, not from counts of crime.",
    "consultation": "From a local survey, whose answers are not open.",
    "cost": "A sum over a wider or narrower group of offences than open counts can tell apart.",
    "definition": "A definition, not a count: there is nothing to recompute.",
    "deprivation": "From statistics of income, housing and work, which are not held here.",
    "domestic-abuse": "From a survey or from other agencies, not from recorded crime.",
    "drugs-and-alcohol": "From surveys and health records, which are not held here.",
    "education": "From school statistics, which are not held here.",
    "ethnicity": "Needs the ethnicity and age of people; open counts are of offences.",
    "funding": "About money granted or spent; no open data on crime hold it.",
    "hospital": "From hospital and ambulance records, which are not held here.",
    "knife-crime": "Knife-enabled robbery is not a series of its own in the open data held here.",
    "mental-health": "From health and social care records, which are not held here.",
    "methods": "About how the report and the partnerships worked, not about crime.",
    "place": "Counts all crime, or serious violence by a local definition; open data hold neither.",
    "population": "About other years or places than the residents of London in 2021, held here.",
    "prevention": "About programmes and what they achieved; no open data on crime hold it.",
    "priority": "A priority that a partnership set, not a count.",
    "recording": "From inspections of how police record crime, not from the records.",
    "robbery": "Knife-enabled robbery is not a series of its own in the open data held here.",
    "special-needs": "From school and youth justice records, which are not held here.",
    "suspects": "Needs to know who was suspected, and of what age; open counts are of offences.",
    "time": "Needs the hour of each offence; open counts are by month.",
    "under-25": "Needs the age of victims and suspects; open counts of offences carry none.",
    "victims": "Needs to know who was affected, and of what age; open counts are of offences.",
    "violence": "Counted by a local definition of serious violence, which open data do not know.",
}

_BY_UNIT = {
    "text": "Words, not a number: there is nothing to recompute.",
    "comparison": "Compares London with other places; the open data held here end at its boundary.",
    "hour of day": _BY_THEME["time"],
    "percent": "A share that needs details of each offence; open counts are totals by month.",
    "times": "Needs where victims live, not only where offences happened.",
    "£ per offence": (
        "A price of the Home Office in 2023 prices, not a count: this dashboard multiplies by it."
    ),
}

_AGES = "Needs the age of victims and suspects; open counts of offences carry none."

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
        return NOT_OPEN, (
            f"About {row['area_name'] or 'another area'}: the open data held here end at London’s "
            "boundary."
        )
    if not row["offence"]:
        return _of_theme(theme, unit)
    national = unit.startswith("rank") and row["area_name"] == "London"
    if unit == "comparison" or national:
        return NOT_OPEN, _BY_UNIT["comparison"]
    if unit in _BY_UNIT:
        return NOT_OPEN, _BY_UNIT[unit]
    return "", ""


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

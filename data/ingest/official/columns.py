"""Names under which the columns of the official files have been published."""

from __future__ import annotations

import re


def token(text: str) -> str:
    """A header name as a key: lower case, runs of other characters as one underscore."""
    return re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")


#: The names under which a role of the recorded-crime files has been published.
RECORDED_ROLES = {
    "group": {"majortext", "group", "major_text"},
    "subgroup": {"minortext", "subgroup", "sub_group", "minor_text"},
    "ward_name": {"wardname", "ward_name", "ward"},
    "ward_code": {"wardcode", "ward_code"},
    "borough": {"lookup_boroughname", "boroughname", "borough_name", "bocu"},
}
RECORDED_ALLOWED = (
    "MajorText or Group; MinorText or SubGroup; LookUp_BoroughName, BoroughName or BOCU; "
    "for wards also WardName and WardCode; months as YYYYMM"
)
DASHBOARD_NEEDS = frozenset(
    {
        "month_year",
        "area_type",
        "borough_snt",
        "area_name",
        "area_code",
        "crime_type",
        "crime_subtype",
        "measure",
        "count",
        "refresh_date",
    }
)
DASHBOARD_EXTRA = frozenset({"financial_year", "fy_fyindex", "sheet"})

#: The names under which a role of the homicide files has been published.
VICTIM_ROLES = {
    "count": {"count_of_victims"},
    "age": {"age_group"},
    "sex": {"sex"},
    "method": {"methodofkilling", "method_of_killing"},
    "domestic": {"domestic_abuse"},
    "date": {"recorded_date"},
    "year": {"recorded_year"},
    "month": {"recorded_month"},
    "offence": {"homicide_offence_type"},
    "solved": {"solved_status"},
    "borough": {"borough"},
    "ethnicity": {"officer_observed_ethnicity"},
}
ACCUSED_ROLES = {
    "count": {"count_of_ppa"},
    "borough": {"borough"},
    "sex": {"gender"},
    "age": {"age_group"},
    "ethnicity": {"self_classified_ethnicity"},
    "offence": {"offence_type"},
    "charge": {"charged_summonsed"},
    "date": {"proceedings_date"},
}
CUSTODY_ROLES = {
    "year": {"current_disposal_year"},
    "month": {"current_disposal_month"},
    "name": {"current_disposal_month_name"},
    "sex": {"gender"},
    "age": {"age_group"},
    "ethnicity": {"ethnicity_4_1"},
    "offence": {"offence_group"},
    "disposal": {"current_disposal"},
    "count": {"offence_count"},
    "sheet": {"sheet"},
}
VAWG_ROLES = {
    "bcu": {"bcu_location"},
    "borough": {"borough_name"},
    "ward": {"ward_name_clean_2", "ward_name_clean", "ward_name"},
    "recorded": {"recorded_date_months"},
    "committed": {"date_committed_from_date_months"},
    "count": {"count"},
    "sheet": {"sheet"},
    "age": {"age_group"},
    "ethnicity": {"ethnic_appearance_group_group", "ethnic_appearance_group"},
}

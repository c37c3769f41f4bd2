"""Names under which the columns of the official files have been published."""

from __future__ import annotations

import re


def token(text: str) -> str:
    """A header name as a key: lower case, runs of other characters as one underscore."""
    return re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")


#: A month as the recorded-crime files head a column.
MONTH = re.compile(r"^(19|20)\d\d(0[1-9]|1[0-2])$")
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

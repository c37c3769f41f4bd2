"""The official files that are known: title, publisher, licence, and how to tell them.

Used and unused alike stand here, so that a file that is left out is left out with a reason.
"""

from __future__ import annotations

from data.ingest.official.columns import DASHBOARD_NEEDS
from data.ingest.official.file_format import (
    DATASTORE,
    DFE,
    GLA,
    MHCLG,
    MPS,
    OGL,
    OGL2,
    OGL_OS,
    ONS,
    FileFormat,
)
from data.ingest.official.people_files import READERS

_RECORDED = (MPS, OGL2, DATASTORE + "mps-recorded-crime-geographic-breakdown-exy3m")
RECORDED_WARD = FileFormat(
    "recorded-ward", "MPS Ward Level Crime", *_RECORDED, needs=frozenset(), used=True
)
RECORDED_BOROUGH = FileFormat(
    "recorded-borough", "MPS Borough Level Crime", *_RECORDED, needs=frozenset(), used=True
)


def _format(
    name: str, title: str, source: tuple[str, str, str], needs: str, **more: object
) -> FileFormat:
    return FileFormat(name, title, *source, needs=frozenset(needs.split()), **more)  # type: ignore[arg-type]


_MPS = (MPS, OGL2)
_VAWG = (*_MPS, DATASTORE + "mps-violence-against-women-and-girls-dashboard-data-2yod5")
_LSOA_PAGE = "https://geoportal.statistics.gov.uk/"
_NOMIS = "https://www.nomisweb.co.uk/sources/census_2021"

#: Kinds recognised by header names alone; the first whose names are all there wins. Of the
#: tables of people, whose readers declare their own, the one that needs most names.
TABLE_FORMATS: tuple[FileFormat, ...] = (
    FileFormat(
        "dashboard",
        "MPS Monthly Crime Dashboard Data",
        *_MPS,
        DATASTORE + "mps-monthly-crime-dashboard-data-e5n6w",
        needs=DASHBOARD_NEEDS,
        used=True,
    ),
    _format(
        "recorded-lsoa",
        "MPS LSOA Level Crime",
        _RECORDED,
        "lsoa_code lsoa_name borough major_category minor_category",
        reason="LSOA level: no sexual offences, and ward and borough files exist",
    ),
    _format(
        "vawg-offences",
        "MPS Violence Against Women and Girls Dashboard: offences",
        _VAWG,
        "recorded_date_months date_committed_from_date_months count crimsec_group",
        reason="counts offences: people are read from the victims’ tables",
    ),
    _format(
        "street",
        "Street-level crime, City of London Police",
        ("data.police.uk", OGL, "https://data.police.uk/data/"),
        "crime_id month reported_by falls_within crime_type",
        reason="violence and sexual offences are one category there: not comparable",
    ),
    _format(
        "city",
        "Police recorded crime by Community Safety Partnership area (Table C2)",
        (
            ONS,
            OGL,
            "https://www.ons.gov.uk/peoplepopulationandcommunity/crimeandjustice/datasets/"
            "recordedcrimedatabycommunitysafetypartnershiparea",
        ),
        "police_force_area_code community_safety_partnership_code local_authority_code homicide "
        "violence_with_injury robbery",
        used=True,
    ),
    _format(
        "ward-age",
        "Census 2021: usual residents by ward and single year of age",
        (ONS, OGL, _NOMIS),
        "electoral_wards_and_divisions_code age_101_categories_code observation",
        used=True,
        period="2021-03-21",
    ),
    _format(
        "ward-sex",
        "Census 2021: usual residents by ward and sex",
        (ONS, OGL, _NOMIS),
        "electoral_wards_and_divisions_code sex_2_categories_code observation",
        used=True,
        period="2021-03-21",
    ),
    _format(
        "ward-residence",
        "Census 2021: usual residents by ward and residence type",
        (ONS, OGL, _NOMIS),
        "electoral_wards_and_divisions_code residence_type_2_categories_code observation",
        reason="the totals by age are used instead",
        period="2021-03-21",
    ),
    _format(
        "ethnicity",
        "Census 2021 TS021: ethnic group by local authority",
        (ONS, OGL, _NOMIS),
        "lower_tier_local_authorities_code ethnic_group_20_categories_code observation",
        used=True,
        period="2021-03-21",
        known=frozenset(["lower_tier_local_authorities", "ethnic_group_20_categories"]),
        hints=frozenset(["ethnic_group_20_categories_code", "ethnic_group_20_categories"]),
    ),
    _format(
        "age-bands",
        "Census 2021 TS007A: five-year age bands by local authority",
        (ONS, OGL, _NOMIS),
        "date geography geography_code age_total",
        reason="the mid-2021 estimates by single year and sex are used instead",
        period="2021-03-21",
    ),
    _format(
        "mid-2021",
        "Mid-2021 population estimates, MYE2",
        (
            ONS,
            OGL,
            "https://www.ons.gov.uk/peoplepopulationandcommunity/populationandmigration/"
            "populationestimates",
        ),
        "code name geography all_ages 0 1 2 30 60 89 90",
        used=True,
        period="mid-2021",
    ),
    _format(
        "mid-2020-wards",
        "Mid-2020 ward population estimates, SAPE23DT8a",
        (ONS, OGL, "https://www.ons.gov.uk/"),
        "ward_code_1 ward_name_1 all_ages",
        reason="older wards (2020), and the Census is nearer",
        period="mid-2020",
    ),
    _format(
        "density",
        "Housing density, borough",
        (GLA, OGL, DATASTORE + "land-area-and-population-density-ward-and-borough"),
        "code name year source population square_kilometres",
        reason="projections from 2011: the Census and mid-2021 exist",
        period="1999..2050",
    ),
    _format(
        "imd-2025",
        "English Indices of Deprivation 2025, File 1: IMD rank and decile",
        (
            MHCLG,
            OGL,
            "https://www.gov.uk/government/statistics/english-indices-of-deprivation-2025",
        ),
        "lsoa_code_2021 index_of_multiple_deprivation_imd_rank_where_1_is_most_deprived",
        used=True,
        period="2025",
    ),
    _format(
        "imd-2019",
        "Indices of Deprivation 2019 for London",
        (MHCLG, OGL, DATASTORE + "indices-of-deprivation"),
        "lsoa_code_2011 lsoa_name_2011",
        reason="the Indices of 2025 are used",
        period="2019",
    ),
    _format(
        "imd-2019-wards",
        "Indices of Deprivation 2019, ward summary measures",
        (GLA, OGL, DATASTORE + "indices-of-deprivation"),
        "ward_code ward_name borough imd_extent",
        reason="older wards (2018), and the Indices of 2025 are used",
        period="2019",
    ),
    _format(
        "lsoa21-ward22",
        "LSOA 2021 to ward 2022 best-fit lookup, London",
        (ONS, OGL_OS, _LSOA_PAGE),
        "lsoa21cd ward22cd lad22cd",
        used=True,
        period="2022",
    ),
    _format(
        "lsoa11-ward22",
        "LSOA 2011 to ward 2022 best-fit lookup, London",
        (ONS, OGL_OS, _LSOA_PAGE),
        "lsoa11cd ward22cd",
        reason="LSOAs of 2011: the lookup of 2021 is used",
        period="2022",
    ),
    _format(
        "lsoa11-weights",
        "LSOA 2011 to ward 2022 weights, London",
        (GLA, OGL_OS, DATASTORE),
        "lsoa11cd gss_code weight",
        reason="LSOAs of 2011: the lookup of 2021 is used",
        period="2011..2021",
    ),
    _format(
        "lsoa21-ward24",
        "LSOA 2021 to ward 2024 lookup",
        (ONS, OGL_OS, _LSOA_PAGE),
        "lsoa21_code ward24_code",
        reason="the lookup to the wards of 2022 is used",
        period="2024",
    ),
    _format(
        "lsoa21-ward25",
        "LSOA 2021 to ward 2025 lookup",
        (ONS, OGL_OS, _LSOA_PAGE),
        "lsoa21cd wd25cd",
        reason="the lookup to the wards of 2022 is used",
        period="2025",
    ),
    _format(
        "lsoa11-lsoa21",
        "LSOA 2011 to LSOA 2021 lookup",
        (ONS, OGL_OS, _LSOA_PAGE),
        "lsoa11_code lsoa21_code",
        reason="nothing on LSOAs of 2011 is used",
        period="2022",
    ),
    _format(
        "ward23",
        "Ward to local authority lookup, December 2023",
        (ONS, OGL_OS, _LSOA_PAGE),
        "wd23cd lad23cd",
        reason="the boundaries of 2022 carry names and boroughs",
        period="2023-12",
    ),
    _format(
        "ward22-attributes",
        "Wards December 2022, attribute table",
        (ONS, OGL_OS, _LSOA_PAGE),
        "wd22cd wd22nm lad22cd bng_e",
        reason="the boundaries of 2022 carry names and boroughs",
        period="2022-12",
    ),
    _format(
        "mid-2021-areas",
        "Mid-2021 population estimates, MYE5: areas",
        (
            ONS,
            OGL,
            "https://www.ons.gov.uk/peoplepopulationandcommunity/populationandmigration/"
            "populationestimates",
        ),
        "code name geography area_sq_km",
        used=True,
        period="mid-2021",
    ),
    _format(
        "imd-2019-boroughs",
        "Indices of Deprivation 2019 for London: summary measures of the boroughs",
        (MHCLG, OGL, DATASTORE + "indices-of-deprivation"),
        "local_authority_district_code_2019 imd_rank_of_average_rank imd_rank_of_average_score",
        used=True,
        period="2019",
    ),
    _format(
        "lait",
        "Local Authority Interactive Tool: children and young people",
        (
            DFE,
            OGL,
            "https://www.gov.uk/government/publications/local-authority-interactive-tool-lait",
        ),
        "short_desc data_item years la_and_regions values la_number region",
        used=True,
    ),
    *sorted((item.format for item in READERS), key=lambda one: -len(one.needs)),
)

_BOUNDARIES = (ONS, OGL_OS, _LSOA_PAGE)
WARDS = FileFormat(
    "boundaries-wards",
    "Wards (December 2022) boundaries, London without the City",
    *_BOUNDARIES,
    needs=frozenset(),
    used=True,
    period="2022-12",
)
BOROUGHS = FileFormat(
    "boundaries-boroughs",
    "Local authority districts (December 2022) boundaries, London",
    *_BOUNDARIES,
    needs=frozenset(),
    used=True,
    period="2022-12",
)
CITY_WARDS = FileFormat(
    "boundaries-city-wards",
    "Wards (December 2022) of the City of London, super-generalised",
    *_BOUNDARIES,
    needs=frozenset(),
    reason="the City is shown as one unit, from the borough boundaries",
    period="2022-12",
)
SHAPES = FileFormat(
    "shapefile",
    "Shapefile of other areas",
    "as published",
    OGL_OS,
    "",
    needs=frozenset(),
    reason="older wards or LSOAs: no page draws them",
)

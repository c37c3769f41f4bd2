"""What the columns of an extract are called, and which table a file holds."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from data.errors import DataError

OFFENCES, VICTIMS, SUSPECTS = "offences", "victims", "suspects"
TABLES = (OFFENCES, VICTIMS, SUSPECTS)
ROLES = {VICTIMS: "victim", SUSPECTS: "suspect"}


def heading(text: str) -> str:
    """A column name as a key: no case; spaces, hyphens and points as underscores.

    >>> heading(" Date Committed ")
    'date_committed'
    """
    plain = unicodedata.normalize("NFKC", text).replace("\ufeff", "").casefold()
    return re.sub(r"[\W_]+", "_", plain).strip("_")


ALIASES: dict[str, tuple[str, ...]] = {
    "offence_id": (
        *("offence_ref", "offence_reference", "offence_number", "crime_id", "crime_ref"),
        *("crime_reference", "crime_reference_number", "crime_number", "crn", "crime_no"),
    ),
    "date_committed": (
        *("committed_date", "date_of_offence", "offence_date", "committed_on"),
        *("datetime_committed", "date_time_committed", "committed_datetime"),
    ),
    "month_committed": ("committed_month", "offence_month", "month_of_offence"),
    "time_committed": ("committed_time", "offence_time", "time_of_offence"),
    "hour_committed": ("committed_hour", "offence_hour", "hour_of_offence"),
    "ward_code": ("ward", "ward_cd", "wd22cd", "wd23cd", "offence_ward_code"),
    "borough_code": ("borough_cd", "lad22cd", "lad23cd", "offence_borough_code"),
    "borough": ("borough_name", "offence_borough", "bocu"),
    "offence_group": ("group", "major_category", "major_text", "majortext", "offence_major"),
    "offence_subgroup": (
        *("subgroup", "sub_group", "offence_sub_group", "minor_category", "minor_text"),
        *("minortext", "offence_minor"),
    ),
    "offence_name": (
        "full_offence_name",
        "offence",
        "offence_title",
        "full_offence",
        "offence_full",
    ),
    "domestic_abuse_flag": ("domestic_abuse", "da_flag", "dv_flag", "domestic_flag"),
    "knife_crime_flag": ("knife_crime", "knife_flag", "kc_flag"),
    "lethal_barrel_flag": (
        *("lethal_barrel_discharge_flag", "lethal_barrel_discharge", "lethal_barrel"),
        *("lethal_barrelled_discharge_flag", "lbd_flag"),
    ),
}
"""Columns of the offences table, and what else they may be called."""

PERSON_ALIASES: dict[str, tuple[str, ...]] = {
    "offence_id": ALIASES["offence_id"],
    "age": ("age_at_offence", "age_years", "single_year_of_age"),
    "sex": ("gender",),
    "ethnicity": ("ethnic_group", "ethnic_appearance", "ethnic_appearance_group"),
    "ethnicity_officer_observed": (
        *("officer_observed_ethnicity", "observed_ethnicity", "officer_defined_ethnicity"),
        *("ethnicity_observed", "ic_code"),
    ),
    "ethnicity_self_defined": (
        *("self_defined_ethnicity", "self_classified_ethnicity", "ethnicity_self_classified"),
        *("self_defined_ethnic_group", "sde"),
    ),
    "role": ("person_role", "person_type"),
}
"""Columns of the victims and suspects tables, and what else they may be called."""

REQUIRED_OFFENCES: tuple[tuple[str, ...], ...] = (
    ("offence_id",),
    ("date_committed", "month_committed"),
    ("ward_code", "borough_code", "borough"),
    ("offence_name", "offence_subgroup"),
    ("domestic_abuse_flag",),
    ("knife_crime_flag",),
    ("lethal_barrel_flag",),
)
"""Of every line at least one column must be in an offences file."""

ETHNICITIES = ("ethnicity", "ethnicity_officer_observed", "ethnicity_self_defined")
REQUIRED_PEOPLE: tuple[tuple[str, ...], ...] = (("offence_id",), ("age",), ("sex",), ETHNICITIES)
"""Of every line at least one column must be in a victims or suspects file."""

PREFIXES = {"victim": VICTIMS, "victims": VICTIMS, "suspect": SUSPECTS, "suspects": SUSPECTS}
PREFIXES |= {"accused": SUSPECTS}
"""First words of column names that say whose table it is: ``victim_age``."""

_PERSONAL = re.compile(
    r"(^|_)(name|names|forename|forenames|firstname|surname|lastname|alias|address|postcode|"
    r"post_code|street|house|flat|dob|birth|phone|telephone|mobile|email|nhs|national_insurance|"
    r"ni_number|pnc|pnc_id|croid|passport|easting|northing|latitude|longitude|uprn)(_|$)"
)


def personal(column: str) -> bool:
    """Whether a column name sounds like something that says who or exactly where a person is."""
    return bool(_PERSONAL.search(heading(column)))


@dataclass(frozen=True)
class Layout:
    """Which table a file holds and where its columns stand.

    Attributes:
        table: ``offences``, ``victims``, ``suspects``; empty for people whose role only a
            ``role`` column or the file's name can tell.
        positions: our name of a column → its place in the header.
        ignored: other columns, as they stand in the file; never read.
        header: all columns as they stand in the file.
    """

    table: str
    positions: dict[str, int]
    ignored: tuple[str, ...]
    header: tuple[str, ...]

    def shown(self, name: str) -> str:
        """A column of ours as the file calls it."""
        return self.header[self.positions[name]]


_OFFENCE_NAMES = {a: own for own, names in ALIASES.items() for a in (own, *names)}
_PERSON_NAMES = {a: own for own, names in PERSON_ALIASES.items() for a in (own, *names)}


def _person(key: str) -> tuple[str, str]:
    """Our name of a person's column, and the table that its first word names, both may be empty."""
    if key in _PERSON_NAMES:
        return _PERSON_NAMES[key], ""
    first, _, rest = key.partition("_")
    if first in PREFIXES and rest in _PERSON_NAMES and rest != "offence_id":
        return _PERSON_NAMES[rest], PREFIXES[first]
    return "", ""


def _lacking(found: set[str], wanted: tuple[tuple[str, ...], ...]) -> list[str]:
    return [" or ".join(names) for names in wanted if not found & set(names)]


def recognise(header: Sequence[str], place: str) -> Layout:
    """Which table a header belongs to.

    Args:
        header: column names as they stand in the file.
        place: the file, for messages.

    Raises:
        DataError: no table, two tables, a required column missing or a column twice.
    """
    keys = [heading(name) for name in header]
    as_offences = {key: _OFFENCE_NAMES[key] for key in keys if key in _OFFENCE_NAMES}
    as_people = {key: _person(key)[0] for key in keys if _person(key)[0]}
    lacks_offences = _lacking(set(as_offences.values()), REQUIRED_OFFENCES)
    lacks_people = _lacking(set(as_people.values()), REQUIRED_PEOPLE)
    if not lacks_offences and not lacks_people:
        raise DataError(
            "two tables are mixed in one file: it has the columns of offences and of people",
            file=place,
            line=1,
            allowed="one table a file: offences, victims or suspects",
        )
    people = len(lacks_people) < len(lacks_offences)
    if lacks_people and lacks_offences:
        _refuse(place, header, people, lacks_people if people else lacks_offences)
    known = as_people if people else as_offences
    tables = {_person(key)[1] for key in keys} - {""} if people else {OFFENCES}
    if len(tables) > 1:
        raise DataError(
            "victims and suspects are mixed in one file",
            file=place,
            line=1,
            allowed="one table a file: offences, victims or suspects",
        )
    positions: dict[str, int] = {}
    for at, key in enumerate(keys):
        own = known.get(key)
        if own in positions:
            raise DataError(
                f"a column occurs twice: “{header[positions[own]]}” and “{header[at]}” are both "
                f"{own}",
                file=place,
                line=1,
                column=header[at],
                allowed="every column once",
            )
        if own:
            positions[own] = at
    ignored = tuple(name for name, key in zip(header, keys, strict=True) if key not in known)
    return Layout(next(iter(tables), ""), positions, ignored, tuple(header))


def _refuse(place: str, header: Sequence[str], people: bool, lacking: list[str]) -> None:
    """Say that a file is not one of the three tables, or what it lacks."""
    wanted = REQUIRED_PEOPLE if people else REQUIRED_OFFENCES
    if len(lacking) > len(wanted) // 2:
        raise DataError(
            "no table of an extract has these columns",
            file=place,
            line=1,
            value=f"{len(header)} columns",
            allowed="offences (offence_id, date_committed, ward_code, offence_name, flags…), "
            "victims or suspects (offence_id, age, sex, ethnicity), see "
            "data/ingest/extracts/schema.md",
        )
    what = "victims or suspects" if people else "offences"
    lacks_place = [item for item in lacking if "ward_code" in item]
    raise DataError(
        f"the {what} table has no column that says where"
        if lacks_place == lacking
        else f"the {what} table lacks a required column",
        file=place,
        line=1,
        column=lacking[0],
        value=f"missing: {', '.join(lacking)}",
        allowed="; ".join(" or ".join(names) for names in wanted),
    )

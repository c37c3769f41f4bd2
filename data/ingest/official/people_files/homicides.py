"""The homicide dashboard: victims, and people proceeded against, a row a person."""

from __future__ import annotations

import numpy as np
import pandas as pd

from data.errors import DataError
from data.ingest.official.areas import Areas, plain
from data.ingest.official.file_format import DATASTORE, MPS, OGL2, FileFormat
from data.ingest.official.parsing import whole_numbers
from data.ingest.official.people import (
    SEXES,
    UNKNOWN,
    PeopleFile,
    added_up,
    boroughs,
    doubt_holes,
    label_of,
    named_months,
)
from data.ingest.official.people_reader import PeopleReader, known_names
from data.ingest.official.raw_tables import RawTable
from data.ingest.official.validation import Rule, check, combinations, mapped, roles

DATASET = "homicide"
OFFENCE = "homicide"

#: The names under which a role of the files has been published.
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

#: London has had no homicide-free quarter in the years of the dashboard.
LONGEST_HOLE = 2

VICTIM_AGES = {
    f"{low} to {high}": f"{low}-{high}"
    for low, high in ((0, 12), (13, 19), (20, 24), (25, 34), (35, 44), (45, 54), (55, 64))
}
ACCUSED_AGES = {f"{low} to {low + 4}": f"{low}-{low + 4}" for low in range(10, 65, 5)}
_OLDEST = {"65 and over": "65+"}
_NO_AGE = dict.fromkeys(("unknown", "unrecorded", "not recorded"), UNKNOWN)
TYPES = {"murder", "manslaughter", "corporate manslaughter", "infanticide"}
METHODS = {
    "knife or sharp implement": "knife-or-sharp-implement",
    "shooting": "shooting",
    "physical assault no weapon": "physical-assault",
    "blunt implement": "blunt-implement",
    "other method of killing": "other",
    "other methods of killing": "other",
    "not known not recorded": UNKNOWN,
}
DOMESTIC = {"domestic abuse": "yes", "yes": "yes", "not domestic abuse": "no", "no": "no"}
SEEN_BY_OFFICER = {
    "white": "white",
    "black": "black",
    "asian": "asian",
    "other": "other",
    "unrecorded unknown": UNKNOWN,
    "not recorded unknown": UNKNOWN,
}
SELF_CLASSIFIED = {
    "white": "white",
    "black": "black",
    "asian": "asian",
    "mixed": "mixed",
    "other": "other",
    "other ethnic groups": "other",
    "person declines to define ethnicity": UNKNOWN,
    "sce not recorded": UNKNOWN,
    "not recorded": UNKNOWN,
    "not stated": UNKNOWN,
}
RECORDING_ERROR = "recording error"
CHARGES = {"charge or summons", "accused is deceased", "accused is dead", RECORDING_ERROR}


def read_victims(table: RawTable, areas: Areas) -> PeopleFile:
    """Homicide victims by borough, month, age, sex, ethnicity, method and domestic abuse.

    Args:
        table: the newer layout (month and year apart) or the older one (Recorded Date).
        areas: known boroughs; “Unmapped” is kept as unplaced.

    Raises:
        DataError: an unknown column, band, sex, ethnic group, method, borough or date; a count
            that is none; months without anybody (rows are missing).
    """
    at = roles(table, VICTIM_ROLES, optional=("date", "year", "month"))
    dated = [at[r] for r in (("date",) if "date" in at else ("month", "year")) if r in at]
    if len(dated) != (1 if "date" in at else 2) or ("date" in at and {"year", "month"} & set(at)):
        raise DataError(
            "no date, or two kinds of it",
            file=table.place,
            line=table.header_line,
            allowed="Recorded Date, or Recorded Year and Recorded Month",
        )
    frame = _common(table, at, areas, VICTIM_AGES, SEEN_BY_OFFICER)
    frame["month"] = named_months(table, *dated)
    frame["method"] = mapped(table, at, "method", METHODS, plain)
    frame["domestic"] = mapped(table, at, "domestic", DOMESTIC, plain)
    _known(table, at, "solved", {"solved", "unsolved"})
    doubt_holes(table, list(frame["month"]), LONGEST_HOLE)
    split = ("age", "sex", "ethnicity", "method", "domestic")
    return PeopleFile(
        table.file,
        table.place,
        DATASET,
        "victim",
        "",
        len(table),
        int(frame["count"].sum()),
        added_up(frame, split, "borough"),
        labels={
            "method": label_of(table, at["method"], frame["method"].to_numpy()),
            "offence": {OFFENCE: "Homicide"},
        },
    )


def read_accused(table: RawTable, areas: Areas) -> PeopleFile:
    """People proceeded against for homicide by borough, month, age, sex and ethnicity.

    Rows that the Met marks as recording errors are left out.

    Args:
        table: the table.
        areas: known boroughs; “Heathrow” lies in Hillingdon.

    Raises:
        DataError: as for the victims.
    """
    at = roles(table, ACCUSED_ROLES)
    frame = _common(table, at, areas, ACCUSED_AGES, SELF_CLASSIFIED)
    frame["month"] = named_months(table, at["date"])
    _known(table, at, "charge", CHARGES)
    doubt_holes(table, list(frame["month"]), LONGEST_HOLE)
    people = int(frame["count"].sum())
    wrong = np.array([plain(text) == RECORDING_ERROR for text in table.text(at["charge"])])
    left_out = []
    if wrong.any():
        lost = int(frame.loc[wrong, "count"].sum())
        reason = "the Met marks them as recording errors: nobody was proceeded against"
        left_out.append(("Recording Error", int(wrong.sum()), lost, reason))
    return PeopleFile(
        table.file,
        table.place,
        DATASET,
        "suspect",
        "",
        len(table),
        people,
        added_up(frame[~wrong], ("age", "sex", "ethnicity"), "borough"),
        left_out,
        labels={"offence": {OFFENCE: "Homicide"}},
    )


def _common(
    table: RawTable,
    at: dict[str, int],
    areas: Areas,
    ages: dict[str, str],
    ethnicities: dict[str, str],
) -> pd.DataFrame:
    """What victims and accused have in common, a row a person."""
    if not len(table):
        raise DataError("no rows below the header", file=table.place, line=table.header_line)
    _known(table, at, "offence", TYPES)
    return pd.DataFrame(
        {
            "offence": OFFENCE,
            "area_code": boroughs(table, at["borough"], areas),
            "age": mapped(table, at, "age", ages | _OLDEST | _NO_AGE, plain),
            "sex": mapped(table, at, "sex", SEXES, plain),
            "ethnicity": mapped(table, at, "ethnicity", ethnicities, plain),
            "count": whole_numbers(table, [at["count"]])[:, 0],
        }
    )


def _known(table: RawTable, at: dict[str, int], column: str, known: set[str]) -> None:
    """Raise when a column that is not used holds a word that is not known."""
    _, found, first = combinations(table, at[column])
    keys = [plain(text) for (text,) in found]
    check(table, {column: Rule(f"unknown {column}", among=known)}, at, {column: keys}, first)


_SOURCE = (MPS, OGL2, DATASTORE + "mps-homicide-dashboard-data")
VICTIMS = PeopleReader(
    DATASET,
    "victim",
    FileFormat(
        "homicide-victims",
        "MPS Homicide Dashboard Data: victims",
        *_SOURCE,
        needs=frozenset(
            ["count_of_victims", "age_group", "sex", "homicide_offence_type", "borough"]
        ),
        used=True,
        known=known_names(VICTIM_ROLES),
        hints=frozenset(
            ["count_of_victims", "homicide_offence_type", "officer_observed_ethnicity"]
        ),
        named=r"homicide[ _-]victims",
    ),
    VICTIM_ROLES,
    dated=("date", "month", "year"),
    read=lambda table, _sheet, areas: [read_victims(table, areas)],
    splits=("age,sex,ethnicity,method,domestic",),
    must_end=False,
)
ACCUSED = PeopleReader(
    DATASET,
    "suspect",
    FileFormat(
        "homicide-accused",
        "MPS Homicide Dashboard Data: persons proceeded against",
        *_SOURCE,
        needs=frozenset(["count_of_ppa", "gender", "proceedings_date"]),
        used=True,
        known=known_names(ACCUSED_ROLES),
        hints=frozenset(
            ["count_of_ppa", "proceedings_date", "self_classified_ethnicity", "charged_summonsed"]
        ),
        named=r"homicide[ _-]ppa",
    ),
    ACCUSED_ROLES,
    dated=("date",),
    read=lambda table, _sheet, areas: [read_accused(table, areas)],
    splits=("age,sex,ethnicity",),
    must_end=False,
)

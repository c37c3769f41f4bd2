"""Custody disposals: London only, by sex, age, ethnicity and offence group."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from data.errors import DataError
from data.ingest.official.areas import plain
from data.ingest.official.file_format import DATASTORE, MPS, OGL2, FileFormat
from data.ingest.official.parsing import whole_numbers
from data.ingest.official.people import (
    SEXES,
    UNKNOWN,
    PeopleFile,
    added_up,
    doubt_holes,
    named_months,
)
from data.ingest.official.people_reader import PeopleReader, known_names
from data.ingest.official.raw_tables import RawTable
from data.ingest.official.validation import Rule, check, combinations, mapped, refuse_twice, roles
from data.model.places import LONDON

DATASET = "custody"

#: The names under which a role of the files has been published.
ROLES = {
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
AGES = {"child": "child", "adult": "adult", "not recorded": UNKNOWN}
ETHNICITIES = {
    "white": "white",
    "black": "black",
    "asian": "asian",
    "other": "other",
    "not recorded": UNKNOWN,
}
GROUPS = (
    *("Murder", "Assault", "Sexual Offences", "Robbery", "Weapons"),
    *("Drug Supply", "Drug Possession", "Drugs - Other", "Other Offence"),
)
DISPOSALS = {
    "no further action",
    "other disposals",
    "out of court",
    "police bail",
    "prosecution",
    "released under investigation",
    "to court",
}


def slug_of(group: str) -> str:
    """The slug of an offence group of custody.

    >>> slug_of("Drugs - Other")
    'custody-drugs-other'
    """
    return "custody-" + re.sub(r"[^a-z0-9]+", "-", group.lower()).strip("-")


def read_custody(table: RawTable) -> PeopleFile:
    """Disposals by month, offence group, age (child or adult), sex and ethnicity.

    A disposal is a decision, not a person: one arrest may have several.

    Raises:
        DataError: an unknown column, band, sex, ethnic group, offence group, disposal or month;
            a count that is none; a row twice; a month without rows.
    """
    at = roles(table, ROLES, optional=("sheet",))
    if not len(table):
        raise DataError("no rows below the header", file=table.place, line=table.header_line)
    groups = {plain(group): slug_of(group) for group in GROUPS}
    offence = mapped(table, at, "offence", groups, plain)
    _, found, first = combinations(table, at["disposal"])
    texts = [plain(text) for (text,) in found]
    rule = Rule("unknown disposal", among=DISPOSALS)
    check(table, {"disposal": rule}, at, {"disposal": texts}, first)
    if "sheet" in at:
        mapped(table, at, "sheet", {"disposals": "disposals"}, plain)
    frame = pd.DataFrame(
        {
            "offence": offence,
            "area_code": LONDON,
            "month": _months(table, at),
            "age": mapped(table, at, "age", AGES, plain),
            "sex": mapped(table, at, "sex", SEXES, plain),
            "ethnicity": mapped(table, at, "ethnicity", ETHNICITIES, plain),
            "count": whole_numbers(table, [at["count"]])[:, 0],
        }
    )
    refuse_twice(table, at, "count", "each month, group and disposal once")
    doubt_holes(table, list(frame["month"]), 0)
    return PeopleFile(
        table.file,
        table.place,
        DATASET,
        "suspect",
        "",
        len(table),
        int(frame["count"].sum()),
        added_up(frame, ("age", "sex", "ethnicity"), "london"),
        labels={"offence": {slug_of(group): group for group in GROUPS}},
    )


def _months(table: RawTable, at: dict[str, int]) -> np.ndarray:
    """The month of each row; number and name of it must agree."""
    months = named_months(table, at["name"], at["year"])
    numbers = whole_numbers(table, [at["month"]])[:, 0]
    wrong = np.array([int(month[5:]) for month in months]) != numbers
    if wrong.any():
        row = int(np.argmax(wrong))
        raise DataError(
            "number and name of the month differ",
            file=table.place,
            line=int(table.lines[row]),
            column=table.header[at["month"]],
            value=f"{numbers[row]} and {table.text(at['name'])[row]}",
            allowed="the number of the month that is named",
        )
    return months


DISPOSED = PeopleReader(
    DATASET,
    "suspect",
    FileFormat(
        "custody",
        "MPS Custody: Arrests, Disposals, Strip Searches",
        MPS,
        OGL2,
        DATASTORE + "mps-custody-arrests-disposals-strip-searches-2r7po",
        needs=frozenset(
            [
                "current_disposal_year",
                "gender",
                "age_group",
                "offence_group",
                "current_disposal",
                "offence_count",
            ]
        ),
        used=True,
        known=known_names(ROLES),
        hints=frozenset(["current_disposal_year", "current_disposal_month", "current_disposal"]),
    ),
    ROLES,
    dated=("name", "year"),
    read=lambda table, _sheet, _areas: [read_custody(table)],
    splits=("age,sex,ethnicity",),
    parts={"": "MPS Custody: disposals"},
)

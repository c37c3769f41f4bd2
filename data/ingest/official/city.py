"""The City of London, which no Met file covers: the official yearly table that includes it."""

from __future__ import annotations

import datetime as dt
import re

import pandas as pd

from data.errors import DataError
from data.ingest.official.columns import token
from data.ingest.official.raw_tables import Head, RawTable
from data.model.places import CITY

#: The table's own headings that mean one of our offences or groups.
SLUGS = {
    "violence_against_the_person": "violence-against-the-person",
    "homicide": "homicide",
    "death_or_serious_injury_caused_by_illegal_driving": "death-or-serious-injury-driving",
    "violence_with_injury": "violence-with-injury",
    "violence_without_injury": "violence-without-injury",
    "stalking_and_harassment": "stalking-and-harassment",
    "sexual_offences": "sexual-offences",
    "robbery": "robbery",
    "possession_of_weapons_offences": "possession-of-weapons",
}


def read_city(table: RawTable, head: Head) -> pd.DataFrame:
    """The City's row of Table C2.

    Args:
        table: the table.
        head: its first rows, whose notes name the year.

    Returns:
        period_to (last day of the year), offence, label, count (Int64; missing for “[x]”).

    Raises:
        DataError: no year in the notes, no row for the City, or a cell that is no number.
    """
    notes = " ".join(" ".join(row) for row in head.rows[: table.header_line])
    match = re.search(r"year ending (\w+ \d{4})", notes)
    if match is None:
        raise DataError(
            "the notes above the table name no year",
            file=table.place,
            allowed="“year ending June 2025” or the like",
        )
    try:
        month = dt.datetime.strptime(match[1], "%B %Y")
    except ValueError:
        raise DataError(
            "not a month and a year", file=table.place, value=match[1], allowed="June 2025"
        ) from None
    period_to = pd.Timestamp(month) + pd.offsets.MonthEnd(0)
    at = {token(n): p for p, n in enumerate(table.header)}
    missing = sorted(set(SLUGS) - set(at))
    if missing or len(at) != len(table.header):
        raise DataError(
            "a column is missing" if missing else "the same column twice",
            file=table.place,
            line=table.header_line,
            value=missing[0] if missing else None,
            allowed=sorted(SLUGS),
        )
    codes = table.text(at["local_authority_code"])
    rows = [i for i, c in enumerate(codes) if c == CITY]
    if len(rows) != 1:
        raise DataError(
            "the City of London stands there not once",
            file=table.place,
            column=table.header[at["local_authority_code"]],
            value=len(rows),
            allowed="one row with E09000001",
        )
    row = rows[0]
    out = []
    for name, position in at.items():
        if name.endswith(("_code", "_name")):
            continue
        text = table.columns[position][row].as_py()
        digits = text.replace(",", "")
        if text != "[x]" and not re.fullmatch(r"\d+", digits):
            raise DataError(
                "not a count",
                file=table.place,
                line=int(table.lines[row]),
                column=table.header[position],
                value=text,
                allowed="a whole number or [x]",
            )
        label = " ".join(table.header[position].split())
        out.append(
            (
                period_to,
                SLUGS.get(name, name.replace("_", "-")),
                label,
                None if text == "[x]" else int(digits),
            )
        )
    frame = pd.DataFrame(out, columns=["period_to", "offence", "label", "count"])
    frame["period_to"] = frame["period_to"].astype("datetime64[s]")
    frame["count"] = frame["count"].astype("Int64")
    return frame

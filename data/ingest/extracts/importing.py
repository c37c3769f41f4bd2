"""Import a case-level extract: read, check row by row, join, derive, store; or refuse it whole."""

from __future__ import annotations

import datetime as dt
import math
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

from data.errors import DataError
from data.extracts.folder import RESERVED as DATASETS
from data.extracts.storage import write_extract
from data.ingest.extracts.checking import Offences, People, check_offences, check_people
from data.ingest.extracts.columns import OFFENCES, TABLES, personal
from data.ingest.extracts.derive import derive, salt
from data.ingest.extracts.names import nearest_in_annex
from data.ingest.extracts.places import read_places
from data.ingest.extracts.reading import Table, read_table
from data.ingest.extracts.rejects import Rejects
from data.ingest.extracts.schemas import checked
from data.ingest.extracts.table_check import TableCheck
from data.model import periods
from data.paths import PROCESSED
from data.sources.extract_terms import SIMULATED

MAX_REJECT_SHARE = 0.02
RESERVED = {*DATASETS, SIMULATED.slug, "salt"}
"""Names that an extract may not have: the datasets of every installation, and our own file."""
_NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])", re.ASCII)


@dataclass(frozen=True)
class Tally:
    """Rows of one table: in = kept + rejected.

    Attributes:
        rows: rows in, blank lines not counted.
        kept: rows that were accepted.
        rejected: rows that were not.
    """

    rows: int
    kept: int
    rejected: int

    @property
    def share(self) -> float:
        """Rejected share of the rows in, 0 to 1."""
        return self.rejected / self.rows if self.rows else 0.0


@dataclass
class Report:
    """What an import did, or why it did nothing.

    Attributes:
        name: of the extract.
        tables: ``offences``, ``victims``, ``suspects`` to their tallies.
        rejects: every fault, columns of :data:`data.ingest.extracts.rejects.COLUMNS`; a
            rejected row has one or several.
        ignored: file to its columns that were not read.
        notes: what a person should know.
        folder: where the extract lies; ``None`` when it was refused.
    """

    name: str
    tables: dict[str, Tally]
    rejects: pd.DataFrame
    ignored: dict[str, tuple[str, ...]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    folder: Path | None = None

    @property
    def personal(self) -> list[str]:
        """Columns that were not read and sound as if they said who a person is."""
        return sorted({c for columns in self.ignored.values() for c in columns if personal(c)})


class ExtractRefused(DataError):
    """The share of rejected rows is too high; nothing has changed.

    Args:
        report: what was found.
        message: as in :class:`~data.errors.DataError`.
        value: the tally.
        allowed: the share allowed.
    """

    def __init__(self, report: Report, message: str, value: str, allowed: str) -> None:
        super().__init__(message, value=value, allowed=allowed)
        self.report = report


def check_name(name: str) -> None:
    """Raise when an extract may not be called that.

    Raises:
        DataError: with what is allowed.
    """
    if name in RESERVED:
        raise DataError(
            "the name of the extract is taken",
            value=name,
            allowed="a name that is none of " + ", ".join(sorted(RESERVED)),
        )
    if not _NAME.fullmatch(name):
        raise DataError(
            "the name of the extract is not allowed",
            value=name,
            allowed="2 to 40 of a-z, 0-9 and -, not beginning or ending with -",
        )


def import_extract(
    name: str,
    files: Sequence[Path],
    root: Path,
    max_reject_share: float = MAX_REJECT_SHARE,
    *,
    title: str | None = None,
    processed: Path | None = None,
    today: dt.date | None = None,
) -> Report:
    """Import an extract, or leave everything as it was.

    Args:
        name: what it is called in the URL.
        files: CSV or Parquet files, in any order; each holds offences, victims or suspects.
        root: the folder of all extracts.
        max_reject_share: largest share of rejected rows that is borne, table by table, 0 to 1.
        title: what it is called for people.
        processed: folder of the processed data, for the areas.
        today: no offence was committed later.

    Returns:
        What was read, kept and rejected.

    Raises:
        ExtractRefused: too many rows were rejected; carries the report.
        DataError: a file cannot be read, a table or column is missing, or nothing was kept.
    """
    check_name(name)
    if not 0 <= max_reject_share <= 1:
        raise DataError(
            "is no share", column="max_reject_share", value=max_reject_share, allowed="0 to 1"
        )
    places = read_places(processed or Path(os.environ.get("DATA_PROCESSED") or PROCESSED))
    tables = _read(files)
    rejects = Rejects()
    now = today or dt.datetime.now().astimezone().date()
    offences, checks = check_offences(tables[OFFENCES], places, now, rejects)
    people, more = check_people([t for key in TABLES[1:] for t in tables[key]], offences, rejects)
    report = _report(name, [*checks, *more], rejects, offences, people)
    _refuse(report, max_reject_share)
    stored, persons = derive(offences, people, places, salt(root))
    facts = {
        "title": title or f"Extract “{name}”",
        "simulated": False,
        "publisher": "A partnership’s own case-level extract",
        "licence": "Not open data: for the partnership that imported it only",
        "period": [periods.month(int(m)) for m in (stored["month"].min(), stored["month"].max())],
        "offences": sorted(stored["offence"].unique()),
        "caveats": _caveats(stored, people),
        "about": {
            "imported_on": f"{now:%Y-%m-%d}",
            "ethnicity": dict(sorted(people.bases.items())),
            "rejected_percent_at_most": {
                key: math.ceil(tally.share * 100) for key, tally in report.tables.items()
            },
        },
    }
    del offences, people, checks, more, tables
    report.folder = write_extract(
        root, name, checked("offences", stored), checked("people", persons), facts
    )
    return report


def _read(files: Sequence[Path]) -> dict[str, list[Table]]:
    """The files of an extract by table.

    Raises:
        DataError: a file cannot be read or is given twice, or a table is missing.
    """
    found: dict[str, list[Table]] = {key: [] for key in TABLES}
    seen: set[Path] = set()
    for path in files:
        if path.resolve() in seen:
            raise DataError("a file is given twice", file=path, allowed="every file once")
        seen.add(path.resolve())
        table = read_table(path)
        found[table.layout.table].append(table)
    for key, tables in found.items():
        if not tables:
            raise DataError(
                f"no file holds the {key}",
                value=", ".join(map(str, files)) or "no file",
                allowed="at least one file each of offences, victims and suspects",
            )
    if not sum(table.rows for table in found[OFFENCES]):
        raise DataError(
            "the offences table has no rows", file=found[OFFENCES][0].place, allowed="rows"
        )
    return found


def _report(
    name: str, checks: list[TableCheck], rejects: Rejects, offences: Offences, people: People
) -> Report:
    """What was found in all files."""
    tallies = {}
    for key in TABLES:
        own = [check for check in checks if check.table.layout.table == key]
        rows = sum(check.table.rows for check in own)
        kept = sum(int(np.count_nonzero(check.ok)) for check in own)
        refused = sum(int(np.count_nonzero(~check.ok)) for check in own)
        refused += sum(len(check.table.broken) for check in own)
        tallies[key] = Tally(rows, kept, refused)
    notes = [f"{s.table.place}: {note}" for s in checks for note in s.table.notes]
    notes += [*offences.notes, *people.notes]
    for text, count in sorted(offences.outside.items(), key=lambda item: -item[1])[:50]:
        near = nearest_in_annex(text)
        hint = f"; was “{near}” meant?" if near else ""
        notes.append(
            f"“{text[:80]}” is not in the annex ({count:,} rows): placed by its subgroup, never in "
            f"serious violence{hint}"
        )
    ignored = {s.table.place: s.table.layout.ignored for s in checks if s.table.layout.ignored}
    return Report(name, tallies, rejects.frame(), ignored, notes)


def _refuse(report: Report, most: float) -> None:
    """Raise when an extract may not be stored."""
    for key, tally in report.tables.items():
        if tally.share > most:
            raise ExtractRefused(
                report,
                f"too many rows of the {key} table were rejected; nothing was imported",
                f"{tally.rejected:,} of {tally.rows:,} rows, {tally.share:.2%}",
                f"at most {most:.2%}; see --max-reject-share",
            )
    if not report.tables[OFFENCES].kept:
        raise ExtractRefused(report, "no offence was accepted", "0 rows", "at least one")


def _caveats(stored: pd.DataFrame, people: People) -> list[str]:
    """What must be read beside the numbers; no counts, they would pass by the disclosure gate."""
    found = ["A partnership’s own records, as they were imported; not official statistics."]
    if not (stored["hour"] >= 0).any():
        found.append("The extract has no times of day.")
    elif not stored["exact"].any():
        found.append(
            "The extract has no time of exactly 00:00 or 12:00: hours without minutes do not tell "
            "placeholders apart."
        )
    bases = people.bases
    words = "; ".join(f"{role}s: {basis}" for role, basis in sorted(bases.items()))
    found.append(
        f"Ethnicity as recorded ({words}). Officer-observed and self-defined ethnicity are not "
        "comparable."
    )
    return found

"""People in the official tables: the shape all of them share, and the words for their cells."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd

from data.errors import DataError
from data.ingest.official.areas import Areas, plain
from data.ingest.official.doubt import RawFile
from data.ingest.official.raw_tables import RawTable
from data.ingest.official.validation import combinations

ALL, UNKNOWN = "all", "unknown"
DIMENSIONS = ("age", "sex", "ethnicity", "method", "domestic")
KEYS = ("offence", "split", "level", "area_code", "month", *DIMENSIONS)

#: Order of the words of a dimension; ages are put in order by their first year.
ORDER = {
    "sex": ("female", "male", UNKNOWN),
    "ethnicity": ("white", "black", "asian", "mixed", "other", UNKNOWN),
    "method": (
        "knife-or-sharp-implement",
        "shooting",
        "physical-assault",
        "blunt-implement",
        "other",
        UNKNOWN,
    ),
    "domestic": ("yes", "no", UNKNOWN),
}
SEXES = {
    "female": "female",
    "male": "male",
    "unknown": UNKNOWN,
    "unrecorded": UNKNOWN,
    "not recorded": UNKNOWN,
}

#: Months at either end below this share of the median month of the two years beside them are
#: not complete; asked of tables with so many people a month that chance does not make such a
#: month.
COMPLETE_SHARE = 0.6
ENOUGH_A_MONTH = 50

_MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july"),
    *("august", "september", "october", "november", "december"),
)
_MONTH_NUMBERS = {name: k for k, name in enumerate(_MONTHS, 1)}
_MONTH_NUMBERS |= {name[:3]: k for k, name in enumerate(_MONTHS, 1)}
_MONTH_NUMBERS |= {"sept": 9, "febraury": 2}  # the second as the Met once misspelt it
_NAMED = re.compile(r"^([A-Za-z]+)(?: (\d{4})|-(\d{2}))$")
_ISO = re.compile(r"^(\d{4})-(\d{2})-01(?: 00:00:00)?$")


@dataclass
class PeopleFile:
    """One official table of people, checked and added up.

    Attributes:
        file: the file, and what was accepted of it.
        place: the file (and sheet).
        dataset: the dataset that it feeds, by its name in the URL.
        role: ``victim`` or ``suspect``.
        part: which of several tables that must not be added up ("" when there is one).
        rows: rows of the table in the file.
        people: people (or disposals) in those rows.
        frame: ``KEYS`` and ``count`` (int64), rows with people only; month is ``YYYY-MM``.
        left_out: (what, rows, people, reason) of what is not in ``frame``.
        labels: dimension or ``offence`` → word → the publisher's own text for it.
        unmapped: names of wards that are none: borough code, name, people.
    """

    file: RawFile
    place: str
    dataset: str
    role: str
    part: str
    rows: int
    people: int
    frame: pd.DataFrame
    left_out: list[tuple[str, int, int, str]] = field(default_factory=list)
    labels: dict[str, dict[str, str]] = field(default_factory=dict)
    unmapped: list[tuple[str, str, int]] = field(default_factory=list)

    @property
    def source(self) -> str:
        """The file and sheet without the part."""
        return self.place.removesuffix(f" (by {self.part})")

    @property
    def first(self) -> str:
        """The first month, ``YYYY-MM``."""
        return str(self.frame["month"].min())

    @property
    def last(self) -> str:
        """The last month, ``YYYY-MM``."""
        return str(self.frame["month"].max())

    @cached_property
    def digest(self) -> str:
        """A hash of the values: equal for the same numbers in another format."""
        ordered = self.frame.sort_values([*KEYS])[[*KEYS, "count"]]
        return hashlib.sha256(ordered.to_csv(index=False).encode()).hexdigest()

    def monthly(self) -> pd.Series:
        """People a month, at one level only; index ``YYYY-MM``."""
        return monthly(self.frame)


def monthly(frame: pd.DataFrame) -> pd.Series:
    """People a month of a table, at one level only; index ``YYYY-MM``."""
    level = frame["level"].min()  # borough before ward: both hold the same people
    rows = frame[frame["level"] == level]
    return rows.groupby("month")["count"].sum().sort_index()


def month_of(text: str) -> str | None:
    """A month as the homicide files write it, as ``YYYY-MM``; None when it is none.

    >>> month_of("Jan 2003"), month_of("January 2003"), month_of("Jan-03"), month_of("Jan")
    ('2003-01', '2003-01', '2003-01', None)
    """
    iso = _ISO.match(text)
    if iso:
        return f"{iso[1]}-{iso[2]}" if 1 <= int(iso[2]) <= 12 else None
    named = _NAMED.match(" ".join(text.split()))
    number = _MONTH_NUMBERS.get(named[1].lower()) if named else None
    if named is None or number is None:
        return None
    return f"{named[2] or '20' + named[3]}-{number:02d}"


def named_months(table: RawTable, *positions: int) -> np.ndarray:
    """Months in words, from one column or from a column of months and one of years.

    Raises:
        DataError: a cell that is no month, with its line.
    """
    codes, found, first = combinations(table, *positions)
    months = [month_of(" ".join(texts)) for texts in found]
    for texts, month, row in zip(found, months, first, strict=True):
        if month is None:
            raise DataError(
                "not a month",
                file=table.place,
                line=int(table.lines[row]),
                column=table.header[positions[0]],
                value=" ".join(texts),
                allowed="Jan 2003, January 2003 or Jan-03",
            )
    return np.array(months, dtype=object)[codes]


def boroughs(table: RawTable, position: int, areas: Areas) -> np.ndarray:
    """The borough code of each row, or ``unplaced``.

    Raises:
        DataError: a borough that London does not have.
    """
    codes, found, first = combinations(table, position)
    out = []
    for (name,), row in zip(found, first, strict=True):
        code = areas.borough(name)
        if code is None:
            raise DataError(
                "unknown borough",
                file=table.place,
                line=int(table.lines[row]),
                column=table.header[position],
                value=name,
                allowed=", ".join(areas.boroughs[c] for c in areas.policed) + ", Unmapped",
            )
        out.append(code)
    return np.array(out, dtype=object)[codes]


def added_up(rows: pd.DataFrame, split: Sequence[str], level: str) -> pd.DataFrame:
    """People by offence, area, month and the dimensions of a split.

    Args:
        rows: offence, area_code, month, the dimensions, count.
        split: the dimensions, in the order of ``DIMENSIONS``.
        level: the level of the areas.

    Returns:
        ``KEYS`` and ``count``; rows without people are absent.
    """
    names = ["offence", "area_code", "month", *split]
    out = rows.groupby(names, observed=True)["count"].sum().reset_index()
    out = out[out["count"] > 0].assign(split=",".join(split), level=level)
    for name in DIMENSIONS:
        if name not in split:
            out[name] = ALL
    return out[[*KEYS, "count"]].sort_values([*KEYS], ignore_index=True)


def label_of(table: RawTable, position: int, words: np.ndarray) -> dict[str, str]:
    """Word → the publisher's own text, as it first stands in a column."""
    codes, found, first = combinations(table, position)
    del codes
    out: dict[str, str] = {}
    for (text,), row in zip(found, first, strict=True):
        out.setdefault(str(words[row]), text)
    return out


def doubt_holes(table: RawTable, months: Sequence[str], longest: int) -> None:
    """Doubt a table in which more months in a row are missing than it can be without.

    Raises:
        Doubtful: naming the first of them.
    """
    every = np.unique(np.array(months, dtype="datetime64[M]"))
    steps = np.diff(every.astype(int))
    if len(steps) and steps.max() > longest + 1:
        hole = every[int(np.argmax(steps > longest + 1))] + 1
        table.doubt(
            "nobody in this month and those after it: rows are missing, or a date is wrong",
            value=str(hole),
            allowed="every month from the first to the last"
            if not longest
            else f"at most {longest} months in a row without anybody",
        )


def without_partial(one: PeopleFile) -> PeopleFile:
    """The table without a first or last month that is not complete, which goes on record.

    Only tables with many people a month can tell such a month from chance.
    """
    totals = one.monthly()
    left = {"first": totals.index[0], "last": totals.index[-1]}
    for end, beside in (("last", totals.iloc[-25:-1]), ("first", totals.iloc[1:25])):
        if len(beside) < 6 or float(beside.median()) < ENOUGH_A_MONTH:
            continue
        month = left[end]
        share = float(totals[month]) / float(beside.median())
        if share < COMPLETE_SHARE:
            keep = one.frame["month"] != month
            rows = int((~keep).sum())
            reason = f"the {end} month holds {share:.0%} of the usual month: not complete"
            one.left_out.append((f"month {month}", rows, int(totals[month]), reason))
            one.frame = one.frame[keep].reset_index(drop=True)
    return one


def bands(frame: pd.DataFrame, name: str) -> list[str]:
    """The words of a dimension that occur, in order, ``unknown`` last."""
    found = {str(word) for word in frame[name].unique()} - {ALL}
    if name != "age":
        return [word for word in ORDER[name] if word in found]
    stages = [word for word in ("child", "adult") if word in found]
    years = sorted((w for w in found if w[0].isdigit()), key=lambda w: int(re.split(r"\D", w)[0]))
    return [*stages, *years, *([UNKNOWN] if UNKNOWN in found else [])]


def key_of(text: str) -> str:
    """A cell as a key: small letters, punctuation and “&” as in names of places."""
    return plain(text)

"""What a cell of an extract may say: text to number, or the fault in it.

Every function takes one text without spaces around it and is called once for every different
text of a column, not once for every row.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from data.ingest.extracts.names import canonical
from data.model import periods
from data.model.groups import ETHNIC_GROUPS

OLDEST = 120
FIRST_YEAR = 2000

UNKNOWN = {
    *(
        "",
        "unknown",
        "unk",
        "u",
        "n k",
        "nk",
        "n a",
        "na",
        "nan",
        "nat",
        "none",
        "null",
        "not known",
    ),
    *("not recorded", "not stated", "not given", "not specified", "unspecified", "missing"),
    *("refused", "refused to say", "prefer not to say", "not provided", "no data", "blank"),
}
"""Texts that say that something is not known, as :func:`canonical` makes them."""


_EMPTY = {"-", "--", "–", "—", "?", "."}


def key_of(text: str) -> str:
    """The canonical name of a text; rubbish without a letter or digit stays itself."""
    key = canonical(text)
    return key if key or text in _EMPTY else text


class Fault(ValueError):
    """A cell that cannot be accepted.

    Args:
        reason: what is wrong, without the value; one of a few sentences, to be counted.
        allowed: what would have been accepted.
    """

    def __init__(self, reason: str, allowed: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.allowed = allowed


@dataclass(frozen=True)
class Parsed:
    """The different texts of a column, read.

    Attributes:
        numbers: one number a text; 0 where there is a fault.
        faults: text's place → its fault.
    """

    numbers: np.ndarray
    faults: dict[int, Fault]


def parse_all(texts: Sequence[str], parse: Callable[[str], int]) -> Parsed:
    """Read every different text of a column.

    Args:
        texts: the different texts.
        parse: text to number; raises :class:`Fault`.

    Returns:
        Numbers in the order of the texts, and the faults.
    """
    numbers = np.zeros(len(texts), dtype=np.int64)
    faults: dict[int, Fault] = {}
    kinds: dict[tuple[str, str], Fault] = {}
    for place, text in enumerate(texts):
        try:
            numbers[place] = parse(text.strip())
        except Fault as fault:  # one object a kind: millions would each keep their frames
            kind = kinds.setdefault((fault.reason, fault.allowed), fault.with_traceback(None))
            faults[place] = kind
    return Parsed(numbers, faults)


_YES = {"y", "yes", "true", "t", "1", "1.0"}
_NO = {"", "n", "no", "false", "f", "0", "0.0"}


def flag(text: str) -> int:
    """A flag: 1 yes, 0 no; empty is no."""
    key = text.casefold()
    if key in _YES:
        return 1
    if key in _NO:
        return 0
    raise Fault(
        "a flag that is neither yes nor no", "Y or N, yes or no, true or false, 1 or 0; empty is no"
    )


_AGE = re.compile(r"(\d{1,3})(?:\.0+)?", re.ASCII)


def age(text: str) -> int:
    """A single year of age; -1 unknown, and so is 0."""
    if key_of(text) in UNKNOWN:
        return -1
    found = _AGE.fullmatch(text)
    if not found:
        raise Fault("not an age", f"a whole number of years from 0 (unknown) to {OLDEST}, or empty")
    years = int(found[1])
    if years > OLDEST:
        raise Fault("an age over 120", f"a whole number of years from 0 (unknown) to {OLDEST}")
    return years or -1


_SEX = {
    **dict.fromkeys(("f", "female", "woman", "girl", "females"), 0),
    **dict.fromkeys(("m", "male", "man", "boy", "males"), 1),
    **dict.fromkeys(("x", "other", "non binary", "nonbinary", "intersex", "indeterminate"), 2),
    **dict.fromkeys(UNKNOWN, 2),
}


def sex(text: str) -> int:
    """Place in :data:`SEXES`; what is recorded as neither is counted as unknown."""
    key = key_of(text)
    if key not in _SEX:
        raise Fault("unknown sex", "female or F, male or M, unknown or empty")
    return _SEX[key]


SPELLINGS: dict[str, str] = {
    "white": (
        "ic1;ic2;w;w1;w2;w3;w4;w9;white;white north european;white south european;"
        "ic1 white north european;ic2 white south european;white northern european;"
        "white southern european;north european;south european;dark european;white european;"
        "white mediterranean;white british;british;white english;white irish;irish;roma;"
        "white english welsh scottish northern irish or british;white gypsy or irish traveller;"
        "gypsy or irish traveller;white roma;white other white;other white;white other;"
        "any other white background;white any other white background;white any other;"
        "white any other background"
    ),
    "black": (
        "ic3;b;b1;b2;b9;black;ic3 black;ic3 african caribbean;african caribbean;afro caribbean;"
        "black or black british;black or black british caribbean;black or black british african;"
        "black or black british any other black background;black african;black caribbean;"
        "black british;african;caribbean;black other;other black;any other black background;"
        "black any other black background;black any other background;"
        "black black british caribbean or african;black black british caribbean or african african;"
        "black black british caribbean or african caribbean;"
        "black black british caribbean or african other black;black african caribbean black british"
    ),
    "asian": (
        "ic4;ic5;a;a1;a2;a3;a9;o1;asian;south asian;ic4 asian;asian indian subcontinent;"
        "ic4 south asian;ic4 asian indian subcontinent;indian subcontinent;asian or asian british;"
        "asian or asian british indian;asian or asian british pakistani;"
        "asian or asian british bangladeshi;asian or asian british any other asian background;"
        "asian or asian british chinese;asian or asian british other asian;"
        "asian asian british or asian welsh;asian asian british;asian british;indian;pakistani;"
        "bangladeshi;asian indian;asian pakistani;asian bangladeshi;asian chinese;asian other;"
        "other asian;any other asian background;asian any other asian background;chinese;"
        "oriental;east asian;south east asian;oriental chinese se asian;"
        "oriental chinese se asian ic5;chinese japanese or south east asian;"
        "chinese japanese or se asian;chinese japanese south east asian;chinese japanese se asian;"
        "ic5 chinese japanese or south east asian;ic5 oriental;ic5 chinese japanese se asian;"
        "ic5 oriental chinese se asian;japanese;chinese or other chinese;oriental chinese;"
        "oriental chinese south east asian;se asian"
    ),
    "mixed": (
        "m;m1;m2;m3;m9;mixed;dual heritage;mixed ethnicity;mixed race;mixed heritage;"
        "mixed or multiple;mixed or multiple ethnic groups;mixed multiple;"
        "mixed multiple ethnic groups;white and black caribbean;white and black african;"
        "white and asian;mixed white and black caribbean;mixed white and black african;"
        "mixed white and asian;mixed or multiple ethnic groups white and asian;"
        "mixed or multiple ethnic groups white and black african;"
        "mixed or multiple ethnic groups white and black caribbean;"
        "mixed or multiple ethnic groups other mixed or multiple ethnic groups;"
        "any other mixed background;mixed any other mixed background;mixed other;other mixed;"
        "any other mixed or multiple background;mixed any other background"
    ),
    "other": (
        "ic6;o;o2;o9;other;any other;other ethnic group;other ethnic group arab;"
        "other ethnic group any other ethnic group;any other ethnic group;any other ethnicity;"
        "arab;arabic;middle eastern;ic6 middle eastern;ic6 arab;ic6 arab or north african;"
        "arab or north african;arab north african;arabian or north african;north african;"
        "arabic or north african;arabian;egyptian;ic6 arabic or north african;other ethnicity;"
        "arab or middle eastern;other any other ethnic group;chinese or other ethnic group other"
    ),
    "unknown": "ic0;ic7;ic8;ic9;ns;n s;n;n1;n2;n3;n9;not applicable;unknown not stated;ic9 unknown;"
    "not understood;officer presence not recorded;ic0 unknown;ic7 unknown;unrecorded",
}
"""Ethnic group to what is read as it, as :func:`canonical` makes it, with “;” between."""

_ETHNICITY = {
    spelling: ETHNIC_GROUPS.index(group)
    for group, spellings in SPELLINGS.items()
    for spelling in spellings.split(";")
} | dict.fromkeys(UNKNOWN, ETHNIC_GROUPS.index("unknown"))


def ethnicity(text: str) -> int:
    """Place in :data:`ETHNIC_GROUPS`.

    Officer-observed (IC 1 to 9) and self-defined spellings (16 + 1 and Census 2021). Chinese and
    South East Asian are Asian, and Arab is other, as in Census 2021, whose residents are what
    rates divide by.
    """
    key = re.sub(r"^ic (?=\d)", "ic", key_of(text))
    if key not in _ETHNICITY:
        raise Fault(
            "unknown ethnicity",
            "asian, black, mixed, white, other, unknown, an IC code, or a spelling in "
            "data/ingest/extracts/schema.md",
        )
    return _ETHNICITY[key]


_DATE = re.compile(r"(\d{4})-(\d\d)(?:-(\d\d))?", re.ASCII)
_DATE_ALLOWED = "YYYY-MM-DD, YYYY-MM, or a date with a time after a space or T"
NO_DATE = -1


def date(today: dt.date) -> Callable[[str], int]:
    """How dates are read on a day.

    Returns:
        Text to month (year * 12 + month - 1) times 32, plus the day of the month, 0 when only the
        month is known; :data:`NO_DATE` for an empty text.
    """

    def parse(text: str) -> int:
        if key_of(text) in UNKNOWN:
            return NO_DATE
        found = _DATE.fullmatch(text)
        if not found:
            raise Fault("an unreadable date", _DATE_ALLOWED)
        year, month, day = int(found[1]), int(found[2]), int(found[3] or 0)
        try:
            first = dt.date(year, month, day or 1)
        except ValueError:
            raise Fault("an unreadable date", f"a day of the calendar: {_DATE_ALLOWED}") from None
        if year < FIRST_YEAR:
            raise Fault("a date before 2000", f"{FIRST_YEAR}-01-01 to {today:%Y-%m-%d}")
        if first > today:
            raise Fault("a date in the future", f"{FIRST_YEAR}-01-01 to {today:%Y-%m-%d}")
        return periods.index(f"{year}-{month:02d}") * 32 + day

    return parse


def month(today: dt.date) -> Callable[[str], int]:
    """How months are read on a day: as :func:`date`, also ``YYYYMM``; a day is dropped."""
    dated = date(today)

    def parse(text: str) -> int:
        compact = re.fullmatch(r"(\d{4})(\d\d)(?:\.0)?", text, re.ASCII)
        value = dated(f"{compact[1]}-{compact[2]}" if compact else text.partition(" ")[0])
        return value if value == NO_DATE else value // 32 * 32

    return parse


NO_HOUR = -1
_TIME = re.compile(r"(\d{1,2}):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?", re.ASCII)
_HOUR = re.compile(r"(\d{1,2})(?:\.0+)?", re.ASCII)
_TIME_ALLOWED = "HH:MM or HH:MM:SS, a whole hour from 0 to 23, or empty; no time zone"


def time(text: str) -> int:
    """A time of day.

    Returns:
        Hour times 2, plus 1 when it is exactly on the hour; a whole hour without minutes is not
        called exact. :data:`NO_HOUR` when it is not known.
    """
    if key_of(text) in UNKNOWN:
        return NO_HOUR
    found, whole = _TIME.fullmatch(text), _HOUR.fullmatch(text)
    if not found and not whole:
        raise Fault("an unreadable time", _TIME_ALLOWED)
    hour = int(found[1] if found else whole[1] if whole else 0)
    rest = [int(part or 0) for part in found.groups()[1:]] if found else []
    if hour > 23 or any(part > 59 for part in rest[:2]):
        raise Fault(
            "an hour or minute out of range", "00:00 to 23:59, or a whole hour from 0 to 23"
        )
    return hour * 2 + (bool(found) and not any(rest))

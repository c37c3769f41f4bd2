"""The files of one table of people laid over each other, and held beside each other."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from data.errors import DataError
from data.ingest.official import reconcile
from data.ingest.official.doubt import Doubtful
from data.ingest.official.people import KEYS, PeopleFile

#: Two files of one table may differ by this share in a year: a live system re-counts.
REVISED_SHARE, REVISED = 0.06, 6
#: One total of the months that two files share is at most so many times the other.
DAMAGE, DAMAGE_ENOUGH = 2, 200


@dataclass
class Layered:
    """The files of one table laid over each other, newest first."""

    files: list[PeopleFile]
    frame: pd.DataFrame
    supplying: set[str]
    lines: list[reconcile.Line] = field(default_factory=list)

    @property
    def newest(self) -> PeopleFile:
        """The file that supplies the latest months."""
        return self.files[0]

    def supplier(self, month: str) -> PeopleFile:
        """The file that supplies a month (``YYYY-MM``)."""
        return next((one for one in self.files if one.first <= month), self.files[-1])


def layered(files: list[PeopleFile]) -> Layered:
    """The newest file, and months before it from older ones.

    Raises:
        DataError: months that no file covers.
        Doubtful: two files to the same month that differ, or files that no revision explains.
    """
    # of two files to the same month, the one that a person accepted is used
    files = sorted(files, key=lambda f: (f.last, f.file.accepted, f.first, f.digest), reverse=True)
    out = Layered(files, files[0].frame, {files[0].source})
    first = files[0].first
    for older in files[1:]:
        out.lines += _beside(files[0], older)
        if older.first >= first:
            continue
        if np.datetime64(older.last, "M") + 1 < np.datetime64(first, "M"):
            raise DataError(
                "no file covers the months between this one and the next",
                file=older.place,
                value=f"{older.last} and {first}",
                allowed="files that together cover every month from the first to the last",
            )
        early = older.frame[older.frame["month"] < first]
        out.frame = pd.concat([early, out.frame], ignore_index=True)
        first = older.first
        out.supplying.add(older.source)
    return out


def _beside(new: PeopleFile, old: PeopleFile) -> list[reconcile.Line]:
    """Totals of two files of one table by year, over the months that both have."""
    if new.digest == old.digest:
        return []
    first, last = max(new.first, old.first), min(new.last, old.last)
    here, there = (f.monthly().loc[first:last] for f in (new, old))
    low, high = sorted((int(here.sum()), int(there.sum())))
    twins = new.last == old.last
    if (twins and not _between(new, first, last).equals(_between(old, first, last))) or (
        high >= DAMAGE_ENOUGH and high > DAMAGE * low
    ):
        new.file.doubt(
            Doubtful(
                "two files of the same table differ: nothing tells which of them is right",
                source=new.file,
                file=old.place,
                value=f"{int(there.sum())} people here, {int(here.sum())} in {new.place}, "
                f"{first} to {last}",
                allowed="one of them; an older file ends earlier",
                disputed=True,
            )
        )
    # whole years: what happened last is still being entered when an extract is made
    spans = [
        (f"{year}-01", f"{year}-12", str(year))
        for year in range(int(first[:4]), int(last[:4]) + 1)
        if first <= f"{year}-01" and f"{year}-12" <= last
    ]
    out = []
    for start, end, when in spans or [(first, last, f"{first} to {last}")]:
        now, before = int(here.loc[start:end].sum()), int(there.loc[start:end].sum())
        out.append(
            reconcile.line(
                f"{_name(new)} in {when}, {old.place}",
                before,
                now,
                abs(now - before) <= max(REVISED, REVISED_SHARE * before),
                f"the older file against {new.place}, which is used",
            )
        )
    return out


def _between(one: PeopleFile, first: str, last: str) -> pd.DataFrame:
    """The rows of some months, in a fixed order."""
    rows = one.frame[one.frame["month"].between(first, last)]
    return rows.sort_values([*KEYS], ignore_index=True)[[*KEYS, "count"]]


def _name(one: PeopleFile) -> str:
    part = f" by {one.part}" if one.part else ""
    return f"{one.dataset}, {one.role}s{part}"


def nothing_lost(one: Layered) -> reconcile.Line:
    """People in the newest file against those in the table and those left out."""
    new = one.newest
    rows = new.frame[new.frame["level"] == new.frame["level"].min()]
    kept = int(rows["count"].sum())
    left = sum(people for _, _, people, _ in new.left_out)
    note = f"{left:,} left out, with the reason" if left else "nothing left out"
    return reconcile.line(
        f"{_name(new)}: all in {new.place}",
        new.people,
        kept + left,
        kept + left == new.people,
        note,
    )

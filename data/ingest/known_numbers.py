"""Numbers that other people published, beside what the processed data says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from data.ingest.fingerprint import load
from data.model.places import UNPLACED
from data.paths import PUBLISHED

VIOLENCE = [
    "homicide",
    "violence-with-injury",
    "violence-without-injury",
    "stalking-and-harassment",
    "death-or-serious-injury-driving",
]
#: Offence → the least rank correlation with table 12 of the needs assessment.
RANKED = {
    "violence-with-injury": 0.99,
    "knife-crime": 0.98,
    "personal-robbery": 0.99,
    "domestic-abuse": 0.98,
    "rape": 0.92,
    "other-sexual-offences": 0.96,
}
AIRPORTS = "0.974 without the airports’ row, which belongs to Hillingdon and is in it here"
SNA = "Serious Violence in London (Crest Advisory for London VRU, April 2025)"


class Counts:
    """Sums over the counts table.

    Args:
        frame: ``counts.parquet``.
    """

    def __init__(self, frame: pd.DataFrame) -> None:
        self.frame = frame

    def by_area(self, level: str, offences: list[str], first: str, last: str) -> pd.Series | None:
        """Sum by area over months, both ends in (YYYY-MM); None when a month is not covered."""
        f = self.frame
        months = pd.date_range(first, last, freq="MS")
        rows = f[
            (f["level"] == level)
            & f["offence"].isin(offences)
            & f["month"].between(months[0], months[-1])
        ]
        covered = rows.groupby("offence", observed=True)["month"].nunique()
        if len(covered) < len(offences) or (covered < len(months)).any():
            return None
        return rows.groupby("area_code", observed=True)["count"].sum()

    def total(self, offences: list[str], first: str, last: str) -> int | None:
        """Sum over the borough files, the unplaced row included; None as above."""
        sums = self.by_area("borough", offences, first, last)
        return None if sums is None else int(sums.sum())


def known_numbers(processed: Path) -> list[dict[str, Any]]:
    """Numbers that others have published, beside what the processed data says.

    Args:
        processed: folder of the tables.

    Returns:
        Records of name, expected, found, ok, note. Where the data does not cover the months
        of a number, nothing is found, the note says so, and the line is not a failure.
    """
    counts = Counts(load(processed / "counts.parquet"))
    areas = pd.read_parquet(processed / "areas.parquet").set_index("area_code")
    people = pd.read_parquet(processed / "population.parquet")
    return [
        *_ranks(counts),
        *_top_two(counts, areas),
        *_totals(counts),
        *_residents(people),
    ]


def _line(name: str, expected: str, found: object, ok: object, note: str = "") -> dict[str, Any]:
    text = "" if found is None else f"{found:,}" if isinstance(found, int) else str(found)
    return {
        "name": name,
        "expected": expected,
        "found": text,
        "ok": found is None or bool(ok),
        "note": "the data does not cover these months" if found is None else note,
    }


def rank_correlation(one: pd.Series, other: pd.Series) -> float:
    """Spearman's ρ: Pearson's r of the ranks, ties at their mean rank (-1 to 1)."""
    both = pd.concat([one, other], axis=1, join="inner").astype(float).rank()
    return float(np.corrcoef(both.to_numpy().T)[0, 1])


def _ranks(counts: Counts) -> list[dict[str, Any]]:
    """Borough ranks, year to September 2023, against table 12 of the needs assessment."""
    path = PUBLISHED / "table-12.csv"
    if not path.is_file():
        return []
    table = pd.read_csv(path, comment=None, dtype={"value": float})
    out = []
    for offence, least in RANKED.items():
        published = table[table["offence"] == offence].set_index("area_code")["value"]
        sums = counts.by_area("borough", [offence], "2022-10", "2023-09")
        found = None
        if sums is not None:
            sums.index = sums.index.astype(str)
            found = rank_correlation(-published, sums.drop(UNPLACED))
        out.append(
            _line(
                f"Borough ranks of {offence}, year to September 2023, against table 12 (Spearman)",
                f"at least {least}",
                None if found is None else f"{found:.3f}",
                found is not None and found >= least,
                AIRPORTS if offence == "other-sexual-offences" else SNA,
            )
        )
    return out


def _top_two(counts: Counts, areas: pd.DataFrame) -> list[dict[str, Any]]:
    """The two highest wards and the two highest boroughs for violence against the person."""
    out = []
    wards = counts.by_area("ward", VIOLENCE, "2022-04", "2023-03")
    boroughs = counts.by_area("ward", VIOLENCE, "2025-04", "2026-03")
    if wards is not None:
        wards.index = pd.Index(areas["area_name"].reindex(wards.index.astype(str)))
    if boroughs is not None:
        home = areas["parent_name"].reindex(boroughs.index.astype(str)).to_numpy()
        boroughs = boroughs.groupby(home).sum()
    for name, sums, expected, note in (
        (
            "Two wards with most violence against the person, year to March 2023",
            wards,
            {"St James's": 2572, "West End": 2543},
            "the SNA prints 2,575 and 2,453, from the file of its time",
        ),
        (
            "Two boroughs with most violence against the person, 2025/26, wards added up",
            boroughs,
            {"Croydon": 11178, "Westminster": 11100},
            "borough files say more: some crimes are placed in a borough and in no ward",
        ),
    ):
        wanted = " and ".join(f"{n} {v:,}" for n, v in expected.items()) + ", within 1 %"
        if sums is None:
            out.append(_line(name, wanted, None, True))
            continue
        top = sums.sort_values(ascending=False).head(2)
        near = all(
            n == e and abs(f / v - 1) <= 0.01
            for (n, f), (e, v) in zip(top.items(), expected.items(), strict=True)
        )
        found = " and ".join(f"{n} {int(v):,}" for n, v in top.items())
        out.append(_line(name, wanted, found, near, note))
    return out


def _totals(counts: Counts) -> list[dict[str, Any]]:
    """Totals of London."""
    homicides = counts.total(["homicide"], "2023-01", "2023-12")
    out = [
        _line(
            "Homicides recorded in 2023",
            "109 victims in the homicide dashboard, within 3",
            homicides,
            homicides is not None and abs(homicides - 109) <= 3,
        )
    ]
    for year in range(2021, 2025):
        rapes = counts.total(["rape"], f"{year}-04", f"{year + 1}-03")
        out.append(
            _line(
                f"Rapes recorded, {year}/{(year + 1) % 100}",
                "8,801 to 9,359 by the vintages of their time, within 0.5 %",
                rapes,
                rapes is not None and 8801 * 0.995 <= rapes <= 9359 * 1.005,
            )
        )
    knives = counts.total(["knife-crime"], "2024-01", "2024-12")
    out.append(
        _line(
            "Knife crime in 2024",
            "16,604, within 0.5 %",
            knives,
            knives is not None and abs(knives / 16604 - 1) <= 0.005,
            "the extract of August 2025 says 16,604; a newer one re-counts",
        )
    )
    return out


def _residents(people: pd.DataFrame) -> list[dict[str, Any]]:
    """Residents as the Office for National Statistics publishes them."""
    total = people[(people["age"] == -1) & (people["sex"] == "all")]
    by_level = total.groupby("level")["residents"].sum()
    london, wards = int(by_level["london"]), int(by_level["ward"])
    return [
        _line(
            "Residents of London, mid-2021, and of its 33 boroughs together",
            "8,796,628",
            london,
            london == 8_796_628 == int(by_level["borough"]),
        ),
        _line(
            "Residents of the 679 wards, Census 2021",
            "8,791,200 (London 8,799,800 without the City’s 8,600), within 0.1 %",
            wards,
            abs(wards / 8_791_200 - 1) <= 0.001,
        ),
    ]

"""What others published about homicides and residents, beside the tables of people."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from data.ingest.fingerprint import load

UNDER_25 = {
    "victim": ["0-12", "13-19", "20-24"],
    "suspect": ["10-14", "15-19", "20-24"],
}
#: Shares of London’s residents, Census 2021, as the Office for National Statistics prints them.
CENSUS = {"asian": 20.7, "black": 13.5, "mixed": 5.7, "white": 53.8, "other": 6.3}
NOT_COVERED = "the data does not cover these months"


def known_people(processed: Path) -> list[dict[str, Any]]:
    """Published numbers on homicides and residents, beside what the tables say.

    Args:
        processed: folder of the tables.

    Returns:
        Records of name, expected, found, ok, note; a number whose months are not covered is
        found nothing for, which is not a failure.
    """
    people = load(processed / "people.parquet")
    homicide = people[people["dataset"] == "homicide"]
    victims = homicide[homicide["role"] == "victim"]
    accused = homicide[homicide["role"] == "suspect"]
    return [
        *_years(victims, processed),
        *_under_25(victims, accused),
        _residents(processed),
    ]


def _line(
    name: str, expected: str, found: str | None, ok: object, note: str = ""
) -> dict[str, Any]:
    return {
        "name": name,
        "expected": expected,
        "found": found or "",
        "ok": found is None or bool(ok),
        "note": NOT_COVERED if found is None else note,
    }


def _between(people: pd.DataFrame, first: str, last: str) -> pd.DataFrame | None:
    """People of some months, both ends in; None when the table does not cover them."""
    months = people["month"].astype(str)
    if not len(people) or months.min() > first or months.max() < last:
        return None
    return people[months.between(first, last)]


def _sum(people: pd.DataFrame, first: str, last: str) -> int | None:
    rows = _between(people, first, last)
    return None if rows is None else int(rows["count"].sum())


def _years(victims: pd.DataFrame, processed: Path) -> list[dict[str, Any]]:
    """Victims of homicide by year."""
    whole = _sum(victims, "2023-01", "2023-12")
    out = [
        _line(
            "Victims of homicide in 2023, homicide dashboard",
            "109",
            None if whole is None else str(whole),
            whole == 109,
        )
    ]
    for year in range(2021, 2024):
        found = _sum(victims, f"{year}-04", f"{year + 1}-03")
        out.append(
            _line(
                f"Victims of homicide, {year}/{(year + 1) % 100}",
                "104 to 126, as the recorded-crime files count homicides in these years",
                None if found is None else str(found),
                found is not None and 104 <= found <= 126,
            )
        )
    before, after = _sum(victims, "2019-04", "2020-03"), _sum(victims, "2023-04", "2024-03")
    both = before is not None and after is not None
    out.append(
        _line(
            "Victims of homicide, year to March 2024 against the year to March 2020",
            "below the level before the pandemic (needs assessment)",
            f"{after} against {before}" if both else None,
            (after or 0) < (before or 0),
        )
    )
    residents = pd.read_parquet(processed / "population.parquet")
    london = residents[
        (residents["level"] == "london") & (residents["age"] == -1) & (residents["sex"] == "all")
    ]["residents"].sum()
    deaths = _sum(victims, "2021-01", "2021-12")
    rate = None if deaths is None or not london else deaths / london * 100_000
    out.append(
        _line(
            "Victims of homicide per 100,000 residents, 2021",
            "1.4 (table 6 of the needs assessment), within 0.2",
            None if rate is None else f"{rate:.2f}",
            rate is not None and abs(rate - 1.4) <= 0.2,
            "the table compares cities and has its own source",
        )
    )
    return out


def _under_25(victims: pd.DataFrame, accused: pd.DataFrame) -> list[dict[str, Any]]:
    """Sex of young victims and accused, as the needs assessment prints it."""
    out = []
    young = _between(victims[victims["age"].isin(UNDER_25["victim"])], "2023-01", "2023-12")
    for domestic, sex, percent, words in (
        ("no", "male", 93, "93 % male"),
        ("no", "female", 7, "7 % female"),
        ("yes", "female", 100, "100 % female"),
    ):
        share = None
        if young is not None:
            rows = young[young["domestic"] == domestic]
            whole = int(rows["count"].sum())
            share = rows.loc[rows["sex"] == sex, "count"].sum() / whole * 100 if whole else None
        flagged = "with" if domestic == "yes" else "without"
        out.append(
            _line(
                f"Victims of homicide under 25 in 2023, {flagged} domestic abuse: {sex}",
                f"{words} (table 11 of the needs assessment), within 1 point",
                None if share is None else f"{share:.1f} %",
                share is not None and abs(share - percent) <= 1,
            )
        )
    five = _between(accused[accused["age"].isin(UNDER_25["suspect"])], "2019-01", "2023-12")
    share = None
    if five is not None and len(five):
        share = five.loc[five["sex"] == "male", "count"].sum() / five["count"].sum() * 100
    out.append(
        _line(
            "Accused of homicide under 25, 2019 to 2023: male",
            "almost all (needs assessment): at least 95 %",
            None if share is None else f"{share:.1f} %",
            share is not None and share >= 95,
        )
    )
    return out


def _residents(processed: Path) -> dict[str, Any]:
    """Broad ethnic groups of London’s residents."""
    groups = load(processed / "ethnicity.parquet").groupby("ethnicity")["residents"].sum()
    shares = groups / groups.sum() * 100
    near = all(abs(float(shares.get(name, 0)) - share) <= 0.1 for name, share in CENSUS.items())
    return _line(
        "Residents of London by broad ethnic group, Census 2021",
        ", ".join(f"{name} {share} %" for name, share in CENSUS.items()) + ", within 0.1 point",
        ", ".join(f"{name} {float(shares.get(name, 0)):.1f} %" for name in CENSUS),
        near,
    )

"""The same numbers in another dress: read as they are, same build id, same tables byte for byte."""

from __future__ import annotations

import csv
import json
import random
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Result
from mutate import (
    Change,
    apply,
    both,
    cells,
    every,
    headers,
    rows_of,
    text_of,
    to_parquet,
    to_xlsx,
    together,
)

WARD, BOROUGH, FLAGS = "a/ward_new.csv", "b/borough_new.csv", "c/flags.csv"
MID = "b/borough_mid.csv"


def reorder(text: str) -> str:
    """Codes first, months backwards."""
    rows = rows_of(text)
    order = [3, 2, 4, 1, 0, *reversed(range(5, len(rows[0])))]
    return text_of([[r[k] for k in order] for r in rows])


def shuffle(text: str) -> str:
    rows = rows_of(text)
    body = rows[1:]
    random.Random(3).shuffle(body)
    return text_of([rows[0], *body])


def zero_rows(text: str) -> str:
    """Spell out what the official file leaves out: rows of nothing but zeros."""
    rows = rows_of(text)
    there = {(r[1], r[3]) for r in rows[1:]}
    wards = {r[3]: r for r in rows[1:]}
    for code, row in wards.items():
        if ("HOMICIDE", code) not in there:
            rows.append(
                ["VIOLENCE AGAINST THE PERSON", "HOMICIDE", *row[2:5], *["0"] * (len(row) - 5)]
            )
    return text_of(rows)


def days_first(row: list[str]) -> list[str]:
    return [f"01/{row[0][5:7]}/{row[0][:4]}", *row[1:11], "02/08/2024"]


STYLES: dict[str, tuple[str, Change]] = {
    "byte order mark": (WARD, lambda t: "\ufeff" + t),
    "CRLF": (WARD, lambda t: text_of(rows_of(t), "\r\n")),
    "CR alone": (WARD, lambda t: text_of(rows_of(t), "\r")),
    "UTF-16": (WARD, lambda t: t.encode("utf-16")),
    "Windows-1252": (
        WARD,
        lambda t: str(cells("MinorText", "RES BURGLARY OF A HOME", "BURGLARY – HOME")(t)).encode(
            "cp1252"
        ),
    ),
    "every cell quoted": (WARD, lambda t: text_of(rows_of(t), quoting=csv.QUOTE_ALL)),
    "columns in another order": (WARD, reorder),
    "rows in another order": (WARD, shuffle),
    "rows of zero spelled out": (WARD, zero_rows),
    "new header at ward level": (
        WARD,
        headers({"MajorText": "Group", "MinorText": "SubGroup", "LookUp_BoroughName": "BOCU"}),
    ),
    "header in lower case": (
        WARD,
        lambda t: t.split("\n", 1)[0].lower() + "\n" + t.split("\n", 1)[1],
    ),
    "blanks around cells": (WARD, every(lambda r: [f" {c} " for c in r], with_header=True)),
    "counts with .0": (WARD, every(lambda r: [*r[:5], *(f"{c}.0" for c in r[5:])])),
    "blank lines at the end": (WARD, lambda t: t + "\n\n"),
    "burglary renamed": (
        WARD,
        cells("MinorText", "RES BURGLARY OF A HOME", "BURGLARY IN A DWELLING 2027"),
    ),
    "categories in Title Case": (WARD, every(lambda r: [r[0].title(), r[1].title(), *r[2:]])),
    "punctuation in categories": (
        WARD,
        cells("MinorText", "STALKING AND HARASSMENT", "Stalking & Harassment."),
    ),
    "ward renamed": (WARD, cells("WardName", "Balham", "Balham Common")),
    "older header of a borough file": (
        BOROUGH,
        headers({"Group": "MajorText", "SubGroup": "MinorText", "BOCU": "BoroughName"}),
    ),
    "borough spelt otherwise": (
        BOROUGH,
        both(
            cells("BOCU", "Barking and Dagenham", "Barking & Dagenham"),
            cells("BOCU", "Kingston upon Thames", "KINGSTON UPON THAMES"),
        ),
    ),
    "comma in a category": (
        BOROUGH,
        cells("SubGroup", "PUBLIC FEAR ALARM OR DISTRESS", "PUBLIC FEAR, ALARM OR DISTRESS"),
    ),
    "airports under another name": (
        MID,
        cells(
            "BoroughName", "London Heathrow and London City Airports", "Aviation Security (SO18)"
        ),
    ),
    "dashboard with days first": (FLAGS, every(days_first)),
    "dashboard with times": (FLAGS, every(lambda r: [f"{r[0]} 00:00:00", *r[1:]])),
    "dashboard header as published": (
        FLAGS,
        headers(
            {
                "month_year": "Month_Year",
                "area_type": "Area Type",
                "borough_snt": "Borough_SNT",
                "crime_subtype": "Crime Subtype",
                "refresh_date": "Refresh Date",
            }
        ),
    ),
    "dashboard with its sheet": (
        FLAGS,
        lambda t: text_of([[*r, "sheet" if k == 0 else "Other"] for k, r in enumerate(rows_of(t))]),
    ),
    "dashboard with a new kind of hate crime": (
        FLAGS,
        lambda t: text_of(
            [
                *rows_of(t),
                [
                    "2023-09-01",
                    "Borough",
                    "Camden",
                    "Camden",
                    "E09000007",
                    "Hate crime",
                    "Newly",
                    "Offences",
                    "fy",
                    "fy_01",
                    "7",
                    "2024-08-02",
                ],
            ]
        ),
    ),
    "ages in CRLF": ("d/ages.csv", lambda t: text_of(rows_of(t), "\r\n")),
}


def build_id(folder: Path) -> str:
    return str(json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["build_id"])


def tables(folder: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in folder.glob("*.parquet")}


ROUNDS = together(STYLES)


@pytest.mark.parametrize("names", ROUNDS)
def test_style_changes_nothing(
    names: str, build: Callable[..., Result], raw: Path, built_master: Path
):
    for file, change in ROUNDS[names].items():
        apply(raw / file, change)
    result = build()
    assert result.code == 0, result.error
    assert build_id(result.out) == build_id(built_master)
    assert tables(result.out) == tables(built_master)


FORMATS: dict[str, Callable[[Path], object]] = {
    "as Excel, below notes": lambda raw: [
        to_xlsx(raw / WARD, 5, above=4),
        to_xlsx(raw / BOROUGH, 3, above=4),
    ],
    "as Excel": lambda raw: to_xlsx(raw / WARD, 5),
    "as Parquet": lambda raw: [to_parquet(raw / name) for name in (WARD, BOROUGH, FLAGS)],
    "mixed": lambda raw: [
        to_xlsx(raw / "a/ward_mid.csv", 5),
        to_parquet(raw / WARD),
        to_parquet(raw / MID),
        to_xlsx(raw / BOROUGH, 3),
        to_parquet(raw / FLAGS),
        to_parquet(raw / "d/ages.csv"),
        to_parquet(raw / "e/links.csv"),
    ],
}


@pytest.mark.parametrize("name", FORMATS)
def test_format_changes_nothing(
    name: str, build: Callable[..., Result], raw: Path, built_master: Path
):
    FORMATS[name](raw)
    result = build()
    assert result.code == 0, result.error
    assert build_id(result.out) == build_id(built_master)
    assert tables(result.out) == tables(built_master)


def test_dashboard_as_excel_with_dates(build: Callable[..., Result], raw: Path, built_master: Path):
    """Excel keeps dates as dates and counts as numbers."""
    import datetime as dt

    import openpyxl

    path = raw / FLAGS
    rows = rows_of(path.read_text(encoding="utf-8"))
    path.unlink()
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("MPS_MonthlyCrimeDashboard")
    sheet.append(rows[0])
    for row in rows[1:]:
        day, refreshed = dt.datetime.fromisoformat(row[0]), dt.datetime.fromisoformat(row[11])
        sheet.append([day, *row[1:10], int(row[10]), refreshed])
    book.save(path.with_suffix(".xlsx"))
    book.close()
    result = build()
    assert result.code == 0, result.error
    assert tables(result.out) == tables(built_master)

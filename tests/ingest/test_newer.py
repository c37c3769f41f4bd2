"""A newer file dropped into the folder extends the series: one command, no code change."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from conftest import Result
from mutate import apply, headers
from official import Official, Table
from test_rules import same, wide

NEW_WARD = ("Group", "SubGroup", "WardName", "WardCode", "BOCU")
RENAMED = {
    "RES BURGLARY OF A HOME": "BURGLARY OF A DWELLING",
    "PUBLIC FEAR ALARM OR DISTRESS": "PUBLIC FEAR, ALARM OR DISTRESS",
}


@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".parquet"])
def test_newer_ward_file_with_the_new_header(
    suffix: str, build: Callable[..., Result], raw: Path, official: Official
):
    newer = official.ward_table("202407", "202507", NEW_WARD, rename=RENAMED)
    newer.save(raw / f"2025/download{suffix}")
    result = build()
    assert result.code == 0, result.error
    counts = result.counts()
    assert same(wide(counts, "ward", "rape"), official.ward_counts("rape", "202301", "202507"))
    manifest = json.loads((result.out / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["data_to"] == {"ward": "2025-07", "borough": "2025-06"}
    last = [v for v in manifest["vintages"] if v["level"] == "ward" and "rape" in v["offences"]][-1]
    assert (last["from"], last["to"]) == ("2024-07", "2025-07")
    assert str(last["source"]).startswith(f"2025/download{suffix}")


def test_newest_wins_and_older_ones_keep_their_months(
    build: Callable[..., Result], raw: Path, official: Official
):
    newer = official.borough_table("202410", "202509", (*NEW_WARD[:2], "BOCU"), airports=False)
    for row in newer.rows:  # a re-count: one personal robbery more in every month
        if row[1] == "ROBBERY OF PERSONAL PROPERTY" and row[2] != "Unknown":
            row[3:] = [int(str(v)) + 1 for v in row[3:]]
    newer.save(raw / "new.csv")
    result = build()
    assert result.code == 0, result.error
    found = wide(result.counts(), "borough", "personal-robbery")
    truth = official.borough_counts("personal-robbery", "202301", "202509")
    boroughs = [c for c in truth.index if c != "unplaced"]
    assert (found.loc[boroughs, "202409"] == truth.loc[boroughs, "202409"]).all()
    for month in ("202410", "202506", "202509"):
        assert (found.loc[boroughs, month] == truth.loc[boroughs, month] + 1).all()
    manifest = json.loads((result.out / "manifest.json").read_text(encoding="utf-8"))
    lines = [r for r in manifest["reconciliations"] if "borough_new.csv" in r["name"]]
    assert any("cells differ" in r["note"] and not r["note"].startswith("0 ") for r in lines)


def test_newer_dashboard_extends_its_series_only(
    build: Callable[..., Result], raw: Path, official: Official
):
    official.dashboard("202405", "202506", "2025-07-20", ("Gun Crime",)).save(raw / "guns.xlsx")
    result = build()
    assert result.code == 0, result.error
    counts = result.counts()
    assert same(
        wide(counts, "ward", "gun-crime"), official.ward_counts("gun-crime", "202308", "202506")
    )
    manifest = json.loads((result.out / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["coverage"]["ward"]["gun-crime"] == ["2023-08", "2025-06"]
    assert manifest["coverage"]["ward"]["domestic-abuse"] == ["2023-08", "2024-07"]


def test_partial_last_month_is_dropped(build: Callable[..., Result], raw: Path, official: Official):
    table = official.ward_table("202407", "202504", NEW_WARD)
    table = Table([*table.header, "202505"], [[*r, int(k < 9)] for k, r in enumerate(table.rows)])
    table.save(raw / "new.csv")
    result = build()
    assert result.code == 0, result.error
    months = pd.to_datetime(result.counts().query("level == 'ward'")["month"])
    assert months.max() == pd.Timestamp("2025-04-01")
    manifest = json.loads((result.out / "manifest.json").read_text(encoding="utf-8"))
    assert {"2024-03", "2025-05"} == {p["month"] for p in manifest["partial_months"]}


def test_a_single_new_month(build: Callable[..., Result], raw: Path, official: Official):
    official.ward_table("202504", "202504", NEW_WARD).save(raw / "april.csv")
    result = build()
    assert result.code == 0, result.error
    assert same(
        wide(result.counts(), "ward", "violence-with-injury").iloc[:, -1:],
        official.ward_counts("violence-with-injury", "202504", "202504"),
    )


def test_a_single_month_cut_off_is_refused(
    build: Callable[..., Result], raw: Path, official: Official
):
    """A new month alone has no vintage to compare with; the months before it tell."""
    table = official.ward_table("202504", "202504", NEW_WARD)
    violent = [k for k, r in enumerate(table.rows) if r[1] == "VIOLENCE WITH INJURY"]
    at = max(violent, key=lambda k: int(str(table.rows[k][5])))
    del table.rows[at]
    table.save(raw / "april.csv")
    result = build()
    assert result.code == 2 and "april.csv" in result.error and "cut off" in result.error


def test_older_scheme_never_supplies_counts(
    build: Callable[..., Result], raw: Path, official: Official
):
    """The newest file of all, in an older scheme, would drop stalking to nothing."""
    official.ward_table("202403", "202509", older=True).save(raw / "newest.csv")
    result = build()
    assert result.code == 0, result.error
    manifest = json.loads((result.out / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["data_to"]["ward"] == "2025-03"
    assert same(
        wide(result.counts(), "ward", "stalking-and-harassment"),
        official.ward_counts("stalking-and-harassment", "202301", "202503"),
    )


def test_city_of_london_in_a_borough_file_is_unplaced(
    build: Callable[..., Result], raw: Path, official: Official
):
    path = raw / "b/borough_new.csv"
    text = path.read_text(encoding="utf-8")
    extra = "ROBBERY,ROBBERY OF PERSONAL PROPERTY,City of London" + ",1" * 15 + "\n"
    path.write_text(text + extra, encoding="utf-8")
    result = build()
    assert result.code == 0, result.error
    counts = result.counts()
    assert "E09000001" not in set(counts["area_code"])
    found = wide(counts, "borough", "personal-robbery").loc["unplaced", "202506"]
    truth = official.borough_counts("personal-robbery", "202506", "202506")
    assert found == truth.loc["unplaced", "202506"] + 1


def test_a_file_with_months_swapped_is_told(
    build: Callable[..., Result], raw: Path, capsys: pytest.CaptureFixture[str]
):
    """No single file shows that two of its months are swapped; the vintage before it does."""
    swapped = headers({"202405": "held", "202410": "202405", "held": "202410"})
    apply(raw / "a/ward_new.csv", swapped)
    result = build()
    assert result.code == 0, result.error
    manifest = json.loads((result.out / "manifest.json").read_text(encoding="utf-8"))
    told = [r for r in manifest["reconciliations"] if not r["ok"] and "ward_mid.csv" in r["name"]]
    assert len(told) == 1 and "furthest apart 2024-" in told[0]["note"]

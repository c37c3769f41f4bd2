"""The rules of the build on the made-up folder: what comes out is what was put in."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
from conftest import Result
from official import FLAGGED, HEATHROW, HILLINGDON, USED, Official


def wide(counts: pd.DataFrame, level: str, slug: str) -> pd.DataFrame:
    rows = counts[(counts["level"] == level) & (counts["offence"] == slug)]
    rows = rows.assign(month=pd.to_datetime(rows["month"]).dt.strftime("%Y%m"))
    return rows.set_index(["area_code", "month"])["count"].unstack("month")  # noqa: PD010


def same(found: pd.DataFrame, expected: pd.DataFrame) -> bool:
    expected = expected.sort_index()
    return (
        list(found.index) == list(expected.index)
        and list(found.columns) == list(expected.columns)
        and bool((found.to_numpy() == expected.to_numpy()).all())
    )


def test_every_recorded_count_is_the_true_one(built_master: Path, official: Official):
    counts = pd.read_parquet(built_master / "counts.parquet")
    for slug, _ in USED.values():
        truth = official.ward_counts(slug, "202301", "202503")
        if slug == "violence-with-injury":  # the two months that only the middle vintage covers
            abbeys = [c for c, (name, *_) in official.wards.items() if name == "Abbey"]
            assert len(abbeys) == 2
            between = ["202402", "202403"]
            truth.loc[abbeys, between] = (truth.loc[abbeys, between] - 1).clip(0)
        assert same(wide(counts, "ward", slug), truth), slug
        assert same(
            wide(counts, "borough", slug), official.borough_counts(slug, "202301", "202506")
        )


def test_every_flagged_count_is_the_true_one(built_master: Path, official: Official):
    counts = pd.read_parquet(built_master / "counts.parquet")
    for (crime, _), (slug, _) in FLAGGED.items():
        last = "202501" if crime == "Knife Crime" else "202407"
        assert same(wide(counts, "ward", slug), official.ward_counts(slug, "202308", last)), slug
        assert same(wide(counts, "borough", slug), official.borough_counts(slug, "202308", last))


def test_table_is_dense_sorted_and_without_the_city(built_master: Path):
    counts = pd.read_parquet(built_master / "counts.parquet")
    assert list(counts.columns) == ["level", "area_code", "offence", "month", "count"]
    keys = ["level", "offence", "area_code", "month"]
    assert counts[keys].equals(counts.sort_values(keys, ignore_index=True)[keys])
    assert not counts.duplicated(keys).any()
    assert "E09000001" not in set(counts["area_code"])
    assert counts[counts["level"] == "ward"]["area_code"].nunique() == 679
    assert counts[counts["level"] == "borough"]["area_code"].nunique() == 33
    assert not ((counts["level"] == "ward") & (counts["area_code"] == "unplaced")).any()
    assert counts["count"].dtype == np.int32


def test_heathrow_under_two_boroughs_is_added_up(built_master: Path, official: Official):
    counts = wide(pd.read_parquet(built_master / "counts.parquet"), "ward", "violence-with-injury")
    truth = official.ward_counts("violence-with-injury", "202301", "202402").loc[HEATHROW]
    assert (counts.loc[HEATHROW, truth.index] == truth).all()
    assert (truth > 0).sum() > 10  # both halves are in it


def test_airports_are_part_of_hillingdon(built_master: Path, official: Official):
    counts = pd.read_parquet(built_master / "counts.parquet")
    for slug in ("violence-with-injury", "knife-crime"):
        found = wide(counts, "borough", slug).loc[HILLINGDON]
        first, last = found.index[0], found.index[-1]
        assert (found == official.borough_counts(slug, first, last).loc[HILLINGDON]).all()


def test_manifest_says_what_was_used_and_what_was_not(built_master: Path):
    manifest = json.loads((built_master / "manifest.json").read_text(encoding="utf-8"))
    used = {s["file"]: s for s in manifest["sources"]}
    assert used["a/ward_new.csv"]["used"] and used["a/ward_new.csv"]["period"] == "2024-04..2025-03"
    assert not used["a/ward_2018.csv"]["used"] and "wards" in used["a/ward_2018.csv"]["reason"]
    assert not used["a/ward_scheme.csv"]["used"]
    assert "older category scheme" in used["a/ward_scheme.csv"]["reason"]
    assert not used["notes.md"]["used"] and "not recognised" in used["notes.md"]["reason"]
    assert not used["h/lookup.csv"]["used"] and used["h/lookup.csv"]["kind"] == "ward23"
    assert all(len(s["sha256"]) == 64 for s in manifest["sources"])
    assert all(s["publisher"] and s["licence"] for s in manifest["sources"] if s["used"])
    assert manifest["data_to"] == {"ward": "2025-03", "borough": "2025-06"}
    assert manifest["coverage"]["ward"]["knife-crime"] == ["2023-08", "2025-01"]
    assert manifest["coverage"]["borough"]["gun-crime"] == ["2023-08", "2024-07"]
    assert [p["month"] for p in manifest["partial_months"]] == ["2024-03"]
    what = {d["what"] for d in manifest["dropped"] if d["file"] == "a/ward_new.csv"}
    assert "BURGLARY / RES BURGLARY OF A HOME" in what and "month 2024-03" in what
    runs = [v for v in manifest["vintages"] if v["level"] == "ward" and "rape" in v["offences"]]
    assert [(r["from"], r["to"], r["source"]) for r in runs] == [
        ("2023-01", "2024-01", "a/ward_old.parquet"),
        ("2024-02", "2024-03", "a/ward_mid.csv"),
        ("2024-04", "2025-03", "a/ward_new.csv"),
    ]


def test_older_scheme_agrees_in_total(built_master: Path):
    manifest = json.loads((built_master / "manifest.json").read_text(encoding="utf-8"))
    lines = [r for r in manifest["reconciliations"] if "older scheme" in r["name"]]
    assert len(lines) == 10
    assert all(r["ok"] and r["difference"] == 0 for r in lines if "ward_scheme" in r["name"])


def test_residents_and_deprivation_add_up(built_master: Path, official: Official):
    people = pd.read_parquet(built_master / "population.parquet")
    total = people[(people["age"] == -1) & (people["sex"] == "all")].set_index("area_code")
    assert total.loc["E12000007", "residents"] == 33 * 91 * 40
    one = people[(people["area_code"] == HEATHROW) & (people["age"] >= 0)]
    assert len(one) == 101 and one["residents"].sum() == total.loc[HEATHROW, "residents"]
    assert "E09000001" not in set(people[people["level"] == "ward"]["area_code"])
    poor = pd.read_parquet(built_master / "deprivation.parquet").set_index("area_code")
    first = next(iter(official.wards))
    assert poor.loc[first, "imd_average_rank"] == 1.5 and poor.loc[first, "lsoas"] == 2
    assert poor.loc[first, "imd_share_most_deprived_20"] == 1
    assert len(poor) == 679 + 33


def test_city_of_london_has_its_own_table(built_master: Path):
    city = pd.read_parquet(built_master / "city.parquet").set_index("offence")
    assert city.loc["violence-with-injury", "count"] == 447
    assert city.loc["robbery", "count"] == 180
    assert pd.isna(city.loc["possession-of-weapons", "count"])  # [x] is not zero
    assert str(city["period_to"].iloc[0]) == "2025-06-30"


def test_same_id_whatever_the_names_and_copies(
    build: Callable[..., Result], raw: Path, built_master: Path
):
    """Renamed, moved, or there twice: the same numbers, the same id."""
    before = json.loads((built_master / "manifest.json").read_text(encoding="utf-8"))["build_id"]
    (raw / "z").mkdir()
    (raw / "a/ward_new.csv").rename(raw / "z/0000.csv")
    (raw / "a/ward_mid.csv").rename(raw / "zz.csv")
    shutil.copy(raw / "z/0000.csv", raw / "b/copy.csv")
    shutil.copy(raw / "d/ages.csv", raw / "ages again.csv")
    shutil.copy(raw / "c/knives.parquet", raw / "c/aaa.parquet")
    result = build()
    assert result.code == 0, result.error
    after = json.loads((result.out / "manifest.json").read_text(encoding="utf-8"))["build_id"]
    assert after == before

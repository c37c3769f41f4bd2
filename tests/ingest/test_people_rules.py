"""People of the made-up London: what comes out is what was put in, and the manifest tells it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from conftest import Result
from official import Official
from official_people import (
    HEATHROW,
    HILLINGDON,
    METHODS,
    SEEN,
    TOLD,
    VAWG_ETHNICITIES,
    age,
    ym,
)

from data.ingest import check
from data.ingest.official import write
from data.ingest.official.areas import Areas
from data.ingest.official.people import month_of

DIMENSIONS = ["age", "sex", "ethnicity", "method", "domestic"]
COLUMNS = ["dataset", "role", "offence", "split", "level", "area_code", "month", *DIMENSIONS]
SEXES = {"Male": "male", "Female": "female"}


@pytest.fixture(scope="module")
def people(built_master: Path) -> pd.DataFrame:
    return pd.read_parquet(built_master / "people.parquet")


@pytest.fixture(scope="module")
def manifest(built_master: Path) -> dict:
    return json.loads((built_master / "manifest.json").read_text(encoding="utf-8"))


def of(people: pd.DataFrame, dataset: str, role: str, level: str, split: str) -> pd.DataFrame:
    return people[
        (people["dataset"] == dataset)
        & (people["role"] == role)
        & (people["level"] == level)
        & (people["split"] == split)
    ]


def same_people(found: pd.DataFrame, truth: pd.DataFrame, by: list[str]) -> bool:
    """Whether the counts by some columns are those of a list of people."""
    left = found.groupby(by)["count"].sum().sort_index()
    right = truth.groupby(by).size() if "count" not in truth else truth.groupby(by)["count"].sum()
    return left.to_dict() == right.sort_index().to_dict()


def test_shape_of_the_table(people: pd.DataFrame):
    assert list(people.columns) == [*COLUMNS, "count"]
    assert people["count"].dtype == np.int32 and people["count"].min() >= 1
    assert not people.duplicated(COLUMNS).any()
    assert people[COLUMNS].equals(people.sort_values(COLUMNS, ignore_index=True)[COLUMNS])
    assert people["month"].str.fullmatch(r"20\d\d-(0[1-9]|1[0-2])").all()
    for name in DIMENSIONS:  # a column outside the split reads “all”, and only there
        inside = people["split"].str.split(",").map(lambda names, name=name: name in names)
        assert ((people[name] == "all") == ~inside).all()


def test_every_victim_of_homicide_is_there_once(people: pd.DataFrame, official: Official):
    found = of(people, "homicide", "victim", "borough", ",".join(DIMENSIONS))
    truth = official.people.victims
    expected = pd.DataFrame(
        {
            "area_code": truth["borough"],
            "month": truth["month"].map(ym),
            "age": truth["age"].map(age),
            "sex": truth["sex"].map(lambda s: SEXES.get(s, "unknown")),
            "ethnicity": truth["ethnicity"].map(SEEN),
            "method": truth["method"].map(METHODS),
            "domestic": truth["domestic"].map({"Domestic Abuse": "yes"}).fillna("no"),
        }
    )
    assert same_people(found, expected, ["area_code", "month", *DIMENSIONS])
    assert "unplaced" in set(found["area_code"])
    assert set(found["offence"]) == {"homicide"}


def test_every_accused_but_the_recording_error_is_there_once(
    people: pd.DataFrame, official: Official, manifest: dict
):
    found = of(people, "homicide", "suspect", "borough", "age,sex,ethnicity")
    truth = official.people.accused[~official.people.accused["error"]]
    expected = pd.DataFrame(
        {
            "area_code": truth["borough"],
            "month": truth["month"].map(ym),
            "age": truth["age"].map(age),
            "sex": truth["sex"].map(lambda s: SEXES.get(s, "unknown")),
            "ethnicity": truth["ethnicity"].map(TOLD),
        }
    )
    assert same_people(found, expected, ["area_code", "month", "age", "sex", "ethnicity"])
    heathrow = official.people.accused[official.people.accused["heathrow"]].iloc[0]
    there = found[(found["area_code"] == HILLINGDON) & (found["month"] == ym(heathrow["month"]))]
    assert there["count"].sum() >= 1
    left = [d for d in manifest["dropped"] if d["what"] == "Recording Error"]
    assert {d["file"]: (d["rows"], d["crimes"]) for d in left} == {
        "p/three.csv": (1, 1),
        "p/four.parquet": (1, 1),
    }


@pytest.mark.parametrize("level", ["ward", "borough"])
def test_every_place_has_its_victims_of_violence_against_women(
    level: str, people: pd.DataFrame, official: Official
):
    rows = of(people, "vawg", "victim", level, "")
    found = rows.pivot_table(index="area_code", columns="month", values="count", aggfunc="sum")
    truth = official.people.by_ward() if level == "ward" else official.people.by_borough()
    assert (
        found.fillna(0)
        .astype(int)
        .equals(truth.sort_index().astype(int).rename_axis(index="area_code", columns="month"))
    )
    assert "E09000001" not in found.index


def test_heathrow_villages_stands_under_other_and_lies_in_hillingdon(
    people: pd.DataFrame, official: Official
):
    rows = of(people, "vawg", "victim", "ward", "")
    found = rows[rows["area_code"] == HEATHROW]["count"].sum()
    assert found == official.people.women.loc[HEATHROW].sum()


def test_names_in_two_boroughs_are_two_wards(people: pd.DataFrame, official: Official):
    twins = [c for c, (name, *_) in official.wards.items() if name == "Belmont"]
    assert len(twins) == 2
    rows = of(people, "vawg", "victim", "ward", "").groupby("area_code")["count"].sum()
    assert [int(rows[c]) for c in twins] == [int(official.people.women.loc[c].sum()) for c in twins]


def test_renamed_wards_keep_their_codes(official: Official):
    areas = Areas(
        {c: n for c, (n, *_) in official.wards.items()},
        {c: b for c, (_, b, _) in official.wards.items()},
        official.boroughs,
    )
    hamlets = "E09000030"
    assert areas.ward(hamlets, "Bethnal Green West") == areas.ward(hamlets, "St Peter's")
    assert areas.ward(hamlets, "Bethnal Green East") == "E05009317"
    assert areas.ward("E09000012", "Bethnal Green West") is None
    assert areas.ward(hamlets, "Belmont") is None


def test_three_marginals_hold_the_same_victims(people: pd.DataFrame, official: Official):
    whole = official.people.by_borough().sum()
    for split, level in (("", "borough"), ("", "ward"), ("age", "london"), ("ethnicity", "london")):
        rows = of(people, "vawg", "victim", level, split)
        assert rows.groupby("month")["count"].sum().to_dict() == whole.to_dict()
    groups = of(people, "vawg", "victim", "london", "ethnicity")
    assert set(groups["ethnicity"]) == set(VAWG_ETHNICITIES.values())
    assert set(groups["area_code"]) == {"E12000007"}


def test_every_disposal_is_counted(people: pd.DataFrame, official: Official):
    found = of(people, "custody", "suspect", "london", "age,sex,ethnicity")
    truth = official.people.custody
    slugs = {"Drugs - Other": "custody-drugs-other", "Sexual Offences": "custody-sexual-offences"}
    expected = pd.DataFrame(
        {
            "offence": truth["group"].map(
                lambda g: slugs.get(g, "custody-" + g.lower().replace(" ", "-"))
            ),
            "month": truth["month"].map(ym),
            "age": truth["age"].map({"Adult": "adult", "Child": "child"}).fillna("unknown"),
            "sex": truth["sex"].map(SEXES).fillna("unknown"),
            "ethnicity": truth["ethnicity"].str.strip().str.lower(),
            "count": truth["count"],
        }
    ).replace({"ethnicity": {"not recorded": "unknown"}})
    assert same_people(found, expected, ["offence", "month", "age", "sex", "ethnicity"])


def test_residents_by_broad_group(built_master: Path, official: Official):
    found = pd.read_parquet(built_master / "ethnicity.parquet")
    assert list(found.columns) == ["area_code", "ethnicity", "residents"]
    assert len(found) == 165 and found["area_code"].nunique() == 33
    place = [*official.boroughs].index("E09000002") + 1
    own = found[found["area_code"] == "E09000002"].set_index("ethnicity")["residents"]
    kinds = {"asian": range(1, 6), "black": range(6, 9), "mixed": range(9, 13)}
    kinds |= {"white": range(13, 18), "other": range(18, 20)}
    for group, numbers in kinds.items():
        assert own[group] == sum(official.people.residents(place, n) for n in numbers)


def test_manifest_tells_levels_splits_bands_and_totals(manifest: dict, official: Official):
    told = manifest["people"]
    assert {name: sorted(roles) for name, roles in told.items()} == {
        "homicide": ["suspect", "victim"],
        "vawg": ["victim"],
        "custody": ["suspect"],
    }
    victim = told["homicide"]["victim"]
    assert victim["levels"] == {"borough": ["2023-01", "2025-03"]}
    assert victim["splits"] == [",".join(DIMENSIONS)]
    assert victim["bands"]["age"] == [
        *("0-12", "13-19", "20-24", "25-34", "35-44", "45-54", "55-64", "65+")
    ]
    assert victim["bands"]["sex"] == ["female", "male", "unknown"]
    assert victim["bands"]["ethnicity"] == ["white", "black", "asian", "other", "unknown"]
    assert victim["bands"]["domestic"] == ["yes", "no"]
    assert victim["labels"]["method"]["physical-assault"] == "Physical Assault, no weapon"
    assert victim["totals"] == {",".join(DIMENSIONS): {"borough": len(official.people.victims)}}
    assert victim["files"] == ["p/one.csv"]
    women = told["vawg"]["victim"]
    span = ["2024-01", "2025-02"]
    assert women["levels"] == {"borough": span, "london": span, "ward": span}
    assert women["splits"] == ["", "age", "ethnicity"]
    total = int(official.people.by_borough().to_numpy().sum())
    assert women["totals"] == {
        "": {"borough": total, "ward": total},
        "age": {"london": total},
        "ethnicity": {"london": total},
    }
    assert women["unmapped_wards"] == [{"area_code": "E09000003", "ward": "Colindale", "count": 2}]
    nowhere = int(sum(official.people.nowhere.values()))
    assert women["unplaced"] == {"borough": nowhere, "ward": nowhere + 2}
    custody = told["custody"]["suspect"]
    assert custody["offence_labels"]["custody-drugs-other"] == "Drugs - Other"
    assert custody["offences"] == list(custody["offence_labels"])
    assert custody["bands"]["age"] == ["child", "adult", "unknown"]
    assert "not people" in custody["unit"]


def test_manifest_tells_sources_and_reconciliations(manifest: dict, official: Official):
    used = {s["file"]: s for s in manifest["sources"]}
    for name in ("one.csv", "three.csv", "women.csv", "cells.csv", "groups.csv"):
        source = used[f"p/{name}"]
        assert source["used"] and source["rows"] and len(source["sha256"]) == 64
        assert source["publisher"] and source["licence"] and source["period"]
    for name in ("two.csv", "four.parquet"):
        assert not used[f"p/{name}"]["used"]
        assert "only checks totals" in used[f"p/{name}"]["reason"]
    lines = {r["name"]: r for r in manifest["reconciliations"]}
    assert lines["homicide, victims in 2023, p/two.csv"]["difference"] == 1
    assert lines["homicide, suspects in 2023, p/four.parquet"]["difference"] == 0
    months = lines["vawg: months in which victims by place, age and ethnicity differ"]
    assert (months["found"], months["ok"]) == (0, True)
    custody = lines["custody, suspects: all in p/cells.csv"]
    assert custody["found"] == int(official.people.custody["count"].sum())
    assert all(r["ok"] for name, r in lines.items() if name.startswith(("vawg", "custody")))
    assert lines["homicides in 2023, victims in p/one.csv"]["difference"] == 0


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("Jan 2003", "2003-01"),
        ("  January   2003", "2003-01"),
        ("Febraury 2021", "2021-02"),
        ("Sept 2020", "2020-09"),
        ("Mar-24", "2024-03"),
        ("2003-01-01 00:00:00", "2003-01"),
        ("2003-13-01", None),
        ("2003-01-02", None),
        ("Jan 03", None),
        ("Jan-2003", None),
        ("Jan-3", None),
        ("Jan 203", None),
        ("Januar 2003", None),
        ("", None),
    ],
)
def test_months_in_words(text: str, month: str | None):
    assert month_of(text) == month


# --- the check of the processed data ------------------------------------------------------
def lines_of(folder: Path) -> dict[str, dict]:
    return {line["name"]: line for line in check.report(folder)}


def edited(served: Path, change: Callable[[pd.DataFrame], pd.DataFrame]) -> dict[str, dict]:
    """The lines on people after a change of the table."""
    frame = change(pd.read_parquet(served / "people.parquet"))
    write.write_table(served / "people.parquet", frame)
    manifest = json.loads((served / "manifest.json").read_text(encoding="utf-8"))
    return {line["name"]: line for line in check.people(served, manifest)}


def test_check_of_untouched_people_passes(served: Path):
    assert all(line["ok"] for line in edited(served, lambda f: f).values())


def test_check_finds_a_changed_count_a_second_row_and_the_city(served: Path):
    def more(frame: pd.DataFrame) -> pd.DataFrame:
        frame.loc[0, "count"] += 1
        return frame

    assert not edited(served, more)["Totals of people that the manifest says"]["ok"]


def test_check_finds_a_row_twice(served: Path):
    lines = edited(served, lambda f: pd.concat([f, f.tail(1)], ignore_index=True))
    assert lines["Rows of people that stand there twice"]["found"] == "1"


def test_check_finds_the_city(served: Path):
    lines = edited(served, lambda f: f.replace({"area_code": {"E09000002": "E09000001"}}))
    assert not lines["Rows of people in the City of London, which the Met does not police"]["ok"]


def test_check_finds_marginals_apart_and_months_outside(served: Path):
    lines = edited(served, lambda f: f[~((f["split"] == "age") & (f["month"] == "2024-05"))])
    name = "Violence against women and girls: victims by borough, ward, age and ethnicity"
    assert not lines[name]["ok"]
    lines = edited(served, lambda f: f.replace({"month": {"2024-05": "2019-05"}}))
    assert not lines["Tables of people within the months of the manifest"]["ok"]


def test_check_finds_a_missing_table_of_people(served: Path):
    (served / "ethnicity.parquet").unlink()
    assert not lines_of(served)["Rows of ethnicity.parquet"]["ok"]


def test_a_changed_person_changes_the_id(served: Path):
    frame = pd.read_parquet(served / "people.parquet")
    at = frame.index[frame["sex"] == "male"][0]
    frame.loc[at, "sex"] = "unknown"
    frame = frame.drop_duplicates(COLUMNS)
    write.write_table(served / "people.parquet", frame)
    assert not all(line["ok"] for line in check.report(served)[:11])


def test_people_are_the_same_with_every_copy(
    build: Callable[..., Result], raw: Path, built_master: Path
):
    import shutil

    for number, path in enumerate(sorted((raw / "p").iterdir())):
        shutil.copy(path, raw / f"{number} again{path.suffix}")
    result = build()
    assert result.code == 0, result.error
    assert (result.out / "people.parquet").read_bytes() == (
        built_master / "people.parquet"
    ).read_bytes()

"""London beside the rest of the country: what the build makes of the national tables."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from official import Table

from data.__main__ import main
from data.ingest.official.national import KINDS

ROOT = Path(__file__).resolve().parents[2]
LONDON = "E12000007"


@pytest.fixture(scope="module")
def national() -> pd.DataFrame:
    """The committed table."""
    return pd.read_parquet(ROOT / "data" / "processed" / "national.parquet")


def value(frame: pd.DataFrame, code: str, measure: str, period: str = "") -> float:
    own = frame[(frame["area_code"] == code) & (frame["measure"] == measure)]
    own = own[own["period"] == period] if period else own
    assert len(own) == 1
    return float(own["value"].iloc[0])


@pytest.mark.parametrize(
    ("code", "printed"),
    [
        # Office for National Statistics, mid-2021 estimates, table MYE6 (not read by the build)
        ("K04000001", 40.61), ("E92000001", 40.49), (LONDON, 35.94), ("E12000005", 40.34),
        ("W92000004", 43.05), ("E09000030", 30.74), ("E08000003", 31.35), ("E06000018", 31.74),
    ],
)  # fmt: skip
def test_median_ages_are_those_that_the_office_prints(
    national: pd.DataFrame, code: str, printed: float
) -> None:
    assert value(national, code, "median-age") == pytest.approx(printed, abs=0.006)


@pytest.mark.parametrize(
    ("code", "printed"),
    [
        # the same, table MYE5, column "2021 people per sq. km" (not read by the build)
        ("K02000001", 276.122814), (LONDON, 5595.709702), ("E09000030", 15794.496991),
        ("E09000019", 14589.244851), ("E06000044", 5121.837669),
    ],
)  # fmt: skip
def test_densities_are_those_that_the_office_prints(
    national: pd.DataFrame, code: str, printed: float
) -> None:
    found = value(national, code, "residents") / value(national, code, "area")
    assert found == pytest.approx(printed, rel=1e-6)


def test_every_resident_of_england_and_wales_has_one_police_force(national: pd.DataFrame) -> None:
    forces = national[national["kind"] == "force"]
    people = forces[forces["measure"] == "residents"]
    assert len(people) == forces["area_code"].nunique() == 43
    assert people["area_name"].is_unique
    whole = value(national, "K04000001", "residents")
    assert people["value"].sum() == pytest.approx(whole, abs=5)  # the estimates are rounded
    met = value(national, "E23000001", "residents")
    assert met == value(national, LONDON, "residents") - value(national, "E09000001", "residents")


def test_counts_of_the_forces_are_those_of_table_c2(national: pd.DataFrame) -> None:
    period = "2024-07..2025-06"
    assert value(national, "E23000036", "robbery", period) == 2_557
    assert value(national, "E23000001", "all-crime", period) == 940_619
    assert value(national, "E23000034", "all-crime", period) == 8_801


def test_all_crime_of_a_year_is_the_sum_of_its_file(national: pd.DataFrame) -> None:
    own = national[(national["origin"] == "recorded") & (national["period"] == "2023-01..2023-12")]
    assert own["value"].sum() == 930_955
    assert own.set_index("area_code")["value"]["E09000033"] == 89_774


def test_shares_and_diversity_lie_between_nothing_and_all(national: pd.DataFrame) -> None:
    own = national[national["origin"] == "census-2021"]
    assert own["value"].between(0, 100).all()
    assert (own["area_code"].value_counts() == 2).all()
    assert set(own["kind"]) == {"authority", "region", "country"}
    # 19 groups of one size would give 94.7
    assert own[own["measure"] == "diversity"]["value"].max() < (1 - 1 / 19) * 100


def test_files_that_may_be_absent_leave_no_rows(built_master: Path) -> None:
    frame = pd.read_parquet(built_master / "national.parquet")
    assert set(frame["origin"]) == {"mid-2021", "census-2021", "table-c2", "recorded"}
    assert "area" not in set(frame["measure"])


def test_an_area_that_is_no_number_stops_the_build(
    raw: Path, tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    header = ["Code", "Name", "Geography", "Area (sq km)", "Estimated Population mid-2021"]
    Table(header, [[LONDON, "LONDON", "Region", "wide", 8_796_628]]).save(raw / "d/mye5.csv")
    assert main(["build", "--raw", str(raw), "--out", str(tmp_path / "out")]) == 2
    said = capsys.readouterr().err
    assert "mye5.csv" in said
    assert "not a number" in said
    assert "wide" in said
    assert "Region" in KINDS

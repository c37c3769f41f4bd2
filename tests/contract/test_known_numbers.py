"""Numbers that somebody else published, asked of the interface as anybody can ask."""

from __future__ import annotations

import csv
import io
import os
from collections import defaultdict
from pathlib import Path

import pandas as pd
import pytest
from scipy.stats import spearmanr

from data.session import sessions
from tests.conftest import ROOT

CITY = "E09000001"
VIOLENCE = "violence-against-the-person"


def rows(client, **query: str) -> list[dict[str, str]]:
    """The rows of ``areas.csv``; ``from_`` stands for ``from``."""
    asked = {key.rstrip("_"): value for key, value in query.items()}
    reply = client.get("/api/v1/areas.csv", query_string=asked)
    assert reply.status_code == 200
    lines = [line for line in reply.get_data(as_text=True).splitlines() if line[:1] != "#"]
    return list(csv.DictReader(io.StringIO("\n".join(lines))))


def london(client, offence: str, start: str, end: str) -> int:
    (row,) = rows(client, level="london", offence=offence, from_=start, to=end)
    return int(row["count"])


@pytest.fixture(scope="module")
def table_12() -> dict[str, dict[str, int]]:
    """Ranks of the 32 boroughs, year to September 2023, by offence: SNA table 12."""
    found: dict[str, dict[str, int]] = defaultdict(dict)
    with (ROOT / "data/published/table-12.csv").open(encoding="utf-8") as file:
        for line in csv.DictReader(file):
            found[line["offence"]][line["area_code"]] = int(line["value"])
    return found


HILLINGDON = "E09000017"
AIRPORTS = {"other-sexual-offences": 33}
"""Offences at the airports in the year to September 2023. The Met counted them apart then and in
Hillingdon before and after, so here they are in Hillingdon throughout; the report ranked Hillingdon
without them (22nd; with them 15th). The other columns hold their thresholds either way."""


@pytest.mark.parametrize(
    ("offence", "least"),
    [
        ("violence-with-injury", 0.99),
        ("knife-crime", 0.98),
        ("personal-robbery", 0.99),
        ("domestic-abuse", 0.98),
        # Thresholds hold on the report's own definition; see AIRPORTS for what differs here.
        ("other-sexual-offences", 0.97),
        ("rape", 0.92),  # 0.928 when the files were first looked at; no threshold is set for it
    ],
)
def test_boroughs_rank_as_in_sna_table_12(client, table_12, offence: str, least: float) -> None:
    found = rows(
        client, level="borough", from_="2022-10", to="2023-09", measure="count", offence=offence
    )
    counts = {row["area_code"]: int(row["count"]) for row in found if row["rank"]}
    published = table_12[offence]
    assert set(counts) == set(published)
    assert len(counts) == 32
    assert {row["area_code"] for row in found} - set(counts) == {CITY, "unplaced"}
    codes = sorted(counts)

    def agreement(apart: int) -> float:
        values = [-counts[code] + (apart if code == HILLINGDON else 0) for code in codes]
        return float(spearmanr(values, [published[code] for code in codes]).statistic)

    served, reported = agreement(0), agreement(AIRPORTS.get(offence, 0))
    print(f"Spearman with SNA table 12, {offence}: {served:.4f} as served, {reported:.4f} without "
          f"the airports (at least {least})")  # fmt: skip
    assert reported >= least
    assert served >= (0.965 if offence in AIRPORTS else least)


def test_what_the_airports_add_to_hillingdon_is_what_the_file_says() -> None:
    """The one difference between what is served and how the report ranked, from its source."""
    raw = Path(os.environ.get("LONDON_RAW") or ROOT.parent / "shared" / "data" / "raw")
    path = raw / "mps_recorded_crime" / "recorded-crime-borough-historical.parquet"
    if not raw.is_dir():
        pytest.skip(f"the official files are not at {raw}")
    frame = pd.read_parquet(path)
    months = [name for name in frame.columns if name.isdigit() and "202210" <= name <= "202309"]
    airports = frame[frame["boroughname"] == "London Heathrow and London City Airports"]
    for offence, added in AIRPORTS.items():
        own = airports["minortext"].str.lower().str.replace(" ", "-") == offence
        assert int(airports.loc[own, months].to_numpy().sum()) == added


def test_the_two_wards_with_most_violence(client) -> None:
    """SNA: St James's and West End; 2,572 and 2,543 in the historical file."""
    found = rows(
        client, level="ward", offence=VIOLENCE, measure="count", from_="2022-04", to="2023-03"
    )
    top = [(row["area_name"], int(row["count"]), row["rank"]) for row in found[:2]]
    print(f"Most violence against the person, year to March 2023: {top}")
    assert [name for name, _, _ in top] == ["St James's, Westminster", "West End, Westminster"]
    assert [rank for _, _, rank in top] == ["1", "2"]
    assert top[0][1] == pytest.approx(2572, rel=0.01)
    assert top[1][1] == pytest.approx(2543, rel=0.01)
    assert int(found[2]["count"]) < top[1][1] * 0.9, "no third comes near"


def test_knife_crime_of_2024(client) -> None:
    found = london(client, "knife-crime", "2024-01", "2024-12")
    print(f"Knife crime in 2024: {found:,} (16,604)")
    assert found == pytest.approx(16_604, rel=0.005)


def test_homicides_of_2023(client) -> None:
    """109 victims by the homicide dashboard; recorded offences are dated by recording."""
    found = london(client, "homicide", "2023-01", "2023-12")
    print(f"Homicides recorded in 2023: {found} (109 victims)")
    assert 104 <= found <= 126


@pytest.mark.parametrize("year", [2021, 2022, 2023, 2024])
def test_rapes_of_a_financial_year(client, year: int) -> None:
    found = london(client, "rape", f"{year}-04", f"{year + 1}-03")
    print(f"Rapes, {year}/{year + 1}: {found:,} (8,801 to 9,359)")
    assert 8_801 * 0.995 <= found <= 9_359 * 1.005


def test_boroughs_by_their_wards(client) -> None:
    """Violence against the person, 2025/26, wards added up: 11,178 and 11,100."""
    found = {
        name: sum(
            int(row["count"])
            for row in rows(
                client, level="ward", area=code, offence=VIOLENCE, from_="2025-04", to="2026-03"
            )
        )
        for code, name in (("E09000008", "Croydon"), ("E09000033", "Westminster"))
    }
    print(f"Violence against the person, 2025/26, wards added up: {found}")
    assert found["Croydon"] == pytest.approx(11_178, rel=0.01)
    assert found["Westminster"] == pytest.approx(11_100, rel=0.01)


def test_much_of_october_2023_has_no_borough(client) -> None:
    """2,109 of 21,897 in the files; 400 in other months."""
    found = {
        month: next(
            int(row["count"])
            for row in rows(client, offence=VIOLENCE, from_=month, to=month)
            if row["area_code"] == "unplaced"
        )
        for month in ("2023-08", "2023-10", "2023-12")
    }
    print(f"Violence against the person without a borough: {found}")
    assert found["2023-10"] == pytest.approx(2_109, rel=0.05)
    assert found["2023-08"] < 700
    assert found["2023-12"] < 700


def test_residents(client) -> None:
    boroughs = rows(client, level="borough")
    assert sum(int(row["population"]) for row in boroughs if row["population"]) == 8_796_628
    wards = rows(client, level="ward")
    people = sum(int(row["population"]) for row in wards)
    # 8,799,800 in London less the 8,600 of the City; cells of the census are perturbed.
    assert people == pytest.approx(8_791_200, rel=0.001)


def test_the_airports_belong_to_hillingdon(client) -> None:
    """Their row fell to nothing in 2024-03, when Hillingdon rose: together there is no step."""
    found = rows(
        client, area="E09000017", offence=VIOLENCE, from_="2024-03", to="2025-02", compare="none"
    )
    before = rows(
        client, area="E09000017", offence=VIOLENCE, from_="2023-03", to="2024-02", compare="none"
    )
    ratio = int(found[0]["count"]) / int(before[0]["count"])
    others = london(client, VIOLENCE, "2024-03", "2025-02") / london(
        client, VIOLENCE, "2023-03", "2024-02"
    )
    print(f"Hillingdon, year from March 2024 on the year before: {ratio:.3f}; London {others:.3f}")
    assert ratio / others == pytest.approx(1, abs=0.08)
    names = {row["area_name"] for row in rows(client, level="borough")}
    assert not [name for name in names if "irport" in name or "viation" in name]


def test_the_city_of_london_in_the_official_yearly_table() -> None:
    """447 violence with injury and 180 robberies in the year to June 2025."""
    table = sessions.current.build.frame("city")
    assert str(table["period_to"].iloc[0])[:7] == "2025-06"
    counts = table.set_index("offence")["count"]
    assert counts["violence-with-injury"] == 447
    assert counts["robbery"] == 180


def test_the_sums_of_tables_13_and_15(client) -> None:
    """Unit cost × printed volume, to the nearest £10: the costs are the report's own."""
    for number in (13, 15):
        cells: dict[str, dict[str, float]] = defaultdict(dict)
        with (ROOT / f"data/published/table-{number}.csv").open(encoding="utf-8") as file:
            for line in csv.DictReader(file):
                cells[line["offence"]][line["figure_id"].rsplit("-", 1)[-1]] = float(line["value"])
        for offence, parts in cells.items():
            if "volume" not in parts:
                continue
            unit = sum(parts[name] for name in ("anticipation", "consequence", "response"))
            assert parts["total"] == pytest.approx(unit * parts["volume"], abs=5.01), offence
            if offence not in sessions.current.build.manifest["coverage"]["borough"]:
                continue  # threats to kill: in case-level extracts only
            (row,) = rows(client, level="london", offence=offence, from_="2023-01", to="2023-12")
            assert float(row["cost"]) == pytest.approx(unit * int(row["count"]))


def test_the_checks_of_the_build_hold() -> None:
    failed = [item["name"] for item in sessions.current.build.manifest["checks"] if not item["ok"]]
    assert not failed
    assert len(sessions.current.build.manifest["checks"]) >= 10


def test_the_data_runs_to_where_the_files_end() -> None:
    ends = sessions.current.build.manifest["data_to"]
    assert ends["borough"] >= "2026-06"
    assert ends["ward"] >= "2026-03"
    for level in ("ward", "borough"):
        assert sessions.current.build.coverage(level, "violence-with-injury").start == "2010-04"

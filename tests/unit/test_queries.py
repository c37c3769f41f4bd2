"""Every number that anybody sees, held against the processed files read in another way."""

from __future__ import annotations

import csv
import re
from functools import cache

import numpy as np
import pandas as pd
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from data import queries
from data.model import periods
from data.model.catalogue import COMPARISONS, MEASURES, OFFENCES, OPEN_SERIES
from data.model.periods import Period
from data.model.places import LONDON, UNPLACED
from data.model.selection import Selection, default_period, units
from data.queries.tables import TABLES
from data.session import sessions
from data.sources.recorded import series_for
from tests.asking import ask
from tests.conftest import ROOT
from tests.unit.selections import CODES, DOMAIN, selections

CITY = "E09000001"
BOROUGHS = sorted(set(CODES["borough"]) - {CITY})
AREAS_COLUMNS, SERIES_COLUMNS = TABLES["areas"].names, TABLES["series"].names
NUMBERS = AREAS_COLUMNS[5:-5]
LATEST = default_period(DOMAIN)
YEAR = Selection(
    "borough", (), "violence-with-injury", "all-ages", LATEST, "previous-year", "count"
)


@cache
def stored() -> dict[tuple[str, str], pd.DataFrame]:
    """Counts as they lie in the file, months × areas, read without the store."""
    table = pq.read_table(
        ROOT / "data/processed/counts.parquet",
        read_dictionary=["level", "offence", "area_code"],
    )
    table = table.set_column(
        table.schema.get_field_index("month"), "month", pc.strftime(table["month"], "%Y-%m")
    )
    frame = table.to_pandas()
    wide = frame.pivot_table(
        index=["level", "offence", "month"],
        columns="area_code",
        values="count",
        aggfunc="sum",
        observed=True,
    )
    return {
        (level, offence): part.droplevel(["level", "offence"]).dropna(axis="columns", how="all")
        for (level, offence), part in wide.groupby(level=["level", "offence"], observed=True)
    }


@cache
def monthly(level: str, slug: str) -> pd.DataFrame:
    """Months × areas of an offence or group, over the months that all its parts cover."""
    parts = [stored()[level, part] for part in OFFENCES[slug].parts]
    together = parts[0]
    for part in parts[1:]:
        together = together.add(part)  # months that one part lacks become empty
    return together.dropna()


def counted(asked: Selection, code: str, period: Period | None) -> float:
    """Offences of an area in a period, NaN where the series does not cover it."""
    slug = series_for(asked.offence, asked.cohort)
    level = "borough" if code in {*CODES["borough"], UNPLACED, LONDON} else "ward"
    table = monthly(level, slug)
    if period is None or period.start < table.index[0] or period.end > table.index[-1]:
        return float("nan")
    rows = table.loc[period.start : period.end]
    return float(rows.sum().sum() if code == LONDON else rows[code].sum())


@cache
def residents(level: str, ages: tuple[int, int] | None) -> pd.Series:
    frame = pq.read_table(ROOT / "data/processed/population.parquet").to_pandas()
    frame = frame[(frame["level"] == level) & (frame["sex"] == "all")]
    chosen = frame["age"] == -1 if ages is None else frame["age"].between(*ages)
    return frame[chosen].groupby("area_code")["residents"].sum()


@cache
def unit_costs() -> dict[str, float]:
    """Pounds an offence, from tables 13 and 15 as printed: the three components of each."""
    found: dict[str, dict[str, float]] = {}
    for number in (13, 15):
        with (ROOT / f"data/published/table-{number}.csv").open(encoding="utf-8") as file:
            for line in csv.DictReader(file):
                if line["unit"] == "£ per offence":
                    found.setdefault(line["offence"], {})[line["figure_id"]] = float(line["value"])
    assert all(len(parts) == 3 for parts in found.values())
    return {offence: sum(parts.values()) for offence, parts in found.items()}


def table(asked: Selection) -> pd.DataFrame:
    return queries.query_areas(ask(asked)).frame


def same(found: float, wanted: float) -> bool:
    return bool(np.isnan(found) and np.isnan(wanted)) or abs(found - wanted) <= 1e-9 * abs(wanted)


# --- What lies in the file comes out ----------------------------------------------------------


@pytest.mark.parametrize("level", ["ward", "borough"])
@pytest.mark.parametrize("slug", sorted(OPEN_SERIES))
def test_a_panel_is_what_lies_in_the_file(level: str, slug: str) -> None:
    asked = YEAR.replace(level=level, offence=slug)
    panel, wanted = ask(asked).panel, monthly(level, slug)
    assert panel.period == Period(wanted.index[0], wanted.index[-1])
    assert list(panel.codes) == sorted(wanted.columns)
    assert np.array_equal(panel.counts, wanted[list(panel.codes)].to_numpy().T)
    assert len(panel.codes) == {"ward": 679, "borough": 33}[level]
    assert CITY not in panel.codes


@pytest.mark.parametrize("slug", sorted(OPEN_SERIES))
def test_boroughs_and_unplaced_are_london_in_every_month(slug: str) -> None:
    """Done when, 3: boroughs + unplaced = London, every offence, every month."""
    asked = YEAR.replace(offence=slug)
    asked = asked.replace(period=ask(asked).covered)
    boroughs = queries.query_series(ask(asked)).frame
    london = queries.query_series(ask(asked.replace(level="london"))).frame
    assert set(boroughs["area_code"]) - {CITY} == {*BOROUGHS, UNPLACED}
    summed = boroughs.groupby("month")["count"].sum()
    assert len(summed) == asked.period.months
    whole = london.set_index("month")["count"]
    assert whole.notna().all()
    assert (summed == whole).all()
    total = queries.query_series(ask(asked), total=True).frame.set_index("month")["count"]
    assert (total == whole).all()
    rolling = boroughs.groupby("month")["count_12m"].sum(min_count=33)
    assert np.allclose(rolling, london.set_index("month")["count_12m"], equal_nan=True)


@pytest.mark.parametrize("slug", sorted(OPEN_SERIES))
def test_boroughs_and_unplaced_are_london_over_a_period(slug: str) -> None:
    asked = ask(YEAR.replace(offence=slug)).answerable.selection
    boroughs, london = table(asked), table(asked.replace(level="london"))
    assert len(london) == 1
    for column in ("count", "compare_count", "cost"):
        if london[column].notna().all():
            assert boroughs[column].sum() == pytest.approx(london[column].iloc[0])
    policed = boroughs[boroughs["area_code"].isin(BOROUGHS)]
    assert policed["population"].sum() == london["population"].iloc[0]


@pytest.mark.parametrize("level", ["ward", "borough"])
@pytest.mark.parametrize("slug", ["violence-against-the-person", "sexual-offences", "robbery"])
def test_a_group_is_the_sum_of_its_parts(level: str, slug: str) -> None:
    asked = YEAR.replace(level=level, offence=slug)
    group = table(asked).set_index("area_code")
    parts = [part for part in OFFENCES[slug].parts if part in OFFENCES]
    summed = sum(
        table(asked.replace(offence=part)).set_index("area_code")["count"] for part in parts
    )
    hidden = set(OFFENCES[slug].parts) - set(parts)  # not to be chosen on their own
    for part in hidden:
        summed = summed + stored()[level, part].loc[LATEST.start : LATEST.end].sum()
    assert (summed.reindex(group.index).dropna() == group["count"].dropna()).all()
    assert group["count"].notna().sum() == {"ward": 679, "borough": 33}[level]


# --- Random questions -------------------------------------------------------------------------


@settings(max_examples=60)
@given(selections())
def test_counts_rates_and_costs_of_any_question(asked: Selection) -> None:
    frame = table(asked)
    assert list(frame.columns) == list(AREAS_COLUMNS)
    slug = series_for(asked.offence, asked.cohort)
    people = residents("borough" if asked.level == "london" else asked.level, OFFENCES[slug].ages)
    for row in frame.sample(min(len(frame), 12), random_state=1).itertuples(index=False):
        code = row.area_code
        row = row._asdict()
        if code == CITY:
            continue
        count = counted(asked, code, asked.period)
        before = counted(asked, code, asked.comparison)
        assert same(row["count"], count)
        assert same(row["compare_count"], before)
        if code == UNPLACED:
            assert np.isnan(row["population"])
            assert np.isnan(row["rate"])
            continue
        number = people[people.index.isin(BOROUGHS)].sum() if code == LONDON else people[code]
        assert row["population"] == number
        assert same(row["rate"], count / number * 1000)
        assert same(row["compare_rate"], before / number * 1000)
        if not np.isnan(count):
            assert row["rate_low"] <= row["rate"] <= row["rate_high"]
        wanted = float("nan")
        if all(part in unit_costs() for part in OFFENCES[slug].parts):
            wanted = sum(
                counted(asked.replace(offence=part, cohort="all-ages"), code, asked.period)
                * unit_costs()[part]
                for part in OFFENCES[slug].parts
            )
        assert same(row["cost"], wanted)
        if not np.isnan(row["change"]):
            assert row["change"] == pytest.approx(100 * (count / before - 1))
            assert -100 <= row["change_low"] <= row["change"] <= row["change_high"]


@settings(max_examples=80)
@given(selections())
def test_rows_add_up_to_the_total(asked: Selection) -> None:
    frame, total = table(asked), queries.query_total(ask(asked)).frame
    assert len(total) == 1
    assert list(total.columns) == list(AREAS_COLUMNS)
    row = total.iloc[0]
    for column in ("count", "compare_count", "cost"):
        summed = frame[column].sum(min_count=1)
        if asked.level == "ward" and not asked.areas:
            # London is every row of the borough files: wards lack what has no ward.
            wanted = table(asked.replace(level="london"))[column].iloc[0]
            covered = sessions.current.build.coverage(
                "borough", series_for(asked.offence, asked.cohort)
            )
            if asked.period.within(covered):
                assert same(row[column], wanted)
        else:
            assert same(row[column], summed), column
    people = frame.loc[frame["count"].notna(), "population"].sum()
    if people and not (asked.level == "ward" and not asked.areas):
        assert row["population"] == people
        assert same(row["rate"], row["count"] / people * 1000) or asked.areas == ()


@settings(max_examples=60)
@given(selections())
def test_ranks_are_of_all_london(asked: Selection) -> None:
    whole = table(asked.replace(areas=()))
    if asked.level == "london":
        assert whole["rank"].isna().all()
        return
    known = whole[whole["area_code"].isin({*BOROUGHS, *CODES["ward"]})]
    values = known[asked.measure]
    for value, rank in zip(values, known["rank"], strict=True):
        assert same(rank, 1 + (values > value).sum() if value == value else float("nan"))
    ranked = known[known["rank"].notna()]
    if len(ranked):
        assert ranked["rank"].min() == 1, "1 is the highest"
        assert (ranked["rank_low"] <= ranked["rank"]).all()
        assert (ranked["rank"] <= ranked["rank_high"]).all()
        assert ranked["rank_high"].max() <= len(ranked)
        assert list(ranked["rank"]) == sorted(ranked["rank"]), "the highest stands first"
    others = whole[~whole["area_code"].isin(set(known["area_code"]))]
    assert others[["rank", "rank_low", "rank_high"]].isna().all(axis=None)
    chosen = table(asked).set_index("area_code")
    again = whole.set_index("area_code").reindex(chosen.index)
    for column in ("rank", "rank_low", "rank_high", "count", "change"):
        assert np.allclose(chosen[column], again[column], equal_nan=True) or asked.areas == ()


@pytest.mark.parametrize("measure", sorted(MEASURES))
@pytest.mark.parametrize("slug", ["sexual-offences", "robbery", "knife-injury-victims-under-25"])
def test_a_rank_lies_in_its_interval(slug: str, measure: str) -> None:
    """The interval is that of the measure that is ranked, also for a group's cost."""
    for level in ("borough", "ward"):
        asked = ask(YEAR.replace(level=level, offence=slug, measure=measure)).answerable.selection
        ranked = table(asked).dropna(subset=["rank"])
        outside = ranked[
            (ranked["rank"] < ranked["rank_low"]) | (ranked["rank"] > ranked["rank_high"])
        ]
        assert outside.empty, f"{level}: {len(outside)} of {len(ranked)}"


def test_ties_share_the_lowest_number() -> None:
    ranks = table(YEAR.replace(level="ward", offence="homicide"))[["count", "rank"]]
    by_count = ranks.groupby("count")["rank"]
    assert (by_count.min() == by_count.max()).all()
    assert by_count.size().max() > 100, "most wards have none"
    none = ranks[ranks["count"] == 0]
    assert set(none["rank"]) == {len(ranks) - len(none) + 1}


def test_chosen_areas_are_units_or_the_children_of_parents() -> None:
    asked = YEAR.replace(level="ward", areas=("E05009317", "E09000033"))
    frame = table(asked)
    assert set(frame["area_code"]) == units(asked, DOMAIN)
    assert len(frame) == 19
    whole = table(asked.replace(areas=())).set_index("area_code")
    assert (frame.set_index("area_code")["rank"] == whole["rank"].reindex(frame["area_code"])).all()


# --- The City of London -----------------------------------------------------------------------


@settings(max_examples=80)
@given(selections(level="borough"))
def test_the_city_has_no_met_data(asked: Selection) -> None:
    for question in (asked.replace(areas=()), asked.replace(areas=(CITY,))):
        row = table(question).set_index("area_code").loc[CITY]
        shown = [column for column in NUMBERS if column != "population"]
        assert row[shown].isna().all(), "never zero, never £0"
        assert "[x]" in row["note"]
        assert row["population"] > 0


@pytest.mark.parametrize("level", ["ward", "borough"])
def test_who_asks_for_the_city_gets_a_row_that_says_so(level: str) -> None:
    frame = table(YEAR.replace(level=level, areas=(CITY,)))
    assert list(frame["area_code"]) == [CITY]
    assert frame["count"].isna().all()
    assert "[x]" in frame["note"].iloc[0]


@pytest.mark.parametrize("level", ["ward", "borough"])
def test_the_series_of_the_city_says_so_in_every_month(level: str) -> None:
    frame = queries.query_series(ask(YEAR.replace(level=level, areas=(CITY,)))).frame
    assert len(frame) == 12, "a table without rows says nothing"
    assert frame["count"].isna().all()
    assert frame["note"].str.contains("[x]", regex=False).all()


def test_a_total_of_nothing_but_the_city_is_not_available() -> None:
    row = queries.query_total(ask(YEAR.replace(areas=(CITY,)))).frame.iloc[0]
    assert row[list(NUMBERS)].drop("population").isna().all()
    assert "[x]" in row["note"]


def test_a_total_with_the_city_in_it_says_that_the_city_is_missing() -> None:
    """A count “in City of London and Westminster” would be Westminster's alone."""
    row = queries.query_total(ask(YEAR.replace(areas=(CITY, "E09000033")))).frame.iloc[0]
    assert row["count"] == counted(YEAR, "E09000033", LATEST)
    assert "City of London" not in row["area_name"] or "City of London" in row["note"]


# --- What is not available --------------------------------------------------------------------


@settings(max_examples=60)
@given(selections())
def test_a_period_that_is_not_covered_is_empty_never_partial(asked: Selection) -> None:
    covered = ask(asked).covered
    frame = table(asked)
    rows = frame[frame["area_code"] != CITY]
    if asked.period.within(covered):
        assert rows["count"].notna().all()
        return
    for column in ("count", "rate", "rate_low", "rate_high", "change", "cost", "rank"):
        assert rows[column].isna().all(), column
    assert rows["note"].str.contains(r"\[x\].*covers", regex=True).all()
    total = queries.query_total(ask(asked)).frame.iloc[0]
    if asked.areas or asked.level != "ward":
        assert np.isnan(total["count"])
        assert "[x]" in total["note"]


@pytest.mark.parametrize("slug", sorted(OPEN_SERIES))
def test_one_month_too_many_makes_a_year_unavailable(slug: str) -> None:
    covered = sessions.current.build.coverage("borough", slug)
    last = periods.latest(covered.end)
    assert table(YEAR.replace(offence=slug, period=last))["count"].notna().sum() == 33
    if covered.end < DOMAIN.bounds.end:
        frame = table(YEAR.replace(offence=slug, period=last.shift(1)))
        assert frame["count"].isna().all()
        assert frame["note"].str.contains("[x]", regex=False).all()


@settings(max_examples=100)
@given(selections())
def test_what_pages_show_is_always_covered(asked: Selection) -> None:
    shown = ask(asked).answerable.selection
    assert shown.period.within(ask(asked).covered)
    assert shown.replace(period=asked.period) == asked
    if asked.period.within(ask(asked).covered):
        assert shown == asked
    else:
        assert shown.period.months <= asked.period.months
    frame = table(shown)
    assert frame.loc[frame["area_code"] != CITY, "count"].notna().all()


def test_a_compared_period_outside_the_series_is_not_available() -> None:
    first = sessions.current.build.coverage("borough", "knife-crime").start
    asked = YEAR.replace(offence="knife-crime", period=Period(first, periods.shift(first, 11)))
    frame = table(asked)
    assert frame[["compare_count", "compare_rate", "change"]].isna().all(axis=None)
    assert frame["note"].str.contains("[x]", regex=False).all()
    assert not ask(asked).comparable


@pytest.mark.parametrize("measure", sorted(MEASURES))
@pytest.mark.parametrize("column", ["count", "rate", "change", "compare_count", "cost", "rank"])
def test_the_note_says_why_a_cell_is_empty(measure: str, column: str) -> None:
    """The handbook: empty means not available, and the note says which kind."""
    for slug in ("violence-with-injury", "stalking-and-harassment", "knife-crime", "robbery"):
        for level in ("ward", "borough"):
            for compare in ("previous-year", "to-2020-03"):
                asked = YEAR.replace(offence=slug, level=level, compare=compare, measure=measure)
                rows = table(asked)
                empty = rows[rows[column].isna()]
                dumb = empty[~empty["note"].str.contains(r"\[[cxzbp]\]")]
                assert dumb.empty, f"{slug} {level} {compare}: {len(dumb)} rows without a reason"


# --- Changes that must not be printed ---------------------------------------------------------

ABUSE = (
    ("domestic-abuse", "all-ages"),
    ("domestic-abuse", "domestic-abuse"),
    ("domestic-abuse-with-injury", "all-ages"),
    ("violence-with-injury", "domestic-abuse"),
)
CHANGES = ["change", "change_low", "change_high"]
NEW_SYSTEM = "2024-03"


def crossing(period: Period, earlier: Period, month: str) -> bool:
    first, last = min(period.start, earlier.start), max(period.end, earlier.end)
    return first < month <= last


@pytest.mark.parametrize(
    ("offence", "cohort", "lengths"),
    [(*ABUSE[0], (1, 12)), (*ABUSE[1], (12,)), (*ABUSE[2], (12,)), (*ABUSE[3], (12,))],
)
def test_no_change_of_domestic_abuse_is_printed_across_march_2024(
    offence: str, cohort: str, lengths: tuple[int, ...]
) -> None:
    """Done when, 3: any months, any comparison, boroughs, London and chosen areas."""
    asked = YEAR.replace(offence=offence, cohort=cohort)
    covered = ask(asked).covered
    first, last = periods.index(covered.start), periods.index(covered.end)
    printed = crossed = 0
    for length in lengths:
        for start in range(first, last - length + 2):
            period = Period(periods.month(start), periods.month(start + length - 1))
            for compare in ("previous-year", "to-2020-03"):
                question = asked.replace(period=period, compare=compare, measure="change")
                earlier = question.comparison
                for level in ("borough", "london"):
                    frame = table(question.replace(level=level))
                    if earlier is None or crossing(period, earlier, NEW_SYSTEM):
                        assert frame[CHANGES].isna().all(axis=None), (level, period, compare)
                        assert frame["rank"].isna().all()
                        crossed += 1
                    else:
                        printed += int(frame["change"].notna().any())
                total = queries.query_total(
                    ask(question.replace(areas=("E09000033", "E09000025")))
                ).frame
                if earlier is None or crossing(period, earlier, NEW_SYSTEM):
                    assert total[CHANGES].isna().all(axis=None)
                    assert not ask(question).comparable
    assert crossed > 40
    assert printed > 4, "before the break and after it changes can be printed"


@pytest.mark.parametrize(("offence", "cohort"), ABUSE)
def test_no_change_of_domestic_abuse_in_wards_is_printed_across_march_2024(
    offence: str, cohort: str
) -> None:
    asked = YEAR.replace(level="ward", offence=offence, cohort=cohort, measure="change")
    covered = ask(asked).covered
    for back in range(0, covered.months - 12, 5):
        period = periods.latest(periods.shift(covered.end, -back))
        for compare in ("previous-year", "to-2020-03"):
            question = asked.replace(period=period, compare=compare)
            if question.comparison and crossing(period, question.comparison, NEW_SYSTEM):
                frame = table(question)
                assert frame[CHANGES].isna().all(axis=None), (period, compare)
                assert frame["note"].str.contains(r"\[b\] not comparable|\[x\]").all()


@settings(max_examples=60)
@given(
    selections(),
    st.sampled_from(sorted(slug for slug, item in OFFENCES.items() if item.breaks)),
    st.sampled_from(["previous-year", "to-2020-03"]),
)
def test_no_change_is_printed_across_any_hard_break(
    asked: Selection, slug: str, compare: str
) -> None:
    asked = asked.replace(offence=slug, cohort="all-ages", compare=compare)
    slug = series_for(asked.offence, asked.cohort)
    earlier = asked.comparison
    assume(earlier is not None)
    hard = [item for item in OFFENCES[slug].breaks if not item.comparable]
    if any(crossing(asked.period, earlier, item.month) for item in hard):
        assert not ask(asked).comparable
        assert table(asked)[CHANGES].isna().all(axis=None)
        assert queries.query_total(ask(asked)).frame[CHANGES].isna().all(axis=None)


def test_stalking_is_not_compared_across_2017_whichever_period_is_the_later() -> None:
    """Beside the year to March 2020, an earlier period lies on the other side of the break."""
    asked = YEAR.replace(
        offence="stalking-and-harassment",
        period=Period("2014-04", "2015-03"),
        compare="to-2020-03",
    )
    assert table(asked)[CHANGES].isna().all(axis=None)
    assert not ask(asked).comparable


@settings(max_examples=80)
@given(selections())
def test_no_percentage_on_a_base_under_20(asked: Selection) -> None:
    for frame in (table(asked), queries.query_total(ask(asked)).frame):
        small = frame[frame["compare_count"] < 20]
        assert small[CHANGES].isna().all(axis=None)
        marked = small[small["area_code"] != UNPLACED]
        assert marked["note"].str.contains(r"\[z\]").all()
        if ask(asked).comparable:
            large = frame[(frame["compare_count"] >= 20) & (frame["area_code"] != UNPLACED)]
            assert large.loc[large["count"].notna(), "change"].notna().all()


def test_what_has_no_place_has_no_change_and_no_rank() -> None:
    asked = YEAR.replace(period=Period("2023-04", "2024-03"))
    row = table(asked).set_index("area_code").loc[UNPLACED]
    assert row["count"] > 0
    shown = ["population", "rate", *CHANGES, "rank"]
    assert row[shown].isna().all()
    assert "[z]" in row["note"]


def test_without_a_comparison_nothing_is_compared() -> None:
    for measure in MEASURES:
        frame = table(YEAR.replace(compare="none", measure=measure))
        assert frame[["compare_count", "compare_rate", *CHANGES]].isna().all(axis=None)


def test_months_in_which_much_has_no_borough_are_flagged() -> None:
    """Changes across them are biased for boroughs."""
    flagged = {flag["month"] for flag in sessions.current.build.manifest["flags"]}
    assert {"2023-10", "2024-07"} <= flagged
    year = YEAR.replace(period=Period("2023-04", "2024-03"))
    assert table(year)["note"].str.contains("2023-10").sum() >= 32
    month = YEAR.replace(period=Period("2023-09", "2023-11"))
    notes = queries.query_series(ask(month)).frame.set_index("month")["note"]
    assert notes.loc["2023-10"].str.contains("no borough").all()
    assert not notes.loc["2023-09"].str.contains("no borough").any()


# --- Costs, people, months --------------------------------------------------------------------


@pytest.mark.parametrize("measure", sorted(MEASURES))
def test_an_offence_without_a_unit_cost_has_no_cost_and_says_so(measure: str) -> None:
    costed = set(unit_costs())
    for slug, item in ((one, OFFENCES[one]) for one in OPEN_SERIES):
        asked = ask(YEAR.replace(offence=slug, measure=measure)).answerable.selection
        rows = table(asked)
        rows = rows[rows["area_code"].isin(BOROUGHS)]
        if set(item.parts) <= costed:
            assert rows["cost"].notna().all(), slug
            assert queries.has_cost(ask(asked))
        else:
            assert rows["cost"].isna().all(), slug
            assert rows["note"].str.contains("[z]", regex=False).all(), slug
            assert not queries.has_cost(ask(asked))


def test_the_costs_are_those_of_the_printed_tables() -> None:
    assert unit_costs()["rape"] == 1312 + 42097 + 9289
    row = table(YEAR.replace(level="london", offence="rape", period=Period("2023-01", "2023-12")))
    assert row["cost"].iloc[0] == row["count"].iloc[0] * 52698
    group = table(YEAR.replace(level="london", offence="sexual-offences")).iloc[0]
    parts = [
        table(YEAR.replace(level="london", offence=slug)).iloc[0]
        for slug in ("rape", "other-sexual-offences")
    ]
    assert group["cost"] == sum(part["cost"] for part in parts)


def test_victims_of_knives_divide_by_residents_aged_1_to_24() -> None:
    asked = ask(
        YEAR.replace(offence="knife-injury-victims-under-25", measure="rate")
    ).answerable.selection
    for level in ("ward", "borough"):
        frame = table(asked.replace(level=level)).set_index("area_code")
        frame = frame[frame.index.isin({*BOROUGHS, *CODES["ward"]})]
        young, everybody = residents(level, (1, 24)), residents(level, None)
        assert (frame["population"] == young.reindex(frame.index)).all()
        assert (frame["population"] < everybody.reindex(frame.index)).all()
        assert np.allclose(frame["rate"], frame["count"] / frame["population"] * 1000)


def test_residents_of_london_are_those_whom_the_met_polices() -> None:
    assert residents("borough", None).sum() == 8_796_628
    policed = 8_796_628 - residents("borough", None)[CITY]
    assert table(YEAR.replace(level="london"))["population"].iloc[0] == policed


@settings(max_examples=80)
@given(selections(named=True))
def test_a_series_counts_its_months_and_the_years_that_end_with_them(asked: Selection) -> None:
    frame = queries.query_series(ask(asked)).frame
    assert list(frame.columns) == list(SERIES_COLUMNS)
    slug = series_for(asked.offence, asked.cohort)
    wanted = monthly("borough" if asked.level == "london" else asked.level, slug)
    if asked.level == "london":
        wanted = wanted.sum(axis=1).to_frame(LONDON)
    years = wanted.rolling(12).sum()
    for item in OFFENCES[slug].breaks:  # sums begin anew at a step of either kind
        years.loc[item.month : periods.shift(item.month, 10)] = np.nan
    months = [periods.shift(asked.period.start, n) for n in range(asked.period.months)]
    for code, rows in frame.groupby("area_code"):
        assert list(rows["month"]) == months
        if code == CITY:
            assert rows[["count", "count_12m", "rate"]].isna().all(axis=None)
            continue
        assert np.allclose(rows["count"], wanted[code].reindex(months), equal_nan=True)
        assert np.allclose(rows["count_12m"], years[code].reindex(months), equal_nan=True)
        rate = rows["count"] / rows["population"] * 1000
        assert np.allclose(rows["rate"], rate, equal_nan=True)
    outside = frame[frame["count"].isna()]
    assert outside["note"].str.contains("[x]", regex=False).all()
    inside = frame[frame["count"].notna()]
    assert not inside["note"].str.contains("[x]", regex=False).any()


@settings(max_examples=60)
@given(selections())
def test_the_series_of_a_total_adds_up(asked: Selection) -> None:
    total = queries.query_series(ask(asked), total=True).frame
    assert list(total["month"]) == [
        periods.shift(asked.period.start, n) for n in range(asked.period.months)
    ]
    if asked.level == "ward" and not asked.areas:
        return  # London, from the borough files
    rows = queries.query_series(ask(asked)).frame
    for column in ("count", "count_12m"):
        summed = rows.groupby("month")[column].sum(min_count=1).reindex(total["month"])
        assert np.allclose(total[column], summed, equal_nan=True)
    whole = queries.query_total(ask(asked)).frame["count"].iloc[0]
    if whole == whole:
        assert total["count"].sum() == whole


def test_lockdown_and_breaks_are_marked_in_their_months() -> None:
    asked = YEAR.replace(level="london", period=Period("2020-01", "2021-12"))
    notes = queries.query_series(ask(asked)).frame.set_index("month")["note"]
    marked = [month for month, note in notes.items() if "lockdown" in note]
    assert (marked[0], marked[-1], len(marked)) == ("2020-03", "2021-07", 17)
    abuse = asked.replace(offence="domestic-abuse", period=Period("2024-01", "2024-06"))
    notes = queries.query_series(ask(abuse)).frame.set_index("month")["note"]
    assert [month for month, note in notes.items() if "[b]" in note] == [NEW_SYSTEM]


def test_what_is_marked_as_a_break_stands_in_the_column_and_places_unknown_are_a_caution() -> None:
    asked = YEAR.replace(level="borough", period=Period("2019-04", "2020-03"))
    months = queries.query_series(ask(asked)).frame
    assert months.loc[months["month"] == "2020-03", "note"].str.contains("caution: 2").all()
    areas = queries.query_areas(ask(asked)).frame
    areas = areas[areas["rank"].notna()]
    assert areas["note"].str.contains("caution, 2020-03: ").all()
    abuse = asked.replace(offence="domestic-abuse", period=Period("2023-09", "2024-08"))
    for frame in (months, areas, *(query(ask(abuse)).frame for query in (
        queries.query_series, queries.query_areas
    ))):  # fmt: skip
        assert ((frame["break"] != "") | ~frame["note"].str.contains("[b]", regex=False)).all()


# --- Provenance -------------------------------------------------------------------------------


@settings(max_examples=60)
@given(selections())
def test_a_table_says_what_it_answers(asked: Selection) -> None:
    for answer in (queries.query_areas(ask(asked)), queries.query_total(ask(asked))):
        lines = "\n".join(answer.provenance.lines())
        slug = series_for(asked.offence, asked.cohort)
        assert OFFENCES[slug].definition in lines
        assert f"{asked.period.start} to {asked.period.end}" in lines
        if asked.comparison:
            assert f"{asked.comparison.start} to {asked.comparison.end}" in lines
        assert sessions.current.build.build_id in lines
        assert f"Data to: {ask(asked).covered.end}" in lines
        assert "Open Government Licence" in lines
        assert "City of London" in lines
        assert not re.search(r"\bnan\b|None\b", lines)
        assert "\n\n" not in lines


def test_every_comparison_is_told_in_the_filters() -> None:
    told = {
        compare: queries.query_areas(ask(YEAR.replace(compare=compare))).provenance.filters[
            "Compared with"
        ]
        for compare in COMPARISONS
    }
    assert told["to-2020-03"] == "2019-04 to 2020-03"
    assert told["none"] == "Nothing"


def test_how_many_areas_a_sentence_names() -> None:
    def phrase(asked: Selection) -> str:
        return queries.area_phrase(ask(asked))

    assert phrase(YEAR) == "London"
    assert phrase(YEAR.replace(areas=("E09000033",))) == "Westminster"
    assert phrase(YEAR.replace(areas=("E09000012", "E09000033"))) == "Hackney and Westminster"
    assert phrase(YEAR.replace(areas=tuple(BOROUGHS[:6]))).endswith("and 4 other areas")
    ward = YEAR.replace(level="ward", areas=("E05013806",))
    assert phrase(ward) == "St James's, Westminster"


def test_neighbours_touch_both_ways_longest_boundary_first() -> None:
    for code in CODES["ward"][::25]:
        near = sessions.current.build.neighbours.get(code, ())
        assert near
        assert code not in near
        for other in near:
            assert code in sessions.current.build.neighbours.get(other, ())
    frame = pq.read_table(ROOT / "data/processed/neighbours.parquet").to_pandas()
    rows = frame[frame["area_code"] == "E05013806"].set_index("neighbour_code")["shared_m"]
    lengths = [rows[other] for other in sessions.current.build.neighbours.get("E05013806", ())]
    assert lengths == sorted(lengths, reverse=True)
    assert sessions.current.build.neighbours.get("E09000001", ()) == ()

"""Costs: the report's tables reproduced, every cut the same total, the City never £0."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data import queries
from data.model import periods
from data.model.breaks import Break
from data.model.catalogue import COSTED, OFFENCES
from data.model.periods import Period
from data.model.selection import SUPPOSED, Defaults, Scenario, Selection
from data.model.unit_costs import COMPONENTS
from data.queries.cost_cells import cells_of
from data.session import sessions
from data.statistics.intervals import count_interval, weighted_interval
from tests.asking import ask, elsewhere, read

PARTS = OFFENCES[COSTED].parts
CITY, FOREST = "E09000001", "E09000031"


def published(name: str, unit: str) -> dict[str, float]:
    frame = queries.query_published(sessions.current, name).frame
    rows = frame[frame["unit"] == unit]
    return dict(zip(rows["offence"], rows["value"], strict=True))


@pytest.mark.parametrize(
    ("name", "total"), [("table-13", 1_190_424_480), ("table-15", 602_988_400)]
)
def test_the_reports_own_volumes_give_the_reports_own_costs(name: str, total: int) -> None:
    volumes = published(name, "offences")
    frame = queries.query_published(sessions.current, name).frame
    printed = frame[frame["column_label"].str.startswith("Total cost")]
    costs = queries.cost_of(sessions.current, volumes)
    assert len(printed) == len(volumes) >= 2
    for offence, value in zip(printed["offence"], printed["value"], strict=True):
        assert round(costs[offence], -1) == value, offence
    assert sum(round(cost, -1) for cost in costs.values()) == total


def test_the_split_by_bearer_gives_table_14_back_on_table_13s_own_volumes() -> None:
    """Each offence's own response is what police and justice bear; the two tables agree."""
    frame = queries.query_published(sessions.current, "table-14").frame
    printed = frame[frame["unit"] == "percent"].set_index("row_label")["value"]
    volumes = published("table-13", "offences")
    pounds = {
        part: sum(queries.cost_of(sessions.current, volumes, [part]).values())
        for part in COMPONENTS
    }
    shares = queries.bearers(sessions.current)
    for part in COMPONENTS:
        assert sum(shares[part].values()) == pytest.approx(1)
    for name, value in printed.items():
        bearer = str(name).rstrip("*")
        borne = sum(pounds[part] * shares[part][bearer] for part in COMPONENTS)
        assert borne / sum(pounds.values()) * 100 == pytest.approx(value, abs=0.1), bearer


@pytest.mark.parametrize("offence", [COSTED, "sexual-offences", *PARTS])
def test_the_response_of_every_offence_is_what_police_and_justice_bear(offence: str) -> None:
    """Table 14's shares for every offence alike gave rape 25 % of response where it has 18 %."""
    question = ask(asked(offence=offence))
    by_part = queries.query_costs(question, ("component",)).frame.set_index("component")["cost"]
    by_bearer = queries.query_costs(question, ("bearer",)).frame.set_index("bearer")["cost"]
    justice = by_bearer["Police costs"] + by_bearer["Other CJS costs"]
    assert justice == pytest.approx(by_part["response"])
    both = queries.query_costs(question, ("component", "bearer")).frame
    assert set(both[both["component"] == "anticipation"]["bearer"]) == {"Other costs"}
    assert (both["cost"] > 0).all()


def asked(**changes: object) -> Selection:
    base = Selection(
        "london", (), COSTED, "all-ages", Period("2025-04", "2026-03"), "previous-year", "cost"
    )
    return base.replace(**changes)


boroughs = st.sampled_from([f"E090000{number:02d}" for number in range(2, 34)])
starts = st.integers(min_value=0, max_value=150)


@given(
    offence=st.sampled_from([COSTED, "sexual-offences", *PARTS]),
    level=st.sampled_from(["london", "borough", "ward"]),
    areas=st.sets(boroughs, max_size=4),
    start=starts,
    months=st.integers(min_value=1, max_value=30),
)
def test_every_cut_adds_up_to_the_same_total(
    offence: str, level: str, areas: set[str], start: int, months: int
) -> None:
    year, month = divmod(start, 12)
    first = f"{2010 + year}-{month + 1:02d}" if year else f"2010-{max(month + 1, 4):02d}"
    whole = int(first[:4]) * 12 + int(first[5:]) - 1 + months - 1
    period = Period(first, f"{whole // 12:04d}-{whole % 12 + 1:02d}")
    chosen = tuple(sorted(areas)) if level != "london" else ()
    selection = asked(offence=offence, level=level, areas=chosen, period=period)
    total = queries.query_costs(ask(selection), ()).frame["cost"].sum()
    assert total >= 0
    for by in (
        ("offence",),
        ("component",),
        ("bearer",),
        ("area",),
        ("month",),
        ("year",),
        ("offence", "component", "bearer"),
        ("area", "year"),
    ):
        cut = queries.query_costs(ask(selection), by).frame
        assert cut["cost"].sum() == pytest.approx(total, abs=1), by
    if level == "borough" and not chosen:
        london = queries.query_costs(ask(asked(offence=offence, period=period)), ()).frame
        assert london["cost"].iloc[0] == pytest.approx(total, abs=1)


@pytest.mark.parametrize("level", ["borough", "ward"])
@pytest.mark.parametrize("areas", [(CITY,), (CITY, "E09000002"), ()])
def test_the_city_never_costs_nothing(level: str, areas: tuple[str, ...]) -> None:
    selection = asked(level=level, areas=areas)
    for by in ((), ("area",), ("offence", "component"), ("bearer",)):
        frame = queries.query_costs(ask(selection), by).frame
        city = frame[(frame["area_code"] == CITY) | (frame["area_name"] == "City of London")]
        assert city["cost"].isna().all()
        assert city["note"].str.contains(r"\[x\]").all()
        assert not (frame["cost"] == 0).any() or areas != (CITY,)


@pytest.mark.parametrize(
    "offence", ["violence-without-injury", "knife-crime", "domestic-abuse", "robbery"]
)
def test_what_has_no_unit_cost_is_marked_and_never_guessed(offence: str) -> None:
    frame = queries.query_costs(
        ask(asked(offence=offence, period=Period("2024-08", "2025-07")))
    ).frame
    assert frame["cost"].isna().all()
    assert frame["note"].str.startswith("[z]").all()
    if offence == "violence-without-injury":
        assert "threats to kill" in frame["note"].iloc[0]


def test_one_offence_has_the_interval_of_its_count_times_its_cost() -> None:
    """And that is the interval of the count on every other page, widened by the same variance."""
    question = ask(asked(offence="rape"))
    row = queries.query_costs(question, ()).frame.iloc[0]
    count = queries.query_total(question).frame.iloc[0]
    unit = sum(sessions.current.build.unit_costs.costs["rape"].values())
    assert row["cost"] == pytest.approx(row["count"] * unit)
    assert row["cost_low"] == pytest.approx(count["count_low"] * unit)
    assert row["cost_high"] == pytest.approx(count["count_high"] * unit)
    low, high = count_interval(row["count"])
    assert row["cost_low"] < low * unit
    assert row["cost_high"] > high * unit
    assert row["cost_if_all_recorded"] == pytest.approx(row["cost"] / 0.917)
    assert row["per_day"] == pytest.approx(row["cost"] / 365)


@pytest.mark.parametrize(
    ("level", "areas"),
    [("london", ()), ("borough", ()), ("borough", (FOREST,)), ("ward", (FOREST,)),
     ("borough", (FOREST, "E09000012")), ("ward", ("E05014053",))],
)  # fmt: skip
@pytest.mark.parametrize("offence", [COSTED, "homicide", "sexual-offences"])
def test_a_cost_has_one_interval_wherever_it_stands(
    level: str, areas: tuple[str, ...], offence: str
) -> None:
    question = ask(asked(level=level, areas=areas, offence=offence))
    cost = ["cost", "cost_low", "cost_high"]
    if areas or level == "london":
        here = queries.query_costs(question, ()).frame[cost].to_numpy()
        there = queries.query_total(question).frame[cost].to_numpy()
        assert here == pytest.approx(there)
    cut = queries.query_costs(question, ("area",)).frame.set_index("area_code")[cost]
    areas_there = queries.query_areas(question).frame.set_index("area_code")[cost]
    for code in cut.index.intersection(areas_there.index):
        assert cut.loc[code].to_numpy() == pytest.approx(
            areas_there.loc[code].to_numpy(), nan_ok=True
        ), code


def test_homicide_is_not_made_more_than_it_is() -> None:
    """98 killings in the year to March 2026 were 107 "if all were recorded"."""
    row = queries.query_costs(ask(asked(offence="homicide")), ()).frame.iloc[0]
    assert row["count"] == 98
    assert row["cost_if_all_recorded"] == row["cost"]
    rows = queries.query_costs(ask(asked()), ("offence",)).frame.set_index("offence")
    whole = queries.query_costs(ask(asked()), ()).frame.iloc[0]
    others = rows.drop(index="homicide")["cost"].sum()
    assert whole["cost_if_all_recorded"] == pytest.approx(
        rows.loc["homicide", "cost"] + others / 0.917
    )


def test_a_year_that_is_not_whole_says_so() -> None:
    frame = queries.query_costs(ask(asked()), ("year",)).frame
    assert frame[["time", "months"]].values.tolist() == [
        ["2025 (9 months)", 9], ["2026 (3 months)", 3]
    ]  # fmt: skip
    one = ask(asked(period=Period("2023-12", "2025-12")))
    frame = queries.query_costs(one, ("year",)).frame
    assert frame["time"].tolist() == ["2023 (1 month)", "2024", "2025"]
    assert frame["break"].tolist() == ["", "2024-03", ""]
    assert frame["note"].str.startswith("[b]").tolist() == [False, True, False]


# --- how far a cost may be out ----------------------------------------------------------------


def range_of(selection: Selection, **scenario: float) -> pd.DataFrame:
    return queries.query_cost_range(ask(selection), Scenario(**scenario)).frame.set_index("part")


@pytest.mark.parametrize("margin", [20.0, 5.0, 100.0])
def test_three_parts_of_the_uncertainty_are_told_apart(margin: float) -> None:
    frame = range_of(asked(), margin=margin)
    row = queries.query_costs(ask(asked()), ()).frame.iloc[0]
    assert frame.index.tolist() == ["counts", "recording", "unit-costs", "all"]
    assert frame["basis"].tolist() == ["interval", "inspected", "declared", "bounds"]
    assert (frame["cost"] == row["cost"]).all()
    ends = frame[["cost_low", "cost_high"]]
    assert tuple(ends.loc["counts"]) == (row["cost_low"], row["cost_high"])
    assert tuple(ends.loc["recording"]) == (row["cost"], row["cost_if_all_recorded"])
    part = margin / 100
    assert tuple(ends.loc["unit-costs"]) == pytest.approx(
        (row["cost"] * (1 - part), row["cost"] * (1 + part))
    )
    assert ends.loc["all", "cost_low"] == pytest.approx(row["cost_low"] * (1 - part))
    assert (ends.loc["all", "cost_low"] <= ends["cost_low"]).all()
    assert (ends.loc["all", "cost_high"] >= ends["cost_high"]).all()
    # More than two of the three ends together, less than the three stretches multiplied: recording
    # does not stretch homicide, nor how its counts vary.
    stretch = row["cost_high"] / row["cost"] * row["cost_if_all_recorded"] / row["cost"]
    assert ends.loc["all", "cost_high"] > row["cost_if_all_recorded"] * (1 + part)
    assert ends.loc["all", "cost_high"] > row["cost_high"] * (1 + part)
    assert ends.loc["all", "cost_high"] < row["cost"] * stretch * (1 + part)
    assert "no margin" in frame.loc["recording", "note"]
    assert "declared, not measured" in frame.loc["unit-costs", "note"]
    assert "not a 95% interval" in frame.loc["all", "note"]


def test_recording_leaves_nothing_open_for_homicide() -> None:
    frame = range_of(asked(offence="homicide"))
    assert frame.loc["recording", "cost_low"] == frame.loc["recording", "cost_high"]
    assert frame.loc["counts", "cost_low"] < frame.loc["counts", "cost_high"]


@pytest.mark.parametrize(
    "changes", [{"level": "borough", "areas": (CITY,)}, {"offence": "robbery"}]
)
def test_what_has_no_cost_has_no_range(changes: dict) -> None:
    frame = range_of(asked(**changes))
    assert frame[["cost", "cost_low", "cost_high"]].isna().all(axis=None)
    assert not (frame["status"] == "ok").any()
    assert frame["note"].str.startswith("[").all()


# --- Dobson -----------------------------------------------------------------------------------


def test_dobsons_interval_is_the_one_that_was_published() -> None:
    """Down's syndrome in Michigan (Fay and Feuer 1997): weights of very unequal size.

    67.63284 to 83.86703: vignette of the R package dsrTest (2022), method Dobson with exact limits
    of the 740 cases; ours has Byar's of them, which are within 0.001 events of the exact ones.
    """
    cases = np.array([0, 8, 63, 112, 262, 295])
    births = np.array([327, 30666, 123419, 149919, 104088, 34392])
    standard = np.array([319933, 931318, 786511, 488235, 237863, 61313])
    weights = 1e5 * standard / standard.sum() / births
    found = weighted_interval(cases, weights)
    assert (float(found.low), float(found.high)) == pytest.approx((67.63284, 83.86703), abs=2e-4)


@pytest.mark.parametrize("offence", [COSTED, "sexual-offences"])
@pytest.mark.parametrize(("level", "areas"), [("london", ()), ("borough", (FOREST,))])
def test_the_interval_of_a_cost_agrees_with_a_simulation(
    offence: str, level: str, areas: tuple[str, ...]
) -> None:
    """Independent of Dobson's formula: gamma-mixed Poisson draws about today's counts.

    Nobody published limits of these counts. A draw of each count with variance φ × mean gives the
    spread of the cost; the interval is as wide to within 8 %.
    """
    question = ask(asked(offence=offence, level=level, areas=areas))
    known = sessions.current.build.unit_costs.costs
    random = np.random.default_rng(20260331)
    drawn = np.zeros(40_000)
    for part in question.parts:
        cells = cells_of(question, part, [question.period], False)
        mean, phi = float(cells.counts[0, 0]), float(cells.phi[0, 0])
        size = mean / max(phi - 1, 1e-9)
        drawn += random.poisson(random.gamma(size, mean / size, 40_000)) * sum(known[part].values())
    low, high = np.quantile(drawn, [0.025, 0.975])
    row = queries.query_costs(question, ()).frame.iloc[0]
    assert row["cost_high"] - row["cost_low"] == pytest.approx(high - low, rel=0.08)


@given(cut=st.floats(min_value=0.01, max_value=100), invest=st.floats(min_value=1, max_value=1e10))
def test_a_plan_is_arithmetic_that_adds_up(cut: float, invest: float) -> None:
    frame = queries.query_what_if(ask(asked()), Scenario(cut, invest)).frame
    total = frame[frame["what"] == "all"].iloc[0]
    for what in ("offence", "bearer"):
        rows = frame[frame["what"] == what]
        assert rows["saved"].sum() == pytest.approx(total["saved"], rel=1e-9)
    assert total["saved"] == pytest.approx(total["cost"] * cut / 100)
    assert rows["saved_low"].lt(rows["saved"]).all()
    even = frame[frame["what"] == "break-even"].iloc[0]
    if "[z]" in even["note"]:
        assert invest > total["cost"]
    else:
        yearly = total["cost"] / 365 * 365.25
        assert even["avoided"] / even["count"] == pytest.approx(invest / yearly)
        assert even["count"] == pytest.approx(total["count"] / 365 * 365.25)


def test_what_was_invested_is_the_reports_own_figure() -> None:
    frame = queries.query_published(sessions.current, "statements").frame
    row = frame[frame["figure_id"] == "statement-funding-vru-2023-24"].iloc[0]
    assert row["value"] == queries.INVESTED


@pytest.mark.parametrize(
    ("level", "areas", "pounds"),
    [
        ("london", (), 40_000_000),
        ("borough", (), 40_000_000),
        ("borough", (FOREST,), 1_265_588),
        ("borough", (FOREST, CITY), 1_265_588),
    ],
)
def test_an_investment_belongs_to_the_area_chosen(
    level: str, areas: tuple[str, ...], pounds: float
) -> None:
    """£40 million for London is not asked of Waltham Forest, unless somebody asks it."""
    question = ask(asked(level=level, areas=areas))
    assert queries.invested(question, Scenario()) == pounds
    frame = queries.query_what_if(question, Scenario()).frame
    even = frame[frame["what"] == "break-even"].iloc[0]
    assert even["cost"] == even["saved"] == pounds
    assert ("by residents" in even["note"]) == bool(areas)
    given = queries.query_what_if(question, Scenario(invest=40e6)).frame
    even = given[given["what"] == "break-even"].iloc[0]
    assert even["cost"] == 40e6
    assert "by residents" not in even["note"]


@pytest.mark.parametrize("level", ["borough", "ward"])
def test_the_parts_of_an_investment_add_up(level: str) -> None:
    session = sessions.current
    codes = [code for code, known in session.domain.levels.items() if known == "borough"]
    parts = [
        queries.invested(ask(asked(level=level, areas=(code,))), Scenario())
        for code in codes
        if code != CITY
    ]
    assert len(parts) == 32
    assert sum(parts) == pytest.approx(queries.INVESTED, abs=32)


def test_the_pledge_runs_from_the_year_to_june_2024_to_half_in_june_2034() -> None:
    frame = queries.query_pledge(ask(asked(offence="knife-crime"))).frame.set_index("month")
    start = frame.loc["2024-06"]
    assert start["gap"] == 0
    assert frame.loc["2034-06", "path"] == pytest.approx(start["count_12m"] / 2)
    assert frame["path"].dropna().diff().dropna().lt(0).all()
    known = frame["gap"].dropna()
    assert (known == (frame["count_12m"] - frame["path"]).dropna()).all()
    assert frame.loc["2034-06", "note"].startswith("[x]")


@pytest.mark.parametrize(
    ("areas", "verdict"),
    [((), "no-clear-change"), (("E09000033",), "lower"), (("E09000012",), "no-clear-change")],
)
def test_the_pledge_has_the_interval_of_every_other_page(
    areas: tuple[str, ...], verdict: str
) -> None:
    """Of the 12 months to February 2026: Westminster is ahead of the path, Hackney close to it.

    London is close to it too: its sum alone would lie clear of the path, but the year that the path
    starts from is a count as well, and chance moved that one as much.
    """
    level = "borough" if areas else "london"
    question = ask(asked(offence="knife-crime", level=level, areas=areas, compare="none",
                         measure="count"))  # fmt: skip
    frame = queries.query_pledge(question).frame
    last = frame.dropna(subset=["count_12m"]).iloc[-1]
    assert last["verdict"] == verdict
    start = periods.shift(last["month"], -11)
    year = queries.query_total(question.replace(period=Period(start, last["month"]))).frame.iloc[0]
    assert last["count_12m"] == year["count"]
    assert last["count_low"] == pytest.approx(year["count_low"])
    assert last["count_high"] == pytest.approx(year["count_high"])
    ahead = frame[frame["month"] > last["month"]]
    assert (ahead["verdict"] == "none").all()


def test_the_base_of_the_pledge_carries_its_interval() -> None:
    """The gap is the change from the base beside the change that the path asks for."""
    question = ask(asked(offence="knife-crime", compare="none", measure="count"))
    frame = queries.query_pledge(question).frame.set_index("month")
    base, last = frame.loc["2024-06"], frame.loc["2026-02"]
    share = last["path"] / base["count_12m"]
    assert last["path_low"] == pytest.approx(base["count_low"] * share)
    assert last["path_high"] == pytest.approx(base["count_high"] * share)
    year = Period("2025-03", "2026-02")
    whole = queries.query_total(
        question.replace(period=year, compare=Period("2023-07", "2024-06").written)
    ).frame.iloc[0]
    for gap, change in (("gap_percent", "change"), ("gap_low", "change_low"),
                        ("gap_high", "change_high")):  # fmt: skip
        assert 1 + last[gap] / 100 == pytest.approx((1 + whole[change] / 100) / share), gap
    alone = (
        (last["count_low"] / last["path"] - 1) * 100,
        (last["count_high"] / last["path"] - 1) * 100,
    )
    assert last["gap_low"] < alone[0] < alone[1] < last["gap_high"]


def test_the_reduction_that_pays_has_the_interval_of_the_cost() -> None:
    frame = queries.query_what_if(ask(asked()), Scenario()).frame.set_index("what")
    cost = queries.query_costs(ask(asked()), ()).frame.iloc[0]
    even = frame.loc["break-even"]
    assert even["reduction"] == pytest.approx(even["avoided"] / even["count"] * 100)
    assert even["reduction_low"] * cost["cost_high"] == pytest.approx(
        even["reduction"] * cost["cost"]
    )
    assert even["reduction_high"] * cost["cost_low"] == pytest.approx(
        even["reduction"] * cost["cost"]
    )
    assert frame.loc["all", "reduction"] == Scenario().cut


# --- how a cost has changed ---------------------------------------------------------------------


def change_of(selection: Selection) -> pd.Series:
    return queries.query_cost_change(ask(selection)).frame.iloc[0]


@pytest.mark.parametrize("offence", ["homicide", "rape", "personal-robbery"])
@pytest.mark.parametrize("areas", [(), ("E09000033",), ("E09000012", "E09000033")])
def test_one_offence_has_the_change_of_its_count(offence: str, areas: tuple[str, ...]) -> None:
    selection = asked(offence=offence, level="borough", areas=areas)
    row, count = change_of(selection), queries.query_total(ask(selection)).frame.iloc[0]
    assert row["verdict"] == count["verdict"]
    for name in ("change", "change_low", "change_high", "q"):
        assert row[name] == pytest.approx(count[name], nan_ok=True), name
    assert row["cost_low"] == pytest.approx(count["cost_low"])


def test_a_group_is_wider_by_what_each_event_costs() -> None:
    """A homicide is £4.3 million: by cost less is known than by number of offences."""
    row = change_of(asked())
    count = queries.query_total(ask(asked())).frame.iloc[0]
    assert row["change"] == pytest.approx((row["cost"] / row["compare_cost"] - 1) * 100)
    assert row["change_high"] - row["change_low"] > count["change_high"] - count["change_low"]
    now, then = (queries.query_costs(ask(asked(period=span)), ()).frame["cost"].iloc[0] for span in
                 (Period("2025-04", "2026-03"), Period("2024-04", "2025-03")))  # fmt: skip
    assert (row["cost"], row["compare_cost"]) == (now, then)


def test_the_interval_of_a_change_of_cost_is_right_in_simulation() -> None:
    """Five offences of very unequal cost, φ = 3 each, nothing changed but a fall of a tenth."""
    from data.statistics.change import score_interval

    rng = np.random.default_rng(11)
    mean = np.array([100.0, 60_000, 20_000, 9_000, 18_000])
    unit, phi, runs = np.array([4.3e6, 19_000, 15_000, 52_000, 9_000]), 3.0, 4000
    then, now = (
        rng.negative_binomial(mean * level / (phi - 1), 1 / phi, (runs, 5)) for level in (1, 0.9)
    )
    cost, before = now @ unit, then @ unit
    each = (phi * unit**2 * (now + then)).sum(axis=1) / (cost + before)
    found = score_interval(cost, before, each, 1)
    assert 0.94 < ((found.low <= -10) & (found.high >= -10)).mean() < 0.96


@pytest.mark.parametrize(
    ("areas", "name", "level"), [((), "London", "london"), (("E09000012",), "Hackney", "borough")]
)
def test_wards_are_compared_as_the_place_they_are_part_of(
    areas: tuple[str, ...], name: str, level: str
) -> None:
    """97.0, then 97.7 % of offences have a ward: their sum rises where London itself falls."""
    wards = change_of(asked(level="ward", areas=areas, offence="rape"))
    whole = change_of(asked(level=level, areas=areas, offence="rape"))
    assert (wards["area_name"], wards["level"]) == (name, level)
    numbers = ["cost", "compare_cost", "change", "change_low", "change_high"]
    assert wards[numbers].tolist() == whole[numbers].tolist()
    assert wards["verdict"] == whole["verdict"]


def test_wards_and_a_borough_together_are_not_compared() -> None:
    row = change_of(asked(level="ward", areas=("E05013806", "E09000012")))
    assert row["verdict"] == "not-comparable"
    assert "placed in a ward differs" in row["note"]
    assert row["compare_cost"] != row["compare_cost"]
    alone = change_of(asked(level="ward", areas=("E05013806",), offence="rape"))
    assert alone["verdict"] not in ("not-comparable", "none")


def test_costs_on_either_side_of_a_change_in_counting_have_no_change() -> None:
    row = change_of(asked(compare="2023-01..2023-12"))
    assert row["verdict"] == "not-comparable"
    assert row["change"] != row["change"]
    few = change_of(asked(offence="homicide", level="borough", areas=("E09000012",)))
    assert few["verdict"] == "too-few"
    assert few["change"] != few["change"]


@pytest.mark.parametrize(
    ("month", "path", "sums"),
    [
        ("2025-03", {"2025-02": True, "2025-03": False, "2026-02": False}, "2025-06"),
        ("2024-03", {"2024-06": False, "2026-02": False}, "2024-06"),
        ("2023-07", {"2024-06": True, "2026-02": True}, "2023-08"),
    ],
)
def test_no_path_and_no_sum_reaches_across_a_break(
    monkeypatch: pytest.MonkeyPatch, month: str, path: dict[str, bool], sums: str
) -> None:
    broken = replace(
        OFFENCES["knife-crime"], breaks=(Break(month, "Counting changed.", comparable=False),)
    )
    monkeypatch.setitem(OFFENCES, "knife-crime", broken)
    with elsewhere():
        frame = queries.query_pledge(ask(asked(offence="knife-crime"))).frame.set_index("month")
    for when, drawn in path.items():
        assert (frame.loc[when, "path"] == frame.loc[when, "path"]) == drawn, when
    row = frame.loc[sums]
    assert row["count_12m"] != row["count_12m"]
    assert (row["status"], row["break"]) == ("not-applicable", month)
    assert row["note"].startswith("[b] no sum across a break")
    last = frame.loc["2026-02"]
    assert last["count_12m"] == last["count_12m"]
    assert (last["verdict"] == "not-comparable") == (not path["2026-02"])


@pytest.mark.parametrize("level", ["borough", "ward"])
def test_the_pledge_of_the_city_is_unknown_not_zero(level: str) -> None:
    frame = queries.query_pledge(
        ask(asked(offence="knife-crime", level=level, areas=(CITY,)))
    ).frame
    assert frame[["count_12m", "path", "gap"]].isna().all(axis=None)
    assert frame["note"].str.contains("[x]", regex=False).all()


@pytest.mark.parametrize(
    ("name", "value"),
    [("cut", "0"), ("cut", "-5"), ("cut", "100.5"), ("cut", "lots"), ("cut", "nan"),
     ("invest", "0"), ("invest", "-1"), ("invest", "inf"), ("invest", "forty million"),
     ("margin", "0"), ("margin", "101"), ("margin", "a fifth")],
)  # fmt: skip
def test_a_plan_that_cannot_be_is_named(name: str, value: str) -> None:
    defaults = Defaults(extras=(SUPPOSED,))
    reading = read({name: value}, defaults)
    assert [problem.parameter for problem in reading.problems] == [name]
    assert reading.problems[0].allowed
    assert reading.scenario == Scenario()

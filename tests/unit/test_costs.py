"""Costs: the report's tables reproduced, every cut the same total, the City never £0."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data import queries
from data.model.catalogue import COSTED, OFFENCES
from data.model.periods import Period
from data.model.selection import SUPPOSED, Defaults, Scenario, Selection
from data.session import sessions
from tests.asking import ask, read

PARTS = OFFENCES[COSTED].parts
CITY = "E09000001"


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


def test_bearers_are_the_proportions_of_table_14() -> None:
    frame = queries.query_published(sessions.current, "table-14").frame
    printed = frame[frame["unit"] == "percent"].set_index("row_label")["value"]
    shares = queries.bearers(sessions.current)
    assert sum(shares.values()) == pytest.approx(1)
    for name, value in printed.items():
        assert shares[str(name).rstrip("*")] * 100 == pytest.approx(value, abs=0.05), name


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


def test_one_offence_has_byars_interval_times_its_cost() -> None:
    from data.statistics.intervals import count_interval

    row = queries.query_costs(ask(asked(offence="rape")), ()).frame.iloc[0]
    low, high = count_interval([row["count"]])
    unit = sum(sessions.current.build.unit_costs.costs["rape"].values())
    assert row["cost"] == pytest.approx(row["count"] * unit)
    assert row["cost_low"] == pytest.approx(float(low[0]) * unit)
    assert row["cost_high"] == pytest.approx(float(high[0]) * unit)
    assert row["cost_if_all_recorded"] == pytest.approx(row["cost"] / 0.917)
    assert row["per_day"] == pytest.approx(row["cost"] / 365)


@given(cut=st.floats(min_value=0.01, max_value=100), invest=st.floats(min_value=1, max_value=1e10))
def test_a_plan_is_arithmetic_that_adds_up(cut: float, invest: float) -> None:
    frame = queries.query_what_if(ask(asked()), Scenario(cut, invest)).frame
    total = frame[frame["what"] == "all"].iloc[0]
    for what in ("offence", "bearer"):
        rows = frame[frame["what"] == what]
        assert rows["saved"].sum() == pytest.approx(total["saved"], rel=1e-9)
    assert total["saved"] == pytest.approx(total["cost"] * cut / 100)
    even = frame[frame["what"] == "break-even"].iloc[0]
    if "[z]" in even["note"]:
        assert invest > total["cost"]
    else:
        yearly = total["cost"] / 365 * 365.25
        assert even["avoided"] / even["count"] == pytest.approx(invest / yearly)
        assert even["count"] == pytest.approx(total["count"] / 365 * 365.25)


def test_the_pledge_runs_from_the_year_to_june_2024_to_half_in_june_2034() -> None:
    frame = queries.query_pledge(ask(asked(offence="knife-crime"))).frame.set_index("month")
    start = frame.loc["2024-06"]
    assert start["gap"] == 0
    assert frame.loc["2034-06", "path"] == pytest.approx(start["count_12m"] / 2)
    assert frame["path"].dropna().diff().dropna().lt(0).all()
    known = frame["gap"].dropna()
    assert (known == (frame["count_12m"] - frame["path"]).dropna()).all()
    assert frame.loc["2034-06", "note"].startswith("[x]")


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
     ("invest", "0"), ("invest", "-1"), ("invest", "inf"), ("invest", "forty million")],
)  # fmt: skip
def test_a_plan_that_cannot_be_is_named(name: str, value: str) -> None:
    defaults = Defaults(extras=(SUPPOSED,))
    reading = read({name: value}, defaults)
    assert [problem.parameter for problem in reading.problems] == [name]
    assert reading.problems[0].allowed
    assert getattr(reading.scenario, name) > 0

"""The control chart: limits by run, signals by shape, changes and lockdown where they are."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd
from plotly.graph_objects import Figure

from components.figures.control_chart import build_control_chart, year_ticks
from data.model import periods
from data.model.catalogue import Break
from data.queries.regimes import segments
from data.queries.trend import trend_rows, year_rows


def months(start: str, number: int) -> list[str]:
    return [periods.shift(start, step) for step in range(number)]


def trend(breaks: tuple[Break, ...] = (), number: int = 96) -> pd.DataFrame:
    """Eight years from 2017, flat, with a low run at the end."""
    counts = np.tile([1000.0, 1010, 990], number // 3)
    counts[-9:] -= 200
    span = months("2017-01", number)
    rows = trend_rows(span, counts, segments(span, [item.month for item in breaks]), (1.0, 0.0))
    return rows.assign(basis="season removed")


def lines(figure: dict, mode: str) -> list[dict]:
    return [trace for trace in figure["data"] if trace["mode"] == mode]


def test_every_run_has_its_own_mean_and_two_limits() -> None:
    figure = build_control_chart(trend())
    Figure(figure)
    assert len(lines(figure, "lines")) == 6, "before and after lockdown"
    for trace in lines(figure, "lines"):
        assert len(trace["y"]) == len(trace["x"]) > 12
    assert not any(
        trace["x"][0] <= "2020-12" <= trace["x"][-1] for trace in lines(figure, "lines")
    ), "no limit crosses lockdown"


def test_signals_differ_by_shape_not_only_by_colour() -> None:
    figure = build_control_chart(trend())
    marks = {trace["marker"]["symbol"]: trace for trace in lines(figure, "markers")}
    assert set(marks) == {"triangle-up", "triangle-down"}
    assert set(months("2024-04", 9)) <= set(marks["triangle-down"]["x"])


def test_limits_and_the_band_are_named_where_they_are() -> None:
    figure = build_control_chart(trend())
    texts = [note["text"] for note in figure["layout"]["annotations"]]
    assert texts == ["lower", "average", "upper", "lockdown"]
    (shape,) = figure["layout"]["shapes"]
    assert (shape["type"], shape["x0"], shape["x1"]) == ("rect", "2020-03-01", "2021-07-01")


def test_what_chance_would_mark_stands_on_the_chart() -> None:
    note = build_control_chart(trend(), chance="9 of 79 months stand out")["layout"]["annotations"]
    assert note[-1]["text"] == "9 of 79 months stand out"
    assert (note[-1]["yref"], note[-1]["y"]) == ("paper", 0)


def test_a_break_is_a_dotted_line_with_its_name() -> None:
    breaks = (Break("2023-04", "x"), Break("1999-01", "before all of it"))
    figure = build_control_chart(trend(breaks), breaks)
    assert sum(shape["type"] == "line" for shape in figure["layout"]["shapes"]) == 1
    texts = [note["text"] for note in figure["layout"]["annotations"]]
    assert "counting<br>changed" in texts


def test_points_are_drawn_from_the_value_and_told_by_the_count() -> None:
    rows = trend().assign(count=[*range(96)])
    points = lines(build_control_chart(rows), "lines+markers")[0]
    assert points["y"] == rows["value"].tolist()
    assert points["customdata"][5] == ["5"]


def test_years_are_drawn_for_what_is_rare() -> None:
    rows = year_rows(months("2003-01", 12 * 18), np.ones(12 * 18)).assign(basis="12 months")
    figure = build_control_chart(rows)
    Figure(figure)
    assert len(lines(figure, "lines+markers")[0]["x"]) == 18
    assert "12 months to" in lines(figure, "lines+markers")[0]["hovertemplate"]


def test_nothing_known_is_nothing_drawn() -> None:
    rows = trend().assign(value=np.nan)
    figure = build_control_chart(rows)
    Figure(figure)
    assert figure["data"] == []


def test_at_most_four_years_are_named_and_the_last_is() -> None:
    for first, last in (("2010-04", "2026-03"), ("2018-04", "2026-03"), ("2022-01", "2023-12")):
        found = year_ticks(first, last)
        assert 1 <= len(found["ticktext"]) <= 4
        assert found["ticktext"][-1] == last[:4]
        steps = {int(b) - int(a) for a, b in pairwise(found["ticktext"])}
        assert len(steps) <= 1

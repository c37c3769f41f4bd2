"""The season's chart: which line is which without colour, and none where nothing is known."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from plotly.graph_objects import Figure

from components.figures.season import build_season
from data.model import periods
from data.queries.season import full_years, season_rows


def season(start: str, number: int) -> pd.DataFrame:
    span = [periods.shift(start, step) for step in range(number)]
    counts = 100 + 10 * np.sin(np.arange(number) / 12 * 2 * np.pi)
    return season_rows(full_years(span, counts), (2.0, 0.1))


def test_two_lines_differ_by_dash_marker_and_name() -> None:
    figure = build_season(season("2018-01", 72))
    Figure(figure)
    every, without = figure["data"]
    assert every["name"] == "all full years (6)"
    assert without["name"] == "without 2020 and 2021 (4)"
    assert every["line"]["dash"] != without["line"]["dash"]
    assert every["marker"]["symbol"] != without["marker"]["symbol"]
    assert sum(without["y"]) == pytest.approx(1, rel=0.01)
    assert figure["layout"]["showlegend"] is True


def test_intervals_are_drawn_where_there_are_any() -> None:
    frame = season("2018-01", 72)
    every, without = build_season(frame)["data"]
    assert "error_y" not in every, "years of lockdown have none"
    assert min(without["error_y"]["array"] + without["error_y"]["arrayminus"]) > 0
    row = frame[frame["basis"] != frame["basis"].iloc[0]].iloc[1]
    up = without["y"][1] + without["error_y"]["array"][1]
    assert up == pytest.approx(row["share_high"] / row["even"] / 12)
    assert "95% interval" in without["customdata"][1][1]
    assert "interval" not in every["customdata"][1][1]


def test_one_line_where_lockdown_touches_no_year() -> None:
    figure = build_season(season("2015-01", 36))
    assert [trace["name"] for trace in figure["data"]] == ["3 full years"]


def test_an_even_year_is_a_line_to_hold_against() -> None:
    figure = build_season(season("2018-01", 72))
    assert figure["layout"]["shapes"][0]["y0"] == pytest.approx(1 / 12)
    assert figure["layout"]["annotations"][0]["text"] == "a twelfth of the year"


def test_without_a_full_year_nothing_is_drawn() -> None:
    figure = build_season(season("2020-02", 8))
    Figure(figure)
    assert figure["data"] == []
    assert figure["layout"]["annotations"] == []

"""Bars of people: every value and its source is written out, intervals and the unknown shown."""

from __future__ import annotations

import math

import pytest
from plotly.graph_objects import Figure

from components.figures.people_bars import FORMATS, Bars, build_people_bars

ROWS = ("White", "Black", "Not known")
VICTIMS = Bars("victims", [0.5, 0.4, 0.1], ["50%", "40%", "10%"], "#12436D")
RESIDENTS = Bars("residents", [0.6, 0.4, math.nan], ["60%", "40%", "–"], "#8A8F9C")


def bars(figure: dict) -> list[dict]:
    return [trace for trace in figure["data"] if trace["type"] == "bar"]


def test_one_source_has_its_values_beside_its_bars() -> None:
    figure = build_people_bars(ROWS, [VICTIMS])
    Figure(figure)
    assert figure["data"][1]["text"] == [" 50%", " 40%", " 10%"]
    assert figure["layout"]["yaxis"]["ticktext"] == list(ROWS)
    assert figure["layout"]["xaxis"]["range"][0] == 0


def test_several_sources_are_named_at_every_bar_and_do_not_overlap() -> None:
    figure = build_people_bars(ROWS, [VICTIMS, RESIDENTS])
    Figure(figure)
    assert figure["data"][1]["text"][0] == " 50% victims"
    assert figure["data"][3]["text"] == [" 60% residents", " 40% residents"]
    one, other = bars(figure)
    for y, width in zip(one["y"][:2], one["width"], strict=False):
        at = other["y"][one["y"].index(y)]
        assert at - y >= width, "the second lies below the first"
        assert width <= 0.82 / 2


def test_a_missing_value_has_no_bar() -> None:
    _, other = bars(build_people_bars(ROWS, [VICTIMS, RESIDENTS]))
    assert len(other["x"]) == 2


def test_the_unknown_is_hatched() -> None:
    figure = build_people_bars(ROWS, [VICTIMS], hatched=("Not known",))
    assert bars(figure)[0]["marker"]["pattern"]["shape"] == ["", "", "/"]


def test_intervals_reach_from_low_to_high_and_texts_stand_beyond_them() -> None:
    rates = Bars("victims", [5.0, 23.0], ["5.0", "23.0"], low=[4.0, 20.0], high=[6.5, 26.0])
    figure = build_people_bars(("White", "Black"), [rates], kind="rate")
    Figure(figure)
    error = bars(figure)[0]["error_x"]
    assert error["array"] == pytest.approx([1.5, 3.0])
    assert error["arrayminus"] == pytest.approx([1.0, 3.0])
    assert figure["data"][1]["x"] == [6.5, 26.0]
    assert figure["layout"]["xaxis"]["range"][1] > 26
    assert figure["layout"]["xaxis"]["tickformat"] == FORMATS["rate"]


def test_nobody_at_all_is_an_empty_figure() -> None:
    Figure(build_people_bars(ROWS, []))
    nothing = Bars("victims", [math.nan] * 3, ["–"] * 3)
    Figure(build_people_bars(ROWS, [nothing]))

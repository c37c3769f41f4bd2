"""The heatmap: which cell has which class, text and outline; blank is not zero."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from plotly.graph_objects import Figure

from components.figures import style
from components.figures.heatmap import build_heatmap, cell_text, classes_of

ROWS, COLUMNS = (2020, 2021), ("January", "February", "March")


def matrix(counts: list[list[float]]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {"year": year, "month": month, "count": counts[row][column]}
            for row, year in enumerate(ROWS)
            for column, month in enumerate(COLUMNS)
        ]
    )


def drawn(counts: list[list[float]], **options) -> dict:
    labels = ([str(year) for year in ROWS], [name[:3] for name in COLUMNS])
    return build_heatmap(matrix(counts), "year", "month", (ROWS, COLUMNS), labels, **options)


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_it_is_a_valid_figure_whose_cells_stand_where_they_belong() -> None:
    figure = drawn([[1, 2, 3], [40, 50, 600]])
    Figure(figure)
    cells = figure["data"][0]
    assert cells["text"] == [["1", "2", "3"], ["40", "50", "600"]]
    assert cells["customdata"][1][2] == "2021, Mar"
    assert cells["z"][0][0] == 0
    assert cells["z"][1][2] == max(value for line in cells["z"] for value in line)
    assert figure["layout"]["yaxis"]["range"] == [1.5, -0.5], "the first row is on top"
    assert figure["layout"]["yaxis"]["ticktext"] == ["2020", "2021"]


def test_what_is_not_known_is_blank_and_zero_is_not() -> None:
    figure = drawn([[np.nan, 0, 3], [4, 5, 6]])
    cells, texts = figure["data"]
    assert cells["z"][0][0] is None
    assert cells["z"][0][1] == 0
    assert next(zip(texts["x"], texts["y"], texts["text"], strict=True)) == (1, 0, "0")
    assert len(texts["text"]) == 5


def test_a_frame_without_a_value_draws_nothing() -> None:
    figure = drawn([[np.nan] * 3] * 2)
    Figure(figure)
    assert figure["data"][1]["text"] == []


def test_every_value_can_be_read_on_its_class() -> None:
    figure = drawn([[1, 200, 300], [400, 500, 600]])
    cells, texts = figure["data"]
    colours = [colour for _, colour in cells["colorscale"]][::2]
    assert tuple(colours) == style.SEQUENTIAL
    for x, y, ink in zip(texts["x"], texts["y"], texts["textfont"]["color"], strict=True):
        assert contrast(ink, colours[cells["z"][y][x]]) >= 4.5


@pytest.mark.parametrize(
    ("outlined", "edges"),
    [
        ((), 0),
        (((2020, "February"),), 4),
        (((2020, "February"), (2020, "March")), 6),
        (((2020, "March"), (2021, "January")), 8),
        (((2020, "January"), (2021, "January"), (1999, "January")), 6),
    ],
)
def test_an_outline_runs_along_the_edge_of_all_marked_cells(outlined, edges: int) -> None:
    figure = drawn([[1, 2, 3], [4, 5, 6]], outlined=outlined)
    Figure(figure)
    paths = [shape["path"] for shape in figure["layout"]["shapes"]]
    assert sum(path.count("M") for path in paths) == edges


@pytest.mark.parametrize(
    ("value", "most", "text"),
    [(7, 9, "7"), (6543, 9999, "6,543"), (20345, 20345, "20.3k"), (900, 20345, "0.9k")],
)
def test_many_digits_are_shortened(value: float, most: float, text: str) -> None:
    assert cell_text(value, most) == text


def test_classes_have_their_bounds_and_do_not_claim_a_zero() -> None:
    _, colours, labels = classes_of(np.arange(100.0, 200.0))
    assert len(colours) == len(labels) == 5
    assert labels[0].startswith("up to ")
    assert not any(label.startswith("0 ") for label in labels)
    _, _, labels = classes_of(np.arange(0.0, 100.0))
    assert labels[0].startswith("0")
    found, colours, labels = classes_of(np.array([5.0, 5.0, np.nan]))
    assert (found.tolist(), len(colours), labels) == ([0, 0, -1], 1, ("all alike",))


def test_a_change_in_counting_is_a_dotted_line_before_its_cell() -> None:
    elsewhere = ("1066", "Jan")
    figure = drawn([[1, 2, 3], [4, 5, 6]], changed=[(ROWS[1], COLUMNS[2]), elsewhere])
    (line,) = figure["layout"]["shapes"]
    assert (line["x0"], line["x1"], line["y0"], line["y1"]) == (1.5, 1.5, 0.5, 1.5)
    assert line["line"]["dash"] == "dot"

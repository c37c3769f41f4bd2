"""The pyramid: women left, men right, the oldest on top, the unknown with bars of their own."""

from __future__ import annotations

import pandas as pd
import pytest
from plotly.graph_objects import Figure

from components.figures.pyramid import band_label, build_pyramid, reach


def people(counts: dict[tuple[str, str], float]) -> pd.DataFrame:
    frame = pd.DataFrame(
        [{"age": age, "sex": sex, "count": count} for (age, sex), count in counts.items()]
    )
    return frame.assign(share=frame["count"] / frame["count"].sum())


COUNTS = {
    ("0-12", "female"): 10.0, ("0-12", "male"): 20.0, ("0-12", "unknown"): 1.0,
    ("13+", "female"): 15.0, ("13+", "male"): 40.0, ("13+", "unknown"): 2.0,
    ("unknown", "female"): 3.0, ("unknown", "male"): 4.0, ("unknown", "unknown"): 5.0,
}  # fmt: skip


def bars(figure: dict) -> list[dict]:
    return [trace for trace in figure["data"] if trace["type"] == "bar"]


def test_everybody_has_a_place_in_it() -> None:
    figure = build_pyramid(people(COUNTS))
    Figure(figure)
    female, male, sexless = bars(figure)
    assert [row[1] for row in female["customdata"]] == ["15", "10", "3"]
    assert [row[1] for row in male["customdata"]] == ["40", "20", "4"]
    assert [row[1] for row in sexless["customdata"]] == ["8"]
    shares = [abs(x) for trace in bars(figure) for x in trace["x"]]
    assert sum(shares) == pytest.approx(1)
    assert all(x <= 0 for x in female["x"])
    assert all(x >= 0 for x in male["x"] + sexless["x"])


def test_the_oldest_stand_on_top_and_the_unknown_at_the_bottom() -> None:
    axis = build_pyramid(people(COUNTS))["layout"]["yaxis"]
    assert axis["ticktext"] == ["13+", "0 to 12", "Age unknown", "Sex unknown"]
    assert axis["range"][0] > axis["range"][1], "the first label is on top"


def test_what_is_not_known_is_hatched() -> None:
    female, male, sexless = bars(build_pyramid(people(COUNTS)))
    for trace in (female, male):
        assert trace["marker"]["pattern"]["shape"] == ["", "", "/"]
    assert sexless["marker"]["pattern"]["shape"] == ["/"]


def test_numbers_are_written_beside_the_bars_and_sides_are_named() -> None:
    figure = build_pyramid(people(COUNTS))
    texts = [text.strip() for trace in figure["data"][1::2] for text in trace["text"]]
    assert texts == ["15", "10", "3", "40", "20", "4", "8"]
    assert [note["text"] for note in figure["layout"]["annotations"]] == [
        "<b>Female</b>",
        "<b>Male</b>",
    ]


def test_large_numbers_are_shortened_and_told_in_full() -> None:
    figure = build_pyramid(people({key: count * 4877 for key, count in COUNTS.items()}))
    assert figure["data"][3]["text"][0].strip() == "195k"
    assert bars(figure)[1]["customdata"][0][1] == "195,080"


def test_two_pyramids_can_share_a_scale() -> None:
    left, right = reach(people(COUNTS))
    assert (left, right) == (pytest.approx(0.15), pytest.approx(0.4))
    one = build_pyramid(people(COUNTS))["layout"]["xaxis"]["range"]
    wider = build_pyramid(people(COUNTS), most=(0.5, 0.9))["layout"]["xaxis"]["range"]
    assert -one[0] >= left
    assert one[1] >= right
    assert wider[0] < one[0]
    assert wider[1] > one[1]


def test_suppressed_cells_have_no_bar_and_zero_has() -> None:
    hidden = COUNTS | {("0-12", "female"): float("nan"), ("0-12", "male"): 0.0}
    female, male, _ = bars(build_pyramid(people(hidden)))
    assert len(female["x"]) == 2
    assert len(male["x"]) == 3
    nobody = {key: float("nan") for key in COUNTS}
    Figure(build_pyramid(people(nobody)))


def test_the_width_of_bars_is_in_rows() -> None:
    """The browser multiplies plain widths on large screens; a list it leaves alone."""
    for trace in bars(build_pyramid(people(COUNTS))):
        assert isinstance(trace["width"], list)
        assert len(trace["width"]) == len(trace["x"])


@pytest.mark.parametrize(
    ("band", "text"),
    [
        ("0-12", "0 to 12"), ("65+", "65 and over"), ("18", "18"), ("adult", "Adult"),
        ("under 18", "Under 18"), ("unknown", "Age not known"),
    ],
)  # fmt: skip
def test_bands_are_written_for_people(band: str, text: str) -> None:
    assert band_label(band) == text

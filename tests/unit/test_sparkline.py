"""Small lines: every value stands where it should, in whatever box."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from components.drawn import drawn, elements
from components.figures.sparkline import HEADROOM, HIGH, WIDE, build_sparkline, short, step_of
from data.model.catalogue import OFFENCES

MONTHS = [f"{year}-{month:02d}" for year in range(2019, 2025) for month in range(1, 13)]


def shapes(values: list[float | None], months: list[str] = MONTHS, breaks: tuple = ()) -> dict:
    """Attributes of the shapes of a line, by their tag and class."""
    frame = pd.DataFrame({"month": months[: len(values)], "count_12m": values})
    found: dict[str, list] = {}
    for tag, attributes, children in elements(drawn(build_sparkline(frame, breaks))):
        name = f"{tag}.{attributes.get('class', '')}".rstrip(".")
        found.setdefault(name, []).append(attributes | {"words": children})
    return found


def points(way: str) -> list[tuple[int, int]]:
    """Points of a path of relative moves and lines."""
    numbers = list(map(int, re.findall(r"-?\d+", way)))
    x, y = numbers[:2]
    found = [(x, y)]
    for dx, dy in zip(numbers[2::2], numbers[3::2], strict=True):
        x, y = x + dx, y + dy
        found.append((x, y))
    return found


def test_the_line_goes_through_its_values() -> None:
    values = [float(50 + step % 7) for step in range(60)]
    found = shapes([None, None, *values])
    way = points(found["path"][0]["d"])
    top = max(values) * HEADROOM
    assert len(way) == len(values)
    assert way[0][0] == 0
    assert way[-1][0] == WIDE
    for (_, y), value in zip(way, values, strict=True):
        assert y == pytest.approx((1 - value / top) * HIGH, abs=0.51)
    end = found["circle"][0]
    assert end["cx"] == "100%"
    assert float(end["cy"].rstrip("%")) == pytest.approx((1 - values[-1] / top) * 100, abs=0.06)
    assert (found["text.from"][0]["words"], found["text.to"][0]["words"]) == (["2019"], ["2024"])


def test_a_month_without_a_sum_keeps_its_room_and_has_no_line() -> None:
    way = shapes([10.0, None, 10.0, 20.0, 20.0])["path"][0]["d"]
    assert [x for x, _ in points(way)] == [0, WIDE // 2, WIDE * 3 // 4, WIDE]
    assert [sign for sign in way if sign.isalpha()] == ["M", "m", "l"]


def test_lockdown_is_a_band_and_a_break_a_dotted_line() -> None:
    broken = OFFENCES["violence-with-injury"].breaks
    found = shapes([1.0] * len(MONTHS), breaks=broken)
    assert len(found["rect"]) == 1
    inside = [item for item in broken if MONTHS[0] < item.month <= MONTHS[-1]]
    assert len(found.get("line.break", [])) == len(inside)
    assert "rect" not in shapes([1.0] * 12)


def test_nothing_known_is_an_empty_picture() -> None:
    assert list(shapes([None, None])) == ["svg.sparkline"]
    assert "path" in shapes([0.0, 0.0]), "none recorded is a line at 0"
    assert "path" in shapes([5.0]), "one sum is a dot"


@pytest.mark.parametrize(
    ("top", "step", "mark"),
    [(0.5, 1, "1"), (2.2, 1, "1"), (6, 5, "5"), (72_000, 50_000, "50k"), (15_000, 10_000, "10k"),
     (112_000, 50_000, "50k"), (2.5e6, 1_000_000, "1M"), (2_900, 1_000, "1k")],
)  # fmt: skip
def test_the_scale_has_few_round_marks(top: float, step: int, mark: str) -> None:
    assert step_of(top) == step
    assert short(step) == mark

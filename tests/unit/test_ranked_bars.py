"""Ranked bars: their axis and the room for what stands at their ends."""

from __future__ import annotations

import pandas as pd
import pytest

from components.figures.ranked_bars import build_ranked_bars

ROWS = pd.DataFrame(
    {
        "area_code": ["A", "B"], "area_name": ["One", "Two"], "count": [3147, 749],
        "cost": [24.9e6, 6.3e6], "count_low": [3000, 700], "count_high": [3300, 800],
        "cost_low": [24e6, 6e6], "cost_high": [26e6, 7e6],
    }
)  # fmt: skip


@pytest.mark.parametrize(
    ("measure", "shown"),
    [("count", ["3,147", "749"]), ("cost", ["£24.9 million", "£6.3 million"]), ("count", [])],
)
def test_room_is_as_long_as_the_values(measure: str, shown: list[str]) -> None:
    layout = build_ranked_bars(ROWS.head(len(shown)), measure, shown)["layout"]
    assert layout["meta"]["room"] == max(map(len, shown), default=0)
    assert layout["xaxis"]["separatethousands"]
    low, high = layout["xaxis"]["range"]
    assert low <= 0 < high

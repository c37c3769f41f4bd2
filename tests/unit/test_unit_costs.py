"""Other unit costs: a good file is taken, a bad one is refused by its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.errors import DataError
from data.model.unit_costs import COLUMNS, read_unit_costs

HEAD = ",".join(COLUMNS)
GOOD = [
    HEAD,
    "rape,anticipation,1312,2023,Home Office,",
    "rape,consequence,42097,2023,Home Office,",
    "rape,response,9289,2023,Home Office,",
]


def written(tmp_path: Path, lines: list[str]) -> Path:
    path = tmp_path / "costs.csv"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def test_a_good_file_is_taken(tmp_path: Path) -> None:
    known = read_unit_costs(written(tmp_path, GOOD))
    assert sum(known.costs["rape"].values()) == 1312 + 42097 + 9289
    assert known.price_year == 2023


@pytest.mark.parametrize(
    ("line", "text", "said"),
    [
        (1, "offence,component,cost", "line 1"),
        (2, "burglary,anticipation,1312,2023,Home Office,", "line 2, column “offence”"),
        (3, "rape,harm,42097,2023,Home Office,", "line 3, column “component”"),
        (3, "rape,consequence,-1,2023,Home Office,", "line 3, column “cost”"),
        (3, "rape,consequence,£42097,2023,Home Office,", "line 3, column “cost”"),
        (4, "rape,response,nan,2023,Home Office,", "line 4, column “cost”"),
        (4, "rape,response,9289,2024,Home Office,", "line 4, column “price_year”"),
        (4, "rape,response,9289,soon,Home Office,", "line 4, column “price_year”"),
        (4, "rape,consequence,9289,2023,Home Office,", "line 4, column “component”"),
        (4, "rape,response,9289", "line 4"),
        (4, "", "rape lacks a component"),
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, line: int, text: str, said: str) -> None:
    lines = [*GOOD]
    lines[line - 1] = text
    with pytest.raises(DataError) as caught:
        read_unit_costs(written(tmp_path, lines))
    assert said in str(caught.value)
    assert "costs.csv" in str(caught.value)

"""The committed coverage table: its targets are met, and a part of it comes out again."""

import csv

import numpy as np
import pytest

from tests.bench import coverage
from tests.bench.simulated import achieved, counts, normal


@pytest.fixture(scope="module")
def table() -> list[dict[str, str]]:
    with coverage.FILE.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_every_part_and_cell_is_there_with_enough_runs(table):
    assert {row["part"] for row in table} == set(coverage.PARTS)
    for row in table:
        assert int(row["runs"]) >= (1000 if row["part"] == "FDR" else coverage.RUNS)
    cells = {(row["size"], float(row["phi"]), float(row["rho"])) for row in table}
    assert {(size, *cell) for size in ("ward", "borough") for cell in coverage.GRID} <= cells
    assert ("alone", 8.0, 0.6) in cells


def test_every_target_is_met_and_told(table):
    assert {row["met"] for row in table} <= {"yes", ""}
    for row in table:
        low, high = map(float, (row["target"] or "0-100").split("-"))
        assert low <= float(row["value"]) <= high
    assert coverage.section(table) == coverage.RESULTS.read_text("utf-8")


def test_a_part_comes_out_again(table):
    rng = np.random.default_rng([coverage.SEED, list(coverage.PARTS).index("power")])
    again = list(coverage.power(rng))
    committed = [row for row in table if row["part"] == "power"]
    for new, old in zip(again, committed, strict=True):
        # Another machine's arithmetic may turn a run or two.
        assert float(str(new["value"])) == pytest.approx(float(old["value"]), abs=0.5)


@pytest.mark.parametrize(("phi", "rho"), coverage.GRID)
def test_simulated_series_are_what_they_are_said_to_be(phi, rho):
    y = counts(normal(np.random.default_rng(1), 400, 120, rho), 125.0, phi)
    assert y.mean() == pytest.approx(125, rel=0.01)
    assert achieved(y) == (pytest.approx(phi, rel=0.05), pytest.approx(rho, abs=0.03))

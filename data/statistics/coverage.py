"""How often what is called 95 % was right in simulation: the committed table of the bench.

``python -m tests.bench.coverage`` simulates series of known truth, fits and widens as the pages do
and writes ``coverage.csv`` beside this module; pages tell its ranges and nothing else.
"""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

from data.errors import DataError

FILE = Path(__file__).with_name("coverage.csv")


@cache
def _rows() -> tuple[dict[str, str], ...]:
    with FILE.open(encoding="utf-8", newline="") as lines:
        return tuple(csv.DictReader(lines))


def simulated_range(part: str, what: str, *sizes: str) -> tuple[float, float]:
    """Lowest and highest share of simulated series, per cent, over every φ, ρ and size.

    Args:
        part: part of the bench: ``intervals``, ``ranks``, ``FDR``, ``power`` …
        what: what was counted, as the table names it.
        sizes: ``ward``, ``borough``, ``alone``; any where none is named.

    Raises:
        DataError: the table has no such line.
    """
    found = [
        float(row["value"])
        for row in _rows()
        if row["part"] == part and row["what"] == what and (not sizes or row["size"] in sizes)
    ]
    if not found:
        raise DataError("nothing was simulated", file=FILE, value=f"{part}: {what}")
    return min(found), max(found)

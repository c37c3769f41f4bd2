"""``python -m data variance``: fit how much every recorded series varies, and keep it."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

from data.engine.dispersions import write
from data.engine.panel import Panel
from data.engine.store import Build
from data.model.catalogue import OFFENCES, OPEN_SERIES, Offence
from data.paths import PROCESSED


def panels(build: Build) -> Iterator[tuple[str, Offence, Panel]]:
    """Level, series and counts of everything that is recorded."""
    for slug in OPEN_SERIES:
        for level in ("ward", "borough", "london"):
            yield level, OFFENCES[slug], build.level_panel(level, slug)


def write_variance(folder: Path) -> int:
    """Fit every recorded series of the processed data and write the file beside it.

    Args:
        folder: the processed data.

    Returns:
        How many fits were written.

    Raises:
        DataError: the folder holds no processed data.
    """
    build = Build(folder)
    try:
        return write(folder, panels(build))
    finally:
        build.close()


def main(argv: list[str]) -> int:
    """Run the command.

    Returns:
        Exit code 0.
    """
    parser = argparse.ArgumentParser(prog="python -m data variance", description=__doc__)
    parser.add_argument("--data", type=Path, default=PROCESSED, help="the processed data")
    folder = parser.parse_args(argv).data
    print(f"variance: {write_variance(folder)} fits in {folder}")
    return 0

"""``python -m data simulate`` and ``calibration``: draw the simulated extract, check it."""

from __future__ import annotations

import argparse
import time

from data.extracts.storage import root_folder, write_extract
from data.ingest.simulate.calibration import calibration, print_calibration
from data.ingest.simulate.draw import draw

NAME = "simulated"


def _seed(command: str, argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog=f"python -m data {command}")
    parser.add_argument("--seed", type=int, default=1, help="of everything random (default 1)")
    return int(parser.parse_args(argv).seed)


def simulate_main(argv: list[str]) -> int:
    """Draw the simulated extract and put it beside the others.

    Returns:
        Exit code, 0.
    """
    seed = _seed("simulate", argv)
    start = time.monotonic()
    offences, people, facts = draw(seed)
    place = write_extract(root_folder(), NAME, offences, people, facts)
    print(
        f"simulated {len(offences):,} offences and {len(people):,} people "
        f"in {time.monotonic() - start:.1f} s: {place}"
    )
    return 0


def calibration_main(argv: list[str]) -> int:
    """Print what is simulated beside what was published.

    Returns:
        Exit code: 0 when every target holds, 1 otherwise.
    """
    offences, people, _ = draw(_seed("calibration", argv))
    table = calibration(offences, people)
    print_calibration(table)
    return 0 if bool(table["holds"].all()) else 1

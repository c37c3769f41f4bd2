"""``python -m data.ingest.simulate``: draw, and print the calibration table."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from data.errors import DataError
from data.ingest.simulate.calibration import calibration, print_calibration, write_readme
from data.ingest.simulate.draw import draw


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command.

    Args:
        argv: arguments, or those of the process.

    Returns:
        0, or 1 when a row of the table does not hold or data are missing.
    """
    parser = argparse.ArgumentParser(prog="python -m data.ingest.simulate", description=__doc__)
    parser.add_argument("--seed", type=int, default=1, help="of everything random (default 1)")
    parser.add_argument("--calibration", action="store_true", help="print the calibration table")
    parser.add_argument("--readme", action="store_true", help="only write the README's table again")
    options = parser.parse_args(argv)
    if options.readme:
        write_readme()
        return 0
    try:
        offences, people, facts = draw(options.seed)
        table = calibration(offences, people) if options.calibration else None
    except DataError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{facts['title']}: {len(offences):,} offences, {len(people):,} people")
    if table is None:
        return 0
    print_calibration(table)
    return 0 if bool(table["holds"].all()) else 1


if __name__ == "__main__":
    sys.exit(main())

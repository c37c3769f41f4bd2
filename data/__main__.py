"""``python -m data``: make, verify and fetch the data; import and draw extracts."""

from __future__ import annotations

import sys
from collections.abc import Callable

from data.errors import DataError

USAGE = """usage: python -m data <command> [options]

  build     [--raw DIR] [--out DIR] [--accept FILE …]
                                      raw official files → processed data
  check     [--data DIR]              verify the processed data
  download  [--to DIR]                fetch the current official files
  breaks    [--data DIR] [--check]    test every series for a step at known changes of system

  variance  [--data DIR]              fit how much every series varies (build does it, too)

  import-extract --name NAME FILE…    read a partnership's own case-level records
  remove-extract NAME                 delete what was imported
  simulate  [--seed N]                draw the simulated extract
  calibration [--seed N]              what is simulated beside what was published
"""


def _commands() -> dict[str, Callable[[list[str]], int]]:
    """What can be run; a command's modules are loaded only when it is."""

    def build(rest: list[str]) -> int:
        from data.ingest.official.pipeline import main

        return main(rest)

    def check(rest: list[str]) -> int:
        from data.ingest.check import main

        return main(rest)

    def download(rest: list[str]) -> int:
        from data.ingest.download import main

        return int(main(rest) or 0)

    def stepped(rest: list[str]) -> int:
        from data.ingest.breaks import main

        return main(rest)

    def varying(rest: list[str]) -> int:
        from data.ingest.variance import main

        return main(rest)

    def imported(rest: list[str]) -> int:
        from data.ingest.extracts.commands import import_main

        return import_main(rest)

    def removed(rest: list[str]) -> int:
        from data.ingest.extracts.commands import remove_main

        return remove_main(rest)

    def simulated(rest: list[str]) -> int:
        from data.ingest.simulate.commands import simulate_main

        return simulate_main(rest)

    def calibrated(rest: list[str]) -> int:
        from data.ingest.simulate.commands import calibration_main

        return calibration_main(rest)

    return {
        "build": build,
        "check": check,
        "download": download,
        "breaks": stepped,
        "variance": varying,
        "import-extract": imported,
        "remove-extract": removed,
        "simulate": simulated,
        "calibration": calibrated,
    }


def main(argv: list[str] | None = None) -> int:
    """Run one command.

    Returns:
        Exit code: 0 done, 1 a check failed, 2 wrong data or wrong usage.
    """
    words = sys.argv[1:] if argv is None else argv
    command, rest = (words[0], words[1:]) if words else ("", [])
    try:
        run = _commands().get(command)
        if run is not None:
            return run(rest)
    except DataError as error:
        print(f"{command}: {error}", file=sys.stderr)
        return 2
    except OSError as error:  # a full disk, a folder that may not be written: no traceback
        print(f"{command}: {error}", file=sys.stderr)
        return 2
    wanted = command in ("-h", "--help")
    print(USAGE, file=sys.stdout if wanted else sys.stderr, end="")
    return 0 if wanted else 2


if __name__ == "__main__":
    sys.exit(main())

"""``python -m data build|check|download``: make, verify and fetch the data."""

from __future__ import annotations

import sys

from data.errors import DataError

USAGE = """usage: python -m data <command> [options]

  build     [--raw DIR] [--out DIR]   raw official files → processed data
  check     [--data DIR]              verify the processed data
  download  [--to DIR]                fetch the current official files
"""


def main(argv: list[str] | None = None) -> int:
    """Run one command.

    Returns:
        Exit code: 0 done, 1 a check failed, 2 wrong data or wrong usage.
    """
    words = sys.argv[1:] if argv is None else argv
    command, rest = (words[0], words[1:]) if words else ("", [])
    try:
        if command == "build":
            from data.build.pipeline import main as build

            return build(rest)
        if command == "check":
            from data.check import main as check

            return check(rest)
        if command == "download":
            from data.download import main as download

            return int(download(rest) or 0)
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

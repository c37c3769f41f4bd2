"""``python -m data import-extract`` and ``remove-extract``."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from typing import Any

from data.errors import DataError
from data.extracts.storage import remove_extract, root_folder
from data.ingest.extracts.importing import (
    MAX_REJECT_SHARE,
    ExtractRefused,
    Report,
    check_name,
    import_extract,
)
from data.ingest.extracts.rejects import told, write_rejects
from data.ingest.memory import peak_megabytes

SHOWN = 20
"""How many rejects are printed."""


def add_parsers(commands: Any) -> None:
    """Add both commands to subparsers; each sets ``run``, which takes the arguments.

    Args:
        commands: what ``ArgumentParser.add_subparsers`` gave.
    """
    _import_arguments(commands.add_parser("import-extract", description=import_main.__doc__))
    _remove_arguments(commands.add_parser("remove-extract", description=remove_main.__doc__))


def _import_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--name", required=True, help="what it is called in the URL: a-z, 0-9, -")
    parser.add_argument(
        "files", nargs="+", type=Path, metavar="FILE", help="CSV or Parquet, see schema.md"
    )
    parser.add_argument(
        "--max-reject-share",
        type=float,
        default=MAX_REJECT_SHARE,
        metavar="SHARE",
        help="refuse when more rows of a table than this are rejected, 0 to 1 (default 0.02)",
    )
    parser.add_argument("--title", help="what it is called for people")
    parser.add_argument(
        "--rejects", type=Path, metavar="FILE", help="write every reject there, as CSV"
    )
    parser.set_defaults(run=_import)


def _remove_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", help="of the extract")
    parser.set_defaults(run=_remove)


def import_main(argv: list[str]) -> int:
    """Import a case-level extract: files of offences, victims and suspects.

    Returns:
        Exit code: 0 imported, 1 refused (the former data is untouched).
    """
    parser = argparse.ArgumentParser(
        prog="python -m data import-extract", description="Import a case-level extract."
    )
    _import_arguments(parser)
    return _import(parser.parse_args(argv))


def remove_main(argv: list[str]) -> int:
    """Remove an extract and everything computed from it.

    Returns:
        Exit code: 0 removed, 1 there is none of that name.
    """
    parser = argparse.ArgumentParser(
        prog="python -m data remove-extract", description="Remove a case-level extract."
    )
    _remove_arguments(parser)
    return _remove(parser.parse_args(argv))


def _import(arguments: argparse.Namespace) -> int:
    started = time.perf_counter()
    try:
        report = import_extract(
            arguments.name,
            arguments.files,
            root_folder(),
            arguments.max_reject_share,
            title=arguments.title,
        )
        failure = None
    except ExtractRefused as error:
        report, failure = error.report, error
    except (DataError, OSError) as error:
        print(f"import-extract: {error}", file=sys.stderr)
        return 1
    print_report(report)
    if arguments.rejects is not None:
        try:
            write_rejects(report.rejects, arguments.rejects)
        except OSError as error:  # the import itself is done, or refused, already
            print(f"import-extract: the rejects were not written: {error}", file=sys.stderr)
            return 1
        print(f"  every reject: {arguments.rejects}")
    if failure is not None:
        print(f"import-extract: {failure}", file=sys.stderr)
        return 1
    peak = peak_megabytes()
    print(f"  {time.perf_counter() - started:.1f} s, peak memory {peak:,.0f} MB")
    return 0


def _remove(arguments: argparse.Namespace) -> int:
    try:
        if arguments.name != "simulated":
            check_name(arguments.name)
        remove_extract(root_folder(), arguments.name)
    except (DataError, OSError) as error:
        print(f"remove-extract: {error}", file=sys.stderr)
        return 1
    print(f"removed {arguments.name}")
    return 0


def print_report(report: Report) -> None:
    """Print what an import did: rows, rejects by reason, the first rejects, notes."""
    where = f"imported: {report.folder}" if report.folder else "refused; nothing has changed"
    print(f"extract {report.name} {where}")
    for key, tally in report.tables.items():
        print(
            f"  {key}: {tally.rows:,} rows in = {tally.kept:,} kept + {tally.rejected:,} rejected "
            f"({tally.share:.2%})"
        )
    for file, columns in report.ignored.items():
        print(f"  {file}: columns not read: {', '.join(columns)}")
    if report.personal:
        print(f"  never read, they may say who a person is: {', '.join(report.personal)}")
    for note in report.notes:
        print(f"  note: {note}")
    if not len(report.rejects):
        return
    print("  faults by reason (a rejected row has one or several):")
    counts = report.rejects.groupby(["table", "reason"], observed=True).size()
    for item in counts.sort_values(ascending=False).reset_index(name="faults").itertuples():
        print(f"    {item.table}: {item.reason}: {item.faults:,}")
    print(f"  the first {min(SHOWN, len(report.rejects))} of {len(report.rejects):,} faults:")
    for line in told(report.rejects, SHOWN):
        print(f"    {line}")

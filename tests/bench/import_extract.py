"""How long a real-sized extract takes to import, and how much memory: prints both.

    python -m tests.bench.import_extract [--offences 2000000] [--parquet]

Makes an extract of random records (offences, 1.2 people each) in a temporary folder, imports it
in a process of its own, and fails above 90 s or 3 GB.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

from data.ingest.extracts.names import annex
from data.ingest.extracts.places import read_places

ROOT = Path(__file__).resolve().parents[2]
SECONDS, MEGABYTES = 90, 3000
ETHNICITIES = ("White - North European", "Black", "Asian", "Mixed", "Arab or North African", "")


def _words(rng: np.random.Generator, words: tuple[str, ...], size: int) -> pa.Array:
    """Random words as an array of text."""
    codes = pa.array(rng.integers(0, len(words), size).astype(np.int32))
    return pa.DictionaryArray.from_arrays(codes, pa.array(words)).dictionary_decode()


def make(folder: Path, size: int, parquet: bool, seed: int = 1) -> list[Path]:
    """Write an extract of random records.

    Args:
        folder: where to.
        size: how many offences; 1.2 people each.
        parquet: Parquet instead of CSV.
        seed: of everything random.

    Returns:
        The files of offences, victims and suspects.
    """
    rng = np.random.default_rng(seed)
    names = annex()
    wards = read_places(ROOT / "data" / "processed").wards
    at = pa.array(rng.integers(0, len(names), size))
    number = pa.array(rng.permutation(size) + 1_000_000).cast(pa.string())
    ids = pa.compute.binary_join_element_wise("MPS", number, "23", "/")
    minutes = rng.integers(0, 5 * 365 * 24 * 60, size).astype("timedelta64[m]")
    when = pa.array((np.datetime64("2019-01-01T00:00") + minutes).astype("datetime64[s]"))
    tables = {
        "offences": pa.table(
            {
                "offence_id": ids,
                "date_committed": when.cast(pa.string()),
                "ward_code": _words(rng, wards, size),
                "offence_group": pa.array([item.group for item in names]).take(at),
                "offence_subgroup": pa.array([item.subgroup for item in names]).take(at),
                "offence_name": pa.array([item.name for item in names]).take(at),
                "domestic_abuse_flag": _words(rng, ("Y", "N", "N"), size),
                "knife_crime_flag": _words(rng, ("Y", "N", "N", "N"), size),
                "lethal_barrel_flag": _words(rng, ("Y", *"N" * 99), size),
            }
        )
    }
    for role, share in (("victims", 0.7), ("suspects", 0.5)):
        people = int(size * share)
        tables[role] = pa.table(
            {
                "offence_id": ids.take(pa.array(rng.integers(0, size, people))),
                f"{role[:-1]}_age": pa.array(rng.integers(0, 90, people)),
                "sex": _words(rng, ("Female", "Male", "Unknown"), people),
                "ethnicity": _words(rng, ETHNICITIES, people),
            }
        )
    written = []
    for name, table in tables.items():
        path = folder / f"{name}.{'parquet' if parquet else 'csv'}"
        if parquet:
            pq.write_table(table, path)
        else:
            pyarrow.csv.write_csv(table, path)
        written.append(path)
    return written


def main(argv: list[str] | None = None) -> int:
    """Make, import, print; 1 when it took too long or too much."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--offences", type=int, default=2_000_000)
    parser.add_argument("--parquet", action="store_true")
    arguments = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = make(folder, arguments.offences, arguments.parquet)
        megabytes = sum(path.stat().st_size for path in files) / 1e6
        program = (
            "import sys; from data.ingest.extracts.commands import import_main; "
            "sys.exit(import_main(sys.argv[1:]))"
        )
        started = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-c", program, "--name", "bench", *map(str, files)],
            cwd=ROOT,
            env=os.environ | {"DATA_EXTRACTS": str(folder / "extracts")},
            capture_output=True,
            text=True,
            check=False,
        )
        seconds = time.perf_counter() - started
        print(done.stdout, done.stderr, sep="", end="")
        found = re.search(r"peak memory ([\d,]+) MB", done.stdout)
        if done.returncode or not found:
            return 1
        peak = int(found[1].replace(",", ""))
        stored = sum(p.stat().st_size for p in (folder / "extracts" / "bench").iterdir()) / 1e6
    print(f"{megabytes:,.0f} MB in, {stored:,.0f} MB stored: {seconds:.1f} s, peak {peak:,} MB")
    print(f"allowed: {SECONDS} s, {MEGABYTES:,} MB")
    return 0 if seconds <= SECONDS and peak <= MEGABYTES else 1


if __name__ == "__main__":
    sys.exit(main())

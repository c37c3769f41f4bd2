"""Does the processed data hold what its manifest and other people's numbers say?

``python -m data check`` prints the report; the data page shows the one that the build wrote.
This module is light on purpose: pandas and pyarrow only.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq

from data.ingest.fingerprint import OUTLINES, TABLES, build_id, load
from data.ingest.known_numbers import known_numbers
from data.ingest.known_people import known_people
from data.model.places import CITY
from data.paths import BOUNDARIES, PROCESSED


def boundaries_of(processed: Path) -> Path:
    """Where the outlines belonging to a processed folder lie."""
    inside = processed / "boundaries"
    return BOUNDARIES if processed.resolve() == PROCESSED and not inside.is_dir() else inside


def structure(
    processed: Path, manifest: dict[str, Any], known_id: str | None = None
) -> list[dict[str, Any]]:
    """Whether files, rows and id are those of the manifest, and the counts are whole."""
    boundaries = boundaries_of(processed)
    out: list[dict[str, Any]] = []
    for name in TABLES:
        expected = manifest.get("files", {}).get(name)
        path = processed / name
        rows = pq.read_metadata(path).num_rows if path.is_file() else None
        out.append(
            {
                "name": f"Rows of {name}",
                "expected": "" if expected is None else f"{expected:,}",
                "found": "no such file" if rows is None else f"{rows:,}",
                "ok": rows is not None and rows == expected,
                "note": "",
            }
        )
    missing = [n for n in OUTLINES if not (boundaries / n).is_file()]
    whole = not missing and all(r["ok"] for r in out)
    found = "not computed"
    if whole:
        found = known_id or build_id(processed, boundaries)
    out.append(
        {
            "name": "Build id, computed again from the values",
            "expected": str(manifest.get("build_id")),
            "found": found,
            "ok": found == manifest.get("build_id"),
            "note": f"missing: {', '.join(missing)}" if missing else "",
        }
    )
    return out


def totals(processed: Path, manifest: dict[str, Any]) -> list[dict[str, Any]]:
    """Whether the counts are whole: dense, over the months the manifest says, without the City."""
    frame = load(processed / "counts.parquet")
    groups = frame.groupby(["level", "offence"], observed=True).agg(
        rows=("count", "size"),
        areas=("area_code", "nunique"),
        months=("month", "nunique"),
        first=("month", "min"),
        last=("month", "max"),
    )
    holes = int((groups["rows"] != groups["areas"] * groups["months"]).sum())
    periods: dict[str, dict[str, list[str]]] = {}
    for row in groups.reset_index().itertuples():
        own = periods.setdefault(str(row.level), {})
        own[str(row.offence)] = [f"{row.first:%Y-%m}", f"{row.last:%Y-%m}"]
    series = sum(len(p) for p in periods.values())
    agree = sum(
        manifest.get("coverage", {}).get(level, {}).get(offence) == period
        for level, spans in periods.items()
        for offence, period in spans.items()
    )
    by_level = frame.groupby("level", observed=True)["area_code"].nunique()
    city = int((frame["area_code"] == CITY).sum())
    return [
        _line("Series with a missing month or area", "0", str(holes)),
        _line("Series over the months that the manifest says", str(series), str(agree)),
        _line("Rows of the City of London among the Met's counts", "0", str(city)),
        _line(
            "Wards; boroughs with the unplaced row",
            "679; 33",
            f"{by_level.get('ward', 0)}; {by_level.get('borough', 0)}",
        ),
    ]


def people(processed: Path, manifest: dict[str, Any]) -> list[dict[str, Any]]:
    """Whether the tables of people hold what the manifest says, and add up among themselves."""
    frame = load(processed / "people.parquet")
    frame["month"] = frame["month"].astype(str)
    sums = frame.groupby(["dataset", "role", "split", "level"], observed=True).agg(
        people=("count", "sum"), first=("month", "min"), last=("month", "max")
    )
    told = manifest.get("people", {})
    agree = inside = 0
    for row in sums.reset_index().itertuples():
        part = told.get(str(row.dataset), {}).get(str(row.role), {})
        agree += part.get("totals", {}).get(row.split, {}).get(row.level) == row.people
        first, last = part.get("levels", {}).get(row.level, ["9999", ""])
        inside += first <= str(row.first) and str(row.last) <= last
    known = sum(
        len(levels)
        for roles in told.values()
        for part in roles.values()
        for levels in part["totals"].values()
    )
    groups = load(processed / "ethnicity.parquet")
    return [
        _line("Totals of people that the manifest says", str(known), str(agree)),
        _line("Tables of people within the months of the manifest", str(len(sums)), str(inside)),
        _line(
            "Rows of people that stand there twice",
            "0",
            str(int(frame.duplicated(TABLES["people.parquet"]).sum())),
        ),
        _line(
            "Rows of people in the City of London, which the Met does not police",
            "0",
            str(int((frame["area_code"] == CITY).sum())),
        ),
        _apart(frame),
        _line(
            "Boroughs with residents by ethnic group; groups",
            "33; 5",
            f"{groups['area_code'].nunique()}; {groups['ethnicity'].nunique()}",
        ),
    ]


def _apart(frame: pd.DataFrame) -> dict[str, Any]:
    """How far the tables of the same victims are apart in any month."""
    rows = frame[frame["dataset"] == "vawg"]
    tables = rows["split"].astype(str) + "/" + rows["level"].astype(str)
    wide = rows.assign(table=tables).pivot_table(
        index="month", columns="table", values="count", aggfunc="sum", fill_value=0, observed=True
    )
    share = float(((wide.max(axis=1) - wide.min(axis=1)) / wide.max(axis=1)).max())
    return {
        "name": "Violence against women and girls: victims by borough, ward, age and ethnicity",
        "expected": "the same in every month, within 1 %",
        "found": f"{share:.2%} apart at most, {len(wide.columns)} tables",
        "ok": share <= 0.01 and len(wide.columns) == 4,
        "note": "",
    }


def _line(name: str, expected: str, found: str) -> dict[str, Any]:
    return {"name": name, "expected": expected, "found": found, "ok": expected == found, "note": ""}


def report(processed: Path | str = PROCESSED) -> list[dict[str, Any]]:
    """The whole check report.

    Args:
        processed: folder with the tables and ``manifest.json``.

    Returns:
        Records of name, expected, found (text), ok (bool) and note.
    """
    processed = Path(processed)
    try:
        manifest = json.loads((processed / "manifest.json").read_text(encoding="utf-8"))
    except (OSError, json.JSONDecodeError) as error:
        return [
            {
                "name": "Manifest",
                "expected": "a readable manifest.json",
                "found": type(error).__name__,
                "ok": False,
                "note": str(processed),
            }
        ]
    return verify(processed, manifest)


def verify(
    processed: Path, manifest: dict[str, Any], known_id: str | None = None
) -> list[dict[str, Any]]:
    """The check report of a folder against a manifest.

    Args:
        processed: folder with the tables.
        manifest: what the manifest says.
        known_id: the id of the folder, when it has been computed a moment ago.

    Returns:
        Records of name, expected, found (text), ok (bool) and note.
    """
    out = structure(processed, manifest, known_id)
    if all(line["ok"] for line in out):
        out += [
            *totals(processed, manifest),
            *people(processed, manifest),
            *known_numbers(processed),
            *known_people(processed),
        ]
    return out


def main(argv: list[str] | None = None) -> int:
    """``python -m data check [--data DIR]``: print the report; 1 when a line fails."""
    parser = argparse.ArgumentParser(prog="python -m data check", description=__doc__)
    parser.add_argument("--data", type=Path, default=PROCESSED, metavar="DIR")
    arguments = parser.parse_args(argv)
    lines = report(arguments.data)
    for line in lines:
        mark = "ok  " if line["ok"] else "FAIL"
        note = f"  ({line['note']})" if line["note"] else ""
        print(
            f"{mark} {line['name']}: {line['found'] or '–'}"
            + (f"  [{line['expected']}]" if line["expected"] else "")
            + note
        )
    failed = sum(not line["ok"] for line in lines)
    print(f"{len(lines) - failed} of {len(lines)} checks passed")
    if failed:
        print(
            "The processed data is not what its manifest and the known numbers say.",
            file=sys.stderr,
        )
    return 1 if failed else 0

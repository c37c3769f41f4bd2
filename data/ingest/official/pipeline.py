"""The order of the build: open, recognise, read, join, check, write."""

from __future__ import annotations

import argparse
import shutil
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from data.errors import DataError
from data.ingest import check
from data.ingest.fingerprint import build_id
from data.ingest.memory import peak_megabytes
from data.ingest.official import formats, readers, reconcile, write
from data.ingest.official.caveats import caveats, refuse_sound
from data.ingest.official.dashboards import FLAGGED_OFFENCES, Dashboard
from data.ingest.official.geography import Geography, build_geography, dump, read_areas
from data.ingest.official.inventory import DOUBTFUL, outline, take_inventory
from data.ingest.official.national import build_national
from data.ingest.official.people_tables import read_people
from data.ingest.official.recorded import Recorded
from data.ingest.official.schemas import checked
from data.ingest.official.series import Joined, join_flagged, to_frame
from data.ingest.variance import write_variance
from data.paths import BOUNDARIES, PROCESSED, RAW


@dataclass
class Built:
    """Everything that is written, and what the manifest says of it."""

    tables: dict[str, pd.DataFrame]
    geography: Geography
    manifest: dict[str, Any]


def compute(raw: Path, accept: Sequence[str] = ()) -> Built:
    """From a raw folder to checked tables and outlines, in memory.

    Args:
        raw: folder of raw files.
        accept: doubtful files that are taken as they are, with a caveat.

    Raises:
        DataError: a file that is needed is not as the official formats have it, or an accepted
            file is not there or not doubtful.
    """
    inventory = take_inventory(raw, accept)
    ward_file, ward_shapes = outline(inventory, formats.WARDS)
    borough_file, borough_shapes = outline(inventory, formats.BOROUGHS)
    areas = read_areas(ward_shapes, borough_shapes, ward_file)

    recorded = readers.read_all_recorded(inventory, areas)
    dashboards = readers.read_all_dashboards(inventory, areas)
    joined: dict[str, Joined] = {}
    for level in ("borough", "ward"):
        joined[level], recorded = readers.join_all_recorded(inventory, recorded, level)
    flagged = join_flagged([s for d in dashboards for s in d.series])
    everything = [*joined.values(), *flagged]
    _refuse_missing_series(flagged)
    people = read_people(inventory, areas)

    tables = {
        "counts.parquet": to_frame(everything),
        "population.parquet": readers.population(inventory, areas),
        "deprivation.parquet": readers.deprivation(inventory, areas),
        "city.parquet": readers.city(inventory),
        "people.parquet": people.frame,
        "ethnicity.parquet": readers.ethnicity(inventory, areas),
        "national.parquet": build_national(inventory, areas),
    }
    geography = build_geography(ward_shapes, borough_shapes, areas, (ward_file, borough_file))
    tables["areas.parquet"] = geography.areas
    tables["neighbours.parquet"] = geography.neighbours
    for name, frame in tables.items():
        checked(name, frame)

    notes = [n for j in everything for n in j.notes]
    lines = [
        *reconcile.vintages(notes),
        *reconcile.older_schemes(recorded, joined),
        *reconcile.placed(joined),
        *reconcile.homicides(people.victims, joined),
        *people.lines,
        reconcile.residents(tables["ethnicity.parquet"], tables["population.parquet"]),
    ]
    readers.mark_used(inventory, everything, people.supplying)
    sizes = geography.sizes()
    refuse_sound(inventory)
    manifest = {
        "build_id": "",
        "files": {name: len(frame) for name, frame in sorted(tables.items())},
        "data_to": {level: str(j.months[-1]) for level, j in joined.items()},
        "coverage": _coverage(everything),
        "people": people.entries,
        "placement": reconcile.placement(joined, areas),
        "flags": reconcile.flags(recorded, joined),
        "partial_months": _partial(recorded, dashboards),
        "vintages": [v for j in everything for v in j.vintages()],
        "reconciliations": lines,
        "dropped": inventory.dropped,
        "caveats": caveats(inventory, everything, people.entries),
        "outlines": {
            name: {"areas": len(c["features"]), "gzip_bytes": sizes[name]}
            for name, c in geography.outlines.items()
        },
        "sources": inventory.sources,
    }
    return Built(tables, geography, manifest)


def _refuse_missing_series(flagged: list[Joined]) -> None:
    there = {(j.level, j.offences[0]) for j in flagged}
    for offence in FLAGGED_OFFENCES:
        for level in ("borough", "ward"):
            if (level, offence) not in there:
                raise DataError(
                    f"no Monthly Crime Dashboard file holds {offence} for {level}s",
                    allowed="at least one official dashboard file with each of: "
                    + ", ".join(FLAGGED_OFFENCES),
                )


def _coverage(everything: list[Joined]) -> dict[str, dict[str, list[str]]]:
    out: dict[str, dict[str, list[str]]] = {"borough": {}, "ward": {}}
    for j in everything:
        for offence in j.offences:
            out[j.level][offence] = [str(j.months[0]), str(j.months[-1])]
    return out


def _partial(recorded: list[Recorded], dashboards: list[Dashboard]) -> list[dict[str, Any]]:
    out = [
        {"file": f.place, "level": f.level, "month": m, "crimes": n}
        for f in recorded
        for m, n in f.partial
    ]
    out += [
        {"file": s.place, "level": s.level, "offence": s.offence, "month": m, "crimes": n}
        for d in dashboards
        for s in d.series
        for m, n in s.partial
    ]
    return out


def build(raw: Path, out: Path, accept: Sequence[str] = ()) -> dict[str, Any]:
    """Build everything and put it in place in one move.

    Args:
        raw: folder of raw files.
        out: folder for the tables and the manifest. Outlines go to ``assets/boundaries``
            for the default folder, else to ``out/boundaries``.
        accept: doubtful files that are taken as they are, with a caveat.

    Returns:
        The manifest.

    Raises:
        DataError: wrong data; nothing in the output has changed.
    """
    write.refuse_foreign(out)
    built = compute(raw, accept)
    default = out.resolve() == PROCESSED
    manifest = built.manifest

    def fill_outlines(folder: Path) -> None:
        for name, collection in built.geography.outlines.items():
            (folder / name).write_bytes(dump(collection))

    def fill(folder: Path) -> None:
        for name, frame in built.tables.items():
            write.write_table(folder / name, frame)
        beside = folder / "boundaries"
        beside.mkdir()
        fill_outlines(beside)
        manifest["build_id"] = build_id(folder, beside)
        manifest["checks"] = check.verify(folder, manifest, manifest["build_id"])
        write.write_json(folder / "manifest.json", manifest)
        if default:
            shutil.rmtree(beside)

    targets = [(out, fill)]
    if default:
        targets.append((BOUNDARIES, fill_outlines))
    write.swap_in(targets)
    write_variance(out)
    return manifest


def main(argv: list[str] | None = None) -> int:
    """``python -m data build [--raw DIR] [--out DIR] [--accept FILE …]``.

    A known number that the data no longer agrees with is told and does not stop the build:
    a live system is counted again with every release. ``python -m data check`` fails on it.
    """
    parser = argparse.ArgumentParser(prog="python -m data build", description=build.__doc__)
    parser.add_argument("--raw", type=Path, default=RAW, metavar="DIR")
    parser.add_argument("--out", type=Path, default=PROCESSED, metavar="DIR")
    parser.add_argument(
        "--accept",
        action="extend",
        nargs="+",
        default=[],
        metavar="FILE",
        help="take a doubtful file as it is, with a caveat beside what it feeds",
    )
    arguments = parser.parse_args(argv)
    started = time.perf_counter()
    manifest = build(arguments.raw, arguments.out, arguments.accept)
    _say(manifest, arguments.out, time.perf_counter() - started)
    failed = [c for c in manifest["checks"] if not c["ok"]]
    for one in failed:
        print(f"does not agree: {one['name']}: {one['found']} [{one['expected']}]", file=sys.stderr)
    return 0


def _say(manifest: dict[str, Any], out: Path, seconds: float) -> None:
    used = sum(s["used"] for s in manifest["sources"])
    print(f"build {manifest['build_id']}: {used} of {len(manifest['sources'])} raw files used")
    for level, month in manifest["data_to"].items():
        print(f"  {level}s to {month}")
    for name, rows in manifest["files"].items():
        print(f"  {name}: {rows:,} rows, {(out / name).stat().st_size / 1000:,.0f} kB")
    for name, one in manifest["outlines"].items():
        print(f"  {name}: {one['areas']} areas, {one['gzip_bytes'] / 1000:.0f} kB gzip")
    for left in manifest["dropped"]:
        if left["what"] == DOUBTFUL:
            print(f"  left out {left['file']}: {left['reason']}")
    for one in manifest["caveats"]:
        faults = "; ".join(fault["text"] for fault in one["faults"])
        print(f"  accepted {one['file']}, with a caveat: {faults}")
        for fed in one["feeds"] or [{}]:
            print(f"    feeds {_fed(fed)}")
    bad = [line for line in manifest["reconciliations"] if not line["ok"]]
    print(f"  {len(manifest['reconciliations'])} reconciliations, {len(bad)} to look at")
    for line in bad:
        print(f"    {line['name']}: {line['found']:,} against {line['expected']:,}")
    for flag in manifest["flags"]:
        print(f"  flagged {flag['month']} ({flag['level']}): {flag['what']} {flag['share']:.1%}")
    print(f"  {seconds:.1f} s, peak memory {peak_megabytes():,.0f} MB")


def _fed(fed: dict[str, Any]) -> str:
    """What an accepted file feeds, in words."""
    if not fed:
        return "nothing: newer files cover all its months"
    what = ", ".join(fed.get("offences", [fed["role"]] if "role" in fed else []))
    span = f", {fed['from']} to {fed['to']}" if "from" in fed else ""
    return f"{fed['dataset']}, {' and '.join(fed['levels'])}{': ' * bool(what)}{what}{span}"

"""The order of the build: open, recognise, read, join, check, write."""

from __future__ import annotations

import argparse
import resource
import shutil
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from data import check
from data.build import kinds, reconcile, write
from data.build.areas import Areas
from data.build.city import read_city
from data.build.dashboards import Dashboard, read_dashboard
from data.build.deprivation import read_deprivation
from data.build.files import (
    SHEET_SUFFIXES,
    TABLE_SUFFIXES,
    Head,
    RawTable,
    decode,
    heads,
    read,
    sha256,
)
from data.build.geography import Geography, build_geography, dump, read_areas
from data.build.recorded import Recorded, read_recorded
from data.build.residents import read_boroughs, read_wards
from data.build.schemas import checked
from data.build.series import Joined, join_flagged, join_recorded, to_frame
from data.errors import DataError

DEFAULT_RAW = check.ROOT / "data" / "raw"
JSON_SUFFIXES = {".geojson", ".json"}
SHAPE_SUFFIXES = {".shp", ".shx", ".dbf", ".prj", ".cpg"}


@dataclass
class Inventory:
    """What the raw folder holds, by kind.

    Attributes:
        tables: kind name → recognised tables of it (head and row of the header).
        outlines: kind name → (file name, GeoJSON content).
        sources: manifest records, one a file.
        dropped: manifest records of what was left out.
    """

    tables: dict[str, list[tuple[Head, int]]] = field(default_factory=dict)
    outlines: dict[str, list[tuple[str, dict[str, object]]]] = field(default_factory=dict)
    sources: list[dict[str, Any]] = field(default_factory=list)
    dropped: list[dict[str, Any]] = field(default_factory=list)

    def source(self, place: str) -> dict[str, Any]:
        """The manifest record of a file."""
        name = place.split(" [")[0]
        return next(s for s in self.sources if s["file"] in (place, name))


def take_stock(raw: Path) -> Inventory:
    """Look at the top of every file of a folder and its sub-folders.

    Raises:
        DataError: no such folder, or a file that resembles a used one without being one.
    """
    if not raw.is_dir():
        raise DataError("no such folder of raw files", file=raw, allowed="--raw DIR")
    stock = Inventory()
    for path in sorted(p for p in raw.rglob("*") if p.is_file()):
        name = path.relative_to(raw).as_posix()
        if any(part.startswith(".") for part in path.relative_to(raw).parts):
            continue
        _look(stock, path, name)
    return stock


def _look(stock: Inventory, path: Path, name: str) -> None:
    suffix = path.suffix.lower()
    if suffix in JSON_SUFFIXES:
        kind, content = kinds.recognise_geojson(decode(path, name)[0], name)
        if kind is not None and kind.used:
            stock.outlines.setdefault(kind.name, []).append((name, content))
        _record(stock, path, name, kind, len(content.get("features", [])))  # type: ignore[arg-type]
        return
    if suffix in SHAPE_SUFFIXES:
        _record(stock, path, name, kinds.SHAPES)
        return
    if suffix not in TABLE_SUFFIXES:
        _record(stock, path, name, None)
        return
    found = kinds.recognise(heads(path, name))
    for head, row, kind in found:
        if kind.used:
            stock.tables.setdefault(kind.name, []).append((head, row))
    _record(stock, path, name, found[0][2] if found else None)


def _record(
    stock: Inventory, path: Path, name: str, kind: kinds.Kind | None, rows: int | None = None
) -> None:
    reason = "not recognised as any known official file" if kind is None else kind.reason
    stock.sources.append(
        {
            "file": name,
            "kind": None if kind is None else kind.name,
            "title": None if kind is None else kind.title,
            "publisher": None if kind is None else kind.publisher,
            "licence": None if kind is None else kind.licence,
            "url": None if kind is None else kind.url,
            "period": "" if kind is None else kind.period,
            "sha256": sha256(path),
            "rows": rows or None,
            "used": kind is not None and kind.used,
            "reason": reason,
        }
    )


def _only(stock: Inventory, kind: str, title: str) -> tuple[Head, int]:
    """The one table of a kind; of several the same content must come out, so refuse."""
    found = stock.tables.get(kind, [])
    if not found:
        strangers = [s["file"] for s in stock.sources if s["kind"] is None]
        raise DataError(
            f"no file with “{title}” was found in the raw folder",
            value="not recognised: " + ", ".join(strangers) if strangers else None,
            allowed="one such file, CSV, Excel or Parquet",
        )
    distinct = {stock.source(h.place)["sha256"]: (h, r) for h, r in found}
    if len(distinct) > 1:
        names = sorted(h.name for h, _ in distinct.values())
        raise DataError(
            f"several different files with “{title}”",
            file=names[1],
            value=", ".join(names),
            allowed="one of them",
        )
    return sorted(found, key=lambda f: f[0].name)[0]


def _outline(stock: Inventory, kind: kinds.Kind) -> tuple[str, dict[str, object]]:
    found = stock.outlines.get(kind.name, [])
    if len({repr(content) for _, content in found}) != 1:
        raise DataError(
            f"{'no file' if not found else 'several different files'} with “{kind.title}”",
            value=", ".join(n for n, _ in found) or None,
            allowed="one GeoJSON file",
        )
    return found[0]


@dataclass
class Built:
    """Everything that is written, and what the manifest says of it."""

    tables: dict[str, pd.DataFrame]
    geography: Geography
    manifest: dict[str, Any]


def compute(raw: Path) -> Built:
    """From a raw folder to checked tables and outlines, in memory.

    Raises:
        DataError: anything in the used files that is not as the official formats have it.
    """
    stock = take_stock(raw)
    ward_file, ward_shapes = _outline(stock, kinds.WARDS)
    _, borough_shapes = _outline(stock, kinds.BOROUGHS)
    areas = read_areas(ward_shapes, borough_shapes, ward_file)

    recorded = _read_all_recorded(stock, areas)
    dashboards = _read_all_dashboards(stock, areas)
    joined = {level: join_recorded(recorded, level) for level in ("borough", "ward")}
    flagged = join_flagged([s for d in dashboards for s in d.series])
    everything = [*joined.values(), *flagged]

    tables = {
        "counts.parquet": to_frame(everything),
        "population.parquet": _population(stock, areas),
        "deprivation.parquet": _deprivation(stock, areas),
        "city.parquet": _city(stock),
    }
    geography = build_geography(ward_shapes, borough_shapes, areas)
    tables["areas.parquet"] = geography.areas
    tables["neighbours.parquet"] = geography.neighbours
    for name, frame in tables.items():
        checked(name, frame)

    notes = [n for j in everything for n in j.notes]
    lines = [
        *reconcile.vintages(notes),
        *reconcile.older_schemes(recorded, joined),
        *reconcile.placed(joined),
        *reconcile.homicides(_victims(stock), joined),
    ]
    _mark_used(stock, everything)
    manifest = {
        "build_id": "",
        "files": {name: len(frame) for name, frame in sorted(tables.items())},
        "data_to": {level: str(j.months[-1]) for level, j in joined.items()},
        "coverage": _coverage(everything),
        "flags": reconcile.flags(recorded, joined),
        "partial_months": _partial(recorded, dashboards),
        "vintages": [v for j in everything for v in j.vintages()],
        "reconciliations": lines,
        "dropped": stock.dropped,
        "outlines": {
            name: {"areas": len(c["features"]), "gzip_bytes": geography.sizes()[name]}  # type: ignore[arg-type]
            for name, c in geography.outlines.items()
        },
        "sources": stock.sources,
    }
    return Built(tables, geography, manifest)


def _read_all_recorded(stock: Inventory, areas: Areas) -> list[Recorded]:
    out = []
    for kind in ("recorded-ward", "recorded-borough"):
        for head, row in stock.tables.get(kind, []):
            one = read_recorded(read(head, row, must_end=True), areas)
            out.append(one)
            source = stock.source(one.place)
            source["rows"] = one.rows
            source["period"] = f"{one.months[0]}..{one.months[-1]}" if len(one.months) else ""
            if one.older_wards:
                _leave(stock, source, "stands on wards that are not those of May 2022")
            elif not one.finer:
                _leave(
                    stock,
                    source,
                    "older category scheme (stalking and harassment inside violence without "
                    "injury): only checks totals",
                )
            for name, (rows, crimes) in one.unused.items() if one.finer else ():
                _drop(stock, one.place, name, rows, "category not used", crimes)
            for name, (rows, crimes) in one.placed_aside.items() if one.finer else ():
                where = "Hillingdon" if areas.borough(name) != "unplaced" else "unplaced"
                _drop(stock, one.place, name, rows, f"no borough: counted as {where}", crimes)
            for month, crimes in one.partial:
                _drop(
                    stock, one.place, f"month {month}", one.rows,
                    "a residue below 1 % of the median month", crimes,
                )
    return out


def _read_all_dashboards(stock: Inventory, areas: Areas) -> list[Dashboard]:
    out = []
    for head, row in stock.tables.get("dashboard", []):
        one = read_dashboard(read(head, row, must_end=True), areas)
        out.append(one)
        source = stock.source(one.place)
        source["rows"] = (source["rows"] or 0) + one.rows
        source["period"] = f"{one.period[0]}..{one.period[1]}, extract of {one.refreshed}"
        for name, (rows, crimes) in one.left_out.items():
            _drop(stock, one.place, name, rows, "left out", crimes)
    return out


def _leave(stock: Inventory, source: dict[str, Any], reason: str) -> None:
    source["used"], source["reason"] = False, reason
    _drop(stock, source["file"], "whole file", source["rows"], reason)


def _drop(
    stock: Inventory, place: str, what: str, rows: int, reason: str, crimes: int | None = None
) -> None:
    stock.dropped.append(
        {"file": place, "what": what, "rows": rows, "crimes": crimes, "reason": reason}
    )


def _mark_used(stock: Inventory, everything: list[Joined]) -> None:
    """A recorded or dashboard file that newer ones replace in every month is not used."""
    supplying = {place for j in everything for place in j.supplied}
    for source in stock.sources:
        if source["kind"] not in ("recorded-ward", "recorded-borough", "dashboard"):
            continue
        if source["used"] and not any(p.split(" [")[0] == source["file"] or p == source["file"]
                                      for p in supplying):
            source["used"] = False
            source["reason"] = "newer files cover all its months"


def _population(stock: Inventory, areas: Areas) -> pd.DataFrame:
    ages = _read_one(stock, "ward-age", "Census 2021, wards by single year of age")
    sexes = _read_one(stock, "ward-sex", "Census 2021, wards by sex")
    sheets: dict[str, RawTable] = {}
    for head, row in stock.tables.get("mid-2021", []):
        title = " ".join([head.sheet or "", *(c for r in head.rows[:row] for c in r)]).lower()
        sex = next((s for s in ("female", "male", "person") if s in title), "")
        sheets.setdefault({"person": "all"}.get(sex, sex), read(head, row))
        stock.source(head.place)["rows"] = sum(len(t) for t in sheets.values())
    out = pd.concat([read_wards(ages, sexes, areas), read_boroughs(sheets, areas)])
    out["age"] = out["age"].astype(np.int16)
    out["residents"] = out["residents"].astype(np.int32)
    return out.sort_values(["level", "area_code", "sex", "age"], ignore_index=True)


def _deprivation(stock: Inventory, areas: Areas) -> pd.DataFrame:
    imd = _read_one(stock, "imd-2025", "Indices of Deprivation 2025, File 1")
    lookup = _read_one(stock, "lsoa21-ward22", "LSOA 2021 to ward 2022 lookup")
    out = read_deprivation(imd, lookup, areas)
    out["lsoas"] = out["lsoas"].astype(np.int32)
    return out


def _city(stock: Inventory) -> pd.DataFrame:
    head, row = _only(stock, "city", "Table C2, Community Safety Partnerships")
    table = read(head, row)
    frame = read_city(table, head)
    source = stock.source(head.place)
    source["rows"] = len(table)
    source["period"] = f"year to {frame['period_to'].iloc[0]:%Y-%m}"
    return frame


def _read_one(stock: Inventory, kind: str, title: str) -> RawTable:
    head, row = _only(stock, kind, title)
    table = read(head, row)
    stock.source(head.place)["rows"] = len(table)
    return table


def _victims(stock: Inventory) -> list[tuple[str, dict[int, int]]]:
    out = []
    for head, row in stock.tables.get("homicide-victims", []):
        table = read(head, row)
        years = reconcile.homicide_victims(table)
        source = stock.source(head.place)
        source["rows"], source["period"] = len(table), f"{min(years)}..{max(years)}"
        source["reason"] = "checks the homicides of the recorded series"
        out.append((head.place, years))
    return out


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


def build(raw: Path, out: Path) -> dict[str, Any]:
    """Build everything and put it in place in one move.

    Args:
        raw: folder of raw files.
        out: folder for the tables and the manifest. Outlines go to ``assets/boundaries``
            for the default folder, else to ``out/boundaries``.

    Returns:
        The manifest.

    Raises:
        DataError: wrong data; nothing in the output has changed.
    """
    write.refuse_foreign(out)
    built = compute(raw)
    default = out.resolve() == check.PROCESSED
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
        manifest["build_id"] = check.build_id(folder, beside)
        manifest["checks"] = []
        write.write_json(folder / "manifest.json", manifest)
        manifest["checks"] = check.report(folder)
        write.write_json(folder / "manifest.json", manifest)
        if default:
            shutil.rmtree(beside)

    targets = [(out, fill)]
    if default:
        targets.append((check.BOUNDARIES, fill_outlines))
    write.swap_in(targets)
    return manifest


def main(argv: list[str] | None = None) -> int:
    """``python -m data build [--raw DIR] [--out DIR]``."""
    parser = argparse.ArgumentParser(prog="python -m data build", description=build.__doc__)
    parser.add_argument("--raw", type=Path, default=DEFAULT_RAW, metavar="DIR")
    parser.add_argument("--out", type=Path, default=check.PROCESSED, metavar="DIR")
    arguments = parser.parse_args(argv)
    started = time.perf_counter()
    manifest = build(arguments.raw, arguments.out)
    _say(manifest, arguments.out, time.perf_counter() - started)
    failed = [c for c in manifest["checks"] if not c["ok"]]
    for one in failed:
        print(f"check failed: {one['name']}: {one['found']} [{one['expected']}]", file=sys.stderr)
    return 1 if failed else 0


def _say(manifest: dict[str, Any], out: Path, seconds: float) -> None:
    used = sum(s["used"] for s in manifest["sources"])
    print(f"build {manifest['build_id']}: {used} of {len(manifest['sources'])} raw files used")
    for level, month in manifest["data_to"].items():
        print(f"  {level}s to {month}")
    for name, rows in manifest["files"].items():
        print(f"  {name}: {rows:,} rows, {(out / name).stat().st_size / 1000:,.0f} kB")
    for name, outline in manifest["outlines"].items():
        print(f"  {name}: {outline['areas']} areas, {outline['gzip_bytes'] / 1000:.0f} kB gzip")
    bad = [line for line in manifest["reconciliations"] if not line["ok"]]
    print(f"  {len(manifest['reconciliations'])} reconciliations, {len(bad)} to look at")
    for line in bad:
        print(f"    {line['name']}: {line['found']:,} against {line['expected']:,}")
    for flag in manifest["flags"]:
        print(f"  flagged {flag['month']} ({flag['level']}): {flag['what']} {flag['share']:.1%}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"  {seconds:.1f} s, peak memory {peak:,.0f} MB")


__all__ = ["SHEET_SUFFIXES", "build", "compute", "main"]

"""Does the processed data hold what its manifest and other people's numbers say?

``python -m data check`` prints the report; the data page shows the one that the build wrote.
This module is light on purpose (pandas and pyarrow only): the web workers may import it.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow.parquet as pq

ROOT = Path(__file__).resolve().parent.parent
PROCESSED = ROOT / "data" / "processed"
BOUNDARIES = ROOT / "assets" / "boundaries"

#: File → the columns that make a row of it unique and order it.
TABLES = {
    "counts.parquet": ["level", "offence", "area_code", "month"],
    "areas.parquet": ["level", "area_code"],
    "neighbours.parquet": ["area_code", "neighbour_code"],
    "population.parquet": ["level", "area_code", "sex", "age"],
    "deprivation.parquet": ["level", "area_code"],
    "city.parquet": ["period_to", "offence"],
}
OUTLINES = ("wards.json", "boroughs.json", "london.json")

#: Decimals that a measured column is trusted to, so that the id is the same on every machine.
_DECIMALS = {"shared_m": 0, "area_km2": 2, "imd_average_rank": 2, "imd_share_most_deprived_20": 4}
_COORDINATE_DECIMALS = 5


def boundaries_of(processed: Path) -> Path:
    """Where the outlines belonging to a processed folder lie."""
    inside = processed / "boundaries"
    return BOUNDARIES if processed.resolve() == PROCESSED and not inside.is_dir() else inside


def build_id(processed: Path, boundaries: Path) -> str:
    """The id of the processed data: 12 hex digits of a SHA-256 over values.

    Sorted values and rounded coordinates go in; file bytes, names of sources and times do
    not, so the same input gives the same id whatever its format or folder.
    """
    digest = hashlib.sha256()
    for name, keys in TABLES.items():
        frame = load(processed / name)
        names = sorted(map(str, frame.columns))
        digest.update(f"{name} {len(frame)} {','.join(names)}\n".encode())
        coded = {c: _coded(frame[c]) for c in names}
        order = np.lexsort([coded[k][1] for k in reversed(keys)])
        for column in names:
            values, numbers = coded[column]
            digest.update(values)
            digest.update(numbers[order].astype("<i8").tobytes())
    for name in OUTLINES:
        content = json.loads((boundaries / name).read_text(encoding="utf-8"))
        digest.update(name.encode())
        for feature in sorted(content["features"], key=lambda f: str(f["id"])):
            digest.update(json.dumps([feature["id"], feature["properties"]]).encode())
            digest.update(_rounded(feature["geometry"]["coordinates"]).encode())
    return digest.hexdigest()[:12]


def load(path: Path) -> pd.DataFrame:
    """A table of the processed data; text columns of the counts as categories (they repeat)."""
    texts = ["level", "area_code", "offence"] if path.name == "counts.parquet" else None
    frame: pd.DataFrame = pq.read_table(path, read_dictionary=texts).to_pandas(date_as_object=False)
    return frame


def _coded(column: pd.Series) -> tuple[bytes, np.ndarray]:
    """A column as whole numbers that sort as its values do, and the texts they stand for."""
    if pd.api.types.is_datetime64_any_dtype(column):
        return b"", column.to_numpy().astype("datetime64[D]").astype(np.int64)
    if pd.api.types.is_float_dtype(column):
        decimals = _DECIMALS.get(str(column.name), _COORDINATE_DECIMALS)
        return b"", np.round(column.fillna(-1).to_numpy() * 10**decimals).astype(np.int64)
    if pd.api.types.is_numeric_dtype(column):
        return b"", column.to_numpy().astype(np.int64)
    if isinstance(column.dtype, pd.CategoricalDtype):
        texts = np.array(column.cat.categories.astype(str), dtype=object)
        rank = np.argsort(np.argsort(texts))
        return "\x1f".join(sorted(texts)).encode(), rank[column.cat.codes.to_numpy()]
    codes, values = pd.factorize(column, sort=True)
    return "\x1f".join(map(str, values)).encode(), codes.astype(np.int64)


def _rounded(coordinates: object) -> str:
    if isinstance(coordinates, list):
        return "[" + ",".join(map(_rounded, coordinates)) + "]"
    return str(round(float(coordinates) * 10**_COORDINATE_DECIMALS))  # type: ignore[arg-type]


class _Counts:
    """Sums over the counts table, by month range."""

    def __init__(self, frame: pd.DataFrame) -> None:
        self.frame = frame

    def months(self, level: str, offence: str) -> pd.DatetimeIndex:
        rows = self.frame[(self.frame["level"] == level) & (self.frame["offence"] == offence)]
        return pd.DatetimeIndex(rows["month"].unique())

    def by_area(self, level: str, offences: list[str], first: str, last: str) -> pd.Series | None:
        """Sum by area, or None when a month of the range is not there for all offences."""
        wanted = pd.date_range(first, last, freq="MS")
        for offence in offences:
            if not wanted.isin(self.months(level, offence)).all():
                return None
        f = self.frame
        rows = f[
            (f["level"] == level)
            & f["offence"].isin(offences)
            & f["month"].between(wanted[0], wanted[-1])
        ]
        return rows.groupby("area_code", observed=True)["count"].sum()

    def total(self, offences: list[str], first: str, last: str) -> int | None:
        sums = self.by_area("borough", offences, first, last)
        return None if sums is None else int(sums.sum())


VIOLENCE = [
    "homicide",
    "violence-with-injury",
    "violence-without-injury",
    "stalking-and-harassment",
    "death-or-serious-injury-driving",
]


def known_numbers(processed: Path) -> list[dict[str, Any]]:
    """Numbers that others have published, beside what the processed data says.

    Returns:
        Records of name, expected, found, ok, note. A number whose months the data does not
        cover is left out with ok true and found empty.
    """
    counts = _Counts(load(processed / "counts.parquet"))
    areas = pd.read_parquet(processed / "areas.parquet").set_index("area_code")
    out: list[dict[str, Any]] = []

    def say(name: str, expected: str, found: object, ok: bool, note: str = "") -> None:
        text = "" if found is None else f"{found:,}" if isinstance(found, int) else str(found)
        out.append(
            {
                "name": name,
                "expected": expected,
                "found": text,
                "ok": bool(ok) if found is not None else True,
                "note": note if found is not None else "the data does not cover these months",
            }
        )

    wards = counts.by_area("ward", VIOLENCE, "2022-04", "2023-03")
    if wards is None:
        say("Two wards with most violence, year to March 2023", "", None, True)
    else:
        top = wards.sort_values(ascending=False).head(2)
        names = [str(areas.loc[c, "area_name"]) for c in top.index]
        near = all(abs(f / e - 1) <= 0.01 for f, e in zip(top, (2572, 2543), strict=True))
        say(
            "Two wards with most violence against the person, year to March 2023",
            "St James's 2,572 and West End 2,543, within 1 %",
            " and ".join(f"{n} {int(v):,}" for n, v in zip(names, top, strict=True)),
            near and names == ["St James's", "West End"],
            "the SNA prints 2,575 and 2,453, from the file of its time",
        )
    homicides = counts.total(["homicide"], "2023-01", "2023-12")
    say(
        "Homicides recorded in 2023",
        "104 to 126; the homicide dashboard counts 109 victims",
        homicides,
        homicides is not None and 104 <= homicides <= 126,
        "recorded offences are dated by recording, victims by the homicide dashboard",
    )
    for year in range(2021, 2025):
        rapes = counts.total(["rape"], f"{year}-04", f"{year + 1}-03")
        say(
            f"Rapes recorded, {year}/{(year + 1) % 100}",
            "8,801 to 9,359 by the vintages of their time, within 0.5 %",
            rapes,
            rapes is not None and 8801 * 0.995 <= rapes <= 9359 * 1.005,
        )
    knives = counts.total(["knife-crime"], "2024-01", "2024-12")
    say(
        "Knife crime in 2024",
        "16,604, within 0.5 %",
        knives,
        knives is not None and abs(knives / 16604 - 1) <= 0.005,
        "the extract of August 2025 says 16,604; a newer one re-counts",
    )
    violence = counts.by_area("ward", VIOLENCE, "2025-04", "2026-03")
    if violence is None:
        say("Boroughs with most violence against the person, 2025/26", "", None, True)
    else:
        home = areas["parent_name"].reindex(violence.index.astype(str)).to_numpy()
        top = violence.groupby(home).sum().sort_values(ascending=False).head(2)
        say(
            "Two boroughs with most violence against the person, 2025/26, wards added up",
            "Croydon 11,178 and Westminster 11,100, within 1 %",
            " and ".join(f"{n} {int(v):,}" for n, v in top.items()),
            list(top.index) == ["Croydon", "Westminster"]
            and all(abs(f / e - 1) <= 0.01 for f, e in zip(top, (11178, 11100), strict=True)),
            "borough files say more: some crimes are placed in a borough and in no ward",
        )
    people = pd.read_parquet(processed / "population.parquet")
    total = people[(people["age"] == -1) & (people["sex"] == "all")]
    london = int(total.loc[total["level"] == "london", "residents"].sum())
    boroughs = int(total.loc[total["level"] == "borough", "residents"].sum())
    say("Residents of London, mid-2021", "8,796,628", london, london == 8_796_628 == boroughs)
    in_wards = int(total.loc[total["level"] == "ward", "residents"].sum())
    say(
        "Residents of the 679 wards, Census 2021",
        "8,791,200 (London 8,799,800 without the City’s 8,600), within 0.1 %",
        in_wards,
        abs(in_wards / 8_791_200 - 1) <= 0.001,
    )
    return out


def structure(processed: Path, manifest: dict[str, Any]) -> list[dict[str, Any]]:
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
    found = build_id(processed, boundaries) if whole else "not computed"
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


def totals(processed: Path) -> list[dict[str, Any]]:
    """Whether the counts are dense, and no area is served that the Met does not police."""
    frame = load(processed / "counts.parquet")
    groups = frame.groupby(["level", "offence"], observed=True).agg(
        rows=("count", "size"), areas=("area_code", "nunique"), months=("month", "nunique")
    )
    holes = int((groups["rows"] != groups["areas"] * groups["months"]).sum())
    city = int((frame["area_code"] == "E09000001").sum())
    wards = frame[frame["level"] == "ward"]["area_code"].nunique()
    boroughs = frame[frame["level"] == "borough"]["area_code"].nunique()

    def line(name: str, expected: str, found: str) -> dict[str, Any]:
        return {
            "name": name,
            "expected": expected,
            "found": found,
            "ok": expected == found,
            "note": "",
        }

    return [
        line("Series with a missing month or area", "0", str(holes)),
        line("Rows of the City of London among the Met's counts", "0", str(city)),
        line("Wards; boroughs with the unplaced row", "679; 33", f"{wards}; {boroughs}"),
    ]


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
    out = structure(processed, manifest)
    if all(line["ok"] for line in out):
        checks: list[Callable[[Path], list[dict[str, Any]]]] = [totals, known_numbers]
        for check in checks:
            out += check(processed)
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

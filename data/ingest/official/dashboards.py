"""The Monthly Crime Dashboard: flagged series, long format, borough and ward."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from data.errors import DataError
from data.ingest.official.areas import HILLINGDON, Areas, plain
from data.ingest.official.columns import DASHBOARD_EXTRA, DASHBOARD_NEEDS
from data.ingest.official.doubt import RawFile
from data.ingest.official.parsing import dates, months, whole_numbers
from data.ingest.official.raw_tables import RawTable
from data.ingest.official.recorded import PARTIAL_SHARE
from data.ingest.official.validation import Rule, check, combinations, header, mapped, refuse_twice
from data.model.places import UNPLACED

#: Wards hold 90 to 99 % of what boroughs hold, month by month (measured on 48 months of three
#: offences); outside this a part of the file is missing. Asked of months with enough crimes.
PLACED_SHARE = (0.85, 1.005)
ENOUGH = 200

#: A series below this median a month may have a month of zero.
RARE = 50

BOROUGH_TYPE, WARD_TYPE = "borough", "safer neighbourhood teams"
OFFENCES, OUTCOMES = "offences", "positive outcomes"

#: Crime type → sub-type → our slug ("" = known and not used). Sub-types overlap by design.
SUBTYPES: dict[str, dict[str, str]] = {
    "domestic abuse": {
        "domestic abuse": "domestic-abuse",
        "domestic abuse violence with injury": "domestic-abuse-with-injury",
    },
    "knife crime": {
        "knife crime": "knife-crime",
        "knife crime with injury": "knife-crime-with-injury",
        "knife crime with injury personal robbery": "",
        "knife injury victims 1 24": "knife-injury-victims-under-25",
        "knife injury victims non da 1 24": "",
    },
    "gun crime": {
        "gun crime": "gun-crime",
        "gun crime personal robbery": "",
        "lethal barrel discharge": "lethal-barrel-discharge",
    },
    "lethal barrel discharge": {"lethal barrel discharge": "lethal-barrel-discharge"},
    "gun crime personal robbery": {"gun crime personal robbery": ""},
}
#: Crime types that are published beside them; their sub-types may change freely.
UNUSED_TYPES = {"hate crime", "miscalleneous", "miscellaneous"}
FLAGGED_OFFENCES = [
    "knife-crime",
    "knife-crime-with-injury",
    "gun-crime",
    "lethal-barrel-discharge",
    "domestic-abuse",
    "domestic-abuse-with-injury",
    "knife-injury-victims-under-25",
]


@dataclass
class Flagged:
    """One sub-type at one level in one dashboard file.

    Attributes:
        file: the file, and what was accepted of it.
        place: the table, for messages.
        level: ``ward`` or ``borough``.
        offence: slug.
        refreshed: the extract's own date.
        months: all months, in order, without gaps.
        partial: months left out as residues, with totals.
        areas: area codes, sorted.
        counts: int64, areas × months.
        digest: hash of the values.
    """

    file: RawFile
    place: str
    level: str
    offence: str
    refreshed: np.datetime64
    months: np.ndarray
    areas: list[str]
    counts: np.ndarray
    partial: list[tuple[str, int]] = field(default_factory=list)
    digest: str = ""

    @property
    def vintage(self) -> tuple[np.datetime64, np.datetime64, np.datetime64, str]:
        """Newer extract first; then the later last month, the later first month, the values."""
        return (self.refreshed, self.months[-1], self.months[0], self.digest)


@dataclass
class Dashboard:
    """One dashboard file: its used series and what was left out.

    Attributes:
        place: the file.
        rows: rows of the file.
        series: the used series.
        left_out: what was left out → (rows, crimes).
        period: first and last month of any row.
        refreshed: the newest extract date in it.
    """

    place: str
    rows: int
    series: list[Flagged]
    left_out: dict[str, tuple[int, int]]
    period: tuple[str, str]
    refreshed: str


def read_dashboard(table: RawTable, areas: Areas) -> Dashboard:
    """Check a dashboard file and add up its used series.

    Args:
        table: the file as text.
        areas: known wards and boroughs.

    Raises:
        DataError: unknown header, measure, crime type or sub-type, area; a count that is
            none; a row twice; a month missing inside a series; wards that are far from
            their boroughs (a cut file).
    """
    at = header(table, DASHBOARD_NEEDS, DASHBOARD_EXTRA)
    if not len(table):
        raise DataError("no rows below the header", file=table.place, line=table.header_line)
    frame = pd.DataFrame(
        {
            "month": months(table, at["month_year"]),
            "refreshed": dates(table, at["refresh_date"]),
            "count": whole_numbers(table, [at["count"]])[:, 0],
        }
    )
    level = mapped(table, at, "area_type", _LEVELS)
    measure = mapped(table, at, "measure", _MEASURES)
    offence = _offences(table, at)
    place, reason = _places(table, at, areas)
    refuse_twice(table, at, "count", "each month, area and sub-type once")
    frame["level"], frame["offence"], frame["area"] = level, offence, place

    left_out = _left_out(frame, measure, offence, reason)
    kept = frame[(measure == OFFENCES) & (offence != "")]
    series = []
    # the run of months belongs to the extract: a rare offence may have a month without a row
    runs = {d: np.sort(g.unique()) for d, g in frame.groupby("refreshed")["month"]}
    inside = kept[kept["area"] != ""]
    for (one_level, one_offence), rows in inside.groupby(["level", "offence"], sort=True):
        run = np.unique(np.concatenate([runs[d] for d in rows["refreshed"].unique()]))
        series.append(_one(table, areas, str(one_level), str(one_offence), rows, run))
    _doubt_cut(table, series)
    every = np.sort(frame["month"].unique())
    return Dashboard(
        table.place,
        len(table),
        series,
        left_out,
        (_ym(every[0]), _ym(every[-1])),
        str(frame["refreshed"].max().date()),
    )


def _ym(month: object) -> str:
    return str(np.datetime64(month, "M"))  # type: ignore[call-overload]


_LEVELS = {BOROUGH_TYPE: "borough", WARD_TYPE: "ward"}
_MEASURES = {OFFENCES: OFFENCES, OUTCOMES: OUTCOMES}


def _offences(table: RawTable, at: dict[str, int]) -> np.ndarray:
    codes, found, first = combinations(table, at["crime_type"], at["crime_subtype"])
    types = Rule("unknown crime type", among={*SUBTYPES, *UNUSED_TYPES})
    groups = [plain(crime) for crime, _ in found]
    check(table, {"crime_type": types}, at, {"crime_type": groups}, first)
    slugs = [""] * len(found)
    for group, known in SUBTYPES.items():
        mine = [k for k, g in enumerate(groups) if g == group]
        subs = [plain(found[k][1]) for k in mine]
        rule = Rule(f"unknown sub-type of “{group}”", among=known)
        check(table, {"crime_subtype": rule}, at, {"crime_subtype": subs}, first[mine])
        for k, sub in zip(mine, subs, strict=True):
            slugs[k] = known[sub]
    return np.array(slugs, dtype=object)[codes]


def _places(table: RawTable, at: dict[str, int], areas: Areas) -> tuple[np.ndarray, np.ndarray]:
    """Area code of each row ("" where it belongs to no ward), and why it has none."""
    codes, found, first = combinations(
        table, at["area_type"], at["borough_snt"], at["area_name"], at["area_code"]
    )
    placed: list[str] = []
    reasons: list[str] = []
    for (kind, unit, name, code), row in zip(found, first, strict=True):
        find = _borough_of if " ".join(kind.lower().split()) == BOROUGH_TYPE else _ward_of
        place, reason = find(areas, unit, name, code)
        if place is None:
            raise DataError(
                reason,
                file=table.place,
                line=int(table.lines[row]),
                column=table.header[at["area_code"]],
                value=f"{code} ({unit}; {name})",
                allowed="the 32 borough codes" if find is _borough_of else "the 679 ward codes",
            )
        placed.append(place)
        reasons.append(reason)
    return np.array(placed, dtype=object)[codes], np.array(reasons, dtype=object)[codes]


def _borough_of(areas: Areas, unit: str, name: str, code: str) -> tuple[str | None, str]:
    if code in areas.boroughs and code in areas.policed:
        named = areas.borough(name or unit)
        if named != code:
            return None, f"the code of {areas.boroughs[code]} beside another name"
        return code, ""
    place = areas.borough(unit) if plain(unit) != "other nk" else None
    if plain(unit) == "other nk" or place == UNPLACED:
        return (HILLINGDON if areas.borough(name) == HILLINGDON else UNPLACED), ""
    if place == HILLINGDON and plain(unit) != plain(areas.boroughs[HILLINGDON]):
        return HILLINGDON, ""
    return None, "unknown borough code"


def _ward_of(areas: Areas, unit: str, name: str, code: str) -> tuple[str | None, str]:
    """The ward of a row. Units and names are spelt too freely there to be keys."""
    if code in areas.wards:
        own, home = plain(areas.wards[code]), plain(areas.boroughs[areas.parents[code]])
        others = plain(name) != own and plain(name) in areas.ward_names
        if others and home not in plain(unit):
            return None, f"the code of {areas.wards[code]} beside another ward's name"
        return code, ""
    if plain(unit) in ("other nk", "non met police force") or plain(name) in (
        "non met police force",
        "n k",
    ):
        return "", "not placed in a ward"
    if plain(name).endswith("not active") and re.match(r"^E05\d{6}$", code):
        return "", "a ward that no longer exists"
    return None, "unknown ward code"


def _left_out(
    frame: pd.DataFrame, measure: np.ndarray, offence: np.ndarray, reason: np.ndarray
) -> dict[str, tuple[int, int]]:
    out: dict[str, tuple[int, int]] = {}
    outcome = measure != OFFENCES
    unused = ~outcome & (offence == "")
    for name, rows in (
        ("positive outcomes (only offences are used)", outcome),
        ("sub-types that are not used", unused),
        *((f"wards: {r}", ~outcome & ~unused & (reason == r)) for r in sorted(set(reason) - {""})),
    ):
        if rows.any():
            out[name] = (int(rows.sum()), int(frame.loc[rows, "count"].sum()))
    return out


def _one(
    table: RawTable,
    areas: Areas,
    level: str,
    offence: str,
    rows: pd.DataFrame,
    stamps: np.ndarray,
) -> Flagged:
    months = stamps.astype("datetime64[M]")
    codes = sorted(areas.wards) if level == "ward" else [*areas.policed, UNPLACED]
    counts = np.zeros((len(codes), len(months)), np.int64)
    month_at = pd.Index(stamps).get_indexer(pd.Index(rows["month"]))
    np.add.at(
        counts, (pd.Index(codes).get_indexer(pd.Index(rows["area"])), month_at), rows["count"]
    )
    totals = counts.sum(axis=0)
    median = np.median(totals)
    full = (totals >= PARTIAL_SHARE * median) | (median < RARE)
    partial = [(str(m), int(t)) for m, t in zip(months[~full], totals[~full], strict=True)]
    months, counts = months[full], counts[:, full]
    if (np.diff(months.astype(int)) != 1).any():
        hole = months[int(np.argmax(np.diff(months.astype(int)) != 1))] + 1
        raise DataError(
            f"a month inside the run of {offence} ({level}s) is missing or as good as empty",
            file=table.place,
            value=str(hole),
            allowed="every month from the first to the last",
        )
    digest = hashlib.sha256(
        months.astype("<i8").tobytes() + counts.astype("<i8").tobytes()
    ).hexdigest()
    refreshed = rows["refreshed"].max().to_datetime64()
    return Flagged(
        table.file,
        table.place,
        level,
        offence,
        refreshed,
        months,
        codes,
        counts,
        partial,
        digest,
    )


def _doubt_cut(table: RawTable, series: list[Flagged]) -> None:
    """Doubt a table whose wards and boroughs of a month are far apart: half of it is missing."""
    low, high = PLACED_SHARE
    by = {(s.level, s.offence): s for s in series}
    for offence in FLAGGED_OFFENCES:
        pair = by.get(("borough", offence)), by.get(("ward", offence))
        if pair == (None, None):
            continue
        borough, ward = pair
        if borough is None or ward is None:
            table.doubt(
                f"{offence} is there for one of the two levels only: the file looks cut off",
                line=int(table.lines[-1]),
                allowed="rows for Borough and for Safer Neighbourhood Teams",
            )
            continue
        for m, month in enumerate(borough.months):
            total = int(borough.counts[:, m].sum())
            at = np.flatnonzero(ward.months == month)
            placed = int(ward.counts[:, at[0]].sum()) if len(at) else 0
            if total >= ENOUGH and not low * total <= placed <= high * total:
                table.doubt(
                    f"{offence}: {placed} in wards and {total} in boroughs in {month}: "
                    "rows are missing or stand there twice",
                    line=int(table.lines[-1]),
                    allowed=f"wards with {low:.0%} to {high:.1%} of the boroughs’ total",
                )

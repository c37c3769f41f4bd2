"""Compare what was computed with what the other files say: differences are shown, not hidden."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from data.ingest.official.areas import Areas
from data.ingest.official.recorded import Recorded
from data.ingest.official.series import Joined
from data.model.places import UNPLACED

#: A month is flagged when its share of used offences without a borough stands so far above the
#: median of the 12 months on either side.
UNPLACED_LIMIT = 0.02
#: Boroughs and the sums of their wards are the same to this share: vintages differ by less,
#: crimes that have a borough and no ward make more.
SAME_PLACES = 0.005
#: Share of the median month below which the last month is flagged as not complete.
INCOMPLETE_LIMIT = 0.6

#: Share of crimes that wards hold of what boroughs hold, over the last 24 shared months, as
#: the raw files' own description states it.
PLACED = {
    "violence-with-injury": 0.977,
    "violence-without-injury": 0.984,
    "homicide": 0.920,
    "rape": 0.925,
    "possession-of-weapons": 0.824,
}

Line = dict[str, object]


def line(
    name: str, expected: float, found: float, ok: bool, note: str = "", digits: int = 0
) -> Line:
    """One reconciliation: what was expected, what was found, and whether that is fine."""
    expected, found = round(float(expected), digits), round(float(found), digits)
    if digits == 0:
        expected, found = int(expected), int(found)
    return {
        "name": name,
        "expected": expected,
        "found": found,
        "difference": round(found - expected, digits),
        "ok": bool(ok),
        "note": note,
    }


def vintages(notes: Sequence[dict[str, object]]) -> list[Line]:
    """Totals of overlapping months across vintages: a live system re-counts a little.

    Not fine: 2 % in all, or a month whose crimes lie elsewhere than in the newer file (10 %).
    """
    out = []
    for n in notes:
        used, here = int(str(n["total_used"])), int(str(n["total_here"]))
        share = abs(here - used) / max(used, 1)
        out.append(
            line(
                f"{n['what']}: {n['months']} months also in {n['file']}",
                here,
                used,
                share <= 0.02 and float(str(n["apart"])) <= 0.10,
                f"{int(str(n['cells_differing'])):,} of {int(str(n['cells'])):,} cells differ; "
                f"the newer file is used; furthest apart {n['apart_month']}, by "
                f"{float(str(n['apart'])):.1%}",
            )
        )
    return out


def older_schemes(files: Sequence[Recorded], joined: dict[str, Joined]) -> list[Line]:
    """Totals of files in older category schemes, with stalking inside violence without injury."""
    out = []
    for one in files:
        if one.finer or one.older_wards or one.level not in joined:
            continue
        new = joined[one.level]
        _, mine, theirs = np.intersect1d(one.months, new.months, return_indices=True)
        if not len(mine):
            continue
        groups = {
            "violence without injury, stalking and harassment": [
                "violence-without-injury",
                "stalking-and-harassment",
            ],
            "violence with injury": ["violence-with-injury"],
            "sexual offences": ["rape", "other-sexual-offences"],
            "robbery": ["personal-robbery", "business-robbery"],
            "possession of weapons": ["possession-of-weapons"],
        }
        for label, slugs in groups.items():
            at = [one.offences.index(s) for s in slugs]
            old = int(one.counts[:, at][:, :, mine].sum())
            now = int(new.counts[:, at][:, :, theirs].sum())
            out.append(
                line(
                    f"{label}, {one.level}s, {one.months[mine[0]]}..{one.months[mine[-1]]}, "
                    f"older scheme in {one.place}",
                    old,
                    now,
                    abs(now - old) <= 0.05 * max(old, 1),
                    "older category scheme: only totals are compared",
                )
            )
    return out


def placed(joined: dict[str, Joined]) -> list[Line]:
    """Share of borough crimes that the ward files place, last 24 months both have."""
    ward, borough = joined["ward"], joined["borough"]
    shared, at_w, at_b = np.intersect1d(ward.months, borough.months, return_indices=True)
    if not len(shared):
        return []
    at_w, at_b = at_w[-24:], at_b[-24:]
    out = []
    for offence, expected in PLACED.items():
        o = ward.offences.index(offence)
        in_wards = ward.counts[:, o][:, at_w].sum()
        in_all = borough.counts[:, o][:, at_b].sum()
        share = in_wards / max(in_all, 1)
        out.append(
            line(
                f"share of {offence} placed in a ward, {shared[-len(at_w)]}..{shared[-1]}",
                expected,
                share,
                abs(share - expected) <= 0.02,
                "wards do not add up to boroughs: borough totals come from borough files",
                digits=3,
            )
        )
    return out


def placement(joined: dict[str, Joined], areas: Areas) -> dict[str, object]:
    """To when borough counts are nothing but the sum of their wards, but for revisions.

    The older borough files leave every crime without a ward to “Unknown”; the newer ones give
    it to its borough. So borough counts rise by that share where the newer files begin.

    Returns:
        ``equal_to``: last month of the first run in which every borough is the sum of its
        wards ("" when there is none); ``unplaced_before`` and ``unplaced_after``: share of
        crimes without a borough in the 12 months up to it and in the 12 after.
    """
    ward, borough = joined["ward"], joined["borough"]
    months, at_w, at_b = np.intersect1d(ward.months, borough.months, return_indices=True)
    sums = np.zeros((len(borough.areas), *ward.counts.shape[1:]), np.int64)
    home = [borough.areas.index(areas.parents[w]) for w in ward.areas]
    np.add.at(sums, home, ward.counts)
    placed = [i for i, a in enumerate(borough.areas) if a != UNPLACED]
    here, there = sums[placed][:, :, at_w], borough.counts[placed][:, :, at_b]
    apart = np.abs(here - there).sum(axis=(0, 1)) / np.maximum(there.sum(axis=(0, 1)), 1)
    same = apart <= SAME_PLACES
    run = len(same) if same.all() else int(np.argmin(same))
    if not run:
        return {"equal_to": "", "unplaced_before": None, "unplaced_after": None}
    counts = borough.counts[:, :, at_b]

    def share(part: np.ndarray) -> float | None:
        total = int(part.sum())
        return round(float(part[borough.areas.index(UNPLACED)].sum()) / total, 4) if total else None

    return {
        "equal_to": str(months[run - 1]),
        "unplaced_before": share(counts[:, :, max(0, run - 12) : run]),
        "unplaced_after": share(counts[:, :, run : run + 12]),
    }


def flags(files: Sequence[Recorded], joined: dict[str, Joined]) -> list[Line]:
    """Months in which many crimes have no borough, or that are not complete.

    Any vintage counts: a month that one vintage could not place is biased in the others too.

    Returns:
        Records of level, month, what, share and source.
    """
    worst: dict[str, tuple[float, float, str]] = {}
    usual = _usual(_unplaced_share(joined["borough"].areas, joined["borough"].counts))
    months = [str(m) for m in joined["borough"].months]
    for one in files:
        if one.level != "borough" or not one.finer:
            continue
        share = _unplaced_share(one.areas, one.counts)
        for month, value in zip(one.months, share, strict=True):
            key = str(month)
            base = float(usual[months.index(key)])
            if value - base > UNPLACED_LIMIT and value > worst.get(key, (0.0, 0.0, ""))[0]:
                worst[key] = (float(value), base, one.place)
    out: list[Line] = [
        {
            "level": "borough",
            "month": month,
            "what": "unplaced",
            "share": round(value, 4),
            "usual": round(base, 4),
            "source": place,
        }
        for month, (value, base, place) in sorted(worst.items())
    ]
    for level, new in sorted(joined.items()):
        totals = new.counts.sum(axis=(0, 1))
        share = totals[-1] / max(float(np.median(totals[-25:-1])) if len(totals) > 1 else 1, 1)
        if len(totals) > 6 and share < INCOMPLETE_LIMIT:
            out.append(
                {
                    "level": level,
                    "month": str(new.months[-1]),
                    "what": "incomplete",
                    "share": round(float(share), 4),
                    "source": new.supplied[-1],
                }
            )
    return out


def _unplaced_share(areas: list[str], counts: np.ndarray) -> np.ndarray:
    """Share of each month's crimes that have no borough, 0..1."""
    share: np.ndarray = counts[areas.index(UNPLACED)].sum(axis=0) / np.maximum(
        counts.sum(axis=(0, 1)), 1
    )
    return share


def _usual(share: np.ndarray) -> np.ndarray:
    """Median of a month and the 12 months on either side of it."""
    return np.array([np.median(share[max(0, i - 12) : i + 13]) for i in range(len(share))])


def homicides(victims: list[tuple[str, dict[int, int]]], joined: dict[str, Joined]) -> list[Line]:
    """Recorded homicides a year beside the victims of the newest homicide dashboard."""
    if not victims:
        return []
    place, years = max(victims, key=lambda v: (max(v[1]), sum(v[1].values())))
    new = joined["borough"]
    o = new.offences.index("homicide")
    out = []
    for year in sorted(years):
        first, last = np.datetime64(f"{year}-01", "M"), np.datetime64(f"{year}-12", "M")
        inside = (new.months >= first) & (new.months <= last)
        if inside.sum() != 12:
            continue
        found = int(new.counts[:, o][:, inside].sum())
        out.append(
            line(
                f"homicides in {year}, victims in {place}",
                years[year],
                found,
                abs(found - years[year]) <= max(6, 0.06 * years[year]),
                "victims by the dashboard, offences by the recorded-crime files",
            )
        )
    return out


def residents(groups: pd.DataFrame, people: pd.DataFrame) -> Line:
    """Residents of London by ethnic group (Census) beside the mid-2021 estimate.

    Args:
        groups: ``ethnicity.parquet``.
        people: ``population.parquet``.
    """
    whole = people[(people["level"] == "london") & (people["age"] == -1) & (people["sex"] == "all")]
    expected, found = int(whole["residents"].sum()), int(groups["residents"].sum())
    return line(
        "residents by ethnic group, Census 2021, against the mid-2021 estimate",
        expected,
        found,
        abs(found - expected) <= 0.01 * expected,
        "three months lie between them",
    )

"""The three tables on violence against women and girls, which hold the same people."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from data.ingest.official import reconcile
from data.ingest.official.doubt import Doubtful
from data.ingest.official.people import monthly
from data.ingest.official.people_layers import Layered

#: By how much of a month's victims the three may differ.
APART_SHARE = 0.01


def same_people(parts: Mapping[str, Layered]) -> list[reconcile.Line]:
    """Cut the three tables to the months that all have, and compare them in each.

    Args:
        parts: the tables by place, age and ethnicity.

    Raises:
        Doubtful: a month in which they are far apart: rows are missing.
    """
    cut_to_same_months(parts)
    return lines_apart(parts)


def cut_to_same_months(parts: Mapping[str, Layered]) -> None:
    """Cut the three tables to the months all have; what goes is on record."""
    own = list(parts.values())
    first = max(str(one.frame["month"].min()) for one in own)
    last = min(str(one.frame["month"].max()) for one in own)
    for one in own:
        keep = one.frame["month"].between(first, last)
        if keep.all():
            continue
        gone = one.frame[~keep & (one.frame["level"] != "ward")]
        reason = f"the other two tables cover {first} to {last} only"
        months = f"months outside {first}..{last}"
        one.newest.left_out.append((months, len(gone), int(gone["count"].sum()), reason))
        one.frame = one.frame[keep].reset_index(drop=True)


def lines_apart(parts: Mapping[str, Layered]) -> list[reconcile.Line]:
    """Whether the tables by place, age and ethnicity hold the same people month by month."""
    months, most, worst = doubt_apart(parts, APART_SHARE)
    note = f"furthest apart {worst}, by {most}" if months else "the same in every month"
    place = parts["place"].frame
    wards = int(place.loc[place["level"] == "ward", "count"].sum())
    total = int(place.loc[place["level"] == "borough", "count"].sum())
    return [
        reconcile.line(
            "vawg: months in which victims by place, age and ethnicity differ",
            0,
            months,
            not months,
            note,
        ),
        reconcile.line(
            "vawg: victims in wards (without a ward included) against boroughs",
            total,
            wards,
            wards == total,
        ),
    ]


def doubt_apart(parts: Mapping[str, Layered], most: float) -> tuple[int, int, str]:
    """How far the three tables of the same people are apart.

    Args:
        parts: ``place``, ``age`` and ``ethnicity``, over the same months.
        most: the largest share of a month's victims by which they may differ.

    Returns:
        Months in which they differ, the largest difference, and its month.

    Raises:
        Doubtful: a month in which they are further apart: rows are missing.
    """
    wide = pd.DataFrame({name: monthly(one.frame) for name, one in parts.items()}).fillna(0)
    apart = wide.max(axis=1) - wide.min(axis=1)
    share = apart / wide.max(axis=1).clip(lower=1)
    if (share > most).any():
        month = str(share.idxmax())
        here = {name: int(wide[name][month]) for name in parts}
        low = parts[min(here, key=lambda name: here[name])].supplier(month)
        fault = Doubtful(
            f"the tables by place, age and ethnicity are {share.max():.1%} apart in {month}: "
            "rows are missing or stand there twice",
            source=low.file,
            file=low.place,
            value=", ".join(f"{name} {people}" for name, people in here.items()),
            allowed=f"the same victims in each, to {most:.0%}",
        )
        low.file.doubt(fault)
    return int((apart > 0).sum()), int(apart.max()), str(apart.idxmax())

"""What the manifest says of the tables of people."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd

from data.ingest.official.people import DIMENSIONS, ENOUGH_A_MONTH, PeopleFile, bands
from data.ingest.official.people_layers import Layered
from data.model.offences import OFFENCES
from data.model.places import UNPLACED
from data.sources.datasets import DECLARED

#: The last months of a table of few people are flagged when chance makes them once in so many.
INCOMPLETE_CHANCE = 1 / 1000


def manifest_entry(dataset: str, role: str, own: list[Layered]) -> dict[str, Any]:
    """What the manifest says of one role of one dataset."""
    frame = pd.concat([one.frame for one in own], ignore_index=True)
    declared = DECLARED[dataset]
    words = declared.dataset.people[role]
    labels: dict[str, dict[str, str]] = {}
    for one in own:
        for name, texts in one.newest.labels.items():
            labels.setdefault(name, {}).update(texts)
    labels.setdefault("offence", {slug: OFFENCES[slug].label for slug in declared.stored})
    offences = [o for o in labels["offence"] if o in set(frame["offence"])]
    totals: dict[str, dict[str, int]] = {}
    for row in (
        frame.groupby(["split", "level"])["count"].sum().reset_index(name="people").itertuples()
    ):
        totals.setdefault(str(row.split), {})[str(row.level)] = int(str(row.people))
    spans = frame.groupby("level")["month"].agg(["min", "max"])
    out: dict[str, Any] = {
        "unit": words.unit,
        "ethnicity_basis": words.ethnicity,
        "levels": {
            str(level): [str(row["min"]), str(row["max"])] for level, row in spans.iterrows()
        },
        "splits": sorted(totals),
        "totals": totals,
        "offences": offences,
        "offence_labels": {o: labels["offence"][o] for o in offences},
        "labels": {name: texts for name, texts in labels.items() if name != "offence"},
        "bands": {name: found for name in DIMENSIONS if (found := bands(frame, name))},
        "incomplete": _incomplete(own[0].newest),
        "unplaced": _unplaced(frame),
        "files": sorted({place for one in own for place in one.supplying}),
    }
    unmapped = [entry for one in own for entry in one.newest.unmapped]
    if "ward" in out["levels"]:
        out["unmapped_wards"] = [
            {"area_code": code, "ward": ward, "count": count} for code, ward, count in unmapped
        ]
    return out


def _unplaced(frame: pd.DataFrame) -> dict[str, int]:
    """Level → people who have no borough, or no ward."""
    rows = frame[frame["area_code"] == UNPLACED]
    levels = [level for level in ("borough", "ward") if (frame["level"] == level).any()]
    return {level: int(rows.loc[rows["level"] == level, "count"].sum()) for level in levels}


def _incomplete(one: PeopleFile) -> list[str]:
    """Last months with so few people that chance hardly explains it (small tables only)."""
    totals = one.monthly()
    months = np.arange(totals.index[0], np.datetime64(totals.index[-1], "M") + 1, dtype="M8[M]")
    counts = totals.reindex(months.astype(str), fill_value=0)
    out: list[str] = []
    for end in range(len(counts) - 1, 24, -1):
        usual = float(np.median(counts.iloc[end - 24 : end]))
        if usual >= ENOUGH_A_MONTH or not usual:
            break
        number = int(counts.iloc[end])
        chance = sum(math.exp(-usual) * usual**k / math.factorial(k) for k in range(number + 1))
        if chance >= INCOMPLETE_CHANCE:
            break
        out.insert(0, str(counts.index[end]))
    return out

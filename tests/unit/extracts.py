"""Small extracts for tests: random records in the stored shapes, and a store that serves them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow.parquet as pq

from data.extracts.storage import write_extract

PROCESSED = Path(__file__).parents[2] / "data" / "processed"
FACTS: dict[str, Any] = {
    "title": "A small extract",
    "simulated": False,
    "publisher": "A partnership",
    "licence": "not to be shared",
    "period": ["2022-01", "2023-12"],
    "offences": [
        "homicide",
        "violence-with-injury",
        "threats-to-kill",
        "personal-robbery",
        "rape",
        "other-sexual-offences",
    ],
    "caveats": ["A small extract for tests."],
}


def wards() -> pd.DataFrame:
    """Code and borough of every policed ward."""
    areas = pq.read_table(PROCESSED / "areas.parquet").to_pandas()
    found = areas[(areas["level"] == "ward") & areas["has_police_data"]]
    return found[["area_code", "parent_code"]].sort_values("area_code", ignore_index=True)


def records(count: int, seed: int = 0, most_wards: int = 679) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Offences and people, one victim and up to one suspect each.

    Args:
        count: how many offences.
        seed: of everything random.
        most_wards: how many wards they lie in.
    """
    rng = np.random.default_rng(seed)
    places = wards().head(most_wards)
    at = rng.integers(0, len(places), count)
    placed = rng.random(count) < 0.95
    ward = np.where(placed, places["area_code"].to_numpy()[at], "")
    borough = np.where(
        placed | (rng.random(count) < 0.5), places["parent_code"].to_numpy()[at], "unplaced"
    )
    offence = rng.choice(FACTS["offences"], count, p=[0.02, 0.4, 0.1, 0.28, 0.08, 0.12])
    victim_age = rng.choice(np.array([-1, *range(1, 80)]), count)
    suspect_age = rng.choice(np.array([-1, *range(10, 60)]), count)
    suspected = rng.random(count) < 0.7
    domestic = rng.random(count) < 0.3
    young = ((victim_age >= 1) & (victim_age <= 24)) | (
        suspected & (suspect_age >= 1) & (suspect_age <= 24)
    )
    sexual = np.isin(offence, ["rape", "other-sexual-offences"])
    offences = pd.DataFrame(
        {
            "month": (2022 * 12 + rng.integers(0, 24, count)).astype("int32"),
            "weekday": rng.integers(-1, 7, count).astype("int8"),
            "hour": rng.integers(-1, 24, count).astype("int8"),
            "exact": rng.random(count) < 0.1,
            "ward": ward,
            "borough": borough,
            "offence": offence,
            "knife_crime": rng.random(count) < 0.2,
            "lethal_barrel_discharge": rng.random(count) < 0.01,
            "domestic_abuse": domestic,
            "under_25": young,
            "sexual_violence": sexual,
            "serious_violence": young | domestic | sexual,
            "key": rng.integers(0, 2**32, count, dtype=np.uint64).astype("uint32"),
        }
    )
    offences["exact"] &= offences["hour"].isin([0, 12])
    shared = offences.drop(columns=["weekday", "hour", "exact", "key"])

    def persons(role: str, age: np.ndarray, rows: np.ndarray) -> pd.DataFrame:
        own = shared[rows].assign(role=role, age=age[rows].astype("int16"))
        size = len(own)
        own["sex"] = rng.choice(["female", "male", "unknown"], size, p=[0.4, 0.5, 0.1])
        own["ethnicity"] = rng.choice(
            ["asian", "black", "mixed", "white", "other", "unknown"], size
        )
        own["key"] = rng.integers(0, 2**32, size, dtype=np.uint64).astype("uint32")
        return own

    people = pd.concat(
        [
            persons("victim", victim_age, np.ones(count, dtype=bool)),
            persons("suspect", suspect_age, suspected),
        ],
        ignore_index=True,
    )
    return offences, people


def put(root: Path, name: str, count: int = 3000, seed: int = 0, **facts: Any) -> pd.DataFrame:
    """Write a small extract; returns its offences."""
    most = facts.pop("most_wards", 679)
    offences, people = records(count, seed, most)
    write_extract(root, name, offences, people, FACTS | facts)
    return offences

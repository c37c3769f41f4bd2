"""From checked rows to the tables that are stored: cohorts, record keys, order."""

from __future__ import annotations

import os
import re
import secrets
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa

from data.errors import DataError
from data.ingest.extracts.checking import FLAGS, OFFENCES, Offences, People
from data.ingest.extracts.places import Places
from data.model.groups import ETHNIC_GROUPS, SEXES

SEXUAL = ("rape", "other-sexual-offences")
YOUNGEST, UNDER = 1, 25
"""Ages of the under-25 cohort: from the first to under the second; 0 is unknown."""
COHORTS = ("under_25", "sexual_violence", "serious_violence")
_SALT = re.compile(r"[A-Za-z0-9_-]{16}", re.ASCII)
_BATCH = 500_000


def salt(root: Path) -> str:
    """The secret that record keys are made with: 16 characters in ``<root>/salt``.

    It is made at the first import, readable for its owner only. Without it nobody can tell a
    record's key from its ``offence_id``.

    Raises:
        DataError: the file holds something else.
    """
    path = root / "salt"
    root.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        found = path.read_text("ascii", errors="replace")
        if not _SALT.fullmatch(found):
            raise DataError(
                "the secret of the record keys cannot be read",
                file=path,
                allowed="16 characters; remove the file and import every extract again",
            ) from None
        return found
    made = secrets.token_urlsafe(12)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(made)
    return made


def _mixed(keys: np.ndarray) -> np.ndarray:
    """The finaliser of SplitMix64, uint64 to uint64."""
    mixed = keys + np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))


def _half(keys: np.ndarray) -> np.ndarray:
    """uint64 to uint32."""
    return (keys >> np.uint64(32)).astype(np.uint32)


def offence_keys(ids: pa.Array, secret: str) -> np.ndarray:
    """Keyed hashes (SipHash) of identifiers.

    Returns:
        uint64, one an identifier.
    """
    return np.concatenate(
        [
            np.zeros(0, dtype=np.uint64),
            *(
                pd.util.hash_array(
                    ids.slice(start, _BATCH).to_numpy(zero_copy_only=False),
                    hash_key=secret,
                    categorize=False,
                )
                for start in range(0, len(ids), _BATCH)
            ),
        ]
    )


def person_keys(offence: np.ndarray, role: np.ndarray, keys: np.ndarray) -> np.ndarray:
    """Keys of people, from offence, role and running number among those of the same two.

    Args:
        offence: row of each person's offence.
        role: 0 victim, 1 suspect.
        keys: hashes of the offences, uint64.

    Returns:
        uint64, one a person.
    """
    group = offence * 2 + role
    order = np.argsort(group, kind="stable")
    ranked = group[order]
    starts = np.flatnonzero(np.concatenate([[True], ranked[1:] != ranked[:-1]]))[: len(ranked)]
    sizes = np.diff(np.append(starts, len(ranked)))
    number = np.empty(len(group), dtype=np.uint64)
    number[order] = np.arange(len(ranked)) - np.repeat(starts, sizes)
    which = number * np.uint64(2) + role.astype(np.uint64) + np.uint64(1)
    return _mixed(keys[offence] + which * np.uint64(0x9E3779B97F4A7C15))


def derive(
    offences: Offences, people: People, places: Places, secret: str
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The tables that are stored, of the rows that were accepted.

    The under-25 cohort: any victim or suspect who was accepted is 1 to 24. Sexual violence: rape
    and other sexual offences. Serious violence: any of these two or the domestic abuse flag, and
    the full offence name is in the annex of the Strategic Needs Assessment.

    Returns:
        Offences and people, in the columns of :mod:`data.extracts.storage`, ordered by month,
        offence and ward and within them by key, so that nothing of the source's order is left.
    """
    kept = np.flatnonzero(offences.ok)
    place = np.full(len(offences.ok), -1, dtype=np.int64)
    place[kept] = np.arange(len(kept))
    columns = {name: values[kept] for name, values in offences.columns.items()}
    hashes = offence_keys(offences.ids.take(pa.array(kept)), secret)

    persons = np.flatnonzero(people.ok)
    own = {name: values[persons] for name, values in people.columns.items()}
    of = place[people.offence[persons]]
    young = np.zeros(len(kept), dtype=bool)
    young[of[(own["age"] >= YOUNGEST) & (own["age"] < UNDER)]] = True
    columns["under_25"] = young
    sexual = [OFFENCES.index(slug) for slug in SEXUAL]
    columns["sexual_violence"] = np.isin(columns["offence"], sexual)
    affected = young | columns["domestic_abuse"] | columns["sexual_violence"]
    columns["serious_violence"] = affected & columns.pop("in_annex")
    columns["key"] = _half(hashes)
    shared = ["month", "ward", "borough", "offence", *FLAGS, *COHORTS]
    own |= {name: columns[name][of] for name in shared}
    own["key"] = _half(person_keys(of, own["role"], hashes))
    return _frame(columns, places), _frame(own, places)


def _frame(columns: dict[str, np.ndarray], places: Places) -> pd.DataFrame:
    """Arrays as a table in the stored types."""
    words = {
        "ward": places.wards,
        "borough": places.boroughs,
        "offence": OFFENCES,
        "role": ("victim", "suspect"),
        "sex": SEXES,
        "ethnicity": ETHNIC_GROUPS,
    }
    order = np.lexsort([columns[name] for name in ("key", "ward", "offence", "month")])
    return pd.DataFrame(
        {
            name: pd.Categorical.from_codes(values[order].astype(np.int32), pd.Index(words[name]))
            if name in words
            else values[order]
            for name, values in columns.items()
        }
    )

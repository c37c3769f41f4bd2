"""The simulated records: every segment drawn, put together and sorted."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from data.ingest.simulate import assumptions
from data.ingest.simulate.hours import draw_hours, draw_weekdays
from data.ingest.simulate.people import (
    ROLES,
    Shares,
    blocks,
    draw_ages,
    draw_codes,
)
from data.ingest.simulate.places import Places, Recorded
from data.ingest.simulate.targets import (
    OFFENCES,
    SEXUAL,
    YEARS,
    knife_share_of_robbery,
)
from data.ingest.simulate.volumes import Segment, segments
from data.model.groups import ETHNIC_GROUPS, SEXES

TITLE = "Simulated case-level extract, 2019 to 2023"
PUBLISHER = "Simulated by this project from published totals"
LICENCE = "MIT"
CAVEATS = (
    "SIMULATED: every record is drawn at random; none is a real offence, victim or suspect.",
    "Totals and shares follow London’s published Strategic Needs Assessment; places and months "
    "follow crime recorded by the Metropolitan Police Service (Open Government Licence); "
    "everything else is a stated assumption.",
    "Only offences of the under-25, domestic abuse and sexual violence cohorts are drawn: “all "
    "ages” is not all recorded crime, and violence without injury stands for every other offence "
    "with the domestic abuse flag.",
    "Differences between areas or groups of people that the report does not publish are an effect "
    "of the assumptions, not a finding.",
)

Columns = dict[str, npt.NDArray[Any]]


def draw(seed: int, processed: Path | None = None) -> tuple[pd.DataFrame, pd.DataFrame, dict]:
    """Draw the whole simulated extract.

    Args:
        seed: of everything random; the same seed gives the same records.
        processed: the folder of the open counts; ``DATA_PROCESSED`` or the committed one.

    Returns:
        Offences and people in the stored shapes of an extract, sorted by month, and the facts.

    Raises:
        DataError: the open counts or a published figure cannot be found.
    """
    rng = np.random.default_rng(seed)
    recorded = Recorded(processed)
    plan = segments(recorded)
    offences = _offences(plan, recorded, rng)
    people = _people(plan, rng)
    order = np.lexsort((offences["ward"], offences["month"]))
    place = np.empty(len(order), dtype=np.int32)
    place[order] = np.arange(len(order), dtype=np.int32)
    offences = {name: values[order] for name, values in offences.items()}
    at = place[people.pop("at")]
    by_offence = np.argsort(at, kind="stable")
    at = at[by_offence]
    people = {name: values[by_offence] for name, values in people.items()}
    people |= {name: values[at] for name, values in offences.items() if name in _REPEATED}
    offences["key"], people["key"] = (
        rng.integers(0, 2**32, size=size, dtype=np.uint32) for size in (len(order), len(at))
    )
    return (
        _frame(offences, _OFFENCE_COLUMNS, recorded),
        _frame(people, _PEOPLE_COLUMNS, recorded),
        _facts(seed),
    )


_FLAGS = (
    *("knife_crime", "lethal_barrel_discharge", "domestic_abuse"),
    *("under_25", "sexual_violence", "serious_violence"),
)
_REPEATED = ("month", "ward", "offence", *_FLAGS)
_OFFENCE_COLUMNS = (
    *("month", "weekday", "hour", "exact", "ward", "borough", "offence"),
    *(*_FLAGS, "key"),
)
_PEOPLE_COLUMNS = (
    *("role", "age", "sex", "ethnicity", "month", "ward", "borough", "offence"),
    *(*_FLAGS, "key"),
)


def _offences(plan: list[Segment], recorded: Recorded, rng: np.random.Generator) -> Columns:
    """Columns of all offences, segment after segment; ``ward`` and ``offence`` as positions."""
    places = _places(plan, recorded, rng)
    parts: list[Columns] = []
    for segment in plan:
        month, ward = (values[: segment.count] for values in places[segment.year, segment.offence])
        places[segment.year, segment.offence] = tuple(
            values[segment.count :] for values in places[segment.year, segment.offence]
        )
        knife, barrel, outside = (
            _flag(segment.count, share, rng) for share in _flag_shares(segment)
        )
        weekday = draw_weekdays(month, segment.offence, rng)
        weekday, hour, exact = draw_hours(weekday, knife, segment.offence, rng)
        sexual = segment.offence in SEXUAL
        constant = {
            "offence": np.int8(OFFENCES.index(segment.offence)),
            "domestic_abuse": np.bool_(segment.domestic),
            "under_25": np.bool_(segment.young),
            "sexual_violence": np.bool_(sexual),
        }
        parts.append(
            {
                "month": month,
                "ward": ward,
                "weekday": weekday,
                "hour": hour,
                "exact": exact,
                "knife_crime": knife,
                "lethal_barrel_discharge": barrel,
                "serious_violence": ~outside,
            }
            | {name: np.full(segment.count, value) for name, value in constant.items()}
        )
    return _joined(parts)


def _places(
    plan: list[Segment], recorded: Recorded, rng: np.random.Generator
) -> dict[tuple[int, str], tuple[npt.NDArray[Any], ...]]:
    """Month and ward of all offences of a year and offence, in random order."""
    totals: dict[tuple[int, str], int] = {}
    for segment in plan:
        key = (segment.year, segment.offence)
        totals[key] = totals.get(key, 0) + segment.count
    found: dict[tuple[int, str], tuple[npt.NDArray[Any], ...]] = {}
    for (year, offence), count in totals.items():
        drawn: Places = recorded.draw(offence, year, count, rng)
        found[year, offence] = (drawn.month, drawn.ward)
    return found


def _flag_shares(segment: Segment) -> tuple[float, float, float]:
    """Shares with a knife, with a lethal barrel, and with a name outside the annex."""
    offence = segment.offence
    if offence == "personal-robbery":
        knife = knife_share_of_robbery(segment.year)
    elif segment.young or offence in SEXUAL:
        knife = assumptions.KNIFE[offence]
    else:
        knife = assumptions.ADULT_KNIFE.get(offence, 0.0)
    barrel = assumptions.LETHAL_BARREL.get(offence, 0.0) if segment.young else 0.0
    return knife, barrel, assumptions.OUTSIDE_ANNEX.get(offence, 0.0)


def _flag(count: int, share: float, rng: np.random.Generator) -> npt.NDArray[np.bool_]:
    """A flag on an exact share of the offences, in random order."""
    found = np.zeros(count, dtype=bool)
    found[: round(count * share)] = True
    rng.shuffle(found)
    return found


def _people(plan: list[Segment], rng: np.random.Generator) -> Columns:
    """Columns of everybody; ``at`` is the position of the offence, the rest are positions too."""
    shares = Shares(plan)
    parts: list[Columns] = []
    first = 0
    for segment in plan:
        for block in blocks(segment, rng):
            count = len(block.offence)
            parts.append(
                {
                    "at": (block.offence + first).astype(np.int32),
                    "role": np.full(count, ROLES.index(block.role), dtype=np.int8),
                    "age": draw_ages(segment, block, shares, rng),
                    "sex": draw_codes(count, shares.sex(segment, block), rng),
                    "ethnicity": draw_codes(count, shares.ethnicity(segment, block), rng),
                }
            )
        first += segment.count
    return _joined(parts)


def _joined(parts: list[Columns]) -> Columns:
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def _frame(columns: Columns, names: tuple[str, ...], recorded: Recorded) -> pd.DataFrame:
    """A frame in the stored shape; positions become categories."""
    homes = np.unique(np.array(recorded.boroughs))
    home = np.searchsorted(homes, np.array(recorded.boroughs)).astype(np.int8)
    texts: dict[str, tuple[npt.NDArray[Any], list[str]]] = {
        "ward": (columns["ward"], list(recorded.wards)),
        "borough": (home[columns["ward"]], homes.tolist()),
        "offence": (columns["offence"], list(OFFENCES)),
    }
    if "role" in columns:
        texts["role"] = (columns["role"], list(ROLES))
        texts["sex"] = (columns["sex"], list(SEXES))
        texts["ethnicity"] = (columns["ethnicity"], list(ETHNIC_GROUPS))
    return pd.DataFrame(
        {name: _text(*texts[name]) if name in texts else columns[name] for name in names}
    )


def _text(codes: npt.NDArray[Any], words: list[str]) -> pd.Series:
    return pd.Series(pd.Categorical.from_codes(codes, categories=pd.Index(words)))


def _facts(seed: int) -> dict[str, Any]:
    """What is known of the extract."""
    return {
        "title": TITLE,
        "simulated": True,
        "publisher": PUBLISHER,
        "licence": LICENCE,
        "period": [f"{YEARS[0]}-01", f"{YEARS[-1]}-12"],
        "offences": list(OFFENCES),
        "caveats": list(CAVEATS),
        "about": {"seed": seed, "assumptions": list(assumptions.sentences())},
    }

"""Counts of an extract's records, small enough to ask many questions of."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

BANDS = ("unknown", "1-9", "10-14", "15-18", "19-24", "25+")
_EDGES = (1, 10, 15, 19, 25)

Wanted = Any
"""A value, or several of them."""


class Tallies:
    """The records of an extract, counted once.

    Args:
        offences: in the stored shape.
        people: in the stored shape.
    """

    def __init__(self, offences: pd.DataFrame, people: pd.DataFrame) -> None:
        self._offences = _counted(
            {
                "year": offences["month"] // 12,
                "offence": offences["offence"],
                "domestic": offences["domestic_abuse"],
                "young": offences["under_25"],
                "sexual": offences["sexual_violence"],
                "serious": offences["serious_violence"],
                "knife": offences["knife_crime"],
                "placed": offences["ward"] != "",
            }
        )
        self._times = _counted(
            {
                "offence": offences["offence"],
                "knife": offences["knife_crime"],
                "weekday": offences["weekday"],
                "hour": offences["hour"],
                "exact": offences["exact"],
            }
        )
        self._people = _counted(
            {
                "role": people["role"],
                "year": people["month"] // 12,
                "offence": people["offence"],
                "domestic": people["domestic_abuse"],
                "young": people["under_25"],
                "sex": people["sex"],
                "ethnicity": people["ethnicity"],
                "band": np.searchsorted(_EDGES, people["age"], side="right").astype(np.int8),
            }
        )
        self._people["band"] = np.array(BANDS)[self._people["band"]]

    def offences(self, **wanted: Wanted) -> int:
        """Offences by year, offence, domestic, young, sexual, serious, knife and placed.

        Args:
            wanted: a value, or several, for some of them; the others are added up.
        """
        return _sum(self._offences, wanted)

    def times(self, **wanted: Wanted) -> int:
        """Offences by offence, knife, weekday, hour and exact."""
        return _sum(self._times, wanted)

    def people(self, **wanted: Wanted) -> int:
        """People by role, year, offence, domestic, young, sex, ethnicity and band (of age)."""
        return _sum(self._people, wanted)

    def hourly(self, offence: str, weekdays: Iterable[int]) -> npt.NDArray[np.int64]:
        """Offences with a known hour, by hour from 0 to 23."""
        table = self._times
        rows = (table["offence"] == offence) & table["weekday"].isin(list(weekdays))
        rows &= table["hour"] >= 0
        counts = np.zeros(24, dtype=np.int64)
        np.add.at(counts, table["hour"][rows].to_numpy(), table["count"][rows].to_numpy())
        return counts


def _counted(columns: dict[str, pd.Series | npt.NDArray[Any]]) -> pd.DataFrame:
    """How often every combination occurs."""
    frame = pd.DataFrame(columns)
    return frame.groupby(list(columns), observed=True).size().reset_index(name="count")


def _sum(table: pd.DataFrame, wanted: dict[str, Wanted]) -> int:
    rows = np.ones(len(table), dtype=bool)
    for name, value in wanted.items():
        several = not isinstance(value, str) and isinstance(value, Iterable)
        rows &= (table[name].isin(list(value)) if several else table[name] == value).to_numpy()
    return int(table["count"].to_numpy()[rows].sum())

"""Join the vintages: which file supplies which month, and the dense table of counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby

import numpy as np
import pandas as pd

from data.errors import DataError
from data.ingest.official.dashboards import Flagged
from data.ingest.official.doubt import Doubtful, RawFile
from data.ingest.official.recorded import Recorded
from data.model.places import UNPLACED

#: A row that is absent although other files count so many crimes in as many months was cut.
ABSENT_LIMIT = 20
#: Two vintages of one month differ by a few per cent at most (measured: 4 %, with re-placed
#: crimes). What lies beyond is told; one total being so many times the other is damage.
DAMAGE = 2.0
#: Months of fewer crimes differ by chance.
ENOUGH = 200


@dataclass
class Joined:
    """One level's series for a set of offences over the same months.

    Attributes:
        level: ``ward`` or ``borough``.
        offences: slugs.
        areas: area codes.
        months: ``datetime64[M]``, without gaps.
        counts: int64, areas × offences × months.
        supplied: for each month the file that supplied it.
        notes: what differed between vintages, as records for the manifest.
    """

    level: str
    offences: list[str]
    areas: list[str]
    months: np.ndarray
    counts: np.ndarray
    supplied: list[str]
    notes: list[dict[str, object]] = field(default_factory=list)

    def vintages(self) -> list[dict[str, object]]:
        """Runs of months from one source, for the manifest."""
        out: list[dict[str, object]] = []
        position = 0
        for source, run in groupby(self.supplied):
            length = len(list(run))
            out.append(
                {
                    "level": self.level,
                    "offences": self.offences,
                    "from": str(self.months[position]),
                    "to": str(self.months[position + length - 1]),
                    "source": source,
                }
            )
            position += length
        return out


@dataclass(frozen=True)
class Layer:
    """One file's counts, to be laid over those of others.

    Attributes:
        file: the file.
        place: the table, for messages.
        months: ``datetime64[M]``.
        counts: int64, areas × offences × months.
    """

    file: RawFile
    place: str
    months: np.ndarray
    counts: np.ndarray


def join_recorded(files: Sequence[Recorded], level: str) -> Joined:
    """The recorded series of a level from all its files in the finer scheme.

    The newest vintage wins, month by month; a doubtful file that was accepted supplies only the
    months that no other file has.

    Raises:
        DataError: no such file, or a month that no file covers.
        Doubtful: a file that lacks rows which the other files fill (it was cut), or two files
            that contradict each other.
    """
    usable = [f for f in files if f.level == level and f.finer and not f.older_wards]
    if not usable:
        raise DataError(
            f"no {level} file with the finer category scheme (STALKING AND HARASSMENT apart)",
            allowed=f"at least one official recorded-crime file at {level} level",
        )
    usable.sort(key=lambda f: f.vintage, reverse=True)
    _doubt_absent(usable)
    usable.sort(key=lambda f: bool(f.file.doubts))  # stable: the newest of the sound ones first
    first = usable[0]
    layers = [Layer(f.file, f.place, f.months, f.counts) for f in usable]
    months, counts, supplied, notes = _stack(layers, f"recorded crime, {level}s", first.areas)
    return Joined(level, first.offences, first.areas, months, counts, supplied, notes)


def join_flagged(series: Sequence[Flagged]) -> list[Joined]:
    """The flagged series, each offence and level for itself; the newest extract wins.

    A doubtful file that was accepted supplies only the months that no other file has.

    Raises:
        DataError: a month that no file covers.
        Doubtful: two files that contradict each other.
    """
    out = []
    ordered = sorted(series, key=lambda s: (s.level, s.offence))
    for (level, offence), group in groupby(ordered, key=lambda s: (s.level, s.offence)):
        usable = sorted(group, key=lambda s: s.vintage, reverse=True)
        usable.sort(key=lambda s: bool(s.file.doubts))
        layers = [Layer(s.file, s.place, s.months, s.counts[:, None, :]) for s in usable]
        months, counts, supplied, notes = _stack(layers, f"{offence}, {level}s", usable[0].areas)
        out.append(Joined(level, [offence], usable[0].areas, months, counts, supplied, notes))
    return out


def _stack(
    layers: list[Layer], what: str, areas: list[str]
) -> tuple[np.ndarray, np.ndarray, list[str], list[dict[str, object]]]:
    """Lay files over each other, newest first."""
    every = np.unique(np.concatenate([one.months for one in layers]))
    months = np.arange(every[0], every[-1] + 1)
    missing = np.setdiff1d(months, every)
    if len(missing):
        raise DataError(
            f"{what}: no file covers this month",
            value=str(missing[0]),
            allowed="files that together cover every month from the first to the last",
        )
    shape = layers[0].counts.shape[:-1]
    counts = np.zeros((*shape, len(months)), np.int64)
    supplied = [""] * len(months)
    notes: list[dict[str, object]] = []
    files = {one.place: one.file for one in layers}
    for layer in layers:
        place, own, values = layer.place, layer.months, layer.counts
        at = np.searchsorted(months, own)
        taken = np.array([bool(supplied[i]) for i in at])
        if taken.any():
            there, here = counts[..., at[taken]], values[..., taken]
            sources = [files[supplied[i]] for i in at[taken]]
            apart = _apart(there, here, own[taken], sources, place, what, areas)
            total = int(there.sum())
            notes.append(
                {
                    "what": what,
                    "file": place,
                    "months": int(taken.sum()),
                    "cells": int(there.size),
                    "cells_differing": int((there != here).sum()),
                    "total_used": total,
                    "total_here": int(here.sum()),
                    "apart": float(apart.max()),
                    "apart_month": str(own[taken][int(apart.argmax())]),
                }
            )
        counts[..., at[~taken]] = values[..., ~taken]
        for i in at[~taken]:
            supplied[i] = place
    return months, counts, supplied, notes


def _apart(
    used: np.ndarray,
    other: np.ndarray,
    months: np.ndarray,
    sources: list[RawFile],
    place: str,
    what: str,
    areas: list[str],
) -> np.ndarray:
    """How far two files are apart in each month they share, as a share of its crimes.

    Crimes without a borough are left out of the comparison: placing them later is a revision.

    Raises:
        Doubtful: one total is more than twice the other, which no revision explains.
    """
    placed = np.array([a != UNPLACED for a in areas])
    here, there = used[placed].sum(axis=(0, 1)), other[placed].sum(axis=(0, 1))
    bad = (np.maximum(here, there) >= ENOUGH) & (
        np.maximum(here, there) > DAMAGE * np.minimum(here, there)
    )
    if bad.any():
        m = int(np.argmax(bad))
        sources[m].doubt(
            Doubtful(
                f"{what}: this file and {place} disagree about a month: one of them is damaged",
                source=sources[m],
                column=str(months[m]).replace("-", ""),
                value=f"{int(here[m])} crimes here, {int(there[m])} there",
                allowed="vintages that differ by revisions; take the wrong file away",
                disputed=True,
            )
        )
    share: np.ndarray = np.abs(used - other)[placed].sum(axis=(0, 1)) / np.maximum(here, ENOUGH)
    return share


def _doubt_absent(files: list[Recorded]) -> None:
    """Doubt a file that lacks an area's row although the other files fill it."""
    for one in files:
        for other in files:
            if other is one:
                continue
            # the months that both have, or, when they are few, a year on either side as well
            near = (other.months >= one.months[0]) & (other.months <= one.months[-1])
            if near.sum() < 12:
                near = (other.months >= one.months[0] - 12) & (other.months <= one.months[-1] + 12)
            if near.sum() < 12:
                near = np.arange(len(other.months)) >= len(other.months) - 24
            span = min(len(one.months), int(near.sum()))  # never more than was seen there
            expected = other.counts[:, :, near].mean(axis=2) * span
            bad = ~one.present & (expected >= ABSENT_LIMIT)
            bad[[i for i, a in enumerate(one.areas) if a == UNPLACED]] = False
            if bad.any():
                area, offence = np.argwhere(bad)[0]
                fault = Doubtful(
                    f"no row of {one.offences[offence]} for {one.areas[area]}, where {other.place} "
                    f"leads to expect about {expected[area, offence]:.0f}: the file looks cut off",
                    source=one.file,
                    file=one.place,
                    value=f"{int(bad.sum())} rows missing",
                    allowed="a row for every area and category with crimes",
                )
                one.file.doubt(fault)
                break


def to_frame(joined: Sequence[Joined]) -> pd.DataFrame:
    """All series as the long table of ``counts.parquet``, sorted.

    Returns:
        level, area_code, offence (str), month (datetime64[s]), count (int32), one row per
        level × area × offence × month of that offence's own run.
    """
    parts = []
    for one in joined:
        stamps = one.months.astype("datetime64[s]")
        n_a, n_o, n_m = one.counts.shape
        parts.append(
            pd.DataFrame(
                {
                    "level": np.full(n_a * n_o * n_m, one.level, dtype=object),
                    "area_code": np.repeat(np.array(one.areas, dtype=object), n_o * n_m),
                    "offence": np.tile(np.repeat(np.array(one.offences, dtype=object), n_m), n_a),
                    "month": np.tile(stamps, n_a * n_o),
                    "count": one.counts.reshape(-1).astype(np.int32),
                }
            )
        )
    frame = pd.concat(parts, ignore_index=True)
    for column in ("level", "area_code", "offence"):
        frame[column] = frame[column].astype("category")
        frame[column] = frame[column].cat.reorder_categories(sorted(frame[column].cat.categories))
    return frame.sort_values(
        ["level", "offence", "area_code", "month"], ignore_index=True, kind="stable"
    )

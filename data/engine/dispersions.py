"""How much every recorded series varies: fitted once for a build, and kept beside it.

``python -m data build`` writes :data:`FILE`, ``python -m data variance`` writes it anew. A fit is
used only for the very counts and breaks that it was made from (its digest); without one, or where
anything differs, the series is fitted when it is asked for, which takes longer and gives the same.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from data.engine.panel import Panel
from data.model import periods
from data.model.offence import Offence
from data.model.periods import LOCKDOWN
from data.model.places import UNPLACED
from data.statistics.dispersion import Dispersion, fit_dispersion

FILE = "variance.parquet"
LATEST = 12
"""Months of the latest year, a step of their own: a change is no variance."""
_SEASON = tuple(f"season_{month:02d}" for month in range(1, 13))


def _steps(panel: Panel, offence: Offence, level: str) -> list[int]:
    """Columns from which a series is counted anew, and where its latest year begins."""
    first = periods.index(panel.start)
    breaks = [periods.index(item.month) - first for item in offence.breaks if level in item.levels]
    return [*breaks, panel.exact.shape[1] - LATEST]


def fit(panel: Panel, offence: Offence, level: str, pool: bool) -> Dispersion:
    """The dispersion of every row of a panel, over all its months outside lockdown.

    Args:
        panel: monthly counts.
        offence: what is counted; its breaks are steps.
        level: level of the rows.
        pool: whether the rows lend each other what one is too small to tell.
    """
    counts = panel.months()
    # What has no place is not an area: how much is unplaced says nothing of how places vary.
    counts[[code == UNPLACED for code in panel.codes]] = np.nan
    start = periods.index(LOCKDOWN.start) - periods.index(panel.start)
    out = range(start, start + LOCKDOWN.months)
    return fit_dispersion(counts, int(panel.start[5:]), _steps(panel, offence, level), out, pool)


def digest(panel: Panel, offence: Offence, level: str) -> str:
    """What a fit depends on, in 16 hex digits."""
    told = hashlib.sha256(np.ascontiguousarray(panel.exact, dtype="<i4").tobytes())
    about = (panel.codes, panel.start, _steps(panel, offence, level), LOCKDOWN.written)
    told.update(repr(about).encode())
    return told.hexdigest()[:16]


def write(folder: Path, panels: Iterator[tuple[str, Offence, Panel]]) -> int:
    """Fit series and write the file, whole or not at all.

    Args:
        folder: where the processed data is.
        panels: level, series and counts.

    Returns:
        How many fits it holds.
    """
    tables = []
    for level, offence, panel in panels:
        found = fit(panel, offence, level, level != "london")
        columns = {
            "level": [level] * len(panel.codes),
            "series": [offence.slug] * len(panel.codes),
            "digest": [digest(panel, offence, level)] * len(panel.codes),
            "area_code": list(panel.codes),
            "phi": found.phi, "rho": found.rho, "df": found.df,
            "months": found.months.astype(np.int16), "borrowed": found.borrowed,
            "alone": np.full(len(panel.codes), found.alone),
        }  # fmt: skip
        columns |= dict(zip(_SEASON, found.season.T, strict=True))
        tables.append(pa.table(columns))
    whole = pa.concat_tables(tables)
    own = folder / f".{FILE}.{os.getpid()}"
    try:
        pq.write_table(whole, own, compression="zstd", compression_level=12)
        own.replace(folder / FILE)
    finally:
        own.unlink(missing_ok=True)
    return len(tables)


class Dispersions:
    """The fits of a build, by level and series.

    Args:
        folder: where the processed data is; without the file there are none.
    """

    def __init__(self, folder: Path) -> None:
        self._held: dict[tuple[str, str], tuple[str, Dispersion]] = {}
        if (folder / FILE).exists():
            self._read(pq.read_table(folder / FILE))

    def _read(self, table: pa.Table) -> None:
        levels, series = (
            np.array(table[name].to_pylist(), dtype=object) for name in ("level", "series")
        )
        digests = table["digest"].to_pylist()
        turns = np.flatnonzero((levels[1:] != levels[:-1]) | (series[1:] != series[:-1])) + 1
        columns = {
            name: table[name].to_numpy() for name in ("phi", "rho", "df", "months", "borrowed")
        }
        season = np.column_stack([table[name].to_numpy() for name in _SEASON])
        alone = table["alone"].to_pylist()
        for start, end in zip([0, *turns], [*turns, len(levels)], strict=True):
            at = slice(start, end)
            own = {name: values[at] for name, values in columns.items()}
            own["months"] = own["months"].astype(np.int64)
            found = Dispersion(**own, season=season[at], alone=alone[start])
            self._held[levels[start], series[start]] = (digests[start], found)

    def of(self, panel: Panel, offence: Offence, level: str) -> Dispersion | None:
        """The fit of a panel, ``None`` where none was made from just these counts and breaks."""
        told, found = self._held.get((level, offence.slug), ("", None))
        return found if found is not None and told == digest(panel, offence, level) else None

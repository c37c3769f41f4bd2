"""Records counted by the cells of a table: added up, and through the gate where there is one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from data.disclosure import Gate, noise, shown

Numbers = NDArray[np.int64]


@dataclass(frozen=True)
class Coded:
    """A column as numbers into its labels.

    Attributes:
        labels: the values, each once.
        codes: the place of every row's value among them, shape (rows,).
    """

    labels: NDArray[Any]
    codes: Numbers

    @classmethod
    def of(cls, column: pa.ChunkedArray) -> Coded:
        """A column of texts or numbers, without empty cells, coded."""
        values = column.cast(column.type.value_type) if _coded(column) else column
        whole = values.combine_chunks().dictionary_encode()
        labels = whole.dictionary.to_numpy(zero_copy_only=False)
        return cls(labels, whole.indices.to_numpy().astype(np.int64))

    def __getitem__(self, rows: NDArray) -> Coded:
        """The same column in some rows."""
        return Coded(self.labels, self.codes[rows])


def _coded(column: pa.ChunkedArray) -> bool:
    return bool(pa.types.is_dictionary(column.type))


def crossed(columns: Sequence[Coded], rows: int) -> tuple[Numbers, tuple[int, ...]]:
    """Every row's combination of columns as one number, and the shape to unravel it by."""
    shape = tuple(max(len(column.labels), 1) for column in columns)
    if not columns:
        return np.zeros(rows, dtype=np.int64), (1,)
    return np.ravel_multi_index([column.codes for column in columns], shape), shape


def counted(
    cells: Numbers,
    counts: Numbers,
    keys: NDArray[np.uint64],
    atoms: Numbers | None,
    gate: Gate | None,
) -> tuple[Numbers, NDArray[np.float64]]:
    """Counts of cells as they may be shown.

    Args:
        cells: the cell that every row belongs to, not negative, shape (rows,).
        counts: how many records it stands for.
        keys: the sum of their keys.
        atoms: the month and place of every row, not negative; ``None`` without a gate.
        gate: how counts are protected.

    Returns:
        The cells that have records, ascending, and their counts, NaN where suppressed.
    """
    if gate is None or not gate.on or atoms is None:
        found, at = np.unique(cells, return_inverse=True)
        return found, np.bincount(at, counts, len(found)).astype(np.float64)
    span = int(atoms.max(initial=0)) + 1
    parts, at = np.unique(cells * span + atoms, return_inverse=True)
    true = np.bincount(at, counts, len(parts))
    sums = np.zeros(len(parts), dtype=np.uint64)
    np.add.at(sums, at, keys)
    found, of = np.unique(parts // span, return_inverse=True)
    whole = np.bincount(of, true, len(found))
    return found, shown(whole, np.bincount(of, noise(true, sums), len(found)), gate)


def unraveled(
    cells: Numbers, shape: tuple[int, ...], names: Sequence[str], columns: Sequence[Coded]
) -> pd.DataFrame:
    """The labels of cells: a column a name, a row a cell."""
    if not names:
        return pd.DataFrame(index=range(len(cells)))
    places = np.unravel_index(cells, shape)
    return pd.DataFrame(
        {
            name: column.labels[place]
            for name, column, place in zip(names, columns, places, strict=True)
        }
    )

"""Monthly counts of areas: what every number about places and months is added up from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from data.disclosure import Gate, noise, shown
from data.model import periods
from data.model.periods import Period


@dataclass(frozen=True, eq=False)
class Panel:
    """Monthly counts of one series at one level.

    Counts of a protected panel leave it only through :meth:`sums` and :meth:`months`, which pass
    the disclosure gate; :attr:`counts` refuses.

    Attributes:
        codes: area codes, in the order of the rows.
        start: month of the first column.
        exact: offences, shape (areas, months), whole numbers.
        keys: sums of record keys, same shape, of a panel whose cells are atoms.
        gate: how it is protected; ``None`` for counts that need no protection.
        noise: noise of atoms added up, same shape, of a panel that adds up areas.
    """

    codes: tuple[str, ...]
    start: str
    exact: np.ndarray
    keys: np.ndarray | None = None
    gate: Gate | None = None
    noise: np.ndarray | None = None

    @property
    def protected(self) -> bool:
        """Whether its counts pass the disclosure gate."""
        return self.gate is not None and self.gate.on

    @property
    def counts(self) -> np.ndarray:
        """The counts as they are, shape (areas, months).

        Raises:
            PermissionError: the panel is protected.
        """
        if self.protected:
            raise PermissionError("protected counts leave a panel by sums() or months() only")
        return self.exact

    @cached_property
    def period(self) -> Period:
        """The months that the series covers."""
        return Period(self.start, periods.shift(self.start, self.exact.shape[1] - 1))

    def _columns(self, period: Period) -> slice:
        if not period.within(self.period):
            raise KeyError(period)
        first = periods.index(period.start) - periods.index(self.start)
        return slice(first, first + period.months)

    def window(self, period: Period) -> np.ndarray:
        """Counts of a period as they are, shape (areas, months).

        Raises:
            KeyError: the series does not cover the period.
            PermissionError: the panel is protected.
        """
        return self.counts[:, self._columns(period)]

    @cached_property
    def _noise(self) -> np.ndarray:
        """The noise of every cell, shape (areas, months)."""
        if self.noise is not None:
            return self.noise
        if self.keys is None or not self.protected:
            return np.zeros(self.exact.shape)
        return noise(self.exact, self.keys)

    def _shown(self, counts: np.ndarray, noises: np.ndarray) -> np.ndarray:
        return counts.astype(float) if self.gate is None else shown(counts, noises, self.gate)

    def sums(self, period: Period) -> np.ndarray:
        """Counts of a period, shape (areas,); NaN where suppressed.

        Raises:
            KeyError: the series does not cover the period.
        """
        cut = self._columns(period)
        return self._shown(self.exact[:, cut].sum(axis=1), self._noise[:, cut].sum(axis=1))

    def months(self, period: Period | None = None) -> np.ndarray:
        """Counts of every month of a period, shape (areas, months); NaN where suppressed.

        Raises:
            KeyError: the series does not cover the period.
        """
        cut = slice(None) if period is None else self._columns(period)
        return self._shown(self.exact[:, cut], self._noise[:, cut])

    def running(self, length: int = 12) -> np.ndarray:
        """Sums of the ``length`` months that end with each, shape (areas, months).

        NaN before there are as many months, and where suppressed.
        """
        total = self._shown(_run(self.exact, length), _run(self._noise, length))
        padded = np.pad(total, ((0, 0), (length - 1, 0)), constant_values=np.nan)
        return padded[:, : self.exact.shape[1]]

    def added(self, code: str, rows: Sequence[int] | None = None) -> Panel:
        """Some rows, or all, as one row under a new code.

        All rows together are an area of their own, with atoms of its own; some rows add up the
        atoms that they have.
        """
        every = rows is None or len(set(rows)) == len(self.codes)
        chosen = slice(None) if rows is None else list(rows)
        exact = self.exact[chosen].sum(axis=0, keepdims=True)
        if every and self.keys is not None:
            keys = self.keys.sum(axis=0, keepdims=True)
            return Panel((code,), self.start, exact, keys, self.gate)
        noises = self._noise[chosen].sum(axis=0, keepdims=True)
        return Panel((code,), self.start, exact, None, self.gate, noises)

    @property
    def weight(self) -> int:
        """Bytes beyond counts that the build holds in any case: keys, noise and own counts."""
        return 0 if self.keys is None and self.noise is None else 3 * self.exact.nbytes

    @cached_property
    def rows(self) -> dict[str, int]:
        """Row number of every code."""
        return {code: number for number, code in enumerate(self.codes)}


def _run(values: np.ndarray, length: int) -> np.ndarray:
    """Sums over every ``length`` columns on end, shape (rows, columns - length + 1)."""
    running = np.cumsum(np.pad(values, ((0, 0), (1, 0))), axis=1)
    if values.shape[1] < length:
        return values[:, :0]
    return np.asarray(running[:, length:] - running[:, :-length])


def total(panels: Sequence[Panel]) -> Panel:
    """Series of the same areas added up, over the months that all of them cover."""
    if len(panels) == 1:
        return panels[0]
    start = max(panel.period.start for panel in panels)
    end = min(panel.period.end for panel in panels)
    exact = sum(panel.window(Period(start, end)) for panel in panels)
    return Panel(panels[0].codes, start, np.asarray(exact))

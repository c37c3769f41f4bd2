"""What is kept of answers: so many bytes, not so many pieces, as they differ a thousandfold."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from threading import Lock
from typing import Any, TypeVar

import numpy as np
import pandas as pd

T = TypeVar("T")

ROOM = 32 * 2**20
"""Bytes that a session keeps beyond what it began with, about as :func:`weigh` weighs them."""
OBJECT = 100
"""Bytes of a small object with its place in whatever holds it."""
CELL, COLUMN = 16, 500
"""Bytes of a value of a table, numbers and texts together, and of a column beyond its values: to
look at every column would take longer than many answers."""
SHARED = 3_000
"""Bytes of what belongs to a session, such as a question, which many answers hold together."""
FEW = 24
"""Items of a list that stand for all of it."""


def weigh(value: object) -> int:
    """About how many bytes a value takes; of long lists from their first items.

    What tells its own weight as ``weight`` is believed.
    """
    if isinstance(value, str | bytes):
        return OBJECT + len(value)
    if isinstance(value, np.ndarray):
        return OBJECT + (value.nbytes if value.base is None else 0)
    if isinstance(value, pd.DataFrame | pd.Series):
        columns = value.shape[1] if isinstance(value, pd.DataFrame) else 1
        return (len(value) * CELL + COLUMN) * columns + COLUMN
    if isinstance(value, Mapping):
        return OBJECT + _many([*value.keys(), *value.values()])
    if isinstance(value, list | tuple | set | frozenset):
        return OBJECT + _many(list(value))
    if isinstance(value, type) or not hasattr(value, "__dict__"):
        return OBJECT
    if (own := getattr(value, "weight", None)) is not None:
        return int(own)
    if hasattr(value, "session"):
        return SHARED
    return OBJECT + _many(list(vars(value).values()))


def _many(values: list[Any]) -> int:
    """Bytes of some values; where there are many, of as many as the first ones tell."""
    step = max(1, len(values) // FEW)
    taken = values[::step]
    return sum(map(weigh, taken)) * len(values) // len(taken) if taken else 0


class Keeping:
    """Answers of functions; those not asked for longest go when there is no room.

    Args:
        room: bytes.
    """

    def __init__(self, room: int = ROOM) -> None:
        self._room = room
        self._answers: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()
        self._stay: dict[Hashable, Any] = {}
        self._lock = Lock()
        self.taken = 0

    def __len__(self) -> int:
        return len(self._answers) + len(self._stay)

    def clear(self) -> None:
        """Keep nothing."""
        with self._lock:
            self._answers.clear()
            self._stay.clear()
            self.taken = 0

    def stay(self) -> None:
        """What is kept until now stays, and takes no room from what comes."""
        with self._lock:
            self._stay |= {key: answer for key, (answer, _) in self._answers.items()}
            self._answers.clear()
            self.taken = 0

    def kept(self, function: Callable[..., T], *arguments: Hashable) -> T:
        """A function's answer to arguments, kept for the next who asks the same.

        Args:
            function: what answers; it is asked once for the same arguments.
            arguments: what it is asked.
        """
        key = (function, arguments)
        with self._lock:
            found: T
            if key in self._stay:
                found = self._stay[key]
                return found
            if key in self._answers:
                self._answers.move_to_end(key)
                found, _ = self._answers[key]
                return found
        answer = function(*arguments)  # outside the lock: it may ask for others
        weight = OBJECT + weigh(answer)
        with self._lock:
            if key in self._answers:  # another asked at the same time
                self.taken -= self._answers.pop(key)[1]
            self._answers[key] = answer, weight
            self.taken += weight
            while self.taken > self._room and len(self._answers) > 1:
                _, (_, freed) = self._answers.popitem(last=False)
                self.taken -= freed
        return answer

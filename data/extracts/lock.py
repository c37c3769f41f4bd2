"""One change of the extracts at a time, over all processes: a lock that dies with its holder."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

LOCK = ".lock"
"""The file in the folder of extracts that is locked; it is empty and stays."""
PATIENCE = 600.0
"""Seconds that a write or a removal waits for another: two million records take far less."""
LOOK_AGAIN = 0.05
"""Seconds between two tries."""


class Busy(OSError):
    """Another process changes the extracts, and it did not end in time."""


@contextmanager
def locked(root: Path, patience: float | None = None) -> Iterator[None]:
    """Hold the right to change a folder of extracts.

    The kernel holds the lock for the open file, so it is let go when the process is killed. It
    is not handed to a process that is started meanwhile, and it cannot be taken twice.

    Args:
        root: the folder of all extracts; it must exist.
        patience: seconds to wait for another holder; :data:`PATIENCE` when not given.

    Raises:
        Busy: it is still held after that.
        OSError: the lock file cannot be opened.
    """
    handle = os.open(root / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        _take(handle, root, PATIENCE if patience is None else patience)
        yield
    finally:
        os.close(handle)


def _take(handle: int, root: Path, patience: float) -> None:
    until = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            if time.monotonic() >= until:
                raise Busy(
                    f"{root}: another import or removal is running; try again when it has ended"
                ) from error
            time.sleep(LOOK_AGAIN)
        else:
            return

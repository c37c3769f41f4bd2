"""What a killed write or removal left: its name on disk says what to do with it.

Beside the extracts lie, only while one is changed, folders named ``.<name>.<random><ending>``:

- ``.writing``: an extract that is being written. Whoever wrote it is gone: deleted. Earlier
  versions gave it no ending.
- ``.old``: the former extract, set aside for the moment between two renames. It is put back,
  unless the new one has taken its place.
- ``.removed``: records that nobody may see again. Deleted, never put back.

A folder gets its name by one rename, so a kill leaves the state before or the state after it.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from pathlib import Path

from data.extracts.folder import NAME
from data.extracts.lock import Busy, locked

WRITING, OLD, REMOVED = ".writing", ".old", ".removed"
LEFT = re.compile(
    rf"\.({NAME.pattern})\.[a-z0-9_]{{8}}({re.escape(OLD)}|{re.escape(REMOVED)}|"
    rf"{re.escape(WRITING)})?",
    re.ASCII,
)
"""Names of such folders; nothing else in the folder of extracts is touched."""
START_WAITS = 2.0
"""Seconds that a server's start waits for an import to end."""


def beside(root: Path, name: str) -> Path:
    """A new folder in which an extract is written, before it takes its place."""
    return Path(tempfile.mkdtemp(prefix=f".{name}.", suffix=WRITING, dir=root))


def discard(folder: Path) -> None:
    """Delete a folder of records for good: first its name says so, then it goes."""
    doomed = folder
    if not folder.name.endswith(REMOVED):
        stem = folder.name.strip(".").split(".")[0]
        doomed = Path(tempfile.mkdtemp(prefix=f".{stem}.", suffix=REMOVED, dir=folder.parent))
        os.replace(folder, doomed)  # an empty folder gives way
    shutil.rmtree(doomed)


def settle(root: Path) -> frozenset[str]:
    """Finish what was killed; only for who holds the lock.

    Returns:
        Names of extracts of which removed records are deleted by this.
    """
    finished = set()
    for left in sorted(path for path in root.iterdir() if path.is_dir()):
        known = LEFT.fullmatch(left.name)
        if known is None:
            continue
        name, ending = known[1], known[2]
        if ending == OLD and not (root / name).exists():
            os.replace(left, root / name)
            continue
        if ending == REMOVED:
            finished.add(name)
        discard(left)
    return frozenset(finished)


def recover(root: Path, patience: float = START_WAITS) -> str:
    """Finish what was killed, where nobody is importing or removing.

    Args:
        root: the folder of all extracts; nothing happens when there is none.
        patience: seconds to wait for an import to end.

    Returns:
        Why nothing was done, for the log; empty when all is well.
    """
    if not root.is_dir():
        return ""
    try:
        with locked(root, patience):
            settle(root)
    except Busy:
        return "an import or removal is running; what a killed one left is cleared up after it"
    except OSError as error:
        return f"what a killed import left cannot be cleared up: {error}"
    return ""

"""How much memory a program has needed."""

from __future__ import annotations

import resource
from pathlib import Path

STATUS = Path("/proc/self/status")


def peak_megabytes() -> float:
    """The most memory that this program held, in MB of 2**20 bytes.

    The kernel's ``VmHWM``: unlike ``ru_maxrss`` it does not begin with what the parent process
    held when it started this one. Elsewhere than on Linux ``ru_maxrss`` it is.
    """
    if STATUS.exists():
        lines = dict(line.split(":", 1) for line in STATUS.read_text().splitlines())
        return int(lines["VmHWM"].split()[0]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024

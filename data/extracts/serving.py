"""Before a server starts: who may see extracts, and the simulated one drawn once."""

from __future__ import annotations

import ipaddress
import os
import subprocess
import sys
from pathlib import Path

from data.errors import DataError
from data.extracts import token
from data.extracts.folder import fault, folders, names, read_facts, root_folder, served_locally
from data.extracts.recovery import recover

PROJECT = Path(__file__).parents[2]
DRAW_SECONDS = 120
"""How long the simulated extract may take to be drawn."""


def _loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def allow(*hosts: str) -> None:
    """Decide whether imported extracts may be served, and say so to the workers.

    Args:
        hosts: addresses that the server is bound to.

    Raises:
        DataError: there are imported extracts and an address is not a loopback address.
    """
    root = root_folder()
    if trouble := recover(root):
        print(trouble, file=sys.stderr)
    for name in folders(root):
        if why := fault(root, name):
            print(f"extract “{name}” is left out: {why}", file=sys.stderr)
    imported = [name for name in names(root) if not read_facts(root, name)["simulated"]]
    others = [host for host in hosts if not _loopback(host)]
    if imported and others:
        raise DataError(
            f"imported extracts ({', '.join(imported)}) hold case-level records, and until there "
            "are roles they are served to this machine only, token or not",
            file=root,
            column="HOST",
            value=others[0],
            allowed="127.0.0.1 or ::1; or remove them: python -m data remove-extract NAME; or "
            "point DATA_EXTRACTS to another folder",
        )
    os.environ["SERVED_LOCALLY"] = "0" if others else "1"


def hand_out(host: str, port: int) -> str:
    """Make or take the token that opens imported extracts; after :func:`allow`, before a fork.

    There is one at every start that may serve them, so that an import needs no restart.

    Returns:
        What to tell whoever started the server, once; empty when they know it already.

    Raises:
        DataError: ``EXTRACTS_TOKEN`` is no token.
    """
    token.given_token()
    if not served_locally():
        token.use("")
        return ""
    if not token.prepare():
        return ""
    shown = f"[{host}]" if ":" in host.strip("[]") else host
    return (
        "imported extracts open with this address; only people who may see the records may have "
        f"it: http://{shown}:{port}/?token={token.current()}"
    )


def draw_simulated(seed: int = 1) -> str:
    """Draw the simulated extract if it is not there yet, in a process of its own.

    Returns:
        What went wrong, for the log; empty when the extract is there.
    """
    if "simulated" in names(root_folder()):
        return ""
    command = [sys.executable, "-m", "data", "simulate", "--seed", str(seed)]
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and module, no input
            command, cwd=PROJECT, capture_output=True, text=True, timeout=DRAW_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return str(error)
    return "" if done.returncode == 0 else done.stderr.strip()

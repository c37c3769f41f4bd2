"""How the dashboard is served: two workers that share what was loaded before the fork."""

import ctypes
import gc
import os
import sys
from typing import Any

from gunicorn.glogging import Logger

bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8050')}"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
preload_app = True
worker_class = "sync"
timeout = 30
graceful_timeout = 10
keepalive = 5
control_socket_disable = True
accesslog = os.environ.get("ACCESS_LOG") or None
os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")  # its own keep what is free


try:  # where the C library has them; musl and macOS do not
    _libc = ctypes.CDLL(None)
    _trim = _libc.malloc_trim
    for _option, _value in ((-1, 1 << 20), (-3, 1 << 20), (-8, 1)):  # trim, mmap, arenas
        _libc.mallopt(_option, _value)
except (AttributeError, OSError, TypeError):
    _trim = None
TRIM_AFTER = 32
"""Requests after which a worker gives back what is free: it needs far more at times than it keeps.

A millisecond, after an answer is sent.
"""
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108 - memory, not disk


class TokenFreeLogger(Logger):
    """An access log that never holds the token of the imported extracts."""

    def atoms(self, *parts: Any) -> dict[str, Any]:
        """The parts of a line."""
        from components.server.access_log import safe_atoms

        return safe_atoms(super().atoms(*parts))


logger_class = TokenFreeLogger


def on_starting(server: object) -> None:
    """Refuse to serve imported extracts to other machines, make the token, draw the simulated."""
    from data.errors import DataError
    from data.extracts.serving import allow, draw_simulated, hand_out

    addresses = [one if isinstance(one, tuple) else (one, 0) for one in server.address]
    try:
        allow(*(host for host, *_ in addresses))
        if told := hand_out(*addresses[0][:2]):
            print(told, file=sys.stderr)
    except DataError as error:
        print(f"not started: {error}", file=sys.stderr)
        sys.exit(3)
    if trouble := draw_simulated():
        print(f"the simulated extract is not served: {trouble}", file=sys.stderr)


def when_ready(server: object) -> None:
    """Load what every page needs once for all workers, which share it; the engine is closed."""
    from data.session import sessions
    from data.warm import warm

    warm(sessions.current)
    gc.collect()


def post_request(worker: Any, request: object, environment: object, response: object) -> None:
    """Give back what is free, now and then."""
    if _trim is not None and worker.nr % TRIM_AFTER == 0:
        _trim(0)


def worker_exit(server: object, worker: object) -> None:
    """Let the interpreter clear up what was set aside."""
    gc.unfreeze()


def on_exit(server: object) -> None:
    """Let the interpreter clear up what was set aside."""
    gc.unfreeze()


def pre_fork(server: object, worker: object) -> None:
    """Leave alone what the workers share: looking through it would copy it."""
    gc.freeze()

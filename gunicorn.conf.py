"""How the dashboard is served: two workers that share what was loaded before the fork."""

import os

bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8050')}"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
preload_app = True
worker_class = "sync"
timeout = 30
graceful_timeout = 10
keepalive = 5
control_socket_disable = True
accesslog = os.environ.get("ACCESS_LOG") or None
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108 - memory, not disk


def post_worker_init(worker: object) -> None:
    """Load what every page needs in the worker: the engine must not be opened before the fork."""
    from data import queries

    queries.warm()

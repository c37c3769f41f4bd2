"""What a log may hold of a request: never the token that opens imported extracts."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote_plus

from werkzeug.serving import WSGIRequestHandler

LEFT_OUT = "?…"
_SECRET = ("cookie}", "authorization}", "query_string}")
"""Ends of the names of gunicorn's atoms that may carry a secret whole."""


def without_token(address: str) -> str:
    """An address, without its query where the query may hold a token."""
    path, mark, query = address.partition("?")
    return path + LEFT_OUT if mark and "token" in unquote_plus(query).lower() else address


def safe_atoms(atoms: dict[str, Any]) -> dict[str, Any]:
    """The parts of a line of gunicorn's access log, without the token.

    Args:
        atoms: as :meth:`gunicorn.glogging.Logger.atoms` gives them.
    """
    found = {
        name: without_token(value) if isinstance(value, str) else value
        for name, value in atoms.items()
        if not name[:-1].endswith(_SECRET)
    }
    found["q"] = without_token(f"?{atoms.get('q') or ''}").removeprefix("?")
    found["r"] = " ".join(map(without_token, str(atoms.get("r", "")).split(" ")))
    return found


class QuietHandler(WSGIRequestHandler):
    """Werkzeug's own server, whose log does not hold the token either."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Write the line of a request that is answered."""
        self.path = without_token(getattr(self, "path", ""))
        super().log_request(code, size)

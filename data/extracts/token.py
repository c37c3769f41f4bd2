"""The token that opens imported extracts: made at a server's start, or given to it.

It is kept in the memory of the server, from before its workers are forked; a program that nobody
gave a token knows none and opens nothing.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import secrets

from data.errors import DataError

VARIABLE = "EXTRACTS_TOKEN"
SHORTEST = 16
_GIVEN = re.compile(rf"[A-Za-z0-9._~+/=-]{{{SHORTEST},512}}", re.ASCII)
_COOKIE = b"cookie of the extracts"
_kept: list[str] = []
"""The token of this server, once it has one."""


def prepare() -> bool:
    """Take the token from ``EXTRACTS_TOKEN``, or make one.

    Returns:
        Whether it was made here, so that it must be told.

    Raises:
        DataError: the variable holds what is no token.
    """
    given = given_token()
    use(given or secrets.token_urlsafe(24))
    return not given


def given_token() -> str:
    """The token in ``EXTRACTS_TOKEN``; empty when there is none.

    Raises:
        DataError: it is too short, or holds what a header cannot carry; its value is not told.
    """
    given = os.environ.get(VARIABLE, "")
    if given and not _GIVEN.fullmatch(given):
        raise DataError(
            "is no token",
            column=VARIABLE,
            value=f"{len(given)} characters",
            allowed=f"{SHORTEST} or more of A-Z, a-z, 0-9 and . _ ~ + / = -, hard to guess; or "
            "leave it out and one is made at every start",
        )
    return given


def use(token: str) -> None:
    """Keep a token as that of this server; an empty one opens nothing."""
    _kept[:] = [token] if token else []


def current() -> str:
    """The token of this server; empty when it has none."""
    return _kept[0] if _kept else ""


def opens(shown: str) -> bool:
    """Whether a text is the token of this server."""
    return bool(_kept) and _same(shown, _kept[0])


def cookie() -> str:
    """What a browser keeps instead of the token: useless once the server has another one.

    Raises:
        LookupError: this server has no token.
    """
    if not _kept:
        raise LookupError("this server has no token")
    return hmac.new(_kept[0].encode(), _COOKIE, hashlib.sha256).hexdigest()


def cookie_opens(shown: str) -> bool:
    """Whether a text is what :func:`cookie` gave."""
    return bool(_kept) and _same(shown, cookie())


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode("utf-8", "replace"), other.encode())

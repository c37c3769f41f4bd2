"""Who may see imported extracts: where the token is shown, and who has shown it.

A person opens ``/?token=…``, or types the token at ``/token``, and gets a cookie for it; a program
sends ``Authorization: Bearer …``. Both count only for requests that come straight from this
machine: what says that it came by way of a proxy, or by another host's name, sees open data and
the simulated extract, and nothing else.

The cookie is ``SameSite=Strict``: an address that is opened from a terminal has no site that it
comes from, and where one has, the page asks for its content itself, from here.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from urllib.parse import quote, urlencode

from flask import Flask, Response, g, request

from data import access
from data.extracts import token
from data.extracts.folder import NAME, served_locally
from data.model.selection import Problem
from data.session import PUBLIC, sessions

COOKIE = "extracts"
PAGE = "/token"
FORWARDED = re.compile(
    r"via|cdn-loop|proxy-.*|.*forwarded.*|x-(proxy|original|envoy|amzn?|azure|arr|real|scheme).*|cf-.*"
    r"|.*(client|connecting|remote|source|peer|user)-?(ip|addr(ess)?|host|port|proto)",
    re.ASCII | re.IGNORECASE,
)
"""Names of headers that a proxy adds: whoever sends one of them is not on this machine."""
LOCAL = re.compile(r"(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?", re.ASCII)
STATIC = ("/assets/", "/_dash-component-suites/")

ELSEWHERE = "imported extracts are shown to this machine only; a proxy or another host is refused"
WRONG = "that is not the token of this server; every start without EXTRACTS_TOKEN makes a new one"
NOT_OPEN = (
    "is not an open dataset. If it is an imported extract, the token is needed that the server "
    f"printed when it started: show it at {PAGE}"
)
BEARER = ", or send it as “Authorization: Bearer”"

FORM = """<!DOCTYPE html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Token – Serious violence in London</title>
<link rel="stylesheet" href="/assets/css/00-base.css">
</head>
<body>
<header class="masthead"><a class="brand" href="/">Serious violence in London</a></header>
<main class="foot">
<h1>Imported extracts</h1>
{said}
<p>Imported extracts hold case-level records. Only people who may see the records may have the
token, which the server printed when it started. Everything else needs none.</p>
<form method="post" action="{page}">
<label for="token">Token</label>
<input id="token" name="token" type="password" autocomplete="off" required>
<button type="submit">Show the extracts</button>
</form>
</main>
</body>
</html>
"""


def from_here() -> bool:
    """Whether the request comes from this machine, by its address, its host and no proxy."""
    here = request.remote_addr in (None, "::1") or str(request.remote_addr).startswith("127.")
    proxied = any(FORWARDED.fullmatch(name) for name in dict(request.headers))
    return here and not proxied and bool(LOCAL.fullmatch(request.host))


def has_shown() -> bool:
    """Whether the request carries the token, or the cookie that was given for it."""
    sent = request.authorization
    if sent is not None and sent.type == "bearer" and token.opens(sent.token or ""):
        return True
    return token.cookie_opens(request.cookies.get(COOKIE, ""))


def barred(name: str) -> bool:
    """Whether a name may be that of an imported extract, which this request may not see.

    It is the same for names that are there and for those that are not, so that nobody learns
    which are.
    """
    return (
        served_locally()
        and not access.may_see_imported()
        and bool(NAME.fullmatch(name))
        and name not in PUBLIC
        and name not in sessions.current.domain.datasets
    )


def explained(problem: Problem) -> Problem:
    """A problem that says how an imported extract is asked for, where it may be one."""
    if problem.parameter == "dataset" and barred(problem.value):
        return replace(problem, message=NOT_OPEN + ".")
    return problem


def connect_access(server: Flask) -> None:
    """Give every request its right, exchange the token, and let nobody keep what it opened."""
    server.before_request(_settle)
    server.before_request(_exchange)
    server.before_request(_bar)
    server.after_request(_uncached)
    server.teardown_request(_give_back)
    server.register_error_handler(access.NotShown, _not_shown)
    server.add_url_rule(PAGE, "token", _page, methods=["GET", "POST"])


def _settle() -> None:
    g.right = access.settle(from_here() and has_shown())


def _give_back(_error: BaseException | None) -> None:
    given = g.pop("right", None)
    if given is not None:
        access.give_back(given)


def _exchange() -> Response | None:
    """Take a token out of an address: the same address without it, and a cookie."""
    if request.method not in ("GET", "HEAD") or not token.current():
        return None
    shown = request.args.getlist("token")
    if not shown:
        return None
    if not from_here():
        return _refuse({"error": ELSEWHERE})
    if not any(map(token.opens, shown)):
        return _form(WRONG, 403)
    rest = [(key, value) for key, value in request.args.items(multi=True) if key != "token"]
    path = "/" + quote(request.path.lstrip("/\\"))  # two slashes would be another host
    return _let_in(f"{path}?{urlencode(rest)}" if rest else path)


def _bar() -> Response | None:
    """Answer 403 where the interface is asked for what may be an imported extract."""
    if not request.path.startswith("/api/"):
        return None
    for name in request.args.getlist("dataset"):
        if barred(name):
            told = f"dataset “{name}”: {NOT_OPEN}{BEARER}."
            allowed = list(sessions.current.domain.datasets)
            return _refuse({"error": told, "parameter": "dataset", "allowed": allowed})
    return None


def _page() -> Response:
    """The form for the token, and what it sends."""
    if not token.current():
        return _refuse({"error": "there is nothing here"}, 404)
    if not from_here():
        return _refuse({"error": ELSEWHERE})
    if request.method != "POST":
        return _form("You have shown it." if access.may_see_imported() else "")
    if not token.opens(request.form.get("token", "").strip()):
        return _form(WRONG, 403)
    return _let_in("/")


def _let_in(address: str) -> Response:
    response = Response(status=303, headers={"Location": address})
    response.set_cookie(
        COOKIE, token.cookie(), httponly=True, samesite="Strict", secure=request.is_secure
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def _form(said: str, status: int = 200) -> Response:
    told = f'<p role="alert"><strong>{said[:1].upper()}{said[1:]}</strong></p>' if said else ""
    response = Response(FORM.format(said=told, page=PAGE), status=status, mimetype="text/html")
    response.headers["Cache-Control"] = "no-store"
    return response


def _refuse(body: dict, status: int = 403) -> Response:
    text = json.dumps(body, ensure_ascii=False)
    response = Response(text, status=status, mimetype="application/json")
    response.headers["Cache-Control"] = "no-store"
    return response


def _not_shown(_error: Exception) -> Response:
    return _refuse({"error": f"this {NOT_OPEN}{BEARER}."})


def _uncached(response: Response) -> Response:
    """Say that an answer depends on who asks, and keep none that the token opened."""
    if request.path.startswith(STATIC):
        return response
    response.vary.update(("Cookie", "Authorization"))
    if access.may_see_imported():
        response.headers["Cache-Control"] = "private, no-store"
    return response

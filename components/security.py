"""Headers and guards around the server: strict CSP, quiet refusals, long-lived static files."""

from __future__ import annotations

import json
from typing import Any

from dash import Dash
from flask import Response, request

JSON = "application/json"
LARGEST_BODY = 256 * 1024
"""Bytes that a callback's body may have; ours are under 10 kB."""

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def content_security_policy(app: Dash) -> str:
    """The policy: everything from here, the app's own inline scripts by their hash."""
    scripts = " ".join(["'self'", *app.csp_hashes()])
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src {scripts}",
            "style-src 'self' 'unsafe-inline'",  # plotly.js writes its own style element
            "img-src 'self' data: blob:",
            "font-src 'self'",
            "connect-src 'self'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
            "object-src 'none'",
        ]
    )


def _named(item: Any) -> bool:
    return (
        isinstance(item, dict)
        and isinstance(item.get("property"), str)
        and isinstance(item.get("id"), str | dict)
    )


def _group(items: Any) -> bool:
    return isinstance(items, list) and all(
        _named(item) or (isinstance(item, list) and all(_named(one) for one in item))
        for item in items
    )


def fault_of(body: Any, callbacks: dict) -> str:
    """What is wrong with the body of a callback request; empty when nothing is.

    Args:
        body: the decoded JSON.
        callbacks: the app's callbacks by output.
    """
    if not isinstance(body, dict):
        return "the body is not an object"
    output = body.get("output")
    if not isinstance(output, str) or output not in callbacks:
        return "there is no such output"
    known = callbacks[output]
    inputs, state = body.get("inputs"), body.get("state", [])
    if not _group(inputs) or not _group(state or []):
        return "inputs or state are not as the page sends them"
    if len(inputs) != len(known.get("inputs", [])) or len(state or []) != len(
        known.get("state", [])
    ):
        return "inputs or state are not those of the output"
    outputs = body.get("outputs")
    if not (_named(outputs) or _group(outputs)):
        return "outputs are not as the page sends them"
    changed = body.get("changedPropIds", [])
    if not isinstance(changed, list) or not all(isinstance(item, str) for item in changed):
        return "changedPropIds is not a list of texts"
    return ""


def _refuse(message: str, status: int) -> Response:
    return Response(json.dumps({"error": message}), status=status, mimetype=JSON)


def secure(app: Dash) -> None:
    """Put headers on every answer, refuse malformed callback bodies, answer errors in words."""
    server = app.server
    server.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY
    server.config["COMPRESS_MIN_SIZE"] = 512
    policy: list[str] = []

    @server.before_request
    def guard() -> Response | None:
        if not request.path.endswith("_dash-update-component"):
            return None
        if request.method != "POST":
            return _refuse("only POST is allowed here", 405)
        if (request.content_length or 0) > LARGEST_BODY:
            return _refuse("the body is too large", 413)
        body = request.get_json(silent=True)
        fault = fault_of(body, app.callback_map)
        return _refuse(fault, 400) if fault else None

    @server.after_request
    def headers(response: Response) -> Response:
        response.headers.update(HEADERS)
        if not policy and app.callback_map:
            policy.append(content_security_policy(app))
        if policy:
            response.headers["Content-Security-Policy"] = policy[0]
        response.headers.pop("Server", None)
        static = request.path.startswith(("/assets/", "/_dash-component-suites/"))
        if static and response.status_code == 200 and request.args:
            # addressed with a version, or with the time of the file: it never changes
            response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response

    @server.errorhandler(404)
    def missing(_error: Exception) -> Response:
        return _refuse("there is nothing here", 404)

    @server.errorhandler(405)
    def method(_error: Exception) -> Response:
        return _refuse("this method is not allowed here", 405)

    @server.errorhandler(413)
    def large(_error: Exception) -> Response:
        return _refuse("the body is too large", 413)

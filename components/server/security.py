"""Headers and guards around the server: strict CSP, quiet refusals, long-lived static files."""

from __future__ import annotations

import json
import re
from typing import Any

from dash import Dash, page_registry
from dash.fingerprint import check_fingerprint
from flask import Response, request

from components.layout import page_of

JSON = "application/json"
LARGEST_BODY = 256 * 1024
"""Bytes that a callback's body may have; ours are under 10 kB."""

OTHER_API = re.compile(r"/api(?!/v1/)")
"""Addresses that look like the interface and are not."""
ANY_PATH = "/<path:path>"
"""Dash's own rule for every address that nothing else answers."""
STATIC = ("/assets/", "/_dash-component-suites/", "/_favicon.ico")
"""Addresses of files; with a version in their query they never change."""
COMPRESSED = [
    *("text/html", "text/css", "text/csv", "text/javascript"),
    *("application/json", "application/javascript", "image/svg+xml"),
]

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


def is_page(path: str) -> bool:
    """Whether a page stands at a path, found as Dash routes it (slashes around do not count)."""
    asked = path.strip("/")
    for page in page_registry.values():
        template = (page.get("path_template") or page["path"]).strip("/")
        pattern = ".+".join(map(re.escape, re.split("<[^>]*>", template)))
        if re.fullmatch(pattern, asked) or asked == page["path"].strip("/"):
            declared = page_of(page["module"])
            return declared is None or declared.path is not None
    return False


def expected_outputs(output: str) -> list[dict[str, str]]:
    """The components and properties that the name of an output stands for."""
    names = output.strip(".").split("...") if output.startswith("..") else [output]
    return [dict(zip(("id", "property"), name.rsplit(".", 1), strict=True)) for name in names]


def _same(items: Any, spec: list[dict]) -> bool:
    """Whether items name exactly the components and properties of a specification."""
    return (
        isinstance(items, list)
        and len(items) == len(spec)
        and all(
            isinstance(item, dict)
            and item.get("id") == known["id"]
            and item.get("property") == known["property"]
            for item, known in zip(items, spec, strict=True)
        )
    )


def _address(item: dict) -> bool:
    """Whether an input of the page address is a path, or a query string."""
    value = item.get("value")
    if item["property"] == "pathname":
        return isinstance(value, str) and value.startswith("/")
    return value is None or isinstance(value, str)


def fault_of(body: Any, callbacks: dict) -> str:
    """What is wrong with the body of a callback request; empty when nothing is.

    Args:
        body: the decoded JSON.
        callbacks: the app's callbacks by output.
    """
    if not isinstance(body, dict):
        return "the body is not an object"
    output = body.get("output")
    known = callbacks.get(output) if isinstance(output, str) else None
    if known is None or "callback" not in known:
        return "there is no such output"
    wanted = expected_outputs(str(output).split("@")[0])
    outputs = body.get("outputs")
    listed = outputs if isinstance(outputs, list) else [outputs]
    if isinstance(outputs, list) != str(output).startswith("..") or not _same(listed, wanted):
        return "outputs are not those of the output"
    if not _same(body.get("inputs"), known["inputs"]):
        return "inputs are not those of the output"
    if not _same(body.get("state", []), known["state"]):
        return "state is not that of the output"
    if not all(_address(item) for item in body["inputs"] if item["id"] == "_pages_location"):
        return "the address is not a text"
    changed = body.get("changedPropIds", [])
    if not isinstance(changed, list) or not all(isinstance(item, str) for item in changed):
        return "changedPropIds is not a list of texts"
    return ""


def read_body(raw: bytes) -> Any:
    """Decode a body of JSON.

    Raises:
        ValueError: it is not JSON, nested too deeply, or holds text that is not Unicode.
    """
    try:
        body = json.loads(raw)
        json.dumps(body, ensure_ascii=False).encode()
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    return body


def _refuse(message: str, status: int) -> Response:
    return Response(json.dumps({"error": message}), status=status, mimetype=JSON)


def secure(app: Dash) -> None:
    """Put headers on every answer, refuse malformed callback bodies, answer errors in words."""
    server = app.server
    server.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY
    server.config["COMPRESS_MIN_SIZE"] = 512
    server.config["COMPRESS_MIMETYPES"] = COMPRESSED
    policy: list[str] = []

    @server.before_request
    def guard() -> Response | None:
        if request.path == "/health/" or OTHER_API.match(request.path):
            return _refuse("there is nothing here", 404)
        if "/_dash-component-suites/" in request.path:
            package, _, path = request.path.split("/_dash-component-suites/")[1].partition("/")
            known = app.registered_paths.get(package, ())
            return None if check_fingerprint(path)[0] in known else _refuse("nothing here", 404)
        if not request.path.endswith("_dash-update-component"):
            return None
        if request.method != "POST":
            return _refuse("only POST is allowed here", 405)
        if (request.content_length or 0) > LARGEST_BODY:
            return _refuse("the body is too large", 413)
        if not request.is_json:
            return _refuse("the body is not JSON", 400)
        try:
            fault = fault_of(read_body(request.get_data()), app.callback_map)
        except ValueError:
            fault = "the body is not JSON"
        return _refuse(fault, 400) if fault else None

    @server.after_request
    def headers(response: Response) -> Response:
        response.headers.update(HEADERS)
        if not policy and app.callback_map:
            policy.append(content_security_policy(app))
        if policy:
            response.headers["Content-Security-Policy"] = policy[0]
        response.headers.pop("Server", None)
        rule = request.url_rule.rule if request.url_rule else ""
        if rule == ANY_PATH and response.status_code == 200 and not is_page(request.path):
            response.status_code = 404  # the page that says so comes with it
        static = request.path.startswith(STATIC)
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

    @server.errorhandler(500)
    def failed(_error: Exception) -> Response:
        return _refuse("this could not be answered; the fault is in the server's log", 500)

    @server.errorhandler(413)
    def large(_error: Exception) -> Response:
        return _refuse("the body is too large", 413)

"""What a page needs at its first load: which scripts, and what is asked for early.

Dash's own copy of plotly.js holds every trace type there is, and takes longer to run than to send.
The page draws with a bundle of those that :mod:`components.figures` builds
(``assets/vendor/plotly/README.md``), compressed once when it was built.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from functools import cache
from html import escape
from typing import Any

from flask import Blueprint, Response, request

from data.paths import ROOT

ASSETS = ROOT / "assets"
SCRIPT = ASSETS / "vendor" / "plotly" / "plotly.min.js"
MANIFEST: dict[str, str] = json.loads(SCRIPT.with_name("manifest.json").read_text("utf-8"))
"""Versions that the bundle was built from, and its hash."""
PATH = "/assets/vendor/plotly/plotly.min.js"
ADDRESS = f"{PATH}?v={MANIFEST['plotly.js']}-{MANIFEST['sha256'][:8]}"
"""Where the browser finds plotly.js; another bundle has another address."""
ENCODED = {"br": ".br", "gzip": ".gz"}
"""Compressed forms beside the script, the smallest first, by the name of their encoding."""
PUBLISHED = f'<meta name="plotly" content="{ADDRESS}">'
"""Tells ``00-charts.js`` where plotly.js is: on every page, as one may lead to a chart."""

UNUSED = re.compile(
    r'<script src="[^"]*/_dash-component-suites/'
    r"(?:dash/(?:deps/polyfill|dcc/|html/|dash_table/)|dash_bootstrap_components/)"
    r'[^"]*"></script>\n?'
)
"""Scripts that Dash names and no page needs: what is for browsers before 2018, and components.
``02-components.js`` has the few that a page is made of; of 290 kB as sent they leave 230 out."""

blueprint = Blueprint("plotly", __name__)


def needed(scripts: str) -> str:
    """The HTML of an app's scripts, without those of :data:`UNUSED`."""
    return UNUSED.sub("", scripts)


def _font() -> str:
    """Address of the typeface, with its version, as the style sheet asks for it."""
    style = (ASSETS / "css" / "00-base.css").read_text("utf-8")
    found = re.search(r'url\("\.\./(fonts/[^"]+)"\)', style)
    if found is None:
        raise ValueError("assets/css/00-base.css names no typeface in assets/fonts")
    return f"/assets/{found[1]}"


FONT = _font()


@cache
def _form(encoding: str) -> bytes:
    """The script in an encoding; as it is when that is empty."""
    return SCRIPT.with_name(SCRIPT.name + ENCODED.get(encoding, "")).read_bytes()


@blueprint.get(PATH)
def script() -> Response:
    """plotly.js in the smallest form that the browser takes."""
    accepted = request.accept_encodings
    encoding = next((name for name in ENCODED if accepted.quality(name) > 0), "")
    reply = Response(_form(encoding), mimetype="text/javascript")
    if encoding:
        reply.headers["Content-Encoding"] = encoding
    reply.vary.add("Accept-Encoding")
    reply.set_etag(f"{MANIFEST['sha256'][:16]}{encoding and '-' + encoding}")
    reply.make_conditional(request)
    return reply


def _preload(href: str, kind: str, more: str = "") -> str:
    return f'<link rel="preload" href="{escape(href)}" as="{kind}"{more}>'


def early(figures: Iterable[Mapping[str, Any]]) -> str:
    """HTML for a page's head: what will be needed is asked for before the page is drawn.

    Args:
        figures: the charts that the page will show; their maps name their outlines.
    """
    figures = tuple(figures)
    outlines = {
        trace["geojson"]: None
        for figure in figures
        for trace in figure["data"]
        if isinstance(trace.get("geojson"), str)
    }
    # fonts, and what scripts fetch, are asked for without cookies: a hint must say so to be used
    links = [_preload(FONT, "font", ' type="font/woff2" crossorigin')]
    if figures:
        links.append(_preload(ADDRESS, "script"))
    links += [_preload(href, "fetch", " crossorigin") for href in outlines]
    return PUBLISHED + "".join(links)

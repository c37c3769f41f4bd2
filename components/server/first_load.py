"""What a page needs at its first load: which scripts, and what is asked for early.

Dash's own copy of plotly.js holds every trace type there is, and takes longer to run than to send.
The page draws with a bundle of those that :mod:`components.figures` builds
(``assets/vendor/plotly/README.md``), compressed once when it was built.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from hashlib import sha256
from html import escape
from pathlib import Path
from typing import Any

import brotli
import dash
from dash import _dash_renderer
from flask import Blueprint, Response, redirect, request
from flask.typing import ResponseReturnValue

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

DASH = Path(str(dash.__file__)).parent
REACT = [
    DASH / path
    for one in _dash_renderer._js_dist_dependencies
    for path in one["relative_package_path"]["prod"]
    if "polyfill" not in path
]
SCRIPTS = (
    *REACT,
    *sorted((ASSETS / "js").glob("*.js")),
    DASH / "dash-renderer" / "build" / "dash_renderer.min.js",
)
"""Scripts in the order they run. What else Dash would send no page needs: what is for browsers
before 2018, and components, of which ``02-components.js`` has the few that a page is made of."""
STYLES = tuple(sorted((ASSETS / "css").glob("*.css")))
SENT = re.compile(r'<script src="[^"]*"></script>\n?|<link rel="stylesheet" href="[^"]*">\n?')
"""How Dash writes that a page loads something."""
KINDS = {"js": "text/javascript", "css": "text/css"}
ALL = {"js": "/assets/js/all-with-dash-renderer.js", "css": "/assets/css/all.css"}
"""Where the bundles are; Dash refuses a document that loads no script of that name."""

blueprint = Blueprint("plotly", __name__)


@dataclass(frozen=True)
class Bundle:
    """Files that every page loads, as one: asked for once, and compressed once.

    Attributes:
        kind: ``js`` or ``css``.
        files: which, in their order.
    """

    kind: str
    files: tuple[Path, ...]

    @cached_property
    def content(self) -> bytes:
        """All of them, one after the other."""
        return b"\n".join(file.read_bytes() for file in self.files)

    @cached_property
    def packed(self) -> bytes:
        """The same as brotli."""
        return brotli.compress(self.content, quality=9)

    @cached_property
    def version(self) -> str:
        """What changes when one of them does."""
        return sha256(self.content).hexdigest()[:16]

    @property
    def address(self) -> str:
        """Where it is found; relative addresses in it lead where they led."""
        return f"{ALL[self.kind]}?v={self.version}"

    def reply(self) -> ResponseReturnValue:
        """It, as small as the browser takes it; another version is led to this one.

        A document of a newer process may ask an older one: what that has must not be kept for a
        year under the new address.
        """
        if request.args.get("v") != self.version:
            return redirect(self.address)
        small = request.accept_encodings.quality("br") > 0
        reply = Response(self.packed if small else self.content, mimetype=KINDS[self.kind])
        if small:
            reply.headers["Content-Encoding"] = "br"
        reply.vary.add("Accept-Encoding")
        return reply


BUNDLES = {"js": Bundle("js", SCRIPTS), "css": Bundle("css", STYLES)}


@blueprint.get(ALL["js"])
def all_scripts() -> ResponseReturnValue:
    """The scripts of every page."""
    return BUNDLES["js"].reply()


@blueprint.get(ALL["css"])
def all_styles() -> ResponseReturnValue:
    """The style sheets of every page."""
    return BUNDLES["css"].reply()


def bundled(scripts: str, styles: str) -> dict[str, str]:
    """The parts of a document that load scripts and styles: of each all in one.

    Args:
        scripts: as Dash writes them; what it writes into the document itself stays.
        styles: likewise.
    """
    script, style = BUNDLES["js"].address, BUNDLES["css"].address
    return {
        "scripts": f'<script src="{script}"></script>' + SENT.sub("", scripts),
        "css": f'<link rel="stylesheet" href="{style}">' + SENT.sub("", styles),
    }


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
    later = ' fetchpriority="low"'  # the page itself comes before its charts
    if figures:
        links.append(_preload(ADDRESS, "script", later))
    links += [_preload(href, "fetch", f" crossorigin{later}") for href in outlines]
    return PUBLISHED + "".join(links)


def given(**texts: str) -> str:
    """HTML of JSON that the document brings with it, for ``01-given.js``.

    Args:
        texts: JSON by the name of what it answers, with ``<`` escaped, as Dash writes it.
    """
    return "".join(
        f'<script type="application/json" id="given-{name}">{text}</script>'
        for name, text in texts.items()
    )

"""The London Serious Violence Dashboard: creates the Dash app and its WSGI ``server``."""

from __future__ import annotations

import os
import sys
from typing import Any
from urllib.parse import parse_qs

import dash
from flask import Flask, request

from components.layout.first import first_html
from components.layout.frame import connect_frame, render_frame
from components.layout.page import NAME, missing_page, page_at
from components.server import first_load
from components.server.access import connect_access
from components.server.access_log import QuietHandler
from components.server.interface import http
from components.server.security import secure
from data.extracts.serving import allow, hand_out
from data.session import sessions


class Dashboard(dash.Dash):
    """Dash, whose pages can be read before scripts run, and ask early for what they need."""

    def interpolate_index(self, **parts: str) -> str:
        """The page's HTML: what it shows, and hints for what its scripts will need."""
        early = first_load.early([])
        if page := page_at(request.path) or missing_page():
            view = page.asked(asked_by(request.query_string.decode(errors="replace")))
            first = first_html(page, view)
            early = first.early
            given = first_load.given(
                layout=self.serve_layout().get_data(as_text=True),
                dependencies=self.dependencies().get_data(as_text=True),
                page=page.first_answer(view),
            )
            parts["app_entry"] = first.body + parts.get("app_entry", "") + given
        parts |= first_load.bundled(parts.get("scripts", ""), parts.get("css", ""))
        parts["metas"] = parts.get("metas", "") + early
        return super().interpolate_index(**parts)


def asked_by(text: str) -> dict[str, Any]:
    """A query string as Dash hands it to a page: what is given more than once is a list."""
    found = parse_qs(text, keep_blank_values=True)
    return {name: values[0] if len(values) == 1 else values for name, values in found.items()}


server = Flask(__name__)
server.register_blueprint(http.blueprint)
server.register_blueprint(first_load.blueprint)


@server.before_request
def begin() -> None:
    """Answer the whole request from one session."""
    sessions.begin()


@server.teardown_request
def end(_error: BaseException | None) -> None:
    """Let go of the session that the request began on."""
    sessions.end()


connect_access(server)

app = Dashboard(
    __name__,
    server=server,
    use_pages=True,
    assets_path_ignore=["vendor"],  # loaded where a chart is, not on every page
    title=NAME,
    update_title=None,
    compress=True,
    health_endpoint="health",
    enable_mcp=False,
    serve_locally=True,
    suppress_callback_exceptions=True,
    index_string="""<!DOCTYPE html>
<html lang="en-GB">
<head>
{%metas%}
<title>{%title%}</title>
{%favicon%}
{%css%}
</head>
<body>
{%app_entry%}
<footer hidden>{%config%}{%scripts%}{%renderer%}</footer>
</body>
</html>""",
)
app.layout = render_frame
connect_frame()
secure(app)

if __name__ == "__main__":
    host, port = os.environ.get("HOST", "127.0.0.1"), int(os.environ.get("PORT", "8050"))
    allow(host)
    if told := hand_out(host, port):
        print(told, file=sys.stderr)
    app.run(host=host, port=port, request_handler=QuietHandler)

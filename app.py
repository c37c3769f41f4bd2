"""The London Serious Violence Dashboard: creates the Dash app and its WSGI ``server``."""

from __future__ import annotations

import os
import sys

import dash
from flask import Flask, request

from components.access import connect_access
from components.access_log import QuietHandler
from components.exports.http import blueprint
from components.layout.frame import connect_frame, render_frame
from components.layout.page import NAME, page_at
from components.security import secure
from data.extracts.serving import allow, hand_out
from data.session import sessions

CHARTS = (
    "/_dash-component-suites/dash/dcc/async-graph.js",
    "/_dash-component-suites/plotly/package_data/plotly.min.js",
)
"""What a chart is drawn with: asked for at once, not only when the first chart is there."""


class Dashboard(dash.Dash):
    """Dash, whose pages ask early for what their charts are drawn with."""

    def interpolate_index(self, **parts: str) -> str:
        """The page's HTML, with a hint where there will be charts."""
        page = page_at(request.path)
        if page is not None and page.charted:
            links = "".join(f'<link rel="prefetch" href="{href}">' for href in CHARTS)
            parts["metas"] = parts.get("metas", "") + links
        return super().interpolate_index(**parts)


server = Flask(__name__)
server.register_blueprint(blueprint)


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

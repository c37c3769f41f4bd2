"""What can be asked of the HTTP interface, for programs."""

from __future__ import annotations

from typing import Any

from components.exports.files import FORMATS
from components.exports.routes import DEFAULTS, ROUTES
from data import catalogue, queries
from data.model.parameter import Setting
from data.model.parameters import PARAMETERS
from data.selection import ASKED, SUPPOSED
from data.session import sessions
from data.tables import NOTE_KINDS


def describe() -> dict[str, Any]:
    """Every parameter's values, every table's columns, what covers what."""
    session = sessions.current
    domain, build = session.domain, session.build
    asked = PARAMETERS.of(ASKED)
    setting = Setting(domain, DEFAULTS, lambda name: getattr(DEFAULTS, name))
    return {
        "build_id": build.build_id,
        "parameters": {item.name: item.described(session) for item in asked},
        "order": [item.name for item in asked],
        "defaults": {item.name: text for item in asked for text in [item.default(setting)] if text},
        "months": {"first": domain.bounds.start, "last": domain.bounds.end},
        "tables": {
            **{name: list(route.columns) for name, route in ROUTES.items()},
            "evidence/<name>": list(queries.EVIDENCE_COLUMNS),
            **{
                f"published/{name}": list(queries.query_published(session, name).frame.columns)
                for name in build.published_names
            },
        },
        "filters": {name: list(route.parameters) for name, route in ROUTES.items()},
        "more": {
            **{
                name: {item.name: f"{item.default} when left out" for item in route.options}
                for name, route in ROUTES.items()
                if route.options
            },
            "costs": {"by": list(queries.COST_CUTS), "default": ["offence", "component"]},
            "what-if": {item.name: item.described(session) for item in PARAMETERS.of(SUPPOSED)},
        },
        "formats": list(FORMATS),
        "notes": NOTE_KINDS,
        "sources": catalogue.SOURCES,
    }

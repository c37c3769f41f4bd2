"""What can be asked of the HTTP interface, for programs."""

from __future__ import annotations

from typing import Any

from components.server.interface.files import FORMATS
from data.model import catalogue
from data.model.parameter import Setting
from data.model.parameters import PARAMETERS
from data.model.selection import ASKED, Defaults
from data.model.tables import CONCENTRATIONS, NOTE_KINDS, STATUSES, VERDICTS, Column, TableSpec
from data.queries.tables import FAMILIES, TABLES
from data.session import sessions

AS_PRINTED = "as transcribed from the report"
DEFAULTS = Defaults(extras=())


def _columns() -> dict[str, dict[str, str]]:
    """The meaning of every column, by table; published tables are as they were printed."""
    session = sessions.current
    found = {name: _meanings(spec.columns) for name, spec in TABLES.items()}
    for name, family in FAMILIES.items():
        if family.columns:
            found[f"{name}/<name>"] = _meanings(family.columns)
            continue
        for one in family.names(session):
            printed = family.query(session, one).frame.columns
            found[f"{name}/{one}"] = dict.fromkeys(printed, AS_PRINTED)
    return found


def _meanings(columns: tuple[Column, ...]) -> dict[str, str]:
    return {column.name: column.meaning for column in columns}


def _more(spec: TableSpec) -> dict[str, Any]:
    """What a table takes beyond the filters that all share."""
    found: dict[str, Any] = {}
    for item in spec.options:
        if item.known:
            found |= {item.name: list(item.known), "default": item.default.split(",")}
        else:
            found[item.name] = f"{item.default} when left out"
    session = sessions.current
    return found | {item.name: item.described(session) for item in spec.extras}


def describe() -> dict[str, Any]:
    """Every parameter's values, every table's columns, what covers what."""
    session, columns = sessions.current, _columns()
    domain, asked = session.domain, PARAMETERS.of(ASKED)
    setting = Setting(domain, DEFAULTS, lambda name: getattr(DEFAULTS, name))
    return {
        "build_id": session.build.build_id,
        "parameters": {item.name: item.described(session) for item in asked},
        "order": [item.name for item in asked],
        "defaults": {item.name: text for item in asked for text in [item.default(setting)] if text},
        "months": {"first": domain.bounds.start, "last": domain.bounds.end},
        "tables": {name: list(columns) for name, columns in columns.items()},
        "columns": columns,
        "statuses": STATUSES,
        "verdicts": VERDICTS,
        "concentrations": CONCENTRATIONS,
        "filters": {name: list(spec.parameters) for name, spec in TABLES.items()},
        "more": {name: more for name, spec in TABLES.items() if (more := _more(spec))},
        "formats": list(FORMATS),
        "notes": NOTE_KINDS,
        "sources": catalogue.SOURCES,
    }

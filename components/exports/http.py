"""The HTTP interface: ``/api/v1/<table>.<format>`` in the grammar of the pages."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable

from flask import Blueprint, Response, request

from components.exports.files import FORMATS
from data import catalogue, periods, queries
from data.selection import ASKED, Defaults, Problem, Selection, parse
from data.tables import AREAS_COLUMNS, NOTE_KINDS, SERIES_COLUMNS, Table

blueprint = Blueprint("api", __name__, url_prefix="/api/v1")

TABLES: dict[str, Callable[[Selection], Table]] = {
    "areas": queries.query_areas,
    "series": queries.query_series,
}
DEFAULTS = Defaults()


def _json(body: dict, status: int = 200) -> Response:
    response = Response(
        json.dumps(body, ensure_ascii=False), status=status, mimetype="application/json"
    )
    response.headers["Cache-Control"] = "no-cache"
    return response


def refusal(problems: list[Problem]) -> Response:
    """400 with the first problem's parameter, what is wrong, and the values allowed."""
    first = problems[0]
    return _json(
        {
            "error": first.text,
            "parameter": first.parameter,
            "allowed": list(first.allowed),
            "problems": [
                {"parameter": item.parameter, "error": item.text, "allowed": list(item.allowed)}
                for item in problems
            ],
        },
        400,
    )


def _file(table: Table, kind: str, name: str) -> Response:
    """A table as a file, with an identity that lets a browser ask whether it changed."""
    mime, write = FORMATS[kind]
    response = Response(write(table), mimetype=mime)
    if kind != "json":
        response.headers["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    response.headers["Cache-Control"] = "no-cache"
    identity = f"{queries.build_id()} {request.full_path} {table.selection}"
    response.set_etag(hashlib.sha256(identity.encode()).hexdigest()[:24])
    return response.make_conditional(request)


@blueprint.get("/published/<name>.<kind>")
def published(name: str, kind: str) -> Response:
    """A transcribed table of the report; it takes no filters."""
    if name not in queries.published_names() or kind not in FORMATS:
        return _json(
            {
                "error": "there is no such published table or format",
                "allowed": [
                    f"{known}.{form}" for known in queries.published_names() for form in FORMATS
                ],
            },
            404,
        )
    if request.args:
        first = next(iter(request.args))
        return refusal([Problem(first[:40], "", "is given, but published tables take no filters.")])
    return _file(queries.query_published(name), kind, name)


@blueprint.get("/<table>.<kind>")
def answer(table: str, kind: str) -> Response:
    """One table in one format, or 404 for another table or format, 400 for a bad filter."""
    if table not in TABLES or kind not in FORMATS:
        return _json(
            {
                "error": "there is no such table or format",
                "allowed": [f"{name}.{form}" for name in TABLES for form in FORMATS]
                + ["catalogue.json"],
            },
            404,
        )
    repeated = [key for key in request.args if len(request.args.getlist(key)) > 1]
    if repeated:
        return refusal([Problem(repeated[0][:40], "", "is given more than once.", ("one value",))])
    selection, problems = parse(request.args, queries.domain(), DEFAULTS, viewed=False)
    if problems:
        return refusal(problems)
    span = f"{selection.period.start}_{selection.period.end}"
    name = f"{table}_{selection.offence}_{selection.level}_{span}"
    return _file(TABLES[table](selection), kind, name)


@blueprint.get("/catalogue.json")
def describe() -> Response:
    """What can be asked: every parameter's values, every table's columns, what covers what."""
    domain = queries.domain()
    return _json(
        {
            "build_id": queries.build_id(),
            "parameters": {
                "level": catalogue.LEVELS,
                "area": "codes of units of the level or of their parents, separated by commas",
                "offence": {
                    slug: {
                        "label": item.label,
                        "kind": item.kind,
                        "definition": item.definition,
                        "caveat": item.caveat,
                        "source": catalogue.SOURCES[item.source]["title"],
                        "coverage": {
                            level: [span.start, span.end]
                            for level in catalogue.LEVELS
                            for span in [queries.series_coverage(level, slug)]
                        },
                        "breaks": [
                            {"month": b.month, "text": b.text, "comparable": b.comparable}
                            for b in item.breaks
                        ],
                        "cohorts": [c for c in catalogue.COHORTS if catalogue.series_for(slug, c)],
                    }
                    for slug, item in catalogue.OFFENCES.items()
                },
                "cohort": {
                    slug: {"label": item.label, "definition": item.definition}
                    for slug, item in catalogue.COHORTS.items()
                },
                "from": "first month, YYYY-MM",
                "to": "last month, YYYY-MM",
                "compare": catalogue.COMPARISONS,
                "measure": catalogue.MEASURES,
                "dataset": catalogue.DATASETS,
            },
            "order": list(ASKED),
            "defaults": {
                "level": DEFAULTS.level,
                "offence": DEFAULTS.offence,
                "cohort": DEFAULTS.cohort,
                "from": periods.latest(domain.shared_end).start,
                "to": domain.shared_end,
                "compare": DEFAULTS.compare,
                "measure": DEFAULTS.measure,
                "dataset": DEFAULTS.dataset,
            },
            "months": {"first": domain.bounds.start, "last": domain.bounds.end},
            "tables": {
                "areas": list(AREAS_COLUMNS),
                "series": list(SERIES_COLUMNS),
                **{
                    f"published/{name}": list(queries.query_published(name).frame.columns)
                    for name in queries.published_names()
                },
            },
            "formats": list(FORMATS),
            "notes": NOTE_KINDS,
            "sources": catalogue.SOURCES,
        }
    )

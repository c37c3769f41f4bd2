"""The HTTP interface: ``/api/v1/<table>.<format>`` in the grammar of the pages."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, request

from components.server.interface.describe import describe
from components.server.interface.files import FORMATS
from data.model.grammar import level_of, parse
from data.model.parameters import PARAMETERS
from data.model.selection import ASKED, Defaults, Problem, Selection
from data.model.tables import Provenance, Table, TableSpec
from data.queries import Question
from data.queries.tables import FAMILIES, TABLES
from data.session import sessions

blueprint = Blueprint("api", __name__, url_prefix="/api/v1")


MOST_TOLD = 20
"""How many problems a refusal lists; it counts them all."""


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
                for item in problems[:MOST_TOLD]
            ],
            "count": len(problems),
        },
        400,
    )


def _not_taken(asked: dict[str, str], spec: TableSpec) -> list[Problem]:
    """Parameters that a table does not take, removed from what is asked."""
    strange = [name for name in asked if name not in spec.parameters]
    return [
        Problem(name[:40], asked.pop(name), _why_not(name, spec), spec.parameters)
        for name in strange
    ]


def _why_not(name: str, spec: TableSpec) -> str:
    """Why a table does not take a parameter."""
    if name not in PARAMETERS.names(ASKED):
        return "is not a filter that exists here."
    if PARAMETERS[name].narrow is not None and not spec.defaults.narrows:
        return spec.defaults.narrows_why
    return "is a filter that this table does not take."


def _options(
    asked: dict[str, str], spec: TableSpec, question: Question
) -> tuple[dict[str, Any], list[Problem]]:
    """The table's own parameters as arguments, and what is wrong with them."""
    options: dict[str, Any] = {}
    problems: list[Problem] = []
    for item in spec.options:
        if item.name in asked:
            options[item.name], wrong = item.read(asked[item.name], question)
            problems += wrong
    refused = None if problems else spec.refuse(question, options)
    return options, problems + ([refused] if refused else [])


def _named(table: str, selection: Selection) -> str:
    """A file's name: the table and those of its filters that say what it holds."""
    filters = TABLES[table].filters
    parts = [table]
    parts += [selection.dataset] if selection.dataset != Defaults().dataset else []
    parts += [selection.offence] if "offence" in filters else []
    parts += [selection.level]
    period = selection.period
    parts += [f"{period.start}_{period.end}"] if "from" in filters else []
    return "_".join(parts)


def _provenance(table: Table, spec: TableSpec) -> Provenance:
    """Where a table comes from, without the comments on filters that it does not take."""
    silent = {
        item.told_as
        for item in PARAMETERS.of(ASKED)
        if not item.always_told and item.name not in spec.filters
    }
    origin = table.provenance
    kept = {label: text for label, text in origin.filters.items() if label not in silent}
    return replace(origin, filters=kept)


def _file(table: Table, kind: str, name: str) -> Response:
    """A table as a file, with an identity that lets a browser ask whether it changed."""
    mime, write = FORMATS[kind]
    response = Response(write(table), content_type=mime)
    if kind != "json":
        response.headers["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    response.headers["Cache-Control"] = "no-cache"
    told = response.get_data() if kind != "xlsx" else FORMATS["csv"][1](table)  # no time in it
    told += request.full_path.encode()
    response.set_etag(hashlib.sha256(told).hexdigest()[:24])
    return response.make_conditional(request)


@blueprint.get("/<family>/<name>.<kind>")
def member(family: str, name: str, kind: str) -> Response:
    """A table of a family, told apart by its name; it takes no filters."""
    spec = FAMILIES.get(family)
    if spec is None:
        return unknown("")
    names = spec.names(sessions.current)
    if name not in names or kind not in FORMATS:
        allowed = [f"{known}.{form}" for known in names for form in FORMATS]
        return _json({"error": "there is no such table or format", "allowed": allowed}, 404)
    if request.args:
        first = next(iter(request.args))
        return refusal([Problem(first[:40], "", "is given, but this table takes no filters.")])
    return _file(spec.query(sessions.current, name), kind, spec.file.format(name=name))


@blueprint.get("/<table>.<kind>")
def answer(table: str, kind: str) -> Response:
    """One table in one format, or 404 for another table or format, 400 for a bad filter."""
    spec = TABLES.get(table)
    if spec is None or kind not in FORMATS:
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
    asked = dict(request.args)
    problems = _not_taken(asked, spec)
    own = {item.name: asked.pop(item.name) for item in spec.options if item.name in asked}
    session = sessions.current
    if "level" in spec.filters and (level := level_of(asked.get("area", ""), session.domain)):
        asked.setdefault("level", level)  # an area tells its level, whatever the table
    reading = parse(asked, session.domain, spec.defaults)
    question = session.resolve(reading.selection)
    options, wrong = _options(own, spec, question)
    problems += [*reading.problems, *wrong]
    if problems:
        return refusal(problems)
    if spec.supposes:
        options["scenario"] = reading.scenario
    answered = spec.query(question, **options)
    answered = replace(answered, provenance=_provenance(answered, spec))
    return _file(answered, kind, _named(table, reading.selection))


@blueprint.get("/", defaults={"_rest": ""})
@blueprint.get("/<path:_rest>")
def unknown(_rest: str) -> Response:
    """404 for anything else below the interface."""
    return _json({"error": "there is no such table", "allowed": [*TABLES, "catalogue.json"]}, 404)


@blueprint.get("/catalogue.json")
def catalogue() -> Response:
    """What can be asked: every parameter's values, every table's columns, what covers what."""
    return _json(describe())

"""What can be asked of the HTTP interface, for programs."""

from __future__ import annotations

from typing import Any

from components.exports.files import FORMATS
from data import catalogue
from data.queries.tables import FAMILIES, TABLES
from data.selection import ASKED, PLANS, Defaults
from data.session import sessions
from data.sources.capabilities import Capabilities
from data.sources.recorded import series_for
from data.tables import NOTE_KINDS, STATUSES, VERDICTS, Column, TableSpec

AS_PRINTED = "as transcribed from the report"
DEFAULTS = Defaults(extras=())


def _offence(slug: str) -> dict[str, Any]:
    item = catalogue.OFFENCES[slug]
    official = slug in catalogue.OPEN_SERIES
    build = sessions.current.build
    return {
        "label": item.label,
        "kind": item.kind,
        "definition": item.definition,
        "caveat": item.caveat,
        "source": catalogue.SOURCES[item.source]["title"] if official else "",
        "coverage": {
            level: [span.start, span.end]
            for level in catalogue.LEVELS
            for span in [build.coverage(level, slug)]
        }
        if official
        else {},
        "breaks": [
            {"month": b.month, "text": b.text, "comparable": b.comparable} for b in item.breaks
        ],
        "cohorts": [c for c in catalogue.COHORTS if official and series_for(slug, c)],
    }


def _asked() -> tuple[str, ...]:
    """Every offence that any dataset answers, in the order of lists."""
    able = {slug for item in sessions.current.domain.datasets.values() for slug in item.offences}
    return tuple(slug for slug in catalogue.OFFENCES if slug in able)


def _dataset(answers: Capabilities) -> dict[str, Any]:
    item = answers.dataset
    return {
        "label": item.label,
        "kind": item.kind,
        "publisher": item.publisher,
        "licence": item.licence,
        "simulated": item.simulated,
        "caveats": list(item.caveats),
        "offences": list(answers.offences),
        "levels": list(answers.levels),
        "measures": list(answers.measures),
        "first": answers.bounds.start,
        "last": answers.bounds.end,
        "from": answers.period.start,
        "to": answers.period.end,
        "matrix": list(answers.matrix),
        "people": {role: list(cuts) for role, cuts in answers.cuts.items()},
    }


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
    for name in spec.supposes:
        usual, most, unit = PLANS[name]
        found[name] = f"{unit}, above 0, up to {most:,.0f}; {usual:,.0f} when left out"
    return found


def describe() -> dict[str, Any]:
    """Every parameter's values, every table's columns, what covers what."""
    domain, columns = sessions.current.domain, _columns()
    return {
        "build_id": sessions.current.build.build_id,
        "parameters": {
            "level": catalogue.LEVELS,
            "area": "codes of units of the level or of their parents, separated by commas",
            "offence": {slug: _offence(slug) for slug in _asked()},
            "cohort": {
                slug: {"label": item.label, "definition": item.definition}
                for slug, item in catalogue.COHORTS.items()
            },
            "from": "first month, YYYY-MM",
            "to": "last month, YYYY-MM",
            "compare": catalogue.COMPARISONS,
            "measure": catalogue.MEASURES,
            "dataset": {slug: _dataset(item) for slug, item in domain.datasets.items()},
        },
        "order": list(ASKED),
        "defaults": {
            "level": DEFAULTS.level,
            "offence": DEFAULTS.offence,
            "cohort": DEFAULTS.cohort,
            "from": domain.capabilities(DEFAULTS.dataset).period.start,
            "to": domain.shared_end,
            "compare": DEFAULTS.compare,
            "measure": DEFAULTS.measure,
            "dataset": DEFAULTS.dataset,
        },
        "months": {"first": domain.bounds.start, "last": domain.bounds.end},
        "tables": {name: list(columns) for name, columns in columns.items()},
        "columns": columns,
        "statuses": STATUSES,
        "verdicts": VERDICTS,
        "filters": {name: list(spec.parameters) for name, spec in TABLES.items()},
        "more": {name: more for name, spec in TABLES.items() if (more := _more(spec))},
        "formats": list(FORMATS),
        "notes": NOTE_KINDS,
        "sources": catalogue.SOURCES,
    }

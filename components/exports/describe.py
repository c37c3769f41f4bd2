"""What can be asked of the HTTP interface, for programs."""

from __future__ import annotations

from typing import Any

from components.exports.files import FORMATS
from components.exports.routes import DEFAULTS, ROUTES
from data import catalogue, queries
from data.evidence import EVIDENCE_COLUMNS
from data.selection import ASKED, PLANS
from data.session import sessions
from data.sources.capabilities import Capabilities
from data.sources.recorded import series_for
from data.tables import NOTE_KINDS


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


def describe() -> dict[str, Any]:
    """Every parameter's values, every table's columns, what covers what."""
    domain = sessions.current.domain
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
        "tables": {
            **{name: list(route.columns) for name, route in ROUTES.items()},
            "evidence/<name>": list(EVIDENCE_COLUMNS),
            **{
                f"published/{name}": list(
                    queries.query_published(sessions.current, name).frame.columns
                )
                for name in sessions.current.build.published_names
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
            "what-if": {
                name: f"{unit}, above 0, up to {most:,.0f}; {default:,.0f} when left out"
                for name, (default, most, unit) in PLANS.items()
            },
        },
        "formats": list(FORMATS),
        "notes": NOTE_KINDS,
        "sources": catalogue.SOURCES,
    }

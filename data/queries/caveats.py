"""What must be said beside numbers that come from an official file which was taken as it is."""

from __future__ import annotations

from typing import Any

from data.model import periods
from data.queries.question import Question


def file_caveats(question: Question) -> tuple[str, ...]:
    """One sentence for each accepted file that feeds the question's series or its residents."""
    return tuple(
        f"{_span(fed)} from an official file that is doubtful and was taken as it is: "
        f"{fault['what']}."
        for entry in question.session.build.manifest.get("caveats", [])
        for fed in entry["feeds"]
        if _feeds(fed, question)
        for fault in entry["faults"]
    )


def _feeds(fed: dict[str, Any], question: Question) -> bool:
    """Whether what a file feeds stands in the Selection's numbers, or under its rates."""
    if fed["dataset"] == "residents":
        rated = not question.capabilities.measure_reason("rate")
        return question.level in fed["levels"] and rated
    if fed["dataset"] != question.dataset.slug:
        return False
    level = "borough" if question.level == "london" else question.level
    offences = fed.get("offences", question.parts)
    return level in fed.get("levels", (level,)) and bool(set(question.parts) & set(offences))


def _span(fed: dict[str, Any]) -> str:
    """What comes from the file, in words."""
    if fed["dataset"] == "residents":
        return "Residents are"
    if "from" not in fed:
        return "Counts are, at least in part,"
    return f"Counts of {periods.name(fed['from'])} to {periods.name(fed['to'])} are"

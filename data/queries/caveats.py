"""What must be said beside numbers that come from an official file which was taken as it is."""

from __future__ import annotations

from typing import Any

from data import periods
from data.catalogue import RECORDED
from data.queries.resolve import dataset_of, parts_of
from data.selection import Selection
from data.store import store


def file_caveats(selection: Selection) -> tuple[str, ...]:
    """One sentence for each accepted file that feeds the Selection's series or its residents."""
    return tuple(
        f"{_span(fed)} from an official file that is doubtful and was taken as it is: "
        f"{fault['what']}."
        for entry in store().manifest.get("caveats", [])
        for fed in entry["feeds"]
        if _feeds(fed, selection)
        for fault in entry["faults"]
    )


def _feeds(fed: dict[str, Any], selection: Selection) -> bool:
    """Whether what a file feeds stands in the Selection's numbers, or under its rates."""
    if fed["dataset"] == "residents":
        return selection.level in fed["levels"] and dataset_of(selection).kind != "people"
    if fed["dataset"] != selection.dataset:
        return False
    if selection.dataset != RECORDED:
        return True
    level = "borough" if selection.level == "london" else selection.level
    return level in fed["levels"] and bool(set(parts_of(selection)) & set(fed["offences"]))


def _span(fed: dict[str, Any]) -> str:
    """What comes from the file, in words."""
    if fed["dataset"] == "residents":
        return "Residents are"
    if "from" not in fed:
        return "Counts are, at least in part,"
    return f"Counts of {periods.name(fed['from'])} to {periods.name(fed['to'])} are"

"""Where the numbers of a Selection come from, in words."""

from __future__ import annotations

from data.catalogue import (
    COHORTS,
    COMPARISONS,
    GENERAL_CAVEAT,
    LEVELS,
    MEASURES,
    OFFENCES,
    RECORDED,
    SOURCES,
)
from data.datasets.answers import Answers
from data.disclosure import gate
from data.queries.caveats import file_caveats
from data.queries.resolve import answers_of, breaks_between, coverage, dataset_of, offence_of
from data.selection import Selection
from data.store import store
from data.tables import Provenance

MONEY = (
    "Costs are recorded offences times unit costs in {year} prices ({source}): estimates of harm "
    "to people and of what services spend, not a budget.",
    "The Met recorded 91.7% of the crime reported to it, the inspectorate found; "
    "cost_if_all_recorded divides by that.",
)
PATH = "The pledge names only the end, half in ten years; the straight line to it is ours."


def _money() -> tuple[str, ...]:
    known = store().unit_costs
    return tuple(text.format(year=known.price_year, source=known.source) for text in MONEY)


def area_phrase(selection: Selection, most: int = 3) -> str:
    """The Selection's areas for a sentence: ``London``, ``Hackney``, ``Hackney and 2 others``."""
    labels = store().domain.labels
    names = [labels[code] for code in selection.areas]
    if not names:
        return "London"
    if len(names) <= most:
        return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1]
    return f"{names[0]}, {names[1]} and {len(names) - 2} other areas"


def provenance(selection: Selection, table: str) -> Provenance:
    """Where the numbers of a Selection come from."""
    offence = offence_of(selection)
    dataset = dataset_of(selection)
    earlier = selection.comparison
    covered = coverage(selection)
    residents = {
        "ward": "Census 2021 residents",
        "borough": "mid-2021 residents",
        "london": "mid-2021 residents of the 32 boroughs",
    }[selection.level]
    caveats = [
        text
        for text in (
            *dataset.caveats,
            offence.caveat if dataset.kind != "extract" else "",
            protection(selection),
            f"The cohort’s own series: {offence.label}."
            if offence.slug != selection.offence
            else "",
            *file_caveats(selection),
            *(item.text for item in breaks_between(selection)),
            *(_money() if table in ("costs", "what-if") or selection.measure == "cost" else ()),
            PATH if table == "pledge" else "",
            f"Rates are per 1,000 {residents} over the period, not annualised; "
            "residents are not everybody who was there.",
            "Ward totals are below borough totals because some crimes are not placed in a ward."
            if selection.level == "ward" and selection.dataset == RECORDED
            else "",
            GENERAL_CAVEAT,
        )
        if text
    ]
    return Provenance(
        title=_title(selection, table),
        definition=offence.definition,
        filters={
            "Level": LEVELS[selection.level],
            "Areas": area_phrase(selection, most=40),
            "Offence": OFFENCES[selection.offence].label,
            "Cohort": COHORTS[selection.cohort].label,
            "Period": f"{selection.period.start} to {selection.period.end}",
            "Compared with": f"{earlier.start} to {earlier.end}"
            if earlier
            else COMPARISONS["none"],
            "Measure": MEASURES[selection.measure],
            "Dataset": dataset.label,
        },
        source=source_of(selection),
        data_to=covered.end,
        build_id=_identity(selection),
        caveats=tuple(caveats),
    )


def source_of(selection: Selection) -> str:
    """Title, publisher and licence of what the Selection counts, in one line."""
    dataset = dataset_of(selection)
    told = SOURCES[offence_of(selection).source] if selection.dataset == RECORDED else {}
    title = told.get("title", dataset.label)
    publisher = told.get("publisher", dataset.publisher)
    return f"{title}. {publisher}. {told.get('licence', dataset.licence)}."


def _identity(selection: Selection) -> str:
    """The build's id, and the extract's where one is counted."""
    facts = store().extracts.get(selection.dataset)
    return f"{store().build_id}-{facts['id']}" if facts else store().build_id


def protection(selection: Selection) -> str:
    """How the counts of a Selection's dataset are protected; empty where they need it not."""
    return protection_of(answers_of(selection))


def protection_of(answers: Answers) -> str:
    """How an imported extract's counts are protected; empty where they need no protection."""
    dataset = answers.dataset
    how = gate()
    if dataset.kind != "extract" or dataset.simulated or not how.on:
        return ""
    return (
        f"Counts under {how.threshold}, and some close to it, are suppressed ([c]); every other "
        f"count is rounded to a multiple of {how.base} after a small random change, so sums differ."
    )


def _title(selection: Selection, table: str) -> str:
    return dataset_of(selection).mark + _name(selection, table)


def _name(selection: Selection, table: str) -> str:
    label = OFFENCES[selection.offence].label
    if table == "costs":
        return f"Cost of {label.lower()}, {selection.period.label}"
    if table == "what-if":
        return f"{selection.cut:g}% less {label.lower()}: what it would save"
    if table == "pledge":
        return "Knife crime and the path to half in ten years"
    told = {
        "season": f"{label} by month of the year",
        "trend": f"{label}: trend and its limits",
        "matrix": f"{label} by time, {selection.period.label}",
        "people-victim": f"{label}: victims, {selection.period.label}",
        "people-suspect": f"{label}: suspects, {selection.period.label}",
    }
    if table in told:
        return told[table]
    kind = "month" if table == "series" else LEVELS[selection.level].lower()
    return f"{label} by {kind}, {selection.period.label}"

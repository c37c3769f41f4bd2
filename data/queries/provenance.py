"""Where the numbers of a Selection come from, in words."""

from __future__ import annotations

from data.model.catalogue import GENERAL_CAVEAT, LEVELS
from data.model.parameters import PARAMETERS
from data.model.selection import ASKED, Scenario
from data.model.tables import Provenance
from data.model.unit_costs import RECORDED_SHARE
from data.queries.caveats import file_caveats
from data.queries.question import Question

MONEY = (
    "Costs are recorded offences times unit costs in {year} prices ({source}): estimates of harm "
    "to people and of what services spend, not a budget.",
    f"The Met recorded {RECORDED_SHARE:.1%} of the crime reported to it, the inspectorate found of "
    "all offences together in 2021/22 (the report gives no margin); cost_if_all_recorded divides "
    "by that, homicide left as it is.",
    "Intervals of a cost are of its counts alone; recording and unit costs leave more open: the "
    "table cost-range tells the three apart.",
    "The response component of each offence is what police and other criminal justice bear, and "
    "anticipation is among other costs. Only how the response and the consequence divide further "
    "among bearers is the report’s table 14, for every offence alike.",
)
PATH = "The pledge names only the end, half in ten years; the straight line to it is ours."


def _money(question: Question) -> tuple[str, ...]:
    known = question.session.build.unit_costs
    return tuple(text.format(year=known.price_year, source=known.source) for text in MONEY)


def provenance(question: Question, table: str, scenario: Scenario | None = None) -> Provenance:
    """Where the numbers of a Selection come from."""
    offence = question.series
    dataset = question.dataset
    covered = question.covered
    residents = {
        "ward": "Census 2021 residents",
        "borough": "mid-2021 residents",
        "london": "mid-2021 residents of the 32 boroughs",
    }[question.level]
    caveats = [
        text
        for text in (
            *dataset.caveats,
            question.source.caveat(offence),
            question.source.protection,
            f"The cohort’s own series: {offence.label}." if offence != question.offence else "",
            *file_caveats(question),
            *(item.text for item in question.breaks),
            *(
                _money(question)
                if table in ("costs", "cost-change", "cost-range", "what-if")
                or question.measure == "cost"
                else ()
            ),
            PATH if table == "pledge" else "",
            f"Rates are per 1,000 {residents} over the period, not annualised; "
            "residents are not everybody who was there.",
            question.source.place_caveat(question.level),
            GENERAL_CAVEAT,
        )
        if text
    ]
    return Provenance(
        title=question.dataset.mark + _name(question, table, scenario),
        definition=offence.definition,
        filters={
            item.told_as: item.stated(question) for item in PARAMETERS.of(ASKED) if item.told_as
        },
        source=question.source.citation(offence),
        data_to=covered.end,
        build_id=question.source.identity(question.session.build.build_id),
        caveats=tuple(caveats),
    )


def _name(question: Question, table: str, scenario: Scenario | None) -> str:
    label = question.offence.label
    if table == "costs":
        return f"Cost of {label.lower()}, {question.period.label}"
    if table == "cost-change":
        return f"Change of the cost of {label.lower()}, {question.period.label}"
    if table == "cost-range":
        return f"How far the cost of {label.lower()} may be out, {question.period.label}"
    if scenario is not None:
        return f"{scenario.cut:g}% less {label.lower()}: what it would save"
    if table == "pledge":
        return "Knife crime and the path to half in ten years"
    told = {
        "season": f"{label} by month of the year",
        "trend": f"{label}: trend and its limits",
        "concentration": f"{label}: how concentrated, {question.period.label}",
        "matrix": f"{label} by time, {question.period.label}",
        "people-victim": f"{label}: victims, {question.period.label}",
        "people-suspect": f"{label}: suspects, {question.period.label}",
    }
    if table in told:
        return told[table]
    kind = "month" if table == "series" else LEVELS[question.level].lower()
    return f"{label} by {kind}, {question.period.label}"

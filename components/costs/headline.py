"""What violence costs, as a board says it."""

from __future__ import annotations

from components.costs import charts as cost_cards
from components.layout import Finding
from components.text.words import capital, number, pounds
from data import queries
from data.model.catalogue import COHORTS, COSTED
from data.queries.question import Question


def headline(question: Question) -> Finding:
    """The cost as a board says it, its periods, and how sure it is."""
    row = queries.query_costs(question, ()).frame.iloc[0]
    where = queries.area_phrase(question)
    offence = question.offence
    what = offence.label
    if offence.slug == COSTED:
        official = question.dataset.recorded
        what = "Recorded serious violence" if official else "Serious violence"
    if question.cohort != "all-ages":
        what += f" ({COHORTS[question.cohort].label.lower()})"
    if row["cost"] != row["cost"]:
        _, why = queries.no_cost(question)
        return _finding(f"{what} in {where}: no cost can be given", f"{why}. That is not £0.", "")
    period = question.period
    when = {12: "in a year", 1: "in a month"}.get(period.months, f"in {period.months} months")
    inside, whole, share = cost_cards.in_wards(question)
    placed = f", {inside}," if inside else ""
    finding = f"{what} in {where}{placed} cost {pounds(row['cost'])} {when}"
    spans = f"{capital(period.label)}, {question.price_year} prices"
    spans += f"{_earlier(question, float(row['cost']))}."
    if share == share:
        spans += f" {share:.1%} of {whole}’s cost is {inside}; the rest is left out here."
    elif inside:
        spans += " What is placed in no ward is left out here."
    per_resident = (
        f", £{number(row['per_resident'])} a resident"
        if row["per_resident"] == row["per_resident"]
        else ""
    )
    spans += f" That is {pounds(row['per_day'])} a day{per_resident}."
    if not row["cost"]:
        return _finding(finding, spans, "No such offence was recorded here in these months.")
    known = row["cost_low"] == row["cost_low"]
    chance = f"{pounds(row['cost_low'])} to {pounds(row['cost_high'])} as counts vary by chance"
    sure = (
        f"{chance if known else 'How far chance moves it cannot be told'}; "
        f"{pounds(row['cost_if_all_recorded'])} if all that is reported were recorded (homicide as "
        "it is). Unit costs have no range in their source. "
        f"{COHORTS[question.cohort].label}: {listed_offences(question)}."
    )
    return _finding(finding, spans, sure)


def _finding(text: str, spans: str, sure: str) -> Finding:
    return Finding(text, spans, (("sure", sure),))


def _earlier(question: Question, cost: float) -> str:
    """What the period compared with cost, or why the two are not compared."""
    earlier = question.comparison
    if question.overlapping:
        return "; not compared: the periods share months"
    if earlier is None or not earlier.within(question.covered):
        return ""
    article = "the " if earlier.months == 12 else ""
    if not question.comparable:
        return f"; not comparable with {article}{earlier.label}"
    before = cost_cards.total(question.replace(period=earlier))
    if before != before:
        return f"; not compared: too little is known of {article}{earlier.label}"
    now, then = cost_cards.told_apart(cost, before)
    return f": {now}, against {then} in {article}{earlier.label}"


def listed_offences(question: Question) -> str:
    """The offences that a cost counts, in words."""
    frame = queries.query_costs(question, ("offence",)).frame
    counted = frame[frame["cost"].notna()]["offence"]
    return ", ".join(queries.label_of(part).lower() for part in counted)

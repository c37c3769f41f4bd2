"""What recorded violence costs: counts times the report's unit costs, cut any way.

A cost is the sum over offences of count × (anticipation + consequence + response). Its interval is
of the counts alone, as they vary by chance: that of a weighted sum
(:func:`data.statistics.intervals.weighted_interval`), every count widened by the overdispersion of
its own series (:mod:`data.queries.variance`). What recording and unit costs leave open besides is
told apart in the table ``cost-range``.

Source: Home Office, The Economic and Social Costs of Crime (2018), in 2023 prices as the report
gives them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from data.model.breaks import Break
from data.model.catalogue import COSTED, OFFENCES
from data.model.filters import area_phrase
from data.model.periods import Period
from data.model.places import CITY, LONDON, TOTAL, UNPLACED
from data.model.selection import Defaults, Problem
from data.model.tables import Option, Table, TableSpec, columns_of, counts_only
from data.model.unit_costs import COMPONENTS, recorded_share
from data.queries.bearers import bearers
from data.queries.cost_cells import ALL, Cells, breaks_within, cells_of, days, interval_of, spans_of
from data.queries.measures import has_cost, residents_of
from data.queries.notes import (
    HIDDEN,
    HIDDEN_NOTE,
    NO_MET_DATA,
    NO_UNIT_COST,
    city_note,
    marked,
    simulated_note,
)
from data.queries.provenance import provenance
from data.queries.question import Question
from data.session import Session, remembered

BY = ("offence", "component", "bearer", "area", "month", "year")
"""What a cost can be cut by."""


def cost_of(
    session: Session, volumes: dict[str, float], components: Iterable[str] = COMPONENTS
) -> dict[str, float]:
    """Pounds by offence for given volumes, summed over components.

    Args:
        session: whose unit costs count.
        volumes: offences, by slug.
        components: which parts of the unit cost to count.

    Raises:
        KeyError: an offence has no unit cost.
    """
    known = session.build.unit_costs.costs
    wanted = list(components)
    return {
        offence: volume * sum(known[offence][part] for part in wanted)
        for offence, volume in volumes.items()
    }


def costed_parts(question: Question) -> list[str]:
    """The parts of a question's series that have a unit cost; none where it has no cost."""
    known = question.session.build.unit_costs.costs
    return [part for part in question.parts if part in known] if has_cost(question) else []


@remembered
def query_costs(question: Question, by: tuple[str, ...] = ("offence", "component")) -> Table:
    """Costs of a Selection, one row a combination of what it is cut by.

    Args:
        question: the question; its offence may be a group.
        by: names from :data:`BY`; ``month`` and ``year`` exclude each other.

    Columns are those of :data:`SPEC`; what a table is not cut by reads ``all``.
    Every cut of the same Selection adds up to the same total. At level ``borough`` the offences
    without a borough stand in an ``unplaced`` row; the City of London has no cost, never £0.
    """
    known = question.session.build.unit_costs.costs
    costed = costed_parts(question)
    covered = question.period.within(question.covered)
    inside = question.policed
    frame = (
        pd.DataFrame(_rows(question, costed, known, by))
        if inside and covered and costed
        else pd.DataFrame()
    )
    extra = _without(question, by, bool(len(frame)), covered, inside)
    frame = pd.concat([frame, pd.DataFrame(extra)], ignore_index=True) if extra else frame
    frame["level"] = question.level
    frame["period_from"], frame["period_to"] = question.period.start, question.period.end
    return Table("costs", question, frame[list(SPEC.names)], provenance(question, "costs"))


def _weights(
    question: Question, by: tuple[str, ...]
) -> Iterator[tuple[str, str, dict[str, float]]]:
    """What a cut by component and bearer counts.

    Yields:
        Component, bearer, and the share of each component that falls on the bearer.
    """
    by_bearer = bearers(question.session) if "bearer" in by else {}
    names = list(next(iter(by_bearer.values()))) if by_bearer else [ALL]
    for component in COMPONENTS if "component" in by else (ALL,):
        inside = COMPONENTS if component == ALL else (component,)
        for name in names:
            shares = {part: by_bearer[part][name] if by_bearer else 1.0 for part in inside}
            if any(shares.values()):
                yield component, name, shares


def _rows(
    question: Question, costed: list[str], known: dict[str, dict[str, float]], by: tuple[str, ...]
) -> list[dict]:
    spans = spans_of(question, by)
    cells = {part: cells_of(question, part, spans.values(), "area" in by) for part in costed}
    codes = cells[costed[0]].codes
    rows = []
    for group in [[part] for part in costed] if "offence" in by else [costed]:
        own = question.replace(offence=group[0]) if "offence" in by else question
        inside = [cells[part] for part in group]
        count = _summed([one.counts for one in inside])
        hidden = np.asarray(np.isnan([one.counts for one in inside]).any(axis=0))
        marks = _marks(own, codes, spans, hidden)
        for component, bearer, shares in _weights(question, by):
            unit = [sum(known[part][one] * shares[one] for one in shares) for part in group]
            money = _money(inside, unit, [recorded_share(part) for part in group])
            rows += [
                {
                    "offence": group[0] if "offence" in by else question.series.slug,
                    "component": component,
                    "bearer": bearer,
                    "count": count[i, j],
                    **mark,
                    **{name: values[i, j] for name, values in money.items()},
                }
                for (i, j), mark in marks.items()
            ]
    frame = pd.DataFrame(rows)
    people = dict(zip(codes, _people(question, list(codes)), strict=True))
    frame["per_resident"] = frame["cost"] / frame["area_code"].map(people)
    frame["per_day"] = frame["cost"] / frame["time"].map(
        {time: days(span) for time, span in spans.items()}
    )
    return frame.to_dict("records")


def _money(
    cells: Sequence[Cells], unit: Sequence[float], shares: Sequence[float]
) -> dict[str, np.ndarray]:
    """Pounds as recorded, with the interval of the counts, and if all were recorded."""
    cost = _summed([one.counts * each for one, each in zip(cells, unit, strict=True)])
    whole = [
        one.counts * each / share for one, each, share in zip(cells, unit, shares, strict=True)
    ]
    limits = interval_of(cells, unit)
    blank = np.isnan(cost)
    return {
        "cost": cost,
        "cost_low": np.where(blank, np.nan, limits.low),
        "cost_high": np.where(blank, np.nan, limits.high),
        "cost_if_all_recorded": _summed(whole),
    }


def _marks(
    question: Question, codes: Sequence[str], spans: Mapping[str, Period], hidden: np.ndarray
) -> dict[tuple[int, int], dict[str, Any]]:
    """Place, time and what must be said of every cell, by its row and column."""
    names = question.session.domain.labels
    found = {}
    for i, code in enumerate(codes):
        for j, (time, span) in enumerate(spans.items()):
            crossed = breaks_within(question, span)
            found[i, j] = {
                "area_code": code,
                "area_name": _name_of_total(question)
                if code == TOTAL
                else names.get(code, "Not placed in a borough"),
                "time": time,
                "months": span.months,
                "status": "suppressed" if hidden[i, j] else "ok",
                "break": ";".join(item.month for item in crossed),
                "note": _note(question, code, bool(hidden[i, j]), crossed),
            }
    return found


def _note(question: Question, code: str, hidden: bool, crossed: Sequence[Break]) -> str:
    """What must be said of a row of an area, and of the breaks that its months cross."""
    unplaced = marked("not-applicable", "offences whose place is unknown")
    return "; ".join(
        [
            *simulated_note(question),
            *([unplaced] if code == UNPLACED else []),
            *([f"{HIDDEN_NOTE}; not in the cost"] if hidden else []),
            *(marked("break", f"the months span a break: {item.text}") for item in crossed),
        ]
    )


def no_cost(question: Question) -> tuple[str, str]:
    """The status of a cost that cannot be given, and why, in a sentence without a mark."""
    if not question.in_coverage:
        return "not-available", "the series does not cover the period"
    if not question.policed:
        return "not-available", NO_MET_DATA
    if has_cost(question):
        return "suppressed", HIDDEN
    only = "; within violence without injury only threats to kill has one"
    within = "violence-without-injury" in question.series.parts
    return "not-applicable", NO_UNIT_COST + (only if within else "")


def _summed(arrays: list[np.ndarray]) -> np.ndarray:
    """Parts added up; a suppressed part is left out, and nothing but suppressed parts is NaN."""
    stack = np.array(arrays)
    return np.where(np.isnan(stack).all(axis=0), np.nan, np.nansum(stack, axis=0))


def _name_of_total(question: Question) -> str:
    """What a total covers: without areas, wards leave out what has no ward."""
    inside = ", placed in a ward" if question.level == "ward" and not question.areas else ""
    return area_phrase(question) + inside


def _people(question: Question, codes: list[str]) -> np.ndarray:
    whole = question.replace(offence=COSTED, cohort="all-ages")
    if codes == [TOTAL]:
        chosen = question.units
        if chosen is None:
            return np.array([float(residents_of(whole, "london")[LONDON])])
        residents = residents_of(whole, question.level)
        inside = [code for code in chosen if code != CITY]
        return np.array([float(residents[residents.index.isin(inside)].sum())])
    return residents_of(whole, question.level).reindex(codes).to_numpy(dtype=float)


def _without(
    question: Question, by: tuple[str, ...], any_rows: bool, covered: bool, inside: bool
) -> list[dict]:
    """Rows for what cannot be costed: named, empty, with the reason."""
    blank = dict.fromkeys(
        (
            "count",
            "cost",
            "cost_low",
            "cost_high",
            "cost_if_all_recorded",
            "per_resident",
            "per_day",
        ),
        np.nan,
    )
    base = {
        "area_code": LONDON if question.level == "london" else TOTAL,
        "area_name": area_phrase(question),
        "offence": question.offence.slug,
        "component": ALL,
        "bearer": ALL,
        "time": ALL,
        "months": question.period.months,
        "break": "",
    } | blank
    rows = []
    if not any_rows:
        status, reason = no_cost(question)
        rows.append(base | {"status": status, "note": marked(status, reason)})
    elif question.offence.slug == COSTED and "offence" in by:
        rows += [
            base
            | {
                "offence": offence,
                "status": "not-applicable",
                "note": marked("not-applicable", why),
            }
            for offence, why in question.capabilities.uncounted.items()
        ]
    if question.level == "borough" and "area" in by:
        chosen = question.units
        if inside and (chosen is None or CITY in chosen):
            rows.append(
                base
                | {
                    "area_code": CITY,
                    "area_name": question.session.domain.labels[CITY],
                    "status": "not-available",
                    "note": city_note(question),
                }
            )
    return rows


def label_of(offence: str) -> str:
    """The name of an offence that costs speak of."""
    return (
        OFFENCES[offence].label if offence in OFFENCES else offence.replace("-", " ").capitalize()
    )


def _together(_question: Question, options: Mapping[str, Any]) -> Problem | None:
    if {"month", "year"} <= set(options.get("by", ())):
        return Problem("by", "month,year", "cuts by one of the two.", BY)
    return None


SPEC = TableSpec(
    "costs",
    query_costs,
    columns_of(
        *("area_code", "area_name", "level", "period_from", "period_to", "offence", "component"),
        *("bearer", "time", "months", "count", "cost", "cost_low", "cost_high"),
        *("cost_if_all_recorded", "per_resident", "per_day", "status", "break", "note"),
        component="anticipation, consequence or response; all where it is not cut by",
        bearer="who bears it; all where it is not cut by. The response component of every offence "
        "is what police and other criminal justice bear, anticipation is among other costs; only "
        "how the response and the consequence divide further is the report's table 14, for every "
        "offence alike",
        time="month or year, with its months where it is not a whole one; all where it is not cut "
        "by",
        months="months counted",
        cost_low="lower end of the cost's 95% interval, as counts vary by chance; recording and "
        "unit costs leave more open (table cost-range)",
        cost_high="upper end of the cost's 95% interval, as counts vary by chance; recording and "
        "unit costs leave more open (table cost-range)",
        cost_if_all_recorded="the cost divided by the share of reported crime that is recorded, "
        "homicide as it is",
        per_resident="pounds a resident of the areas",
        per_day="pounds a day of the time",
    ),
    Defaults(level="london", offence=COSTED, measure="cost", extras=()),
    counts_only,
    (Option("by", lambda _question: BY, several=True, default="offence,component", known=BY),),
    _together,
    order=70,
)

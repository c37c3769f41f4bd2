"""How a cost has changed: one verdict, with the interval that the counts behind it give.

A cost is a weighted sum of counts, ``C = Σ wᵢnᵢ``. Its change has the variance of the change of
each count (:mod:`data.queries.variance`), weighted by the square of what one event costs: a pound
varies as ``Σ φᵢwᵢ²(n1ᵢ + n0ᵢ) / (C1 + C0)``, and the score interval of two counts of pounds follows
(:func:`data.statistics.change.score_interval`). With one offence it is the change of its count.

Unit costs are the same in both periods: that they are uncertain moves both sums alike, and no
change. What wards leave out is not the same in both, so that a sum of all the wards of a place is
not compared: the cost of the place itself is.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.model.catalogue import COSTED
from data.model.filters import area_phrase
from data.model.periods import Period
from data.model.selection import Defaults
from data.model.tables import Table, TableSpec, columns_of
from data.queries.cost_cells import Cells, cells_of, interval_of
from data.queries.costs import costed_parts, no_cost
from data.queries.notes import HIDDEN_NOTE, breaks_of, marked, shared_notes, verdicts
from data.queries.provenance import provenance
from data.queries.question import Question
from data.queries.variance import total_variance, with_noise
from data.session import remembered
from data.statistics.change import MINIMUM_BASE, score_interval
from data.statistics.multiple import change_p

Floats = NDArray[np.float64]


def whole_place(question: Question) -> Question | None:
    """The same of the place that the wards of a question are part of; itself of other levels.

    Some offences are placed in no ward, and how many changes from year to year: what all wards of
    a place add up to may rise while the place itself falls.

    Returns:
        ``None`` where wards and larger areas are named together, which no level adds up.
    """
    if question.level != "ward":
        return question
    if not question.areas:
        return question.replace(level="london")
    levels = {question.session.domain.levels[code] for code in question.areas}
    if levels == {"ward"}:
        return question
    return None if "ward" in levels else question.replace(level="borough")


def _pounds(question: Question) -> np.ndarray:
    """Pounds an event of every part, shape (parts,)."""
    known = question.session.build.unit_costs.costs
    return np.array([sum(known[part].values()) for part in costed_parts(question)])


def _counted(question: Question, period: Period) -> list[Cells]:
    """The parts of a cost, the areas added up, each a single cell."""
    return [cells_of(question, part, [period], False) for part in costed_parts(question)]


def _numbers(cells: Sequence[Cells]) -> Floats:
    return np.array([one.counts[0, 0] for one in cells])


def _spreads(question: Question, now: Floats, then: Floats) -> Floats:
    """Overdispersion of the change of every part, shape (parts,)."""
    level = "borough" if question.level == "london" else question.level
    found, areas = [], len(question.units or ())
    for place, part in enumerate(costed_parts(question)):
        asked = question.replace(offence=part)
        spread = total_variance(asked).of_change(asked)
        both = (now[[place]], then[[place]])
        panel = question.stored(level, part)
        found.append(with_noise(spread, both, panel, question.period.months, areas)[0])
    return np.array(found)


def _told(question: Question) -> dict[str, float]:
    """The cost of the period with its interval, as far as parts are not suppressed."""
    cells, unit = _counted(question, question.period), _pounds(question)
    counts = _numbers(cells)
    if np.isnan(counts).all():
        return {}
    limits = interval_of(cells, unit.tolist())
    low, high = float(limits.low[0, 0]), float(limits.high[0, 0])
    cost = float(np.nansum(counts * unit))
    return {"count": float(np.nansum(counts)), "cost": cost, "cost_low": low, "cost_high": high}


def _compared(question: Question, earlier: Period) -> dict[str, float]:
    """The earlier cost, and the change from it with its interval and probability.

    Nothing where a part of either sum is suppressed: then the two are not sums of the same.
    """
    unit = _pounds(question)
    now, then = (_numbers(_counted(question, span)) for span in (question.period, earlier))
    if np.isnan([now, then]).any():
        return {}
    cost, before = float((now * unit).sum()), float((then * unit).sum())
    found = {"compare_count": float(then.sum()), "compare_cost": before}
    if then.sum() < MINIMUM_BASE:
        return found
    # How much a pound varies: its variance over its mean, as the overdispersion of a count.
    phi, mean = _spreads(question, now, then), (cost + before) / float((now + then).sum())
    each = float((phi * unit**2 * (now + then)).sum() / (cost + before))
    change = score_interval(cost, before, each, 1)
    return found | {
        "change": float(score_interval(cost, before, 1.0, 1).change),
        "change_low": float(change.low),
        "change_high": float(change.high),
        # Its probability counts in events of average cost, as one event is a step of it.
        "q": float(change_p(cost / mean, before / mean, max(each / mean, 1.0))),
    }


NUMBERS = (
    *("count", "cost", "cost_low", "cost_high", "compare_count", "compare_cost"),
    *("change", "change_low", "change_high", "q"),
)


@remembered
def query_cost_change(question: Question) -> Table:
    """The cost of a question's areas beside that of the period compared with, in one row.

    Columns are those of :data:`SPEC`. All the wards of a place are told as the place itself
    (:func:`whole_place`); where that cannot be, nothing is compared and the note says why.
    """
    place = whole_place(question)
    asked, earlier = place or question, question.comparison
    numbers = dict.fromkeys(NUMBERS, np.nan)
    notes, status = shared_notes(asked, asked.total), "ok"
    if asked.policed and asked.in_coverage and costed_parts(asked):
        numbers |= _told(asked)
    if numbers["cost"] != numbers["cost"]:
        status, why = no_cost(asked)
        notes.append(marked(status, why))
    elif place is None:
        notes.append(marked("not-applicable", TORN))
    elif earlier is not None and asked.comparable:
        numbers |= _compared(asked, earlier)
        if numbers["compare_cost"] != numbers["compare_cost"]:
            notes.append(f"{HIDDEN_NOTE}; not compared")
    columns = {name: np.array([value]) for name, value in numbers.items()}
    frame = pd.DataFrame(
        {
            "area_code": asked.total.codes[0],
            "area_name": area_phrase(asked),
            "level": asked.level,
            "period_from": asked.period.start,
            "period_to": asked.period.end,
            "offence": asked.series.slug,
            **columns,
            "status": status,
            "verdict": verdicts(asked, columns),
            "break": breaks_of(asked),
            "note": "; ".join(dict.fromkeys(notes)),
        },
        columns=list(SPEC.names),
    )
    return Table("cost-change", question, frame, provenance(asked, "cost-change"))


TORN = (
    "not compared: how much is placed in a ward differs from year to year, and wards are named "
    "here together with larger areas"
)
SPEC = TableSpec(
    "cost-change",
    query_cost_change,
    columns_of(
        *("area_code", "area_name", "level", "period_from", "period_to", "offence", "count"),
        *("cost", "cost_low", "cost_high", "compare_count", "compare_cost", "change"),
        *("change_low", "change_high", "q", "status", "verdict", "break", "note"),
        area_name="name of the areas added up; of the whole place where all its wards are asked",
        compare_count="number in the period compared with",
        compare_cost="pounds in the period compared with, at the same unit costs",
        change="change of the cost, per cent",
        change_low="lower end of the change's 95% interval, as counts vary by chance",
        change_high="upper end of the change's 95% interval, as counts vary by chance",
        q="lowest false discovery rate at which the change is named, by itself",
        verdict="of the change of the cost: see areas",
    ),
    Defaults(level="london", offence=COSTED, measure="cost", extras=()),
    lambda parameter: parameter.name != "measure",
    order=72,
)

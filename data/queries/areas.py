"""One row an area, or the areas of a Selection added up."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from data.model.filters import area_phrase
from data.model.places import CITY, LONDON, TOTAL, UNPLACED
from data.model.tables import Table, TableSpec, columns_of
from data.queries.measures import CHANGES, measured, residents_of
from data.queries.notes import (
    CITY_NOTE,
    breaks_of,
    city_note,
    city_row,
    hidden_note,
    named_verdicts,
    row_notes,
    shared_notes,
    statuses,
    verdicts,
)
from data.queries.provenance import provenance
from data.queries.question import Question
from data.queries.variance import level_variance, total_variance
from data.session import remembered
from data.statistics.multiple import q_values


@remembered
def query_areas(question: Question) -> Table:
    """One row an area of the level, ranked over all of London, cut to the Selection's areas.

    Columns are those of :data:`SPEC`. At level ``borough`` an ``unplaced`` row and
    the City of London (``[x]``, never zero) stand below the 32 ranked boroughs.
    """
    panel = question.panel
    known = residents_of(question, question.level)
    residents = known.reindex(list(panel.codes)).to_numpy(dtype=float)
    places = np.array([code != UNPLACED for code in panel.codes])
    ranked = places if question.level != "london" else None
    columns = measured(question, panel, residents, level_variance, ranked=ranked)
    for name in CHANGES:
        columns[name] = np.where(places, columns[name], np.nan)
    status = statuses(panel, columns["count"], question.period.within(panel.period)).tolist()
    verdict = np.where(places, verdicts(question, columns), "none").tolist()
    among = np.where(places, named_verdicts(columns, verdicts(question, columns)), "none").tolist()
    shared = shared_notes(question, panel)
    notes = [
        "; ".join(shared + row_notes(code, base) + hidden_note(panel, count, base))
        for code, count, base in zip(
            panel.codes, columns["count"], columns["compare_count"], strict=True
        )
    ]
    codes = list(panel.codes)
    if city_row(question, codes):
        codes.append(CITY)
        notes.append(city_note(question))
        status.append("not-available")
        verdict.append("none")
        among.append("none")
        columns = {name: np.append(values, np.nan) for name, values in columns.items()}
        columns["population"][-1] = float(residents_of(question, "borough")[CITY])
    labels = question.session.domain.labels
    names = [labels.get(code, f"Not placed in a {question.level}") for code in codes]
    chosen = question.units
    last = {CITY: 1, UNPLACED: 2}
    places_in_order = np.nan_to_num(columns["rank"], nan=np.inf).tolist()
    order = [
        place
        for place in sorted(
            range(len(codes)),
            key=lambda n: (
                last.get(codes[n], 0),
                places_in_order[n],
                names[n],
            ),
        )
        if chosen is None or codes[place] in chosen or codes[place] in question.areas
    ]
    frame = pd.DataFrame(
        {
            "area_code": [codes[n] for n in order],
            "area_name": [names[n] for n in order],
            "level": question.level,
            "period_from": question.period.start,
            "period_to": question.period.end,
            **{name: values[order] for name, values in columns.items()},
            "status": [status[n] for n in order],
            "verdict": [verdict[n] for n in order],
            "named": [among[n] for n in order],
            "break": breaks_of(question),
            "note": [notes[n] for n in order],
        },
        columns=list(SPEC.names),
    )
    return Table("areas", question, frame, provenance(question, "areas"))


@remembered
def query_total(question: Question) -> Table:
    """The Selection's areas added up: one row in the columns of ``areas``.

    Without areas it is London, unplaced offences included.
    """
    chosen = question.units
    panel = question.total
    if chosen is None:
        of_london = question.replace(level="london", areas=())
        residents, rows = float(residents_of(question, "london")[LONDON]), None
    else:
        of_london = question
        known = residents_of(question, question.level)
        policed = [code for code in chosen if code in question.panel.rows]
        residents = float(known[known.index.isin(policed)].sum()) if policed else np.nan
        rows = [question.panel.rows[code] for code in policed]
    columns = measured(of_london, panel, np.array([residents]), total_variance, rows=rows)
    base = float(columns["compare_count"][0])
    notes = shared_notes(question, panel) + row_notes(TOTAL, base)
    notes += hidden_note(panel, float(columns["count"][0]), base)
    if rows and CITY in question.areas:
        notes.append(f"{CITY_NOTE}, not included")
    if chosen is not None and not rows:
        columns = {name: np.array([np.nan]) for name in columns}
        notes = [city_note(question)]
    covered = question.period.within(panel.period)
    frame = pd.DataFrame(
        {
            "area_code": [TOTAL],
            "area_name": area_phrase(question),
            "level": question.level,
            "period_from": question.period.start,
            "period_to": question.period.end,
            **columns,
            "status": statuses(panel, columns["count"], question.policed and covered),
            "verdict": verdicts(question, columns),
            "named": verdicts(question, columns),
            "break": breaks_of(question),
            "note": "; ".join(notes),
        },
        columns=list(SPEC.names),
    )
    return Table("areas", question, frame, provenance(question, "areas"))


def named_together(totals: Sequence[Table]) -> list[str]:
    """Verdicts of several totals that are told side by side, at one false discovery rate.

    Args:
        totals: tables of :func:`query_total`.

    Returns:
        For each the verdict of its change, ``higher`` or ``lower`` only where it stands among
        all of them.
    """
    alone = np.array([table.frame["verdict"].iloc[0] for table in totals], dtype=object)
    chance = np.array([table.frame["q"].iloc[0] for table in totals], dtype=float)
    return list(named_verdicts({"q": q_values(chance)}, alone))


SPEC = TableSpec(
    "areas",
    query_areas,
    columns_of(
        *("area_code", "area_name", "level", "period_from", "period_to", "count", "count_low"),
        *("count_high", "population", "rate", "rate_low", "rate_high", "compare_count"),
        *("compare_rate", "change", "change_low", "change_high", "q", "relative", "relative_low"),
        *("relative_high", "cost", "cost_low", "cost_high", "rank", "rank_low", "rank_high"),
        *("status", "verdict", "named", "break", "note"),
        compare_count="number in the period compared with",
        compare_rate="rate in the period compared with",
        change="change of the count, per cent",
        change_low="lower end of the change's 95% interval",
        change_high="upper end of the change's 95% interval",
        relative="change of the count relative to all of London's, per cent",
        relative_low="lower end of the relative change's 95% interval",
        relative_high="upper end of the relative change's 95% interval",
        q="lowest false discovery rate at which the change is named among all areas of the level",
        rank="rank of the measure over all areas of the level in London, 1 the highest",
        rank_low="lower end of the rank's 95% interval",
        rank_high="upper end of the rank's 95% interval",
    ),
    order=10,
)

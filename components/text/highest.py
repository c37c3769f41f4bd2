"""Which areas may be called highest, and the largest values as they are: one rule everywhere.

A highest is named only where it has at least 20 offences, as on the page of people, and where the
95 % intervals of ranks leave no more than two places for the first. Else no area is clearly
highest. Values that are alike stand together, whatever letter a name begins with.
"""

from __future__ import annotations

import pandas as pd

from components.text.people import FEW
from components.text.words import listed, looked_at, measured
from data.queries.question import Question

MOST_NAMED = 2
"""So many may be named as one of which is highest."""


def may_be_first(rows: pd.DataFrame) -> pd.DataFrame:
    """The ranked rows whose interval reaches the rank of the highest; none where none is known.

    Args:
        rows: ranked rows of an ``areas`` table, of all London or a part of it.
    """
    return rows[rows["rank_low"] <= rows["rank"].min()]


def first_of(rows: pd.DataFrame) -> pd.DataFrame:
    """The one row that is clearly highest, or two of which either may be; else none."""
    found = may_be_first(rows)
    clear = 0 < len(found) <= MOST_NAMED and len(found) < max(len(rows), 2)
    return found if clear and (found["count"] >= FEW).all() else found.iloc[:0]


def highest_of(rows: pd.DataFrame, question: Question) -> str:
    """The areas that :func:`first_of` names, in short; empty where no area is clearly highest."""
    found = first_of(rows)
    names = [name.split(", ")[0] for name in found["area_name"]]
    return (" and " if len(set(found[question.measure])) == 1 else " or ").join(names)


def name_in(name: str, question: Question) -> str:
    """The name of an area beside others: without its borough, where that is the place told of."""
    ward, _, borough = name.partition(", ")
    labels = question.session.domain.labels
    return ward if borough and [labels[code] for code in question.areas] == [borough] else name


def alike(rows: pd.DataFrame, measure: str, most: int = 3) -> pd.DataFrame:
    """The first rows, those of one value all or not at all; the whole first value in any case.

    Args:
        rows: rows in the order of their values.
        measure: the column of the values.
        most: how many rows are wanted.
    """
    if len(rows) <= most:
        return rows
    values = rows[measure].tolist()
    length = most
    while length and values[length - 1] == values[length]:
        length -= 1
    return rows.head(length) if length else rows[rows[measure] == values[0]]


def valued(rows: pd.DataFrame, question: Question, most: int = 3) -> str:
    """The first rows with their values: ``Westminster (78) and Camden and Hackney (55 each)``.

    Args:
        rows: rows in the order of their values.
        question: what is asked: the measure, and the level that they are of.
        most: how many rows are wanted; more of one value are counted instead of named.
    """
    found = alike(rows, question.measure, most)
    told = []
    for value, group in found.groupby(question.measure, sort=False):
        names = [name_in(name, question) for name in group["area_name"]]
        text = measured(float(value), question.measure)
        if len(names) > most:
            told.append(f"{looked_at(len(names), question.level)} ({text} each)")
        else:
            each = " each" if len(names) > 1 else ""
            told.append(f"{listed(names)} ({text}{each})")
    return listed(told) if told else ""

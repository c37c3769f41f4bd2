"""What today's data say of residents and places, for figures that count no offences.

Everything here takes a :class:`~data.queries.question.Question` for its session and its area, and
reads the build: residents by single year of age (Census 2021), of mid-2021, and areas.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from data.evidence.values import Value
from data.model.places import CITY, LONDON
from data.queries.question import Question
from data.session import Session, remembered
from data.statistics import ranks

YOUNG = 35
"""The median age up to which the report counts boroughs, years."""


def place_of(session: Session, name: str, code: str) -> tuple[str, tuple[str, ...]] | None:
    """Level and codes of a published area's name and code; ``None`` outside the Met's data."""
    if name == "London":
        return "london", ()
    if code == CITY:
        return None
    if code:
        return "borough", (code,)
    areas = session.build.areas
    found = areas.index[(areas["level"] == "ward") & (areas["label"] == name)]
    return ("ward", tuple(str(one) for one in found)) if len(found) else None


def _code(question: Question) -> str:
    """The one area asked for."""
    return question.areas[0] if question.areas else LONDON


@remembered
def median_ages(session: Session) -> dict[str, float]:
    """Age that half of the residents have reached, of every borough and London, Census 2021.

    From the wards, whose residents the Census gives by single year of age.
    """
    areas, frame = session.build.areas, session.build.frame("population")
    frame = frame[(frame["level"] == "ward") & (frame["sex"] == "all") & (frame["age"] >= 0)]
    people = frame.assign(borough=frame["area_code"].map(areas["parent_code"])).pivot_table(
        index="borough", columns="age", values="residents", aggfunc="sum"
    )
    people.loc[LONDON] = people.sum()
    found = {}
    for code, own in people.iterrows():
        sums = own.to_numpy(dtype=float).cumsum()
        found[str(code)] = float(own.index[int(np.searchsorted(sums, sums[-1] / 2))])
    return found


def _policed(session: Session) -> pd.Index:
    """Codes of the boroughs that the Met polices."""
    areas = session.build.areas
    return areas.index[(areas["level"] == "borough") & areas["ranked"]]


def median_age(question: Question) -> Value:
    """Age that half of the residents have reached, Census 2021."""
    found = median_ages(question.session)[_code(question)]
    return Value(found, "residents by single year of age, Census 2021")


def boroughs_of_median_age(question: Question) -> Value:
    """How many boroughs but the youngest have a median age of 35 or less, Census 2021."""
    ages = median_ages(question.session)
    young = sum(ages[str(code)] <= YOUNG for code in _policed(question.session))
    return Value(float(young - 1), "without Tower Hamlets; residents by age, Census 2021")


def density(question: Question) -> Value:
    """Residents per square kilometre, mid-2021, the City of London included."""
    build, code = question.session.build, _code(question)
    people, area = build.residents("borough"), float(build.areas["area_km2"][code])
    total = float(people[code] if question.areas else people.sum())
    return Value(total / area, f"{total:,.0f} residents (mid-2021), {area:,.0f} km²")


def rank_of_residents(question: Question) -> Value:
    """Rank by residents from the lowest, mid-2021, the City of London among them."""
    people, code = question.session.build.residents("borough"), _code(question)
    found = dict(zip(people.index, ranks.rank(-people.to_numpy(dtype=float)), strict=True))
    detail = f"{people[code]:,.0f} residents (mid-2021); the City of London counted"
    return Value(float(found[code]), detail)


def boroughs(question: Question) -> Value:
    """How many boroughs the Met polices."""
    return Value(float(len(_policed(question.session))), "and the City")

"""What the national tables say: London beside other regions, authorities and police forces.

Everything here takes a :class:`~data.queries.question.Question` for its session and its area and
reads ``national.parquet`` (:mod:`data.ingest.official.national`). A force has one yearly count
here, no monthly series: how it varies is not known, so its rank carries no interval.
"""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from data.evidence.values import NAN, Value
from data.model.places import CITY, ENGLAND, LONDON
from data.queries.people import query_people
from data.queries.question import Question
from data.session import Session, remembered
from data.statistics import intervals, ranks

MET, CITY_POLICE = "E23000001", "E23000034"
SIMILAR = ("E23000014", "E23000005", "E23000010")
"""West Midlands, Greater Manchester, West Yorkshire: the Met's most similar forces by the report's
own footnote 69."""
WITHOUT_CITY = "the City of London Police left out: its residents are no fair denominator"
TOP = 10
MOST_DEPRIVED = 50
YOUNG_ENDS = ("10-14", "15-19", "20-24")
ALMOST_ALL = 90.0
"""From how many per cent "almost all" is taken to hold."""


@remembered
def _table(session: Session) -> pd.DataFrame:
    return session.build.frame("national")


def _series(
    question: Question, measure: str, kinds: tuple[str, ...], period: str = ""
) -> pd.Series:
    """A measure by area code, areas of the kinds only."""
    frame = _table(question.session)
    own = frame[(frame["measure"] == measure) & frame["kind"].isin(kinds)]
    own = own[own["period"] == period] if period else own
    return own.set_index("area_code")["value"]


def _name(question: Question, code: str) -> str:
    frame = _table(question.session)
    return str(frame.loc[frame["area_code"] == code, "area_name"].iloc[0]).title()


def _own(question: Question) -> str:
    return question.areas[0] if question.areas else LONDON


def share(measure: str, code: str) -> Callable[[Question], Value]:
    """A share of residents in the Census of 2021, per cent."""

    def found(question: Question) -> Value:
        values = _series(question, measure, ("region", "country"))
        return Value(float(values.get(code, NAN)), "Census 2021, TS021")

    return found


def median_age(code: str) -> Callable[[Question], Value]:
    """Completed years of the median age, mid-2021."""

    def found(question: Question) -> Value:
        exact = _series(question, "median-age", ("country",)).get(code, NAN)
        return Value(exact // 1, f"{exact:.1f} within the year of age, mid-2021")

    return found


def _ranked(question: Question, values: pd.Series, what: str, form: str) -> Value:
    """Rank of the question's place, 1 the highest of the values, and who comes next to it."""
    code, values = _own(question), values.dropna()
    if code not in values.index:
        return Value(NAN)
    places = pd.Series(ranks.rank(values.to_numpy()), index=values.index)
    own = float(places[code])
    other = places[places.index != code].sort_values().index[0]
    detail = (
        f"rank {own:.0f} of {len(values)} {what}: {form.format(abs(values[code]))}; "
        f"{'then' if own == 1 else 'first'} {_name(question, str(other))}, "
        f"{form.format(abs(values[other]))}"
    )
    return Value(own, detail)


def youngest_region(question: Question) -> Value:
    """Rank of London by median age among the regions of England and Wales, 1 the youngest."""
    values = _series(question, "median-age", ("region", "country"))
    values = values[values.index.str.startswith(("E12", "W92"))]
    return _ranked(question, -values, "regions, Wales among them", "{:.1f} years")


def youngest_authority(question: Question) -> Value:
    """Rank of an authority by median age among all of the United Kingdom, 1 the youngest."""
    values = _series(question, "median-age", ("authority",))
    return _ranked(question, -values, "authorities of the United Kingdom", "{:.1f} years")


def _densities(question: Question, kinds: tuple[str, ...]) -> pd.Series:
    people = _series(question, "residents", kinds, "mid-2021")
    found = people / _series(question, "area", kinds)
    return found.dropna()


def densest_region(question: Question) -> Value:
    """Rank of London by residents per square kilometre among regions, 1 the densest."""
    values = _densities(question, ("region", "country"))
    values = values[values.index.str.startswith(("E12", "W92"))]
    return _ranked(question, values, "regions, Wales among them", "{:,.0f} per km²")


def densest_authority(question: Question) -> Value:
    """Rank of an authority by residents per square kilometre in the United Kingdom."""
    values = _densities(question, ("authority",))
    return _ranked(question, values, "authorities of the United Kingdom", "{:,.0f} per km²")


def densest(question: Question) -> Value:
    """How many of the 20 densest authorities of the United Kingdom are in London."""
    values = _densities(question, ("authority",))
    top = values.sort_values(ascending=False).index[:20]
    return Value(_inside(top), "mid-2021 residents by areas of MYE5") if len(top) else Value(NAN)


def _inside(codes: pd.Index) -> float:
    """How many of the codes are of London."""
    return float(codes.str.startswith("E09").sum())


def most_diverse(question: Question) -> Value:
    """How many of the ten most diverse authorities of England and Wales are in London."""
    values = _series(question, "diversity", ("authority",))
    top = values.sort_values(ascending=False).index[:TOP]
    detail = "diversity: chance that two residents are of different groups of 19 (Simpson)"
    return Value(_inside(top), detail) if len(top) else Value(NAN)


def best_attainment(question: Question) -> Value:
    """How many of the ten authorities of England with the best Attainment 8 are in London."""
    values = _series(question, "attainment-8", ("authority",), question.period.end[:4])
    top = values.sort_values(ascending=False).index[:TOP]
    detail = f"Attainment 8 of state-funded pupils, {question.period.end[:4]}"
    return Value(_inside(top), detail) if len(top) else Value(NAN)


def most_deprived(question: Question) -> Value:
    """How many boroughs are among the 50 most deprived authorities of England, IMD 2019."""
    values = _series(question, "imd-rank-of-average-rank", ("authority",))
    score = _series(question, "imd-rank-of-average-score", ("authority",))
    if values.empty:
        return Value(NAN)
    detail = f"by average rank; {(score <= MOST_DEPRIVED).sum()} by average score"
    return Value(float((values <= MOST_DEPRIVED).sum()), detail)


def free_school_meals(question: Question) -> Value:
    """Share of pupils with free school meals: the middle of primary and secondary schools."""
    year = question.period.end[:4]
    parts = [
        _series(question, f"free-school-meals-{school}", ("region",), year).get(LONDON, NAN)
        for school in ("primary", "secondary")
    ]
    detail = f"{parts[0]:.1f}% of primary and {parts[1]:.1f}% of secondary pupils, {year}"
    return Value(sum(parts) / 2, detail)


# --- police forces ------------------------------------------------------------------------------


def _rates(question: Question, measure: str) -> pd.Series:
    """Offences per 1,000 residents of every force but the City's."""
    counts = _series(question, measure, ("force",))
    people = _series(question, "residents", ("force",))
    return (counts / people * 1000).drop(CITY_POLICE, errors="ignore")


def force_rank(measure: str) -> Callable[[Question], Value]:
    """Rank of the Met among the forces by rate, 1 the highest."""

    def found(question: Question) -> Value:
        rates = _rates(question, measure).rename({MET: LONDON})
        ranked = _ranked(question, rates, "forces by rate", "{:.2f} per 1,000")
        return Value(ranked.value, f"{ranked.detail}; {WITHOUT_CITY}")

    return found


def beside_forces(measure: str, similar: bool) -> Callable[[Question], Value]:
    """1 where London's rate is above that of the other forces together, -1 where below.

    Args:
        measure: the series of Table C2.
        similar: beside the most similar forces only, else beside all others.
    """

    def found(question: Question) -> Value:
        counts = _series(question, measure, ("force",))
        people = _series(question, "residents", ("force",))
        if MET not in counts.index:
            return Value(NAN)
        others = [*SIMILAR] if similar else [c for c in counts.index if c not in (MET, CITY_POLICE)]
        rest = counts[others].sum() / people[others].sum() * 1000
        own = counts[MET] / people[MET] * 1000
        who = "the most similar forces" if similar else "the other forces of England and Wales"
        detail = f"{own:.2f} per 1,000 against {rest:.2f} in {who}"
        size = (own / rest - 1) * 100
        return Value(1.0 if own > rest else -1.0, detail, NAN, float(size))

    return found


def share_of_crime(question: Question) -> Value:
    """A borough's share of all offences that the Met recorded in a calendar year, per cent."""
    crimes = _series(question, "all-crime", ("authority",), question.period.written)
    crimes = crimes.drop(CITY, errors="ignore")
    own = crimes.get(_own(question), NAN)
    return Value(float(own / crimes.sum() * 100), f"{own:,.0f} of {crimes.sum():,.0f} offences")


# --- schools and work -----------------------------------------------------------------------------


def _by_year(question: Question, measure: str, code: str) -> pd.Series:
    frame = _table(question.session)
    own = frame[(frame["measure"] == measure) & (frame["area_code"] == code)]
    return own.set_index("period")["value"].sort_index()


def consistently_falling(measure: str) -> Callable[[Question], Value]:
    """-1 where a share of London fell in every year of the period, 0 where it did not."""

    def found(question: Question) -> Value:
        first, last = question.period.start[:4], question.period.end[:4]
        own = _by_year(question, measure, LONDON).loc[first:last]
        told = ", ".join(f"{value:.1f}% ({year})" for year, value in own.items())
        if own.empty:
            return Value(NAN)
        falls = own.diff().dropna() < 0
        return Value(-1.0 if falls.all() else 0.0, told)

    return found


def below_england(measure: str) -> Callable[[Question], Value]:
    """-1 where London lies below England in every year of the period, else 0."""

    def found(question: Question) -> Value:
        first, last = question.period.start[:4], question.period.end[:4]
        own, all_of_it = (
            _by_year(question, measure, code).loc[first:last] for code in (LONDON, ENGLAND)
        )
        if own.empty:
            return Value(NAN)
        detail = (
            f"below England in {(own < all_of_it).sum()} of {len(own)} years; {own.iloc[-1]:.1f}% "
            f"against {all_of_it.iloc[-1]:.1f}% in {own.index[-1]}"
        )
        return Value(-1.0 if (own < all_of_it).all() else 0.0, detail)

    return found


def grew(measure: str, first: str, last: str) -> Callable[[Question], Value]:
    """1 where a share of England rose between two years, -1 where it fell."""

    def found(question: Question) -> Value:
        own = _by_year(question, measure, ENGLAND)
        if first not in own.index or last not in own.index:
            return Value(NAN)
        size = (own[last] / own[first] - 1) * 100
        detail = f"{own[first]:.3f}% ({first}), {own[last]:.3f}% ({last})"
        return Value(1.0 if size > 0 else -1.0, detail, NAN, float(size))

    return found


# --- people ---------------------------------------------------------------------------------------


def _with_suspects(question: Question) -> str:
    """The first dataset that counts suspects of homicide by age and sex."""
    return next(
        slug
        for slug, able in question.session.domain.datasets.items()
        if "homicide" in able.offences and {"age", "sex"} <= set(able.cuts.get("suspect", ()))
    )


def young_men_of_homicide(question: Question) -> Value:
    """Share of men among those under 25 who were proceeded against for homicide, per cent."""
    asked = question.replace(dataset=_with_suspects(question), offence="homicide", measure="count")
    frame = query_people(asked, "suspect", ("age", "sex")).frame
    young = frame[frame["age"].isin(YOUNG_ENDS)]
    men = float(young.loc[young["sex"] == "male", "count"].sum())
    known = float(young.loc[young["sex"].isin(["male", "female"]), "count"].sum())
    limits = intervals.wilson(men, known)
    low, high = (float(limit) * 100 for limit in (limits.low, limits.high))
    detail = (
        f"{men:,.0f} of {known:,.0f} of known sex who were proceeded against at 10 to 24 "
        f"(95% interval {low:.0f}% to {high:.0f}%)"
    )
    return Value(men / known * 100 if known else NAN, detail)

"""A published figure put to today's data: the Question that it asks, and what is found."""

from __future__ import annotations

from collections.abc import Mapping

from data.evidence import reasons, values
from data.evidence.costs import reproduced
from data.evidence.judgement import Finding, broken, cannot, judge
from data.evidence.recipes import KINDS, PLACE, Kind, Recipe
from data.evidence.residents import place_of
from data.evidence.special import RECIPES
from data.evidence.values import Asked
from data.model.periods import Period
from data.model.selection import Selection
from data.queries.measures import has_cost
from data.queries.question import Question
from data.session import Session


def period_of(row: Mapping[str, str], which: str) -> Period | None:
    """The months that a row names as its ``period`` or its ``compare``, or ``None``."""
    start, end = row[f"{which}_from"], row[f"{which}_to"]
    return Period(start, end) if start and end else None


def _place(session: Session, row: Mapping, recipe: Recipe) -> tuple[str, tuple[str, ...]] | None:
    """Level and codes of what a figure speaks of; ``None`` outside the Met's data."""
    if not recipe.pair:
        return place_of(session, row["area_name"], row["area_code"])
    found = [place_of(session, name, "") for name in recipe.pair]
    return "ward", tuple(code for one in found if one for code in one[1])


def _question(
    session: Session, row: dict, recipe: Recipe, where: tuple[str, tuple[str, ...]]
) -> Question | str:
    """The question that a row puts to today's data, or why it puts none."""
    period = recipe.period or period_of(row, "period")
    earlier = period_of(row, "compare")
    if period is None:
        return reasons.why_no_period(row, False)
    compare = recipe.compare or (earlier.written if earlier else "none")
    if KINDS[row["unit"]].of_change and compare == "none" and recipe.compute is None:
        return reasons.why_no_period({**row, "period_from": period.start}, True)
    level, codes = where
    offence = row["offence"] or recipe.offence
    measure = recipe.measure
    return session.resolve(Selection(level, codes, offence, "all-ages", period, compare, measure))


def find(session: Session, row: dict) -> Finding:
    """What today's data say of a published figure, or why they say nothing.

    Args:
        session: what answers it.
        row: the published row with its theme, numbers as they are, every other cell a text.
    """
    recipe = RECIPES.get(row["figure_id"], Recipe())
    where = _place(session, row, recipe)
    if where is None and recipe.compute and not recipe.dated:
        where = ("london", ())  # a figure of the nation: its function knows the place
    if recipe.compute is None:
        kind, why = reasons.why_not(row, where is not None)
        if why:
            return cannot(kind, why + _sum_holds(session, row))
    if row["unit"] not in KINDS or where is None:
        return cannot(*reasons.why_not({**row, "offence": ""}, where is not None))
    question = _question(session, row, recipe, where)
    if isinstance(question, str):
        return cannot(reasons.NOT_OPEN, question)
    by_unit = KINDS[row["unit"]]
    compute = recipe.compute or by_unit.compute
    if not recipe.dated:
        name = "residents of a rank" if by_unit.form == PLACE else by_unit.name
        return judge(row, recipe, Kind(compute, name, by_unit.form), Asked(question, None))
    if shut := _shut(question, by_unit):
        return shut
    kind_of = Kind(compute, by_unit.name, by_unit.form, by_unit.moves)
    return judge(row, recipe, kind_of, Asked(question, values.resolve_later(question)))


def _shut(question: Question, kind: Kind) -> Finding | None:
    """Why a question about a series has no answer: coverage, a break, no unit cost."""
    for span in filter(None, (question.period, question.comparison)):
        if why := reasons.why_not_covered(question, span):
            return cannot(reasons.NOT_OPEN, why)
    if why := values.broken_by(question):
        return broken(Asked(question, None), why)
    if kind.name == "cost" and not has_cost(question):
        return cannot(reasons.NOT_OPEN, "The report gives no unit cost for this series.")
    return None


def _sum_holds(session: Session, row: Mapping) -> str:
    """Whether a printed cost of tables 13 and 15 is its volume times its unit costs."""
    if row["table"] not in ("13", "15"):
        return ""
    sums = reproduced(session, row["table"])
    own = sums[sums["figure_id"] == row["figure_id"]]
    if own.empty:
        return ""
    found = own.iloc[0]
    holds = abs(found["difference"]) <= 10
    text = f"£{found['recomputed']:,.0f}"
    return (
        f" Its own volume times its own unit costs gives {text}"
        f"{', the printed total to £10' if holds else ', not the printed total'}."
    )

"""Boroughs that are highest, and those that changed most, as short lists."""

from __future__ import annotations

from components.card import Card
from components.filters import View
from components.ranking import changing_list, highest_list
from data.queries.question import Question


def _boroughs(view: View) -> Question:
    return view.question.replace(level="borough", areas=()).answerable


def highest(view: View) -> Card:
    """The three highest boroughs of the chosen measure."""
    return highest_list("overview-highest", _boroughs(view))


def changing(view: View) -> Card:
    """The three boroughs that clearly changed most."""
    return changing_list("overview-changing", _boroughs(view))

"""Boroughs that are highest, and those that changed most, as short lists."""

from __future__ import annotations

from components.areas.ranking import changing_list, highest_list
from components.card import Card
from components.filters.view import View
from data.queries.question import Question


def _resolve_boroughs(view: View) -> Question:
    return view.question.replace(level="borough", areas=()).answerable


def highest(view: View) -> Card:
    """The three highest boroughs of the chosen measure."""
    return highest_list("overview-highest", _resolve_boroughs(view))


def changing(view: View) -> Card:
    """The three boroughs that clearly changed most."""
    return changing_list("overview-changing", _resolve_boroughs(view))

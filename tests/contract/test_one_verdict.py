"""One change has one verdict: the pages that tell it agree, or say in words why they do not."""

from __future__ import annotations

import re

import pytest

import app  # noqa: F401 - registers the pages
from components.layout import Page, page_at
from components.text.words import VERDICTS
from data.model.catalogue import SNA_SIX
from tests.conftest import by_id, text_of
from tests.unit.selections import CODES

WHY = "does not count as clear, as one of"
BRIEFLY = "not clear as one of"
"""The same on a card, whose headline says it in full."""
CARD = {word: key for key, (_, word) in VERDICTS.items() if word}
WHEN = (
    ("no clear change", "no-clear-change"),
    ("not comparable", "not-comparable"),
    ("too few to compare", "too-few"),
    ("too short or too rare", "unknown"),
    ("by itself more than chance", "alone"),
    ("more than chance", "clear"),
)
PLACES = ["", *CODES["borough"]]


def page(path: str) -> Page:
    found = page_at(path)
    assert found is not None
    return found


def card_of(area: str, offence: str) -> tuple[str, str]:
    """What the overview's card of an offence says: verdict and the whole line."""
    overview = page("/")
    shown = overview.shown(overview.view({"area": area} if area else {}))
    line = text_of(by_id(shown.tree)[f"overview-{offence}-verdict"])
    words = [word for word in sorted(CARD, key=len, reverse=True) if word in line]
    return (CARD[words[0]] if words else "none"), line


def when_of(area: str, offence: str) -> tuple[str, str]:
    """What ``/when`` says of the same: verdict, and headline with its spans."""
    when = page("/when")
    view = when.view({"offence": offence} | ({"area": area} if area else {}))
    assert when.headline is not None
    found = when.headline(view)
    verdict = next((key for words, key in WHEN if words in found.text), "none")
    way = {"up": "higher", "down": "lower"}.get(re.sub(r".*: (\w+) .*", r"\1", found.text), "")
    if verdict in ("alone", "clear"):
        verdict = way + ("-alone" if verdict == "alone" else "")
    return verdict, f"{found.text} {found.spans}"


@pytest.mark.parametrize("area", PLACES)
def test_the_overview_and_the_page_of_one_offence_agree(area: str) -> None:
    for offence in SNA_SIX:
        (card, line), (when, text) = card_of(area, offence), when_of(area, offence)
        assert card == when, (area, offence, line, text)
        alone = card.endswith("-alone")
        assert (BRIEFLY in line) == (WHY in text) == alone, (area, offence, line, text)


@pytest.mark.parametrize("area", PLACES)
def test_no_card_says_no_clear_change_beside_an_interval_that_leaves_out_zero(area: str) -> None:
    for offence in SNA_SIX:
        verdict, line = card_of(area, offence)
        span = re.search(r"\(([+−]?)[\d.,]+ to ([+−]?)[\d.,]+\)", line)
        if span:
            one_side = span[1] == span[2] != ""
            assert one_side == (verdict != "no-clear-change"), line


def test_the_card_that_began_this() -> None:
    """Waltham Forest: +20.1 % (+3.1 to +39.9), clear alone and not among the five told together."""
    verdict, line = card_of("E09000031", "other-sexual-offences")
    assert verdict == "higher-alone"
    assert line.endswith("+20.1% (+3.1 to +39.9): not clear as one of five")
    overview = page("/")
    assert overview.headline is not None
    spans = overview.headline(overview.view({"area": "E09000031"})).spans
    assert f"other sexual offences rose, but that {WHY} five offences looked at together" in spans


def test_the_panel_of_an_area_says_so_too() -> None:
    """Of 669 wards none stands; the 34 that do by themselves say that they are one of 669."""
    hot = page("/hotspots")
    told = []
    for code in CODES["borough"]:
        view = hot.view({"focus": code, "offence": "personal-robbery", "level": "borough"})
        told.append(text_of(hot.shown(view).made["hotspots-panel"].tree()))
    alone = [text for text in told if "by itself" in text]
    assert len(alone) == 5, "eight by themselves, three of them among 32"
    assert all("as one of 32 boroughs looked at together" in text for text in alone)


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ({"compare": "to-2020-03"}, "months of lockdown are among them"),
        ({}, ""),
    ],
    ids=["lockdown", "none"],
)
@pytest.mark.parametrize("area", PLACES[::5])
def test_what_is_doubtful_on_one_page_is_doubtful_on_the_other(
    area: str, query: dict[str, str], told: str
) -> None:
    overview, when = page("/"), page("/when")
    assert overview.headline is not None and when.headline is not None
    asked = query | ({"area": area} if area else {})
    spans = overview.headline(overview.view(asked)).spans
    moved = 0
    for offence in SNA_SIX:
        text = when.headline(when.view(asked | {"offence": offence})).text
        if re.search(r": (up|down) .*, but ", text):
            moved += 1
            assert told and told in text and told in spans
    assert bool(moved) == (": months of" in spans)
    assert bool(moved) == bool(told) or area, "London's robbery, rape and other sexual offences"

"""What the headlines of the pages say, for questions that people ask and for random ones."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator
from typing import Any

import pytest

import app  # noqa: F401 - registers the pages
from components.areas.maps import map_card
from components.card import Card
from components.filters.view import View, render_notices
from components.layout import Finding, page_at
from components.text.highest import FEW
from components.text.words import told_verdict
from components.when.headline import resolve_compared
from data import queries
from data.model import periods
from data.model.catalogue import COMPARISONS, MEASURES, OPEN_SERIES
from tests.conftest import by_id, text_of
from tests.unit.selections import CODES, FIRST, LAST

CITY, ST_JAMES = "E09000001", "E05013806"


def said(path: str, **query: str) -> Finding:
    """The headline of a page; ``from_`` stands for ``from``."""
    page = page_at(path)
    assert page is not None and page.headline is not None
    found = page.headline(page.view({name.rstrip("_"): text for name, text in query.items()}))
    assert isinstance(found, Finding)
    return found


def lead(found: Finding) -> str:
    return dict(found.leads)["sentence"]


# --- Overview ---------------------------------------------------------------------------------


def test_an_offence_with_months_of_its_own_is_named_with_them() -> None:
    """Domestic abuse ends in July 2025: in March 2026 it rose and led, and was not in the title."""
    found = said("/", from_="2026-03", to="2026-03")
    assert found.text == "Domestic abuse (to July 2025) rose"
    assert lead(found).startswith(
        "8,941 domestic abuse offences in London in July 2025, 14.9% more"
    )
    assert "knife crime (to February 2026)" in found.spans


@pytest.mark.parametrize("area", ["", ST_JAMES, *CODES["borough"][::4]])
@pytest.mark.parametrize("months", [("2025-04", "2026-03"), ("2026-03", "2026-03")])
def test_every_offence_of_the_six_is_told_of(area: str, months: tuple[str, str]) -> None:
    page = page_at("/")
    assert page is not None
    query = {"from": months[0], "to": months[1]} | ({"area": area} if area else {})
    found, six = said("/", **query), queries.six_of(page.view(query).question)
    told = f"{found.text} {found.spans}".lower()
    if "no met data" not in told:
        assert all(change.question.offence.lower.lower() in told for change in six.values())
    clear = [one for one in six.values() if told_verdict(one.row) in queries.CLEAR]
    assert all(one.question.offence.lower.lower() in found.text.lower() for one in clear)


def test_what_leads_is_clear_or_it_is_said_that_nothing_is() -> None:
    """St James's was led by "rape +39.3 %: no clear change", beside a robbery that fell."""
    found = said("/", area=ST_JAMES)
    assert "no clear change in any of the five offences" in found.text
    assert "personal robbery fell, but that does not count as clear" in found.spans
    assert lead(found).startswith("670 personal robberies")
    for code in CODES["borough"] + CODES["ward"][::20]:
        text = lead(said("/", area=code))
        assert "no clear change" not in text, text


# --- Highest ----------------------------------------------------------------------------------


def told_by(path: str, section: str, **query: str) -> str:
    """Title and sentence of a card of a page."""
    page = page_at(path)
    assert page is not None
    card = page.shown(page.view(query)).made[section].shown
    assert isinstance(card, Card)
    return f"{card.title} | {card.sentence}"


def test_no_borough_is_highest_on_a_handful_of_homicides() -> None:
    """It read "Lewisham: most homicide", on ten with ranks from 1st to 11th."""
    found = said("/boroughs", offence="homicide")
    assert found.text == "Homicide: no borough clearly has the most"
    assert "fewer than 20 are too few to name one" in found.spans
    told = told_by("/boroughs", "boroughs-bars", offence="homicide")
    assert "lowest in six boroughs (0 each)" in told
    assert told_by("/", "overview-highest", offence="homicide").startswith(
        "No borough is clearly highest | Homicide, recorded number"
    )
    told = told_by("/", "overview-map", offence="homicide")
    assert told.startswith("Homicide: no ward clearly highest")
    assert "Fairfield" not in told, "one of eleven wards with two"


def test_the_highest_are_the_same_on_every_page() -> None:
    assert said("/boroughs").text == "Westminster or Croydon: most violence with injury"
    assert told_by("/", "overview-highest").startswith("Highest: Westminster or Croydon |")
    assert told_by("/hotspots", "hotspots-map", level="borough").startswith(
        "Violence with injury: highest in Westminster or Croydon |"
    )


def test_a_borough_stands_where_its_interval_says() -> None:
    assert said("/boroughs", area="E09000012").text == (
        "Hackney 11th to 16th of 32 for violence with injury"
    )


def test_changes_are_told_by_how_many_are_clear() -> None:
    """It read "Highest: Kingston +9.0 %, 1st (1st to 30th)" beside "No change stands out"."""
    for path in ("/", "/boroughs"):
        text = f"{said(path, measure='change').text} {said(path, measure='change').spans}"
        assert "most" not in text
        assert "Kingston" not in text
    assert said("/boroughs", measure="change").text == (
        "Violence with injury: no borough’s change is clear"
    )
    robbery = {"measure": "change", "offence": "personal-robbery"}
    assert said("/boroughs", **robbery).text == "Personal robbery fell in 3 boroughs"
    assert told_by("/", "overview-highest", **robbery).startswith("Highest: Westminster |")
    assert "Personal robbery clearly changed in three boroughs when the 32 boroughs are" in told_by(
        "/", "overview-changing", **robbery
    )


def test_a_rate_is_told_with_its_unit() -> None:
    assert "per 1,000 residents, year to March 2026: highest in Westminster (15.3)" in told_by(
        "/", "overview-highest", measure="rate"
    )


def test_a_place_is_not_told_twice() -> None:
    """It read "highest in St James's, Westminster in St James's, Westminster"."""
    assert told_by("/", "overview-map", area=ST_JAMES) == (
        "Violence with injury in St James's, Westminster | Recorded number by ward, year to March "
        "2026: 785 offences of violence with injury in St James's, Westminster."
    )
    assert told_by("/hotspots", "hotspots-map", area="E09000033").startswith(
        "Westminster, violence with injury: highest in St James's or West End | Recorded number by "
        "ward in Westminster, year to March 2026: highest in St James's (785), West End (784)"
    )
    two = told_by("/hotspots", "hotspots-map", level="borough", area="E09000033,E09000027")
    assert two.startswith("Violence with injury: highest in Westminster among those chosen |")
    assert two.count("Westminster") == 2
    assert said("/when", area="E05014053,E05013806").text.startswith(
        "St James's (Westminster) and Abbey (Barking and Dagenham), violence with injury: "
    )


# --- Any question -----------------------------------------------------------------------------

SEED, ASKED_FOR = 20_240_301, 150
WRONG = {
    "no number": r"\b(nan|None|inf|NaN)\b",
    "two spaces": r"  ",
    "one of many": r"(?<![\d.,–-])\b(1|[Oo]ne) (wards|boroughs|areas|offences|months|years)\b",
    "none of one": r"(?<![\d.,–-])\b1 (homicides|rapes|victims|crimes|robberies|offences)\b",
    "a place twice": r"\b([A-Z][\w'’&., -]{3,}?),? (?:in )?\1\b",
    "no words": r"“”|\(\)|: ?\.|, ?\.|\.\.",
}


CHANGE = re.compile(r"[+−][\d.]+%|\d% (more|fewer)|(up|down) [\d.]+%")


def question_of(chance: random.Random) -> dict[str, str]:
    """A question that a person could ask on any page."""
    level = chance.choice(("ward", "borough"))
    codes = CODES[level] + (CODES["borough"] if level == "ward" else [])
    length, end = chance.choice((1, 1, 3, 12, 12, 12, 24)), chance.choice((LAST, None))
    last = end or chance.randint(FIRST + length, LAST)
    return {
        "level": level,
        "area": ",".join(sorted(set(chance.choices(codes, k=chance.choice((0, 0, 1, 1, 2, 4)))))),
        "offence": chance.choice(sorted(OPEN_SERIES)),
        "measure": chance.choice(sorted(MEASURES)),
        "compare": chance.choice(sorted(COMPARISONS)),
        "from": periods.month(last - length + 1),
        "to": periods.month(last),
    }


def questions() -> Iterator[dict[str, str]]:
    """So many of them, the same in every run."""
    chance = random.Random(SEED)
    return (question_of(chance) for _ in range(ASKED_FOR))


def faults(texts: Iterable[str]) -> list[str]:
    """What is wrong with some texts."""
    return [
        f"{what}: {text}" for text in texts for what, sign in WRONG.items() if re.search(sign, text)
    ]


def small_bases(view: View, found: Finding) -> list[str]:
    """Where the overview or ``/when`` tells a change of fewer than twenty in per cent."""
    if view.path == "/when":
        told, text = [queries.change_of(resolve_compared(view.question.added_up))], found.text
    else:
        told, text = list(queries.six_of(view.question).values()), lead(found)
        told = [one for one in told if f" {one.question.offence.noun} in " in text]
    few = [one for one in told if one.row["compare_count"] < FEW]
    return [f"a base under {FEW}: {text}"] * bool(few and CHANGE.search(text))


@pytest.mark.parametrize("path", ["/", "/when", "/boroughs", "/hotspots"])
def test_whatever_is_asked_the_headline_can_be_read_out(path: str) -> None:
    page = page_at(path)
    assert page is not None and page.headline is not None
    wrong = []
    for query in questions():
        view = page.view({name: text for name, text in query.items() if text})
        found = page.headline(view)
        texts = [found.text, found.spans, *dict(found.leads).values()]
        if path == "/hotspots":
            drawn = map_card("map", view.question.answerable)
            texts += [drawn.title, drawn.sentence]
        wrong += [f"{query}: {fault}" for fault in faults(texts)]
        if path in ("/", "/when"):
            wrong += [f"{query}: {fault}" for fault in small_bases(view, found)]
    assert not wrong, "\n".join(wrong[:20])


@pytest.mark.parametrize(
    ("what", "text"),
    [
        ("no number", "Rape: nan% up"),
        ("two spaces", "London,  year"),
        ("one of many", "fell in 1 wards"),
        ("none of one", "1 homicides in 4 boroughs"),
        ("a place twice", "highest in St James's, Westminster in St James's, Westminster (785)"),
        ("a place twice", "East Barnet, Barnet, Barnet"),
        ("no words", "offence “”: is given more than once"),
    ],
)
def test_the_sweep_sees_what_it_is_for(what: str, text: str) -> None:
    assert any(fault.startswith(what) for fault in faults([text]))


# --- What is told beside them -----------------------------------------------------------------


def asked_of(path: str, query: dict[str, Any]) -> str:
    """The notices above a page."""
    page = page_at(path)
    assert page is not None
    return text_of(render_notices(page.view(query)))


def test_the_ends_of_a_period_are_told_of_once() -> None:
    told = asked_of("/", {"from": "2031-01", "to": "2031-02"})
    assert told.startswith(
        "from “2031-01”: lies outside the data; to “2031-02”: lies outside the data. Shown "
        "instead: year to March 2026. Possible: months from "
    )
    assert told.count("Possible") == told.count("Shown instead") == 1


def test_a_value_that_is_empty_or_given_twice_is_told_without_empty_quotes() -> None:
    assert asked_of("/", {"offence": ["rape", "homicide"]}).startswith("offence is given more than")
    told = asked_of("/", {"offence": "", "measure": ""})
    assert "offence is empty." in told
    assert "“”" not in told


@pytest.mark.parametrize("path", ["/people", "/when"])
def test_why_a_page_shows_no_change_speaks_of_the_change(path: str) -> None:
    """It read "Rates stand in their own cards" to somebody who asked for the change."""
    assert re.search(
        r"measure “change”: This page counts.*change", asked_of(path, {"measure": "change"})
    )


def test_a_ward_is_shown_where_it_is_named() -> None:
    found = said("/when", area=ST_JAMES)
    assert found.text.startswith("St James's, Westminster, violence with injury: ")
    assert not asked_of("/when", {"area": ST_JAMES})


def test_the_city_has_a_reason_where_its_charts_would_stand() -> None:
    page = page_at("/when")
    assert page is not None
    view = page.view({"area": CITY})
    assert not [chart for chart in page.shown(view).figures if chart["data"]]
    shown = text_of(page.shown(view).tree)
    assert shown.count("the City of London has its own police force") == 4, "a chart each"


def test_a_card_of_one_month_says_what_its_line_adds_up() -> None:
    page = page_at("/")
    assert page is not None
    for months, told in ((("2026-03", "2026-03"), True), (("2025-04", "2026-03"), False)):
        view = page.view({"from": months[0], "to": months[1]})
        value = by_id(page.shown(view).tree)["overview-rape-value"]
        assert ("line: sums of 12 months" in text_of(value)) == told

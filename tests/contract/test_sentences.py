"""What random questions are told, word by word: 120 seeded ones over the pages of costs and people.

A sentence has no gap where a number is missing, no wrong plural, no interval that vanished by
rounding, and no percentage on fewer than 20.
"""

from __future__ import annotations

import random
import re
from typing import Any

import pytest

from components.layout.page import pages
from data import queries
from data.model import periods
from data.session import sessions
from data.statistics.change import MINIMUM_BASE
from tests.conftest import by_id, text_of

NOUNS = {
    "offences": "offence", "homicides": "homicide", "rapes": "rape", "robberies": "robbery",
    "crimes": "crime", "victims": "victim", "months": "month", "years": "year", "wards": "ward",
    "boroughs": "borough", "groups": "group", "areas": "area", "disposals": "disposal",
    "discharges": "discharge", "statements": "statement", "things": "thing", "people": "person",
    "weapons": "weapon", "files": "file", "rows": "row", "figures": "figure",
}  # fmt: skip
NUMBER = r"(?<![\w.,£/’-])"
ONE = re.compile(rf"{NUMBER}1 ({'|'.join(NOUNS)})\b")
MANY = re.compile(
    rf"{NUMBER}(?!1 )\d[\d,]* ({'|'.join(NOUNS.values())})\b(?! (?:sums?|ago)|-|s\b|’)"
)
AMOUNT = r"[£+−]?\d+(?:[.,]\d+)*(?:st|nd|rd|th)?"
UNIT = r"%| million| billion"
SAME = re.compile(rf"(?<![\w.,£])(?:({AMOUNT})({UNIT}) to \1\2|({AMOUNT}) to \3)(?![\w]|[.,]\d)")
ENDS = ("headline", "spans", "sure", "sentence", "title", "subtitle", "result", "lead", "report")
SERIES = (
    "offences-with-unit-cost", "homicide", "violence-with-injury", "rape", "personal-robbery",
    "other-sexual-offences", "robbery", "knife-crime", "domestic-abuse",
)  # fmt: skip


def asked(number: int) -> tuple[str, dict[str, str]]:
    """A page and a query, the same for every run."""
    rng = random.Random(1_700 + number)
    path = rng.choice(["/costs"] * 5 + ["/people"] * 4 + ["/hotspots", "/data", "/evidence"])
    domain = sessions.current.domain
    level = rng.choice(["ward", "borough", "borough", "london"])
    codes = sorted(code for code, own in domain.levels.items() if own == level)
    query = {"level": level, "compare": rng.choice(["previous-year", "to-2020-03", "none"])}
    if level != "london" and rng.random() < 0.75:
        larger = sorted(code for code, own in domain.levels.items() if own == "borough")
        chosen = {rng.choice(codes if rng.random() < 0.7 else larger) for _ in range(rng.choice(
            [1, 1, 1, 2, 3]))}  # fmt: skip
        query["area"] = ",".join(sorted(chosen))
    query["offence"] = rng.choice(SERIES)
    last, length = periods.index("2026-03"), rng.choice([12, 12, 12, 1, 3, 6, 24, 36])
    start = rng.randint(periods.index("2011-04"), last - length + 1)
    if rng.random() < 0.6:
        start = last - length + 1
    query |= {"from": periods.month(start), "to": periods.month(start + length - 1)}
    if path == "/people":
        query["dataset"] = rng.choice(["homicide", "homicide", "vawg", "custody", "simulated"])
        query.pop("offence")
    elif rng.random() < 0.15:
        query["dataset"] = "simulated"
    if path == "/costs":
        query |= {"cut": str(rng.choice([1, 10, 50])), "margin": str(rng.choice([5, 20]))}
        if rng.random() < 0.3:
            query["invest"] = str(rng.choice([1, 10_000, 3_000_000]))
    return path, query


def said_by(parts: dict[str, Any]) -> dict[str, str]:
    """Every headline and sentence of a page, by its name."""
    return {
        name: text_of(node)
        for name, node in parts.items()
        if isinstance(name, str) and name.rpartition("-")[2] in ENDS
    }


def faults(text: str) -> list[str]:
    """What is wrong with a sentence, in itself."""
    found = [f"“{hit}”" for hit in re.findall(r"\b(?:nan|NaN|None|inf|undefined)\b", text)]
    found += ["two spaces"] if re.search(r"\S  \S", text) else []
    found += [f"plural: {hit.group()}" for hit in ONE.finditer(text)]
    found += [f"singular: {hit.group()}" for hit in MANY.finditer(text)]
    found += [f"both ends: {hit.group()}" for hit in SAME.finditer(text)]
    found += ["a space before a stop"] if re.search(r" [.,;](?:\s|$)", text) else []
    found += ["an empty bracket"] if "()" in text else []
    return found


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("1 offences fewer", 1), ("21 offences", 0), ("2 offence", 1), ("1 offence", 0),
        ("£1.2 billion to £1.2 billion", 1), ("£1.2 to £1.2 billion", 1), ("4% to 4%", 1),
        ("£1.2 to £1.3 billion", 0), ("13 to 134", 0), ("a  gap", 1), ("a nan", 1),
        ("0.1 to 0.1.", 1),
        ("2023 to 2024", 0), ("1st to 1st", 1), ("12 month sums", 0), ("5 to 5.2", 0),
    ],
)  # fmt: skip
def test_faults_are_found(text: str, wrong: int) -> None:
    assert len(faults(text)) == wrong


@pytest.mark.parametrize("number", range(120))
def test_a_random_question_is_told_in_sound_sentences(client: Any, number: int) -> None:
    path, query = asked(number)
    page = next(page for page in pages() if page.path == path)
    parts = by_id(page.render(**query))
    told = said_by(parts)
    wrong = {name: faults(text) for name, text in told.items()}
    wrong = {name: (found, told[name]) for name, found in wrong.items() if found}
    assert not wrong, "\n".join([path, str(query), *map(str, wrong.items())])
    if path == "/costs":
        few_are_told_no_share(page.view(query).question.answerable, told)
    if path == "/people":
        few_people_are_told_no_share(page.view(query).question.added_up, told)


def percents(text: str) -> list[str]:
    """The percentages of a sentence that are not the level of an interval."""
    return [hit for hit in re.findall(r"[\d.,]+%", text) if hit != "95%"]


def few_are_told_no_share(question: queries.Question, told: dict[str, str]) -> None:
    """No share and no change of a cost on fewer than 20 offences."""
    count = float(queries.query_costs(question, ()).frame["count"].iloc[0])
    if count < MINIMUM_BASE:
        for name in ("costs-offence-title", "costs-offence-sentence", "costs-bearer-title"):
            assert not percents(told[name]), told[name]
    change = queries.query_cost_change(question).frame.iloc[0]
    if change["compare_count"] < MINIMUM_BASE:
        assert not re.search(r"(?:up|down) \d", told["costs-spans"]), told["costs-spans"]


def few_people_are_told_no_share(question: queries.Question, told: dict[str, str]) -> None:
    """No share of people where the table that it is of holds fewer than 20."""
    for role in question.capabilities.roles:
        if queries.people_reason(question, role, ("ethnicity",)):
            continue
        frame = queries.query_people(question, role, ("ethnicity",)).frame
        number = frame["count"].sum()
        if number < MINIMUM_BASE and role == question.capabilities.roles[0]:
            assert not percents(told["people-ethnicity-title"]), told["people-ethnicity-title"]


def test_every_page_is_asked_often() -> None:
    pages = [asked(number)[0] for number in range(120)]
    assert pages.count("/costs") >= 35 and pages.count("/people") >= 30
    assert {"/data", "/evidence", "/hotspots"} <= set(pages)

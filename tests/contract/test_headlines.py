"""What the headlines of the pages say, for questions that people ask and for random ones."""

from __future__ import annotations

import pytest

import app  # noqa: F401 - registers the pages
from components.layout import Finding, page_at
from components.text.words import told_verdict
from data import queries
from tests.unit.selections import CODES

ST_JAMES = "E05013806"


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

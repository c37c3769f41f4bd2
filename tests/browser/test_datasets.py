"""Another dataset: what it cannot answer is greyed out with the reason, what it can is kept."""

from __future__ import annotations

import pytest

from tests.browser.support import Board

pytestmark = pytest.mark.browser

ABLE = {
    "/": {"recorded", "simulated"},
    "/hotspots": {"recorded", "simulated"},
    "/boroughs": {"recorded", "simulated"},
    "/costs": {"recorded", "simulated"},
    "/when": {"recorded", "simulated"},
    "/people": {"homicide", "vawg", "custody", "simulated"},
}
"""The datasets that each page can show."""
OFFENCE = {"/costs": "rape"}


@pytest.mark.parametrize("path", sorted(ABLE))
def test_a_page_offers_the_datasets_that_it_can_show(board: Board, path: str) -> None:
    board.open(path)
    options = board.options("dataset")
    assert {item["value"] for item in options if not item["disabled"]} == ABLE[path]
    assert len(options) == 5
    assert all(" – " in item["label"] for item in options if item["disabled"])


@pytest.mark.parametrize("path", sorted(set(ABLE) - {"/people"}))
def test_what_can_be_kept_is_kept(board: Board, path: str) -> None:
    offence = OFFENCE.get(path, "personal-robbery")
    board.open(f"{path}?area=E09000033&offence={offence}")
    board.switch("simulated")
    asked = board.query
    assert (asked["dataset"], asked["area"], asked["offence"]) == (
        "simulated",
        "E09000033",
        offence,
    )
    assert board.page.inner_text("main h1").startswith("Simulated: ")
    for title in board.texts(".card-title"):
        assert (
            "Simulated" in title
            or "Knife crime" in title
            or "report" in title.lower()
            or title == "What this dataset does not say"
            or (path in ("/when", "/costs", "/boroughs"))
        ), title
    cohorts = board.options("cohort")
    assert not any(item["disabled"] for item in cohorts)
    if path != "/":  # the overview's cards have their own offences
        board.choose("cohort", "under-25")
        assert board.query["cohort"] == "under-25"
    board.check_words()
    board.switch("recorded")
    assert "dataset" not in board.query
    assert board.query["area"] == "E09000033"
    assert not board.page.inner_text("main h1").startswith("Simulated")
    if path != "/":  # open data has no such cohort: said, and shown without it
        assert "extract" in board.page.inner_text("#notices")
    board.check_words()


def test_the_people_page_goes_through_its_datasets(board: Board) -> None:
    board.open("/people")
    for dataset, word in (("vawg", "women"), ("custody", "custody"), ("simulated", "Simulated")):
        board.switch(dataset)
        assert word.lower() in board.page.inner_text("main").lower()
        board.check_words()
    board.switch("homicide")
    assert "dataset" not in board.query


def test_the_back_button_brings_the_former_dataset_back(board: Board) -> None:
    board.open("/boroughs?offence=rape")
    board.switch("simulated")
    board.page.go_back()
    board.page.wait_for_selector("#react-entry-point main h1")
    board.settle()
    assert board.value("dataset") == "recorded"
    assert board.value("offence") == "rape"

"""``/when``: what it says is what its tables hold, and nothing is compared across a hard break."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import dash
import pandas as pd
import pytest
from plotly.graph_objects import Figure

from components.figures.heatmap import build_heatmap
from components.when import charts as when_cards
from data.model.catalogue import OPEN_SERIES
from data.model.periods import Period
from data.model.selection import Selection
from tests.asking import ask
from tests.conftest import by_id, text_of, walk
from tests.contract.test_pages import PAGES, checked

PAGE = PAGES["/when"]

CARDS = ("trend", "hours", "months", "season", "rolling")
CITY, HACKNEY, ABBEY = "E09000001", "E09000012", "E05014053"
ASKED: list[dict[str, str]] = [
    {},
    {"offence": "homicide"},
    {"offence": "domestic-abuse"},
    {"offence": "stalking-and-harassment", "area": HACKNEY},
    {"offence": "lethal-barrel-discharge"},
    {"offence": "knife-injury-victims-under-25", "cohort": "under-25"},
    {"area": f"{HACKNEY},{CITY}"},
    {"area": CITY},
    {"area": ABBEY, "level": "ward", "offence": "personal-robbery"},
    {"from": "2010-04", "to": "2010-04"},
    {"from": "2015-01", "to": "2015-03", "offence": "rape", "area": HACKNEY},
    {"from": "2019-04", "to": "2020-03", "compare": "to-2020-03"},
    {"compare": "none"},
    {"dataset": "simulated"},
    {"dataset": "simulated", "offence": "homicide", "cohort": "under-25", "area": HACKNEY},
    {"dataset": "simulated", "offence": "knife-crime", "cohort": "serious-violence"},
    {"dataset": "simulated", "from": "2020-01", "to": "2020-12", "level": "ward", "area": ABBEY},
]


@pytest.fixture(scope="module")
def layout(served: Any) -> Callable[..., Any]:
    return next(page["layout"] for page in dash.page_registry.values() if page["path"] == "/when")


def opened(layout: Callable[..., Any], **query: str) -> tuple[Any, dict[str, Any]]:
    tree = layout(**query)
    return tree, by_id(tree)


def test_every_offence_opens(layout) -> None:
    for offence in OPEN_SERIES:
        tree, found = opened(layout, offence=offence)
        checked("/when", tree, found)
        assert found["filter-offence"].value == offence


@pytest.mark.parametrize("query", ASKED, ids=str)
def test_a_question_opens_with_valid_charts_and_working_files(layout, client, query) -> None:
    tree, found = opened(layout, **query)
    checked("/when", tree, found)
    for node in walk(tree):
        if type(node).__name__ == "Graph":
            Figure(node.figure)
    for card in CARDS:
        title = text_of(found[f"when-{card}-title"]).removeprefix("Simulated: ")
        assert len(title.split()) <= 10, title
        for kind, address in (
            ("csv", found[f"when-{card}-csv"].href),
            ("json", getattr(found[f"when-{card}-table"], "data-table")),
        ):
            assert f".{kind}" in address
            assert client.get(address).status_code == 200, address


@pytest.mark.parametrize("query", ASKED, ids=str)
def test_simulated_records_say_so_everywhere(layout, query) -> None:
    _, found = opened(layout, **query)
    simulated = query.get("dataset") == "simulated"
    for name in [f"when-{card}-{part}" for card in CARDS for part in ("title", "sentence")] + [
        "when-headline",
        "when-sentence",
    ]:
        assert ("imulated" in text_of(found[name])) == simulated or (
            not simulated and name == "when-hours-sentence"
        ), name


def test_the_headline_names_both_periods_and_the_finding_is_the_trends(layout) -> None:
    _, found = opened(layout, offence="personal-robbery")
    spans = text_of(found["when-spans"])
    assert len(re.findall(r"20\d\d", spans)) >= 3
    assert "compared with the average of" in spans
    sentence = text_of(found["when-sentence"])
    assert "year to March 2026" in sentence
    assert "year to March 2025" in sentence


def test_the_trend_is_its_table(layout, client) -> None:
    _, found = opened(layout, offence="personal-robbery")
    rows = client.get(getattr(found["when-trend-table"], "data-table")).json["rows"]
    points = next(
        trace
        for trace in found["when-trend-graph"].figure["data"]
        if trace["mode"] == "lines+markers"
    )
    assert points["x"] == [row["month"] for row in rows]
    assert f"{rows[-1]['count']:,}" in text_of(found["when-trend-title"])
    series = client.get(
        "/api/v1/series.json?level=london&offence=personal-robbery&from=2018-04&to=2026-03"
    ).json["rows"]
    assert [row["count"] for row in rows] == [row["count"] for row in series]


def test_the_months_are_those_of_the_series(layout, client) -> None:
    _, found = opened(layout, offence="rape", area=HACKNEY)
    rows = client.get(getattr(found["when-months-table"], "data-table")).json["rows"]
    whole = sum(row["count"] or 0 for row in rows)
    answer = client.get(
        f"/api/v1/areas.json?level=borough&area={HACKNEY}&offence=rape&from=2010-04&to=2026-03"
    ).json["rows"]
    assert whole == answer[0]["count"]
    blank = [row for row in rows if row["count"] is None]
    assert len(blank) == 3 + 9, "January to March 2010, April to December 2026"
    drawn = found["when-months-graph"].figure["data"][0]["z"]
    assert sum(cell is None for line in drawn for cell in line) == len(blank)


def test_hours_add_up_to_the_offences_of_the_period(layout, client) -> None:
    _, found = opened(layout, dataset="simulated", offence="personal-robbery")
    rows = client.get(getattr(found["when-hours-table"], "data-table")).json["rows"]
    cells = [row for row in rows if row["hour"] != "unknown"]
    assert len(cells) == 168
    assert cells[0]["weekday"] == "Monday"
    assert [row["hour"] for row in cells[:24]] == list(range(24))
    areas = client.get(
        "/api/v1/areas.json?level=london&dataset=simulated&offence=personal-robbery"
        "&from=2023-01&to=2023-12"
    ).json["rows"]
    assert sum(row["count"] for row in rows) == areas[0]["count"]
    unknown = next(row["count"] for row in rows if row["hour"] == "unknown")
    assert f"For {unknown:,} " in text_of(found["when-hours-sentence"])


def test_counts_without_hours_say_so_and_lead_to_the_same_question(layout) -> None:
    _, found = opened(layout, offence="rape", area=HACKNEY)
    assert "case-level extract" in text_of(found["when-hours-title"])
    links = [node for node in walk(found["when-hours-why"]) if type(node).__name__ == "Link"]
    assert [link.href for link in links] == [
        f"/when?area={HACKNEY}&offence=rape&cohort=all-ages&dataset=simulated"
    ]
    view = PAGE.view(dict(part.split("=") for part in links[0].href.split("?")[1].split("&")))
    assert view.problems == ()
    assert view.question.selection.dataset == "simulated"
    assert view.question.selection.offence == "rape"
    _, found = opened(layout, offence="gun-crime")
    assert not [node for node in walk(found["when-hours-why"]) if type(node).__name__ == "Link"]


def test_nothing_of_domestic_abuse_is_compared_across_march_2024(layout) -> None:
    _, found = opened(layout, offence="domestic-abuse")
    assert "2023" not in text_of(found["when-months-title"])
    assert "since March 2024" in text_of(found["when-months-sentence"])
    for name in ("when-headline", "when-spans", "when-rolling-title", "when-rolling-sentence"):
        assert not re.search(r"20(19|2[0-3])", text_of(found[name])), name
    frame = when_cards.trend_table(
        ask(Selection("london", (), "domestic-abuse", "all-ages", Period("2024-08", "2025-07"),
                      "none", "count"))
    )  # fmt: skip
    assert frame.groupby("segment")["mean"].nunique().max() == 1
    assert frame["segment"].nunique() == 2


def test_homicide_is_read_by_years_and_its_months_are_not_ranked(layout) -> None:
    _, found = opened(layout, offence="homicide")
    assert "98 in a year" in text_of(found["when-trend-title"])
    assert "12 months to March 2026" in text_of(found["when-trend-sentence"])
    assert "read years, not months" in text_of(found["when-months-title"])


def test_a_fall_that_begins_with_the_new_crime_system_says_so(layout) -> None:
    _, found = opened(layout)
    assert "new crime system (March 2024)" in text_of(found["when-spans"])
    _, simulated = opened(layout, dataset="simulated")
    assert "crime system" not in text_of(simulated["when-spans"])


def test_the_lockdown_months_are_outlined(layout) -> None:
    _, found = opened(layout)
    shapes = found["when-months-graph"].figure["layout"]["shapes"]
    edges = shapes[0]["path"].count("M")
    # March to December 2020 over January to July 2021: 10 and 7 cells, 5 of them one above another
    assert edges == 2 * 10 + 2 + 2 * 7 + 2 - 2 * 5
    assert "lockdown" in text_of(found["when-months-legend"])


@pytest.mark.parametrize("dataset", ["homicide", "vawg", "custody"])
def test_people_have_no_place_here_and_the_page_says_so(layout, dataset: str) -> None:
    _, found = opened(layout, dataset=dataset)
    assert dataset in text_of(found["notices"])
    assert found["filter-dataset"].value == "recorded"


def test_protected_counts_are_drawn_without_a_number(layout) -> None:
    """Suppressed months are blank in every chart, never zero."""
    frame = pd.DataFrame(
        {"year": [2023], "month": ["January"], "count": [float("nan")], "note": ["[c]"]}
    )
    figure = build_heatmap(frame, "year", "month", ([2023], ["January"]), (["2023"], ["Jan"]))
    assert figure["data"][0]["z"] == [[None]]
    assert PAGE.view({"dataset": "simulated"}).question.capabilities.matrix == (
        "year",
        "month",
        "weekday",
        "hour",
    )

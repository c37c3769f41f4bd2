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
from data import queries
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


def test_the_headline_names_both_periods_and_is_the_verdict_of_the_change(layout) -> None:
    _, found = opened(layout, offence="personal-robbery")
    assert text_of(found["when-headline"]) == "Personal robbery: no clear change"
    assert text_of(found["when-spans"]) == (
        "London: the year to March 2026 compared with the year to March 2025."
    )
    assert "no clear change on the year to March 2025" in text_of(found["when-sentence"])


WORDS = {
    "no clear change": "no-clear-change",
    "down": "lower",
    "up": "higher",
    "not comparable": "not-comparable",
    "too few": "too-few",
}


@pytest.mark.parametrize("area", ["", HACKNEY])
@pytest.mark.parametrize("offence", sorted(OPEN_SERIES))
def test_headline_card_table_and_overview_say_one_thing(
    layout, client, offence: str, area: str
) -> None:
    """The verdict of the change, of the trend's table, and of the headline are one."""
    query = {"offence": offence} | ({"area": area} if area else {})
    _, found = opened(layout, **query)
    head = text_of(found["when-headline"]).split(": ", 1)[1]
    said = next(verdict for start, verdict in WORDS.items() if head.startswith(start))
    question = PAGE.view(query).question.added_up
    change = queries.query_total(question).frame.iloc[0]
    assert said == change["verdict"]
    rows = client.get(getattr(found["when-trend-table"], "data-table")).json["rows"]
    verdict = rows[-1]["verdict"]
    assert all(row["verdict"] == "none" for row in rows[:-1])
    assert verdict == (said if not question.breaks else "not-comparable")
    if "more than chance" in head:
        assert verdict in ("higher", "lower")
    # Only a fall is the fewest since, only a rise the most.
    rolling = text_of(found["when-rolling-title"])
    assert "fewest" not in rolling or verdict == "lower"
    assert "the most" not in rolling or verdict == "higher"


def test_a_change_of_system_is_no_fall(layout) -> None:
    """Violence with injury: once "down beyond chance, 25 months below average", 55 of 56 marked.

    The step of March 2024 (6,531 to 5,492 without the season) is the new crime system.
    Limits begin anew there: no month is marked, chance alone would mark about one.
    """
    _, found = opened(layout)
    assert text_of(found["when-headline"]) == "Violence with injury: no clear change"
    assert "within the limits of chance" in text_of(found["when-trend-title"])
    sentence = text_of(found["when-trend-sentence"])
    assert "Not one of 79 months stands out; chance alone would mark 1.2" in sentence
    figure = found["when-trend-graph"].figure
    texts = [note["text"] for note in figure["layout"]["annotations"]]
    assert "counting<br>changed" in texts
    assert "Not one of 79 months stands out;<br>chance alone would mark 1.2" in texts
    marks = [trace for trace in figure["data"] if trace["mode"] == "markers"]
    assert not any(trace["x"] for trace in marks)
    _, across = opened(layout, **{"from": "2024-03", "to": "2025-02"})
    assert text_of(across["when-headline"]) == (
        "Violence with injury: not comparable, counting changed in March 2024"
    )


def test_a_season_is_claimed_of_three_years_in_one_regime_only(layout) -> None:
    _, found = opened(layout)
    assert (
        text_of(found["when-season-title"]) == "More from May to July, fewer from December to April"
    )
    assert "January 2011 to December 2023" in text_of(found["when-season-subtitle"])
    _, abuse = opened(layout, offence="domestic-abuse")
    assert "No season claimed" in text_of(abuse["when-season-title"])
    assert "fewer than three" in text_of(abuse["when-season-sentence"])
    for offence in OPEN_SERIES:
        _, found = opened(layout, offence=offence)
        for card in CARDS:
            assert "in a row" not in text_of(found[f"when-{card}-title"])


def test_a_change_in_counting_is_marked_among_the_months(layout) -> None:
    _, found = opened(layout)
    lines = [
        shape
        for shape in found["when-months-graph"].figure["layout"]["shapes"]
        if shape["type"] == "line"
    ]
    assert [(line["x0"], line["y0"]) for line in lines] == [(1.5, 13.5)], "March 2024"
    assert "counting changed" in text_of(found["when-months-legend"])
    _, robbery = opened(layout, offence="personal-robbery")
    assert "counting changed" not in text_of(robbery["when-months-legend"])


def test_years_that_are_not_whole_are_marked_beside_their_row(layout) -> None:
    _, found = opened(layout)
    axis = found["when-months-graph"].figure["layout"]["yaxis"]
    assert axis["ticktext"][0] == "2010<br>(9 months)"
    assert axis["ticktext"][-1] == "2026<br>(3 months)"
    assert axis["ticktext"][-2] == "2025"
    assert "Not whole: 2010 (9 months) and 2026 (3 months)." in text_of(
        found["when-months-sentence"]
    )


def test_most_at_an_hour_needs_cases_and_stands_beyond_chance(layout) -> None:
    simulated = {"dataset": "simulated"}
    _, found = opened(layout, offence="personal-robbery", **simulated)
    assert re.fullmatch(
        r"(Simulated: )?Most on \w+s from \d+ [ap]m", text_of(found["when-hours-title"])
    )
    assert "in London in the year to" in text_of(found["when-hours-sentence"])
    for query in ({"offence": "homicide"}, {"offence": "homicide", "area": HACKNEY}):
        _, found = opened(layout, **query, **simulated)
        assert "No hour stands out from chance" in text_of(found["when-hours-title"])


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
    selection = Selection(
        *("london", (), "domestic-abuse", "all-ages", Period("2024-08", "2025-07")),
        *("none", "count"),
    )
    frame = queries.query_trend(when_cards.resolve_trend(ask(selection))).frame
    assert frame.groupby("segment")["mean"].nunique().max() == 1
    assert frame["segment"].nunique() == 2


def test_homicide_is_read_by_years_and_its_months_are_not_ranked(layout) -> None:
    _, found = opened(layout, offence="homicide")
    assert "98 in a year" in text_of(found["when-trend-title"])
    assert "12 months to March 2026" in text_of(found["when-trend-sentence"])
    assert "read years, not months" in text_of(found["when-months-title"])
    assert "highest month" not in text_of(found["when-months-sentence"])


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

"""Every page opens for every question, names its periods, and its cards lead to their tables."""

from __future__ import annotations

import json
import re
import sys
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import app  # noqa: F401 - registers the pages
from components.layout import Page, pages
from data import queries
from data.model.catalogue import (
    COHORTS,
    COMPARISONS,
    MEASURES,
    OFFENCES,
    OPEN_SERIES,
    SNA_SIX,
)
from data.model.grammar import to_query
from data.model.periods import Period
from data.model.selection import Selection, datasets_of
from data.session import sessions
from data.sources.recorded import cohort_reason
from tests.asking import ask
from tests.conftest import by_id, components_of, text_of, walk
from tests.drawn import ANSWER
from tests.unit.selections import DOMAIN, scenarios, selections, states

CITY, WESTMINSTER, HACKNEY = "E09000001", "E09000033", "E09000012"
ABBEY, ST_JAMES = "E05014053", "E05013806"
PAGES: dict[str, Page] = {page.path: page for page in pages() if page.path and page.defaults}
THREE = ("/", "/hotspots", "/boroughs")


_OPENED: dict[str, tuple[Any, dict[str, Any]]] = {}


def opened(layouts: Any, path: str, **query: str) -> tuple[Any, dict[str, Any]]:
    """The page's tree and its components by id; ``from_`` stands for ``from``.

    A page that was opened before is not drawn again: trees are for reading only.
    """
    asked = {key.rstrip("_"): value for key, value in query.items()}
    key = f"{path} {asked}"
    if key not in _OPENED:
        tree = layouts[path](**asked)
        _OPENED[key] = (tree, by_id(tree))
    return _OPENED[key]


def notices(found: dict[str, Any]) -> str:
    return text_of(found["notices"])


def headline(path: str, found: dict[str, Any]) -> str:
    key = PAGES[path].key
    return f"{text_of(found[f'{key}-headline'])} {text_of(found[f'{key}-spans'])}"


def checked(path: str, tree: Any, found: dict[str, Any]) -> None:
    """What holds for every page, whatever was asked."""
    said = text_of(tree)
    assert not re.search(r"\b(nan|NaN|None|inf)\b", said), re.search(
        r".{60}\b(nan|NaN|None|inf)\b.{20}", said
    )
    assert "undefined" not in said
    assert not re.search(r"\d-\d{3}\b", said)
    ids = [str(node.id) for node in walk(tree) if getattr(node, "id", None) is not None]
    assert len(ids) == len(set(ids)), "an id stands once"
    assert sum(type(node).__name__ == "H1" for node in walk(tree)) == 1
    for name, node in found.items():
        if name.endswith("-sentence"):
            text = text_of(node)
            assert text, name
            assert text.rstrip().endswith("."), f"{name}: {text}"
        if name.endswith("-title") and type(node).__name__ in ("H2", "H3"):
            assert text_of(node).strip(), name


# --- Every question ---------------------------------------------------------------------------


def turns(path: str) -> list[tuple[str, str, str, str]]:
    """Offences × measures × comparisons × levels.

    Every measure with every comparison, and every offence with every measure on the page that
    draws quickest (elsewhere with one of them in turn); levels take turns.
    """
    levels = PAGES[path].defaults.levels
    compares, measures = list(COMPARISONS), list(MEASURES)
    pairs = [
        (offence, measure)
        for n, offence in enumerate(OPEN_SERIES)
        for measure in (measures if path == "/hotspots" else [measures[n % 4]])
    ]
    taken = [
        (offence, measure, compares[n % 3], levels[n % len(levels)])
        for n, (offence, measure) in enumerate(pairs)
    ]
    return taken + [
        ("rape", measure, compare, levels[n % len(levels)])
        for n, (measure, compare) in enumerate(product(measures, compares))
    ]


@pytest.mark.parametrize("path", THREE)
def test_every_offence_measure_comparison_and_level(layouts, path: str) -> None:
    asked = turns(path)
    assert {item[0] for item in asked} == set(OPEN_SERIES)
    assert len({item[1:3] for item in asked}) == len(MEASURES) * len(COMPARISONS)
    for offence, measure, compare, level in asked:
        tree, found = opened(
            layouts, path, offence=offence, measure=measure, compare=compare, level=level
        )
        checked(path, tree, found)
        told = notices(found)
        assert not re.search(r"\b(level|offence|compare) “", told), told


@pytest.mark.parametrize("path", sorted(PAGES))
@settings(max_examples=5)
@given(data=st.data())
def test_any_question_opens(path: str, data: st.DataObject) -> None:
    page = PAGES[path]
    level = data.draw(st.sampled_from(page.defaults.levels))
    asked = data.draw(selections(level=level))
    query = to_query(asked, DOMAIN, page.defaults, data.draw(states()), data.draw(scenarios()))
    layout = PAGES[path].render
    tree = layout(**query)
    checked(path, tree, by_id(tree))


SERIES = [
    (path, dataset, offence)
    for path, page in sorted(PAGES.items())
    for dataset in datasets_of(DOMAIN, page.defaults)
    for offence in DOMAIN.capabilities(dataset).offences
]


@pytest.mark.parametrize(("path", "dataset", "offence"), SERIES)
def test_every_series_of_every_dataset_opens(path: str, dataset: str, offence: str) -> None:
    """Every cohort it has, for one borough: few offences, so that much is empty or unknown."""
    answers = DOMAIN.capabilities(dataset)
    for cohort in COHORTS:
        if not answers.cohort_reason(offence, cohort):
            query = {"dataset": dataset, "offence": offence, "cohort": cohort, "area": WESTMINSTER}
            tree = PAGES[path].render(**query)
            checked(path, tree, by_id(tree))


QUERIES: list[dict[str, str]] = [
    {},
    {"area": WESTMINSTER},
    {"area": f"{WESTMINSTER},{HACKNEY}", "level": "borough", "measure": "rate"},
    {"area": CITY, "level": "borough"},
    {"area": CITY, "level": "ward"},
    {"area": f"{CITY},{WESTMINSTER}", "level": "borough", "measure": "cost"},
    {"area": ST_JAMES, "level": "ward", "focus": ST_JAMES},
    {"focus": CITY},
    {"focus": HACKNEY, "level": "ward", "measure": "change"},
    {"from_": "2010-04", "to": "2010-04"},
    {"from_": "2010-04", "to": "2026-03"},
    {"from_": "2026-04", "to": "2026-06", "level": "borough"},
    {"from_": "2026-04", "to": "2026-06", "level": "ward"},
    {"from_": "2012-01", "to": "2012-12", "compare": "to-2020-03"},
    {"from_": "2019-04", "to": "2020-03", "compare": "to-2020-03"},
    {"from_": "2026-02", "to": "2026-05", "compare": "to-2020-03"},
    {"offence": "lethal-barrel-discharge", "measure": "change"},
    {"offence": "knife-injury-victims-under-25", "cohort": "under-25", "measure": "rate"},
    {"offence": "violence-with-injury", "cohort": "domestic-abuse"},
    {"offence": "sexual-offences", "cohort": "sexual-violence", "measure": "cost"},
    {"offence": "homicide", "level": "ward", "from_": "2026-03", "to": "2026-03"},
    {"sort": "-homicide"},
    {"sort": "name", "area": HACKNEY, "level": "borough"},
]  # fmt: skip


@pytest.mark.parametrize("path", THREE)
@pytest.mark.parametrize("query", QUERIES, ids=str)
def test_odd_questions_open(layouts, path: str, query: dict[str, str]) -> None:
    tree, found = opened(layouts, path, **query)
    checked(path, tree, found)


def test_pages_open_without_a_request(layouts) -> None:
    """Dash calls them once before the first visitor."""
    for path in THREE:
        assert text_of(opened(layouts, path)[0])


# --- Notices ----------------------------------------------------------------------------------


@pytest.mark.parametrize("path", THREE)
@pytest.mark.parametrize(
    ("parameter", "value"),
    [
        ("level", "parish"), ("offence", "arson"), ("cohort", "serious-violence"),
        ("cohort", "over-60"), ("compare", "2019"), ("measure", "sum"), ("dataset", "none"),
        ("area", "Westminster"), ("from_", "2025"), ("to", "2099-01"), ("focus", "nowhere"),
        ("sort", "colour"), ("hat", "bowler"),
    ],
)  # fmt: skip
def test_a_bad_value_is_told_in_a_notice(layouts, path: str, parameter: str, value: str) -> None:
    _, found = opened(layouts, path, **{parameter: value})
    text = notices(found)
    assert parameter.rstrip("_") in text
    assert value in text
    assert getattr(found["notices"], "role", None) == "status"
    _, wanted = opened(layouts, path)
    assert headline(path, found) == headline(path, wanted), "the page falls back to its default"
    assert not notices(wanted)


@pytest.mark.parametrize("path", THREE)
def test_a_value_given_twice_is_told_in_a_notice(layouts, path: str) -> None:
    _, found = opened(layouts, path, offence=["rape", "robbery"])  # type: ignore[arg-type]
    assert "offence" in notices(found)


@pytest.mark.parametrize("path", THREE)
def test_what_the_data_cannot_honour_is_disabled_with_the_reason(layouts, path: str) -> None:
    _, found = opened(layouts, path, offence="stalking-and-harassment", compare="none")
    off = {
        item["value"]: item["label"]
        for item in found["filter-measure"].options
        if item.get("disabled")
    }
    assert set(off) == {"change", "cost"}
    assert " – " in off["change"]
    assert "no unit cost" in off["cost"]
    told = " ".join(item["label"] for item in found["filter-cohort"].options)
    cohorts = {item["value"]: bool(item.get("disabled")) for item in found["filter-cohort"].options}
    for cohort, disabled in cohorts.items():
        assert disabled == bool(cohort_reason("stalking-and-harassment", cohort))
    assert "extract" in told


@pytest.mark.parametrize("path", THREE)
def test_a_measure_that_cannot_be_shown_is_told_and_replaced(layouts, path: str) -> None:
    for query in (
        {"offence": "stalking-and-harassment", "measure": "cost"},
        {"offence": "domestic-abuse", "measure": "change"},
        {"measure": "change", "compare": "none"},
    ):
        _, found = opened(layouts, path, **query)
        assert "measure" in notices(found)
        assert found["filter-measure"].value == "count"


@pytest.mark.parametrize("path", ["/hotspots", "/boroughs"])
def test_a_period_that_a_series_does_not_cover_is_told(layouts, path: str) -> None:
    """The page shows the series' own latest period, dates it and says so."""
    _, found = opened(layouts, path, offence="domestic-abuse")
    covered = sessions.current.build.coverage("borough", "domestic-abuse")
    assert covered.end == "2025-07"
    assert "July 2025" in headline(path, found)
    assert "July 2025" in notices(found)


@pytest.mark.parametrize("path", THREE)
def test_the_city_is_told_not_drawn_as_nothing(layouts, path: str) -> None:
    _, found = opened(layouts, path, area=CITY, level="borough")
    text = notices(found)
    assert "City of London" in text
    assert "no Met data" in text


def test_the_bar_shows_what_is_shown(layouts) -> None:
    query = {"offence": "rape", "measure": "rate", "compare": "to-2020-03", "level": "borough",
             "area": f"{HACKNEY},{WESTMINSTER}", "from_": "2024-01", "to": "2024-12"}  # fmt: skip
    for path in THREE:
        _, found = opened(layouts, path, **query)
        assert found["filter-offence"].value == "rape"
        assert found["filter-measure"].value == "rate"
        assert found["filter-compare"].value == "to-2020-03"
        assert found["filter-level"].value == "borough"
        assert found["filter-areas"].value == [HACKNEY, WESTMINSTER]
        assert found["filter-from"].value == "2024-01"
        assert found["filter-to"].value == "2024-12"
        assert "data to" in text_of(found["filter-status"])


# --- Headlines --------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/", "/hotspots"])
@pytest.mark.parametrize(
    ("compare", "start", "end"),
    [
        ("previous-year", "2025-04", "2026-03"),
        ("previous-year", "2025-01", "2025-03"),
        ("previous-year", "2026-03", "2026-03"),
        ("to-2020-03", "2025-04", "2026-03"),
        ("to-2020-03", "2025-04", "2025-06"),
    ],
)
def test_a_headline_names_both_periods(
    layouts, path: str, compare: str, start: str, end: str
) -> None:
    asked = Selection(
        "borough", (), "personal-robbery", "all-ages", Period(start, end), compare, "count"
    )
    _, found = opened(
        layouts, path, compare=compare, from_=start, to=end, offence="personal-robbery",
        level="borough",
    )  # fmt: skip
    text = headline(path, found)
    assert asked.period.label in text
    assert asked.comparison is not None
    assert asked.comparison.label in text


def test_a_ranking_of_changes_names_both_periods(layouts) -> None:
    _, found = opened(layouts, "/boroughs", measure="change", offence="personal-robbery")
    text = headline("/boroughs", found)
    assert "year to March 2026" in text
    assert "year to March 2025" in text


@pytest.mark.parametrize("path", THREE)
def test_without_a_comparison_a_headline_names_one(layouts, path: str) -> None:
    _, found = opened(layouts, path, compare="none")
    text = headline(path, found)
    assert "year to March 2026" in text
    assert "year to March 2025" not in text
    assert "compared" not in text


def test_the_overview_dates_what_it_says_of_every_offence(layouts) -> None:
    """Series end in different months: nothing is told under a period that it does not have."""
    _, found = opened(layouts, "/", level="borough")
    text = headline("/", found).lower()
    for offence in SNA_SIX:
        item = OFFENCES[offence]
        if item.lower in text:
            own = sessions.current.build.coverage("borough", offence).end
            if own < "2026-03":
                year, month = own.split("-")
                assert {"02": "february", "07": "july"}[month] in text, item.label
                assert year in text


def test_the_six_cards_carry_their_own_dates(layouts) -> None:
    _, found = opened(layouts, "/")
    for offence in SNA_SIX:
        shown = text_of(found[f"overview-{offence}-value"])
        asked = ask(Selection("london", (), offence, "all-ages", Period("2025-04", "2026-03"),
                              "previous-year", "count")).answerable  # fmt: skip
        row = queries.query_total(asked).frame.iloc[0]
        assert f"{row['count']:,.0f}" in shown
        assert asked.period.short in shown
        assert asked.comparison.short in shown
        assert asked.period.label in text_of(found[f"overview-{offence}-sentence"])


@pytest.mark.parametrize("level", ["ward", "borough"])
@pytest.mark.parametrize("area", [WESTMINSTER, f"{HACKNEY},{WESTMINSTER}"])
def test_a_boroughs_number_is_the_borough_files_whatever_the_level(
    layouts, level: str, area: str
) -> None:
    """Wards do not add up to boroughs: "in Westminster" is the number of the borough file."""
    _, found = opened(layouts, "/", level=level, area=area)
    for offence in SNA_SIX:
        asked = ask(Selection("borough", tuple(sorted(area.split(","))), offence, "all-ages",
                              Period("2025-04", "2026-03"), "previous-year",
                              "count")).answerable  # fmt: skip
        count = queries.query_areas(asked).frame["count"].sum()
        text = text_of(found[f"overview-{offence}-sentence"])
        assert text.startswith(f"{count:,.0f} "), text


def test_no_percentage_of_domestic_abuse_is_printed_across_march_2024(layouts) -> None:
    """Done when, 3, as the pages print it: headline, card, sentence, map, lists, table."""
    for level, compare, path in product(
        ("ward", "borough"), ("previous-year", "to-2020-03"), THREE
    ):
        if level == "ward" and path == "/boroughs":
            continue
        _, found = opened(
            layouts, path, offence="domestic-abuse", level=level, compare=compare,
            focus=WESTMINSTER if path == "/hotspots" else "",
        )  # fmt: skip
        key = PAGES[path].key
        parts = ("domestic-abuse", "map", "ranked", "changing", "highest")
        own = ("panel-", "boroughs-bars", *(f"{key}-{part}" for part in parts))
        for name, node in found.items():
            if not name.startswith(own):
                continue
            if getattr(node, "figure", None) is None:
                assert not re.search(r"[+−]?\d[\d.,]*%", text_of(node).replace("95%", "")), name
        if path == "/":
            verdict = text_of(found["overview-domestic-abuse-verdict"])
            assert "Not comparable" in verdict


def ranking(layouts: Any, **query: str) -> tuple[list[str], dict[str, list[list[str]]], list[str]]:
    """The borough ranking: headings, texts of the cells by row, rows that are chosen."""
    _, found = opened(layouts, "/boroughs", **query)
    rows = [node for node in walk(found["boroughs-ranking"]) if type(node).__name__ == "Tr"]
    heads = [texts_of(node)[0] for node in walk(rows[0]) if type(node).__name__ == "Button"]
    cells = {text_of(row.children[0]): list(map(texts_of, row.children[1:])) for row in rows[1:]}
    marked = [row for row in rows if getattr(row, "className", None) == "chosen"]
    return heads, cells, [text_of(row.children[0]) for row in marked]


def texts_of(cell: Any) -> list[str]:
    """The texts of a cell: its number, and its rank where there is one."""
    inside = cell.children if isinstance(cell.children, list) else [cell.children]
    return list(map(text_of, inside))


def test_the_ranking_says_why_domestic_abuse_has_no_change(layouts) -> None:
    heads, rows, _ = ranking(layouts, measure="change", offence="violence-with-injury")
    column = heads.index("Domestic abuse") - 1
    cells = {name: row[column][0] for name, row in rows.items()}
    assert cells["Westminster"] == "[b]"
    assert cells["City of London"] == "[x]"
    assert len(cells) == 34


def test_ranks_stand_beneath_the_numbers(layouts) -> None:
    named, rows, chosen = ranking(layouts, area=HACKNEY)
    assert {OFFENCES[slug].label for slug in SNA_SIX} <= set(named)
    assert len(named) >= 19
    frame = queries.query_areas(
        ask(Selection("borough", (), "violence-with-injury", "all-ages",
                      Period("2025-04", "2026-03"), "previous-year", "count"))
    ).frame.set_index("area_name")  # fmt: skip
    assert chosen == ["Hackney"]
    seen = 0
    for name, cells in rows.items():
        if name in frame.index and frame["rank"][name] > 0:
            number, rank = cells[0]
            assert number == f"{frame['count'][name]:,.0f}"
            assert rank == f"{frame['rank'][name]:.0f}"
            seen += 1
    assert seen == 32
    assert {tuple(cell) for cell in rows["City of London"]} == {("[x]",)}


@pytest.mark.parametrize(
    ("sort", "first", "last"),
    [
        ("name", "Barking and Dagenham", "Westminster"),
        ("-name", "Westminster", "Barking and Dagenham"),
    ],
)
def test_the_ranking_sorts_by_name_both_ways(layouts, sort: str, first: str, last: str) -> None:
    names = list(ranking(layouts, sort=sort)[1])
    assert (names[0], names[31]) == (first, last)
    assert names[32:] == ["City of London", "Not placed in a borough"]


# --- Cards ------------------------------------------------------------------------------------


def cards(tree: Any) -> dict[str, dict[str, Any]]:
    """What every card offers, by the card's id."""
    found = by_id(tree)
    return {
        name.removesuffix("-csv"): {
            "csv": node.href,
            "table": getattr(found[name.removesuffix("-csv") + "-table"], "data-table"),
            "sentence": text_of(found[name.removesuffix("-csv") + "-sentence"]),
            "title": text_of(found[name.removesuffix("-csv") + "-title"]),
            "source": text_of(found[name.removesuffix("-csv") + "-source"]),
        }
        for name, node in found.items()
        if name.endswith("-csv")
    }


CARDS = {"/": 9, "/hotspots": 2, "/boroughs": 1}


@pytest.mark.parametrize("path", THREE)
def test_every_card_leads_to_its_table_and_file(client, layouts, path: str) -> None:
    asked: dict[str, int] = {}
    for query in QUERIES:
        tree, _ = opened(layouts, path, **query)
        found = cards(tree)
        assert len(found) >= CARDS[path]
        charts = [node for node in walk(tree) if type(node).__name__ == "Graph"]
        assert {node.id.removesuffix("-graph") for node in charts} <= set(found)
        for name, card in found.items():
            assert card["sentence"].endswith("."), name
            assert card["title"], name
            assert "data to" in card["source"], name
            assert card["csv"].startswith("/api/v1/")
            assert ".csv?" in card["csv"]
            assert card["table"] == card["csv"].replace(".csv?", ".json?")
            for address in (card["csv"], card["table"]):
                if address not in asked:
                    asked[address] = client.get(address).status_code
                assert asked[address] == 200, f"{name}: {address}"
    assert len(asked) >= 10


@pytest.mark.parametrize("path", sorted(set(PAGES) - set(THREE)))
def test_cards_of_further_pages_answer(client, path: str) -> None:
    for name, card in cards(PAGES[path].render()).items():
        assert card["sentence"], name
        for address in (card["csv"], card["table"]):
            assert client.get(address).status_code == 200, f"{name}: {address}"


def test_a_card_and_its_file_say_the_same(client, layouts) -> None:
    """A page and its CSV are the same table."""
    _, found = opened(layouts, "/hotspots", level="ward", offence="rape")
    rows = client.get(
        cards(layouts["/hotspots"](level="ward", offence="rape"))["hotspots-map"]["table"]
    )
    body = rows.get_json()
    figure = found["hotspots-map-graph"].figure
    drawn = next(trace for trace in figure["data"] if trace["type"] == "choropleth")
    values = {row["area_code"]: row["count"] for row in body["rows"]}
    assert len(drawn["locations"]) == 679
    for code, text in zip(drawn["locations"], drawn["text"], strict=True):
        assert text == f"{values[code]:,}"
    top = body["rows"][0]
    assert top["area_name"].split(",")[0] in text_of(found["hotspots-map-title"])
    assert f"{top['count']:,}" in text_of(found["hotspots-map-sentence"])


def test_the_map_draws_no_number_for_the_city(layouts) -> None:
    for path, level in product(("/", "/hotspots"), ("ward", "borough")):
        _, found = opened(layouts, path, level=level)
        name = "overview-map" if path == "/" else "hotspots-map"
        for trace in found[f"{name}-graph"].figure["data"]:
            if trace["type"] == "choropleth" and trace.get("text"):
                assert CITY not in trace["locations"]
        assert "City of London: no Met data" in text_of(found[f"{name}-legend"])


def test_the_classes_of_the_map_are_labelled_with_their_bounds(layouts) -> None:
    _, found = opened(layouts, "/hotspots", level="ward")
    labels = [
        text_of(node) for node in walk(found["hotspots-map-legend"]) if type(node).__name__ == "Li"
    ]
    assert 4 <= len(labels) <= 7
    assert sum(bool(re.search(r"\d", label)) for label in labels) == len(labels) - 1


def test_a_ward_opens_its_panel(layouts) -> None:
    _, found = opened(layouts, "/hotspots", focus=ST_JAMES)
    panel = found["hotspots-panel"]
    text = text_of(panel)
    assert "St James's, Westminster" in text
    assert "1st of 679 wards in London" in text
    assert "1st of 18 in Westminster" in text
    assert "West End" in text, "neighbours"
    assert {"panel-trend-graph", "panel-trend-csv", "panel-trend-sentence"} <= set(by_id(panel))


def test_the_panel_of_the_city_says_that_there_is_no_met_data(layouts) -> None:
    _, found = opened(layouts, "/hotspots", focus=CITY)
    text = text_of(found["hotspots-panel"])
    assert "no Met data" in text
    assert "not zero" in text


# --- Frame, data page, missing page -----------------------------------------------------------


def test_the_frame_has_its_landmarks(served) -> None:
    tree = served.app.layout()
    kinds = {type(node).__name__ for node in walk(tree)}
    assert {"Header", "Nav", "Main", "Footer"} <= kinds
    text = text_of(tree)
    assert sessions.current.build.build_id in text
    assert "Open Government Licence" in text
    assert "City of London" in text
    skip = next(node for node in walk(tree) if getattr(node, "className", "") == "skip")
    assert skip.href == "#headline"


def test_the_data_page_lists_sources_definitions_checks_and_licences() -> None:
    layout = sys.modules["pages.sources"].PAGE.render
    text = text_of(layout())
    for item in (OFFENCES[slug] for slug in OPEN_SERIES):
        assert item.label in text
        assert item.definition in text
    for source in sessions.current.build.manifest["sources"]:
        if source["used"]:
            assert source["title"] in text
    for check in sessions.current.build.manifest["checks"]:
        assert check["name"] in text
    assert sessions.current.build.build_id in text
    assert "447" in text, "the City of London's own table"
    for part in ("Accessibility", "MIT", "Open Government Licence", "Byar", "catalogue.json"):
        assert part in text
    assert text_of(layout(area="x", hat="y")) == text


def test_the_page_for_no_page_repeats_no_address() -> None:
    layout = sys.modules["pages.not_found_404"].PAGE.render
    assert text_of(layout(path="/<script>", x="y")) == text_of(layout())
    assert "no page" in text_of(layout())


def test_every_page_names_itself() -> None:
    import dash

    titles = [page["title"] for page in dash.page_registry.values()]
    assert len(set(titles)) == len(titles)
    assert all("Serious violence in London" in title for title in titles)


# --- The callbacks ----------------------------------------------------------------------------


@pytest.mark.parametrize("path", THREE)
def test_a_change_draws_what_opening_would_draw(layouts, refilter, path: str) -> None:
    """The first view and every later change are made of the same parts."""
    page = PAGES[path]
    query = {"offence": "rape", "level": "borough", "measure": "rate", "area": HACKNEY}
    reply = refilter(
        page.key, {"path": path, "query": "?" + "&".join(f"{k}={v}" for k, v in query.items())}
    )
    assert reply.status_code == 200
    sent = reply.get_json()["response"][f"{page.key}-mounted"][ANSWER]
    first = next(
        vars(node)[ANSWER] for node in components_of(page.render(**query)) if ANSWER in vars(node)
    )
    assert json.loads(sent)["places"].keys() == json.loads(first)["places"].keys() | {"live"}
    for place, data in json.loads(first)["places"].items():
        assert json.loads(sent)["places"][place] == data
    assert len(reply.get_data()) < 400_000


@pytest.mark.parametrize("path", THREE)
def test_one_page_has_one_callback_on_the_server(served, client, path: str) -> None:
    """Done when, 7: one change is one round trip."""
    key = PAGES[path].key
    own = [output for output, known in served.app.callback_map.items()
           if "callback" in known and output.startswith(key)]  # fmt: skip
    assert own == [f"{key}-mounted.data-answer"]
    assert [item["id"] for item in served.app.callback_map[own[0]]["inputs"]] == ["query"]


def test_a_change_for_another_page_is_ignored(refilter) -> None:
    reply = refilter("overview", {"path": "/hotspots", "query": ""})
    assert reply.status_code in (200, 204)
    assert ANSWER not in reply.get_data(as_text=True)

"""``/evidence`` as it is served: every figure on it, traceable, filterable, in plain words."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

import pytest

from data.evidence import CONFIRMED, DIFFERS, MOVED, NOT_OPEN, query_evidence
from data.session import sessions
from tests.conftest import by_id, text_of, walk


@pytest.fixture(scope="module")
def layout(served: Any) -> Any:
    import dash

    found = {page["path"]: page["layout"] for page in dash.page_registry.values()}
    return found["/evidence"]


@pytest.fixture(scope="module")
def page(layout: Any) -> Any:
    return layout()


def items(page: Any) -> list[Any]:
    return [
        node
        for node in walk(by_id(page)["evidence-statements"])
        if str(getattr(node, "className", "")).startswith("statement is-")
    ]


def data_of(node: Any, name: str) -> str:
    return vars(node)[f"data-{name}"]


def test_every_published_figure_is_on_the_page_once(page: Any) -> None:
    ids = [node.id for node in walk(page) if isinstance(getattr(node, "id", None), str)]
    assert len(ids) == len(set(ids))
    assert not set(query_evidence(sessions.current).frame["figure_id"]) - set(ids)


def test_every_figure_shows_what_is_printed(page: Any) -> None:
    nodes = by_id(page)
    for row in query_evidence(sessions.current).frame.to_dict("records"):
        text = text_of(nodes[row["figure_id"]])
        assert row["published_text"] in text, row["figure_id"]


def test_every_card_names_its_place_and_links_its_csv(page: Any, client: Any) -> None:
    links = {node.href for node in walk(page) if str(getattr(node, "href", "")).endswith(".csv")}
    names = set(query_evidence(sessions.current).frame["csv"])
    assert links == {f"/api/v1/published/{name}.csv" for name in names}
    for link in links:
        assert client.get(link).status_code == 200
    places = set(query_evidence(sessions.current).frame["place"])
    text = text_of(page)
    assert not [place for place in places if place not in text]


def test_every_statement_names_its_place_and_links_its_csv(page: Any) -> None:
    rows = query_evidence(sessions.current).frame.set_index("figure_id")
    assert len(items(page)) == 240 + 44
    for item in items(page):
        row = rows.loc[item.id]
        assert row["place"] in text_of(item)
        assert row["label"] in text_of(item)
        assert row["status"].capitalize()[1:] in text_of(item)
        links = [node.href for node in walk(item) if getattr(node, "href", None)]
        assert links == [f"/api/v1/published/{row['csv']}.csv"]


def test_the_headline_counts_what_the_list_shows(page: Any) -> None:
    heading = next(node for node in walk(page) if type(node).__name__ == "H1")
    states = [data_of(item, "status") for item in items(page)]
    tested = [one for one in states if one != "cannot-be-recomputed"]
    title = text_of(heading)
    rows = query_evidence(sessions.current).frame.set_index("figure_id")
    ways = [rows.loc[item.id, "direction"] for item in items(page)]
    turned = ways.count("reversed")
    assert title.startswith(
        f"{states.count('confirmed')} of {len(tested)} statements hold, "
        f"{states.count('differs')} differ, {turned} have reversed, "
        f"{states.count('cannot-be-judged')} cannot be judged"
    )
    more = states.count("moved-on-since") - turned
    assert f"{more} more agree for the report’s own months" in title
    assert f"{len(states) - len(tested)} that open data cannot recompute" in title
    assert len(re.findall(r"(?:January|February|March|July|December) 20\d\d", title)) >= 4


@pytest.mark.parametrize(
    ("query", "theme", "status"),
    [
        ({}, "", ""),
        ({"theme": "homicide"}, "homicide", ""),
        ({"status": "moved-on-since"}, "", "moved-on-since"),
        ({"theme": "knife-crime", "status": "cannot-be-recomputed"}, "knife-crime",
         "cannot-be-recomputed"),
    ],
)  # fmt: skip
def test_the_list_filters_by_theme_and_status(
    layout: Any, query: dict, theme: str, status: str
) -> None:
    page = layout(**query)
    shown = [item for item in items(page) if not item.hidden]
    for item in items(page):
        wanted = theme in ("", data_of(item, "theme")) and status in ("", data_of(item, "status"))
        assert item.hidden != wanted
    assert shown
    nodes = by_id(page)
    assert nodes["evidence-theme"].value == (theme or "all")
    assert nodes["evidence-status"].value == (status or "all")
    text = text_of(nodes["evidence-shown"])
    assert text == f"Showing {len(shown)} of {len(items(page))} statements"


def folds(page: Any) -> list[Any]:
    return [
        node for node in walk(by_id(page)["evidence-statements"])
        if type(node).__name__ == "Details"
    ]  # fmt: skip


def test_the_page_opens_on_what_differs_and_what_reversed(page: Any) -> None:
    rows = query_evidence(sessions.current).frame.set_index("figure_id")
    folded = {item.id for part in folds(page) for item in walk(part) if hasattr(item, "data-theme")}
    first = [rows.loc[item.id] for item in items(page) if item.id not in folded]
    assert first
    for row in first:
        assert row["status"] == DIFFERS or row["direction"] == "reversed"
    for key in folded:
        assert rows.loc[key, "status"] != DIFFERS
        assert rows.loc[key, "direction"] != "reversed"
    parts = folds(page)
    assert not [part for part in parts if part.open]
    counts = [int(re.search(r"(\d+) statements", text_of(part.children[0]))[1]) for part in parts]
    assert sum(counts) + len(first) == len(items(page))


def test_a_filter_opens_what_is_folded(layout: Any) -> None:
    parts = folds(layout(status="confirmed"))
    assert [part.open for part in parts if not part.hidden] == [True]
    assert "Confirmed" in text_of(next(part for part in parts if part.open).children[0])


@pytest.mark.parametrize("query", [{"theme": "x<script>"}, {"status": "true"}])
def test_an_unknown_filter_shows_all_and_says_so(layout: Any, query: dict) -> None:
    page = layout(**query)
    assert not [item for item in items(page) if item.hidden]
    assert "is not known" in text_of(page)
    assert "Allowed:" in text_of(page)


def test_area_and_period_filters_are_never_silently_ignored(layout: Any) -> None:
    assert "do not apply here" in text_of(layout())
    text = text_of(layout(area="E09000033", **{"from": "2024-01"}))
    assert "Not applied: area, from." in text


def test_table_12_shows_both_ranks_and_the_agreement(page: Any) -> None:
    nodes = by_id(page)
    rows = query_evidence(sessions.current, "table-12").frame
    for row in rows.to_dict("records"):
        text = text_of(nodes[row["figure_id"]])
        assert f"{int(row['published'])} / {int(row['now'])}" in text
        if row["status"] != CONFIRMED:  # not by colour alone
            assert ("→" if row["status"] == MOVED else "≠") in text
        broken = row["offence"] in ("domestic-abuse", "violence-with-injury")
        assert ("latest [b]" in text) == broken
    foot = next(node for node in walk(page) if type(node).__name__ == "Tfoot")
    assert "Agreement (Spearman)" in text_of(foot)


def test_costs_are_reproduced_and_volumes_explained(page: Any) -> None:
    text = text_of(page)
    assert text.count("£1,190,424,480") >= 3
    assert "under 25; open data carry no ages" in text
    assert "[z] threats to kill" in text
    assert "neither table 13" in text


def test_big_tables_scroll_inside_their_own_region(page: Any) -> None:
    boxes = [node for node in walk(page) if getattr(node, "className", "") == "scroll"]
    assert len(boxes) >= 14
    for box in boxes:
        props = vars(box)
        assert (props["tabIndex"], props["role"]) == (0, "region")
        assert props["aria-label"]
    tables = [node for node in walk(page) if type(node).__name__ == "Table"]
    inside = [node for box in boxes for node in walk(box) if type(node).__name__ == "Table"]
    assert len(tables) == len(inside)


def test_headings_go_down_one_at_a_time(page: Any) -> None:
    levels = [
        int(type(node).__name__[1])
        for node in walk(page)
        if re.fullmatch(r"H[1-6]", type(node).__name__)
    ]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_anchors_exist(page: Any) -> None:
    nodes = by_id(page)
    targets = [
        node.href[1:] for node in walk(page) if str(getattr(node, "href", "")).startswith("#")
    ]
    assert len(targets) >= 6
    assert not [target for target in targets if target not in nodes]


def test_the_page_is_served(navigate: Any) -> None:
    for search in ("", "?theme=homicide", "?theme=nope&area=x&area=y"):
        answer = navigate("/evidence", search)
        assert answer.status_code == 200
        assert "statements hold, " in answer.get_data(as_text=True)
    assert NOT_OPEN in query_evidence(sessions.current).frame["status"].tolist()


@pytest.mark.parametrize(
    ("kind", "printed", "change", "clear", "way"),
    [
        ("change", 8.0, 5.8, True, "same"),
        ("change", 16.0, -17.5, True, "reversed"),
        ("direction", -1.0, 0.2, False, "unclear"),
        ("direction", -1.0, 6.5, True, "reversed"),
        ("direction", 0.0, 6.5, True, ""),
        ("count change", -48.0, -35.9, True, "same"),
        ("change", 8.0, 0.0, True, "unclear"),
        ("rank", 1.0, 5.0, True, ""),
        ("count", 10.0, 5.0, True, ""),
        ("change", 8.0, float("nan"), True, ""),
    ],
)
def test_a_direction_is_the_sign_of_a_clear_change(
    kind: str, printed: float, change: float, clear: bool, way: str
) -> None:
    from data.evidence.judgement import direction_of
    from data.evidence.values import Value

    found, said = direction_of(kind, printed, Value(change, change=change, clear=clear))
    assert found == way
    assert bool(said) == (bool(way) or printed == 0)


def test_a_change_that_moved_on_says_which_way_it_goes(page: Any, client: Any) -> None:
    rows = query_evidence(sessions.current).frame.set_index("figure_id")
    words = {
        "same": "same direction", "reversed": "direction reversed", "unclear": "no clear direction"
    }  # fmt: skip
    seen = set()
    for item in items(page):
        row = rows.loc[item.id]
        change = "change" in row["unit"] or row["unit"] == "direction"
        assert bool(row["direction"]) == (row["status"] == MOVED and change), item.id
        if not row["direction"]:
            continue
        seen.add(row["direction"])
        assert f"Moved on since, {words[row['direction']]}" in text_of(item)
        way = row["latest"] * (1 if row["published"] > 0 else -1)
        if row["direction"] != "unclear":
            assert (way > 0) == (row["direction"] == "same")
            assert re.search(r"The direction is (the same|reversed)", text_of(item))
        else:
            assert "no clear direction" in row["reason"]
    assert seen == set(words)
    reply = client.get("/api/v1/evidence/statements.json").get_json()
    assert "direction" in reply["columns"]
    heading = text_of(next(node for node in walk(page) if type(node).__name__ == "H1"))
    counts = rows["direction"].value_counts()
    assert f"{counts['reversed']} have reversed" in heading
    assert f"{counts['same']} in the same direction" in heading

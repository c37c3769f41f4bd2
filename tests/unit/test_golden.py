"""The comparison of golden recordings finds what it is for, upon records made by hand."""

from __future__ import annotations

import argparse
import base64
import gzip
import json
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from data.errors import DataError
from tests.golden import __main__ as command
from tests.golden import asking, extracts, questions
from tests.golden.accepted import FILE, read_accepted, sort_out
from tests.golden.differences import Difference
from tests.golden.screen import read_screen
from tests.golden.screens import view_differences
from tests.golden.tables import answer_differences

CSV = "# Offences\n# Build: 1\narea_code,area_name,count,rate,note\n"
ROWS = ("E1,Abbey,3,0.25,\n", "E2,Hackney,40,1.5,[p]\n", "E3,City,,,[x]\n")
TABLE = CSV + "".join(ROWS)


def answer(body: str = TABLE, kind: str = "text/csv; charset=utf-8", **more: Any) -> dict:
    found = {"url": "/api/v1/areas.csv?x=1", "status": 200, "type": kind, "file": "", "body": body}
    return found | more


def found(before: dict, after: dict) -> list[tuple[str, str, str, str]]:
    """Kind, place, recorded and present text of every difference."""
    return [
        (item.kind, item.place, item.before, item.after)
        for item in answer_differences(before, after, {})
    ]


def as_json(body: str) -> dict:
    """A CSV answer as the JSON answer with the same table."""
    header, *rows = [line.split(",") for line in body.splitlines() if line[0] != "#"]
    listed = [dict(zip(header, row, strict=True)) for row in rows]
    told = {"meta": {"build": "1"}, "columns": header, "rows": listed}
    return answer(json.dumps(told), "application/json")


def as_book(body: str) -> dict:
    header, *rows = [line.split(",") for line in body.splitlines() if line[0] != "#"]
    book = answer("", "spreadsheetml") | {"cells": {"areas": [header, *rows], "about": [["A"]]}}
    del book["body"]
    return book


FORMS = [answer, as_json, as_book]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (TABLE, []),
        (TABLE.replace("1.5", "1.6"), [("cell", "column rate", "1.5", "1.6")]),
        (TABLE.replace("1.5", "1.500001"), [("cell", "column rate", "1.5", "1.500001")]),
        (TABLE.replace("40", ""), [("cell", "column count", "40", "")]),
        (TABLE.replace("[x]", "[c]"), [("cell", "column note", "[x]", "[c]")]),
        (TABLE.replace("City", "Town"), [("cell", "column area_name", "City", "Town")]),
        (CSV + ROWS[0] + ROWS[2], [("row-lost", "rows", "E2", "")]),
        (TABLE + "E4,New,1,1,\n", [("row-new", "rows", "", "E4")]),
        (CSV + ROWS[1] + ROWS[2] + ROWS[0], [("row-moved", "rows", "E1", "E1")]),
        (CSV + ROWS[1] + ROWS[2], [("row-lost", "rows", "E1", "")]),
        (
            CSV + ROWS[1] + ROWS[2] + "E4,New,1,1,\n",
            [("row-lost", "rows", "E1", ""), ("row-new", "rows", "", "E4")],
        ),
    ],
)
def test_every_change_of_a_table_is_found_in_every_format(
    form: Any, now: str, expected: list
) -> None:
    told = found(form(TABLE), form(now))
    assert [item[:2] for item in told] == [item[:2] for item in expected]
    for (_, _, before, after), (kind, _, was, new) in zip(told, expected, strict=True):
        for text, part in ((before, was), (after, new)):
            number = part.replace(".", "").isdigit()
            whole = kind == "cell" and not number
            assert (text == part) if whole else (part in text and bool(part) == bool(text))


def test_a_number_written_in_another_way_is_the_same() -> None:
    assert not found(answer(), answer(TABLE.replace("1.5", "1.50").replace(",3,", ",3.0,")))
    assert not found(answer(), answer(TABLE.replace("1.5", "1.50000000001")))
    assert found(answer(), answer(TABLE.replace("1.5", "1.50000001")))
    coded = answer("code\n01\n")
    assert found(coded, answer("code\n1\n")), "a code with a leading zero is no number"


@pytest.mark.parametrize("form", FORMS)
def test_a_lost_column_is_a_difference_and_a_new_one_is_told(form: Any) -> None:
    narrow = "a,b,c\nx,1,2\ny,3,4\n"
    assert found(form(narrow), form("a,c\nx,2\ny,4\n")) == [("column-lost", "column b", "b", "")]
    added: dict[str, Counter[str]] = {}
    wide = form("a,new,b,c\nx,9,1,2\ny,9,3,4\n")
    assert not list(answer_differences(form(narrow), wide, added))
    assert added == {"/api/v1/areas.csv": Counter({"new": 1})}
    told = found(form(narrow), form("a,new,b,c\nx,9,1,2\ny,9,3,5\n"))
    assert [item[:2] for item in told] == [("cell", "column c")], "beside a new one, too"
    assert found(form(narrow), form("b,a,c\n1,x,2\n3,y,4\n"))[0][0] == "column-order"


def test_a_word_that_changes_in_every_row_is_told_cell_by_cell() -> None:
    told = found(answer("name,count\na,1\nb,2\n"), answer("name,count\nA,1\nB,2\n"))
    assert told == [("cell", "column name", "a", "A"), ("cell", "column name", "b", "B")]


def test_rows_of_numbers_alone_are_told_apart_by_their_first_cells() -> None:
    before = "year,month,count\n2024,1,5\n2024,2,6\n2025,1,7\n"
    assert [
        item[0] for item in found(answer(before), answer(before.replace("2024,2,6\n", "")))
    ] == ["row-lost"]


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"status": 400}, "status"),
        ({"type": "text/plain"}, "type"),
        ({"file": "attachment"}, "file"),
        ({"body": TABLE.replace("# Build: 1", "# Build: 2")}, "comment"),
        ({"body": TABLE.replace("# Build: 1\n", "")}, "comment"),
        ({"body": "# more\n" + TABLE}, "comment"),
    ],
)
def test_what_stands_around_a_table_is_compared(changes: dict, kind: str) -> None:
    assert kind in [item[0] for item in found(answer(), answer() | changes)]


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ({"error": "no", "allowed": ["a", "b"]}, []),
        ({"error": "never", "allowed": ["a", "b"]}, [("error", "no", "never")]),
        ({"error": "no", "allowed": ["a", "c"]}, [("allowed[1]", "b", "c")]),
        ({"error": "no", "allowed": ["b"]}, [("allowed[0:1]", "a", "")]),
        ({"error": "no"}, [("allowed", '["a", "b"]', "")]),
        ({"error": "no", "allowed": ["a", "b"], "more": 1}, [("more", "", "1")]),
        ({"error": True, "allowed": ["a", "b"]}, [("error", "no", "true")]),
    ],
)
def test_refusals_are_compared_as_trees(now: dict, expected: list) -> None:
    before = answer(json.dumps({"error": "no", "allowed": ["a", "b"]}), "application/json")
    after = answer(json.dumps(now), "application/json")
    told = [(d.at, d.before, d.after) for d in answer_differences(before, after, {})]
    assert told == expected


# --- Pages ------------------------------------------------------------------------------------


def node(kind: str, children: Any = None, **props: Any) -> dict:
    return {
        "type": kind,
        "namespace": "dash_html_components",
        "props": props | {"children": children},
    }


def card(text: Any, values: Any = (1.0, 2.0), href: str = "/api/v1/a.csv", name: str = "w") -> dict:
    return node(
        "Section",
        [
            node("H2", "Title", id=f"{name}-title"),
            node("Graph", None, id=f"{name}-graph", figure={"data": [{"y": list(values)}]}),
            node("P", text, id=f"{name}-sentence"),
            node("Table", [node("Tr", [node("Td", "Abbey"), node("Td", "3")])]),
            node("A", "CSV", href=href),
            node("Input", None, id=f"{name}-field", value="10"),
        ],
        **{"aria-labelledby": f"{name}-title"},
    )


def view(tree: Any, changes: Any = None) -> dict:
    found: dict[str, Any] = {"url": "/when?a=1", "status": 200, "codes": []}
    return found | {"first": read_screen(tree), "later": read_screen(tree, changes)}


def seen(before: dict, after: dict, **renames: str) -> list[tuple[str, str, str, str]]:
    return [
        (item.kind, item.place, item.before, item.after)
        for item in view_differences(before, after, renames)
        if item.place.startswith(("first", "status", "codes"))
    ]


def test_a_screen_is_read_as_it_is_seen() -> None:
    screen = read_screen(node("Div", [node("Div", "secret", hidden=True), card("It fell.")]))
    assert screen["texts"] == {"w": ["Title", "It fell.", "Abbey | 3", "CSV"]}
    assert screen["links"] == {"w": ["/api/v1/a.csv"]}
    assert screen["figures"] == {"w-graph": {"data": [{"y": [1.0, 2.0]}]}}
    assert screen["controls"] == {"w-field": {"value": "10"}}


def test_packed_numbers_of_a_figure_are_unpacked() -> None:
    raw = np.array([[1.5, 2.5]])
    packed = {"bdata": base64.b64encode(raw.tobytes()).decode(), "dtype": "f8", "shape": "1, 2"}
    screen = read_screen(node("Graph", None, id="g", figure={"z": packed}))
    assert screen["figures"]["g"] == {"z": [[1.5, 2.5]]}


def test_another_tree_that_shows_the_same_is_the_same() -> None:
    plain = view(node("Div", card("It fell by 3 (5%).")))
    other = card(["It ", node("Span", node("Strong", "fell")), " by 3", " (", "5%", ")."])
    wrapped = node("Main", node("Div", [node("Div", node("Div", other, id="new"))]))
    assert not seen(plain, view(wrapped))


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (card("It rose."), ("text", "first: w", "It fell.", "It rose.")),
        (card(None), ("text", "first: w", "It fell.", "")),
        (card("It fell.", (1.0, 2.5)), ("figure", "first: w-graph", "2.0", "2.5")),
        (card("It fell.", (1.0,)), ("figure", "first: w-graph", "2.0", "")),
        (card("It fell.", href="/b"), ("link", "first: w", "/api/v1/a.csv", "/b")),
    ],
)
def test_every_change_of_a_page_is_found(now: dict, expected: tuple) -> None:
    assert seen(view(card("It fell.")), view(now)) == [expected]


def test_lost_charts_fields_and_later_views_are_found() -> None:
    before = view(card("It fell."))
    bare = card("It fell.")
    del bare["props"]["children"][5], bare["props"]["children"][1]
    assert [item[0] for item in seen(before, view(bare))] == ["figure", "control"]
    later = {key: value for key, value in before.items() if key != "later"}
    assert [item.place for item in view_differences(before, later, {})] == ["later"]
    assert seen(before, before | {"status": 500}) == [("status", "status", "200", "500")]


def test_a_later_view_is_the_page_with_its_changes() -> None:
    changes = {"w-sentence": {"children": "It rose."}, "elsewhere": {"children": "Said."}}
    later = view(card("It fell."), changes)["later"]
    assert later["texts"]["w"][1] == "It rose."
    assert later["texts"]["outside elsewhere"] == ["Said."]
    told = list(view_differences(view(card("It fell.")), view(card("It fell."), changes), {}))
    assert {item.place for item in told} == {"later: w", "later: outside elsewhere"}


def test_renamed_cards_are_the_same_when_the_names_are_given() -> None:
    before, after = view(card("It fell.")), view(card("It fell.", name="trend"))
    assert not seen(before, after, **{"w": "trend", "w-*": "trend-*"})
    moved = {item[0] for item in seen(before, after)}
    assert moved == {"text-moved", "link-moved", "figure", "control"}


# --- What is meant ----------------------------------------------------------------------------

MEANT = """
[[accepted]]
kind = "text"
url = '^/when'
place = "w$"
before = "fell"
after = "rose"
reason = "said otherwise now"

[[accepted]]
kind = "cell|comment"
place = "column rate"
reason = "never met"
"""


def meant(folder: Path, text: str) -> Path:
    path = folder / "accepted.toml"
    path.write_text(text, "utf-8")
    return path


def test_an_entry_covers_what_it_describes_and_nothing_else(tmp_path: Path) -> None:
    told = list(view_differences(view(card("It fell.")), view(card("It rose.", (1.0, 3.0))), {}))
    left, covered = sort_out(told, read_accepted(meant(tmp_path, MEANT)))
    assert [(item.kind, item.place) for item in left] == [
        ("figure", "first: w-graph"), ("figure", "later: w-graph"),
    ]  # fmt: skip
    assert [count for _, count in covered] == [2, 0]
    text = Difference("text-moved", "/when", "first: w", "It fell.", "It rose.")
    for other in (text, Difference("text", "/", "w", "It fell.", "It rose.")):
        assert sort_out([other], read_accepted(tmp_path / "accepted.toml"))[0] == [other]


@pytest.mark.parametrize(
    "text",
    [
        "accepted = 1", "[[accept]]", "[[accepted]]", "[[accepted]\n",
        '[[accepted]]\nkind = "text"\nreason = "everything"',
        '[[accepted]]\nkind = "text"\nplace = "w"', '[[accepted]]\nplace = "w"\nreason = "r"',
        '[[accepted]]\nkind = "text"\nplace = "("\nreason = "r"',
        '[[accepted]]\nkind = "text"\nplase = "w"\nreason = "r"',
        '[[accepted]]\nkind = "text"\nplace = 1\nreason = "r"',
    ],
)  # fmt: skip
def test_a_bad_list_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(DataError):
        read_accepted(meant(tmp_path, text))


def test_the_list_of_this_project_can_be_read() -> None:
    assert all(entry.reason for entry in read_accepted(FILE))


# --- The command ------------------------------------------------------------------------------


class Served:
    """Stands for the program: one answer and one view."""

    answered, viewed = answer(), view(card("It fell."))

    def __init__(self, token: str | None = None) -> None:
        self.token = token

    def answer(self, url: str) -> dict:
        return self.answered | {"url": url}

    def view(self, url: str) -> dict:
        return self.viewed | {"url": url}


@pytest.fixture
def recording(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> argparse.Namespace:
    monkeypatch.setattr(asking, "Program", Served)
    monkeypatch.setattr(extracts, "lend", lambda folder, *_, **__: folder)
    monkeypatch.setattr(extracts, "prepare", lambda *_: None)
    for name, record in ((command.ANSWERS, answer()), (command.VIEWS, view(card("It fell.")))):
        with gzip.open(tmp_path / name, "wt", encoding="utf-8") as file:
            file.write(json.dumps(record) + "\n")
    return argparse.Namespace(
        folder=tmp_path, accepted=meant(tmp_path, ""), renames=None, token=None, show=10,
        fresh_extracts=False,
    )  # fmt: skip


def test_the_command_fails_on_a_difference_until_it_is_accepted(
    recording: argparse.Namespace, monkeypatch: Any, capsys: Any
) -> None:
    assert command.compare(recording) == 0
    assert "0 differences" in capsys.readouterr().out
    monkeypatch.setattr(Served, "viewed", view(card("It rose.")))
    assert command.compare(recording) == 1
    said = capsys.readouterr().out
    assert "[text] /when, first: w: 1 in 1 questions\n  - It fell.\n  + It rose.\n" in said
    recording.accepted.write_text(MEANT, "utf-8")
    assert command.compare(recording) == 0
    said = capsys.readouterr().out
    assert "said otherwise now: covers 2" in said
    assert "never met: COVERS NOTHING" in said


def test_the_command_takes_renames(recording: argparse.Namespace, monkeypatch: Any) -> None:
    monkeypatch.setattr(Served, "viewed", view(card("It fell.", name="trend")))
    assert command.compare(recording) == 1
    recording.renames = recording.folder / "renames.json"
    recording.renames.write_text('{"w": "trend", "w-*": "trend-*"}', "utf-8")
    assert command.compare(recording) == 0


def test_the_command_tells_new_columns(
    recording: argparse.Namespace, monkeypatch: Any, capsys: Any
) -> None:
    wider = TABLE.replace(",note\n", ",note,new\n").replace(",\n", ",,1\n")
    wider = wider.replace("[p]\n", "[p],1\n").replace("[x]\n", "[x],1\n")
    monkeypatch.setattr(Served, "answered", answer(wider))
    assert command.compare(recording) == 0
    assert "new columns of /api/v1/areas.csv: new (1)" in capsys.readouterr().out


def test_nothing_is_recorded_over(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("x")
    assert command.record(tmp_path, None) == 2
    assert [path.name for path in tmp_path.iterdir()] == ["x"]


def test_the_questions_are_many_fixed_and_of_every_kind() -> None:
    urls, views = questions.answers(), questions.views()
    assert (urls, views) == (questions.answers(), questions.views())
    assert len(set(urls)) == len(urls) >= 600 and len(set(views)) == len(views) >= 120
    for table in (*questions.TABLES, "pledge", "published/table-4", "evidence/all"):
        for form in ("csv", "json"):
            assert any(url.startswith(f"/api/v1/{table}.{form}") for url in urls), table
    for dataset in ("simulated", questions.IMPORTED, "homicide", "vawg", "custody"):
        assert sum(f"dataset={dataset}" in url for url in urls) >= 10, dataset
        assert any(f"dataset={dataset}" in url for url in views), dataset
    for path in questions.PATHS:
        assert path in views

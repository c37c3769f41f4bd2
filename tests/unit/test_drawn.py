"""What is drawn from data: components as plain elements, and nothing that runs."""

from __future__ import annotations

from typing import Any

import dash_bootstrap_components as dbc
import pytest
from dash import dcc, html

from components.drawn import Element, drawn, elements, field
from tests.drawn import as_components

FIGURE: dict[str, Any] = {"data": [], "layout": {}}


@pytest.mark.parametrize(
    ("tree", "data"),
    [
        ("a", ["a"]),
        ([1, None, True, "", ["b"]], ["1", "b"]),
        (html.P("x", className="y", hidden=False), [["p", {"class": "y"}, ["x"]]]),
        (html.Div(hidden=True, tabIndex=0), [["div", {"hidden": True, "tabindex": 0}, []]]),
        (
            html.Button("x", n_clicks=3, **{"data-set": "focus", "aria-label": "y"}),
            [["button", {"aria-label": "y", "data-set": "focus"}, ["x"]]],
        ),
        (html.I(style={"backgroundColor": "red"}), [["i", {"style": "background-color:red"}, []]]),
        (html.A("x", href="javascript:alert(1)"), [["a", {}, ["x"]]]),
        (dcc.Link("x", href="/when"), [["a", {"href": "/when", "data-link": ""}, ["x"]]]),
        (dcc.Store(id="x"), []),
        (html.Datalist(id="x"), [["datalist", {"id": "x"}, []]]),
        (
            dcc.Graph(id="x-graph", figure=FIGURE, style={"height": "1rem"}),
            [
                [
                    "div",
                    {
                        "id": "x-graph",
                        "class": "dash-graph",
                        "figure": FIGURE,
                        "style": "height:1rem",
                    },
                    [],
                ]
            ],
        ),
        (
            dbc.Select(id="x", options=[{"label": "A", "value": "a"}], value="a"),
            [
                [
                    "select",
                    {"id": "x", "class": "form-select"},
                    [["option", {"value": "a", "selected": True}, ["A"]]],
                ]
            ],
        ),
        (Element("svg", {"class": "y"}, (Element("path", {"d": "M0 0"}),)),
         [["svg", {"class": "y"}, [["path", {"d": "M0 0"}, []]]]]),
    ],
)  # fmt: skip
def test_components_as_data(tree: Any, data: list) -> None:
    assert drawn(tree) == data


@pytest.mark.parametrize(
    "tree",
    [
        html.Script("alert(1)"),
        html.Iframe(),
        html.Div(id={"type": "x", "code": "y"}),
        html.Div(contentEditable="true"),
        dcc.Dropdown(),
        Element("script", {}),
        Element("path", {"onload": "alert(1)"}),
        Element("a", {"href": "/x"}),
    ],
)
def test_what_is_not_listed_is_refused(tree: Any) -> None:
    with pytest.raises(TypeError, match="cannot be drawn"):
        drawn(html.Div(tree))


def test_a_field_that_cannot_be_says_so() -> None:
    (node,) = drawn(field("x", "text", "0", wrong=True, **{"data-set": "cut"}))
    assert node[1] == {
        "id": "x", "type": "text", "value": "0", "class": "form-control is-invalid",
        "aria-invalid": "true", "data-set": "cut",
    }  # fmt: skip


def test_data_is_read_back_as_components() -> None:
    tree = html.Div([html.P("a", className="b"), dcc.Link("c", href="/d")], id="e")
    (node,) = as_components(drawn(tree))
    assert (node["type"], node["props"]["id"]) == ("Div", "e")
    assert [child["type"] for child in node["props"]["children"]] == ["P", "Link"]
    assert node["props"]["children"][0]["props"] == {"className": "b", "children": ["a"]}


def test_every_element_is_met_from_the_top() -> None:
    nodes = drawn([html.Div(html.P(html.Strong("x"))), "y"])
    assert [tag for tag, _, _ in elements(nodes)] == ["div", "p", "strong"]


@pytest.mark.parametrize(
    "href",
    ["/", "/when?offence=rape#trend", "#main", "?level=ward", "https://www.ons.gov.uk/crime"],
)
def test_what_is_here_or_at_a_publisher_is_linked(href: str) -> None:
    assert drawn(html.A("x", href=href)) == [["a", {"href": href}, ["x"]]]


@pytest.mark.parametrize(
    "href",
    [
        *("javascript:alert(1)", " javascript:alert(1)", "data:text/html,x", "ftp://x"),
        *("//evil.example", "/\\evil.example", "\\\\evil.example", "/\t/evil.example"),
        *("https://evil.example", "https://www.ons.gov.uk.evil.example/", "http://www.ons.gov.uk"),
        *("https://www.ons.gov.uk@evil.example", "https://www.ons.gov.uk:8@evil.example", ""),
    ],
)
def test_nothing_else_is_linked(href: str) -> None:
    assert drawn(html.A("x", href=href)) == [["a", {}, ["x"]]]
    assert drawn(dcc.Link("x", href=href)) == [["a", {}, ["x"]]]


def test_a_link_of_the_program_leads_nowhere_else() -> None:
    assert drawn(dcc.Link("x", href="https://www.ons.gov.uk")) == [["a", {}, ["x"]]]

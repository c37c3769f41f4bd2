"""``/hotspots`` – where: the ward map, the ranked wards, and one ward's own panel."""

from __future__ import annotations

import dash
import dash_bootstrap_components as dbc
from dash import ALL, ClientsideFunction, Input, Output, State, clientside_callback, html

from components.area_panel import panel_parts
from components.card import Card, render_card, render_headline
from components.filters import PEOPLE_ONLY, View
from components.maps import area_map
from components.ranking import ranked_table
from components.shell import Page, Parts
from components.words import number
from data import queries
from data.queries.question import Question
from data.selection import Defaults
from data.statistics.concentration import areas_for_share

TOP = 20


def _headline(question: Question) -> tuple[str, str]:
    """How concentrated it is, and the periods and places that this speaks of."""
    offence = question.offence
    frame = queries.query_areas(question).frame
    counts = frame.loc[frame["rank"].notna() | frame["count"].notna()]
    counts = counts[counts["area_code"].str.startswith("E") & counts["count"].notna()]["count"]
    total = int(counts.sum())
    kind = "wards" if question.level == "ward" else "boroughs"
    place = queries.area_phrase(question)
    where = f"{place}, {question.period.label}"
    if question.comparison is not None:
        where += f", compared with {question.comparison.label}"
    hidden = queries.suppressed(frame)
    if hidden:
        told = f"{number(total)} {offence.noun} in {len(counts)} {kind}" if total else offence.label
        return f"{told}; small counts are suppressed", f"{where}: {hidden} {kind} are suppressed."
    if counts.empty:
        return f"{place}: no Met data", f"{where}."
    if not total:
        return f"No {offence.lower} recorded in these {kind}", where
    half = areas_for_share(counts.to_numpy(), 0.5)
    if len(counts) < 4:
        return f"{number(total)} {offence.noun} in {place}", where
    inside = f"{place}: half" if question.areas else "Half"
    return (
        f"{inside} of {offence.lower} is recorded in {half} of {len(counts)} {kind}",
        f"{where}: {number(total)} placed in a {kind[:-1]}.",
    )


def build(view: View) -> Parts:
    """The parts of the hot-spot page for a view."""
    question = view.question.answerable
    finding, where = _headline(question)
    drawn = area_map(question, True, view.state.focus)
    parts: Parts = {
        "hotspots-headline": {"children": finding},
        "hotspots-spans": {"children": where},
        "live": {"children": f"Updated. {finding}. {where}"},
        "hotspots-panel": {"children": panel_parts(question, view.state.focus)},
    }
    parts |= Card(
        id="hotspots-map",
        title=drawn.finding,
        subtitle=drawn.subtitle,
        sentence=drawn.sentence,
        table="areas",
        question=question.replace(areas=()),
        provenance=queries.provenance(question, "areas"),
        figure=drawn.figure,
        extra=(("legend", drawn.legend),),
    ).parts()
    parts |= ranked_table("hotspots-ranked", question, TOP).parts()
    return parts


PAGE = Page(
    "hotspots",
    "/hotspots",
    Defaults(
        level="ward",
        levels=("ward", "borough"),
        topics=("offences",),
        topics_why=PEOPLE_ONLY,
        levels_why="Hot spots are wards or boroughs.",
    ),
    build,
)
PAGE.connect()

clientside_callback(
    ClientsideFunction("svd", "pickArea"),
    Output("focus", "data"),
    Output("find-area", "value"),
    Input("hotspots-map-graph", "clickData"),
    Input("find-area", "value"),
    Input({"type": "pick", "code": ALL}, "n_clicks"),
    Input({"type": "close-panel", "code": ALL}, "n_clicks"),
    State("focus", "data"),
    prevent_initial_call=True,
)


def _buttons() -> html.Div:
    acts = (
        ("in", "+", "Zoom in"),
        ("out", "−", "Zoom out"),
        ("west", "←", "Move west"),
        ("north", "↑", "Move north"),
        ("south", "↓", "Move south"),
        ("east", "→", "Move east"),
        ("reset", "⟲", "Show everything again"),
    )
    return html.Div(
        [
            html.Button(
                sign, type="button", title=text, **{"data-map-act": act, "aria-label": text}
            )
            for act, sign, text in acts
        ],
        className="map-buttons",
    )


def body(parts: Parts) -> list:
    """The page's component tree."""
    show = lambda name: parts[name]["children"]  # noqa: E731
    return [
        render_headline("hotspots", parts),
        render_card(
            "hotspots-map",
            parts,
            graph={"height": "100%"},
            before=[
                html.Div(
                    [
                        html.Label("Find a ward or borough", htmlFor="find-area"),
                        dbc.Input(
                            id="find-area",
                            type="text",
                            list="area-names",
                            placeholder="Abbey, Barking and Dagenham",
                            autocomplete="off",
                            value="",
                        ),
                        _buttons(),
                    ],
                    className="map-tools",
                )
            ],
            after=[html.Div(show("hotspots-map-legend"), id="hotspots-map-legend")],
            label="map",
            class_name="map-card tall map-box",
            keys="Arrow keys move the map, + and - zoom, 0 shows everything",
        ),
        html.Div(
            [
                html.Div(show("hotspots-panel"), id="hotspots-panel"),
                render_card(
                    "hotspots-ranked",
                    parts,
                    before=[html.Div(show("hotspots-ranked-list"), id="hotspots-ranked-list")],
                    label="ranked areas",
                    class_name="ranked-card",
                ),
            ],
            className="side",
        ),
    ]


def layout(**query: str) -> html.Div:
    """The page for a query string."""
    return PAGE.render(query, body)


dash.register_page(
    __name__,
    path="/hotspots",
    title="Hot spots – Serious violence in London",
    name="Hot spots",
    order=1,
    description="Where serious violence is recorded: London ward by ward.",
)

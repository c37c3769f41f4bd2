"""Cards that tell when violence happens: each a Selection in, a card out."""

from __future__ import annotations

import pandas as pd
from dash import dcc, html

from components.card import Card
from components.figures import style
from components.figures.control_chart import build_control_chart, year_ticks
from components.figures.heatmap import build_heatmap, classes_of
from components.figures.rolling import build_rolling
from components.figures.season import build_season
from components.text import calendar
from components.text import trend as when_words
from components.text.words import during
from data import queries
from data.model import periods
from data.model.grammar import full_query, to_text
from data.model.periods import LOCKDOWN, NAMES, Period
from data.queries.question import Question
from data.sources.extract_terms import WEEKDAYS

TREND_MONTHS = 96
"""Months of the trend; what is read by years goes back as far as it can."""
NOT_POLICED = (
    "Nothing is drawn: the City of London has its own police force, and the Met’s files do not "
    "have its offences. No Met data is not zero."
)
MANY_YEARS = 9
"""From so many years on a row a year fills a tall card."""


def _resolve_since(question: Question, months: int | None = None) -> Question:
    """The same up to the end of its period, from as far back as wanted and known."""
    covered = question.covered
    end = question.period.end
    start = covered.start if months is None else periods.shift(end, 1 - months)
    return question.replace(period=Period(max(covered.start, start), end))


def _drawn(figure: dict, question: Question) -> dict | html.P:
    """The chart, or the reason why there is none: an empty box says nothing."""
    return figure if question.policed else html.P(NOT_POLICED, className="no-chart")


def _noun(question: Question) -> str:
    return question.offence.noun


def _about(question: Question, text: str) -> str:
    span = question.period
    return (
        f"{question.offence.label}, {queries.area_phrase(question)}, "
        f"{periods.name(span.start)} to {periods.name(span.end)}. {text}".strip()
    )


def resolve_trend(question: Question) -> Question:
    """The question of the trend: its latest months, or as far back as it can by years."""
    near = _resolve_since(question, TREND_MONTHS)
    rows = queries.query_trend(near).frame
    return _resolve_since(question) if when_words.is_yearly(rows) or rows.empty else near


def _trend_of(question: Question) -> pd.DataFrame:
    return queries.query_trend(resolve_trend(question)).frame


def trend(question: Question) -> Card:
    """The series with its limits, the months that stand out, and how many would by chance."""
    asked = resolve_trend(question)
    table = queries.query_trend(asked)
    frame = table.frame
    yearly = when_words.is_yearly(frame)
    unit = "Each point is 12 months" if yearly else "By month"
    evened = "" if yearly else _evened(frame)
    return Card(
        id="when-trend",
        title=when_words.trend_title(frame),
        subtitle=_about(asked, f"{unit}{evened}. Triangles mark what stands out of the limits."),
        sentence=when_words.signals_sentence(frame, _noun(asked), queries.area_phrase(asked)),
        table="trend",
        question=asked,
        provenance=table.provenance,
        figure=_drawn(
            build_control_chart(frame, asked.series.breaks, when_words.chance_words(frame)), asked
        ),
    )


def _evened(frame: pd.DataFrame) -> str:
    basis = frame["basis"].iloc[0] if len(frame) else ""
    return ", season taken out" if basis == "season removed" else ", as if equally long"


def months(question: Question) -> Card:
    """Every month since the series begins, a row a year."""
    asked = _resolve_since(question)
    table = queries.query_matrix(asked, "year", "month")
    frame = table.frame
    names = calendar.year_names(frame)
    years = list(names)
    outlined = [
        (year, name)
        for year in years
        for number, name in enumerate(NAMES, 1)
        if LOCKDOWN.holds(f"{int(year):04d}-{number:02d}")
        and asked.period.holds(f"{int(year):04d}-{number:02d}")
    ]
    changed = [
        (int(item.month[:4]), NAMES[int(item.month[5:]) - 1])
        for item in asked.series.breaks
        if asked.period.start < item.month <= asked.period.end
    ]
    figure = build_heatmap(
        frame,
        "year",
        "month",
        (years, NAMES),
        # a year that is not whole says so on a second line
        ([names[year].replace(" (", "<br>(") for year in years], [name[:3] for name in NAMES]),
        outlined=outlined,
        changed=changed,
        noun=_noun(asked),
    )
    blank = bool(frame["count"].isna().any())
    legend = _legend(frame, "Number in a month", bool(outlined), blank, bool(changed))
    if len(years) < MANY_YEARS:
        legend.append(html.Span(className="few-years"))  # the style sheet makes it lower
    breaks = asked.series.breaks
    rare = when_words.is_yearly(_trend_of(asked))
    place = queries.area_phrase(asked)
    return Card(
        id="when-months",
        title=calendar.month_title(frame, breaks, rare),
        subtitle=_about(asked, "Number in each month."),
        sentence=calendar.month_sentence(frame, _noun(asked), place, breaks, rare),
        table="matrix",
        question=asked,
        provenance=table.provenance,
        figure=_drawn(figure, asked),
        extra=(("legend", legend if asked.policed else []),),
        more=(("rows", "year"), ("columns", "month")),
    )


def _legend(
    frame: pd.DataFrame, label: str, outlined: bool, blank: bool, changed: bool = False
) -> list:
    """The classes of a heatmap with their bounds, and what is drawn without colour."""
    _, colours, names = classes_of(frame["count"].to_numpy(dtype=float))
    items = [
        html.Li([html.Span(className="swatch", style={"background": colour}), name])
        for colour, name in zip(colours, names, strict=True)
    ]
    if outlined:
        items.append(html.Li([html.Span(className="swatch outlined"), "lockdown"]))
    if changed:
        items.append(html.Li([html.Span(className="swatch changed"), "counting changed"]))
    if blank:
        items.append(html.Li([html.Span(className="swatch empty"), "no data"]))
    return [html.Ul(items, className="legend", **{"aria-label": label})]


def hours(question: Question, path: str) -> Card:
    """Hours by weekday; for counts without them, why not, and where the question is answered."""
    if "hour" not in question.capabilities.matrix:
        return _no_hours(question, path)
    table = queries.query_matrix(question, "weekday", "hour")
    frame = table.frame
    known = frame[frame["hour"].astype(str) != "unknown"]
    figure = build_heatmap(
        known,
        "weekday",
        "hour",
        (WEEKDAYS, range(24)),
        ([day[:3] for day in WEEKDAYS], [str(hour) for hour in range(24)]),
        noun=_noun(question),
    )
    blank = bool(known["count"].isna().any())
    return Card(
        id="when-hours",
        title=calendar.hour_title(frame),
        subtitle=_about(question, "Number by hour (0 is midnight) and day committed."),
        sentence=calendar.hour_sentence(
            frame,
            _noun(question),
            f"in {queries.area_phrase(question)} {during(question.period)}",
        ),
        table="matrix",
        question=question,
        provenance=table.provenance,
        figure=figure,
        extra=(("legend", _legend(known, "Number in an hour", False, blank)), ("why", [])),
        more=(("rows", "weekday"), ("columns", "hour")),
    )


def _no_hours(question: Question, path: str) -> Card:
    text = "Official open data gives the month of an offence, not its day or hour."
    table = queries.query_matrix(question, "year", "month")
    why: list = [html.P(text, className="no-hours")]
    domain = question.session.domain
    able = [
        slug
        for slug, item in domain.datasets.items()
        if "hour" in item.matrix and question.offence.slug in item.offences
    ]
    if able:
        query = full_query(question.selection)
        kept = {key: query[key] for key in ("area", "offence", "cohort") if key in query}
        why.append(
            html.P(
                dcc.Link(
                    "Show this question on the simulated extract",
                    href=path + to_text(kept | {"dataset": able[0]}),
                    className="go",
                )
            )
        )
        why.append(
            html.P(
                "Simulated records follow published totals and shares; they show what a case-level "
                "extract would answer, not what happened.",
                className="quiet",
            )
        )
    return Card(
        id="when-hours",
        title="Hour and weekday need a case-level extract",
        subtitle="",
        sentence="Open data has no hour or weekday, so nothing is drawn here; the table holds the "
        "months of the period.",
        table="matrix",
        question=question,
        provenance=table.provenance,
        figure={"data": [], "layout": style.layout()},
        extra=(("legend", []), ("why", why)),
        more=(("rows", "year"), ("columns", "month")),
    )


def season(question: Question) -> Card:
    """The course of a year, with and without the lockdown years."""
    asked = _resolve_since(question)
    table = queries.query_season(asked)
    frame = table.frame
    return Card(
        id="when-season",
        title=calendar.season_title(frame),
        subtitle=_season_about(asked, frame),
        sentence=calendar.season_sentence(frame, _noun(asked)),
        table="season",
        question=asked,
        provenance=table.provenance,
        figure=_drawn(build_season(frame), asked),
    )


def _season_about(question: Question, frame: pd.DataFrame) -> str:
    """What the season is read from: the years of one regime, not all that were asked for."""
    span = Period(frame["period_from"].iloc[0], frame["period_to"].iloc[0])
    read = question.replace(period=span)
    return _about(read, "Share of a year by month, as if all months were equally long.")


def rolling(question: Question) -> Card:
    """12-month sums, which hold every season once."""
    asked = _resolve_since(question)
    table = queries.query_series(asked, total=True)
    frame, breaks = table.frame, asked.series.breaks
    return Card(
        id="when-rolling",
        title=when_words.rolling_title(frame, breaks, _verdict(asked)),
        subtitle=_about(asked, "Sums of 12 months: every season is in each of them."),
        sentence=when_words.rolling_sentence(
            frame, _noun(asked), queries.area_phrase(asked), breaks
        ),
        table="series",
        question=asked,
        provenance=table.provenance,
        figure=_drawn(_spaced(build_rolling(frame, breaks), frame), asked),
    )


def _verdict(question: Question) -> str:
    """What the trend says of the latest 12 months."""
    rows = _trend_of(question)
    return str(rows["verdict"].iloc[-1]) if len(rows) else "none"


def _spaced(figure: dict, frame: pd.DataFrame) -> dict:
    """The figure with as many years named as fit on a phone."""
    months = frame.dropna(subset=["count_12m"])["month"].tolist()
    if months:
        axis = {name: value for name, value in figure["layout"]["xaxis"].items() if name != "dtick"}
        figure["layout"]["xaxis"] = axis | year_ticks(months[0], months[-1])
    return figure

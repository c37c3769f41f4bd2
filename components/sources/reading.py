"""How to read the numbers, take them away and use them."""

from __future__ import annotations

from dash import html

from components.layout import Finding, Visit
from components.sources.titled import render_titled
from data import periods
from data.catalogue import GENERAL_CAVEAT
from data.session import Session
from data.tables import NOTE_KINDS


def headline(visit: Visit) -> Finding:
    """To when the data runs, and which build it is."""
    build = visit.session.build
    ends = build.manifest["data_to"]
    return Finding(
        "Where every number comes from",
        f"Wards to {periods.name(ends['ward'])}, boroughs to {periods.name(ends['borough'])}. "
        f"Build {build.build_id}.",
    )


def methods(_session: Session) -> html.Section:
    """How intervals, changes, ranks and rates are meant."""
    points = [
        "Counts and rates carry 95% intervals (Byar; exact Poisson below 10).",
        "A change is called clear only when its 95% interval, widened by the series' own "
        "month-to-month scatter (quasi-Poisson, season removed), does not include zero. No "
        "percentage is given on a base under 20, and none across a break in counting.",
        "Ranks run over all of London, 1 the highest; their intervals come from 2,000 draws.",
        "Rates divide by residents: Census 2021 for wards, mid-2021 for boroughs. In places with "
        "many visitors, Westminster above all, residents understate who was there: read counts.",
        "Borough totals come from borough files; wards add up to less, because some crimes have "
        "no ward. Offences without a borough stand in their own row.",
        GENERAL_CAVEAT,
    ]
    return render_titled(
        "How to read the numbers", html.Ul([html.Li(text) for text in points]), key="methods"
    )


def interface(_session: Session) -> html.Section:
    """Where every table can be fetched."""
    notes = ", ".join(f"{mark} {meaning}" for mark, meaning in NOTE_KINDS.items())
    return render_titled(
        "Take it away",
        html.P(
            [
                "Every table answers at ",
                html.Code("/api/v1/areas.csv"),
                " and ",
                html.Code("/api/v1/series.csv"),
                " (also .json and .xlsx) with the same query as the page; ",
                html.A("catalogue.json", href="/api/v1/catalogue.json"),
                f" lists every value allowed. Notes: {notes}.",
            ]
        ),
        key="interface",
    )


def accessibility(_session: Session) -> html.Section:
    """What the dashboard does for everybody to be able to use it."""
    return render_titled(
        "Accessibility",
        html.P(
            "The dashboard aims at WCAG 2.2 AA. Every chart has a sentence and a table; everything "
            "works from the keyboard: on a map, arrow keys move and + and − zoom. Nothing is told "
            "by colour alone. Automatic checks with axe-core run on every page in every release. "
            "If something keeps you out, tell whoever runs this dashboard for you."
        ),
        key="accessibility",
    )


def licences(_session: Session) -> html.Section:
    """What may be done with data, program and typeface."""
    return render_titled(
        "Licences",
        html.P(
            "Data: Open Government Licence. Contains public sector information of "
            "the Metropolitan Police Service, the Office for National Statistics and "
            "MHCLG; boundaries contain OS data © Crown copyright and database right. "
            "Program: MIT licence. Typeface: Inter, SIL Open Font Licence."
        ),
        key="licences",
    )

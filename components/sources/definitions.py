"""What is counted, who is counted, and in which datasets."""

from __future__ import annotations

from dash import html

from components.dataset_cards import HEADS, assumptions, dataset_rows
from components.sources.titled import render_table, render_titled
from data import periods
from data.catalogue import COHORTS, OFFENCES, OPEN_SERIES, SOURCES
from data.session import Session


def datasets(session: Session) -> list[html.Section]:
    """The datasets, and what is assumed where records are simulated."""
    found = [
        render_titled(
            "Datasets",
            html.P(
                [
                    "Official counts and official tables of people come with the dashboard. A "
                    "partnership can load its own case-level records: ",
                    html.Code("python -m data import-extract --name NAME FILE…"),
                    "; they stay on its machine and are shown there only, to people who may see "
                    "the records and have shown the server’s ",
                    html.A("token", href="/token"),
                    ", with small counts suppressed and others rounded.",
                ]
            ),
            render_table("Datasets", list(HEADS), dataset_rows(session)),
            key="datasets",
        )
    ]
    if assumed := assumptions(session):
        found.append(
            render_titled(
                "What the simulated extract assumes",
                html.P(
                    [
                        "Simulated records follow the published totals and shares of the report "
                        "to within a percentage point (",
                        html.Code("python -m data calibration"),
                        " prints each). What the report does not publish is assumed:",
                    ]
                ),
                html.Ul([html.Li(text) for text in assumed]),
                key="simulated",
            )
        )
    return found


def series(session: Session) -> html.Section:
    """Every series of open data with its definition, source and months."""
    rows = [
        [
            item.label,
            item.definition,
            SOURCES[item.source]["title"],
            _span(session, "ward", slug),
            _span(session, "borough", slug),
            "; ".join([item.caveat] * bool(item.caveat) + [one.text for one in item.breaks]),
        ]
        for slug, item in ((one, OFFENCES[one]) for one in OPEN_SERIES)
    ]
    return render_titled(
        "What is counted",
        html.P(
            "Groups are sums of offences. Flagged series (knife, gun, domestic abuse, knife-injury "
            "victims) overlap with the offences and never add to them."
        ),
        render_table(
            "Series with definition, source and coverage",
            ["Series", "Definition", "Source", "Wards", "Boroughs", "Read with it"],
            rows,
        ),
        key="series",
    )


def _span(session: Session, level: str, slug: str) -> str:
    covered = session.build.coverage(level, slug)
    first, last = (periods.name(end, short=True) for end in (covered.start, covered.end))
    return f"{first} to {last}"


def cohorts(_session: Session) -> html.Section:
    """Every cohort, and which series open data answers for it."""
    rows = []
    for item in COHORTS.values():
        can = (
            "every series"
            if item.series is None
            else ", ".join(OFFENCES[slug].label for slug in item.series) or "nothing"
        )
        rows.append([item.label, item.definition, can])
    return render_titled(
        "Who is counted",
        html.P("Open data answers few cohorts; the rest need a case-level extract."),
        render_table("Cohorts", ["Cohort", "Definition", "Open data answers"], rows),
        key="cohorts",
    )


def city(session: Session) -> html.Section:
    """The City of London's own yearly figures."""
    frame = session.build.frame("city")
    period = str(frame["period_to"].iloc[0])[:7] if len(frame) else ""
    rows = [
        [row.label, f"{int(row.count_):,}" if row.count_ == row.count_ else "[x]"]
        for row in frame.rename(columns={"count": "count_"}).itertuples()
    ]
    return render_titled(
        "City of London",
        html.P(
            "The City has its own police force and is in none of the Met's files, so it is [x] on "
            "every other page, never zero. The official yearly table of the Office for National "
            f"Statistics includes it: year to {periods.name(period) if period else 'unknown'}."
        ),
        render_table("City of London, offences", ["Offence", "Recorded"], rows),
        key="city",
    )

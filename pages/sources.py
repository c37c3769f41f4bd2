"""``/data`` – datasets, definitions, caveats, licences, the checks, the City's own table."""

from __future__ import annotations

import dash
from dash import html

from components.dataset_cards import HEADS, assumptions, dataset_rows
from data import periods
from data.catalogue import COHORTS, GENERAL_CAVEAT, OFFENCES, OPEN_SERIES, SOURCES
from data.session import sessions
from data.tables import NOTE_KINDS


def _table(caption: str, heads: list[str], rows: list[list]) -> html.Div:
    return html.Div(
        html.Table(
            [
                html.Caption(caption, className="visually-hidden"),
                html.Thead(html.Tr([html.Th(head, scope="col") for head in heads])),
                html.Tbody(
                    [
                        html.Tr(
                            [html.Th(row[0], scope="row"), *(html.Td(cell) for cell in row[1:])]
                        )
                        for row in rows
                    ]
                ),
            ]
        ),
        className="scroll",
        tabIndex=0,
        role="region",
        **{"aria-label": caption},
    )


def _card(title: str, *content: object, key: str) -> html.Section:
    return html.Section(
        [html.H2(title, id=f"data-{key}", className="card-title"), *content],
        className="card",
        **{"aria-labelledby": f"data-{key}"},
    )


def _span(level: str, slug: str) -> str:
    covered = sessions.current.build.coverage(level, slug)
    first, last = (periods.name(end, short=True) for end in (covered.start, covered.end))
    return f"{first} to {last}"


def _extracts() -> list[html.Section]:
    """The datasets, and what is assumed where records are simulated."""
    found = [
        _card(
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
            _table("Datasets", list(HEADS), dataset_rows()),
            key="datasets",
        )
    ]
    if assumed := assumptions():
        found.append(
            _card(
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


def _series() -> html.Section:
    rows = [
        [
            item.label,
            item.definition,
            SOURCES[item.source]["title"],
            _span("ward", slug),
            _span("borough", slug),
            "; ".join([item.caveat] * bool(item.caveat) + [one.text for one in item.breaks]),
        ]
        for slug, item in ((one, OFFENCES[one]) for one in OPEN_SERIES)
    ]
    return _card(
        "What is counted",
        html.P(
            "Groups are sums of offences. Flagged series (knife, gun, domestic abuse, knife-injury "
            "victims) overlap with the offences and never add to them."
        ),
        _table(
            "Series with definition, source and coverage",
            ["Series", "Definition", "Source", "Wards", "Boroughs", "Read with it"],
            rows,
        ),
        key="series",
    )


def _cohorts() -> html.Section:
    rows = []
    for item in COHORTS.values():
        can = (
            "every series"
            if item.series is None
            else ", ".join(OFFENCES[slug].label for slug in item.series) or "nothing"
        )
        rows.append([item.label, item.definition, can])
    return _card(
        "Who is counted",
        html.P("Open data answers few cohorts; the rest need a case-level extract."),
        _table("Cohorts", ["Cohort", "Definition", "Open data answers"], rows),
        key="cohorts",
    )


def _checks(manifest: dict) -> html.Section:
    checks = manifest.get("checks", [])
    passed = sum(bool(item["ok"]) for item in checks)
    rows = [
        [
            item["name"],
            "holds" if item["ok"] else "does not hold",
            str(item["expected"]),
            str(item["found"]),
            item.get("note", ""),
        ]
        for item in checks
    ]
    return _card(
        f"{passed} of {len(checks)} checks hold",
        html.P(
            "Made when the data was built: against figures that others published, and of the data "
            "against itself."
        ),
        _table("Check report", ["Check", "Result", "Expected", "Found", "Note"], rows),
        key="checks",
    )


def _sources(manifest: dict) -> list[html.Section]:
    used = [item for item in manifest["sources"] if item["used"]]
    unused = [item for item in manifest["sources"] if not item["used"]]
    rows = [
        [
            item["title"],
            item["file"],
            item["publisher"],
            item["licence"],
            item["period"] or "",
            html.Code(item["sha256"][:12]),
        ]
        for item in used
    ]
    vintages = [
        [item["level"], f"{item['from']} to {item['to']}", item["source"]]
        for item in manifest["vintages"]
    ]
    left = [[item["file"], item["reason"]] for item in unused] + [
        [item["file"], f"{item['what']}: {item['reason']}"] for item in manifest["dropped"]
    ]
    return [
        _card(
            f"{len(used)} official files",
            _table(
                "Files used",
                ["Product", "File", "Publisher", "Licence", "Period", "SHA-256"],
                rows,
            ),
            key="files",
        ),
        _card(
            "Which file supplied which months",
            html.P("Where files overlap, the newest one in the finer category scheme is used."),
            _table("Vintages", ["Level", "Months", "File"], vintages),
            key="vintages",
        ),
        _card(
            "What was left out, and why",
            _table("Left out", ["File", "Reason"], left),
            key="dropped",
        ),
    ]


def _city() -> html.Section:
    frame = sessions.current.build.frame("city")
    period = str(frame["period_to"].iloc[0])[:7] if len(frame) else ""
    rows = [
        [row.label, f"{int(row.count_):,}" if row.count_ == row.count_ else "[x]"]
        for row in frame.rename(columns={"count": "count_"}).itertuples()
    ]
    return _card(
        "City of London",
        html.P(
            "The City has its own police force and is in none of the Met's files, so it is [x] on "
            "every other page, never zero. The official yearly table of the Office for National "
            f"Statistics includes it: year to {periods.name(period) if period else 'unknown'}."
        ),
        _table("City of London, offences", ["Offence", "Recorded"], rows),
        key="city",
    )


def _methods() -> html.Section:
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
    return _card(
        "How to read the numbers", html.Ul([html.Li(text) for text in points]), key="methods"
    )


def _interface() -> html.Section:
    notes = ", ".join(f"{mark} {meaning}" for mark, meaning in NOTE_KINDS.items())
    return _card(
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


def _accessibility() -> html.Section:
    return _card(
        "Accessibility",
        html.P(
            "The dashboard aims at WCAG 2.2 AA. Every chart has a sentence and a table; everything "
            "works from the keyboard: on a map, arrow keys move and + and − zoom. Nothing is told "
            "by colour alone. Automatic checks with axe-core run on every page in every release. "
            "If something keeps you out, tell whoever runs this dashboard for you."
        ),
        key="accessibility",
    )


def layout(**_query: str) -> html.Div:
    """The page; it has no filters."""
    manifest = sessions.current.build.manifest
    ends = manifest["data_to"]
    return html.Div(
        html.Div(
            [
                html.Div(
                    html.H1(
                        [
                            "Where every number comes from",
                            html.Span(
                                f"Wards to {periods.name(ends['ward'])}, boroughs to "
                                f"{periods.name(ends['borough'])}. Build {manifest['build_id']}.",
                                className="spans",
                            ),
                        ]
                    ),
                    className="headline",
                ),
                _methods(),
                _checks(manifest),
                *_extracts(),
                _series(),
                _cohorts(),
                *_sources(manifest),
                _city(),
                _interface(),
                _accessibility(),
                _card(
                    "Licences",
                    html.P(
                        "Data: Open Government Licence. Contains public sector information of "
                        "the Metropolitan Police Service, the Office for National Statistics and "
                        "MHCLG; boundaries contain OS data © Crown copyright and database right. "
                        "Program: MIT licence. Typeface: Inter, SIL Open Font Licence."
                    ),
                    key="licences",
                ),
            ],
            className="page page-data",
        )
    )


dash.register_page(
    __name__,
    path="/data",
    title="Data – Serious violence in London",
    name="Data",
    order=8,
    description="Datasets, definitions, caveats, licences and checks.",
)

"""How to read the numbers, take them away and use them."""

from __future__ import annotations

from dash import html

from components.layout import Finding, Visit
from components.sources.titled import render_titled
from data.model import periods
from data.model.catalogue import GENERAL_CAVEAT
from data.model.tables import NOTE_KINDS
from data.session import Session
from data.statistics.coverage import simulated_range


def headline(visit: Visit) -> Finding:
    """To when the data runs, and which build it is."""
    build = visit.session.build
    ends = build.manifest["data_to"]
    return Finding(
        "Where every number comes from",
        f"Wards to {periods.name(ends['ward'])}, boroughs to {periods.name(ends['borough'])}. "
        f"Build {build.build_id}.",
    )


def _percent(part: str, what: str, *sizes: str) -> str:
    """A range of the simulation in whole per cent: ``94 to 97%``."""
    low, high = (round(share) for share in simulated_range(part, what, *sizes))
    return f"{low}%" if low == high else f"{low} to {high}%"


def _intervals() -> tuple[str, ...]:
    """What an interval means, what it leaves out, and how often it was right in simulation."""
    level = ("ward", "borough")
    return (
        "A 95% interval says how far a number may lie from what would have been recorded on "
        "average if nothing else had been different. It is wider than chance alone: counts of "
        "crime scatter more than thrown dice, and a month resembles the month before. How much "
        "more is measured on each series' own months, without the lockdown, the season and the "
        "steps of known breaks; wards and boroughs borrow from each other what one of them is "
        "too small to tell.",
        "It leaves out whether crime was reported and recorded at all, changes in counting that "
        "nobody marked, and years-long drift of the level: a level that moves for a year or more "
        "counts as a change, not as chance. For violence with injury in London the months scatter "
        "7 times as much as thrown dice around a level that may bend every year; around one that "
        "bends every second year it would be 10 times, around a straight line 26 times. Whoever "
        "counts slow drift as chance too should take the interval of a change 1.7 times as wide.",
        "In simulation, with scatter up to four times chance and months that remember each "
        f"other, intervals of changes held the truth in {_percent('intervals', 'change', *level)} "
        f"of series of wards and boroughs and {_percent('intervals', 'change', 'alone')} of a "
        f"single series; intervals of ranks in {_percent('ranks', 'shrunken')}. Of Londons in "
        f"which nothing changed {_percent('FDR', 'runs that name any, variance model')} had any "
        "area named.",
        "False alarms: the change of the latest 12 months on the 12 before, which every page "
        "tells, was called up or down in series where nothing had changed in "
        f"{_percent('intervals', 'false alarm', 'alone')} of single series and "
        f"{_percent('intervals', 'false alarm', *level)} of wards and boroughs. Whoever looks four "
        f"times in a year sees a fall in {_within(0)} of stable series of 1,500 a year. A lasting "
        f"fall of 20% is seen within 12 months in {_within(20)}, one of 10% in {_within(10)} and "
        f"one of 5% in {_within(5)}: no clear change is not the same as no change.",
        "The formulas are those of English public health practice: Byar's for counts and rates, "
        "exact ones below 10 events, score intervals for changes. Each is widened by how much "
        "more than chance its series scatters.",
        "Ranks run over all of London, 1 the highest. Their intervals are worked out from how far "
        "each level may lie from its count, levels being drawn towards the average as far as "
        "chance has driven them apart.",
    )


def _within(shift: int) -> str:
    """How often a lasting fall was seen within 12 months, of how many per cent."""
    return _percent("power", f"-{shift} % seen within 12 months")


def render_methods(_session: Session) -> html.Section:
    """How intervals, changes, ranks and rates are meant."""
    points = [
        *_intervals(),
        "No percentage is given on a base under 20, and none across a break that makes the two "
        "sides not comparable. Every known change of system was tested for a step in every "
        "series; 12-month sums, limits and seasons begin anew at a marked step.",
        "A change that is looked at by itself is told by its own interval: higher or lower where "
        "the interval leaves out zero. Chance alone brings that about once in twenty times, so "
        "where several changes are looked at together – the six offences of the overview, all "
        "boroughs, all wards – a change counts as clear only where it stands among them: at most "
        "one in twenty of those named is then expected to be chance (false discovery rate of "
        "5%). A change that stands by itself and not among them is called higher or lower by "
        "itself, on the overview and on the page of its own offence.",
        "Rates divide by residents: Census 2021 for wards, mid-2021 for boroughs. In places with "
        "many visitors, Westminster above all, residents understate who was there: read counts.",
        "Borough totals come from borough files; wards add up to less, because some crimes have "
        "no ward. Offences without a borough stand in their own row.",
        GENERAL_CAVEAT,
    ]
    return render_titled(
        "How to read the numbers", html.Ul([html.Li(text) for text in points]), key="methods"
    )


def render_interface(_session: Session) -> html.Section:
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


def render_accessibility(_session: Session) -> html.Section:
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


def render_licences(_session: Session) -> html.Section:
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

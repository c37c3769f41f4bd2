"""Every published number that the simulated extract must show, and how it is measured."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from data.ingest.simulate.measures import (
    Limits,
    Measure,
    busiest_hour,
    days_with_peak,
    offence_change,
    offence_count,
    offence_share,
    people_share,
    time_share,
)
from data.ingest.simulate.places import Recorded
from data.ingest.simulate.tallies import Tallies
from data.ingest.simulate.targets import NOT_SEXUAL, SEXUAL, TABLE_11, YEARS, figure, place

POINT = 1.0
"""The tolerance of a share or a change, in percentage points."""

ALL_SUSPECTS = "suspects 10-24, all offences"
SUSPECTS = "suspects 10-24, without sexual offences"
_FIRST, _LAST = YEARS[0], YEARS[-1]

Target = float | Callable[[Recorded], float]


@dataclass(frozen=True)
class Check:
    """One number that the extract must show.

    Attributes:
        kind: ``published`` or ``assumption``.
        what: what is measured.
        scope: over which records.
        source: where it is printed, or that it is assumed.
        target: the number, or how it follows from the open counts.
        unit: ``offences``, ``percent``, ``percent change``, ``hour`` or ``days``.
        measure: how it is measured.
        tolerance: how far the measured number may lie away.
        rule: ``equal``, ``at least`` or ``at most``; the last two without tolerance.
    """

    kind: str
    what: str
    scope: str
    source: str
    target: Target
    unit: str
    measure: Measure
    tolerance: float = 0.0
    rule: str = "equal"

    def compare(self, recorded: Recorded, tallies: Tallies) -> tuple[float, float, bool]:
        """Target, measured number, and whether they agree."""
        target = float(self.target(recorded) if callable(self.target) else self.target)
        drawn = float(self.measure(tallies))
        if self.rule == "equal":
            return target, drawn, abs(drawn - target) <= self.tolerance
        return target, drawn, drawn >= target if self.rule == "at least" else drawn <= target


def words(slug: str) -> str:
    """An offence for people."""
    return slug.replace("-", " ")


def published() -> list[Check]:
    """The calibration, and further sentences of the report that must not be contradicted."""
    return [
        *_volumes(),
        *_trends(),
        *_directions(),
        *_robbery(),
        *_table_11(),
        *_suspect_sex(),
        *_suspect_ages(),
        *_hours(),
        *_open_data(),
    ]


def _published(
    figure_id: str,
    what: str,
    scope: str,
    measure: Measure,
    unit: str = "percent",
    tolerance: float = POINT,
    rule: str = "equal",
    target: float | None = None,
) -> Check:
    """A check of a transcribed figure."""
    number = figure(figure_id) if target is None else target
    source = f"SNA, {place(figure_id)}"
    return Check("published", what, scope, source, number, unit, measure, tolerance, rule)


def _volumes() -> list[Check]:
    scopes: list[tuple[int, str, Limits, tuple[str, ...]]] = [
        (13, "under-25", {"young": True}, NOT_SEXUAL),
        (15, "sexual-violence, all ages", {"sexual": True}, SEXUAL),
    ]
    return [
        _published(
            f"table-{table}-{slug}-volume",
            f"{words(slug)}, volume {_LAST}",
            scope,
            offence_count(year=_LAST, offence=slug, **limits),
            "offences",
            tolerance=0,
        )
        for table, scope, limits, offences in scopes
        for slug in offences
    ]


def _trends() -> list[Check]:
    figures = (
        ("statement-under-25-violence-2019", 2023, 2019),
        ("statement-under-25-violence-2021", 2022, 2021),
        ("statement-under-25-violence-2022", 2023, 2022),
    )
    scopes: list[tuple[str, Limits]] = [
        ("under-25", {}),
        ("under-25 and serious-violence", {"serious": True}),
    ]
    return [
        _published(
            figure_id,
            f"violence affecting under-25s, {now} against {before}",
            scope,
            offence_change(now, before, young=True, **limits),
            "percent change",
        )
        for figure_id, now, before in figures
        for scope, limits in scopes
    ]


def _directions() -> list[Check]:
    """What the report only says to have risen or fallen."""
    sexual: Limits = {"offence": SEXUAL}
    knife: Limits = {"knife": True}
    domestic: Limits = {"domestic": True}
    robbery: Limits = {"offence": "personal-robbery"}
    told: list[tuple[str, str, str, int, int, Limits]] = [
        ("under-25-sexual-pre-pandemic", "sexual violence", "at least", 2023, 2019, sexual),
        ("under-25-sexual-last-year", "sexual violence", "at most", 2023, 2022, sexual),
        ("under-25-knife-2019", "knife crime", "at most", 2023, 2019, knife),
        ("under-25-knife-since-pandemic", "knife crime", "at least", 2023, 2021, knife),
        ("under-25-robbery-two-years", "personal robbery", "at least", 2022, 2021, robbery),
        ("under-25-robbery-two-years", "personal robbery", "at least", 2023, 2022, robbery),
    ]
    abuse = "domestic-abuse-under-25"
    told += [
        (abuse, "domestic abuse", "at most", year, year - 1, domestic)
        for year in (2021, 2022, 2023)
    ]
    return [
        _published(
            f"statement-{figure_id}",
            f"{label} affecting under-25s, {now} against {before}",
            "under-25",
            offence_change(now, before, young=True, **limits),
            "percent change",
            0,
            rule,
            0,
        )
        for figure_id, label, rule, now, before, limits in told
    ]


def _robbery() -> list[Check]:
    robbery: Limits = {"offence": "personal-robbery", "young": True}
    return [
        _published(
            "statement-under-25-robbery-pre-pandemic",
            f"personal robbery, {_LAST} against {_FIRST}",
            "under-25",
            offence_change(_LAST, _FIRST, **robbery),
            "percent change",
        ),
        *(
            _published(
                f"statement-under-25-robbery-knife-{year}",
                f"knife share of personal robbery, {year}",
                "under-25",
                offence_share(robbery | {"year": year}, {"knife": True}),
            )
            for year in (_FIRST, _LAST)
        ),
    ]


def _table_11() -> list[Check]:
    rows = {"all": tuple(TABLE_11)} | {row: (slug,) for slug, row in TABLE_11.items()}
    flags = (("da", True, "domestic abuse"), ("non-da", False, "no domestic abuse"))
    roles = (("victim", "victims under 25"), ("suspect", "suspects 10-24"))
    return [
        _published(
            f"table-11-{flag}-{row}-{sex}-{role}",
            f"{sex} {role}s, {words(row)}, {abuse}, {_LAST}",
            f"{who}, without personal robbery",
            people_share(
                role,
                {"year": _LAST, "offence": offences, "domestic": domestic},
                {"sex": sex},
            ),
        )
        for flag, domestic, abuse in flags
        for row, offences in rows.items()
        for role, who in roles
        for sex in ("female", "male")
    ]


def _suspect_sex() -> list[Check]:
    told: list[tuple[str, str, str, str, Limits, str]] = [
        (
            f"suspects-{sex}-{year}",
            sex,
            f"{year}",
            SUSPECTS,
            {"year": year, "offence": NOT_SEXUAL},
            "equal",
        )
        for year in (_FIRST, _LAST)
        for sex in ("male", "female", "unknown")
    ]
    told += [
        (f"suspects-{name}", sex, f"{_LAST}", ALL_SUSPECTS, {"year": _LAST}, "equal")
        for name, sex in (("male", "male"), ("female", "female"), ("sex-unknown", "unknown"))
    ]
    sexual = "suspects 10-24, sexual offences"
    told += [
        (f"sexual-suspects-{sex}", sex, "2019 to 2023", sexual, {"offence": SEXUAL}, rule)
        for sex, rule in (("male", "at least"), ("female", "at most"))
    ]
    return [
        _published(
            f"statement-{figure_id}",
            f"suspects of {sex} sex, {when}",
            scope,
            people_share("suspect", limits, {"sex": sex}),
            rule=rule,
            tolerance=POINT if rule == "equal" else 0,
        )
        for figure_id, sex, when, scope, limits, rule in told
    ]


def _suspect_ages() -> list[Check]:
    scopes: list[tuple[str, Limits]] = [(ALL_SUSPECTS, {}), (SUSPECTS, {"offence": NOT_SEXUAL})]
    ages = (
        ("statement-suspects-15-18-before", "15-18", _FIRST),
        ("statement-suspects-15-18", "15-18", _LAST),
        ("statement-suspects-under-15", "10-14", _LAST),
    )
    found = [
        _published(
            figure_id,
            f"suspects aged {band}, {year}",
            scope,
            people_share("suspect", {"year": year} | limits, {"band": band}),
        )
        for figure_id, band, year in ages
        for scope, limits in scopes
    ]
    within: Limits = {"year": _LAST, "offence": NOT_SEXUAL}
    black = people_share("suspect", within, {"ethnicity": "black"})
    what = f"suspects who are Black, {_LAST}"
    return [*found, _published("statement-suspects-black", what, SUSPECTS, black)]


def _hours() -> list[Check]:
    start, end = (round(figure(f"statement-robbery-peak-{edge}")) for edge in ("from", "to"))
    first = round(figure("statement-violence-peak-weekday-from"))
    known: Limits = {"offence": "personal-robbery", "knife": True, "hour": range(24)}
    violence, weekdays = "violence-with-injury", range(5)
    night = (21, 22, 23, 0, 1, 2, 3, 4, 5)
    return [
        _published(
            "statement-knife-robbery-afternoon",
            "knife-enabled robbery from 15:00 to 21:00",
            "all, known hours",
            time_share(known, {"hour": range(start, end)}),
        ),
        _published(
            "statement-knife-robbery-peak-hour",
            "knife-enabled robbery from 16:00 to 17:00",
            "all, known hours",
            time_share(known, {"hour": start + 1}),
        ),
        _published(
            "statement-violence-peak-weekday-from",
            "violence with injury, the hour with the most",
            "all, Monday to Friday",
            busiest_hour(violence, weekdays),
            "hour",
            0,
        ),
        _published(
            "statement-violence-peak-weekday-to",
            "violence with injury, the hour with the second most (until 17:00)",
            "all, Monday to Friday",
            busiest_hour(violence, weekdays, 1),
            "hour",
            0,
            target=first + 1,
        ),
        _published(
            "statement-violence-peak-night-from",
            "violence with injury, days of the week on which midnight leads 21:00 to 06:00",
            "all",
            days_with_peak(violence, 0, night),
            "days",
            0,
            target=7,
        ),
    ]


def _open_data() -> list[Check]:
    series: list[tuple[str, str, Limits]] = [
        ("domestic-abuse", "domestic abuse", {}),
        (
            "domestic-abuse-with-injury",
            "domestic abuse with injury",
            {"offence": "violence-with-injury"},
        ),
    ]
    return [
        *(
            Check(
                "published",
                f"{label}, volume {year}",
                "domestic-abuse, all ages",
                "MPS Monthly Crime Dashboard",
                recorded_in(slug, year),
                "offences",
                offence_count(year=year, domestic=True, **limits),
            )
            for slug, label, limits in series
            for year in (2022, 2023)
        ),
        *(
            Check(
                "published",
                f"{words(slug)} without a ward, 2019 to 2023",
                "all",
                "MPS Recorded Crime",
                unplaced_share(slug),
                "percent",
                offence_share({"offence": slug}, {"placed": False}),
                POINT,
            )
            for slug in (*NOT_SEXUAL, *SEXUAL)
        ),
    ]


def recorded_in(series: str, year: int) -> Callable[[Recorded], float]:
    """The open count of a year as a target."""
    return lambda recorded: recorded.yearly(series, year)


def unplaced_share(series: str) -> Callable[[Recorded], float]:
    """The open percent without a place as a target."""
    return lambda recorded: 100 * recorded.unplaced_share(series)

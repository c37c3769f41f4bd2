"""What is asked: a Selection, read from and written to the query string of the URL.

The same grammar drives pages, downloads and links::

    ?level=borough&area=E09000033&offence=violence-with-injury&cohort=all-ages
    &from=2025-04&to=2026-03&compare=previous-year&measure=rate&dataset=recorded

Pages also keep what is looked at in the URL: ``focus`` (the area whose panel is open) and
``sort`` (the column a table is sorted by). The HTTP interface refuses those two.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from data import periods
from data.catalogue import (
    COHORTS,
    COMPARISONS,
    COSTED,
    LEVELS,
    MEASURES,
    OPEN_SERIES,
    RECORDED,
    TOPICS,
)
from data.periods import PRE_LOCKDOWN, Period
from data.sources.capabilities import Capabilities

ASKED = ("level", "area", "offence", "cohort", "from", "to", "compare", "measure", "dataset")
VIEWED = ("focus", "sort")
EMPTY = ("area", *VIEWED)
"""Parameters that may be given empty."""
PLANNED = ("cut", "invest")
PLANS = {"cut": (10.0, 100.0, "per cent"), "invest": (40_000_000.0, 1e11, "pounds a year")}
"""What a plan assumes when it is not asked, the most it takes, and its unit."""
WRITTEN = re.compile(
    r"\s*[+-]?£?(\d+|\d{1,3}(,\d{3})+)?(\.\d*)?(e[+-]?\d+)?\s*%?\s*", re.ASCII | re.I
)
"""A number as a person writes it: thousands in threes, no underscores, no other digits."""

SORTED = (*(slug for slug in OPEN_SERIES if slug != COSTED), "threats-to-kill")
"""Columns of the borough table that can be sorted by, besides the name."""


@dataclass(frozen=True)
class Domain:
    """What a Selection may name: built once from the processed data.

    Args:
        parents: parent code of every ward and borough code, by code.
        levels: level of every code.
        labels: name of every area as it stands alone, by code.
        datasets: what each dataset can answer, by slug; the recorded counts first.
    """

    parents: Mapping[str, str]
    levels: Mapping[str, str]
    labels: Mapping[str, str]
    datasets: Mapping[str, Capabilities]

    @property
    def bounds(self) -> Period:
        """First and last month of any recorded series."""
        return self.datasets[RECORDED].bounds

    @property
    def shared_end(self) -> str:
        """The last month that recorded wards and boroughs share."""
        return self.datasets[RECORDED].period.end

    def capabilities(self, dataset: str) -> Capabilities:
        """What a dataset can answer."""
        return self.datasets[dataset]


@dataclass(frozen=True)
class Problem:
    """A part of a query that cannot be honoured, and what would be.

    Args:
        parameter: its name in the query.
        value: what was asked.
        message: what is wrong with it, in a sentence without the value.
        allowed: the values allowed, or a sentence that describes them.
    """

    parameter: str
    value: str
    message: str
    allowed: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The problem as a sentence, without the allowed values."""
        shown = self.value if len(self.value) <= 40 else self.value[:40] + "…"
        return f"{self.parameter} “{shown}”: {self.message}"


@dataclass(frozen=True)
class Selection:
    """One question. Immutable and hashable; equal questions are equal Selections.

    Attributes:
        level: ``ward``, ``borough`` or ``london``.
        areas: codes of units of the level or of their parents, sorted; empty means all of London.
        offence: a slug of the dataset's offences.
        cohort: a slug of :data:`data.catalogue.COHORTS`.
        period: the months counted.
        compare: a slug of :data:`data.catalogue.COMPARISONS`; or, asked by the program itself and
            never by a query, a period as :attr:`data.periods.Period.written` gives it.
        measure: a slug of :data:`data.catalogue.MEASURES`.
        dataset: a slug of the datasets that the Domain knows.
    """

    level: str
    areas: tuple[str, ...]
    offence: str
    cohort: str
    period: Period
    compare: str
    measure: str
    dataset: str = RECORDED

    def replace(self, **changes: object) -> Selection:
        """The same question with some parts changed."""
        return replace(self, **changes)  # type: ignore[arg-type]

    @property
    def comparison(self) -> Period | None:
        """The period compared with, or ``None``.

        ``to-2020-03`` needs the same months: a period of other than 12 months is compared with
        the same months inside the year to March 2020, and with nothing when it does not fit.
        """
        if self.compare not in COMPARISONS:
            return periods.read(self.compare)
        if self.compare == "previous-year":
            return self.period.shift(-12)
        if self.compare == "to-2020-03":
            if self.period.months == 12:
                return PRE_LOCKDOWN
            years = (periods.index(self.period.end) - periods.index(PRE_LOCKDOWN.end)) // 12
            for back in (years, years + 1):
                moved = self.period.shift(-12 * back)
                if moved.within(PRE_LOCKDOWN):
                    return moved
        return None


@dataclass(frozen=True)
class ViewState:
    """What is looked at: it changes no number.

    Attributes:
        focus: code of the area whose panel is open, or empty.
        sort: the column that a table is sorted by, a leading ``-`` turns it round; or empty.
    """

    focus: str = ""
    sort: str = ""


@dataclass(frozen=True)
class Scenario:
    """What is supposed: it changes no recorded number.

    Attributes:
        cut: the reduction that a plan assumes, per cent, above 0 and at most 100.
        invest: what a plan costs, pounds a year, above 0.
    """

    cut: float = PLANS["cut"][0]
    invest: float = PLANS["invest"][0]


@dataclass(frozen=True)
class Reading:
    """A query, read.

    Attributes:
        selection: what is asked.
        state: what is looked at.
        scenario: what is supposed.
        problems: what could not be honoured; none means that the query was taken as it stands.
    """

    selection: Selection
    state: ViewState
    scenario: Scenario
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class Defaults:
    """What a page or the interface assumes for parts that a query leaves out."""

    level: str = "borough"
    offence: str = "violence-with-injury"
    cohort: str = "all-ages"
    compare: str = "previous-year"
    measure: str = "count"
    dataset: str = "recorded"
    levels: tuple[str, ...] = tuple(LEVELS)
    """Levels that the page can show."""
    levels_why: str = ""
    """Why it cannot show the others, in a sentence."""
    measures: tuple[str, ...] = tuple(MEASURES)
    """Measures that the page can show."""
    measures_why: str = ""
    """Why it cannot show the others, in a sentence."""
    topics: tuple[str, ...] = tuple(TOPICS)
    """What the page speaks of: it can show datasets that speak of any of it."""
    topics_why: str = ""
    """Why it cannot show the others, in a sentence."""
    extras: tuple[str, ...] = VIEWED
    """Parameters beyond the asked ones that it takes."""

    def of(self, capabilities: Capabilities) -> Defaults:
        """The same, where a dataset cannot answer what is otherwise assumed."""
        able = [slug for slug in self.levels if slug in capabilities.levels]
        level = self.level if self.level in able or not able else able[-1]
        # years on end share months with the same months a year earlier
        compare = self.compare if capabilities.period.months <= 12 else "none"
        offence = capabilities.offence(self.offence)
        return replace(self, level=level, offence=offence, compare=compare)


def default_period(domain: Domain, dataset: str = RECORDED) -> Period:
    """The months shown when none are asked: mostly a dataset's latest 12."""
    return domain.capabilities(dataset).period


def datasets_of(domain: Domain, defaults: Defaults) -> tuple[str, ...]:
    """The datasets that a page can show."""
    return tuple(
        slug
        for slug, item in domain.datasets.items()
        if set(item.dataset.topics) & set(defaults.topics)
    )


def parse(
    query: Mapping[str, str | None], domain: Domain, defaults: Defaults, viewed: bool = True
) -> Reading:
    """Read a query; what cannot be honoured falls back and is reported.

    Args:
        query: values by parameter, as text; ``None`` counts as absent.
        domain: which areas and months exist.
        defaults: what to assume for absent parts.
        viewed: whether ``focus`` and ``sort`` are allowed.

    Returns:
        A Selection that the grammar allows, what is looked at and supposed, and the problems met.
    """
    problems: list[Problem] = []
    known = ASKED + (defaults.extras if viewed else ())
    given = {
        key: str(value)
        for key, value in query.items()
        if value is not None and not (value == "" and key in EMPTY)
    }
    problems += [
        Problem(key[:40], value, "is not a filter that exists here.", known)
        for key, value in given.items()
        if key not in known
    ]

    def choose(parameter: str, allowed: Iterable[str], default: str) -> str:
        value = given.get(parameter, default)
        if value in allowed:
            return value
        problems.append(Problem(parameter, value, "is not known.", tuple(allowed)))
        return default

    usual = defaults.dataset if defaults.dataset in domain.datasets else RECORDED
    dataset = choose("dataset", tuple(domain.datasets), usual)
    able = datasets_of(domain, defaults)
    if dataset not in able:
        problems.append(Problem("dataset", dataset, defaults.topics_why, able))
        dataset = usual
    capabilities = domain.capabilities(dataset)
    defaults = defaults.of(capabilities)
    level = choose("level", LEVELS, defaults.level)
    if level not in defaults.levels:
        problems.append(Problem("level", level, defaults.levels_why, defaults.levels))
        level = defaults.level
    elif why := capabilities.level_reason(level):
        problems.append(Problem("level", level, why, capabilities.levels))
        level = defaults.level
    offence = choose("offence", capabilities.offences, defaults.offence)
    cohort = choose("cohort", COHORTS, defaults.cohort)
    if reason := capabilities.cohort_reason(offence, cohort):
        fit = tuple(slug for slug in COHORTS if not capabilities.cohort_reason(offence, slug))
        problems.append(Problem("cohort", cohort, reason, fit))
        cohort = defaults.cohort
    compare = choose("compare", COMPARISONS, defaults.compare)
    measure = choose("measure", MEASURES, defaults.measure)
    if measure not in defaults.measures:
        problems.append(Problem("measure", measure, defaults.measures_why, defaults.measures))
        measure = defaults.measure
    elif why := capabilities.measure_reason(measure):
        problems.append(Problem("measure", measure, why, capabilities.measures))
        measure = defaults.measure
    areas = _areas(given.get("area", ""), level, domain, problems)
    period = _period(given, capabilities, problems)
    given = {key: value for key, value in given.items() if key in known}
    focus = given.get("focus", "")
    if focus and domain.levels.get(focus) not in ("ward", "borough"):
        allowed = ("codes such as E09000033 (Westminster) or E05013806 (a ward)",)
        problems.append(Problem("focus", focus, "is not the code of a ward or borough.", allowed))
        focus = ""
    sort = given.get("sort", "")
    if sort and sort.lstrip("-") not in SORTED and sort.lstrip("-") != "name":
        problems.append(Problem("sort", sort, "is not a column that sorts.", ("name", *SORTED)))
        sort = ""
    selection = Selection(level, areas, offence, cohort, period, compare, measure, dataset)
    scenario = Scenario(*(_plan(name, given, problems) for name in PLANNED))
    return Reading(selection, ViewState(focus, sort), scenario, tuple(problems))


def _plan(name: str, given: Mapping[str, str], problems: list[Problem]) -> float:
    """A number of a plan: above 0 and at most its bound; thousands separators are fine."""
    default, most, unit = PLANS[name]
    text = given.get(name)
    if text is None:
        return default
    allowed = (f"a number of {unit} above 0, up to {most:,.0f}",)
    try:
        plainly = text.replace(",", "").replace("£", "").replace("%", "").strip()
        value = float(plainly) if WRITTEN.fullmatch(text) else math.nan
    except ValueError:
        value = math.nan
    if 0 < value <= most:
        return value
    what = "is not a number." if value != value else "is not above 0."
    what = "is too much." if value > most else what
    problems.append(Problem(name, text, what, allowed))
    return default


def _areas(text: str, level: str, domain: Domain, problems: list[Problem]) -> tuple[str, ...]:
    chosen: set[str] = set()
    such = ("codes such as E09000033 (Westminster) or E05013806 (a ward)",)
    codes = list(dict.fromkeys(part for part in text.split(",") if part))
    if text and not codes:
        problems.append(Problem("area", text, "names no area.", such))
    for code in codes:
        found = domain.levels.get(code)
        if found is None:
            what = "is not the code of a London ward or borough."
            problems.append(Problem("area", code, what, such))
        elif found == "london":
            continue
        elif level == "london" or (level == "borough" and found == "ward"):
            problems.append(
                Problem(
                    "area",
                    code,
                    f"is a {found}, which the level “{level}” cannot show.",
                    ("choose the level ward",) if found == "ward" else ("choose another level",),
                )
            )
        else:
            chosen.add(code)
    return tuple(sorted(chosen))


def _period(
    given: Mapping[str, str], capabilities: Capabilities, problems: list[Problem]
) -> Period:
    default = capabilities.period
    bounds = capabilities.bounds
    good: dict[str, str] = {}
    for parameter in ("from", "to"):
        value = given.get(parameter)
        if value is None:
            continue
        allowed = (f"months from {bounds.start} to {bounds.end}, written YYYY-MM",)
        if not periods.is_month(value):
            problems.append(Problem(parameter, value, "is not a month.", allowed))
        elif not bounds.holds(value):
            problems.append(Problem(parameter, value, "lies outside the data.", allowed))
        else:
            good[parameter] = value
    if len(good) < sum(parameter in given for parameter in ("from", "to")):
        return default
    start, end = good.get("from"), good.get("to")
    if start is None and end is None:
        return default
    if end is None:
        end = max(default.end, str(start))
    if start is None:
        start = max(periods.shift(end, -11), bounds.start)
    if start > end:
        problems.append(
            Problem(
                "from",
                start,
                f"lies after the last month asked for, {end}.",
                (f"months up to {end}",),
            )
        )
        return default
    return Period(start, end)


def units(selection: Selection, domain: Domain) -> frozenset[str] | None:
    """Codes of the level that the Selection's areas name, or ``None`` for all of them."""
    if not selection.areas:
        return None
    chosen = set(selection.areas)
    return frozenset(
        code
        for code, level in domain.levels.items()
        if level == selection.level and (code in chosen or domain.parents.get(code) in chosen)
    )


def to_query(
    selection: Selection,
    domain: Domain,
    defaults: Defaults,
    state: ViewState | None = None,
    scenario: Scenario | None = None,
) -> dict[str, str]:
    """The shortest query that :func:`parse` reads back as the same."""
    period = default_period(domain, selection.dataset)
    own = defaults.of(domain.capabilities(selection.dataset))
    values = {
        "level": (selection.level, own.level),
        "area": (",".join(selection.areas), ""),
        "offence": (selection.offence, own.offence),
        "cohort": (selection.cohort, defaults.cohort),
        "from": (selection.period.start, period.start),
        "to": (selection.period.end, period.end),
        "compare": (selection.compare, own.compare),
        "measure": (selection.measure, defaults.measure),
        "dataset": (selection.dataset, defaults.dataset),
    }
    if state is not None:
        values |= {"focus": (state.focus, ""), "sort": (state.sort, "")}
    if scenario is not None:
        usual = Scenario()
        values |= {
            name: (plain(getattr(scenario, name)), plain(getattr(usual, name))) for name in PLANNED
        }
    taken = (*ASKED, *defaults.extras)
    query = {
        key: value for key, (value, usual) in values.items() if value != usual and key in taken
    }
    if ("from" in query) != ("to" in query):
        query |= {"from": selection.period.start, "to": selection.period.end}
    return query


def plain(value: float) -> str:
    """A number as it stands in a URL: no separators, no needless decimals."""
    return f"{value:.12g}" if abs(value) < 1e12 else repr(value)


def to_text(query: Mapping[str, str]) -> str:
    """A query as it stands in a URL, with its question mark; empty for no query."""
    return "?" + urlencode(query, safe=",") if query else ""


def full_query(selection: Selection) -> dict[str, str]:
    """Every asked part of a Selection, spelled out: what downloads carry in their address."""
    values = {
        "level": selection.level,
        "area": ",".join(selection.areas),
        "offence": selection.offence,
        "cohort": selection.cohort,
        "from": selection.period.start,
        "to": selection.period.end,
        "compare": selection.compare,
        "measure": selection.measure,
        "dataset": selection.dataset,
    }
    return {key: value for key, value in values.items() if value}

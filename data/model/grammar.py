"""The grammar: a query in, what it asks for out; and back.

The same grammar drives pages, downloads and links::

    ?level=borough&area=E09000033&offence=violence-with-injury&cohort=all-ages
    &from=2025-04&to=2026-03&compare=previous-year&measure=rate&dataset=recorded

Pages also keep what is looked at in the URL: ``focus`` (the area whose panel is open) and
``sort`` (the column a table is sorted by). The HTTP interface refuses those two.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

from data.model import periods
from data.model.parameter import CHOICE, Held, Setting
from data.model.parameters import PARAMETERS
from data.model.periods import Period
from data.model.selection import (
    ASKED,
    SUPPOSED,
    VIEWED,
    Defaults,
    Domain,
    Problem,
    Reading,
    Scenario,
    Selection,
    ViewState,
    plain,
)

FINEST = ("ward", "borough", "london")
"""Levels, the finest first."""


class _Values:
    """Values of a query's parameters, each read when it is first asked for."""

    def __init__(self, given: Mapping[str, str], domain: Domain, page: Defaults) -> None:
        self.given, self.problems = given, list[Problem]()
        self.setting = Setting(domain, page, self.__getitem__)
        self._read: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        if name not in self._read:
            text = self.given.get(name)
            self._read[name] = PARAMETERS[name].read(text, self.setting, self.problems)
        return self._read[name]


def taken_by(page: Defaults) -> tuple[str, ...]:
    """Names of the parameters that a page takes."""
    return PARAMETERS.names(ASKED, *page.extras)


def parse(query: Mapping[str, str | None], domain: Domain, defaults: Defaults) -> Reading:
    """Read a query; what cannot be honoured falls back and is reported.

    Args:
        query: values by parameter, as text; ``None`` counts as absent.
        domain: which areas and months exist.
        defaults: what to assume for absent parts, and what is taken.

    Returns:
        A Selection that the grammar allows, what is looked at and supposed, and the problems met.
    """
    taken = taken_by(defaults)
    empty = {item.name for item in PARAMETERS if item.empty_allowed}
    given = {
        key: str(value)
        for key, value in query.items()
        if value is not None and not (value == "" and key in empty)
    }
    strange = [
        Problem(key[:40], value, "is not a filter that exists here.", taken)
        for key, value in given.items()
        if key not in taken
    ]
    known = {key: value for key, value in given.items() if key in taken}
    values = _Values(known, domain, defaults)
    if "level" not in known and (level := _needed_level(values)):
        known["level"] = level
    for item in sorted(PARAMETERS, key=lambda item: item.control != CHOICE):
        values[item.name]  # choices first: what is typed depends on them
    selection = Selection(
        level=values["level"],
        areas=values["area"],
        offence=values["offence"],
        cohort=values["cohort"],
        period=_period(values),
        compare=values["compare"],
        measure=values["measure"],
        dataset=values["dataset"],
        more=_more(values),
    )
    state = ViewState(**{name: values[name] for name in PARAMETERS.names(VIEWED)})
    scenario = Scenario(**{name: values[name] for name in PARAMETERS.names(SUPPOSED)})
    return Reading(selection, state, scenario, (*strange, *values.problems))


def level_of(areas: str, domain: Domain) -> str:
    """The finest level that areas speak of; empty where none is a ward or a borough."""
    levels = {domain.levels.get(code) for code in areas.split(",")}
    return next((level for level in FINEST[:2] if level in levels), "")


def _needed_level(values: _Values) -> str:
    """The level that the areas named need, where none is asked for and the usual one is too coarse.

    Empty where the usual level can show them (a page of wards shows those of a borough), or where
    nothing here can.
    """
    setting, parameter = values.setting, PARAMETERS["level"]
    found = level_of(values.given.get("area", ""), setting.domain)
    coarse = found and FINEST.index(parameter.default(setting)) > FINEST.index(found)
    return found if coarse and not parameter.barred(found, setting) else ""


def _more(values: _Values) -> tuple[tuple[str, str], ...]:
    """Further filters that are not as assumed, sorted."""
    return tuple(
        sorted(
            (item.name, values[item.name])
            for item in PARAMETERS
            if item.further and values[item.name] != item.usual
        )
    )


def _period(values: _Values) -> Period:
    """The months that the first and the last one make; the usual ones where they make none."""
    able = values.setting.capabilities
    start, end = values["from"], values["to"]
    if "" in (start, end) or (start is None and end is None):  # half of it nobody asked for
        return able.period
    if end is None:
        end = max(able.period.end, start)
    if start is None:
        start = max(periods.shift(end, -11), able.bounds.start)
    if start > end:
        what = f"lies after the last month asked for, {end}."
        values.problems.append(Problem("from", start, what, (f"months up to {end}",)))
        return able.period
    return Period(start, end)


def unanswered(
    query: Mapping[str, Any], domain: Domain, shown: Selection
) -> tuple[tuple[str, str], ...]:
    """The parts of a query that something else is shown for, and that others may answer.

    Args:
        query: what was asked, by parameter.
        domain: what may be named.
        shown: the Selection that is shown.

    Returns:
        Name and text as asked, in the order of a URL; nothing that does not exist at all.
    """
    held = Held(shown, ViewState(), Scenario())
    return tuple(
        (item.name, text)
        for item in PARAMETERS.of(ASKED)
        if isinstance(text := query.get(item.name), str)
        and text != item.write(held)
        and item.possible(text, domain)
    )


def to_query(
    selection: Selection,
    domain: Domain,
    defaults: Defaults,
    state: ViewState | None = None,
    scenario: Scenario | None = None,
) -> dict[str, str]:
    """The shortest query that :func:`parse` reads back as the same."""
    held = Held(selection, state or ViewState(), scenario or Scenario())
    setting = Setting(domain, defaults, lambda name: getattr(selection, name))
    left_out = {VIEWED} if state is None else set()
    left_out |= {SUPPOSED} if scenario is None else set()
    items = PARAMETERS.of(ASKED, *(set(defaults.extras) - left_out))
    texts = {item.name: item.write(held) for item in items}
    differs = {item.name for item in items if texts[item.name] != item.default(setting)}
    return {item.name: texts[item.name] for item in items if {item.name, item.beside} & differs}


def to_text(query: Mapping[str, str]) -> str:
    """A query as it stands in a URL, with its question mark; empty for no query."""
    return "?" + urlencode(query, safe=",") if query else ""


def full_query(selection: Selection) -> dict[str, str]:
    """Every asked part of a Selection, spelled out: what downloads carry in their address."""
    held = Held(selection, ViewState(), Scenario())
    texts = {item.name: item.write(held) for item in PARAMETERS.of(ASKED)}
    return {name: text for name, text in texts.items() if text}


def full_scenario(scenario: Scenario, taken: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Every part of a Scenario that a table takes, spelled out: what its downloads carry besides.

    Args:
        scenario: what is supposed; what depends on the question is left to the table.
        taken: names of the parameters that the table takes.
    """
    able = set(taken)
    texts = {item.name: plain(getattr(scenario, item.name)) for item in PARAMETERS.of(SUPPOSED)}
    return tuple((name, text) for name, text in texts.items() if text and name in able)

"""The kinds of filters that have a part of a Selection, a ViewState or a Scenario of their own."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from data.model import periods
from data.model.catalogue import COHORTS, LEVELS, OFFENCES, OPEN_SERIES, RECORDED, SOURCES
from data.model.parameter import Bar, Held, Parameter, Setting
from data.model.selection import (
    SORTED,
    Defaults,
    Domain,
    Problem,
    Scenario,
    ViewState,
    datasets_of,
    plain,
)
from data.sources.capabilities import Capabilities

if TYPE_CHECKING:
    from data.queries.question import Question
    from data.session import Session

WRITTEN = re.compile(
    r"\s*[+-]?£?(\d+|\d{1,3}(,\d{3})+)?(\.\d*)?(e[+-]?\d+)?\s*%?\s*", re.ASCII | re.I
)
"""A number as a person writes it: thousands in threes, no underscores, no other digits."""
MEASURE_WORDS = {
    "rate": "per 1,000 residents",
    "change": "change in per cent",
    "cost": "cost in pounds",
}
"""Measures in the sentence that a page asks; a count needs no word."""
CODES = ("codes such as E09000033 (Westminster) or E05013806 (a ward)",)


def area_phrase(question: Question, most: int = 3) -> str:
    """The Selection's areas for a sentence: ``London``, ``Hackney``, ``Hackney and 2 others``.

    A ward beside others has its borough in brackets: of two commas one could not tell places.
    """
    labels = question.session.domain.labels
    names = [labels[code] for code in question.areas]
    if not names:
        return "London"
    if len(names) == 1:
        return names[0]
    parts = [name.partition(", ") for name in names]
    names = [f"{ward} ({borough})" if borough else ward for ward, _, borough in parts]
    if len(names) <= most:
        return ", ".join(names[:-1]) + " and " + names[-1]
    return f"{names[0]}, {names[1]} and {len(names) - 2} other areas"


@dataclass(frozen=True)
class Core(Parameter):
    """A choice with a field of a Selection of the same name, and a default a page."""

    def default(self, setting: Setting) -> str:
        """What the page assumes of the dataset."""
        return str(getattr(setting.own, self.name))

    def write(self, held: Held) -> str:
        """The field."""
        return str(getattr(held.selection, self.name))


class Level(Core):
    """Wards, boroughs, or London as one."""

    def barred(self, value: str, setting: Setting) -> Bar | None:
        """The page or the dataset has no such areas."""
        if value not in setting.page.levels:
            return Bar(setting.page.levels_why, setting.page.levels)
        able = setting.capabilities
        return Bar(why, able.levels) if (why := able.level_reason(value)) else None

    def phrase(self, question: Question, page: Defaults) -> tuple[str, str]:
        """By which areas, on a page that has a choice of them."""
        levels = question.session.domain.levels
        own = {levels[code] for code in question.areas} == {question.level}
        bare = self.fixed(page) or question.level == "london" or own
        return ("", "") if bare else ("by", LEVELS[question.level].lower())

    def fixed(self, page: Defaults) -> str:
        """The page has one level only."""
        return page.levels_why if len(page.levels) == 1 else ""


class Area(Parameter):
    """Areas of the level, or parents of them."""

    def possible(self, text: str, domain: Domain) -> bool:
        """Whether all of them are areas."""
        return all(code in domain.levels for code in text.split(","))

    def read(self, text: str | None, setting: Setting, problems: list[Problem]) -> tuple[str, ...]:
        """The codes that can be honoured, sorted; all others are reported."""
        level, levels = setting.value("level"), setting.domain.levels
        chosen: set[str] = set()
        codes = list(dict.fromkeys(part for part in (text or "").split(",") if part))
        if text and not codes:
            problems.append(Problem(self.name, text, "names no area.", CODES))
        for code in codes:
            found = levels.get(code)
            if found is None:
                what = "is not the code of a London ward or borough."
                problems.append(Problem(self.name, code, what, CODES))
            elif found == "london":
                continue
            elif level == "london" or (level == "borough" and found == "ward"):
                what = f"is a {found}, which the level “{level}” cannot show."
                able = found in setting.page.levels and not setting.capabilities.level_reason(found)
                other = (
                    f"choose the level {found}" if able else "choose a borough, or all of London"
                )
                problems.append(Problem(self.name, code, what, (other,)))
            else:
                chosen.add(code)
        return tuple(sorted(chosen))

    def write(self, held: Held) -> str:
        """The codes, separated by commas."""
        return ",".join(held.selection.areas)

    def shown(self, question: Question) -> str:
        """A few of the areas, for a sentence."""
        return area_phrase(question)

    def phrase(self, question: Question, page: Defaults) -> tuple[str, str]:
        """Where."""
        return "in", area_phrase(question)

    def stated(self, question: Question) -> str:
        """The areas, up to many."""
        return area_phrase(question, most=40)


class OffenceFilter(Core):
    """What is counted."""

    def possible(self, text: str, domain: Domain) -> bool:
        """Whether it is an offence that any dataset may have."""
        return text in OFFENCES

    def known(self, setting: Setting) -> Mapping[str, str]:
        """The dataset's offences."""
        return {slug: OFFENCES[slug].label for slug in setting.capabilities.offences}

    def strange(self, value: str, setting: Setting) -> str:
        """Another dataset may count it."""
        if value not in OFFENCES:
            return super().strange(value, setting)
        return f"is not counted by “{setting.capabilities.dataset.label}”."

    def unshown(self, value: str, question: Question, page: Defaults) -> str:
        """A page of costs cannot show what has no unit cost."""
        if page.measures != ("cost",) or question.replace(offence=value).unit_costs is not None:
            return ""
        return "the report gives no unit cost for it"

    def shown(self, question: Question) -> str:
        """Its name."""
        return question.offence.label

    def phrase(self, question: Question, page: Defaults) -> tuple[str, str]:
        """What."""
        return "", question.offence.label

    def described(self, session: Session) -> dict[str, Any]:
        """Every offence that any dataset answers, in the order of lists."""
        able = {slug for item in session.domain.datasets.values() for slug in item.offences}
        return {slug: _offence(slug, session) for slug in OFFENCES if slug in able}


def _offence(slug: str, session: Session) -> dict[str, Any]:
    item = OFFENCES[slug]
    official = slug in OPEN_SERIES
    series = session.domain.capabilities(RECORDED).series
    spans = {level: session.build.coverage(level, slug) for level in LEVELS} if official else {}
    return {
        "label": item.label,
        "kind": item.kind,
        "definition": item.definition,
        "caveat": item.caveat,
        "source": SOURCES[item.source]["title"] if official else "",
        "coverage": {level: [span.start, span.end] for level, span in spans.items()},
        "breaks": [
            {"month": b.month, "text": b.text, "comparable": b.comparable} for b in item.breaks
        ],
        "cohorts": [one for one in COHORTS if official and series(slug, one)],
    }


class CohortFilter(Core):
    """Who is counted."""

    def barred(self, value: str, setting: Setting) -> Bar | None:
        """The dataset cannot answer every cohort of every offence."""
        able, offence = setting.capabilities, setting.value("offence")
        if why := able.cohort_reason(offence, value):
            return Bar(why, tuple(c for c in COHORTS if not able.cohort_reason(offence, c)))
        return None

    def phrase(self, question: Question, page: Defaults) -> tuple[str, str]:
        """Of whom, if not of everybody."""
        if COHORTS[question.cohort].everybody:
            return "", ""
        return ", of", f"{COHORTS[question.cohort].label} only"

    def described(self, session: Session) -> dict[str, Any]:
        """Names and definitions."""
        return {
            slug: {"label": item.label, "definition": item.definition}
            for slug, item in COHORTS.items()
        }


class Month(Parameter):
    """The first or the last month; the two are one period."""

    def possible(self, text: str, domain: Domain) -> bool:
        """Whether it is a month; datasets have different ones."""
        return periods.is_month(text)

    def default(self, setting: Setting) -> str:
        """The dataset's latest months."""
        return self._end_of(setting.capabilities.period)

    def _end_of(self, period: periods.Period) -> str:
        return period.start if self.name == "from" else period.end

    def read(self, text: str | None, setting: Setting, problems: list[Problem]) -> str | None:
        """A month, ``None`` when absent, empty when it was refused."""
        if text is None:
            return None
        bounds = setting.capabilities.bounds
        allowed = (f"months from {bounds.start} to {bounds.end}, written YYYY-MM",)
        if not periods.is_month(text):
            problems.append(Problem(self.name, text, "is not a month.", allowed))
        elif not bounds.holds(text):
            problems.append(Problem(self.name, text, "lies outside the data.", allowed))
        else:
            return text
        return ""

    def write(self, held: Held) -> str:
        """The end of the period that it is."""
        return self._end_of(held.selection.period)

    def shown(self, question: Question) -> str:
        """The whole period."""
        return question.period.label

    def phrase(self, question: Question, page: Defaults) -> tuple[str, str]:
        """When: the whole period, once."""
        return (",", question.period.label) if self.name == "from" else ("", "")

    def stated(self, question: Question) -> str:
        """The whole period, by its months."""
        return f"{question.period.start} to {question.period.end}"


class Compare(Core):
    """The period compared with."""

    def phrase(self, question: Question, page: Defaults) -> tuple[str, str]:
        """Against when."""
        chosen = self.write(Held(question.selection, ViewState(), Scenario()))
        if chosen == "none" or question.overlapping:
            return "", ""
        text = self.choices[chosen]
        return "against", f"the {text[:1].lower()}{text[1:]}".replace("the the ", "the ")

    def stated(self, question: Question) -> str:
        """Its months."""
        earlier = question.comparison
        return f"{earlier.start} to {earlier.end}" if earlier else self.choices["none"]


class MeasureFilter(Core):
    """What is made of the counts."""

    def barred(self, value: str, setting: Setting) -> Bar | None:
        """The page or the dataset has no such measure."""
        if value not in setting.page.measures:
            return Bar(setting.page.measures_why, setting.page.measures)
        able = setting.capabilities
        return Bar(why, able.measures) if (why := able.measure_reason(value)) else None

    def unshown(self, value: str, question: Question, page: Defaults) -> str:
        """The question has no such measure."""
        return question.measure_reason(value)

    def phrase(self, question: Question, page: Defaults) -> tuple[str, str]:
        """As what, if not as a number, on a page that has a choice."""
        if len(page.measures) == 1 or question.measure == "count":
            return "", ""
        return ",", MEASURE_WORDS[question.measure]


class DatasetFilter(Core):
    """Whose records are counted."""

    def possible(self, text: str, domain: Domain) -> bool:
        """Whether it is a dataset that this build has."""
        return text in domain.datasets

    def known(self, setting: Setting) -> Mapping[str, str]:
        """Every dataset, also those that the page cannot show."""
        return {slug: item.dataset.brief for slug, item in setting.domain.datasets.items()}

    def default(self, setting: Setting) -> str:
        """What the page assumes, where this build has it."""
        usual = setting.page.dataset
        return usual if usual in setting.domain.datasets else RECORDED

    def barred(self, value: str, setting: Setting) -> Bar | None:
        """The page speaks of something else."""
        able = datasets_of(setting.domain, setting.page)
        return None if value in able else Bar(setting.page.topics_why, able)

    def shown(self, question: Question) -> str:
        """Its name."""
        return question.dataset.label

    def phrase(self, question: Question, page: Defaults) -> tuple[str, str]:
        """Whose records, if not the ones that are assumed."""
        usual = question.selection.dataset == page.dataset
        if usual:
            return "", ""
        return (
            ", from",
            "simulated records" if question.dataset.simulated else question.dataset.brief,
        )

    def described(self, session: Session) -> dict[str, Any]:
        """What each of them is and can answer."""
        return {slug: _dataset(item) for slug, item in session.domain.datasets.items()}


def _dataset(answers: Capabilities) -> dict[str, Any]:
    item = answers.dataset
    return {
        "label": item.label,
        "kind": item.kind,
        "publisher": item.publisher,
        "licence": item.licence,
        "simulated": item.simulated,
        "caveats": list(item.caveats),
        "offences": list(answers.offences),
        "levels": list(answers.levels),
        "measures": list(answers.measures),
        "first": answers.bounds.start,
        "last": answers.bounds.end,
        "from": answers.period.start,
        "to": answers.period.end,
        "matrix": list(answers.matrix),
        "people": {role: list(cuts) for role, cuts in answers.cuts.items()},
    }


class Viewed(Parameter):
    """A part of what is looked at: it is set elsewhere on the page."""

    def write(self, held: Held) -> str:
        """The field of the ViewState."""
        return str(getattr(held.state, self.name))


class Focus(Viewed):
    """The area whose panel is open."""

    def read(self, text: str | None, setting: Setting, problems: list[Problem]) -> str:
        """The code of a ward or borough, or nothing."""
        if not text or setting.domain.levels.get(text) in ("ward", "borough"):
            return text or ""
        what = "is not the code of a ward or borough."
        problems.append(Problem(self.name, text, what, CODES))
        return ""


class Sort(Viewed):
    """The column that a table is sorted by."""

    def read(self, text: str | None, setting: Setting, problems: list[Problem]) -> str:
        """A column, a leading ``-`` turns it round; or nothing."""
        able = ("name", *SORTED)
        if not text or text.lstrip("-") in able:
            return text or ""
        problems.append(Problem(self.name, text, "is not a column that sorts.", able))
        return ""


@dataclass(frozen=True)
class Number(Parameter):
    """A number that is supposed: above 0, up to a bound; thousands separators are fine.

    Attributes:
        most: the most it takes.
        unit: what it counts.
        left_out: what an absent one means, where that depends on the question.
    """

    most: float = math.inf
    unit: str = ""
    left_out: str = ""

    @property
    def assumed(self) -> float | None:
        """What it is when it is not asked; ``None`` where that depends on the question."""
        value: float | None = getattr(Scenario(), self.name)
        return value

    def default(self, setting: Setting) -> str:
        """What it is when it is not asked, as text; empty where that depends on the question."""
        return plain(self.assumed)

    def read(self, text: str | None, setting: Setting, problems: list[Problem]) -> float | None:
        """The number."""
        if text is None:
            return self.assumed
        try:
            plainly = text.replace(",", "").replace("£", "").replace("%", "").strip()
            value = float(plainly) if WRITTEN.fullmatch(text) else math.nan
        except ValueError:
            value = math.nan
        if 0 < value <= self.most:
            return value
        what = "is not a number." if value != value else "is not above 0."
        what = "is too much." if value > self.most else what
        allowed = (f"a number of {self.unit} above 0, up to {self.most:,.0f}",)
        problems.append(Problem(self.name, text, what, allowed))
        return self.assumed

    def write(self, held: Held) -> str:
        """The field of the Scenario."""
        return plain(getattr(held.scenario, self.name))

    def described(self, session: Session) -> str:
        """Unit, bounds and what is assumed."""
        assumed = self.left_out if self.assumed is None else f"{self.assumed:,.0f}"
        return f"{self.unit}, above 0, up to {self.most:,.0f}; {assumed} when left out"

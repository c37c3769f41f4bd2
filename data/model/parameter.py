"""What a filter is: its name, how it is read and written, its options and how it is told."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from data.engine.panel import Panel
from data.model.selection import ASKED, Defaults, Domain, Problem, Scenario, Selection, ViewState
from data.sources.capabilities import Capabilities

if TYPE_CHECKING:
    from data.queries.question import Question
    from data.session import Session

CHOICE, AREAS, MONTH, HELD = "choice", "areas", "month", "held"
"""How a parameter is set: from a list, by naming areas, as a month, or elsewhere on the page."""


class Choice(NamedTuple):
    """One value that a parameter may have.

    Attributes:
        value: as it stands in a query.
        label: for people.
        reason: why it cannot be chosen now, in a sentence; empty when it can.
    """

    value: str
    label: str
    reason: str = ""


class Bar(NamedTuple):
    """Why a known value cannot be honoured, and which could be."""

    why: str
    allowed: tuple[str, ...]


class Held(NamedTuple):
    """What a query stands for: the three values that parameters are written from."""

    selection: Selection
    state: ViewState
    scenario: Scenario


@dataclass(frozen=True)
class Setting:
    """What the meaning of a parameter depends on.

    Attributes:
        domain: what may be named.
        page: what the page or table assumes and can show.
        value: the value of another parameter, by its name.
    """

    domain: Domain
    page: Defaults
    value: Callable[[str], Any]

    @property
    def capabilities(self) -> Capabilities:
        """What the dataset asked for can answer."""
        return self.domain.capabilities(self.value("dataset"))

    @property
    def own(self) -> Defaults:
        """What the page assumes of that dataset."""
        return self.page.of(self.capabilities)


def setting_of(question: Question, page: Defaults) -> Setting:
    """The setting of a question on a page."""
    selection = question.selection
    return Setting(question.session.domain, page, lambda name: getattr(selection, name))


@dataclass(frozen=True)
class Parameter:
    """A filter, declared: everything that the program knows of it.

    As it stands it is a choice from a fixed list, whose value a Selection carries in ``more``:
    a further filter is one such declaration. Filters with a field of their own are subclasses.

    Attributes:
        name: its name in a query.
        label: its name for people, above its control.
        choices: labels by value, the assumed one among them.
        usual: what an absent one means.
        narrow: what a value does to monthly counts. It answers a panel of the same areas and
            months, protected in the same way; ``None`` where it changes no count.
        about: what it may be, in words, for the catalogue of the interface.
        group: ``asked``, ``viewed`` or ``supposed``.
        line: its name in the comments of files; its label when ``None``, silent when empty.
        control: how it is set.
        carried: whether navigation hands it on to other pages.
        empty_allowed: whether it may be given empty, which is as if it were absent.
        always_told: whether files speak of it even when their table does not take it.
        governs: whether the others depend on it: it stands first, and a change draws the page anew.
        varies: whether which of its options are greyed depends on other filters.
        beside: a parameter that is written whenever this one is.
        place: where it stands in the sentence that a page asks; behind all others by itself.
    """

    name: str
    label: str
    choices: Mapping[str, str] = field(default_factory=dict, hash=False)
    usual: str = ""
    narrow: Callable[[Panel, str], Panel] | None = None
    about: str = ""
    group: str = ASKED
    line: str | None = None
    control: str = CHOICE
    carried: bool = True
    empty_allowed: bool = False
    always_told: bool = False
    governs: bool = False
    varies: bool = False
    beside: str = ""
    place: int = 99

    @property
    def told_as(self) -> str:
        """Its name in the comments of files; empty where it is silent."""
        return self.label if self.line is None else self.line

    @property
    def further(self) -> bool:
        """Whether a Selection carries it in ``more``: it has no field of its own."""
        return type(self).write is Parameter.write

    def known(self, setting: Setting) -> Mapping[str, str]:
        """Labels of every value that exists, by value."""
        return self.choices

    def default(self, setting: Setting) -> str:
        """What an absent one means, as it would be written."""
        return self.usual

    def barred(self, value: str, setting: Setting) -> Bar | None:
        """Why a known value cannot be honoured; ``None`` when it can."""
        if self.narrow is not None and value != self.usual and not setting.page.narrows:
            return Bar(setting.page.narrows_why, (self.usual,))
        return None

    def strange(self, value: str, setting: Setting) -> str:
        """What is wrong with a value that is not among the known ones."""
        return "is not known." if value else "is empty."

    def possible(self, text: str, domain: Domain) -> bool:
        """Whether a page or dataset may be able to answer it, though this one may not."""
        return text in self.choices

    def read(self, text: str | None, setting: Setting, problems: list[Problem]) -> Any:
        """The value that a text stands for.

        Args:
            text: as given; ``None`` when absent.
            setting: what its meaning depends on.
            problems: where what cannot be honoured is reported; it falls back.
        """
        usual = self.default(setting)
        value = usual if text is None else text
        known = self.known(setting)
        if value not in known:
            problems.append(Problem(self.name, value, self.strange(value, setting), tuple(known)))
            value = usual
        if bar := self.barred(value, setting):
            problems.append(Problem(self.name, value, bar.why, bar.allowed))
            value = usual
        return value

    def write(self, held: Held) -> str:
        """The value as it stands in a query."""
        return dict(held.selection.more).get(self.name, self.usual)

    def unshown(self, value: str, question: Question, page: Defaults) -> str:
        """Why a value that can be honoured cannot be shown for a question; empty when it can."""
        return ""

    def options(self, question: Question, page: Defaults) -> list[Choice]:
        """Its values as options; those with a reason are greyed."""
        setting = setting_of(question, page)
        return [
            Choice(value, label, bar.why if bar else self.unshown(value, question, page))
            for value, label in self.known(setting).items()
            for bar in [self.barred(value, setting)]
        ]

    def fixed(self, page: Defaults) -> str:
        """Why a page leaves no choice; empty where it leaves one."""
        return ""

    def shown(self, question: Question) -> str:
        """What is shown, in a few words; empty for what no question holds."""
        value = self.write(Held(question.selection, ViewState(), Scenario()))
        return self.choices.get(value, "")

    def stated(self, question: Question) -> str:
        """What the comments of files say."""
        return self.shown(question)

    def phrase(self, question: Question, page: Defaults) -> tuple[str, str]:
        """Its part of the sentence that a page asks: what leads to it, and what is chosen.

        Nothing is said where it is as assumed, or the page leaves no choice: two empty texts.
        """
        shown = self.shown(question)
        if shown == self.choices.get(self.usual):
            return "", ""
        return (f", {self.label.lower()}:", shown) if shown else ("", "")

    def described(self, session: Session) -> Any:
        """What it may be, for the catalogue of the interface."""
        return dict(self.choices) if self.choices else self.about


class Parameters:
    """Parameters in the order of a URL.

    Args:
        declared: the parameters.
    """

    def __init__(self, *declared: Parameter) -> None:
        self._declared = declared

    def __iter__(self) -> Iterator[Parameter]:
        return iter(self._declared)

    def __contains__(self, name: object) -> bool:
        return any(item.name == name for item in self)

    def __getitem__(self, name: str) -> Parameter:
        for item in self:
            if item.name == name:
                return item
        raise KeyError(name)

    def of(self, *groups: str) -> tuple[Parameter, ...]:
        """The parameters of some groups."""
        return tuple(item for item in self if item.group in groups)

    def names(self, *groups: str) -> tuple[str, ...]:
        """The names of the parameters of some groups."""
        return tuple(item.name for item in self.of(*groups))

    def in_sentence(self) -> tuple[Parameter, ...]:
        """The asked ones in the order of the sentence that a page asks."""
        return tuple(sorted(self.of(ASKED), key=lambda item: item.place))

    def in_bar(self) -> tuple[Parameter, ...]:
        """The asked ones in the order of the filter bar: what the others depend on first."""
        return tuple(sorted(self.of(ASKED), key=lambda item: not item.governs))

    def declare(self, parameter: Parameter) -> None:
        """Add a parameter behind the others of its group.

        Raises:
            ValueError: there is one of this name.
        """
        if parameter.name in self:
            raise ValueError(f"the parameter “{parameter.name}” is declared already")
        last = max(place for place, item in enumerate(self) if item.group == parameter.group)
        self._declared = (*self._declared[: last + 1], parameter, *self._declared[last + 1 :])

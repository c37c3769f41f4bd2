"""One owner of data: a build, the extracts beside it, and everything that is kept of them.

A new build or extract is a new :class:`Session`, put in the former one's place in one step; a
request that began on the former one ends on it.
"""

from __future__ import annotations

import inspect
import os
from collections import Counter
from collections.abc import Callable, Hashable
from contextvars import ContextVar
from functools import cached_property, wraps
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, Protocol, TypeVar

from data import access
from data.engine.panel import Panel
from data.engine.store import Build
from data.extracts.folder import root_folder, served, signature
from data.keeping import Keeping
from data.model.catalogue import RECORDED
from data.model.selection import Domain, Selection
from data.paths import PROCESSED
from data.sources import extract, official, recorded
from data.sources.datasets import DECLARED
from data.sources.extract_terms import SIMULATED
from data.sources.protocol import Offer, Source

if TYPE_CHECKING:
    from data.queries.question import Question

PUBLIC = (RECORDED, *DECLARED, SIMULATED.slug)
"""Datasets that everybody may ask for by name."""

P = ParamSpec("P")
T = TypeVar("T")


class Session:
    """One build, the extracts and every cache that speaks of them.

    Args:
        processed: the folder of the processed data.
        extracts: the folder of extracts.
        url: the engine that answers; the embedded one when empty.

    Raises:
        DataError: the folder holds no processed data.
    """

    def __init__(self, processed: Path, extracts: Path, url: str = "") -> None:
        self.build = Build(processed, url)
        self._root = extracts
        self._signature = signature(extracts)
        self._sources: dict[str, Source] = {}
        self._kept = Keeping()

    @property
    def session(self) -> Session:
        """Itself: what is kept for a question is kept for its session."""
        return self

    @property
    def stale(self) -> bool:
        """Whether an extract was imported, replaced or removed since this session began."""
        return self._signature != signature(self._root)

    def allow(self) -> None:
        """Everybody may ask a session; what it names depends on who asks."""

    def close(self) -> None:
        """Let go of the engine and of everything that is kept."""
        self._kept.clear()
        self._sources.clear()
        self.build.close()

    def kept(self, function: Callable[..., T], *arguments: Hashable) -> T:
        """A function's answer to arguments, kept for the next who asks the same.

        Args:
            function: what answers; it is asked once for the same arguments.
            arguments: what it is asked.
        """
        return self._kept.kept(function, *arguments)

    def settle(self) -> None:
        """Keep as long as the session what is kept until now, and close the engine.

        A process may be forked then: whoever asks the engine again opens it.
        """
        self._kept.stay()
        self.build.backend.close()

    @property
    def extracts(self) -> dict[str, dict[str, Any]]:
        """Facts of every extract that the present request may see, by name."""
        return access.visible_facts(self._extracts)

    @cached_property
    def _extracts(self) -> dict[str, dict[str, Any]]:
        """Facts of every extract that this process may serve, by name."""
        return served(self._root)

    @property
    def domain(self) -> Domain:
        """What the present request may name; known without opening anything."""
        return self._everything if access.may_see_imported() else self._open_to_all

    @cached_property
    def _open_to_all(self) -> Domain:
        with access.granted(False):
            return access.visible(self._everything)

    @cached_property
    def _offers(self) -> dict[str, Offer]:
        """Every dataset, in the order of lists; the one that is asked by default first."""
        build = self.build
        people = build.manifest.get("people", {})
        return {
            **recorded.offers(build),
            **official.offers(people, build),
            **extract.offers(self._extracts, self._root, build),
        }

    @cached_property
    def _everything(self) -> Domain:
        return Domain(
            parents=self.build.facts("parent_code"),
            levels=self.build.facts("level"),
            labels=self.build.facts("label"),
            datasets={name: offer.capabilities for name, offer in self._offers.items()},
        )

    def source(self, name: str) -> Source:
        """A dataset, opened.

        Raises:
            KeyError: there is no such dataset.
            NotShown: it is an imported extract, and the present request has no right to see it.
        """
        access.check(self._everything.capabilities(name).dataset)
        if name not in self._sources:
            self._sources[name] = self._offers[name].open()
        return self._sources[name]

    def panel(self, dataset: str, level: str, series: str, cohort: str) -> Panel:
        """Monthly counts of a series of a dataset, kept.

        Raises:
            KeyError: there is no such dataset, or it has no such series.
        """
        return self.kept(self._panel, dataset, level, series, cohort)

    def _panel(self, dataset: str, level: str, series: str, cohort: str) -> Panel:
        return self.source(dataset).panel(level, series, cohort)

    def resolve(self, selection: Selection) -> Question:
        """The Selection resolved: once, however often it is asked.

        Raises:
            KeyError: there is no such dataset; the grammar refuses such Selections.
            NotShown: it is an imported extract, and the present request has no right to see it.
        """
        access.check(self._everything.capabilities(selection.dataset).dataset)
        from data.queries.question import resolve  # the queries stand above the session

        return self.kept(resolve, self, selection)

    def preload(self) -> None:
        """Read what every page needs; :meth:`settle` before a fork."""
        self.build.preload()
        with access.granted():
            for name in self.domain.datasets:
                self.source(name).warm()


class Held(Hashable, Protocol):
    """What belongs to a session: a session itself, or a question put to one."""

    @property
    def session(self) -> Session:
        """The session it belongs to."""

    def allow(self) -> None:
        """Raise where the present request has no right to its answers.

        Raises:
            NotShown: it speaks of an imported extract that the request may not see.
        """


H = TypeVar("H", bound=Held)


def remembered(
    function: Callable[Concatenate[H, P], T],
) -> Callable[Concatenate[H, P], T]:
    """Keep a function's answers in the session that its first argument belongs to."""
    parameters = inspect.signature(function)
    whole = len(parameters.parameters) - 1

    @wraps(function)
    def ask(held: H, *args: P.args, **kwargs: P.kwargs) -> T:
        held.allow()  # what is kept for one request is not for every other
        told: tuple = args
        if kwargs or len(args) < whole:  # named, left out or neither: the same question
            bound = parameters.bind(held, *args, **kwargs)
            bound.apply_defaults()
            told = bound.args[1:]
        return held.session.kept(function, held, *told)

    return ask


class Sessions:
    """The process's session, and the one that a request began on."""

    def __init__(self) -> None:
        self._latest: Session | None = None
        self._bound: ContextVar[Session | None] = ContextVar("session", default=None)
        self._requests: Counter[Session] = Counter()
        self._lock = RLock()

    @property
    def current(self) -> Session:
        """The session of this request, or the latest outside one."""
        return self._bound.get() or self._opened()

    def _opened(self) -> Session:
        with self._lock:
            if self._latest is None:
                self._latest = self._made()
            return self._latest

    @staticmethod
    def _made() -> Session:
        """A session of what the environment names."""
        processed = Path(os.environ.get("DATA_PROCESSED") or PROCESSED)
        return Session(processed, root_folder(), os.environ.get("DATA_URL", ""))

    def begin(self) -> Session:
        """Begin a request: on the latest session, which is made anew where data has changed.

        Raises:
            DataError: a new one cannot be made; the former one stays in its place.
        """
        with self._lock:
            former = latest = self._opened()
            if former.stale:
                self._latest = latest = self._made()
                if not self._requests[former]:
                    former.close()
            self._bound.set(latest)
            self._requests[latest] += 1
        return latest

    def end(self) -> None:
        """End a request; the last one on a session that another has replaced closes it."""
        session = self._bound.get()
        self._bound.set(None)
        if session is None:
            return
        with self._lock:
            self._requests[session] -= 1
            if not self._requests[session]:
                del self._requests[session]
                if session is not self._latest:
                    session.close()


sessions = Sessions()

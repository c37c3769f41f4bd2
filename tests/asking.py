"""Questions as tests put them: to the process's session, as a request would."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import pytest

from data.model.grammar import parse
from data.model.selection import Defaults, Domain, Reading, Selection
from data.queries.question import Question
from data.session import sessions


def ask(selection: Selection) -> Question:
    """The Selection, resolved."""
    return sessions.current.resolve(selection)


def domain() -> Domain:
    """What may be named."""
    return sessions.current.domain


def read(query: Mapping[str, str | None], defaults: Defaults | None = None) -> Reading:
    """A query, read as the interface would, or a page with its own defaults."""
    return parse(query, domain(), defaults or Defaults())


@contextmanager
def elsewhere(**environment: object) -> Iterator[None]:
    """The process under other variables of the environment, with a session of its own.

    The former session is set aside as it is, and comes back.
    """
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environment.items():
            patch.setenv(name, str(value))
        patch.setattr(sessions, "_latest", None)
        yield
        if sessions._latest is not None:
            sessions._latest.close()

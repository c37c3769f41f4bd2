"""Who is asking: whether the present request may see imported extracts.

The right belongs to a request, not to the process: whoever answers requests sets it for each of
them (:mod:`components.server.access`), and it is ``False`` wherever nobody did. Open data and the
simulated extract are for everybody.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar, Token
from dataclasses import replace
from typing import Any

from data.model.catalogue import Dataset
from data.model.selection import Domain

_RIGHT: ContextVar[bool] = ContextVar("may_see_imported", default=False)


class NotShown(PermissionError):
    """An imported extract is asked for without the right to see it."""


def may_see_imported() -> bool:
    """Whether the present request may see imported extracts."""
    return _RIGHT.get()


def settle(right: bool) -> Token[bool]:
    """Set the right of what is done from here on, until :func:`give_back`.

    Returns:
        What :func:`give_back` takes.
    """
    return _RIGHT.set(right)


def give_back(token: Token[bool]) -> None:
    """Set the right as it was before :func:`settle`."""
    _RIGHT.reset(token)


@contextmanager
def granted(right: bool = True) -> Iterator[None]:
    """Do something with, or without, the right to see imported extracts."""
    token = settle(right)
    try:
        yield
    finally:
        give_back(token)


def is_imported(dataset: Dataset) -> bool:
    """Whether a dataset holds somebody's case-level records."""
    return dataset.confidential


def check(dataset: Dataset) -> None:
    """Raise where an imported extract is asked for without the right.

    Below the grammar nobody can ask for one, since :func:`visible` does not name it; this is the
    second lock on the same door.

    Raises:
        NotShown: the present request may not see it.
    """
    if is_imported(dataset) and not may_see_imported():
        raise NotShown("an imported extract is asked for without the right to see it")


def visible(domain: Domain) -> Domain:
    """What the present request may name: without the right no imported extract."""
    if may_see_imported() or not any(map(is_imported, _datasets(domain))):
        return domain
    shown = {name: one for name, one in domain.datasets.items() if not is_imported(one.dataset)}
    return replace(domain, datasets=shown)


def visible_facts(facts: Mapping[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Facts of the extracts that the present request may see, by name."""
    if may_see_imported():
        return dict(facts)
    return {name: known for name, known in facts.items() if known["simulated"]}


def _datasets(domain: Domain) -> Iterator[Dataset]:
    return (answers.dataset for answers in domain.datasets.values())

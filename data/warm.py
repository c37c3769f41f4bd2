"""What every page needs before the first visitor has to wait for it."""

from __future__ import annotations

from data import access
from data.evidence import query_evidence
from data.model.selection import Selection, default_period
from data.queries.areas import query_areas
from data.queries.concentration import query_concentration
from data.queries.people import query_people
from data.session import Session


def warm(session: Session) -> None:
    """Ask what is asked first of every dataset that counts offences by place.

    The engine is closed again: a process may be forked, and whoever asks it opens it.
    """
    session.preload()
    with access.granted():
        _warm_usual(session)
    query_evidence(session)
    session.settle()


def _warm_usual(session: Session) -> None:
    """Ask every dataset's usual questions."""
    for name, capabilities in session.domain.datasets.items():
        if "offences" not in capabilities.dataset.topics:
            continue
        offence = capabilities.offence("violence-with-injury")
        usual = session.resolve(
            Selection(
                "ward",
                (),
                offence,
                "all-ages",
                default_period(session.domain, name),
                "previous-year",
                "count",
                name,
            )
        )
        query_areas(usual)
        query_concentration(usual)
        query_areas(usual.replace(level="borough"))
        if capabilities.roles:
            query_people(usual.replace(level="london"), "victim", ("age", "sex"))

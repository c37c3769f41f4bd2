"""The datasets, what each can answer, and what the simulated extract assumes: for ``/data``."""

from __future__ import annotations

from data import periods
from data.catalogue import LEVELS
from data.session import Session
from data.sources.capabilities import Capabilities

HEADS = ("Dataset", "Kind", "Months", "Areas", "People by", "Publisher and licence", "Read with it")


def _people(capabilities: Capabilities) -> str:
    told = [
        f"{role}s: {', '.join(name for name in cuts if not name.startswith('age-'))}"
        if cuts
        else f"{role}s"
        for role, cuts in capabilities.cuts.items()
    ]
    return "; ".join(told) or "no people"


def dataset_rows(session: Session) -> list[list[str]]:
    """A row a dataset, in the columns :data:`HEADS`."""
    rows = []
    for name, capabilities in session.domain.datasets.items():
        item = capabilities.dataset
        span = capabilities.bounds
        rows.append(
            [
                item.label,
                item.described,
                f"{periods.name(span.start, short=True)} to {periods.name(span.end, short=True)}",
                ", ".join(LEVELS[level].lower() for level in capabilities.levels),
                _people(capabilities),
                f"{item.publisher}. {item.licence}.",
                " ".join([*item.caveats, session.source(name).protection]).strip(),
            ]
        )
    return rows


def assumptions(session: Session) -> list[str]:
    """What the simulated extract assumes, one sentence each; empty when it is not here."""
    simulated = [facts for facts in session.extracts.values() if facts["simulated"]]
    return [
        str(text) for facts in simulated for text in facts.get("about", {}).get("assumptions", [])
    ]

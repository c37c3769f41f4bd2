"""The datasets, what each can answer, and what the simulated extract assumes: for ``/data``."""

from __future__ import annotations

from data import periods, queries
from data.catalogue import LEVELS
from data.session import sessions
from data.sources.capabilities import Capabilities

HEADS = ("Dataset", "Kind", "Months", "Areas", "People by", "Publisher and licence", "Read with it")


def _people(answers: Capabilities) -> str:
    told = [
        f"{role}s: {', '.join(name for name in cuts if not name.startswith('age-'))}"
        if cuts
        else f"{role}s"
        for role, cuts in answers.cuts.items()
    ]
    return "; ".join(told) or "no people"


def dataset_rows() -> list[list[str]]:
    """A row a dataset, in the columns :data:`HEADS`."""
    rows = []
    for answers in sessions.current.domain.datasets.values():
        item = answers.dataset
        span = answers.bounds
        rows.append(
            [
                item.label,
                item.described,
                f"{periods.name(span.start, short=True)} to {periods.name(span.end, short=True)}",
                ", ".join(LEVELS[level].lower() for level in answers.levels),
                _people(answers),
                f"{item.publisher}. {item.licence}.",
                " ".join([*item.caveats, queries.protection_of(answers)]).strip(),
            ]
        )
    return rows


def assumptions() -> list[str]:
    """What the simulated extract assumes, one sentence each; empty when it is not here."""
    simulated = [facts for facts in sessions.current.extracts.values() if facts["simulated"]]
    return [
        str(text) for facts in simulated for text in facts.get("about", {}).get("assumptions", [])
    ]

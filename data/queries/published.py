"""The transcribed tables of the report."""

from __future__ import annotations

from data.model.tables import Provenance, Table, TableFamily
from data.session import Session, remembered

REPORT = "Serious Violence in London, pan-London Strategic Needs Assessment (April 2025)"


@remembered
def query_published(session: Session, name: str) -> Table:
    """A transcribed table of the report, one row a figure, each with its place in the report.

    Raises:
        KeyError: there is no such table.
    """
    frame = session.build.published(name)
    named = "table_title" in frame and len(frame)
    title = str(frame["table_title"].iloc[0]) if named else name.replace("-", " ").capitalize()
    return Table(
        f"published/{name}",
        None,
        frame,
        Provenance(
            title=title,
            definition="Figures as printed in the report, transcribed one by one.",
            filters={},
            source=f"{REPORT}. Crest Advisory for London's Violence Reduction Unit.",
            data_to="2023-12",
            build_id=session.build.build_id,
        ),
    )


SPEC = TableFamily(
    "published", query_published, lambda session: session.build.published_names, "{name}"
)

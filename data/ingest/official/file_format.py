"""What a kind of official file is, and who publishes them."""

from __future__ import annotations

from dataclasses import dataclass

MPS = "Metropolitan Police Service (MPS), via the London Datastore"
ONS = "Office for National Statistics (ONS)"
GLA = "Greater London Authority (GLA), London Datastore"
MHCLG = "Ministry of Housing, Communities and Local Government (MHCLG)"
DFE = "Department for Education (DfE)"
OGL = "Open Government Licence v3.0"
OGL2 = "Open Government Licence v2.0"
OGL_OS = (
    "Open Government Licence v3.0; contains National Statistics and OS data "
    "© Crown copyright and database right"
)
DATASTORE = "https://data.london.gov.uk/dataset/"


@dataclass(frozen=True)
class FileFormat:
    """One kind of official file.

    Attributes:
        name: short name, the key in code.
        title: what the publisher calls it.
        publisher: who published it.
        licence: its licence.
        url: its page.
        needs: header names (as ``token`` makes them) that all must be there.
        used: whether numbers of it are served or checked against.
        reason: why it is left out, when it is not used.
        period: the period as text where the content does not say it.
        known: further header names that the kind may have.
        hints: header names that hardly any other file has: a table with one of them that is
            not of this kind is a damaged one.
        named: a pattern of the names under which it is published: such a file that has not its
            header is a damaged one.
    """

    name: str
    title: str
    publisher: str
    licence: str
    url: str
    needs: frozenset[str]
    used: bool = False
    reason: str = ""
    period: str = ""
    known: frozenset[str] = frozenset()
    hints: frozenset[str] = frozenset()
    named: str = ""

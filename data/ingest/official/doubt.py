"""Official files that are doubtful: what a person may accept, and what nobody can.

Published files do lack rows, or their last line break. Such a file can be served as it is when a
person says so (``--accept FILE``), with a caveat. A cell that is no count, or a category that
nobody knows, cannot: taking it would mean inventing what it says.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterable
from dataclasses import dataclass, field

from data.errors import DataError


class Doubtful(DataError):
    """A fault that a person may accept: what stands in the file can be served as it is.

    Args:
        message: what is wrong, in plain words.
        source: the file that is accepted with it.
        file: place for the message; the source's name when not given.
        line: as in :class:`~data.errors.DataError`.
        column: as there.
        value: as there.
        allowed: as there.
        disputed: two files contradict each other, and nothing tells which of them is right.
    """

    def __init__(
        self,
        message: str,
        *,
        source: RawFile,
        file: str | None = None,
        line: int | None = None,
        column: str | None = None,
        value: object = None,
        allowed: str | Iterable[object] | None = None,
        disputed: bool = False,
    ) -> None:
        self.source = source
        self.disputed = disputed
        super().__init__(
            message,
            file=file or source.name,
            line=line,
            column=column,
            value=value,
            allowed=allowed,
        )

    @property
    def fault(self) -> str:
        """The fault without the way to accept it."""
        return super()._text()

    def _text(self) -> str:
        return (
            f"{super()._text()}. Or take the file as it is, with a caveat: "
            f"--accept {shlex.quote(self.source.name)}"
        )


def fault_of(error: DataError) -> str:
    """What an error says is wrong with a file, without the way to accept it."""
    return error.fault if isinstance(error, Doubtful) else str(error)


@dataclass(eq=False)
class RawFile:
    """A raw file: its name, whether a person accepts it, and what was accepted.

    Attributes:
        name: as messages and the manifest name it (relative to the raw folder).
        accepted: whether ``--accept`` names it.
        doubts: the faults that were accepted.
    """

    name: str
    accepted: bool = False
    doubts: list[Doubtful] = field(default_factory=list)

    def doubt(self, fault: Doubtful) -> None:
        """Raise a fault, or keep it on record when the file is accepted as it is.

        Raises:
            Doubtful: the fault.
        """
        if not self.accepted:
            raise fault
        if fault.fault not in [known.fault for known in self.doubts]:
            self.doubts.append(fault)

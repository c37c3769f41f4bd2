"""The lines of a CSV as records of known width, however damaged some of them are.

A damaged line must cost that line only: an open quotation mark may not swallow the lines after
it, and no line may vanish. So the lines are looked at as bytes first. What is plain is read in
one go; what is not (open quotation marks, stray carriage returns, bytes that are not UTF-8) is
read record by record.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.csv

from data.errors import DataError

BLOCK = 16 << 20
"""Bytes that are read in one go."""
LONGEST_RECORD = 200
"""Lines that one record with line ends inside quotation marks may have."""

TEXT = pa.dictionary(pa.int32(), pa.string())


@dataclass(frozen=True)
class Broken:
    """A line that is no record of the table.

    Attributes:
        line: its number.
        reason: what is wrong with it.
        found: what was found, never the line itself.
        allowed: what would have been accepted.
    """

    line: int
    reason: str
    found: str
    allowed: str


@dataclass
class Piece:
    """Some records of a table.

    Attributes:
        columns: one array a wanted column, dictionary-encoded text.
        lines: the line that each record begins on.
    """

    columns: list[pa.Array]
    lines: np.ndarray


@dataclass
class Lines:
    """Everything that the lines of a file gave.

    Attributes:
        pieces: records, in any order.
        broken: lines that are no records.
        blank: how many lines were empty.
        open_end: whether the last line lacks its line end.
    """

    pieces: list[Piece] = field(default_factory=list)
    broken: list[Broken] = field(default_factory=list)
    blank: int = 0
    open_end: bool = False


@dataclass(frozen=True)
class Shape:
    """What a record looks like.

    Attributes:
        width: how many fields it has.
        wanted: places of the fields that are kept; the others are dropped unread.
        delimiter: between fields.
        key: place of the field that identifies the record.
    """

    width: int
    wanted: tuple[int, ...]
    delimiter: str = ","
    key: int = 0

    def wrong(self, line: int, found: int) -> Broken:
        """A line with another number of fields."""
        short = found < self.width
        return Broken(
            line,
            "the line is cut off or lacks fields" if short else "the line has too many fields",
            f"{found} fields",
            f"{self.width} fields, as the header has",
        )


class _Unreadable(ValueError):
    """A record that cannot be read; carries reason and what is allowed."""

    def __init__(self, reason: str, found: str, allowed: str) -> None:
        super().__init__(reason)
        self.fault = (reason, found, allowed)


_PLAIN, _CAREFUL, _BLANK, _NUL, _DONE = range(5)
"""What becomes of a line: read in one go, by itself, not at all, refused, or already dealt with."""

_QUOTE = ("a quotation mark that is open or out of place", "", "fields in closed quotation marks")
_NULL = ("null bytes in the line", "", "text only")
_RETURN = ("a carriage return inside the line", "", "one line a record")
_CODE = ("wrong encoding", "", "UTF-8 or Windows-1252")


def decode(raw: bytes) -> str:
    """Text of a line: UTF-8, else Windows-1252.

    Raises:
        ValueError: it is neither.
    """
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp1252")


def fields(raw: bytes, delimiter: str) -> list[str]:
    """The fields of one record.

    Raises:
        ValueError: it is not text, or not exactly one record.
    """
    try:
        text = decode(raw)
    except UnicodeDecodeError:
        raise _Unreadable(*_CODE) from None
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        fault = _RETURN if "new-line" in str(error) else _QUOTE
        raise _Unreadable(*fault) from None
    if len(rows) != 1:
        raise _Unreadable(*_RETURN)
    return rows[0]


def read_lines(handle: BinaryIO, shape: Shape, first: int) -> Lines:
    """Read all lines that follow in an open file.

    Args:
        handle: the file, open for bytes, after the header.
        shape: what a record looks like.
        first: number of the first line.

    Raises:
        DataError: no line end in 16 MB: this is no CSV.
    """
    found = Lines()
    rest = b""
    while True:
        data = handle.read(BLOCK)
        final = len(data) < BLOCK
        block = rest + data
        cut = len(block) if final else block.rfind(b"\n") + 1
        if not cut and not final:
            raise DataError(
                "no line end in 16 MB; this is not a CSV",
                file=getattr(handle, "name", None),
                line=first,
                allowed="CSV or Parquet",
            )
        whole, rest = block[:cut], block[cut:]
        if whole:
            used = _Block(whole, first, shape, final).read(found)
            first += whole.count(b"\n", 0, used)
            rest = whole[used:] + rest
            found.open_end = not whole.endswith(b"\n")
        if final:
            return found


class _Block:
    """Complete lines of a file, looked at as bytes."""

    def __init__(self, data: bytes, first: int, shape: Shape, final: bool) -> None:
        self.data, self.first, self.shape, self.final = data, first, shape, final
        self.bytes = np.frombuffer(data, dtype=np.uint8)
        stops = np.flatnonzero(self.bytes == 10)
        if not data.endswith(b"\n"):
            stops = np.append(stops, len(data))
        self.starts = np.concatenate([[0], stops[:-1] + 1]).astype(np.int64)
        self.stops = stops.astype(np.int64)
        last = self.bytes[np.maximum(self.stops - 1, 0)]
        self.carriage = (self.stops > self.starts) & (last == 13)
        self.blank = self.stops - self.carriage == self.starts

    def _count(self, value: int) -> np.ndarray:
        """How often a byte occurs in each line."""
        places = np.flatnonzero(self.bytes == value)
        return np.diff(np.searchsorted(places, np.append(self.starts, len(self.data))))

    def _raw(self, start: int, last: int | None = None) -> bytes:
        """Bytes of a line, or of lines to another, without the last line end."""
        stop = start if last is None else last
        return self.data[self.starts[start] : self.stops[stop] - int(self.carriage[stop])]

    def read(self, found: Lines) -> int:
        """Add what the lines give.

        Returns:
            How many bytes were used: all, or those before a record that may go on in the next
            block.
        """
        state = np.where(self.blank, _BLANK, _PLAIN)
        if b"\0" in self.data:
            state[self._count(0) > 0] = _NUL
        odd = np.zeros(0, dtype=np.int64)
        if b'"' in self.data:
            odd = np.flatnonzero((self._count(34) % 2 == 1) & (state != _NUL))
        if self.data.count(b"\r") != self.data.count(b"\r\n"):
            state[(self._count(13) > self.carriage) & (state == _PLAIN)] = _CAREFUL
        state[self._foreign() & (state == _PLAIN)] = _CAREFUL
        slow: list[tuple[int, list[str]]] = []
        used = self._join(odd, state, slow, found)
        state = state[:used]
        found.blank += int((state == _BLANK).sum())
        found.broken += [
            Broken(self.first + int(at), *_NULL) for at in np.flatnonzero(state == _NUL)
        ]
        fast = np.flatnonzero(state == _PLAIN)
        if not self._fast(fast, found):
            state[fast] = _CAREFUL
        for at in np.flatnonzero(state == _CAREFUL):
            self._one(int(at), slow, found)
        if slow:
            found.pieces.append(self._piece(slow))
        return int(self.starts[used]) if used < len(self.starts) else len(self.data)

    def _foreign(self) -> np.ndarray:
        """Lines with bytes that are not UTF-8 in a block that has any."""
        try:
            self.data.decode("utf-8")
        except UnicodeDecodeError:
            places = np.flatnonzero(self.bytes > 127)
            return np.diff(np.searchsorted(places, np.append(self.starts, len(self.data)))) > 0
        return np.zeros(len(self.starts), dtype=bool)

    def _join(
        self,
        odd: np.ndarray,
        state: np.ndarray,
        slow: list[tuple[int, list[str]]],
        found: Lines,
    ) -> int:
        """Put records together that have line ends inside quotation marks.

        Args:
            odd: lines with an odd number of quotation marks, where such records begin and end.
            state: of every line; changed.
            slow: gets the records put together.
            found: gets the lines whose quotation mark is never closed.

        Returns:
            How many lines belong to this block.
        """
        at = 0
        while at < len(odd):
            begin = int(odd[at])
            last = at + 1 == len(odd)
            if last and not self.final and len(self.starts) - begin <= LONGEST_RECORD:
                return begin
            end = begin if last else int(odd[at + 1])
            record = None if last else self._record(begin, end)
            if record is None:
                found.broken.append(Broken(self.first + begin, *_QUOTE))
                state[begin] = _DONE
                at += 1
            else:
                slow.append((self.first + begin, record))
                state[begin : end + 1] = _DONE
                at += 2
        return len(self.starts)

    def _record(self, begin: int, end: int) -> list[str] | None:
        """The fields of one record over several lines; ``None`` when it is none."""
        raw = self._raw(begin, end)
        if end - begin > LONGEST_RECORD or b"\0" in raw:
            return None
        try:
            record = fields(raw, self.shape.delimiter)
        except _Unreadable:
            return None
        key = self.shape.key
        if len(record) != self.shape.width or "\n" in record[key]:
            return None
        # a line inside that is itself a record says that the quotation mark was damage
        mark, outline = self.shape.delimiter.encode(), _outline(record[key].encode())
        early = b'"' in mark.join(self._raw(begin).split(mark)[:key])
        for line in range(begin, end) if early else range(begin + 1, end + 1):
            parts = self._raw(line).split(mark)
            if len(parts) == self.shape.width and _outline(parts[key]) == outline:
                return None
        return record

    def _fast(self, at: np.ndarray, found: Lines) -> bool:
        """Read plain lines in one go; ``False`` when they turn out not to be plain."""
        if not len(at):
            return True
        data = self.data
        if len(at) < len(self.starts):
            keep = np.zeros(len(self.starts), dtype=bool)
            keep[at] = True
            sizes = np.diff(np.append(self.starts, len(data)))
            data = self.bytes[np.repeat(keep, sizes)].tobytes()
        wrong: dict[int, int] = {}

        def note(row: pyarrow.csv.InvalidRow) -> str:
            wrong[(row.number or 0) - 1] = row.actual_columns
            return "skip"

        names = [str(place) for place in range(self.shape.width)]
        try:
            table = pyarrow.csv.read_csv(
                io.BytesIO(data),
                read_options=pyarrow.csv.ReadOptions(
                    column_names=names, use_threads=False, block_size=len(data) + 1
                ),
                parse_options=pyarrow.csv.ParseOptions(
                    delimiter=self.shape.delimiter,
                    ignore_empty_lines=False,
                    invalid_row_handler=note,
                ),
                convert_options=pyarrow.csv.ConvertOptions(
                    include_columns=[names[place] for place in self.shape.wanted],
                    column_types=dict.fromkeys(names, TEXT),
                    strings_can_be_null=False,
                ),
            )
        except pa.ArrowInvalid:
            return False
        if table.num_rows + len(wrong) != len(at):
            return False
        right = np.ones(len(at), dtype=bool)
        right[list(wrong)] = False
        found.broken += [
            self.shape.wrong(self.first + int(at[row]), width) for row, width in wrong.items()
        ]
        columns = [_whole(column) for column in table.columns]
        found.pieces.append(Piece(columns, self.first + at[right]))
        return True

    def _one(self, at: int, slow: list[tuple[int, list[str]]], found: Lines) -> None:
        """Read one line by itself."""
        line = self.first + at
        try:
            record = fields(self._raw(at), self.shape.delimiter)
        except _Unreadable as error:
            found.broken.append(Broken(line, *error.fault))
            return
        if len(record) != self.shape.width:
            found.broken.append(self.shape.wrong(line, len(record)))
        else:
            slow.append((line, record))

    def _piece(self, slow: list[tuple[int, list[str]]]) -> Piece:
        """Records that were read one by one."""
        columns = [
            pa.array([record[place] for _, record in slow], pa.string()).dictionary_encode()
            for place in self.shape.wanted
        ]
        return Piece(columns, np.array([line for line, _ in slow], dtype=np.int64))


def _outline(identifier: bytes) -> bytes:
    """What identifiers of one kind have in common: where letters and where digits stand."""
    plain = identifier.strip(b' "')
    return re.sub(rb"[A-Za-z]+", b"a", re.sub(rb"[0-9]+", b"9", plain))


def _whole(column: pa.ChunkedArray) -> pa.Array:
    """A column as one array."""
    column = column.unify_dictionaries()
    if column.num_chunks == 1:
        return column.chunk(0)
    return pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([], TEXT)


def header_of(
    raw: bytes, delimiters: Sequence[str] = (",", ";", "\t")
) -> Iterator[tuple[str, list[str]]]:
    """What a header line may be, by delimiter; those that cannot be are left out."""
    for delimiter in delimiters:
        try:
            yield delimiter, fields(raw, delimiter)
        except _Unreadable:
            continue

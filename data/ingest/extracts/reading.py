"""Open the files of an extract, whatever their format, as columns of text with their lines.

A file is recognised by what is in it: Parquet by its first bytes, else CSV; the table by the
columns. Only columns of the schema are read; names, addresses and other columns stay in the file.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from data.errors import DataError
from data.ingest.extracts import lines
from data.ingest.extracts.columns import ROLES, Layout, recognise
from data.ingest.extracts.lines import Broken, Lines, Piece, Shape

FORMATS = "CSV (UTF-8 or Windows-1252) or Parquet"
_MAGIC = {
    b"PK\x03\x04": "a workbook or a zip archive",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook",
    b"\x1f\x8b": "compressed",
    b"\xff\xfe": "text in UTF-16",
    b"\xfe\xff": "text in UTF-16",
    b"%PDF": "a PDF document",
    b"SQLite": "a database",
    b"{": "JSON",
    b"[": "JSON",
    b"<": "a web page or XML",
}
_BATCH = 250_000


@dataclass(frozen=True)
class Cells:
    """A column of text, every different text once.

    Attributes:
        codes: of each row, its place among the texts, int32.
        texts: the different texts, as they stand in the file.
    """

    codes: np.ndarray
    texts: list[str]


@dataclass(frozen=True)
class Table:
    """One file of an extract, read.

    Attributes:
        place: the file as messages name it.
        unit: ``line`` (CSV, the header is line 1) or ``row`` (Parquet, from 1).
        layout: which table it is and what its columns are called.
        lines: line or row of each record, rising, int64.
        ids: ``offence_id`` of each record, trimmed, "" when missing.
        cells: the other columns, by our names.
        broken: lines that are no records.
        notes: what a person should know of the file.
    """

    place: str
    unit: str
    layout: Layout
    lines: np.ndarray
    ids: pa.Array
    cells: dict[str, Cells]
    broken: tuple[Broken, ...] = ()
    notes: tuple[str, ...] = field(default=())

    def __len__(self) -> int:
        return len(self.lines)

    @property
    def rows(self) -> int:
        """Rows in: records and lines that are none."""
        return len(self.lines) + len(self.broken)


def read_table(path: Path) -> Table:
    """Read one file.

    Raises:
        DataError: it is no CSV or Parquet, empty, or none of the three tables.
    """
    place = str(path)
    if not path.is_file():
        raise DataError("there is no such file", file=place, allowed=FORMATS)
    with path.open("rb") as handle:
        start = handle.read(8)
    if not start.strip(b"\r\n\t \xef\xbb\xbf") and path.stat().st_size <= len(start):
        raise DataError("the file is empty", file=place, allowed="a header and rows")
    if start.startswith(b"PAR1"):
        table = _read_parquet(path, place)
    else:
        for magic, what in _MAGIC.items():
            if start.startswith(magic):
                raise DataError(f"the file is {what}", file=place, allowed=FORMATS)
        table = _read_csv(path, place)
    return _with_role(table, path)


def _with_role(table: Table, path: Path) -> Table:
    """The table with its role known: from a ``role`` column, else from the file's name.

    Raises:
        DataError: two roles in one file, an unknown one, or none to be found.
    """
    said: set[str] = set()
    if "role" in table.cells:
        cells = table.cells["role"]
        texts = [cells.texts[code].strip().casefold() for code in np.unique(cells.codes)]
        known = {"victim": "victims", "suspect": "suspects", "accused": "suspects"}
        for text in texts:
            if text.removesuffix("s") not in known:
                raise DataError(
                    "a role that is neither victim nor suspect",
                    file=table.place,
                    column=table.layout.shown("role"),
                    value=text[:60],
                    allowed="victim or suspect, the same on every row",
                )
        said = {known[text.removesuffix("s")] for text in texts}
    if table.layout.table:
        said |= {table.layout.table}
    if len(said) > 1:
        raise DataError(
            "two tables are mixed in one file",
            file=table.place,
            value=" and ".join(sorted(said)),
            allowed="one table a file: offences, victims or suspects",
        )
    if not said:
        name = path.name.casefold()
        words = {"victim": "victims", "suspect": "suspects", "accused": "suspects"}
        said = {own for word, own in words.items() if word in name}
        if len(said) != 1:
            raise DataError(
                "the columns do not say whether these are victims or suspects",
                file=table.place,
                line=1,
                allowed="a column role (victim or suspect), columns such as victim_age, or a file "
                "name with the word victim or suspect",
            )
    return replace(table, layout=replace(table.layout, table=said.pop()))


def _read_csv(path: Path, place: str) -> Table:
    """A CSV, recognised by its first line."""
    with path.open("rb") as handle:
        raw = handle.readline(1 << 20)
        header = raw.removeprefix(b"\xef\xbb\xbf").rstrip(b"\r\n")
        if b"\0" in header:
            raise DataError(
                "null bytes in the header; this is not a CSV", file=place, line=1, allowed=FORMATS
            )
        layout, delimiter = _header(header, place)
        wanted, key = tuple(layout.positions.values()), layout.positions["offence_id"]
        found = lines.read_lines(handle, Shape(len(layout.header), wanted, delimiter, key), 2)
    notes = []
    if found.blank:
        notes.append(f"{found.blank:,} empty lines were passed over")
    if found.open_end:
        notes.append(
            "the last line has no line end; if the file was cut, its last value may be too"
        )
    return _table(place, "line", layout, found, notes)


def _header(raw: bytes, place: str) -> tuple[Layout, str]:
    """The layout of a CSV and its delimiter: the one that makes the most of the header."""
    if not raw.strip():
        raise DataError("there is no header", file=place, line=1, allowed="column names")
    options = sorted(lines.header_of(raw), key=lambda option: -len(option[1]))
    if not options:
        raise DataError(
            "the header cannot be read as CSV: a quotation mark is open, or it is not text",
            file=place,
            line=1,
            allowed=FORMATS,
        )
    delimiter, names = options[0]
    return recognise([name.strip() for name in names], place), delimiter


def _table(place: str, unit: str, layout: Layout, found: Lines, notes: Sequence[str] = ()) -> Table:
    """Pieces put together, in the order of their lines."""
    found.pieces.sort(key=lambda piece: int(piece.lines[0]) if len(piece.lines) else 0)
    number = (
        np.concatenate([piece.lines for piece in found.pieces])
        if found.pieces
        else np.zeros(0, dtype=np.int64)
    )
    order = None if (np.diff(number) > 0).all() else np.argsort(number, kind="stable")
    ids = pa.array([], pa.string())
    cells = {}
    for at, name in enumerate(layout.positions):
        arrays = [piece.columns[at] for piece in found.pieces]
        for piece in found.pieces:  # let go of what has been read, a column at a time
            piece.columns[at] = pa.nulls(0)
        if name == "offence_id":
            ids = _plain(arrays)
            ids = ids if order is None else ids.take(pa.array(order))
        else:
            cells[name] = _cells(arrays, order)
    number = number if order is None else number[order]
    broken = tuple(sorted(found.broken, key=lambda item: item.line))
    return Table(place, unit, layout, number, ids, cells, broken, tuple(notes))


def _plain(arrays: list[pa.Array]) -> pa.Array:
    """Arrays of text as one, trimmed."""
    parts = [
        pc.utf8_trim_whitespace(array.dictionary_decode() if _coded(array) else array)
        for array in arrays
    ]
    return pa.concat_arrays(parts) if parts else pa.array([], pa.string())


def _coded(array: pa.Array) -> bool:
    return bool(pa.types.is_dictionary(array.type))


def _cells(arrays: list[pa.Array], order: np.ndarray | None) -> Cells:
    """Dictionary-encoded arrays as one column."""
    if not arrays:
        return Cells(np.zeros(0, dtype=np.int32), [])
    whole = pa.chunked_array(arrays, lines.TEXT).unify_dictionaries()
    codes = np.concatenate([chunk.indices.to_numpy() for chunk in whole.chunks])
    texts = whole.chunk(0).dictionary.to_pylist()
    return Cells(codes if order is None else codes[order], texts)


@contextmanager
def _opening(place: str) -> Iterator[None]:
    """Tell any failure of the reading library as a fault of the file."""
    try:
        yield
    except (pa.ArrowException, OSError, ValueError) as error:
        if isinstance(error, DataError):
            raise
        reason = (str(error).splitlines() or [type(error).__name__])[0]
        raise DataError(
            f"not readable as Parquet: cut off or damaged ({reason})", file=place, allowed=FORMATS
        ) from None


def _read_parquet(path: Path, place: str) -> Table:
    """A Parquet file, recognised by its columns."""
    with _opening(place):
        file = pq.ParquetFile(path, page_checksum_verification=True)
        layout = recognise([name.strip() for name in file.schema_arrow.names], place)
        names = [file.schema_arrow.names[at] for at in layout.positions.values()]
        for name in names:
            _refuse_type(file.schema_arrow.field(name), place)
        pieces, first = [], 1
        for batch in file.iter_batches(batch_size=_BATCH, columns=names, use_threads=False):
            columns = [
                (_text(batch.column(name)) if own == "offence_id" else _encoded(batch.column(name)))
                for own, name in zip(layout.positions, names, strict=True)
            ]
            number = np.arange(first, first + batch.num_rows, dtype=np.int64)
            pieces.append(Piece(columns, number))
            first += batch.num_rows
    return _table(place, "row", layout, Lines(pieces))


def _refuse_type(column: pa.Field, place: str) -> None:
    """Raise when a column has no plain values."""
    kind = column.type.value_type if pa.types.is_dictionary(column.type) else column.type
    zoned = pa.types.is_timestamp(kind) and kind.tz is not None
    nested = pa.types.is_nested(kind) or pa.types.is_duration(kind)
    binary = pa.types.is_binary(kind) or pa.types.is_large_binary(kind)
    if zoned or nested or binary or pa.types.is_fixed_size_binary(kind):
        raise DataError(
            f"a column of type {kind}",
            file=place,
            column=column.name,
            allowed="times as they were in London, without a zone" if zoned else "plain values",
        )


def _text(column: pa.Array) -> pa.Array:
    """A Parquet column as the text that a CSV of it would hold, "" where empty.

    Raises:
        pa.ArrowException: it holds bytes that are no text.
    """
    kind = column.type
    if pa.types.is_dictionary(kind):
        column, kind = column.dictionary_decode(), kind.value_type
    if pa.types.is_floating(kind):
        column = pc.if_else(pc.is_nan(column), pa.scalar(None, kind), column)
    elif pa.types.is_date64(kind):
        column = column.cast(pa.date32())
    text = column.cast(pa.string())
    text.validate(full=True)
    return pc.fill_null(text, "")


def _encoded(column: pa.Array) -> pa.Array:
    return _text(column).dictionary_encode()


def role_of(table: Table) -> str:
    """``victim`` or ``suspect``."""
    return ROLES[table.layout.table]

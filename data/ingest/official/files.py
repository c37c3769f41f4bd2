"""Open a raw file whatever its format, and hand out its cells as text.

CSV, Excel and Parquet arrive here and leave as the same thing: rows of text cells with the
line each stands on. So every later check exists once, and an error can name the place.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet

from data.errors import DataError
from data.ingest.official.doubt import Doubtful, RawFile
from data.ingest.official.raw_tables import Head, RawTable
from data.ingest.official.workbooks import opening, read_sheet, sheet_tops

#: How many rows from the top a header may stand below (notes come first in some tables).
HEAD_ROWS = 15

SHEET_SUFFIXES = {".xlsx", ".xls", ".xlsm"}
TABLE_SUFFIXES = {".csv", ".txt", ".parquet"} | SHEET_SUFFIXES


def sha256(path: Path) -> str:
    """SHA-256 of a file's bytes, as hex."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def heads(path: Path, file: RawFile) -> list[Head]:
    """The tops of all tables in a file: one for CSV and Parquet, one a sheet for Excel.

    Raises:
        DataError: the file cannot be opened as what its ending says.
    """
    suffix, name = path.suffix.lower(), file.name
    if suffix == ".parquet":
        with opening(name, "Parquet"):
            schema = _parquet(path).schema_arrow
        return [Head(path, file, None, [[n.strip() for n in schema.names]])]
    if suffix in SHEET_SUFFIXES:
        with opening(name, "a workbook"):
            return [Head(path, file, s, rows) for s, rows in sheet_tops(path, HEAD_ROWS)]
    text, _ = decode(path, name, limit=400_000)
    rows = []
    for row, _line in _csv_rows(text, name):
        rows.append([c.strip() for c in row])
        if len(rows) == HEAD_ROWS:
            break
    return [Head(path, file, None, rows)]


def read(head: Head, header_row: int, *, must_end: bool = False) -> RawTable:
    """Read the whole table whose header is ``head.rows[header_row]``.

    Args:
        head: what ``heads`` gave.
        header_row: position of the header among ``head.rows``.
        must_end: refuse a CSV whose last line has no line end, because a cut inside the last
            number could not be seen otherwise. Used for the tables whose numbers are served.

    Raises:
        DataError: a row with too few or too many cells, a cut last line, an unreadable file.
    """
    suffix = head.path.suffix.lower()
    if suffix == ".parquet":
        return _read_parquet(head)
    if suffix in SHEET_SUFFIXES:
        with opening(head.name, "a workbook"):
            return read_sheet(head, header_row)
    return _read_csv(head, header_row, must_end=must_end)


def decode(path: Path, name: str, limit: int | None = None) -> tuple[str, str]:
    """A text file's content and its encoding: UTF-8 (with or without BOM), UTF-16 or cp1252.

    Args:
        path: the file.
        name: how messages name it.
        limit: read only about so many bytes (for a look at the top).

    Raises:
        DataError: bytes that are none of these, or binary content.
    """
    with path.open("rb") as handle:
        raw = handle.read() if limit is None else handle.read(limit)
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        cut = len(raw) - len(raw) % 2 if limit else len(raw)
        try:
            return raw[:cut].decode("utf-16"), "utf-16"
        except UnicodeDecodeError as error:
            raise DataError(f"not readable as UTF-16 ({error.reason})", file=name) from None
    if b"\0" in raw:
        raise DataError(
            "holds zero bytes, so it is not a text file",
            file=name,
            line=raw[: raw.index(b"\0")].count(b"\n") + 1,
            allowed="text in UTF-8, UTF-16 with a byte order mark, or Windows-1252",
        )
    if limit is not None and len(raw) == limit:
        raw = raw[: raw.rfind(b"\n") + 1] or raw
    try:
        return raw.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError:
        pass
    try:
        return raw.decode("cp1252"), "cp1252"
    except UnicodeDecodeError as error:
        raise DataError(
            "neither UTF-8 nor Windows-1252 text",
            file=name,
            line=raw[: error.start].count(b"\n") + 1,
            value=raw[error.start : error.start + 1],
        ) from None


def _csv_rows(text: str, name: str, skip: int = 0) -> Iterator[tuple[list[str], int]]:
    """Rows of CSV text with the physical line on which each ends."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=False)
    try:
        for number, row in enumerate(reader):
            if number >= skip:
                yield row, reader.line_num
    except csv.Error as error:
        raise DataError(str(error), file=name, line=reader.line_num) from None


def _read_csv(head: Head, header_row: int, *, must_end: bool) -> RawTable:
    text, _ = decode(head.path, head.name)
    header_line = 0
    for number, (_row, line) in enumerate(_csv_rows(text, head.name)):
        if number == header_row:
            header_line = line
            break
    offset = _offset_after(text, header_line)
    body = text[offset:]
    if must_end and body and body[-1] not in "\r\n":
        head.file.doubt(
            Doubtful(
                "the last line does not end with a line break: the file looks cut off",
                source=head.file,
                file=head.place,
                line=header_line + body.count("\n") + 1,
                value=body.rsplit("\n", 1)[-1][-60:],
                allowed="a complete file (download it again)",
            )
        )
    body = body.rstrip("\r\n\x1a")
    header = head.rows[header_row]
    wrong: list[tuple[int, int]] = []

    def note(row: pyarrow.csv.InvalidRow) -> str:
        wrong.append((row.number or 0, row.actual_columns))
        return "skip"

    if not body:
        empty = pa.array([], pa.string())
        return RawTable(
            head.file,
            head.place,
            tuple(header),
            header_line,
            (empty,) * len(header),
            np.array([], np.int64),
        )
    names = [str(i) for i in range(len(header))]
    try:
        cells = pyarrow.csv.read_csv(
            io.BytesIO(body.encode("utf-8")),
            read_options=pyarrow.csv.ReadOptions(
                column_names=names, use_threads=False, block_size=1 << 24
            ),
            parse_options=pyarrow.csv.ParseOptions(
                newlines_in_values=True, ignore_empty_lines=False, invalid_row_handler=note
            ),
            convert_options=pyarrow.csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False
            ),
        )
    except pa.ArrowInvalid as error:
        raise DataError(f"not readable as CSV: {error}", file=head.place) from None
    if wrong:
        number, found = wrong[0]
        raise DataError(
            f"{found} cells where the header has {len(header)}: the line is cut off or damaged",
            file=head.place,
            line=header_line + number,
            column=header[min(found, len(header) - 1)] if found < len(header) else None,
            allowed=f"{len(header)} cells on every line",
        )
    columns = tuple(pc.utf8_trim_whitespace(c.combine_chunks()) for c in cells.columns)
    lines = np.arange(len(columns[0]), dtype=np.int64) + header_line + 1
    return RawTable(head.file, head.place, tuple(header), header_line, columns, lines)


def _offset_after(text: str, line: int) -> int:
    """Position in the text just after so many physical lines."""
    source = io.StringIO(text, newline="")
    for _ in range(line):
        source.readline()
    return source.tell()


def _parquet(path: Path) -> pyarrow.parquet.ParquetFile:
    return pyarrow.parquet.ParquetFile(path, page_checksum_verification=True)


def _read_parquet(head: Head) -> RawTable:
    with opening(head.name, "Parquet"):
        table = _parquet(head.path).read(use_threads=False)
        columns = tuple(
            _as_text(c.combine_chunks(), head, n)
            for n, c in zip(table.schema.names, table.columns, strict=True)
        )
    lines = np.arange(table.num_rows, dtype=np.int64) + 2
    return RawTable(head.file, head.place, tuple(head.rows[0]), 1, columns, lines)


def _as_text(column: pa.Array, head: Head, name: str) -> pa.Array:
    """A Parquet column as the text a CSV of it would hold."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        column, kind = column.dictionary_decode(), kind.value_type
    if pa.types.is_floating(kind):
        column = pc.if_else(pc.is_nan(column), pa.scalar(None, kind), column)
        if pc.all(pc.equal(column, pc.floor(column)), min_count=0).as_py() is not False:
            column = pc.cast(column, pa.int64())
    elif pa.types.is_timestamp(kind):
        column = pc.strftime(column, format="%Y-%m-%d %H:%M:%S")
        column = pc.replace_substring_regex(column, r"(\d\d:\d\d:\d\d)\.0+$", r"\1")
    if pa.types.is_nested(kind) or pa.types.is_binary(kind):
        raise DataError(
            f"column of type {kind}", file=head.name, column=name, allowed="plain values"
        )
    text = pc.cast(column, pa.string())
    text.validate(full=True)  # bytes that are no UTF-8 would fail later, without their place
    return pc.utf8_trim_whitespace(pc.fill_null(text, ""))

"""Lines of a CSV: however damaged one is, it costs itself only, and none vanishes."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.errors import DataError
from data.ingest.extracts import lines
from data.ingest.extracts.lines import Shape, read_lines

SHAPE = Shape(3, (0, 2))


def records(raw: bytes, shape: Shape = SHAPE) -> list[tuple[int, str, str]]:
    """Line, first and third field of each record."""
    found = []
    for piece in read_lines(io.BytesIO(raw), shape, 2).pieces:
        fields = [column.cast(pa.string()).to_pylist() for column in piece.columns]
        found += [(int(n), a, b) for n, a, b in zip(piece.lines, *fields, strict=True)]
    return sorted(found)


def broken(raw: bytes) -> list[tuple[int, str, str]]:
    return [
        (item.line, item.reason, item.found)
        for item in sorted(read_lines(io.BytesIO(raw), SHAPE, 2).broken, key=lambda b: b.line)
    ]


QUOTE = "a quotation mark that is open or out of place"
SHORT = "the line is cut off or lacks fields"


def test_plain_lines() -> None:
    assert records(b"a,b,c\nd,e,f\n") == [(2, "a", "c"), (3, "d", "f")]
    assert records(b"a,b,c\r\nd,e,f") == [(2, "a", "c"), (3, "d", "f")]
    assert records(b"") == []


def test_blank_lines_are_passed_over_and_counted() -> None:
    raw = b"\na,b,c\n\r\n\nd,e,f\n\n"
    assert records(raw) == [(3, "a", "c"), (6, "d", "f")]
    assert read_lines(io.BytesIO(raw), SHAPE, 2).blank == 4


def test_quoted_commas_and_marks() -> None:
    assert records(b'"a, b",x,"say ""c"""\n') == [(2, "a, b", 'say "c"')]


def test_a_record_over_several_lines_begins_on_its_first() -> None:
    raw = b'a,"note\n\nof three lines, no more",c\nd,e,f\ng,"two\r\nlines",i\n'
    assert records(raw) == [(2, "a", "c"), (5, "d", "f"), (6, "g", "i")]
    assert broken(raw) == []
    assert read_lines(io.BytesIO(raw), SHAPE, 2).blank == 0


def test_a_note_may_be_the_first_column() -> None:
    raw = b'"long\nnote",b,c\nd,e,f\n'
    assert records(raw, Shape(3, (0, 2), key=2)) == [(2, "long\nnote", "c"), (4, "d", "f")]


@pytest.mark.parametrize(
    "raw",
    [
        b'a,b,c\nd,"e,f\ng,h,i\n',
        b'a,b,c\n"d,e,f\ng,h,i\n',
        b'a,b,c\nd,e,"f\ng,h,i\n',
        b'a,b,c\nd,e"",f"\ng,h,i\n',
    ],
)
def test_an_open_mark_costs_its_own_line_only(raw: bytes) -> None:
    assert records(raw) == [(2, "a", "c"), (4, "g", "i")]
    assert broken(raw) == [(3, QUOTE, "")]


@pytest.mark.parametrize("between", [b"", b"g,h,i\n", b"g,h,i\nj,k,l\n"])
@pytest.mark.parametrize("column", [0, 1, 2])
def test_two_open_marks_do_not_swallow_what_is_between(between: bytes, column: int) -> None:
    """Even where the two would make one record of the right width."""
    opened = [b"d", b"e", b"f"]
    closed = [b"x", b"y", b"z"]
    opened[column] = b'"' + opened[column]
    closed[column] += b'"'
    raw = b",".join(opened) + b"\n" + between + b",".join(closed) + b"\n"
    found = read_lines(io.BytesIO(raw), SHAPE, 2)
    count = sum(len(piece.lines) for piece in found.pieces) + len(found.broken)
    assert count == raw.count(b"\n")


def test_damage_by_line() -> None:
    raw = b"a,b,c\nd,e\nf,g,h,i\nj,\0,l\nm,\x81\x8d,o\np,\xe9,r\ns,t\rx,u\nv,w,x\n"
    assert broken(raw) == [
        (3, SHORT, "2 fields"),
        (4, "the line has too many fields", "4 fields"),
        (5, "null bytes in the line", ""),
        (6, "wrong encoding", ""),
        (8, "a carriage return inside the line", ""),
    ]
    assert records(raw) == [(2, "a", "c"), (7, "p", "r"), (9, "v", "x")]


def test_windows_letters_are_read() -> None:
    raw = "é,b,caf\u2019e\n".encode("cp1252") + "ü,b,ç\n".encode()
    assert records(raw) == [(2, "é", "caf’e"), (3, "ü", "ç")]


def test_blocks_do_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same records whatever number of bytes is read in one go."""
    rows = [f'r{n},"x{n}\ny",z{n}\n' if n % 7 == 0 else f"r{n},b,z{n}\n" for n in range(200)]
    rows[50] = 'r50,"open,z50\n'
    raw = "".join(rows).encode()
    once, faults = records(raw), broken(raw)
    assert len(once) == 199 and len(faults) == 1
    for size in (16, 64, 257, 1024):
        monkeypatch.setattr(lines, "BLOCK", size)
        assert records(raw) == once, size
        assert broken(raw) == faults, size


def test_what_has_no_lines_is_no_csv(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "BLOCK", 1000)
    with pytest.raises(DataError, match="not a CSV"):
        read_lines(io.BytesIO(b"x" * 5000), SHAPE, 2)


def test_open_end_is_noticed() -> None:
    assert read_lines(io.BytesIO(b"a,b,c\nd,e,f"), SHAPE, 2).open_end
    assert not read_lines(io.BytesIO(b"a,b,c\nd,e,f\n"), SHAPE, 2).open_end


CELL = st.text(st.sampled_from(list("ab é,\"'\n\r;")), max_size=6)


@given(st.lists(st.tuples(CELL, CELL, CELL), min_size=1, max_size=12))
def test_what_python_writes_is_read_again(rows: list[tuple[str, str, str]]) -> None:
    """Quoted line ends, marks and commas; what is not read is told, never lost."""
    text = io.StringIO(newline="")
    csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(rows)
    raw = text.getvalue().encode()
    if not any("\n" in cell or "\r" in cell for row in rows for cell in row):
        assert [(a, b) for _, a, b in records(raw)] == [(a, b) for a, _, b in rows]
        assert broken(raw) == []
    found = read_lines(io.BytesIO(raw), SHAPE, 2)
    count = sum(len(piece.lines) for piece in found.pieces) + len(found.broken)
    assert count >= 1
    taken = [n for piece in found.pieces for n in piece.lines] + [b.line for b in found.broken]
    assert len(set(taken)) == len(taken)


@given(st.binary(max_size=200), st.sampled_from([16, 50, 1 << 20]))
def test_any_bytes_give_every_line_once(raw: bytes, block: int) -> None:
    """Without quotation marks every line that is not blank is one record or one fault."""
    raw = raw.replace(b'"', b"'")
    before = lines.BLOCK
    lines.BLOCK = block
    try:
        found = read_lines(io.BytesIO(raw), SHAPE, 1)
    except DataError:
        return
    finally:
        lines.BLOCK = before
    taken = sorted(
        [int(n) for piece in found.pieces for n in piece.lines] + [b.line for b in found.broken]
    )
    physical = raw.split(b"\n")
    assert taken == [n for n, line in enumerate(physical, 1) if line not in (b"", b"\r")]


def test_a_folder_of_nothing(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(b"")
    with path.open("rb") as handle:
        assert read_lines(handle, SHAPE, 2).pieces == []

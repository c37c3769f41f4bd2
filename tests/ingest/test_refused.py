"""Damaged files: each is refused with its place, and the served data stays as it is.

Every case changes one file of the made-up raw folder and names what the message must say:
the file always, and line, column or value wherever there is one.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pandas as pd
from conftest import Result
from mutate import (
    Change,
    again,
    apply,
    cell,
    cells,
    cut,
    drop,
    every,
    header,
    headers,
    insert,
    lose_lines,
    rows_of,
    shift,
    swap,
    text_of,
    times,
    to_parquet,
    to_xlsx,
    without,
)
from refusals import Refusal, hold, of_csv, of_file, table

WARD, BOROUGH, FLAGS = "a/ward_new.csv", "b/borough_new.csv", "c/flags.csv"


CASES: dict[str, tuple[str, Change, list[str]]] = {
    # headers
    "unknown text column": (WARD, header("MajorText", "MajorTxt"), ["group", "MajorTxt"]),
    "no borough column": (WARD, without("LookUp_BoroughName"), ["borough"]),
    "a column more": (
        WARD,
        every(lambda r: [*r[:5], "x", *r[5:]], with_header=True),
        ["unknown column", "“x”"],
    ),
    "month 13": (WARD, header("202404", "202413"), ["unknown column", "202413", "line 1"]),
    "month twice": (WARD, header("202405", "202404"), ["202404", "twice"]),
    "month missing inside": (WARD, without("202407"), ["2024-07", "missing"]),
    "month with a dash": (WARD, header("202406", "2024-06"), ["unknown column", "2024-06"]),
    "another year's layout": (
        WARD,
        headers(
            {f"2024{m:02d}": f"{m}/24" for m in range(3, 13)}
            | {f"2025{m:02d}": f"{m}/25" for m in range(1, 4)}
        ),
        ["months", "YYYYMM"],
    ),
    "ward name without code": (WARD, without("WardCode"), ["WardName and WardCode"]),
    "new header misspelt": (BOROUGH, header("BOCU", "BCU"), ["borough", "BCU"]),
    # categories
    "unknown group": (
        WARD,
        cell(9, "MajorText", "VIOLENT THINGS"),
        ["line 9", "MajorText", "VIOLENT THINGS", "ROBBERY"],
    ),
    "unknown category": (
        WARD,
        cells("MinorText", "RAPE", "RAPE OF ADULTS"),
        ["MinorText", "RAPE OF ADULTS", "OTHER SEXUAL OFFENCES"],
    ),
    "stalking misspelt": (
        WARD,
        cells("MinorText", "STALKING AND HARASSMENT", "STALKING"),
        ["MinorText", "'STALKING'"],
    ),
    "category in another group": (
        WARD,
        cells("MinorText", "ROBBERY OF PERSONAL PROPERTY", "RAPE"),
        ["MinorText", "'RAPE'", "ROBBERY OF PERSONAL PROPERTY"],
    ),
    "group and category swapped": (WARD, swap("MajorText", "MinorText"), ["line 2", "MajorText"]),
    "one offence lost": (WARD, drop(lambda r: r[1] == "RAPE"), ["rape"]),
    # areas
    "name and code swapped": (WARD, swap("WardName", "WardCode"), ["unknown ward code", "line 2"]),
    "unknown ward code": (
        WARD,
        cell(30, "WardCode", "E05999999"),
        ["line 30", "WardCode", "E05999999"],
    ),
    "codes moved by a row": (WARD, shift("WardCode"), ["line 2", "does not lie"]),
    "unknown borough of a ward": (
        WARD,
        cells("LookUp_BoroughName", "Brent", "Brend"),
        ["unknown borough", "LookUp_BoroughName", "Brend"],
    ),
    "ward in another borough": (
        WARD,
        cell(2, "LookUp_BoroughName", "Sutton"),
        ["line 2", "does not lie", "Sutton", "Hillingdon"],
    ),
    "unknown borough": (
        BOROUGH,
        cells("BOCU", "Harrow", "Harow"),
        ["BOCU", "Harow", "Hammersmith and Fulham"],
    ),
    "a borough lost": (BOROUGH, drop(lambda r: r[2] == "Harrow"), ["E09000015", "cut off"]),
    # counts
    "negative": (WARD, cell(40, "202408", "-1"), ["line 40", "202408", "'-1'", "0 or more"]),
    "decimal": (WARD, cell(41, "202408", "3.5"), ["line 41", "202408", "3.5"]),
    "text": (WARD, cell(42, "202409", "n/a"), ["line 42", "202409", "n/a"]),
    "thousands": (WARD, cell(43, "202409", "1,234"), ["line 43", "1,234"]),
    "empty": (WARD, cell(44, "202503", ""), ["line 44", "202503", "''"]),
    "power of ten": (WARD, cell(45, "202404", "1e3"), ["line 45", "1e3"]),
    "borough negative": (BOROUGH, cell(7, "202506", "-4"), ["line 7", "202506", "-4"]),
    "a month ten times": (BOROUGH, times("202405", 10), ["202405", "disagree"]),
    # cuts
    "cut in a line": (WARD, cut(0.5), ["line "]),
    "cut in the last number": (WARD, lambda t: t.rstrip("\n"), ["does not end", "cut off"]),
    "cut at a line end": (WARD, lose_lines(1), ["cut off"]),
    "cut at a line end, many": (WARD, lose_lines(2000), ["cut off"]),
    "borough cut at a line end": (BOROUGH, lose_lines(1), ["cut off"]),
    "a cell too few": (
        WARD,
        lambda t: text_of([r[:-1] if k == 11 else r for k, r in enumerate(rows_of(t))]),
        ["line 12", "17 cells", "18 cells"],
    ),
    "a cell too many": (
        WARD,
        lambda t: text_of([[*r, "5"] if k == 12 else r for k, r in enumerate(rows_of(t))]),
        ["line 13", "19 cells"],
    ),
    "blank line inside": (WARD, insert(20, "\n"), ["line 20"]),
    "header only": (WARD, lambda t: t.splitlines(keepends=True)[0], ["no rows"]),
    # the file against itself
    "row twice": (WARD, again(15), ["already stands on line 15"]),
    "row twice, other counts": (
        WARD,
        again(15, **{"202404": "77"}),
        ["already stands on line 15"],
    ),
    "borough row twice": (BOROUGH, again(5, **{"202501": "9"}), ["already stands on line 5"]),
    # not the format at all
    "semicolons": (WARD, lambda t: t.replace(",", ";"), ["line 1", "';'", "commas"]),
    "tabs": (FLAGS, lambda t: t.replace(",", "\t"), ["line 1", "commas"]),
    "zero bytes": (WARD, lambda t: t.encode() + b"\0\0", ["zero bytes"]),
    "unclosed quote": (WARD, insert(9, '"ROBBERY,'), ["a/ward_new.csv"]),
    # the dashboard
    "dashboard column unknown": (FLAGS, header("measure", "measures"), ["measure"]),
    "dashboard column more": (
        FLAGS,
        every(lambda r: [*r, "x"], with_header=True),
        ["unknown column", "“x”"],
    ),
    "dashboard measure": (
        FLAGS,
        cell(8, "measure", "Victims"),
        ["line 8", "measure", "Victims", "positive outcomes"],
    ),
    "dashboard type": (
        FLAGS,
        cell(8, "crime_type", "Sword Crime"),
        ["line 8", "crime_type", "Sword Crime"],
    ),
    "dashboard sub-type": (
        FLAGS,
        cells("crime_subtype", "Knife Crime", "Knife Enabled Crime"),
        ["crime_subtype", "Knife Enabled Crime"],
    ),
    "dashboard area type": (
        FLAGS,
        cell(8, "area_type", "Region"),
        ["line 8", "area_type", "Region", "borough"],
    ),
    "dashboard borough code": (
        FLAGS,
        cells("area_code", "E09000015", "E09000099"),
        ["area_code", "E09000099"],
    ),
    "dashboard code and name apart": (
        FLAGS,
        cells("area_code", "E09000015", "E09000016"),
        ["area_code", "Harrow"],
    ),
    "dashboard ward code": (
        FLAGS,
        cells("area_code", "E05013806 ", "E05099999"),
        ["area_code", "E05099999"],
    ),
    "dashboard row twice, other count": (
        FLAGS,
        again(30, count="99"),
        ["already stands on line 30", "count", "99"],
    ),
    "dashboard day": (
        FLAGS,
        cells("month_year", "2023-09-01", "2023-09-02"),
        ["month_year", "2023-09-02", "first day"],
    ),
    "dashboard date": (
        FLAGS,
        cells("month_year", "2023-09-01", "Sept 2023"),
        ["month_year", "Sept 2023", "not a date"],
    ),
    "dashboard American dates": (
        FLAGS,
        every(lambda r: [f"{r[0][5:7]}/01/{r[0][:4]}", *r[1:]]),
        ["month_year", "first day"],
    ),
    "dashboard negative": (FLAGS, cell(9, "count", "-2"), ["line 9", "count", "-2"]),
    "dashboard month lost": (FLAGS, drop(lambda r: r[0] == "2023-11-01"), ["2023-11"]),
    "dashboard wards lost": (
        FLAGS,
        drop(lambda r: r[0] == "2024-07-01" and r[1][0] == "S" and r[2] > "Merton"),
        ["wards", "2024-07"],
    ),
    "dashboard cut": (FLAGS, cut(0.6), ["line "]),
    # residents, deprivation, the City
    "age unknown": ("d/ages.csv", cell(6, 2, "101"), ["line 6", "101", "0 to 100"]),
    "age header": ("d/ages.csv", header("Observation", "Observations"), ["ages.csv"]),
    "ages cut": ("d/ages.csv", lose_lines(300), ["cut off"]),
    "residents as text": ("d/ages.csv", cell(7, 4, "c"), ["line 7", "Observation", "'c'"]),
    "ward of residents": ("d/ages.csv", cell(8, 0, "E05000001"), ["line 8", "E05000001"]),
    "a ward and age twice": ("d/ages.csv", cell(6, 2, "3"), ["line 6", "again"]),
    "sexes against ages": ("d/sexes.csv", cell(2, 4, "99999"), ["sexes.csv", "99999"[:2]]),
    "ward of the lookup": ("e/links.csv", cell(5, "ward22cd", "E05000001"), ["line 5", "E05"]),
    "lookup cut": ("e/links.csv", lose_lines(500), ["cut off"]),
    "lookup column": ("e/links.csv", header("lad22nm", "extra"), ["extra", "unknown column"]),
    "no year in the notes": (
        "f/c2.csv",
        lambda t: t.replace("year ending June 2025", "last year"),
        ["c2.csv", "year"],
    ),
    "the City's row lost": ("f/c2.csv", lambda t: t.replace("E09000001", ""), ["City"]),
    "the City's cell": (
        "f/c2.csv",
        lambda t: t.replace('"447 "', "447*").replace(",447 ,", ",447*,"),
        ["447*", "Violence with injury"],
    ),
}


def _shorten(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-2000])


def _parquet(change: Callable[[pd.DataFrame], pd.DataFrame]) -> Callable[[Path], None]:
    def run(path: Path) -> None:
        change(pd.read_parquet(path)).to_parquet(path, index=False)

    return run


def _half(frame: pd.DataFrame) -> pd.DataFrame:
    frame["202305"] = frame["202305"].astype(float)
    frame.loc[3, "202305"] = 2.5
    return frame


def _minus(frame: pd.DataFrame) -> pd.DataFrame:
    frame.loc[4, "202305"] = -3
    return frame


def _gap(frame: pd.DataFrame) -> pd.DataFrame:
    frame["202305"] = frame["202305"].astype("Int64")
    frame.loc[5, "202305"] = pd.NA
    return frame


def _sheet(change: Callable[[openpyxl.worksheet.worksheet.Worksheet], None], numbers: int = 5):
    def run(path: Path) -> None:
        new = to_xlsx(path, numbers)
        book = openpyxl.load_workbook(new)
        change(book["Data"])
        book.save(new)
        book.close()

    return run


def _set(sheet: openpyxl.worksheet.worksheet.Worksheet, cell: str, value: object) -> None:
    sheet[cell] = value


def _second_sheet(path: Path) -> None:
    """A workbook with a good sheet and one whose header is damaged."""
    new = to_xlsx(path, 5)
    book = openpyxl.load_workbook(new)
    sheet = book.copy_worksheet(book["Data"])
    sheet["A1"] = "Major"
    book.save(new)
    book.close()


def _mye(change: Callable[[openpyxl.Workbook], None]) -> Callable[[Path], None]:
    def run(path: Path) -> None:
        book = openpyxl.load_workbook(path)
        change(book)
        book.save(path)
        book.close()

    return run


def _outline(change: Callable[[dict], object]) -> Callable[[Path], None]:
    def run(path: Path) -> None:
        content = json.loads(path.read_text(encoding="utf-8"))
        change(content)
        path.write_text(json.dumps(content), encoding="utf-8")

    return run


def _turn(content: dict) -> None:
    ring = content["features"][3]["geometry"]["coordinates"][0]
    content["features"][3]["geometry"]["coordinates"][0] = [p[::-1] for p in ring]


def _product_name(text: str) -> Callable[[Path], None]:
    def run(path: Path) -> None:
        path.unlink()
        new = path.with_name("MPS Ward Level Crime (most recent 24 months).csv")
        new.write_text(text, encoding="utf-8")

    return run


OTHERS: dict[str, tuple[str, Callable[[Path], None], list[str]]] = {
    "Parquet cut": ("a/ward_old.parquet", _shorten, ["ward_old.parquet", "Parquet"]),
    "Parquet decimal": ("a/ward_old.parquet", _parquet(_half), ["line 5", "202305", "2.5"]),
    "Parquet negative": ("a/ward_old.parquet", _parquet(_minus), ["line 6", "202305", "-3"]),
    "Parquet gap": ("a/ward_old.parquet", _parquet(_gap), ["line 7", "202305", "''"]),
    "Excel cut": (WARD, lambda p: _shorten(to_xlsx(p, 5)), ["ward_new.xlsx", "workbook"]),
    "Excel text": (
        WARD,
        _sheet(lambda s: _set(s, "H9", "few")),
        ["ward_new.xlsx [Data]", "line 9", "202405", "few"],
    ),
    "Excel decimal": (WARD, _sheet(lambda s: _set(s, "H9", 1.5)), ["line 9", "202405", "1.5"]),
    "Excel empty cell": (WARD, _sheet(lambda s: _set(s, "H9", None)), ["line 9", "202405"]),
    "Excel beyond the header": (
        WARD,
        _sheet(lambda s: _set(s, "T9", 4)),
        ["line 9", "beyond the last header"],
    ),
    "Excel header": (WARD, _sheet(lambda s: _set(s, "E1", "Place")), ["line 1", "Place"]),
    "Excel second sheet": (WARD, _second_sheet, ["Data Copy", "Major", "group"]),
    "page instead of a file": (
        WARD,
        _product_name("<!DOCTYPE html>\n<title>Not found</title>\n"),
        ["MPS Ward Level Crime", "no known header", "DOCTYPE"],
    ),
    "nothing instead of a file": (WARD, _product_name(""), ["MPS Ward Level Crime", "nothing"]),
    "a sheet of MYE2 lost": (
        "d/mye.xlsx",
        _mye(lambda b: b.remove(b["MYE2 - Males"])),
        ["MYE2", "male"],
    ),
    "MYE2 does not add up": (
        "d/mye.xlsx",
        _mye(lambda b: _set(b["MYE2 - Females"], "F12", 999)),
        ["mye.xlsx [MYE2 - Females]", "add up"],
    ),
    "MYE2 without a borough": (
        "d/mye.xlsx",
        _mye(lambda b: b["MYE2 - Persons"].delete_rows(12)),
        ["mye.xlsx [MYE2 - Persons]", "missing"],
    ),
    "rank out of range": (
        "e/imd.xlsx",
        _mye(lambda b: _set(b["Data"], "C9", 40_000)),
        ["imd.xlsx [Data]", "line 9", "Rank", "40000", "33,755"],
    ),
    "decile of nothing": (
        "e/imd.xlsx",
        _mye(lambda b: _set(b["Data"], "D9", 0)),
        ["line 9", "Decile", "1 to 10"],
    ),
    "LSOAs cut": (
        "e/imd.xlsx",
        _mye(lambda b: b["Data"].delete_rows(900, 5000)),
        ["imd.xlsx", "cut off"],
    ),
    "outlines cut": ("g/w.geojson", _shorten, ["w.geojson", "JSON"]),
    "an outline lost": (
        "g/w.geojson",
        _outline(lambda c: c["features"].pop()),
        ["w.geojson", "678", "679"],
    ),
    "an outline without its code": (
        "g/w.geojson",
        _outline(lambda c: c["features"][3]["properties"].pop("WD22CD")),
        ["w.geojson", "feature 4", "WD22CD"],
    ),
    "latitude and longitude swapped": (
        "g/w.geojson",
        _outline(_turn),
        ["w.geojson", "outside London"],
    ),
    "an empty outline": (
        "g/b.geojson",
        _outline(lambda c: c["features"][0].update(geometry=None)),
        ["b.geojson", "E09000001"],
    ),
    "no deprivation at all": ("e/imd.xlsx", Path.unlink, ["Indices of Deprivation 2025"]),
    "no dashboard at all": ("c/flags.csv", Path.unlink, ["Dashboard", "domestic-abuse"]),
    "no outlines at all": ("g/w.geojson", Path.unlink, ["boundaries", "Wards"]),
    "two censuses": (
        "d/ages.csv",
        lambda p: (shutil.copy(p, p.with_name("b.csv")), apply(p, cell(5, 4, "1"))),  # type: ignore[dict-item]
        ["ages.csv", "b.csv", "differ"],
    ),
    "months without a file": ("a/ward_mid.csv", Path.unlink, ["2024-03", "no file covers"]),
    "Parquet text": (
        WARD,
        lambda p: _parquet(lambda f: f.astype({"202404": str}).replace({"202404": {"3": "x"}}))(
            to_parquet(p)
        ),
        ["202404", "'x'"],
    ),
}


def _as_utf8(path: Path) -> None:
    """Table C2 is published in Windows-1252; the changes are made in UTF-8."""
    if path.name == "c2.csv":
        path.write_bytes(path.read_bytes().decode("cp1252").encode("utf-8"))


@table(of_csv(CASES, unnamed="disagree", before=_as_utf8), of_file(OTHERS))
def test_damaged_file_is_refused(
    case: Refusal, build: Callable[..., Result], raw: Path, served: Path
):
    hold(case, build, raw, served)


def test_there_are_more_than_fifty():
    assert len(CASES) + len(OTHERS) > 50


def test_output_of_other_things_is_never_replaced(raw: Path, tmp_path: Path, capsys):
    from data.__main__ import main

    out = tmp_path / "documents"
    out.mkdir()
    (out / "thesis.txt").write_text("years of work", encoding="utf-8")
    assert main(["build", "--raw", str(raw), "--out", str(out)]) == 2
    assert "thesis.txt" in capsys.readouterr().err
    assert (out / "thesis.txt").read_text(encoding="utf-8") == "years of work"


def test_missing_raw_folder_is_told(tmp_path: Path, capsys):
    from data.__main__ import main

    assert main(["build", "--raw", str(tmp_path / "none"), "--out", str(tmp_path / "o")]) == 2
    assert "no such folder" in capsys.readouterr().err

"""Damaged tables of people: each is refused with its place, and the served data stays.

As in ``test_refused``: a case changes one file and names what the message must say.
"""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
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
    insert,
    lose_lines,
    rows_of,
    shift,
    swap,
    text_of,
    times,
    without,
)
from refusals import Refusal, hold, of_csv, of_folder, table

VICTIMS, OLDER, ACCUSED = "p/one.csv", "p/two.csv", "p/three.csv"
WOMEN, CELLS, GROUPS = "p/women.csv", "p/cells.csv", "p/groups.csv"
AGE_ROW = "Victim count by age group"


def line_with(text: str, column: str, value: str, put: str) -> Change:
    """Put a value into a column of the first line whose ``column`` has ``text``."""

    def change(content: str) -> str:
        rows = rows_of(content)
        at, target = rows[0].index(column), rows[0].index(value)
        number = next(k for k, r in enumerate(rows) if k and r[at] == text)
        return str(cell(number + 1, target, put)(content))

    return change


CASES: dict[str, tuple[str, Change, list[str]]] = {
    # homicide: victims
    "victims: header renamed": (
        VICTIMS,
        header("Count of Victims", "Victims"),
        ["line 1", "“Victims”", "count_of_victims"],
    ),
    "victims: method renamed": (
        VICTIMS,
        header("MethodofKilling", "Means"),
        ["line 1", "“Means”", "unknown column", "methodofkilling"],
    ),
    "victims: ethnicity lost": (
        VICTIMS,
        without("Officer Observed Ethnicity"),
        ["line 1", "missing", "officer_observed_ethnicity"],
    ),
    "victims: column twice": (
        VICTIMS,
        header("Solved Status", "Domestic Abuse"),
        ["line 1", "Domestic Abuse", "twice"],
    ),
    "victims: no year": (VICTIMS, without("Recorded Year"), ["no date", "Recorded Year"]),
    "victims: negative": (
        VICTIMS,
        cell(9, "Count of Victims", "-1"),
        ["line 9", "Count of Victims", "'-1'", "0 or more"],
    ),
    "victims: text count": (VICTIMS, cell(10, "Count of Victims", "one"), ["line 10", "'one'"]),
    "victims: empty count": (VICTIMS, cell(10, "Count of Victims", ""), ["line 10", "''"]),
    "victims: decimal": (VICTIMS, cell(10, "Count of Victims", "1.5"), ["line 10", "'1.5'"]),
    "victims: sex": (
        VICTIMS,
        cell(11, "Sex", "Man"),
        ["line 11", "“Sex”", "'Man'", "female, male"],
    ),
    "victims: age": (
        VICTIMS,
        cell(12, "Age Group", "13 to 20"),
        ["line 12", "“Age Group”", "13 to 20", "13 to 19"],
    ),
    "victims: ethnicity": (
        VICTIMS,
        cell(13, "Officer Observed Ethnicity", "Blak"),
        ["line 13", "Officer Observed Ethnicity", "Blak", "black"],
    ),
    "victims: method": (
        VICTIMS,
        cell(14, "MethodofKilling", "Poison"),
        ["line 14", "MethodofKilling", "Poison", "blunt implement"],
    ),
    "victims: domestic": (
        VICTIMS,
        cell(15, "Domestic Abuse", "Perhaps"),
        ["line 15", "Domestic Abuse", "Perhaps"],
    ),
    "victims: offence": (
        VICTIMS,
        cell(16, "Homicide Offence Type", "Suicide"),
        ["line 16", "Homicide Offence Type", "Suicide", "manslaughter"],
    ),
    "victims: a control character": (
        VICTIMS,
        cell(16, "Age Group", "2\x1f5 to 34"),
        ["line 16", "Age Group", "5 to 34"],
    ),
    "women: a control character": (
        WOMEN,
        cell(16, "borough_name", "Har\x1frow"),
        ["line 16", "borough_name", "Har"],
    ),
    "victims: solved": (VICTIMS, cell(16, "Solved Status", "?"), ["line 16", "Solved Status"]),
    "victims: borough": (
        VICTIMS,
        cell(17, "Borough", "Croyden"),
        ["line 17", "“Borough”", "Croyden", "Croydon", "Unmapped"],
    ),
    "victims: month": (
        VICTIMS,
        cell(18, "Recorded Month", "Brumaire"),
        ["line 18", "Recorded Month", "Brumaire", "Jan 2003"],
    ),
    "victims: year": (VICTIMS, cell(18, "Recorded Year", "23"), ["line 18", "not a month"]),
    "victims: year far away": (
        VICTIMS,
        cell(18, "Recorded Year", "2013"),
        ["nobody in this month", "2013-"],
    ),
    "victims: swapped columns": (VICTIMS, swap("Age Group", "Sex"), ["Age Group", "'Male'"]),
    "victims: half a year lost": (
        VICTIMS,
        drop(lambda r: r[5] == "2024" and r[6] in ("Mar", "Apr", "May", "Jun", "Jul")),
        ["nobody in this month", "2024-03"],
    ),
    "victims: cut line": (VICTIMS, cut(0.41), ["line ", "cut off or damaged"]),
    "victims: cut in the last word": (
        VICTIMS,
        lambda t: t.rstrip()[:-2],
        ["Officer Observed Ethnicity"],
    ),
    "victims: header only": (VICTIMS, lambda t: t.splitlines(keepends=True)[0], ["no rows"]),
    "victims: semicolons": (VICTIMS, lambda t: t.replace(",", ";"), ["line 1", "commas"]),
    "victims: older date": (
        OLDER,
        cell(6, "Recorded Date", "2023"),
        ["line 6", "Recorded Date", "'2023'"],
    ),
    # homicide: accused
    "accused: header renamed": (
        ACCUSED,
        header("Proceedings Date", "Date"),
        ["line 1", "“Date”", "proceedings_date"],
    ),
    "accused: sex": (ACCUSED, cell(8, "Gender", "M"), ["line 8", "Gender", "'M'"]),
    "accused: age": (ACCUSED, cell(8, "Age Group", "25 to 34"), ["line 8", "25 to 34", "25 to 29"]),
    "accused: ethnicity": (
        ACCUSED,
        cell(9, "Self Classified Ethnicity", "Any Other"),
        ["line 9", "Self Classified Ethnicity", "Any Other"],
    ),
    "accused: charge": (
        ACCUSED,
        cell(9, "Charged/Summonsed", "Caution"),
        ["line 9", "Charged/Summonsed", "Caution", "charge or summons"],
    ),
    "accused: borough": (ACCUSED, cell(10, "Borough", "Paris"), ["line 10", "Paris"]),
    "accused: date": (
        ACCUSED,
        cell(11, "Proceedings Date", "31/01/2023"),
        ["line 11", "Proceedings Date", "31/01/2023"],
    ),
    "accused: cut in the last date": (ACCUSED, lambda t: t.rstrip()[:-1], ["Proceedings Date"]),
    "accused: count": (ACCUSED, cell(12, "Count of PPA", "x"), ["line 12", "Count of PPA"]),
    "accused: a cell too few": (
        ACCUSED,
        lambda t: text_of([r[:-1] if k == 11 else r for k, r in enumerate(rows_of(t))]),
        ["line 12", "7 cells", "8"],
    ),
    # violence against women and girls
    "women: header renamed": (
        WOMEN,
        header("count", "victims"),
        ["line 1", "“victims”", "count"],
    ),
    "women: date renamed": (
        WOMEN,
        header("recorded_date_months", "recorded"),
        ["line 1", "“recorded”", "recorded_date_months"],
    ),
    "women: a column more": (
        WOMEN,
        every(lambda r: [*r, "x"], with_header=True),
        ["unknown column", "“x”"],
    ),
    "women: ward column lost": (
        WOMEN,
        without("ward_name_clean_2"),
        ["by place", "missing", "ward"],
    ),
    "women: negative": (WOMEN, cell(20, "count", "-3"), ["line 20", "count", "'-3'"]),
    "women: text count": (WOMEN, cell(21, "count", "few"), ["line 21", "count", "few"]),
    "women: table": (
        WOMEN,
        cell(22, "sheet", "Victim count by height"),
        ["line 22", "sheet", "by height", "victim count by location"],
    ),
    "women: borough": (
        WOMEN,
        cells("borough_name", "Harrow", "Harow"),
        ["borough_name", "Harow", "Harrow"],
    ),
    "women: ward misspelt everywhere": (
        WOMEN,
        cells("ward_name_clean_2", "Wealdstone North", "Weald North"),
        ["unknown ward of Harrow", "ward_name_clean_2", "Weald North", "Wealdstone North"],
    ),
    "women: wards moved by a row": (
        WOMEN,
        shift("ward_name_clean_2"),
        ["ward_name_clean_2"],
    ),
    "women: borough and ward swapped": (
        WOMEN,
        swap("borough_name", "ward_name_clean_2"),
        ["unknown borough", "borough_name"],
    ),
    "women: age": (
        WOMEN,
        cells("age_group", "Aged 10 to 19 years", "Aged 10 to 15 years"),
        ["age_group", "Aged 10 to 15 years", "aged 10 to 19 years"],
    ),
    "women: ethnicity": (
        WOMEN,
        cells("ethnic_appearance_group_group", "Any Other", "Martian"),
        ["ethnic_appearance_group_group", "Martian", "any other"],
    ),
    "women: an age beside a ward": (
        WOMEN,
        cell(25, "age_group", "Aged 80+"),
        ["line 25", "age_group", "empty cell"],
    ),
    "women: a ward beside an age": (
        WOMEN,
        line_with(AGE_ROW, "sheet", "ward_name_clean_2", "Abbey"),
        ["ward_name_clean_2", "Abbey", "empty cell"],
    ),
    "women: day": (
        WOMEN,
        cell(26, "recorded_date_months", "2024-01-15"),
        ["line 26", "recorded_date_months", "first day"],
    ),
    "women: date": (WOMEN, cell(26, "recorded_date_months", "then"), ["line 26", "not a date"]),
    "women: dates swapped": (
        WOMEN,
        swap("recorded_date_months", "date_committed_from_date_months"),
        ["women.csv"],
    ),
    "women: row twice": (WOMEN, again(30, count="9"), ["already stands on line 30", "'9'"]),
    "women: a month lost": (
        WOMEN,
        drop(lambda r: r[3] == "2024-06-01"),
        ["2024-06", "rows are missing"],
    ),
    "women: a month of ages lost": (
        WOMEN,
        drop(lambda r: r[3] == "2024-06-01" and r[6] == AGE_ROW),
        ["by age", "2024-06"],
    ),
    "women: a band lost in a month": (
        WOMEN,
        drop(lambda r: r[3] == "2024-06-01" and r[7] == "Aged 20 to 29 years"),
        ["by age", "2024-06", "apart"],
    ),
    "women: wards lost in a month": (
        WOMEN,
        drop(lambda r: r[3] == "2024-06-01" and r[1] in ("Brent", "Camden")),
        ["by place", "2024-06", "apart"],
    ),
    "women: no table by ethnicity": (
        WOMEN,
        drop(lambda r: r[6] == "Victim count by ethnic group"),
        ["victims by ethnicity", "no table"],
    ),
    "women: all counts of ages double": (
        WOMEN,
        lambda t: text_of(
            [[*r[:5], str(int(r[5]) * 2), *r[6:]] if r[6] == AGE_ROW else r for r in rows_of(t)]
        ),
        ["apart", "by place"],
    ),
    "women: cut": (WOMEN, cut(0.7), ["line "]),
    "women: cut in the last cell": (WOMEN, lambda t: t.rstrip("\n"), ["does not end"]),
    # custody
    "custody: header renamed": (
        CELLS,
        header("Current Disposal", "Outcome"),
        ["line 1", "“Outcome”", "current_disposal"],
    ),
    "custody: negative": (CELLS, cell(7, "Offence Count", "-2"), ["line 7", "'-2'"]),
    "custody: text count": (CELLS, cell(7, "Offence Count", "2 or 3"), ["line 7", "2 or 3"]),
    "custody: sex": (CELLS, cell(8, "Gender", "Other"), ["line 8", "Gender", "'Other'"]),
    "custody: age": (CELLS, cell(8, "Age Group", "Youth"), ["line 8", "Age Group", "Youth"]),
    "custody: ethnicity": (
        CELLS,
        cell(8, "Ethnicity 4+1", "Mixed"),
        ["line 8", "Ethnicity 4+1", "'Mixed'", "not recorded"],
    ),
    "custody: offence group": (
        CELLS,
        cells("Offence Group", "Weapons", "Arms"),
        ["Offence Group", "'Arms'", "drugs other", "weapons"],
    ),
    "custody: disposal": (
        CELLS,
        cell(9, "Current Disposal", "Freed"),
        ["line 9", "Current Disposal", "Freed", "no further action"],
    ),
    "custody: month": (
        CELLS,
        cell(9, "Current Disposal Month", "5"),
        ["line 9", "Current Disposal Month", "5 and April"],
    ),
    "custody: month name": (
        CELLS,
        cell(9, "Current Disposal Month Name", "Aprile"),
        ["line 9", "Aprile"],
    ),
    "custody: year": (CELLS, cell(9, "Current Disposal Year", "24"), ["line 9", "not a month"]),
    "custody: row twice": (
        CELLS,
        again(12, **{"Offence Count": "44"}),
        ["already stands on line 12", "44"],
    ),
    "custody: a month lost": (CELLS, drop(lambda r: r[2] == "July"), ["2024-07", "missing"]),
    "custody: swapped columns": (CELLS, swap("Gender", "Age Group"), ["line 2"]),
    "custody: cut": (CELLS, cut(0.5), ["line "]),
    "custody: cut in the last number": (CELLS, lambda t: t.rstrip("\n"), ["does not end"]),
    "custody: blank line": (CELLS, insert(20, "\n"), ["line 20"]),
    # residents by ethnic group
    "groups: header renamed": (
        GROUPS,
        header("Observation", "People"),
        ["line 1", "“People”", "observation"],
    ),
    "groups: code renamed": (
        GROUPS,
        header("Ethnic group (20 categories) Code", "Code"),
        ["line 1", "“Code”"],
    ),
    "groups: negative": (GROUPS, cell(30, "Observation", "-9"), ["line 30", "'-9'"]),
    "groups: text": (GROUPS, cell(30, "Observation", "c"), ["line 30", "Observation", "'c'"]),
    "groups: group": (
        GROUPS,
        cell(30, "Ethnic group (20 categories)", "Martian: kind 8"),
        ["line 30", "Martian", "Asian"],
    ),
    "groups: number": (
        GROUPS,
        cell(30, "Ethnic group (20 categories) Code", "20"),
        ["line 30", "'20'", "1 to 19"],
    ),
    "groups: row twice": (GROUPS, again(30, Observation="7"), ["again", "E09000001, 8"]),
    "groups: a borough lost": (
        GROUPS,
        drop(lambda r: r[0] == "E09000015"),
        ["E09000015", "cut off"],
    ),
    "groups: a group lost": (
        GROUPS,
        drop(lambda r: r[0] == "E09000015" and r[2] == "3"),
        ["E09000015", "18 groups"],
    ),
    "groups: cut": (GROUPS, lose_lines(200), ["E090000", "cut off"]),
    "groups: swapped columns": (
        GROUPS,
        swap("Ethnic group (20 categories) Code", "Observation"),
        ["Ethnic group (20 categories) Code"],
    ),
}


def _contradict(raw: Path) -> None:
    """A second file on the same months, one victim older."""
    text = (raw / VICTIMS).read_text(encoding="utf-8")
    line = next(k for k, r in enumerate(rows_of(text), 1) if r[1] == "25 to 34")
    changed = str(cell(line, "Age Group", "35 to 44")(text))
    (raw / "p/one again.csv").write_text(changed, encoding="utf-8")


def _contradict_custody(raw: Path) -> None:
    text = (raw / CELLS).read_text(encoding="utf-8")
    (raw / "p/cells again.csv").write_text(str(cell(5, "Offence Count", "77")(text)), "utf-8")


def _older_damaged(raw: Path) -> None:
    """An older file whose counts are ten times those of the newer one."""
    apply(raw / OLDER, times("Count of Victims", 10))


def _hole(raw: Path) -> None:
    """An older custody file that ends before the newer begins, with months between them."""
    rows = rows_of((raw / CELLS).read_text(encoding="utf-8"))
    older = [[str(int(r[0]) - 3), *r[1:]] for r in rows[1:]]
    (raw / "p/cells older.csv").write_text(text_of([rows[0], *older]), "utf-8")


def _parquet_cut(raw: Path) -> None:
    path = raw / "p/four.parquet"
    path.write_bytes(path.read_bytes()[:-900])


def _parquet_no_text(raw: Path) -> None:
    """A name with a byte that is no UTF-8."""
    path = raw / "p/four.parquet"
    table = pq.read_table(path)
    names = table["Borough"].to_pylist()
    offsets = np.cumsum([0, *(len(n.encode()) for n in names)]).astype("<i4")
    content = "".join(names).encode()
    wrong = pa.StringArray.from_buffers(
        len(names), pa.py_buffer(offsets.tobytes()), pa.py_buffer(b"\xdd" + content[1:])
    )
    at = table.schema.get_field_index("Borough")
    pq.write_table(table.set_column(at, "Borough", wrong), path)


def _sheet_by_itself(raw: Path) -> None:
    """Places in a file of their own, without a word on who is counted."""
    text = (raw / WOMEN).read_text(encoding="utf-8")
    rows = rows_of(text)
    place = [r[:6] for r in rows if r[6] in ("sheet", "Victim count by location")]
    rest = [rows[0], *(r for r in rows[1:] if r[6] != "Victim count by location")]
    (raw / WOMEN).write_text(text_of(rest), encoding="utf-8")
    (raw / "p/places.csv").write_text(text_of(place), encoding="utf-8")


def _page(raw: Path) -> None:
    (raw / VICTIMS).unlink()
    (raw / "p/homicide_victims.csv").write_text("<!DOCTYPE html>\n<p>Gone</p>\n", "utf-8")


def _no(name: str) -> Callable[[Path], None]:
    return lambda raw: (raw / name).unlink()


OTHERS: dict[str, tuple[Callable[[Path], object], list[str]]] = {
    "two contradicting files": (_contradict, ["one", "one again.csv", "differ", "one of them"]),
    "two contradicting files of custody": (_contradict_custody, ["cells again.csv", "differ"]),
    "an older file ten times as large": (_older_damaged, ["two.csv", "p/one.csv", "differ"]),
    "months between two files": (_hole, ["cells older.csv", "2022-03", "2024-04"]),
    "Parquet with a byte that is no text": (_parquet_no_text, ["four.parquet", "Parquet"]),
    "Parquet cut": (_parquet_cut, ["four.parquet", "Parquet"]),
    "places without a word on who is counted": (_sheet_by_itself, ["victims by place"]),
    "a page instead of a file": (_page, ["homicide_victims.csv", "no known header", "DOCTYPE"]),
    "no victims of homicide": (
        lambda raw: [(raw / n).unlink() for n in (VICTIMS, OLDER)],
        ["Homicide Dashboard Data: victims", "notes.md"],
    ),
    "no custody": (_no(CELLS), ["Custody: disposals"]),
    "no violence against women": (_no(WOMEN), ["Violence Against Women and Girls"]),
    "no residents by ethnic group": (_no(GROUPS), ["TS021"]),
    "two Censuses": (
        lambda raw: (
            shutil.copy(raw / GROUPS, raw / "p/other groups.csv"),
            apply(raw / GROUPS, cell(40, "Observation", "9")),
        ),
        ["groups.csv", "other groups.csv", "differ"],
    ),
}


@table(of_csv(CASES, unnamed="no table"), of_folder(OTHERS))
def test_damaged_table_of_people_is_refused(
    case: Refusal, build: Callable[..., Result], raw: Path, served: Path
):
    hold(case, build, raw, served)


def test_one_line_less_is_told_where_nothing_else_can_see_it(
    build: Callable[..., Result], raw: Path
):
    """The last line of the ethnic groups lost: the tables are a little apart, which is shown."""
    import json

    rows = list(csv.reader(io.StringIO((raw / WOMEN).read_text(encoding="utf-8"))))
    row = next(r for r in reversed(rows) if r[7] == "Aged 80+" and r[5] == "5")
    rows.remove(row)
    (raw / WOMEN).write_text(text_of(rows), encoding="utf-8")
    result = build()
    assert result.code == 0, result.error
    manifest = json.loads((result.out / "manifest.json").read_text(encoding="utf-8"))
    line = next(r for r in manifest["reconciliations"] if "ethnicity differ" in r["name"])
    assert (line["found"], line["ok"]) == (1, False)
    assert "2025-02, by 5" in line["note"]

"""The published figures: well-formed, right in their sums, and true to the documents.

The first half needs only ``data/published``. The second half reads every figure again from the
text of the documents themselves, which are not part of the project: from the folder in the
environment variable ``LONDON_SEEDS``, else from ``../shared/seeds`` beside the project. Without
them it is skipped, and says so.
"""

from __future__ import annotations

import os
import re
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

ROOT = Path(__file__).resolve().parents[2]
PUBLISHED = ROOT / "data" / "published"
SEEDS = Path(os.environ.get("LONDON_SEEDS") or ROOT.parent / "shared" / "seeds")

TABLES = [f"table-{number}" for number in range(4, 17)]
LISTS = ["statements", "boroughs"]
COLUMNS = [
    "figure_id", "table", "table_title", "place", "row_label", "column_label", "offence",
    "area_code", "area_name", "value", "value_text", "unit", "period_from", "period_to",
    "population", "source_footnote", "source_document", "note",
]  # fmt: skip
MORE_COLUMNS = ["compare_from", "compare_to", "theme", "statement", "quote_numbers", "anchor"]
ROWS = {
    "table-4": 3, "table-5": 3, "table-6": 18, "table-7": 3, "table-8": 3, "table-9": 5,
    "table-10": 3, "table-11": 48, "table-12": 192, "table-13": 20, "table-14": 10,
    "table-15": 10, "table-16": 9,
}  # fmt: skip

OFFENCES = {
    "homicide", "violence-with-injury", "violence-without-injury", "stalking-and-harassment",
    "rape", "other-sexual-offences", "personal-robbery", "business-robbery",
    "possession-of-weapons", "threats-to-kill", "violence-against-the-person", "sexual-offences",
    "robbery", "knife-crime", "knife-crime-with-injury", "gun-crime", "lethal-barrel-discharge",
    "domestic-abuse", "domestic-abuse-with-injury", "knife-injury-victims-under-25",
}  # fmt: skip
THEMES = {
    "confidence", "consultation", "cost", "definition", "deprivation", "domestic-abuse",
    "drugs-and-alcohol", "education", "ethnicity", "funding", "gun-crime", "homicide", "hospital",
    "knife-crime", "mental-health", "methods", "place", "population", "prevention", "priority",
    "recording", "robbery", "sexual-violence", "special-needs", "suspects", "time", "under-25",
    "victims", "violence",
}  # fmt: skip

# The 32 boroughs in the order of their codes, E09000002 to E09000033; the City has the first.
BOROUGHS = [
    "Barking and Dagenham", "Barnet", "Bexley", "Brent", "Bromley", "Camden", "Croydon", "Ealing",
    "Enfield", "Greenwich", "Hackney", "Hammersmith and Fulham", "Haringey", "Harrow", "Havering",
    "Hillingdon", "Hounslow", "Islington", "Kensington and Chelsea", "Kingston upon Thames",
    "Lambeth", "Lewisham", "Merton", "Newham", "Redbridge", "Richmond upon Thames", "Southwark",
    "Sutton", "Tower Hamlets", "Waltham Forest", "Wandsworth", "Westminster",
]  # fmt: skip
CODES = {name: f"E09{number:06d}" for number, name in enumerate(["City of London", *BOROUGHS], 1)}

# A document is recognised by a phrase that only it contains, whatever its file is called.
DOCUMENTS = {
    "Serious Violence in London (Crest Advisory for London VRU, April 2025)":
        "A report prepared for London's Violence Reduction Unit",
    "Serious violence (Wandsworth Council, web page, 2024)":
        "Wandsworth Communities Against Violence Forum",
    "Serious Violence Duty (Waltham Forest Council, web page, January 2024)":
        "The picture in Waltham Forest",
    "Serious Violence Duty Strategy (Hammersmith & Fulham Council, January 2024)":
        "Publishing of the strategy",
    "Serious Violence Duty Strategy, part 4 (Hammersmith & Fulham Council, January 2024)":
        "Serious Violence Duty Strategy - 4. Action to prevent",
}  # fmt: skip


@cache
def read(name: str) -> pd.DataFrame:
    """One published file as text, empty cells as empty strings."""
    return pd.read_csv(PUBLISHED / f"{name}.csv", dtype=str, keep_default_na=False)


def figures(*names: str) -> pd.DataFrame:
    return pd.concat([read(name) for name in names], ignore_index=True)


# --- the files themselves -----------------------------------------------------------------------


def test_exactly_the_documented_files_are_there() -> None:
    found = {path.name for path in PUBLISHED.iterdir()}
    assert found == {f"{name}.csv" for name in [*TABLES, *LISTS, "unit-costs"]} | {"README.md"}


@pytest.mark.parametrize("name", [*TABLES, *LISTS])
def test_schema(name: str) -> None:
    table = read(name)
    assert list(table.columns) == (COLUMNS + MORE_COLUMNS if name in LISTS else COLUMNS)
    assert len(table) > 0
    assert set(table["table"]) == {name.removeprefix("table-")}
    for column in ("figure_id", "table_title", "place", "value_text", "unit", "source_document"):
        assert (table[column] != "").all(), column
    assert (table["figure_id"].str.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*")).all()
    assert set(table["offence"]) <= OFFENCES | {""}
    assert set(table["source_document"]) <= set(DOCUMENTS)
    for cell in table.to_numpy().ravel():
        assert cell == cell.strip() and "\n" not in cell


def test_table_sizes() -> None:
    assert {name: len(read(name)) for name in TABLES} == ROWS


def test_figure_ids_are_unique_over_all_files() -> None:
    ids = figures(*TABLES, *LISTS)["figure_id"]
    assert ids[ids.duplicated()].tolist() == []


@pytest.mark.parametrize("name", [*TABLES, *LISTS])
def test_values_are_plain_numbers(name: str) -> None:
    table = read(name)
    text = table["unit"] == "text"
    assert (table.loc[text, "value"] == "").all()
    assert table.loc[~text, "value"].str.fullmatch(r"-?\d+(\.\d+)?").all()


@pytest.mark.parametrize("name", [*TABLES, *LISTS])
def test_area_codes_belong_to_their_names(name: str) -> None:
    pairs = read(name)[["area_code", "area_name"]].drop_duplicates()
    for pair in pairs.itertuples():
        assert pair.area_code == CODES.get(pair.area_name, ""), pair


@pytest.mark.parametrize("name", [*TABLES, *LISTS])
def test_periods_are_months_in_order(name: str) -> None:
    table = read(name)
    pairs = [("period_from", "period_to")]
    if name in LISTS:
        pairs.append(("compare_from", "compare_to"))
    for first, last in pairs:
        for start, end in zip(table[first], table[last], strict=True):
            assert (start == "") == (end == "")
            if start:
                assert re.fullmatch(r"20\d\d-(0[1-9]|1[0-2])", start), start
                assert re.fullmatch(r"20\d\d-(0[1-9]|1[0-2])", end), end
                assert start <= end


@pytest.mark.parametrize("name", LISTS)
def test_statements_have_themes_anchors_and_one_short_sentence(name: str) -> None:
    table = read(name)
    assert set(table["theme"]) <= THEMES
    for row in table.itertuples():
        assert 1 <= len(row.anchor.split()) <= 6, row.figure_id
        assert row.statement.endswith("."), row.figure_id
        if row.theme != "definition":  # a definition needs its list of offences
            assert len(row.statement.split()) <= 25, row.figure_id
        if row.unit == "rank" or row.unit.startswith("rank "):
            assert float(row.value) >= 1, row.figure_id


def test_every_column_theme_and_unit_is_in_the_readme() -> None:
    readme = (PUBLISHED / "README.md").read_text(encoding="utf-8")
    every = figures(*TABLES, *LISTS)
    for word in [*COLUMNS, *MORE_COLUMNS, *sorted(THEMES), *sorted(set(every["unit"]))]:
        assert f"`{word}`" in readme, word
    for document in DOCUMENTS:
        assert document in readme


# --- what the report adds up to -----------------------------------------------------------------


def costs(name: str) -> pd.DataFrame:
    """Table 13 or 15 as published: a row an offence, a column a component."""
    table = read(name)
    component = table["figure_id"].str.rsplit("-", n=1).str[1]
    return (
        table.assign(component=component, value=table["value"].astype(int))
        .pivot_table(index="offence", columns="component", values="value", aggfunc="sum")
        .astype(int)
    )


@pytest.mark.parametrize(
    ("name", "total", "offences"),
    [("table-13", 1_190_424_480, 4), ("table-15", 602_988_400, 2)],
)
def test_unit_costs_times_volumes_are_the_printed_totals(
    name: str, total: int, offences: int
) -> None:
    table = costs(name)
    assert len(table) == offences
    unit = table["anticipation"] + table["consequence"] + table["response"]
    assert ((unit * table["volume"] - table["total"]).abs() <= 5).all()  # printed to £10
    assert table["total"].sum() == total
    stated = read("statements").set_index("value_text")["value"]
    assert stated[f"£{total:,}"] == str(total)


def test_unit_costs_are_those_of_tables_13_and_15() -> None:
    unit = read("unit-costs")
    assert list(unit.columns) == ["offence", "component", "cost", "price_year", "source", "note"]
    assert not unit.duplicated(["offence", "component"]).any()
    assert set(unit["price_year"]) == {"2023"}
    assert set(unit["component"]) == {"anticipation", "consequence", "response"}
    assert len(unit) == 18
    published = pd.concat([costs("table-13"), costs("table-15")])
    for row in unit.itertuples():
        assert int(row.cost) == published.loc[row.offence, row.component]
        table = "13" if row.offence in costs("table-13").index else "15"
        assert f"table {table}," in row.source
        assert row.note.split(";")[0] == f"table-{table}-{row.offence}-{row.component}"


def test_table_12_ranks_32_boroughs_by_six_offences() -> None:
    table = read("table-12").assign(value=lambda frame: frame["value"].astype(int))
    assert set(table["area_code"]) == set(CODES.values()) - {"E09000001"}
    ranks = table.pivot_table(index="area_name", columns="offence", values="value")
    assert ranks.shape == (32, 6)
    assert (ranks.min() == 1).all() and (ranks.max() == 32).all()
    # Ties share the lower rank, as printed, except that the rape column counts on wrongly after
    # its two 7s and its two 27s: the figures stay as published.
    wrong = [name for name, rank in ranks.items() if not (rank == rank.rank(method="min")).all()]
    assert wrong == ["rape"]


def test_table_14_adds_up_to_neither_of_the_others() -> None:
    table = read("table-14")
    pounds = table.loc[table["unit"] == "£", "value"].astype(int).reset_index(drop=True)
    share = table.loc[table["unit"] == "percent", "value"].astype(float).reset_index(drop=True)
    assert pounds.sum() == 1_428_223_866
    assert share.sum() == pytest.approx(100)
    assert ((100 * pounds / pounds.sum()).round(1) == share).all()


def test_the_figures_that_boards_ask_for() -> None:
    boroughs = read("boroughs").set_index("figure_id")["value"]
    assert boroughs["borough-waltham-forest-offences"] == "2121"
    assert boroughs["borough-waltham-forest-under-25"] == "830"
    assert boroughs["borough-waltham-forest-below-similar"] == "-19"
    assert boroughs["borough-waltham-forest-similar-boroughs"] == "15"
    assert boroughs["borough-waltham-forest-rank"] == "4"
    scores = boroughs[boroughs.index.str.startswith("borough-hammersmith-score")]
    assert scores.tolist() == ["3.53", "3.46", "2.92"]
    definitions = read("boroughs").query("theme == 'definition'")
    assert {"Waltham Forest", "Hammersmith and Fulham", "Wandsworth", "London"} == set(
        definitions["area_name"]
    )
    statements = read("statements").set_index("figure_id")["value"]
    assert statements["statement-recording-accuracy-met"] == "91.7"
    assert statements["statement-funding-vru-2023-24"] == "40000000"


# --- the printed text and the number say the same ------------------------------------------------

WORDS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "fifty": 50, "second": 2, "sixth": 6, "followed by": 3,
}  # fmt: skip
PHRASES = {
    "a quarter of a million": 250_000, "three-quarters": 75, "nearly half": 50, "a third": 33.3,
    "over a quarter": 25, "12 pm": 0,  # midnight: see the note of that figure
}  # fmt: skip
TIMES = {"million": 1_000_000, "m": 1_000_000, "billion": 1_000_000_000}
UP = re.compile(r"higher|increas")
DOWN = re.compile(r"fall|decreas|decline|down|lower|below|not yet returned")
LEVEL = re.compile(r"in line|stable|no statistically")


def direction(text: str) -> float:
    if LEVEL.search(text):
        return 0
    return -1 if DOWN.search(text) else 1 if UP.search(text) else float("nan")


def number(text: str) -> float:
    """The number that a printed text stands for: '£1.8 billion', 'one in ten', 'nearly half'."""
    text = text.lower().replace(",", "")
    for phrase, value in PHRASES.items():
        if phrase in text:
            return value
    for word, value in WORDS.items():
        text = re.sub(rf"\b{word}\b", str(value), text)
    if share := re.search(r"(\d+) in (\d+)", text):
        return 100 * int(share[1]) / int(share[2])
    found = re.search(r"(\d+(?:\.\d+)?)\s?(million|billion|m\b|pm)?", text)
    if found is None:  # 'the highest rate': the first of a ranking
        return 1 if re.search(r"highest|lowest|most", text) else float("nan")
    if found[2] == "pm":
        return float(found[1]) + 12
    return float(found[1]) * TIMES.get(found[2] or "", 1)


@pytest.mark.parametrize("name", [*TABLES, *LISTS])
def test_value_is_what_its_text_says(name: str) -> None:
    for row in read(name).itertuples():
        if row.unit in ("text", "order in the list"):
            continue
        value = float(row.value)
        if row.unit in ("direction", "comparison"):
            assert value == direction(row.value_text), row.figure_id
        else:
            if not re.search(r"change|difference", row.unit):
                assert value >= 0, row.figure_id
            assert abs(value) == pytest.approx(number(row.value_text)), row.figure_id


# --- read again from the documents ---------------------------------------------------------------

SUPERSCRIPT = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")


@cache
def documents() -> dict[str, list[str]]:
    """The lines of every document that ``DOCUMENTS`` names; skips when the folder is absent."""
    if not SEEDS.is_dir():
        print(f"published figures not read again: no folder {SEEDS} (set LONDON_SEEDS)")
        pytest.skip("the documents are not here: set LONDON_SEEDS to their folder")
    texts = [path.read_text(encoding="utf-8") for path in sorted(SEEDS.glob("*.txt"))]
    found = {}
    for title, phrase in DOCUMENTS.items():
        holding = [text for text in texts if phrase in text]
        assert len(holding) == 1, title
        found[title] = holding[0].split("\n")
    return found


def plain(heading: str) -> str:
    """A heading without its number, footnote marks, colon and doubled spaces."""
    heading = re.sub(r"[⁰¹²³⁴⁵⁶⁷⁸⁹]+|\^\{[^}]*\}", "", heading)
    heading = re.sub(r"^\d+(\.\d+)*\.?\s+", "", heading.strip())
    return " ".join(heading.split()).removesuffix(":")


def headings(place: str) -> list[str]:
    return re.sub(r" \(section from page [^)]*\)$", "", place).split(" > ")


def is_heading(line: str, part: str) -> bool:
    if re.fullmatch(r"Chapter \d", part):
        return line.startswith(f"{part}:") and "\t" not in line  # not the line of the contents
    return plain(line) == plain(part)


def check_place(lines: list[str], index: int, place: str, every: set[str]) -> None:
    """Fail unless the line stands under the headings of its place, with none between."""
    parts = headings(place)
    if note := re.fullmatch(r"footnote (\d+)", parts[-1]):
        mark = re.match(r"[⁰¹²³⁴⁵⁶⁷⁸⁹]+", lines[index])
        assert mark is not None and mark[0].translate(SUPERSCRIPT) == note[1], place
        parts = parts[:-1]
    upto = index + 1  # the line itself may be the heading: a list entry under its own title
    for depth, part in enumerate(reversed(parts)):
        above = [at for at in range(upto) if is_heading(lines[at], part)]
        assert above, f"{part} is not above line {index + 1}"
        if depth == 0:
            # Boxes interrupt a section; any other heading in between means the wrong place.
            between = {plain(line) for line in lines[above[-1] + 1 : index]} & every
            between = {head for head in between if not head.startswith("Local reflections")}
            assert not between, f"{between} between {part} and line {index + 1}"
        upto = above[-1]


def occurs(text: str, line: str) -> bool:
    """Whether the text is in the line as a whole, not as a part of a longer number or word."""
    return bool(re.search(rf"(?<![0-9A-Za-z.,£]){re.escape(text)}(?![0-9A-Za-z%]|[.,][0-9])", line))


@pytest.mark.parametrize("name", LISTS)
def test_statements_stand_in_the_paragraph_of_their_anchor(name: str) -> None:
    table = read(name)
    every = {plain(part) for place in table["place"] for part in headings(place)}
    for row in table.itertuples():
        lines = documents()[row.source_document]
        found = [at for at, line in enumerate(lines) if row.anchor in line]
        assert len(found) == 1, f"{row.figure_id}: anchor in {len(found)} paragraphs"
        paragraph = lines[found[0]]
        assert occurs(row.value_text, paragraph), row.figure_id
        for text in filter(None, row.quote_numbers.split("; ")):
            assert occurs(text, paragraph), f"{row.figure_id}: {text}"
        check_place(lines, found[0], row.place, every)


def cells(lines: list[str], caption: int) -> list[tuple[str, str, str]]:
    """The cells under a caption as (row, column, text); nested rows as 'group > row'."""
    block = []
    for line in lines[caption + 1 :]:
        if re.match(r"Table \d+:|Chapter|Key$", line):
            break
        block.append(line)
    rows = [line.split("\t") for line in block if "\t" in line]
    columns = len(rows[0])
    # A table ends where prose or a table of another width follows, footnotes apart.
    head = [cell.strip() for cell in rows[0]]
    found = []
    group = ""
    for row in rows[1:]:
        if len(row) != columns:
            break
        label = row[0].strip()
        if head[0] == "'What Works' to:":  # interventions: only their names are transcribed
            if len(found) == ROWS["table-16"]:
                break
            group = label or group
            found.append((group, head[1], row[1].strip()))
        elif all(re.fullmatch(r"[\d.]+", cell.strip()) for cell in row):  # one row without a name
            found += [("", column, cell.strip()) for column, cell in zip(head, row, strict=True)]
        else:
            nested = label.startswith("•")
            group = group if nested else label
            label = f"{group} > {label.lstrip('• ')}" if nested else label
            found += [
                (label, column, cell.strip())
                for column, cell in zip(head[1:], row[1:], strict=True)
            ]
    return found


@pytest.mark.parametrize("name", TABLES)
def test_tables_are_the_cells_of_the_report(name: str) -> None:
    table = read(name)
    title = next(iter(DOCUMENTS))
    assert set(table["source_document"]) == {title}
    lines = documents()[title]
    wanted = f"Table {name.removeprefix('table-')}:"
    captions = [at for at, line in enumerate(lines) if line.startswith(wanted)]
    assert len(captions) == 1
    caption = re.sub(r"[⁰¹²³⁴⁵⁶⁷⁸⁹]+$", "", lines[captions[0]].removeprefix(wanted)).strip()
    assert set(table["table_title"]) == {caption}
    ours = list(
        table[["row_label", "column_label", "value_text"]].itertuples(index=False, name=None)
    )
    assert ours == cells(lines, captions[0])
    every = {plain(part) for place in figures(*TABLES, *LISTS)["place"] for part in headings(place)}
    check_place(lines, captions[0], table["place"].iloc[0], every)
    assert (table["place"] == table["place"].iloc[0]).all()


def test_footnotes_are_those_of_the_report() -> None:
    table = figures(*TABLES, *LISTS)
    title = next(iter(DOCUMENTS))
    notes = {}
    for line in documents()[title]:
        if mark := re.match(r"([⁰¹²³⁴⁵⁶⁷⁸⁹]+)\s*(.+)", line):
            notes[mark[1].translate(SUPERSCRIPT)] = mark[2].strip()
    for row in table[table["source_footnote"] != ""].itertuples():
        if row.source_footnote.startswith("*"):
            continue  # the starred line under table 14, in our own words
        for mark, note in notes.items():
            # Several notes are joined; each begins with its number.
            if re.search(rf"(^|; ){mark}: ", row.source_footnote):
                assert f"{mark}: {note}" in row.source_footnote, row.figure_id
        assert re.match(r"\d+: ", row.source_footnote), row.figure_id

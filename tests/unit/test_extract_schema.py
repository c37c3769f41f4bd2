"""The documented schema says what the program does: columns, spellings, examples, cohorts."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from data.ingest.extracts import columns, values
from data.ingest.extracts.columns import heading, personal, recognise
from data.ingest.extracts.names import SUBGROUPS
from data.model.groups import ETHNIC_GROUPS
from tests.fixtures.extracts.files import bring, stored

SCHEMA = Path(columns.__file__).parent / "schema.md"
TEXT = SCHEMA.read_text("utf-8")


def section(title: str) -> str:
    return TEXT.split(f"\n## {title}\n", 1)[1].split("\n## ", 1)[0]


def documented(title: str) -> dict[str, tuple[tuple[str, ...], str]]:
    """Column → its other names and its example."""
    found = {}
    for line in section(title).splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) == 4 and cells[0].startswith("`"):
            others = tuple(re.findall(r"`([^`]+)`", cells[1]))
            found[cells[0].strip("`")] = (others, cells[3].strip("`"))
    return found


def test_columns_are_those_of_the_program() -> None:
    assert {k: v[0] for k, v in documented("Offences").items()} == columns.ALIASES
    people = documented("Victims, suspects")
    assert {k: v[0] for k, v in people.items()} == columns.PERSON_ALIASES


def test_no_name_means_two_columns() -> None:
    for table in (columns.ALIASES, columns.PERSON_ALIASES):
        every = [name for own, others in table.items() for name in (own, *others)]
        assert len(set(every)) == len(every)
        assert all(heading(name) == name for name in every)


def test_spellings_of_ethnicity_are_those_of_the_program() -> None:
    found = dict(re.findall(r"^\| (\w+) \| (.+) \|$", section("Ethnicity"), re.M))
    found.pop("group")
    assert found == {k: v.replace(";", "; ") for k, v in values.SPELLINGS.items()}
    assert set(found) == set(ETHNIC_GROUPS)


def test_subgroups_are_those_of_the_program() -> None:
    text = " ".join(section("Offences").split("Subgroups: ")[1].split(".")[0].split())
    assert text.split(", ") == list(SUBGROUPS)


def test_the_examples_are_an_extract(tmp_path: Path) -> None:
    blocks = re.findall(r"```csv\n(.+?)```", TEXT, re.S)
    assert len(blocks) == 3
    files = []
    for number, block in enumerate(blocks):
        path = tmp_path / f"{number}.csv"
        path.write_text(block, "utf-8")
        files.append(path)
    report = bring(files, tmp_path / "x", 0.0)
    assert report.rejects.empty and report.ignored == {}
    offences, people = stored(tmp_path / "x")
    assert sorted(offences["offence"]) == [
        "other-sexual-offences", "threats-to-kill", "violence-with-injury",
    ]  # fmt: skip
    assert len(people) == 5
    assert offences["serious_violence"].all()


def test_the_example_of_every_column_is_accepted(tmp_path: Path) -> None:
    offences, people = documented("Offences"), documented("Victims, suspects")
    alone = {"date_committed", "month_committed", "time_committed", "hour_committed"}
    own = {k: v[1] for k, v in offences.items()} | {"ward_code": "", "borough": "Westminster"}
    tables = {
        "offences": own,
        "victims": {k: v[1] for k, v in people.items()},
        "suspects": {k: v[1] for k, v in people.items()} | {"role": "suspect"},
    }
    assert alone <= set(own)
    files = []
    for name, cells in tables.items():
        path = tmp_path / f"{name}.csv"
        path.write_text(f"{','.join(cells)}\n{','.join(cells.values())}\n", "utf-8")
        files.append(path)
    report = bring(files, tmp_path / "x", 0.0)
    assert [tally.kept for tally in report.tables.values()] == [1, 1, 1]
    assert not report.rejects.size


def test_the_default_share_and_the_commands_are_documented() -> None:
    from data.ingest.extracts.importing import MAX_REJECT_SHARE

    assert f"more than {MAX_REJECT_SHARE:.0%}".replace("%", " %") in TEXT
    for word in ("import-extract", "--rejects", "--max-reject-share"):
        assert word in TEXT


@pytest.mark.parametrize(
    "name",
    ["Victim name", "SURNAME", "date_of_birth", "DOB", "Home Address", "post code", "Postcode",
     "e-mail email", "mobile phone", "Suspect PNC ID", "full_name"],
)  # fmt: skip
def test_personal_columns_are_known_as_such(name: str) -> None:
    assert personal(name)


@pytest.mark.parametrize("name", ["notes", "beat", "officer_rank", "flagged", "housekeeping"])
def test_other_columns_are_not_called_personal(name: str) -> None:
    assert not personal(name)


def test_more_columns_do_not_hide_a_table() -> None:
    """Victims often carry flags, and offences the age of somebody."""
    victims = recognise(["offence_id", "age", "sex", "ethnicity", "knife_crime_flag", "x"], "f")
    assert victims.ignored == ("knife_crime_flag", "x")
    names = [names[0] for names in columns.REQUIRED_OFFENCES]
    offences = recognise([*names, "age"], "f")
    assert (offences.table, offences.ignored) == ("offences", ("age",))

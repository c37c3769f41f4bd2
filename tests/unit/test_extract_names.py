"""Names of offences: the annex as the report has it, and what is placed by group and subgroup."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from data.ingest.extracts import names
from data.ingest.extracts.checking import OFFENCES as SLUGS
from data.ingest.extracts.names import annex, canonical, nearest_in_annex, place
from data.model.catalogue import OFFENCES

ROOT = Path(__file__).resolve().parents[2]
SEEDS = Path(os.environ.get("LONDON_SEEDS") or ROOT.parent / "shared" / "seeds")


@pytest.mark.skipif(
    not SEEDS.is_dir(), reason=f"the documents are not at {SEEDS} (LONDON_SEEDS names them)"
)
def test_annex_is_the_list_of_the_report() -> None:
    """Every group, subgroup and name, in order, and none besides."""
    text = next(
        found
        for path in sorted(SEEDS.glob("*.txt"))
        if "Offences included in the Met data" in (found := path.read_text("utf-8"))
    )
    block = text.split("Offences included in the Met data", 1)[1]
    block = block.split("Local data from the London Ambulance Service", 1)[0]
    group = subgroup = ""
    found = []
    for line in block.splitlines():
        cells = [cell.strip() for cell in line.split("\t")]
        if len(cells) != 3 or cells[0] == "Offence group":
            continue
        group, subgroup = cells[0] or group, cells[1] or subgroup
        found.append((group, subgroup, cells[2].removesuffix(".")))
    assert len(found) == 34
    assert found == [(item.group, item.subgroup, item.name) for item in annex()]


def test_annex_is_tidy() -> None:
    assert len({canonical(item.name) for item in annex()}) == len(annex()) == 34
    for item in annex():
        assert item.offence in SLUGS
        assert (item.name, item.group, item.subgroup) == tuple(
            re.sub(r"\s+", " ", text).strip() for text in (item.name, item.group, item.subgroup)
        )
        parent, slug = names.SUBGROUPS[canonical(item.subgroup)]
        assert canonical(item.group) == parent
        assert item.offence == ("threats-to-kill" if item.name == "Threats to kill" else slug)


def test_slugs_are_those_of_the_catalogue() -> None:
    known = {part for item in OFFENCES.values() for part in (*item.parts, *item.apart)}
    assert set(SLUGS) <= known


@pytest.mark.parametrize("item", annex(), ids=lambda item: item.name)
def test_every_name_of_the_annex_is_placed_however_it_is_written(item: names.AnnexName) -> None:
    for text in (
        item.name,
        item.name.upper(),
        f"  {item.name.lower()} . ",
        item.name.replace(" ", "  ").replace("-", "–"),
        item.name.replace("/", " / ").replace("(", "").replace(")", ""),
    ):
        placed = place("", "", text)
        assert (placed.offence, placed.in_annex) == (item.offence, True), text
        assert place(item.group, item.subgroup, text) == placed


@pytest.mark.parametrize(
    ("group", "subgroup", "name", "offence"),
    [
        (
            "Violence Against the Person",
            "Violence without Injury",
            "Common Assault",
            "violence-without-injury",
        ),
        (
            "VIOLENCE AGAINST THE PERSON",
            "STALKING AND HARASSMENT",
            "Harassment",
            "stalking-and-harassment",
        ),
        (
            "Sexual Offences",
            "Other Sexual Offences",
            "Assault on a male by penetration",
            "other-sexual-offences",
        ),
        (
            "Robbery",
            "Robbery of Business Property",
            "Robbery of Business Property",
            "business-robbery",
        ),
        ("Robbery", "Personal Robbery", "", "personal-robbery"),
        ("", "", "Violence with injury", "violence-with-injury"),
        ("Possession of Weapons", "", "Possession of an offensive weapon", "possession-of-weapons"),
        ("Violence against the person", "Homicide", "Corporate manslaughter", "homicide"),
        ("", "Rape", "", "rape"),
    ],
)
def test_other_names_are_placed_by_their_subgroup(
    group: str, subgroup: str, name: str, offence: str
) -> None:
    placed = place(group, subgroup, name)
    assert (placed.offence, placed.in_annex, placed.reason) == (offence, False, "")


@pytest.mark.parametrize(
    ("group", "subgroup", "name", "reason", "allowed"),
    [
        ("", "", "Muder", "unknown offence name", "Murder"),
        (
            "",
            "",
            "Rape of a Femal aged 16 and over",
            "unknown offence name",
            "Rape of a Female aged 16 and over",
        ),
        (
            "Violence against the person",
            "Assault",
            "Common assault",
            "unknown offence subgroup",
            "Violence with injury",
        ),
        (
            "Robbery",
            "Homicide",
            "Murder",
            "the offence group contradicts the offence name or subgroup",
            "Violence against the person",
        ),
        ("", "Rape", "Murder", "the offence subgroup contradicts the offence name", "Homicide"),
        (
            "Burglary",
            "Residential burglary",
            "Burglary",
            "not an offence that this dashboard covers",
            "Robbery",
        ),
        (
            "Theft",
            "",
            "Murder",
            "the offence group contradicts the offence name or subgroup",
            "Violence",
        ),
        ("", "", "", "no offence name and no offence subgroup", "a full offence name"),
        (
            "Sexual offences",
            "",
            "",
            "no offence name and no offence subgroup",
            "a full offence name",
        ),
    ],
)
def test_what_cannot_be_placed_says_why(
    group: str, subgroup: str, name: str, reason: str, allowed: str
) -> None:
    placed = place(group, subgroup, name)
    assert (placed.offence, placed.reason) == ("", reason)
    assert allowed in placed.allowed


def test_near_misses_of_the_annex_are_pointed_out() -> None:
    assert nearest_in_annex("Threat to kill") == "Threats to kill"
    assert nearest_in_annex("Common assault") == ""

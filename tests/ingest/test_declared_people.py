"""Every official dataset that is declared is built from made-up files, and can be asked."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from data.discovery import discovered
from data.errors import DataError
from data.ingest.official import formats, people_files, people_tables, readers
from data.ingest.official.inventory import Inventory
from data.ingest.official.people_files import READERS
from data.model.catalogue import OFFENCES
from data.model.official import Official
from data.session import PUBLIC
from data.sources import datasets, official
from data.sources.datasets import DECLARED


@pytest.mark.parametrize("name", DECLARED)
def test_a_declared_dataset_is_built_and_can_be_asked(built_master: Path, name: str) -> None:
    told = json.loads((built_master / "manifest.json").read_text("utf-8"))["people"]
    words = DECLARED[name].dataset.people
    assert set(told[name]) == set(words)
    able = official.capabilities_of(name, told)
    assert set(able.roles) == set(words) and able.offences
    people = pd.read_parquet(built_master / "people.parquet")
    own = people[people["dataset"] == name]
    assert set(own["role"]) == set(words)
    assert set(own["offence"]) <= set(DECLARED[name].stored)


@pytest.mark.parametrize("name", DECLARED)
def test_what_is_declared_is_whole(name: str) -> None:
    item = DECLARED[name]
    assert item.counted in item.dataset.people
    assert {reader.role for reader in READERS if reader.dataset == name} == set(item.dataset.people)
    assert all(words.unit and words.ethnicity for words in item.dataset.people.values())
    assert all(OFFENCES[one.slug].source == name for one in item.offences)
    assert set(item.stored) <= set(OFFENCES) and name in PUBLIC


@pytest.mark.parametrize("reader", READERS, ids=lambda one: one.format.name)
def test_a_reader_is_known_wherever_files_are(reader: people_files.PeopleReader) -> None:
    assert reader.format in formats.TABLE_FORMATS and reader.format.used
    assert reader.format.name in readers.SUPERSEDED
    assert set(reader.dated) <= set(reader.columns)
    assert reader.format.needs <= reader.format.known


def test_what_a_package_declares_is_found_once_and_in_order() -> None:
    names = [item.dataset.slug for item in discovered(datasets.__name__, Official)]
    assert len(names) == len(set(names)) and set(names) == set(DECLARED)
    places = [item.order for item in DECLARED.values()]
    assert places == sorted(places)
    kinds = [item.dataset for item in READERS]
    assert kinds == sorted(kinds, key=list(DECLARED).index)


@pytest.mark.parametrize(("optional", "said"), [(True, "Violence Against Women"), (False, "Cust")])
def test_an_optional_dataset_may_have_no_file(
    monkeypatch: pytest.MonkeyPatch, optional: bool, said: str
) -> None:
    """Without one it is passed over: the next that is missing is told."""
    changed = {
        name: replace(item, optional=optional if name == "custody" else name == "homicide")
        for name, item in DECLARED.items()
    }
    monkeypatch.setattr(people_tables, "DECLARED", changed)
    women = [reader for reader in READERS if reader.dataset == "vawg"]
    others = [reader for reader in READERS if reader.dataset != "vawg"]
    monkeypatch.setattr(people_tables, "READERS", (*others, *women))
    with pytest.raises(DataError, match=said):
        people_tables._refuse_missing(Inventory(), {})


def test_half_a_dataset_is_refused_even_when_it_is_optional(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    optional = {name: replace(item, optional=True) for name, item in DECLARED.items()}
    monkeypatch.setattr(people_tables, "DECLARED", optional)
    people_tables._refuse_missing(Inventory(), {})
    with pytest.raises(DataError, match="persons proceeded against"):
        people_tables._refuse_missing(Inventory(), {("homicide", "victim", ""): []})

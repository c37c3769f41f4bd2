"""What can be asked, against the handbook's words and the manifest."""

from __future__ import annotations

import csv

import pytest

from data.model.catalogue import (
    COHORTS,
    COMPARISONS,
    COSTED,
    LEVELS,
    MEASURES,
    OFFENCES,
    OPEN_SERIES,
    SNA_SIX,
    SOURCES,
    Break,
)
from data.model.periods import Period, is_month
from data.session import sessions
from data.sources.recorded import cohort_reason, series_for
from tests.conftest import ROOT

RECORDED = (
    "homicide", "violence-with-injury", "violence-without-injury", "stalking-and-harassment",
    "rape", "other-sexual-offences", "personal-robbery", "business-robbery",
    "possession-of-weapons",
)  # fmt: skip
GROUPS = {
    "violence-against-the-person": {
        "homicide", "violence-with-injury", "violence-without-injury", "stalking-and-harassment",
        "death-or-serious-injury-driving",
    },
    "sexual-offences": {"rape", "other-sexual-offences"},
    "robbery": {"personal-robbery", "business-robbery"},
}  # fmt: skip
FLAGGED = (
    "knife-crime", "knife-crime-with-injury", "gun-crime", "lethal-barrel-discharge",
    "domestic-abuse", "domestic-abuse-with-injury", "knife-injury-victims-under-25",
)  # fmt: skip


def test_the_offences_are_those_of_the_handbook() -> None:
    assert set(OPEN_SERIES) - {COSTED} == {*RECORDED, *GROUPS, *FLAGGED}
    assert all(OFFENCES[slug].slug == slug for slug in OFFENCES)
    kinds = {slug: item.kind for slug, item in OFFENCES.items()}
    assert all(kinds[slug] == "offence" for slug in RECORDED)
    assert all(kinds[slug] == "group" for slug in GROUPS)
    assert all(kinds[slug] == "flag" for slug in FLAGGED)


@pytest.mark.parametrize("slug", sorted(OPEN_SERIES))
def test_every_offence_says_what_it_is(slug: str) -> None:
    item = OFFENCES[slug]
    assert item.definition.endswith(".")
    assert len(item.definition) > 20
    assert item.label[0].isupper()
    assert item.lower[1:] == item.label[1:]
    assert item.noun
    assert item.source in SOURCES
    for one in item.breaks:
        assert is_month(one.month)
        assert one.text.endswith(".")


def test_definitions_are_not_shared() -> None:
    assert len({item.definition for item in OFFENCES.values()}) == len(OFFENCES)
    assert len({item.label for item in OFFENCES.values()}) == len(OFFENCES)
    assert len({OFFENCES[slug].noun for slug in OPEN_SERIES}) == len(OPEN_SERIES)


@pytest.mark.parametrize("slug", sorted(OPEN_SERIES))
@pytest.mark.parametrize("level", ["ward", "borough"])
def test_every_part_is_in_the_manifest(slug: str, level: str) -> None:
    covered = sessions.current.build.manifest["coverage"][level]
    assert set(OFFENCES[slug].parts) <= set(covered)
    spans = [Period(*covered[part]) for part in OFFENCES[slug].parts]
    shared = Period(max(span.start for span in spans), min(span.end for span in spans))
    assert sessions.current.build.coverage(level, slug) == shared
    assert shared.months >= 12


def test_nothing_in_the_manifest_is_forgotten() -> None:
    parts = {part for slug in OPEN_SERIES for part in OFFENCES[slug].parts}
    for level, covered in sessions.current.build.manifest["coverage"].items():
        assert set(covered) == parts, level


def test_groups_sum_the_offences_that_the_handbook_gives_them() -> None:
    for slug, parts in GROUPS.items():
        assert set(OFFENCES[slug].parts) == parts
    for slug in (*RECORDED, *FLAGGED):
        assert OFFENCES[slug].parts == (slug,)


def test_what_has_a_unit_cost_is_what_tables_13_and_15_price() -> None:
    with (ROOT / "data/published/unit-costs.csv").open(encoding="utf-8") as file:
        priced = {line["offence"] for line in csv.DictReader(file)}
    assert set(OFFENCES[COSTED].parts) == priced & set(RECORDED)


def test_flagged_series_never_add_to_offences() -> None:
    for slug in GROUPS:
        assert not set(OFFENCES[slug].parts) & set(FLAGGED)


def test_the_six_are_those_of_table_12() -> None:
    with (ROOT / "data/published/table-12.csv").open(encoding="utf-8") as file:
        columns = list(dict.fromkeys(line["offence"] for line in csv.DictReader(file)))
    assert list(SNA_SIX) == columns


def test_cohorts_answer_exactly_what_the_handbook_says() -> None:
    answered = {
        slug: {
            offence: series_for(offence, slug)
            for offence in OPEN_SERIES
            if series_for(offence, slug)
        }
        for slug in COHORTS
    }
    assert answered == {
        "all-ages": {slug: slug for slug in OPEN_SERIES},
        # "for knife-injury victims"
        "under-25": {"knife-injury-victims-under-25": "knife-injury-victims-under-25"},
        # "for all offences together and for violence with injury (their own series)"
        "domestic-abuse": {
            "domestic-abuse": "domestic-abuse",
            "domestic-abuse-with-injury": "domestic-abuse-with-injury",
            "violence-with-injury": "domestic-abuse-with-injury",
        },
        # "for the sexual offences"
        "sexual-violence": {
            slug: slug for slug in ("sexual-offences", "rape", "other-sexual-offences")
        },
        # "all else needs an extract"
        "serious-violence": {},
    }


def test_what_a_cohort_cannot_answer_has_a_reason() -> None:
    for offence in OFFENCES:
        for cohort in COHORTS:
            reason = cohort_reason(offence, cohort)
            assert bool(reason) == (series_for(offence, cohort) is None)
            if reason:
                assert COHORTS[cohort].label in reason
                assert "extract" in reason


def test_levels_measures_and_comparisons_are_those_of_the_handbook() -> None:
    assert tuple(LEVELS) == ("ward", "borough", "london")
    assert tuple(MEASURES) == ("count", "rate", "change", "cost")
    assert tuple(COMPARISONS) == ("previous-year", "to-2020-03", "none")
    assert set(COHORTS) == {
        "all-ages", "under-25", "domestic-abuse", "sexual-violence", "serious-violence",
    }  # fmt: skip


def test_the_known_breaks_are_there() -> None:
    for slug in ("domestic-abuse", "domestic-abuse-with-injury"):
        assert [(b.month, b.comparable) for b in OFFENCES[slug].breaks] == [("2024-03", False)]
    years = {one.month[:4] for one in OFFENCES["stalking-and-harassment"].breaks}
    assert years == {"2017", "2023"}


@pytest.mark.parametrize(
    ("earlier", "later", "crossed"),
    [
        (("2022-04", "2023-03"), ("2023-04", "2024-03"), True),
        (("2023-03", "2024-02"), ("2024-03", "2025-02"), True),
        (("2024-03", "2025-02"), ("2025-03", "2026-02"), False),
        (("2022-03", "2023-02"), ("2023-03", "2024-02"), False),
        (("2023-09", "2024-08"), ("2024-09", "2025-08"), True),
        # A comparison may lie after the period: the year to March 2020 beside an earlier one.
        (("2025-01", "2025-12"), ("2022-01", "2022-12"), True),
        (("2025-01", "2025-12"), ("2024-03", "2024-12"), False),
    ],
)
def test_a_break_lies_between_two_periods(
    earlier: tuple[str, str], later: tuple[str, str], crossed: bool
) -> None:
    item = Break("2024-03", "Counting changed.")
    assert item.between(Period(*earlier), Period(*later)) is crossed


def test_victims_divide_by_residents_of_their_age() -> None:
    ages = {slug: item.ages for slug, item in OFFENCES.items() if item.ages}
    assert ages == {"knife-injury-victims-under-25": (1, 24)}


def test_general_caveats_name_who_is_not_counted() -> None:
    from data.model.catalogue import GENERAL_CAVEAT

    for text in ("City of London", "British Transport Police", "reporting", "law"):
        assert text in GENERAL_CAVEAT

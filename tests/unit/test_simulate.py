"""The simulated extract: stored shapes, no contradiction between records, the same for a seed."""

from __future__ import annotations

import calendar
import hashlib
import time
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from data.errors import DataError
from data.extracts.storage import OFFENCES_SCHEMA, PEOPLE_SCHEMA, read_facts, write_extract
from data.ingest.simulate import assumptions, targets
from data.ingest.simulate.calibration import (
    BEGIN,
    END,
    README,
    calibration,
    checks,
    print_calibration,
    readme_table,
)
from data.ingest.simulate.draw import draw
from data.ingest.simulate.hours import CLOCKS, draw_hours, draw_weekdays, profile
from data.ingest.simulate.people import blocks, young_suspects
from data.ingest.simulate.places import Recorded
from data.ingest.simulate.volumes import Segment, segments
from data.model.groups import ETHNIC_GROUPS
from tests.unit.extracts import wards

SEXUAL = ["rape", "other-sexual-offences"]


@cache
def drawn(seed: int = 1) -> tuple[pd.DataFrame, pd.DataFrame, dict]:
    return draw(seed)


def digest(*frames: pd.DataFrame) -> str:
    found = hashlib.sha256()
    for frame in frames:
        for name, column in frame.items():
            found.update(str(name).encode())
            values = column
            if isinstance(column.dtype, pd.CategoricalDtype):
                found.update("|".join(column.cat.categories).encode())
                values = column.cat.codes
            found.update(np.ascontiguousarray(values.to_numpy()).tobytes())
    return found.hexdigest()


def test_a_seed_is_the_records_and_another_seed_other_records() -> None:
    offences, people, _ = drawn()
    again = draw(1)
    other = draw(2)
    assert digest(offences, people) == digest(*again[:2])
    assert digest(offences) != digest(other[0])
    assert digest(people) != digest(other[1])
    assert len(offences) == len(other[0])
    assert len(people) == len(other[1])


def test_the_records_have_the_stored_shape(tmp_path: Path) -> None:
    offences, people, facts = drawn()
    assert set(offences.columns) == set(OFFENCES_SCHEMA.names)
    assert set(people.columns) == set(PEOPLE_SCHEMA.names)
    place = write_extract(tmp_path, "simulated", offences, people, facts)
    told = read_facts(tmp_path, "simulated")
    assert told["rows"] == {"offences": len(offences), "people": len(people)}
    assert told["simulated"] is True
    assert told["title"] == "Simulated case-level extract, 2019 to 2023"
    assert "imulated" in told["publisher"]
    assert told["caveats"][0].startswith("SIMULATED")
    assert told["period"] == ["2019-01", "2023-12"]
    assert told["about"]["seed"] == 1
    assert len(told["about"]["assumptions"]) == len(assumptions.SENTENCES)
    back = pq.read_table(place / "offences.parquet").to_pandas()
    for name in ("key", "ward", "hour", "offence"):
        stored, own = (frame[name].astype(str).value_counts() for frame in (back, offences))
        assert stored.to_dict() == own.to_dict()


def test_values_are_those_that_are_allowed() -> None:
    offences, people, facts = drawn()
    assert offences["month"].between(2019 * 12, 2023 * 12 + 11).all()
    assert offences["weekday"].between(-1, 6).all()
    assert offences["hour"].between(-1, 23).all()
    assert offences.loc[offences["exact"], "hour"].isin([0, 12]).all()
    assert (offences.loc[offences["weekday"] == -1, "hour"] == -1).all()
    assert set(offences["offence"]) == set(facts["offences"])
    assert set(people["role"]) == {"victim", "suspect"}
    assert set(people["sex"]) == {"female", "male", "unknown"}
    assert set(people["ethnicity"]) == set(ETHNIC_GROUPS)
    assert offences["key"].nunique() > 0.99 * len(offences)
    assert people["age"].isin([-1, *range(1, 91)]).all()


def test_wards_lie_in_their_boroughs() -> None:
    offences, people, _ = drawn()
    homes = wards().set_index("area_code")["parent_code"].to_dict() | {"": "unplaced"}
    for frame in (offences, people):
        pairs = frame[["ward", "borough"]].astype(str).drop_duplicates()
        assert (pairs["ward"].map(homes) == pairs["borough"]).all()
    assert offences["ward"].nunique() == 680


def test_every_record_belongs_to_a_cohort_and_cohorts_do_not_contradict_each_other() -> None:
    offences, people, _ = drawn()
    for frame in (offences, people):
        cohorts = frame["under_25"] | frame["domestic_abuse"] | frame["sexual_violence"]
        assert cohorts.all()
        assert (frame["sexual_violence"] == frame["offence"].isin(SEXUAL)).all()
        outside = frame.loc[~frame["serious_violence"], "offence"]
        assert set(outside) == {"other-sexual-offences", "violence-without-injury"}
        other = frame["offence"] == "violence-without-injury"
        assert (frame.loc[other, "domestic_abuse"] & ~frame.loc[other, "under_25"]).all()
    robbery = offences[offences["offence"] == "personal-robbery"]
    assert robbery["under_25"].all()
    assert not robbery["domestic_abuse"].any()


def test_ages_agree_with_the_under_25_cohort() -> None:
    _, people, _ = drawn()
    outside = people[~people["under_25"]]
    assert not outside["age"].between(1, 24).any()
    suspects = people.loc[people["role"] == "suspect", "age"]
    assert ((suspects >= 10) | (suspects == -1)).all()
    assert (people["age"] == -1).any()


def test_every_under_25_offence_has_somebody_under_25_and_every_offence_a_victim() -> None:
    plan = segments(Recorded())
    rng = np.random.default_rng(5)
    for segment in plan:
        found = blocks(segment, rng)
        young = [block.offence for block in found if block.kind == "young"]
        assert bool(young) == segment.young
        if young:
            assert set(np.concatenate(young)) == set(range(segment.count))
            suspects = [b for b in found if (b.role, b.kind) == ("suspect", "young")]
            assert sum(len(b.offence) for b in suspects) == young_suspects(segment)
        victims = np.concatenate([block.offence for block in found if block.role == "victim"])
        assert set(victims) == set(range(segment.count))
        for one, other in (("adult", "ageless"), ("young", "ageless"), ("young", "adult")):
            several = [
                {
                    int(at)
                    for b in found
                    if (b.role, b.kind) == ("suspect", kind)
                    for at in b.offence
                }
                for kind in (one, other)
            ]
            assert not several[0] & several[1]
        if segment.offence == "homicide" and not segment.domestic:
            assert len(victims) == segment.count


def test_people_repeat_their_offence() -> None:
    """Cohort, flags and place of people occur among the offences, month by month."""
    offences, people, _ = drawn()
    columns = ["month", "ward", "borough", "offence", "knife_crime", "domestic_abuse", "under_25"]
    columns += ["sexual_violence", "serious_violence", "lethal_barrel_discharge"]
    have = offences[columns].drop_duplicates()
    asked = people[columns].drop_duplicates()
    assert len(asked.merge(have, on=columns)) == len(asked)
    victims = people[people["role"] == "victim"]
    for cohort in ("under_25", "domestic_abuse", "sexual_violence", "knife_crime"):
        assert victims[cohort].sum() >= offences[cohort].sum()


def test_places_and_months_are_those_of_recorded_offences() -> None:
    offences, _, _ = drawn()
    recorded = Recorded()
    for slug in ("violence-with-injury", "threats-to-kill", "rape", "personal-robbery"):
        own = offences[offences["offence"] == slug]
        for year in targets.YEARS:
            here = own[own["month"] // 12 == year]
            months = np.bincount(here["month"] % 12, minlength=12)
            real = recorded.monthly(slug)[(year - 2019) * 12 :][:12]
            assert np.abs(months - len(here) * real / real.sum()).max() <= 1
    own = offences[offences["offence"] == "violence-with-injury"]
    counts = own["ward"].value_counts().reindex([*recorded.wards])
    cells = sum(recorded.cells("violence-with-injury", year) for year in targets.YEARS).sum(axis=0)
    assert np.corrcoef(counts, cells)[0, 1] > 0.995


def test_weekdays_are_those_of_the_month() -> None:
    """March 2021 began on a Monday: five Mondays, Tuesdays and Wednesdays, four of the others."""
    month = np.full(310_000, 2021 * 12 + 2, dtype=np.int32)
    found = draw_weekdays(month, "threats-to-kill", np.random.default_rng(3))
    assert calendar.monthrange(2021, 3) == (0, 31)
    assert np.bincount(found) / 10_000 == pytest.approx([5, 5, 5, 4, 4, 4, 4], abs=0.1)
    ends = np.array([2019 * 12, 2023 * 12 + 11] * 1_000, dtype=np.int32)
    assert set(draw_weekdays(ends, "rape", np.random.default_rng(3))) == set(range(7))


@pytest.mark.parametrize("offence", sorted(CLOCKS))
def test_hours_follow_their_profile(offence: str) -> None:
    rng = np.random.default_rng(4)
    weekday = np.repeat(np.array([2, 6], dtype=np.int8), 20_000)
    knife = rng.random(40_000) < 0.5
    days, hour, exact = draw_hours(weekday, knife, offence, rng)
    clock = CLOCKS[offence]
    assert exact.mean() == pytest.approx(clock.midnight + clock.noon, abs=0.001)
    assert (hour < 0).mean() == pytest.approx(clock.unknown, abs=0.001)
    assert (days < 0).sum() == pytest.approx(40_000 * clock.unknown * clock.undated, abs=150)
    for day in (2, 6):
        known = (days == day) & (hour >= 0)
        if offence == "personal-robbery":
            known &= ~knife
        shares = np.bincount(hour[known], minlength=24) / known.sum()
        assert shares == pytest.approx(profile(offence, day == 6), abs=0.005)
        assert (profile(offence, day == 6) >= 0).all()


def test_midnight_is_a_peak_of_violence_without_the_placeholders_too() -> None:
    offences, _, _ = drawn()
    own = offences[(offences["offence"] == "violence-with-injury") & ~offences["exact"]]
    for day in range(7):
        hours = np.bincount(own.loc[(own["weekday"] == day) & (own["hour"] >= 0), "hour"])
        assert hours[0] > max(hours[23], hours[1], hours[22])


def test_volumes_do_not_contradict_recorded_crime() -> None:
    recorded = Recorded()
    plan = segments(recorded)
    assert all(isinstance(item, Segment) and item.count > 0 for item in plan)
    for slug in ("homicide", "violence-with-injury", "violence-without-injury"):
        parts = {slug, "threats-to-kill"} if slug == "violence-without-injury" else {slug}
        for year in targets.YEARS:
            count = sum(i.count for i in plan if i.year == year and i.offence in parts)
            assert count < recorded.yearly(slug, year)


def test_without_processed_data_it_says_so(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no processed data"):
        draw(1, tmp_path)


def test_an_unknown_figure_is_named() -> None:
    with pytest.raises(DataError, match="table-99"):
        targets.figure("table-99-no-such")
    with pytest.raises(DataError, match="not a number"):
        targets.figure("statement-homicide-suspects-male")


def test_the_readme_tells_what_the_code_does() -> None:
    text = README.read_text("utf-8")
    inside = text.split(BEGIN)[1].split(END)[0]
    assert inside.strip() == readme_table().strip(), "run: python -m data.ingest.simulate --readme"
    assert "{" not in inside


def test_a_wrong_record_is_seen(capsys: pytest.CaptureFixture[str]) -> None:
    """The table measures the records, not the plan: change them and it fails."""
    offences, people, _ = drawn()
    wrong = offences.drop(offences.index[offences["offence"] == "homicide"][-5:])
    boys = people.assign(
        sex=people["sex"].where(people["role"] == "suspect", "male").astype("category")
    )
    table = calibration(wrong, boys).set_index("what")
    failed = table.index[~table["holds"]]
    assert "homicide, volume 2023" in failed
    assert "female victims, rape, domestic abuse, 2023" in failed
    assert "personal robbery, volume 2023" not in failed
    print_calibration(table.reset_index())
    shown = capsys.readouterr().out
    assert "FAILS" in shown
    assert "SIMULATED" in shown


def test_it_is_quick_enough_to_start_with() -> None:
    draw(3)
    start = time.process_time()
    draw(3)
    assert time.process_time() - start < 8, "it takes about 2 s on an idle machine"


def test_every_check_is_told_once() -> None:
    keys = [(check.kind, check.what, check.scope) for check in checks()]
    assert len(keys) == len(set(keys))
    assert {check.kind for check in checks()} == {"published", "assumption"}
    assert sum(check.source == "SNA, table 11" for check in checks()) == 48

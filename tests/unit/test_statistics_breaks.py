"""Steps at changes of system: known steps, placebo months, and the committed table."""

import csv
from pathlib import Path

import numpy as np
import pytest

from data.errors import DataError
from data.ingest import breaks as steps
from data.model.breaks import CAUTION, MARKED, NOT_COMPARABLE, marked_breaks
from data.model.offences import OFFENCES
from data.paths import PROCESSED
from data.statistics.breaks import StepTest, step_at, step_test
from tests.bench.simulated import counts, normal


@pytest.fixture(scope="module")
def table() -> dict[tuple[str, str], dict[str, str]]:
    with MARKED.open(encoding="utf-8", newline="") as lines:
        return {(row["series"], row["month"]): row for row in csv.DictReader(lines)}


def test_the_committed_table_is_what_the_committed_counts_say():
    found, held = steps.text(steps.rows(steps.monthly(PROCESSED))), MARKED.read_text("utf-8")
    assert steps.alike(found, held)
    line = held.splitlines()[1]
    for other in (line.replace("-3.1", "-3.3"), line.replace("caution", ""), line[:-1]):
        assert other != line
        assert not steps.alike(held.replace(line, other), held)
    assert steps.alike(held.replace(",-3.1,", ",-3.2,"), held)  # another processor's last decimal


def test_the_command_checks_and_writes(tmp_path: Path, monkeypatch, capsys):
    assert steps.main(["--check"]) == 0
    assert "the same" in capsys.readouterr().out
    copy = tmp_path / "breaks.csv"
    copy.write_text("old", "utf-8")
    monkeypatch.setattr(steps, "MARKED", copy)
    assert steps.main(["--data", str(PROCESSED), "--check"]) == 1
    assert steps.main(["--data", str(PROCESSED)]) == 0
    assert copy.read_text("utf-8") == MARKED.read_text("utf-8")
    with pytest.raises(DataError, match="no processed data"):
        steps.main(["--data", str(tmp_path)])


@pytest.mark.parametrize(
    ("series", "month", "kind", "percent", "z"),
    [
        ("violence-with-injury", "2024-03", NOT_COMPARABLE, (-23, -17), (-13, -7)),
        ("violence-against-women-and-girls", "2024-03", NOT_COMPARABLE, (-20, -13), (-8, -5)),
        ("domestic-abuse", "2024-03", NOT_COMPARABLE, (-20, -10), (-6, -3)),
        ("stalking-and-harassment", "2024-03", "", (-25, -10), (-6, -2.5)),
        ("business-robbery", "2024-03", "", (10, 30), (1, 3)),
        ("knife-crime-with-injury", "2024-03", "", (0, 20), (0, 1.9)),
        ("personal-robbery", "2024-03", "", (-10, 10), (-1, 1)),
        ("violence-without-injury", "2024-03", CAUTION, (-8, -3), (-4, -3)),
        ("stalking-and-harassment", "2017-04", NOT_COMPARABLE, (-20, -5), (-4, -1)),
        ("stalking-and-harassment", "2023-05", NOT_COMPARABLE, (-5, 10), (-1, 2)),
    ],
)
def test_what_stands_and_what_does_not(table, series, month, kind, percent, z):
    row = table[series, month]
    assert row["kind"] == kind
    assert percent[0] < float(row["step_percent"]) < percent[1]
    assert z[0] < float(row["z"]) < z[1]


def test_a_step_counts_only_beyond_every_placebo_month_or_by_the_publishers_word(table):
    for row in table.values():
        if row["kind"] == NOT_COMPARABLE and row["source"] == steps.TESTED:
            assert int(row["placebo_months"]) >= 12
            assert abs(float(row["z"])) > float(row["largest_placebo"])
        assert bool(row["sentence"]) == bool(row["kind"]), row
    assert {month for _, month in table} == {"2017-04", "2023-05", "2024-03"}


def test_marked_breaks_hold_every_break_that_is_served_today():
    for slug, offence in OFFENCES.items():
        found = {item.month: item for item in marked_breaks(slug)}
        for item in offence.breaks:
            assert found[item.month].comparable == item.comparable
            assert found[item.month].text == item.text
            assert found[item.month].source
    new = marked_breaks("violence-with-injury")
    assert [item.month for item in new] == ["2024-03"]
    assert new[0].kind == NOT_COMPARABLE and new[0].levels == ("ward", "borough", "london")
    assert "beyond every one of 78" in new[0].sentence and not marked_breaks("rape")


@pytest.mark.parametrize("step", [-20, 15])
def test_a_known_step_is_found(step):
    rng = np.random.default_rng(1)
    mean = 6000 * np.where(np.arange(48) < 24, 1.0, 1 + step / 100)
    mean *= 1 + 0.002 * np.arange(48)
    found = [step_at(counts(normal(rng, 1, 48, 0.3), mean, 5)[0], 4, 24) for _ in range(40)]
    assert np.mean([item.percent for item in found]) == pytest.approx(step, abs=1.5)
    assert all(item.before == item.after == 24 for item in found)
    spread = np.std([np.log1p(item.percent / 100) for item in found])
    told = np.mean([np.log1p(item.percent / 100) / item.z for item in found])
    assert told == pytest.approx(spread, rel=0.35)


def test_placebo_months_keep_their_distance_and_lockdown_leaves_every_window():
    rng = np.random.default_rng(2)
    mean = np.full(160, 5000.0)
    mean[130:] *= 0.8
    y = counts(normal(rng, 1, 160, 0.2), mean, 4)[0]
    y[60:77] *= 0.2
    out = range(60, 77)
    found = step_test(y, 1, 130, (130, 20), (), out)
    assert found is not None and found.stands and found.share == 0
    assert 40 < found.placebos.size < 160 - 17 - 46
    assert found.largest < 6
    assert step_test(y, 1, 5, (), (), out) is None
    quiet = step_test(y, 1, 40, (130,), (130,), out)
    assert quiet is not None and not quiet.stands


def test_no_placebo_month_no_verdict():
    step = step_at(np.full(48, 500.0), 1, 24)
    alone = StepTest(step, np.array([]))
    assert not alone.stands and np.isnan(alone.largest) and np.isnan(alone.share)
    assert step_at([*[0.0] * 24, *[5.0] * 24], 1, 24) is None
    with pytest.raises(DataError, match="one series"):
        step_at([[1.0]], 1, 0)

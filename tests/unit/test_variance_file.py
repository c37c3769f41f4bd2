"""Fits that are kept with a build: current, used for what they were made from, and not needed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from data.engine import dispersions
from data.engine.dispersions import FILE, Dispersions, fit, write
from data.engine.store import Build
from data.ingest.variance import panels
from data.model.catalogue import OFFENCES, OPEN_SERIES
from data.paths import PROCESSED
from data.queries import sessions

LEVELS = ("ward", "borough", "london")
PARTS = ("phi", "rho", "df", "season", "months", "borrowed")


@pytest.fixture(scope="module")
def build() -> Build:
    """The committed build."""
    return sessions.current.build


@pytest.mark.parametrize("level", LEVELS)
def test_every_recorded_series_has_a_fit_of_its_own_counts(build: Build, level: str) -> None:
    """Where this fails: ``python -m data variance`` after new data or new breaks."""
    for slug in OPEN_SERIES:
        found = build.dispersion(level, OFFENCES[slug])
        assert found is not None, slug
        assert len(found.phi) == len(build.level_panel(level, slug).codes)


@pytest.mark.parametrize(
    ("level", "slug"),
    [("ward", "rape"), ("borough", "homicide"), ("borough", "robbery"), ("london", "knife-crime")],
)
def test_what_is_kept_is_what_would_be_fitted(build: Build, level: str, slug: str) -> None:
    kept, panel = build.dispersion(level, OFFENCES[slug]), build.level_panel(level, slug)
    again = fit(panel, OFFENCES[slug], level, level != "london")
    assert kept is not None
    assert kept.alone == again.alone == (level == "london")
    for part in PARTS:
        np.testing.assert_allclose(getattr(kept, part), getattr(again, part), rtol=1e-6)


def test_other_counts_or_other_breaks_have_none(build: Build) -> None:
    known, offence = Dispersions(PROCESSED), OFFENCES["robbery"]
    panel = build.level_panel("borough", "robbery")
    assert known.of(panel, offence, "borough") is not None
    more = panel.exact.copy()
    more[3, 40] += 1
    assert known.of(replace(panel, exact=more), offence, "borough") is None
    moved = replace(offence, breaks=OFFENCES["violence-with-injury"].breaks)
    assert known.of(panel, moved, "borough") is None
    assert known.of(panel, OFFENCES["rape"], "borough") is None


def test_without_the_file_there_are_none(tmp_path: Path, build: Build) -> None:
    known = Dispersions(tmp_path)
    assert known.of(build.level_panel("london", "rape"), OFFENCES["rape"], "london") is None


def test_the_file_is_whole_or_not_there(
    tmp_path: Path, build: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = [one for one in panels(build) if one[1].slug == "rape"]
    assert write(tmp_path, iter(few)) == len(LEVELS)
    before = (tmp_path / FILE).read_bytes()

    def broken(*_: Any, **__: Any) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(dispersions.pq, "write_table", broken)
    with pytest.raises(OSError, match="no space"):
        write(tmp_path, iter(few))
    assert (tmp_path / FILE).read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == [FILE]

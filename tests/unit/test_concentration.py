"""How concentrated a series is, beside what chance gives: the table and the headline from it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from components.hotspots.headline import headline
from data import queries
from data.queries.concentration import SPEC
from data.queries.question import Question
from data.statistics.concentration import areas_for_share, by_chance, generalised_gini
from tests.asking import ask, read


def asked(**query: str) -> Question:
    reading = read({"from": "2025-04", "to": "2026-03"} | query, SPEC.defaults)
    assert not reading.problems
    return ask(reading.selection)


def row_of(question: Question) -> pd.Series:
    frame = queries.query_concentration(question).frame
    assert len(frame) == 1 and tuple(frame.columns) == SPEC.names
    return frame.iloc[0]


def test_homicide_is_pooled_and_told_beside_chance() -> None:
    """93 in 679 wards say little: four years stand in one regime, of the lockdown's end on."""
    question = asked(offence="homicide")
    row = row_of(question)
    assert (row["period_from"], row["period_to"], row["pooled"]) == ("2022-04", "2026-03", 36)
    assert (row["count"], row["areas"], row["half"]) == (407, 679, 84)
    assert 86 <= row["chance_low"] <= 90 and 109 <= row["chance_high"] <= 113
    assert row["concentration"] == "more" and row["gini_above_low"] > 0
    found = headline(question)
    assert found.text == "Half of homicide is recorded in 84 of 679 wards"
    assert found.spans.startswith("London, 4 years to Mar 2026: 407 placed in a ward, since 93")
    assert "By chance alone, falling on residents, half would be in 8" in found.spans
    assert "year to March 2025" not in found.spans, "four years are compared with nothing"


def test_the_table_is_counted_again() -> None:
    question = asked(offence="homicide")
    row = row_of(question)
    wards = queries.query_areas(question.replace(period=asked(
        **{"offence": "homicide", "from": "2022-04"}).period)).frame  # fmt: skip
    placed = wards[wards["area_code"].str.startswith("E")]
    counts, residents = placed["count"].to_numpy(), placed["population"].to_numpy()
    assert row["half"] == areas_for_share(counts) and row["gini"] == generalised_gini(counts)
    chance = by_chance(int(counts.sum()), residents, seed=1)
    assert row["chance"] == pytest.approx(chance.areas, abs=0.6)
    assert row["chance_low"] == pytest.approx(chance.areas_low, abs=1)
    assert row["gini_chance_high"] == pytest.approx(chance.gini_high, abs=0.005)


@pytest.mark.parametrize(
    ("query", "pooled", "first"),
    [
        ({"from": "2024-09", "to": "2024-09"}, 36, "2021-09"),  # not into the lockdown
        ({"from": "2012-10", "to": "2013-09"}, 24, "2010-10"),  # not before the series
        ({"from": "2020-04", "to": "2021-03"}, 0, "2020-04"),  # the lockdown is no regime
        ({"from": "2010-04", "to": "2026-03"}, 0, "2010-04"),  # enough of them
        ({"level": "borough"}, 0, "2025-04"),
        ({"offence": "stalking-and-harassment", "from": "2017-04", "to": "2017-04"}, 0, "2017-04"),
    ],
    ids=str,
)
def test_whole_years_are_added_within_one_regime(query: dict, pooled: int, first: str) -> None:
    row = row_of(asked(**({"offence": "homicide"} | query)))
    assert (row["pooled"], row["period_from"]) == (pooled, first)
    assert ("months before added" in row["note"]) == bool(pooled)


def test_nothing_is_said_of_fewer_than_twenty() -> None:
    """Hackney: 19 homicides in four years, in 21 wards."""
    question = asked(offence="homicide", area="E09000012")
    row = row_of(question)
    assert row["count"] == 19 and row["concentration"] == "too-few"
    assert np.isnan(row[["half", "chance", "gini", "gini_above"]].astype(float)).all()
    found = headline(question)
    assert found.text == "4 homicides in 21 wards"
    assert found.spans.endswith("too few to say where they concentrate.")


def test_boroughs_are_too_coarse_for_a_half() -> None:
    """13 of 32 boroughs hold half, as by chance; the Gini tells them from chance all the same."""
    question = asked(offence="violence-with-injury", level="borough")
    row = row_of(question)
    assert row["half"] == 13 and row["chance_low"] <= 13
    assert row["gini"] > row["gini_chance_high"] and row["concentration"] == "more"
    found = headline(question)
    # That 13 hold half is no finding where chance gives 13 to 14: it is not the headline.
    assert found.text.endswith("differs between boroughs by more than chance explains")
    assert "half of them in 13 of 32. By chance alone" in found.spans
    assert "boroughs differ from each other by more than chance explains" in found.spans
    assert "Gini" not in found.text + found.spans and "the rest" not in found.spans


@pytest.mark.parametrize(
    ("told", "half", "title"),
    [
        ("chance", 40, "Homicide is spread over wards as evenly as chance would spread it"),
        ("less", 60, "Homicide is spread over wards more evenly than chance would spread it"),
    ],
)
def test_what_is_not_beyond_chance_is_not_called_concentrated(
    monkeypatch: pytest.MonkeyPatch, told: str, half: int, title: str
) -> None:
    question = asked(offence="homicide")
    table = queries.query_concentration(question)
    frame = table.frame.assign(concentration=told, half=half)
    monkeypatch.setattr(
        queries, "query_concentration", lambda _: type(table)("", None, frame, table.provenance)
    )
    found = headline(question)
    assert found.text == title
    assert f"half of them in {half} of 679. By chance alone" in found.spans


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"area": "E05013806"}, "not-applicable"),
        ({"area": "E09000001"}, "not-available"),
        ({"offence": "knife-crime", "level": "borough", "from": "2010-04", "to": "2011-03"},
         "not-available"),
    ],
)  # fmt: skip
def test_what_has_no_answer_says_why(query: dict[str, Any], status: str) -> None:
    row = row_of(asked(**({"offence": "personal-robbery"} | query)))
    assert row["status"] == status and row["concentration"] == "none" and row["note"]


def test_a_break_that_is_spanned_is_named() -> None:
    row = row_of(asked(**{"from": "2023-04", "to": "2025-03"}))
    assert row["break"] == "2024-03"


def test_london_has_no_areas(client: Any) -> None:
    with pytest.raises(KeyError):
        queries.query_concentration(asked().replace(level="london", areas=()))
    reply = client.get("/api/v1/concentration.csv?level=london")
    assert reply.status_code == 400 and reply.get_json()["allowed"] == ["ward", "borough"]
    assert client.get("/api/v1/concentration.json?offence=rape").get_json()["rows"][0]["half"]


def test_what_the_gate_let_through_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    question = asked(**{"offence": "rape", "from": "2025-05"})
    monkeypatch.setattr(type(question.panel), "protected", property(lambda _: True))
    row = row_of(question)
    assert row["status"] == "not-applicable" and "rounded" in row["note"]

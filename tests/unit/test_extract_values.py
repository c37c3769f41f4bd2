"""Cells of an extract: what is read as what, and what is refused."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.ingest.extracts import values
from data.ingest.extracts.places import NOWHERE, OUTSIDE, read_places
from data.ingest.extracts.values import NO_DATE, NO_HOUR, Fault
from data.model.groups import ETHNIC_GROUPS, SEXES
from tests.fixtures.extracts.files import ROOT, TODAY

PLACES = read_places(ROOT / "data" / "processed")


@pytest.mark.parametrize(
    ("text", "group"),
    [
        ("White - North European", "white"), ("White North European", "white"), ("IC1", "white"),
        ("IC 2", "white"), ("WHITE – SOUTH EUROPEAN", "white"), ("Dark European", "white"),
        ("White: Any other White background", "white"), ("W1", "white"),
        ("Gypsy or Irish Traveller", "white"), ("Black", "black"), ("IC3", "black"),
        ("Black, Black British, Caribbean or African", "black"), ("B2", "black"),
        ("Asian", "asian"), ("Oriental/Chinese/SE Asian", "asian"), ("IC4", "asian"),
        ("IC5", "asian"), ("Chinese, Japanese, or South East Asian", "asian"),
        ("Asian, Asian British or Asian Welsh", "asian"), ("Bangladeshi", "asian"),
        ("Arab or North African", "other"), ("IC6", "other"), ("Any Other", "other"),
        ("Mixed", "mixed"), ("M1", "mixed"), ("Mixed: White and Black Caribbean", "mixed"),
        ("White and Asian", "mixed"), ("Unknown", "unknown"), ("", "unknown"), ("N/K", "unknown"),
        ("Not stated", "unknown"), ("IC9", "unknown"), ("NS", "unknown"), ("-", "unknown"),
    ],
)  # fmt: skip
def test_ethnicity(text: str, group: str) -> None:
    assert ETHNIC_GROUPS[values.ethnicity(text)] == group


def test_no_spelling_belongs_to_two_groups() -> None:
    every = [s for spellings in values.SPELLINGS.values() for s in spellings.split(";")]
    assert len(set(every)) == len(every)
    assert not set(every) - {"not applicable"} & values.UNKNOWN


@pytest.mark.parametrize("text", ["Whitexyz", "IC12", "Purple", "???", "<White>"])
def test_unknown_ethnicity(text: str) -> None:
    if text == "<White>":
        assert ETHNIC_GROUPS[values.ethnicity(text)] == "white"  # punctuation does not matter
        return
    with pytest.raises(Fault, match="unknown ethnicity"):
        values.ethnicity(text)


@pytest.mark.parametrize(
    ("text", "sex"),
    [("F", "female"), ("Female", "female"), ("male", "male"), ("M", "male"), ("", "unknown"),
     ("Unknown", "unknown"), ("U", "unknown"), ("Non-binary", "unknown"), ("X", "unknown")],
)  # fmt: skip
def test_sex(text: str, sex: str) -> None:
    assert SEXES[values.sex(text)] == sex


@pytest.mark.parametrize(
    ("text", "age"),
    [("24", 24), ("0", -1), ("00", -1), ("", -1), ("unknown", -1), ("N/K", -1), ("24.0", 24),
     ("1", 1), ("120", 120), ("007", 7)],
)  # fmt: skip
def test_age(text: str, age: int) -> None:
    assert values.age(text) == age


@pytest.mark.parametrize("text", ["-1", "121", "24.5", "twenty", "18-24", "1e1", "٣", "24 years"])
def test_bad_age(text: str) -> None:
    with pytest.raises(Fault):
        values.age(text)


@pytest.mark.parametrize("text", ["Y", "yes", "TRUE", "1", "t", "1.0"])
def test_flag_yes(text: str) -> None:
    assert values.flag(text) == 1


@pytest.mark.parametrize("text", ["N", "no", "False", "0", "", "0.0"])
def test_flag_no(text: str) -> None:
    assert values.flag(text) == 0


@pytest.mark.parametrize("text", ["maybe", "2", "-1", "unknown", "!"])
def test_bad_flag(text: str) -> None:
    with pytest.raises(Fault):
        values.flag(text)


@pytest.mark.parametrize(
    ("text", "hour", "sharp"),
    [("00:00", 0, True), ("12:00:00", 12, True), ("12:00:30", 12, False), ("9:05", 9, False),
     ("23:59", 23, False), ("14", 14, False), ("0", 0, False), ("14.0", 14, False),
     ("12:00:00.000000", 12, True)],
)  # fmt: skip
def test_time(text: str, hour: int, sharp: bool) -> None:
    assert divmod(values.time(text), 2) == (hour, int(sharp))


@pytest.mark.parametrize("text", ["", "unknown", "N/K", "-"])
def test_no_time(text: str) -> None:
    assert values.time(text) == NO_HOUR


@pytest.mark.parametrize(
    ("text", "reason"),
    [("24:00", "range"), ("12:60", "range"), ("24", "range"), ("noon", "unreadable"),
     ("14:30Z", "unreadable"), ("14:30+01:00", "unreadable"), ("1430", "unreadable"),
     ("-3", "unreadable"), ("2pm", "unreadable")],
)  # fmt: skip
def test_bad_time(text: str, reason: str) -> None:
    with pytest.raises(Fault, match=reason):
        values.time(text)


def test_dates() -> None:
    parse = values.date(TODAY)
    assert divmod(parse("2023-05-06"), 32) == (2023 * 12 + 4, 6)
    assert divmod(parse("2023-05"), 32) == (2023 * 12 + 4, 0)
    assert parse("2024-06-30") > 0
    assert parse("") == NO_DATE
    month = values.month(TODAY)
    assert month("202305") == month("2023-05") == month("2023-05-31") == parse("2023-05")


@pytest.mark.parametrize(
    ("text", "reason"),
    [("06/05/2023", "unreadable"), ("2023-13-01", "unreadable"), ("2023-02-30", "unreadable"),
     ("2023-5-6", "unreadable"), ("1999-12-31", "before 2000"), ("2024-07-01", "in the future"),
     ("2024-07", "in the future"), ("yesterday", "unreadable"), ("２０２３-05-06", "unreadable")],
)  # fmt: skip
def test_bad_dates(text: str, reason: str) -> None:
    with pytest.raises(Fault, match=reason):
        values.date(TODAY)(text)


def test_places() -> None:
    assert len(PLACES.wards) == 680 and len(PLACES.boroughs) == 33
    westminster = PLACES.boroughs.index("E09000033")
    for text in ("E09000033", "e09000033", "Westminster", " WESTMINSTER ".strip()):
        assert PLACES.borough(text) == westminster
    kingston = PLACES.boroughs.index("E09000021")
    assert PLACES.borough("Kingston Upon Thames") == kingston
    assert PLACES.borough("City of London") == PLACES.borough("E09000001") == OUTSIDE
    assert PLACES.borough("unplaced") == PLACES.borough("") == PLACES.borough("N/K") == NOWHERE
    assert PLACES.ward("") == PLACES.ward("unknown") == PLACES.ward("-1") == NOWHERE
    assert PLACES.wards[PLACES.ward("E05013806")] == "E05013806"
    for text in ("E05000001", "E09000033", "Bow East", "??"):
        with pytest.raises(Fault, match="unknown ward"):
            PLACES.ward(text)
    with pytest.raises(Fault, match="unknown borough"):
        PLACES.borough("Watford")


PARSERS = {
    "flag": (values.flag, range(2)),
    "age": (values.age, range(-1, 121)),
    "sex": (values.sex, range(3)),
    "ethnicity": (values.ethnicity, range(6)),
    "time": (values.time, range(-1, 48)),
    "ward": (PLACES.ward, range(-1, 679)),
    "borough": (PLACES.borough, range(-2, 32)),
}


@given(st.sampled_from(sorted(PARSERS)), st.text(max_size=12))
def test_any_text_is_a_number_or_a_fault(name: str, text: str) -> None:
    """No text makes a parser fail otherwise, and every fault says what is allowed."""
    parse, numbers = PARSERS[name]
    try:
        assert parse(text.strip()) in numbers
    except Fault as fault:
        assert fault.reason and fault.allowed


@given(st.dates(dt.date(2000, 1, 1), TODAY))
def test_every_day_is_read(day: dt.date) -> None:
    months, number = divmod(values.date(TODAY)(day.isoformat()), 32)
    assert (months // 12, months % 12 + 1, number) == (day.year, day.month, day.day)

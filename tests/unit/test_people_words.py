"""Words on people: the unknown is always said, few are counted, rates carry intervals."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from components import people_words as words
from data.sources.extract import capabilities_of
from data.statistics import intervals
from tests.asking import domain
from tests.unit.extracts import FACTS


def people(rows: list[dict]) -> pd.DataFrame:
    """A people table made by hand, with shares and rates as the queries give them."""
    frame = pd.DataFrame(rows)
    frame["share"] = frame["count"] / frame["count"].sum()
    if "population" in frame:
        frame["rate"] = frame["count"] / frame["population"] * 1000
        low, high = intervals.rate_interval(frame["count"], frame["population"])
        frame["rate_low"], frame["rate_high"] = low, high
    return frame


def age_sex(scale: float = 1.0, **options) -> pd.DataFrame:
    counts = {
        ("0-12", "female"): 10, ("0-12", "male"): 20,
        ("13-19", "female"): 20, ("13-19", "male"): 90,
        ("20-24", "female"): 10, ("20-24", "male"): 80,
        ("25+", "female"): 5, ("25+", "male"): 10,
        ("unknown", "male"): 5, ("13-19", "unknown"): 5,
    }  # fmt: skip
    known = {"female", "male"}
    return people(
        [
            {
                "age": age,
                "sex": sex,
                "count": count * scale,
                "population": 100_000.0 if sex in known and age != "unknown" else np.nan,
            }
            for (age, sex), count in counts.items()
        ]
    )


def ethnic(counts: dict[str, float], population: float = 100_000.0) -> pd.DataFrame:
    return people(
        [
            {
                "ethnicity": name,
                "count": count,
                "population": np.nan if name == "unknown" else population,
            }
            for name, count in counts.items()
        ]
    )


GROUPS = {"white": 40.0, "black": 50.0, "asian": 20.0, "unknown": 30.0}


def test_a_pyramid_is_told_with_what_is_not_known() -> None:
    assert words.age_sex_title(age_sex(), "Victims") == "Victims: 80% male, most aged 13 to 19"
    text = words.age_sex_sentence(age_sex(), "victims")
    assert text.startswith("Of 255 victims, 18% are female and 80% are male.")
    assert "male and aged 13 to 19 (90)" in text
    assert "Age is not known for 2% and sex is not known for 2%" in text


def test_few_people_are_counted_not_given_in_per_cent() -> None:
    few = age_sex(0.05).round({"count": 0})
    few["share"] = few["count"] / few["count"].sum()
    assert "%" not in words.age_sex_title(few, "Victims")
    assert f"of {few['count'].sum():.0f}" in words.age_sex_title(few, "Victims")
    assert "%" not in words.ethnicity_title(ethnic({"white": 3.0, "black": 2.0}), "Victims")


def test_everybody_known_is_said_as_well() -> None:
    frame = age_sex()
    frame = frame[(frame["age"] != "unknown") & (frame["sex"] != "unknown")]
    none = people([*frame.to_dict("records"), {"age": "unknown", "sex": "unknown", "count": 0.0}])
    assert "Age and sex are known for all" in words.age_sex_sentence(none, "victims")


def test_ethnicity_names_the_unknown_of_every_source() -> None:
    other = ethnic({"white": 10.0, "black": 80.0, "unknown": 10.0})
    assert words.ethnicity_title(ethnic(GROUPS), "Victims") == "Victims: 36% Black, 21% not known"
    text = words.ethnicity_sentence([("Victims", ethnic(GROUPS), None), ("Accused", other, None)])
    assert "Victims (140): Black 36%, White 29%, Asian 14% and not known 21%" in text
    assert "Accused (100): Black 80%, White 10% and not known 10%" in text


@pytest.mark.parametrize(
    ("slug", "role", "said"),
    [
        ("homicide", "victim", "Victims: as an officer saw them."),
        ("homicide", "suspect", "Accused: as they define themselves."),
        ("vawg", "victim", "Victims: as an officer saw them."),
        ("custody", "suspect", "Disposals: four groups, as the custody record has them."),
        ("simulated", "suspect", "Suspects: as the police record has them."),
    ],
)
def test_the_basis_of_ethnicity_is_named(slug: str, role: str, said: str) -> None:
    assert words.basis(domain().capabilities(slug).dataset, role) == said


@pytest.mark.parametrize(
    ("basis", "said"),
    [
        ("officer-observed", "Suspects: as an officer saw them."),
        ("self-defined", "Suspects: as they define themselves."),
        ("mixed", "Suspects: some as an officer saw them, some as they define themselves."),
        ("not said", "Suspects: as the police record has them."),
    ],
)
def test_the_basis_of_an_extract_is_its_own(basis: str, said: str) -> None:
    about = {"ethnicity": {"suspect": basis, "victim": "self-defined"}}
    own = capabilities_of(FACTS | {"name": "own", "about": about}).dataset
    assert words.basis(own, "suspect") == said
    assert words.basis(own, "victim") == "Victims: as they define themselves."


def test_rates_by_age_are_joined_where_intervals_do_not_part_them() -> None:
    title = words.age_rate_title(age_sex(), "Victims")
    assert title == "Victims: rate highest for men and boys aged 13 to 24"
    text = words.age_rate_sentence(age_sex(), "Victims")
    assert "90.0 (95% interval 72.4 to 110.6) among men and boys aged 13 to 19" in text
    assert "per 1,000" in text
    assert words.age_rate_title(age_sex(0.1), "Victims").endswith(
        "no age’s rate is clearly highest"
    )


def test_rates_by_ethnicity_carry_intervals_and_the_caution() -> None:
    title = words.ethnic_rate_title(ethnic({"white": 40.0, "black": 400.0}), "Victims")
    assert title == "Victims: rate highest for Black residents"
    assert "no group" in words.ethnic_rate_title(ethnic(GROUPS), "Victims")
    text = words.ethnic_rate_sentence(ethnic(GROUPS), "Victims")
    assert text.count("95% interval") == 3
    assert words.CAUTION in text
    assert "not known for 21%" in text


def test_a_group_that_is_no_adjective_is_called_a_group() -> None:
    title = words.ethnic_rate_title(ethnic({"white": 40.0, "mixed": 400.0}), "Victims")
    assert title == "Victims: rate highest for the group Mixed"


def method(scale: float = 1.0) -> pd.DataFrame:
    return people(
        [
            {"method": "knife-or-sharp-implement", "domestic": "no", "count": 50.0 * scale},
            {"method": "knife-or-sharp-implement", "domestic": "yes", "count": 10.0 * scale},
            {"method": "unknown", "domestic": "no", "count": 40.0 * scale},
        ]
    )


def test_methods_are_told_beside_as_many_months_before() -> None:
    assert words.method_title(method()) == "Knife or sharp implement: 60% of homicides"
    text = words.method_sentence(method(), method(0.5), "April 2014 to March 2019")
    assert "knife or sharp implement 60% and not known 40%" in text
    assert "10% of the killings are flagged as domestic abuse" in text
    assert "In April 2014 to March 2019 there were 50 victims" in text
    assert "2014" not in words.method_sentence(method(), None, "April 2014 to March 2019")
    assert "2014" not in words.method_sentence(method(), method(0.1), "2014")


def test_headlines_say_what_stands_out() -> None:
    assert words.headline(age_sex(), "victims") == "80% of victims are male"
    women = people(
        [{"age": "20-29", "sex": "all", "count": 30.0}, {"age": "30+", "sex": "all", "count": 20.0}]
    )
    assert words.headline(women, "victims") == "60% of victims are aged 20 to 29"
    custody = people(
        [
            {"age": "adult", "sex": "male", "count": 80.0},
            {"age": "adult", "sex": "female", "count": 12.0},
            {"age": "child", "sex": "male", "count": 8.0},
        ]
    )
    assert words.headline(custody, "disposals") == "80% of disposals are of men"


def test_suppressed_tables_are_too_few_to_show() -> None:
    hidden = age_sex().assign(count=np.nan, share=np.nan)
    assert words.age_sex_title(hidden, "Victims") == "Victims: too few to show"
    assert words.headline(hidden, "victims") == "too few to show"
    assert words.age_sex_sentence(hidden, "victims").endswith(".")


def test_the_word_that_is_never_used() -> None:
    said = " ".join([*words.ETHNICITIES.values(), words.CAUTION])
    assert "BAME" not in said


@pytest.mark.parametrize(
    ("share", "text"), [(0.004, "under 1%"), (0.0, "0%"), (0.425, "42%"), (np.nan, "–")]
)
def test_shares_are_written_for_people(share: float, text: str) -> None:
    assert words.percent(share) == text


def test_a_protected_table_is_of_its_own_total() -> None:
    """What the gate lets through does not add up to everybody: the total is told."""
    whole = 1234.0
    assert words.age_sex_sentence(age_sex(), "victims", whole).startswith("Of 1,234 victims")
    told = words.ethnicity_sentence([("Victims", ethnic(GROUPS), whole)])
    assert told.startswith("Victims (1,234): ")
    few = age_sex(0.02)
    assert " of 9" in words.age_sex_title(few, "Victims", 9.0)
    assert " of 9" in words.headline(few, "victims", 9.0)

"""Words on people: the unknown is always said, few are counted, rates carry intervals."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from components.text import people as words
from components.text import people_rates as rates
from data.queries.people_rates import rate_statuses
from data.sources.extract_terms import capabilities_of
from data.statistics import intervals, multiple
from tests.asking import domain
from tests.unit.extracts import FACTS


def people(rows: list[dict], mixed: float = 0.0) -> pd.DataFrame:
    """A people table made by hand, with shares and rates as the queries give them.

    Args:
        rows: the rows.
        mixed: residents who may be counted to any row.
    """
    frame = pd.DataFrame(rows)
    frame["share"] = frame["count"] / frame["count"].sum()
    if "population" in frame:
        frame["rate"] = frame["count"] / frame["population"] * 1000
        low, high = intervals.rate_interval(frame["count"], frame["population"])
        frame["rate_low"], frame["rate_high"] = low, high
        largest = frame["population"] + mixed
        frame["rate_least"] = frame["count"] / largest * 1000
        frame["rate_most"] = frame["rate"]
        stands = multiple.standing(frame["count"], frame["population"], largest=largest)
        frame["above"], frame["below"] = stands.above, stands.below
        most = int(np.nanargmax(frame["population"]))
        ratio = multiple.times_of(frame["count"], frame["population"], most, largest=largest)
        frame["times_low"], frame["times_high"] = ratio
        counts, found = frame["count"].to_numpy(), frame["rate"].to_numpy()
        frame["rate_status"] = rate_statuses(counts, found)
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


def ethnic(
    counts: dict[str, float], population: float = 100_000.0, mixed: float = 0.0
) -> pd.DataFrame:
    return people(
        [
            {
                "ethnicity": name,
                "count": count,
                "population": np.nan if name == "unknown" else population,
            }
            for name, count in counts.items()
        ],
        mixed,
    )


GROUPS = {"white": 40.0, "black": 50.0, "asian": 20.0, "unknown": 30.0}


def test_a_pyramid_is_told_with_what_is_not_known() -> None:
    assert words.age_sex_title(age_sex(), "Victims") == "Victims: 80% male, 92% under 25"
    text = words.age_sex_sentence(age_sex(), "victims")
    assert text.startswith("Of 255 victims, 18% are female, 80% are male and 92% are under 25.")
    assert "Age is not known for 2% and sex is not known for 2%" in text


def test_no_band_is_called_most_for_being_wide() -> None:
    """25 to 34 is ten years wide and 18 one year: an age fixed beforehand is told instead."""
    said = [
        words.age_sex_title(age_sex(), "Victims"),
        words.age_sex_sentence(age_sex(), "victims"),
        words.headline(age_sex(), "victims"),
    ]
    for text in said:
        assert "most" not in text and "than in any other" not in text, text


@pytest.mark.parametrize(
    ("bands", "said"),
    [
        ({"1-9": 1, "10-14": 2, "15-17": 3, "18": 4, "19-24": 10, "25-34": 20}, "50% under 25"),
        ({"10-19": 10, "20-29": 20, "30-39": 30, "80+": 40}, "30% under 30"),
        ({"child": 25, "adult": 75}, "25% children"),
        ({"under 18": 10, "18-24": 30, "25+": 60}, "40% under 25"),
        ({"unknown": 30}, ""),
    ],
)
def test_the_young_are_told_apart_where_bands_allow(bands: dict[str, float], said: str) -> None:
    rows = [{"age": band, "sex": "all", "count": float(count)} for band, count in bands.items()]
    assert words.young(people(rows)) == said


def test_of_fewer_than_twenty_nothing_more_is_said() -> None:
    few = age_sex(0.05).round({"count": 0})
    few["share"] = few["count"] / few["count"].sum()
    told = f"{few['count'].sum():.0f}"
    assert words.age_sex_title(few, "Victims") == f"Victims: {told}, too few to say more"
    assert words.headline(few, "victims") == f"too few victims to say more ({told})"
    assert words.age_sex_sentence(few, "victims").startswith(f"There are too few victims ({told})")
    small = ethnic({"white": 3.0, "black": 2.0})
    assert words.ethnicity_title(small, "Victims") == "Victims: 5, too few to say more"
    assert words.ethnicity_sentence([("Victims", small, None)]) == "Victims (5): too few to say."
    assert rates.ethnic_rate_title(small, "Victims") == "Victims: too few to compare groups"
    assert rates.age_rate_title(few, "Victims") == "Victims: too few to compare ages"
    assert rates.ethnic_rate_sentence(small, "Victims").startswith(
        "There are too few victims (5) to compare groups."
    )
    assert "(18) to compare ages" in rates.age_rate_sentence(age_sex(0.075), "Victims")
    for text in (words.method_title(method(0.1)), words.method_sentence(*[method(0.1)] * 3, "")):
        assert "%" not in text and "too few" in text


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


def test_rates_by_age_are_joined_where_chance_does_not_part_them() -> None:
    title = rates.age_rate_title(age_sex(), "Victims")
    assert title == "Victims: rate highest for men and boys aged 13 to 24"
    text = rates.age_rate_sentence(age_sex(), "Victims")
    assert "men and boys 20.0 aged 0 to 12, 90.0 aged 13 to 19 and 80.0 aged 20 to 24" in text
    assert "Ages with fewer than 20 are too few to say." in text
    assert "Beyond chance the rate is highest for men and boys aged 13 to 24." in text
    assert "one in twenty" in text and "per 1,000" in text
    small = rates.age_rate_title(age_sex(0.1), "Victims")
    assert small.endswith("no age’s rate is clearly highest")
    assert "one in twenty" not in rates.age_rate_sentence(age_sex(0.1), "Victims")


def test_rates_by_ethnicity_carry_intervals_and_the_caution() -> None:
    title = rates.ethnic_rate_title(ethnic({"white": 40.0, "black": 400.0}), "Victims")
    assert title == "Victims: rate highest for Black residents"
    assert "no group" in rates.ethnic_rate_title(ethnic(GROUPS), "Victims")
    text = rates.ethnic_rate_sentence(ethnic(GROUPS), "Victims")
    assert text.count("95% interval") == 3
    assert rates.CAUTION in text
    assert "not known for 21%" in text
    assert "Beyond chance, Asian residents were victims less often than White residents." in text
    assert "For Black residents chance could explain the difference." in text
    clear = rates.ethnic_rate_sentence(ethnic({"white": 40.0, "black": 400.0}), "Victims")
    assert "Black residents were victims at least 7.2 times as often as White residents." in clear
    alike = rates.ethnic_rate_sentence(ethnic({"white": 40.0, "black": 44.0}), "Victims")
    assert "chance could explain the difference beside White residents." in alike


def test_a_rate_of_whom_officers_saw_is_a_range() -> None:
    groups = {"white": 40.0, "black": 400.0, "asian": 6.0}
    seen = ethnic(groups, mixed=50_000.0)
    text = rates.ethnic_rate_sentence(seen, "Victims")
    assert "Black 400.0 (95% interval 361.8 to 441.2; from 266.7)" in text
    assert "Asian too few to say (6)" in text
    assert "“From” counts all residents of Mixed groups" in text
    assert "From" not in rates.ethnic_rate_sentence(ethnic(groups), "Victims")
    # Ten times as many who may be of any group: no order is left.
    loose = ethnic(groups, mixed=1_000_000.0)
    assert rates.ethnic_rate_title(loose, "Victims").endswith("no group’s rate is clearly highest")


def test_a_group_that_is_no_adjective_is_called_a_group() -> None:
    title = rates.ethnic_rate_title(ethnic({"white": 40.0, "mixed": 400.0}), "Victims")
    assert title == "Victims: rate highest for the group Mixed"


def test_rates_without_a_known_variance_make_no_claim() -> None:
    bare = ethnic(GROUPS).assign(rate_low=np.nan, rate_high=np.nan, above=np.nan, below=np.nan,
                                 times_low=np.nan, times_high=np.nan)  # fmt: skip
    assert "no group" in rates.ethnic_rate_title(bare, "Victims")
    text = rates.ethnic_rate_sentence(bare, "Victims")
    assert "interval" not in text and "beyond chance" not in text


def method(scale: float = 1.0) -> pd.DataFrame:
    return people(
        [
            {"method": "knife-or-sharp-implement", "domestic": "no", "count": 50.0 * scale},
            {"method": "knife-or-sharp-implement", "domestic": "yes", "count": 10.0 * scale},
            {"method": "unknown", "domestic": "no", "count": 40.0 * scale},
        ]
    )


def by_method(scale: float = 1.0) -> pd.DataFrame:
    frame = people(
        [
            {"method": "knife-or-sharp-implement", "count": 60.0 * scale},
            {"method": "unknown", "count": 40.0 * scale},
        ]
    )
    low, high = intervals.wilson(frame["count"], frame["count"].sum())
    return frame.assign(share_low=low, share_high=high)


def test_methods_are_told_beside_as_many_months_before() -> None:
    assert words.method_title(method()) == "Knife or sharp implement: 60% of homicides"
    span = "April 2014 to March 2019"
    text = words.method_sentence(method(), by_method(), by_method(0.5), span)
    assert "knife or sharp implement 60% and not known 40%" in text
    assert "10% of the killings are flagged as domestic abuse" in text
    assert "60% (95% interval 50% to 69%) now, 60% (95% interval 46% to 72%) of 50 victims" in text
    assert span in text
    assert "2014" not in words.method_sentence(method(), by_method(), None, span)
    assert "2014" not in words.method_sentence(method(), by_method(), by_method(0.1), "2014")


def test_headlines_say_what_stands_out() -> None:
    assert words.headline(age_sex(), "victims") == "80% of victims are male"
    women = people(
        [{"age": "20-29", "sex": "all", "count": 30.0}, {"age": "30+", "sex": "all", "count": 20.0}]
    )
    assert words.headline(women, "victims") == "60% of victims are under 30"
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
    said = " ".join([*words.ETHNICITIES.values(), rates.CAUTION])
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
    assert words.age_sex_title(few, "Victims", 9.0) == "Victims: 9, too few to say more"
    assert words.headline(few, "victims", 9.0) == "too few victims to say more (9)"

"""What the report does not publish and the simulated extract therefore assumes.

Every number here is an assumption; :data:`SENTENCES` says so in words, and
:mod:`.checks` measures what can be measured.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from data.ingest.simulate.apportion import Floats
from data.ingest.simulate.targets import line
from data.model.groups import ETHNIC_GROUPS

SENTENCES = (
    "Only offences of the report’s three cohorts are drawn: violence and robbery among people over "
    "24 without the domestic abuse flag are not in the extract.",
    "The report prints no volumes of single years but 2023. Under-25 homicide keeps the share of "
    "recorded homicide that it had in 2023; under-25 personal robbery has a share of recorded "
    "robbery on a straight line from 2019 to 2023; rape and other sexual offences follow recorded "
    "ones; violence with injury and threats to kill fill the rest of the published change, in the "
    "proportion of 2023. The change holds with and without names outside the annex.",
    "The report prints no change for 2020: the under-25 share of recorded violence with injury is "
    "halfway between those of 2019 and 2021.",
    "Of rape {under_25_rape:.0%} and of other sexual offences {under_25_other:.0%} have a victim "
    "or suspect under 25: the report does not print these volumes.",
    "Of other sexual offences {outside:.0%} carry names that the report's annex does not list; "
    "they are not serious violence.",
    "Domestic abuse has the volumes of the flagged open series from August 2021; the earlier "
    "months of 2021 follow the season of 2022, 2019 lies below the year to March 2023 by the "
    "published 6%, and 2020 is halfway between 2019 and 2021. Violence with injury has the same "
    "for its own flagged series.",
    "Flagged domestic abuse beyond violence with injury, threats to kill, sexual offences and "
    "homicide stands as adult violence without injury, whatever offence it is in open data; it is "
    "not serious violence. The under-25 records have no other violence without injury than "
    "threats to kill, as in the report.",
    "Under-25 violence with injury and threats to kill with the domestic abuse flag fall by "
    "{fall:.0%} a year from 2020, as the report says of domestic abuse without a number; personal "
    "robbery has none.",
    "How many victims and suspects an offence has, how many offences have a known suspect, and how "
    "many ages are unknown.",
    "Age, sex, ethnicity, place, month, hour and the knife flag are drawn independently of one "
    "another within year, offence, domestic abuse flag and role.",
    "Sex of victims, and of suspects in sexual offences, is that of table 11 in every year; of "
    "people over 24 as well. Between 2019 and 2023 the published shares of suspects run straight.",
    "Single years of age within the published bands, ages over 24, and every age of victims.",
    "Ethnicity, but for the published share of Black suspects in 2023. The share of suspects "
    "without a known ethnicity rises from {unknown_2019:.1%} to {unknown_2023:.1%}.",
    "Knife and lethal barrel flags, but for the knife share of personal robbery.",
    "Hours, but for the published shares and peaks; shares of times at exactly 00:00 or 12:00 and "
    "of unknown hours and days; the weight of weekdays.",
    "Places and months of threats to kill are those of violence without injury. A domestic abuse "
    "flag or an age does not move an offence.",
)
"""The assumptions in words, with the numbers to be filled in by :func:`sentences`."""

UNDER_25_SHARE = {"rape": 0.40, "other-sexual-offences": 0.40}
"""Share of the sexual offences of all ages that have somebody under 25."""

OUTSIDE_ANNEX = {"other-sexual-offences": 0.30, "violence-without-injury": 1.0}
"""Share of an offence's records whose full name is not in the annex."""

YOUNG_DOMESTIC = {
    "homicide": 0.10,
    "violence-with-injury": 0.22,
    "threats-to-kill": 0.36,
    "rape": 0.13,
    "other-sexual-offences": 0.05,
}
"""Share of the under-25 offences with the domestic abuse flag, in 2023."""

YOUNG_DOMESTIC_FALL = 0.03
"""How much domestic violence affecting under-25s falls in each year from 2020."""

ALL_DOMESTIC = {"threats-to-kill": 0.047, "rape": 0.25, "other-sexual-offences": 0.08}
"""All ages, domestic abuse: threats to kill as a share of all flagged offences, rape and other
sexual offences as a share of the offence."""

ADULT_DOMESTIC_HOMICIDES = 12
"""A year: homicides with the flag whose victim and suspects are 25 or older."""

KNIFE = {
    "homicide": 0.60,
    "violence-with-injury": 0.07,
    "threats-to-kill": 0.12,
    "rape": 0.015,
    "other-sexual-offences": 0.004,
}
ADULT_KNIFE = {"homicide": 0.35, "violence-with-injury": 0.025, "threats-to-kill": 0.08}
LETHAL_BARREL = {"homicide": 0.10, "violence-with-injury": 0.003, "personal-robbery": 0.0004}
"""Shares of the flags; adult sexual offences have the same as those of under-25s."""


@dataclass(frozen=True)
class Young:
    """How people are spread over the under-25 offences of a kind, as shares of the offences.

    Attributes:
        victim: with a victim aged 1 to 24.
        suspect: with a suspect aged 10 to 24; with :attr:`victim` at least 1.
        more_victims: further victims of those ages.
        more_suspects: further suspects of those ages.
        adult_suspect: of the offences without a suspect aged 10 to 24, those with one over 24.
        ageless_suspect: the same for a suspect of unknown age; the rest have no known suspect.
        ageless_victim: of the offences without a victim aged 1 to 24, those whose victim's age is
            unknown; the others have a victim over 24.
    """

    victim: float
    suspect: float
    more_victims: float
    more_suspects: float
    adult_suspect: float
    ageless_suspect: float
    ageless_victim: float


YOUNG: dict[tuple[str, bool], Young] = {
    ("homicide", False): Young(0.62, 0.72, 0.0, 0.55, 0.60, 0.05, 0.0),
    ("homicide", True): Young(0.60, 0.75, 0.0, 0.0, 1.0, 0.0, 0.0),
    ("violence-with-injury", False): Young(0.72, 0.50, 0.06, 0.08, 0.30, 0.14, 0.04),
    ("violence-with-injury", True): Young(0.80, 0.68, 0.02, 0.01, 0.90, 0.03, 0.01),
    ("threats-to-kill", False): Young(0.66, 0.50, 0.05, 0.05, 0.40, 0.14, 0.04),
    ("threats-to-kill", True): Young(0.80, 0.68, 0.02, 0.01, 0.90, 0.03, 0.01),
    ("personal-robbery", False): Young(0.72, 0.62, 0.10, 0.42, 0.05, 0.30, 0.03),
    ("rape", False): Young(0.92, 0.36, 0.0, 0.03, 0.40, 0.15, 0.02),
    ("rape", True): Young(0.88, 0.66, 0.0, 0.0, 0.94, 0.03, 0.01),
    ("other-sexual-offences", False): Young(0.92, 0.34, 0.02, 0.02, 0.35, 0.18, 0.02),
    ("other-sexual-offences", True): Young(0.88, 0.62, 0.01, 0.0, 0.92, 0.04, 0.01),
}


@dataclass(frozen=True)
class Adult:
    """How people are spread over offences outside the under-25 cohort, as shares of the offences.

    Attributes:
        ageless_victim: whose one victim has no known age; the others are over 24.
        suspect: with a suspect over 24.
        ageless_suspect: with a suspect of unknown age; the rest have no known suspect.
    """

    ageless_victim: float
    suspect: float
    ageless_suspect: float


ADULT = {
    True: Adult(0.012, 0.93, 0.03),
    False: Adult(0.020, 0.48, 0.17),
}
"""Adult offences with and without the domestic abuse flag."""

VICTIM_BANDS = {
    "homicide": (0.06, 0.05, 0.33, 0.56),
    "violence-with-injury": (0.07, 0.23, 0.31, 0.39),
    "threats-to-kill": (0.04, 0.24, 0.31, 0.41),
    "personal-robbery": (0.01, 0.24, 0.40, 0.35),
    "rape": (0.08, 0.22, 0.29, 0.41),
    "other-sexual-offences": (0.09, 0.28, 0.28, 0.35),
}
DOMESTIC_VICTIM_BANDS = (0.05, 0.09, 0.25, 0.61)
"""Victims under 25 aged 1-9, 10-14, 15-18, 19-24."""

SUSPECT_BANDS = {
    "homicide": (0.04, 0.46, 0.50),
    "violence-with-injury": (0.24, 0.42, 0.34),
    "threats-to-kill": (0.21, 0.41, 0.38),
    "personal-robbery": (0.17, 0.51, 0.32),
    "rape": (0.14, 0.42, 0.44),
    "other-sexual-offences": (0.24, 0.44, 0.32),
}
DOMESTIC_SUSPECT_BANDS = (0.06, 0.29, 0.65)
"""Suspects aged 10-14, 15-18, 19-24, before they are fitted to the published shares."""

UNDER_15 = (0.155, 0.195)
"""Share of suspects aged 10 to 14 in 2019 (assumed) and 2023 ("nearly 1 in 5")."""

ROBBERY_VICTIM_SEX = (22.0, 77.0, 1.0)
"""Female, male, unknown; table 11 has no robbery."""

ADULT_SUSPECT_SEX_OF_ROBBERY = (5.0, 87.0, 8.0)


SUSPECT_ETHNICITY = {
    "homicide": (0.07, 0.55, 0.05, 0.12, 0.03, 0.18),
    "violence-with-injury": (0.08, 0.37, 0.05, 0.32, 0.03, 0.15),
    "violence-without-injury": (0.12, 0.30, 0.04, 0.38, 0.04, 0.12),
    "threats-to-kill": (0.08, 0.36, 0.05, 0.35, 0.03, 0.13),
    "personal-robbery": (0.10, 0.50, 0.05, 0.14, 0.03, 0.18),
    "rape": (0.13, 0.30, 0.04, 0.29, 0.05, 0.19),
    "other-sexual-offences": (0.14, 0.26, 0.04, 0.31, 0.05, 0.20),
}
VICTIM_ETHNICITY = {
    "homicide": (0.12, 0.40, 0.06, 0.30, 0.05, 0.07),
    "violence-with-injury": (0.14, 0.22, 0.05, 0.42, 0.05, 0.12),
    "violence-without-injury": (0.14, 0.21, 0.05, 0.44, 0.05, 0.11),
    "threats-to-kill": (0.14, 0.22, 0.05, 0.42, 0.05, 0.12),
    "personal-robbery": (0.25, 0.17, 0.05, 0.35, 0.06, 0.12),
    "rape": (0.10, 0.19, 0.05, 0.46, 0.05, 0.15),
    "other-sexual-offences": (0.11, 0.18, 0.05, 0.46, 0.05, 0.15),
}
"""Shares in the order of :data:`ETHNIC_GROUPS`."""

SUSPECTS_2019 = (0.095, 0.465, 0.05, 0.265, 0.03, 0.095)
SUSPECTS_2023 = (0.09, 0.42, 0.05, 0.25, 0.03, 0.16)


def suspect_ethnicity(year: int, black_2023: float) -> Floats:
    """Shares of the suspects aged 10 to 24, without sexual offences.

    Args:
        year: calendar year.
        black_2023: the published share of Black suspects in 2023.
    """
    last = np.array(SUSPECTS_2023)
    black = ETHNIC_GROUPS.index("black")
    last *= (1 - black_2023) / (last.sum() - last[black])
    last[black] = black_2023
    return np.array([line(a, b, year) for a, b in zip(SUSPECTS_2019, last, strict=True)])


def ages(low: int, high: int, bands: tuple[tuple[int, int, float], ...]) -> Floats:
    """Weights of single years of age: the band's share, rising to 17 and falling after it.

    Args:
        low: the first age.
        high: the last age.
        bands: first age, last age and share of each band.
    """
    years = np.arange(low, high + 1)
    shape = np.where(years <= 17, 0.4 + years / 17, 1.4 - 0.045 * (years - 17))
    weights = np.zeros(len(years))
    for first, last, share in bands:
        inside = (years >= first) & (years <= last)
        weights[inside] = shape[inside] / shape[inside].sum() * share
    return weights


def adult_ages() -> Floats:
    """Weights of the ages 25 to 90, half as many every 14 years."""
    return np.asarray(0.5 ** (np.arange(66) / 14.0))


def sentences() -> tuple[str, ...]:
    """The assumptions in words, numbers filled in."""
    unknown = ETHNIC_GROUPS.index("unknown")
    numbers = {
        "under_25_rape": UNDER_25_SHARE["rape"],
        "under_25_other": UNDER_25_SHARE["other-sexual-offences"],
        "outside": OUTSIDE_ANNEX["other-sexual-offences"],
        "fall": YOUNG_DOMESTIC_FALL,
        "unknown_2019": SUSPECTS_2019[unknown],
        "unknown_2023": SUSPECTS_2023[unknown],
    }
    return tuple(text.format(**numbers) for text in SENTENCES)

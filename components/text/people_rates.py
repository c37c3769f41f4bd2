"""Rates of people as plain words: which stand out beyond chance, and over what range."""

from __future__ import annotations

import math

import pandas as pd

from components.figures.pyramid import UNKNOWN, band_label
from components.text.people import ETHNICITIES, FEW, few, percent, share_of
from components.text.words import ONE_IN_TWENTY, listed, number

CAUTION = (
    "A rate says how many were harmed for every resident of a group, not why: place, age and "
    "deprivation differ between groups as well."
)


def _known_rates(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.dropna(subset=["rate"])


def _highest(known: pd.DataFrame) -> pd.DataFrame:
    """The rows that no other is beyond chance above, where they are above any; else none."""
    top = known[(known["below"] == 0) & (known["above"] > 0)]
    apart = bool(len(top)) and bool((known["below"] > 0).any())
    alone = len(top) == int((known["below"] == 0).sum())
    return top if apart and alone and (top["rate_status"] == "ok").all() else known.iloc[:0]


def _highest_ages(known: pd.DataFrame) -> str:
    """The ages of one sex that have the highest rate beyond chance, as one; or nothing."""
    top = _highest(known)
    order = list(dict.fromkeys(known["age"]))
    places = sorted(order.index(band) for band in top["age"])
    if not places or len(set(top["sex"])) > 1 or len(places) > 3:
        return ""
    if places != list(range(places[0], places[-1] + 1)):
        return ""
    return f"{_people(top['sex'].iloc[0])} aged {_joined(order[places[0]], order[places[-1]])}"


def age_rate_title(frame: pd.DataFrame, who: str) -> str:
    """The ages and sex with the highest rate, as far as chance lets them be told apart."""
    known = _known_rates(frame)
    if known.empty or not known["count"].sum():
        return "No rate by age and sex"
    if few(known):
        return f"{who}: too few to compare ages"
    ages = _highest_ages(known)
    return f"{who}: rate highest for {ages}" if ages else f"{who}: no age’s rate is clearly highest"


def _joined(first: str, last: str) -> str:
    """Bands that follow one another, as one: ``13 to 24``."""
    if first == last:
        return band_label(first)
    start = first.split("-")[0].rstrip("+")
    return f"{start} and over" if last.endswith("+") else f"{start} to {last.split('-')[-1]}"


def _people(sex: str) -> str:
    return {"female": "women and girls", "male": "men and boys"}.get(sex, "people")


def per_100k(row: pd.Series) -> str:
    """A rate of a ``people`` table for every 100,000 residents, with its interval and range.

    ``23.0 (95% interval 20.1 to 26.2; from 16.1)``: the range of a group that officers saw.
    """
    low, high = row["rate_low"] * 100, row["rate_high"] * 100
    told = f"95% interval {number(low, 1)} to {number(high, 1)}" if low == low else ""
    least = f"from {number(row['rate_least'] * 100, 1)}" if ranged(row) else ""
    inside = "; ".join(text for text in (told, least) if text)
    return f"{number(row['rate'] * 100, 1)}" + (f" ({inside})" if inside else "")


def ranged(row: pd.Series) -> bool:
    """Whether a rate is a range: whom its residents are is not told by its source."""
    return bool(row["rate_least"] < row["rate_most"])


def _too_few(known: pd.DataFrame, who: str) -> str:
    return f"There are too few {who.lower()} ({number(known['count'].sum())}) to compare"


def age_rate_sentence(frame: pd.DataFrame, who: str) -> str:
    """Rates by age and sex in words, and which stand out beyond chance."""
    known = _known_rates(frame)
    if known.empty or not known["count"].sum():
        return "Residents of these ages are not known, so no rate is given."
    if few(known):
        return f"{_too_few(known, who)} ages. Lines are 95% intervals; the table has the rates."
    told = []
    enough = known[known["rate_status"] == "ok"]
    if enough.empty:
        return (
            f"No age has as many as {FEW} {who.lower()}, so no rate is told; the table has them. "
            f"{_without(frame, 'age or sex')}".strip()
        )
    for sex in ("male", "female"):
        rows = enough[enough["sex"] == sex]
        listed_rates = [
            f"{number(rate * 100, 1)} aged {band_label(age).lower()}"
            for age, rate in zip(rows["age"], rows["rate"], strict=True)
        ]
        if listed_rates:
            told.append(f"{_people(sex)} {listed(listed_rates)}")
    ages = _highest_ages(known)
    stands = (
        f"Beyond chance the rate is highest for {ages}. {ONE_IN_TWENTY}"
        if ages
        else "No age and sex has beyond chance the highest rate."
    )
    rates = f": {'; '.join(told)}" if told else ""
    return (
        f"{who} for every 100,000 residents of the same age and sex over the whole period{rates}. "
        + (f"Ages with fewer than {FEW} are too few to say. " if len(enough) < len(known) else "")
        + f"{stands} Lines are 95% intervals. {_without(frame, 'age or sex')}"
        "The table gives rates per 1,000. Residents are those of mid-2021; victims may live "
        "elsewhere."
    )


def _without(frame: pd.DataFrame, what: str) -> str:
    """How many have no rate, as a sentence; empty where all have one."""
    missing = frame.loc[frame["rate"].isna(), "count"].sum()
    verb = "has" if missing == 1 else "have"
    return f"{number(missing)} of unknown {what} {verb} no rate. " if missing else ""


def ethnic_rate_title(frame: pd.DataFrame, who: str) -> str:
    """The group whose rate is beyond chance above all others, or that there is none."""
    known = _known_rates(frame)
    if len(known) < 2 or not known["count"].sum():
        return "No rate by ethnicity"
    if few(known):
        return f"{who}: too few to compare groups"
    top = _highest(known)
    if len(top) != 1 or top["above"].iloc[0] < len(known) - 1:
        return f"{who}: no group’s rate is clearly highest"
    name = residents_of(str(top["ethnicity"].iloc[0])).removeprefix("residents of ")
    return f"{who}: rate highest for {name}"


def residents_of(ethnicity: str) -> str:
    """How a sentence calls the residents of a group: ``Black residents``."""
    group = ETHNICITIES[ethnicity]
    if ethnicity in ("white", "black", "asian"):
        return f"{group} residents"
    return f"residents of the group {group}"


def _often(row: pd.Series, reference: str) -> str:
    """How often beside the reference, as far as limits that hold together support it."""
    least = math.floor(row["times_low"] * 10) / 10
    most = math.ceil(row["times_high"] * 10) / 10
    if row["times_low"] > 1:
        return (
            f"at least {least:.1f} times as often as {reference}"
            if least > 1
            else (f"more often than {reference}")
        )
    if row["times_high"] < 1:
        return (
            f"at most {most:.1f} times as often as {reference}"
            if most < 1
            else (f"less often than {reference}")
        )
    return ""


def _times(known: pd.DataFrame) -> str:
    """How the groups stand beside the one with most residents, in sentences."""
    compared = known.dropna(subset=["times_low"])
    if compared.empty:
        return ""
    reference = residents_of(known.loc[known["population"].idxmax(), "ethnicity"])
    told, alike = [], []
    for _, row in compared.iterrows():
        often, group = _often(row, reference), residents_of(row["ethnicity"])
        if often:
            told.append(f"{group} were victims {often}")
        else:
            alike.append(group)
    text = f"Beyond chance, {listed(told)}. " if told else ""
    if alike:
        beside = "" if told else f" beside {reference}"
        text += f"For {listed(alike)} chance could explain the difference{beside}. "
    return text


def ethnic_rate_sentence(frame: pd.DataFrame, who: str) -> str:
    """Rates by ethnicity in words, with their range and the caution."""
    known = _known_rates(frame)
    if known.empty:
        return "Residents by ethnicity are not known here, so no rate is given."
    if few(known):
        return f"{_too_few(known, who)} groups. {CAUTION}"
    if not (known["rate_status"] == "ok").any():
        return f"No group has as many as {FEW} {who.lower()}, so no rate is told. {CAUTION}"
    told = []
    for _, row in known.iterrows():
        group = ETHNICITIES[row["ethnicity"]]
        enough = row["rate_status"] == "ok"
        rate = per_100k(row) if enough else f"too few to say ({number(row['count'])})"
        told.append(f"{group} {rate}")
    text = f"{who} for every 100,000 residents of the group over the whole period: {listed(told)}. "
    if any(ranged(row) for _, row in known[known["rate_status"] == "ok"].iterrows()):
        text += (
            "“From” counts all residents of Mixed groups, a group that officers do not record, to "
            "that group. "
        )
    text += _times(known)
    missing = share_of(frame, "ethnicity", UNKNOWN)
    unknown = f"Ethnicity is not known for {percent(missing)}, who have no rate. "
    return (
        f"{text}{unknown if missing > 0 else ''}"
        f"Officers say what they saw, residents say who they are (Census 2021). {CAUTION}"
    )

"""People as plain words: a ``people`` table goes in, a title or a sentence comes out."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from components.figures.pyramid import UNKNOWN, band_label
from components.words import capital, listed, number
from data.catalogue import Dataset

ETHNICITIES = {
    "white": "White",
    "black": "Black",
    "asian": "Asian",
    "mixed": "Mixed",
    "other": "Other",
    UNKNOWN: "Not known",
}
METHODS = {
    "knife-or-sharp-implement": "Knife or sharp implement",
    "shooting": "Shooting",
    "physical-assault": "Assault without a weapon",
    "blunt-implement": "Blunt implement",
    "other": "Another way",
    UNKNOWN: "Not known",
}
CAUTION = (
    "A rate says how many were harmed for every resident of a group, not why: place, age and "
    "deprivation differ between groups as well."
)


def whose(dataset: Dataset, role: str) -> str:
    """How a sentence counts the people of a role: ``victims``, ``accused``, ``disposals``."""
    return dataset.people[role].whose


def short(dataset: Dataset, role: str) -> str:
    """The same in one word, for titles and labels."""
    return dataset.people[role].short


def basis(dataset: Dataset, role: str) -> str:
    """Who said what ethnicity a person has, as a sentence."""
    return dataset.people[role].basis


def percent(share: float, places: int = 0) -> str:
    """A share of everybody in per cent: ``43%``, ``under 1%``."""
    if share != share:
        return "–"
    if 0 < share < 0.005 and not places:
        return "under 1%"
    return f"{share:.{places}%}"


FEW = 20
"""Of fewer people than this no percentages are given, but counts."""


Whole = float | None
"""How many people a table is of, where its rows do not add up to it; ``None`` where they do."""


def _everybody(frame: pd.DataFrame, whole: Whole) -> float:
    return float(frame["count"].sum()) if whole is None else whole


def _portion(frame: pd.DataFrame, share: float, whole: Whole = None) -> str:
    """A share of everybody in a table: per cent, or a count where they are few."""
    whole = _everybody(frame, whole)
    if whole >= FEW or share != share:
        return percent(share)
    return f"{number(round(share * whole))} of {number(whole)}"


def _shares(frame: pd.DataFrame, name: str) -> dict[str, float]:
    """The share of every value of a dimension, in the table's order; NaN where suppressed."""
    found: dict[str, float] = {}
    for value, share in zip(frame[name].tolist(), frame["share"].tolist(), strict=True):
        before = found.get(value, float("nan"))
        found[value] = share if before != before else before if share != share else before + share
    return found


def _share(frame: pd.DataFrame, name: str, value: str) -> float:
    return _shares(frame, name).get(value, float("nan"))


def largest(frame: pd.DataFrame, name: str) -> tuple[str, float]:
    """The largest known value of a dimension and its share; empty without one."""
    known = {
        value: share
        for value, share in _shares(frame, name).items()
        if value != UNKNOWN and share == share
    }
    top = max(known, key=lambda value: known[value], default="")
    return (top, known[top]) if top else ("", float("nan"))


def unknown_words(frame: pd.DataFrame, names: Sequence[str], whole: Whole = None) -> str:
    """How many have no known age, sex or ethnicity, as a sentence."""
    shares = {name: _share(frame, name, UNKNOWN) for name in names}
    known = [name for name, share in shares.items() if share == 0]
    lost = [
        f"{name} is not known for {_portion(frame, share, whole)}"
        for name, share in shares.items()
        if share > 0
    ]
    if known:
        verb = "is" if len(known) == 1 else "are"
        lost.append(f"{listed(known)} {verb} known for all")
    text = listed(lost) if lost else ""
    return f"{capital(text)}." if text else ""


def age_sex_title(frame: pd.DataFrame, who: str, whole: Whole = None) -> str:
    """The larger sex and the largest age band: ``Victims: 84% male, most aged 25 to 34``."""
    sex, share = largest(frame, "sex")
    band, _ = largest(frame, "age")
    if not sex or not band:
        return f"{who}: too few to show"
    return f"{who}: {_portion(frame, share, whole)} {sex}, {_aged(band)}"


def _aged(band: str) -> str:
    if band in ("adult", "child"):
        return "mostly adults" if band == "adult" else "mostly children"
    return f"most aged {band_label(band)}"


def age_sex_sentence(frame: pd.DataFrame, who: str, whole: Whole = None) -> str:
    """A pyramid in words: how many, which sex, which ages, what is not known."""
    sexes = [
        f"{_portion(frame, share, whole)} are {sex}"
        for sex in ("female", "male")
        for share in [_share(frame, "sex", sex)]
        if share == share
    ]
    band, part = largest(frame, "age")
    top = frame[(frame["age"] != UNKNOWN) & (frame["sex"] != UNKNOWN)].dropna(subset=["count"])
    if not sexes or not band or top.empty:
        return f"There are too few {who} to say anything about their age and sex."
    most = top.loc[top["count"].idxmax()]
    group = (
        f"{most['sex']} {_band_phrase(str(most['age']))}"
        if most["age"] in ("adult", "child")
        else f"{most['sex']} and {_band_phrase(str(most['age']))}"
    )
    return (
        f"Of {number(_everybody(frame, whole))} {who}, {listed(sexes)}. "
        f"{_portion(frame, part, whole)} are {_band_phrase(band)}, more than in any other "
        f"band; the largest single group is {group} ({number(most['count'])}). "
        + unknown_words(frame, ("age", "sex"), whole)
        + " Bars are shares of all, numbers are counts; bands differ in width."
    )


def _band_phrase(band: str) -> str:
    if band in ("adult", "child"):
        return "adults" if band == "adult" else "children"
    return f"aged {band_label(band).lower()}"


def age_title(frame: pd.DataFrame, who: str, whole: Whole = None) -> str:
    """The largest age band of people who are all of one sex."""
    band, share = largest(frame, "age")
    return (
        f"{who}: {_portion(frame, share, whole)} aged {band_label(band)}"
        if band
        else f"{who}: too few to show"
    )


def age_sentence(frame: pd.DataFrame, who: str, whole: Whole = None) -> str:
    """Ages in words."""
    known = frame[frame["age"] != UNKNOWN].dropna(subset=["share"])
    told = [
        f"{percent(row.share)} aged {band_label(row.age).lower()}" for row in known.itertuples()
    ]
    if not told:
        return f"There are too few {who} to say anything about their age."
    unknown = unknown_words(frame, ("age",), whole)
    return f"Of {number(_everybody(frame, whole))} {who}, {listed(told)}. {unknown}"


def ethnicity_title(frame: pd.DataFrame, who: str, whole: Whole = None) -> str:
    """The largest known group and how many are not known."""
    group, share = largest(frame, "ethnicity")
    missing = _share(frame, "ethnicity", UNKNOWN)
    if not group:
        return f"{who}: too few to show by ethnicity"
    rest = f"{_portion(frame, missing, whole)} not known" if missing else "all known"
    return f"{who}: {_portion(frame, share, whole)} {ETHNICITIES[group]}, {rest}"


def ethnicity_sentence(tables: Sequence[tuple[str, pd.DataFrame, Whole]]) -> str:
    """Shares by ethnicity in words, source by source, the unknown share of each."""
    parts = []
    for who, frame, whole in tables:
        known = frame[frame["ethnicity"] != UNKNOWN].dropna(subset=["share"])
        told = [
            f"{ETHNICITIES[row.ethnicity]} {_portion(frame, row.share, whole)}"
            for row in known.sort_values("share", ascending=False).itertuples()
        ]
        missing = _share(frame, "ethnicity", UNKNOWN)
        rest = f"not known {_portion(frame, missing, whole)}" if missing == missing else ""
        told += [rest] if rest else []
        if told:
            parts.append(f"{who} ({number(_everybody(frame, whole))}): {listed(told)}")
    return "; ".join(parts) + "." if parts else "There are too few to show by ethnicity."


def _known_rates(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.dropna(subset=["rate"])


def age_rate_title(frame: pd.DataFrame, who: str) -> str:
    """The ages and sex with the highest rate, as far as intervals tell them apart."""
    known = _known_rates(frame)
    if known.empty or not known["count"].sum():
        return "No rate by age and sex"
    top = known.loc[known["rate"].idxmax()]
    alike = known[(known["rate_high"] >= top["rate_low"]) & (known["rate"] > 0)]
    order = list(dict.fromkeys(known["age"]))
    places = sorted(order.index(band) for band in alike["age"])
    one_sex = set(alike["sex"]) == {top["sex"]}
    if not one_sex or places != list(range(places[0], places[-1] + 1)) or len(places) > 3:
        return f"{who}: no age’s rate is clearly highest"
    ages = _joined(order[places[0]], order[places[-1]])
    return f"{who}: rate highest for {_people(top['sex'])} aged {ages}"


def _joined(first: str, last: str) -> str:
    """Bands that follow one another, as one: ``13 to 24``."""
    if first == last:
        return band_label(first)
    start = first.split("-")[0].rstrip("+")
    return f"{start} and over" if last.endswith("+") else f"{start} to {last.split('-')[-1]}"


def _people(sex: str) -> str:
    return {"female": "women and girls", "male": "men and boys"}.get(sex, "people")


def per_100k(row: pd.Series) -> str:
    """A rate of a ``people`` table for every 100,000 residents, with its interval."""
    low, high = row["rate_low"] * 100, row["rate_high"] * 100
    return f"{number(row['rate'] * 100, 1)} (95% interval {number(low, 1)} to {number(high, 1)})"


def age_rate_sentence(frame: pd.DataFrame, who: str) -> str:
    """Rates by age and sex in words: the highest of either sex."""
    known = _known_rates(frame)
    if known.empty or not known["count"].sum():
        return "Residents of these ages are not known, so no rate is given."
    told = []
    for sex in ("male", "female"):
        rows = known[known["sex"] == sex]
        if len(rows):
            top = rows.loc[rows["rate"].idxmax()]
            told.append(
                f"{per_100k(top)} among {_people(sex)} aged {band_label(top['age']).lower()}"
            )
    missing = frame.loc[frame["rate"].isna(), "count"].sum()
    return (
        f"{who} for every 100,000 residents of the same age and sex over the whole period: highest "
        f"{listed(told)}. Lines are 95% intervals; {number(missing)} of unknown age or sex have no "
        "rate. The table gives rates per 1,000. Residents are those of mid-2021; victims may live "
        "elsewhere."
    )


def ethnic_rate_title(frame: pd.DataFrame, who: str) -> str:
    """The highest rate by ethnicity and its interval, or that intervals overlap."""
    known = _known_rates(frame).sort_values("rate", ascending=False)
    if len(known) < 2 or not known["count"].sum():
        return "No rate by ethnicity"
    first, second = known.iloc[0], known.iloc[1]
    if first["rate_low"] <= second["rate_high"]:
        return f"{who}: no group’s rate is clearly highest"
    name = first["ethnicity"]
    group = ETHNICITIES[name]
    return f"{who}: rate highest for " + (
        f"{group} residents" if name in ("white", "black", "asian") else f"the group {group}"
    )


def ethnic_rate_sentence(frame: pd.DataFrame, who: str, whole: Whole = None) -> str:
    """Rates by ethnicity in words, with the caution."""
    known = _known_rates(frame)
    if known.empty:
        return "Residents by ethnicity are not known here, so no rate is given."
    told = [f"{ETHNICITIES[row['ethnicity']]} {per_100k(row)}" for _, row in known.iterrows()]
    missing = _share(frame, "ethnicity", UNKNOWN)
    return (
        f"{who} for every 100,000 residents of the group over the whole period: {listed(told)}. "
        f"Ethnicity is not known for {_portion(frame, missing, whole)}, who have no rate. "
        f"Officers say what they saw, residents say who they are (Census 2021). {CAUTION}"
    )


def method_title(frame: pd.DataFrame) -> str:
    """The commonest method."""
    method, share = largest(frame, "method")
    return (
        f"{METHODS[method]}: {_portion(frame, share)} of homicides"
        if method
        else "No method is known"
    )


def method_sentence(frame: pd.DataFrame, earlier: pd.DataFrame | None, label: str) -> str:
    """Methods and the domestic abuse flag in words, beside as many months before."""
    whole = frame["count"].sum()
    told = [
        f"{METHODS[name].lower()} {_portion(frame, _share(frame, 'method', name))}"
        for name in dict.fromkeys(frame["method"])
    ]
    flagged = frame[frame["domestic"] == "yes"]
    abuse = _portion(frame, flagged["share"].sum())
    text = (
        f"Of {number(whole)} victims: {listed(told)}. {abuse} of the killings are "
        "flagged as domestic abuse."
    )
    if earlier is not None and min(earlier["count"].sum(), whole) >= FEW:
        before = earlier["count"].sum()
        name, share = largest(frame, "method")
        text += (
            f" In {label} there were {number(before)} victims, {METHODS[name].lower()} "
            f"{percent(_share(earlier, 'method', name))} (now {percent(share)}), domestic abuse "
            f"{percent(earlier.loc[earlier['domestic'] == 'yes', 'share'].sum())}."
        )
    return text


def portion(frame: pd.DataFrame, name: str, values: Sequence[str], whole: Whole = None) -> str:
    """How many of everybody have one of some values: per cent, or a count where they are few."""
    return _portion(frame, sum(_share(frame, name, value) for value in values), whole)


def headline(frame: pd.DataFrame, noun: str, whole: Whole = None) -> str:
    """What stands out in a table of ages and sexes, in a few words."""
    sex, share = largest(frame, "sex")
    band, part = largest(frame, "age")
    if not band:
        return "too few to show"
    aged = _band_phrase(band)
    if sex in ("", "all"):
        return f"{_of(frame, part, noun, whole)} are {aged}"
    if band in ("adult", "child"):
        top = frame.loc[frame["share"].idxmax()]
        kind = {"adult": {"male": "men", "female": "women"}}.get(band, {}).get(sex, aged)
        return f"{_of(frame, top['share'], noun, whole)} are of {kind}"
    return f"{_of(frame, share, noun, whole)} are {sex}"


def _of(frame: pd.DataFrame, share: float, noun: str, whole: Whole) -> str:
    told = _portion(frame, share, whole)
    return f"{told} {noun}" if " of " in told else f"{told} of {noun}"

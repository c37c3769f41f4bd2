"""People as plain words: a ``people`` table goes in, a title or a sentence comes out."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from components.figures.pyramid import UNKNOWN, band_label
from components.text.words import capital, listed, number
from data.model.catalogue import Dataset
from data.statistics.change import MINIMUM_BASE

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


FEW = MINIMUM_BASE
"""Of fewer people than this no percentage is given and nothing is called highest."""
EDGES = (25, 30)
"""Ages that the young are told apart at: the first that a source's bands allow."""


Whole = float | None
"""How many people a table is of, where its rows do not add up to it; ``None`` where they do."""


def _everybody(frame: pd.DataFrame, whole: Whole) -> float:
    return float(frame["count"].sum()) if whole is None else whole


def few(frame: pd.DataFrame, whole: Whole = None) -> bool:
    """Whether a table is of too few people to say more than how many they are."""
    return not _everybody(frame, whole) >= FEW


def _too_few(frame: pd.DataFrame, who: str, whole: Whole = None) -> str:
    """What a title says of too few: their number, or that not even that is shown."""
    number_of = _everybody(frame, whole)
    if not number_of or frame["count"].isna().all():
        return f"{who}: too few to show"
    return f"{who}: {number(number_of)}, too few to say more"


def _shares(frame: pd.DataFrame, name: str) -> dict[str, float]:
    """The share of every value of a dimension, in the table's order; NaN where suppressed."""
    found: dict[str, float] = {}
    for value, share in zip(frame[name].tolist(), frame["share"].tolist(), strict=True):
        before = found.get(value, float("nan"))
        found[value] = share if before != before else before if share != share else before + share
    return found


def share_of(frame: pd.DataFrame, name: str, value: str) -> float:
    """The share of one value of a dimension; NaN where it is not known."""
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


def unknown_words(frame: pd.DataFrame, names: Sequence[str]) -> str:
    """How many have no known age, sex or ethnicity, as a sentence."""
    shares = {name: share_of(frame, name, UNKNOWN) for name in names}
    known = [name for name, share in shares.items() if share == 0]
    lost = [
        f"{name} is not known for {percent(share)}" for name, share in shares.items() if share > 0
    ]
    if known:
        verb = "is" if len(known) == 1 else "are"
        lost.append(f"{listed(known)} {verb} known for all")
    text = listed(lost) if lost else ""
    return f"{capital(text)}." if text else ""


def _start(band: str) -> float:
    """The first age of a band; NaN for one that is not made of years."""
    first = band.split("-")[0].rstrip("+")
    return float(first) if first.isdigit() else float("nan")


def young(frame: pd.DataFrame) -> str:
    """The share of the young, told apart where the bands allow: ``36% under 25``.

    Bands are of unequal width: which is largest says nothing. An age fixed beforehand does.
    """
    shares = {band: share for band, share in _shares(frame, "age").items() if band != UNKNOWN}
    starts = [_start(band) for band in shares]
    for edge in EDGES:
        if edge in starts:
            younger = list(shares.values())[: starts.index(edge)]
            return f"{percent(sum(younger))} under {edge}"
    child = shares.get("child", float("nan"))
    return f"{percent(child)} children" if child == child else ""


def age_sex_title(frame: pd.DataFrame, who: str, whole: Whole = None) -> str:
    """The larger sex and the young: ``Victims: 84% male, 36% under 25``."""
    sex, share = largest(frame, "sex")
    if few(frame, whole) or not sex:
        return _too_few(frame, who, whole)
    told = [f"{percent(share)} {sex}", young(frame)]
    return f"{who}: {', '.join(text for text in told if text)}"


def age_sex_sentence(frame: pd.DataFrame, who: str, whole: Whole = None) -> str:
    """A pyramid in words: how many, which sex, how many young, what is not known."""
    sexes = [
        f"{percent(share)} are {sex}"
        for sex in ("female", "male")
        for share in [share_of(frame, "sex", sex)]
        if share == share
    ]
    if few(frame, whole) or not sexes:
        return _too_few_sentence(frame, who, "age and sex", whole)
    own = young(frame)
    told = [*sexes, f"{own.split(' ')[0]} are {own.partition(' ')[2]}"] if own else sexes
    return (
        f"Of {number(_everybody(frame, whole))} {who}, {listed(told)}. "
        + unknown_words(frame, ("age", "sex"))
        + " Bars are shares of all, numbers are counts; bands differ in width, so the longest bar "
        "need not be the commonest age."
    )


def _too_few_sentence(frame: pd.DataFrame, who: str, what: str, whole: Whole = None) -> str:
    known = frame["count"].notna().any()
    told = f" ({number(_everybody(frame, whole))})" if known else ""
    return f"There are too few {who}{told} to say anything about their {what}."


def age_title(frame: pd.DataFrame, who: str, whole: Whole = None) -> str:
    """How many of people who are all of one sex are young."""
    told = young(frame)
    return _too_few(frame, who, whole) if few(frame, whole) or not told else f"{who}: {told}"


def age_sentence(frame: pd.DataFrame, who: str, whole: Whole = None) -> str:
    """Ages in words."""
    known = frame[frame["age"] != UNKNOWN].dropna(subset=["share"])
    told = [
        f"{percent(row.share)} aged {band_label(row.age).lower()}" for row in known.itertuples()
    ]
    if few(frame, whole) or not told:
        return _too_few_sentence(frame, who, "age", whole)
    unknown = unknown_words(frame, ("age",))
    return f"Of {number(_everybody(frame, whole))} {who}, {listed(told)}. {unknown}"


def ethnicity_title(frame: pd.DataFrame, who: str, whole: Whole = None) -> str:
    """The largest known group and how many are not known."""
    group, share = largest(frame, "ethnicity")
    missing = share_of(frame, "ethnicity", UNKNOWN)
    if few(frame, whole) or not group:
        return _too_few(frame, who, whole)
    rest = f"{percent(missing)} not known" if missing else "all known"
    return f"{who}: {percent(share)} {ETHNICITIES[group]}, {rest}"


def ethnicity_sentence(tables: Sequence[tuple[str, pd.DataFrame, Whole]]) -> str:
    """Shares by ethnicity in words, source by source, the unknown share of each."""
    parts = []
    for who, frame, whole in tables:
        start = f"{who} ({number(_everybody(frame, whole))})"
        if few(frame, whole):
            parts.append(f"{start}: too few to say")
            continue
        known = frame[frame["ethnicity"] != UNKNOWN].dropna(subset=["share"])
        told = [
            f"{ETHNICITIES[row.ethnicity]} {percent(row.share)}"
            for row in known.sort_values("share", ascending=False).itertuples()
        ]
        missing = share_of(frame, "ethnicity", UNKNOWN)
        rest = f"not known {percent(missing)}" if missing > 0 else ""
        told += [rest] if rest else []
        if told:
            parts.append(f"{start}: {listed(told)}")
    return "; ".join(parts) + "." if parts else "There are too few to show by ethnicity."


def method_title(frame: pd.DataFrame) -> str:
    """The commonest method."""
    method, share = largest(frame, "method")
    if few(frame):
        return _too_few(frame, "Method")
    return f"{METHODS[method]}: {percent(share)} of homicides" if method else "No method is known"


def method_sentence(
    frame: pd.DataFrame, plain: pd.DataFrame, earlier: pd.DataFrame | None, label: str
) -> str:
    """Methods and the domestic abuse flag in words, beside as many months before.

    Args:
        frame: victims by method and whether it was domestic abuse.
        plain: the same by method.
        earlier: by method, as many months before; ``None`` without them.
        label: those months.
    """
    if few(frame):
        return _too_few_sentence(frame, "victims", "deaths")
    told = [
        f"{METHODS[name].lower()} {percent(share_of(frame, 'method', name))}"
        for name in dict.fromkeys(frame["method"])
        if share_of(frame, "method", name) > 0
    ]
    abuse = percent(frame.loc[frame["domestic"] == "yes", "share"].sum())
    text = (
        f"Of {number(frame['count'].sum())} victims: {listed(told)}. {abuse} of the killings are "
        "flagged as domestic abuse."
    )
    name, _ = largest(plain, "method")
    if earlier is not None and not few(earlier) and name:
        text += (
            f" {METHODS[name]}: {_with_interval(plain, name)} now, {_with_interval(earlier, name)} "
            f"of {number(earlier['count'].sum())} victims in {label}."
        )
    return text


def _with_interval(frame: pd.DataFrame, method: str) -> str:
    """The share of a method with its interval: ``64% (95% interval 60% to 68%)``."""
    row = frame[frame["method"] == method].iloc[0]
    low, high = percent(row["share_low"]), percent(row["share_high"])
    return f"{percent(row['share'])} (95% interval {low} to {high})"


def portion(frame: pd.DataFrame, name: str, values: Sequence[str]) -> str:
    """How many of everybody have one of some values, in per cent."""
    return percent(sum(share_of(frame, name, value) for value in values))


def headline(frame: pd.DataFrame, noun: str, whole: Whole = None) -> str:
    """What stands out in a table of ages and sexes, in a few words."""
    sex, share = largest(frame, "sex")
    if frame["count"].isna().all():
        return "too few to show"
    if few(frame, whole):
        return f"too few {noun} to say more ({number(_everybody(frame, whole))})"
    if sex in ("", "all"):
        told = young(frame)
        part, _, rest = told.partition(" ")
        return (
            f"{part} of {noun} are {rest}" if told else f"{number(_everybody(frame, whole))} {noun}"
        )
    if set(frame["age"]) & {"adult", "child"}:
        top = frame.loc[frame["share"].idxmax()]
        kind = {"male": "men", "female": "women"}.get(sex) if top["age"] == "adult" else "children"
        return f"{percent(top['share'])} of {noun} are of {kind}"
    return f"{percent(share)} of {noun} are {sex}"

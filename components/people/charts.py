"""Cards that tell who is harmed and who is suspected: each a Selection in, a card out.

A card that a dataset cannot answer is a sentence instead: the reason why not.
"""

from __future__ import annotations

import pandas as pd
from dash import html

from components.card import Card, download
from components.figures import style
from components.figures.people_bars import Bars, build_people_bars
from components.figures.pyramid import UNKNOWN, band_label, build_pyramid, reach
from components.text import people as words
from components.text import people_rates as rate_words
from components.text.words import listed, number
from data import queries
from data.model import periods
from data.model.periods import Period
from data.model.tables import Table
from data.queries.question import Question

PER = 100.0
"""Rates of a table are per 1,000; charts of rare events show them per 100,000."""


def resolve_people(question: Question) -> Question:
    """The page's question: its areas added up, over as many months as say anything."""
    asked = question.added_up
    least = asked.dataset.least_months
    if asked.period.months < least:
        start = periods.shift(asked.period.end, 1 - least)
        return asked.replace(period=Period(max(start, asked.covered.start), asked.period.end))
    return asked


def table_of(question: Question, role: str, by: tuple[str, ...]) -> tuple[Table | None, str]:
    """A table of people, of all London where the source has no areas; or why there is none."""
    why = queries.people_reason(question, role, by)
    if why and question.areas:
        levels = question.capabilities.levels
        whole = question.replace(areas=(), level="london" if "london" in levels else levels[-1])
        if not queries.people_reason(whole, role, by):
            question, why = whole, ""
    if why:
        return None, why
    table = queries.query_people(question, role, by)
    if table.frame["count"].isna().all():
        return None, "Nothing is known for this choice: no Met data, or too few to show."
    if not table.frame["count"].sum():
        return None, f"Nobody is counted among {role}s for this choice."
    return table, ""


def whole_of(table: Table, role: str) -> float | None:
    """How many people of a role a protected table is of, the number that the headline tells.

    What the gate lets through of a table does not add up to them: small cells are suppressed and
    the others rounded one by one. ``None`` where the rows do, or where the number is not shown.
    """
    asked = table.question
    if asked is None or not asked.source.protected:
        return None
    total = float(queries.query_people(asked, role, ()).frame["count"].iloc[0])
    return total if total == total else None


def _about(question: Question, table: Table, text: str) -> str:
    """Series, place and period of a table, then what it shows."""
    own = table.question or question
    place = queries.area_phrase(own)
    if question.areas and not own.areas:
        place = "London, since the source gives no areas"
    return f"{own.offence.label}, {place}, {months_of(own)}. {text}"


def months_of(question: Question) -> str:
    """The months of a question, for people: ``April 2019 to March 2024``."""
    span = question.period
    return f"{periods.name(span.start)} to {periods.name(span.end)}"


def _placed(question: Question, sentence: str) -> str:
    """A sentence that stands by itself: its place and months first."""
    return f"{queries.area_phrase(question)}, {months_of(question)}. {sentence}"


def _more(role: str, by: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    return (("role", role), ("by", ",".join(by)))


def _card(
    slot: str, table: Table, role: str, by: tuple[str, ...], found: dict, extra: tuple = ()
) -> Card:
    """A card of a people table; ``found`` holds title, subtitle, sentence and figure."""
    asked = table.question
    if asked is None:  # only tables without filters have none
        raise KeyError(table.name)
    found |= {"sentence": _placed(asked, found["sentence"])}
    return Card(
        id=slot,
        table="people",
        question=asked,
        provenance=table.provenance,
        more=_more(role, by),
        extra=extra,
        **found,
    )


def incomplete(question: Question, role: str) -> str:
    """Months of the period that the source does not have complete, as a sentence, or nothing."""
    months = [periods.name(month) for month in question.source.incomplete(role, question.period)]
    verb = "is" if len(months) == 1 else "are"
    return f" {listed(months)} {verb} not complete in the source." if months else ""


def people(question: Question, role: str) -> Card | str:
    """Age and sex of victims or suspects, as a pyramid; ages alone where that is all there is."""
    slot = f"people-{role}s"
    dataset = question.dataset
    table, why = table_of(question, role, ("age", "sex"))
    if table is None:
        return _ages(question, role) if role in question.capabilities.roles else why
    who, noun = words.short(dataset, role), words.whose(dataset, role)
    whole = whole_of(table, role)
    most = reach(table.frame)
    other = "suspect" if role == "victim" else "victim"
    beside = None
    if other in question.capabilities.roles:
        beside, _ = table_of(question, other, ("age", "sex"))
    if beside is not None:
        left, right = reach(beside.frame)
        most = max(most[0], left), max(most[1], right)
    found = {
        "title": words.age_sex_title(table.frame, who, whole),
        "subtitle": _about(question, table, f"{who} by age and sex."),
        "sentence": words.age_sex_sentence(table.frame, noun, whole) + incomplete(question, role),
        "figure": build_pyramid(table.frame, most=most, noun=noun),
    }
    return _card(slot, table, role, ("age", "sex"), found)


def _ages(question: Question, role: str) -> Card | str:
    dataset = question.dataset
    who, noun = words.short(dataset, role), words.whose(dataset, role)
    table, why = table_of(question, role, ("age",))
    if table is None:
        return why
    frame, whole = table.frame, whole_of(table, role)
    bars = Bars(
        noun,
        frame["share"].tolist(),
        [
            number(row.people)
            if words.few(frame, whole)
            else f"{words.percent(row.share)} ({number(row.people)})"
            for row in named(frame)
        ],
        style.NAVY,
    )
    rows = [band_label(band) for band in frame["age"]]
    found = {
        "title": words.age_title(frame, who, whole),
        "subtitle": _about(question, table, f"{who} by age: share of all, and number."),
        "sentence": words.age_sentence(frame, noun, whole) + incomplete(question, role),
        "figure": build_people_bars(rows, [bars], hatched=(band_label(UNKNOWN),)),
    }
    return _card(f"people-{role}s", table, role, ("age",), found)


def named(frame: pd.DataFrame) -> list:
    """The rows of a table, whose ``count`` is called ``people``."""
    return list(frame.rename(columns={"count": "people"}).itertuples())


def ethnicity(question: Question) -> Card | str:
    """Victims, suspects and residents by ethnic group, each with the basis that it has."""
    dataset = question.dataset
    tables, whys = [], []
    for role in question.capabilities.roles:
        table, why = table_of(question, role, ("ethnicity",))
        if table is not None:
            tables.append((role, table))
        whys += [why] if why else []
    if not tables:
        return whys[0] if whys else "The dataset has no ethnicity."
    groups = list(words.ETHNICITIES)
    colours = (style.NAVY, style.CATEGORICAL[1], style.ACCENT)
    sources = []
    for (role, table), colour in zip(tables, colours, strict=False):
        share = table.frame.set_index("ethnicity")["share"].reindex(groups).astype(float)
        texts = [words.percent(value) for value in share]
        if words.few(table.frame, whole_of(table, role)):
            counts = table.frame.set_index("ethnicity")["count"].reindex(groups)
            texts = [number(value) for value in counts]
        sources.append(Bars(words.short(dataset, role).lower(), share.tolist(), texts, colour))
    residents = _residents(question, groups)
    if residents is not None:
        texts = [words.percent(value) for value in residents]
        sources.append(Bars("residents", residents, texts, "#8A8F9C"))
    role, first = tables[0]
    bases = [words.basis(dataset, name) for name, _ in tables]
    bases += [dataset.residents] if residents is not None else []
    lost = set(groups) - set(first.frame["ethnicity"]) - {UNKNOWN}
    gap = [f"The source has no group {words.ETHNICITIES[name]}." for name in sorted(lost)]
    told = [
        (words.short(dataset, name), table.frame, whole_of(table, name)) for name, table in tables
    ]
    found = {
        "title": words.ethnicity_title(
            first.frame, words.short(dataset, role), whole_of(first, role)
        ),
        "subtitle": _about(question, first, " ".join([*bases, *gap])),
        "sentence": words.ethnicity_sentence(told)
        + (
            " Bases differ, so small gaps between sources mean nothing." if len(sources) > 1 else ""
        ),
        "figure": build_people_bars(
            list(words.ETHNICITIES.values()), sources, hatched=(words.ETHNICITIES[UNKNOWN],)
        ),
    }
    links = [
        html.A(
            f"CSV: {words.whose(dataset, name)} by ethnicity",
            href=download("people", table.question or question, "csv", _more(name, ("ethnicity",))),
            download="",
            className="more-csv",
        )
        for name, table in tables[1:]
    ]
    return _card("people-ethnicity", first, role, ("ethnicity",), found, (("links", links),))


def _residents(question: Question, groups: list[str]) -> list[float] | None:
    """Residents of the Selection's areas by ethnic group as shares, where they are known."""
    if question.level == "ward":
        return None
    people = pd.Series(queries.residents_by_group(question)).reindex(groups).astype(float)
    return (people / people.sum()).tolist() if people.notna().any() else None


def _rates(question: Question, by: tuple[str, ...]) -> tuple[Table | None, str]:
    """A table of victims with rates, or why there is none."""
    if question.capabilities.measure_reason("rate"):
        return None, "No rate: residents are not a fair denominator for these people."
    table, why = table_of(question, "victim", by)
    if table is not None and not table.frame["rate"].notna().any():
        return None, "No rate: residents like these are not known at this level."
    return table, why


def _rate_bars(name: str, rows: pd.DataFrame, colour: str) -> Bars:
    """Bars of the rates that the sentence tells; of too few people there is the word alone."""
    told = rows["rate_status"] == "ok"
    few = rows["rate_status"] == "too-few"
    texts = [
        number(most * PER, 1) + (f", from {number(least * PER, 1)}" if least < most else "")
        if enough
        else "too few to say"
        for least, most, enough in zip(rows["rate_least"], rows["rate"], told, strict=True)
    ]
    return Bars(
        name,
        (rows["rate"] * PER).mask(few, 0.0).tolist(),
        texts,
        colour,
        (rows["rate_low"] * PER).where(told).tolist(),
        (rows["rate_high"] * PER).where(told).tolist(),
    )


def age_rates(question: Question) -> Card | str:
    """Victims for every 100,000 residents of the same age and sex."""
    table, why = _rates(question, ("age", "sex"))
    if table is None:
        return why
    frame = table.frame
    bands = [band for band in dict.fromkeys(frame["age"]) if band != UNKNOWN]
    sources = []
    for sex, colour in (("female", style.ACCENT), ("male", style.NAVY)):
        rows = frame[frame["sex"] == sex].set_index("age").reindex(bands[::-1])
        sources.append(_rate_bars(sex, rows, colour))
    who = words.short(question.dataset, "victim")
    found = {
        "title": rate_words.age_rate_title(frame, who),
        "subtitle": _about(question, table, "Victims per 100,000 residents of that age and sex."),
        "sentence": rate_words.age_rate_sentence(frame, who),
        "figure": build_people_bars(
            [band_label(band) for band in bands[::-1]], sources, kind="rate"
        ),
    }
    return _card("people-ages", table, "victim", ("age", "sex"), found)


def ethnic_rates(question: Question) -> Card | str:
    """Victims for every 100,000 residents of an ethnic group, with intervals and the caution."""
    table, why = _rates(question, ("ethnicity",))
    if table is None:
        return why
    rows = table.frame[table.frame["rate"].notna()]
    who = words.short(question.dataset, "victim")
    ranged = bool((rows["rate_least"] < rows["rate_most"]).any())
    found = {
        "title": rate_words.ethnic_rate_title(table.frame, who),
        "subtitle": _about(
            question,
            table,
            f"{who} per 100,000 residents, 95% intervals."
            + (" “From”: with all residents of Mixed groups." if ranged else ""),
        ),
        "sentence": rate_words.ethnic_rate_sentence(table.frame, who),
        "figure": build_people_bars(
            [words.ETHNICITIES[name] for name in rows["ethnicity"]],
            [_rate_bars("victims", rows, style.NAVY)],
            kind="rate",
        ),
    }
    return _card("people-ethnic-rates", table, "victim", ("ethnicity",), found)


def method(question: Question) -> Card | str:
    """How people were killed, domestic abuse apart; beside as many months before."""
    by = ("method", "domestic")
    table, why = table_of(question, "victim", by)
    if table is None:
        return why
    before = question.replace(period=question.period.shift(-question.period.months))
    earlier = None
    if before.period.within(question.covered):
        found_before, _ = table_of(before, "victim", by[:1])
        earlier = found_before.frame if found_before is not None else None
    plain, _ = table_of(question, "victim", by[:1])
    names = list(dict.fromkeys(table.frame["method"]))
    sources = []
    for value, name, colour in (
        ("no", "not domestic", style.NAVY),
        ("yes", "domestic abuse", style.CATEGORICAL[2]),
        (UNKNOWN, "not recorded", "#6F7686"),
    ):
        rows = table.frame[table.frame["domestic"] == value].set_index("method").reindex(names)
        if rows["count"].sum():
            texts = [number(count) for count in rows["count"]]
            sources.append(Bars(name, rows["count"].tolist(), texts, colour))
    span = before.period
    found = {
        "title": words.method_title(table.frame),
        "subtitle": _about(question, table, "Number of victims by method."),
        "sentence": words.method_sentence(
            table.frame,
            plain.frame if plain is not None else table.frame,
            earlier,
            f"{periods.name(span.start)} to {periods.name(span.end)}",
        ),
        "figure": build_people_bars(
            [words.METHODS[name] for name in names],
            sources,
            kind="count",
            hatched=(words.METHODS[UNKNOWN],),
        ),
    }
    return _card("people-method", table, "victim", by, found)

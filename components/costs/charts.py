"""Cards that tell what violence costs: each a Selection in, a card out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from components.areas.ranking import rank_range, ranked_rows
from components.card import Card
from components.figures import style
from components.figures.columns import build_columns
from components.figures.ranked_bars import build_ranked_bars
from components.figures.stacked_bars import build_stacked_bars
from components.text.costs import calendar_year, change_of_cost, cost_finding
from components.text.highest import highest_of
from components.text.words import capital, listed, moneys, pounds
from data import queries
from data.model import periods
from data.model.breaks import Break
from data.model.catalogue import OPEN_SERIES
from data.model.grammar import full_scenario
from data.model.periods import Period
from data.model.selection import Scenario
from data.model.tables import Table
from data.queries.question import Question
from data.queries.tables import TABLES
from data.statistics.change import MINIMUM_BASE

COMPONENTS = {
    "anticipation": "In anticipation",
    "consequence": "As a consequence",
    "response": "In response",
}
TOP = 32
FEW = MINIMUM_BASE
"""Of fewer offences no share is told."""


def total(question: Question) -> float:
    """What a Selection costs, pounds; NaN where nothing is known."""
    return float(queries.query_costs(question, ()).frame["cost"].iloc[0])


def _few(question: Question) -> bool:
    """Whether too few are counted for a share."""
    return float(queries.query_costs(question, ()).frame["count"].iloc[0]) < FEW


def in_wards(question: Question) -> tuple[str, str, float]:
    """What a sum of wards leaves out: offences that are placed in no ward.

    Returns:
        ``placed in a ward``, whose whole it is part of, and its share of that whole's cost;
        empty texts and NaN where nothing is left out, the share NaN where it cannot be told.
    """
    levels = question.session.domain.levels
    wards = [code for code in question.areas if levels[code] == "ward"]
    if question.level != "ward" or len(wards) == len(question.areas) > 0:
        return "", "", float("nan")
    whole = (
        question.replace(level="borough") if question.areas else question.replace(level="london")
    )
    cost = float("nan") if wards or not total(whole) else total(whole)
    share = total(question) / cost
    if share >= 0.9995:  # an extract that places every offence leaves nothing out
        return "", "", float("nan")
    return "placed in a ward", queries.area_phrase(whole), share


def place(question: Question) -> str:
    """Where a cost is counted, with its share of the whole where wards leave something out."""
    inside, whole, share = in_wards(question)
    where = queries.area_phrase(question)
    if not inside:
        return where
    return f"{where}, {inside}" + (f" ({share:.1%} of {whole}’s cost)" if share == share else "")


def short(values: Iterable[float]) -> list[str]:
    """Money at the ends of bars, where words find no room: ``£40.9m``, ``£1.2bn``, ``£45,000``."""
    return [
        text.replace(" million", "m").replace(" billion", "bn") for text in moneys(list(values))
    ]


def _blank(text: str) -> dict[str, Any]:
    """A chart without anything but the reason."""
    return {
        "data": [],
        "layout": style.layout(
            xaxis=style.axis(visible=False),
            yaxis=style.axis(visible=False),
            annotations=[
                {
                    "text": text,
                    "showarrow": False,
                    "x": 0,
                    "y": 0.5,
                    "xref": "paper",
                    "yref": "paper",
                    "xanchor": "left",
                    "font": {"size": 15, "color": style.QUIET},
                }
            ],
        ),
    }


EMPTY = {
    "costs-offence": ("costs", (("by", "offence,component"),)),
    "costs-area": ("costs", (("by", "area"),)),
    "costs-year": ("costs", (("by", "year"),)),
    "costs-bearer": ("costs", (("by", "bearer"),)),
    "costs-plan": ("what-if", ()),
    "costs-range": ("cost-range", ()),
}
"""The table of a card where no cost is known, with its further parameters."""


def nothing_known(name: str, question: Question, scenario: Scenario) -> Card:
    """A card of a place or series that has no cost: no numbers, least of all £0."""
    _, why = queries.no_cost(question)
    where = queries.area_phrase(question)
    brief = "no cost is known" if question.policed else "no Met data"
    table, more = EMPTY[name]
    supposes = TABLES[table].supposes
    return Card(
        id=name,
        title=f"{where}: {brief}",
        subtitle="",
        sentence=f"{capital(why)}. Nothing is known here, which is not £0.",
        table=table,
        question=question,
        provenance=queries.provenance(question, table, scenario if supposes else None),
        figure=None if supposes else _blank(brief),
        extra=(("result", ""),) if supposes else (),
        more=more or full_scenario(scenario, TABLES[table].parameters),
    )


def by_offence(question: Question) -> Card:
    """What each offence costs, and which part of it falls before, through and after the crime."""
    frame = queries.query_costs(question, ("offence", "component")).frame
    known = frame[frame["cost"].notna()]
    sums = known.groupby("offence", sort=False)["cost"].sum()
    order = sums.sort_values(ascending=False)
    known = known.set_index("offence").loc[order.index].reset_index()
    known["label"] = [queries.label_of(offence) for offence in known["offence"]]
    shares, few = order / (order.sum() or 1), _few(question)
    parts = known.groupby("component")["cost"].sum() / (known["cost"].sum() or 1)
    first = queries.label_of(order.index[0])
    texts = moneys(order.tolist())
    told = [
        f"{queries.label_of(str(name)).lower()} is {text}{'' if few else f' ({shares[name]:.0%})'}"
        for name, text in zip(order.index, texts, strict=True)
    ]
    title = f"{first} is {shares.iloc[0]:.0%} of the cost"
    if len(order) == 1:
        told = [f"{first.lower()} is {texts[0]}"]
        title = f"{first}: {parts['consequence']:.0%} of the cost is harm and loss"
    sentence = (
        f"{capital(listed(told))}. {parts['consequence']:.0%} of the cost is harm and "
        f"loss as a consequence of the crime, {parts['response']:.0%} the response of police, "
        f"courts and prisons, {parts['anticipation']:.0%} spending in anticipation."
    )
    if few:
        title = "Too few offences to tell shares of the cost"
        sentence = f"{capital(listed(told))}. Of fewer than {FEW} offences no share is told."
    if not order.sum():
        title = f"{first}: no cost"
        sentence = "No such offence was recorded here in these months."
    return Card(
        id="costs-offence",
        title=title,
        subtitle=f"{place(question)}, {question.period.label}, {question.price_year} prices.",
        sentence=sentence,
        table="costs",
        question=question,
        provenance=queries.provenance(question, "costs"),
        figure=build_stacked_bars(known, "label", "component", COMPONENTS, texts),
        more=(("by", "offence,component"),),
    )


def by_area(question: Question) -> Card:
    """What it costs by borough or ward, with what has no place; the chosen ones set apart."""
    level = "borough" if question.level == "london" else question.level
    whole = question.replace(level=level, areas=(), measure="cost")
    ranked = ranked_rows(whole)
    chosen = ranked[ranked["area_code"].isin(_units(whole, question))]
    shown = ranked.head(TOP)
    kinds = "boroughs" if level == "borough" else "wards"
    top = ranked.head(3)
    told = chosen if question.areas and len(chosen) < 4 else chosen.head(0)
    texts = moneys([*top["cost"], *told["cost"]])
    said = [f"{name} ({text})" for name, text in zip(top["area_name"], texts, strict=False)]
    sentence = f"The cost is highest in {listed(said)}."
    if int((ranked["rank_low"] == 1).sum()) > 1:
        sentence += " Where lines overlap, the order may be chance."
    if len(told):
        own = [
            f"{row.area_name} {text}, {rank_range(row)} of {len(ranked)}"
            for row, text in zip(told.itertuples(), texts[len(top) :], strict=True)
        ]
        sentence += f" {listed(own)}."
    return Card(
        id="costs-area",
        title=_highest(ranked, whole),
        subtitle=f"{kinds.capitalize()}, {question.period.label}. Lines are 95% intervals, as "
        "counts vary by chance. Where offences happen, not who pays.",
        sentence=sentence + _not_placed(whole),
        table="costs",
        question=whole,
        provenance=queries.provenance(whole, "costs"),
        figure=build_ranked_bars(
            shown,
            "cost",
            short(shown["cost"]),
            chosen=tuple(chosen["area_code"]),
        ),
        more=(("by", "area"),),
    )


def _highest(ranked: pd.DataFrame, whole: Question) -> str:
    """Where the cost is highest, where that is clear."""
    if ranked.empty:
        return "No cost"
    named = highest_of(ranked, whole)
    return f"Cost is highest in {named}" if named else f"Cost: no {whole.level} clearly highest"


def _not_placed(whole: Question) -> str:
    """What areas leave out, as sentences."""
    if whole.level == "borough":
        frame = queries.query_costs(whole, ("area",)).frame
        rest = frame[frame["area_code"] == "unplaced"]["cost"].sum()
        text = f" {pounds(rest)} more is for offences without a borough." if rest else ""
        return f"{text} City of London: no Met data, not £0."
    _, parent, share = in_wards(whole)
    if share != share:
        return ""
    return f" Wards hold {share:.1%} of {parent}’s cost; the rest is placed in no ward."


def _units(whole: Question, question: Question) -> list[str]:
    parents = question.session.domain.parents
    levels = question.session.domain.levels
    return [
        code
        for code, level in levels.items()
        if level == whole.level and (code in question.areas or parents.get(code) in question.areas)
    ]


def by_year(question: Question) -> Card:
    """What it cost year by year, whole calendar years only."""
    covered = question.covered
    first = int(covered.start[:4]) + (covered.start[5:] != "01")
    last = max(first, int(covered.end[:4]) - (covered.end[5:] != "12"))
    asked = question.replace(period=Period(f"{first}-01", f"{last}-12"))
    frame = queries.query_costs(asked, ("year",)).frame
    known = frame[frame["cost"].notna()]
    title, sentence = "No whole calendar year is known", "There are no years to compare."
    crossed = [item for item in queries.breaks_within(asked, asked.period) if not item.comparable]
    if len(known):
        title, sentence = _of_years(asked, known, crossed[-1] if crossed else None)
    return Card(
        id="costs-year",
        title=title,
        subtitle=f"{place(asked)}, calendar years, all in {question.price_year} prices.",
        sentence=f"{sentence} Prices are held at {question.price_year}: what moves is how much "
        "was recorded, and how it was recorded.",
        table="costs",
        question=asked,
        provenance=queries.provenance(asked, "costs"),
        figure=build_columns(frame, [item.month for item in crossed]),
        more=(("by", "year"),),
    )


def _of_years(question: Question, known: pd.DataFrame, broken: Break | None) -> tuple[str, str]:
    """The latest year and its change on the one before as a title, the dearest as a sentence.

    Args:
        question: whose years.
        known: rows of a ``costs`` table cut by year.
        broken: the last change in counting that years are not compared across.
    """
    said = ""
    final = known.iloc[-1]
    title = f"{pounds(final['cost'])} in {final['time']}"
    if broken is not None:
        known = known[known["time"] + "-01" >= broken.month]
        said = (
            f" Counting changed in {periods.name(broken.month)}: years before and after are not "
            f"compared. {broken.text}"
        )
    if known.empty:
        return title, said.strip()
    if len(known) == 1:
        return title, f"The cost was {pounds(final['cost'])} in {final['time']}.{said}"
    inside, _, _ = in_wards(question)
    table, asked = _year_on_year(question, final["time"], known.iloc[-2]["time"])
    row = table.frame.iloc[0]
    whole = row["area_name"] if inside else ""
    of = f"{whole} as a whole " if whole else ""
    title = f"{title}; beside {known.iloc[-2]['time']} {of}{cost_finding(row, asked)}"
    change = change_of_cost(row, asked, whole, calendar_year).strip()
    if inside:
        return title, (
            f"{change} How much is placed in a ward differs from year to year, so that years of "
            f"wards are not compared.{said}"
        )
    return title, f"{change} {_dearest(question, known)}{said}"


def _year_on_year(question: Question, year: str, other: str) -> tuple[Table, Question]:
    """The change of the cost of one calendar year on another, and what is compared in it."""
    period, earlier = (Period(f"{one}-01", f"{one}-12") for one in (year, other))
    asked = question.replace(period=period, compare=earlier.written)
    return queries.query_cost_change(asked), queries.whole_place(asked) or asked


def _dearest(question: Question, known: pd.DataFrame) -> str:
    """Which year's cost is beyond chance above every other's, if any's is, as a sentence."""
    top, *others = known.sort_values("cost", ascending=False).to_dict("records")
    none = "No year’s cost is beyond chance above that of all others."
    pairs: list[tuple[Table, Question]] = []
    for year in others:
        pairs.append(_year_on_year(question, top["time"], year["time"]))
        if pairs[-1][0].frame["verdict"].iloc[0] != "higher":  # the nearest comes first
            return none
    if set(queries.named_together([table for table, _ in pairs])) != {"higher"}:
        return none
    said = f"The cost was highest in {top['time']}, {pounds(top['cost'])}"
    months = sorted({item.month for _, asked in pairs for item in asked.breaks})
    if months:
        said += f", but counting changed in {listed([periods.name(one) for one in months])}"
    return f"{said}."


def by_bearer(question: Question) -> Card:
    """Who bears it: the response of every offence, and its harm as table 14 divides it."""
    frame = queries.query_costs(question, ("bearer",)).frame
    rows = frame.assign(area_name=frame["bearer"]).sort_values("cost", ascending=False)
    public = frame["bearer"].isin(queries.public_services(question.session))
    services = float(frame[public]["cost"].sum() / (frame["cost"].sum() or 1))
    response = _response(question)
    title = f"Public services bear {services:.0%}; harm and loss are the rest"
    if _few(question):
        title = f"Public services bear {pounds(services * float(frame['cost'].sum()))}"
    return Card(
        id="costs-bearer",
        title=title,
        subtitle=f"{place(question)}, {question.period.label}.",
        sentence=f"Police and other criminal justice bear {pounds(response)}: that is the response "
        "part of every offence, the same as in the chart by offence. Only how it divides between "
        "the two, and what of the harm falls on health and victim services, is in the proportions "
        "of the report’s table 14, for every offence alike. Other costs are physical and emotional "
        "harm, lost output, stolen or damaged property, and spending in anticipation.",
        table="costs",
        question=question,
        provenance=queries.provenance(question, "costs"),
        figure=build_ranked_bars(rows, "cost", short(rows["cost"])),
        more=(("by", "bearer"),),
    )


def _response(question: Question) -> float:
    """Pounds spent in response to crime, by the report's component."""
    frame = queries.query_costs(question, ("component",)).frame
    return float(frame[frame["component"] == "response"]["cost"].sum())


def against_report(question: Question) -> tuple[list[str], pd.DataFrame]:
    """The report's volumes of 2023 beside what open data records for the same year, all ages.

    Returns:
        Headings, and one row an offence: report's volume, who it counts, recorded now, ratio.
    """
    year = Period("2023-01", "2023-12")
    rows = []
    for name, who in (("table-13", "under 25 (victim or suspect)"), ("table-15", "all ages")):
        frame = queries.query_published(question.session, name).frame
        volumes = frame[frame["unit"] == "offences"]
        for offence, value in zip(volumes["offence"], volumes["value"], strict=True):
            if offence in OPEN_SERIES:
                asked = question.replace(
                    level="london",
                    areas=(),
                    offence=offence,
                    cohort="all-ages",
                    period=year,
                    dataset="recorded",
                )
                now = float(queries.query_total(asked).frame["count"].iloc[0])
            else:
                now = float("nan")
            rows.append((queries.label_of(offence), float(value), who, now))
    frame = pd.DataFrame(rows, columns=["offence", "report", "who", "now"])
    return ["Offence, 2023", "In the report", "Who it counts", "Recorded, all ages"], frame

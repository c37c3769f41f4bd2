"""What the report says of young victims and suspects, beside the simulated records."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
from dash import html

from components.text.people import percent
from data import queries
from data.model.periods import Period
from data.queries.question import Question
from data.session import remembered

YEARS = {"2019": Period("2019-01", "2019-12"), "2023": Period("2023-01", "2023-12")}
VICTIMS = ("1-9", "10-14", "15-18", "19-24")
SUSPECTS = ("10-14", "15-18", "19-24")
"""Ages that table 11 counts: victims under 25, suspects from 10 to 24."""
OFFENCES = (
    "homicide",
    "violence-with-injury",
    "violence-without-injury",
    "rape",
    "other-sexual-offences",
)
"""Offences of table 11, which leaves personal robbery out."""
NOT_SEXUAL = ("homicide", "violence-with-injury", "violence-without-injury", "personal-robbery")


@dataclass(frozen=True)
class Claim:
    """What the report says of suspects aged 10 to 24, by year, and what an extract has for it.

    Attributes:
        label: what is shared, in a few words.
        figures: the statement's id by year.
        offences: what it counts.
        by: the dimension beside age.
        value: the value of that dimension, or the age band.
    """

    label: str
    figures: dict[str, str]
    offences: tuple[str, ...]
    by: str
    value: str


def _years(stem: str) -> dict[str, str]:
    return {year: f"statement-suspects-{stem}-{year}" for year in YEARS}


EVERY = (*OFFENCES, "personal-robbery")
CLAIMS = (
    Claim("Male", _years("male"), NOT_SEXUAL, "sex", "male"),
    Claim("Female", _years("female"), NOT_SEXUAL, "sex", "female"),
    Claim("Sex not known", _years("unknown"), NOT_SEXUAL, "sex", "unknown"),
    Claim(
        "Aged 15 to 18",
        {"2019": "statement-suspects-15-18-before", "2023": "statement-suspects-15-18"},
        EVERY,
        "age",
        "15-18",
    ),
    Claim("Aged 10 to 14", {"2023": "statement-suspects-under-15"}, EVERY, "age", "10-14"),
    Claim("Black", {"2023": "statement-suspects-black"}, NOT_SEXUAL, "ethnicity", "black"),
)
"""Statements on age, sex and ethnicity of suspects aged 10 to 24, as the project reads their scope:
sex of homicide, violence and personal robbery; ages of all of these and sexual offences;
ethnicity without sexual offences."""


Counts = dict[tuple[str, str], float]
"""People by age band and another dimension."""


def can_compare(question: Question) -> bool:
    """Whether the dataset can be put beside the report: the simulated extract, both years in it."""
    dataset = question.dataset
    bounds = question.capabilities.bounds
    return dataset.simulated and all(year.within(bounds) for year in YEARS.values())


def _counts(asked: Question, role: str, by: str) -> Counts:
    """Young people of a role by age and another dimension; empty for an offence unknown here."""
    if asked.offence.slug not in asked.capabilities.offences:
        return {}
    frame = queries.query_people(asked, role, ("age-sna", by)).frame
    kept = frame[frame["age"].isin(VICTIMS if role == "victim" else SUSPECTS)]
    return dict(zip(zip(kept["age"], kept[by], strict=True), kept["count"], strict=True))


def _share(tables: list[Counts], value: str, place: int = 1) -> float:
    """The share of one band (place 0) or value (place 1) among all people of some tables."""
    whole = sum(sum(table.values()) for table in tables)
    part = sum(count for table in tables for key, count in table.items() if key[place] == value)
    return part / whole if whole else float("nan")


@dataclass(frozen=True)
class Computed:
    """What an extract has for the report's figures, as shares.

    Attributes:
        cells: by offence (or ``all``), whether domestic abuse, role and sex.
        claims: by label of the claim and year.
    """

    cells: dict[tuple[str, bool, str, str], float]
    claims: dict[tuple[str, str], float]


def computed(question: Question) -> Computed:
    """The report's figures as the Selection's dataset has them, whatever else is asked."""
    plain = question.replace(
        level="london",
        areas=(),
        offence="homicide",
        cohort="all-ages",
        compare="none",
        period=YEARS["2023"],
    )
    return _computed(plain)


@remembered
def _computed(plain: Question) -> Computed:
    cells: dict[tuple[str, bool, str, str], float] = {}
    for role in ("victim", "suspect"):
        every = {one: _counts(plain.replace(offence=one), role, "sex") for one in OFFENCES}
        flagged = {
            one: _counts(plain.replace(offence=one, cohort="domestic-abuse"), role, "sex")
            for one in OFFENCES
        }
        rest = {
            one: {key: count - flagged[one].get(key, 0.0) for key, count in every[one].items()}
            for one in OFFENCES
        }
        for domestic, tables in ((True, flagged), (False, rest)):
            for sex in ("female", "male"):
                cells["all", domestic, role, sex] = _share(list(tables.values()), sex)
                for one, table in tables.items():
                    cells[one, domestic, role, sex] = _share([table], sex)
    claims = {}
    for claim in CLAIMS:
        by = "ethnicity" if claim.by == "ethnicity" else "sex"
        place = 0 if claim.by == "age" else 1
        for year in claim.figures:
            asked = plain.replace(period=YEARS[year])
            tables = [_counts(asked.replace(offence=one), "suspect", by) for one in claim.offences]
            claims[claim.label, year] = _share(tables, claim.value, place)
    return Computed(cells, claims)


def _cells(frame: pd.DataFrame) -> list[tuple[str, str, bool, dict[tuple[str, str], str]]]:
    """Rows of table 11: label, offence, whether flagged, values by role and sex."""
    rows: dict[str, tuple[str, str, bool, dict[tuple[str, str], str]]] = {}
    for row in frame.itertuples():
        flagged = str(row.row_label).startswith("Domestic")
        kind = "Domestic abuse" if flagged else "Not domestic abuse"
        name = str(row.row_label).split(" > ")[-1] if " > " in str(row.row_label) else "all"
        offence = str(row.offence) if name != "all" else "all"
        key = str(row.row_label)
        label = f"{kind}: {'all of these' if name == 'all' else name.lower()}"
        sex, role = str(row.column_label).lower().split(" ")
        rows.setdefault(key, (label, offence, flagged, {}))[3][role, sex] = str(row.value_text)
    return list(rows.values())


COLUMNS = (
    ("victim", "female", "Female victims"),
    ("victim", "male", "Male victims"),
    ("suspect", "female", "Female suspects"),
    ("suspect", "male", "Male suspects"),
)


def render_table_11(question: Question) -> html.Table:
    """Table 11 of the report; the simulated extract's value beneath each where it is chosen."""
    beside = computed(question) if can_compare(question) else None
    body = []
    for label, offence, flagged, values in _cells(
        queries.query_published(question.session, "table-11").frame
    ):
        cells = []
        for role, sex, _ in COLUMNS:
            own: list = [values.get((role, sex), "–")]
            if beside is not None:
                share = beside.cells[offence, flagged, role, sex]
                own.append(html.Small(f"Simulated {percent(share)}"))
            cells.append(html.Td(own, className="number"))
        body.append(html.Tr([html.Th(label, scope="row"), *cells]))
    heads = [html.Th("2023, victims under 25, suspects 10 to 24", scope="col")]
    heads += [html.Th(text, scope="col", className="number") for _, _, text in COLUMNS]
    return html.Table(
        [
            html.Caption("Table 11 of the report: sex of victims and suspects"),
            html.Thead(html.Tr(heads)),
            html.Tbody(body),
        ]
    )


def _said(row: pd.Series) -> str:
    """A figure of the report as it is written in a table."""
    if row["unit"] == "percent" and str(row["value_text"])[:1].isdigit():
        return f"{row['value']:g}%"
    return str(row["value_text"])


def render_statements(question: Question) -> html.Table:
    """The report's statements on suspects; the simulated extract's value beneath each."""
    beside = computed(question) if can_compare(question) else None
    frame = queries.query_published(question.session, "statements").frame.set_index("figure_id")
    body = []
    for claim in CLAIMS:
        cells = []
        for year in YEARS:
            own: list = ["–"]
            if year in claim.figures:
                own = [_said(frame.loc[claim.figures[year]])]
                if beside is not None:
                    share = beside.claims[claim.label, year]
                    own.append(html.Small(f"Simulated {percent(share)}"))
            cells.append(html.Td(own, className="number"))
        body.append(html.Tr([html.Th(claim.label, scope="row"), *cells]))
    heads = [html.Th("Suspects aged 10 to 24", scope="col")]
    heads += [html.Th(year, scope="col", className="number") for year in YEARS]
    return html.Table(
        [
            html.Caption("Statements of the report: suspects’ sex, age and ethnicity"),
            html.Thead(html.Tr(heads)),
            html.Tbody(body),
        ]
    )


def sentence(question: Question) -> str:
    """What stands beside what, in words."""
    text = (
        "In the report’s table 11, women and girls are 75% of victims under 25 of domestic abuse "
        "and 52% of other victims; most suspects aged 10 to 24 are male in every row. Personal "
        "robbery is left out, and shares do not add up to 100% because some are not known."
    )
    if can_compare(question):
        return text + " Simulated records are drawn to follow these shares: they cannot test them."
    return text + (
        " Open data cannot recompute it: no official table has age, sex and offence of victims and "
        "suspects together."
    )

"""``/people``: its numbers are its tables', the unknown is shown, every basis is named."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import dash
import pytest
from plotly.graph_objects import Figure

from components.layout.section import flat
from components.people import report as people_report
from data import queries
from data.queries.variance import total_variance
from data.session import sessions
from data.statistics import intervals
from data.statistics.change import score_interval
from tests.conftest import by_id, text_of, walk
from tests.contract.test_pages import PAGES, checked

PAGE = PAGES["/people"]
NAMES = {section.id: section.name for section in flat(PAGE.sections) if section.name}
CITY, HACKNEY, ABBEY = "E09000001", "E09000012", "E05014053"
ASKED: list[dict[str, str]] = [
    {},
    {"area": HACKNEY},
    {"area": CITY},
    {"area": f"{CITY},{HACKNEY}"},
    {"from": "2023-01", "to": "2023-03"},
    {"from": "2003-01", "to": "2003-12", "compare": "none"},
    {"dataset": "vawg"},
    {"dataset": "vawg", "area": HACKNEY},
    {"dataset": "vawg", "level": "ward", "area": ABBEY},
    {"dataset": "custody"},
    {"dataset": "custody", "offence": "custody-robbery"},
    {"dataset": "simulated"},
    {"dataset": "simulated", "offence": "rape", "cohort": "under-25", "area": HACKNEY},
    {"dataset": "simulated", "offence": "homicide", "level": "ward", "area": ABBEY},
]
SHOWN = {
    "homicide": set(NAMES),
    "vawg": {"people-victims", "people-ethnicity", "people-places", "people-knife"},
    "custody": {"people-suspects", "people-ethnicity", "people-knife"},
    "simulated": {
        "people-victims",
        "people-suspects",
        "people-ages",
        "people-ethnicity",
        "people-ethnic-rates",
    },
}
"""Cards of each dataset."""


@pytest.fixture(scope="module")
def layout(served: Any) -> Callable[..., Any]:
    return next(p["layout"] for p in dash.page_registry.values() if p["path"] == "/people")


def opened(layout: Callable[..., Any], **query: str) -> tuple[Any, dict[str, Any]]:
    tree = layout(**query)
    return tree, by_id(tree)


def shown(found: dict[str, Any]) -> set[str]:
    return {slot for slot in NAMES if "hidden" not in found[f"{slot}-box"].className}


@pytest.mark.parametrize("query", ASKED, ids=str)
def test_a_question_opens_with_valid_charts_and_working_files(layout, client, query) -> None:
    tree, found = opened(layout, **query)
    checked("/people", tree, found)
    for node in walk(tree):
        if type(node).__name__ == "Graph":
            Figure(node.figure)
    for slot in shown(found):
        title = text_of(found[f"{slot}-title"]).removeprefix("Simulated: ")
        assert len(title.split()) <= 11, title
        for address in (
            found[f"{slot}-csv"].href,
            getattr(found[f"{slot}-table"], "data-table"),
        ):
            assert client.get(address).status_code == 200, address


@pytest.mark.parametrize("dataset", SHOWN)
def test_each_dataset_shows_what_it_has_and_says_what_it_has_not(layout, dataset: str) -> None:
    _, found = opened(layout, dataset=dataset)
    assert shown(found) == SHOWN[dataset]
    missing = text_of(found["people-missing"])
    for slot, name in NAMES.items():
        assert (name in missing) == (slot not in SHOWN[dataset]), name
    assert ("hidden" in found["people-missing-box"].className) == (dataset == "homicide")
    assert ("hidden" in found["people-groups-box"].className) == (dataset != "custody")


def test_every_offence_of_every_dataset_opens(layout) -> None:
    for slug, answers in sessions.current.domain.datasets.items():
        if answers.dataset.kind == "recorded":
            continue
        for offence in answers.offences:
            tree, found = opened(layout, dataset=slug, offence=offence)
            checked("/people", tree, found)


def test_the_official_counts_have_no_people_and_the_page_offers_what_has(layout) -> None:
    _, found = opened(layout, dataset="recorded")
    told = text_of(found["notices"])
    assert "official counts do not have" in told
    for slug in ("homicide", "vawg", "custody", "simulated"):
        assert slug in told
    assert found["filter-dataset"].value == "homicide"


def test_a_pyramid_draws_everybody_of_its_table(layout, client) -> None:
    _, found = opened(layout)
    for slot in ("people-victims", "people-suspects"):
        rows = client.get(getattr(found[f"{slot}-table"], "data-table")).json["rows"]
        whole = sum(row["count"] for row in rows)
        drawn = sum(
            int(cell[1].replace(",", ""))
            for trace in found[f"{slot}-graph"].figure["data"]
            if trace["type"] == "bar"
            for cell in trace["customdata"]
        )
        assert drawn == whole
        assert f"{whole:,}" in text_of(found["people-spans"])
        assert f"{whole:,}" in text_of(found[f"{slot}-sentence"])


def test_victims_and_accused_share_one_scale(layout) -> None:
    _, found = opened(layout)
    ranges = {
        tuple(found[f"people-{role}-graph"].figure["layout"]["xaxis"]["range"])
        for role in ("victims", "suspects")
    }
    assert len(ranges) == 1


@pytest.mark.parametrize("dataset", SHOWN)
def test_the_unknown_share_is_drawn_and_said(layout, dataset: str) -> None:
    _, found = opened(layout, dataset=dataset)
    figure = found["people-ethnicity-graph"].figure
    assert figure["layout"]["yaxis"]["ticktext"][-1] == "Not known"
    assert "not known" in text_of(found["people-ethnicity-sentence"])
    for slot in {"people-victims", "people-suspects"} & SHOWN[dataset]:
        assert "known" in text_of(found[f"{slot}-sentence"])


def test_every_basis_of_ethnicity_is_named(layout) -> None:
    _, found = opened(layout)
    text = text_of(found["people-ethnicity-subtitle"])
    assert "Victims: as an officer saw them." in text
    assert "Accused: as they define themselves." in text
    assert "Residents: Census 2021." in text
    for query in ASKED:
        assert "BAME" not in text_of(opened(layout, **query)[0])


def test_rates_have_intervals_and_the_caution(layout, client) -> None:
    _, found = opened(layout)
    rows = client.get(getattr(found["people-ethnic-rates-table"], "data-table")).json["rows"]
    text = text_of(found["people-ethnic-rates-sentence"])
    known = [row for row in rows if row["rate"] is not None]
    told = [row for row in known if row["count"] >= 20]
    assert text.count("95% interval") == len(told) >= 3
    assert "not why" in text
    assert "Other too few to say (10)" in text
    for row in known:
        assert row["rate_low"] <= row["rate"] <= row["rate_high"]
        assert row["rate_least"] < row["rate"] == row["rate_most"]
        assert "no group Mixed" in row["note"]
    for row in told:
        assert f"{row['rate'] * 100:.1f} (95% interval" in text
        assert f"; from {row['rate_least'] * 100:.1f})" in text
    for dataset in ("vawg", "custody"):
        assert "No rate" in text_of(opened(layout, dataset=dataset)[1]["people-missing"])


def test_the_highest_rate_stands_wherever_residents_of_mixed_groups_are_counted(layout) -> None:
    """273 Black victims among 1.19 to 1.69 million, 245 White ones among 4.7 million at least."""
    _, found = opened(layout)
    assert (
        text_of(found["people-ethnic-rates-title"]) == "Victims: rate highest for Black residents"
    )
    text = text_of(found["people-ethnic-rates-sentence"])
    often = "Black residents were victims at least 2.4 times as often as White residents."
    assert f"Beyond chance, {often}" in text
    assert "For Asian residents chance could explain the difference." in text
    assert not re.search(r"\babove \d", text)
    labels = str(found["people-ethnic-rates-graph"].figure["data"])
    assert "23.0, from 16.1" in labels
    assert "“From”" in text_of(found["people-ethnic-rates-subtitle"])


def test_how_often_beside_others_is_what_the_counts_support(layout) -> None:
    """273 of 1.70 million at most beside 245 of 4.73 million at least, the two limits at 97.5 %."""
    question = PAGE.view({}).question.added_up
    frame = queries.query_people(question, "victim", ("ethnicity",)).frame.set_index("ethnicity")
    black, white, other = (frame.loc[name] for name in ("black", "white", "other"))
    largest = black["count"] / black["rate_least"] * 1000
    phi = total_variance(question).of_sum(question.period.months)[0]
    found = score_interval(
        black["count"], white["count"], phi, 1, exposure1=largest,
        exposure0=white["population"], alpha=0.05 / 2,
    )  # fmt: skip
    assert black["times_low"] == pytest.approx(1 + float(found.low) / 100)
    assert white["times_low"] != white["times_low"], "the others are beside it"
    assert other["rate_status"] == "too-few" and other["times_low"] != other["times_low"]


@pytest.mark.parametrize("area", ["", HACKNEY, "E09000025"])
def test_a_chart_prints_no_rate_that_the_text_calls_too_few(layout, area: str) -> None:
    query = {"area": area} if area else {}
    view = PAGE.view(query)
    _, found = opened(layout, **query)
    for slot, by in (("people-ages", ("age", "sex")), ("people-ethnic-rates", ("ethnicity",))):
        frame = queries.query_people(view.question.added_up, "victim", by).frame
        few = frame[frame["rate_status"] == "too-few"]
        assert (few["count"] < 20).all() and len(few)
        figure = found[f"{slot}-graph"].figure
        if figure is None:
            continue
        texts = [text for trace in figure["data"] if trace["type"] == "scatter"
                 for text in trace["text"]]  # fmt: skip
        assert sum("too few to say" in text for text in texts) == len(few), slot
        bars = [x for trace in figure["data"] if trace["type"] == "bar" for x in trace["x"]]
        assert sum(value > 0 for value in bars) == (frame["rate_status"] == "ok").sum()


def test_nobody_of_unknown_age_is_not_told_of(layout) -> None:
    """No “0 of unknown age”, and no “not known for 0%”."""
    for query in ({}, {"area": HACKNEY}):
        _, found = opened(layout, **query)
        for slot in ("people-ages", "people-ethnic-rates", "people-ethnicity", "people-method"):
            text = text_of(found[f"{slot}-sentence"])
            assert not re.search(r"\b0 of unknown|known for 0%|known 0%", text), text


def test_intervals_of_rates_are_as_wide_as_the_months_vary(layout) -> None:
    """φ of five years of homicide is 1.23: Byar alone would say 20.3 to 25.9."""
    question = PAGE.view({}).question
    frame = queries.query_people(question.added_up, "victim", ("ethnicity",)).frame
    black = frame[frame["ethnicity"] == "black"].iloc[0]
    plain = intervals.rate_interval(black["count"], black["population"])
    assert black["rate_low"] < plain.low and plain.high < black["rate_high"]
    assert black["rate_high"] - black["rate_low"] == pytest.approx(
        1.23**0.5 * float(plain.high - plain.low), rel=0.01
    )
    accused = queries.query_people(question.added_up, "suspect", ("ethnicity",)).frame
    known = accused[accused["rate"].notna()]
    assert known["rate_low"].isna().all(), "whose months are not counted has no interval"
    assert known["note"].str.contains("the series count other people").all()
    assert (known["rate_least"] == known["rate_most"]).all(), "the accused say who they are"


def test_where_most_are_is_said_where_chance_allows(layout) -> None:
    """Brent's 38 homicides are not beyond Croydon's 35; VAWG in Croydon is beyond all others."""
    _, found = opened(layout)
    assert text_of(found["people-places-title"]) == "Homicide: no borough clearly has most"
    assert "Chance alone could put any of" in text_of(found["people-places-sentence"])
    _, found = opened(layout, dataset="vawg")
    assert text_of(found["people-places-title"]).endswith("most in Croydon")


@pytest.mark.parametrize("query", ASKED, ids=str)
def test_every_claim_names_its_place_and_months(layout, query) -> None:
    _, found = opened(layout, **query)
    for slot in shown(found):
        for part in ("subtitle", "sentence"):
            text = text_of(found[f"{slot}-{part}"])
            assert re.search(r"\b(20\d\d) to \w+ 20\d\d", text), (slot, text)
            assert re.search(r"London|Hackney|Abbey|City", text), (slot, text)
        title = text_of(found[f"{slot}-title"])
        assert "most aged" not in title


def test_few_people_are_told_by_number_only(layout) -> None:
    """Hackney had one homicide in the year to March 2023."""
    _, found = opened(layout, area=HACKNEY, **{"from": "2022-04", "to": "2023-03"})
    assert "too few victims to say more (1)" in text_of(found["people-headline"])
    for slot in ("people-victims", "people-ethnicity", "people-method"):
        title = text_of(found[f"{slot}-title"])
        assert "too few" in title and "%" not in title, title
    labels = str(found["people-ethnicity-graph"].figure["data"][1])
    assert "%" not in labels


def test_ages_of_all_london_are_not_told_as_a_boroughs(layout) -> None:
    _, found = opened(layout, dataset="vawg", area=HACKNEY)
    assert "aged" not in text_of(found["people-headline"])
    assert "London, since the source gives no areas" in text_of(found["people-victims-subtitle"])
    answer = queries.query_total(
        PAGE.view({"dataset": "vawg", "area": HACKNEY}).question
    ).frame.iloc[0]
    assert f"{answer['count']:,.0f} victims" in text_of(found["people-headline"])


def test_homicide_is_read_over_a_year_at_least(layout) -> None:
    _, found = opened(layout, **{"from": "2023-01", "to": "2023-03"})
    assert "April 2022 to March 2023" in text_of(found["people-spans"])
    _, found = opened(layout)
    assert "April 2019 to March 2024" in text_of(found["people-spans"])
    assert "of 618 victims in April 2014 to March 2019" in text_of(found["people-method-sentence"])


def test_homicide_counts_are_those_of_the_published_totals(layout) -> None:
    """2,936 victims and 4,512 accused stand in the publisher's files, one a recording error."""
    _, found = opened(layout, **{"from": "2003-01", "to": "2024-03", "compare": "none"})
    text = text_of(found["people-spans"])
    assert "2,936 victims" in text
    assert "4,511 people accused" in text


def test_months_that_are_not_complete_are_told(layout) -> None:
    _, found = opened(layout)
    said = "February 2024 and March 2024 are not complete in the source."
    assert said in text_of(found["people-suspects-sentence"])
    assert said not in text_of(found["people-victims-sentence"])
    _, found = opened(layout, **{"from": "2018-01", "to": "2022-12"})
    assert "not complete" not in text_of(found["people-suspects-sentence"])


def test_custody_groups_add_up_and_lead_to_their_files(layout, client) -> None:
    _, found = opened(layout, dataset="custody")
    rows = [node for node in walk(found["people-groups"]) if type(node).__name__ == "Tr"][1:]
    counts = [int(text_of(row.children[1]).replace(",", "")) for row in rows]
    assert len(rows) == 9
    assert counts == sorted(counts, reverse=True)
    assert f"{sum(counts):,} custody disposals" in text_of(found["people-spans"])
    for row, count in zip(rows, counts, strict=True):
        link = next(node for node in walk(row.children[4]) if type(node).__name__ == "A")
        answer = client.get(link.href.replace(".csv", ".json")).json["rows"]
        assert sum(line["count"] for line in answer) == count
    assert "not people" in text_of(found["people-groups-box"])


def test_young_knife_victims_are_the_open_series(layout, client) -> None:
    _, found = opened(layout)
    address = getattr(found["people-knife-table"], "data-table")
    assert "dataset=recorded" in address
    assert "offence=knife-injury-victims-under-25" in address
    top = max(client.get(address).json["rows"], key=lambda row: row["count"] or 0)
    assert f"{top['area_name']} ({top['count']})" in text_of(found["people-knife-sentence"])


@pytest.mark.parametrize("query", [q for q in ASKED if q.get("dataset") == "simulated"], ids=str)
def test_simulated_records_say_so_everywhere(layout, query) -> None:
    _, found = opened(layout, **query)
    names = ["people-headline", "people-sentence", "people-report-title", "people-report-sentence"]
    names += [f"{slot}-{part}" for slot in shown(found) for part in ("title", "sentence")]
    for name in names:
        assert "Simulated" in text_of(found[name]), name


def test_the_report_stands_there_as_printed(layout) -> None:
    _, found = opened(layout)
    cells = [
        text_of(node) for node in walk(found["people-table-11"]) if type(node).__name__ == "Td"
    ]
    frame = queries.query_published(sessions.current, "table-11").frame
    assert len(cells) == len(frame) == 48
    assert sorted(cells) == sorted(frame["value_text"])
    assert "Simulated" not in text_of(found["people-report-box"])
    said = text_of(found["people-statements"])
    for value in ("81%", "74%", "48%", "44%", "nearly 1 in 5", "42%"):
        assert value in said


def test_simulated_shares_follow_the_report() -> None:
    """Table 11 and the statements, counted on the page's own tables: within a point."""
    question = PAGE.view({"dataset": "simulated"}).question
    found = people_report.computed(question)
    frame = queries.query_published(sessions.current, "table-11").frame
    for row in frame.itertuples():
        sex, role = str(row.column_label).lower().split(" ")
        parts = str(row.row_label).split(" > ")
        offence = str(row.offence) if len(parts) > 1 else "all"
        key = (offence, parts[0].startswith("Domestic"), role, sex)
        assert found.cells[key] * 100 == pytest.approx(float(row.value), abs=1.05), key
    statements = queries.query_published(sessions.current, "statements").frame.set_index(
        "figure_id"
    )
    for claim in people_report.CLAIMS:
        for year, figure in claim.figures.items():
            value = float(statements.loc[figure, "value"])
            share = found.claims[claim.label, year] * 100
            assert share == pytest.approx(value, abs=1.05), (claim.label, year)


def test_titles_do_not_alarm(layout) -> None:
    for query in ASKED:
        text = text_of(opened(layout, **query)[0]).lower()
        assert not re.search(r"\b(crisis|soar|surge|epidemic|shocking)\w*", text)

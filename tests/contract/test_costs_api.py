"""Costs over HTTP, and the fields of a plan on their page."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

import pytest

from tests.conftest import by_id, text_of, walk


def rows(client: Any, address: str) -> list[dict[str, str]]:
    reply = client.get(address)
    assert reply.status_code == 200, (address, reply.text[:300])
    lines = [line for line in reply.text.splitlines() if not line.startswith("#")]
    return list(csv.DictReader(io.StringIO("\n".join(lines))))


def test_london_and_a_borough_answer(client: Any) -> None:
    london = rows(client, "/api/v1/costs.csv")
    assert {row["offence"] for row in london} >= {"homicide", "rape", "threats-to-kill"}
    westminster = rows(client, "/api/v1/costs.csv?level=borough&area=E09000033")
    assert (
        0
        < sum(float(row["cost"] or 0) for row in westminster)
        < sum(float(row["cost"] or 0) for row in london)
    )


@pytest.mark.parametrize("name", ["table-12", "table-13", "table-14", "table-15", "statements"])
@pytest.mark.parametrize("kind", ["csv", "json", "xlsx"])
def test_published_tables_answer(client: Any, name: str, kind: str) -> None:
    assert client.get(f"/api/v1/published/{name}.{kind}").status_code == 200


def test_a_published_table_takes_no_filters_and_others_do_not_exist(client: Any) -> None:
    assert client.get("/api/v1/published/table-13.csv?level=ward").status_code == 400
    assert client.get("/api/v1/published/../app.csv").status_code == 404
    assert client.get("/api/v1/published/table-99.csv").status_code == 404


@pytest.mark.parametrize("by", ["moon", "month,year", "offence,", "component,bearer,area"])
def test_cuts_are_checked(client: Any, by: str) -> None:
    reply = client.get(f"/api/v1/costs.csv?by={by}")
    good = by in ("offence,", "component,bearer,area")
    assert reply.status_code == (200 if good else 400)
    if not good:
        assert reply.get_json()["parameter"] == "by"
        assert "offence" in reply.get_json()["allowed"]


def test_plans_and_the_pledge_go_to_files(client: Any) -> None:
    plan = rows(client, "/api/v1/what-if.csv?cut=25&invest=40000000")
    assert {row["what"] for row in plan} == {"offence", "all", "bearer", "break-even"}
    pledge = rows(client, "/api/v1/pledge.csv")
    assert pledge[-1]["month"] == "2034-06"
    borough = rows(client, "/api/v1/pledge.csv?level=borough&area=E09000012")
    assert float(borough[0]["count_12m"]) < float(pledge[0]["count_12m"])


@pytest.mark.parametrize("value", ["0", "-1", "101", "text", "%3Cscript%3E"])
def test_a_bad_reduction_is_refused_and_told_beside_its_field(client: Any, value: str) -> None:
    reply = client.get(f"/api/v1/what-if.csv?cut={value}")
    assert reply.status_code == 400
    assert reply.get_json()["parameter"] == "cut"
    from urllib.parse import unquote

    from pages import costs

    view = costs.PAGE.view({"cut": unquote(value)})
    parts = by_id(costs.PAGE.draw(view))
    said = text_of(parts["costs-cut-fault"])
    assert said.startswith(f"“{unquote(value)}” is ")
    assert said.endswith("Write a number above 0, up to 100 per cent.")
    assert (parts["costs-cut"].invalid, parts["costs-invest"].invalid) == (True, False)
    assert text_of(parts["costs-invest-fault"]) == ""
    assert view.scenario.cut == 10


def test_a_good_plan_survives_reload(client: Any) -> None:
    from pages import costs

    view = costs.PAGE.view({"cut": "33", "invest": "1,500,000"})
    assert not view.problems
    assert (view.scenario.cut, view.scenario.invest) == (33, 1_500_000)
    tree = costs.PAGE.render(cut="33", invest="1500000")
    assert "33% less would save" in text_of(tree)


CARDS = ("offence", "area", "year", "bearer", "plan", "pledge", "range")


def parts_of(**query: str) -> dict[str, Any]:
    from pages import costs

    return by_id(costs.PAGE.render(**query))


def said(parts: dict[str, Any], name: str) -> str:
    return text_of(parts[f"costs-{name}"])


def pounds_of(client: Any, query: str) -> float:
    found = rows(client, f"/api/v1/costs.csv?{query}")
    return sum(float(row["cost"] or 0) for row in found)


@pytest.mark.parametrize(
    ("query", "whole", "name"),
    [({}, "level=london", "London"), ({"area": "E09000012"}, "area=E09000012", "Hackney")],
)
def test_a_sum_of_wards_says_so_with_its_share(
    client: Any, query: dict[str, str], whole: str, name: str
) -> None:
    asked = "&".join(f"{key}={value}" for key, value in (query | {"level": "ward"}).items())
    share = f"{pounds_of(client, asked) / pounds_of(client, whole):.1%} of {name}’s cost"
    parts = parts_of(level="ward", **query)
    assert f"in {name}, placed in a ward, cost £" in said(parts, "headline")
    assert f"{share} is placed in a ward" in said(parts, "spans")
    for card in ("offence", "bearer", "plan", "range"):
        assert f"{name}, placed in a ward ({share})" in said(parts, f"{card}-subtitle"), card
    assert f"{name}, placed in a ward (" in said(parts, "year-subtitle")
    assert "placed in no ward" in said(parts, "area-sentence")


@pytest.mark.parametrize(
    "query",
    [{}, {"level": "london"}, {"level": "ward", "area": "E05014053"}, {"area": "E09000012"}],
)
def test_what_leaves_nothing_out_speaks_of_no_ward(query: dict[str, str]) -> None:
    parts = parts_of(**query)
    told = " ".join(
        said(parts, name) for name in ("headline", "spans", *(f"{card}-subtitle" for card in CARDS))
    )
    assert "placed in" not in told


@pytest.mark.parametrize("level", ["borough", "ward"])
def test_the_city_alone_is_no_met_data_in_every_card(client: Any, level: str) -> None:
    parts = parts_of(level=level, area="E09000001")
    assert "no cost can be given" in said(parts, "headline")
    told = ""
    for card in CARDS:
        assert said(parts, f"{card}-title") == "City of London: no Met data"
        told += " ".join(
            said(parts, f"{card}-{name}") for name in ("title", "subtitle", "sentence")
        )
        address = parts[f"costs-{card}-csv"].href
        assert "area=E09000001" in address
        found = rows(client, address)
        assert not any(row.get("cost") or row.get("count_12m") or row.get("saved") for row in found)
    assert not re.search(r"£[1-9]", told)
    assert not any(parts[f"costs-{card}-graph"].figure["data"] for card in CARDS[:4])
    assert "London’s numbers" not in told


def test_the_city_beside_a_borough_is_left_out_and_said() -> None:
    parts = parts_of(area="E09000001,E09000012")
    assert "cost £" in said(parts, "headline")
    assert "City of London" in said(parts, "headline")


@pytest.mark.parametrize(
    "query",
    [
        {"level": "ward", "area": "E05014053", "offence": "homicide"},
        {"area": "E09000012", "offence": "homicide", "from": "2025-01", "to": "2025-01"},
    ],
)
def test_where_nothing_was_recorded_the_page_stays_sound(query: dict[str, str]) -> None:
    parts = parts_of(**query)
    assert "cost £0 in a" in said(parts, "headline")
    assert "No such offence was recorded here" in said(parts, "sure")
    assert not re.search(r"\b(nan|NaN|inf)\b", text_of(parts["costs-body"]))


def test_a_gap_to_the_pledge_within_chance_is_called_close() -> None:
    assert "ahead of the path" in said(parts_of(area="E09000033"), "pledge-title")
    for area in ("", "E09000012"):  # of London too, since its base is a count as well
        parts = parts_of(area=area)
        assert "is not clearly off the path" in said(parts, "pledge-title")
        assert "chance alone" in said(parts, "pledge-sentence")


def test_a_part_of_an_offence_is_not_called_none() -> None:
    from components.costs.plans import avoided

    assert [avoided(value) for value in (0.0, 0.01, 0.5, 9.84, 5.0, 10.4, 6451.2)] == [
        "0", "under 0.1", "0.5", "9.8", "5", "10", "6,451"
    ]  # fmt: skip
    shown = parts_of(area="E09000012")["costs-plan-result"]
    assert {"Homicide", "0.5"} <= {text_of(node) for node in walk(shown)}


def test_simulated_costs_say_so_and_the_pledge_stays_official() -> None:
    parts = parts_of(dataset="simulated", level="ward", cohort="under-25")
    assert said(parts, "headline").startswith("Simulated: Serious violence (under 25) in London")
    assert "placed in" not in said(parts, "headline")  # every simulated offence has its ward
    assert said(parts, "sure").count("Under 25: ") == 1
    assert "Of official counts" in said(parts, "pledge-subtitle")
    assert "Of official counts" not in said(parts_of(), "pledge-subtitle")


@pytest.mark.parametrize("dataset", ["recorded", "simulated"])
@pytest.mark.parametrize(
    ("area", "invest", "said"),
    [
        ("E09000033", "10", "pays for itself when it brings about a reduction of"),
        ("E09000033", "1e11", "£100,000,000,000 a year is more than all of these offences cost."),
    ],
)
def test_an_investment_pays_or_is_more_than_there_is_to_save(
    dataset: str, area: str, invest: str, said: str
) -> None:
    """Whose records they are changes the notes of the table, and nothing of this."""
    parts = parts_of(dataset=dataset, offence="rape", area=area, invest=invest)
    assert said in text_of(parts["costs-plan-sentence"])


# --- what the page says with today's data -----------------------------------------------------


def result(parts: dict[str, Any], name: str) -> str:
    return text_of(parts[f"costs-{name}-result"])


def test_three_uncertainties_are_a_row_each_in_file_and_card(client: Any) -> None:
    """London, year to March 2026: £2.7 billion, of which chance moves the least."""
    table = rows(client, "/api/v1/cost-range.csv")
    assert [row["part"] for row in table] == ["counts", "recording", "unit-costs", "all"]
    shown = {row["part"]: (row["cost_low"], row["cost_high"]) for row in table}
    short = {part: tuple(f"{float(end) / 1e9:.2f}" for end in ends) for part, ends in shown.items()}
    assert short == {
        "counts": ("2.55", "2.77"),
        "recording": ("2.66", "2.86"),
        "unit-costs": ("2.13", "3.19"),
        "all": ("2.04", "3.57"),
    }
    parts = parts_of()
    assert said(parts, "range-title") == "Three things leave the £2.7 billion open"
    for text in ("declared, not measured", "±20%", "£2.1 billion", "£3.2 billion"):
        assert text in result(parts, "range")
    assert "no margin for it" in said(parts, "range-sentence")
    assert "no 95% interval" in said(parts, "range-sentence")


def test_the_declared_range_is_the_readers(client: Any) -> None:
    parts = parts_of(margin="50")
    assert "±50%" in result(parts, "range")
    assert "margin=50" in parts["costs-range-csv"].href
    assert "margin" not in parts["costs-plan-csv"].href
    row = rows(client, parts["costs-range-csv"].href)[2]
    assert float(row["cost_low"]) == float(row["cost"]) / 2
    refused = parts_of(margin="0")
    assert text_of(refused["costs-margin-fault"]).endswith("up to 100 per cent.")
    assert "±20%" in result(refused, "range")


def test_the_headline_tells_chance_and_recording_apart() -> None:
    sure = said(parts_of(), "sure")
    assert "£2.5 to £2.8 billion as counts vary by chance" in sure
    assert "£2.9 billion if all that is reported were recorded (homicide as it is)" in sure
    assert "Unit costs have no range in their source" in sure


@pytest.mark.parametrize("query", [{}, {"area": "E09000031"}, {"offence": "rape"}])
def test_the_response_and_who_bears_it_agree(client: Any, query: dict[str, str]) -> None:
    from components.text.words import pounds

    parts = parts_of(**query)
    by_part = rows(client, parts["costs-offence-csv"].href)
    response = sum(float(row["cost"] or 0) for row in by_part if row["component"] == "response")
    by_bearer = rows(client, parts["costs-bearer-csv"].href)
    justice = sum(float(row["cost"]) for row in by_bearer[:2])
    assert justice == pytest.approx(response, rel=1e-6)
    sentence = said(parts, "bearer-sentence")
    assert f"criminal justice bear {pounds(response)}: that is the response part" in sentence


def test_the_rank_of_a_cost_is_that_of_every_other_page(client: Any) -> None:
    """Westminster costs most, but so may others; Waltham Forest's 21st place has an interval."""
    parts = parts_of(area="E09000031")
    table = rows(
        client, "/api/v1/areas.csv?level=borough&offence=offences-with-unit-cost&measure=cost"
    )
    first = [row["area_name"] for row in table if row["rank"] == "1"]
    may = [row["area_name"] for row in table if row["rank_low"] == "1"]
    assert first == ["Westminster"]
    assert len(may) > 2
    assert said(parts, "area-title") == "Cost: no borough clearly highest"
    own = next(row for row in table if row["area_name"] == "Waltham Forest")
    low, high = (int(own[name]) for name in ("rank_low", "rank_high"))
    assert low < int(own["rank"]) == 21 < high
    assert re.search(rf"21st \({low}\w\w to {high}\w\w\) of 32", said(parts, "area-sentence"))


def test_an_investment_for_london_is_not_asked_of_waltham_forest() -> None:
    london, forest = parts_of(), parts_of(area="E09000031")
    assert "An investment of £40,000,000 a year pays for itself" in said(london, "plan-sentence")
    part = "£1,265,588 a year (by residents the part of London’s £40.0 million) pays for itself"
    assert part in said(forest, "plan-sentence")
    assert "Left empty: £1,265,588" in text_of(forest["costs-invest-hint"])
    assert "all of London in 2023/24" in text_of(london["costs-invest-hint"])
    given = said(parts_of(area="E09000031", invest="40000000"), "plan-sentence")
    assert "An investment of £40,000,000 a year pays for itself" in given


def test_years_on_either_side_of_a_change_in_counting_are_not_compared() -> None:
    """Only 2025 lies behind March 2024: no year before, and no dearest of them all."""
    parts = parts_of()
    assert said(parts, "year-title") == "£2.7 billion in 2025"
    sentence = said(parts, "year-sentence")
    assert "Counting changed in March 2024" in sentence
    assert "highest" not in sentence
    layout = parts["costs-year-graph"].figure["layout"]
    assert len(layout["shapes"]) == 1
    assert "counting changed" in str(layout["annotations"])
    robbery = parts_of(offence="personal-robbery")
    assert said(robbery, "year-title") == (
        "£363 million in 2025; beside 2024 down 13.7%, more than chance explains"
    )
    assert not robbery["costs-year-graph"].figure["layout"]["shapes"]


def test_the_pledge_card_says_what_its_table_says(client: Any) -> None:
    for query in ({}, {"area": "E09000012"}, {"area": "E09000031"}):
        parts = parts_of(**query)
        known = [row for row in rows(client, parts["costs-pledge-csv"].href) if row["count_12m"]]
        ahead = {"lower": "ahead of", "higher": "behind", "no-clear-change": "not clearly off"}
        assert f"is {ahead[known[-1]['verdict']]} the path" in said(parts, "pledge-title")


# --- changes of costs ---------------------------------------------------------------------------


def test_a_cost_is_compared_with_the_verdict_of_every_other_page(client: Any) -> None:
    """£354 million beside £403 million is 12 % less, and chance does as much."""
    row = rows(client, "/api/v1/cost-change.csv?offence=personal-robbery")[0]
    assert row["verdict"] == "no-clear-change"
    spans = said(parts_of(offence="personal-robbery"), "spans")
    assert "£354 million beside £403 million in the year to March 2025: no clear change." in spans
    spans = said(parts_of(offence="personal-robbery", area="E09000033"), "spans")
    assert re.search(r"beside £50.0 million .*: down \d+\.\d%, more than chance explains\.", spans)


@pytest.mark.parametrize(("query", "place"), [({}, "London"), ({"area": "E09000012"}, "Hackney")])
def test_a_sum_of_wards_is_not_compared_but_its_place_is(query: dict[str, str], place: str) -> None:
    wards = parts_of(level="ward", offence="personal-robbery", **query)
    whole = parts_of(level="borough", offence="personal-robbery", **query)
    told = re.search(r"(£\S+ million) beside (£.*?\.) The cost", said(whole, "spans"))
    assert told
    assert f"{place} as a whole, {told[1]}, beside {told[2]}" in said(wards, "spans")
    assert f"{place} as a whole" in said(wards, "year-title")
    assert "years of wards are not compared" in said(wards, "year-sentence")


@pytest.mark.parametrize(
    ("query", "said_of"),
    [
        ({"offence": "personal-robbery"}, "No year’s cost is beyond chance above"),
        ({"offence": "homicide"}, "No year’s cost is beyond chance above"),
        ({"offence": "rape", "area": "E09000025"}, "The cost was highest in 2025, £24.5 million."),
    ],
)
def test_a_year_is_called_the_highest_only_beyond_chance(
    query: dict[str, str], said_of: str
) -> None:
    assert said_of in said(parts_of(**query), "year-sentence")


def test_homicide_has_two_uncertainties_and_no_recording() -> None:
    parts = parts_of(offence="homicide")
    assert said(parts, "range-title").startswith("Two things leave")
    assert "Recording" not in result(parts, "range")
    assert "Both at their ends" in result(parts, "range")
    assert "if all that is reported" not in said(parts, "sure")
    assert "inspectorate" not in said(parts, "range-sentence")
    none = parts_of(area="E09000012", offence="homicide", **{"from": "2025-01", "to": "2025-01"})
    assert said(none, "range-title") == "Chance alone leaves the £0 open"
    assert result(none, "range").count("£0") == 1


def test_axes_count_in_the_unit_of_the_words() -> None:
    """£2.7 billion is drawn on an axis in billions, £38.7 million on one in millions."""
    for query, suffix, most in (({}, "bn", 10), ({"area": "E09000033"}, "m", 1000)):
        for card in ("year", "bearer", "offence"):
            figure = parts_of(**query)[f"costs-{card}-graph"].figure
            axis = figure["layout"]["yaxis" if card == "year" else "xaxis"]
            assert axis["ticksuffix"] == suffix, card
            values = figure["data"][0]["y" if card == "year" else "x"]
            assert max(values) < most


def test_of_few_offences_no_share_is_told() -> None:
    few = parts_of(offence="homicide", area="E09000033")
    assert said(few, "offence-title") == "Too few offences to tell shares of the cost"
    assert "%" not in said(few, "offence-sentence") + said(few, "bearer-title")
    assert "%" in said(parts_of(), "offence-sentence")


def test_the_reduction_that_pays_says_how_far_chance_moves_it() -> None:
    sentence = said(parts_of(), "plan-sentence")
    assert "a reduction of 1.50% (1.44% to 1.57% as counts vary by chance)" in sentence
    assert "the saving is £255 to £277 million" in sentence
    assert "a reduction of under 0.01%," in said(parts_of(invest="1"), "plan-sentence")
    one = parts_of(offence="homicide", cut="1", area="E09000012")
    assert " 1 offences" not in said(one, "plan-subtitle") + said(one, "plan-sentence")

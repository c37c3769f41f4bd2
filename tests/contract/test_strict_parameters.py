"""What a table does not use it refuses: no filter is ever taken and then ignored."""

from __future__ import annotations

import csv
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

import pytest

from data import queries
from data.model.parameters import PARAMETERS
from data.model.selection import ASKED
from data.queries.tables import TABLES
from tests.conftest import by_id

VALUES = {
    "level": "borough", "area": "E09000012", "offence": "rape", "cohort": "all-ages",
    "from": "2024-01", "to": "2024-12", "compare": "none", "measure": "rate",
    "dataset": "recorded", "cut": "5", "invest": "1000", "margin": "10",
    "by": "offence",
}  # fmt: skip
UNUSED = [
    *(
        ("pledge", name)
        for name in ("offence", "cohort", "from", "to", "compare", "measure", "dataset")
    ),
    *(("pledge", name) for name in ("cut", "invest", "margin", "by")),
    *(
        (table, name)
        for table in ("costs", "cost-range", "what-if")
        for name in ("compare", "measure")
    ),
    *(("costs", name) for name in ("cut", "invest", "margin")),
    *(("cost-range", name) for name in ("cut", "invest", "by")),
    *(("cost-change", name) for name in ("measure", "cut", "invest", "margin", "by")),
    ("what-if", "margin"),
    *((table, name) for table in ("areas", "series") for name in ("cut", "margin", "by")),
    *((table, "focus") for table in TABLES),
]


def refused(client: Any, address: str, parameter: str) -> list[str]:
    """What is allowed, after checking that an address is refused for that parameter."""
    for kind in ("csv", "json", "xlsx"):
        reply = client.get(address.replace(".csv", f".{kind}"))
        assert reply.status_code == 400, address
        assert reply.get_json()["parameter"] == parameter
        assert parameter in reply.get_json()["error"]
    return list(reply.get_json()["allowed"])


OWN = {
    ("people", "by"): "sex",
    ("people", "role"): "suspect",
    ("people", "dataset"): "homicide",
    ("people", "offence"): "homicide",
    ("people", "cohort"): "all-ages",
    ("people", "from"): "2020-01",
    ("people", "to"): "2020-12",
    ("matrix", "rows"): "year",
    ("matrix", "columns"): "month",
}
"""Values that suit one table only."""


@pytest.mark.parametrize(("table", "name"), UNUSED, ids=[f"{t}-{n}" for t, n in UNUSED])
def test_a_filter_that_a_table_does_not_use_is_refused(client: Any, table: str, name: str) -> None:
    value = VALUES.get(name, "E09000012")
    allowed = refused(client, f"/api/v1/{table}.csv?{name}={value}", name)
    assert name not in allowed
    assert set(TABLES[table].filters) <= set(allowed)


@pytest.mark.parametrize("table", TABLES)
def test_every_filter_that_is_allowed_is_taken(client: Any, table: str) -> None:
    for name in TABLES[table].parameters:
        more = "&level=borough" if name == "area" else ""
        value = OWN.get((table, name)) or VALUES[name]
        reply = client.get(f"/api/v1/{table}.json?{name}={value}{more}")
        assert reply.status_code == 200, (table, name, reply.get_json())


@pytest.mark.parametrize("table", TABLES)
def test_the_catalogue_says_what_each_table_takes(client: Any, table: str) -> None:
    told = client.get("/api/v1/catalogue.json").get_json()["filters"][table]
    assert told == list(TABLES[table].parameters)
    assert set(TABLES[table].filters) <= set(PARAMETERS.names(ASKED))


@pytest.mark.parametrize("table", ["costs", "cost-range", "what-if", "pledge"])
def test_a_file_does_not_speak_of_filters_that_it_does_not_take(client: Any, table: str) -> None:
    filters = client.get(f"/api/v1/{table}.json?level=borough").get_json()["meta"]["filters"]
    assert not {"Measure", "Compared with"} & set(filters)
    assert {"Level", "Areas", "Dataset"} <= set(filters)
    both = client.get("/api/v1/areas.json").get_json()["meta"]["filters"]
    assert {"Measure", "Compared with"} <= set(both)


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("pledge.csv?level=borough&area=E09000012", "pledge_borough.csv"),
        (
            "costs.xlsx?from=2024-01&to=2024-12",
            "costs_offences-with-unit-cost_london_2024-01_2024-12.xlsx",
        ),
        (
            "what-if.csv?offence=rape&from=2024-01&to=2024-12",
            "what-if_rape_london_2024-01_2024-12.csv",
        ),
    ],
)
def test_a_file_is_named_by_what_its_table_takes(client: Any, address: str, name: str) -> None:
    said = client.get(f"/api/v1/{address}").headers["Content-Disposition"]
    assert said == f'attachment; filename="{name}"'


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("value", [",", ",,,", "%20,", ",%20,"])
def test_a_list_of_areas_without_an_area_is_refused(client: Any, table: str, value: str) -> None:
    allowed = refused(client, f"/api/v1/{table}.csv?area={value}", "area")
    assert "E09000033" in allowed[0]


@pytest.mark.parametrize("by", ["", ",", "offence,offence", "offence,area,offence", "%20"])
def test_cuts_are_named_and_named_once(client: Any, by: str) -> None:
    allowed = refused(client, f"/api/v1/costs.csv?by={by}", "by")
    assert allowed == list(queries.COST_CUTS)


BAD_NUMBERS = (
    "1_0",
    "1__0",
    "_10",
    "1,0",
    "10,00",
    "١٠",
    "²",
    "0x10",
    "1e",
    "1.2.3",
    "10 10",
    "--1",
)


@pytest.mark.parametrize(
    ("table", "name"), [("what-if", "cut"), ("what-if", "invest"), ("cost-range", "margin")]
)
@pytest.mark.parametrize("value", BAD_NUMBERS)
def test_a_number_is_written_as_people_write_it(
    client: Any, table: str, name: str, value: str
) -> None:
    allowed = refused(client, f"/api/v1/{table}.csv?{name}={quote(value)}", name)
    assert "above 0" in allowed[0]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("cut", "12.5"), ("cut", "12.5%"), ("cut", " 7 "), ("cut", ".5"), ("cut", "1e-05"),
        ("invest", "40,000,000"), ("invest", "£1,500,000"), ("invest", "1e6"), ("invest", "5"),
    ],
)  # fmt: skip
def test_good_numbers_are_taken(client: Any, name: str, value: str) -> None:
    assert client.get(f"/api/v1/what-if.csv?{name}={quote(value)}").status_code == 200


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"level": "ward", "offence": "rape", "compare": "none"},
        {"level": "london", "compare": "to-2020-03", "from": "2024-01", "to": "2024-06"},
        {"area": "E09000012,E09000033", "cut": "35", "invest": "1500000"},
        {"area": "E09000001"},
        {"offence": "domestic-abuse"},
        {"offence": "knife-crime"},
    ],
)
def test_the_links_of_the_costs_page_carry_only_what_their_tables_take(
    client: Any, query: dict[str, str]
) -> None:
    from pages import costs

    parts = by_id(costs.PAGE.render(**query))
    links = [part.href for key, part in parts.items() if key.endswith("-csv")]
    tables = [vars(part)["data-table"] for part in parts.values() if hasattr(part, "data-table")]
    assert len(links) == len(tables) == 7
    for address in (*links, *tables):
        reply = client.get(address)
        assert reply.status_code == 200, (address, reply.get_data(as_text=True)[:300])
        asked = dict(parse_qsl(urlsplit(address).query))
        table = urlsplit(address).path.rpartition("/")[2].partition(".")[0]
        assert set(asked) <= set(TABLES[table].parameters)
    plan = dict(parse_qsl(urlsplit(next(link for link in links if "what-if" in link)).query))
    assert plan["cut"] == query.get("cut", "10")
    assert plan.get("invest") == query.get("invest"), "nobody gave one: the table knows its part"
    if query.get("area"):
        assert all("area=" + query["area"] in link for link in links if "by=area" not in link)


@pytest.mark.parametrize("dataset", ["vawg", "custody"])
@pytest.mark.parametrize("table", ["areas", "series"])
def test_no_rate_where_residents_are_no_fair_denominator(client, dataset: str, table: str) -> None:
    """The dataset says so, so no table gives one under another name."""
    reply = client.get(f"/api/v1/{table}.csv?dataset={dataset}&level=london")
    assert reply.status_code == 200
    lines = [line for line in reply.text.splitlines() if not line.startswith("#")]
    rows = list(csv.DictReader(lines))
    assert rows
    for row in rows:
        assert row["count"] != ""
        assert {row[name] for name in row if "rate" in name or name == "population"} == {""}
        assert table != "areas" or "no fair rate" in row["note"]

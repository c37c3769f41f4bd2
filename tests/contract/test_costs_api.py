"""Costs over HTTP, and the fields of a plan on their page."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest


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
    parts = costs.PAGE.parts(view)
    assert "Write a number of per cent above 0" in parts["costs-cut-fault"]["children"]
    assert parts["costs-invest-fault"]["children"] == ""
    assert view.selection.cut == 10


def test_a_good_plan_survives_reload(client: Any) -> None:
    from pages import costs

    view = costs.PAGE.view({"cut": "33", "invest": "1,500,000"})
    assert not view.problems
    assert (view.selection.cut, view.selection.invest) == (33, 1_500_000)
    tree = str(costs.layout(cut="33", invest="1500000"))
    assert "33% less would save" in tree

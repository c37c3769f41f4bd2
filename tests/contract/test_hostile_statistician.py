"""What is said of today's data where a hostile statistician would look, and why it is right."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest

from data import queries
from data.model.grammar import parse
from data.model.selection import Defaults
from data.queries import sessions
from data.queries.question import Question
from data.queries.variance import level_variance
from data.statistics.change import score_interval
from data.statistics.multiple import RATE


def ask(**query: str) -> Question:
    """The question of a query that says nothing wrong."""
    session = queries.sessions.current
    reading = parse(query, session.domain, Defaults())
    assert not reading.problems
    return session.resolve(reading.selection)


def told(client: Any, address: str) -> list[dict[str, Any]]:
    """The rows of a table of the interface."""
    return client.get(f"/api/v1/{address}").get_json()["rows"]


def test_a_fall_across_the_new_crime_system_is_not_told(client: Any) -> None:
    """Violence with injury: 5,803 in February 2024, 5,492 in the longer March.

    Knife crime did not move.

    The year to February 2025 against the year before is a comparison of two computer systems:
    the step test finds −21 % in that one month, beyond every one of 78 placebo months.
    """
    (row,) = told(client, "areas.json?level=london&from=2024-03&to=2025-02")
    assert (row["count"], row["compare_count"]) == (64467, 80371)
    assert row["verdict"] == row["named"] == "not-comparable"
    assert row["break"] == "2024-03"
    assert row["change"] is row["change_low"] is row["change_high"] is None
    assert "[b]" in row["note"] and "new crime system" in row["note"]
    (knife,) = told(
        client, "areas.json?level=london&offence=knife-crime-with-injury&from=2024-03&to=2025-02"
    )
    assert knife["verdict"] == "no-clear-change" and knife["break"] == ""


@pytest.mark.parametrize(
    ("offence", "kind"),
    [
        ("violence-with-injury", "not comparable"),
        ("domestic-abuse", "not comparable"),
        ("violence-against-women-and-girls", "not comparable"),
        ("violence-without-injury", "caution"),
        ("gun-crime", "caution"),
        ("business-robbery", ""),
        ("stalking-and-harassment", ""),
        ("knife-crime", ""),
        ("knife-crime-with-injury", ""),
        ("personal-robbery", ""),
        ("homicide", ""),
    ],
)
def test_the_test_decides_which_series_step_in_march_2024(
    client: Any, offence: str, kind: str
) -> None:
    """Candidates of the month are marked by the committed test alone; the catalogue tells it."""
    catalogue = client.get("/api/v1/catalogue.json").get_json()
    item = catalogue["parameters"]["offence"][offence]
    found = [one for one in item["breaks"] if one["month"] == "2024-03"]
    assert [not one["comparable"] for one in found] == [kind == "not comparable"] * bool(kind)


def test_no_ward_stands_out_where_thirty_five_did(client: Any) -> None:
    """Of 669 wards with a base 35 "clearly" changed; chance alone makes 33. None survives."""
    rows = [row for row in told(client, "areas.json?level=ward&measure=change") if row["q"]]
    alone = [row["verdict"] for row in rows]
    assert len(rows) == 669
    assert alone.count("lower") + alone.count("higher") == 35 < 0.06 * len(rows)
    assert {row["named"] for row in rows} == {"no-clear-change"}
    assert min(row["q"] for row in rows) > RATE


def test_who_is_named_among_boroughs_is_at_most_one_in_twenty_by_chance(client: Any) -> None:
    """Personal robbery: eight boroughs by themselves, three among 32."""
    rows = told(client, "areas.json?level=borough&offence=personal-robbery&measure=change")
    alone = [row["area_name"] for row in rows if row["verdict"] in ("higher", "lower")]
    named = [row["area_name"] for row in rows if row["named"] in ("higher", "lower")]
    assert len(alone) == 8 and len(named) == 3
    assert set(named) < set(alone)
    assert all((row["q"] <= RATE) == (row["area_name"] in named) for row in rows if row["q"])


def test_the_first_place_is_a_range(client: Any) -> None:
    """Westminster and Croydon differ by 158 of 3,000: z = 1.5 is no first place for sure."""
    rows = told(client, "areas.json?level=borough")
    first, second = rows[:2]
    assert [first["area_name"], second["area_name"]] == ["Westminster", "Croydon"]
    gap = first["count"] - second["count"]
    spread = level_variance(ask(level="borough")).of_sum(12)
    z = gap / np.sqrt(float(spread[0]) * (first["count"] + second["count"]))
    assert 1.3 < z < 1.7
    assert [first["rank_low"], first["rank_high"]] == [1, 2]
    assert second["rank_low"] == 1


def test_london_needs_more_than_a_million_to_one_of_a_poisson_count(client: Any) -> None:
    """Robbery falls by 12 %: 23,343 on 26,616. Months that remember each other do as much."""
    (row,) = told(client, "areas.json?level=london&offence=personal-robbery")
    assert (row["count"], row["compare_count"]) == (23343, 26616)
    chance = score_interval(row["count"], row["compare_count"])
    assert float(chance.high) < -10
    assert row["change_low"] < -20 and row["change_high"] > 0
    assert row["verdict"] == "no-clear-change"


def test_an_area_is_told_beside_london_too(client: Any) -> None:
    """Westminster's personal robbery falls by 22 %, of which London explains about half."""
    rows = told(client, "areas.json?level=borough&offence=personal-robbery")
    row = next(one for one in rows if one["area_name"] == "Westminster")
    (london,) = told(client, "areas.json?level=london&offence=personal-robbery")
    ratio = (1 + row["change"] / 100) / (1 + london["change"] / 100)
    assert row["relative"] == pytest.approx(100 * (ratio - 1), abs=0.05)
    assert row["verdict"] == "lower" and row["relative_high"] > 0
    assert london["relative"] is None


def test_what_is_rare_borrows_and_what_is_short_says_nothing() -> None:
    """Homicide by ward has London's own variance, which is larger, never a Poisson guess."""
    lent = level_variance(ask(level="ward", offence="homicide"))
    own = level_variance(ask(level="london", offence="homicide"))
    assert lent.lent and lent.known
    assert set(lent.of_sum(12)) == set(own.of_sum(12))
    assert float(own.of_sum(12)[0]) > 1


def test_data_says_in_plain_words_what_an_interval_is_and_how_often_it_is_right() -> None:
    """No Greek letters and no formula's name alone; the false alarms are those of the bench."""
    from components.sources.reading import render_methods
    from data.statistics.coverage import simulated_range
    from tests.conftest import text_of

    told = text_of(render_methods(sessions.current))
    assert not re.search("[φρα]|quasi|overdispers|Pearson|variance of", told)
    low, high = simulated_range("intervals", "false alarm", "alone")
    assert high <= 10
    assert f"in {low:.0f} to {high:.0f}% of single series" in told
    for shift in (20, 10, 5):
        assert f"of {shift}%" in told
    assert simulated_range("power", "-20 % seen within 12 months")[0] >= 90
    assert "It leaves out whether crime was reported" in told


def test_the_scatter_of_violence_with_injury_is_that_of_an_independent_model() -> None:
    """Ours and that of a GLM: the same for the same level; straighter levels leave more scatter.

    The figures stand in :mod:`data.statistics.dispersion` and, in plain words, on ``/data``.
    """
    import statsmodels.api as sm

    from components.sources.reading import render_methods
    from data.model import periods
    from data.model.periods import LOCKDOWN
    from data.queries.variance import total_variance
    from data.statistics import _fitting as fitting
    from tests.conftest import text_of

    question = ask(offence="violence-with-injury", level="london")
    panel = question.panel
    y, start = panel.months()[0], periods.index(panel.start)
    out = [place for place in range(len(y)) if LOCKDOWN.holds(periods.month(start + place))]
    columns = np.array([place for place in range(len(y)) if place not in out])
    steps = [periods.index("2024-03") - start, len(y) - 12]
    season = fitting.calendar_terms(columns, int(panel.start[5:]))
    found = {}
    for knots in (12, 24, 600):
        terms = np.hstack([fitting.level_terms(columns, steps, out, knots), season])
        span, size, _ = np.linalg.svd(terms, full_matrices=False)  # a term may repeat another
        span = span[:, size > 1e-9 * size[0]]
        fit = sm.GLM(y[columns], span, family=sm.families.Poisson()).fit()
        residual = (y[columns] - fit.mu) / np.sqrt(fit.mu)
        scatter = float((residual**2).sum() / (len(columns) - span.shape[1]))
        near = np.diff(columns) == 1
        memory = float((residual[1:] * residual[:-1])[near].sum() / (residual**2).sum())
        found[knots] = (round(scatter, 1), round(memory, 2))
    assert found == {12: (6.7, 0.14), 24: (10.0, 0.45), 600: (25.6, 0.77)}
    own = total_variance(question).dispersion
    assert (round(float(own.phi[0]), 1), round(float(own.rho[0]), 2)) == (7.4, 0.30)
    told = text_of(render_methods(question.session))
    assert "scatter 7 times" in told and "10 times" in told and "26 times" in told

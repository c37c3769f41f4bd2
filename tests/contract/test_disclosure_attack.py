"""An attack on an imported extract: over 500 chosen questions, and what they give away together.

The attacker knows the method (threshold, base, reach of the noise) and every answer in every
format. The unknowns are the finest cells of the records; each answer bounds a sum of them. For
every cell under the threshold, integer programming finds the least and the most that fit all
answers: they must never meet.
"""

from __future__ import annotations

import io
import itertools
import json
from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import sparse
from scipy.optimize import LinearConstraint, milp

from data.disclosure import REACH, gate
from data.model import periods
from tests.asking import elsewhere
from tests.conftest import TOKEN, showing
from tests.unit import extracts

WARDS = 3
COUNT = 260
MONTHS = [f"2023-{month:02d}" for month in range(1, 7)]
COHORTS = {
    "all-ages": None,
    "under-25": "under_25",
    "domestic-abuse": "domestic_abuse",
    "serious-violence": "serious_violence",
}
GROUPS = {
    "violence-with-injury": {"violence-with-injury"},
    "personal-robbery": {"personal-robbery"},
    "sexual-offences": {"rape", "other-sexual-offences"},
    "violence-against-the-person": {"homicide", "violence-with-injury", "threats-to-kill"},
}
SPANS = [(a, b) for a, b in itertools.combinations_with_replacement(MONTHS, 2)]


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Any, Any, pd.DataFrame]]:
    """A client of the interface, an extract behind the gate, and its true records."""
    from app import server
    from data.extracts import token

    root = tmp_path_factory.mktemp("extracts")
    offences, people = extracts.records(COUNT, seed=7, most_wards=WARDS)
    for frame in (offences, people):
        frame["month"] = 2023 * 12 + frame["month"] % 6
    facts = extracts.FACTS | {"period": ["2023-01", "2023-06"]}
    extracts.write_extract(root, "attacked", offences, people, facts)
    with elsewhere(DATA_EXTRACTS=root, SERVED_LOCALLY=1, DISCLOSURE="on"):
        token.use(TOKEN)
        yield showing(server), offences, people
    token.use("")


def asked(client: Any, table: str, kind: str, **query: str) -> pd.DataFrame:
    """A table of the extract in one format, as a frame with ``count``."""
    text = "&".join(f"{key.rstrip('_')}={value}" for key, value in query.items())
    reply = client.get(f"/api/v1/{table}.{kind}?dataset=attacked&{text}")
    assert reply.status_code == 200, reply.data[:300]
    if kind == "csv":
        return pd.read_csv(io.BytesIO(reply.data), comment="#")
    if kind == "xlsx":
        return pd.read_excel(io.BytesIO(reply.data), sheet_name=0, engine="calamine")
    return pd.DataFrame(json.loads(reply.data)["rows"])


def bounds(shown: float, atoms: int) -> tuple[float, float]:
    """Least and most records behind a shown count of so many atoms, knowing the method."""
    how = gate()
    half, reach = how.base / 2, REACH * atoms
    if shown != shown:  # under the threshold, or shown under it
        return 0, how.threshold - 1 + reach + half
    return max(how.threshold, shown - half - reach), shown + half + reach


def length(start: str, end: str) -> int:
    """How many months lie between two, both included."""
    return periods.index(end) - periods.index(start) + 1


def cells_of(offences: pd.DataFrame) -> pd.DataFrame:
    """The finest cells that any question can tell apart, the empty ones too."""
    keys = ["ward", "month", "offence", "under_25", "domestic_abuse", "serious_violence"]
    counted = offences.groupby(keys, observed=True).size().rename("true")
    return counted.reset_index()


def questions(client: Any, cells: pd.DataFrame) -> Iterator[tuple[np.ndarray, float, int]]:
    """Which cells each answer adds up, what was shown, and how many atoms it has."""
    kinds = itertools.cycle(["csv", "json", "csv", "json", "csv", "xlsx"])
    for (start, end), cohort, offence in itertools.product(SPANS, COHORTS, GROUPS):
        if (periods.index(start) + len(offence) + len(cohort)) % 2 and start != end:
            continue
        flag = COHORTS[cohort]
        mine = cells["offence"].isin(GROUPS[offence]).to_numpy(copy=True)
        mine &= cells["month"].between(periods.index(start), periods.index(end)).to_numpy(copy=True)
        mine &= cells[flag].to_numpy() if flag else True
        query = {"offence": offence, "cohort": cohort, "from_": start, "to": end}
        query |= {"compare": "none"}
        areas = asked(client, "areas", next(kinds), level="ward", **query)
        inside = set(cells["ward"])
        for row in areas[areas["area_code"].isin(inside - {""})].itertuples():
            yield mine & (cells["ward"] == row.area_code).to_numpy(), row.count, length(start, end)
        london = asked(client, "areas", next(kinds), level="london", **query)
        yield mine, london["count"].iloc[0], length(start, end)


def extremes(rows: list[np.ndarray], spans: list[tuple[float, float]], cell: int) -> tuple:
    """The least and the most that a cell can be, over whole numbers."""
    matrix = sparse.csr_matrix(np.array(rows, dtype=float))
    fit = LinearConstraint(matrix, [low for low, _ in spans], [high for _, high in spans])
    aim = np.zeros(matrix.shape[1])
    aim[cell] = 1
    found = []
    for sign in (1, -1):
        done = milp(sign * aim, constraints=fit, integrality=np.ones_like(aim))
        assert done.status == 0, done.message
        found.append(round(sign * done.fun))
    return tuple(found)


def test_over_500_questions_never_close_on_a_small_cell(attacked: Any) -> None:
    client, offences, _ = attacked
    cells = cells_of(offences)
    rows, spans = [], []
    for mask, shown, atoms in questions(client, cells):
        rows.append(mask)
        spans.append(bounds(float("nan") if shown is None else float(shown), atoms))
    assert len(rows) > 500
    true = cells["true"].to_numpy()
    for mask, (low, high) in zip(rows, spans, strict=True):
        assert low <= true[mask].sum() <= high  # the bounds are right, so the attack is fair
    small = np.flatnonzero(true < gate().threshold)
    assert len(small) > 50
    for cell in small[:: max(1, len(small) // 40)]:
        least, most = extremes(rows, spans, int(cell))
        assert most > least, cells.iloc[cell].to_dict()


def test_the_same_attack_breaks_plain_suppression(attacked: Any) -> None:
    """The attack can succeed: exact counts with small ones hidden give small cells away."""
    client, offences, _ = attacked
    cells = cells_of(offences)
    true = cells["true"].to_numpy()
    rows = [mask for mask, _, _ in questions(client, cells)]
    sums = [int(true[mask].sum()) for mask in rows]
    spans = [(0, 4) if total < gate().threshold else (total, total) for total in sums]
    small = np.flatnonzero(true < gate().threshold)[:40]
    closed = [least == most for least, most in (extremes(rows, spans, int(n)) for n in small)]
    assert sum(closed) > 10


def test_sums_that_are_small_never_close_either(attacked: Any) -> None:
    """Cells that were asked themselves: one ward, one month, one cohort, one series."""
    client, offences, _ = attacked
    cells = cells_of(offences)
    answers = list(questions(client, cells))
    rows = [mask for mask, _, _ in answers]
    spans = [
        bounds(float("nan") if shown is None else float(shown), atoms)
        for _, shown, atoms in answers
    ]
    true = cells["true"].to_numpy()
    small = [n for n, mask in enumerate(rows) if 0 < true[mask].sum() < gate().threshold]
    assert small
    matrix = sparse.csr_matrix(np.array(rows, dtype=float))
    fit = LinearConstraint(matrix, [low for low, _ in spans], [high for _, high in spans])
    for number in small[:: max(1, len(small) // 25)]:
        assert answers[number][1] is None or np.isnan(float(answers[number][1] or "nan"))
        aim = rows[number].astype(float)
        ends = [
            round(sign * milp(sign * aim, constraints=fit, integrality=np.ones_like(aim)).fun)
            for sign in (1, -1)
        ]
        assert ends[1] > ends[0]


def test_every_format_and_way_shows_the_same_number(attacked: Any) -> None:
    client, _, _ = attacked
    query = {"offence": "personal-robbery", "from_": "2023-01", "to": "2023-06"}
    shown = [
        asked(client, "areas", kind, level="london", **query)["count"].iloc[0]
        for kind in ("csv", "json", "xlsx")
    ]
    assert len(set(shown)) == 1
    monthly = asked(client, "series", "csv", level="london", **query)["count"].to_numpy(float)
    matrix = asked(client, "matrix", "csv", level="london", **query)
    inside = matrix[~matrix["note"].fillna("").str.contains(r"\[x\]")]["count"].to_numpy(float)
    np.testing.assert_array_equal(monthly, inside)


@pytest.mark.parametrize("role", ["victim", "suspect"])
def test_tables_of_people_never_close_on_a_small_cell(attacked: Any, role: str) -> None:
    client, _, people = attacked
    bands = {"1-17": "under 18", "18-24": "18-24", "25+": "25+"}
    own = people[(people["role"] == role) & (people["offence"] == "personal-robbery")].copy()
    own["age"] = np.select(
        [own["age"].between(1, 17), own["age"].between(18, 24), own["age"] >= 25],
        list(bands.values()),
        "unknown",
    )
    keys = ["month", "age", "sex", "ethnicity", "under_25"]
    cells = own.groupby(keys).size().rename("true").reset_index()
    rows, spans = [], []
    for (start, end), cohort in itertools.product(SPANS, ("all-ages", "under-25")):
        for by in ((), ("age-stage",), ("sex",), ("ethnicity",), ("age-stage", "sex")):
            query = {"role": role, "offence": "personal-robbery", "cohort": cohort}
            query |= {"from_": start, "to": end} | ({"by": ",".join(by)} if by else {})
            found = asked(client, "people", "json", **query)
            inside = (
                cells["month"].between(periods.index(start), periods.index(end)).to_numpy(copy=True)
            )
            inside &= cells["under_25"].to_numpy() if cohort == "under-25" else True
            for row in found.to_dict("records"):
                mask = inside.copy()
                for name in ("age", "sex", "ethnicity"):
                    if row[name] != "all":
                        mask &= (cells[name] == row[name]).to_numpy()
                rows.append(mask)
                told = np.nan if row["count"] is None else float(row["count"])
                spans.append(bounds(told, length(start, end)))
    assert len(rows) > 500
    true = cells["true"].to_numpy()
    for mask, (low, high) in zip(rows, spans, strict=True):
        assert low <= true[mask].sum() <= high
    small = np.flatnonzero(true < gate().threshold)
    for cell in small[:: max(1, len(small) // 12)]:
        least, most = extremes(rows, spans, int(cell))
        assert most > least, cells.iloc[cell].to_dict()


def averaged(client: Any, month: str, draws: list[tuple[str, str]], **query: str) -> float:
    """The mean difference of answers that differ by one month, wherever both are shown."""
    found = []
    for start, end in draws:
        spans = [(start, end), (start, periods.shift(end, -1))]
        if start == month:
            spans[1] = (periods.shift(start, 1), end)
        pair = [
            asked(client, "areas", "json", from_=a, to=b, compare="none", **query)["count"].iloc[0]
            for a, b in spans
        ]
        if None not in pair and not np.isnan(np.array(pair, dtype=float)).any():
            found.append(float(pair[0]) - float(pair[1]))
    return float(np.mean(found)) if found else np.nan


def test_averages_of_differences_lead_to_the_noisy_count_not_to_the_truth(attacked: Any) -> None:
    """Unions of areas and windows of months, subtracted and averaged: 200 and more questions."""
    client, offences, _ = attacked
    wards = [code for code in sorted(offences["ward"].unique()) if code]
    mine = offences[offences["offence"] == "violence-with-injury"]
    wrong, known = 0, 0
    for month in MONTHS:
        for cohort, flag in COHORTS.items():
            own = mine[mine[flag]] if flag else mine
            truth = int((own["month"] == periods.index(month)).sum())
            draws = [(start, month) for start in MONTHS if start < month]
            draws += [(month, end) for end in MONTHS if end > month]
            told = averaged(
                client, month, draws, level="london", offence="violence-with-injury", cohort=cohort
            )
            if told == told:
                known += 1
                wrong += round(told) != truth
    assert known > 10
    assert wrong / known > 0.4  # a guess from the noise alone is right about half the time
    areas = ",".join(wards)
    both = asked(client, "matrix", "json", level="ward", area=areas, from_=MONTHS[0], to=MONTHS[-1])
    again = asked(
        client, "matrix", "json", level="ward", area=areas, from_=MONTHS[0], to=MONTHS[-1]
    )
    np.testing.assert_array_equal(both["count"].to_numpy(float), again["count"].to_numpy(float))

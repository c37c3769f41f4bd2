"""Residents: wards by age and by sex (Census 2021), boroughs by age × sex (mid-2021)."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from data.errors import DataError
from data.ingest.official.areas import Areas
from data.ingest.official.parsing import whole_numbers
from data.ingest.official.raw_tables import RawTable
from data.ingest.official.validation import Rule, check, header
from data.model.groups import ETHNIC_GROUPS
from data.model.places import CITY, LONDON

#: Cell-key perturbation moves a ward's total by a few people between two Census tables.
PERTURBATION = 60
ADDS_UP = "totals that are the sum of their parts"

COLUMNS = ["level", "area_code", "sex", "age", "residents", "source"]


def read_ages(table: RawTable, areas: Areas) -> pd.DataFrame:
    """The Census table by age (101 categories, 100 = 100 and over): wards × ages.

    Raises:
        DataError: an unknown ward or age, or a missing cell.
    """
    return _census(table, areas, "age_101_categories_code", [str(i) for i in range(101)])


def read_sexes(table: RawTable, areas: Areas) -> pd.DataFrame:
    """The Census table by sex: wards × ``1`` (female) and ``2`` (male).

    Raises:
        DataError: an unknown ward or sex, or a missing cell.
    """
    return _census(table, areas, "sex_2_categories_code", ["1", "2"])


def join_wards(by_age: pd.DataFrame, by_sex: pd.DataFrame, sexes: RawTable) -> pd.DataFrame:
    """Ward residents by single year of age, by sex, and in all.

    Args:
        by_age: what :func:`read_ages` gave.
        by_sex: what :func:`read_sexes` gave.
        sexes: the Census table by sex, for the place.

    Returns:
        ``population.parquet`` rows of level ``ward``; age -1 = all ages.

    Raises:
        Doubtful: the two tables disagree.
    """
    totals = by_age.sum(axis=1)
    gap = (by_sex.sum(axis=1) - totals).abs()
    if (gap > PERTURBATION).any():
        worst = int(np.argmax(gap.to_numpy()))
        sexes.doubt(
            f"the sexes of {by_age.index[worst]} do not add up to its ages",
            value=f"{by_sex.sum(axis=1).iloc[worst]} and {totals.iloc[worst]}",
            allowed=f"a difference of at most {PERTURBATION} (perturbation of the Census)",
        )
    parts = [_long(by_age.set_axis(pd.RangeIndex(101), axis=1)).assign(sex="all")]
    for code, sex in (("1", "female"), ("2", "male")):
        one = by_sex[code].rename("residents").rename_axis("area_code").reset_index()
        parts.append(one.assign(sex=sex, age=-1))
    total = totals.rename("residents").rename_axis("area_code").reset_index()
    parts.append(total.assign(sex="all", age=-1))
    out = pd.concat(parts, ignore_index=True)
    return out.assign(level="ward", source="census-2021")[COLUMNS]


def _census(table: RawTable, areas: Areas, column: str, allowed: list[str]) -> pd.DataFrame:
    """A Census table as wards × categories, complete."""
    code_name = "electoral_wards_and_divisions_code"
    names = (code_name, "electoral_wards_and_divisions", column, column.removesuffix("_code"))
    at = header(table, (*names, "observation"))
    codes, cells = table.text(at[code_name]), table.text(at[column])
    counts = whole_numbers(table, [at["observation"]])[:, 0]
    rules = {
        code_name: Rule(
            "unknown ward code",
            among={*areas.wards, CITY},
            allowed="the 679 ward codes of May 2022, and E09000001",
        ),
        column: Rule("unknown category", among=allowed, allowed=f"{allowed[0]} to {allowed[-1]}"),
    }
    check(table, rules, at, {code_name: codes, column: cells})
    frame = pd.DataFrame({"code": codes, "cell": cells, "count": counts})
    twice = frame.duplicated(["code", "cell"]).to_numpy()
    if twice.any():
        row = int(np.argmax(twice))
        raise DataError(
            "the same ward and category again",
            file=table.place,
            line=int(table.lines[row]),
            value=f"{codes[row]}, {cells[row]}",
            allowed="each ward and category once",
        )
    wide = frame.set_index(["code", "cell"])["count"].unstack("cell")  # noqa: PD010 (unique keys)
    wide = wide.reindex(index=sorted(areas.wards), columns=allowed)
    holes = np.argwhere(wide.isna().to_numpy())
    if len(holes):
        raise DataError(
            "a ward lacks a category: the file looks cut off",
            file=table.place,
            line=int(table.lines[-1]),
            value=f"{wide.index[holes[0][0]]}, {allowed[holes[0][1]]}",
            allowed=f"{len(allowed)} categories for each of the 679 wards",
        )
    return wide.astype(np.int64)


def read_boroughs(tables: dict[str, RawTable], areas: Areas) -> pd.DataFrame:
    """Borough and London residents by single year of age and sex, mid-2021.

    Args:
        tables: the sheets MYE2 by sex: keys ``all``, ``female``, ``male``.
        areas: known boroughs (33, the City included).

    Returns:
        ``population.parquet`` rows of levels ``borough`` and ``london``, age 90 = 90 and over.

    Raises:
        DataError: a missing sheet or area, or cells that do not add up.
    """
    parts = []
    wide: dict[str, pd.DataFrame] = {}
    for sex in ("all", "female", "male"):
        if sex not in tables:
            raise DataError(
                "a sheet of MYE2 is missing", value=sex, allowed="Persons, Females, Males"
            )
        wide[sex] = _mye(tables[sex], areas)
    for sex, frame in wide.items():
        inner = frame.drop(columns=-1)
        if (inner.sum(axis=1) != frame[-1]).any():
            code = str((inner.sum(axis=1) != frame[-1]).idxmax())
            tables[sex].doubt(f"the ages of {code} do not add up to all ages", allowed=ADDS_UP)
        if (frame.drop(LONDON).sum() != frame.loc[LONDON]).any():
            tables[sex].doubt("the boroughs do not add up to London", allowed=ADDS_UP)
        parts.append(_long(frame).assign(sex=sex))
    if not (wide["female"] + wide["male"]).equals(wide["all"]):
        tables["all"].doubt("females and males do not add up to persons", allowed=ADDS_UP)
    out = pd.concat(parts, ignore_index=True)
    out["level"] = np.where(out["area_code"] == LONDON, "london", "borough")
    return out.assign(source="mid-2021")[COLUMNS]


def _long(wide: pd.DataFrame) -> pd.DataFrame:
    """Areas × ages as one row a cell."""
    long = wide.rename_axis(index="area_code", columns="age").reset_index()
    return long.melt(id_vars="area_code", var_name="age", value_name="residents")


def _mye(table: RawTable, areas: Areas) -> pd.DataFrame:
    """One MYE2 sheet: areas × ages, column -1 all ages."""
    wanted = {"all_ages": -1} | {str(i): i for i in range(91)}
    at = header(table, ("code", "name", "geography", *wanted))
    codes = table.text(at["code"])
    keep = [i for i, c in enumerate(codes) if c in areas.boroughs or c == LONDON]
    rows = table.take(keep)
    numbers = whole_numbers(rows, [at[n] for n in wanted], separators=True)
    frame = pd.DataFrame(numbers, index=[codes[i] for i in keep], columns=list(wanted.values()))
    lost = [c for c in [*areas.boroughs, LONDON] if c not in frame.index]
    if lost or frame.index.has_duplicates:
        raise DataError(
            "an area is missing or stands there twice",
            file=table.place,
            value=", ".join(lost[:5]),
            allowed="each of the 33 boroughs and London once",
        )
    return frame.sort_index()


#: First words of the Census groups. The Census counts Chinese among the Asian groups.
BROAD = ETHNIC_GROUPS[:-1]


def read_ethnicity(table: RawTable, areas: Areas) -> pd.DataFrame:
    """Residents of the 33 boroughs by broad ethnic group, Census 2021.

    Args:
        table: TS021, 19 groups and “Does not apply” (-8), by local authority of England and
            Wales.
        areas: known boroughs, the City included.

    Returns:
        ``ethnicity.parquet``: area_code, ethnicity (asian, black, mixed, other, white),
        residents (int32), 165 rows.

    Raises:
        DataError: an unknown group or column, a count that is none, a borough or group that is
            missing or there twice.
    """
    area, group = "lower_tier_local_authorities", "ethnic_group_20_categories"
    at = header(table, (f"{area}_code", area, f"{group}_code", group, "observation"))
    codes = table.text(at[f"{area}_code"])
    rows = table.take([i for i, c in enumerate(codes) if c in areas.boroughs])
    texts = rows.text(at[group])
    words = [re.split(r"\W", text.lower())[0] for text in texts]
    numbers = rows.text(at[f"{group}_code"])
    empty = [n == "-8" and text == "Does not apply" for n, text in zip(numbers, texts, strict=True)]
    known = [word in BROAD or none for word, none in zip(words, empty, strict=True)]
    for column, good, allowed in (
        (f"{group}_code", [n in {"-8", *map(str, range(1, 20))} for n in numbers], "1 to 19, -8"),
        (group, known, "Asian…, Black…, Mixed…, White…, Other…, Does not apply"),
    ):
        if not all(good):
            row = good.index(False)
            raise DataError(
                "unknown ethnic group",
                file=table.place,
                line=int(rows.lines[row]),
                column=table.header[at[column]],
                value=rows.text(at[column])[row],
                allowed=allowed,
            )
    frame = pd.DataFrame(
        {
            "area_code": rows.text(at[f"{area}_code"]),
            "number": numbers,
            "ethnicity": words,
            "residents": whole_numbers(rows, [at["observation"]])[:, 0],
        }
    )
    twice = frame.duplicated(["area_code", "number"]).to_numpy()
    if twice.any():
        row = int(np.argmax(twice))
        raise DataError(
            "the same borough and group again",
            file=table.place,
            line=int(rows.lines[row]),
            value=f"{frame['area_code'][row]}, {numbers[row]}",
            allowed="each borough and group once",
        )
    each = frame[~np.array(empty, dtype=bool)].groupby("area_code")["number"].nunique()
    short = each.reindex(sorted(areas.boroughs)).fillna(0)
    if (short != 19).any():
        raise DataError(
            "a borough lacks a group: the file looks cut off",
            file=table.place,
            line=int(table.lines[-1]) if len(table) else table.header_line,
            value=f"{(short != 19).idxmax()}, {int(short[short != 19].iloc[0])} groups",
            allowed="19 groups for each of the 33 boroughs",
        )
    sums = frame[frame["ethnicity"].isin(BROAD)].groupby(["area_code", "ethnicity"])["residents"]
    return sums.sum().reset_index().astype({"residents": np.int32})

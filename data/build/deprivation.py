"""Index of Multiple Deprivation 2025, from LSOAs to wards and boroughs by best fit."""

from __future__ import annotations

import pandas as pd

from data.build.areas import CITY, Areas
from data.build.files import RawTable, whole_numbers
from data.build.kinds import token
from data.errors import DataError

RANK = "index_of_multiple_deprivation_imd_rank_where_1_is_most_deprived"
DECILE = "index_of_multiple_deprivation_imd_decile_where_1_is_most_deprived_10_of_lsoa"
LSOAS_OF_ENGLAND = 33_755


def read_deprivation(imd: RawTable, lookup: RawTable, areas: Areas) -> pd.DataFrame:
    """Deprivation of wards and boroughs.

    Args:
        imd: File 1 of the Indices 2025: rank (1 most deprived .. 33,755) and decile by LSOA.
        lookup: LSOA 2021 → ward 2022 → borough, best fit, London.
        areas: known wards and boroughs.

    Returns:
        level, area_code, lsoas, imd_average_rank (mean rank of its LSOAs), and
        imd_share_most_deprived_20 (share of its LSOAs in deciles 1 and 2, 0..1).

    Raises:
        DataError: an LSOA without rank, a rank or decile out of range, an unknown ward, or a
            ward without LSOAs.
    """
    at = {token(n): p for p, n in enumerate(imd.header)}
    decile = next((at[n] for n in at if n.startswith(DECILE[:50])), None)
    if decile is None:
        raise DataError(
            "the decile is missing", file=imd.place, line=imd.header_line, allowed=DECILE
        )
    numbers = whole_numbers(imd, [at[RANK], decile])
    for k, (position, top) in enumerate(((at[RANK], LSOAS_OF_ENGLAND), (decile, 10))):
        wrong = (numbers[:, k] < 1) | (numbers[:, k] > top)
        if wrong.any():
            row = int(wrong.argmax())
            raise DataError(
                "out of range",
                file=imd.place,
                line=int(imd.lines[row]),
                column=imd.header[position],
                value=int(numbers[row, k]),
                allowed=f"1 to {top}",
            )
    ranks = pd.DataFrame(numbers, columns=["rank", "decile"], index=imd.text(at["lsoa_code_2021"]))
    if ranks.index.has_duplicates:
        raise DataError(
            "the same LSOA again",
            file=imd.place,
            value=str(ranks.index[ranks.index.duplicated()][0]),
        )
    links = _lookup(lookup, areas)
    lost = links.index[~links.index.isin(ranks.index)]
    if len(lost):
        raise DataError(
            f"{len(lost)} LSOAs of London have no rank: the file looks cut off",
            file=imd.place,
            value=str(lost[0]),
            allowed="every LSOA of 2021 in the lookup",
        )
    joined = links.join(ranks)
    joined["worst"] = joined["decile"] <= 2
    parts = []
    for level, column in (("ward", "ward"), ("borough", "borough")):
        rows = joined[joined["borough"] != CITY] if level == "ward" else joined
        grouped = rows.groupby(column).agg(
            lsoas=("rank", "size"),
            imd_average_rank=("rank", "mean"),
            imd_share_most_deprived_20=("worst", "mean"),
        )
        wanted = areas.wards if level == "ward" else areas.boroughs
        lost = [c for c in wanted if c not in grouped.index]
        if lost:
            raise DataError(
                f"{len(lost)} {level}s have no LSOA: the lookup looks cut off",
                file=lookup.place,
                value=lost[0],
                allowed=f"at least one LSOA for each {level}",
            )
        parts.append(grouped.rename_axis("area_code").reset_index().assign(level=level))
    out = pd.concat(parts, ignore_index=True)
    out["imd_average_rank"] = out["imd_average_rank"].round(3)
    out["imd_share_most_deprived_20"] = out["imd_share_most_deprived_20"].round(6)
    out = out.sort_values(["level", "area_code"], ignore_index=True)
    return out[
        ["level", "area_code", "lsoas", "imd_average_rank", "imd_share_most_deprived_20"]
    ]


def _lookup(table: RawTable, areas: Areas) -> pd.DataFrame:
    at = {token(n): p for p, n in enumerate(table.header)}
    links = pd.DataFrame(
        {"ward": table.text(at["ward22cd"]), "borough": table.text(at["lad22cd"])},
        index=table.text(at["lsoa21cd"]),
    )
    for i, (ward, borough) in enumerate(zip(links["ward"], links["borough"], strict=True)):
        fits = areas.parents.get(ward) == borough or (borough == CITY and ward not in areas.wards)
        if not fits:
            raise DataError(
                "unknown ward, or not in that borough",
                file=table.place,
                line=int(table.lines[i]),
                column=table.header[at["ward22cd"]],
                value=f"{ward}, {borough}",
                allowed="the ward codes of May 2022 with their boroughs",
            )
    if links.index.has_duplicates:
        raise DataError(
            "the same LSOA again",
            file=table.place,
            value=str(links.index[links.index.duplicated()][0]),
        )
    return links

"""Index of Multiple Deprivation 2025, from LSOAs to wards and boroughs by best fit."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from data.errors import DataError
from data.ingest.official.areas import Areas
from data.ingest.official.parsing import whole_numbers
from data.ingest.official.raw_tables import RawTable
from data.ingest.official.validation import Rule, check, header
from data.model.places import CITY

LSOA = "lsoa_code_2021"
RANK = "index_of_multiple_deprivation_imd_rank_where_1_is_most_deprived"
DECILE = "index_of_multiple_deprivation_imd_decile_where_1_is_most_deprived_10_of_lsoa"
_EXTRA = (
    "lsoa_name_2021",
    "local_authority_district_code_2024",
    "local_authority_district_name_2024",
)
LSOAS_OF_ENGLAND = 33_755


def read_ranks(imd: RawTable) -> pd.DataFrame:
    """File 1 of the Indices 2025: rank (1 most deprived .. 33,755) and decile by LSOA.

    Raises:
        DataError: a rank or decile out of range, or an LSOA that stands there twice.
    """
    at = header(imd, (LSOA, RANK, DECILE), _EXTRA)
    numbers = whole_numbers(imd, [at[RANK], at[DECILE]])
    rules = {
        RANK: Rule("rank out of range", between=(1, LSOAS_OF_ENGLAND)),
        DECILE: Rule("decile out of range", between=(1, 10)),
    }
    check(imd, rules, at, {RANK: numbers[:, 0], DECILE: numbers[:, 1]})
    ranks = pd.DataFrame(numbers, columns=["rank", "decile"], index=pd.Index(imd.text(at[LSOA])))
    if ranks.index.has_duplicates:
        raise DataError(
            "the same LSOA again",
            file=imd.place,
            value=str(ranks.index[ranks.index.duplicated()][0]),
        )
    return ranks


def join_deprivation(
    ranks: pd.DataFrame, links: pd.DataFrame, imd: RawTable, lookup: RawTable, areas: Areas
) -> pd.DataFrame:
    """Deprivation of wards and boroughs.

    Args:
        ranks: what :func:`read_ranks` gave.
        links: what :func:`read_lookup` gave.
        imd: the table of the ranks, for the place.
        lookup: the table of the links, for the place.
        areas: known wards and boroughs.

    Returns:
        level, area_code, lsoas, imd_average_rank (mean rank of its LSOAs), and
        imd_share_most_deprived_20 (share of its LSOAs in deciles 1 and 2, 0..1).

    Raises:
        DataError: an LSOA without rank, or a ward without LSOAs.
    """
    lost = links.index[~links.index.isin(ranks.index)]
    if len(lost):
        raise DataError(
            f"{len(lost)} LSOAs of {lookup.place} have no rank: one of the files looks cut off",
            file=imd.place,
            value=str(lost[0]),
            allowed="every LSOA of the lookup",
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
        without = [c for c in wanted if c not in grouped.index]
        if without:
            raise DataError(
                f"{len(without)} {level}s have no LSOA: the lookup looks cut off",
                file=lookup.place,
                value=without[0],
                allowed=f"at least one LSOA for each {level}",
            )
        parts.append(grouped.rename_axis("area_code").reset_index().assign(level=level))
    out = pd.concat(parts, ignore_index=True)
    out["lsoas"] = out["lsoas"].astype(np.int32)
    out["imd_average_rank"] = out["imd_average_rank"].round(3)
    out["imd_share_most_deprived_20"] = out["imd_share_most_deprived_20"].round(6)
    out = out.sort_values(["level", "area_code"], ignore_index=True)
    return out[["level", "area_code", "lsoas", "imd_average_rank", "imd_share_most_deprived_20"]]


def read_lookup(table: RawTable, areas: Areas) -> pd.DataFrame:
    """LSOA 2021 → ward 2022 → borough, best fit, London.

    Raises:
        DataError: an unknown LSOA, ward or borough, or an LSOA that stands there twice.
    """
    at = header(table, ("lsoa21cd", "ward22cd", "lad22cd"), ("ward22nm", "lad22nm"))
    links = pd.DataFrame(
        {"ward": table.text(at["ward22cd"]), "borough": table.text(at["lad22cd"])},
        index=pd.Index(table.text(at["lsoa21cd"])),
    )
    codes = table.text(at["lsoa21cd"])
    odd = [i for i, code in enumerate(codes) if not re.fullmatch(r"E01\d{6}", code)]
    if odd:
        raise DataError(
            "not the code of an LSOA",
            file=table.place,
            line=int(table.lines[odd[0]]),
            column=table.header[at["lsoa21cd"]],
            value=codes[odd[0]],
            allowed="codes such as E01000006",
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

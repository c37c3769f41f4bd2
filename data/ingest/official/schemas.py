"""What every table of the processed data must look like, checked with pandera."""

from __future__ import annotations

import pandas as pd
import pandera.pandas as pa
from pandera.errors import SchemaError, SchemaErrors

from data.errors import DataError
from data.ingest.official.categories import RECORDED_OFFENCES
from data.ingest.official.dashboards import FLAGGED_OFFENCES
from data.ingest.official.people import ALL, KEYS, ORDER
from data.ingest.official.people_files import READERS
from data.model.groups import ETHNIC_GROUPS
from data.model.places import LONDON, UNPLACED
from data.sources.datasets import DECLARED

_WARD, _BOROUGH = r"E05\d{6}", r"E09\d{6}"
_COORDINATE = {"lon": (-0.6, 0.4), "west": (-0.6, 0.4), "east": (-0.6, 0.4)}
_BAND = r"all|unknown|child|adult|\d+-\d+|\d+\+"
_COORDINATE |= dict.fromkeys(("lat", "south", "north"), (51.2, 51.8))


def _codes(pattern: str) -> pa.Check:
    return pa.Check.str_matches(f"^({pattern})$")


SCHEMAS: dict[str, pa.DataFrameSchema] = {
    "counts.parquet": pa.DataFrameSchema(
        {
            "level": pa.Column(checks=pa.Check.isin(["borough", "ward"])),
            "area_code": pa.Column(checks=_codes(f"{_WARD}|{_BOROUGH}|{UNPLACED}")),
            "offence": pa.Column(checks=pa.Check.isin(RECORDED_OFFENCES + FLAGGED_OFFENCES)),
            "month": pa.Column("datetime64[s]", pa.Check(lambda s: s.dt.day == 1)),
            "count": pa.Column("int32", pa.Check.in_range(0, 100_000)),
        },
        strict=True,
        ordered=True,
    ),
    "areas.parquet": pa.DataFrameSchema(
        {
            "level": pa.Column(str, pa.Check.isin(["ward", "borough", "london"])),
            "area_code": pa.Column(str, _codes(f"{_WARD}|{_BOROUGH}|{LONDON}"), unique=True),
            "area_name": pa.Column(str, pa.Check.str_length(min_value=2)),
            "label": pa.Column(str, pa.Check.str_length(min_value=2), unique=True),
            "parent_code": pa.Column(str),
            "parent_name": pa.Column(str),
            "ranked": pa.Column(bool),
            "has_police_data": pa.Column(bool),
            **{c: pa.Column(float, pa.Check.in_range(*r)) for c, r in _COORDINATE.items()},
            "area_km2": pa.Column(float, pa.Check.in_range(0.1, 1700)),
        },
        strict=True,
        checks=pa.Check(lambda d: (d["level"] == "ward").sum() == 679, error="679 wards"),
    ),
    "neighbours.parquet": pa.DataFrameSchema(
        {
            "area_code": pa.Column(str, _codes(_WARD)),
            "neighbour_code": pa.Column(str, _codes(_WARD)),
            "shared_m": pa.Column(float, pa.Check.ge(0)),
        },
        strict=True,
        unique=["area_code", "neighbour_code"],
        checks=pa.Check(lambda d: d["area_code"] != d["neighbour_code"], error="not itself"),
    ),
    "population.parquet": pa.DataFrameSchema(
        {
            "level": pa.Column(str, pa.Check.isin(["ward", "borough", "london"])),
            "area_code": pa.Column(str, _codes(f"{_WARD}|{_BOROUGH}|{LONDON}")),
            "sex": pa.Column(str, pa.Check.isin(["all", "female", "male"])),
            "age": pa.Column("int16", pa.Check.in_range(-1, 100)),
            "residents": pa.Column("int32", pa.Check.ge(0)),
            "source": pa.Column(str, pa.Check.isin(["census-2021", "mid-2021"])),
        },
        strict=True,
        unique=["level", "area_code", "sex", "age"],
    ),
    "deprivation.parquet": pa.DataFrameSchema(
        {
            "level": pa.Column(str, pa.Check.isin(["ward", "borough"])),
            "area_code": pa.Column(str, _codes(f"{_WARD}|{_BOROUGH}"), unique=True),
            "lsoas": pa.Column("int32", pa.Check.ge(1)),
            "imd_average_rank": pa.Column(float, pa.Check.in_range(1, 33_755)),
            "imd_share_most_deprived_20": pa.Column(float, pa.Check.in_range(0, 1)),
        },
        strict=True,
    ),
    "city.parquet": pa.DataFrameSchema(
        {
            "period_to": pa.Column("datetime64[s]"),
            "offence": pa.Column(str, _codes(r"[a-z0-9-]+"), unique=True),
            "label": pa.Column(str),
            "count": pa.Column("Int64", pa.Check.ge(0), nullable=True),
        },
        strict=True,
    ),
}

_TEXTS = {
    "dataset": pa.Check.isin(list(DECLARED)),
    "role": pa.Check.isin(["victim", "suspect"]),
    "offence": pa.Check.isin([slug for item in DECLARED.values() for slug in item.stored]),
    "split": pa.Check.isin([split for item in READERS for split in item.splits]),
    "level": pa.Check.isin(["london", "borough", "ward"]),
    "area_code": _codes(f"{_WARD}|{_BOROUGH}|{LONDON}|{UNPLACED}"),
    "month": _codes(r"(19|20)\d\d-(0[1-9]|1[0-2])"),
    "age": _codes(_BAND),
    **{name: pa.Check.isin([ALL, *words]) for name, words in ORDER.items()},
}
SCHEMAS["people.parquet"] = pa.DataFrameSchema(
    {
        **{name: pa.Column(checks=rule) for name, rule in _TEXTS.items()},
        "count": pa.Column("int32", pa.Check.in_range(1, 1_000_000)),
    },
    strict=True,
    ordered=True,
    unique=["dataset", "role", *KEYS],
)
SCHEMAS["ethnicity.parquet"] = pa.DataFrameSchema(
    {
        "area_code": pa.Column(str, _codes(_BOROUGH)),
        "ethnicity": pa.Column(str, pa.Check.isin(ETHNIC_GROUPS[:-1])),
        "residents": pa.Column("int32", pa.Check.ge(0)),
    },
    strict=True,
    unique=["area_code", "ethnicity"],
    checks=pa.Check(lambda d: len(d) == 33 * 5, error="33 boroughs and 5 groups"),
)

SCHEMAS["national.parquet"] = pa.DataFrameSchema(
    {
        "origin": pa.Column(
            str,
            pa.Check.isin(["recorded", "table-c2", "mid-2021", "census-2021", "imd-2019", "lait"]),
        ),
        "area_code": pa.Column(str, pa.Check.str_length(min_value=2)),
        "area_name": pa.Column(str, pa.Check.str_length(min_value=2)),
        "kind": pa.Column(str, pa.Check.isin(["force", "authority", "region", "country"])),
        "measure": pa.Column(str, _codes(r"[a-z0-9-]+")),
        "period": pa.Column(str, pa.Check.str_length(min_value=4)),
        "value": pa.Column(float, pa.Check.ge(0)),
    },
    strict=True,
    ordered=True,
    unique=["origin", "area_code", "measure", "period"],
)


def checked(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """A table of the processed data, as its schema demands.

    Args:
        name: file name, such as ``counts.parquet``.
        frame: the table.

    Raises:
        DataError: naming the table, the column, the value and the rule.
    """
    # a schema check on categories of two million rows is done on the few distinct values
    try:
        valid: pd.DataFrame = SCHEMAS[name].validate(_plain(name, frame), lazy=False)
    except (SchemaError, SchemaErrors) as error:
        cases = getattr(error, "failure_cases", None)
        case = cases["failure_case"].iloc[0] if isinstance(cases, pd.DataFrame) else cases
        raise DataError(
            "a computed table breaks its schema",
            file=name,
            column=str(getattr(error.schema, "name", "") or ""),
            value=case,
            allowed=str(getattr(error, "check", "")),
        ) from None
    del valid
    if name == "counts.parquet":
        _dense(frame)
    return frame


def _plain(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    if name != "counts.parquet":
        return frame
    keys = frame[["level", "area_code", "offence"]].drop_duplicates().astype(str)
    months = pd.Series(frame["month"].unique())
    extremes = pd.Series([frame["count"].min(), frame["count"].max()], dtype=frame["count"].dtype)
    length = max(len(keys), len(months), len(extremes))
    return pd.DataFrame(
        {
            name: pd.Series(values.to_numpy()).reindex(range(length), method="ffill")
            for name, values in (*keys.items(), ("month", months), ("count", extremes))
        }
    )


def _dense(frame: pd.DataFrame) -> None:
    """Every area of a level has every month of every offence once."""
    sizes = frame.groupby(["level", "offence"], observed=True).agg(
        rows=("count", "size"), areas=("area_code", "nunique"), months=("month", "nunique")
    )
    bad = sizes[sizes["rows"] != sizes["areas"] * sizes["months"]]
    if len(bad):
        raise DataError("the table is not dense", file="counts.parquet", value=str(bad.index[0]))

"""What the tables of an imported extract must look like, checked with pandera."""

from __future__ import annotations

import pandas as pd
import pandera.pandas as pa
from pandera.errors import SchemaError, SchemaErrors

from data.errors import DataError
from data.ingest.extracts.checking import FLAGS, OFFENCES
from data.ingest.extracts.derive import COHORTS
from data.ingest.extracts.values import FIRST_YEAR, OLDEST
from data.model.groups import ETHNIC_GROUPS, SEXES


def _one_of(*words: str) -> pa.Column:
    """A category whose words are all known; the rows need no look, their codes do."""
    known = set(words)
    return pa.Column(
        "category",
        [
            pa.Check(lambda s: set(s.cat.categories) <= known, error="known words only"),
            pa.Check(lambda s: bool((s.cat.codes >= 0).all()), error="no empty cells"),
        ],
        nullable=True,  # the second check says it, without a copy of the column
    )


def _matching(pattern: str) -> pa.Column:
    return pa.Column(
        "category",
        [
            pa.Check(lambda s: bool(s.cat.categories.str.fullmatch(pattern).all()), error=pattern),
            pa.Check(lambda s: bool((s.cat.codes >= 0).all()), error="no empty cells"),
        ],
        nullable=True,
    )


_SHARED = {
    "month": pa.Column("int32", pa.Check.in_range(FIRST_YEAR * 12, 2200 * 12)),
    "ward": _matching(r"(E05\d{6})?"),
    "borough": _matching(r"E09\d{6}|unplaced"),
    "offence": _one_of(*OFFENCES),
    **{name: pa.Column(bool) for name in (*FLAGS, *COHORTS)},
    "key": pa.Column("uint32"),
}
_COHORTS = [
    pa.Check(
        lambda d: (
            ~d["serious_violence"] | d["under_25"] | d["domestic_abuse"] | d["sexual_violence"]
        ),
        error="serious violence is one of its three parts",
    ),
    pa.Check(
        lambda d: (
            (d["ward"].cat.codes == d["ward"].cat.categories.get_loc(""))
            | (d["borough"].cat.codes != d["borough"].cat.categories.get_loc("unplaced"))
        ),
        error="a ward has a borough",
    ),
]
SCHEMAS = {
    "offences": pa.DataFrameSchema(
        {
            "weekday": pa.Column("int8", pa.Check.in_range(-1, 6)),
            "hour": pa.Column("int8", pa.Check.in_range(-1, 23)),
            "exact": pa.Column(bool),
            **_SHARED,
        },
        checks=[
            *_COHORTS,
            pa.Check(lambda d: ~d["exact"] | d["hour"].isin([0, 12]), error="exactly 0 or 12"),
        ],
        strict=True,
    ),
    "people": pa.DataFrameSchema(
        {
            "role": _one_of("victim", "suspect"),
            "age": pa.Column("int16", pa.Check(lambda s: (s == -1) | s.between(1, OLDEST))),
            "sex": _one_of(*SEXES),
            "ethnicity": _one_of(*ETHNIC_GROUPS),
            **_SHARED,
        },
        checks=[
            *_COHORTS,
            pa.Check(
                lambda d: ~d["age"].between(1, 24) | d["under_25"],
                error="an offence with somebody under 25 is in that cohort",
            ),
        ],
        strict=True,
    ),
}
"""The stored tables; what holds between columns is checked as well."""


def checked(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """A table of an extract, as its schema demands.

    Args:
        name: ``offences`` or ``people``.
        frame: the table.

    Raises:
        DataError: naming the table, the column and the rule.
    """
    try:
        SCHEMAS[name].validate(frame, lazy=False)
    except (SchemaError, SchemaErrors) as error:
        raise DataError(
            "a computed table breaks its schema",
            file=name,
            column=str(getattr(error.schema, "name", "") or "") or None,
            allowed=str(getattr(error, "check", "")),
        ) from None
    return frame

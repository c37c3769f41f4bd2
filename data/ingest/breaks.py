"""``python -m data breaks``: test every series for a step at every known change of system.

The result is committed as ``data/model/breaks.csv``, with its figures, and read by
:func:`data.model.breaks.marked_breaks`; served are the breaks that the publisher states.
"""

from __future__ import annotations

import argparse
import csv
import io
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from pathlib import Path

import numpy as np
import pandas as pd

from data.errors import DataError
from data.model import periods
from data.model.breaks import (
    CAUTION,
    EVERY_LEVEL,
    MARKED,
    NOT_COMPARABLE,
    SYSTEM_CHANGES,
    SystemChange,
)
from data.model.offences import OFFENCES
from data.model.periods import LOCKDOWN
from data.paths import PROCESSED
from data.statistics.breaks import StepTest, step_test

COLUMNS = (
    *("series", "month", "levels", "kind", "step_percent", "z", "largest_placebo"),
    *("placebo_months", "placebo_share", "months_before", "months_after", "phi", "rho"),
    *("source", "sentence"),
)
TESTED = "Step test (python -m data breaks)"

#: A step is a caution where fewer placebo months than this share exceed it.
RARE = 0.01

#: Fewer placebo months of its own calibrate nothing: those of all series stand in.
LEAST_PLACEBOS = 12


def monthly(folder: Path) -> dict[str, pd.Series]:
    """Counts of London of every series, by month: the processed counts of boroughs added up.

    Args:
        folder: the processed data.

    Returns:
        By slug of the catalogue: counts with the index of ``periods.index``, in a row.
    """
    counts = pd.read_parquet(
        folder / "counts.parquet", filters=[("level", "==", "borough")],
        columns=["offence", "month", "count"],
    )  # fmt: skip
    people = pd.read_parquet(
        folder / "people.parquet", filters=[("level", "==", "london")],
        columns=["dataset", "offence", "split", "month", "count"],
    )  # fmt: skip
    # Every split of a dataset adds up to the same people: one of them is all.
    split = people["split"].astype(str)
    people = people[split == split.groupby(people["dataset"].astype(str)).transform("min")]
    stored: dict[str, pd.Series] = {}
    for frame in (counts, people):
        text = frame["month"].astype(str).str.slice(0, 7)
        for name, group in frame.assign(month=text).groupby("offence", observed=True):
            total = group.groupby("month")["count"].sum()
            total.index = [periods.index(month) for month in total.index]
            stored[str(name)] = total.reindex(
                range(int(total.index[0]), int(total.index[-1]) + 1), fill_value=0
            ).astype(float)
    found: dict[str, pd.Series] = {}
    for slug, offence in OFFENCES.items():
        if all(part in stored for part in offence.parts):
            found[slug] = pd.concat([stored[part] for part in offence.parts], axis=1).sum(axis=1)
    return found


def tests(
    series: dict[str, pd.Series],
) -> Iterator[tuple[str, SystemChange, StepTest]]:
    """Every series at every known change of system that its months reach.

    Args:
        series: as `monthly` gives them.

    Yields:
        Slug, the change, and the test.
    """
    changes = [periods.index(change.month) for change in SYSTEM_CHANGES]
    for slug, counts in series.items():
        start = int(counts.index[0])
        locked = range(
            periods.index(LOCKDOWN.start) - start, periods.index(LOCKDOWN.end) - start + 1
        )
        declared = [
            periods.index(change.month) - start
            for change in SYSTEM_CHANGES
            if slug in change.declared and not change.declared[slug].comparable
        ]
        first = start % 12 + 1
        for change, at in zip(SYSTEM_CHANGES, changes, strict=True):
            found = step_test(
                counts.to_numpy(), first, at - start, [month - start for month in changes],
                declared, locked,
            )  # fmt: skip
            if found is not None:
                yield slug, change, found


def rows(series: dict[str, pd.Series]) -> list[dict[str, str]]:
    """The table of `MARKED`: a row a series and change, declared or tested.

    Args:
        series: as `monthly` gives them.

    Returns:
        Rows of text, in the order of the catalogue and of time.
    """
    tested = {(slug, change.month): test for slug, change, test in tests(series)}
    pooled = np.concatenate([test.placebos for test in tested.values()])
    found = []
    for slug in OFFENCES:
        for change in SYSTEM_CHANGES:
            test = tested.get((slug, change.month))
            if test is not None or slug in change.declared:
                found.append(_row(slug, change, test, pooled))
    return found


def _row(
    slug: str, change: SystemChange, test: StepTest | None, pooled: np.ndarray
) -> dict[str, str]:
    row = dict.fromkeys(COLUMNS, "")
    row |= {"series": slug, "month": change.month, "levels": ";".join(EVERY_LEVEL)}
    if test is not None:
        step, few = test.step, test.placebos.size < LEAST_PLACEBOS
        share = float((pooled >= abs(step.z)).mean()) if few else test.share
        row |= {
            "step_percent": f"{step.percent:.1f}",
            "z": f"{step.z:.1f}",
            "largest_placebo": f"{test.largest:.1f}" if test.placebos.size else "",
            "placebo_months": str(test.placebos.size),
            "placebo_share": f"{share:.3f}",
            "months_before": str(step.before),
            "months_after": str(step.after),
            "phi": f"{step.phi:.1f}",
            "rho": f"{step.rho:.2f}",
        }
        row["source"] = TESTED
        row["kind"], row["sentence"] = _judged(slug, change, test, share, few)
    stated = change.declared.get(slug)
    if stated is not None and (not stated.comparable or row["kind"] != NOT_COMPARABLE):
        row |= {"kind": stated.kind, "source": stated.source, "sentence": stated.text}
    return row


def _judged(
    slug: str, change: SystemChange, test: StepTest, share: float, few: bool
) -> tuple[str, str]:
    """Kind and sentence of what nobody declared."""
    name, step = OFFENCES[slug].lower, test.step
    size = f"{abs(step.percent):.0f}% {'down' if step.percent < 0 else 'up'}"
    moved = f"{change.name}: in that month the count of {name} steps {size}"
    if test.stands:
        return NOT_COMPARABLE, (
            f"{moved}, beyond every one of {test.placebos.size} other months, so that before and "
            "after are not comparable."
        )
    if share < RARE:
        whose = "all series" if few else "the series"
        return CAUTION, f"{moved}; under 1% of other months of {whose} step as much."
    return "", ""


def text(table: list[dict[str, str]]) -> str:
    """The file as it is committed.

    Args:
        table: as `rows` gives them.

    Returns:
        CSV with a header line.
    """
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(table)
    return out.getvalue()


def alike(one: str, other: str) -> bool:
    """Whether two tables say the same: texts the same, numbers but for their last decimal.

    Processors round differently: 0.05 is 0.1 on one of them and 0.0 on another.
    """
    rows_of = [list(csv.reader(io.StringIO(table))) for table in (one, other)]
    if [len(row) for row in rows_of[0]] != [len(row) for row in rows_of[1]]:
        return False
    return all(
        a == b or _close(a, b)
        for ours, theirs in zip(*rows_of, strict=True)
        for a, b in zip(ours, theirs, strict=True)
    )


def _close(one: str, other: str) -> bool:
    """Whether two numbers, as written, are at most one of their last decimal apart."""
    try:
        apart = abs(Decimal(one) - Decimal(other))
    except InvalidOperation:
        return False
    exponent = int(Decimal(one).as_tuple().exponent)
    return exponent < 0 and apart <= Decimal(1).scaleb(exponent)


def main(argv: list[str] | None = None) -> int:
    """Write ``data/model/breaks.csv`` anew, or with ``--check`` compare it.

    Returns:
        0 written or the same, 1 the file differs from the data.

    Raises:
        DataError: the processed data are not there.
    """
    parser = argparse.ArgumentParser(prog="python -m data breaks")
    parser.add_argument("--data", type=Path, default=PROCESSED)
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    options = parser.parse_args(argv)
    if not (options.data / "counts.parquet").exists():
        raise DataError("no processed data", file=str(options.data), allowed="python -m data build")
    table = rows(monthly(options.data))
    found = text(table)
    marked = [row for row in table if row["kind"]]
    print(f"{len(table)} series at changes of system, {len(marked)} marked")
    for row in marked:
        print(f"  {row['month']}  {row['kind']:<14}  {row['series']}: {row['sentence']}")
    if options.check:
        same = alike(MARKED.read_text("utf-8"), found)
        print("the committed file is the same" if same else "the committed file differs")
        return 0 if same else 1
    part = MARKED.with_suffix(".csv.part")
    part.write_text(found, "utf-8")
    part.replace(MARKED)
    return 0

"""The calibration table: made from the records alone, printed, and told in the README."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from data.ingest.simulate.assumed import assumed
from data.ingest.simulate.assumptions import sentences
from data.ingest.simulate.checks import Check, published
from data.ingest.simulate.places import Recorded
from data.ingest.simulate.tallies import Tallies

README = Path(__file__).with_name("README.md")
BEGIN, END = "<!-- table: begin -->", "<!-- table: end -->"
COLUMNS = (
    *("kind", "what", "scope", "source", "rule", "target", "tolerance", "unit", "drawn", "holds"),
)


def checks() -> list[Check]:
    """Every check, the published ones first."""
    return [*published(), *assumed()]


def calibration(
    offences: pd.DataFrame, people: pd.DataFrame, processed: Path | None = None
) -> pd.DataFrame:
    """Compare the records of an extract with everything that they must show.

    Args:
        offences: in the stored shape.
        people: in the stored shape.
        processed: the folder of the open counts, ``DATA_PROCESSED`` or the committed one.

    Returns:
        A row a target: ``kind`` (published or assumption), ``what``, ``scope``, ``source`` (where
        the report prints it), ``rule`` (equal, at least, at most), ``target``, ``tolerance`` (in
        ``unit``; shares and changes in percentage points), ``unit``, ``drawn`` and ``holds``.
    """
    recorded, tallies = Recorded(processed), Tallies(offences, people)
    rows = []
    for check in checks():
        target, drawn, holds = check.compare(recorded, tallies)
        told = (check.kind, check.what, check.scope, check.source, check.rule)
        rows.append((*told, target, check.tolerance, check.unit, drawn, holds))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def print_calibration(table: pd.DataFrame) -> None:
    """Print the calibration table, then the assumptions in words.

    Args:
        table: from :func:`calibration`.
    """
    heads = ("", "what", "scope", "source", "target", "drawn")
    lines = []
    for row in table.to_dict("records"):
        target = _target(row["rule"], row["target"], row["tolerance"], row["unit"])
        drawn = _number(row["drawn"], row["unit"])
        told = (row["what"], row["scope"], row["source"], target, drawn)
        lines.append(("holds" if row["holds"] else "FAILS", *told))
    widths = [max(map(len, column)) for column in zip(heads, *lines, strict=True)]
    for line in (heads, *lines):
        print(
            "  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip()
        )
    print("\nAssumed:")
    for sentence in sentences():
        print(f"- {sentence}")
    print(f"\nSIMULATED: {int(table['holds'].sum())} of {len(table)} rows hold.")


def _number(value: float, unit: str) -> str:
    if unit == "percent change":
        return f"{value:+.1f}%"
    if unit == "percent":
        return f"{value:.1f}%"
    return f"{value:,.0f}"


def _target(rule: str, target: float, tolerance: float, unit: str) -> str:
    number = _number(target, unit)
    if rule != "equal":
        return f"{rule} {number}"
    return f"{number} ± {tolerance:g}" if tolerance else f"{number} exactly"


def readme_table() -> str:
    """Targets and assumptions as Markdown, without what a draw or a monthly update changes."""
    lines = [
        "| kind | what | scope | source | target |",
        "| --- | --- | --- | --- | --- |",
    ]
    for check in checks():
        if callable(check.target):
            target = "from the open series" + (
                f" ± {check.tolerance:g}" if check.tolerance else ", exactly"
            )
        else:
            target = _target(check.rule, float(check.target), check.tolerance, check.unit)
        lines.append(f"| {check.kind} | {check.what} | {check.scope} | {check.source} | {target} |")
    told = [f"{number}. {text}" for number, text in enumerate(sentences(), 1)]
    return "\n".join(["### Assumed, in words", "", *told, "", "### Targets", "", *lines])


def write_readme() -> None:
    """Bring the table in the README up to date."""
    text = README.read_text("utf-8")
    before, rest = text.split(BEGIN, 1)
    after = rest.split(END, 1)[1]
    README.write_text(f"{before}{BEGIN}\n\n{readme_table()}\n\n{END}{after}", "utf-8")

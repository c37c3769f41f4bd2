"""A :class:`data.model.tables.Table` as CSV, JSON or Excel bytes."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from typing import Any

import pandas as pd
import xlsxwriter

from data.model.tables import Table

ROUNDING = {
    "rate": 4, "rate_low": 4, "rate_high": 4, "compare_rate": 4,
    "change": 2, "change_low": 2, "change_high": 2, "q": 4,
    "relative": 2, "relative_low": 2, "relative_high": 2,
    "share": 4, "share_low": 4, "share_high": 4, "share_per_day": 4,
    "rate_least": 4, "rate_most": 4, "gini": 4, "gini_chance": 4, "gini_chance_low": 4,
    "gini_chance_high": 4, "gini_above": 4, "gini_above_low": 4, "gini_above_high": 4,
}  # fmt: skip


def plain(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame as it is written out: rounded rates, whole counts, ``None`` where empty."""
    columns: dict[str, list[Any]] = {}
    for name in frame.columns:
        values = frame[name]
        if pd.api.types.is_float_dtype(values):
            places = ROUNDING.get(name)
            columns[name] = [
                None
                if value != value
                else round(value, places)
                if places
                else int(value)
                if value == int(value)
                else round(value, 2)
                for value in values.tolist()
            ]
        else:
            columns[name] = [None if value != value else value for value in values.tolist()]
    return pd.DataFrame(columns, columns=list(frame.columns), dtype=object)


def to_csv(table: Table) -> bytes:
    """UTF-8 CSV: comment lines with the provenance, one header line, plain numbers."""
    comments = "".join(f"# {line}\n" for line in table.provenance.lines())
    return (comments + plain(table.frame).to_csv(index=False, lineterminator="\n")).encode()


def to_json(table: Table) -> bytes:
    """JSON: ``meta`` with the provenance, ``columns``, and ``rows`` as objects."""
    origin = table.provenance
    body = {
        "meta": {
            "table": table.name,
            "title": origin.title,
            "definition": origin.definition,
            "filters": origin.filters,
            "source": origin.source,
            "data_to": origin.data_to,
            "caveats": list(origin.caveats),
            "build_id": origin.build_id,
        },
        "columns": list(table.frame.columns),
        "rows": plain(table.frame).to_dict("records"),
    }
    return json.dumps(body, ensure_ascii=False, allow_nan=False).encode()


def to_xlsx(table: Table) -> bytes:
    """Excel: a sheet with the rows, a sheet ``about`` with the provenance."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False}) as book:
        bold = book.add_format({"bold": True})
        sheet = book.add_worksheet(table.name[:31].replace("/", "-"))
        frame = plain(table.frame)
        sheet.write_row(0, 0, list(frame.columns), bold)
        for number, row in enumerate(frame.itertuples(index=False), start=1):
            for column, value in enumerate(row):
                if value is not None:
                    sheet.write(number, column, value)
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(frame.columns) - 1, 14)
        about = book.add_worksheet("about")
        about.set_column(0, 0, 110)
        about.write_column(0, 0, table.provenance.lines())
    return buffer.getvalue()


FORMATS: dict[str, tuple[str, Callable[[Table], bytes]]] = {
    "csv": ("text/csv; charset=utf-8", to_csv),
    "json": ("application/json", to_json),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", to_xlsx),
}
"""MIME type and writer of every format."""

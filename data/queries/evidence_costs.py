"""Tables 13 and 15 of the report: their sums reproduced, today's volumes beside theirs."""

from __future__ import annotations

import pandas as pd

from data.catalogue import OPEN_SERIES
from data.queries import evidence_values as values
from data.queries.costs import COMPONENTS, label_of
from data.queries.evidence_recipes import LOCAL
from data.queries.evidence_values import NAN, Asked
from data.session import sessions


def reproduced(table: str) -> pd.DataFrame:
    """Totals of table 13 or 15 from their own volumes and unit costs.

    Columns ``figure_id, offence, row_label, volume, unit_cost, printed, recomputed, difference``,
    in pounds, one row an offence.
    """
    frame = sessions.current.build.published(f"table-{table}")
    printed = {
        str(key): float(value)
        for key, value in zip(frame["figure_id"], frame["value"], strict=True)
    }
    labels = dict(zip(frame["offence"], frame["row_label"], strict=True))
    rows = []
    for offence, label in labels.items():
        key = f"table-{table}-{offence}"
        unit = sum(printed[f"{key}-{part}"] for part in COMPONENTS)
        volume, total = printed[f"{key}-volume"], printed[f"{key}-total"]
        rows.append(
            {
                "figure_id": f"{key}-total",
                "offence": str(offence),
                "row_label": str(label),
                "volume": volume,
                "unit_cost": unit,
                "printed": total,
                "recomputed": volume * unit,
                "difference": volume * unit - total,
            }
        )
    return pd.DataFrame(rows)


def recorded_volumes(table: str) -> pd.DataFrame:
    """Recorded all-age volumes beside those of table 13 or 15.

    Columns ``offence, label, published, recorded, latest, latest_period, note``; recorded is of
    2023, the report's year. Threats to kill are ``[z]``: open data do not count them apart.
    """
    rows = []
    for own in reproduced(table).to_dict("records"):
        slug = str(own["offence"])
        row = {"offence": slug, "label": label_of(slug), "published": own["volume"]}
        if slug in OPEN_SERIES:
            asked = Asked(slug, "london", (), LOCAL)
            later = values.later(asked)
            row |= {
                "recorded": values.count(asked).value,
                "latest": values.count(later).value,
                "latest_period": values.span(later.period),
                "note": "",
            }
        else:
            row |= dict.fromkeys(("recorded", "latest"), NAN)
            row |= {"latest_period": "", "note": "[z] not counted apart in open data"}
        rows.append(row)
    return pd.DataFrame(rows)

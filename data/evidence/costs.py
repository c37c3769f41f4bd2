"""Tables 13 and 15 of the report: their sums reproduced, today's volumes beside theirs."""

from __future__ import annotations

import pandas as pd

from data.evidence import values
from data.evidence.special import LOCAL
from data.evidence.values import NAN
from data.model.catalogue import OPEN_SERIES
from data.model.selection import Selection
from data.model.unit_costs import COMPONENTS
from data.queries.costs import label_of
from data.queries.notes import marked
from data.session import Session, remembered


@remembered
def reproduced(session: Session, table: str) -> pd.DataFrame:
    """Totals of table 13 or 15 from their own volumes and unit costs.

    Columns ``figure_id, offence, row_label, volume, unit_cost, printed, recomputed, difference``,
    in pounds, one row an offence.

    Args:
        session: whose published tables count.
        table: ``13`` or ``15``.
    """
    frame = session.build.published(f"table-{table}")
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


@remembered
def recorded_volumes(session: Session, table: str) -> pd.DataFrame:
    """Recorded all-age volumes beside those of table 13 or 15.

    Columns ``offence, label, published, recorded, latest, latest_period, note``; recorded is of
    2023, the report's year. Threats to kill are ``[z]``: open data do not count them apart.

    Args:
        session: what answers it.
        table: ``13`` or ``15``.
    """
    rows = []
    for own in reproduced(session, table).to_dict("records"):
        slug = str(own["offence"])
        row = {"offence": slug, "label": label_of(slug), "published": own["volume"]}
        if slug in OPEN_SERIES:
            now = session.resolve(Selection("london", (), slug, "all-ages", LOCAL, "none", "count"))
            later = values.resolve_later(now)
            row |= {
                "recorded": values.count(now).value,
                "latest": values.count(later).value,
                "latest_period": later.period.written,
                "note": "",
            }
        else:
            row |= dict.fromkeys(("recorded", "latest"), NAN)
            row |= {
                "latest_period": "",
                "note": marked("not-applicable", "not counted apart in open data"),
            }
        rows.append(row)
    return pd.DataFrame(rows)

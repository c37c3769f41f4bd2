"""How far the knife crime pledge has come: half in ten years, month by month."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from data.model import periods
from data.model.breaks import Break
from data.model.catalogue import RECORDED
from data.model.periods import Period
from data.model.selection import Defaults
from data.model.tables import Table, TableSpec, columns_of, places_only
from data.queries.notes import CITY_NOTE, marked
from data.queries.provenance import provenance
from data.queries.question import Question
from data.queries.variance import total_variance, with_noise
from data.session import remembered
from data.statistics import intervals
from data.statistics.change import score_interval, verdict_of

PLEDGE_START = "2024-06"
"""The year to this month is the base of the pledge: the last before the government of July 2024."""
PLEDGE_YEARS = 10
PLEDGE_SHARE = 0.5
PLEDGE_OFFENCE = "knife-crime"
YEAR = 12


def spans(month: str, broken: Break) -> bool:
    """Whether the 12 months to a month are counted in two ways."""
    return periods.shift(month, 1 - YEAR) < broken.month <= month


def path_at(month: str, base: float, breaks: Sequence[Break]) -> float:
    """Where the straight path stands in a month, in events.

    Args:
        month: the last of its 12 months.
        base: events in the 12 months to :data:`PLEDGE_START`.
        breaks: what cannot be compared across.

    Returns:
        NaN before the pledge, and where a break lies between its base and the month: half of what
        was counted in one way is no aim for what is counted in another.
    """
    gone = periods.index(month) - periods.index(PLEDGE_START)
    first = periods.shift(PLEDGE_START, 1 - YEAR)
    if gone < 0 or any(first < item.month <= month for item in breaks):
        return np.nan
    return base * (1 - (1 - PLEDGE_SHARE) * gone / (YEAR * PLEDGE_YEARS))


def _known(asked: Question, breaks: Sequence[Break]) -> pd.DataFrame:
    """The sums of 12 months that are counted in one way, with their intervals, by month."""
    panel = asked.total
    sums = panel.running()[0][YEAR - 1 :]
    months = [periods.shift(panel.start, place) for place in range(YEAR - 1, YEAR - 1 + len(sums))]
    broken = [any(spans(month, item) for item in breaks) for month in months]
    inside = asked.policed  # the City alone is in no Met file: nothing is known, not zero
    sums = np.where(broken, np.nan, sums) if inside else np.full(len(sums), np.nan)
    phi = total_variance(asked).of_sum(YEAR) if inside else np.ones(1)
    phi = np.broadcast_to(phi, sums.shape)
    areas = len(asked.units or ())
    limits = intervals.count_interval(sums, phi=with_noise(phi, (sums,), panel, YEAR, areas))
    columns = {"count_12m": sums, "count_low": limits.low, "count_high": limits.high}
    return pd.DataFrame(columns, index=months)


@remembered
def query_pledge(question: Question) -> Table:
    """Knife crime against the path to half in ten years from the year to June 2024.

    A straight line from the 12 months to June 2024 down to half of them in the 12 months to June
    2034. One row a month: the 12-month sum with its interval, the path, and the gap between them
    (above the path is positive). Columns are those of :data:`PLEDGE`. The path is ours: the pledge
    names only the end. Neither a sum nor the path reaches across a break that is not comparable.
    The year that the path starts from is a count too: the path has the interval that follows, and
    the verdict is that of the gap with both (:func:`_gaps`).
    """
    asked = question.replace(
        offence=PLEDGE_OFFENCE,
        cohort="all-ages",
        dataset=RECORDED,
        measure="count",
        compare="none",
        level="london" if not question.areas else question.level,
    )
    breaks = [
        item for item in asked.series.breaks if not item.comparable and asked.level in item.levels
    ]
    known = _known(asked, breaks)
    end = periods.shift(PLEDGE_START, YEAR * PLEDGE_YEARS)
    last = periods.index(end)
    months = [periods.month(one) for one in range(periods.index(known.index[0]), last + 1)]
    frame = known.reindex(months).rename_axis("month").reset_index()
    started = known.reindex([PLEDGE_START]).iloc[0]
    names = {"path": "count_12m", "path_low": "count_low", "path_high": "count_high"}
    for name, of in names.items():
        base = float(started[of])
        frame[name] = [path_at(month, base, breaks) for month in months]
    frame["gap"] = frame["count_12m"] - frame["path"]
    frame = frame.assign(**_gaps(asked, frame, float(started["count_12m"])))
    frame["verdict"] = _verdicts(frame, breaks)
    sums = frame["count_12m"].tolist()
    told = [_said(asked, *one, breaks) for one in zip(months, sums, strict=True)]
    frame["status"] = [status for status, _ in told]
    frame["break"] = [";".join(b.month for b in breaks if spans(month, b)) for month in months]
    frame["note"] = [note for _, note in told]
    own = asked.replace(period=Period(known.index[0], known.index[-1]))
    return Table("pledge", question, frame[list(PLEDGE.names)], provenance(own, "pledge"))


def _said(asked: Question, month: str, count: float, breaks: Sequence[Break]) -> tuple[str, str]:
    """The status of a month's sum, and what must be said beside it."""
    if not asked.policed:
        return "not-available", CITY_NOTE
    crossed = [item for item in breaks if spans(month, item)]
    if crossed:
        text = f"no sum across a break: {crossed[0].text}"
        return "not-applicable", marked("break", text)
    if count != count:
        return "not-available", marked("not-available", "not yet recorded")
    first = periods.shift(PLEDGE_START, 1 - YEAR)
    ended = [item for item in breaks if first < item.month <= month]
    return "ok", marked("break", f"no path across a break: {ended[0].text}") if ended else ""


def _gaps(asked: Question, frame: pd.DataFrame, base: float) -> dict[str, np.ndarray]:
    """The gap of each sum to its path, per cent, with the interval that both ends give it.

    The path is a part ``f`` of the base, and the base is a count that chance moves too: the gap is
    the change from the base beside the change that the path asks for, ``S / (f B)``, with the
    interval of every change. Where the 12 months still share some with the base they are taken to
    follow on it: what they share varies alike, so the interval is wide enough.
    """
    share = (frame["path"] / base).to_numpy() if base else np.full(len(frame), np.nan)
    sums = np.where(np.isnan(share), np.nan, frame["count_12m"].to_numpy())
    variance, areas = total_variance(asked), len(asked.units or ())
    last = periods.index(PLEDGE_START)
    gaps = [max(0, periods.index(month) - last - YEAR) for month in frame["month"]]
    spread = {gap: variance.of_sums(YEAR, YEAR, gap)[0] for gap in set(gaps)}
    phi = np.array([spread[gap] for gap in gaps])
    phi = with_noise(phi, (sums, np.full(len(sums), base)), asked.total, YEAR, areas)
    found = score_interval(sums, base, phi, exposure1=np.where(share > 0, share, 1.0))
    bare = score_interval(sums, base, exposure1=np.where(share > 0, share, 1.0))
    return {"gap_percent": bare.change, "gap_low": found.low, "gap_high": found.high}


def _verdicts(frame: pd.DataFrame, breaks: Sequence[Break]) -> np.ndarray:
    """What each sum says beside its path, a key of :data:`data.model.tables.VERDICTS`."""
    sums, path = frame["count_12m"].to_numpy(), frame["path"].to_numpy()
    found = verdict_of(frame["gap_low"], frame["gap_high"]).astype(object)
    found[np.isnan(frame["gap_low"].to_numpy())] = "unknown"
    found[np.isnan(frame["gap_percent"].to_numpy()) & ~np.isnan(path)] = "too-few"
    since = (frame["month"] >= PLEDGE_START).to_numpy()
    found[np.isnan(path) & since & bool(breaks)] = "not-comparable"
    found[np.isnan(sums) | ~since] = "none"
    return found


PLEDGE = TableSpec(
    "pledge",
    query_pledge,
    columns_of(
        *("month", "count_12m", "count_low", "count_high", "path", "path_low", "path_high"),
        *("gap", "gap_percent", "gap_low", "gap_high", "verdict", "status", "break", "note"),
        count_low="lower end of the sum's 95% interval",
        count_high="upper end of the sum's 95% interval",
        path="the straight line from the year to June 2024 to half of it in June 2034; none across "
        "a break that is not comparable",
        path_low="the same from the lower end of the 95% interval of the year to June 2024",
        path_high="the same from the upper end of the 95% interval of the year to June 2024",
        gap="the sum less the path; above the path is positive",
        gap_percent="the gap, per cent of the path",
        gap_low="lower end of the 95% interval of gap_percent, as chance moves both the sum and "
        "the year to June 2024 that the path starts from",
        gap_high="upper end of the same",
        verdict="of the gap: higher or lower where the 95% interval of gap_percent leaves out 0, "
        "no-clear-change where it holds it, not-comparable, too-few, unknown, or none",
    ),
    Defaults(level="london", offence=PLEDGE_OFFENCE, extras=()),
    places_only,
    order=90,
)

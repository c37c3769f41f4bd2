"""Who bears a cost: one split of every offence's unit cost, in which the report's tables agree.

What a crime costs in response is what police and other criminal justice bear, so each offence's own
response component says how much that is; what it costs in anticipation is among "other costs", as
the note to the report's table 14 says. Only the two inner divisions are table 14's, applied to
every offence alike: of the response between police and other criminal justice, and of the
consequence between health services, victim services and other costs (table 14's less what table
13 gives for anticipation). Table 14's own proportions come back where this is applied to table
13's volumes (within 0.1 percentage points: it has the same response share, 25.5 %).

Source: Serious Violence in London (April 2025), tables 13 and 14, after Home Office, The Economic
and Social Costs of Crime, second edition (2018), whose response costs are police and criminal
justice.
"""

from __future__ import annotations

from collections.abc import Mapping

from data.model.unit_costs import COMPONENTS
from data.session import Session, remembered

ANTICIPATION, CONSEQUENCE, RESPONSE = COMPONENTS
POLICE, JUSTICE = "police-costs", "other-cjs-costs"
SERVICES = ("costs-to-health-services", "costs-to-victim-services")
OTHER = "other-costs"


def _table_14(session: Session) -> dict[str, tuple[str, float]]:
    """Name and pounds of every line of table 14, by its key."""
    frame = session.build.published("table-14")
    rows = frame[frame["unit"] == "£"]
    return {
        str(key).removeprefix("table-14-").removesuffix("-total"): (
            str(name).rstrip("*"),
            float(value),
        )
        for key, name, value in zip(
            rows["figure_id"], rows["row_label"], rows["value"], strict=True
        )
    }


def _anticipation(session: Session) -> float:
    """The share of anticipation in what table 13 adds up to, from its own lines."""
    frame = session.build.published("table-13")
    printed = dict(zip(frame["figure_id"], frame["value"].astype(float), strict=True))
    offences = [f"table-13-{offence}" for offence in dict.fromkeys(frame["offence"])]
    part = sum(printed[f"{one}-volume"] * printed[f"{one}-{ANTICIPATION}"] for one in offences)
    return part / sum(printed[f"{one}-total"] for one in offences)


def _in_proportion(lines: Mapping[str, float]) -> dict[str, float]:
    whole = sum(lines.values())
    return {name: value / whole for name, value in lines.items()}


@remembered
def bearers(session: Session) -> dict[str, dict[str, float]]:
    """The share of each component of a unit cost that each bearer has.

    Args:
        session: whose published tables count.

    Returns:
        For every component of :data:`data.model.unit_costs.COMPONENTS` the shares by the name of
        the bearer, in the order of table 14, 1 in all.
    """
    lines = _table_14(session)
    names = {key: name for key, (name, _) in lines.items()}
    pounds = {key: value for key, (_, value) in lines.items()}
    rest = pounds[OTHER] - sum(pounds.values()) * _anticipation(session)
    response = _in_proportion({key: pounds[key] for key in (POLICE, JUSTICE)})
    harm = _in_proportion({**{key: pounds[key] for key in SERVICES}, OTHER: rest})
    shares = {ANTICIPATION: {OTHER: 1.0}, CONSEQUENCE: harm, RESPONSE: response}
    return {
        part: {names[key]: share.get(key, 0.0) for key in lines} for part, share in shares.items()
    }


def public_services(session: Session) -> tuple[str, ...]:
    """The bearers that are public services: all but other costs."""
    return tuple(name for key, (name, _) in _table_14(session).items() if key != OTHER)

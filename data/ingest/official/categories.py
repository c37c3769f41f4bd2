"""Offence categories of the recorded-crime files, in their three schemes."""

from __future__ import annotations

import re
from functools import lru_cache

import numpy as np

from data.ingest.official.raw_tables import RawTable
from data.ingest.official.validation import Rule, check, distinct

VIOLENCE, SEXUAL = "VIOLENCE AGAINST THE PERSON", "SEXUAL OFFENCES"
ROBBERY, WEAPONS = "ROBBERY", "POSSESSION OF WEAPONS"
STALKING = "STALKING AND HARASSMENT"
DRIVING = "DEATH SERIOUS INJURY ILLEGAL DRIVING"

#: Group → category → our slug, for the groups that are used (the finer scheme).
USED: dict[str, dict[str, str]] = {
    VIOLENCE: {
        "HOMICIDE": "homicide",
        "VIOLENCE WITH INJURY": "violence-with-injury",
        "VIOLENCE WITHOUT INJURY": "violence-without-injury",
        STALKING: "stalking-and-harassment",
        DRIVING: "death-or-serious-injury-driving",
    },
    SEXUAL: {"RAPE": "rape", "OTHER SEXUAL OFFENCES": "other-sexual-offences"},
    ROBBERY: {
        "ROBBERY OF PERSONAL PROPERTY": "personal-robbery",
        "ROBBERY OF BUSINESS PROPERTY": "business-robbery",
    },
    WEAPONS: {"POSSESSION OF WEAPONS": "possession-of-weapons"},
}
RECORDED_OFFENCES = [slug for group in USED.values() for slug in group.values()]

#: Categories of the oldest scheme inside a used group, and what they add up to.
OLDER = {
    WEAPONS: dict.fromkeys(
        (
            "OTHER FIREARM OFFENCES",
            "OTHER KNIFE OFFENCES",
            "POSSESSION OF ARTICLE WITH BLADE OR POINT",
            "POSSESSION OF FIREARM WITH INTENT",
            "POSSESSION OF FIREARMS OFFENCES",
            "POSSESSION OF OTHER WEAPON",
        ),
        "possession-of-weapons",
    )
}
#: Groups that are published beside them and not used; their categories may change freely.
UNUSED_GROUPS = {
    "ARSON AND CRIMINAL DAMAGE",
    "BURGLARY",
    "DRUG OFFENCES",
    "FRAUD AND FORGERY",
    "HISTORICAL FRAUD AND FORGERY",
    "MISCELLANEOUS CRIMES AGAINST SOCIETY",
    "NFIB FRAUD",
    "PUBLIC ORDER OFFENCES",
    "THEFT",
    "THEFT OFFENCES",
    "VEHICLE OFFENCES",
}


@lru_cache(maxsize=65_536)  # the same few thousand texts come a million times
def canonical(text: str) -> str:
    """A category as a key: upper case, “&” as AND, punctuation dropped."""
    return " ".join(re.sub(r"[^A-Z0-9]+", " ", text.upper().replace("&", " AND ")).split())


def read_categories(
    table: RawTable, roles: dict[str, int]
) -> tuple[np.ndarray, bool, dict[str, np.ndarray]]:
    """Slug of each row ("" where unused), whether the scheme is the finer one, unused rows."""
    codes, pairs, first = distinct(table.text(roles["group"]), table.text(roles["subgroup"]))
    keys = [(canonical(group), canonical(minor)) for group, minor in pairs]
    groups = Rule("unknown offence group", among={*USED, *UNUSED_GROUPS})
    check(table, {"group": groups}, roles, {"group": [g for g, _ in keys]}, first)
    finer = (VIOLENCE, STALKING) in keys
    slugs = [""] * len(keys)
    for group, own in USED.items():
        known = dict(own)
        if not finer:
            known |= OLDER.get(group, {})
            known.pop(DRIVING, None)
        mine = [k for k, (g, _) in enumerate(keys) if g == group]
        inside = Rule(f"unknown offence category in “{group.capitalize()}”", among=known)
        minors = [keys[k][1] for k in mine]
        check(table, {"subgroup": inside}, roles, {"subgroup": minors}, first[mine])
        for k in mine:
            slugs[k] = known[keys[k][1]]
    unused: dict[str, np.ndarray] = {}
    for number, (key, slug) in enumerate(zip(keys, slugs, strict=True)):
        if not slug:
            name = " / ".join(key)
            unused[name] = unused.get(name, np.zeros(len(codes), bool)) | (codes == number)
    return np.array(slugs, dtype=object)[codes], finer, unused

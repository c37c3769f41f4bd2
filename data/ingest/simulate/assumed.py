"""Checks of what is assumed: the extract must show the assumptions that are stated."""

from __future__ import annotations

from collections.abc import Callable

from data.ingest.simulate import assumptions
from data.ingest.simulate.checks import ALL_SUSPECTS, POINT, SUSPECTS, Check, Target, words
from data.ingest.simulate.hours import CLOCKS
from data.ingest.simulate.measures import (
    Limits,
    Measure,
    offence_count,
    offence_share,
    people_share,
    time_share,
)
from data.ingest.simulate.places import Recorded
from data.ingest.simulate.targets import NOT_SEXUAL, OFFENCES, SEXUAL, YEARS
from data.ingest.simulate.volumes import flagged, sexual, under_25
from data.model.groups import ETHNIC_GROUPS

FINE = 0.5
"""The tolerance of assumed shares that are small, in percentage points."""


def assumed() -> list[Check]:
    """Everything assumed that can be measured."""
    return [*_volumes(), *_shares(), *_flags(), *_people(), *_times()]


def _assumed(
    what: str,
    scope: str,
    target: Target,
    measure: Measure,
    unit: str = "percent",
    tolerance: float = POINT,
) -> Check:
    return Check("assumption", what, scope, "assumed", target, unit, measure, tolerance)


def _young(year: int, offence: str = "") -> Callable[[Recorded], float]:
    """Under-25 offences of a year as a target."""
    return lambda recorded: (
        under_25(recorded)[year][offence] if offence else sum(under_25(recorded)[year].values())
    )


def _sexual(year: int, offence: str) -> Callable[[Recorded], float]:
    """Sexual offences of all ages as a target."""
    return lambda recorded: sexual(recorded, year)[offence]


def _domestic(year: int) -> Callable[[Recorded], float]:
    """Domestic abuse of all ages as a target."""
    return lambda recorded: flagged(recorded, "domestic-abuse")[year]


def _volumes() -> list[Check]:
    told: list[tuple[str, str, int, Target, Limits]] = [
        ("violence affecting under-25s", "under-25", year, _young(year), {"young": True})
        for year in YEARS
    ]
    told += [
        (words(slug), "under-25", year, _young(year, slug), {"offence": slug, "young": True})
        for slug in NOT_SEXUAL
        for year in YEARS[:-1]
    ]
    told += [
        (words(slug), "sexual-violence, all ages", year, _sexual(year, slug), {"offence": slug})
        for slug in SEXUAL
        for year in YEARS[:-1]
    ]
    told += [
        ("domestic abuse", "domestic-abuse, all ages", year, _domestic(year), {"domestic": True})
        for year in (2019, 2020, 2021)
    ]
    return [
        _assumed(
            f"{what}, volume {year}",
            scope,
            target,
            offence_count(year=year, **limits),
            "offences",
            0,
        )
        for what, scope, year, target, limits in told
    ]


def _shares() -> list[Check]:
    last, domestic = YEARS[-1], {"domestic": True}
    told: list[tuple[str, str, float, Limits, Limits]] = [
        (
            f"{words(slug)} with a victim or suspect under 25",
            "sexual-violence",
            part,
            {"offence": slug},
            {"young": True},
        )
        for slug, part in assumptions.UNDER_25_SHARE.items()
    ]
    told += [
        (
            f"{words(slug)} with a name outside the annex",
            "all",
            part,
            {"offence": slug},
            {"serious": False},
        )
        for slug, part in assumptions.OUTSIDE_ANNEX.items()
    ]
    told += [
        (
            f"{words(slug)} with the domestic abuse flag, {last}",
            "under-25",
            part,
            {"offence": slug, "young": True, "year": last},
            domestic,
        )
        for slug, part in assumptions.YOUNG_DOMESTIC.items()
    ]
    told += [
        (
            f"{words(slug)} with the domestic abuse flag",
            "sexual-violence",
            assumptions.ALL_DOMESTIC[slug],
            {"offence": slug},
            domestic,
        )
        for slug in SEXUAL
    ]
    threats = "threats-to-kill"
    part = assumptions.ALL_DOMESTIC[threats]
    told.append(("threats to kill", "domestic-abuse", part, domestic, {"offence": threats}))
    return [
        _assumed(what, scope, 100 * target, offence_share(limits, of))
        for what, scope, target, limits, of in told
    ]


def _flags() -> list[Check]:
    homicide = offence_count(offence="homicide", domestic=True, young=False)
    return [
        _assumed(
            "personal robbery with the domestic abuse flag",
            "all",
            0,
            offence_count(offence="personal-robbery", domestic=True),
            "offences",
            0,
        ),
        _assumed(
            "homicide with the domestic abuse flag and nobody under 25, 2019 to 2023",
            "domestic-abuse",
            assumptions.ADULT_DOMESTIC_HOMICIDES * len(YEARS),
            homicide,
            "offences",
            0,
        ),
        *(
            _assumed(
                f"{words(slug)} with the knife flag",
                "under-25",
                100 * part,
                offence_share({"offence": slug, "young": True}, {"knife": True}),
                tolerance=FINE,
            )
            for slug, part in assumptions.KNIFE.items()
        ),
    ]


def _people() -> list[Check]:
    first, last = YEARS[0], YEARS[-1]
    slugs = ETHNIC_GROUPS
    starts, ends = (
        dict(zip(slugs, shares, strict=True))
        for shares in (assumptions.SUSPECTS_2019, assumptions.SUSPECTS_2023)
    )
    unknown = "suspects without a known ethnicity"
    told = (
        (f"suspects who are Black, {first}", "black", first, starts["black"]),
        (f"{unknown}, {first}", "unknown", first, starts["unknown"]),
        (f"{unknown}, {last}", "unknown", last, ends["unknown"]),
    )
    sexes = zip(("female", "male"), assumptions.ROBBERY_VICTIM_SEX[:2], strict=True)
    return [
        _assumed(
            f"suspects aged 10-14, {first}",
            ALL_SUSPECTS,
            100 * assumptions.UNDER_15[0],
            people_share("suspect", {"year": first}, {"band": "10-14"}),
        ),
        *(
            _assumed(
                what,
                SUSPECTS,
                100 * part,
                people_share("suspect", {"year": year, "offence": NOT_SEXUAL}, {"ethnicity": slug}),
            )
            for what, slug, year, part in told
        ),
        *(
            _assumed(
                f"{sex} victims of personal robbery",
                "victims under 25",
                part,
                people_share("victim", {"offence": "personal-robbery"}, {"sex": sex}),
            )
            for sex, part in sexes
        ),
    ]


def _times() -> list[Check]:
    told: list[tuple[str, str, Limits, float]] = []
    for slug in OFFENCES[1:]:  # homicides are too few to measure shares of one in a hundred
        clock = CLOCKS[slug]
        told += [
            (slug, "at exactly 00:00", {"hour": 0, "exact": True}, clock.midnight),
            (slug, "at exactly 12:00", {"hour": 12, "exact": True}, clock.noon),
            (slug, "without a known hour", {"hour": -1}, clock.unknown),
        ]
    return [
        _assumed(
            f"{words(slug)} {when}",
            "all",
            100 * part,
            time_share({"offence": slug}, limits),
            tolerance=FINE,
        )
        for slug, when, limits, part in told
    ]

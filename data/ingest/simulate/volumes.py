"""How many offences of which kind in which year: published totals, and what is assumed between."""

from __future__ import annotations

from dataclasses import dataclass

from data.ingest.simulate.apportion import largest_remainder
from data.ingest.simulate.assumptions import (
    ADULT_DOMESTIC_HOMICIDES,
    ALL_DOMESTIC,
    OUTSIDE_ANNEX,
    UNDER_25_SHARE,
    YOUNG_DOMESTIC,
    YOUNG_DOMESTIC_FALL,
)
from data.ingest.simulate.places import Recorded
from data.ingest.simulate.targets import (
    OFFENCES,
    SEXUAL,
    UNDER_25,
    YEARS,
    figure,
    line,
    under_25_index,
    volume,
)


@dataclass(frozen=True)
class Segment:
    """Offences of one kind.

    Attributes:
        year: calendar year.
        offence: slug.
        domestic: whether they carry the domestic abuse flag.
        young: whether somebody is under 25.
        count: how many they are.
    """

    year: int
    offence: str
    domestic: bool
    young: bool
    count: int


def sexual(recorded: Recorded, year: int) -> dict[str, int]:
    """Sexual offences of all ages: table 15 in 2023, other years as recorded ones move."""
    return {
        slug: round(volume(slug) * recorded.yearly(slug, year) / recorded.yearly(slug, YEARS[-1]))
        for slug in SEXUAL
    }


def under_25(recorded: Recorded) -> dict[int, dict[str, int]]:
    """Under-25 offences by year and offence, domestic abuse included."""
    last = YEARS[-1]
    drop = 1 + figure("statement-under-25-robbery-pre-pandemic") / 100
    first_share = volume("personal-robbery") / drop / recorded.yearly("personal-robbery", YEARS[0])
    last_share = volume("personal-robbery") / recorded.yearly("personal-robbery", last)
    found: dict[int, dict[str, int]] = {}
    for year in YEARS:
        robberies = recorded.yearly("personal-robbery", year)
        homicides = recorded.yearly("homicide", year) / recorded.yearly("homicide", last)
        found[year] = {
            "homicide": round(volume("homicide") * homicides),
            "personal-robbery": round(robberies * line(first_share, last_share, year)),
        } | {
            slug: round(count * UNDER_25_SHARE[slug])
            for slug, count in sexual(recorded, year).items()
        }
    parts = ("violence-with-injury", "threats-to-kill")
    # The report's change is of the annex's names. Half of the sexual offences outside it are
    # counted, so that the change holds with them and without them.
    others = {
        year: sum(count * (1 - OUTSIDE_ANNEX.get(slug, 0) / 2) for slug, count in counts.items())
        for year, counts in found.items()
    }
    total = others[last] + sum(volume(part) for part in parts)
    rest = {year: round(total * part - others[year]) for year, part in under_25_index().items()}
    shares = [rest[year] / recorded.yearly(parts[0], year) for year in (2019, 2021)]
    rest[2020] = round(recorded.yearly(parts[0], 2020) * sum(shares) / 2)
    for year in YEARS:
        split = largest_remainder(rest[year], [volume(part) for part in parts])
        found[year] |= {part: int(count) for part, count in zip(parts, split, strict=True)}
    return found


def flagged(recorded: Recorded, series: str) -> dict[int, int]:
    """Domestic abuse of all ages by year: the open series, and before August 2021 an estimate."""
    monthly = recorded.monthly(series).reshape(len(YEARS), 12)
    known = {year: int(monthly[at].sum()) for at, year in enumerate(YEARS)}
    in_2021 = known[2022] * monthly[2, 7:].sum() / monthly[3, 7:].sum()
    to_march_2023 = monthly[3, 3:].sum() + monthly[4, :3].sum()
    in_2019 = to_march_2023 / (1 + figure("statement-domestic-abuse-five-years") / 100)
    return {
        2019: round(in_2019),
        2020: round((in_2019 + in_2021) / 2),
        2021: round(in_2021),
        2022: known[2022],
        2023: known[2023],
    }


def _young_domestic(year: int, offence: str, counts: dict[int, dict[str, int]]) -> int:
    """Under-25 offences with the domestic abuse flag."""
    share = YOUNG_DOMESTIC.get(offence, 0.0)
    if offence not in ("violence-with-injury", "threats-to-kill"):
        return round(counts[year][offence] * share)
    # A number that falls from 2020 on, whatever else happens to under-25 violence.
    steps = YEARS[-1] - max(year, 2020) - (year < 2020)
    return round(volume(offence) * share * (1 + YOUNG_DOMESTIC_FALL) ** steps)


def segments(recorded: Recorded) -> list[Segment]:
    """Every kind of offence with its number, in a fixed order; empty ones are left out."""
    young = under_25(recorded)
    total = flagged(recorded, "domestic-abuse")
    injured = flagged(recorded, "domestic-abuse-with-injury")
    found = []
    for year in YEARS:
        all_ages = sexual(recorded, year)
        young_domestic = {slug: _young_domestic(year, slug, young) for slug in UNDER_25}
        domestic = {
            "homicide": young_domestic["homicide"] + ADULT_DOMESTIC_HOMICIDES,
            "violence-with-injury": injured[year],
            "threats-to-kill": round(total[year] * ALL_DOMESTIC["threats-to-kill"]),
        } | {slug: round(all_ages[slug] * ALL_DOMESTIC[slug]) for slug in SEXUAL}
        domestic["violence-without-injury"] = total[year] - sum(domestic.values())
        for slug in OFFENCES:
            flag, with_young = young_domestic.get(slug, 0), young[year].get(slug, 0)
            adult = domestic.get(slug, 0) - flag
            others = all_ages[slug] - with_young - adult if slug in SEXUAL else 0
            found += [
                Segment(year, slug, True, True, flag),
                Segment(year, slug, False, True, with_young - flag),
                Segment(year, slug, True, False, adult),
                Segment(year, slug, False, False, others),
            ]
    return [segment for segment in found if segment.count]

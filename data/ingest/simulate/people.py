"""Victims and suspects: how many an offence has, and their ages, sexes and ethnicities.

People come in blocks: everybody of one year, offence, domestic abuse flag, role and kind of age.
Within a block the shares of ages, sexes and ethnicities are exact; who has which is drawn.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from data.ingest.simulate import assumptions
from data.ingest.simulate.apportion import Floats, Ints, fitted, largest_remainder, systematic
from data.ingest.simulate.targets import (
    NOT_SEXUAL,
    SEXUAL,
    TABLE_11,
    YEARS,
    figure,
    line,
    sex_shares,
    suspect_sex,
)
from data.ingest.simulate.volumes import Segment

Kind = tuple[str, bool]
"""Offence and domestic abuse flag."""

ROLES = ("victim", "suspect")


@dataclass(frozen=True)
class Block:
    """People of one segment, role and kind of age.

    Attributes:
        role: ``victim`` or ``suspect``.
        kind: ``young`` (victims 1 to 24, suspects 10 to 24), ``adult`` or ``ageless``.
        offence: for each of them, the position of the offence within its segment.
    """

    role: str
    kind: str
    offence: Ints


@dataclass(frozen=True)
class Spread:
    """How the offences of an under-25 segment are filled with people.

    Attributes:
        victims: the first so many offences have a victim under 25.
        suspects: the last so many have a suspect aged 10 to 24.
        more_victims: further victims under 25.
        more_suspects: further suspects aged 10 to 24.
    """

    victims: int
    suspects: int
    more_victims: int
    more_suspects: int


def spread(segment: Segment) -> Spread:
    """Whole numbers of an under-25 segment; every offence has a young victim or suspect."""
    count, shares = segment.count, assumptions.YOUNG[segment.offence, segment.domestic]
    victims = round(count * shares.victim)
    return Spread(
        victims,
        max(round(count * shares.suspect), count - victims),
        round(count * shares.more_victims),
        round(count * shares.more_suspects),
    )


def young_suspects(segment: Segment) -> int:
    """How many suspects aged 10 to 24 a segment has."""
    if not segment.young:
        return 0
    found = spread(segment)
    return found.suspects + found.more_suspects


def blocks(segment: Segment, rng: np.random.Generator) -> list[Block]:
    """Everybody of a segment."""
    count = segment.count
    if not segment.young:
        habits = assumptions.ADULT[segment.domestic]
        ageless = round(count * habits.ageless_victim)
        everyone = np.arange(count)
        known, unknown = _chosen(everyone, (habits.suspect, habits.ageless_suspect), rng)
        return [
            Block("victim", "adult", everyone[ageless:]),
            Block("victim", "ageless", everyone[:ageless]),
            Block("suspect", "adult", known),
            Block("suspect", "ageless", unknown),
        ]
    shares, found = assumptions.YOUNG[segment.offence, segment.domestic], spread(segment)
    with_victim = np.arange(found.victims)
    with_suspect = np.arange(count - found.suspects, count)
    without_victim = np.arange(found.victims, count)
    without_suspect = np.arange(count - found.suspects)
    ageless = round(len(without_victim) * shares.ageless_victim)
    known, unknown = _chosen(without_suspect, (shares.adult_suspect, shares.ageless_suspect), rng)
    more_victims = rng.choice(with_victim, found.more_victims)
    more_suspects = rng.choice(with_suspect, found.more_suspects)
    return [
        Block("victim", "young", np.concatenate([with_victim, more_victims])),
        Block("victim", "adult", without_victim[ageless:]),
        Block("victim", "ageless", without_victim[:ageless]),
        Block("suspect", "young", np.concatenate([with_suspect, more_suspects])),
        Block("suspect", "adult", known),
        Block("suspect", "ageless", unknown),
    ]


def _chosen(of: Ints, shares: tuple[float, float], rng: np.random.Generator) -> tuple[Ints, Ints]:
    """Two shares of some offences, without overlap, chosen at random."""
    mixed = rng.permutation(of)
    first, second = (round(len(of) * share) for share in shares)
    return mixed[:first], mixed[first : first + second]


class Shares:
    """Shares of sexes, ages and ethnicities by year and kind, fitted to what is published.

    Args:
        segments: all of them: how many suspects a kind has decides how the totals are reached.
    """

    def __init__(self, segments: list[Segment]) -> None:
        self._suspects: dict[int, dict[Kind, int]] = {year: {} for year in YEARS}
        for item in segments:
            if item.young:
                self._suspects[item.year][item.offence, item.domestic] = young_suspects(item)

    def sex(self, segment: Segment, block: Block) -> Floats:
        """Shares in the order of :data:`SEXES`."""
        return np.array(self._sex(segment, block))

    def _sex(self, segment: Segment, block: Block) -> tuple[float, ...]:
        kind = (segment.offence, segment.domestic)
        if block.role == "suspect" and block.kind == "young":
            return tuple(self._suspect_sex[segment.year][kind])
        if segment.offence == "personal-robbery":
            return (
                assumptions.ROBBERY_VICTIM_SEX
                if block.role == "victim"
                else assumptions.ADULT_SUSPECT_SEX_OF_ROBBERY
            )
        row = segment.offence if segment.offence in TABLE_11 else "threats-to-kill"
        return sex_shares(row, segment.domestic, block.role)

    def ethnicity(self, segment: Segment, block: Block) -> Floats:
        """Shares in the order of :data:`ETHNIC_GROUPS`."""
        kind = (segment.offence, segment.domestic)
        if block.role == "victim":
            return np.array(assumptions.VICTIM_ETHNICITY[segment.offence])
        if block.kind == "young" and segment.offence in NOT_SEXUAL:
            return self._suspect_ethnicity[segment.year][kind]
        return np.array(assumptions.SUSPECT_ETHNICITY[segment.offence])

    def bands(self, segment: Segment, role: str) -> tuple[tuple[int, int, float], ...]:
        """First age, last age and share of every band of the young."""
        kind = (segment.offence, segment.domestic)
        if role == "suspect":
            shares = tuple(self._suspect_bands[segment.year][kind])
            edges = [(10, 14), (15, 18), (19, 24)]
        else:
            domestic = segment.domestic and segment.offence not in SEXUAL
            shares = (
                assumptions.DOMESTIC_VICTIM_BANDS
                if domestic
                else assumptions.VICTIM_BANDS[segment.offence]
            )
            edges = [(1, 9), (10, 14), (15, 18), (19, 24)]
        return tuple((*edge, share) for edge, share in zip(edges, shares, strict=True))

    def _kinds(self, year: int, offences: tuple[str, ...]) -> tuple[list[Kind], Ints]:
        """Kinds of some offences with their numbers of suspects aged 10 to 24."""
        kinds = [kind for kind in self._suspects[year] if kind[0] in offences]
        return kinds, np.array([self._suspects[year][kind] for kind in kinds])

    @cached_property
    def _suspect_sex(self) -> dict[int, dict[Kind, Floats]]:
        """Table 11 in 2023; in other years only what the report says to change is fitted."""
        return {year: self._suspect_sex_of(year) for year in YEARS}

    def _suspect_sex_of(self, year: int) -> dict[Kind, Floats]:
        last = year == YEARS[-1]
        wanted = np.array(suspect_sex(year)) / 100
        unknown = wanted[2] / (np.array(suspect_sex(YEARS[-1]))[2] / 100)
        found: dict[Kind, Floats] = {}
        free: dict[Kind, Floats] = {}
        for kind in self._suspects[year]:
            offence, domestic = kind
            if offence == "personal-robbery":
                free[kind] = np.array(assumptions.ADULT_SUSPECT_SEX_OF_ROBBERY) / 100
                continue
            shares = np.array(sex_shares(offence, domestic, "suspect")) / 100
            if last or offence == "homicide" or offence in SEXUAL:
                found[kind] = shares
            elif domestic:
                female, _, lost = shares
                found[kind] = np.array([female, 1 - female - lost * unknown, lost * unknown])
            else:
                free[kind] = shares
        kinds, counts = self._kinds(year, NOT_SEXUAL)
        rest = wanted * counts.sum()
        for kind, count in zip(kinds, counts, strict=True):
            if kind in found:
                rest = rest - found[kind] * count
        rows = [self._suspects[year][kind] for kind in free]
        fits = fitted(list(free.values()), rows, rest)
        return found | dict(zip(free, fits, strict=True))

    @cached_property
    def _suspect_ethnicity(self) -> dict[int, dict[Kind, Floats]]:
        black = figure("statement-suspects-black") / 100
        found: dict[int, dict[Kind, Floats]] = {}
        for year in YEARS:
            kinds, counts = self._kinds(year, NOT_SEXUAL)
            typical = [assumptions.SUSPECT_ETHNICITY[offence] for offence, _ in kinds]
            fits = fitted(typical, counts, assumptions.suspect_ethnicity(year, black))
            found[year] = dict(zip(kinds, fits, strict=True))
        return found

    @cached_property
    def _suspect_bands(self) -> dict[int, dict[Kind, Floats]]:
        """The published shares hold with and without sexual offences."""
        ends = [figure("statement-suspects-15-18-before"), figure("statement-suspects-15-18")]
        found: dict[int, dict[Kind, Floats]] = {}
        for year in YEARS:
            middle = line(ends[0], ends[1], year) / 100
            young = line(*assumptions.UNDER_15, year)
            found[year] = {}
            for offences in (NOT_SEXUAL, SEXUAL):
                kinds, counts = self._kinds(year, offences)
                typical = [_typical_bands(*kind) for kind in kinds]
                fits = fitted(typical, counts, (young, middle, 1 - young - middle))
                found[year] = found[year] | dict(zip(kinds, fits, strict=True))
        return found


def _typical_bands(offence: str, domestic: bool) -> tuple[float, ...]:
    if domestic and offence not in SEXUAL:
        return assumptions.DOMESTIC_SUSPECT_BANDS
    return assumptions.SUSPECT_BANDS[offence]


def draw_ages(
    segment: Segment, block: Block, shares: Shares, rng: np.random.Generator
) -> npt.NDArray[np.int16]:
    """Single years of age of a block, -1 where unknown; bands have their exact share."""
    count = len(block.offence)
    if block.kind == "ageless":
        return np.full(count, -1, dtype=np.int16)
    if block.kind == "adult":
        low, weights = 25, assumptions.adult_ages()
    else:
        bands = shares.bands(segment, block.role)
        low = bands[0][0]
        weights = assumptions.ages(low, bands[-1][1], bands)
    years = np.arange(low, low + len(weights), dtype=np.int16)
    found = np.repeat(years, systematic(count, weights, rng.random()))
    rng.shuffle(found)
    return found


def draw_codes(count: int, shares: Floats, rng: np.random.Generator) -> npt.NDArray[np.int8]:
    """Positions in a list of categories, in exact shares and random order."""
    found = np.repeat(np.arange(len(shares), dtype=np.int8), largest_remainder(count, shares))
    rng.shuffle(found)
    return found

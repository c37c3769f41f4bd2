"""What is asked, as plain addresses: written out here, so that no change of the program alters it.

Everything random comes from one seed. About one answer in six is to a question that is wrong.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from itertools import product
from urllib.parse import urlencode

SEED = 20260301
IMPORTED = "partner"
"""The extract that is imported for the recording."""
API = "/api/v1/"

SERIES = (
    "violence-against-the-person", "homicide", "violence-with-injury", "violence-without-injury",
    "stalking-and-harassment", "sexual-offences", "rape", "other-sexual-offences", "robbery",
    "personal-robbery", "business-robbery", "possession-of-weapons", "knife-crime",
    "knife-crime-with-injury", "knife-injury-victims-under-25", "gun-crime",
    "lethal-barrel-discharge", "domestic-abuse", "domestic-abuse-with-injury",
    "offences-with-unit-cost",
)  # fmt: skip
EXTRACT_SERIES = (
    "violence-against-the-person", "homicide", "violence-with-injury", "violence-without-injury",
    "threats-to-kill", "sexual-offences", "rape", "other-sexual-offences", "robbery",
    "personal-robbery", "knife-crime", "knife-crime-with-injury", "lethal-barrel-discharge",
    "domestic-abuse", "domestic-abuse-with-injury", "offences-with-unit-cost",
)  # fmt: skip
CUSTODY = ("custody", "custody-murder", "custody-robbery", "custody-weapons", "custody-drug-supply")
COHORTS = ("all-ages", "under-25", "domestic-abuse", "sexual-violence", "serious-violence")
COHORTED = (
    ("knife-injury-victims-under-25", "under-25"),
    ("violence-with-injury", "domestic-abuse"),
    ("domestic-abuse", "domestic-abuse"),
    ("rape", "sexual-violence"),
    ("sexual-offences", "sexual-violence"),
)
"""Recorded series that have a cohort, and which."""
TABLES = ("areas", "series", "matrix", "people", "season", "trend", "costs", "what-if")
LEVELS = ("ward", "borough", "london")
MEASURES = ("count", "rate", "change", "cost")
COMPARISONS = ("previous-year", "to-2020-03", "none")
PLACES = {
    "ward": (
        "", "E09000033", "E05013806", "E05014053", "E05013806,E05009317", "E09000012,E09000002",
        "E05009317,E09000025", "E09000001", "E05009317",
    ),
    "borough": (
        "", "E09000033", "E09000012", "E09000012,E09000033", "E09000001", "E09000001,E09000033",
        "E09000002,E09000009,E09000025,E09000022", "E12000007",
    ),
    "london": ("",),
}  # fmt: skip
"""Areas to ask for, by level: single ones, several, the City, and parents of units."""
MONTHS = (
    (), (), (), ("2025-04", "2026-03"), ("2023-09", "2024-08"), ("2023-04", "2024-09"),
    ("2019-10", "2020-09"), ("2020-04", "2021-03"), ("2024-03", "2024-03"), ("2026-03", "2026-03"),
    ("2010-04", "2010-04"), ("2010-04", "2026-03"), ("2012-01", "2012-12"), ("2024-10", "2026-03"),
    ("2026-04", "2026-06"), ("2019-04", "2020-03"), ("2026-01", "2026-06"), ("2021-08", "2022-07"),
    ("2018-01", "2023-12"), ("2026-02", "2026-05"),
)  # fmt: skip
"""Recorded months: the latest, across lockdown and March 2024, out of coverage, short and long."""
OWN_MONTHS = (
    (), (), ("2023-01", "2023-12"), ("2022-06", "2023-11"), ("2022-01", "2022-01"),
    ("2022-03", "2023-02"), ("2023-07", "2023-09"), ("2022-01", "2023-12"),
)  # fmt: skip
"""Months that both extracts have."""
SIMULATED_MONTHS = (*OWN_MONTHS, ("2019-10", "2020-09"), ("2019-01", "2023-12"))
PUBLISHED = (*(f"table-{number}" for number in range(4, 17)), "boroughs", "statements")
CUTS = ("age", "sex", "ethnicity", "age,sex", "age,ethnicity", "sex,ethnicity", "")
COST_CUTS = (
    "offence", "component", "bearer", "area", "month", "year", "offence,component", "offence,year",
    "bearer,year", "area,offence", "area,bearer,component", "month,offence", "component,bearer",
)  # fmt: skip
BAD = (
    ("level", "parish"), ("level", "BOROUGH"), ("level", ""), ("offence", "arson"),
    ("offence", ""), ("cohort", "over-60"), ("cohort", "serious-violence"), ("cohort", "under-25"),
    ("compare", "2019"), ("measure", "percent"), ("dataset", "imagined"), ("dataset", ""),
    ("area", "Westminster"), ("area", "E09000033,E0900000"), ("area", "E05013806"),
    ("area", "unplaced"), ("area", ","), ("from", "2025"), ("from", "2025-00"),
    ("from", "1066-10"), ("from", "2025-04\n"), ("from", "201٥-04"), ("to", "2025-04-30"),
    ("to", "2090-01"), ("to", ""), ("hat", "bowler"), ("<script>", "1"), ("focus", "E09000033"),
    ("sort", "name"), ("cut", "10"), ("by", "offence"), ("rows", "year"), ("role", "victim"),
)  # fmt: skip
WRONG = (
    "areas.csv?from=2025-06&to=2025-05", "areas.json?level=x&offence=y&from=z&hat=1",
    "areas.csv?area=a&area=a", "series.csv?level=ward&level=ward", "areas.csv?hat=a&hat=a",
    "people.csv?dataset=vawg&by=sex", "people.csv?dataset=custody&role=victim",
    "people.csv?dataset=recorded&offence=homicide", "people.json?role=witness",
    "people.csv?by=age,age", "people.csv?by=,", "people.csv?by=method,domestic&role=suspect",
    "people.csv?dataset=simulated&by=age,age-sna", "people.json?dataset=partner&by=method",
    "matrix.csv?rows=year&columns=year", "matrix.csv?rows=hour", "matrix.csv?rows=weekday",
    "matrix.json?columns=decade", "matrix.csv?measure=rate", "matrix.csv?compare=none",
    "season.csv?measure=count", "trend.csv?compare=none", "trend.csv?measure=cost",
    "costs.csv?by=moon", "costs.csv?by=month,year", "costs.csv?by=offence,offence",
    "costs.csv?measure=cost", "costs.json?offence=stalking-and-harassment",
    "what-if.csv?cut=0", "what-if.csv?cut=-1", "what-if.csv?cut=101", "what-if.json?cut=text",
    "what-if.csv?invest=0", "what-if.csv?invest=1e12", "what-if.csv?cut=%3Cscript%3E",
    "what-if.csv?cut=nan", "what-if.csv?invest=1_000", "pledge.csv?offence=rape",
    "pledge.csv?from=2025-01", "published/table-13.csv?level=ward", "published/table-99.csv",
    "published/nothing.json", "published/../app.csv", "published/table-4.pdf", "evidence/none.csv",
    "evidence/all.csv?theme=x", "nothing.csv", "areas.pdf", "areas", "areas.csv.csv", ".csv",
    "AREAS.csv", "areas.CSV", "catalogue.csv", "%00.csv", "", "areas/x.csv",
    "areas.csv?dataset=homicide&level=ward", "areas.csv?dataset=homicide&measure=cost",
    "areas.csv?dataset=vawg&measure=rate", "areas.csv?dataset=custody&level=borough",
    "areas.csv?dataset=simulated&offence=gun-crime", "areas.csv?dataset=partner&offence=custody",
    "areas.csv?dataset=partner&from=2018-01&to=2018-12", "series.csv?dataset=simulated&to=2026-03",
    "areas.csv?dataset=custody&cohort=under-25", "areas.csv?level=london&area=E09000033",
    "areas.csv?dataset=met-2024", "areas.csv?area=" + ",".join(f"X{n}" for n in range(60)),
)  # fmt: skip


def address(path: str, **parts: str) -> str:
    """A path with a query; parts that are ``None`` or empty are left out, ``from_`` is ``from``."""
    asked = {name.rstrip("_"): value for name, value in parts.items() if value}
    return path + ("?" + urlencode(asked, safe=",") if asked else "")


def _span(months: Sequence[str]) -> dict[str, str]:
    return {"from_": months[0], "to": months[1]} if months else {}


def _recorded(rng: random.Random) -> Iterator[str]:
    """Areas and series: every series, level, measure and comparison, with months in turn."""
    pick = rng.choice
    for number, (offence, level) in enumerate(product(SERIES, LEVELS)):
        more = {"level": level, "area": pick(PLACES[level]), **_span(pick(MONTHS))}
        measure = MEASURES[number % 4]
        form = ("csv", "json")[number % 2]
        yield address(f"{API}areas.{form}", offence=offence, measure=measure, **more)
        more = {"level": level, "area": pick(PLACES[level]), **_span(pick(MONTHS))}
        if level != "ward" or more["area"]:
            yield address(f"{API}series.{form}", offence=offence, **more)
    for measure, compare, level in product(MEASURES, COMPARISONS, ("borough", "london")):
        yield address(
            f"{API}areas.csv", level=level, measure=measure, compare=compare,
            offence=pick(SERIES), **_span(pick(MONTHS)),
        )  # fmt: skip
    for months in dict.fromkeys(MONTHS):
        yield address(
            f"{API}areas.csv", offence=pick(SERIES), compare="to-2020-03", **_span(months)
        )
    for place in dict.fromkeys((*PLACES["ward"], *PLACES["borough"])):
        yield address(f"{API}areas.json", area=place, level="ward" if "E05" in place else "")
    for (offence, cohort), table in product(COHORTED, ("areas", "series", "trend", "matrix")):
        yield address(f"{API}{table}.csv", offence=offence, cohort=cohort, **_span(pick(MONTHS)))


def _other_datasets(rng: random.Random) -> Iterator[str]:
    """Areas and series of homicide, VAWG, custody and both extracts."""
    pick = rng.choice
    wide = ((), (), ("2019-04", "2020-03"), ("2021-03", "2022-08"), ("2024-03", "2024-03"))
    for months, (dataset, levels, measures) in product(
        wide,
        (
            ("homicide", LEVELS[1:], MEASURES[:3]),
            ("vawg", LEVELS, ("count", "change")),
            ("custody", LEVELS[2:], ("count", "change")),
        ),
    ):
        level = pick(levels)
        more = {"dataset": dataset, "level": level, "area": pick(PLACES[level]), **_span(months)}
        more |= {"offence": pick(CUSTODY)} if dataset == "custody" else {}
        form = pick(("csv", "json"))
        yield address(f"{API}areas.{form}", measure=pick(measures), **more)
        yield address(f"{API}series.{form}", **{**more, "level": pick(levels[-2:]), "area": ""})
        for table in ("matrix", "season", "trend"):
            yield address(f"{API}{table}.csv", **{**more, "level": "london", "area": ""})
    for number, (offence, dataset) in enumerate(product(EXTRACT_SERIES, ("simulated", IMPORTED))):
        own = OWN_MONTHS if dataset == IMPORTED else SIMULATED_MONTHS
        for table in ("areas", "series"):
            level = LEVELS[(number // 2 + (table == "series")) % 3]
            more = {"level": level, "area": pick(PLACES[level]), "cohort": COHORTS[number % 5]}
            if table == "areas":
                more |= {"measure": pick(MEASURES), "compare": pick(COMPARISONS)}
            form = pick(("csv", "json"))
            yield address(
                f"{API}{table}.{form}", dataset=dataset, offence=offence, **more, **_span(pick(own))
            )


def _cut(rng: random.Random) -> Iterator[str]:
    """Matrix, season, trend: rows and columns of every kind."""
    pick = rng.choice
    for dataset in ("recorded", "simulated", IMPORTED):
        extract = dataset != "recorded"
        parts = ("year", "month", "weekday", "hour") if extract else ("year", "month")
        own = {"recorded": MONTHS, "simulated": SIMULATED_MONTHS}.get(dataset, OWN_MONTHS)
        series = EXTRACT_SERIES if extract else SERIES
        pairs = [pair for pair in product(parts, parts) if pair[0] != pair[1]]
        for rows, columns in pairs * (2 if extract else 8):
            level = pick(LEVELS)
            yield address(
                f"{API}matrix.{pick(('csv', 'json'))}", dataset=dataset, rows=rows, columns=columns,
                offence=pick(series), level=level, area=pick(PLACES[level]), **_span(pick(own)),
                cohort=pick(COHORTS) if extract else "",
            )  # fmt: skip
        for table, _ in product(("season", "trend"), range(12)):
            level = pick(LEVELS)
            yield address(
                f"{API}{table}.{pick(('csv', 'json'))}", dataset=dataset, offence=pick(series),
                level=level, area=pick(PLACES[level]), **_span(pick(own)),
            )  # fmt: skip


def _people(rng: random.Random) -> Iterator[str]:
    """People with roles and cuts, of every dataset that has people."""
    pick = rng.choice
    own = {
        "homicide": ((), ("2003-01", "2024-03"), ("2023-04", "2024-03"), ("2020-01", "2020-01")),
        "simulated": SIMULATED_MONTHS,
        IMPORTED: OWN_MONTHS,
    }
    roles = ("victim", "suspect")
    for dataset, role, by in product(own, roles, CUTS):
        level = pick(LEVELS[1:] if dataset == "homicide" else LEVELS)
        more = {"offence": pick(EXTRACT_SERIES)} if dataset != "homicide" else {}
        yield address(
            f"{API}people.{pick(('csv', 'json'))}", dataset=dataset, role=role, by=by, level=level,
            area=pick(PLACES[level]), **_span(pick(own[dataset])), **more,
        )  # fmt: skip
    for dataset, role, by in product(("simulated", IMPORTED), roles, ("age-sna", "age-stage,sex")):
        yield address(
            f"{API}people.csv", dataset=dataset, role=role, by=by, cohort=pick(COHORTS),
            offence=pick(EXTRACT_SERIES),
        )  # fmt: skip
    for by in ("age", "ethnicity", "age,ethnicity", ""):
        yield address(f"{API}people.csv", dataset="vawg", by=by, level=pick(LEVELS))
    for by in ("age", "sex", "ethnicity", "age,sex", ""):
        yield address(
            f"{API}people.json", dataset="custody", role="suspect", by=by, offence=pick(CUSTODY)
        )
    for by in ("method", "domestic", "method,domestic", "sex,method"):
        yield address(f"{API}people.csv", by=by)


def _costs(rng: random.Random) -> Iterator[str]:
    """Costs by everything, plans, the pledge."""
    pick = rng.choice
    for by, dataset in product(COST_CUTS, ("recorded", "simulated", IMPORTED)):
        own = {"recorded": MONTHS, "simulated": SIMULATED_MONTHS}.get(dataset, OWN_MONTHS)
        level = pick(LEVELS[1:])
        yield address(
            f"{API}costs.{pick(('csv', 'json'))}", by=by, dataset=dataset, level=level,
            area=pick(PLACES[level]), **_span(pick(own)),
            offence=pick(("", "rape", "homicide", "personal-robbery")),
        )  # fmt: skip
    for cut, invest in (
        ("", ""), ("25", "40000000"), ("0.5", "1"), ("100", "1e11"), ("33%", "£1,500,000"),
        ("+7", "2.5e6"), ("10", "1000000"),
    ):  # fmt: skip
        level = pick(LEVELS[1:])
        yield address(
            f"{API}what-if.{pick(('csv', 'json'))}", cut=cut, invest=invest, level=level,
            area=pick(PLACES[level]), dataset=pick(("", "simulated", IMPORTED)),
        )  # fmt: skip
    for level, form in product(LEVELS, ("csv", "json")):
        yield address(f"{API}pledge.{form}", level=level, area=pick(PLACES[level]))


def _fixed() -> Iterator[str]:
    """What takes no filters, and defaults of every table in every format."""
    for name, form in product(PUBLISHED, ("csv", "json")):
        yield f"{API}published/{name}.{form}"
        yield f"{API}evidence/{name}.{form}"
    yield from (f"{API}evidence/all.{form}" for form in ("csv", "json", "xlsx"))
    yield from (f"{API}published/{name}.xlsx" for name in ("table-12", "statements"))
    yield from (f"{API}published/unit-costs.{form}" for form in ("csv", "json"))
    yield f"{API}catalogue.json"
    tables = (*TABLES, "pledge")
    for table, form in product(tables, ("csv", "json", "xlsx")):
        yield f"{API}{table}.{form}"
    yield f"{API}areas.xlsx?level=ward&offence=rape&measure=rate&area=E09000033"
    yield f"{API}people.xlsx?dataset={IMPORTED}&by=age,sex&offence=violence-with-injury"
    yield "/health"
    yield from (*PATHS, "/nowhere", "/api", "/api/v1")


def _bad(rng: random.Random) -> Iterator[str]:
    """Values that are wrong, at every table in turn, and combinations that are."""
    tables = TABLES
    for number, (name, value) in enumerate(BAD):
        form = ("csv", "json", "xlsx")[number % 3]
        for table in ("areas", rng.choice(tables[1:])):
            yield f"{API}{table}.{form}?" + urlencode({name: value})
    yield from (API + text for text in WRONG)


def answers() -> list[str]:
    """Addresses of the interface and of other answers, each once, in a fixed order."""
    rng = random.Random(SEED)  # for variety, not for secrets
    kinds = (_recorded(rng), _other_datasets(rng), _cut(rng), _people(rng), _costs(rng))
    found = [url for kind in kinds for url in kind]
    return list(dict.fromkeys([*found, *_fixed(), *_bad(rng)]))


PATHS = ("/", "/hotspots", "/when", "/people", "/boroughs", "/costs", "/evidence", "/data")
FILTERED = PATHS[:6]
ODD = (
    "area=Westminster", "level=parish&offence=arson", "from=2025&to=2099-01", "hat=bowler",
    "offence=rape&offence=robbery", "dataset=custody", "dataset=none&measure=sum",
    "cut=0&invest=nothing", "focus=nowhere&sort=colour", "from=2025-06&to=2025-05",
    "cohort=under-25&offence=rape", "%3Cscript%3E=1&area=%3Cb%3E", "area=E05013806&level=borough",
)  # fmt: skip
OWN_VIEWS = (
    "/hotspots?focus=E05013806&level=ward", "/hotspots?focus=E09000012&measure=rate",
    "/hotspots?focus=E09000001", "/hotspots?level=ward&measure=change&offence=personal-robbery",
    "/hotspots?dataset=vawg", "/hotspots?dataset=homicide",
    "/boroughs?sort=-homicide", "/boroughs?sort=name&area=E09000012",
    "/boroughs?sort=rape&focus=E09000033&measure=rate", "/boroughs?measure=cost&sort=-robbery",
    "/boroughs?dataset=simulated&sort=threats-to-kill", "/boroughs?dataset=homicide",
    "/costs?cut=33&invest=1,500,000", "/costs?cut=101", "/costs?cut=100&invest=1e11",
    "/costs?cut=0.5&area=E09000033", "/costs?invest=%C2%A32%2C000&offence=rape",
    "/costs?cut=%3Cscript%3E&dataset=simulated", "/costs?dataset=partner&cut=50",
    "/people?dataset=homicide&from=2003-01&to=2024-03", "/people?dataset=vawg",
    "/people?dataset=vawg&level=ward&area=E09000033", "/people?dataset=custody",
    "/people?dataset=custody&offence=custody-drug-supply",
    "/people?dataset=homicide&area=E09000025",
    "/people?dataset=simulated&offence=knife-crime&cohort=under-25",
    "/people?dataset=simulated&measure=rate&area=E09000012",
    "/people?dataset=partner&offence=violence-with-injury", "/people?dataset=recorded",
    "/when?offence=domestic-abuse", "/when?offence=gun-crime&area=E09000012",
    "/when?dataset=simulated&offence=rape", "/when?dataset=partner&area=E09000033",
    "/when?area=E05013806&level=ward&offence=homicide", "/when?from=2023-09&to=2024-08",
    "/evidence?theme=homicide", "/evidence?status=confirmed", "/evidence?status=nonsense",
    "/evidence?theme=x&status=y&hat=z", "/data?hat=bowler", "/nowhere", "/nowhere/at/all?x=1",
    "/boroughs/?area=E09000012",
)  # fmt: skip


def views() -> list[str]:
    """Addresses of page views, each once, in a fixed order."""
    rng = random.Random(SEED + 1)
    pick = rng.choice
    found = [*PATHS, *OWN_VIEWS]
    for path in FILTERED:
        found += [f"{path}?{pick(ODD)}" for _ in range(3)]
        for number in range(9):
            level = pick(LEVELS[:2])
            found.append(
                address(
                    path,
                    level=level,
                    area=pick(PLACES[level]),
                    offence=pick(SERIES),
                    measure=MEASURES[number % 4],
                    compare=pick(COMPARISONS),
                    **_span(pick(MONTHS)),
                )
            )
        for dataset, own in (("simulated", SIMULATED_MONTHS), (IMPORTED, OWN_MONTHS)):
            for _ in range(3):
                level = pick(LEVELS[:2])
                found.append(
                    address(
                        path,
                        dataset=dataset,
                        level=level,
                        area=pick(PLACES[level]),
                        offence=pick(EXTRACT_SERIES),
                        cohort=pick(COHORTS),
                        **_span(pick(own)),
                        measure=pick(MEASURES),
                    )
                )
    found += [f"{path}?{text}" for path, text in zip(FILTERED * 3, ODD, strict=False)]
    return list(dict.fromkeys(found))

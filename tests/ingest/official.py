"""A small raw folder in the official formats, made from nothing but numbers of our own.

The areas are the real ones (names, codes and outlines are taken from the committed processed
data, which the build writes); every count is drawn from a seeded generator. The files imitate
the official ones in all that a reader can trip over: header schemes, category schemes,
vintages that overlap and differ, a partial month, a ward under two boroughs, absent zero rows.
"""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
from official_people import People

ROOT = Path(__file__).resolve().parents[2]

USED = {
    ("VIOLENCE AGAINST THE PERSON", "HOMICIDE"): ("homicide", 0.01),
    ("VIOLENCE AGAINST THE PERSON", "VIOLENCE WITH INJURY"): ("violence-with-injury", 10),
    ("VIOLENCE AGAINST THE PERSON", "VIOLENCE WITHOUT INJURY"): ("violence-without-injury", 12),
    ("VIOLENCE AGAINST THE PERSON", "STALKING AND HARASSMENT"): ("stalking-and-harassment", 7),
    ("VIOLENCE AGAINST THE PERSON", "DEATH SERIOUS INJURY ILLEGAL DRIVING"): (
        "death-or-serious-injury-driving",
        0.01,
    ),
    ("SEXUAL OFFENCES", "RAPE"): ("rape", 1),
    ("SEXUAL OFFENCES", "OTHER SEXUAL OFFENCES"): ("other-sexual-offences", 1.5),
    ("ROBBERY", "ROBBERY OF PERSONAL PROPERTY"): ("personal-robbery", 3),
    ("ROBBERY", "ROBBERY OF BUSINESS PROPERTY"): ("business-robbery", 0.3),
    ("POSSESSION OF WEAPONS", "POSSESSION OF WEAPONS"): ("possession-of-weapons", 0.8),
}
UNUSED = {
    ("BURGLARY", "RES BURGLARY OF A HOME"): 4,
    ("PUBLIC ORDER OFFENCES", "PUBLIC FEAR ALARM OR DISTRESS"): 3,
}
FLAGGED = {
    ("Knife Crime", "Knife Crime"): ("knife-crime", 2),
    ("Knife Crime", "Knife Crime with Injury"): ("knife-crime-with-injury", 0.6),
    ("Knife Crime", "Knife Injury Victims (1-24)"): ("knife-injury-victims-under-25", 0.2),
    ("Domestic Abuse", "Domestic Abuse"): ("domestic-abuse", 9),
    ("Domestic Abuse", "Domestic Abuse violence with injury"): ("domestic-abuse-with-injury", 2),
    ("Gun Crime", "Gun Crime"): ("gun-crime", 0.2),
    ("Lethal Barrel Discharge", "Lethal Barrel Discharge"): ("lethal-barrel-discharge", 0.05),
}
DASHBOARD = (
    "month_year",
    "area_type",
    "borough_snt",
    "area_name",
    "area_code",
    "crime_type",
    "crime_subtype",
    "measure",
    "financial_year",
    "fy_fyindex",
    "count",
    "refresh_date",
)
HILLINGDON, HEATHROW = "E09000017", "E05013570"


def months(first: str, last: str) -> list[str]:
    """Months as YYYYMM, both ends in."""
    return [f"{m:%Y%m}" for m in pd.date_range(f"{first}01", f"{last}01", freq="MS")]


@dataclass
class Table:
    """One official table: header and rows of plain values."""

    header: list[str]
    rows: list[list[object]]

    def csv(self, newline: str = "\n") -> str:
        """The table as CSV text."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator=newline)
        writer.writerow(self.header)
        writer.writerows(self.rows)
        return out.getvalue()

    def save(self, path: Path) -> None:
        """Write as what the path's ending says."""
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix == ".csv":
            path.write_text(self.csv(), encoding="utf-8", newline="")
        elif path.suffix == ".parquet":
            frame = pd.DataFrame(self.rows, columns=self.header)
            frame.to_parquet(path, index=False)
        else:
            book = openpyxl.Workbook(write_only=True)
            sheet = book.create_sheet("Data")
            sheet.append(self.header)
            for row in self.rows:
                sheet.append(row)
            book.save(path)
            book.close()


@dataclass
class Official:
    """The made-up London: true counts, and the files that tell of them.

    Attributes:
        wards: code → (name, borough code, borough name), sorted by borough and name.
        boroughs: code → name (33).
        people: victims, accused and all other people.
        first: first month, YYYYMM.
        last: last month that can be asked for.
    """

    seed: int = 7
    first: str = "202301"
    last: str = "202512"
    wards: dict[str, tuple[str, str, str]] = field(init=False)
    boroughs: dict[str, str] = field(init=False)
    people: People = field(init=False)

    def __post_init__(self) -> None:
        areas = pd.read_parquet(ROOT / "data" / "processed" / "areas.parquet")
        rows = areas[areas["level"] == "ward"].sort_values(["parent_name", "area_name"])
        self.wards = {
            r.area_code: (r.area_name, r.parent_code, r.parent_name) for r in rows.itertuples()
        }
        named = areas[areas["level"] == "borough"]
        self.boroughs = dict(zip(named["area_code"], named["area_name"], strict=True))
        self.all_months = months(self.first, self.last)
        rng = np.random.default_rng(self.seed)
        shape = (len(self.wards), len(self.all_months))
        busy = rng.gamma(4, 0.25, len(self.wards)).clip(0.3)[:, None]
        self.in_wards = {slug: rng.poisson(rate * busy, shape) for slug, rate in [*USED.values()]}
        self.flagged_in_wards = {
            slug: rng.poisson(rate * busy, shape) for slug, rate in [*FLAGGED.values()]
        }
        # crimes that have a borough and no ward, and crimes that have neither
        self.loose = {
            s: rng.poisson(c.sum(axis=0) * 0.0006, (33, shape[1]))
            for s, c in (self.in_wards | self.flagged_in_wards).items()
        }
        self.people = People(self)

    # --- what is true -----------------------------------------------------------------
    def ward_counts(self, slug: str, first: str, last: str) -> pd.DataFrame:
        """Wards × months of an offence."""
        source = self.in_wards if slug in self.in_wards else self.flagged_in_wards
        at = [self.all_months.index(m) for m in months(first, last)]
        return pd.DataFrame(
            source[slug][:, at], index=list(self.wards), columns=months(first, last)
        )

    def borough_counts(self, slug: str, first: str, last: str) -> pd.DataFrame:
        """Boroughs and “unplaced” × months of an offence."""
        wards = self.ward_counts(slug, first, last)
        home = [b for _, b, _ in self.wards.values()]
        out = wards.groupby(home).sum()
        at = [self.all_months.index(m) for m in months(first, last)]
        loose = self.loose[slug][:, at]
        out = out + loose[:32]
        out.loc["unplaced"] = loose[32]
        return out

    # --- recorded crime ---------------------------------------------------------------
    def ward_table(
        self,
        first: str,
        last: str,
        header: tuple[str, str, str, str, str] = (
            "MajorText",
            "MinorText",
            "WardName",
            "WardCode",
            "LookUp_BoroughName",
        ),
        *,
        older: bool = False,
        split_heathrow: bool = False,
        partial: str = "",
        stale: int = 0,
        rename: dict[str, str] | None = None,
    ) -> Table:
        """A ward file.

        Args:
            first: first month.
            last: last month.
            header: names of the five text columns.
            older: the older category scheme, Title Case, stalking inside violence without injury.
            split_heathrow: Heathrow Villages under two boroughs, half of the months each.
            partial: a month before the first that holds a residue only.
            stale: how many crimes of Abbey's violence with injury an older vintage lacks.
            rename: category → another name for it.
        """
        span = months(first, last)
        rows: list[list[object]] = []
        for (group, minor), (slug, counts) in self._categories(first, last, older).items():
            shown = (rename or {}).get(minor, minor)
            for k, (code, (name, _, borough)) in enumerate(self.wards.items()):
                values = counts[k].copy()
                if stale and slug == "violence-with-injury" and name == "Abbey":
                    values = np.maximum(values - stale, 0)
                if not values.any():
                    continue
                lead = [0] if partial else []
                if partial and slug == "violence-with-injury" and k < 20:
                    lead = [1]
                halves = [(borough, values)]
                if code == HEATHROW and split_heathrow:
                    half = len(span) // 2
                    early, late = values.copy(), values.copy()
                    early[half:], late[:half] = 0, 0
                    halves = [("Aviation Security (SO18)", late), (borough, early)]
                elif code == HEATHROW and not older:
                    halves = [("Aviation Security (SO18)", values)]
                for place, own in halves:
                    rows.append([group, shown, name, code, place, *lead, *map(int, own)])
        rows.sort(key=lambda r: (str(r[4]), str(r[2]), str(r[0]), str(r[1])))
        return Table([*header, *([partial] if partial else []), *span], rows)

    def borough_table(
        self,
        first: str,
        last: str,
        header: tuple[str, str, str] = ("MajorText", "MinorText", "BoroughName"),
        *,
        airports: bool = True,
        older: bool = False,
    ) -> Table:
        """A borough file; with ``airports`` Heathrow's crimes stand in a row of their own."""
        span = months(first, last)
        rows: list[list[object]] = []
        for (group, minor), (slug, counts) in self._categories(first, last, older).items():
            by = pd.DataFrame(counts, index=list(self.wards), columns=span)
            out = by.groupby([b for _, b, _ in self.wards.values()]).sum()
            at = [self.all_months.index(m) for m in span]
            slugs = (
                ["violence-without-injury", "stalking-and-harassment"]
                if (older and slug == "violence-without-injury")
                else [slug]
            )
            for one in slugs:
                if one in self.loose:
                    out = out + self.loose[one][:32, at]
            named = {self.boroughs[c]: v for c, v in zip(out.index, out.to_numpy(), strict=True)}
            if airports:
                away = by.loc[HEATHROW].to_numpy()
                named["Hillingdon"] = named["Hillingdon"] - away
                named["London Heathrow and London City Airports"] = away
            if slug in self.loose and not older:
                named["Unknown"] = self.loose[slug][32, at]
            rows += [[group, minor, place, *map(int, v)] for place, v in named.items() if v.any()]
        rows.sort(key=lambda r: (str(r[2]), str(r[0]), str(r[1])))
        return Table([*header, *span], rows)

    def _categories(
        self, first: str, last: str, older: bool
    ) -> dict[tuple[str, str], tuple[str, np.ndarray]]:
        out = {}
        for key, (slug, _) in USED.items():
            out[key] = (slug, self.ward_counts(slug, first, last).to_numpy())
        for number, (key, rate) in enumerate(UNUSED.items()):
            rng = np.random.default_rng(number)
            out[key] = ("", rng.poisson(rate, (len(self.wards), len(months(first, last)))))
        if not older:
            return out
        merged = {}
        for (group, minor), (slug, counts) in out.items():
            if slug in ("stalking-and-harassment", "death-or-serious-injury-driving"):
                continue
            if slug == "violence-without-injury":
                more = self.ward_counts("stalking-and-harassment", first, last)
                counts = counts + more.to_numpy()
            title = (group.title().replace("Of", "of"), minor.title().replace(" Of", " of"))
            if slug == "possession-of-weapons":
                title = (title[0], "Other Knife Offences")
            merged[title] = (slug, counts)
        return merged

    # --- the dashboard ----------------------------------------------------------------
    def dashboard(self, first: str, last: str, refreshed: str, types: tuple[str, ...]) -> Table:
        """A dashboard extract with the given crime types."""
        header = [*DASHBOARD]
        rows: list[list[object]] = []
        span = months(first, last)
        for (crime, sub), (slug, _) in FLAGGED.items():
            if crime not in types:
                continue
            boroughs = self.borough_counts(slug, first, last)
            wards = self.ward_counts(slug, first, last).to_numpy()
            for m, month in enumerate(span):
                day = f"{month[:4]}-{month[4:]}-01"

                def row(
                    kind: str,
                    unit: str,
                    name: str,
                    code: str,
                    count: int,
                    day: str = day,
                    crime: str = crime,
                    sub: str = sub,
                ) -> list[object]:
                    return [
                        day,
                        kind,
                        unit,
                        name,
                        code,
                        crime,
                        sub,
                        "Offences",
                        "fy",
                        "fy_01",
                        int(count),
                        refreshed,
                    ]

                for code, count in boroughs.iloc[:, m].items():
                    if code == "unplaced" and count:
                        rows.append(row("Borough", "Other / NK", "N/K (Legacy Only)", "", count))
                    elif code == HILLINGDON and count > 1:
                        name = "Hillingdon"
                        rows.append(row("Borough", name, name, str(code), count - 1))
                        rows.append(
                            row(
                                "Borough",
                                "Aviation Security",
                                "Aviation Security (SO18) (Legacy Only)",
                                "SO18",
                                1,
                            )
                        )
                    elif count:
                        name = self.boroughs[str(code)]
                        rows.append(row("Borough", name, name, str(code), count))
                for k, (code, (name, _, borough)) in enumerate(self.wards.items()):
                    if wards[k, m]:
                        unit = f"{borough} {name}"
                        rows.append(
                            row("Safer Neighbourhood Teams", unit, name, f"{code} ", wards[k, m])
                        )
                loose = int(boroughs.iloc[:, m].sum() - wards[:, m].sum())
                if loose:
                    rows.append(row("Safer Neighbourhood Teams", "Other / NK", "N/K", "N/K", loose))
        for month in span:
            rows += [
                [
                    f"{month[:4]}-{month[4:]}-01",
                    "Borough",
                    "Camden",
                    "Camden",
                    "E09000007",
                    types[0],
                    types[0],
                    "Positive Outcomes",
                    "fy",
                    "fy_01",
                    3,
                    refreshed,
                ]
            ]
        return Table(header, rows)

    # --- everything else --------------------------------------------------------------
    def census(self, column: str, categories: dict[str, str]) -> Table:
        """A Census table by ward: ages or sexes; the City stands in it as one unit."""
        header = [
            "Electoral wards and divisions Code",
            "Electoral wards and divisions",
            f"{column} Code",
            column,
            "Observation",
        ]
        rows: list[list[object]] = []
        for k, (code, (name, _, _)) in enumerate(
            [*self.wards.items(), ("E09000001", ("City of London", "", ""))]
        ):
            for number, (key, label) in enumerate(categories.items()):
                people = (
                    100 + k % 7 + number % 3
                    if len(categories) > 2
                    else (sum(100 + k % 7 + n % 3 for n in range(101)) // 2)
                )
                rows.append([code, name, key, label, people])
        return Table(header, rows)

    def mye(self) -> openpyxl.Workbook:
        """The mid-2021 estimates, three sheets with notes above the header."""
        book = openpyxl.Workbook()
        book.remove(book.active)
        book.create_sheet("Cover sheet").append(["Population estimates for the UK, mid-2021"])
        for sheet, factor in (("Persons", 2), ("Females", 1), ("Males", 1)):
            page = book.create_sheet(f"MYE2 - {sheet}")
            page.append([f"MYE2: {sheet} by single year of age and sex, mid-2021"])
            for _ in range(6):
                page.append(["A note"])
            page.append(["Code", "Name", "Geography", "All ages", *range(90), "90+"])
            page.append(["K02000001", "UNITED KINGDOM", "Country", 910, *[10] * 91])
            ages = [20 * factor] * 91
            for code, name in self.boroughs.items():
                page.append([code, name, "London Borough", sum(ages), *ages])
            page.append(["E12000007", "LONDON", "Region", 33 * sum(ages), *[33 * a for a in ages]])
        return book

    def lsoas(self) -> list[tuple[str, str, str, str, str]]:
        """LSOA, ward, ward name, borough, borough name: two a ward, and one of the City."""
        out = [
            (f"E01{2 * k + half + 2:06d}", code, name, borough, borough_name)
            for k, (code, (name, borough, borough_name)) in enumerate(self.wards.items())
            for half in range(2)
        ]
        out.append(("E01000001", "E05009288", "Aldersgate", "E09000001", "City of London"))
        return out

    def write(self, raw: Path) -> Path:
        """Write the whole raw folder; folder and file names mean nothing on purpose."""
        raw.mkdir(parents=True, exist_ok=True)
        self.ward_table("202301", "202402", split_heathrow=True).save(raw / "a/ward_old.parquet")
        self.ward_table("202402", "202501", stale=1).save(raw / "a/ward_mid.csv")
        self.ward_table("202404", "202503", partial="202403").save(raw / "a/ward_new.csv")
        self.ward_table("202302", "202401", older=True).save(raw / "a/ward_scheme.csv")
        self._older_wards().save(raw / "a/ward_2018.csv")
        self.borough_table("202301", "202402").save(raw / "b/borough_old.csv")
        self.borough_table("202401", "202412").save(raw / "b/borough_mid.csv")
        self.borough_table("202404", "202506", ("Group", "SubGroup", "BOCU"), airports=False).save(
            raw / "b/borough_new.csv"
        )
        self.borough_table(
            "202301", "202312", ("MajorText", "MinorText", "LookUp_BoroughName"), older=True
        ).save(raw / "b/borough_scheme.csv")
        every = ("Domestic Abuse", "Knife Crime", "Gun Crime", "Lethal Barrel Discharge")
        self.dashboard("202308", "202407", "2024-08-02", every).save(raw / "c/flags.csv")
        self.dashboard("202402", "202501", "2025-02-18", every[1:2]).save(raw / "c/knives.parquet")
        ages = {str(i): f"Aged {i} years" for i in range(101)}
        self.census("Age (101 categories)", ages).save(raw / "d/ages.csv")
        sexes = self.census("Sex (2 categories)", {"1": "Female", "2": "Male"}).csv("\r\n")
        (raw / "d/sexes.csv").write_text(sexes.rstrip(), encoding="utf-8", newline="")
        with (raw / "d/mye.xlsx").open("wb") as handle:
            book = self.mye()
            book.save(handle)
            book.close()
        self._deprivation(raw / "e")
        (raw / "f").mkdir()
        (raw / "f/c2.csv").write_text(self._city(), encoding="cp1252", newline="")
        self._boundaries(raw / "g")
        (raw / "notes.md").write_text("Nothing official.\n", encoding="utf-8")
        self.people.write(raw / "p")
        Table(["WD23CD", "WD23NM", "LAD23CD"], [["E05000001", "X", "E06000001"]]).save(
            raw / "h/lookup.csv"
        )
        return raw

    def _older_wards(self) -> Table:
        table = self.ward_table("202301", "202312", older=True)
        codes = {c: f"E05000{k:03d}" for k, c in enumerate(self.wards)}
        for row in table.rows:
            row[3] = codes[str(row[3])]
        return table

    def _deprivation(self, folder: Path) -> None:
        links = self.lsoas()
        rank = "Index of Multiple Deprivation (IMD) Rank (where 1 is most deprived)"
        decile = "Index of Multiple Deprivation (IMD) Decile (where 1 is most deprived 10% of LSOA"
        Table(
            ["LSOA code (2021)", "LSOA name (2021)", rank, decile],
            [[lsoa, lsoa, 1 + k, 1 + k // 3376] for k, (lsoa, *_) in enumerate(links)],
        ).save(folder / "imd.xlsx")
        Table(
            ["lsoa21cd", "ward22cd", "ward22nm", "lad22cd", "lad22nm"],
            [list(link) for link in links],
        ).save(folder / "links.csv")

    def _city(self) -> str:
        names = [
            "Police Force\nArea code",
            "Police Force\nArea name",
            "Community Safety\nPartnership code",
            "Community Safety\nPartnership name",
            "Local Authority code",
            "Local Authority name",
            "Total recorded crime\n (excluding fraud)",
            "Violence against the person",
            "Homicide",
            "Death or serious injury caused by illegal driving",
            "Violence with injury",
            "Violence without injury",
            "Stalking and harassment",
            "Sexual offences",
            "Robbery",
            "Possession of weapons offences",
        ]
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\r\n")
        writer.writerow(
            [
                "Table C2: offences by Community Safety Partnership area, England and "
                "Wales, year ending June 2025 [note 1] – “shorthand”"
            ]
        )
        writer.writerow(["[x] indicates data are unavailable."])
        writer.writerow(names)
        writer.writerow(
            [
                "E23000034",
                "City of London",
                "E22000180",
                "City of London",
                "E09000001",
                "City of London",
                "8,801 ",
                "1,407 ",
                "0 ",
                "6 ",
                "447 ",
                "797 ",
                "157 ",
                "194 ",
                "180 ",
                "[x]",
            ]
        )
        return out.getvalue()

    def _boundaries(self, folder: Path) -> None:
        folder.mkdir()
        outlines = ROOT / "assets" / "boundaries"
        wards = json.loads((outlines / "wards.json").read_text(encoding="utf-8"))
        boroughs = json.loads((outlines / "boroughs.json").read_text(encoding="utf-8"))
        for collection, name in ((wards, "w.geojson"), (boroughs, "b.geojson")):
            features = []
            for f in collection["features"]:
                code = f["id"]
                if name == "w.geojson":
                    if code not in self.wards:
                        continue
                    ward, borough, label = self.wards[code]
                    own = {"WD22CD": code, "WD22NM": ward, "LAD22CD": borough, "LAD22NM": label}
                else:
                    own = {"LAD22CD": code, "LAD22NM": self.boroughs[code]}
                features.append({"type": "Feature", "properties": own, "geometry": f["geometry"]})
            text = json.dumps({"type": "FeatureCollection", "features": features})
            (folder / name).write_text(text, encoding="utf-8")

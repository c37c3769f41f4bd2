"""The official tables of people of the made-up London: homicide, violence against women, custody.

As in ``official``: real names and layouts, drawn numbers. Victims of homicide are the homicides
of the recorded series, so that the two agree; everything else is drawn.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from official import Official

FURTHER = Path(__file__).parents[1] / "fixtures" / "official"
"""Made-up files of datasets that this module does not draw; a file here is in the raw folder."""
HILLINGDON, HEATHROW = "E09000017", "E05013570"
FIRST, LAST, OLD_LAST = "202301", "202503", "202406"
VAWG_FIRST, VAWG_LAST = "202401", "202502"
CUSTODY_FIRST, CUSTODY_LAST = "202404", "202503"

VICTIM_AGES = ["0 to 12", "13 to 19", "20 to 24", "25 to 34", "35 to 44", "45 to 54"]
VICTIM_AGES += ["55 to 64", "65 and over"]
ACCUSED_AGES = ["10 to 14", "15 to 19", "20 to 24", "25 to 29", "30 to 34", "65 and over"]
METHODS = {
    "Knife or Sharp Implement": "knife-or-sharp-implement",
    "Shooting": "shooting",
    "Physical Assault, no weapon": "physical-assault",
    "Blunt Implement": "blunt-implement",
    "Other Methods of Killing": "other",
    "Not known/Not Recorded": "unknown",
}
SEEN = {"White": "white", "Black": "black", "Asian": "asian", "Other": "other"}
SEEN |= {"Unrecorded / Unknown": "unknown"}
TOLD = {"White": "white", "Black ": "black", "Asian ": "asian", "Mixed": "mixed"}
TOLD |= {"Other ": "other", "SCE Not Recorded": "unknown"}
TOLD |= {"Person declines to define ethnicity": "unknown"}
VAWG_AGES = ["10 to 19", "20 to 29", "30 to 39", "40 to 49", "50 to 59", "60 to 69", "70 to 79"]
VAWG_ETHNICITIES = {"White": "white", "Black": "black", "Asian": "asian", "Any Other": "other"}
VAWG_ETHNICITIES |= {"Unknown": "unknown"}
GROUPS = ["Murder", "Assault", "Sexual Offences", "Robbery", "Weapons", "Drug Supply"]
GROUPS += ["Drug Possession", "Drugs - Other", "Other Offence"]
DISPOSALS = ["No Further Action", "Prosecution"]
CENSUS = ["Asian, Asian British or Asian Welsh"] * 5
CENSUS += ["Black, Black British, Black Welsh, Caribbean or African"] * 3
CENSUS += ["Mixed or Multiple ethnic groups"] * 4 + ["White"] * 5 + ["Other ethnic group"] * 2


def age(text: str) -> str:
    """A band as the processed data writes it.

    >>> age("0 to 12"), age("65 and over")
    ('0-12', '65+')
    """
    return text.replace(" to ", "-").replace(" and over", "+")


def ym(month: str) -> str:
    """``202301`` as ``2023-01``."""
    return f"{month[:4]}-{month[4:]}"


class People:
    """Who is who in the made-up London, and the files that tell of it.

    Attributes:
        victims: a row a victim of homicide.
        accused: a row a person proceeded against; ``error`` marks the Met's recording errors.
        women: month × ward of victims of violence against women and girls, with the rows that
            no ward holds (``nowhere``, ``former``).
        custody: disposals by month, group, age, sex, ethnicity and disposal.
    """

    def __init__(self, official: Official) -> None:
        self.official = official
        self.rng = np.random.default_rng(11)
        self.victims = self._victims()
        self.accused = self._accused()
        months = official.all_months
        self.vawg_months = months[months.index(VAWG_FIRST) : months.index(VAWG_LAST) + 1]
        shape = (len(official.wards), len(self.vawg_months))
        self.women = pd.DataFrame(
            self.rng.poisson(8, shape) + 1, index=list(official.wards), columns=self.vawg_months
        )
        self.nowhere = dict(zip(self.vawg_months, self.rng.integers(30, 60, shape[1]), strict=True))
        self.former = {"202405": 2}  # victims in a ward of Barnet that is no more
        self.custody = self._custody()

    # --- what is true -----------------------------------------------------------------
    def by_ward(self) -> pd.DataFrame:
        """Victims by ward (``unplaced`` without one) and month, as the table must say it."""
        out = self.women.copy()
        out.loc["unplaced"] = [self.nowhere[m] + self.former.get(m, 0) for m in self.vawg_months]
        return out.rename(columns=ym)

    def by_borough(self) -> pd.DataFrame:
        """Victims by borough (``unplaced`` without one) and month."""
        home = [self.official.wards[code][1] for code in self.women.index]
        out = self.women.groupby(home).sum()
        barnet = next(c for c, n in self.official.boroughs.items() if n == "Barnet")
        for month, people in self.former.items():
            out.loc[barnet, month] += people
        out.loc["unplaced"] = pd.Series(self.nowhere)
        return out.rename(columns=ym)

    # --- drawing ----------------------------------------------------------------------
    def _of(self, texts: list[str], size: int) -> list[str]:
        return [texts[k] for k in self.rng.integers(0, len(texts), size)]

    def _victims(self) -> pd.DataFrame:
        counts = self.official.borough_counts("homicide", FIRST, LAST)
        rows = [
            (month, str(code))
            for month in counts.columns
            for code, people in counts[month].items()
            for _ in range(int(people))
        ]
        frame = pd.DataFrame(rows, columns=["month", "borough"])
        frame.loc[3, "borough"] = "unplaced"
        size = len(frame)
        return frame.assign(
            age=self._of(VICTIM_AGES, size),
            sex=self._of(["Male", "Male", "Male", "Female", "Unknown"], size),
            method=self._of(list(METHODS), size),
            domestic=self._of(["Not Domestic Abuse", "Domestic Abuse"], size),
            ethnicity=self._of(list(SEEN), size),
        )

    def _accused(self) -> pd.DataFrame:
        size = 400
        boroughs = sorted(set(self.official.boroughs) - {"E09000001"})
        months = self.official.all_months
        months = months[: months.index(LAST) + 1]
        frame = pd.DataFrame(
            {
                "month": sorted(months[k % len(months)] for k in range(size)),
                "borough": self._of(boroughs, size),
                "age": self._of(ACCUSED_AGES, size),
                "sex": self._of(["Male", "Female", "Unrecorded"], size),
                "ethnicity": self._of(list(TOLD), size),
            }
        )
        return frame.assign(error=np.arange(size) == 50, heathrow=np.arange(size) == 60).assign(
            borough=lambda f: f["borough"].where(~f["heathrow"], HILLINGDON)
        )

    def _custody(self) -> pd.DataFrame:
        months = self.official.all_months
        span = months[months.index(CUSTODY_FIRST) : months.index(CUSTODY_LAST) + 1]
        index = pd.MultiIndex.from_product(
            [
                span,
                ["Female", "Male", "Not Recorded"],
                ["Adult", "Child", "Not Recorded"],
                ["Asian", "Black", "Not Recorded", "Other ", "White"],
                GROUPS,
                DISPOSALS,
            ],
            names=["month", "sex", "age", "ethnicity", "group", "disposal"],
        )
        frame = index.to_frame(index=False)
        frame["count"] = self.rng.poisson(1.2, len(frame))
        return frame[frame["count"] > 0].reset_index(drop=True)

    # --- the files --------------------------------------------------------------------
    def _named(self, code: str) -> str:
        name = self.official.boroughs.get(code, "Unmapped")
        return name.replace(" and ", " & ").replace(" upon ", " Upon ")

    def victims_table(self, *, older: bool = False) -> tuple[list[str], list[list[object]]]:
        """Header and rows of the victims, newer layout or older."""
        rows: list[list[object]] = []
        for r in self.victims.itertuples():
            stamp = pd.Timestamp(f"{r.month}01")
            common = [1, r.age, r.sex, r.method, r.domestic]
            if older:
                if r.month > OLD_LAST:
                    continue
                common[2] = "Unrecorded" if r.sex == "Unknown" else r.sex
                common[3] = r.method.replace("Other Methods", "Other Method")
                common[4] = "Yes" if r.domestic == "Domestic Abuse" else "No"
                common.append(f"{stamp:%b %Y}")
            else:
                common += [stamp.year, f"{stamp:%b}"]
            seen = r.ethnicity.replace("Unrecorded /", "Not Recorded /") if older else r.ethnicity
            rows.append([*common, "Murder", "Solved", self._named(r.borough), seen])
        if older:
            del rows[7]  # found out about only later
        date = ["Recorded Date"] if older else ["Recorded Year", "Recorded Month"]
        method = "Method of Killing" if older else "MethodofKilling"
        first = ["Count of Victims", "Age Group", "Sex", method, "Domestic Abuse", *date]
        last = ["Homicide Offence Type", "Solved Status", "Borough", "Officer Observed Ethnicity"]
        return [*first, *last], rows

    def accused_table(self, *, older: bool = False) -> tuple[list[str], list[list[object]]]:
        """Header and rows of the accused, newer layout or older."""
        rows: list[list[object]] = []
        for r in self.accused.itertuples():
            if older and r.month > OLD_LAST:
                continue
            stamp = pd.Timestamp(f"{r.month}01")
            charge = "Recording Error" if r.error else "Charge or Summons"
            told = r.ethnicity.replace("SCE ", "") if older else r.ethnicity
            when = f"{stamp:%B %Y}".replace("February", "Febraury") if older else f"{stamp:%b-%y}"
            place = "Heathrow" if r.heathrow else self._named(r.borough)
            rows.append([1, place, r.sex, r.age, told, "Murder", charge, when])
        header = ["Count of PPA", "Borough", "Gender", "Age Group", "Self Classified Ethnicity"]
        return [*header, "Offence Type", "Charged/Summonsed", "Proceedings Date"], rows

    def vawg_tables(self) -> dict[str, tuple[list[str], list[list[object]]]]:
        """The three sheets: name → header and rows."""
        dates = ["recorded_date_months", "date_committed_from_date_months", "count"]
        place: list[list[object]] = []
        ages: list[list[object]] = []
        groups: list[list[object]] = []
        whole = self.by_borough().sum()
        for number, month in enumerate(self.vawg_months):
            day = f"{ym(month)}-01"
            before = f"{int(month[:4]) - 1}-{month[4:]}-01"
            for k, (code, (name, _, borough)) in enumerate(self.official.wards.items()):
                people = int(self.women.loc[code, month])
                shown = name.replace(" and ", " & ") if k % 2 else name
                if name == "St Peter's" and borough == "Tower Hamlets":
                    shown = "Bethnal Green West"
                home = ["West Area", borough, shown]
                if code == HEATHROW:
                    home = ["Other", "Other", "Heathrow Villages"]
                early = 1 if k % 6 == 0 and people > 1 else 0
                place.append([*home, day, day, people - early])
                if early:
                    place.append([*home, day, before if k % 12 else "", early])
            lost = int(self.nowhere[month])
            place.append(["Other", "Other", "N/K", day, day, lost - 4])
            place.append(["Other", "Other", "Non MET police force", day, day, 3])
            place.append(["Unknown", "Unknown", "", day, day, 1])
            if month in self.former:
                former = self.former[month]
                place.append(["North West", "Barnet", "Colindale", day, day, former])
            total = int(whole[ym(month)])
            rest = total
            for one, text in enumerate([f"Aged {a} years" for a in VAWG_AGES] + ["Aged 80+"]):
                people = rest if text == "Aged 80+" else total // (9 + one + number % 2)
                rest -= people
                ages.append([text, day, day, people - 5])
                ages.append([text, day, before, 5])
            rest = total
            for one, text in enumerate(VAWG_ETHNICITIES):
                people = rest if text == "Unknown" else total // (5 + one)
                rest -= people
                groups.append([text, day, day, people])
        return {
            "Victim count by location": (
                ["bcu_location", "borough_name", "ward_name_clean_2", *dates],
                place,
            ),
            "Victim count by age group": (["age_group", *dates], ages),
            "Victim count by ethnic group": (["ethnic_appearance_group_group", *dates], groups),
        }

    def vawg_stacked(self) -> tuple[list[str], list[list[object]]]:
        """The three sheets stacked, as the third-party repack has them."""
        header = ["bcu_location", "borough_name", "ward_name_clean_2", "recorded_date_months"]
        header += ["date_committed_from_date_months", "count", "sheet", "age_group"]
        header += ["ethnic_appearance_group_group"]
        rows = []
        for sheet, (names, own) in self.vawg_tables().items():
            for row in own:
                cells = dict(zip(names, row, strict=True)) | {"sheet": sheet}
                rows.append([cells.get(name, "") for name in header])
        return header, rows

    def custody_table(self) -> tuple[list[str], list[list[object]]]:
        """Header and rows of the disposals."""
        rows: list[list[object]] = []
        for r in self.custody.itertuples():
            stamp = pd.Timestamp(f"{r.month}01")
            when = [stamp.year, stamp.month, f"{stamp:%B}"]
            rows.append([*when, r.sex, r.age, r.ethnicity, r.group, r.disposal, r[7]])
        header = ["Current Disposal Year", "Current Disposal Month", "Current Disposal Month Name"]
        header += ["Gender", "Age Group", "Ethnicity 4+1", "Offence Group", "Current Disposal"]
        return [*header, "Offence Count"], rows

    def census_table(self) -> tuple[list[str], list[list[object]]]:
        """Header and rows of TS021: a stranger, the 33 boroughs, and another stranger."""
        places = {
            "E06000001": "Hartlepool",
            **self.official.boroughs,
            "W06000024": "Merthyr Tydfil",
        }
        rows: list[list[object]] = []
        for k, (code, name) in enumerate(places.items()):
            rows.append([code, name, -8, "Does not apply", 0])
            for number, group in enumerate(CENSUS, 1):
                text = f"{group}: kind {number}"
                rows.append([code, name, number, text, self.residents(k, number)])
        group = "Ethnic group (20 categories)"
        area = "Lower Tier Local Authorities"
        return [f"{area} Code", area, f"{group} Code", group, "Observation"], rows

    @staticmethod
    def residents(place: int, number: int) -> int:
        """Residents of a place (in the order of the file) in a Census group."""
        return 150 + place * 3 + number

    def write(self, folder: Path) -> None:
        """Write all of it."""
        from official import Table

        def save(name: str, table: tuple[list[str], list[list[object]]]) -> None:
            Table(*table).save(folder / name)

        save("one.csv", self.victims_table())
        save("two.csv", self.victims_table(older=True))
        save("three.csv", self.accused_table())
        save("four.parquet", self.accused_table(older=True))
        save("women.csv", self.vawg_stacked())
        save("cells.csv", self.custody_table())
        save("groups.csv", self.census_table())
        for file in FURTHER.glob("*.csv"):  # datasets with a made-up file of their own
            shutil.copy(file, folder / file.name)

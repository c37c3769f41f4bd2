"""Victims of violence against women and girls."""

from data.model.dataset import Dataset, PeopleWords
from data.model.offence import Offence
from data.model.official import Official

SLUG = "violence-against-women-and-girls"

VAWG = Official(
    Dataset(
        "vawg",
        "Violence against women and girls: victims",
        "people",
        "people data",
        topics=("people",),
        name="Women and girls",
        caveats=("Female victims by definition. Age and ethnicity are published for London only.",),
        people={
            "victim": PeopleWords(
                "Victims",
                "victims",
                "Victims: as an officer saw them.",
                unit="female victims of recorded offences",
                ethnicity="officer-observed",
                observed=True,
            )
        },
        no_rate="residents are not a fair denominator of victims counted by offence",
        residents="Residents, women and men: Census 2021.",
        residents_sex="female",
    ),
    counted="victim",
    order=20,
    offences=(
        Offence(
            SLUG,
            "Violence against women and girls",
            "flag",
            (SLUG,),
            "Female victims of offences that the Met counts as violence against women and girls.",
            "victims of violence against women and girls",
            caveat="Victims, not offences; a victim of two offences counts twice.",
        ),
    ),
)

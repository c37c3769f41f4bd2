"""What was decided in custody suites: disposals, several an arrest."""

from data.model.dataset import Dataset, PeopleWords
from data.model.offence import Offence
from data.model.official import Official

CAVEAT = "Disposals, not people: one arrest can have several."
GROUPS = (
    ("murder", "murder"),
    ("assault", "assault"),
    ("sexual-offences", "sexual offences"),
    ("robbery", "robbery"),
    ("weapons", "weapons"),
    ("drug-supply", "drug supply"),
    ("drug-possession", "drug possession"),
    ("drugs-other", "other drugs"),
    ("other-offence", "other offence"),
)

ALL = Offence(
    "custody",
    "All custody disposals",
    "group",
    tuple(f"custody-{slug}" for slug, _ in GROUPS),
    "Everything decided in Met custody suites, whatever the offence.",
    "custody disposals",
    caveat=CAVEAT,
)

CUSTODY = Official(
    Dataset(
        "custody",
        "Custody disposals",
        "people",
        "people data",
        topics=("people",),
        name="Custody",
        caveats=("London only; several disposals can follow one arrest.",),
        people={
            "suspect": PeopleWords(
                "Disposals",
                "custody disposals",
                "Disposals: four groups, as the custody record has them.",
                unit="custody disposals, several an arrest: not people",
                ethnicity="as recorded",
            )
        },
        no_rate="disposals are not people",
        grouped=True,
    ),
    counted="suspect",
    order=30,
    offences=(
        ALL,
        *(
            Offence(
                f"custody-{slug}",
                f"Custody: {label}",
                "offence",
                (f"custody-{slug}",),
                f"Disposals in Met custody suites in the group “{label}”.",
                "custody disposals",
                caveat=CAVEAT,
            )
            for slug, label in GROUPS
        ),
    ),
    group=ALL.slug,
)

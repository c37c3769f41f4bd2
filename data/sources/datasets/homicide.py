"""Victims of homicide, and who was proceeded against."""

from data.model.dataset import Dataset, PeopleWords
from data.model.official import Official

HOMICIDE = Official(
    Dataset(
        "homicide",
        "Homicide: victims and accused",
        "people",
        "people data",
        topics=("people",),
        name="Homicide",
        caveats=(
            "Victims’ ethnicity is what an officer saw; the accused define their own. The "
            "two are not comparable.",
        ),
        people={
            "victim": PeopleWords(
                "Victims",
                "victims",
                "Victims: as an officer saw them.",
                unit="victims of homicide",
                ethnicity="officer-observed",
                observed=True,
            ),
            "suspect": PeopleWords(
                "Accused",
                "people accused",
                "Accused: as they define themselves.",
                unit="people proceeded against for homicide",
                ethnicity="self-classified",
            ),
        },
        least_months=12,
    ),
    counted="victim",
    order=10,
    shared=("homicide",),
    measures=("count", "rate", "change"),
    months=60,  # twelve are too few to say anything
    placed=True,
)

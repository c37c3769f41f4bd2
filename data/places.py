"""The areas that are named one by one: London, the City of London, and no area at all."""

LONDON = "E12000007"
"""Code of the region."""
CITY = "E09000001"
"""Code of the City of London, which the Metropolitan Police does not police."""
UNPLACED = "unplaced"
"""Stands for an area code where an offence or a person has none."""

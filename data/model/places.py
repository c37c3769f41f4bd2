"""Codes that stand for more, or less, than a ward or borough."""

from __future__ import annotations

LONDON = "E12000007"
ENGLAND, ENGLAND_AND_WALES = "E92000001", "K04000001"
"""All of London: the 32 boroughs that the Met polices, and what has no borough."""
CITY = "E09000001"
"""The City of London, which no Met file covers."""
UNPLACED = "unplaced"
"""Offences whose borough or ward is unknown."""
TOTAL = "total"
"""A row that adds up the areas of a Selection."""

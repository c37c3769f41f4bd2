"""The words for a person's sex and ethnic group, one for all tables of people."""

SEXES = ("female", "male", "unknown")
"""Sexes, in the order of stored codes."""
ETHNIC_GROUPS = ("asian", "black", "mixed", "white", "other", "unknown")
"""The five broad groups of the Census and ``unknown``, in the order of stored codes."""

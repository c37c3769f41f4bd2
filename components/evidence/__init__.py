"""Sections of the page that puts the published report beside today's data."""

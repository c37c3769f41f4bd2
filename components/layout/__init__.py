"""The frame around every page, pages and their sections: what a page file declares is made of."""

from components.layout.content import (
    Content,
    Finding,
    Reason,
    Visit,
    added_up,
    answerable,
    of_session,
)
from components.layout.page import Page, page_at, page_of, pages, register_page
from components.layout.section import FILL, Group, Section, Slot

__all__ = [
    "FILL",
    "Content",
    "Finding",
    "Group",
    "Page",
    "Reason",
    "Section",
    "Slot",
    "Visit",
    "added_up",
    "answerable",
    "of_session",
    "page_at",
    "page_of",
    "pages",
    "register_page",
]

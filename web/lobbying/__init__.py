"""Lobbying's pages: reports and their worksheets, expenses, registrations, the session's calendar, the law's
numbers."""

from web.lobbying import expense_pages, law_pages, overview, registration_pages, session_pages, worksheet_pages
from web.lobbying.blueprint import pages

__all__ = [
    "expense_pages",
    "law_pages",
    "overview",
    "pages",
    "registration_pages",
    "session_pages",
    "worksheet_pages",
]

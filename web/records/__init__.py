"""The pages of declared records: every kind has a list with an export, a form, a page, deletion and its undo."""

from web.records import campaigns, message_months
from web.records import files as _files
from web.records import pages as _pages
from web.records.blueprint import pages

__all__ = ["_files", "_pages", "campaigns", "message_months", "pages"]

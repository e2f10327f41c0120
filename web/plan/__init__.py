"""The plan's pages: where it stands, an entry with its evidence, the settings it is read with, the board report."""

from web.plan import beside, entry, overview, plan_file, report, resa_lists, settings
from web.plan.blueprint import pages

__all__ = ["beside", "entry", "overview", "pages", "plan_file", "report", "resa_lists", "settings"]

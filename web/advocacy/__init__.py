"""Advocacy's pages: issues, stances, bills, votes, the whip board, the power map, the council and the briefs."""

from web.advocacy import (
    bills,
    briefs,
    consensus,
    council,
    issue_page,
    issues,
    meetings,
    power,
    stance_grid,
    stances,
    votes,
    whip,
)
from web.advocacy.blueprint import pages

__all__ = [
    "bills",
    "briefs",
    "consensus",
    "council",
    "issue_page",
    "issues",
    "meetings",
    "pages",
    "power",
    "stance_grid",
    "stances",
    "votes",
    "whip",
]

"""Briefs: one page on a council meeting or on a legislator, from dated evidence."""

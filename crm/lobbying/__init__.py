"""Lobbying: registrations, expenses, reports and the worksheet behind them, and the calendar of the session.

Collects, totals, reminds and cites the section of law; it never rules on what the law requires of anybody.
"""

"""When the legislature sits. Pure.

Mississippi: the regular session convenes on the Tuesday after the first Monday of January and lasts 90 days, 125 in the
first year of a four-year term (2024, 2028); the dates of 2008 to 2026 agree. A session that is extended or cut short
moves its end by weeks, which matters little to what is asked here: whether a session has passed since a day.
"""

from datetime import date, timedelta

DAYS, FIRST_YEAR_DAYS, TERM_YEARS = 90, 125, 4


def convenes(year: int) -> date:
    """The first day of the regular session of a year."""
    new_year = date(year, 1, 1)
    first_monday = new_year + timedelta(days=(7 - new_year.weekday()) % 7)
    return first_monday + timedelta(days=1)


def adjourns(year: int) -> date:
    """The last day of the regular session of a year, as planned."""
    days = FIRST_YEAR_DAYS if year % TERM_YEARS == 0 else DAYS
    return convenes(year) + timedelta(days=days - 1)


def last_finished(day: date) -> int:
    """The year of the latest regular session that was over by a day."""
    return day.year if adjourns(day.year) < day else day.year - 1

"""Where the office of the tests is: not in UTC, so that a UTC day taken for the office's own shows."""

from zoneinfo import ZoneInfo

from crm.office_time import day_of, instant

CHICAGO = ZoneInfo("America/Chicago")


def today() -> str:
    """The day it is there, as an ISO date."""
    return day_of(instant(), CHICAGO)

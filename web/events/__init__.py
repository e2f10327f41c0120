"""Events' pages: the list, the calendar with its feed, planning, one event, and checking in at the door."""

from web.events import calendar, check_in, door, events
from web.events.blueprint import pages

__all__ = ["calendar", "check_in", "door", "events", "pages"]
